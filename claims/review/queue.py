"""Which claims come next."""

from __future__ import annotations

from claims.models import Claim
from claims.models.claim import ClaimQuerySet
from claims.permissions import Actor


def waiting_claims(actor: Actor) -> ClaimQuerySet:
    """The claims that wait for a verdict on the desks of the actor, the one most worth checking first."""
    return Claim.objects.readable_by(actor).awaiting_review().in_order_of_worth()
