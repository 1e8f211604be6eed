"""What two people must decide, kept in order by the database: who may come next in a round, and what a claim waits for."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

SETS_STATE = """
CREATE OR REPLACE FUNCTION factdesk_verdict_sets_state() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry claims_verdict;
    new_state text := NEW.value;
BEGIN
    IF NEW.act = 'reopen' THEN
        new_state := 'reopened';
    ELSIF NEW.act = 'withdraw' THEN  -- back to what held before the undone entry, over entries that were undone themselves
        SELECT earlier.* INTO entry FROM claims_verdict undone
            JOIN claims_verdict earlier ON earlier.id = undone.replaces_id WHERE undone.id = NEW.replaces_id;
        WHILE entry.act = 'withdraw' LOOP
            SELECT earlier.* INTO entry FROM claims_verdict undone
                JOIN claims_verdict earlier ON earlier.id = undone.replaces_id WHERE undone.id = entry.replaces_id;
        END LOOP;
        new_state := CASE WHEN entry.id IS NULL THEN 'unreviewed' WHEN entry.act = 'reopen' THEN 'reopened' ELSE entry.value END;
        IF NEW.value <> coalesce(entry.value, '') THEN
            RAISE EXCEPTION 'undoing restores what held before' USING ERRCODE = 'check_violation', CONSTRAINT = 'verdict_undoing_restores';
        END IF;
    END IF;
    IF NEW.layer = 'world' THEN
        UPDATE claims_claim SET world_state = new_state, world_pending = '' WHERE id = NEW.claim_id;
    ELSE
        UPDATE claims_claim SET statement_state = new_state, statement_pending = '' WHERE id = NEW.claim_id;
    END IF;
    RETURN NULL;
END $$;
"""
SETS_STATE_BEFORE = """
CREATE OR REPLACE FUNCTION factdesk_verdict_sets_state() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before_undone text;
    new_state text := NEW.value;
BEGIN
    IF NEW.value = '' THEN
        new_state := CASE WHEN NEW.act = 'reopen' THEN 'reopened' ELSE 'unreviewed' END;
        IF NEW.act = 'withdraw' THEN
            SELECT earlier.act INTO before_undone FROM claims_verdict undone
                JOIN claims_verdict earlier ON earlier.id = undone.replaces_id WHERE undone.id = NEW.replaces_id;
            IF before_undone = 'reopen' THEN new_state := 'reopened'; END IF;
        END IF;
    END IF;
    IF NEW.layer = 'world' THEN
        UPDATE claims_claim SET world_state = new_state WHERE id = NEW.claim_id;
    ELSE
        UPDATE claims_claim SET statement_state = new_state WHERE id = NEW.claim_id;
    END IF;
    RETURN NULL;
END $$;
"""
ONLY_VERDICTS = """
DROP TRIGGER only_verdicts_set_states ON claims_claim;
CREATE OR REPLACE FUNCTION factdesk_only_verdicts_set_states() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() > 1 THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.world_state = 'unreviewed' AND NEW.statement_state = 'unreviewed' {and_nothing_pending} THEN RETURN NEW; END IF;
    ELSIF NEW.world_state = OLD.world_state AND NEW.statement_state = OLD.statement_state {and_pending_stays} THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a claim''s state follows from its verdicts; record a verdict instead' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER only_verdicts_set_states BEFORE INSERT OR UPDATE OF world_state, statement_state {of_pending} ON claims_claim
    FOR EACH ROW EXECUTE FUNCTION factdesk_only_verdicts_set_states();
"""
# After the guard above by its name: what it clears is no hand's doing.
WORDS = """
CREATE FUNCTION factdesk_words_void_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.quote, NEW.wording, NEW.hedge, NEW.negated) IS DISTINCT FROM (OLD.quote, OLD.wording, OLD.hedge, OLD.negated) THEN
        NEW.world_pending := '';
        NEW.statement_pending := '';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER words_void_decisions BEFORE UPDATE OF quote, wording, hedge, negated ON claims_claim
    FOR EACH ROW EXECUTE FUNCTION factdesk_words_void_decisions();
"""
DECISIONS = """
CREATE FUNCTION factdesk_decision_in_its_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    opened claims_decision;
    answered claims_decision;
    verdict claims_verdict;
    pending text;
    last_round int;
    holding bigint;
    fits boolean;
