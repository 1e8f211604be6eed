"""Rises and falls: "rose 3.2 per cent", "down 4%", "a 5% drop"."""

from __future__ import annotations

from typing import Literal

from claims.extraction.lexicon import load
from claims.extraction.quantities.draft import Draft
from claims.extraction.quantities.nouns import STOPS
from claims.extraction.wordlists import word_set

UP = frozenset(load("en", "trend_up"))
DOWN = frozenset(load("en", "trend_down"))
_BETWEEN = word_set("between_verb_and_number")
_UP_AFTER = word_set("trend_up_after")
_DOWN_AFTER = word_set("trend_down_after")
# "cut 40 jobs" and "added 3 men" are no movements of a measure; "cut rates by 2 points" is one.
_MEASURES_ONLY = word_set("trend_of_measures")
_STATES = frozenset(
    {"was", "were", "is", "are", "has", "have", "had", "will", "to", "in", "and", ",", ".", "of", "from"}
)
_PARTICLE_VERBS = word_set("particle_verbs")
# "lost $3bn" and "raised $5m" are no movements of a price
_POINTS_ONLY = frozenset({"lost", "raised", "raise", "raising", "added"})

Trend = Literal["up", "down"]


def trend_of(draft: Draft) -> Trend | None:
    """ "up" or "down" where a verb or noun of rising or falling governs the number; a level ("rose to 5%") has none."""
    if draft.measure is not None and draft.measure.kind == "time":
        return None
    words, place = draft.words, draft.start - 1
    for _ in range(4):
        low = words.low(place)
        if low in UP or low in DOWN:
            return _direction(low) if _governs(draft, place) else None
        if low == "of" and words.low(place - 1) in UP | DOWN and words.low(place - 1) not in _MEASURES_ONLY:
            return _direction(words.low(place - 1))
        if low not in _BETWEEN:
            break
        place -= 1
    if draft.measure is None:
        return None
    for place in (draft.after, draft.after + 1):
        low = words.low(place)
        if low in _UP_AFTER or low in _DOWN_AFTER:
            return "up" if low in _UP_AFTER else "down"
        if not words.is_word(place) or low in STOPS:
            return None
    return None


def _direction(low: str) -> Trend:
    return "up" if low in UP else "down"


def _governs(draft: Draft, place: int) -> bool:
    """ "up to 700" and "shot down 12" are no movements; "up 4%" is one."""
    low = draft.words.low(place)
    if low not in _MEASURES_ONLY:
        return True
    if low == "up" and draft.words.low(place - 1) in _PARTICLE_VERBS:
        return False  # "made up 85 per cent"
    if (
        draft.counted is not None
        and draft.counted.plural in ("points", "places", "seats")
        and low in ("up", "down", "gained", "lost")
    ):
        return True
    if draft.measure is None or (low in _POINTS_ONLY and draft.measure.kind not in ("share", "points")):
        return False
    return draft.words.low(place + 1) not in ("to", "the")
