"""What the database itself refuses or writes, whoever is at the keyboard: pages, API, admin, shell or psql."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION factdesk_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
"""
APPEND_ONLY_TABLES = ["claims_history", "claims_verdict", "claims_verdictevidence"]

# One chain a desk. The lock is held until the commit, so that a chain has no gaps and no forks.
HISTORY_CHAIN = """
CREATE FUNCTION factdesk_history_payload(h claims_history) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_array(
        h.previous_hash, h.desk_id, h.sequence, to_char(h.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), h.actor_id, h.via,
        h.verb, h.subject_type, h.subject_id, h.before, h.after, h.reason, h.transaction)::text
$$;
CREATE FUNCTION factdesk_history_append() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last claims_history;
BEGIN
    PERFORM pg_advisory_xact_lock(1178682468, NEW.desk_id::int);
    SELECT * INTO last FROM claims_history WHERE desk_id = NEW.desk_id ORDER BY sequence DESC LIMIT 1;
    NEW.sequence := coalesce(last.sequence, 0) + 1;
    NEW.previous_hash := coalesce(last.hash, repeat('0', 64));
    NEW.at := clock_timestamp();
    NEW.transaction := pg_current_xact_id()::text::bigint;
    NEW.hash := encode(sha256(convert_to(factdesk_history_payload(NEW), 'UTF8')), 'hex');
    RETURN NEW;
END $$;
CREATE TRIGGER history_chain BEFORE INSERT ON claims_history FOR EACH ROW EXECUTE FUNCTION factdesk_history_append();
"""

# A change of state that no service explained is written down all the same, at the end of its transaction.
UNEXPLAINED = """
CREATE FUNCTION factdesk_unexplained_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_row jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}'::jsonb ELSE to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}'::jsonb ELSE to_jsonb(NEW) END;
    whole jsonb := old_row || new_row;
    before jsonb := '{}';
    after jsonb := '{}';
    watched text;
BEGIN
    FOREACH watched IN ARRAY TG_ARGV LOOP
        IF old_row -> watched IS DISTINCT FROM new_row -> watched THEN
            before := before || jsonb_build_object(watched, old_row -> watched);
            after := after || jsonb_build_object(watched, new_row -> watched);
        END IF;
    END LOOP;
    IF before = '{}' OR EXISTS (
        SELECT 1 FROM claims_history
        WHERE transaction = pg_current_xact_id()::text::bigint AND subject_id = (whole ->> 'public_id')::uuid
    ) THEN
        RETURN NULL;
    END IF;
    INSERT INTO claims_history (desk_id, actor_id, via, verb, subject_type, subject_id, before, after, reason)
    VALUES ((whole ->> 'desk_id')::bigint, NULL, left(session_user, 40), 'changed outside the services',
            substr(TG_TABLE_NAME, 8), (whole ->> 'public_id')::uuid, before, after, '');
    RETURN NULL;
END $$;
"""
WATCHED = {  # table: (events, columns that are state)
    "claims_article": (
        "UPDATE OR DELETE",
        ["state", "title", "outlet_id", "byline", "url", "published", "published_precision", "language"],
    ),
    "claims_claim": ("UPDATE OR DELETE", ["standing", "quote", "wording", "hedge", "kind", "fact_id"]),
    "claims_claimlink": ("UPDATE OR DELETE", ["relation", "state", "newer_id"]),
    "claims_source": ("UPDATE OR DELETE", ["name", "kind", "reliability", "side"]),
    "claims_membership": ("INSERT OR UPDATE OR DELETE", ["user_id", "role"]),
}

