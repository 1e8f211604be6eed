"""From a text to its claims: accounting for sentences, wordings, hedges, kinds, stances."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.mutations import misplaced
from claims.extraction import EXTRACTOR, Extractor, extract_claims, extract_document
from claims.extraction.found import Extraction
from claims.extraction.paragraphs import find_paragraphs

ARTICLE = """Landslide cuts off valley, 14 missing
By Nora Field
Join us on Telegram
At least 14 people are missing after a landslide buried up to 30 houses in the Saar valley, officials said on Sunday.
“We heard a roar and ran,” said Emil Brandt, a farmer. “My neighbours may be under there.”
Will the road be open by Monday?
Rescue teams
Nearly 200 soldiers are digging. They have found nobody alive.
The mine operator Karst denied that its blasting had caused the slide. It declined to comment on the permits.
If more rain falls, the lake could burst its banks.
The minister's visit was a disgrace.
"""


def read(text: str) -> Extraction:
    return extract_document(text)


def wording(text: str, words: str) -> str:
    return min((c for c in read(text).claims if words in c.text), key=lambda c: len(c.span)).wording


def test_the_door_fits_its_protocol_and_names_its_version() -> None:
    door: Extractor = extract_document
    assert door("Two men died.").extractor == EXTRACTOR
    assert re.fullmatch(r"[\w-]+ \d+\.\d+\.\d+", EXTRACTOR)
    assert extract_claims("Two men died.") == list(door("Two men died.").claims)


def test_the_same_text_gives_the_same_reading() -> None:
    assert read(ARTICLE) == read(ARTICLE)


def test_every_sentence_is_accounted_for_with_a_reason_or_claims() -> None:
    extraction = read(ARTICLE)
    outcomes = {
        sentence.span.of(ARTICLE)[:16]: (sentence.outcome, sentence.reason) for sentence in extraction.sentences
    }
    assert outcomes["Landslide cuts o"][0] == "claims"
    assert outcomes["By Nora Field"][0] == "leftover"
    assert outcomes["Join us on Teleg"][0] == "leftover"
    assert outcomes["Will the road be"] == ("none", "question")
    assert outcomes["Rescue teams"][0] == "heading"
    assert outcomes["If more rain fal"] == ("none", "forecast without attribution")
    assert outcomes["The minister's v"] == ("none", "opinion")
    visible = {i for i, character in enumerate(ARTICLE) if not character.isspace()}
    assert visible == {i for s in extraction.sentences for i in range(*s.span) if not ARTICLE[i].isspace()}


def test_a_headline_that_states_something_is_a_claim_of_its_zone() -> None:
    claim = read(ARTICLE).claims[0]
    assert claim.zone == "title"
    assert claim.text == "Landslide cuts off valley"


def test_nothing_is_claimed_from_leftovers() -> None:
    extraction = read(ARTICLE)
    assert extraction.boilerplate
    for leftover in extraction.boilerplate:
        assert not any(claim.span.overlaps(leftover.span) for claim in extraction.claims)


def test_stances_of_others_are_on_the_claim() -> None:
    [claim] = [c for c in read(ARTICLE).claims if "blasting" in c.text]
    assert claim.kind == "statement"
    assert ("It", "declined") in [(stance.source, stance.stance) for stance in claim.stances]
    text = "Rebels say they hold the airport, a claim that the army rejects."
    [claim] = read(text).claims
    assert [(stance.source, stance.stance) for stance in claim.stances] == [("the army", "denies")]


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("The crew reportedly sold 40 guns.", "reportedly"),
        ("The firm is expected to cut 500 jobs.", "is expected to"),
        ("Analysts say the dam could fail.", "could"),
        ("The suspect appears to have fled.", "appears to"),
        ("He reportedly told officers that the car was stolen.", "reportedly"),
        ("Nearly 30 people died.", None),
        ("The vote could not be held on 3 May.", None),
        ("The fair opens in May.", None),
        ("Police said the car was partially burnt.", None),
    ],
)
def test_a_claim_keeps_its_hedge(text: str, hedge: str | None) -> None:
    claim = read(text).claims[-1]
    assert claim.hedge == hedge
    assert hedge is None or hedge in claim.wording


def test_a_shared_helping_verb_holds_for_every_coordinated_verb() -> None:
    text = "The bank said it could sell 12 branches and cut 500 jobs."
    claim = read(text).claims[-1]
    assert claim.text == "cut 500 jobs"
    assert claim.hedge == "could"
    assert "could" in claim.wording
    second = read("The court did not fine the firm or seize 3 yards.").claims[1]
    assert second.negated
    assert second.wording == "The court did not seize 3 yards."


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Some 40 houses burnt down.", "quantity"),
        ("The bridge collapsed.", "event"),
        ("The bridge is closed.", "status"),
        ("The union rejected the offer.", "statement"),
        ("The bridge will open in June.", "prediction"),
        ("The ministry declined to comment.", "attribution-only"),
        ("The report could not be independently verified.", "attribution-only"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert [claim.kind for claim in read(text).claims] == [kind]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        (
            "The flood killed 14 people and destroyed up to 300 houses.",
            "300 houses",
            "The flood destroyed up to 300 houses.",
        ),
        (
            "Olmen, which lies on the Saar, lost 40 houses.",
            "which lies",
            "Olmen lies on the Saar.",
        ),
        (
            "Officials said nearly 90 boats sank.",
            "boats sank",
            "Nearly 90 boats sank, according to officials.",
        ),
        (
            "A minister told the Northern Herald that taxes would rise.",
            "taxes would rise",
            "Taxes would rise, according to a minister, as reported by the Northern Herald.",
        ),
        ("The minister said he was “delighted”.", "delighted", "The minister was “delighted”, by their own account."),
        ("The union rejected the offer.", "rejected", "The union rejected the offer."),
        (
            "The prize went to Inge Moen, who runs a mill and has trained 40 millers.",
            "trained 40",
            "Inge Moen has trained 40 millers.",
        ),
        ("The regime shelled 3 villages.", "shelled", "The government shelled 3 villages."),
        ("More than 80 miners walked out and marched to Ostby.", "marched", "More than 80 miners marched to Ostby."),
    ],
)
def test_the_wording_stands_alone(text: str, words: str, expected: str) -> None:
    assert wording(text, words) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“We lost 40 cows,” said Greta Lind.", "lost 40 cows"),
        ("Smith met Jones and Brown.\nHe sold 40 houses.", "sold 40 houses"),
        ("The firm bought the mill.\nIt closed in May.", "closed in May"),
    ],
)
def test_an_unclear_pronoun_leaves_the_quote_itself(text: str, words: str) -> None:
    claim = next(c for c in read(text).claims if words in c.text)
    assert claim.wording_is_quote
    assert claim.wording == claim.text


def test_a_loaded_word_that_is_somebodys_name_is_none() -> None:
    [claim] = extract_document("The panel heard Nora Savage on 4 bridges.").claims
    assert claim.loaded_terms == ()
    assert "Nora Savage" in claim.wording


def test_loaded_words_are_tagged_and_neutral_in_the_wording() -> None:
    text = "The brutal regime shelled 3 villages."
    [claim] = read(text).claims
    assert [span.of(text) for span in claim.loaded_terms] == ["brutal", "regime"]
    assert claim.wording == "The “brutal” government shelled 3 villages."


def test_times_and_places_go_with_the_claim() -> None:
    text = "On Friday the army took Ostby and burnt 40 houses in the town of Belo."
    first, second = extract_document(text, published="2024-08-08").claims
    assert first.when is not None
    assert second.when == first.when
    assert second.where is not None
    assert second.where.surface == "the town of Belo"


def test_a_text_in_another_language_gives_numbers_and_sentences_but_no_claims() -> None:
    text = "Die Flut hat in der Nacht mindestens 14 Menschen getötet. Der Fluss ist über die Ufer getreten und die Straße ist gesperrt."
    extraction = read(text)
    assert extraction.metadata.language == "de"
    assert not extraction.claims
    assert {sentence.outcome for sentence in extraction.sentences} == {"none"}


def test_progress_counts_sentences_up_to_their_total() -> None:
    steps: list[tuple[int, int]] = []
    extraction = extract_document(ARTICLE * 5, on_progress=lambda done, total: steps.append((done, total)))
    assert steps == sorted(steps)
    assert steps[-1] == (len(extraction.sentences), len(extraction.sentences))


def test_what_is_known_from_elsewhere_goes_before_what_the_text_shows() -> None:
    extraction = extract_document(ARTICLE, published="2024-08-08", outlet="Saar Post")
    assert (extraction.metadata.published, extraction.metadata.outlet) == ("2024-08-08", "Saar Post")
    assert extraction.metadata.how["published"] == "given"


# --- properties

PIECES = st.sampled_from(
    [
        "up to 12,000 conscripts",
        "nearly 30 villages",
        "81 of 93 missiles",
        "at least four people",
        "more than a dozen boats",
        "about 2.5 hours",
        "half of the homes",
        "between 30 and 40 men",
        "no more than 3 per cent",
        "dozens of cars",
    ]
)
SUBJECTS = st.sampled_from(["The army", "A storm", "It", "They", "The union’s leader, Ida Holm,", "Mr Osei", "No one"])
VERBS = st.sampled_from(
    ["could lose", "has lost", "lost", "will need", "is believed to have lost", "did not count", "reportedly took"]
)
TAILS = st.sampled_from(
    ["", ", officials said", ", according to the board", " and fled", ", killing some 40 sheep", ", which was new"]
)


WRAPPED = """A landslide buried the coast road above Tornell on Sunday and left
about 400 people without power, police said. The repair will cost $2.4
million, according to the works office.

