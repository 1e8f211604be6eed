"""The corpus with known facts: the same seed gives the same texts, and the truth about two sentences follows from their facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bench.corpus import Report, Told, events, origins_of, relation_between
from bench.links_scale import growth_exponent

DAY, LATER = date(2031, 5, 4), date(2031, 5, 6)


def told(
    low: float,
    high: float,
    *,
    origin: str = "the fire service",
    open: bool = True,
    day: date = DAY,
    hedged: bool = False,
) -> Told:
    return Told("flood-dead", (low, high), open, origin, day, hedged, "said", "said.", "quote")


def relation(one: Told, other: Told, copy: bool = False) -> tuple[str | None, str | None]:
    a, b = Report("a", "Varn Herald", "", "", (one,)), Report("b", "Coast Wire", "", "", (other,), "a" if copy else "")
    accepted, newer = relation_between(a, one, b, other)
    return accepted[0], newer


def test_the_same_seed_gives_the_same_texts_and_another_one_others() -> None:
    assert list(events(6, seed=3)) == list(events(6, seed=3))
    assert list(events(6, seed=3)) != list(events(6, seed=4))


def test_every_planted_sentence_stands_in_its_text_once() -> None:
    for report in (report for event in events(12, seed=5) for report in event.reports):
        assert all(report.text.count(one.sentence) == 1 for one in report.told)


def test_every_way_of_telling_occurs_and_a_copy_shares_the_agency_s_words() -> None:
    found = list(events(30, seed=5))
    ways = {one.way for event in found for report in event.reports for one in report.told}
    assert ways == {"tell", "quote", "relay", "round", "hedge", "convert", "lag", "update", "spin"}
    copies = [(event.reports[0], report) for event in found for report in event.reports if report.copy_of]
    assert copies
    assert all(one.sentence in copy.text for wire, copy in copies for one in wire.told)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (told(12, 12), told(12, 12), ("duplicate", None)),
        (told(12, 12), told(12, 12, origin="the hospital"), ("corroborates", None)),
        (told(12, 12), told(10, float("inf"), origin="Varn Herald"), ("corroborates", None)),
        (told(12, 12), told(19, 19, day=LATER), ("updates", "b")),
        (told(19, 19, day=LATER), told(12, 12), ("updates", "a")),
        (told(12, 12), told(19, 19, origin="the hospital"), (None, None)),
        (told(31, 31, open=False), told(44, 44, open=False, origin="the navy"), ("contradicts", None)),
        (told(31, 31, open=False), told(44, 44, open=False, origin="Varn Herald", hedged=True), (None, None)),
    ],
)
def test_the_truth_about_two_sentences_follows_from_figure_day_and_origin(
    one: Told, other: Told, expected: tuple[str | None, str | None]
) -> None:
    assert relation(one, other) == expected


def test_a_copy_is_a_duplicate_and_no_second_origin() -> None:
    one = told(12, 12, origin="Varn Herald")
    assert relation(one, told(12, 12, origin="the hospital"), copy=True) == ("duplicate", None)
    assert origins_of([one, one, told(12, 12)]) == 2


def test_the_growth_exponent_is_that_of_the_line_through_all_sizes() -> None:
    assert growth_exponent([(10_000, 10.0), (100_000, 10.0), (1_000_000, 10.0)]) == pytest.approx(0)
    assert growth_exponent([(10_000, 1.0), (100_000, 10.0), (1_000_000, 100.0)]) == pytest.approx(1)


def test_a_measured_length_may_be_another_on_another_day() -> None:
    measured = replace(told(74, 74, open=False), level=True)
    later = replace(told(30, 30, open=False, origin="the harbour office", day=LATER), level=True)
    a, b = Report("a", "Varn Herald", "", "", (measured,)), Report("b", "Coast Wire", "", "", (later,))
    assert relation_between(a, measured, b, later) == (("contradicts", "updates"), "b")
