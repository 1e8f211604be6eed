"""Units of measure and money: which one stands at a place in the text, and how they convert.

The tables are `lexicon/en/units.json` and `currencies.json`: a new unit is one line there. Spellings with letters are
read in any case ("Kilometres"), symbols as they stand ("MW" is no "mW").
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from claims.extraction.numeral_tables import SCALES
from claims.extraction.wordlists import word_set
from claims.extraction.words import Words, cut, skip_dash

_FOLDER = Path(__file__).parent / "lexicon" / "en"
# Symbols that are also everyday words or initials: after a space they are units in few places only.
_WARY_SYMBOLS = word_set("wary_symbols")
_SQUARE = {"square": 2, "sq": 2, "cubic": 3, "cu": 3}
_SQUARED_AFTER = {"squared": 2, "cubed": 3}
_LONGEST = 4


_AFTER_DEGREES = word_set("after_degrees")
_NO_RATE_BEFORE = word_set("no_rate_before")
_EACH = frozenset({"per", "/", "a", "an", "each", "every"})
_LONG_PERIODS = frozenset({"days", "weeks", "months", "quarters", "years", "decades"})
_FLOWING = frozenset({"length", "volume", "mass", "information"})
_SPACED_DOLLARS = frozenset({"us", "hk", "nz", "c", "cad", "aud", "u", "ca", "s"})


@dataclass(frozen=True, slots=True)
class Unit:
    """`unit` is the word of the JSON vocabulary, `name` its singular English name; `kind` says what may be compared."""

    unit: str
    name: str
    kind: str
    base: str = ""
    factor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class UnitHere:
    """A unit in the text, over the words up to `last` (exclusive)."""

    unit: Unit
    last: int


@dataclass(frozen=True, slots=True)
class _Tables:
    words: dict[tuple[str, ...], Unit]
    symbols: dict[str, Unit]
    money_before: dict[str, Unit]
    money_after: dict[tuple[str, ...], Unit]
    codes: dict[str, Unit]
    initials: dict[str, Unit]
    longest_symbol: int


def _rows(name: str, key: str) -> list[dict[str, Any]]:
    loaded: dict[str, Any] = json.loads((_FOLDER / name).read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = loaded[key]
    return rows


def _plain(spelling: str) -> tuple[str, ...]:
    return tuple(cut(spelling).lows)


@functools.cache
def tables() -> _Tables:
    words: dict[tuple[str, ...], Unit] = {}
    symbols: dict[str, Unit] = {}
    prefixes = json.loads((_FOLDER / "units.json").read_text(encoding="utf-8"))["prefixes"]
    for row in _rows("units.json", "units"):
        factor = Decimal(row["factor"]) if "factor" in row else None
        unit = Unit(row["unit"], row["name"], row["kind"], row.get("base", ""), factor)
        for spelling in row.get("words", ()):
            words.setdefault(_plain(spelling), unit)
        for symbol in row.get("symbols", ()):
            symbols.setdefault(symbol, unit)
        if row.get("prefixes"):
            _add_prefixed(row, unit, prefixes, words, symbols)
    before: dict[str, Unit] = {}
    after: dict[tuple[str, ...], Unit] = {}
    codes: dict[str, Unit] = {}
    initials: dict[str, Unit] = {}
    for row in _rows("currencies.json", "currencies"):
        unit = Unit(row["unit"], row["name"], "money")
        for symbol in row["symbols"]:
            before.setdefault(symbol, unit)
        for spelling in row["words"]:
            after.setdefault(_plain(spelling), unit)
        for letter in row.get("initials", ()):
            initials.setdefault(letter, unit)
        if row["unit"].isupper() and len(row["unit"]) == 3:
            codes.setdefault(row["unit"], unit)
    return _Tables(words, symbols, before, after, codes, initials, max(map(len, symbols)))


def _add_prefixed(
    row: dict[str, Any],
    unit: Unit,
    prefixes: list[tuple[str, str, str]],
    words: dict[tuple[str, ...], Unit],
    symbols: dict[str, Unit],
) -> None:
    for sign, name, power in prefixes:
        factor = None if unit.factor is None else unit.factor * Decimal(power)
        bigger = f"{sign}{row['symbols'][0]}" if row.get("symbols") else f"{name}{row['unit']}"
        prefixed = Unit(bigger.replace("μ", "µ"), f"{name}{row['name']}", row["kind"], row.get("base", ""), factor)
        for spelling in row.get("words", ()):
            words.setdefault(
                (f"{name}{spelling}",) if " " not in spelling and "-" not in spelling else _plain(name + spelling),
                prefixed,
            )
        for symbol in row.get("symbols", ()):
            symbols.setdefault(sign + symbol, prefixed)


@functools.cache
def raised(unit: Unit, power: int) -> Unit:
    """The square or cubic unit of a length: km → km2."""
    names = {2: "square", 3: "cubic"}
    factor = None if unit.factor is None else unit.factor**power
    kind = {2: "area", 3: "volume"}[power]
    # "km2", but "square miles": only symbols take the figure
    short = f"{unit.unit}{power}" if len(unit.unit) < 4 else f"{names[power]} {unit.unit}"
    return Unit(short, f"{names[power]} {unit.name}", kind, f"m{power}", factor)


def read_unit(words: Words, index: int) -> UnitHere | None:
    """The measure or currency that starts at this word; hyphens before it ("2-kilometre") are the caller's."""
    if index >= len(words):
        return None
    power = _SQUARE.get(words.low(index))
    if power is not None:
        return _square(words, index, power)
    here = _by_symbol(words, index) or _by_words(words, index)
    if here is None:
        return None
    return _rate(words, _raised_after(words, here))


