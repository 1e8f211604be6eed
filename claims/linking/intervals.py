"""What the words around a number allow, and how two such intervals lie to each other; pure.

"more than 80" is everything above 80, "nearly 90" is 76.5 to 90: they overlap. The table of words is
`lexicon/<language>/number_words.txt`; a desk may hand in another one.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, TypeVar

from claims.linking.words import entries

T = TypeVar("T")
Lie = Literal["equal", "inside", "overlap", "touch", "disjoint"]
Allowance = tuple[Decimal | None, Decimal | None]  # share below, share above; None is no bound

# Trailing zeros say that a number was rounded, up to this share of it: 12,000 may stand for 11,953, not for 11,000.
ROUNDING_AT_MOST = Decimal("0.05")
_MOST_DIGITS = 60


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers that fit. An end is inclusive unless its flag says otherwise; None is no bound."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_exclusive: bool = False
    high_exclusive: bool = False

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"an interval from {self.low} to {self.high}")

    @property
    def is_exact(self) -> bool:
        return self.low is not None and self.low == self.high

    @property
    def is_vague(self) -> bool:
        """Nothing is said about how many."""
        return self.low is None and self.high is None

    @property
    def is_zero(self) -> bool:
        return self.low == 0 and self.high == 0

    def widened(self, below: Decimal, above: Decimal) -> Interval:
        """Each bound further out by that much, and inclusive where it moved."""
        return Interval(
            None if self.low is None else self.low - below,
            None if self.high is None else self.high + above,
            self.low_exclusive and below == 0,
            self.high_exclusive and above == 0,
        )

    def scaled(self, factor: Decimal, offset: Decimal = Decimal(0)) -> Interval:
        """In another unit: each bound times `factor` plus `offset`; the factor is above 0."""
        return replace(
            self,
            low=None if self.low is None else self.low * factor + offset,
            high=None if self.high is None else self.high * factor + offset,
        )


@dataclass(frozen=True, slots=True)
class HouseWords:
    """The words that a desk reads in its own way: beside a number as factors of it, without one as counts."""

    factors: Mapping[str, Interval] = field(default_factory=dict)
    counts: Mapping[str, Interval] = field(default_factory=dict)


def lie(a: Interval, b: Interval) -> Lie:
    """How the two lie to each other; symmetric. "touch" is one shared end that only one of them includes."""
    if a == b:
        return "equal"
    lower, upper = (a, b) if _starts_first(a, b) else (b, a)
    if lower.high is not None and upper.low is not None:
        if lower.high < upper.low:
            return "disjoint"
        if lower.high == upper.low and (lower.high_exclusive or upper.low_exclusive):
            return "disjoint" if lower.high_exclusive and upper.low_exclusive else "touch"
    return "inside" if _within(a, b) or _within(b, a) else "overlap"


def _starts_first(a: Interval, b: Interval) -> bool:
    if a.low is None or b.low is None:
        return a.low is None
    if a.low != b.low:
        return a.low < b.low
    # the same start: the one that ends first counts as the lower, so that "up to 5" lies below "above 5"
    return b.high is None or (a.high is not None and a.high <= b.high)


def _within(inner: Interval, outer: Interval) -> bool:
    low_fits = outer.low is None or (
        inner.low is not None
        and (inner.low > outer.low or (inner.low == outer.low and (inner.low_exclusive or not outer.low_exclusive)))
    )
    high_fits = outer.high is None or (
        inner.high is not None
        and (
            inner.high < outer.high or (inner.high == outer.high and (inner.high_exclusive or not outer.high_exclusive))
        )
    )
    return low_fits and high_fits


def can_both_hold(a: Interval, b: Interval) -> bool:
    """Whether one number fits both, an end that only touches included: nobody quarrels over it."""
    return lie(a, b) != "disjoint"


def gap(a: Interval, b: Interval) -> Decimal:
    """How far apart they are; 0 when one number fits both. Widening either never makes it larger."""
    if a.high is not None and b.low is not None and a.high < b.low:
        return b.low - a.high
    if b.high is not None and a.low is not None and b.high < a.low:
        return a.low - b.high
    return Decimal(0)


@functools.cache
def number_words(language: str = "en") -> Mapping[str, Allowance]:
    """The table: a word of the text, or "@" and a modifier, → what it allows below and above, as shares."""
    return {name: _pair(bounds) for name, bounds in entries(language, "number_words")}


@functools.cache
def vague_words(language: str = "en") -> Mapping[str, Interval]:
    return {name: Interval(*_pair(bounds)) for name, bounds in entries(language, "vague_words")}


def _pair(bounds: str) -> Allowance:
    below, above = (None if part.strip() == "*" else Decimal(part.strip()) for part in bounds.split(","))
    return below, above


def interval_of(
    *,
    value: Decimal | None,
    low: Decimal | None,
    high: Decimal | None,
    low_exclusive: bool = False,
    high_exclusive: bool = False,
    modifier: str = "exact",
    surface: str = "",
    house: HouseWords | None = None,
) -> Interval:
    """What a quantity's words allow. A word that the desk reads in its own way (`house`) counts before all else. Else bounds
    that extraction gave stand; an open side of an approximate number is closed by the table, so that "some 40" does not
    agree with 400."""
    given = _ordered(low, high, low_exclusive, high_exclusive)
    own = _by_house(house, value, surface) if house else None
    if own is not None:
        return own
    if modifier == "vague" and given.is_vague:
        return _first_of(vague_words(), surface) or given
    if value is None:
        return given
    if modifier in ("exact", "between"):
        return Interval(value, value) if given.is_vague else given
    allowed = _first_of(number_words(), surface)
    if allowed is None and modifier == "approx":
        allowed = number_words().get("@approx")
    if allowed is None:
        return given
    below, above = allowed
    size = abs(value)
    if given.low is None and below is not None and modifier in ("approx", "less_than", "at_most"):
        given = replace(given, low=min(value - below * size, value), low_exclusive=False)
    if given.high is None and above is not None and modifier in ("approx", "more_than", "at_least"):
        given = replace(given, high=max(value + above * size, value), high_exclusive=False)
    return given


def _by_house(house: HouseWords, value: Decimal | None, surface: str) -> Interval | None:
    """What the desk takes the longest of its words in the surface to allow; None where it has none of them."""
    if value is None:
        return _first_of(house.counts, surface)
    factors = _first_of(house.factors, surface)
    if factors is None:
        return None
    ends = [None if end is None else end * value for end in (factors.low, factors.high)]
    low, high = ends if value >= 0 else reversed(ends)
    return Interval(low, high)


def _ordered(low: Decimal | None, high: Decimal | None, low_exclusive: bool, high_exclusive: bool) -> Interval:
    if low is not None and high is not None and low > high:
        low, high, low_exclusive, high_exclusive = high, low, high_exclusive, low_exclusive
    return Interval(low, high, low_exclusive, high_exclusive)


def _first_of(table: Mapping[str, T], surface: str) -> T | None:
    words = f" {' '.join(surface.lower().split())} "
    found = [name for name in table if f" {name} " in words]
    return table[max(found, key=len)] if found else None


def rounding(value: Decimal | None) -> Decimal:
    """By how much a number as written may have been rounded: half of its last digit that is no zero, at most 5 %.

    8 per cent stands for 7.6 to 8.4; 12,000 for 11,500 to 12,500; 81 and 30 for themselves, since so few are counted one
    by one.
    """
    if value is None or value == 0 or value.adjusted() > _MOST_DIGITS or _is_small_count(value):
        return Decimal(0)
    exponent = value.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or exponent == 0:
        return Decimal(0)
    return min(Decimal(5).scaleb(exponent - 1), abs(value) * ROUNDING_AT_MOST)


def _is_small_count(value: Decimal) -> bool:
    return abs(value) < 100 and value == value.to_integral_value()
