"""The newest reading of each revision is kept, so that an edit need not read the text again. Code that knows nothing of it writes on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0024_notifications_that_gather_claims'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptReading',
            fields=[
                ('revision', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='kept_reading', serialize=False, to='claims.revision')),
                ('key', models.CharField(max_length=64)),
                ('found', models.BinaryField()),
            ],
        ),
    ]
