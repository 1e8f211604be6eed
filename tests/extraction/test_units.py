from __future__ import annotations

from decimal import Decimal

import pytest

from claims.extraction.units import convert, read_currency, read_unit, unit_called
from claims.extraction.words import cut

FOUND = [
    ("km away", "km", "km"),
    ("Kilometres", "km", "Kilometres"),
    ("sq km of", "km2", "sq km"),
    ("km^3", "km3", "km^3"),
    ("km cubed", "km3", "km cubed"),
    ("square miles", "square miles", "square miles"),
    ("miles per hour", "mph", "miles per hour"),
    ("km/h today", "km/h", "km/h"),
    ("km/s2", "km/s", "km/s2"),
    ("per cent of", "share", "per cent"),
    ("percentage points", "percentage points", "percentage points"),
    ("MW", "MW", "MW"),
    ("mW", "mW", "mW"),
    ("degrees Celsius", "C", "degrees Celsius"),
    ("°F", "F", "°F"),
    ("euros a month", "EUR", "euros"),
    ("US dollars", "USD", "US dollars"),
    ("in.", "inches", "in"),
]


@pytest.mark.parametrize(("text", "unit", "surface"), FOUND)
def test_a_unit_is_found_in_any_spelling(text: str, unit: str, surface: str) -> None:
    words = cut(text)
    here = read_unit(words, 0)
    assert here is not None
    assert here.unit.unit == unit
    assert text[: words.ends[here.last - 1]] == surface


@pytest.mark.parametrize("text", ["in my car", "pmax", "F-Series", "kmart", "soldiers", "L202", "at noon", ""])
def test_these_are_no_units(text: str) -> None:
    assert read_unit(cut(text), 0) is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("$5", "USD"),
        ("US$ 5", "USD"),
        ("RM79", "MYR"),
        ("C$1", "CAD"),
        ("€4", "EUR"),
        ("USD 5", "USD"),
        ("hk $ 10", "HKD"),
    ],
)
def test_a_currency_stands_before_its_number(text: str, unit: str) -> None:
    here = read_currency(cut(text), 0)
    assert here is not None
    assert here.unit.unit == unit


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        ("10", "miles", "km", "16.0934400"),
        ("2", "hours", "minutes", "120"),
        ("100", "C", "F", "212"),
        ("32", "F", "C", "0"),
        ("1", "hectares", "m2", "10000"),
    ],
)
def test_a_value_is_converted_within_its_kind(value: str, unit: str, to: str, expected: str) -> None:
    source, target = unit_called(unit), unit_called(to)
    assert source is not None
    assert target is not None
    converted = convert(Decimal(value), source, target)
    assert converted == Decimal(expected)


def test_units_of_two_kinds_do_not_convert() -> None:
    kilometre, hour = unit_called("km"), unit_called("hours")
    assert kilometre is not None
    assert hour is not None
    assert convert(Decimal(1), kilometre, hour) is None
