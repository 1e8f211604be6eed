"""The measure or money of a number: signs before it, units after it, letters that scale it."""

from __future__ import annotations

from decimal import Decimal

from claims.extraction.numeral_tables import DENOMINATORS, GLUED_SCALES, Numeral
from claims.extraction.numeral_words import and_a_half
from claims.extraction.numerals import read_numeral
from claims.extraction.quantities.draft import Draft
from claims.extraction.quantities.nouns import STOPS, looks_plural
from claims.extraction.units import Unit, UnitHere, initial_before, million_code, read_currency, read_unit, unit_called
from claims.extraction.wordlists import word_set
from claims.extraction.words import DASHES, Words, skip_dash

_MILLION = Decimal(1_000_000)
_ORDINALS = frozenset(DENOMINATORS) - {"half", "quarter", "quarters"}
_ALSO_PLAIN_WORDS = word_set("also_plain_words")
_BODIES_OF_PEOPLE = word_set("bodies_of_people")


def currency_before(words: Words, index: int, floor: int = 0) -> tuple[int, Unit] | None:
    """The currency right before the number ("$", "US$", "RM", "USD "): its first word and the unit."""
    if not (words.is_number(index) or words.low(index - 1) in "$€£¥"):
        return None
    millions = million_code(words, index - 1) if index > floor else None
    if millions is not None:
        return index - 1, millions
    initial = initial_before(words, index) if index > floor and words.is_number(index) else None
    if initial is not None:
        return index - 1, initial
    for first in range(max(floor, index - 3), index):
        here = read_currency(words, first)
        if here is None or here.last != index:
            continue
        if (
            words.glued(first)
            and (words.is_word(first - 1) or words.is_number(first - 1))
            and words.raw(first).isalpha()
        ):
            continue
        letters = words.raw(first).isalpha() and first == index - 1
        if (
            letters
            and not words.glued(index)
            and words.raw(first) not in ("Rs", "RM", "Rp", "Tk")
            and len(words.raw(first)) != 3
        ):
            continue
        return first, here.unit
    return None


def as_money(draft: Draft, money: tuple[int, Unit], numeral: Numeral) -> None:
    """Make the draft a sum of the currency before it, with the scale that only money has ("$5m", "€1.2b")."""
    words = draft.words
    draft.first = draft.start = money[0]
    draft.measure = money[1]
    scale = _money_scale(words, numeral)
    if scale is not None:
        draft.value = (draft.value or Decimal(0)) * scale
        draft.low = draft.high = draft.value
        draft.scale, draft.last = scale, numeral.last + (million_code(words, money[0]) is None)
    draft.end = draft.last
    same = read_unit(words, draft.last)
    # "$5 dollars" and "US$5 USD" say the currency twice; "$5 Canadian" is left alone
    if same is not None and same.unit.kind == "money" and not words.is_number(same.last):
        draft.last = draft.end = same.last
    draft.rules.append(f"money:{money[1].unit}")


def _money_scale(words: Words, numeral: Numeral) -> Decimal | None:
    low = words.low(numeral.last)
    if million_code(words, numeral.first - 1) is not None:
        return _MILLION
    if numeral.letter:
        return GLUED_SCALES.get(numeral.letter.lower())
    if (
        low in ("m", "b", "k", "t")
        and not words.glued(numeral.last)
        and numeral.style == "digits"
        and words.low(numeral.last + 1) not in ("’", "'")
    ):
        return GLUED_SCALES[low]
    return None


def measure(draft: Draft, numeral: Numeral) -> bool:
    """Find the measure after the number; False when the letters after it make it no number at all."""
    words, place = draft.words, numeral.last
    dashed = skip_dash(words, place)
    here = _unit_at(words, draft, place if dashed == place else dashed)
    if here is None and words.low(place) in ("{", "<", "(") and words.low(place + 2) in ("}", ">"):
        here = read_unit(words, place + 1)
        here = UnitHere(here.unit, here.last + 1) if here is not None and words.low(place) != "(" else None
    if numeral.letter and (here is None or _letter_is_scale(words, draft, numeral)):
        if not _letter_is_scale(words, draft, numeral) and numeral.letter not in ("m", "b", "B", "T"):
            return False
        _scale_by(draft, GLUED_SCALES[numeral.letter.lower()], place + 1)
        here = read_unit(words, draft.last) if words.low(draft.last) != "in" else None
    millions = million_code(words, place) if here is None else None
    if millions is not None:
        _scale_by(draft, _MILLION, place + 1)
        here = UnitHere(millions, place + 1)
    if here is None:
        return True
    if here.unit.kind == "times" and not _times_holds(words, draft, here):
        return True
    draft.measure, draft.last, draft.end = here.unit, here.last, here.last
    draft.rules.append(f"unit:{here.unit.unit}")
    second_pieces(draft)
    return True


