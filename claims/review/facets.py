"""How many claims of the queue each filter would leave: counted under the other filters, at a cost that does not grow with the desk.

Counting goes through the first CUT matching claims at most. Where more match, a count is a lower bound and says so ("310+").
What people act on (states, second reviews, conflicts, deadlines, their own) is counted by itself, each up to CUT.
"""

# ruff: noqa: S608  the texts are constants of this file; every value is a parameter

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any

from django.db import connection
from django.db.models import Aggregate
from django.db.models import Count as Number
from django.utils import timezone

from claims.models.base import State
from claims.permissions import Actor
from claims.review.queue import CONDITIONS, ME, NONE, UNKNOWN, Choice, condition, days, in_any_state, matching

CUT = 1_000
ENOUGH = 1_000  # of a number that stands alone, on the desk's page
MOST_SHOWN = 12  # values of a facet whose values are names

COLUMNS = (
    "pk",
    "kind",
    "world_state",
    "world_pending",
    "article__outlet_id",
    "assignee_id",
    "priority",
    "risk",
    "due",
    "created_at",
)
BASE = """
WITH base (id, kind, state, pending, outlet_id, assignee_id, priority, risk, due, created_at) AS MATERIALIZED ({base}),
said AS (
    SELECT DISTINCT base.id, coalesce(source.name, nullif(hop.resolved, ''), hop.source_words) AS name FROM base
    JOIN claims_attribution hop ON hop.claim_id = base.id LEFT JOIN claims_source source ON source.id = hop.source_id
),
linked AS (
    SELECT base.id, link.relation, link.state FROM base
    CROSS JOIN LATERAL (
        SELECT right_id AS other_id, relation, state FROM claims_claimlink WHERE left_id = base.id
        UNION ALL SELECT left_id, relation, state FROM claims_claimlink WHERE right_id = base.id
    ) AS link
    JOIN claims_claim other ON other.id = link.other_id AND other.standing = 'live'
    JOIN claims_article paper ON paper.id = other.article_id AND paper.state = 'live'
    WHERE link.state <> 'rejected'
)
"""
AGE = (
    "CASE WHEN created_at >= %s THEN 'today' WHEN created_at >= %s THEN 'one' WHEN created_at >= %s THEN 'two'"
    " WHEN created_at >= %s THEN 'week' ELSE 'older' END"
)
DUE = (
    "CASE WHEN due IS NULL THEN 'none' WHEN due < %s THEN 'overdue' WHEN due < %s THEN 'today'"
    " WHEN due < %s THEN 'week' ELSE 'later' END"
)
TOP = f"GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT {MOST_SHOWN}"
# each yields facet, value, count
PARTS = {
    "total": "SELECT 'total', '', count(*) FROM base",
    "pending": "SELECT 'pending', pending, count(*) FROM base WHERE pending <> '' GROUP BY 2",
    "kind": "SELECT 'kind', kind, count(*) FROM base GROUP BY 2",
    "priority": "SELECT 'priority', priority::text, count(*) FROM base GROUP BY 2",
    "risk": "SELECT 'risk', 'yes', count(*) FROM base WHERE risk",
    "age": f"SELECT 'age', {AGE}, count(*) FROM base GROUP BY 2",
    "due": f"SELECT 'due', {DUE}, count(*) FROM base GROUP BY 2",
    "outlet": (
        "(SELECT 'outlet', coalesce(source.public_id::text, 'unknown'), count(*), max(source.name) FROM base"
        f" LEFT JOIN claims_source source ON source.id = base.outlet_id {TOP})"
    ),
    "assignee": (
        "(SELECT 'assignee', CASE WHEN person.id IS NULL THEN 'none' WHEN person.id = %s THEN 'me'"
        " ELSE person.public_id::text END, count(*), max(coalesce(nullif(person.display_name, ''), person.username)) FROM base"
        f" LEFT JOIN claims_user person ON person.id = base.assignee_id {TOP})"
    ),
    "speaker": f"(SELECT 'speaker', name, count(*) FROM said WHERE name <> '' {TOP})",
    "unit": (
        "(SELECT 'unit', quantity.unit, count(DISTINCT base.id) FROM base JOIN claims_quantity quantity ON quantity.claim_id = base.id"
        f" WHERE quantity.unit <> '' {TOP})"
    ),
    "links": (
        "SELECT 'links', names.name, count(DISTINCT id) FROM linked CROSS JOIN LATERAL (VALUES"
        " (CASE WHEN relation = 'contradicts' THEN 'contradiction_' || state END), (state)) AS names (name)"
        " WHERE names.name IS NOT NULL GROUP BY 2"
        " UNION ALL SELECT 'links', 'none', count(*), NULL FROM base WHERE NOT EXISTS (SELECT 1 FROM linked WHERE linked.id = base.id)"
    ),
}  # fmt: skip
WITH_A_NAME = ("outlet", "assignee")


@dataclass(frozen=True, slots=True)
class Count:
    """A number of claims; `more` says that there are at least so many."""

    number: int
    more: bool = False


