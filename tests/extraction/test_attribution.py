"""Who is said to say what."""

from __future__ import annotations

import pytest

from claims.extraction import extract_document
from claims.extraction.attribution.cues import regular_forms
from claims.extraction.attribution.quotes import find_quotations
from claims.extraction.found import Extraction, FoundClaim

# (text, words of the claim, sources outermost first, type of the innermost hop)
CASES = [
    # A clause that says which is meant belongs to the report
    (
        "A tanker crashed near Dorn, starting a fire that killed two drivers, the fire service said.",
        "fire that killed two drivers",
        ["the fire service"],
        "indirect",
    ),
    # A clause before the speaker with another one behind him; a listener or a day behind the cue; who reveals or moans
    (
        "Gunfire killed six people, the provincial governor said, as the siege entered its tenth day.",
        "Gunfire killed six people",
        ["the provincial governor"],
        "indirect",
    ),
    (
        "Some 20 sailors are missing after a wave hit the ferry near Ostby, a senior pilot told the Courier.",
        "Some 20 sailors are missing",
        ["the Courier", "a senior pilot"],
        "indirect",
    ),
    (
        "The clerk told colleagues he “had enough”, Varn Crown Court heard.",
        "had enough",
        ["Varn Crown Court", "The clerk"],
        "indirect",
    ),
    ("The council spent £1.4m on lawyers, the Gazette has learned.", "spent £1.4m", ["the Gazette"], "indirect"),
    ("One angry skipper fumed: “He has sunk two boats.”", "sunk two boats", ["One angry skipper"], "direct"),
    ("Officials said the bridge at Ostby had collapsed.", "bridge at Ostby had collapsed", ["Officials"], "indirect"),
    ("The bridge at Ostby had collapsed, officials said.", "bridge at Ostby had collapsed", ["officials"], "indirect"),
    (
        "The dam, the water board said, lost 3 metres in a week.",
        "lost 3 metres",
        ["the water board"],
        "indirect",
    ),
    (
        "“Forty houses burned down,” the mayor said, “and two firemen were hurt.”",
        "two firemen were hurt",
        ["the mayor"],
        "direct",
    ),
    (
        "The mill will cut 120 jobs, its chief executive, Tom Hale, said.",
        "mill will cut 120 jobs",
        ["its chief executive, Tom Hale"],
        "indirect",
    ),
    ("“We lost 40 cows in an hour,” said Greta Lind.", "lost 40 cows", ["Greta Lind"], "direct"),
    ("Greta Lind said: “The water rose by two metres.”", "rose by two metres", ["Greta Lind"], "direct"),
    (
        "According to the harbour master, 14 boats sank in the storm.",
        "14 boats sank",
        ["the harbour master"],
        "according_to",
    ),
    (
        "Fourteen boats sank in the storm, according to the harbour master.",
        "boats sank",
        ["the harbour master"],
        "according_to",
    ),
    (
        "A senior diplomat told the Northern Herald that talks had failed.",
        "talks had failed",
        ["the Northern Herald", "A senior diplomat"],
        "indirect",
    ),
    ("A singer told her 300 fans that the tour was over.", "tour was over", ["A singer"], "indirect"),
    (
        "The Northern Herald, citing two ministers, reported that the tax would rise.",
        "the tax would rise",
        ["The Northern Herald", "two ministers"],
        "according_to",
    ),
    (
        "Sources cited by the Northern Herald said the tax would rise.",
        "the tax would rise",
        ["the Northern Herald", "Sources"],
        "indirect",
    ),
    ("The mayor was quoted as saying that 12 people had died.", "12 people had died", ["The mayor"], "indirect"),
    ("Storm kills 14 on coast, say rescuers", "Storm kills 14", ["rescuers"], "indirect"),
    (
        "The utility reported widespread power cuts after the storm.",
        "widespread power cuts",
        ["The utility"],
        "indirect",
    ),
    ("A spokeswoman rejected the figures.", "rejected the figures", ["A spokeswoman"], "indirect"),
    (
        "The finance minister, Ada Moss, said growth was slowing.",
        "growth was slowing",
        ["The finance minister, Ada Moss"],
        "indirect",
    ),
    ("As the mayor told reporters, the tunnel cost £40m.", "the tunnel cost", ["the mayor"], "indirect"),
    # A place before the comma is no part of the speaker behind it, nor the speaker another name of the place.
    (
        "The flood took 43 lives in Ostby, the Ostby fire service said.",
        "in Ostby",
        ["the Ostby fire service"],
        "indirect",
    ),
    (
        "The Greens won 47 of 63 seats on the council of Ostby, Fjord Wire reported, citing the election office of Ostby.",
        "47 of 63 seats on the council of Ostby",
        ["Fjord Wire", "the election office of Ostby"],
        "according_to",
    ),
    (
        "The ice damaged 400 barns in Ostby, Fjord Wire reported, citing the farmers’ union of Ostby.",
        "400 barns in Ostby",
        ["Fjord Wire", "the farmers’ union of Ostby"],
        "according_to",
    ),
    (  # a plural that the tagger takes for a verb
        "The waterworks will shed 61 jobs, Fjord Wire reported, citing the management of the Ostby waterworks.",
        "will shed 61 jobs",
        ["Fjord Wire", "the management of the Ostby waterworks"],
        "according_to",
    ),
    (  # a verb that the tagger takes for a noun
        "The slick of oil off Galmouth stretches for 73 kilometres, the Galmouth coast guard said.",
        "stretches for 73 kilometres",
        ["the Galmouth coast guard"],
        "indirect",
    ),
    (
        "According to the election office of Lornemouth, a total of 8,810 people voted in Lornemouth.",
        "a total of 8,810 people voted",
        ["the election office of Lornemouth"],
        "according_to",
    ),
    (
        "According to the clerk of Ostby, 27 of 46 seats in the council of Ostby went to the Greens.",
        "27 of 46 seats in the council of Ostby went to the Greens",
        ["the clerk of Ostby"],
        "according_to",
    ),
]


