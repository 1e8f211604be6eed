"""Drawings say what the numbers say."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.web.drawing import LEFT, RIGHT, most_open, number_line, sentence_strokes, shares

numbers = st.decimals(min_value=-(10**13), max_value=10**13, allow_nan=False, allow_infinity=False, places=4)


def test_above_eighty_begins_at_an_open_end_in_the_middle_of_0_to_160() -> None:
    line = number_line(value=Decimal(80), low=Decimal(80), high=None, low_exclusive=True)
    assert line is not None
    assert [tick.value for tick in line.ticks] == [0, 40, 80, 120, 160]
    assert (line.low_x, line.low_open, line.endless) == (200.0, True, True)


def test_at_most_begins_at_the_left_edge() -> None:
    line = number_line(value=Decimal(12000), low=None, high=Decimal(12000))
    assert line is not None
    assert line.range_from == LEFT
    assert line.high_x is not None
    assert LEFT < line.high_x < RIGHT


def test_a_total_has_a_place_on_the_line() -> None:
    line = number_line(value=Decimal(81), low=Decimal(81), high=Decimal(81), total=Decimal(93))
    assert line is not None
    assert line.is_point
    assert line.low_x is not None
    assert line.total_x is not None
    assert line.low_x < line.total_x <= RIGHT


def test_a_narrow_range_far_from_zero_gets_its_own_window() -> None:
    line = number_line(value=None, low=Decimal(1050), high=Decimal(1060))
    assert line is not None
    assert line.ticks[0].value > 900
    assert line.low_x is not None
    assert line.high_x is not None
    assert line.high_x - line.low_x > 20


def test_without_a_number_there_is_no_line() -> None:
    assert number_line(value=None, low=None, high=None) is None


@given(numbers, numbers, st.none() | numbers)
def test_everything_lies_on_the_line_in_the_order_of_the_numbers(a: Decimal, b: Decimal, total: Decimal | None) -> None:
    low, high = sorted([a, b])
    line = number_line(value=None, low=low, high=high, total=total)
    assert line is not None
    assert line.low_x is not None
    assert line.high_x is not None
    assert LEFT - 0.1 <= line.low_x <= line.high_x <= RIGHT + 0.1
    assert line.total_x is None or LEFT - 0.1 <= line.total_x <= RIGHT + 0.1


@given(
    st.fixed_dictionaries(
        {state: st.integers(0, 500) for state in ["verified", "disputed", "unverifiable", "unreviewed", "reopened"]}
    )
)
def test_shares_touch_each_other_and_end_at_a_hundred(counts: dict[str, int]) -> None:
    bar = shares(counts)
    if not any(counts.values()):
        assert bar == []
        return
    assert bar[0].x == 0
    assert bar[-1].end == 100
    for left, right in pairwise(bar):
        assert left.end == right.x


@given(st.lists(st.sampled_from(["none", "outside", "verified", "disputed", "unverifiable"]), min_size=1, max_size=900))
def test_every_sentence_is_drawn_inside_the_strip_and_the_last_one_framed(shapes: list[str]) -> None:
    strokes = {stroke.pen: stroke.path for stroke in sentence_strokes(shapes, len(shapes) - 1)}
    bodies = "".join(path for pen, path in strokes.items() if pen not in ("p-cut", "p-dots", "p-current"))
    starts = [float(start) for start in re.findall(r"M([\d.]+) ", bodies)]
    assert len(starts) == len(shapes)
    assert 0 <= min(starts) <= max(starts) < 900
    assert strokes.get("p-cut", "").count("M") == 2 * shapes.count("disputed")
    assert strokes.get("p-dots", "").count("M") == shapes.count("unverifiable")
    left, width = map(float, re.match(r"M([\d.]+) 1h([\d.]+)v18", strokes["p-current"]).groups())
    assert left + width <= 901


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        (["verified", "unreviewed"], "unreviewed"),
        (["verified", "disputed"], "disputed"),
        (["reopened", "unreviewed"], "reopened"),
        ([], "none"),
    ],
)
def test_a_sentence_shows_the_state_that_still_needs_somebody(states: list[str], shown: str) -> None:
    assert most_open(states) == shown
