"""Which parts of a claim's panel have anything to show: asked in one statement, so that empty parts cost no query of their own."""

from __future__ import annotations

from django.db import connection

from claims.models import (
    Claim,
    ClaimLink,
    Comment,
    Contact,
    Decision,
    Evidence,
    HouseLabel,
    Presence,
    Publication,
    ReviewLease,
    Source,
    Succession,
    Verdict,
)

EVERY_PART = {
    "verdicts": (Verdict, "claim_id = %(claim)s"),
    "decisions": (Decision, "claim_id = %(claim)s"),
    "evidence": (Evidence, "claim_id = %(claim)s"),
    "confidential": (Evidence, "claim_id = %(claim)s AND confidential"),
    "contacts": (Contact, "claim_id = %(claim)s"),
    "comments": (Comment, "claim_id = %(claim)s"),
    "publications": (Publication, "claim_id = %(claim)s AND retracted_at IS NULL"),
    "links": (ClaimLink, "left_id = %(claim)s OR right_id = %(claim)s"),
    "made_of": (Succession, "new_id = %(claim)s"),
    "became": (Succession, "old_id = %(claim)s"),
    "lease": (ReviewLease, "claim_id = %(claim)s"),
    "presence": (Presence, "claim_id = %(claim)s"),
    "talk_in_article": (Comment, "claim_id IN (SELECT id FROM claims_claim WHERE article_id = %(article)s)"),
    "labels": (HouseLabel, "desk_id = %(desk)s"),
    "retracted": (Source, "desk_id = %(desk)s AND retracted_at IS NOT NULL"),
}
ASKED = [f"EXISTS (SELECT 1 FROM {table._meta.db_table} WHERE {those})" for table, those in EVERY_PART.values()]  # noqa: S608
STATEMENT = f"SELECT {', '.join(ASKED)}"


def parts_of(claim: Claim) -> frozenset[str]:
    """The names of the parts with at least one row, whoever may see it: each part asks for that itself."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {"claim": claim.pk, "article": claim.article_id, "desk": claim.desk_id})
        row = cursor.fetchone()
    return frozenset(name for name, there in zip(EVERY_PART, row, strict=True) if there)
