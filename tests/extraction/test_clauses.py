"""Sentences cut into the clauses that say something of their own."""

from __future__ import annotations

import pytest

from claims.extraction import extract_document

# (sentence, the claims in it)
CASES = [
    (
        "The blast killed two bakers, wounded 17 and cut water to some 3,100 homes.",
        ["The blast killed two bakers", "wounded 17", "cut water to some 3,100 homes"],
    ),
    (
        "The river burst its banks, flooding 300 cellars and forcing 2,000 people out.",
        ["The river burst its banks", "flooding 300 cellars", "forcing 2,000 people out"],
    ),
    (
        "The plant, which employs 900 people, will close in June.",
        ["The plant, which employs 900 people, will close in June", "The plant, which employs 900 people"],
    ),
    (
        "Rescuers reached Olmen, where 40 families were trapped.",
        ["Rescuers reached Olmen", "Olmen, where 40 families were trapped"],
    ),
    (
        "The firm will cut 900 jobs, 410 of them at its yard in Leith.",
        ["The firm will cut 900 jobs", "410 of them at its yard in Leith"],
    ),
    ("The storm killed 12 people and 300 cattle.", ["The storm killed 12 people", "300 cattle"]),
    (
        "Sales rose by 8 per cent, while profits fell by a third.",
        ["Sales rose by 8 per cent", "profits fell by a third"],
    ),
    (
        "The mill will close as 410 workers lose their jobs.",
        ["The mill will close", "410 workers lose their jobs"],
    ),
    ("The singer told his 400,000 followers that the tour was off.", ["his 400,000 followers", "the tour was off"]),
    ("Talks failed, but the truce held.", ["Talks failed", "the truce held"]),
    (
        "The barge sank and 19 people drowned, the harbour office said on Sunday.",
        ["The barge sank", "19 people drowned"],
    ),
    ("Robbers beat and tied two guards, police said.", ["Robbers beat and tied two guards"]),
    ("The climber slipped and broke her leg.", ["The climber slipped", "broke her leg"]),
    (
        "The bus left the road and hit a tree, but everybody survived.",
        ["The bus left the road", "hit a tree", "everybody survived"],
    ),
    (
        "The line cancelled 30 trains, stranding 4,000 riders, and suspended its chief.",
        ["The line cancelled 30 trains", "stranding 4,000 riders", "suspended its chief"],
    ),
    ("The firm cut 900 jobs, or some 7% of its staff.", ["The firm cut 900 jobs, or some 7% of its staff"]),
    (
        "Two aides told the Leith Post that the judge had quit and that police were called.",
        ["the judge had quit", "police were called"],
    ),
    (
        "The mayor praised the deal, although letters seen by the Post show the sides met 9 times.",
        ["The mayor praised the deal", "the sides met 9 times"],
    ),
    ("The mill lies in Ostby and is co-run by two banks.", ["The mill lies in Ostby", "is co-run by two banks"]),
    (
        "Turnout was 68 per cent, the highest ever in a local vote.",
        ["Turnout was 68 per cent", "the highest ever in a local vote"],
    ),
]


@pytest.mark.parametrize(("sentence", "claims"), CASES)
def test_each_clause_with_news_is_a_claim(sentence: str, claims: list[str]) -> None:
    assert [claim.text for claim in extract_document(sentence).claims] == claims


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("Ravi Menon, the mayor of Ostby, opened 3 schools.", "Ravi Menon, the mayor of Ostby, opened 3 schools"),
        ("Troops, using artillery, took the hill.", "Troops, using artillery, took the hill"),
        ("A 43-year-old man from Leith was arrested.", "A 43-year-old man from Leith was arrested"),
        ("The road leads to Arda, Belo and Caris.", "The road leads to Arda, Belo and Caris"),
    ],
)
def test_what_only_says_who_or_how_stays_in_its_claim(sentence: str, claim: str) -> None:
    assert [found.text for found in extract_document(sentence).claims] == [claim]


def test_quotation_marks_around_a_whole_claim_stay_outside_and_scraps_keep_theirs() -> None:
    text = "“The levee broke in two places,” said Ida Holm.\nShe called it “a long night” and said the pumps had “failed twice”."
    texts = [claim.text for claim in extract_document(text).claims]
    assert "The levee broke in two places" in texts
    assert "the pumps had “failed twice”" in texts


def test_a_verb_takes_the_noun_right_before_it_as_its_subject() -> None:
    text = "Mr Osei is expected to end the war in Ruhn and Lady Marsh wants 3 seats."
    wordings = [claim.wording for claim in extract_document(text).claims]
    assert not any("Osei wants" in wording for wording in wordings)


def test_a_bare_number_may_be_the_subject_of_a_headlines_second_clause() -> None:
    text = "Norsk Aero to scrap Bergen plant as 250 lose posts\n\nThe staff were told on Tuesday. Nobody had known.\n"
    claims = [claim.text for claim in extract_document(text).claims if claim.zone == "title"]
    assert claims == ["Norsk Aero to scrap Bergen plant", "250 lose posts"]


def test_new_jobs_behind_a_number_are_no_verb() -> None:
    text = "Firm to grow as 40 new jobs come\n\nThe staff were told on Tuesday. Nobody had known.\n"
    assert "40 new jobs come" not in [claim.text for claim in extract_document(text).claims]


def test_a_headlines_plural_is_a_verb_where_it_can_be_one() -> None:
    text = "Tyre mill shuts as 320 lose jobs\n\nThe staff were told on Tuesday. Nobody had known.\n"
    assert [claim.text for claim in extract_document(text).claims][:2] == ["Tyre mill shuts", "320 lose jobs"]


def test_a_claim_does_not_begin_within_a_word() -> None:
    [claim] = extract_document("I mean there’s certainly a reason for it.").claims
    assert claim.text == "there’s certainly a reason for it"
