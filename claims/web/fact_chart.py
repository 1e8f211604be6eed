"""A fact's figures over time as a drawing: intervals by the speaker's side, agreement, what cannot both hold. Pure.

Everything is an SVG attribute, because the page's policy refuses inline styles; templates/facts/_chart.html writes it down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from claims.linking.intervals import Interval
from claims.web.drawing import axis_for

WIDTH, HEIGHT = 970, 300
LEFT, RIGHT, TOP, BOTTOM = 64.0, 944.0, 34.0, 262.0
UNDATED = 96.0  # room for versions whose time nobody knows
APART = 26.0  # points nearer than that are moved apart; the table has the exact times
LONGEST_WORDS = 26
STEPS = [timedelta(hours=hours) for hours in (1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 744, 1488, 2976, 8784, 17568)]


@dataclass(frozen=True, slots=True)
class Dot:
    """One version to be drawn. `at` is None where its time is not known."""

    key: str
    number: int
    interval: Interval
    at: datetime | None
    words: str = ""
    side: str = "none"
    replaced: bool = False
    label: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A version as it lies: `low_y` below `high_y`; None is an end that the words leave open."""

    dot: Dot
    x: float
    low_y: float | None
    high_y: float | None
    shape: Literal["a", "b", "n"]
    says: str = ""

    @property
    def is_point(self) -> bool:
        return self.low_y is not None and self.low_y == self.high_y

    @property
    def from_y(self) -> float:
        return BOTTOM if self.low_y is None else self.low_y

    @property
    def to_y(self) -> float:
        return TOP - 8 if self.high_y is None else self.high_y

    @property
    def words_y(self) -> float:
        return round(max(self.to_y - 12, 12), 1)

    @property
    def number_y(self) -> float:
        return round(min(self.from_y + 19, BOTTOM + 15), 1)

    @property
    def ends(self) -> list[tuple[float, bool]]:
        """(y, included) of the ends that are said."""
        interval = self.dot.interval
        found = [] if self.low_y is None else [(self.low_y, not interval.low_exclusive)]
        if self.high_y is not None and not self.is_point:
            found.append((self.high_y, not interval.high_exclusive))
        return found

    @property
    def middle_y(self) -> float:
        return round((self.from_y + self.to_y) / 2, 1)

    @property
    def hit(self) -> tuple[float, float, float, float]:
        """x, y, width and height of what can be pressed: at least 24 by 24."""
        top, height = self.to_y - 12, self.from_y - self.to_y + 24
        return round(self.x - 12, 1), round(top, 1), 24.0, round(height, 1)


@dataclass(frozen=True, slots=True)
class Mark:
    """A tick: where, and what it stands for."""

    place: float
    value: float | datetime | None

    @property
    def text_y(self) -> float:
        return self.place + 4


@dataclass(frozen=True, slots=True)
class Band:
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class FactChart:
    dots: tuple[Drawn, ...]
    values: tuple[Mark, ...]
    times: tuple[Mark, ...]
    by_day: bool  # ticks are whole days
    band: Band | None
    total_y: float | None
    joins: tuple[tuple[Drawn, Drawn], ...]
    undated_x: float | None  # where those without a time begin


