"""Quantities that are no numerals: "nobody", "no casualties", "none of the five", "twice", "doubled", "nearly all"."""

from __future__ import annotations

from decimal import Decimal

from claims.extraction.numerals import read_numeral
from claims.extraction.quantities.draft import Draft
from claims.extraction.quantities.modifiers import read_before
from claims.extraction.quantities.nouns import COUNTLESS, STOPS, Counted, looks_plural, read_counted
from claims.extraction.quantities.refusals import opens_sentence
from claims.extraction.wordlists import word_set
from claims.extraction.words import Words

TIMES = {
    "twice": 2,
    "thrice": 3,
    "doubled": 2,
    "doubles": 2,
    "doubling": 2,
    "tripled": 3,
    "triples": 3,
    "tripling": 3,
    "trebled": 3,
    "trebling": 3,
    "quadrupled": 4,
    "quadrupling": 4,
    "quintupled": 5,
    "double": 2,
    "triple": 3,
    "treble": 3,
    "quadruple": 4,
    "twofold": 2,
    "threefold": 3,
    "fourfold": 4,
    "fivefold": 5,
    "sixfold": 6,
    "sevenfold": 7,
    "eightfold": 8,
    "tenfold": 10,
    "hundredfold": 100,
    "halved": 0,
    "halving": 0,
}
TRIGGERS = frozenset({*TIMES, "nobody", "none", "no", "all"})
_AUXILIARIES = word_set("auxiliaries")
_ONLY_BEFORE_DETERMINER = frozenset({"double", "triple", "treble", "quadruple"})
_DETERMINERS = word_set("determiners")
_HARM = word_set("harm")
_TELLING = word_set("telling_verbs")


def read_special(words: Words, index: int) -> Draft | None:
    """The quantity that this word is without being a number; None for all others."""
    low = words.lows[index]
    if low in TIMES:
        return _times(words, index, low)
    if low == "nobody" or (low == "no" and words.low(index + 1) == "one"):
        last = index + 1 if low == "nobody" else index + 2
        if words.low(last) in ("’", "'"):
            return None
        return _zero(words, index, last, Counted(index, last, "people", "person"))
    if low == "none":
        return _none_of(words, index)
    if low == "no":
        return _no(words, index)
    return _nearly_all(words, index) if low == "all" else None


def _times(words: Words, index: int, low: str) -> Draft | None:
    if (
        low in _ONLY_BEFORE_DETERMINER
        and words.low(index + 1) not in _DETERMINERS
        and words.low(index - 1) not in ("than", "to")
    ):
        return None
    value = Decimal(TIMES[low]) or Decimal("0.5")
    draft = Draft(words, index, index + 1, value, "words", low=value, high=value, unit="times", unit_name="time")
    draft.rules.append(f"times:{low}")
    return draft


def _zero(words: Words, first: int, last: int, counted: Counted | None) -> Draft:
    zero = Decimal(0)
    draft = Draft(words, first, last, zero, "none", low=zero, high=zero, counted=counted)
    draft.rules.append("zero")
    return draft


def _none_of(words: Words, index: int) -> Draft | None:
    if words.low(index + 1) != "of":
        if words.low(index + 1) in ("were", "was", "have", "had", "has", "are", "survived"):
            return _zero(words, index, index + 1, None)
        return None
    total = total_after_of(words, index + 1)
    if total is None:
        if words.low(index + 2) in ("them", "us", "these", "those", "which", "whom"):
            return _zero(words, index, index + 1, None)
        counted = (
            read_counted(words, index + 3)
            if words.low(index + 2) in ("the", "its", "their", "these", "those")
            else None
        )
        return _zero(words, index, index + 1, counted) if counted is not None else None
    numeral, last = total
    draft = _zero(words, index, last, read_counted(words, last))
    draft.of = numeral
    return draft


def total_after_of(words: Words, of: int) -> tuple[Decimal, int] | None:
    """The total in "of 93", "of the 93", "of the Group’s five", "of its 31 original": its value and the word after it."""
    place = of + 1
    for _ in range(5):
        low = words.low(place)
        if not low:
            return None
        numeral = read_numeral(words, place) if low not in ("a", "an") else None
        if numeral is not None:
            if (
                numeral.style == "vague"
                or numeral.style == "fraction"
                or words.low(numeral.last) in ("%", "percent", "per")
            ):
                return None
            return numeral.value, numeral.last
        if not (words.is_word(place) or low in ("’", "'")) or (low in STOPS and low not in _BEFORE_TOTAL):
            return None
        place += 1
    return None


_BEFORE_TOTAL = word_set("before_total")


def _no(words: Words, index: int) -> Draft | None:
    """ "no casualties", "No site will close"; "no more than", "no plans", "no doubt" count nothing."""
    after = words.low(index + 1)
    if after in ("longer", "doubt", "matter", "wonder", "way", "idea", "point", "sooner", "use"):
        return None
    if not words.is_word(index + 1) or after in STOPS or words.glued(index + 1):
        return None
    counted = read_counted(words, index + 1)
    if counted is not None and counted.plural not in COUNTLESS and counted.last - index <= 5:
        if any(words.lows[place] in COUNTLESS for place in range(index + 1, counted.last)):
            return None
        return _zero(words, index, index + 1, counted)
    if after in _HARM and after != "damage":
        return _zero(words, index, index + 1, read_counted(words, index + 1, one=True))
    if (
        (opens_sentence(words, index) or words.low(index - 1) in _TELLING)
        and words.low(index + 2) in _AUXILIARIES
        and after not in _NO_COUNT
    ):
        return _zero(words, index, index + 1, read_counted(words, index + 1, one=True))
    return None


_NO_COUNT = word_set("no_count")


def _nearly_all(words: Words, index: int) -> Draft | None:
    """ "nearly all the staff" is a share of about 1; "all 93" and "above all" are none."""
    before = read_before(words, index)
    if before is None or before[1] not in ("approx-high",):
        return None
    if words.low(index + 1) not in ("of", "the", "its", "their", "his", "those", "these") and not looks_plural(
        words.low(index + 1)
    ):
        return None
    if words.low(index + 1) in ("of",) and words.low(index + 2) in ("it", "this"):
        return None
    one = Decimal(1)
    draft = Draft(words, index, index + 1, one, "words", start=before[0], unit="share", unit_name="percentage")
    draft.settle(before[1])
    draft.unit_name = "share"
    draft.rules.append("share:all")
    return draft
