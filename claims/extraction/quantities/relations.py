"""What quantities say together: ranges, shared units, derived shares, conversions in brackets."""

from __future__ import annotations

import itertools
from decimal import Decimal

from claims.extraction.quantities import trends
from claims.extraction.quantities.draft import PERCENT, Draft, twin
from claims.extraction.units import Unit
from claims.extraction.wordlists import word_set
from claims.extraction.words import RANGE_DASHES, Words

_CHANGE = (trends.UP | trends.DOWN | word_set("changes")) - word_set("no_changes")
_ENDS = frozenset({".", "!", "?", "\n", ";"})


def range_joint(draft: Draft, between: bool) -> int | None:
    """The word at which a range's second number may start ("30 to 40", "30-40", "between 30 and 40")."""
    words, place = draft.words, draft.last
    low = words.low(place)
    if low in RANGE_DASHES:
        if words.low(place + 1) == "to" and words.glued(place):
            return place + 2
        spaced = not words.glued(place) and not words.glued(place + 1)
        return place + 1 if words.glued(place) == words.glued(place + 1) or spaced else None
    if low in ("to", "through", "till"):
        return place + 1
    if between and low == "and":
        return place + 1
    if low == "or" and words.low(draft.first - 1) not in ("or",):
        return place + 1
    return None


def opens_between(words: Words, first: int) -> bool:
    return words.low(first - 1) == "between"


def changes(words: Words, first: int) -> bool:
    """True where "from X to Y" or "X to Y" tells a movement, no range ("rose from 5 to 10 per cent")."""
    for place in range(first - 1, max(-1, first - 9), -1):
        low = words.low(place)
        if low in _ENDS:
            return False
        if low in _CHANGE:
            return low not in ("up", "down", "cut", "lost") or place >= first - 3
    return False


def join_range(left: Draft, right: Draft, between: bool, joint: str) -> Draft | None:
    """One range out of two numbers; None when they are two quantities after all."""
    if left.value is None or right.value is None or left.of is not None or right.of is not None:
        return None
    if left.style == "fraction" and left.unit == "share" and right.measure is not None:
        return None
    low, high = left.value, right.value
    if left.measure is not None and right.measure is not None and left.measure != right.measure:
        return None
    ages = left.unit_name is not None and left.unit_name.endswith("of age") and right.measure is None
    if left.measure is not None and right.measure is None and left.measure.kind != "money" and not ages:
        return None
    shares = left.unit == right.unit == "share" and left.measure is right.measure is None
    if (left.measure is None and not left.bare and not shares) or left.trend is not None:
        return None
    if right.scale > 1 and left.scale == 1 and low < right.value / right.scale:
        low *= right.scale
    if low >= high:
        return None
    if joint == "or" and not (
        right.value <= left.value * 2 + 1 and left.bare and right.value < 1000 and left.value > 1
    ):
        return None
    if right.modifier != "exact":
        return None
    joined = twin(right)
    joined.first, joined.start = left.first, left.first - 1 if between else left.first
    joined.value, joined.low, joined.high, joined.modifier = None, low, high, "between"
    joined.measure = right.measure or left.measure
    if ages:
        joined.unit_name, joined.counted = left.unit_name, None
    joined.rules.append("range")
    if between:
        joined.first = joined.start
    return joined


def share_units(drafts: list[Draft]) -> None:
    """ "45 and 50 mg", "two or three missiles": the unit said once holds for both."""
    for left, right in itertools.pairwise(drafts):
        if (
            not left.bare
            or right.bare
            or left.of is not None
            or left.style in ("fraction", "none")
            or left.rules[-1:] == ["age"]
        ):
            continue
        words = left.words
        gap = words.lows[left.end : right.start]
        moved = gap == ["to"] and words.low(left.start - 1) == "from" and right.measure is not None
        if words.low(right.end) == "of" and words.low(right.end + 1) in ("them", "whom", "which"):
            continue  # "a crew of 21, 17 of them Filipinos"
        if moved or gap in (["and"], ["or"], [","], [",", "and"], ["&"], [",", "or"]):
            if right.unit_name is not None and right.unit_name.endswith("of age"):
                continue
            left.measure, left.unit = right.measure, right.unit_word() if right.measure is None else None
            left.unit_name = right.name_of_unit()
            left.rules.append("unit_shared")


def join_bounds(drafts: list[Draft]) -> list[Draft]:
    """ "more than 10 and less than 40" is one range with open ends."""
    joined: list[Draft] = []
    for draft in drafts:
        left = joined[-1] if joined else None
        if left is not None and _bounds_meet(left, draft):
            merged = twin(draft)
            merged.first = merged.start = left.start
            merged.value, merged.low, merged.low_exclusive = None, left.low, left.low_exclusive
            merged.modifier = "between"
            merged.rules.append("range:bounds")
            joined[-1] = merged
        else:
            joined.append(draft)
    return joined


def _bounds_meet(left: Draft, right: Draft) -> bool:
    if left.modifier not in ("more_than", "at_least") or right.modifier not in ("less_than", "at_most"):
        return False
    if left.low is None or right.high is None or left.low >= right.high or right.start < left.end:
        return False
    if not (left.bare or left.measure == right.measure) or left.of is not None or right.of is not None:
        return False
    return left.words.lows[left.end : right.start] in (["and"], ["but"], [","], [",", "but"], [",", "and"])


def derive(draft: Draft) -> Draft | None:
    """ "half of 300,000" also says 150,000, marked as derived."""
    if draft.of is None or draft.value is None or not (draft.unit == "share" or draft.percent):
        return None
    share = draft.value / PERCENT if draft.percent else draft.value
    value = (share * draft.of).quantize(Decimal("1e-6")).normalize()
    made = twin(draft)
    made.value, made.of, made.derived, made.measure = value, None, True, None
    made.unit = draft.counted.plural if draft.counted else None
    made.unit_name = draft.counted.singular if draft.counted else None
    made.low = None if draft.low is None else value
    made.high = None if draft.high is None else value
    made.rules.append("derived")
    # its place takes in the noun, so that the two never share one
    if draft.counted is not None:
        made.last = made.end = draft.counted.last
    else:
        made.first = made.start = draft.last - 1
    return made


def join_conversions(drafts: list[Draft]) -> None:
    """ "70 kilometers (45 miles)", "30 km, or 19 miles": the second repeats the first and is bounded like it."""
    for index, (left, right) in enumerate(itertools.pairwise(drafts)):
        if left.measure is None or right.measure is None or not _same_kind(left.measure, right.measure):
            continue
        words = right.words
        gap = words.lows[left.end : right.start]
        bracket = gap == ["("] and words.low(right.end) in (")", ",", ";", "or", "at")
        aside = gap == [",", "or"]
        if not (bracket or aside) or left.measure.unit == right.measure.unit:
            continue
        right.conversion_of = index
        right.trend = None
        right.copy_bounds(left)
        right.rules.append("conversion")


def _same_kind(left: Unit, right: Unit) -> bool:
    return (left.kind == right.kind and left.kind not in ("share", "times", "points")) or {left.kind, right.kind} == {
        "temperature",
        "angle",
    }