def _square(words: Words, index: int, power: int) -> UnitHere | None:
    place = skip_dash(words, index + 1)
    if words.low(place) == "." and words.glued(place):
        place += 1
    inner = _by_symbol(words, place) or _by_words(words, place)
    if inner is None or inner.unit.kind != "length":
        return None
    return _rate(words, UnitHere(raised(inner.unit, power), inner.last))


def _raised_after(words: Words, here: UnitHere) -> UnitHere:
    """ "km2", "km^3", "km squared", "km²" (the sign is a word of its own after "m")."""
    if here.unit.kind != "length":
        return here
    low, glued = words.low(here.last), words.glued(here.last)
    if low in _SQUARED_AFTER:
        return UnitHere(raised(here.unit, _SQUARED_AFTER[low]), here.last + 1)
    if glued and low in ("2", "3", "²", "³"):
        return UnitHere(raised(here.unit, 2 if low in "2²" else 3), here.last + 1)
    if glued and low == "^" and words.low(here.last + 1) in ("2", "3"):
        return UnitHere(raised(here.unit, int(words.low(here.last + 1))), here.last + 2)
    return here


def _by_words(words: Words, index: int) -> UnitHere | None:
    found = tables()
    for length in range(min(_LONGEST, len(words) - index), 0, -1):
        key = tuple(words.lows[index : index + length])
        unit = found.words.get(key) or found.money_after.get(key)
        if unit is None and length == 1:
            unit = found.codes.get(words.raw(index))
            if unit is not None and words.glued(index + 1) and words.is_number(index + 1):
                return None  # "3 USD50 cards"
        if unit is not None:
            return UnitHere(unit, index + length)
    return None


def initial_before(words: Words, index: int) -> Unit | None:
    """The currency of "N38.5m" and "R1,200": one capital glued to a sum; "N95", "R22" and "P3" are designations."""
    letter = words.raw(index - 1)
    unit = tables().initials.get(letter)
    if (
        unit is None
        or not words.glued(index)
        or (words.glued(index - 1) and words.low(index - 2) not in ("(", "“", '"'))
    ):
        return None
    after = words.low(index + 1)
    scaled = after in SCALES or (after in ("m", "b", "bn", "tn", "trn") and words.glued(index + 1))
    return unit if scaled or "," in words.lows[index] else None


