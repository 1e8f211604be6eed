"""What the database refuses or writes about decisions, publications, edits and ratings, whoever is at the keyboard."""

from django.db import migrations

APPEND_ONLY = ["claims_claimedit", "claims_decision", "claims_decisionevidence", "claims_reliabilityrating"]
WATCHED = {  # table: (columns that were state before, columns that are now)
    "claims_claim": (
        ["standing", "quote", "wording", "hedge", "kind", "fact_id", "world_state", "statement_state"],
        ["standing", "quote", "wording", "hedge", "kind", "fact_id", "world_state", "statement_state", "world_pending",
         "statement_pending", "assignee_id", "deadline", "priority", "risk", "harms_named_party", "credibility"],
    ),
    "claims_source": (["name", "kind", "reliability", "side"], ["name", "kind", "reliability", "side", "parent_id", "merged_into_id"]),
    "claims_fact": ([], ["name", "closed", "merged_into_id"]),
    "claims_nearcopy": ([], ["state"]),
}  # fmt: skip

RESTS = """
CREATE OR REPLACE FUNCTION factdesk_verdict_rests_on_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.act IN ({acts}) AND NEW.value IN ('verified', 'disputed')
       AND NOT EXISTS (SELECT 1 FROM claims_verdictevidence WHERE verdict_id = NEW.id) THEN
        RAISE EXCEPTION 'a % verdict needs evidence', NEW.value USING ERRCODE = 'check_violation', CONSTRAINT = 'verdict_rests_on_evidence';
    END IF;
    RETURN NULL;
END $$;
"""
STAYS = """
CREATE OR REPLACE FUNCTION factdesk_evidence_in_use_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM claims_verdictevidence WHERE evidence_id = OLD.id) {or_decision} THEN
        RAISE EXCEPTION 'a verdict rests on this evidence: it stays as it was' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
LOCK = """
CREATE FUNCTION factdesk_published_verdict_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.layer = 'world' AND NEW.act NOT IN ('correct', 'reopen', 'record')
       AND EXISTS (SELECT 1 FROM claims_publication WHERE claim_id = NEW.claim_id AND retracted_at IS NULL) THEN
        RAISE EXCEPTION 'a published verdict changes only by a correction or a reopening'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'published_verdict_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER published_verdict_stays BEFORE INSERT ON claims_verdict FOR EACH ROW EXECUTE FUNCTION factdesk_published_verdict_stays();
"""


def forwards() -> str:
    parts = [
        RESTS.format(acts="'record', 'change', 'correct'"),
        STAYS.format(or_decision="OR EXISTS (SELECT 1 FROM claims_decisionevidence WHERE evidence_id = OLD.id)"),
        LOCK,
    ]
    for table in APPEND_ONLY:
        parts.append(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION factdesk_append_only();"
            f"CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION factdesk_append_only();"
        )
    parts += [watch(table, now) for table, (_, now) in WATCHED.items()]
    return "\n".join(parts)


def backwards() -> str:
    parts = [RESTS.format(acts="'record', 'change'"), STAYS.format(or_decision="")]
    parts.append("DROP FUNCTION factdesk_published_verdict_stays() CASCADE;")
    parts += [
        f"DROP TRIGGER append_only ON {table}; DROP TRIGGER append_only_truncate ON {table};" for table in APPEND_ONLY
    ]
    parts += [watch(table, before) for table, (before, _) in WATCHED.items()]
    return "\n".join(parts)


def watch(table: str, columns: list[str]) -> str:
    """The trigger that writes down a change of these columns which no service explained; none for no columns."""
    drop = f"DROP TRIGGER IF EXISTS unexplained_change ON {table};"
    if not columns:
        return drop
    names = ", ".join(f"'{column}'" for column in columns)
    return (
        f"{drop}CREATE CONSTRAINT TRIGGER unexplained_change AFTER UPDATE OR DELETE ON {table} DEFERRABLE INITIALLY DEFERRED"
        f" FOR EACH ROW EXECUTE FUNCTION factdesk_unexplained_change({names});"
    )


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_review_desk_and_facts")]

    operations = [migrations.RunSQL(forwards(), reverse_sql=backwards())]
