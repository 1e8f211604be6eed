"""Many claims that one cause reopened are told in one notification. Code that knows nothing of it writes on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0023_guards_find_their_rows_by_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='notification',
            name='gathers',
            field=models.CharField(blank=True, db_default='', max_length=80),
        ),
        migrations.CreateModel(
            name='NotificationClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.claim')),
                ('notification', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='further', to='claims.notification')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('notification', 'claim'), name='notification_speaks_of_a_claim_once')],
            },
        ),
    ]
