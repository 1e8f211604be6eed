"""The sweeper finds the verdicts whose day of the next look has come without reading all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0016_backlog_by_age")]

    operations = [
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(fields=["review_by"], condition=models.Q(review_by__isnull=False), name="verdict_review_by"),
        ),
    ]
