"""The search for claims worth comparing, inside PostgreSQL and bounded whatever the corpus.

For each key of a claim the newest few claims of the desk that have it too are read from one index; a key that many share
tells little and so weighs little. Besides, the few claims whose words point the same way are taken from an index of vectors: where
everything in a claim is common, the newest few are not those that say the same. No claim of another desk, of a withdrawn article
or without a place in its text is found.
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
NEAREST = """
SELECT mine.claim_id, near.claim_id FROM claims_claimvector mine CROSS JOIN LATERAL (
    SELECT v.claim_id, v.vector <=> mine.vector AS distance FROM claims_claimvector v
    WHERE v.desk_id = %(desk)s ORDER BY v.vector <=> mine.vector LIMIT %(near)s
) near
WHERE mine.claim_id = ANY(%(claims)s) AND near.claim_id <> mine.claim_id
ORDER BY mine.claim_id, near.distance, near.claim_id
"""
SPARE = CANDIDATES // 4  # some of the best fall away because their articles are withdrawn
NEAR = 12  # of the candidates come by their vectors, besides those found by keys
LOOKED_AT = 60  # vectors that the index compares before it answers; more finds a little more, and takes longer
LOOKED_AT_AT_MOST = 4000  # where most of what lies near belongs to other desks


def find_candidates(*, desk_id: int, claims: Mapping[int, ComparedClaim]) -> dict[int, list[int]]:
    """For each of these claims (by id) the ids of the desk's claims worth comparing with it, at most CANDIDATES."""
    near = found_by_vectors(desk_id, list(claims))
    keyed = found_by_keys(desk_id, claims)
    counting = set(
        Claim.objects.current()
        .filter(desk_id=desk_id, pk__in={other for _, other in [*keyed, *near]})
        .values_list("pk", flat=True)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for rows, most in ((near, NEAR), (keyed, CANDIDATES)):
        for pk, other in rows:
            if other in counting and other not in found[pk] and len(found[pk]) < most:
                found[pk].append(other)
    return {pk: others for pk, others in found.items() if others}


def found_by_keys(desk_id: int, claims: Mapping[int, ComparedClaim]) -> list[tuple[int, int]]:
    """Pairs (claim, other) that share keys, the best first for each claim; standing or not."""
    wanted: list[tuple[int, int, float]] = []
    for pk, claim in claims.items():
        weights = {key_number(key): WEIGHTS[key[0]] for key in keys_of(claim)}
        wanted.extend((pk, number, weight) for number, weight in weights.items())
    if not wanted:
        return []
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
    return rows


def found_by_vectors(desk_id: int, claims: list[int]) -> list[tuple[int, int]]:
    """Pairs (claim, other) whose words point the same way, the nearest first for each claim; standing or not."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL hnsw.ef_search = {LOOKED_AT}")  # these end with the transaction
        cursor.execute("SET LOCAL hnsw.iterative_scan = relaxed_order")
        cursor.execute(f"SET LOCAL hnsw.max_scan_tuples = {LOOKED_AT_AT_MOST}")
        cursor.execute(NEAREST, {"desk": desk_id, "claims": claims, "near": NEAR + 1})
        return cursor.fetchall()
