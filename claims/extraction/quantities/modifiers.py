"""The words around a number that bound it: "up to", "nearly", "or more"; and the verbs that make it a rise or a fall."""

from __future__ import annotations

from claims.extraction.lexicon import load
from claims.extraction.quantities.draft import Draft
from claims.extraction.quantities.nouns import STOPS, read_counted
from claims.extraction.wordlists import word_set
from claims.extraction.words import Words


def _phrases(name: str) -> dict[str, str]:
    rows = (line.split("\t") for line in load("en", name))
    return {phrase.strip(): modifier.strip() for phrase, modifier in rows}


BEFORE = _phrases("quantity_modifiers")
AFTER = _phrases("quantity_modifiers_after")
_BEFORE_OVER = word_set("before_over")
_MOVEMENTS = word_set("movement_verbs")
_ARRANGEMENTS = word_set("arrangements")
_BEFORE_TOPIC = word_set("before_topic")
# "over three years" is a period, "over 18,000 hours" a sum of them
_NO_PERIOD = 100
LONGEST_BEFORE = max(phrase.count(" ") + 1 for phrase in BEFORE)
LAST_WORDS = frozenset(phrase.rsplit(" ", 1)[-1] for phrase in BEFORE)
CURRENCY_SIGNS = frozenset("$€£¥₹₦")
AFTER_FIRST = frozenset(phrase.split(" ", 1)[0] for phrase in AFTER)


def read_before(words: Words, index: int) -> tuple[int, str] | None:
    """The longest modifier that ends right before this word: its first word and what it does to the bounds."""
    low = words.low(index - 1)
    if low not in LAST_WORDS or index == 0:
        return None
    for length in range(min(LONGEST_BEFORE, index), 0, -1):
        modifier = BEFORE.get(words.phrase(index - length, index))
        if modifier is not None and modifier != "from":
            return index - length, modifier
    return None


def apply(draft: Draft, floor: int = 0) -> None:
    """Bound the draft by the words before and after it, and take them into its surface.

    Words before `floor` belong to an earlier quantity.
    """
    words = draft.words
    before = read_before(words, draft.first)
    if before is not None and not compares(words, before[0], floor) and _holds(draft, before[0], before[1]):
        draft.start = before[0]
        if before[1] == "exact!":
            draft.start = draft.first
        else:
            draft.settle(before[1])
    after = _read_after(words, draft.after, draft.counted.last if draft.counted else draft.after)
    if after is None:
        return
    first, last, modifier = after
    if (
        words.low(first) == "plus"
        and draft.measure is not None
        and words.is_word(last)
        and words.low(last) not in STOPS
    ):
        return  # "a fine of £40m plus costs"
    if modifier == "or-equal":
        modifier = {"more_than": "at_least", "less_than": "at_most"}.get(draft.modifier, "exact!")
        if modifier == "exact!":
            return
        draft.modifier = "exact"
    if modifier == "at_most" and draft.modifier == "less_than":
        return
    if draft.modifier in ("exact", "approx") or (draft.modifier == "more_than" and modifier == "at_least"):
        draft.settle(modifier)
        if first == draft.end:
            draft.end = last
        if draft.bare:
            draft.counted = read_counted(words, last)  # "50 or more jobs"


def compares(words: Words, start: int, floor: int) -> bool:
    """ "230 km more than a week before" sets two things side by side: its "more than" bounds neither."""
    return 0 < floor == start and words.low(start + 1) == "than"


def _read_after(words: Words, place: int, noun_end: int) -> tuple[int, int, str] | None:
    for at in (place, noun_end) if noun_end > place else (place,):
        if words.low(at) not in AFTER_FIRST:
            continue
        for length in (3, 2, 1):
            modifier = AFTER.get(words.phrase(at, at + length))
            if modifier is None or at + length > len(words):
                continue
            if words.low(at) == "+" and not words.is_word(at + 1) and not words.glued(at):
                continue
            sum_follows = words.is_number(at + length) or words.low(at + length) in CURRENCY_SIGNS
            if words.low(at) in ("plus", "max", "maximum", "approximately", "and") and sum_follows:
                continue
            if words.low(at + length) == "than":
                continue
            if words.low(at) == "or" and words.low(at + length) in ("than", "equal"):
                continue
            return at, at + length, modifier
    return None


def _names_arrangement(draft: Draft) -> bool:
    """ "under £450m plans", "a row over $2bn bridge contract": the sum tells which plan, and none is under or over it."""
    words = draft.words
    if draft.measure is None or draft.measure.kind not in ("money", "time"):
        return False
    for place in range(draft.last, draft.last + 3):
        if not words.is_word(place) or words.low(place) in STOPS:
            return False
        if words.low(place) in _ARRANGEMENTS:
            return True
    return False


def _holds(draft: Draft, start: int, modifier: str) -> bool:
    """False where the word is none of the number's: "over three years" is a period, "about" can be a topic."""
    words = draft.words
    low = words.low(start)
    time = draft.measure is not None and draft.measure.kind == "time"
    if words.phrase(start, start + 2) == "up to" and words.low(start - 1) in _MOVEMENTS:
        return False  # "edged up to 4.2 per cent" is where it went, not a bound
    if words.phrase(start, start + 2) in ("closer to", "nearer to") and words.low(start - 1) in _MOVEMENTS:
        return False
    if low in ("under", "over") and _names_arrangement(draft):
        return False
    if start == draft.first - 1:
        if draft.unit == "times" and low in ("around", "over", "about", "up", "beyond", "above"):
            return words.is_number(draft.first)
        if low == "over" and time and draft.unit_name is None:
            return words.low(start - 1) in _BEFORE_OVER or (draft.value or 0) >= _NO_PERIOD
        if low == "within":
            return time and draft.unit_name is None
        if low in ("under", "below", "above", "around", "beyond") and draft.style == "fraction":
            return low == "around"
        if low == "about" and words.low(start - 1) in _BEFORE_TOPIC:
            return False
        if low == "minimum" or low == "maximum":
            return words.low(start - 1) not in ("the", "of")
    return not (modifier == "approx" and low == "c" and not words.glued(start + 1))
