"""Two numbers that may count the same thing: do they agree, part, or follow each other?; pure."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from claims.extraction import lexicon, units
from claims.linking import words
from claims.linking.compared import ComparedClaim
from claims.linking.compared_quantities import ComparedQuantity
from claims.linking.intervals import Interval, can_both_hold, lie, rounding

Counted = Literal["same", "part", "whole", "unknown", "different"]

# 0 °C and 0 °F are different points, so these need an offset besides the factor.
_TEMPERATURES = {"C": (Decimal(1), Decimal("273.15")), "K": (Decimal(1), Decimal(0)),
                 "F": (Decimal(5) / Decimal(9), Decimal("459.67") * 5 / 9)}  # fmt: skip

# Units of measure that the tables of extraction give no factor.
_BESIDES = {"percentage points": ("points", Decimal(1), Decimal(0)), "basis points": ("points", Decimal("0.01"), Decimal(0)),
            "m/s": ("m/s", Decimal(1), Decimal(0))}  # fmt: skip
# "3.1 billion crowns" may be any of these; in one story a crown is a crown.
_CROWNS = frozenset({"crown", "crowns"})
_IN_CROWNS = frozenset({"DKK", "NOK", "SEK", "CZK", "ISK"})


PRECISE_DIGITS = 2
ROUND_TOTAL = 10
FARTHEST_OF_VAGUE = 5  # times the least that a word such as "dozens" or "hundreds" means
FARTHEST = 2  # times as large, for two figures of which one is a bound


@dataclass(frozen=True, slots=True)
class FigurePair:
    """A number of each claim in one unit, and how the counted things stand: `part` is a part of the other's whole."""

    a: ComparedQuantity
    b: ComparedQuantity
    a_interval: Interval
    b_interval: Interval
    slack: Decimal
    counted: Counted
    measured: bool

    @property
    def agree(self) -> bool:
        """One number fits both, rounding allowed for."""
        half = self.slack
        return can_both_hold(self.a_interval.widened(half, half), self.b_interval)

    @property
    def are_far_apart(self) -> bool:
        """Open ends let them agree, but no editor would call "up to 1,150" and "410" the same figure."""
        a, b = _point(self.a_interval), _point(self.b_interval)
        if a is None or b is None:
            return False
        if self.a.value is None or self.b.value is None:  # "dozens" is no word for 460
            vague, other = (self.a_interval, b) if self.a.value is None else (self.b_interval, a)
            if vague.high is None:
                return vague.low is not None and other > FARTHEST_OF_VAGUE * vague.low
        smaller, larger = sorted((abs(a), abs(b)))
        return larger > FARTHEST * smaller

    @property
    def lie_in_words(self) -> str:
        how = lie(self.a_interval, self.b_interval)
        if how == "equal":
            return "are the same"
        if how == "disjoint":
            return "differ by rounding only" if self.agree else "cannot both hold"
        return {"inside": "fit each other", "overlap": "overlap", "touch": "touch"}[how]

    @property
    def reason(self) -> str:
        return f"“{_shown(self.a)}” and “{_shown(self.b)}” {self.lie_in_words}"

    @property
    def is_telling(self) -> bool:
        """A figure that hardly meets its like by chance: a total, a fraction, or a count of ten and more."""
        values = [q.value for q in (self.a, self.b)]
        return all(v is not None and (abs(v) >= 10 or v != v.to_integral_value()) for v in values) and (
            lie(self.a_interval, self.b_interval) in ("equal", "inside") or self.agree
        )

    @property
    def same_total(self) -> bool:
        """Both count out of one total; who counts 14 where the other says "nine of the 14" counts all of them."""
        if self.a.total is not None and self.b.total is not None:
            return self.a.total == self.b.total
        total = self.a.total or self.b.total
        return total is not None and total in (self.a.value, self.b.value)

    @property
    def totals_part(self) -> bool:
        """Each counts out of a total, and the totals cannot be one: 21 of 28 seats and 21 of 29 are of two councils."""
        a, b = self.a.total, self.b.total
        return a is not None and b is not None and abs(a - b) > max(rounding(a), rounding(b))

    @property
    def is_precise(self) -> bool:
        """The same number twice, with two digits or more that are no round ones: £340m, 8.1 per cent, 1,480."""
        a, b = self.a.value, self.b.value
        if a is None or a != b or self.a_interval != self.b_interval:
            return False
        return len(a.normalize().as_tuple().digits) >= PRECISE_DIGITS and abs(a) not in (Decimal(10), Decimal(100))

    @property
    def grows(self) -> int:
        """1 when b's number is the higher one, -1 when it is the lower, 0 when neither can be said."""
        a, b = _point(self.a_interval), _point(self.b_interval)
        if a is None or b is None or abs(a - b) <= self.slack:
            return 0
        return 1 if b > a else -1


def _point(interval: Interval) -> Decimal | None:
    """The number that was said, as near as bounds tell."""
    if interval.low is not None and interval.high is not None:
        return (interval.low + interval.high) / 2
    return interval.low if interval.low is not None else interval.high


