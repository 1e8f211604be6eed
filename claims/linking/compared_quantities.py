"""The numbers of a claim as the comparison sees them: what their words allow, of what, in which unit; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from claims.extraction.found import FoundQuantity
from claims.linking import words
from claims.linking.intervals import HouseWords, Interval, interval_of

if TYPE_CHECKING:
    from claims.models import Quantity


@dataclass(frozen=True, slots=True)
class ComparedQuantity:
    """A number: what its words allow, of what, in which unit. `counted` is the head noun, `person` any noun for people."""

    surface: str
    value: Decimal | None
    interval: Interval
    total: Decimal | None = None
    unit: str = ""
    counted: str = ""
    modifiers: frozenset[str] = frozenset()
    trend: str = ""
    counted_words: str = ""
    denied: bool = False  # it stands in a report of which its own sentence says that it is not so


# --- from fields


def found_quantity(quantity: FoundQuantity) -> ComparedQuantity:
    return from_fields(quantity, total=quantity.of)


def from_fields(
    quantity: FoundQuantity | Quantity, *, total: Decimal | None, house: HouseWords | None = None
) -> ComparedQuantity:
    """A number that was found in a text, or one that is stored: their fields are called alike, but for the total."""
    return compared_quantity(
        surface=quantity.surface,
        value=quantity.value,
        low=quantity.low,
        high=quantity.high,
        low_exclusive=quantity.low_exclusive,
        high_exclusive=quantity.high_exclusive,
        modifier=quantity.modifier,
        total=total,
        unit=quantity.unit or "",
        counted=quantity.counted or "",
        trend=quantity.trend or "",
        house=house,
    )


def compared_quantity(
    *,
    surface: str,
    value: Decimal | None,
    low: Decimal | None = None,
    high: Decimal | None = None,
    low_exclusive: bool = False,
    high_exclusive: bool = False,
    modifier: str = "exact",
    total: Decimal | None = None,
    unit: str = "",
    counted: str = "",
    trend: str = "",
    house: HouseWords | None = None,
) -> ComparedQuantity:
    """A number from its stored or found fields. "half of 300,000" is a share; "81 of 93" counts 81."""
    if surface.lower() in ("no one", "nobody", "none", "no-one"):
        counted = "people"
    interval = interval_of(
        value=value,
        low=low,
        high=high,
        low_exclusive=low_exclusive,
        high_exclusive=high_exclusive,
        modifier=modifier,
        surface=surface,
        house=house,
    )
    nouns = [words.plain(token) for token in words.TOKEN.findall(counted or unit)]
    head = nouns[-1] if nouns else ""
    of_head = words.terms(head)
    return ComparedQuantity(
        surface=surface,
        value=value,
        interval=interval,
        total=total,
        unit=unit,
        counted=next(iter(of_head.concepts), words.stem(head) if head else ""),
        modifiers=frozenset(
            words.stem(noun)
            for noun in nouns[:-1]
            if noun not in words.small_words() and not words.marked(words.terms(noun).concepts, "act")
        ),
        trend=trend,
        counted_words=counted,
    )


# --- by the words of its claim


_OF_US = re.compile(r" of (?:us|them|you)\b")


def of_own_words(quantity: ComparedQuantity, quote: str) -> ComparedQuantity:
    """The number without a harm that it was given from another sentence: "the number of missing is put at 60" counts no
    bodies."""
    behind = quote.find(quantity.surface) + len(quantity.surface)
    if not quantity.counted and not quantity.unit and _OF_US.match(quote, behind):
        return replace(quantity, counted="person", counted_words="people")
    harm = words.marked([quantity.counted], "open")
    own = words.marked(words.terms(quote).concepts, "open")
    if harm and own and not harm & own:
        return replace(quantity, counted="person", counted_words="people")
    return quantity


def counts(quantity: ComparedQuantity, quote: str) -> bool:
    """Whether the claim says that there are so many: not "a driver, 58, died", and not "54 drones, not 52"."""
    is_age = not quantity.counted and f", {quantity.surface}," in f"{quote},"
    return not is_age and f", not {quantity.surface}" not in quote


def with_none(quote: str, quantities: Sequence[ComparedQuantity]) -> tuple[ComparedQuantity, ...]:
    """The quantities, and a zero for what the words say there is none of: "not one shell" counts no shell, not one."""
    noun = words.counted_none(quote)
    if not noun or any(quantity.interval.is_zero for quantity in quantities):
        return tuple(quantities)
    zero = compared_quantity(surface="no", value=Decimal(0), low=Decimal(0), high=Decimal(0), counted=noun)
    others = (
        q for q in quantities if q.counted != zero.counted or q.surface.lower() not in ("one", "single", "a single")
    )
    return (zero, *others)
