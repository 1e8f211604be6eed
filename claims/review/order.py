"""The order of the queue, and why a claim stands where it does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from django.db import models
from django.db.models.expressions import RawSQL

from claims.models import Claim
from claims.models.claim import QUEUE_ORDER, ClaimQuerySet

NEVER = datetime.max.replace(tzinfo=UTC)


class Key(NamedTuple):
    """A claim's place in the queue: keys sort as the claims stand."""

    due: datetime
    load: int
    priority: int
    worth: float
    pk: int


def key_of(claim: Claim) -> Key:
    return Key(claim.due or NEVER, -claim.load_bearing, -claim.priority, -claim.check_worthiness, claim.pk)


def in_queue_order(claims: ClaimQuerySet) -> ClaimQuerySet:
    return claims.order_by(*QUEUE_ORDER)


def after(claims: ClaimQuerySet, key: Key) -> ClaimQuerySet:
    """Those that stand behind that place. One row comparison, so that the database begins there in its index."""
    due = "infinity" if key.due == NEVER else key.due.isoformat()
    columns = "coalesce({0}.due, 'infinity'::timestamptz), {0}.load_bearing * -1, {0}.priority * -1, {0}.check_worthiness * -1, {0}.id"
    behind = RawSQL(  # noqa: S611  constant text; the values are parameters
        f"({columns.format('claims_claim')}) > (%s::timestamptz, %s, %s, %s::float8, %s)",
        [due, key.load, key.priority, key.worth, key.pk],
        output_field=models.BooleanField(),
    )
    return claims.filter(behind)