def _shown(quantity: ComparedQuantity) -> str:
    noun = quantity.counted_words
    is_pronoun = quantity.interval.is_zero and not quantity.surface.lower().endswith("no")
    shown = not noun or is_pronoun or noun.lower() in quantity.surface.lower()
    return quantity.surface if shown else f"{quantity.surface} {noun}"


@functools.cache
def _measures() -> Mapping[str, tuple[str, Decimal, Decimal]]:
    """Unit → what it measures, factor and offset to the base unit. Money is never converted: each currency is its own."""
    tables = units.tables()
    every = [*tables.words.values(), *tables.symbols.values()]
    found = {u.unit: (u.base, u.factor, Decimal(0)) for u in every if u.factor is not None and u.base}
    for every_length in [u for u in every if u.kind == "length" and u.factor is not None]:
        for power in (2, 3):
            raised = units.raised(every_length, power)
            if raised.factor is not None:
                found.setdefault(raised.unit, (raised.base, raised.factor, Decimal(0)))
    found |= {unit: ("K", factor, offset) for unit, (factor, offset) in _TEMPERATURES.items()}
    return found | _BESIDES


def is_measure(quantity: ComparedQuantity) -> bool:
    """Whether it has a unit that is more than the noun it counts."""
    return (
        quantity.unit in _measures() or quantity.unit in ("share", "percentage points", "times") or is_money(quantity)
    )


def is_money(quantity: ComparedQuantity) -> bool:
    return quantity.unit.isupper() or quantity.unit in _CROWNS


def same_unit(a: ComparedQuantity, b: ComparedQuantity) -> bool:
    """Whether both are in one unit; a text may leave out whose crowns it counts in."""
    if a.unit == b.unit or (a.unit in _CROWNS and b.unit in _CROWNS):
        return True
    return any(x.unit in _CROWNS and y.unit in _IN_CROWNS for x, y in ((a, b), (b, a)))


def in_one_unit(a: ComparedQuantity, b: ComparedQuantity) -> tuple[Interval, Interval, Decimal] | None:
    """Both intervals in one unit, with the rounding of the coarser one; None when the units measure different things.

    Nothing is rounded where both are written in the same unit with the same care: 81 and 80 are two counts.
    """
    slack_a, slack_b = rounding(a.value), rounding(b.value)
    if same_unit(a, b) or (not is_measure(a) and not is_measure(b)):
        return a.interval, b.interval, max(slack_a, slack_b)
    table = _measures()
    if a.unit not in table or b.unit not in table or table[a.unit][0] != table[b.unit][0]:
        return None
    (_, a_factor, a_offset), (_, b_factor, b_offset) = table[a.unit], table[b.unit]
    # a converted number is written with about as many digits as the first, so each end may be off by half a unit
    slack_a, slack_b = (max(slack_a, _half_a_digit(a)) * a_factor, max(slack_b, _half_a_digit(b)) * b_factor)
    return a.interval.scaled(a_factor, a_offset), b.interval.scaled(b_factor, b_offset), max(slack_a, slack_b)


def _half_a_digit(quantity: ComparedQuantity) -> Decimal:
    """By how much a small number that was converted may be off: half of its last written digit."""
    if quantity.value is None or abs(quantity.value) >= 100:
        return Decimal(0)
    exponent = quantity.value.as_tuple().exponent
    return Decimal("0.5").scaleb(min(0, exponent)) if isinstance(exponent, int) else Decimal(0)


def figure_pairs(a: ComparedClaim, b: ComparedClaim) -> list[FigurePair]:
    """The pairs of numbers that may count one thing, the likeliest first."""
    pairs = []
    for one in a.quantities:
        for other in b.quantities:
            mine, theirs = _as_shares(one, other)
            together = in_one_unit(mine, theirs)
            if together is None or mine.interval.is_vague or theirs.interval.is_vague:
                continue
            counted = how_counted(mine, a, theirs, b)
            if counted != "different":
                pairs.append(FigurePair(mine, theirs, *together, counted, is_measure(mine) or is_measure(theirs)))
    rank = {"same": 0, "part": 1, "whole": 1, "unknown": 2}
    return sorted(pairs, key=lambda pair: (rank[pair.counted], not pair.agree))


def _as_shares(one: ComparedQuantity, other: ComparedQuantity) -> tuple[ComparedQuantity, ComparedQuantity]:
    """The two, a count out of its total as a share where the other is one: "six out of ten" against "61 per cent"."""
    one, other = (_as_change(one), other) if other.unit == "share" else (one, other)
    one, other = (one, _as_change(other)) if one.unit == "share" else (one, other)
    if one.unit != "share" and other.unit == "share":
        return _as_share(one), other
    if one.unit == "share" and other.unit != "share":
        return one, _as_share(other)
    return one, other


# "halved" is by half, "doubled" by as much again: the share by which something changed.
_MULTIPLIES = re.compile(r"(?:halv|doubl|trebl|tripl|quadrupl)(?:e|es|ed|ing)", re.IGNORECASE)


def _as_change(times: ComparedQuantity) -> ComparedQuantity:
    if times.unit != "times" or times.value is None or not _MULTIPLIES.fullmatch(times.surface):
        return times
    share = abs(times.value - 1)
    return replace(times, unit="share", value=share, interval=Interval(share, share), counted="", counted_words="")


