"""What a text shows about its origin, and how each is known; the language it is in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.extraction.found import FoundMetadata
from claims.extraction.language import detect_language
from claims.extraction.metadata import date_in, find_dateline, find_metadata
from claims.extraction.sentences import find_sentences

TITLE = "Ferry runs aground off Selby with 140 on board"
BODY = (
    "A ferry with 140 people on board ran aground off Selby in thick fog on Monday evening, the coast guard said.\n"
    "On 3 March 2021 another ferry had run aground there, and the line’s owner, Bo Lind, was fined.\n"
    "The captain told investigators that the radar had failed an hour before the accident."
)


def read(text: str) -> FoundMetadata:
    return find_metadata(text, find_sentences(text))


def test_nothing_is_made_up() -> None:
    found = read(BODY)
    assert (found.title, found.byline, found.outlet, found.published, found.url) == (None, None, None, None, None)
    assert found.how == {"language": "guessed"}


def test_the_title_has_its_place() -> None:
    found = read(f"Home | News | Sport\n  {TITLE}\n{BODY}")
    assert found.title == TITLE
    assert found.title_span is not None
    assert found.title_span.of(f"Home | News | Sport\n  {TITLE}\n{BODY}") == TITLE
    assert found.how["title"] == "parsed"


@pytest.mark.parametrize(
    ("lines", "published"),
    [
        ("Tuesday 5th May 2026 5:12 pm | Updated 6:40 pm", "2026-05-05T17:12"),
        ("Published: 5 May 2026, 09:12\nUpdated: 6 May 2026, 14:40", "2026-05-05T09:12"),
        ("Published 5 May 2026, 09:12 GMT", "2026-05-05T09:12Z"),
        ("By Jane Doe, City Desk, 5 May 2026", "2026-05-05"),
        ("Harbour Post, 5 May 2026", "2026-05-05"),
        ("05.05.2026 | Harbour Line", "2026-05-05"),
        ("Posted by admin on May 5, 2026 in Politics", "2026-05-05"),
        ("2026-05-05T06:30:00Z", "2026-05-05T06:30:00Z"),
        ("By Staff | 3 Min Read | Updated Sept. 3, 2025", "2025-09-03"),
        ("Tuesday", None),
        ("5 May", None),
        ("99.99.2026", None),
    ],
)
def test_the_day_of_publication_is_read_as_the_text_shows_it(lines: str, published: str | None) -> None:
    found = read(f"{TITLE}\n{lines}\n{BODY}")
    assert found.published == published
    assert ("published" in found.how) is (published is not None)


def test_a_date_before_the_headline_on_one_line() -> None:
    found = read(f" date 2026-05-06 {TITLE}\n{BODY}")
    assert (found.title, found.published) == (TITLE, "2026-05-06")


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Jane Doe", "Jane Doe"),
        ("By Jane Doe and Bo van Lind", "Jane Doe and Bo van Lind"),
        ("By Jane Doe, City Desk, 3 March 2025", "Jane Doe, City Desk"),
        ("By Jane Doe | 3 March 2025", "Jane Doe"),
        ("Written by Jane Doe", "Jane Doe"),
        ("By Monday the oil had reached the beach.", None),
        ("By the time help came, the ferry had sunk", None),
    ],
)
def test_bylines(line: str, byline: str | None) -> None:
    assert read(f"{TITLE}\n{line}\n{BODY}").byline == byline


@pytest.mark.parametrize(
    ("place", "line", "outlet", "how"),
    [
        ("after", "Copyright 2026 The Harbour Post. All rights reserved.", "The Harbour Post", "parsed"),
        ("after", "© Harbour Post 2026", "Harbour Post", "parsed"),
        ("after", "Source: Harbour Line A/S | Press release 07/2026", "Harbour Line A/S", "parsed"),
        ("before", "Harbour Evening News", "Harbour Evening News", "parsed"),
        ("before", "Harbour Line, 5 May 2026", "Harbour Line", "parsed"),
        ("before", "Harbour Post | World", "Harbour Post", "parsed"),
        ("before", "News | World", None, None),
        ("after", "https://www.harbourpost.example/2026/ferry", "harbourpost.example", "guessed"),
        ("after", "Follow our coverage on @HarbourPost_official", "HarbourPost", "guessed"),
        ("after", "“I saw it on @selbyfish,” a boy said.", None, None),
    ],
)
def test_outlets(place: str, line: str, outlet: str | None, how: str | None) -> None:
    text = f"{TITLE}\n{line}\n{BODY}" if place == "before" else f"{TITLE}\n{BODY}\n{line}"
    found = read(text)
    assert (found.outlet, found.how.get("outlet")) == (outlet, how)


def test_the_address_of_the_page() -> None:
    assert read(f"{TITLE}\n{BODY}\nhttps://harbourpost.example/a?b=1.").url == "https://harbourpost.example/a?b=1"


@pytest.mark.parametrize(
    ("opening", "place", "agency", "published"),
    [
        ("KYIV, Nov. 15 (Reuters) – ", "KYIV", "Reuters", None),
        ("ESBJERG, Denmark, 6 May 2025 – ", "ESBJERG, Denmark", None, "2025-05-06"),
        ("DHAKA (AP) — ", "DHAKA", "AP", None),
        ("GOMA, Nov 12 - ", "GOMA", None, None),
    ],
)
def test_datelines(opening: str, place: str, agency: str | None, published: str | None) -> None:
    text = f"{TITLE}\n{opening}A ferry ran aground in thick fog, officials said.\n{BODY}"
    dateline = find_dateline(text, find_sentences(text))
    assert dateline is not None
    assert (dateline.span.of(text), dateline.place, dateline.agency) == (opening, place, agency)
    assert read(text).published == published
    assert read(text).outlet == agency


def test_a_dash_in_a_sentence_is_no_dateline() -> None:
    text = f"The ferry – a ship of 1974 – ran aground in thick fog, officials said.\n{BODY}"
    assert find_dateline(text, find_sentences(text)) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BODY, "en"),
        ("Die Fähre ist am Montag im Nebel auf Grund gelaufen, sagte die Polizei. Es wurde niemand verletzt.", "de"),
        ("Le ferry s'est échoué lundi soir dans le brouillard, ont indiqué les garde-côtes.", "fr"),
        ("El transbordador encalló el lunes por la noche en la niebla, según la guardia costera.", "es"),
        ("Il traghetto si è arenato lunedì sera nella nebbia, ha detto la guardia costiera.", "it"),
        ("Паром сел на мель в понедельник вечером из-за тумана, сообщили в береговой охране.", "ru"),
        ("Пором сів на мілину в понеділок увечері через туман, повідомили у береговій охороні.", "uk"),
        ("大火发生在星期一晚上，三人受伤。", "zh"),
        ("月曜日の夜、霧の中でフェリーが座礁した。", "ja"),
        ("Το πλοίο προσάραξε τη Δευτέρα το βράδυ στην ομίχλη.", "el"),
        ("De veerboot liep maandagavond aan de grond in dichte mist, aldus de kustwacht. Er was niemand gewond.", "nl"),
        ("A komp hétfő este zátonyra futott a ködben, és 140 ember volt a fedélzeten. Senki nem sérült meg.", "hu"),
        ("Prom osiadł na mieliźnie, a na pokładzie było 140 osób, jak podała straż. Nikt nie został ranny.", "pl"),
        ("We’ve got a plan.", "en"),
        ("I can give you 10 million.", "en"),
        ("It’s a man’s life, 3 books, no more.", "en"),
        ("Rents rose by 4 per cent, while wages fell by a tenth.", "en"),
        ("Rents rose while wages fell.", "en"),
        ("Ceny vzrostly o 4 procenta, mzdy klesly.", "und"),
        ("Harbour master quits.", "und"),
        ("", "und"),
        ("12 34 56", "und"),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert detect_language(text) == language


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    found = read(text)
    if found.title_span is not None:
        assert found.title_span.of(text) == found.title
    assert found.language


@given(st.text(alphabet="0123456789./- JanMyust,", max_size=40))
def test_dates_are_days_of_a_calendar_or_nothing(line: str) -> None:
    date = date_in(line)
    assert date is None or 1 <= int(date[5:7]) <= 12


def test_the_mark_of_a_wire_is_no_part_of_the_title() -> None:
    text = f"UPDATE 2-Ferry runs aground off Selby\n{BODY}\n"
    found = find_metadata(text, find_sentences(text))
    assert found.title == "Ferry runs aground off Selby"
    assert found.title_span is not None
    assert found.title_span.of(text) == found.title
