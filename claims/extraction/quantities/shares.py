"""Parts of a whole: "half of 300,000", "a third of the jobs", "one in five", "81 of 93"."""

from __future__ import annotations

from decimal import Decimal

from claims.extraction.numeral_tables import DENOMINATORS
from claims.extraction.numerals import read_numeral
from claims.extraction.quantities.draft import Draft
from claims.extraction.quantities.modifiers import read_before
from claims.extraction.quantities.nouns import looks_plural, read_counted
from claims.extraction.quantities.refusals import opens_sentence
from claims.extraction.quantities.special import total_after_of
from claims.extraction.units import read_unit
from claims.extraction.wordlists import word_set
from claims.extraction.words import DASHES, skip_dash

_BEFORE_PERIOD_QUARTER = word_set("before_period_quarter")
_AFTER_HALF = word_set("after_half") | {"", "\n"}
_RARELY_SHARES = frozenset({"sixth", "seventh", "eighth", "ninth", "eleventh", "twelfth", "thirteenth", "fourteenth"})
_AFTER_FRACTION = word_set("after_fraction")


def fraction_holds(draft: Draft) -> bool:
    """ "a third of the jobs", "up by a third", "half the village"; not "a third attempt", "the first half", "a quarter"."""
    words, place = draft.words, draft.last
    if draft.style != "fraction":
        return True
    before, after = words.low(draft.first - 1), words.low(place)
    last_word = words.low(place - 1)
    if last_word in ("quarter", "quarters") and before in _BEFORE_PERIOD_QUARTER:
        return False
    if last_word == "half":
        if (words.glued(place) and after in DASHES) or (words.glued(draft.first) and before in DASHES):
            return False
        if (
            before in ("first", "second", "other", "the", "last", "better", "latter", "this", "one’s", "every", "each")
            and draft.last - draft.first == 1
        ):
            return before == "the" and after == "of"
        return (
            before == "by" or after in _AFTER_HALF or looks_plural(after) or read_before(words, draft.first) is not None
        )
    if "/" in words.lows[draft.first : place] or not words.is_word(draft.first):
        return True
    if _is_ordinal(draft) or _is_one_more(draft):
        return False
    if words.low(draft.first) in ("a", "an") and (
        after in DASHES or (words.is_word(place) and after not in _AFTER_FRACTION)
    ):
        return False
    return not (
        last_word in DENOMINATORS
        and words.is_word(place)
        and after not in _AFTER_FRACTION
        and not looks_plural(after)
        and after in ("party", "time", "round")
    )


def _is_ordinal(draft: Draft) -> bool:
    """ "ruled out a seventh" (strike); "a seventh of the crop" and "fell by a sixth" are shares."""
    words = draft.words
    if words.low(draft.first) not in ("a", "an") or words.low(draft.last - 1) not in _RARELY_SHARES:
        return False
    if words.low(draft.last) in ("of", "less", "more", "higher", "lower"):
        return False
    before = words.low(draft.first - 1)
    return before not in ("by", "than", "to", "from", "or", "and") and read_before(words, draft.first) is None


def _is_one_more(draft: Draft) -> bool:
    """ "A third, Neil Farrar, was convicted", "two died, a third was hurt": the next of those named before."""
    words, place = draft.words, draft.last
    if words.low(draft.first) not in ("a", "an") or draft.last - draft.first != 2 or words.low(place - 1) == "quarter":
        return False
    if words.low(place) == "," and words.capital(place + 1) and opens_sentence(words, draft.first):
        return True
    counted = (words.low(back) in ("two", "2", "second", "both") for back in range(draft.first - 30, draft.first))
    return words.low(place) in ("was", "is", "has") and any(counted)


def one_in_five(draft: Draft) -> bool:
    """ "one in five households": a share of 0.2."""
    words, place = draft.words, draft.last
    if (
        words.low(place) != "in"
        or draft.value is None
        or draft.value != draft.value.to_integral_value()
        or draft.style == "fraction"
    ):
        return False
    place += 1 + (words.low(place + 1) == "every")
    under = read_numeral(words, place)
    if (
        under is None
        or under.style not in ("digits", "words")
        or under.value <= draft.value
        or not 2 <= under.value <= 100_000
    ):
        return False
    unit = read_unit(words, skip_dash(words, under.last))
    if (
        unit is not None
        or (under.style == "digits" and 1900 < under.value < 2100)
        or (draft.value > 10 and words.low(place - 1) != "every")
    ):
        return False
    draft.value = draft.value / under.value
    draft.low = draft.high = draft.value
    draft.last = draft.end = draft.after = under.last
    draft.unit, draft.unit_name = "share", "share"
    draft.counted = read_counted(words, under.last)
    draft.rules.append("share:one_in")
    return True


def share(draft: Draft) -> None:
    """ "half of 300,000", "a third of the 9,000 homes", "half the jobs"."""
    words = draft.words
    draft.unit = draft.unit_name = "share"
    draft.rules.append("share:fraction")
    of = draft.last
    if words.low(of) == "of":
        total = total_after_of(words, of)
        if total is not None and total[0] > 1:
            draft.of, draft.last = total
            draft.end = draft.after = draft.last
            draft.counted = read_counted(words, draft.last)
            return
        of += 1
    place = of
    while (
        words.low(place) in ("the", "its", "their", "his", "her", "all", "of", "our", "these", "those")
        and place < of + 3
    ):
        place += 1
    draft.counted = read_counted(words, place)


def ratio(draft: Draft) -> None:
    """ "81 of 93", "81 out of the 93", "four of the city’s five bridges"."""
    words, of = draft.words, draft.last
    if words.low(of) == "out" and words.low(of + 1) == "of":
        of += 1
    if words.low(of) != "of" or draft.value is None or draft.style == "vague":
        return
    total = total_after_of(words, of)
    if total is not None and total[0] > 1 and words.phrase(draft.first - 1, draft.last) == "not one":
        draft.first = draft.start = draft.first - 1  # "not one of the nine judges"
        draft.value = draft.low = draft.high = Decimal(0)
        draft.of, draft.last = total
        draft.end = draft.after = draft.last
        draft.rules.append("ratio:none")
        return
    if (
        total is None
        or total[0] < draft.value
        or total[0] <= 1
        or (words.low(draft.first) == "one" and of == draft.last and not words.is_number(of + 1))
    ):
        return
    if (
        words.low(draft.first) == "one"
        and of == draft.last
        and words.low(draft.first - 1) not in ("only", "just", "but")
    ):
        return
    if read_unit(words, total[1]) is not None and words.low(total[1]) not in ("times",):
        return
    draft.of, draft.last = total
    draft.end = draft.after = draft.last
    draft.rules.append("ratio")
