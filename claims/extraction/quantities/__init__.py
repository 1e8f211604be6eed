"""Quantities of a text: numbers with bounds, unit and counted noun, each with its exact place."""

from __future__ import annotations

from dataclasses import replace

from claims.extraction.found import FoundQuantity, FoundTime
from claims.extraction.quantities.nouns import IRREGULAR, looks_plural, plural, singular
from claims.extraction.quantities.scan import Nouns, scan
from claims.extraction.times import add_times, scan_times
from claims.extraction.words import Words, cut, stretches
from claims.spans import Span

__all__ = ["find_quantities", "find_times_and_quantities", "with_counted"]


def find_quantities(
    text: str, *, nouns: Nouns | None = None, times: list[FoundTime] | None = None
) -> list[FoundQuantity]:
    """Every quantity, in the order of the text; spans are offsets into it, `conversion_of` indexes into this list.

    Dates and times are left out: give `times` if they are known already. `nouns` may know better than the words
    after a number what it counts: it gets the text and the quantity, and returns the noun's span or None.
    """
    found: list[FoundQuantity] = []
    for start, end in stretches(text):
        words = cut(text, start, end)
        here = scan_times(text, words) if times is None else [t for t in times if start <= t.span.start < end]
        _read_stretch(text, words, here, found)
    if nouns is not None:
        found = [_asked(quantity, text, nouns) for quantity in found]
    return found


def find_times_and_quantities(text: str, published: str | None) -> tuple[list[FoundTime], list[FoundQuantity]]:
    """What `find_times` and `find_quantities` find, with the text cut into words once for both."""
    times: list[FoundTime] = []
    quantities: list[FoundQuantity] = []
    for start, end in stretches(text):
        words = cut(text, start, end)
        before = len(times)
        add_times(times, scan_times(text, words, published))
        _read_stretch(text, words, times[before:], quantities)
    return times, quantities


def _read_stretch(text: str, words: Words, times: list[FoundTime], found: list[FoundQuantity]) -> None:
    base = len(found)
    for draft in scan(text, words, times):
        if draft.conversion_of is not None:
            draft.conversion_of += base
        found.append(draft.found(text))


def _asked(quantity: FoundQuantity, text: str, nouns: Nouns) -> FoundQuantity:
    span = nouns(text, quantity)
    return quantity if span is None else with_counted(quantity, span, text)


def with_counted(quantity: FoundQuantity, span: Span, text: str) -> FoundQuantity:
    """The quantity with another counted noun; its unit follows the noun's last word unless it is a measure or share."""
    counted = span.of(text)
    changed = replace(quantity, counted=counted, counted_span=span)
    if not counts_things(quantity):
        return changed
    words = cut(counted)
    heads = [low for low in words.lows if low[0].isalpha()]
    if not heads:
        return changed
    head = heads[-1]
    if head in ("people", "person", "persons") or IRREGULAR.get(head) == "person":
        return replace(changed, unit="people", unit_name="person")
    if looks_plural(head):
        return replace(changed, unit=head, unit_name=singular(head))
    return replace(changed, unit=plural(head), unit_name=head)


def counts_things(quantity: FoundQuantity) -> bool:
    """True where the unit is what is counted, not a measure, a share or "times"."""
    return not any(
        rule.startswith(("unit:", "money:", "share:", "times:", "age", "number:article")) for rule in quantity.rules
    )
