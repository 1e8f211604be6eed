"""Numbers as people write them: "81", "12,000", "1.5 million", "two and a half", "½", "hundreds of thousands".

Every reader looks at one place in a text's words and never further than a number can be long, so that the whole stays
linear in the length of the text.
"""

from __future__ import annotations

from decimal import Decimal

from claims.extraction.numeral_tables import (
    ARTICLES,
    CARDINALS,
    DENOMINATORS,
    GLUED_SCALES,
    HUNDRED,
    ONE,
    SCALES,
    VAGUE_PLURALS,
    Numeral,
    digits_value,
    sign_fraction,
)
from claims.extraction.numeral_words import and_a_half, in_words, with_part_of
from claims.extraction.words import Words, skip_dash

GROUP_SPACES = "\u00a0\u202f\u2009"


def read_numeral(words: Words, index: int) -> Numeral | None:
    """The longest number that starts at this word, or None. Knows nothing of what it counts."""
    numeral = _read(words, index)
    if numeral is not None and words.low(numeral.last) == "over":
        return _over(words, numeral) or numeral
    return numeral


def _over(words: Words, over: Numeral) -> Numeral | None:
    """ "one over three" as a fraction; "won 3 over 5 rivals" and "2 over three years" are none."""
    if words.low(over.first - 1) == "in":
        return None  # "one in six over twelve hours"
    under = _read(words, over.last + 1)
    if under is None or over.style not in ("digits", "words") or under.style not in ("digits", "words"):
        return None
    whole = over.value == over.value.to_integral_value() and under.value == under.value.to_integral_value()
    if (
        not whole
        or not 0 < over.value < under.value <= 1000
        or words.is_word(under.last)
        or words.low(under.last) in ("%", "-")
    ):
        return None
    return Numeral(over.first, under.last, over.value / under.value, "fraction")


def _read(words: Words, index: int) -> Numeral | None:
    low = words.low(index)
    if not low:
        return None
    if low[0].isdecimal():
        return _digits(words, index)
    if low in CARDINALS:
        return in_words(words, index)
    if low in ARTICLES:
        return _after_article(words, index)
    if low in ("half", "quarter"):
        return _half(words, index)
    if low in ("hundred", "thousand", "million", "billion", "trillion"):
        return _bare_scale(words, index)
    if len(low) == 1 and (sign := sign_fraction(low)) is not None:
        return Numeral(index, index + 1, sign, "fraction")
    return _vague(words, index)


def _digits(words: Words, index: int) -> Numeral | None:
    value = digits_value(words.lows[index])
    if value is None:
        return None
    last = index + 1
    value, last = _spaced_groups(words, index, value)
    if last == index + 1:
        value, last = _decimal_comma(words, index, value)
    value, last = _power(words, value, last)
    fraction = _slash_fraction(words, index) if last == index + 1 else None
    if fraction is not None:
        return with_part_of(words, Numeral(index, index + 3, fraction, "fraction"))
    mixed = _mixed_part(words, last)
    if mixed is not None:
        value, last = value + mixed[0], mixed[1]
    return _with_scales(words, index, last, value)


def _spaced_groups(words: Words, index: int, value: Decimal) -> tuple[Decimal, int]:
    """ "40 000" and "1 234 567" as one number; a plain space joins only where the rest is plainly a group."""
    groups: list[tuple[str, str]] = []
    last = index + 1
    if not words.lows[index].isdecimal() or len(words.lows[index]) > 3:
        return value, last
    while len(groups) < 5 and words.is_number(last) and len(words.lows[last]) == 3 and words.lows[last].isdecimal():
        gap = words.text[words.ends[last - 1] : words.starts[last]]
        if gap not in (" ", *GROUP_SPACES):
            break
        groups.append((gap, words.lows[last]))
        last += 1
    plain = any(gap == " " for gap, _ in groups)
    if not groups or (plain and len(groups) == 1 and not groups[0][1].endswith("00")):
        return value, index + 1
    return Decimal(words.lows[index] + "".join(group for _, group in groups)), last