def million_code(words: Words, index: int) -> Unit | None:
    """The currency of "48.5 MGBP" and "MSEK 60": a code with an M for million before it."""
    raw = words.raw(index)
    return tables().codes.get(raw[1:]) if len(raw) == 4 and raw[0] == "M" else None


def _by_symbol(words: Words, index: int) -> UnitHere | None:
    """A symbol, glued to the number or after one space; it must end where a word ends."""
    if index >= len(words):
        return None  # "12 $ /" ends where the rate's unit should stand
    found, text, start = tables(), words.text, words.starts[index]
    for length in range(min(found.longest_symbol, len(text) - start), 0, -1):
        symbol = text[start : start + length]
        unit = found.symbols.get(symbol) or found.money_before.get(symbol)
        if unit is None:
            continue
        last = _word_end(words, index, start + length)
        if last is None:
            continue
        if text[start + length : start + length + 1].isdigit() and not (
            unit.kind == "length" or words.low(index - 1) == "/"
        ):
            continue
        if symbol in _WARY_SYMBOLS and not _wary_symbol_holds(words, index, last, symbol):
            continue
        return UnitHere(unit, last)
    return None


def _word_end(words: Words, index: int, end: int) -> int | None:
    last = index
    while last < len(words) and words.ends[last] < end:
        last += 1
    if last >= len(words) or words.ends[last] != end:
        return None
    following = words.text[end : end + 1]
    if not (following.isalnum() and words.text[end - 1].isalpha()):
        return last + 1
    return last + 1 if following in "23²³" and not words.text[end + 1 : end + 2].isalnum() else None


def _wary_symbol_holds(words: Words, index: int, last: int, symbol: str) -> bool:
    glued = words.glued(index)
    after = words.low(last)
    if symbol in ("in", "am", "pm", "as", "at", "fm"):
        # "2 in." ends a thought; "2 in five" and "2 in my car" go on
        return not after or after in ("\n", "x", "×") or (after in (".", ",", ")") and not glued)
    if (
        len(symbol) == 1
        and after in ("-", "–", "/")
        and words.glued(last)
        and words.glued(last + 1)
        and symbol.isupper()
    ):
        return False  # "800,000 F-Series", "24703 L-202"
    if glued and symbol in ("F", "C", "K"):
        # "35C" is a heat, "13F filing" a form, "777F" an aeroplane
        return _is_heat(words.low(index - 1)) and (not words.is_word(last) or after in _AFTER_DEGREES)
    if glued:
        return not (symbol in ("A", "N", "V", "d", "c") and words.is_word(last) and words.glued(last))
    if symbol in ("s", "d", "st", "C", "F", "A", "N", "B", "c", "K", "x", "×", "as", "MP", "J", "V", "pp", "pc", "p"):
        return not after or (
            not (words.is_word(last) or after in (".", "’", "'", "&"))
            and symbol not in ("s", "d", "c", "x", "×", "A", "N")
        )
    return after not in ("’", "'", ".") or words.text[words.ends[last] : words.ends[last] + 1] in ("", " ", "\n")


def _is_heat(figures: str) -> bool:
    """True for the figures of a temperature that somebody could feel."""
    whole = figures.partition(".")[0]
    return whole.isdecimal() and len(whole) < 4 and int(whole) < 200


def each_of(words: Words, place: int) -> int | None:
    """The word after "per", "/", "a" or "each", where what is told for each of may stand; None for any other word."""
    low = words.low(place)
    if low == "/" and words.glued(place) != words.glued(place + 1):
        return None
    return place + 1 if low in _EACH else None


