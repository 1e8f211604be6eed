"""Which number of each claim is the fact's, in one unit; and what a fact is called."""

from __future__ import annotations

from decimal import Decimal

import pytest

from claims.facts.figures import comparable, figures_of
from claims.facts.naming import Said, suggest_name
from claims.linking.compared_quantities import ComparedQuantity, compared_quantity


def q(number: int | str, counted: str = "", *, unit: str = "", **fields: object) -> ComparedQuantity:
    value = Decimal(number)
    given = {"low": value, "high": value} | fields
    return compared_quantity(surface=f"{number} {counted}".strip(), value=value, counted=counted, unit=unit, **given)  # type: ignore[arg-type]


def test_the_thing_that_most_claims_count_is_the_facts_figure():
    found = figures_of({"a": [q(30, "drones"), q(1, "missile")], "b": [q(29, "drones")], "c": [q(2, "missiles")]})
    assert {key: (figure.index, figure.interval.low) for key, figure in found.by_claim.items()} == {
        "a": (0, 30),
        "b": (0, 29),
    }
    assert found.counted == "drones"


def test_the_dead_and_people_killed_are_one_thing():
    assert comparable([q(52, "dead")], [q(30, "people")])


def test_a_number_that_says_not_what_it_counts_counts_what_the_others_do():
    assert set(figures_of({"a": [q(25)], "b": [q(30, "drones")]}).by_claim) == {"a", "b"}


@pytest.mark.parametrize(
    ("a", "b"), [([q(3, "missiles")], [q(3, "bridges")]), ([q(3, unit="km")], [q(3, unit="kg")]), ([q(3, "boats")], [])]
)
def test_different_things_are_not_comparable(a, b):
    assert not comparable(a, b)


def test_lengths_are_brought_into_the_unit_that_most_use():
    found = figures_of({"a": [q(13, unit="km")], "b": [q(15, unit="km")], "c": [q(8, unit="miles")]})
    assert found.unit == "km"
    low = found.by_claim["c"].interval.low
    assert low is not None
    assert abs(low - Decimal("12.87")) < Decimal("0.01")
    assert found.by_claim["c"].slack > 0


def test_more_than_forty_of_ninety_three_is_at_most_ninety_three():
    found = figures_of(
        {"a": [q(40, "missiles", high=None, low_exclusive=True, modifier="more_than", total=Decimal(93))]}
    )
    assert found.by_claim["a"].interval.high == 93


def test_no_numbers_no_figures():
    assert figures_of({}).by_claim == {}
    assert figures_of({"a": []}).by_claim == {}


NAMES = [
    ([Said("41 of 52 ferries left", ["ferries"], ["41 of 52"], "Orl", "2024-12-13")], "Ferries left, Orl, 13 December 2024"),
    (
        [Said("Three dock workers lost their lives", ["dock workers"], ["Three dock workers"]), Said("Three killed", [], ["Three"])],
        "Dock workers killed",
    ),
    ([Said("killing three dock workers", ["dock workers"], ["three"], "Port Varn")], "Dock workers killed, Port Varn"),
    ([Said("At least 12 people have died", ["people"], ["At least 12"], "the Orl valley"), Said("12 killed", [], ["12"])],
     "People killed, Orl valley"),
    ([Said("Nine patients have died", ["patients"], ["Nine"], "in Varn")], "Patients who died, Varn"),
    ([Said("Three killed in the blast", ["killed"], ["Three"])], "People killed"),
    ([Said("The guns shot down 81 drones over Orl", ["drones"], ["81"], "Orl")], "Drones shot down, Orl"),
    ([Said("the strike killed at least 14 miners", ["miners"], ["at least 14"])], "Miners killed"),
    ([Said("40 wagons had been inspected by noon", ["wagons"], ["40"])], "Wagons inspected"),
    ([Said("410 posts will be cut at the mill", ["posts"], ["410"])], "Posts cut"),
    ([Said("leaving 600 households without power", ["households"], ["600"])], "Households without power"),
    ([Said("Seven trams have left the depot", ["trams"], ["Seven"])], "Trams left the depot"),
    ([Said("Officials told the Herald that the bridge is shut"), Said("The bridge is shut, the mayor said")], "The bridge is shut"),
    ([Said("According to the port, the crane fell")], "The crane fell"),
    ([Said("x " * 80, ["boats"]), Said("y " * 80, ["Boats"], place="Varn"), Said("z " * 80, ["ships"], place="Varn")], "Boats, Varn"),
    ([Said("The old bridge at Varn is closed."), Said("The bridge is closed")], "The bridge is closed"),
    ([Said("The bridge at Varn is closed", place="Varn", iso="2024-12")], "The bridge at Varn is closed"),
    ([Said("Forty", [], ["Forty"])], "Forty"),
    ([], ""),
]  # fmt: skip


@pytest.mark.parametrize(("claims", "name"), NAMES)
def test_a_name_is_made_of_what_is_counted_where_and_when(claims, name):
    assert suggest_name(claims) == name


def test_a_long_wording_is_cut_between_words():
    name = suggest_name([Said("word " * 100)])
    assert name.endswith("word …")
    assert len(name) < 130