def claim_with(extraction: Extraction, words: str) -> FoundClaim:
    found = [claim for claim in extraction.claims if words in claim.text]
    assert found, [claim.text for claim in extraction.claims]
    return min(found, key=lambda claim: len(claim.span))


@pytest.mark.parametrize(("text", "words", "sources", "kind"), CASES)
def test_a_claim_names_who_is_said_to_say_it(text: str, words: str, sources: list[str], kind: str) -> None:
    claim = claim_with(extract_document(text), words)
    assert [hop.source for hop in claim.attribution] == sources
    assert claim.attribution[-1].type == kind
    for hop in claim.attribution:
        assert hop.span is not None
        assert hop.span.of(text) == hop.source


@pytest.mark.parametrize(
    ("text", "words", "sources"),
    [
        (
            "Between 60 and 80 boats came, stewards said; the coast guard put it at 45.",
            "Between 60 and 80 boats came",
            ["stewards"],
        ),
        (
            "The ministry, citing files it did not show, said that the raid had been planned.",
            "the raid had been planned",
            ["The ministry", "files"],
        ),
        (
            "Lawyers for Dahl say he never met the broker and will appeal.",
            "he never met the broker",
            ["Lawyers for Dahl"],
        ),
    ],
)
def test_what_is_put_in_or_follows_a_semicolon_takes_no_speaker_away(text: str, words: str, sources: list[str]) -> None:
    assert [hop.source for hop in claim_with(extract_document(text), words).attribution] == sources


def test_whom_a_report_cites_is_no_claim() -> None:
    text = "The ice damaged 400 barns in Ostby, Fjord Wire reported, citing the farmers’ union of Ostby."
    assert [claim.text for claim in extract_document(text).claims] == ["The ice damaged 400 barns in Ostby"]


@pytest.mark.parametrize(
    "text",
    [
        "The harbour was closed for three days.",
        "The council added 500 seats to the stand.",
        "It means that the road is closed.",
        "The jury found him guilty of fraud.",
    ],
)
def test_the_articles_own_voice_is_no_speaker(text: str) -> None:
    assert all(not claim.attribution for claim in extract_document(text).claims)


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("It is believed that the crew of nine drowned.", "is believed"),
        ("The crew of nine is feared to have drowned.", "is feared"),
        ("Ministers were told that 40 schools would close.", "were told"),
    ],
)
def test_where_nobody_is_named_the_cue_stands_alone(text: str, cue: str) -> None:
    [hop] = extract_document(text).claims[0].attribution
    assert (hop.source, hop.span, hop.cue) == (None, None, cue)


