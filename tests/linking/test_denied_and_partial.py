"""A part of the whole is no later tally of it, and a figure that its sentence denies is nobody's. Names are made up."""

from __future__ import annotations

import pytest

from claims.linking.comparison import compare
from claims.linking.denials import denied_stretches
from tests.linking.claims import claim

WHOLE = "TARN, 4 May. [The blast at the Tarn depot killed four], a nurse said."

OF_ANOTHER_REACH = [
    ("a headline and a group", "[Four killed] in blast at Tarn depot\n\nA blast tore through Tarn depot.",
     "TARN, 6 May. [The blast at the Tarn depot killed 19 hired guards], a broker said."),
    ("all and a group", "TARN, 4 May. [Four people were killed in the blast at the depot], a nurse said.",
     "TARN, 6 May. [Nine rail workers were killed in the blast at the depot], a broker said."),
    ("a group and all", "TARN, 4 May. [Nine children were killed in the blast at the depot], a nurse said.",
     "TARN, 6 May. [Four died in the blast at the depot], a broker said."),
    ("a group and a corrected whole", "TARN, 4 May. [Nine soldiers were killed in the blast at the depot], a nurse said.",
     "TARN, 6 May. [In a corrected count four people were killed in the blast at the depot], a broker said."),
    ("two groups of one trade", "TARN, 4 May. [Four rail workers died in the blast at the depot], a nurse said.",
     "TARN, 6 May. [Nine canteen workers died in the blast at the depot], a broker said."),
    ("none of a group", "TARN, 4 May. [Four killed] in blast at Tarn depot, a nurse said.",
     "TARN, 4 May. [No soldiers were killed in the blast at the Tarn depot], a broker said."),
]  # fmt: skip

DENIED = [
    ("an invention", WHOLE, "TARN, 6 May. [The report that 19 people had died in the blast was a “complete invention”], he said."),
    ("a claim called false", WHOLE, "TARN, 6 May. [The claim that 19 people died in the blast at the Tarn depot is false], a broker said."),
    ("denied in the claim", WHOLE, "TARN, 6 May. [The mayor denied that 19 people died in the blast at the Tarn depot]."),
    ("denied outside the claim", WHOLE, "TARN, 6 May. The mayor denied that [19 people died in the blast at the Tarn depot]."),
    ("a rumour dismissed", WHOLE, "TARN, 6 May. [The mayor dismissed rumours that 19 people died in the blast at the Tarn depot]."),
    ("the same figure denied", WHOLE, "TARN, 4 May. [The mayor denied that four people died in the blast at the Tarn depot]."),
    ("the same figure called false", WHOLE, "TARN, 4 May. [It is not true that the blast at the Tarn depot killed four], a broker said."),
    ("the same words denied", WHOLE, "TARN, 4 May. The mayor denied that [the blast at the Tarn depot killed four]."),
]  # fmt: skip


def between(first: str, second: str) -> str:
    day = "2031-05-04" if "4 May" in second else "2031-05-06"
    found = compare(claim(first), claim(second, day=day, outlet="Coast Wire"))
    return found.relation if found else "none"


@pytest.mark.parametrize(
    ("first", "second"), [row[1:] for row in OF_ANOTHER_REACH], ids=[r[0] for r in OF_ANOTHER_REACH]
)
def test_a_part_neither_updates_nor_contradicts_its_whole(first: str, second: str) -> None:
    assert between(first, second) in ("related", "none")


def test_a_part_that_is_the_whole_still_corroborates() -> None:
    group = "TARN, 4 May. [Four rail workers were killed in the blast at the Tarn depot], a broker said."
    assert between(WHOLE, group) == "corroborates"


def test_a_later_count_of_the_same_people_still_updates() -> None:
    assert between(WHOLE, "TARN, 6 May. [The blast at the Tarn depot killed nine people], a broker said.") == "updates"


@pytest.mark.parametrize(("first", "second"), [row[1:] for row in DENIED], ids=[r[0] for r in DENIED])
def test_a_denied_figure_neither_updates_nor_corroborates(first: str, second: str) -> None:
    assert between(first, second) in ("related", "none", "contradicts")


def test_a_denied_figure_does_not_contradict_another_one() -> None:
    assert {between(first, second) for _, first, second in DENIED[:5]} <= {"related", "none"}


def test_the_figure_that_is_put_in_its_place_counts() -> None:
    text = "TARN, 4 May. [The mayor denied reports that 19 had died in the blast at the Tarn depot and put the toll at four]."
    assert between(WHOLE, text) == "corroborates"


@pytest.mark.parametrize(
    ("sentence", "denied"),
    [
        ("A report that 19 had died was pure invention", " that 19 had died "),
        ("Rumours of 30 sunk barges are false, the pilot said", " of 30 sunk barges "),
        ("She denied that 19 had died, but spoke of four", " 19 had died"),
        ("She denied killing 19 goats", " 19 goats"),
        ("It is untrue that 19 had died", " 19 had died"),
        ("There is no truth in the story of 19 dead", " the story of 19 dead"),
        ("She did not deny that 19 had died", ""),
        ("The mayor rejected 19 bids", ""),
        ("They denied 40 people entry", ""),
        ("The report counts 19 dead; the alarm was false", ""),
        ("The report says that 19 of the papers were false bills", ""),
    ],
)
def test_what_a_sentence_denies(sentence: str, denied: str) -> None:
    assert "".join(sentence[found.start : found.end] for found in denied_stretches(sentence)) == denied


def test_long_hostile_text_is_read_in_a_moment() -> None:
    for unit in ("report ", "is false. ", "a report was ", "deny deny ", "was a a a "):
        assert denied_stretches(unit * 20_000) is not None
