"""What words around a number allow, and how intervals lie to each other."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.linking.intervals import HouseWords, Interval, can_both_hold, gap, interval_of, lie, rounding

D = Decimal
NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=1)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = draw(st.none() | NUMBERS), draw(st.none() | NUMBERS)
    if low is not None and high is not None and low > high:
        low, high = high, low
    open_ends = low is None or high is None or low < high
    return Interval(
        low,
        high,
        draw(st.booleans()) and open_ends and low is not None,
        draw(st.booleans()) and open_ends and high is not None,
    )


def exact(value: int) -> Interval:
    return Interval(D(value), D(value))


ABOVE_80 = Interval(D(80), None, low_exclusive=True)
UP_TO_12 = Interval(None, D(12))


@pytest.mark.parametrize(
    ("a", "b", "how"),
    [
        (exact(81), exact(81), "equal"),
        (exact(81), exact(60), "disjoint"),
        (exact(81), ABOVE_80, "inside"),
        (exact(80), ABOVE_80, "touch"),
        (ABOVE_80, UP_TO_12, "disjoint"),
        (Interval(D(30), D(40)), Interval(D(35), D(50)), "overlap"),
        (Interval(D(30), D(40)), Interval(D(40), D(50)), "overlap"),
        (Interval(D(30), D(40), high_exclusive=True), Interval(D(40), D(50)), "touch"),
        (Interval(None, D(40), high_exclusive=True), Interval(D(40), None, low_exclusive=True), "disjoint"),
        (Interval(), exact(5), "inside"),
    ],
)
def test_two_intervals_lie_to_each_other_as_expected(a: Interval, b: Interval, how: str) -> None:
    assert lie(a, b) == how
    assert lie(b, a) == how


@given(intervals(), intervals())
def test_the_order_of_two_intervals_changes_nothing(a: Interval, b: Interval) -> None:
    assert lie(a, b) == lie(b, a)
    assert gap(a, b) == gap(b, a)


@given(intervals(), intervals(), NUMBERS)
def test_what_both_hold_is_never_called_disjoint(a: Interval, b: Interval, number: Decimal) -> None:
    point = Interval(number, number)
    if lie(a, point) in ("inside", "equal") and lie(b, point) in ("inside", "equal"):
        assert can_both_hold(a, b)


@given(intervals(), intervals(), st.decimals(0, 100, places=1), st.decimals(0, 100, places=1))
def test_widening_a_bound_can_only_weaken_a_contradiction(
    a: Interval, b: Interval, below: Decimal, above: Decimal
) -> None:
    wider = a.widened(below, above)
    assert gap(wider, b) <= gap(a, b)
    if can_both_hold(a, b):
        assert can_both_hold(wider, b)


@given(intervals(), intervals())
def test_only_disjoint_intervals_have_a_gap(a: Interval, b: Interval) -> None:
    if gap(a, b) > 0:
        assert lie(a, b) == "disjoint"


@pytest.mark.parametrize(
    ("surface", "modifier", "value", "low", "high", "fits", "does_not_fit"),
    [
        ("nearly 90", "approx", 90, None, 90, [78, 90], [91, 60]),
        ("some 40", "approx", 40, None, None, [36, 44], [20, 400]),
        ("up to 12,000", "at_most", 12000, None, 12000, [1, 12000], [12001]),
        ("more than 80", "more_than", 80, 80, None, [81, 5000], [79]),
        ("just over 80", "more_than", 80, 80, None, [82], [100]),
        ("30 to 40", "between", None, 30, 40, [30, 40], [29, 41]),
        ("81", "exact", 81, 81, 81, [81], [80]),
    ],
)
def test_the_words_around_a_number_say_what_fits(
    surface: str,
    modifier: str,
    value: int | None,
    low: int | None,
    high: int | None,
    fits: list[int],
    does_not_fit: list[int],
) -> None:
    def decimal(number: int | None) -> Decimal | None:
        return None if number is None else D(number)

    interval = interval_of(
        value=decimal(value), low=decimal(low), high=decimal(high), modifier=modifier, surface=surface,
        low_exclusive=modifier == "more_than",
    )  # fmt: skip
    assert [n for n in fits if not can_both_hold(interval, exact(n))] == []
    assert [n for n in does_not_fit if can_both_hold(interval, exact(n))] == []


def test_a_desk_may_hand_in_its_own_words() -> None:
    house = HouseWords(factors={"some": Interval(D("0.5"), D("1.5"))})
    interval = interval_of(value=D(40), low=None, high=None, modifier="approx", surface="some 40", house=house)
    assert (interval.low, interval.high) == (D(20), D(60))


@pytest.mark.parametrize(
    ("value", "slack"), [("81", "0"), ("30", "0"), ("0.08", "0.004"), ("12000", "500"), ("0", "0"), ("1E+900", "0")]
)
def test_a_round_number_may_have_been_rounded_a_small_count_was_not(value: str, slack: str) -> None:
    assert rounding(D(value)) == D(slack)


def test_an_interval_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="interval"):
        Interval(D(2), D(1))
