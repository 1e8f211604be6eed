"""A quantity while it is being read: word indexes instead of offsets, a measure or a counted noun, and its bounds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from claims.extraction.found import FoundQuantity, Modifier
from claims.extraction.numeral_tables import Numeral, Style
from claims.extraction.units import Unit
from claims.extraction.words import Words
from claims.spans import Span

PERCENT = Decimal(100)
# quantize() refuses more digits than the context holds
_LARGEST = Decimal(10) ** 27


@dataclass(slots=True)
class Counted:
    """The counted noun: words `first` to `last`, with its head in plural and singular."""

    first: int
    last: int
    plural: str
    singular: str


@dataclass(slots=True)
class Draft:
    """`first` to `last` is the number with its measure, `start` and `end` also take in the modifier (all word indexes)."""

    words: Words
    first: int
    last: int
    value: Decimal | None
    style: Style = "digits"
    scale: Decimal = Decimal(1)
    start: int = -1
    end: int = -1
    after: int = -1
    low: Decimal | None = None
    high: Decimal | None = None
    low_exclusive: bool = False
    high_exclusive: bool = False
    modifier: Modifier = "exact"
    of: Decimal | None = None
    measure: Unit | None = None
    unit: str | None = None
    unit_name: str | None = None
    counted: Counted | None = None
    trend: str | None = None
    derived: bool = False
    conversion_of: int | None = None
    rules: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start = self.first if self.start < 0 else self.start
        self.end = self.last if self.end < 0 else self.end
        self.after = self.last if self.after < 0 else self.after

    @property
    def bare(self) -> bool:
        return self.measure is None and self.counted is None and self.unit is None

    @property
    def percent(self) -> bool:
        return self.measure is not None and self.measure.kind == "share"

    def settle(self, modifier: str) -> None:
        """Set the bounds that the modifier implies; a range and a vague word keep their own."""
        self.rules.append(f"modifier:{modifier}")
        if self.modifier == "between" or (self.modifier == "vague" and modifier not in ("more_than", "at_least")):
            return
        value = self.value if self.value is not None else self.low
        self.low = self.high = None
        self.low_exclusive = self.high_exclusive = False
        if modifier == "approx-high":
            self.modifier, self.high = "approx", value
        elif modifier == "approx":
            self.modifier = "approx"
        elif modifier == "at_least":
            self.modifier, self.low = "at_least", value
        elif modifier == "more_than":
            self.modifier, self.low, self.low_exclusive = "more_than", value, True
        elif modifier == "at_most":
            self.modifier, self.high = "at_most", value
        elif modifier == "less_than":
            self.modifier, self.high, self.high_exclusive = "less_than", value, True

    def copy_bounds(self, other: Draft) -> None:
        """Bound this one as `other` is: a conversion has the modifier of what it converts."""
        name = "approx-high" if other.modifier == "approx" and other.high is not None else other.modifier
        if self.modifier == "exact" and name not in ("exact", "between", "vague"):
            self.settle(name)

    def found(self, text: str) -> FoundQuantity:
        words = self.words
        last, end = max(self.last, self.first + 1), max(self.end, self.start + 1)
        number = Span(words.starts[self.first], words.ends[last - 1])
        span = Span(words.starts[self.start], words.ends[end - 1]).hull(number)
        noun = None
        if self.counted is not None:
            noun = Span(words.starts[self.counted.first], words.ends[self.counted.last - 1])
        share = self.percent
        return FoundQuantity(
            span=span,
            number_span=number,
            surface=text[span.start : span.end],
            value=_scaled(self.value, share),
            low=_scaled(self.low, share),
            high=_scaled(self.high, share),
            low_exclusive=self.low_exclusive,
            high_exclusive=self.high_exclusive,
            modifier=self.modifier,
            of=self.of,
            unit=self.unit_word(),
            unit_name=self.name_of_unit(),
            counted=None if noun is None else text[noun.start : noun.end],
            counted_span=noun,
            trend="up" if self.trend == "up" else "down" if self.trend == "down" else None,
            derived=self.derived,
            conversion_of=self.conversion_of,
            rules=tuple(self.rules),
        )

    def unit_word(self) -> str | None:
        if self.measure is not None:
            return self.measure.unit
        if self.unit is not None:
            return self.unit
        return self.counted.plural if self.counted is not None else None

    def name_of_unit(self) -> str | None:
        if self.unit_name is not None:
            return self.unit_name
        if self.measure is not None:
            return self.measure.name
        return self.counted.singular if self.counted is not None else None


def _scaled(value: Decimal | None, share: bool) -> Decimal | None:
    if value is None:
        return None
    value = value / PERCENT if share else value
    if value != value.to_integral_value():
        return value.normalize()
    return value.quantize(Decimal(1)) if abs(value) < _LARGEST else value


def from_numeral(words: Words, numeral: Numeral) -> Draft:
    """A draft that says no more than the number itself; a vague word has a lower bound and no value."""
    draft = Draft(words, numeral.first, numeral.last, numeral.value, numeral.style, numeral.scale)
    if numeral.style == "vague":
        draft.value, draft.low, draft.modifier = None, numeral.value, "vague"
        draft.rules.append("vague")
    else:
        draft.low = draft.high = numeral.value
        draft.rules.append(f"number:{numeral.style}")
    return draft


def twin(draft: Draft) -> Draft:
    """A copy whose rules are its own."""
    return replace(draft, rules=list(draft.rules))
