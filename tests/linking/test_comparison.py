"""How two claims stand to each other. The names and events are made up."""

from __future__ import annotations

import functools
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.linking.compared import ComparedClaim
from claims.linking.comparison import compare
from claims.linking.intervals import Interval
from tests.linking.claims import claim, pair

HEAD = "VARN QUAY, 4 May. "

AGREEING = [
    ("figures out of one total", HEAD + "[Of 60 boats in the harbour 31 sank], the harbour master said.",
     "At Varn Quay [31 of the 60 boats in the harbour sank], owners said on Sunday."),
    ("bounds that overlap", HEAD + "[More than 80 houses were damaged by the storm].",
     "Varn Quay counts its losses. [Nearly 90 houses were damaged by the storm], insurers said."),
    ("a vague number that holds the exact one", HEAD + "[Dozens of passengers were injured on the ferry].",
     "In Varn Quay [31 passengers were injured on the ferry], the clinic said."),
    ("units that are converted", HEAD + "[The oil slick is 16 kilometres long].",
     "Off Varn Quay [the oil slick is 10 miles long], a pilot said."),
    ("other words for one act", HEAD + "[Twelve workers died in the fire at the Orban mill].",
     "[The fire at the Orban mill in Varn Quay killed 12 labourers], a union said."),
    ("two denials", HEAD + "[The Orban mill has not delivered any steel to Kesten].",
     "Varn Quay's mill speaks. [Orban never delivered steel to Kesten], its manager said."),
    ("nobody on both sides", HEAD + "[Nobody was injured in the crash].",
     "At Varn Quay [no passengers were injured in the crash], the railway said."),
]  # fmt: skip

CONTRADICTING = [
    ("counts out of one total", HEAD + "[31 of the 60 boats in the harbour sank].",
     "At Varn Quay [44 of the 60 boats in the harbour sank], owners said."),
    ("none against some", HEAD + "A bus hit a tram at Mill Gate. [Nobody was injured].",
     "A bus and a tram crashed at Mill Gate in Varn Quay. [Five passengers were injured in the crash]."),
    ("a plain denial", HEAD + "[The mayor Tilda Roan signed the harbour contract on Friday].",
     "At Varn Quay [the mayor Tilda Roan did not sign the harbour contract on Friday], a clerk said."),
    ("opened against called off", HEAD + "[The minister opened the Orban bridge on Sunday].",
     "Near Varn Quay [the opening of the Orban bridge was called off on Sunday], a guard said."),
    ("a part above its whole", HEAD + "[The fire at the Orban mill killed nine people in all].",
     "[Fourteen firefighters died in the fire at the Orban mill], a widow in Varn Quay said."),
]  # fmt: skip

UPDATING = [
    ("a later, higher toll", HEAD + "[At least 12 people died in the flood], police said.", "2031-05-04",
     "VARN QUAY, 6 May. [The flood has killed 19 people], police said.", "2031-05-06"),
    ("a later, lower toll", HEAD + "[Nineteen people died in the flood], police said.", "2031-05-04",
     "VARN QUAY, 7 May. [The flood killed 17 people], the coroner said.", "2031-05-07"),
    ("a change of state", HEAD + "[Marek Toll is in custody], his lawyer said.", "2031-05-04",
     "VARN QUAY, 9 May. [Marek Toll has been released], his lawyer said.", "2031-05-09"),
    ("a plan that was carried out", HEAD + "[The Orban mill will close its foundry].", "2031-05-04",
     "VARN QUAY, 30 May. [The Orban mill closed its foundry on Friday].", "2031-05-30"),
]  # fmt: skip

# Each tempts to a contradiction, or to agreement.
NEITHER = [
    ("two towns", "VARN QUAY, 4 May. [Four people died in the storm].", "ELSBY, 4 May. [Nine people died in the storm]."),
    ("two counted things", HEAD + "[The storm injured 40 people].", "In Varn Quay [the storm killed 3 people]."),
    ("launched and shot down", HEAD + "[The enemy launched 40 drones].", "Over Varn Quay [31 drones were shot down]."),
    ("two quarters", HEAD + "[In the first quarter 120 ships called at Varn Quay].",
     "[In the third quarter 90 ships called at Varn Quay]."),
    ("a part and its whole", HEAD + "[The riot injured 40 people].", "In Varn Quay [the riot injured 12 officers]."),
    ("a city and its region", HEAD + "[12 houses burned down in the city of Varn Quay].",
     "[40 houses burned down in the region around Varn Quay]."),
    ("two deadlines of one tally on one day", HEAD + "[The flood killed 12 people].",
     "In Varn Quay [the flood killed 15 people], a nurse said."),
    ("silence", HEAD + "[The rebels entered Varn Quay at dawn].",
     "The Wire [could not verify who controls Varn Quay]."),
    ("two lengths of two things", HEAD + "[The Orban bridge is 300 metres long].",
     "[The quay of Varn Quay is 900 metres long]."),
    ("a quarter and a year", HEAD + "[The Orban mill made a profit of 40 million euros in the first quarter].",
     "[The Orban mill in Varn Quay made a profit of 120 million euros in the year]."),
    ("two sides", "VARN QUAY, 4 May. [Elsby lost 12 tanks at Varn Quay].", "[Molden lost 40 tanks at Varn Quay]."),
    ("a thing and its repair", HEAD + "[The bridge at Varn Quay cost 40 million crowns].",
     "[The repair of the bridge at Varn Quay cost 3 million crowns]."),
    ("nobody there", HEAD + "A wall fell at Mill Gate. [Nobody was injured there].",
     "A crane fell on the pier of Varn Quay. [Five people were injured]."),
    ("one thing hit, another not", HEAD + "[The drones hit the power station at Varn Quay].",
     "[The drones did not hit the bridge at Varn Quay]."),
    ("nobody arrested here, some elsewhere", HEAD + "[Police said that nobody had been arrested].",
     "Fans fought in Varn Quay. [Police arrested 14 people last week in Tarbek]."),
    ("votes cast and a lead in votes", HEAD + "[A total of 84,310 votes were cast in Varn Quay].",
     "[Tilda Roan won in Varn Quay with a lead of 212 votes]."),
    ("money of two kinds", HEAD + "[The Orban mill made a loss of 4 million euros].",
     "[The Orban mill in Varn Quay made a loss of 5 million dollars]."),
]  # fmt: skip


