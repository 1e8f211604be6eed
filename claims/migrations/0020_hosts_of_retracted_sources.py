"""The addresses that count as the word of a retracted source."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0019_retracted_sources_and_raised_findings'),
    ]

    operations = [
        migrations.AddField(
            model_name='source',
            name='retracted_hosts',
            field=models.JSONField(blank=True, default=list),
        ),
    ]
