"""What the comparison takes from words."""

from __future__ import annotations

import pytest

from claims.linking import words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("missiles", "missile"),
        ("closing", "closed"),
        ("stopped", "stops"),
        ("cities", "city"),
        ("raised", "raise"),
        ("dress", "dresses"),
    ],
)
def test_the_forms_of_one_word_meet(one: str, other: str) -> None:
    assert words.stem(one) == words.stem(other)


@pytest.mark.parametrize(
    ("country", "adjective"), [("Grentia", "Grentian"), ("Ukraine", "Ukrainian"), ("Russia", "Russians")]
)
def test_a_country_and_its_adjective_meet(country: str, adjective: str) -> None:
    assert words.name_stem(country) == words.name_stem(adjective)


def test_names_are_told_from_words_that_only_begin_a_sentence() -> None:
    found = words.names("Boats fled. The mayor of Upper Esk met Tilda Roan's lawyer on Monday.")
    assert found.strong == {("upper", "esk"), ("tilda", "roan")}
    assert ("boat",) in found.weak


def test_a_place_in_capitals_at_the_head_of_a_line_is_a_name() -> None:
    assert ("varn", "quay") in words.names("VARN QUAY, 4 May. Boats sank.").strong


def test_a_headline_in_capitals_names_nobody_for_certain() -> None:
    assert words.names("Mayor Of Elsby Resigns After Long Inquiry").strong == frozenset()


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("He did not sign", True),
        ("Nobody was hurt", True),
        ("He never said that it was not so", False),
        ("no more than 210 places", False),
        ("She couldn’t come", True),
        ("They signed", False),
    ],
)
def test_words_that_turn_the_sense_round(text: str, negated: bool) -> None:
    assert words.is_negated(text) is negated


@pytest.mark.parametrize(
    ("text", "noun"),
    [("Not a single Grentian drone came", "drone"), ("No house was flooded", "house"), ("None of the tanks burned", "tanks"),
     ("no more than 40 houses", ""), ("40 houses", "")],
)  # fmt: skip
def test_what_there_is_none_of(text: str, noun: str) -> None:
    assert words.counted_none(text) == noun


def test_two_words_for_one_act_are_one_concept_and_longer_entries_go_first() -> None:
    found = words.terms("Twelve drones were shot down before they were fired")
    assert {"drone", "intercept", "launch"} <= found.concepts


def test_every_concept_of_the_pairs_is_defined() -> None:
    known = set(words.concepts())
    for table in ("opposites", "complements"):
        assert {name for pair in words.concept_pairs(table) for name in pair} <= known


def test_the_marks_of_concepts_are_those_that_are_described() -> None:
    used = {mark for concept in words.concepts().values() for mark in concept.marks}
    assert used <= {
        "act",
        "open",
        "person",
        "anyone",
        "state",
        "vague",
        "role",
        "scope",
        "negator",
        "metric",
        "dropping",
        "hollow",
        "dimension",
    }
