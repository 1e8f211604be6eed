"""The search for claims worth comparing, inside PostgreSQL and bounded whatever the corpus.

For each key of a claim the newest few claims of the desk that have it too are read from one index; a key that many share
tells little and so weighs little. No claim of another desk, of a withdrawn article or without a place in its text is
found. Trigrams and vectors are not needed for that: they would read whole indexes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from django.db import connection, transaction

from claims.linking.compared import ComparedClaim
from claims.linking.keys import CANDIDATES, CLAIMS_A_KEY, WEIGHTS, keys_of
from claims.linking.profiles import key_number
from claims.models import Claim

SEARCH = """
WITH wanted AS (
    SELECT * FROM unnest(%(claims)s::bigint[], %(keys)s::bigint[], %(weights)s::float8[]) AS w(claim, key, weight)
), found AS (
    SELECT w.claim, sharing.claim_id AS other, sum(w.weight / sqrt(1 + sharing.many)) AS score
    FROM wanted w CROSS JOIN LATERAL (
        SELECT newest.claim_id, count(*) OVER () AS many FROM (
            SELECT k.claim_id FROM claims_linkkey k
            WHERE k.desk_id = %(desk)s AND k.key = w.key ORDER BY k.claim_id DESC LIMIT %(per_key)s
        ) newest
    ) sharing
    WHERE sharing.claim_id <> w.claim
    GROUP BY 1, 2
), ranked AS (
    SELECT claim, other, row_number() OVER (PARTITION BY claim ORDER BY score DESC, other DESC) AS place FROM found
)
SELECT claim, other FROM ranked WHERE place <= %(most)s ORDER BY claim, place
"""
SPARE = CANDIDATES // 4  # some of the best fall away because their articles are withdrawn


def find_candidates(*, desk_id: int, claims: Mapping[int, ComparedClaim]) -> dict[int, list[int]]:
    """For each of these claims (by id) the ids of the desk's claims worth comparing with it, best first."""
    wanted: list[tuple[int, int, float]] = []
    for pk, claim in claims.items():
        weights = {key_number(key): WEIGHTS[key[0]] for key in keys_of(claim)}
        wanted.extend((pk, number, weight) for number, weight in weights.items())
    if not wanted:
        return {}
    parameters: dict[str, list[int] | list[float] | int] = {
        "claims": [row[0] for row in wanted],
        "keys": [row[1] for row in wanted],
        "weights": [row[2] for row in wanted],
        "desk": desk_id,
        "per_key": CLAIMS_A_KEY,
        "most": CANDIDATES + SPARE,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        # A bitmap would read all claims of a common key before the newest are taken; the index alone stops at the limit.
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(SEARCH, parameters)
        rows = cursor.fetchall()
        cursor.execute("SET LOCAL enable_bitmapscan TO DEFAULT")
    counting = set(
        Claim.objects.current()
        .filter(desk_id=desk_id, pk__in={other for _, other in rows})
        .values_list("pk", flat=True)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for pk, other in rows:
        if other in counting and len(found[pk]) < CANDIDATES:
            found[pk].append(other)
    return dict(found)