def _rate(words: Words, here: UnitHere) -> UnitHere:
    """ "km/h", "miles an hour", "W/min" → a unit of its own; a sum, and what takes a day or longer, keeps its own unit."""
    place = each_of(words, here.last)
    under = None if place is None else _by_symbol(words, place) or _by_words(words, place)
    if under is None or here.unit.kind == "money" or under.unit.kind in ("money", "share", "points"):
        return here
    if not _is_flow(words, here, under):
        return here
    under = _raised_after(words, under)
    last = under.last
    name = f"{here.unit.name} per {under.unit.name}"
    if words.low(last) in ("2", "²") and words.glued(last):
        name, last = f"{here.unit.name} per square {under.unit.name}", last + 1
    if here.unit.kind == "times":
        return UnitHere(Unit("times", f"count per {under.unit.name}", "times rate"), last)
    return UnitHere(_rate_unit(here.unit, under.unit, name), last)


def _is_flow(words: Words, over: UnitHere, under: UnitHere) -> bool:
    """ "180 kilometres an hour" and "400 litres per minute"; "tonnes a year" are tonnes, "for a second time" is no time."""
    if words.low(over.last) == "/":
        return True
    if words.low(over.last) == "per":
        return under.unit.unit not in _LONG_PERIODS or over.unit.kind == "times"
    brief = over.unit.kind in _FLOWING and under.unit.unit in ("hours", "minutes", "seconds")
    often = over.unit.kind == "times" and under.unit.kind == "time"
    return (brief or often) and words.low(under.last) not in _NO_RATE_BEFORE


def _rate_unit(over: Unit, under: Unit, name: str) -> Unit:
    short = {"hours": "h", "seconds": "s", "minutes": "min", "days": "day", "years": "year"}.get(under.unit, under.unit)
    if over.unit == "miles" and under.unit == "hours":
        return Unit("mph", name, "speed", "m/s", Decimal("0.44704"))
    factor = over.factor / under.factor if over.factor and under.factor and over.kind == "length" else None
    if over.kind == "length" and under.kind == "time":
        return Unit(f"{over.unit}/{short}", name, "speed", "m/s" if factor else "", factor)
    return Unit(f"{over.unit}/{short}", name, f"{over.kind} per {under.kind}")


def read_currency(words: Words, index: int) -> UnitHere | None:
    """The currency sign that ends right before a number: "$", "US$", "RM", "USD ", "Rs ". `last` is the number's place."""
    found = tables()
    for length in (3, 2, 1):
        if index + length > len(words):
            continue
        piece = words.text[words.starts[index] : words.ends[index + length - 1]]
        if len(piece) > 6:
            continue
        if (
            length > 1
            and not words.glued(index + 1)
            and (words.low(index) not in _SPACED_DOLLARS or words.low(index - 1) in ("’", "'"))
        ):
            continue  # "a $ 300 million contract", "music's $ 5"
        unit = found.money_before.get(piece.replace(" ", "")) or found.money_before.get(piece.replace(" ", "").upper())
        if unit is not None and (piece[-1] in "$€£¥₹₽₴₩₪₺₦₱₭₿₡₫৳฿" or not piece[0].islower()):
            return UnitHere(unit, index + length)
        unit = found.codes.get(piece)
        if unit is not None:
            return UnitHere(unit, index + length)
    return None


def convert(value: Decimal, unit: Unit, to: Unit) -> Decimal | None:
    """The value in another unit of the same kind; None where the table knows no factor."""
    if unit.unit == "C" and to.unit == "F":
        return value * 9 / 5 + 32
    if unit.unit == "F" and to.unit == "C":
        return (value - 32) * 5 / 9
    if not (unit.factor and to.factor) or unit.base != to.base:
        return None
    return value * unit.factor / to.factor


@functools.cache
def unit_called(name: str) -> Unit | None:
    """The measure with this word of the JSON vocabulary or singular name ("km", "hours", "kilometre")."""
    found = tables()
    for unit in (*found.words.values(), *found.symbols.values(), *found.money_before.values(), *found.codes.values()):
        if name in (unit.unit, unit.name):
            return unit
    for unit in tuple(found.words.values()):
        if unit.kind == "length":
            for power in (2, 3):
                if name in (raised(unit, power).unit, raised(unit, power).name):
                    return raised(unit, power)
    return None