def test_a_pronoun_is_resolved_to_the_speaker_before() -> None:
    text = "Mayor Ines Prado said 200 homes were lost.\nShe said nobody had been killed."
    claim = claim_with(extract_document(text), "nobody had been killed")
    [hop] = claim.attribution
    assert (hop.source, hop.resolved) == ("She", "Mayor Ines Prado")


def test_a_later_bare_noun_finds_the_full_name_before() -> None:
    text = "The National Water Agency said 9 wells were dry.\nThe agency warned that more would follow."
    claim = claim_with(extract_document(text), "more would follow")
    assert claim.attribution[-1].resolved == "The National Water Agency"


def test_a_quotation_goes_on_over_paragraphs_with_its_speaker() -> None:
    text = (
        "“The fire took 60 houses,” said Lena Voss, who leads the brigade. “Nobody slept.\n\n"
        "“We lost two engines and a water tower.”"
    )
    claim = claim_with(extract_document(text), "lost two engines")
    assert [(hop.source, hop.type) for hop in claim.attribution] == [("Lena Voss", "direct")]


def test_a_speaker_announced_with_a_colon_speaks_in_the_next_paragraph() -> None:
    text = "The governor of the province added:\n“The road will be closed for 12 days.”"
    claim = claim_with(extract_document(text), "closed for 12 days")
    assert claim.attribution[-1].source is not None
    assert claim.attribution[-1].source.startswith("The governor")


def test_an_aside_of_the_article_stays_out_of_the_report() -> None:
    text = "Police said the man had fled to Varna, where 300,000 people live."
    extraction = extract_document(text)
    assert claim_with(extraction, "had fled").attribution
    assert not claim_with(extraction, "300,000 people live").attribution


def test_an_aside_whose_tense_is_the_reports_belongs_to_the_report() -> None:
    text = "Police said they had found the van, which had been stolen two days earlier."
    assert claim_with(extract_document(text), "had been stolen").attribution


def test_a_verb_outside_of_the_report_keeps_its_own_subject() -> None:
    text = "The minister said the army had taken the pass but did not mention losses."
    claim = claim_with(extract_document(text), "did not mention losses")
    assert claim.kind == "attribution-only"
    assert claim.wording == "The minister did not mention losses."


@pytest.mark.parametrize(
    "text",
    [
        "“He said the bridge is closed. Trains run again. Police arrived at five.\nThe council met on Monday and cut 40 jobs.",
        'She said: "The bridge is closed. Trains run again.\nThe council met on Monday and cut 40 jobs.',
        "”The council met on Monday and cut 40 jobs.",
    ],
)
def test_an_open_quotation_mark_swallows_nothing_behind_its_paragraph(text: str) -> None:
    extraction = extract_document(text)
    assert not claim_with(extraction, "cut 40 jobs").attribution


def test_quotations_pair_their_marks() -> None:
    text = "He called it “a ‘grave’ error” and the dogs’ owner said 'no way, ever' twice."
    assert [quotation.inner.of(text) for quotation in find_quotations(text)] == ["a ‘grave’ error", "no way, ever"]


def test_the_list_of_attributions_gives_places_of_source_cue_and_content() -> None:
    text = "The clinic said that 31 patients had recovered."
    [found] = extract_document(text).attributions
    assert [span.of(text) for span in found.source] == ["The clinic"]
    assert [span.of(text) for span in found.cue] == ["said"]
    assert [span.of(text) for span in found.content] == ["that 31 patients had recovered"]


