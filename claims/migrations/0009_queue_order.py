"""What the queue is ordered by: a claim's due time, kept by the database, and the indexes that the order is read from."""

import django.db.models.expressions
import django.db.models.functions.comparison
from django.db import migrations, models

# Its own deadline, else its article's, whoever sets either of them. Ordering by two tables at once could use no index.
DUE = """
CREATE FUNCTION factdesk_claim_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.due := coalesce(NEW.deadline, (SELECT deadline FROM claims_article WHERE id = NEW.article_id));
    RETURN NEW;
END $$;
CREATE TRIGGER claim_due BEFORE INSERT OR UPDATE OF due, deadline, article_id ON claims_claim
    FOR EACH ROW EXECUTE FUNCTION factdesk_claim_due();

CREATE FUNCTION factdesk_article_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE claims_claim SET due = NEW.deadline WHERE article_id = NEW.id AND deadline IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER article_due AFTER UPDATE OF deadline ON claims_article FOR EACH ROW
    WHEN (OLD.deadline IS DISTINCT FROM NEW.deadline) EXECUTE FUNCTION factdesk_article_due();
"""
NO_DUE = "DROP FUNCTION factdesk_claim_due() CASCADE; DROP FUNCTION factdesk_article_due() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0008_told_once_while_unread"),
    ]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="due",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.RunSQL(DUE, reverse_sql=NO_DUE),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                models.F("desk"),
                django.db.models.functions.comparison.Coalesce(
                    "due", django.db.models.expressions.RawSQL("'infinity'::timestamptz", [])
                ),
                django.db.models.expressions.CombinedExpression(models.F("load_bearing"), "*", models.Value(-1)),
                django.db.models.expressions.CombinedExpression(models.F("priority"), "*", models.Value(-1)),
                django.db.models.expressions.CombinedExpression(models.F("check_worthiness"), "*", models.Value(-1)),
                models.F("id"),
                condition=models.Q(
                    ("standing", "live"),
                    models.Q(
                        ("world_state__in", ["unreviewed", "reopened"]),
                        models.Q(("world_pending", ""), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="claim_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                models.F("desk"),
                django.db.models.functions.comparison.Coalesce(
                    "due", django.db.models.expressions.RawSQL("'infinity'::timestamptz", [])
                ),
                django.db.models.expressions.CombinedExpression(models.F("load_bearing"), "*", models.Value(-1)),
                django.db.models.expressions.CombinedExpression(models.F("priority"), "*", models.Value(-1)),
                django.db.models.expressions.CombinedExpression(models.F("check_worthiness"), "*", models.Value(-1)),
                models.F("id"),
                name="claim_queue_all",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                models.F("desk"),
                models.F("world_pending"),
                condition=models.Q(("world_pending", ""), _negated=True),
                name="claim_pending",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                models.F("desk"), models.F("id"), condition=models.Q(("world_state", "reopened")), name="claim_reopened"
            ),
        ),
    ]
