"""Numbers as people write them: "81", "12,000", "1.5 million", "two and a half", "½", "hundreds of thousands".

A text is first cut into `Words`; every reader looks at one place in it and never further than a number can be long,
so that the whole stays linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from claims.extraction.lexicon import load
from claims.extraction.wordlists import word_set

Style = Literal["digits", "words", "fraction", "vague", "none"]

_TOKEN = re.compile(r"\d{1,3}(?:,\d{3})++(?!\d)(?:\.\d++)?|\d++(?:\.\d++)?|[^\W\d_]++|\n|[^\s\w]|_|\w")
# A number longer than this is an identifier, and Decimal arithmetic on it would take for ever.
LONGEST_DIGITS = 21
GROUP_SPACES = "\u00a0\u202f\u2009"
DASHES = frozenset("-‐‑–−")
# "40 mm-60 mm" and "40 - 60": the long dash "—" sets thoughts apart and joins no numbers.
RANGE_DASHES = frozenset("-‐‑–~−")


def _table(name: str) -> dict[str, Decimal]:
    rows = (line.rsplit("\t", 1) for line in load("en", name))
    return {word.strip(): Decimal(value) for word, value in rows}


SMALL = _table("numerals_small")
TENS = _table("numerals_tens")
SCALES = _table("numerals_scales")
GLUED_SCALES = _table("numerals_glued_scales")
DENOMINATORS = _table("numerals_denominators")
VAGUE_PLURALS = _table("numerals_vague")
CARDINALS = {**SMALL, **TENS}
ARTICLES = frozenset({"a", "an"})
ONE = Decimal(1)
HUNDRED = Decimal(100)


@dataclass(slots=True)
class Words:
    """A stretch of a text as words, numbers and signs; word `i` stands at `text[starts[i]:ends[i]]`."""

    text: str
    starts: list[int]
    ends: list[int]
    lows: list[str]

    def __len__(self) -> int:
        return len(self.lows)

    def low(self, index: int) -> str:
        """The word in lower case; "" outside the stretch."""
        return self.lows[index] if 0 <= index < len(self.lows) else ""

    def raw(self, index: int) -> str:
        return self.text[self.starts[index] : self.ends[index]] if 0 <= index < len(self.lows) else ""

    def glued(self, index: int) -> bool:
        """True when nothing stands between word `index` and the one before it."""
        return 0 < index < len(self.lows) and self.ends[index - 1] == self.starts[index]

    def is_number(self, index: int) -> bool:
        return 0 <= index < len(self.lows) and self.lows[index][0].isdecimal()

    def is_word(self, index: int) -> bool:
        return 0 <= index < len(self.lows) and self.lows[index][0].isalpha()

    def capital(self, index: int) -> bool:
        return 0 <= index < len(self.lows) and self.text[self.starts[index]].isupper()

    def phrase(self, start: int, end: int) -> str:
        return " ".join(self.lows[start:end])


def cut(text: str, start: int = 0, end: int | None = None) -> Words:
    """The words of `text[start:end]`, with offsets into `text`."""
    starts, ends, lows = [], [], []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        starts.append(match.start())
        ends.append(match.end())
        lows.append(match.group().lower())
    return Words(text, starts, ends, lows)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in words `first` to `last` (exclusive). `scale` is the power that a word or letter gave it, for ranges
    that say it once ("5 to 10 million"). Of a vague one `value` is the least that the words imply."""

    first: int
    last: int
    value: Decimal
    style: Style
    scale: Decimal = ONE
    letter: str = ""


def read_numeral(words: Words, index: int) -> Numeral | None:
    """The longest number that starts at this word, or None. Knows nothing of what it counts."""
    low = words.low(index)
    if not low:
        return None
    if low[0].isdecimal():
        return _digits(words, index)
    if low in CARDINALS:
        return _in_words(words, index)
    if low in ARTICLES:
        return _after_article(words, index)
    if low in ("half", "quarter"):
        return _half(words, index)
    if low in ("hundred", "thousand", "million", "billion", "trillion"):
        return _bare_scale(words, index)
    if len(low) == 1 and (sign := _sign_fraction(low)) is not None:
        return Numeral(index, index + 1, sign, "fraction")
    return _vague(words, index)


def _sign_fraction(low: str) -> Decimal | None:
    """½ as 0.5; None for any other character."""
    if not ("¼" <= low <= "¾" or "⅐" <= low <= "⅞"):
        return None
    value = unicodedata.numeric(low, None)
    return None if value is None else Decimal(str(round(value, 10)))


def digits_value(low: str) -> Decimal | None:
    if len(low) > LONGEST_DIGITS:
        return None
    return Decimal(low.replace(",", ""))


# ---------------------------------------------------------------------- digits


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
        return _with_part_of(words, Numeral(index, index + 3, fraction, "fraction"))
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
        or (words.glued(place + 1) and words.low(place + 1) in (",", "-", "/"))
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
    sign = _sign_fraction(words.low(last))
    if sign is not None:
        return sign, last + 1
    if words.is_number(last) and not words.glued(last):
        fraction = _slash_fraction(words, last)
        return None if fraction is None else (fraction, last + 3)
    return and_a_half(words, last)


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


# "two were hurt and a third was missing" goes on with a person, "one and a third" with none
_PERSON_FOLLOWS = word_set("person_follows")


def skip_dash(words: Words, index: int) -> int:
    """The next word's index, over a hyphen that is glued to its left."""
    return index + 1 if words.low(index) in DASHES and words.glued(index) and words.glued(index + 1) else index


def _with_scales(words: Words, first: int, last: int, value: Decimal) -> Numeral:
    """ "5 million", "5m", "5-million", "4 thousand 3 hundred and 21", "3 dozen"."""
    if words.is_word(last) and words.glued(last):
        return _with_letter(words, first, last, value)
    numeral = _in_words(words, first, value, last)
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


# ----------------------------------------------------------------------- words


@dataclass(slots=True)
class _Group:
    """One group of a number in words: "three hundred and twenty thousand"."""

    value: Decimal
    scale: Decimal
    last: int


def _in_words(words: Words, first: int, value: Decimal | None = None, last: int = 0) -> Numeral | None:
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
        fraction = _words_fraction(words, numeral, place)
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
        return _with_part_of(words, Numeral(numeral.first, place + 1, value / 2, "fraction"))
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
    return _with_part_of(words, Numeral(numeral.first, place + 1, value / under, "fraction"))


_FIRST = {"first": ONE, "firsts": ONE, "second": Decimal(2), "seconds": Decimal(2)}


def _with_part_of(words: Words, fraction: Numeral) -> Numeral:
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


# ------------------------------------------------- "a hundred", "half", "dozens"


def _after_article(words: Words, index: int) -> Numeral | None:
    place = index + 1
    low = words.low(place)
    if low in ("hundred", "thousand", "million", "billion", "trillion"):
        return _in_words(words, index, ONE, place)
    if low == "dozen":
        return Numeral(index, place + 1, Decimal(12), "words")
    if low == "half":
        after = skip_dash(words, place + 1)
        if words.low(after) in SCALES or words.low(after) == "dozen":
            step = Decimal(12) if words.low(after) == "dozen" else SCALES[words.lows[after]]
            return Numeral(index, after + 1, step / 2, "words", step)
        return Numeral(index, place + 1, Decimal("0.5"), "fraction")
    if low in DENOMINATORS and not low.endswith("s"):
        return _with_part_of(words, Numeral(index, place + 1, ONE / DENOMINATORS[low], "fraction"))
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
    return _in_words(words, index, ONE, index)


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
