"""Sources that were retracted, and findings that were raised with whoever handed in the article."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


WATCHED = ["name", "kind", "reliability", "side", "parent_id", "merged_into_id"]


def watch(columns: list[str]) -> str:
    """The trigger that writes down a change of these columns of a source which no service explained."""
    names = ", ".join(f"'{column}'" for column in columns)
    return (
        "DROP TRIGGER IF EXISTS unexplained_change ON claims_source;"
        "CREATE CONSTRAINT TRIGGER unexplained_change AFTER UPDATE OR DELETE ON claims_source DEFERRABLE INITIALLY DEFERRED"
        f" FOR EACH ROW EXECUTE FUNCTION factdesk_unexplained_change({names});"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0018_undo_of_link_decisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="raised_with",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="finding",
            name="thread",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="finding",
                to="claims.comment",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="reopening_due",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="source",
            name="retracted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="source",
            name="retracted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="retracted_reason",
            field=models.TextField(blank=True),
        ),
        migrations.AddIndex(
            model_name="source",
            index=models.Index(condition=models.Q(("reopening_due", True)), fields=["id"], name="source_reopening_due"),
        ),
        migrations.AddIndex(
            model_name="source",
            index=models.Index(
                condition=models.Q(("retracted_at__isnull", False)), fields=["desk"], name="source_retracted"
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("reopening_due", False),
                        ("retracted_at__isnull", True),
                        ("retracted_by__isnull", True),
                        ("retracted_reason", ""),
                    ),
                    models.Q(
                        ("retracted_at__isnull", False),
                        ("retracted_by__isnull", False),
                        models.Q(("retracted_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="source_retracted_by_somebody_with_a_reason",
            ),
        ),
        migrations.RunSQL(watch([*WATCHED, "retracted_at"]), reverse_sql=watch(WATCHED)),
    ]