The road carries some 9,000 cars a day in summer, and two out of
three buses use it.
"""


def test_claims_and_numbers_run_over_wrapped_lines_with_the_texts_own_words() -> None:
    extraction = read(WRAPPED)
    claims = {claim.text: claim for claim in extraction.claims}
    assert "The repair will cost $2.4\nmillion" in claims
    assert claims["The repair will cost $2.4\nmillion"].wording == (
        "The repair will cost $2.4 million, according to the works office."
    )
    surfaces = [quantity.surface for quantity in extraction.quantities]
    assert "about 400" in surfaces
    assert "$2.4\nmillion" in surfaces
    for claim in extraction.claims:
        assert claim.span.of(WRAPPED) == claim.text
        assert "\n" not in claim.wording


def test_claims_do_not_run_over_lines_that_are_paragraphs() -> None:
    text = "The mill burnt down on Monday and\nTwo men were hurt by a falling beam"
    assert all("\n" not in claim.text for claim in read(text).claims)


@settings(max_examples=60, deadline=None)
@given(SUBJECTS, VERBS, PIECES, PIECES, TAILS)
def test_no_modifier_and_no_hedge_is_ever_lost_in_a_wording(
    subject: str, verb: str, one: str, two: str, tail: str
) -> None:
    text = f"{subject} {verb} {one} and destroyed {two}{tail}."
    extraction = read(text)
    for claim in extraction.claims:
        said = claim.wording.lower()
        for index in claim.quantities:
            assert extraction.quantities[index].surface.lower() in said
        assert claim.hedge is None or claim.hedge.lower() in said


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from([*ARTICLE.split(), "“", "”", '"', "(", "\n", "‘"]), max_size=80).map(" ".join)
)
def test_places_are_exact_in_any_text(text: str) -> None:
    extraction = read(text)
    for claim in extraction.claims:
        assert claim.span.of(text) == claim.text
        assert claim.text == claim.text.strip()
        assert any(paragraph.contains(claim.span) for paragraph in find_paragraphs(text))
        for hop in claim.attribution:
            assert hop.span is None or hop.span.of(text) == hop.source
        for index in claim.quantities:
            assert claim.span.contains(extraction.quantities[index].span)
        assert all(claim.span.contains(term) for term in claim.loaded_terms)
    assert misplaced(text, extraction) == []
    ends = [sentence.span.end for sentence in extraction.sentences]
    assert all(end <= sentence.span.start for end, sentence in zip(ends, extraction.sentences[1:], strict=False))


PARAGRAPHS = st.lists(
    st.sampled_from(
        [
            "The river burst its banks before dawn, killing at least four people, officials said.",
            "“We lost 40 cows,” said Greta Lind, a farmer. “Nobody warned us.”",
            "She said the dam had been opened two hours too late.",
            "The water board, which owns the dam, denied that.",
            "Up to 300 houses could be lost if more rain falls, according to the Met Institute.",
            "Will the road be open by Monday?",
            "The army sent 12 helicopters and 200 soldiers to the valley on Friday.",
            "“The bridge will stay shut, said Ida Holm of the road office.",
            "Some 400 came, stewards said; police put it at 250”.",
            "The barge sank and two men drowned, the coast guard said.",
        ]
    ),
    min_size=1,
    max_size=5,
).map("\n\n".join)


@settings(max_examples=30, deadline=None)
@given(PARAGRAPHS, PARAGRAPHS)
def test_what_follows_a_text_takes_none_of_its_claims_away(first: str, second: str) -> None:
    alone = {(claim.span, claim.wording) for claim in read(first).claims}
    together = {(claim.span, claim.wording) for claim in read(f"{first}\n\n{second}").claims}
    assert alone <= together


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "the army said that 12 men had died and " * 2_600,
        '"' * 50_000,
        "“He said 5 men " * 4_000,
        "1," * 50_000,
        "(" * 30_000 + ")" * 30_000,
        "according to " * 8_000,
        "\n" * 100_000,
        "e\u0301" * 50_000,
        "\ud800" * 1_000,
    ],
    ids=["letters", "no stop", "marks", "open quotes", "digits", "brackets", "according", "lines", "accents", "halves"],
)
def test_hostile_lines_end_in_time(text: str) -> None:
    extraction = read(text)
    assert all(claim.span.of(text) == claim.text for claim in extraction.claims)


def test_why_a_source_is_not_named_is_no_news() -> None:
    extraction = extract_document("The fleet left port, said two officials, who spoke on condition of anonymity.")
    assert {claim.kind for claim in extraction.claims if "anonymity" in claim.text} <= {"attribution-only"}


@pytest.mark.parametrize(
    "text",
    [
        "It was the fifth time that the dam broke.",
        "Tom Hale, of Varn, admitted 31 counts of theft, 17 of them from banks.",
    ],
)
def test_a_sentence_keeps_its_main_clause(text: str) -> None:
    assert text[:12] in {claim.text[:12] for claim in extract_document(text).claims}
    assert not any(claim.text == "It was the fifth time" for claim in extract_document(text).claims)


def test_an_age_set_off_is_no_news() -> None:
    [claim] = extract_document("Two boys, ages 3 and 6, remain in hospital.").claims
    assert claim.text == "Two boys, ages 3 and 6, remain in hospital"