def fact_chart(
    dots: Sequence[Dot],
    *,
    agreed: Interval | None = None,
    total: float | None = None,
    joined: Iterable[tuple[str, str]] = (),
) -> FactChart | None:
    """Where everything lies, or None when there is no figure to draw. `joined` are pairs of keys that cannot both hold."""
    points = [float(end) for dot in dots for end in (dot.interval.low, dot.interval.high) if end is not None]
    if not points:
        return None
    points += [total] if total is not None else []
    endless = any(dot.interval.high is None for dot in dots)
    first, step = axis_for(points, endless=endless and max(points) == min(points))
    scale = _Scale(first, step)
    undated = [dot for dot in dots if dot.at is None]
    places, times, by_day = _places(dots, RIGHT - (UNDATED if undated else 0))
    drawn = _with_words([_drawn(dot, places, scale) for dot in dots])
    by_key = {one.dot.key: one for one in drawn}
    return FactChart(
        dots=tuple(drawn),
        values=tuple(Mark(scale.y(first + index * step), first + index * step) for index in range(5)),
        times=tuple(times),
        by_day=by_day,
        band=_band(agreed, scale),
        total_y=None if total is None else scale.y(total),
        joins=tuple((by_key[a], by_key[b]) for a, b in joined if a in by_key and b in by_key),
        undated_x=RIGHT - UNDATED + 12 if undated else None,
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    first: float
    step: float

    def y(self, value: float) -> float:
        share = (value - self.first) / (4 * self.step)
        return round(BOTTOM - min(1.0, max(0.0, share)) * (BOTTOM - TOP), 1)


def _drawn(dot: Dot, places: Mapping[str, float], scale: _Scale) -> Drawn:
    low, high = dot.interval.low, dot.interval.high
    shape: dict[str, Literal["a", "b", "n"]] = {"a": "a", "b": "b"}
    return Drawn(
        dot=dot,
        x=places[dot.key],
        low_y=None if low is None else scale.y(float(low)),
        high_y=None if high is None else scale.y(float(high)),
        shape=shape.get(dot.side, "n"),
    )


def _with_words(dots: Sequence[Drawn]) -> list[Drawn]:
    """Words beside the points where there is room for them; where several say the same close by, once."""
    taken = [(one.x - 10, one.to_y - 8, one.x + 10, one.from_y + 22) for one in dots]
    result = []
    for index, one in enumerate(dots):
        half = 4 + 3.6 * len(one.dot.words)
        box = (one.x - half, one.words_y - 12, one.x + half, one.words_y + 4)
        others = taken[:index] + taken[index + 1 :]
        free = len(one.dot.words) <= LONGEST_WORDS and not any(_touch(box, other) for other in others)
        free = free and box[0] > LEFT - 40 and box[2] < RIGHT + 24
        if free:
            taken.append(box)
        result.append(replace(one, says=one.dot.words if free else ""))
    return result


def _touch(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _band(agreed: Interval | None, scale: _Scale) -> Band | None:
    """The stretch of numbers that is agreed on; a single number gets a thin one."""
    if agreed is None or agreed.is_vague:
        return None
    top = TOP if agreed.high is None else scale.y(float(agreed.high))
    bottom = BOTTOM if agreed.low is None else scale.y(float(agreed.low))
    if bottom - top < 6:
        middle = (top + bottom) / 2
        top, bottom = middle - 3, middle + 3
    return Band(round(top, 1), round(bottom - top, 1))


# --- time


def _places(dots: Sequence[Dot], right: float) -> tuple[dict[str, float], list[Mark], bool]:
    """Key → x, with the ticks of the axis and whether they are whole days."""
    dated = sorted((dot for dot in dots if dot.at is not None), key=lambda dot: (dot.at, dot.number))
    undated = [dot for dot in dots if dot.at is None]
    places: dict[str, float] = {}
    ticks: list[Mark] = []
    by_day = True
    if dated:
        moments = [dot.at for dot in dated if dot.at is not None]
        start, end = _span_of(moments)
        width = (end - start).total_seconds()

        def x(moment: datetime) -> float:
            return LEFT + 20 + (moment - start).total_seconds() / width * (right - LEFT - 40)

        step = next((step for step in STEPS if (end - start) / step <= 8), STEPS[-1])
        by_day = step >= timedelta(days=1)
        ticks = [Mark(round(x(moment), 1), moment) for moment in _ticks(start, end, step)]
        apart = _moved_apart([x(moment) for moment in moments], LEFT + 12, right - 12)
        places.update({dot.key: place for dot, place in zip(dated, apart, strict=True)})
    begin = right + 30
    gap = min(APART, (RIGHT - begin) / max(1, len(undated)))
    places.update({dot.key: round(begin + index * gap, 1) for index, dot in enumerate(undated)})
    return places, ticks, by_day


def _span_of(moments: Sequence[datetime]) -> tuple[datetime, datetime]:
    """From the first to the last, with a day around a single moment."""
    start, end = min(moments), max(moments)
    if end - start < timedelta(hours=1):
        return start - timedelta(hours=12), end + timedelta(hours=12)
    return start, end


def _ticks(start: datetime, end: datetime, step: timedelta) -> list[datetime]:
    """Round times within the span: whole steps from the midnight before it."""
    moment = start.replace(hour=0, minute=0, second=0, microsecond=0)
    found: list[datetime] = []
    while moment <= end and len(found) < 12:
        if moment >= start:
            found.append(moment)
        moment += step
    return found


def _moved_apart(places: Sequence[float], left: float, right: float) -> list[float]:
    """The same order, none nearer than APART (or than fits), moved no further than that takes."""
    gap = min(APART, (right - left) / max(1, len(places)))
    result: list[float] = []
    for place in places:
        result.append(max(place, left, result[-1] + gap if result else left))
    limit = right
    for index in range(len(result) - 1, -1, -1):
        result[index] = min(result[index], limit)
        limit = result[index] - gap
    return [round(place, 1) for place in result]
