"""Confirmed links gather claims into facts, and a confirmed update reopens what was verified on the older figure.

Called by the services that judge links, inside their transaction. Two facts that a link joins are only proposed for merging:
`claims.facts.reading.merge_proposals` finds them by that link.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from claims.facts.figures import comparable, figures_of
from claims.facts.reading import quantities_of
from claims.facts.services import lock_claims, lock_facts, make_fact, move_claims, record
from claims.linking.house_words import words_of
from claims.models import Claim, ClaimLink, Fact, History
from claims.models.base import State
from claims.permissions import Actor
from claims.review.causes import UPDATED
from claims.review.reopening import reopen_for_cause

AGREEING = ("corroborates", "duplicate", "updates")


def follow_confirmation(*, link: ClaimLink, actor: Actor) -> None:
    """What a confirmed link brings about, inside the transaction that confirms it and that has locked both ends (`lock_claims`):
    both in one fact, and for an update the reopening of what was verified on the older figure."""
    with transaction.atomic(savepoint=False):
        ends = [link.left, link.right]
        facts = lock_facts([claim.fact for claim in ends])
        if facts:  # all of them before the first event: the history's lock is held until the commit
            members = Claim.objects.filter(fact__in=facts).order_by("pk").select_for_update()
            list(members.values_list("pk"))
        _gather(link, ends, facts, actor)
        reopen_older(link=link, actor=actor)


def follow_taking_back(*, link: ClaimLink, actor: Actor) -> None:
    """Take out of its fact what this link had gathered, where nothing else holds it there. What reopened stays open."""
    with transaction.atomic():
        ends = list(Claim.objects.filter(pk__in=[link.left_id, link.right_id]).select_related("fact"))
        facts = lock_facts([claim.fact for claim in ends])
        for claim in lock_claims(ends):
            if claim.fact is None or not _gathered_by(claim, link) or _held_by_another(claim, link):
                continue
            fact = facts[claim.fact.pk]
            moves = move_claims([claim], None)
            fact.version += 1
            fact.save(update_fields=["version"])
            record("removed claims", fact, actor, moves=moves, after={"link": str(link.public_id)})


def _gather(link: ClaimLink, ends: Sequence[Claim], facts: Mapping[int, Fact], actor: Actor) -> None:
    """Put both ends of a confirmed link, locked like their facts, into one fact: a new one, or the one that either of them has.
    Nothing happens where the relation joins nothing, or where each has a fact of its own: then the two are proposed for merging."""
    if link.state != ClaimLink.State.CONFIRMED or len(facts) > 1 or not _joins(link):
        return
    made = not facts
    fact = make_fact(ends, made_by=None) if made else next(iter(facts.values()))
    moves = move_claims([claim for claim in ends if claim.fact_id != fact.pk], fact)
    if not moves:
        return
    if not made:
        fact.version += 1
        fact.save(update_fields=["version"])
    after: dict[str, Any] = {"name": fact.name, "name_how": fact.name_how} if made else {}
    after["link"] = str(link.public_id)
    verb = "made fact" if made else "gathered claims"
    record(verb, fact, actor, moves=moves, after=after, link=str(link.public_id))


def reopen_older(*, link: ClaimLink, actor: Actor) -> list[Claim]:
    """Reopen the verified claims on the figure that a confirmed update replaced: the older end, and those of its fact that
    give the same figure. Returns the claims that reopened."""
    if link.state != ClaimLink.State.CONFIRMED or link.relation != ClaimLink.Relation.UPDATES or link.newer_id is None:
        return []
    ends = Claim.objects.in_bulk([link.left_id, link.right_id])  # as they are now, gathered or not
    newer = ends[link.newer_id]
    older = ends[link.right_id if link.newer_id == link.left_id else link.left_id]
    detail = UPDATED % {
        "newer": _figure_words(newer), "older": _figure_words(older), "said": link.reason,
    }  # fmt: skip
    reopened = []
    for claim in _on_the_older_figure(older, newer):
        if reopen_for_cause(claim=claim, cause="updated", detail=detail, actor=actor):
            reopened.append(claim)
    return reopened


def _joins(link: ClaimLink) -> bool:
    """Whether both ends speak of one state of affairs. Of two claims that contradict each other only where their figures can
    be compared, or neither has any."""
    if link.relation in AGREEING:
        return True
    if link.relation != ClaimLink.Relation.CONTRADICTS:
        return False
    house = words_of(link.desk_id)
    left, right = quantities_of(link.left, house), quantities_of(link.right, house)
    return comparable(left, right) or not (left or right)


def _gathered_by(claim: Claim, link: ClaimLink) -> bool:
    last = History.objects.about(claim).filter(verb="gathered into fact").order_by("-sequence").first()
    return last is not None and last.after.get("link") == str(link.public_id)


def _held_by_another(claim: Claim, link: ClaimLink) -> bool:
    """Whether another confirmed link joins the claim with one of the same fact."""
    others = ClaimLink.objects.of(claim).filter(
        Q(left__fact=claim.fact_id) & Q(right__fact=claim.fact_id), state=ClaimLink.State.CONFIRMED
    )
    return any(_joins(other) for other in others.exclude(pk=link.pk).select_related("left", "right"))


def _on_the_older_figure(older: Claim, newer: Claim) -> list[Claim]:
    """The older claim, and those of its fact whose figure is the same; verified ones only, in the order of their ids."""
    verified = Claim.objects.current().filter(world_state=State.VERIFIED).exclude(pk=newer.pk)
    older_too = verified.filter(pk=older.pk)
    if older.fact_id is None:
        return list(older_too)
    members = list(
        Claim.objects.current().filter(fact=older.fact_id).prefetch_related("quantities").order_by("pk")[:500]
    )
    house = words_of(older.desk_id)
    figures = figures_of({str(claim.pk): quantities_of(claim, house) for claim in members}).by_claim
    mine = figures.get(str(older.pk))
    same = [int(key) for key, figure in figures.items() if mine and figure.interval == mine.interval]
    return list(verified.filter(pk__in={*same, older.pk}).order_by("pk"))


def _figure_words(claim: Claim) -> str:
    first: Iterable[Any] = claim.quantities.all()[:1]
    return next((quantity.surface for quantity in first), "") or claim.wording[:80]
