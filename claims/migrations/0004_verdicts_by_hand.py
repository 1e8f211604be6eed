"""A verdict that is inserted by hand changes its claim's state: that, too, is written down at the end of the transaction."""

from django.db import migrations

TRIGGER = (
    "DROP TRIGGER unexplained_change ON claims_claim;"
    "CREATE CONSTRAINT TRIGGER unexplained_change AFTER UPDATE OR DELETE ON claims_claim DEFERRABLE INITIALLY DEFERRED"
    " FOR EACH ROW EXECUTE FUNCTION factdesk_unexplained_change({columns});"
)
BEFORE = "'standing', 'quote', 'wording', 'hedge', 'kind', 'fact_id'"


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_link_candidates")]

    operations = [
        migrations.RunSQL(
            TRIGGER.format(columns=f"{BEFORE}, 'world_state', 'statement_state'"), reverse_sql=TRIGGER.format(columns=BEFORE)
        ),
    ]
