from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0013_queue_facets")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="locale",
            field=models.CharField(
                blank=True, default="", help_text="Language of the pages and form of numbers and dates", max_length=12
            ),
        ),
    ]
