"""What the database refuses of publications: one that names no verdict which holds, and any change but taking it back once."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION factdesk_publication_in_its_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    holding claims_verdict;
    pending text;
BEGIN
    SELECT world_pending INTO pending FROM claims_claim WHERE id = NEW.claim_id FOR UPDATE;
    SELECT * INTO holding FROM claims_verdict WHERE claim_id = NEW.claim_id AND layer = 'world' ORDER BY sequence DESC LIMIT 1;
    IF holding.id IS DISTINCT FROM NEW.verdict_id OR coalesce(holding.value, '') = '' OR pending <> '' OR NEW.retracted_at IS NOT NULL THEN
        RAISE EXCEPTION 'only the verdict that holds on the world layer is published'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_in_its_place';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER publication_in_its_place BEFORE INSERT ON claims_publication
    FOR EACH ROW EXECUTE FUNCTION factdesk_publication_in_its_place();

CREATE FUNCTION factdesk_publication_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.retracted_at IS NULL
       AND (NEW.id, NEW.public_id, NEW.created_at, NEW.claim_id, NEW.verdict_id, NEW.published_by_id)
           IS NOT DISTINCT FROM (OLD.id, OLD.public_id, OLD.created_at, OLD.claim_id, OLD.verdict_id, OLD.published_by_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a publication stays as it was; it can only be taken back, once' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER publication_stays BEFORE UPDATE OR DELETE ON claims_publication
    FOR EACH ROW EXECUTE FUNCTION factdesk_publication_stays();
"""
UNDO = """
DROP FUNCTION factdesk_publication_in_its_place() CASCADE;
DROP FUNCTION factdesk_publication_stays() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0011_unknown_times_can_be_given")]

    operations = [migrations.RunSQL(GUARDS, reverse_sql=UNDO)]
