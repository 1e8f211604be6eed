"""Numbers in words, or with a scale in words: "two hundred and fifty-four", "4 thousand 3 hundred", "two thirds"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from claims.extraction.numeral_tables import (
    ARTICLES,
    CARDINALS,
    DENOMINATORS,
    HUNDRED,
    ONE,
    SCALES,
    SMALL,
    TENS,
    Numeral,
    Style,
    digits_value,
)
from claims.extraction.wordlists import word_set
from claims.extraction.words import DASHES, Words, skip_dash

# "two were hurt and a third was missing" goes on with a person, "one and a third" with none
_PERSON_FOLLOWS = word_set("person_follows")


_FIRST = {"first": ONE, "firsts": ONE, "second": Decimal(2), "seconds": Decimal(2)}


def and_a_half(words: Words, last: int) -> tuple[Decimal, int] | None:
    """ "and a half", "-and-a-half", "and three quarters" at `last`: the part to add, and the word after it."""
    place = skip_dash(words, last)
    if words.low(place) not in ("and", "&"):
        return None
    place = skip_dash(words, place + 1)
    count = ONE if words.low(place) in ("a", "an", "one") else SMALL.get(words.low(place))
    if count is None:
        return None
    place = skip_dash(words, place + 1)
    part = words.low(place)
    if part == "half" or (
        part in DENOMINATORS and (part.endswith("s") or (count == 1 and words.low(place + 1) not in _PERSON_FOLLOWS))
    ):
        under = Decimal(2) if part == "half" else DENOMINATORS[part]
        return (count / under, place + 1) if count < under else None
    return None


@dataclass(slots=True)
class _Group:
    """One group of a number in words: "three hundred and twenty thousand"."""

    value: Decimal
    scale: Decimal
    last: int


def in_words(words: Words, first: int, value: Decimal | None = None, last: int = 0) -> Numeral | None:
    """A number of groups, each below the scale of the one before: "two million three hundred thousand and five"."""
    style: Style = "words" if value is None else "digits"
    group = _group(words, first, value, last)
    if group is None:
        return None
    total, scale, last = group.value, group.scale, group.last
    least = scale
    while least > 1:
        place = _joint(words, last)
        low = words.low(place)
        joined = place > last
        if low in CARDINALS or (low in SCALES and joined is False):
            following = _group(words, place, None, 0) if low in CARDINALS else None
        elif words.is_number(place) and (style == "digits" or joined) and "." not in low and not words.glued(place):
            following = _group(words, place, digits_value(low), place + 1) if len(low) < 4 else None
            if following is not None and following.scale == 1 and not (joined or words.low(place + 1) == "hundred"):
                following = None
        else:
            following = None
        if following is not None and _is_part(words, following.last) and following.value < 20:
            following = None  # "six million and two thirds"
        if (
            following is not None
            and style == "digits"
            and joined
            and low in CARDINALS
            and following.value < 100
            and least >= 10**6
        ):
            following = None  # "$2 million and two planes"
        # "between two thousand and fifty thousand" and "3 hundred and 2 hundred" are two numbers
        if following is None or following.value >= least or not following.value:
            break
        total, last, least = total + following.value, following.last, following.scale
    return _with_tail(words, Numeral(first, last, total, style, scale))


def _joint(words: Words, last: int) -> int:
    """Over the "and", "&" or comma between two groups; a comma only before words ("three million, two hundred")."""
    if words.low(last) in ("and", "&"):
        return last + 1
    if words.low(last) == "," and words.low(last + 1) in CARDINALS and words.low(last + 2) in ("hundred", "thousand"):
        return last + 1
    return last


def _group(words: Words, first: int, value: Decimal | None, last: int) -> _Group | None:
    if value is None:
        below = _below_hundred(words, first)
        if below is None:
            return None
        value, last = below
    scale = ONE
    place = _scale_place(words, last)
    if words.low(place) == "hundred":
        value, last, scale = value * 100, place + 1, HUNDRED
        tail_place = last + 1 if words.low(last) == "and" else skip_dash(words, last)
        tail = _below_hundred(words, tail_place) if value else None
        if (
            tail is None
            and words.is_number(tail_place)
            and words.low(last) == "and"
            and len(words.lows[tail_place]) < 3
        ):
            tail = Decimal(words.lows[tail_place]), tail_place + 1
        if (
            tail is not None
            and tail[0]
            and words.low(_scale_place(words, tail[1])) != "hundred"
            and not _is_part(words, tail[1])
        ):
            scaled = words.low(_scale_place(words, tail[1])) in SCALES
            if not (scaled and words.low(last) == "and" and words.low(_scale_place(words, last)) in SCALES):
                value, last, scale = value + tail[0], tail[1], ONE
        place = _scale_place(words, last)
    while words.low(place) in SCALES and words.low(place) != "hundred" and scale < 10**15:
        step = SCALES[words.lows[place]]
        value, scale, last = value * step, (step if scale == ONE else scale * step), place + 1
        place = _scale_place(words, last)
    return _Group(value, scale, last)


def _is_part(words: Words, index: int) -> bool:
    place = skip_dash(words, index)
    return words.low(place) in DENOMINATORS and words.low(place) not in SMALL


def _scale_place(words: Words, last: int) -> int:
    place = skip_dash(words, last)
    return place if words.low(place) in SCALES or words.low(place) == "hundred" else last


def _below_hundred(words: Words, index: int) -> tuple[Decimal, int] | None:
    low = words.low(index)
    if low in SMALL:
        return SMALL[low], index + 1
    if low not in TENS:
        return None
    place = skip_dash(words, index + 1)
    unit = SMALL.get(words.low(place))
    if unit is not None and 0 < unit < 10 and (place > index + 1 or not _is_part(words, place + 1)):
        return TENS[low] + unit, place + 1
    return TENS[low], index + 1


def _with_tail(words: Words, numeral: Numeral) -> Numeral:
    """The decimals in words ("two point five"), the dozens, the "and a half", or the fraction ("two thirds")."""
    last, value = numeral.last, numeral.value
    if words.low(last) == "point" and (words.low(last + 1) in SMALL):
        value, last = _decimals(words, value, last + 1)
        return _scaled_again(words, Numeral(numeral.first, last, value, numeral.style))
    place = skip_dash(words, last)
    if words.low(place) in ("dozen", "dozens", "doz", "dozs", "dzs"):
        return Numeral(numeral.first, place + 1, value * 12, numeral.style)
    if words.low(place) == "score" and value < 20:
        return Numeral(numeral.first, place + 1, value * 20, numeral.style)
    if numeral.style == "words" and value == value.to_integral_value():
        spaced = words.low(place) in DASHES and value == 1 and words.low(place + 1) in DENOMINATORS  # "one - fourth"
        fraction = _words_fraction(words, numeral, place + spaced)
        if fraction is not None:
            return fraction
    half = and_a_half(words, last)
    if half is None:
        return numeral
    added = Numeral(
        numeral.first, half[1], value + half[0] * (numeral.scale if value == numeral.scale else ONE), numeral.style
    )
    if numeral.scale > 1:
        added = Numeral(numeral.first, half[1], value + half[0] * numeral.scale, numeral.style, numeral.scale)
    return _scaled_again(words, added)


def _scaled_again(words: Words, numeral: Numeral) -> Numeral:
    """ "two and a half million"."""
    place = _scale_place(words, numeral.last)
    step = HUNDRED if words.low(place) == "hundred" else SCALES.get(words.low(place))
    if step is None:
        return numeral
    return Numeral(numeral.first, place + 1, numeral.value * step, numeral.style, step)


def _decimals(words: Words, value: Decimal, last: int) -> tuple[Decimal, int]:
    figures = ""
    while len(figures) < 12 and words.low(last) in SMALL:
        figures += str(int(SMALL[words.lows[last]]))
        last += 1
    return value + Decimal(f"0.{figures}"), last


def _words_fraction(words: Words, numeral: Numeral, place: int) -> Numeral | None:
    """ "one third", "three-quarters", "five eighths"; "one second" and "two seconds" are no fractions."""
    low, value = words.low(place), numeral.value
    if low in ("half", "halves") and value <= 99:
        return with_part_of(words, Numeral(numeral.first, place + 1, value / 2, "fraction"))
    under = DENOMINATORS.get(low)
    if low in TENS and (
        part := DENOMINATORS.get(
            words.low(skip_dash(words, place + 1)), _FIRST.get(words.low(skip_dash(words, place + 1)))
        )
    ):
        place = skip_dash(words, place + 1)
        under, low = (TENS[low] + part if part < 10 else None), words.low(place)
    if under is None or value > 999:
        return None
    if not low.endswith("s") and value != 1:
        return None
    if value == 1 and low.endswith("s"):
        return None
    return with_part_of(words, Numeral(numeral.first, place + 1, value / under, "fraction"))


def with_part_of(words: Words, fraction: Numeral) -> Numeral:
    """ "three quarters of a million" and "half a million" as numbers."""
    place = fraction.last
    if words.low(place) == "of":
        place += 1
    if words.low(place) in ARTICLES:
        place += 1
    elif place > fraction.last:
        return fraction
    step = Decimal(12) if words.low(place) == "dozen" else SCALES.get(words.low(place))
    if step is None:
        return fraction
    return Numeral(fraction.first, place + 1, fraction.value * step, "words", step)
