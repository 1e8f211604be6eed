"""One quantity at one place, its modifier apart."""

from __future__ import annotations

from decimal import Decimal

from claims.extraction.lexicon import load
from claims.extraction.numeral_tables import SCALES
from claims.extraction.numerals import read_numeral
from claims.extraction.quantities import refusals
from claims.extraction.quantities.ages import age_after, short_age
from claims.extraction.quantities.counts import count, count_one
from claims.extraction.quantities.draft import Draft, from_numeral
from claims.extraction.quantities.measures import as_money, currency_before, measure, second_pieces, tolerance
from claims.extraction.quantities.modifiers import compares, read_before
from claims.extraction.quantities.nouns import STOPS, read_counted
from claims.extraction.quantities.shares import fraction_holds, one_in_five, ratio, share
from claims.extraction.units import read_unit
from claims.extraction.words import DASHES, Words

_GOODS = frozenset({"mass", "volume", "length", "information"})


def read_plain(words: Words, index: int, floor: int = 0) -> Draft | None:
    """The quantity whose number starts at this word, without its modifier; None when the number counts nothing.

    Words before `floor` belong to an earlier quantity ("10 $ 30 $").
    """
    money = currency_before(words, index, floor)
    numeral = read_numeral(words, index)
    if numeral is None:
        return None
    if words.is_number(index) and money is None and refusals.is_list_mark(words, index):
        return None
    draft = from_numeral(words, numeral)
    if money is not None:
        as_money(draft, money, numeral)
    elif not measure(draft, numeral):
        return None
    if draft.measure is None:
        tolerance(draft)
    if draft.measure is None and refusals.unknown_letters(words, draft.last):
        return None
    draft.after = draft.last
    if draft.measure is None and not fraction_holds(draft):
        return None
    if not _without_measure(draft):
        return None
    return draft


def _without_measure(draft: Draft) -> bool:
    """Ratio, age, share or counted noun; False when the number proves to count nothing."""
    words = draft.words
    if draft.measure is not None:
        age_after(draft)
        if draft.measure.kind in _GOODS | {"money"} and draft.unit_name is None:
            of = draft.last + (words.low(draft.last) == "of")
            if of > draft.last:
                draft.counted = read_counted(words, of)
        return not (
            draft.style == "words"
            and words.low(draft.first) == "one"
            and draft.measure.kind == "time"
            and words.low(draft.last - 1) == "day"
            and words.low(draft.last) not in DASHES
            and words.low(draft.first - 1) not in ("for", "than", "least", "just", "only", "in")
        )
    if one_in_five(draft) or short_age(draft):
        return True
    if draft.style == "fraction":
        share(draft)
        return True
    ratio(draft)
    if words.low(draft.first) == "one" and draft.last - draft.first == 1:
        return count_one(draft)
    return count(draft)


def read_article_measure(words: Words, index: int, floor: int = 0) -> Draft | None:
    """ "more than a month", "for a year", "a year and a half", "a tonne of coal": one of a measure."""
    if words.low(index + 1) in SCALES:
        return None
    here = read_unit(words, index + 1)
    if here is None or here.unit.kind in ("share", "points", "times") or words.capital(index + 1):
        return None
    one = Decimal(1)
    draft = Draft(words, index, here.last, one, "words", low=one, high=one, measure=here.unit)
    draft.rules.append("number:article")
    second_pieces(draft)
    draft.after = draft.last
    if draft.value != one:
        return draft
    low = words.low(index + 1)
    bounded = read_before(words, index)
    if bounded is not None and compares(words, bounded[0], floor):
        return None
    if bounded is not None and bounded[1] != "exact!" and not (bounded[1] == "approx" and here.unit.kind != "time"):
        return draft if words.low(here.last) not in ("ago", "of", "later") or here.unit.kind != "time" else None
    if here.unit.kind in _GOODS and words.low(here.last) == "of":
        if words.low(here.last + 1) in ("it", "them", "this", "that"):
            return None  # "a kilo of it sells for 5 euros" is what the price is for
        if words.low(index - 1) == "of" and words.low(index - 2) in ("price", "prices", "cost", "costs"):
            return None
    if (
        here.unit.kind in _GOODS
        and words.low(here.last) == "of"
        and low not in ("bit", "stone", "foot", "inch", "cup", "mile")
    ):
        draft.counted = read_counted(words, here.last + 1)
        return draft
    if here.unit.unit in ("pence",):
        return draft
    if (
        here.unit.kind == "time"
        and words.low(index - 1) in ("for", "lasted", "took")
        and low in ("day", "week", "month", "year", "decade", "century", "fortnight")
    ):
        following = words.low(here.last)
        if not words.is_word(here.last) or following in STOPS - {"or"}:
            return draft if following not in ("’", "'", "-") else None
    return None


TRIGGER_LISTS = ("numerals_small", "numerals_tens", "numerals_vague")


def triggers() -> frozenset[str]:
    """Words at which a quantity may start, besides figures."""
    found = {line.split("\t")[0] for name in TRIGGER_LISTS for line in load("en", name)}
    scales = {"hundred", "thousand", "million", "billion", "trillion"}
    return frozenset(found | scales | {"a", "an", "half", "quarter"} | set("½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑"))
