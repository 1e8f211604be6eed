"""Numbers of things: which noun they count, and whether "one", "several" or "five-member" count at all."""

from __future__ import annotations

from claims.extraction.quantities.draft import Draft
from claims.extraction.quantities.modifiers import read_before
from claims.extraction.quantities.nouns import PERSON_VERBS, PERSONS, STOPS, looks_plural, plural, read_counted
from claims.extraction.wordlists import word_set
from claims.extraction.words import DASHES, Words, skip_dash

_ONE_REFUSED_AFTER = word_set("one_refused_after")
_ONE_REFUSED_BEFORE = word_set("one_refused_before")
_HYPHEN_JOINTS = word_set("hyphen_joints")
_HARMING_VERBS = word_set("harming_verbs")
_STATES = word_set("states")
_HOW_BADLY = word_set("how_badly")
_APART = frozenset({",", "(", "—", "–", "including"})
_WHOSE = frozenset({"the", "its", "their", "those", "these", "his", "her", "my", "our", "your", "own"})
_FORECASTERS = word_set("forecasters")
_FORECASTING = word_set("forecasting")
_TAKES_MANY = word_set("takes_many")
_PERSONS_DO = word_set("persons_do")
_ONE_PERSON_AFTER = word_set("one_person_after")


def count_one(draft: Draft) -> bool:
    """ "one person died", "one was killed", "at least one"; not "one of", "no one", "the one that"."""
    words, index, place = draft.words, draft.first, draft.last
    if draft.of is not None:
        draft.counted = read_counted(words, place)
        return True
    before, after = words.low(index - 1), words.low(place)
    bounded = read_before(words, index) is not None
    if after == "of" and before in _APART and words.low(place + 1) in ("them", "whom"):
        return True  # "six were hurt, one of them badly"
    if before in ("minus", "negative") and not words.is_word(place):
        return True
    if (
        before in ("no", "any", "every")
        or after in ("another",)
        or words.glued(index)
        or (words.glued(place) and after in ("’", "'", *DASHES))
    ):
        return False
    if before == "," and after in _HOW_BADLY and not words.is_word(place + 1):
        return True  # "eleven were hurt, one seriously"
    if before in _HARMING_VERBS and after not in ("of", "another"):
        draft.unit, draft.unit_name = "people", "person"
        return True
    if after in _ONE_PERSON_AFTER or (after in ("was", "has") and words.low(place + 1) in _ONE_PERSON_AFTER):
        draft.unit, draft.unit_name = "people", "person"
        return True
    if after in STOPS or (after in _ONE_REFUSED_AFTER and not (after == "day" and bounded)) or not words.is_word(place):
        return bounded and after not in ("of", "that", "who", "which", "another")
    if before in _ONE_REFUSED_BEFORE or (words.capital(index) and words.capital(place)):
        return False
    draft.counted = read_counted(words, place, one=True)
    return draft.counted is not None


def count(draft: Draft) -> bool:
    """Attach what is counted; vague words need a noun, an "of" or a verb that kills."""
    words, place = draft.words, draft.last
    if draft.style == "vague":
        return _vague(draft)
    dashed = skip_dash(words, place)
    if dashed > place:
        return _hyphenated(draft, dashed)
    if words.low(place) == "of":
        following = place + 1
        if words.low(following) == "them" and looks_plural(words.low(place + 2)):
            following += 1  # "200,000 of them oaks"
        while words.low(following) in _WHOSE:
            following += 1
        draft.counted = read_counted(words, following) if draft.of is None else None
        return True
    draft.counted = None if _is_forecast(words, draft.first, place) else read_counted(words, place)
    # "zero tolerance" and "Ground Zero" count nothing
    named = words.is_word(place) or words.low(draft.first - 1) == "ground"
    return draft.counted is not None or draft.value != 0 or draft.style == "digits" or not named


def _is_forecast(words: Words, first: int, place: int) -> bool:
    """ "above the 150,000 economists had forecast": the noun is whose forecast it was."""
    verb = place + 1 + (words.low(place + 1) == "had")
    return words.low(first - 1) == "the" and words.low(place) in _FORECASTERS and words.low(verb) in _FORECASTING


def _hyphenated(draft: Draft, place: int) -> bool:
    """ "a 2,000-strong force", "three-storey houses", "five-member panel": the noun after the hyphen, if it is one."""
    words = draft.words
    low = words.low(place)
    draft.after = place
    if low == "strong":
        draft.unit, draft.unit_name = "people", "person"
        draft.last = draft.end = draft.after = place + 1
        return True
    if low == "plus":
        draft.last = draft.end = draft.after = place + 1
        draft.settle("at_least")
        draft.counted = read_counted(words, place + 1)
        return True
    if low in ("fold",):
        draft.unit, draft.unit_name = "times", "time"
        draft.last = draft.end = draft.after = place + 1
        return True
    if low in _HYPHEN_JOINTS or low in STOPS or not words.is_word(place):
        return (draft.style == "digits" and words.is_number(place)) or low in ("to", "and")
    if words.capital(place) and draft.style == "digits":
        return False
    if low in PERSONS or draft.style == "words" or looks_plural(low):
        head = low if looks_plural(low) else plural(low)
        draft.unit = head
        draft.unit_name = low if not looks_plural(low) else None
        draft.counted = read_counted(words, place, one=not looks_plural(low))
        if draft.counted is not None:
            draft.counted.first, draft.counted.last = place, place + 1
        if head == "people":
            draft.unit_name = "person"
        return True
    draft.unit, draft.unit_name = plural(low), low
    return True


def _vague(draft: Draft) -> bool:
    """ "dozens of drones", "several weeks", "thousands fled"; "dozens" without a noun or a verb of people is refused."""
    words, place = draft.words, draft.last
    first = words.low(draft.first)
    if words.low(place) == "of":
        place += 1
        while words.low(place) in ("the", "its", "their", "his", "these", "those", "our", "other"):
            place += 1
        draft.counted = read_counted(words, place)
        return draft.counted is not None or words.low(place) in ("them", "us", "whom")
    if first in ("a", "several", "few", "couple") or words.low(draft.last - 1) in ("few", "several"):
        draft.counted = read_counted(words, place)
        return draft.counted is not None
    if first not in ("dozens", "hundreds", "thousands", "tens", "scores"):
        return False
    # "dozens were downed" counts what the sentence counts; "thousands fled" and "dozens were hurt" people
    after, verb = words.low(place), words.low(place + 1)
    state = after in _STATES
    if (
        words.low(draft.first - 1) in PERSON_VERBS
        or after in _PERSONS_DO
        or (state and verb in PERSON_VERBS | _PERSONS_DO)
    ):
        draft.unit, draft.unit_name = "people", "person"
        return True
    # "test scores were up" are marks, and "the quake hit dozens" does not say of what
    return (state and first != "scores") or (words.low(draft.first - 1) in _TAKES_MANY and not words.is_word(place))