def _unit_at(words: Words, draft: Draft, place: int) -> UnitHere | None:
    """The unit at the word, "a year and a half" and "half an hour" included."""
    if draft.style == "fraction" and words.low(place) == "of" and words.low(place + 1) in ("a", "an"):
        place += 2
    elif draft.style == "fraction" and words.low(place) in ("a", "an"):
        place += 1
    if draft.style == "vague" and words.low(place) == "of":
        place += 1
    here = read_unit(words, place)
    if here is None:
        return None
    low = words.low(place)
    if (
        draft.style == "fraction"
        and place == draft.last
        and words.low(place - 1) in _ORDINALS
        and here.unit.kind == "time"
    ):
        return None  # "a fourth month in a row"
    if here.unit.kind == "mass" and low in ("pound", "pounds"):
        here = _pounds(words, draft, here)
    if low in _ALSO_PLAIN_WORDS and _is_plain_word(words, draft, place, low):
        return None
    return here


def _is_plain_word(words: Words, draft: Draft, place: int, low: str) -> bool:
    """ "one second" is a time, "three second places" are none; "12 won" is a verb."""
    if low == "won":
        return draft.scale == 1
    if low in ("second", "bit", "turn", "bar", "cup", "stone"):
        return words.low(place - 1) not in DASHES and draft.value != 1 and draft.style != "fraction"
    return low in ("real", "bars", "bits", "turns", "cups") and draft.scale == 1 and low in ("real", "bars")


def _pounds(words: Words, draft: Draft, here: UnitHere) -> UnitHere:
    sterling = unit_called("GBP")
    if sterling is None or (words.low(here.last) in ("of", "per") and draft.scale == 1):
        return here
    if words.low(here.last) == "sterling":
        return UnitHere(sterling, here.last + 1)
    return UnitHere(sterling, here.last) if draft.scale > 1 else here


def _letter_is_scale(words: Words, draft: Draft, numeral: Numeral) -> bool:
    """ "5m people" and "3.5m barrels" are millions, "5m" and "5m high" metres."""
    following = words.low(numeral.last + 1)
    if numeral.letter in ("K", "b", "B") and numeral.letter != "B":
        return True
    if numeral.letter not in ("m", "B", "T", "t"):
        return False
    if numeral.letter == "m":
        if any(words.low(place) in _BODIES_OF_PEOPLE for place in range(draft.first - 8, draft.first)):
            return True
        return (looks_plural(following) and following not in STOPS) or (
            read_unit(words, numeral.last + 1) is not None and following not in ("in", "x", "×", "s")
        )
    return looks_plural(following) and numeral.letter == "B"


def _scale_by(draft: Draft, scale: Decimal, last: int) -> None:
    draft.value = (draft.value or Decimal(0)) * scale
    draft.low = draft.high = draft.value
    draft.scale, draft.last, draft.end = scale, last, last


def _times_holds(words: Words, draft: Draft, here: UnitHere) -> bool:
    """ "four times per week", "three times as many", "5x"; "The Times" is a paper."""
    if words.low(here.last - 1) == "times":
        return not words.capital(here.last - 1) and words.low(here.last) != "of"
    return words.glued(here.last - 1) and not words.glued(here.last)


def second_pieces(draft: Draft) -> None:
    """ "a year and a half", "two hours and a half", "3 dollars 50 cents", "5 feet 10 inches"."""
    words = draft.words
    half = and_a_half(words, draft.last)
    if half is not None and draft.value is not None:
        draft.value += half[0]
        draft.low = draft.high = draft.value
        draft.last = draft.end = half[1]
        return
    _smaller_money(draft)


def _smaller_money(draft: Draft) -> None:
    if draft.measure is None or draft.measure.kind != "money" or draft.value is None:
        return
    words, place = draft.words, draft.last
    place += words.low(place) == "and"
    numeral = read_numeral(words, place)
    if numeral is None or numeral.value >= 100 or numeral.style not in ("digits", "words"):
        return
    here = read_unit(words, numeral.last)
    bare = numeral.value >= 10 and here is None and numeral.last - place == 1 and not words.is_word(numeral.last)
    if bare and words.low(numeral.last) in (".", ",", "\n", ""):
        draft.value += numeral.value / 100
        draft.low = draft.high = draft.value
        draft.last = draft.end = numeral.last
    elif here is not None and here.unit.unit in ("cents", "pence", "paise", "kopeks"):
        draft.value += numeral.value / 100
        draft.low = draft.high = draft.value
        draft.last = draft.end = here.last


def tolerance(draft: Draft) -> None:
    """ "52 ± 3 per cent", "9.8 +/- 0.1 km": about the first number, within the second."""
    words, place = draft.words, draft.last
    if words.low(place) == "±":
        place += 1
    elif words.phrase(place, place + 3) == "+ / -":
        place += 3
    else:
        return
    within = read_numeral(words, place)
    here = read_unit(words, within.last) if within is not None else None
    if within is None or here is None or draft.value is None:
        return
    draft.measure, draft.last = here.unit, here.last
    draft.end = draft.last
    draft.modifier = "approx"
    draft.low, draft.high = draft.value - within.value, draft.value + within.value
    draft.rules.append("tolerance")