BEGIN
    SELECT CASE WHEN NEW.layer = 'world' THEN world_pending ELSE statement_pending END INTO pending
        FROM claims_claim WHERE id = NEW.claim_id FOR UPDATE;
    SELECT coalesce(max(round), 0) INTO last_round FROM claims_decision WHERE claim_id = NEW.claim_id AND layer = NEW.layer;
    SELECT id INTO holding FROM claims_verdict WHERE claim_id = NEW.claim_id AND layer = NEW.layer ORDER BY sequence DESC LIMIT 1;
    SELECT * INTO opened FROM claims_decision
        WHERE claim_id = NEW.claim_id AND layer = NEW.layer AND round = NEW.round AND place = 'first';
    SELECT * INTO answered FROM claims_decision
        WHERE claim_id = NEW.claim_id AND layer = NEW.layer AND round = NEW.round AND place = 'second';
    SELECT * INTO verdict FROM claims_verdict WHERE id = NEW.verdict_id;
    IF NEW.place = 'first' THEN
        fits := pending = '' AND NEW.round = last_round + 1 AND NEW.verdict_id IS NULL AND NEW.replaces_id IS NOT DISTINCT FROM holding;
    ELSIF opened.id IS NULL OR NEW.round <> last_round THEN
        fits := false;
    ELSIF NEW.place = 'withdrawn' THEN
        fits := NEW.verdict_id IS NULL AND (pending = 'second' AND NEW.reviewer_id = opened.reviewer_id
                OR pending = 'conflict' AND NEW.reviewer_id = answered.reviewer_id);
    ELSIF NEW.verdict_id IS NOT NULL AND (verdict.claim_id <> NEW.claim_id OR verdict.layer <> NEW.layer OR verdict.id <> holding
            OR verdict.value <> NEW.value OR verdict.replaces_id IS DISTINCT FROM opened.replaces_id) THEN
        fits := false;
    ELSIF NEW.place = 'second' AND NEW.verdict_id IS NULL THEN
        fits := pending = 'second' AND NEW.value <> opened.value AND NEW.reviewer_id <> opened.reviewer_id;
    ELSIF NEW.place = 'second' THEN
        fits := NEW.value = opened.value AND verdict.reviewer_id = opened.reviewer_id AND verdict.second_reviewer_id = NEW.reviewer_id;
    ELSE
        fits := NEW.verdict_id IS NOT NULL AND answered.id IS NOT NULL AND verdict.reviewer_id = NEW.reviewer_id
                AND NEW.reviewer_id NOT IN (opened.reviewer_id, answered.reviewer_id);
    END IF;
    IF fits IS NOT TRUE THEN
        RAISE EXCEPTION 'a % decision does not follow here', NEW.place
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_in_its_place';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_in_its_place BEFORE INSERT ON claims_decision FOR EACH ROW EXECUTE FUNCTION factdesk_decision_in_its_place();

CREATE FUNCTION factdesk_decision_sets_pending() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    waits text := CASE WHEN NEW.place = 'first' THEN 'second'
                       WHEN NEW.place = 'second' AND NEW.verdict_id IS NULL THEN 'conflict' ELSE '' END;
BEGIN
    IF NEW.layer = 'world' THEN
        UPDATE claims_claim SET world_pending = waits WHERE id = NEW.claim_id;
    ELSE
        UPDATE claims_claim SET statement_pending = waits WHERE id = NEW.claim_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER decision_sets_pending AFTER INSERT ON claims_decision FOR EACH ROW EXECUTE FUNCTION factdesk_decision_sets_pending();

CREATE FUNCTION factdesk_decision_evidence_is_of_the_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM claims_decision d JOIN claims_evidence e ON e.claim_id = d.claim_id
                   WHERE d.id = NEW.decision_id AND e.id = NEW.evidence_id) THEN
        RAISE EXCEPTION 'the evidence belongs to another claim' USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_evidence_is_of_the_claim';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_evidence_is_of_the_claim BEFORE INSERT ON claims_decisionevidence
    FOR EACH ROW EXECUTE FUNCTION factdesk_decision_evidence_is_of_the_claim();
"""
# What came after the publication may be taken back within its ten seconds; what was published may not.
LOCK = """
CREATE OR REPLACE FUNCTION factdesk_published_verdict_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.layer = 'world' AND NEW.act NOT IN ('correct', 'reopen', 'record')
       AND EXISTS (SELECT 1 FROM claims_publication WHERE claim_id = NEW.claim_id AND retracted_at IS NULL {unless}) THEN
        RAISE EXCEPTION 'a published verdict changes only by a correction or a reopening'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'published_verdict_stays';
    END IF;
    RETURN NEW;
END $$;
"""
UNLESS = (
    "AND NOT (NEW.act = 'withdraw' AND EXISTS (SELECT 1 FROM claims_verdict undone WHERE undone.id = NEW.replaces_id"
    " AND undone.id > claims_publication.verdict_id AND undone.created_at > claims_publication.created_at))"
)
# Labels are state that people set; what no service explained is written down.
LABELS = (
    "CREATE CONSTRAINT TRIGGER unexplained_change AFTER INSERT OR UPDATE OR DELETE ON claims_houselabel DEFERRABLE INITIALLY DEFERRED"
    " FOR EACH ROW EXECUTE FUNCTION factdesk_unexplained_change('name', 'value', 'names', 'colour', 'ordinal', 'retired');"
)

FORWARDS = "".join(
    [
        SETS_STATE,
        ONLY_VERDICTS.format(
            and_nothing_pending="AND NEW.world_pending = '' AND NEW.statement_pending = ''",
            and_pending_stays="AND NEW.world_pending = OLD.world_pending AND NEW.statement_pending = OLD.statement_pending",
            of_pending=", world_pending, statement_pending",
        ),
        WORDS,
        DECISIONS,
        LOCK.format(unless=UNLESS),
        LABELS,
    ]
)
BACKWARDS = "".join(
    [
        SETS_STATE_BEFORE,
        ONLY_VERDICTS.format(and_nothing_pending="", and_pending_stays="", of_pending=""),
        LOCK.format(unless=""),
        "DROP FUNCTION factdesk_words_void_decisions() CASCADE; DROP FUNCTION factdesk_decision_in_its_place() CASCADE;"
        "DROP FUNCTION factdesk_decision_sets_pending() CASCADE; DROP FUNCTION factdesk_decision_evidence_is_of_the_claim() CASCADE;"
        "DROP TRIGGER unexplained_change ON claims_houselabel;",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("claims", "0006_guards_of_the_review_desk")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="carried_from",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="carried_to", to="claims.decision"
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=Q(second_reviewer__isnull=True) | ~Q(second_reviewer=F("reviewer")),
                name="verdict_by_two_different_people",
            ),
        ),
        migrations.RunSQL(FORWARDS, reverse_sql=BACKWARDS),
    ]
