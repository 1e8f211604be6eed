"""How much hangs on the claims that were there before it was counted."""

from django.db import migrations

COUNT = """
UPDATE claims_claim SET load_bearing = counted.number FROM (
    SELECT claim_id, count(DISTINCT other_id) AS number FROM (
        SELECT left_id AS claim_id, right_id AS other_id FROM claims_claimlink WHERE state = 'confirmed'
        UNION ALL SELECT right_id, left_id FROM claims_claimlink WHERE state = 'confirmed'
        UNION ALL SELECT other_claim_id, claim_id FROM claims_evidence WHERE other_claim_id IS NOT NULL
    ) AS uses GROUP BY claim_id
) AS counted WHERE counted.claim_id = claims_claim.id;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0009_queue_order")]

    operations = [migrations.RunSQL(COUNT, reverse_sql=migrations.RunSQL.noop)]
