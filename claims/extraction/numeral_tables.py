"""The words and letters that numbers are made of, and what reading one gives."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from claims.extraction.lexicon import load

Style = Literal["digits", "words", "fraction", "vague", "none"]

# A number longer than this is an identifier, and Decimal arithmetic on it would take for ever.
LONGEST_DIGITS = 21


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


def sign_fraction(low: str) -> Decimal | None:
    """½ as 0.5; None for any other character."""
    if len(low) != 1 or not ("¼" <= low <= "¾" or "⅐" <= low <= "⅞"):
        return None
    value = unicodedata.numeric(low, None)
    return None if value is None else Decimal(str(round(value, 10)))


def digits_value(low: str) -> Decimal | None:
    if len(low) > LONGEST_DIGITS:
        return None
    return Decimal(low.replace(",", ""))