def cases(rows: list[tuple[str, ...]]) -> list[object]:
    return [pytest.param(*row[1:], id=row[0]) for row in rows]


@pytest.mark.parametrize(("a", "b"), cases(AGREEING))
def test_two_outlets_that_say_the_same_corroborate(a: str, b: str) -> None:
    found = compare(*pair(a, b))
    assert found is not None
    assert found.relation == "corroborates"


@pytest.mark.parametrize(("a", "b"), cases(CONTRADICTING))
def test_closed_figures_and_plain_denials_contradict(a: str, b: str) -> None:
    found = compare(*pair(a, b))
    assert found is not None
    assert found.relation == "contradicts"


@pytest.mark.parametrize(("a", "day_a", "b", "day_b"), cases(UPDATING))
def test_what_moves_on_updates_and_names_the_newer_side(a: str, day_a: str, b: str, day_b: str) -> None:
    one, other = claim(a, day=day_a), claim(b, day=day_b, outlet="Coast Wire")
    found, turned = compare(one, other), compare(other, one)
    assert found is not None
    assert turned is not None
    assert (found.relation, found.newer) == ("updates", "b")
    assert (turned.relation, turned.newer) == ("updates", "a")


@pytest.mark.parametrize(("a", "b"), cases(NEITHER))
def test_what_cannot_be_compared_is_at_most_related(a: str, b: str) -> None:
    found = compare(*pair(a, b))
    assert found is None or found.relation == "related"


@pytest.mark.parametrize(("a", "b"), cases(AGREEING + CONTRADICTING + NEITHER))
def test_the_order_changes_nothing(a: str, b: str) -> None:
    one, other = pair(a, b)
    found, turned = compare(one, other), compare(other, one)
    assert (found and (found.relation, found.score, found.rule)) == (
        turned and (turned.relation, turned.score, turned.rule)
    )


@pytest.mark.parametrize(("a", "b"), cases(CONTRADICTING))
def test_no_contradiction_where_a_day_is_unknown(a: str, b: str) -> None:
    found = compare(claim(a.replace("4 May", "here"), day=None), claim(b, day=None, outlet="Coast Wire"))
    assert found is None or found.relation not in ("contradicts", "updates")


@pytest.mark.parametrize(("a", "b"), cases(CONTRADICTING))
def test_no_contradiction_between_two_years(a: str, b: str) -> None:
    found = compare(*pair(a, b, day="2033-05-04"))
    assert found is None or found.relation != "contradicts"


def test_the_same_speaker_in_two_outlets_is_no_corroboration() -> None:
    found = compare(
        *pair(
            HEAD + "Harbour police said [31 boats sank in the storm].",
            "Storm at Varn Quay. [The storm sank 31 boats], harbour police said.",
        )
    )
    assert found is not None
    assert (found.relation, found.reason.endswith("both go back to the same speaker")) == ("duplicate", True)


def test_the_same_words_are_a_duplicate_wherever_they_are_printed() -> None:
    text = HEAD + "[A valve of the Orban mill burst shortly before the morning shift]."
    found = compare(*pair(text, text.replace("VARN QUAY", "Reprint from the Herald: VARN QUAY")))
    assert found is not None
    assert (found.relation, found.rule) == ("duplicate", "same words")


def test_a_claim_is_not_compared_with_itself() -> None:
    one = claim(HEAD + "[31 boats sank].")
    assert compare(one, one) is None


def test_the_reason_is_in_words_that_name_both_figures() -> None:
    found = compare(*pair(HEAD + "[81 of the 93 boats sank].", "At Varn Quay [60 of the 93 boats sank], owners said."))
    assert found is not None
    assert (
        found.reason == "“60 of the 93 boats” and “81 of the 93 boats” cannot both hold: a count out of the same total"
    )


FIGURES = st.decimals(min_value=0, max_value=400, places=0)


@given(
    rows=st.sampled_from([row[1:] for row in CONTRADICTING + NEITHER + AGREEING if not row[0].startswith("other")]),
    low=FIGURES, high=FIGURES, other=FIGURES, below=FIGURES, above=FIGURES,
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_widening_a_figure_never_makes_a_contradiction(
    rows: tuple[str, str], low: Decimal, high: Decimal, other: Decimal, below: Decimal, above: Decimal
) -> None:
    a, b = _read(rows)
    narrow = _with_figure(a, Interval(min(low, high), max(low, high)))
    wide = _with_figure(a, Interval(min(low, high), max(low, high)).widened(below, above))
    against = _with_figure(b, Interval(other, other))
    before, after = compare(narrow, against), compare(wide, against)
    if after is not None and after.relation == "contradicts":
        assert before is not None
        assert before.relation == "contradicts"


@functools.cache
def _read(rows: tuple[str, str]) -> tuple[ComparedClaim, ComparedClaim]:
    return pair(*rows)


def _with_figure(claim: ComparedClaim, interval: Interval) -> ComparedClaim:
    """The claim with one number, which allows just that."""
    if not claim.quantities:
        return claim
    value = interval.low if interval.is_exact else None
    return replace(claim, quantities=(replace(claim.quantities[0], interval=interval, value=value),))
