"""Which points a claim asks to be checked, by what is in it."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import pytest

from claims.review.checklist import POINTS, Contents, Number, answered, contents_of, points, superlatives
from tests.builders import make_article, make_claim, make_quantity


def keys(contents, layer="world"):
    return [point.key for point in points(contents, layer)]


@pytest.mark.parametrize(("contents", "expected"), [
    (Contents("The pier stayed open"), []),
    (Contents("81 of 93 ferries", numbers=(Number("81 of 93", "ferries", total="93"),)), ["value", "unit", "total"]),
    (Contents("more than 80 ferries", numbers=(Number("more than 80", "ferry", "more_than"),)), ["value", "unit", "modifier"]),
    (Contents("12", numbers=(Number("12"),)), ["value"]),
    (Contents("x", quote="“We lost it,” she said", direct=True, speaker="The mayor"), ["wording", "speaker"]),
    (Contents("x", speaker="The mayor"), []),
    (Contents("x", place="Orl", when="on Monday"), ["place", "date"]),
    (Contents("The deadliest storm since 1950"), ["superlative"]),
    (Contents("The mayor took bribes", harms=True), ["harm"]),
])  # fmt: skip
def test_the_points_follow_from_what_is_in_the_claim(contents, expected):
    assert keys(contents) == expected


def test_what_was_said_is_checked_for_speaker_and_number_only():
    contents = Contents(
        "The deadliest storm", speaker="The mayor", place="Orl", when="1950", numbers=(Number("12"),), harms=True
    )
    assert keys(contents, "statement") == ["value", "speaker"]


def test_the_harmed_party_is_looked_for_in_the_claim_and_not_in_who_says_it():
    [point] = points(Contents("The mayor took bribes", speaker="Her rival", harms=True), "world")
    assert point.about == "The mayor took bribes"


def test_a_point_says_which_words_it_is_about_once_and_not_too_many():
    numbers = tuple(Number(word) for word in ("one", "two", "two", "three", "four"))
    [point] = points(Contents("x", numbers=numbers), "world")
    assert point.about == "one, two, three …"


@pytest.mark.parametrize(("wording", "found"), [
    ("the largest and the deadliest", ["largest", "deadliest"]), ("Nobody was hurt", []), ("a forest in the west", []),
    ("the First of its kind", ["First"]), ("it requires a request", []), ("the only harvest", ["only"]),
])  # fmt: skip
def test_superlatives_are_found_and_their_look_alikes_are_not(wording, found):
    assert superlatives(wording) == found


def test_an_answer_is_kept_for_each_point_of_the_claim_and_for_no_other():
    asked = points(Contents("x", place="Orl", when="1950"), "world")
    kept = answered(asked, {"place": "done", "date": "perhaps", "weather": "done"})
    assert kept == {"place": "done", "date": "open"}
    assert set(kept) <= set(POINTS)


def test_a_stored_claim_is_read_for_its_contents(db):
    claim = make_claim(make_article(text="Ferries\n\n41 of 52 ferries left."), "41 of 52 ferries left", speaker="Officials",
                       reasons=["harm", "named actor"])  # fmt: skip
    make_quantity(claim, "41 of 52", value=41, low=41, high=41, total=Decimal(52), unit="ferries")
    contents = contents_of(claim)
    assert (contents.numbers[0].total, contents.speaker, contents.direct, contents.harms) == (
        "52",
        "Officials",
        False,
        True,
    )


def test_the_points_need_no_database():
    code = "import claims.review.checklist, sys; assert 'django' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