def _as_share(counted: ComparedQuantity) -> ComparedQuantity:
    if not counted.total or counted.value is None or is_measure(counted):
        return counted
    half = Decimal("0.5") if counted.total <= ROUND_TOTAL else Decimal(0)  # "six out of ten" is said of 57 per cent too
    share = counted.interval.widened(half, half).scaled(1 / counted.total)
    return replace(counted, unit="share", value=counted.value / counted.total, interval=share, total=None)


def how_counted(mine: ComparedQuantity, a: ComparedClaim, theirs: ComparedQuantity, b: ComparedClaim) -> Counted:
    """Whether both count the same thing: "81 missiles" and "93 drones" do not, "23 officers" are a part of "88 people"."""
    if is_measure(mine) or is_measure(theirs):
        if mine.unit == theirs.unit == "share" and _shares_of_two_things(mine, theirs):
            return "different"
        return "same" if same_unit(mine, theirs) or (is_measure(mine) and is_measure(theirs)) else "different"
    if mine.counted == theirs.counted:
        return _by_modifiers(mine, theirs) if mine.counted else "unknown"
    if not mine.counted or not theirs.counted:
        named = mine.counted or theirs.counted
        bare = a if not mine.counted else b
        if not is_person(named) and words.marked(bare.concepts, "open") and not words.marked([named], "open"):
            return "different"  # "the number of dead rose to five", "four missiles got through"
        if not is_person(named) or words.marked([named], "anyone"):
            return "unknown"
        return "whole" if not mine.counted else "part"  # "three killed" and "two nurses killed"
    if _are_votes(mine, theirs, b) or _are_votes(theirs, mine, a):
        return "same"
    posts = {"jobs"}
    for one, other, claim in ((mine, theirs, b), (theirs, mine, a)):
        # every post that goes is somebody's: "280 jobs", "280 people lose their work", "the closure hits 280 employees"
        if one.counted in posts and is_person(other.counted) and claim.concepts & (posts | {"close_down"}):
            return "same"
    for one, other, claim in ((mine, theirs, b), (theirs, mine, a)):
        # "52 dead" and "30 people were killed": the count of one is the act of the other
        if words.marked([one.counted], "open") and one.counted in claim.concepts and is_person(other.counted):
            if words.marked([other.counted], "anyone") and not other.modifiers:
                return "same"
            return "whole" if one is mine else "part"  # "three killed" and "25 foreign fighters had died"
    if _are_called_by_their_act(mine, theirs, b) or _are_called_by_their_act(theirs, mine, a):
        return "same"
    return _people_counted(mine, theirs)


def _people_counted(mine: ComparedQuantity, theirs: ComparedQuantity) -> Counted:
    """How two nouns for people stand: officers are a part of people, and miners of workers."""
    if not (is_person(mine.counted) and is_person(theirs.counted)):
        return "different"
    kinds = words.wider_kinds()
    if theirs.counted in kinds.get(mine.counted, ()):
        return "part"
    if mine.counted in kinds.get(theirs.counted, ()):
        return "whole"
    if words.marked([mine.counted], "anyone"):
        return "whole"
    return "part" if words.marked([theirs.counted], "anyone") else "different"


def _are_votes(votes: ComparedQuantity, people: ComparedQuantity, told: ComparedClaim) -> bool:
    """ "92 of 150 votes" and "74 of the 150 deputies voted for it"."""
    voting = told.concepts & {"vote", "approve"} and (is_person(people.counted) or people.counted == "parliament")
    return votes.counted == "vote" and votes.total is not None and votes.total == people.total and bool(voting)


def _are_called_by_their_act(called: ComparedQuantity, people: ComparedQuantity, told: ComparedClaim) -> bool:
    """ "2,211 voters" and "2,211 people voted"."""
    does = words.what_they_do(called.counted)
    return bool(does) and does <= told.concepts and bool(words.marked([people.counted], "anyone"))


def _shares_of_two_things(mine: ComparedQuantity, theirs: ComparedQuantity) -> bool:
    """Two thirds of the trains, three quarters of the services."""
    known = mine.counted_words and theirs.counted_words
    return (
        bool(known) and mine.counted != theirs.counted and not (is_person(mine.counted) and is_person(theirs.counted))
    )


def is_person(counted: str) -> bool:
    """Whether a counted noun, as concept or stem, means people."""
    if words.marked([counted], "person") or counted in _person_stems():
        return True
    return counted.endswith("men") and counted not in words.word_list("no_people")  # quarrymen, dustmen


@functools.cache
def _person_stems() -> frozenset[str]:
    return frozenset(words.stem(noun) for line in lexicon.load("en", "persons") for noun in line.split())


def _by_modifiers(mine: ComparedQuantity, theirs: ComparedQuantity) -> Counted:
    if mine.modifiers == theirs.modifiers:
        return "same"
    if not mine.modifiers or not theirs.modifiers:
        return "whole" if not mine.modifiers else "part"
    return "same" if mine.modifiers & theirs.modifiers else "unknown"
