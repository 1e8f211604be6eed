"""Where things stand in a drawing: number lines, shares of a whole, the sentences of an article. Pure.

Everything is an SVG attribute, because the page's policy refuses inline styles; templates/shared/ writes it down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

LEFT, RIGHT = 8.0, 392.0
STEPS = (1.0, 2.0, 2.5, 4.0, 5.0, 10.0)
STATES = ("verified", "disputed", "unverifiable", "unreviewed", "reopened")


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    value: float
    anchor: str


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A quantity on its axis. None is an end that the words leave open; `soft` is a range that they only suggest."""

    ticks: tuple[Tick, ...]
    low_x: float | None
    high_x: float | None
    value_x: float | None
    total_x: float | None
    low_open: bool
    high_open: bool
    soft: bool
    label_x: float
    label_anchor: str

    @property
    def range_from(self) -> float:
        return LEFT if self.low_x is None else self.low_x

    @property
    def range_to(self) -> float:
        """Where the solid part ends; without an upper end, dashes and an arrow follow."""
        if self.high_x is not None:
            return self.high_x
        return round(self.range_from + (RIGHT - self.range_from) * 0.62, 1)

    @property
    def endless(self) -> bool:
        return self.high_x is None

    @property
    def is_point(self) -> bool:
        return self.low_x is not None and self.low_x == self.high_x

    @property
    def has_range(self) -> bool:
        return not self.is_point and (self.low_x is not None or self.high_x is not None)


def step_for(width: float) -> float:
    """The smallest readable step of which four cover the width."""
    raw = width / 4
    magnitude = 10.0 ** floor(log10(raw))
    return next(step * magnitude for step in STEPS if step * magnitude >= raw * 0.999999)


def axis_for(points: Sequence[float], *, endless: bool) -> tuple[float, float]:
    """The first value and the step of an axis of four steps that holds all points with room to spare.

    It begins at 0 where it can: lengths can then be compared by eye. A narrow range far from 0 gets a window of its own.
    """
    low, high = min(points), max(points)
    if low >= 0 and (endless or high == 0 or high - low == 0 or (high - low) / high > 0.08):
        room = 2.0 if endless else 1.0
        return 0.0, step_for(max(high * room, 1e-9) if high else 4.0)
    margin = (high - low) or abs(high) or 1.0
    step = step_for((high - low) + 2 * margin)
    first = floor((low - margin / 2) / step) * step
    while first + 4 * step < high:
        step = step_for(step * 4.4)
        first = floor((low - margin / 2) / step) * step
    return first, step


def number_line(
    *,
    value: Decimal | None,
    low: Decimal | None,
    high: Decimal | None,
    low_exclusive: bool = False,
    high_exclusive: bool = False,
    total: Decimal | None = None,
    soft: bool = False,
) -> NumberLine | None:
    """Where a quantity lies, or None when it has no number to draw."""
    points = [float(number) for number in (value, low, high, total) if number is not None]
    if not points:
        return None
    first, step = axis_for(points, endless=high is None and low is not None)

    def x(number: Decimal | None) -> float | None:
        if number is None:
            return None
        share = (float(number) - first) / (4 * step)
        return round(LEFT + share * (RIGHT - LEFT), 1)

    ticks = tuple(
        Tick(
            round(LEFT + index * (RIGHT - LEFT) / 4, 1),
            first + index * step,
            ("start", "middle", "middle", "middle", "end")[index],
        )
        for index in range(5)
    )
    low_x, high_x = x(low), x(high)
    from_x, to_x = (LEFT if low_x is None else low_x), (RIGHT if high_x is None else high_x)
    middle = x(value) if low is None and high is None else (from_x + to_x) / 2
    middle = LEFT if middle is None else middle
    anchor = "start" if middle < 70 else "end" if middle > 330 else "middle"
    label_x = {"start": max(LEFT, middle - 20), "end": min(RIGHT, middle + 20), "middle": middle}[anchor]
    return NumberLine(
        ticks, low_x, high_x, x(value), x(total), low_exclusive, high_exclusive, soft, round(label_x, 1), anchor
    )


@dataclass(frozen=True, slots=True)
class Share:
    """A segment of a bar, in per cent of its length."""

    state: str
    x: float
    width: float

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)


def shares(counts: Mapping[str, int]) -> list[Share]:
    """The segments of a stacked bar, in the fixed order of the states; they end at 100 exactly."""
    total = sum(counts.get(state, 0) for state in STATES)
    result, done = [], 0
    for state in STATES:
        if number := counts.get(state, 0):
            x, end = round(100 * done / total, 2), round(100 * (done + number) / total, 2)
            result.append(Share(state, x, round(end - x, 2)))
            done += number
    return result


@dataclass(frozen=True, slots=True)
class Stroke:
    """All that is drawn with one pen, as the data of one SVG path: "p-verified" is the stylesheet's pen for verified claims."""

    pen: str
    path: str


def sentence_strokes(shapes: Sequence[str], current: int | None, *, width: float = 900.0) -> list[Stroke]:
    """The sentences side by side, `width` by 20: each a state, "none" for one without claims, "outside" for leftovers and
    headings; a frame around the current one. One path a pen, because every act of a reviewer is answered with the strip."""
    pitch = width / max(len(shapes), 1)
    gap = min(2.0, pitch * 0.15)
    across = round(max(pitch - gap, 0.5), 1)
    lefts = [round(index * pitch + gap / 2, 1) for index in range(len(shapes))]
    drawn: dict[str, list[str]] = {}
    over: dict[str, list[str]] = {}
    for x, shape in zip(lefts, shapes, strict=True):
        if shape == "outside":
            drawn.setdefault("p-edge", []).append(f"M{round(x + across / 2 - 1, 1)} 4h2v12h-2z")
        elif shape == "none":
            drawn.setdefault("p-edge", []).append(_box(x, 9, across, 2))
        else:
            drawn.setdefault(f"p-{shape}", []).append(_box(x, 2, across, 16))
        if shape == "disputed":
            over.setdefault("p-cut", []).append(f"M{x} 8h{across}M{x} 12h{across}")
        elif shape == "unverifiable":
            over.setdefault("p-dots", []).append(f"M{x} 10h{across}")
    frame = [Stroke("p-current", _box(lefts[current], 1, across, 18))] if current is not None else []
    return [Stroke(pen, "".join(pieces)) for pen, pieces in [*drawn.items(), *over.items()]] + frame


def _box(x: float, y: int, width: float, height: int) -> str:
    return f"M{x} {y}h{width}v{height}h-{width}z"


def most_open(states: Sequence[str]) -> str:
    """Which state stands for several claims of one sentence: the one that still needs somebody."""
    for state in ("reopened", "unreviewed", "disputed", "unverifiable", "verified"):
        if state in states:
            return state
    return "none"


def column_heights(counts: Sequence[int], *, tallest: int = 57) -> list[int]:
    """Heights of the columns of a small chart; whatever is there is at least a pixel high."""
    most = max([*counts, 1])
    return [ceil(tallest * count / most) for count in counts]