@dataclass
class Counts:
    total: Count
    facets: dict[str, dict[str, Count]] = field(default_factory=lambda: defaultdict(dict))
    names: dict[str, str] = field(default_factory=dict)  # of outlets and people, by their public id

    def of(self, facet: str, value: str) -> Count | None:
        """The count beside a value; None where the first claims hold none and more match: that says nothing."""
        found = self.facets[facet].get(value)
        if found is not None:
            return found
        return None if self.facets[facet].get("", Count(0)).more else Count(0)


def count_facets(actor: Actor, choice: Choice, *, now: datetime | None = None) -> Counts:
    """Counts for every facet under the other filters. Queries: two, one for each chosen filter but the
    state, and one where a chosen filter is on another table."""
    now = now or timezone.now()
    chosen = [name for name in PARTS if choice.get(name)]
    counts = Counts(Count(0))
    _count(counts, actor, choice, [name for name in PARTS if name not in chosen], now)
    for name in chosen:
        _count(counts, actor, choice.without(name), [name, "total"], now, only=name)
    _count_by_itself(counts, actor, choice, now)
    return counts


def _count(counts: Counts, actor: Actor, choice: Choice, parts: list[str], now: datetime, *, only: str = "") -> None:
    """Add the counts of these parts."""
    base = matching(actor, choice, now=now).values_list(*COLUMNS)[: CUT + 1].query
    sql, parameters = base.sql_with_params()
    today, day = days(now)
    values: Mapping[str, list[Any]] = {
        "age": [today, today - day, today - 2 * day, today - 7 * day],
        "due": [now, today + day, today + 7 * day],
        "assignee": [actor.user.pk],
    }
    texts = [PARTS[name] if name in WITH_A_NAME else _named(PARTS[name]) for name in parts]
    with connection.cursor() as cursor:
        cursor.execute(
            BASE.format(base=sql) + " UNION ALL ".join(texts),
            [*parameters, *(value for name in parts for value in values.get(name, []))],
        )
        rows = cursor.fetchall()
    total = next(number for facet, _value, number, _name in rows if facet == "total")
    cut = total > CUT
    if not only:
        counts.total = Count(min(total, CUT), cut)
    for facet, value, number, name in rows:
        if facet != "total":
            counts.facets[facet][value] = Count(number, cut)
            if name:
                counts.names[value] = name
    for name in parts:
        counts.facets[name].setdefault("", Count(0, cut))


def _named(text: str) -> str:
    """The part with a fourth column for a name, which it has not."""
    head, rest = text.split(" FROM ", 1)
    return f"{head}, NULL FROM {rest}"


OF_OTHER_TABLES = ("links", "speaker", "unit")
BY_THEMSELVES = {
    "state": State.values,
    "pending": ["second", "conflict"],
    "due": ["overdue", "today"],
    "assignee": [ME],
    "links": ["contradiction_confirmed"],
}


def _count_by_itself(counts: Counts, actor: Actor, choice: Choice, now: datetime) -> None:
    """Count the values that people act on exactly, up to CUT: each has an index of its own. Under a filter on another table no
    index leads to them: what it leaves is gone through once for all of them."""
    facets = list(BY_THEMSELVES)
    if any(choice.get(name) for name in OF_OTHER_TABLES):
        _count_at_once(counts, actor, choice, now)
        facets = ["links"]
    texts: list[str] = []
    parameters: list[Any] = []
    for facet in facets:
        # in no state is a claim that the others are counted among, so a state is asked for in words of its own
        others = matching(actor, choice.without(facet), now=now) if facet != "state" else None
        for value in BY_THEMSELVES[facet]:
            if others is None:
                these = matching(actor, Choice({**choice.values, facet: (value,)}), now=now)
            else:
                these = others.filter(CONDITIONS[facet]([value], actor, now))
            sql, given = these.values("pk")[: CUT + 1].query.sql_with_params()
            texts.append(f"SELECT %s, %s, count(*) FROM ({sql}) AS these")
            parameters += [facet, value, *given]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(texts), parameters)
        for facet, value, number in cursor.fetchall():
            counts.facets[facet][value] = _up_to_cut(number)


def _count_at_once(counts: Counts, actor: Actor, choice: Choice, now: datetime) -> None:
    """All of them but the links, in one pass over what the other filters leave."""
    own = [name for name in BY_THEMSELVES if name != "links"]
    claims = in_any_state(actor)
    for name in choice.values:
        if name not in own:
            claims = claims.filter(condition(name, choice, actor, now))
    asked = {name: condition(name, choice, actor, now) for name in own}
    wanted: dict[str, Aggregate] = {}
    for facet in own:
        others = reduce(and_, [asked[name] for name in own if name != facet])
        for value in BY_THEMSELVES[facet]:
            wanted[f"{facet}__{value}"] = Number("pk", filter=others & CONDITIONS[facet]([value], actor, now))
    for name, number in claims.aggregate(**wanted).items():
        facet, value = name.split("__")
        counts.facets[facet][value] = _up_to_cut(number)


def _up_to_cut(number: int) -> Count:
    return Count(min(number, CUT), number > CUT)


__all__ = ["CUT", "ENOUGH", "MOST_SHOWN", "NONE", "UNKNOWN", "Count", "Counts", "count_facets"]
