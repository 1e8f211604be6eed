"""Which of the relations found are worth a person's time; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from claims.linking.comparison import Relation

Pair = TypeVar("Pair", bound=tuple[object, object])

LEAST_RELATED = 0.35  # a weaker "related" says no more than that two claims are about one war
RELATED_A_CLAIM = 3
FIRM_A_CLAIM = 20  # more is a text that repeats itself; nobody reads two hundred contradictions of one sentence


def worth_showing(found: Iterable[tuple[Pair, Relation]]) -> list[tuple[Pair, Relation]]:
    """The strongest firm relations of each claim, and of those that are merely related a few. Strongest first."""
    ordered = sorted(found, key=lambda row: (row[1].relation == "related", -row[1].score, str(row[0])))
    kept: list[tuple[Pair, Relation]] = []
    related: Counter[object] = Counter()
    firm: Counter[object] = Counter()
    for pair, relation in ordered:
        if relation.relation == "related":
            if relation.score < LEAST_RELATED or any(related[end] >= RELATED_A_CLAIM for end in pair):
                continue
            related.update(pair)
        else:
            if any(firm[end] >= FIRM_A_CLAIM for end in pair):
                continue
            firm.update(pair)
        kept.append((pair, relation))
    return kept


def as_copy(relation: Relation) -> Relation:
    """A corroboration between shared passages is a duplicate: the words are of one origin. Others stand as they are."""
    if relation.relation != "corroborates":
        return relation
    reason = f"{relation.reason}; both stand in text that the two articles share"
    return Relation("duplicate", relation.score, f"{relation.rule}, shared text"[:60], reason, relation.newer)