LISTED = [
    # what a headline's verb is taken for a noun in
    ("Coast court rules sale of the pier is legal", ["Coast court: sale of the pier is legal"]),
    # a clause that the parser joins to the cue by nothing
    (
        "They estimated by 2040, farming cod and changing nets would double the catch in the bay.",
        ["They: by 2040 farming cod and changing nets would double the catch in the bay"],
    ),
]
# sentences that hand nothing on, however much they look so
HANDS_NOTHING_ON = [
    "It was long beyond, you know, anything that a crew should bear.",
    "Residents were encouraged to send in drawings and suggest what the flag should show.",
    "The council passed bylaws banning traders from claiming rebates on boats.",
    "They founded a choir, emailed some teachers and rented a hall.",
    "Officials have not said why the ferry was late.",
    "The guild stresses thrift, the belief that saving pays for everybody.",
]


@pytest.mark.parametrize(("text", "expected"), LISTED)
def test_the_list_of_attributions_holds_each_saying_with_its_whole_content(text: str, expected: list[str]) -> None:
    found = extract_document(text).attributions
    assert [
        f"{' '.join(span.of(text) for span in each.source)}: {' '.join(span.of(text) for span in each.content)}"
        for each in found
    ] == expected


@pytest.mark.parametrize("text", HANDS_NOTHING_ON)
def test_what_nobody_is_told_to_have_said_is_no_attribution(text: str) -> None:
    assert extract_document(text).attributions == ()


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("deny", {"deny", "denies", "denied", "denying"}),
        ("agree", {"agree", "agrees", "agreed", "agreeing"}),
        ("note", {"note", "notes", "noted", "noting"}),
        ("stress", {"stress", "stresses", "stressed", "stressing"}),
    ],
)
def test_regular_verbs_are_inflected(verb: str, forms: set[str]) -> None:
    assert regular_forms(verb) == forms


INTERVIEW = """The reservoir above Tolm burst on Sunday. The Courier asked Ida Brandt, the engineer, about it.

Courier: When did you see the first crack?
Ida Brandt: It showed in March. We told the board twice, and the board spent nothing.
Courier: How much water got out?
Brandt: About 40,000 cubic metres. The lower farm lost 200 sheep.

My own cellar took 3 metres of water.

The board has not replied to the Courier."""


def test_each_turn_of_an_interview_has_its_speaker() -> None:
    extraction = extract_document(INTERVIEW)
    for words in ("It showed in March", "board spent nothing"):
        assert [hop.source for hop in claim_with(extraction, words).attribution] == ["Ida Brandt"]
    for words in ("lost 200 sheep", "took 3 metres"):
        [hop] = claim_with(extraction, words).attribution
        assert (hop.source, hop.resolved, hop.cue, hop.type) == ("Brandt", "Ida Brandt", "Brandt:", "direct")
    assert claim_with(extraction, "lost 200 sheep").wording == "The lower farm lost 200 sheep, according to Ida Brandt."
    assert not claim_with(extraction, "board has not replied").attribution
    assert not any(claim.text.startswith(("Brandt", "Ida")) for claim in extraction.claims)


def test_a_is_whom_the_lines_before_name() -> None:
    questions = "Q. What happened?\nA. The mill burned down. Two men died.\nQ. Who paid?\nA. The owner paid 3m kroner."
    unnamed = claim_with(extract_document(questions), "Two men died")
    assert [(hop.source, hop.resolved, hop.cue) for hop in unnamed.attribution] == [(None, None, "A.")]
    assert unnamed.wording_is_quote
    named = claim_with(extract_document(f"Ida Brandt spoke to the inquiry.\n\n{questions}"), "Two men died")
    assert [hop.resolved for hop in named.attribution] == ["Ida Brandt"]
    assert named.wording == "Two men died, according to Ida Brandt."


@pytest.mark.parametrize(
    "text",
    [
        "Photo: The harbour at dawn.\nUpdate: Two men died in the fire.\nWhat next? Nobody knows.",
        "Toll: 14 people died.\nDamage: 40 homes burned down.\nCost: The state pays 3m kroner.",
        "FAQ: What are my rights?\nStatus: The line is shut. Two men died.",
    ],
)
def test_labels_of_lines_are_no_speakers(text: str) -> None:
    assert not any(hop.cue for claim in extract_document(text).claims for hop in claim.attribution)
