"""Where a fact's figures and a provenance graph lie in their drawings."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from claims.linking.intervals import Interval
from claims.linking.provenance_graph import Chain, Party, provenance_graph
from claims.web.fact_chart import APART, BOTTOM, LEFT, RIGHT, TOP, Dot, fact_chart
from claims.web.provenance_chart import draw_graph

START = datetime(2025, 3, 2, 6, tzinfo=UTC)


def dot(number: int, low: int | None, high: int | None, hours: float | None = 0, **fields: object) -> Dot:
    interval = Interval(None if low is None else Decimal(low), None if high is None else Decimal(high))
    at = None if hours is None else START + timedelta(hours=hours)
    return Dot(key=str(number), number=number, interval=interval, at=at, **fields)  # type: ignore[arg-type]


def test_no_figure_no_chart():
    assert fact_chart([]) is None
    assert fact_chart([dot(1, None, None)]) is None


def test_higher_figures_stand_higher_and_later_ones_further_right():
    chart = fact_chart([dot(1, 40, 93, 0), dot(2, 81, 81, 5), dot(3, 0, 46, 11)], total=93)
    assert chart is not None
    first, second, third = chart.dots
    assert first.x < second.x < third.x
    assert second.low_y < third.high_y  # a smaller y is higher
    assert first.high_y == chart.total_y
    assert second.is_point


def test_an_open_end_reaches_the_border_and_is_no_point():
    chart = fact_chart([dot(1, 80, None), dot(2, None, 46, 3)])
    assert chart is not None
    assert chart.dots[0].to_y < TOP
    assert chart.dots[1].from_y == BOTTOM
    assert [len(one.ends) for one in chart.dots] == [1, 1]


def test_points_of_one_moment_are_moved_apart():
    chart = fact_chart([dot(number, 5, 5, 0) for number in range(1, 5)])
    assert chart is not None
    places = [one.x for one in chart.dots]
    assert all(b - a >= APART - 0.2 for a, b in itertools.pairwise(places))


def test_versions_without_a_time_stand_apart_at_the_end():
    chart = fact_chart([dot(1, 5, 5, 0), dot(2, 6, 6, None)])
    assert chart is not None
    assert chart.undated_x is not None
    assert chart.dots[0].x < chart.undated_x < chart.dots[1].x


def test_the_same_words_close_by_are_written_once():
    chart = fact_chart([dot(1, 5, 5, 0, words="five"), dot(2, 5, 5, 0.1, words="five"), dot(3, 5, 5, 40, words="five")])
    assert chart is not None
    assert [one.says for one in chart.dots] == ["five", "", "five"]


def test_agreement_and_contradictions_are_drawn():
    chart = fact_chart(
        [dot(1, 81, 81), dot(2, 60, 60, 3)], agreed=Interval(Decimal(81), Decimal(81)), joined=[("1", "2"), ("1", "9")]
    )
    assert chart is not None
    assert chart.band is not None
    assert chart.band.height >= 6
    assert [(a.dot.key, b.dot.key) for a, b in chart.joins] == [("1", "2")]


@given(
    st.lists(
        st.tuples(st.integers(0, 10**9), st.integers(0, 10**6), st.none() | st.floats(0, 10**5)),
        min_size=1,
        max_size=40,
    )
)
def test_everything_lies_inside_of_the_drawing(rows):
    chart = fact_chart([dot(n, low, low + more, hours) for n, (low, more, hours) in enumerate(rows)])
    assert chart is not None
    for one in chart.dots:
        assert LEFT <= one.x <= RIGHT + APART
        assert TOP <= one.high_y <= one.low_y <= BOTTOM
    for mark in chart.times:
        assert LEFT <= mark.place <= RIGHT


def chain(claim: str, outlet: str, *hops: str) -> Chain:
    return Chain(claim, f"article of {claim}", Party(outlet, key=outlet), tuple(Party(hop, key=hop) for hop in hops))


def test_a_graph_runs_from_origins_on_the_left_to_outlets_on_the_right():
    graph = provenance_graph([chain("1", "Herald", "Wire", "Navy"), chain("2", "Wire", "Navy"), chain("3", "Echo")])
    drawing = draw_graph(graph)
    assert drawing is not None
    x = {box.node.party.name: box.x for box in drawing.boxes}
    assert x["Navy"] < x["Wire"] < x["Herald"]
    assert x["Echo"] == x["Herald"]
    assert len(drawing.threads) == len(graph.edges)
    assert draw_graph(provenance_graph([])) is None


def test_no_two_boxes_of_a_graph_lie_on_each_other():
    drawing = draw_graph(provenance_graph([chain(str(n), f"Outlet {n % 4}", f"Speaker {n}") for n in range(12)]))
    assert drawing is not None
    places = [(box.x, box.y) for box in drawing.boxes]
    assert len(set(places)) == len(places)
    assert all(box.end_x <= drawing.width and box.y + box.height <= drawing.height for box in drawing.boxes)
