"""The search for claims worth comparing, inside PostgreSQL and bounded whatever the corpus.

For each key of a claim the newest few claims of the desk that have it too are read from one index; a key that many share
tells little and so weighs little. No claim of another desk, of a withdrawn article or without a place in its text is
found. Trigrams and vectors are not needed for that: they would read whole indexes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from django.db import connection

from claims.linking.compared import ComparedClaim
from claims.linking.keys import CANDIDATES, CLAIMS_A_KEY, WEIGHTS, keys_of
from claims.linking.profiles import key_number

# Some of the best fall away because their articles are withdrawn; a few more are fetched than are wanted.
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
SELECT r.claim, r.other
FROM ranked r
JOIN claims_claim c ON c.id = r.other AND c.standing = 'live' AND c.desk_id = %(desk)s
JOIN claims_article a ON a.id = c.article_id AND a.state = 'live'
WHERE r.place <= %(most)s
ORDER BY r.claim, r.place
"""


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
        "most": CANDIDATES + CANDIDATES // 4,
    }
    found: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(SEARCH, parameters)
        for pk, other in cursor.fetchall():
            if len(found[pk]) < CANDIDATES:
                found[pk].append(other)
    return dict(found)