VERDICTS = """
CREATE FUNCTION factdesk_verdict_sets_state() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before_undone text;
    new_state text := NEW.value;
BEGIN
    IF NEW.value = '' THEN
        new_state := CASE WHEN NEW.act = 'reopen' THEN 'reopened' ELSE 'unreviewed' END;
        IF NEW.act = 'withdraw' THEN  -- undoing the first verdict after a reopening leads back to the reopening
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
CREATE TRIGGER verdict_sets_state AFTER INSERT ON claims_verdict FOR EACH ROW EXECUTE FUNCTION factdesk_verdict_sets_state();

CREATE FUNCTION factdesk_only_verdicts_set_states() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() > 1 THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.world_state = 'unreviewed' AND NEW.statement_state = 'unreviewed' THEN RETURN NEW; END IF;
    ELSIF NEW.world_state = OLD.world_state AND NEW.statement_state = OLD.statement_state THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a claim''s state follows from its verdicts; record a verdict instead' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER only_verdicts_set_states BEFORE INSERT OR UPDATE OF world_state, statement_state ON claims_claim
    FOR EACH ROW EXECUTE FUNCTION factdesk_only_verdicts_set_states();

CREATE FUNCTION factdesk_verdict_follows_the_last() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last claims_verdict;
BEGIN
    SELECT * INTO last FROM claims_verdict WHERE claim_id = NEW.claim_id AND layer = NEW.layer ORDER BY sequence DESC LIMIT 1;
    IF NEW.sequence <> coalesce(last.sequence, 0) + 1 OR NEW.replaces_id IS DISTINCT FROM last.id THEN
        RAISE EXCEPTION 'a verdict follows the last one of its layer' USING ERRCODE = 'check_violation', CONSTRAINT = 'verdict_follows_the_last';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verdict_follows_the_last BEFORE INSERT ON claims_verdict FOR EACH ROW EXECUTE FUNCTION factdesk_verdict_follows_the_last();

CREATE FUNCTION factdesk_verdict_rests_on_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.act IN ('record', 'change') AND NEW.value IN ('verified', 'disputed')
       AND NOT EXISTS (SELECT 1 FROM claims_verdictevidence WHERE verdict_id = NEW.id) THEN
        RAISE EXCEPTION 'a % verdict needs evidence', NEW.value USING ERRCODE = 'check_violation', CONSTRAINT = 'verdict_rests_on_evidence';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER verdict_rests_on_evidence AFTER INSERT ON claims_verdict DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION factdesk_verdict_rests_on_evidence();

CREATE FUNCTION factdesk_verdict_evidence_is_of_the_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM claims_verdict v JOIN claims_evidence e ON e.claim_id = v.claim_id
                   WHERE v.id = NEW.verdict_id AND e.id = NEW.evidence_id) THEN
        RAISE EXCEPTION 'the evidence belongs to another claim' USING ERRCODE = 'check_violation', CONSTRAINT = 'verdict_evidence_is_of_the_claim';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verdict_evidence_is_of_the_claim BEFORE INSERT ON claims_verdictevidence
    FOR EACH ROW EXECUTE FUNCTION factdesk_verdict_evidence_is_of_the_claim();

CREATE FUNCTION factdesk_evidence_in_use_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM claims_verdictevidence WHERE evidence_id = OLD.id) THEN
        RAISE EXCEPTION 'a verdict rests on this evidence: it stays as it was' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER evidence_in_use_stays BEFORE UPDATE OR DELETE ON claims_evidence
    FOR EACH ROW EXECUTE FUNCTION factdesk_evidence_in_use_stays();
"""

TEXTS = """
CREATE FUNCTION factdesk_text_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.text IS DISTINCT FROM OLD.text OR NEW.text_sha256 IS DISTINCT FROM OLD.text_sha256 THEN
        RAISE EXCEPTION 'a revision''s text is never edited; upload a new revision' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER revision_text_stays BEFORE UPDATE ON claims_revision FOR EACH ROW EXECUTE FUNCTION factdesk_text_stays();

-- offsets count code points, as PostgreSQL's substr does in UTF-8
CREATE FUNCTION factdesk_placement_holds_the_quote() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'live' AND NOT EXISTS (
        SELECT 1 FROM claims_revision r, claims_claim c WHERE r.id = NEW.revision_id AND c.id = NEW.claim_id
            AND c.article_id = r.article_id AND substr(r.text, NEW.start + 1, NEW."end" - NEW.start) = c.quote) THEN
        RAISE EXCEPTION 'the claim''s quote does not stand there' USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_holds_the_quote';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER placement_holds_the_quote BEFORE INSERT OR UPDATE ON claims_placement
    FOR EACH ROW EXECUTE FUNCTION factdesk_placement_holds_the_quote();
"""

