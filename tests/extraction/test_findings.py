"""Findings: what a person should look at, with its arithmetic; and how much is none."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.extraction.finding_figures import converted
from claims.extraction.findings import find_findings
from claims.extraction.found import Extraction, FoundAttribution, FoundFinding
from claims.extraction.leftovers import find_leftovers
from claims.extraction.metadata import find_metadata
from claims.extraction.quantities import find_quantities
from claims.extraction.sentences import find_sentences
from claims.extraction.times import find_times
from claims.spans import Span


def findings(text: str, *, published: str | None = None, speakers: tuple[str, ...] = ()) -> list[FoundFinding]:
    """What is found in a text with its quantities, times and leftovers; `speakers` stand in attributions."""
    sentences = find_sentences(text)
    metadata = find_metadata(text, sentences)
    if published:
        metadata = replace(metadata, published=published)
    sources = [Span(*match.span()) for name in speakers for match in re.finditer(re.escape(name), text)]
    extraction = Extraction(
        extractor="test",
        metadata=metadata,
        quantities=tuple(find_quantities(text)),
        times=tuple(find_times(text, metadata.published)),
        boilerplate=tuple(find_leftovers(text, sentences)),
        attributions=tuple(FoundAttribution((span,), (), ()) for span in sources),
    )
    return find_findings(text, extraction, sentences)


def kinds(text: str, published: str | None = "2026-05-06", speakers: tuple[str, ...] = ()) -> list[str]:
    return [finding.kind for finding in findings(text, published=published, speakers=speakers)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("The wreck lies 80 kilometers (55 miles) off the coast.", "80 kilometres are 49.71 miles, not 55"),
        ("The blaze spread over 200 hectares (700 acres) of forest.", "200 hectares are 494.21 acres, not 700"),
        ("The wall is 3 metres (13 feet) high.", "3 metres are 9.84 feet, not 13"),
        ("It was 30°C (96°F) in the shade.", "30 degrees"),
    ],
)
def test_a_conversion_that_is_off_shows_its_arithmetic(text: str, message: str) -> None:
    [finding] = findings(text, published="2026-05-06")
    assert finding.kind == "conversion"
    assert finding.message.startswith(message)


@pytest.mark.parametrize(
    "text",
    [
        "The wreck lies 80 kilometers (50 miles) off the coast.",
        "The wreck lies about 100 km (60 miles) off the coast.",
        "The wreck lies 60 miles (97 km) off the coast.",
        "The ship weighs 1,200 tonnes (1,300 tons), the yard said.",
        "The wall is 3 metres (10 feet) high.",
        "It was 30°C (86°F) in the shade.",
        "The blaze spread over 200 hectares (500 acres) of forest.",
        "Sales rose to €640m ($725m) in the quarter.",
        "The pipe is 1.5 miles (2.4 km) long.",
    ],
)
def test_a_conversion_rounded_as_people_round_is_none(text: str) -> None:
    assert kinds(text) == []


def test_conversions_go_by_measure_and_never_by_money() -> None:
    assert converted(Decimal(1), "kilometre", "metre") == 1000
    assert converted(Decimal(1), "kilometre", "hour") is None
    assert converted(Decimal(1), "dollar", "euro") is None


@pytest.mark.parametrize(
    "text",
    [
        "The army is less than 40 miles or less from the town.",
        "Up to 500 people or fewer came to the meeting.",
        "More than 90 people or more were on board.",
        "At least twenty houses or more burnt down.",
        "Up to 50 houses or more burnt down.",
    ],
)
def test_a_bound_set_twice(text: str) -> None:
    assert kinds(text) == ["doubled_bound"]


@pytest.mark.parametrize(
    "text",
    [
        "The army is 40 miles or less from the town.",
        "About 50 people or so were on board.",
        "More than 90 people came, or more than last year.",
    ],
)
def test_one_bound_is_no_finding(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The guns shot down 95 of 93 missiles.",
        "The blast killed 12 people, including 15 children.",
        "The court heard 9 witnesses, 11 of them police officers.",
    ],
)
def test_a_part_above_its_whole(text: str) -> None:
    assert kinds(text) == ["part_above_whole"]


@pytest.mark.parametrize(
    "text",
    [
        "The guns shot down 81 of 93 missiles.",
        "The blast killed 12 people, including 5 children.",
        "The blast killed at least 12 people, including 15 children.",
        "The form has 32 pages with 40 questions.",
        "The blast killed 12 people and wounded 40, including 15 children.",
    ],
)
def test_a_part_within_its_whole_is_none(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("The fire killed 12 people, seven men and four women.", "7 + 4 = 11, not the stated 12"),
        (
            "The firm will cut 900 jobs. Of these, 500 are in Hull and 600 in Esbjerg.",
            "500 + 600 = 1,100, more than the stated 900",
        ),
    ],
)
def test_parts_that_do_not_add_up(text: str, message: str) -> None:
    [finding] = findings(text, published="2026-05-06")
    assert (finding.kind, finding.message) == ("sum", message)


@pytest.mark.parametrize(
    "text",
    [
        "The fire killed 12 people, seven men and five women.",
        "The fire killed 12 people, seven men and four women among them.",
        "The fire killed at least 12 people, seven men and four women.",
        "The firm will cut 1,100 jobs. Of these, 500 are in Hull and 600 in Esbjerg.",
        "The firm will cut 1,100 jobs. Of these, 500 are in Hull and 300 in Esbjerg.",
        "The firm has 12 plants, employs 700 people and makes 90 ships.",
    ],
)
def test_parts_that_add_up_or_need_not_are_none(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The margin fell 2 per cent to 6 per cent.",
        "The jobless rate rose by 0.5% to 4.5%.",
        "The rate went from 4 per cent to 5 per cent, a rise of 1 per cent.",
    ],
)
def test_per_cent_where_points_may_be_meant(text: str) -> None:
    assert kinds(text) == ["percent_against_points"]


@pytest.mark.parametrize(
    "text",
    [
        "The margin fell 2 percentage points to 6 per cent.",
        "Sales rose by 8% to €640m.",
        "The rate went from 4 per cent to 5 per cent, a rise of 25 per cent.",
    ],
)
def test_per_cent_and_points_kept_apart_are_none(text: str) -> None:
    assert kinds(text) == []


BODY = (
    "A ferry with 140 people on board ran aground off Selby in thick fog on 4 May 2026, the coast guard said.\n"
    "Nobody was hurt, but two lorries slid into the ship’s rail and leaked diesel into the water.\n"
    "The captain told investigators that the radar had failed an hour before the accident.\n"
    "The company runs six ships to the islands and employs 310 people.\n"
    "It has cancelled all crossings until the inquiry is over.\n"
)


@pytest.mark.parametrize(
    ("title", "spans"),
    [
        ("Ferry runs aground off Wallasey in thick fog", ["Wallasey"]),
        ("Ferry with 900 on board runs aground off Selby", ["900"]),
        ("Kowalczyk Speaks To Crew After Ferry Runs Aground", ["Kowalczyk"]),
    ],
)
def test_a_headline_that_the_body_never_bears_out(title: str, spans: list[str]) -> None:
    text = f"{title}\n{BODY}"
    [finding] = findings(text, published="2026-05-06")
    assert finding.kind == "headline_without_body"
    assert [span.of(text) for span in finding.spans] == spans


@pytest.mark.parametrize(
    "title",
    [
        "Ferry with 140 on board runs aground off Selby",
        "Ferry Runs Aground In Thick Fog Off The Coast",
        "More than 130 on stranded ferry off Selby",
        "Six ships, 310 people, no radar: inside the Selby ferry company",
        "London orders inquiry after ferry runs aground",
        "Two lorries leak diesel into the water off Selby’s coast",
    ],
)
def test_a_headline_that_the_body_bears_out_is_none(title: str) -> None:
    assert kinds(f"{title}\n{BODY}") == []


def test_a_note_of_few_sentences_is_no_body_to_measure_a_headline_by() -> None:
    assert (
        kinds("Ferry runs aground off Wallasey in thick fog\nNobody was hurt when the ship hit the bank on Monday.")
        == []
    )


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("WATCH: The crash on the bridge, which killed 9 people.", ["caption_against_text"]),
        ("WATCH: The crash on the bridge, which killed 4 people.", ["caption_against_text"]),
        ("WATCH: The crash on the bridge, which killed at least 4 people.", []),
        ("WATCH: The crash on the bridge, which 60 people saw.", []),
        ("WATCH: The crash on the bridge, which wounded 10 people.", ["caption_against_text"]),
        ("WATCH: The crash on the bridge, which wounded at least 10 people.", []),
    ],
)
def test_a_caption_is_held_against_the_text(caption: str, expected: list[str]) -> None:
    text = (
        "At least 4 people were killed in a crash on a bridge in Selby, the fire brigade said.\n"
        f"{caption}\n"
        "At least 10 people, including a boy, were wounded, and the bridge was shut."
    )
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("It opened on Monday, May 5, 2026.", "2026-05-06", ["weekday_against_date"]),
        ("It opened on Tuesday, May 5, 2026.", "2026-05-06", []),
        ("It opened on Friday 1 May.", "2026-05-06", []),
        ("It opened on Monday 1 May.", "2026-05-06", ["weekday_against_date"]),
        ("It opened on Monday 1 May.", None, []),
        ("It opened on Monday 31 December.", "2027-01-02", ["weekday_against_date"]),
        ("It opened on Monday 31 February 2026.", "2026-05-06", []),
    ],
)
def test_weekdays_are_held_against_their_dates(text: str, published: str | None, expected: list[str]) -> None:
    assert [kind for kind in kinds(text, published) if kind != "relative_day_without_date"] == expected


def test_the_right_weekday_is_told() -> None:
    [finding] = findings("It opened on Monday, May 5, 2026.", published="2026-05-06")
    assert finding.message == "5 May 2026 is a Tuesday, not a Monday"


def test_relative_days_without_a_date_are_one_finding() -> None:
    text = "The bridge fell last Friday, the mayor said on Tuesday.\nYesterday it was still shut to all traffic."
    [finding] = findings(text)
    assert finding.kind == "relative_day_without_date"
    assert len(finding.spans) == 3
    assert findings(text, published="2026-05-06") == []


@pytest.mark.parametrize(
    ("text", "speakers", "expected"),
    [
        (
            "Olena Marchenko said the dam held. Later Marchenco said it leaked.",
            ("Marchenco",),
            ["speaker_spelled_twice"],
        ),
        (
            "Volodymyr Zelensky spoke. “No,” Volodymyr Zelenskyy said.",
            ("Volodymyr Zelenskyy",),
            ["speaker_spelled_twice"],
        ),
        ("Ivan Petrov left. Anna Petrova said he was ill.", ("Anna Petrova",), []),
        ("Bo Andersen left. Ole Anderson said he was ill.", ("Ole Anderson",), []),
        ("Korea won. Koreans cheered, Bo Lind said.", ("Bo Lind",), []),
        ("XMarchenko said so, and Marchenco left.", ("Marchenko",), []),  # a source that begins within a word
        ("Olena Marchenko said the dam held. Marchenko left.", ("Olena Marchenko",), []),
    ],
)
def test_one_speaker_in_two_spellings(text: str, speakers: tuple[str, ...], expected: list[str]) -> None:
    assert kinds(text, speakers=speakers) == expected


def test_leftovers_are_not_looked_at() -> None:
    text = f"Ferry with 140 on board runs aground off Selby\n{BODY}Read more: Army less than 40 miles or less from Orre"
    assert kinds(text) == []


def test_findings_are_in_the_order_of_the_text() -> None:
    text = "The margin fell 2 per cent to 6 per cent. The wall is 3 metres (13 feet) high. It took 95 of 93 votes."
    assert kinds(text) == ["percent_against_points", "conversion", "part_above_whole"]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="a1 25.%,()milesKfoot or ess\n:–€", max_size=120))
def test_any_text_can_be_looked_at(text: str) -> None:
    for finding in findings(text):
        assert finding.message
        assert all(0 <= span.start < span.end <= len(text) for span in finding.spans)