def _decimal_comma(words: Words, index: int, value: Decimal) -> tuple[Decimal, int]:
    """ "5,00" and "1.111,11" as on the Continent; two figures after the comma, and nothing glued to them."""
    place = index + 2
    if words.low(index + 1) != "," or not (words.glued(index + 1) and words.glued(place) and words.is_number(place)):
        return value, index + 1
    if (
        len(words.lows[place]) != 2
        or "," in words.lows[index]
        or (words.glued(place + 1) and words.glued(place + 2) and words.low(place + 1) in (",", "-", "/"))
    ):
        return value, index + 1
    whole = words.lows[index].replace(".", "") if len(words.lows[index].partition(".")[2]) in (0, 3) else ""
    return (Decimal(f"{whole}.{words.lows[place]}"), place + 1) if whole else (value, index + 1)


def _power(words: Words, value: Decimal, last: int) -> tuple[Decimal, int]:
    """ "1.3e6", "8x2^10" and "2.5^-1"; exponents that no measure has are left alone."""
    if words.low(last) == "e" and words.glued(last):
        sign = words.low(last + 1) if words.low(last + 1) in ("-", "+") else ""
        place = last + 1 + bool(sign)
        if (
            words.glued(place)
            and words.is_number(place)
            and len(words.lows[place]) <= 2
            and words.lows[place].isdecimal()
        ):
            return value.scaleb(int(sign + words.lows[place])), place + 1
    if words.low(last) in ("x", "×") and words.glued(last) and words.is_number(last + 1) and words.low(last + 2) == "^":
        base = digits_value(words.lows[last + 1])
        raised = _raised(words, base, last + 2) if base is not None else None
        if raised is not None:
            return value * raised[0], raised[1]
    raised = _raised(words, value, last)
    return raised if raised is not None else (value, last)


def _raised(words: Words, base: Decimal, last: int) -> tuple[Decimal, int] | None:
    if words.low(last) != "^" or not words.glued(last):
        return None
    sign = words.low(last + 1) if words.low(last + 1) in ("-", "+") else ""
    place = last + 1 + bool(sign)
    if not (words.is_number(place) and len(words.lows[place]) <= 2 and words.lows[place].isdecimal() and base):
        return None
    return base ** int(sign + words.lows[place]), place + 1


def _slash_fraction(words: Words, index: int) -> Decimal | None:
    """ "3/4"; None for "24/7", "9/11", "1/0" and dates."""
    if words.low(index + 1) != "/" or not (words.glued(index + 1) and words.glued(index + 2)):
        return None
    over, under = words.lows[index], words.low(index + 2)
    if not (over.isdecimal() and under.isdecimal()) or words.low(index + 3) == "/" or words.low(index - 1) == "/":
        return None
    if int(under[:4]) not in (2, 3, 4, 5, 8, 10, 16) or int(over[:4]) >= int(under[:4]):
        return None
    return Decimal(over) / Decimal(under)


def _mixed_part(words: Words, last: int) -> tuple[Decimal, int] | None:
    """The "½" of "2½", the "1/2" of "10 1/2", the "and a half" of "two-and-a-half"."""
    sign = sign_fraction(words.low(last))
    if sign is not None:
        return sign, last + 1
    if words.is_number(last) and not words.glued(last):
        fraction = _slash_fraction(words, last)
        return None if fraction is None else (fraction, last + 3)
    return and_a_half(words, last)


def _with_scales(words: Words, first: int, last: int, value: Decimal) -> Numeral:
    """ "5 million", "5m", "5-million", "4 thousand 3 hundred and 21", "3 dozen"."""
    if words.is_word(last) and words.glued(last):
        return _with_letter(words, first, last, value)
    numeral = in_words(words, first, value, last)
    return numeral if numeral is not None else Numeral(first, last, value, "digits")


