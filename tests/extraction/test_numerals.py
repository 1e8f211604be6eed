from __future__ import annotations

from decimal import Decimal

import pytest

from claims.extraction.numerals import read_numeral
from claims.extraction.words import cut

VALUES = [
    ("81", "81", "81"),
    ("12,000", "12000", "12,000"),
    ("1,674,200.5", "1674200.5", "1,674,200.5"),
    ("40 000", "40000", "40 000"),
    ("1 234 567", "1234567", "1 234 567"),
    ("40\u202f000", "40000", "40\u202f000"),
    ("1.5 million", "1500000", "1.5 million"),
    ("5bn", "5000000000", "5bn"),
    ("100k", "100000", "100k"),
    ("5-million", "5000000", "5-million"),
    ("13 lakh", "1300000", "13 lakh"),
    ("twelve", "12", "twelve"),
    ("twenty-one", "21", "twenty-one"),
    ("fifty two", "52", "fifty two"),
    ("two hundred and fifty-four", "254", "two hundred and fifty-four"),
    ("a hundred and twenty", "120", "a hundred and twenty"),
    ("two million three hundred thousand", "2300000", "two million three hundred thousand"),
    ("three million, two hundred & forty", "3000240", "three million, two hundred & forty"),
    ("4 thousand 3 hundred and 21", "4321", "4 thousand 3 hundred and 21"),
    ("hundred thousand", "100000", "hundred thousand"),
    ("two and a half", "2.5", "two and a half"),
    ("two-and-a-half", "2.5", "two-and-a-half"),
    ("two and a half million", "2500000", "two and a half million"),
    ("a million and a half", "1500000", "a million and a half"),
    ("nine point nought four", "9.04", "nine point nought four"),
    ("half a million", "500000", "half a million"),
    ("half a dozen", "6", "half a dozen"),
    ("a dozen", "12", "a dozen"),
    ("three dozen", "36", "three dozen"),
    ("½", "0.5", "½"),
    ("2½", "2.5", "2½"),
    ("10 1/2", "10.5", "10 1/2"),
    ("3/4", "0.75", "3/4"),
    ("three-quarters", "0.75", "three-quarters"),
    ("five eighths", "0.625", "five eighths"),
    ("three quarters of a million", "750000", "three quarters of a million"),
    ("one over four", "0.25", "one over four"),
    ("1.3e6", "1300000", "1.3e6"),
    ("8x2^10", "8192", "8x2^10"),
    ("5,00", "5", "5,00"),
    ("1.111,11", "1111.11", "1.111,11"),
    ("dozens", "24", "dozens"),
    ("several thousand", "3000", "several thousand"),
    ("hundreds of thousands", "200000", "hundreds of thousands"),
    ("a few hundred", "300", "a few hundred"),
]


@pytest.mark.parametrize(("text", "value", "surface"), VALUES, ids=[row[0] for row in VALUES])
def test_a_number_is_read_to_its_end(text: str, value: str, surface: str) -> None:
    words = cut(f"{text}, they said")
    numeral = read_numeral(words, 0)
    assert numeral is not None
    assert numeral.value == Decimal(value)
    assert words.text[words.starts[numeral.first] : words.ends[numeral.last - 1]] == surface


STOPS = [
    ("one hundred and two hundred", "one hundred"),
    ("3 hundred and 2 hundred", "3 hundred"),
    ("two thousand and fifty thousand", "two thousand"),
    ("five and six", "five"),
    ("24/7", "24"),
    ("two seconds", "two"),
    ("one second", "one"),
    ("1, 234", "1"),
]


@pytest.mark.parametrize(("text", "surface"), STOPS)
def test_a_number_ends_where_the_next_one_starts(text: str, surface: str) -> None:
    words = cut(text)
    numeral = read_numeral(words, 0)
    assert numeral is not None
    assert words.text[words.starts[numeral.first] : words.ends[numeral.last - 1]] == surface


@pytest.mark.parametrize(
    "text", ["a", "an army", "hundred", "couple", "few", "of", "9" * 40, "two-faced"[3:], "quarter final"]
)
def test_these_words_are_no_numbers(text: str) -> None:
    assert read_numeral(cut(text), 0) is None
