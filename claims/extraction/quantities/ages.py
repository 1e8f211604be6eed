"""Ages: "9-year-old", "aged 34", "87 yo", and the ", 43," after a name."""

from __future__ import annotations

from claims.extraction.quantities.draft import Draft
from claims.extraction.units import unit_called
from claims.extraction.words import Words, skip_dash

_AGE_NOUNS = frozenset({"old", "olds"})


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
    """ "aged 34", "at the age of 34", "87 yo", and the ", 43," after a person's name."""
    words, index = draft.words, draft.first
    value = draft.value
    if value is None or value > 120 or draft.style not in ("digits", "words"):
        return False
    years = unit_called("years")
    before = words.low(index - 1)
    named = before in ("aged", "age") or (before in ("of", "at") and words.low(index - 2) == "age")
    if before in ("was", "is", "were") and words.low(index - 2) in ("he", "she", "i"):
        named = _ends_here(words, draft.last)
    if words.low(draft.last) in ("yo", "yrs") and words.low(draft.last) == "yo":
        draft.last = draft.end = draft.last + 1
    elif before == "turned" and draft.style == "digits" and not words.is_word(draft.last):
        pass
    elif not named and not _age_in_commas(draft):
        return False
    draft.measure, draft.unit_name, draft.after = years, "year of age", draft.last
    draft.rules.append("age")
    return True


def _ends_here(words: Words, place: int) -> bool:
    return words.low(place) in ("", ".", ",", ";", "\n", ")", "and", "when", "so", "but", "at", "years", "or", "”", '"')


def _age_in_commas(draft: Draft) -> bool:
    words, index = draft.words, draft.first
    if draft.style != "digits" or draft.last - index != 1 or "." in words.lows[index] or (draft.value or 0) < 1:
        return False
    if words.low(index - 1) not in (",", "(") or words.low(draft.last) not in (",", ".", ")", ";", "\n", ""):
        return False
    if words.low(index - 1) == "(" and words.low(draft.last) != ")":
        return False
    return (
        words.capital(index - 2)
        and words.is_word(index - 2)
        and words.raw(index - 2)[1:].islower()
        and (
            words.capital(index - 3)
            or words.low(index - 3) in ("s", "-", "‘", "“", "de", "van", "al", "el", "bin", "von")
        )
    )
