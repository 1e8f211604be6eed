"""Who has which claim in hand: "next claim" never hands one to two people, and what nobody works on comes back by itself.

A lease is a hint of the moment, no decision: it ends at a time by the database's clock and leaves nothing in the history.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from claims.errors import Conflict
from claims.models import Claim, ReviewLease
from claims.models.claim import ClaimQuerySet
from claims.permissions import Action, Actor, desk_ids, require
from claims.review.order import after, in_queue_order, key_of
from claims.review.second import not_decided_by

LEASE = timedelta(minutes=15)  # each renewal counts from then on
LEAVING = timedelta(seconds=20)  # a page that is left may be one that is loaded anew

# One statement finds the claim, locks it past everybody else's locks, and takes it. A claim that another statement took after
# this one began is seen by neither its snapshot nor its lock: there the unique key of the lease decides, and we look again.
TAKE = """
WITH candidate (id) AS MATERIALIZED ({candidate} FOR UPDATE OF claims_claim SKIP LOCKED),
taken AS (
    INSERT INTO claims_reviewlease AS lease (claim_id, holder_id, until)
    SELECT id, %s, statement_timestamp() + %s FROM candidate
    ON CONFLICT (claim_id) DO UPDATE SET holder_id = excluded.holder_id, until = excluded.until
        WHERE lease.until <= statement_timestamp() OR lease.holder_id = excluded.holder_id
    RETURNING claim_id
),
given_back AS (
    DELETE FROM claims_reviewlease WHERE holder_id = %s AND EXISTS (SELECT 1 FROM taken)
        AND claim_id NOT IN (SELECT claim_id FROM taken)
)
SELECT candidate.id, taken.claim_id FROM candidate LEFT JOIN taken ON taken.claim_id = candidate.id
"""


class ClaimInHand(Conflict):
    """Somebody else has it in hand; `details["lease"]` says who, and until when."""

    code = "in_hand"


def next_claim(*, actor: Actor, desk_id: int | None = None, leaving: Claim | None = None) -> Claim | None:
    """The first claim in the queue's order that the actor may judge and nobody else has in hand, now in the actor's; what the
    actor had before is given back. None when nothing waits.

    `leaving` is a claim that the actor passes over: the search goes on behind it, and begins at the top again at the end.
    Raises Forbidden without the right to review on that desk, or on any.
    """
    desks = desk_ids(actor, Action.REVIEW) if desk_id is None else [desk_id]
    if desk_id is not None or not desks:
        require(actor, Action.REVIEW, desk_id or 0)
    waiting = handed_out(actor)
    if leaving is not None:
        waiting = waiting.exclude(pk=leaving.pk)
        if leaving.desk_id in desks and _still_waits(leaving):
            behind = _take_first(actor, after(waiting, key_of(leaving)), [leaving.desk_id])
            if behind is not None:
                return behind
    return _take_first(actor, waiting, desks)


def handed_out(actor: Actor) -> ClaimQuerySet:
    """What "next claim" chooses from: waiting, judgeable by the actor, assigned to nobody else, in nobody else's hand."""
    in_hand = ReviewLease.objects.filter(claim=OuterRef("pk"), until__gt=Now()).exclude(holder=actor.user)
    waiting = (
        Claim.objects.readable_by(actor)
        .wanting_somebody()
        .filter(Q(assignee=None) | Q(assignee=actor.user))
        .exclude(article__uploaded_by=actor.user)
    )
    return not_decided_by(waiting, actor).filter(~Exists(in_hand))


def take_claim(*, claim: Claim, actor: Actor) -> ReviewLease:
    """Take this very claim in hand; what the actor had before is given back. Raises ClaimInHand."""
    require(actor, Action.REVIEW, claim.desk_id)
    if _take(actor, Claim.objects.filter(pk=claim.pk).order_by(), others=False) is None:
        lease = lease_of(claim)
        if lease is None or lease.holder_id == actor.user.pk:  # locked by an act that ends at this moment
            raise ClaimInHand(_("Somebody is at this claim just now. Try again in a moment."), lease=lease)
        raise ClaimInHand(_("%(name)s has this claim in hand.") % {"name": lease.holder.name}, lease=lease)
    lease = ReviewLease.objects.select_related("holder").get(claim=claim)
    lease.claim = claim
    return lease


def renew_lease(*, claim: Claim, actor: Actor) -> bool:
    """Prolong the actor's lease, and say whether there was one: an ended one that nobody took is taken up again."""
    return bool(ReviewLease.objects.filter(claim=claim, holder=actor.user).update(until=Now() + LEASE))


def give_back(*, claim: Claim, actor: Actor, at_once: bool = True) -> bool:
    """End the actor's lease at once, or in a moment (the page was left, and may be loaded anew). Say whether there was one."""
    mine = ReviewLease.objects.filter(claim=claim, holder=actor.user)
    if at_once:
        return bool(mine.delete()[0])
    return bool(mine.filter(until__gt=Now() + LEAVING).update(until=Now() + LEAVING))


def lease_of(claim: Claim) -> ReviewLease | None:
    """Who has the claim in hand now."""
    return ReviewLease.objects.filter(claim=claim, until__gt=Now()).select_related("holder").first()


def leases_on(claims: Iterable[Claim]) -> dict[int, ReviewLease]:
    """Claim id to the lease that holds now."""
    rows = ReviewLease.objects.filter(claim__in=[claim.pk for claim in claims], until__gt=Now())
    return {lease.claim_id: lease for lease in rows.select_related("holder")}


def leases_to_read(actor: Actor) -> list[ReviewLease]:
    """Those of the actor that hold now, of claims that can be read."""
    mine = ReviewLease.objects.filter(holder=actor.user, until__gt=Now(), claim__in=Claim.objects.readable_by(actor))
    return list(mine.select_related("holder", "claim__article").order_by("until"))


# --- taking -----------------------------------------------------------------------------------------------------------


def _still_waits(claim: Claim) -> bool:
    claim.refresh_from_db(fields=["world_state", "world_pending", "standing", "due", "load_bearing", "priority"])
    return Claim.objects.filter(pk=claim.pk).wanting_somebody().exists()


def _take_first(actor: Actor, waiting: ClaimQuerySet, desks: list[int]) -> Claim | None:
    """The first of several desks' queues. Each has its own index range; only the best one of each is looked at."""
    heads = []
    for desk_id in desks:
        head = in_queue_order(waiting.filter(desk_id=desk_id)).first() if len(desks) > 1 else None
        if len(desks) == 1 or head is not None:
            heads.append((key_of(head) if head else (), desk_id))
    for _key, desk_id in sorted(heads):
        if (taken := _take(actor, in_queue_order(waiting.filter(desk_id=desk_id)))) is not None:
            return Claim.objects.select_related("article").get(pk=taken)
    return None


def _take(actor: Actor, waiting: ClaimQuerySet, *, others: bool = True) -> int | None:
    """The id of the first of those, taken; with `others`, of the next one where somebody else was faster."""
    query, parameters = waiting.values("pk")[:1].query.sql_with_params()
    me = actor.user.pk
    while True:
        with connection.cursor() as cursor:
            values: list[Any] = [*parameters, me, LEASE, me]
            cursor.execute(TAKE.format(candidate=query), values)
            found = cursor.fetchone()
        if found is not None and found[1] is not None:
            return int(found[1])
        if found is None or not others:
            return None
