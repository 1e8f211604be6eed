"""Which number of each claim is the fact's figure: the counted thing that most of its claims count, in one unit; pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from claims.linking.compared_quantities import ComparedQuantity
from claims.linking.figures import in_one_unit, is_measure, is_person
from claims.linking.intervals import Interval, rounding

PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Figure:
    """A claim's say in the fact's unit; `index` is the place of its quantity among the claim's."""

    index: int
    interval: Interval
    slack: Decimal
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class Figures:
    """By the claims' keys, those that have one; `unit` is a measure's ("" for a count), `counted` what is counted."""

    by_claim: Mapping[str, Figure]
    unit: str = ""
    counted: str = ""


def figures_of(quantities: Mapping[str, Sequence[ComparedQuantity]]) -> Figures:
    """The comparable figures of these claims (key → its quantities, conversions left out); none where no two have one thing
    in common and more than one thing is counted."""
    things: dict[str, dict[str, int]] = defaultdict(dict)  # thing → claim → index of its first quantity of that thing
    for key, mine in quantities.items():
        for index, quantity in enumerate(mine):
            things[_thing(quantity)].setdefault(key, index)
    _take_in_the_unsaid(things)
    if not things:
        return Figures({})
    holders = max(things.values(), key=lambda held: (len(held), -min(held.values())))
    if len(holders) == 1 and len(quantities) > 1 and len(things) > 1:
        return Figures({})
    return _in_one_unit({key: (index, quantities[key][index]) for key, index in holders.items()})


def comparable(a: Sequence[ComparedQuantity], b: Sequence[ComparedQuantity]) -> bool:
    """Whether a number of one claim may count the same thing as a number of the other."""
    return len(figures_of({"a": a, "b": b}).by_claim) == 2


def _thing(quantity: ComparedQuantity) -> str:
    if is_measure(quantity):
        return f"unit {_base(quantity)}"
    return PEOPLE if is_person(quantity.counted) else quantity.counted  # "52 dead" counts people


def _base(quantity: ComparedQuantity) -> str:
    """The same words for units that can be turned into each other: the first of those tried before it."""
    for known in _REPRESENTATIVES:
        if in_one_unit(known, quantity) is not None:
            return known.unit
    return quantity.unit


def _unit(unit: str) -> ComparedQuantity:
    return ComparedQuantity(surface="1", value=Decimal(1), interval=Interval(Decimal(1), Decimal(1)), unit=unit)


_REPRESENTATIVES = tuple(_unit(unit) for unit in ("m", "m2", "m3", "kg", "s", "C", "J", "W"))


def _take_in_the_unsaid(things: dict[str, dict[str, int]]) -> None:
    """A number that says not what it counts counts what the others do."""
    counts = [thing for thing in things if thing and not thing.startswith("unit ")]
    if "" not in things or not counts:
        return
    largest = max(counts, key=lambda thing: len(things[thing]))
    for key, index in things.pop("").items():
        things[largest].setdefault(key, index)


def _in_one_unit(chosen: Mapping[str, tuple[int, ComparedQuantity]]) -> Figures:
    units = Counter(quantity.unit for _, quantity in chosen.values())
    nouns = Counter(quantity.counted_words for _, quantity in chosen.values() if quantity.counted_words)
    measured = any(is_measure(quantity) for _, quantity in chosen.values())
    unit = units.most_common(1)[0][0] if measured else ""
    figures = {}
    for key, (index, quantity) in chosen.items():
        interval, slack = quantity.interval, rounding(quantity.value)
        if measured and quantity.unit != unit:
            turned = _turned(quantity, unit)
            if turned is None:
                continue
            interval, slack = turned
        if not measured and quantity.total is not None and interval.high is None and interval.low is not None:
            interval = _capped(interval, quantity.total)
        figures[key] = Figure(index, interval, slack, quantity.total)
    return Figures(figures, unit, nouns.most_common(1)[0][0] if nouns else "")


def _turned(quantity: ComparedQuantity, unit: str) -> tuple[Interval, Decimal] | None:
    """The interval and its rounding in that unit."""
    one, nought = _unit(unit), ComparedQuantity("0", Decimal(0), Interval(Decimal(0), Decimal(0)), unit=unit)
    with_one, with_nought = in_one_unit(quantity, one), in_one_unit(quantity, nought)
    if with_one is None or with_nought is None or with_one[1].low is None or with_nought[1].low is None:
        return None
    offset = with_nought[1].low
    factor = with_one[1].low - offset
    return with_one[0].scaled(1 / factor, -offset / factor), with_nought[2] / factor


def _capped(interval: Interval, total: Decimal) -> Interval:
    """More than 40 of 93 is at most 93."""
    if interval.low is None or interval.low > total:
        return interval
    return Interval(interval.low, total, interval.low_exclusive and interval.low < total)
