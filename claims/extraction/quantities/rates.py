"""What a quantity is told for each of: "$40 a tonne", "3,000 patients a month", "1.6 children per woman".

A speed or a flow is a unit of its own (`units.read_unit`). Everything else keeps its unit, for a sum is still a sum of dollars
and patients are still patients; only its longer name says for each of what: "dollar per tonne", "patient per month".
"""

from __future__ import annotations

from claims.extraction.quantities.draft import Draft
from claims.extraction.quantities.nouns import STOPS, looks_plural, singular
from claims.extraction.units import each_of, read_unit, unit_called
from claims.extraction.wordlists import word_set
from claims.extraction.words import Words

_NO_RATE_BEFORE = word_set("no_rate_before")
_PER_PERSON = word_set("per_person")
_NO_RATE = frozenset({"share", "points", "times", "times rate", "money", "money rate"})
# "240,000 barrels of crude oil a day": words between the unit and its rate
_GOODS_WORDS = 3


def name_rates(drafts: list[Draft]) -> None:
    """Put "per …" to the name of every quantity behind whose unit or noun it stands."""
    for draft in drafts:
        if draft.bare or draft.derived or draft.of is not None or " per " in (draft.name_of_unit() or ""):
            continue
        kind = None if draft.measure is None else draft.measure.kind
        if kind in ("share", "points", "time") or (draft.unit_name or "").endswith("of age"):
            continue
        each = _each_after(draft)
        if each is None:
            continue
        barrels = unit_called("bpd") if draft.unit_word() == "barrels" and each == "day" else None
        if barrels is not None:
            draft.measure, draft.unit_name = barrels, None
        else:
            draft.unit_name = f"{(draft.name_of_unit() or '').removeprefix('us ')} per {each}"
        draft.rules.append("rate")


def _each_after(draft: Draft) -> str | None:
    """The singular name of what each is one of; None where no rate follows the unit, the noun or the goods."""
    words, place = draft.words, draft.end
    if draft.counted is not None:
        place = max(place, draft.counted.last)
    each = _each(words, place)
    if each is None and draft.measure is not None and words.low(place) == "of":
        for end in range(place + 2, place + 2 + _GOODS_WORDS):
            if not words.is_word(end - 1) or words.low(end - 1) in STOPS:
                break
            each = each or _each(words, end)
    return each


def _each(words: Words, place: int) -> str | None:
    under = each_of(words, place)
    if under is None:
        return None
    low = words.low(under)
    if words.is_number(under):
        told = words.low(place) == "per" and words.is_word(under + 1)
        return f"{words.raw(under)} {words.low(under + 1)}" if told else None  # "per 1,000 births"
    unit = read_unit(words, under)
    if unit is not None and unit.unit.kind not in _NO_RATE:
        # "shot four people a day before the vote"
        return unit.unit.name if words.low(unit.last) not in _NO_RATE_BEFORE else None
    if low in _PER_PERSON or (words.low(place) == "per" and words.is_word(under) and low not in STOPS):
        return singular(low) if looks_plural(low) else low
    return None
