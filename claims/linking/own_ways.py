"""Figures that are compared in ways of their own: the rest of one total, a figure disputed, a profit and a loss; pure."""

from __future__ import annotations

import re
from decimal import Decimal

from claims.linking import figures, words
from claims.linking.compared import ComparedClaim, disputing_figures
from claims.linking.intervals import can_both_hold
from claims.linking.relation import Relation, agreement, may_contradict, pairs_across
from claims.linking.setting import Setting

BIRTHDAY = 1  # years by which two ages may differ that are told on days around it


def by_own_ways(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    return (
        _by_rest(a, b, setting)
        or _by_dispute(a, b, setting)
        or _profit_or_loss(a, b, setting)
        or _by_age(a, b, setting)
    )


def _by_rest(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    """Of one total, what happened to some and did not to the rest: "34 of 40 shot down", "six of the 40 got through"."""
    if not pairs_across(a, b, "complements") or setting.may_be_another:
        return None
    for mine in a.quantities:
        for theirs in b.quantities:
            if mine.total is None or mine.total != theirs.total or mine.value is None or theirs.value is None:
                continue
            both = f"“{mine.surface}” and “{theirs.surface}”"
            if mine.value + theirs.value == mine.total:
                return agreement(a, b, 0.8, "the rest of one total", f"{both} make up the same total")
            if mine.value + theirs.value > mine.total and may_contradict(a, b, setting):
                return Relation("contradicts", 0.8, "more than the total", f"{both} are more than the total")
    return None


def _by_dispute(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    """ "The real figure is 1,480" against the number said before it, and against whoever else says that number."""
    for disputing, other in ((a, b), (b, a)):
        for said in disputing.disputes:
            for mine in disputing_figures(disputing):
                for theirs in other.quantities:
                    meant = figures.FigurePair(said, theirs, said.interval, theirs.interval, Decimal(0), "same", False)
                    against = figures.in_one_unit(mine, theirs)
                    if (
                        said.counted != theirs.counted
                        or said.value != theirs.value
                        or not meant.is_telling
                        or against is None
                        or can_both_hold(against[0], against[1])
                        or not setting.close
                        or other.hedged
                        or setting.when not in ("same", "near")
                    ):
                        continue
                    how = f"“{mine.surface}” is put against “{said.surface}”"
                    return Relation("contradicts", 0.8, "a figure disputed", f"{how}, which the other one says")
    return None


def _profit_or_loss(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    """Of one company and one span of time either a profit is made or a loss."""
    metrics = {"profit", "loss"}
    told = [words.marked(claim.concepts, "metric") for claim in (a, b)]
    if told not in ([{"profit"}, {"loss"}], [{"loss"}, {"profit"}]) or not setting.names or a.negated or b.negated:
        return None
    more = (claim.concepts | claim.stems for claim in (a, b))
    if any(words_of - setting.shared - metrics - words.light_words() - _name_parts(a, b) for words_of in more):
        return None  # an operating profit, a loss after tax
    if not (a.counted_over and a.counted_over == b.counted_over and may_contradict(a, b, setting)):
        return None
    return Relation("contradicts", 0.7, "profit or loss", "one tells of a profit, the other of a loss of the same time")


_AGE = re.compile(
    r"(?:\baged|\bat the age of|\bage|,|\bat) (\d{1,3})(?: years old)?(?=[,.;]|$)|\b(\d{1,3})(?:-year-old| years old| years of age)\b"
)


def _by_age(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    """One person, named in full, is of one age: "died at 84", "died at 91"."""
    ages = [_AGE.findall(claim.quote) for claim in (a, b)]
    if not any(len(name) > 1 for name in setting.names) or any(len(of_one) != 1 for of_one in ages):
        return None
    one, other = (int(of_one[0][0] or of_one[0][1]) for of_one in ages)
    if abs(one - other) <= BIRTHDAY or not setting.telling or not may_contradict(a, b, setting, strict=False):
        return None
    return Relation("contradicts", 0.75, "two ages", f"one gives the age {one}, the other {other}")


def _name_parts(a: ComparedClaim, b: ComparedClaim) -> frozenset[str]:
    return frozenset(part for claim in (a, b) for name in claim.names | claim.weak_names for part in name)
