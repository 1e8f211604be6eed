"""Sentences whose wording could say something that nobody said: the quote itself is better than that."""

from __future__ import annotations

import pytest

from claims.extraction import extract_document
from claims.extraction.found import FoundClaim


def claim_with(text: str, words: str) -> FoundClaim:
    claims = extract_document(text).claims
    found = [claim for claim in claims if words in claim.text]
    assert found, [claim.text for claim in claims]
    return min(found, key=lambda claim: len(claim.span))


def sources(claim: FoundClaim) -> list[str | None]:
    return [hop.source for hop in claim.attribution]


@pytest.mark.parametrize(
    ("text", "left", "left_sources", "right", "right_sources"),
    [
        (
            "The coach resigned; auditors said in March they had found no gaps in the books.",
            "The coach resigned",
            [],
            "they had found no gaps",
            ["auditors"],
        ),
        (
            "The ferry line closed on Monday; a surveyor said that 14 berths were rotten.",
            "The ferry line closed",
            [],
            "14 berths were rotten",
            ["a surveyor"],
        ),
        (
            "Sales rose by 4%; the real increase is nearer to 2%, according to the trade union.",
            "Sales rose by 4%",
            [],
            "the real increase",
            ["the trade union"],
        ),
    ],
)
def test_who_speaks_behind_a_semicolon_says_nothing_before_it(
    text: str, left: str, left_sources: list[str], right: str, right_sources: list[str]
) -> None:
    assert sources(claim_with(text, left)) == left_sources
    assert sources(claim_with(text, right)) == right_sources


def test_a_hedge_before_a_semicolon_stays_there() -> None:
    text = "Up to 90 boats may be lost; the harbour master put the number at 31."
    assert claim_with(text, "31").hedge is None
    assert "may" not in claim_with(text, "31").wording


def test_a_semicolon_inside_of_a_quotation_parts_no_speakers() -> None:
    text = "“The pumps failed; the dam is said to have held,” said Greta Lind."
    assert "Greta Lind" in sources(claim_with(text, "The pumps failed"))
    assert "Greta Lind" in sources(claim_with(text, "the dam is said"))


@pytest.mark.parametrize(
    ("text", "words", "speakers"),
    [
        (
            "The ministry said that half of the wells were dry, while the water firm said that two pumps had failed.",
            "two pumps",
            ["the water firm"],
        ),
        (
            "The ministry said that half of the wells were dry, while the water firm said that two pumps had failed.",
            "half of the wells",
            ["The ministry"],
        ),
        ("The ministry said the dam was safe, though engineers doubt it.", "engineers doubt", []),
        ("Nurses will keep working, although 40% want a strike, according to a survey.", "will keep working", []),
        ("Nurses will keep working, although 40% want a strike, according to a survey.", "40% want", ["a survey"]),
        (
            "The institute, citing satellite images, assessed that the bridge had been destroyed.",
            "the bridge had been destroyed",
            ["The institute", "satellite images"],
        ),
        (
            "The surgeon said the rate of infections had fallen, adding that 14 wards were shut.",
            "14 wards were shut",
            ["The surgeon"],
        ),
        (
            "The commissioner, Ada Bello, who disclosed this while briefing newsmen in Minden on Tuesday, "
            "said that 40 wells were dry.",
            "40 wells were dry",
            ["The commissioner, Ada Bello"],
        ),
    ],
)
def test_each_speaker_speaks_for_their_own_clause(text: str, words: str, speakers: list[str]) -> None:
    assert sources(claim_with(text, words)) == speakers


def test_a_noun_behind_a_verb_of_hope_speaks_for_nobody() -> None:
    claims = extract_document("Ferry sinks off the coast and kills 14, hopes fade").claims
    assert all(hop.source is None or "fade" not in hop.source for claim in claims for hop in claim.attribution)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The army shelled the only school in Tarnby, which has had no heating since May.", "no heating since May"),
        ("The river reached the mills of the valley, which were emptied on Monday.", "emptied on Monday"),
        ("The board hired a firm run by his two daughters, which received 4,500 pounds.", "4,500 pounds"),
    ],
)
def test_a_relative_clause_that_may_be_about_two_nouns_is_its_quote(text: str, words: str) -> None:
    claim = claim_with(text, words)
    assert claim.wording_is_quote
    assert claim.wording == claim.text


@pytest.mark.parametrize(
    ("text", "words", "wording"),
    [
        (
            "A guard at the Ostby plant, who asked not to be named, said two men had fled.",
            "asked not to be named",
            "A guard at the Ostby plant asked not to be named.",
        ),
        (
            "They fled to Tarnby, which has had no heating since May.",
            "no heating",
            "Tarnby has had no heating since May.",
        ),
        ("Ida Holm, who lost 40 cows, moved away.", "lost 40 cows", "Ida Holm lost 40 cows."),
    ],
)
def test_a_relative_clause_with_one_antecedent_stands_alone(text: str, words: str, wording: str) -> None:
    assert claim_with(text, words).wording == wording


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Nothing will be as it was, the coach said.", ["Nothing will be as it was"]),
        (
            "A defeat is not as unthinkable as it was a week ago, analysts say.",
            ["A defeat is not as unthinkable as it was a week ago"],
        ),
        (
            "The army lost 50 men killed and wounded per day in May.",
            ["The army lost 50 men killed and wounded per day in May"],
        ),
        (
            "Prices fell, as shops cut their orders by 8%.",
            ["Prices fell", "shops cut their orders by 8%"],
        ),
    ],
)
def test_a_comparison_or_pair_of_participles_is_not_cut(text: str, claims: list[str]) -> None:
    assert [claim.text for claim in extract_document(text).claims] == claims


def test_a_free_relative_is_no_claim_of_its_own() -> None:
    text = "The town paid a tenth of what the owner says the pumps are worth."
    assert all(
        claim.wording != "The pumps are worth, according to the owner." for claim in extract_document(text).claims
    )
    assert "says the pumps are worth" in claim_with(text, "a tenth of").text


@pytest.mark.parametrize(
    ("text", "words", "speakers"),
    [
        ("The opposition has claimed victory.", "claimed victory", ["The opposition"]),
        ("The council claimed a refund of 40 pounds.", "claimed a refund", []),
        ("An exit poll put the party at 31%.", "at 31%", ["An exit poll"]),
        ("The crew put the boat at the quay.", "the boat at the quay", []),
        ("The mayor signed the law in May, accusing the judges of delay.", "accusing the judges", ["The mayor"]),
        (
            "The court ordered the bank to pay $14.6 million to 12 families who said their homes had been sold.",
            "their homes had been sold",
            ["12 families"],
        ),
    ],
)
def test_acts_of_saying_name_their_speaker(text: str, words: str, speakers: list[str]) -> None:
    assert sources(claim_with(text, words)) == speakers


def test_a_verb_of_another_number_gets_no_subject_put_before_it() -> None:
    text = "The market grew by 2% in May, and real rents, having fallen by a tenth, are still 4 points short of their 2019 level."
    assert all(not claim.wording.startswith("The market are") for claim in extract_document(text).claims)
    singular = "The market fell by 2% in May and has recovered since."
    assert claim_with(singular, "has recovered").wording == "The market has recovered since."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The ministry has a plan to hire 40 judges and open two courts.", "open two courts"),
        ("Guards will go in if the crew does not turn back and prepare for a search.", "prepare for a search"),
    ],
)
def test_what_is_planned_or_a_condition_is_not_told_as_a_fact(text: str, words: str) -> None:
    assert claim_with(text, words).wording_is_quote
