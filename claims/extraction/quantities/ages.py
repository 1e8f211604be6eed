"""Ages: "9-year-old", "aged 34", "87 yo", ", 43," after a person, "children under five"."""

from __future__ import annotations

from claims.extraction.quantities.draft import Draft
from claims.extraction.quantities.modifiers import read_before
from claims.extraction.quantities.nouns import PERSONS, looks_plural
from claims.extraction.units import unit_called
from claims.extraction.wordlists import word_set
from claims.extraction.words import Words, skip_dash

_AGE_NOUNS = frozenset({"old", "olds"})
_SMALL_WORDS_IN_NAMES = word_set("small_words_in_names")
_GROUPS = PERSONS | word_set("age_groups")
_YOUNG_AND_OLD = word_set("young_and_old")
_GUESSING = word_set("participles_of_guessing")
_OF_PERSONS = word_set("before_person")
_AFTER_AGE = word_set("after_age")
_BEFORE_SURNAME = word_set("telling_verbs") | {"say", "", ".", "\n", "when", "while", "as"}
_MOST_AGES = 6
_AGE_MODIFIERS = word_set("age_modifiers")


def age_after(draft: Draft) -> None:
    """ "9-year-old", "34 years old", "three years of age": a year that is of age."""
    words, place = draft.words, draft.last
    if draft.measure is None or draft.measure.unit not in ("years", "months", "weeks", "days"):
        return
    dashed = skip_dash(words, place)
    if words.low(dashed) in _AGE_NOUNS:
        last = dashed + 1
    elif words.low(place) == "of" and words.low(place + 1) == "age":
        last = place + 2
    else:
        return
    draft.last = draft.end = draft.after = last
    draft.unit_name = f"{draft.measure.name} of age"
    draft.rules.append("age")


def short_age(draft: Draft) -> bool:
    """ "aged 34", "at the age of 34", "87 yo", ", 43," after a person, "children under five"; marks the draft if so."""
    words = draft.words
    if draft.value is None or not 0 < draft.value <= 120 or draft.style not in ("digits", "words"):
        return False
    if words.low(draft.last) == "yo":
        draft.last = draft.end = draft.last + 1
    elif not (_named_age(draft) or _age_in_commas(draft) or _age_of_group(draft)):
        return False
    draft.measure, draft.unit_name, draft.after = unit_called("years"), "year of age", draft.last
    draft.rules.append("age")
    return True


def _named_age(draft: Draft) -> bool:
    words, index = draft.words, draft.first
    before, earlier = words.low(index - 1), words.low(index - 2)
    if before in ("aged", "age", "ages") or _in_ages(words, index - 1):
        return True
    if before in ("of", "at") and earlier == "age":
        return True
    if before in ("between", "under", "over", "from", "about") and earlier in ("aged", "ages"):
        return True
    if before in ("was", "is", "were") and earlier in ("he", "she", "i", "who"):
        return _ends_here(words, draft.last)
    if before == "of" and earlier in _YOUNG_AND_OLD and words.low(index - 3) in ("a", "an", "another"):
        return _ends_here(words, draft.last)  # "a girl of 6"
    if _guessed_age(words, index):
        return _ends_here(words, draft.last)
    return before == "turned" and draft.style == "digits" and not words.is_word(draft.last)


def _in_ages(words: Words, place: int) -> bool:
    """ "ages 3, 5 and 6": the number behind the joint at `place`, a few at most."""
    for _ in range(_MOST_AGES):
        if words.low(place) not in ("and", "to", "or", ",") or not words.is_number(place - 1):
            return False
        place -= 2
        if words.low(place) in ("ages", "aged"):
            return True
    return False


def _guessed_age(words: Words, index: int) -> bool:
    """ "a boy believed to be around 11"."""
    bounded = read_before(words, index)
    place = bounded[0] if bounded is not None else index
    if words.phrase(place - 2, place) != "to be" or words.low(place - 3) not in _GUESSING:
        return False
    return any(words.low(place - back) in _YOUNG_AND_OLD for back in range(4, 8))


def _ends_here(words: Words, place: int) -> bool:
    return words.low(place) in ("", ".", ",", ";", "\n", ")", "and", "when", "so", "but", "at", "years", "or", "”", '"')


def _age_in_commas(draft: Draft) -> bool:
    """ "Ivan Melnyk, 61, lost", "John Carter (58)", "a woman, 67, and"."""
    words, index = draft.words, draft.first
    if draft.style not in ("digits", "words") or draft.last - index != 1 or "." in words.lows[index]:
        return False
    before, after = words.low(index - 1), words.low(draft.last)
    if _is_paired_age(words, index):
        return True
    if before not in (",", "(") or after not in (",", ".", ")", ";", "\n", "") or (before == "(" and after != ")"):
        return False
    if not words.is_word(index - 2):
        return False
    if draft.style == "words":  # "Alfie Dunn, seven, ran"; "soldiers, one of them"
        return (
            words.capital(index - 2)
            and words.capital(index - 3)
            and before == after == ","
            and not words.capital(draft.last + 1)
        )
    if not words.capital(index - 2):
        person = words.low(index - 2) in _GROUPS
        article = words.low(index - 3) in _OF_PERSONS
        described = person and words.is_word(index - 3) and words.low(index - 4) in _OF_PERSONS
        if after == ")":
            return person and (article or described)  # "a flight attendant (26)"
        return after == "," and ((article and (person or before == ",")) or described)
    goes_on = words.is_word(draft.last + 1) and not words.capital(draft.last + 1)
    if before == after == "," and words.low(index - 3) in _BEFORE_SURNAME and goes_on:
        return words.raw(index - 2)[1:].islower()  # "say Delgado, 29, stole"
    named = (
        words.capital(index - 3)
        or words.low(index - 3) in _SMALL_WORDS_IN_NAMES
        or (words.low(index - 3) in _GROUPS and not looks_plural(words.low(index - 3)))  # "his wife Sneha, 43"
    )
    return named and words.raw(index - 2)[1:].islower()


def _is_paired_age(words: Words, index: int) -> bool:
    """ "their daughters Ira and Mira, 15 and 9,": an age for each of two who are called by plural and names."""
    first = index if words.low(index + 1) == "and" and words.is_number(index + 2) else index - 2
    if not words.is_number(first) or words.low(first + 1) != "and" or words.low(first - 1) != ",":
        return False
    if (
        words.low(first + 3) not in (",", ".", ";", "\n", "")
        or len(words.low(first)) > 2
        or len(words.low(first + 2)) > 2
    ):
        return False
    kin = any(words.low(first - back) in _GROUPS and looks_plural(words.low(first - back)) for back in range(5, 9))
    return kin and words.capital(first - 2) and words.low(first - 3) == "and" and words.capital(first - 4)


def _age_of_group(draft: Draft) -> bool:
    """ "children under five", "people over 65": not "people over 3,000"."""
    words, index = draft.words, draft.first
    group = index - 2 - (words.low(index - 2) in ("were", "are", "was", "is", "aged"))
    if words.low(index - 1) not in _AGE_MODIFIERS or words.low(group) not in _GROUPS or draft.value is None:
        return False
    return draft.value < 100 and (not words.is_word(draft.last) or words.low(draft.last) in _AFTER_AGE)
