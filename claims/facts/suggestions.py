"""What might be gathered next: nothing here counts before a person says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from claims.facts.reading import TOGETHER, with_counts
from claims.facts.services import suggested_name
from claims.models import Claim, ClaimLink, Fact
from claims.permissions import Actor

MOST_LINKS = 2000  # looked at for claims that belong together
MOST_SHOWN = 10


@dataclass(frozen=True)
class Suggestion:
    """Claims of no fact that confirmed links hold together, and what the fact could be called."""

    name: str
    claims: list[Claim]


@dataclass(frozen=True)
class Near:
    """A fact that linked claims belong to; `confirmed` and `suggested` count the links."""

    fact: Fact
    confirmed: int
    suggested: int
    reason: str


def ungathered(actor: Actor) -> list[Suggestion]:
    """Groups of claims that confirmed links hold together and that belong to no fact, the newest first: of links that were
    confirmed before facts gathered by themselves, or whose claims were taken out again."""
    links = (
        ClaimLink.objects.readable_by(actor)
        .open()
        .filter(state=ClaimLink.State.CONFIRMED, relation__in=TOGETHER[:3], left__fact=None, right__fact=None)
        .order_by("-decided_at", "-pk")
        .values_list("left_id", "right_id")[:MOST_LINKS]
    )
    groups = _components(links)[:MOST_SHOWN]
    claims = (
        Claim.objects.select_related("article__outlet")
        .prefetch_related("quantities")
        .in_bulk([pk for group in groups for pk in group])
    )
    found = []
    for group in groups:
        rows = [claims[pk] for pk in sorted(group)]
        found.append(Suggestion(suggested_name(rows), rows))
    return found


def _components(links: Iterable[tuple[int, int]]) -> list[set[int]]:
    """Which claims the links hold together, in the order of the links."""
    group_of: dict[int, set[int]] = {}
    for left, right in links:
        joined = group_of.get(left, {left}) | group_of.get(right, {right})
        for pk in joined:
            group_of[pk] = joined
    return list({id(group): group for group in group_of.values()}.values())


def facts_near(claims: Iterable[Claim], actor: Actor, *, but_for: Fact | None = None) -> list[Near]:
    """Facts that links of these claims lead to, those of confirmed links first."""
    ids = [claim.pk for claim in claims]
    links = (
        ClaimLink.objects.readable_by(actor)
        .open()
        .filter(Q(left__in=ids) | Q(right__in=ids), relation__in=TOGETHER)
        .select_related("left", "right")
        .order_by("-score")[:MOST_LINKS]
    )
    confirmed: Counter[int] = Counter()
    suggested: Counter[int] = Counter()
    reasons: dict[int, str] = {}
    for link in links:
        for end in (link.left, link.right):
            if end.pk not in ids and end.fact_id:
                (confirmed if link.state == ClaimLink.State.CONFIRMED else suggested)[end.fact_id] += 1
                reasons.setdefault(end.fact_id, link.reason)
    wanted = set(reasons) - ({but_for.pk} if but_for else set())
    facts = with_counts(Fact.objects.readable_by(actor).live()).in_bulk(wanted)
    near = [Near(fact, confirmed[pk], suggested[pk], reasons[pk]) for pk, fact in facts.items()]
    return sorted(near, key=lambda one: (-one.confirmed, -one.suggested, one.fact.pk))[:MOST_SHOWN]
