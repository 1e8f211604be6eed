"""What a fact's figures say over time: order, agreement, parting, change, and what became of a first figure."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.facts import series
from claims.facts.series import Change, Parting, Version
from claims.linking.intervals import Interval


def exactly(number: int) -> Interval:
    return Interval(Decimal(number), Decimal(number))


def above(number: int, high: int | None = None) -> Interval:
    return Interval(Decimal(number), None if high is None else Decimal(high), low_exclusive=True)


def up_to(number: int) -> Interval:
    return Interval(None, Decimal(number))


def v(key: str, interval: Interval | None, origin: str = "", at: str = "", **fields: object) -> Version:
    return Version(key=key, interval=interval, origin=origin or f"origin {key}", at=at, **fields)  # type: ignore[arg-type]


# --- order and replacement


def test_versions_come_in_the_order_of_their_time_and_those_without_one_last():
    rows = [v("1", None), v("2", None, at="2024-12-13T09:00"), v("3", None, at="2024-12-13"), v("10", None)]
    assert [one.key for one in series.in_order(rows)] == ["3", "2", "1", "10"]


def test_a_confirmed_update_takes_the_place_of_the_older_figure():
    assert series.superseded([("2", "1"), ("3", "2")]) == {"1", "2"}


def test_updates_that_go_round_in_a_circle_replace_nothing():
    assert series.superseded([("2", "1"), ("1", "2"), ("4", "3")]) == {"3"}


# --- agreement

AGREEMENTS = [
    # what they say → what fits, which origins bear it out
    ("two say the same", [v("1", exactly(81)), v("2", exactly(81))], (exactly(81), ["1", "2"])),
    ("a bound and a number", [v("1", above(80, 93)), v("2", exactly(81))], (exactly(81), ["1", "2"])),
    ("two bounds", [v("1", above(80)), v("2", up_to(90))], (Interval(Decimal(80), Decimal(90), True), ["1", "2"])),
    ("only one origin", [v("1", exactly(81), "x"), v("2", exactly(81), "x")], None),
    ("nobody behind it", [Version("1", interval=exactly(8)), Version("2", interval=exactly(8))], None),
    ("they part", [v("1", exactly(81)), v("2", exactly(60))], None),
    ("they only touch", [v("1", above(80)), v("2", exactly(80))], None),
    ("one without a figure", [v("1", exactly(81)), v("2", None)], None),
    ("one that bounds nothing", [v("1", exactly(81)), v("2", Interval())], None),
    ("an open figure far away", [v("1", above(40)), v("2", exactly(81))], None),
    ("an open figure near by", [v("1", above(70)), v("2", exactly(81))], (exactly(81), ["1", "2"])),
    ("a third one departs", [v("1", exactly(81)), v("2", exactly(81)), v("3", exactly(60))], (exactly(81), ["1", "2"])),
    (
        "an origin that also says otherwise",
        [v("1", exactly(81), "x"), v("2", exactly(60), "x"), v("3", exactly(81), "y")],
        None,
    ),
    (
        "a rounded figure",
        [v("1", exactly(12_000), slack=Decimal(500)), v("2", exactly(11_953))],
        (exactly(11_953), ["1", "2"]),
    ),
    ("rounding does not reach", [v("1", exactly(12_000), slack=Decimal(500)), v("2", exactly(13_000))], None),
]


@pytest.mark.parametrize(("versions", "expected"), [row[1:] for row in AGREEMENTS], ids=[row[0] for row in AGREEMENTS])
def test_what_is_agreed_is_what_two_independent_origins_leave(versions, expected):
    found = series.agreed(versions)
    if expected is None:
        assert found == []
    else:
        assert [(one.interval, list(one.keys)) for one in found] == [expected]


def test_a_replaced_figure_bears_nothing_out():
    rows = [v("1", exactly(2)), v("2", exactly(3)), v("3", exactly(2))]
    assert [one.keys for one in series.agreed(rows)] == [("1", "3")]
    assert series.agreed(rows, {"1"}) == []


def test_two_camps_are_two_agreements_and_the_larger_comes_first():
    rows = [v("1", exactly(60)), v("2", exactly(60)), v("3", exactly(81)), v("4", exactly(81)), v("5", exactly(81))]
    assert [one.keys for one in series.agreed(rows)] == [("3", "4", "5"), ("1", "2")]


def test_a_total_is_agreed_where_two_origins_give_it_and_nobody_departs():
    rows = [v("1", exactly(81), total=Decimal(93)), v("2", exactly(60), total=Decimal(93)), v("3", up_to(46))]
    total = series.agreed_total(rows)
    assert total is not None
    assert (total.total, total.giving, total.versions) == (93, 2, 3)
    assert series.agreed_total([*rows, v("4", exactly(9), total=Decimal(90))]) is None
    assert series.agreed_total(rows[:1]) is None


def test_claims_without_figures_agree_only_along_confirmed_links_of_two_origins():
    origins = {"1": "a", "2": "b", "3": "a", "4": "c"}
    assert series.said_alike(list("1234"), [("1", "2"), ("1", "3")], origins) == [("1", "2", "3")]
    assert series.said_alike(list("1234"), [("1", "3")], origins) == []
    assert series.said_alike(["1"], [("1", "9")], origins) == []


# --- parting


def test_a_confirmed_contradiction_comes_first_and_a_suggested_one_is_told_apart():
    rows = [v("1", exactly(81)), v("2", exactly(60)), v("3", exactly(70)), v("4", exactly(81))]
    found = series.partings(rows, confirmed=[("2", "1")], suggested=[("1", "3"), ("1", "2")])
    assert found == [
        Parting("1", "2", "confirmed"),
        Parting("2", "3", "unjudged"),
        Parting("2", "4", "unjudged"),
        Parting("3", "4", "unjudged"),
        Parting("1", "3", "suggested"),
    ]


def test_a_figure_that_was_replaced_parts_from_nobody():
    rows = [v("1", exactly(2)), v("2", exactly(3))]
    assert series.partings(rows, [], [], {"1"}) == []


# --- over time


def test_the_first_figure_its_update_its_correction_and_what_parts_from_it():
    rows = [
        v("1", above(40), at="2024-12-13T06:40"), v("2", exactly(60), at="2024-12-13T09:15"), v("3", exactly(81), at="2024-12-13T11:05"),
        v("4", exactly(81), at="2024-12-13T12:30"), v("5", exactly(79), at="2024-12-14"), v("6", None, at="2024-12-15"),
    ]  # fmt: skip
    found = series.changes(rows, updates=[("3", "1"), ("5", "3")], contradictions=[("3", "2")])
    assert found == [
        Change("first", "1"),
        Change("update", "3", "1"),
        Change("parts", "3", "2"),
        Change("repeats", "4", "3"),
        Change("correction", "5", "3"),
    ]


FIRSTS = [
    ("never revised", [("1", 30, "x"), ("2", 30, "x")], [], ("1", "1", "same")),
    ("raised by a confirmed update of another", [("1", 30, "x"), ("2", 52, "y")], [("2", "1")], ("1", "2", "up")),
    ("raised twice", [("1", 30, "x"), ("2", 52, "y"), ("3", 60, "y")], [("2", "1"), ("3", "2")], ("1", "3", "up")),
    ("lowered", [("1", 30, "x"), ("2", 28, "x")], [("2", "1")], ("1", "2", "down")),
    ("the source itself departs from it", [("1", 30, "x"), ("2", 45, "x")], [], ("1", "2", "up")),
    ("another one departs without a confirmed update", [("1", 30, "x"), ("2", 45, "y")], [], ("1", "1", "same")),
    ("updates in a circle", [("1", 30, "x"), ("2", 45, "y")], [("2", "1"), ("1", "2")], ("1", "1", "same")),
]


@pytest.mark.parametrize(("rows", "updates", "expected"), [row[1:] for row in FIRSTS], ids=[row[0] for row in FIRSTS])
def test_what_became_of_a_first_figure(rows, updates, expected):
    versions = [v(key, exactly(n), at=f"2024-12-1{key}", source=source) for key, n, source in rows]
    found = series.revision_of_first(versions, updates, "x")
    assert found is not None
    assert (found.first, found.latest, found.way) == expected


def test_a_source_without_a_dated_figure_has_no_first_one():
    assert series.revision_of_first([v("1", exactly(3), source="x")], [], "x") is None
    assert series.revision_of_first([v("1", exactly(3), at="2024", source="y")], [], "x") is None


# --- properties

numbers = st.integers(0, 30)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = sorted((draw(numbers), draw(numbers)))
    return Interval(
        Decimal(low) if draw(st.booleans()) else None,
        Decimal(high) if draw(st.booleans()) else None,
        draw(st.booleans()) and low != high,
        draw(st.booleans()) and low != high,
    )


@st.composite
def many_versions(draw: st.DrawFn) -> list[Version]:
    count = draw(st.integers(0, 7))
    return [
        v(
            str(n),
            draw(st.none() | intervals()),
            draw(st.sampled_from("abcd")),
            at=f"2024-01-{draw(st.integers(1, 28)):02}",
        )
        for n in range(count)
    ]


@given(many_versions())
def test_an_agreement_has_two_origins_and_fits_every_version_that_bears_it(rows):
    by_key = {one.key: one for one in rows}
    for agreement in series.agreed(rows):
        assert len(set(agreement.origins)) >= 2
        for key in agreement.keys:
            assert series.can_both_hold(by_key[key], v("x", agreement.interval))
        for one in rows:  # no origin that bears it out says otherwise somewhere else
            if one.origin in agreement.origins and one.tells:
                assert series.can_both_hold(one, v("x", agreement.interval))


@given(many_versions().filter(lambda rows: len(rows) < 5))
def test_the_order_in_which_versions_are_handed_in_changes_nothing(rows):
    expected = series.agreed(rows)
    for order in permutations(rows):
        assert series.agreed(order) == expected
        assert series.partings(order, [], []) == series.partings(rows, [], [])


@given(many_versions())
def test_what_one_more_copy_of_the_same_origin_says_makes_no_agreement(rows):
    before = {one.origins for one in series.agreed(rows)}
    if rows:
        again = Version(**{**{n: getattr(rows[0], n) for n in Version.__slots__}, "key": "99"})
        assert {one.origins for one in series.agreed([*rows, again])} == before


@given(many_versions(), st.lists(st.tuples(st.sampled_from("0123456"), st.sampled_from("0123456")), max_size=8))
def test_partings_are_symmetric_and_suggestions_change_no_confirmed_one(rows, pairs):
    pairs = [(a, b) for a, b in pairs if a != b]
    confirmed = [one for one in series.partings(rows, pairs, []) if one.state == "confirmed"]
    turned = [one for one in series.partings(rows, [(b, a) for a, b in pairs], pairs) if one.state == "confirmed"]
    assert confirmed == turned