# Rows that belong together belong to one desk, whatever a form, a token or a bug says.
DESKS = """
CREATE FUNCTION factdesk_one_desk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'claims_claim' AND NEW.desk_id <> (SELECT desk_id FROM claims_article WHERE id = NEW.article_id)
       OR TG_TABLE_NAME = 'claims_claim' AND NEW.fact_id IS NOT NULL AND NEW.desk_id <> (SELECT desk_id FROM claims_fact WHERE id = NEW.fact_id) THEN
        RAISE EXCEPTION 'the claim belongs to another desk' USING ERRCODE = 'check_violation', CONSTRAINT = 'one_desk';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claim_one_desk BEFORE INSERT OR UPDATE OF desk_id, article_id, fact_id ON claims_claim FOR EACH ROW EXECUTE FUNCTION factdesk_one_desk();

CREATE FUNCTION factdesk_link_one_desk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM claims_claim WHERE id IN (NEW.left_id, NEW.right_id) AND desk_id = NEW.desk_id) <> 2 THEN
        RAISE EXCEPTION 'a link joins two claims of its desk' USING ERRCODE = 'check_violation', CONSTRAINT = 'link_one_desk';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER link_one_desk BEFORE INSERT OR UPDATE OF desk_id, left_id, right_id ON claims_claimlink FOR EACH ROW EXECUTE FUNCTION factdesk_link_one_desk();

CREATE FUNCTION factdesk_article_one_desk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.outlet_id IS NOT NULL AND NEW.desk_id <> (SELECT desk_id FROM claims_source WHERE id = NEW.outlet_id) THEN
        RAISE EXCEPTION 'the outlet belongs to another desk' USING ERRCODE = 'check_violation', CONSTRAINT = 'one_desk';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER article_one_desk BEFORE INSERT OR UPDATE OF desk_id, outlet_id ON claims_article FOR EACH ROW EXECUTE FUNCTION factdesk_article_one_desk();
"""

FUNCTIONS = [
    "factdesk_append_only()",
    "factdesk_history_append()",
    "factdesk_unexplained_change()",
    "factdesk_verdict_sets_state()",
    "factdesk_only_verdicts_set_states()",
    "factdesk_verdict_follows_the_last()",
    "factdesk_verdict_rests_on_evidence()",
    "factdesk_verdict_evidence_is_of_the_claim()",
    "factdesk_evidence_in_use_stays()",
    "factdesk_text_stays()",
    "factdesk_placement_holds_the_quote()",
    "factdesk_one_desk()",
    "factdesk_link_one_desk()",
    "factdesk_article_one_desk()",
    "factdesk_history_payload(claims_history)",
]


def guards() -> str:
    parts = [APPEND_ONLY, HISTORY_CHAIN, UNEXPLAINED, VERDICTS, TEXTS, DESKS]
    for table in APPEND_ONLY_TABLES:
        parts.append(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION factdesk_append_only();"
            f"CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION factdesk_append_only();"
        )
    for table, (events, columns) in WATCHED.items():
        names = ", ".join(f"'{column}'" for column in columns)
        parts.append(
            f"CREATE CONSTRAINT TRIGGER unexplained_change AFTER {events} ON {table} DEFERRABLE INITIALLY DEFERRED"
            f" FOR EACH ROW EXECUTE FUNCTION factdesk_unexplained_change({names});"
        )
    return "\n".join(parts)


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    operations = [
        migrations.RunSQL(guards(), reverse_sql="".join(f"DROP FUNCTION {name} CASCADE;" for name in FUNCTIONS)),
    ]