def _with_letter(words: Words, first: int, last: int, value: Decimal) -> Numeral:
    low, raw = words.lows[last], words.raw(last)
    after = words.glued(last + 1) and (words.is_number(last + 1) or words.is_word(last + 1))
    if low in SCALES and not after:
        return Numeral(first, last + 1, value * SCALES[low], "digits", SCALES[low])
    if low in GLUED_SCALES and not after:
        certain = len(low) > 1 or raw in ("k", "M")
        if certain:
            return Numeral(first, last + 1, value * GLUED_SCALES[low], "digits", GLUED_SCALES[low])
        # "5m" may be metres and "3T" teslas: whoever knows a currency or a noun decides.
        return Numeral(first, last, value, "digits", ONE, letter=raw)
    return Numeral(first, last, value, "digits")


def _after_article(words: Words, index: int) -> Numeral | None:
    place = index + 1
    low = words.low(place)
    if low in ("hundred", "thousand", "million", "billion", "trillion"):
        return in_words(words, index, ONE, place)
    if low == "dozen":
        return Numeral(index, place + 1, Decimal(12), "words")
    if low == "half":
        after = skip_dash(words, place + 1)
        if words.low(after) in SCALES or words.low(after) == "dozen":
            step = Decimal(12) if words.low(after) == "dozen" else SCALES[words.lows[after]]
            return Numeral(index, after + 1, step / 2, "words", step)
        return Numeral(index, place + 1, Decimal("0.5"), "fraction")
    if low in DENOMINATORS and not low.endswith("s"):
        return with_part_of(words, Numeral(index, place + 1, ONE / DENOMINATORS[low], "fraction"))
    return _vague(words, index)


def _half(words: Words, index: int) -> Numeral | None:
    """ "half", "half a million", "half a dozen", "half million"."""
    value = Decimal("0.5") if words.lows[index] == "half" else Decimal("0.25")
    place = index + 1 + (words.low(index + 1) in ARTICLES)
    place = skip_dash(words, place)
    if words.low(place) in SCALES:
        step = SCALES[words.lows[place]]
        return Numeral(index, place + 1, value * step, "words", step)
    if words.low(place) == "dozen" and value * 2 == 1:
        return Numeral(index, place + 1, Decimal(6), "words")
    if value * 2 == 1:
        return Numeral(index, index + 1, value, "fraction")
    return None


def _bare_scale(words: Words, index: int) -> Numeral | None:
    """ "hundred thousand dollars": a scale without a number counts as one of it before another scale only."""
    if words.low(index + 1) not in SCALES:
        return None
    return in_words(words, index, ONE, index)


def _vague(words: Words, index: int) -> Numeral | None:
    """ "dozens", "several thousand", "hundreds of thousands", "a few", "a handful": value is what they start from."""
    low, place = words.lows[index], index
    if low in ARTICLES:
        place += 1
        low = words.low(place)
        if low not in ("few", "couple", "handful"):
            return None
    elif low == "few":
        if words.low(index + 1) not in ("hundred", "thousand", "million", "dozen"):
            return None
    elif low not in VAGUE_PLURALS or low in ("couple", "handful"):
        return None
    value = VAGUE_PLURALS.get(low)
    if value is None:
        return None
    last = place + 1
    of = last + 1 if words.low(last) == "of" else last
    if low in ("several", "few", "couple"):
        step = (
            Decimal(12)
            if words.low(of) in ("dozen", "dozens")
            else HUNDRED
            if words.low(of) == "hundred"
            else SCALES.get(words.low(of))
        )
        if step is not None and not words.low(of).endswith("s"):
            value, last = value * step, of + 1
    elif of > last and words.low(of) in ("thousands", "millions", "billions"):
        tens = {"dozens": Decimal(24), "tens": Decimal(20), "hundreds": Decimal(200), "thousands": Decimal(2000)}.get(
            low
        )
        if tens is not None:
            value, last = tens * SCALES[words.lows[of].removesuffix("s")], of + 1
    elif low == "tens":
        return None
    return Numeral(index, last, value, "vague")
