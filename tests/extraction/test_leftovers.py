"""Leftovers of web pages: what is set aside with its reason, and what of an article never is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.extraction.leftovers import find_leftovers
from claims.extraction.sentences import find_sentences

TITLE = "Ferry runs aground off Selby with 140 on board"
LEAD = "A ferry with 140 people on board ran aground off Selby in thick fog on Monday evening, the coast guard said."
SECOND = "Nobody was hurt, but two lorries slid into the ship’s rail and leaked diesel into the water."
THIRD = "The captain told investigators that the radar had failed an hour before the accident."
LAST = "The ferry company has cancelled all crossings until Thursday."


def set_aside(text: str) -> dict[str, str]:
    return {found.span.of(text): found.reason for found in find_leftovers(text, find_sentences(text))}


def within(*lines: str) -> str:
    return "\n".join([TITLE, LEAD, SECOND, *lines, THIRD, LAST])


def after(*lines: str) -> str:
    return "\n".join([TITLE, LEAD, SECOND, THIRD, LAST, *lines])


def before(*lines: str) -> str:
    return "\n".join([TITLE, *lines, LEAD, SECOND, THIRD, LAST])


@pytest.mark.parametrize(
    "line",
    [
        "FOLLOW US ON WHATSAPP",
        "The writers’ opinions do not always agree with those of the newspaper.",
        "The views in this column may not match the position of the publisher.",
        "(1 euro = 11.42 crowns)",
        "(€1 = $1.09; £1 = $1.27)",
        "(Recasts, adds detail on the radar, quote from captain)",
        "FAQ: What passengers can claim back",
        "Status: 4 May 2026, 9:30",
        "Subscribe to our newsletter for the day’s stories.",
        "Get breaking news straight to your inbox every morning",
        "Found a typo? Let us know.",
        "If you see a mistake, select it and press Ctrl+Enter.",
        "Your browser does not support the video tag.",
        "We use cookies to improve your experience on our site.",
        "For more on the coast, click here.",
        "Share this article with your friends",
        "Advertisement",
        "Story continues below this advertisement",
        "Read more: Why the old lighthouse was switched off",
        "READ ALSO: Harbour master quits",
        "Related: Five ships lost in a year",
        "Minister Unveils Sweeping New Plan For National Orchard Subsidies",
        "Photo: Ana Ruiz / Harbour Post",
        "Image source, Harbour Post",
        "https://harbourpost.example/ferry-runs-aground",
        "#ferry #selby #fog",
        "Please get in touch if you were on board.",
        "Tell us what you saw.",
    ],
)
def test_a_line_of_the_page_inside_the_article_is_set_aside(line: str) -> None:
    assert list(set_aside(within(line))) == [line]


@pytest.mark.parametrize(
    "lines",
    [
        ["Source link"],
        ["Source: Harbour Post"],
        ["Tags: ferry, fog, Selby"],
        ["Previous articleBakers ask for a lower tax on flour", "Next articleWhat the new school law changes"],
        ["« Previous story", "Next story »"],
        ["Share this: Facebook | Telegram | Email"],
        ["Most Read", "1 Bakery on Mill Lane shuts after 60 years", "2 Review: the pier’s new musical"],
        ["You may also like:", "How to smoke a herring", "The man who counts gulls"],
        ["Copyright 2026 The Harbour Post. All rights reserved."],
        ["(Reporting by Ana Ruiz; Editing by Bo Lind)"],
        ["Press contact: Bo Lind, +45 75 55 01 20", "The line publishes its notices in two languages."],
        ["ENDS", "About the line", "The line was founded in 1911 and runs six ships."],
        ["Comments (47)"],
        ["Ana Ruiz is a reporter covering ports for the Harbour Post."],
        ["This article was first published in the Harbour Post."],
        ["(Reuters)"],
        ["Ana Ruiz can be reached at aruiz@harbourpost.example. Follow her on X @aruiz."],
        ["Explore more on these topics", "Selby", "Ships", "Reuse this content"],
    ],
)
def test_what_a_page_puts_after_the_article_is_set_aside(lines: list[str]) -> None:
    found = set_aside(after(*lines))
    assert set(" ".join(found).split()) == set(" ".join(lines).split())


@pytest.mark.parametrize(
    "lines",
    [
        ["News | Business"],
        ["Home > World > Europe"],
        ["By Ana Ruiz, Harbour Correspondent"],
        ["By Ana Ruiz and Bo Lind"],
        ["Tuesday 5 May 2026 5:12 pm | Updated 6:40 pm"],
        ["Harbour Post, 5 May 2026"],
        ["05.05.2026 | Harbour Line"],
        ["Posted by admin on May 5, 2026 in Politics"],
        ["Harbour Evening News"],
        ["Harbour Post staff and agencies", "Mon 4 May 2026 09.14 GMT"],
        ["By Ana Ruiz", "Harbour reporter, Selby", "3 hours ago", "Share"],
    ],
)
def test_what_a_page_puts_under_the_headline_is_set_aside(lines: list[str]) -> None:
    assert list(set_aside(before(*lines))) == lines


def test_paragraphs_without_any_stop_are_kept() -> None:
    lines = [
        "The Kordan army said on Monday that it had taken the village of Tolm after a week of fighting in which sixty of its men fell",
        "Meravia denied this and said its troops still held the railway station and the school",
        "An aid group said 1,400 people had fled the village since Thursday",
    ]
    assert set_aside("\n".join(lines)) == {}


def test_navigation_above_the_headline_is_set_aside() -> None:
    text = f"Skip to content\nNews\nWeather\n{after()}"
    assert list(set_aside(text)) == ["Skip to content", "News", "Weather"]


def test_of_a_caption_only_the_label_and_the_credit_are_set_aside() -> None:
    text = within("WATCH: A tug pulls the ferry off the bank at high tide.", "The ferry on Monday. Image: Ana Ruiz")
    assert set_aside(text) == {"WATCH:": "label before a caption", "Image: Ana Ruiz": "photo credit"}


def test_a_credit_before_a_caption_is_set_aside_without_what_the_picture_shows() -> None:
    credit = "Coastal Images/Ana Ruiz |"
    assert set_aside(before(f"{credit} The stranded ferry off Selby on Tuesday morning")) == {credit: "photo credit"}


def test_a_caption_without_a_stop_keeps_its_words() -> None:
    label = "Image caption,"
    line = f"{label} Some 30 passengers spent the night in the school at Selby"
    assert set_aside(within(line)) == {label: "label before a caption"}


def test_a_wires_mark_before_the_headline_is_set_aside() -> None:
    assert set_aside("UPDATE 2-" + within()) == {"UPDATE 2-": "mark of the agency before the headline"}
    assert set_aside("A-level results " + within()) == {}


def test_a_name_and_a_place_below_the_headline_are_the_byline() -> None:
    assert set_aside(before("Ana Ruiz in Selby")) == {"Ana Ruiz in Selby": "byline"}


def test_of_a_paragraph_only_the_prompt_at_its_end_is_set_aside() -> None:
    text = within("The inquiry will take six weeks. Click here to read the order in full.")
    assert list(set_aside(text)) == ["Click here to read the order in full."]


def test_the_heading_of_a_promotion_goes_with_it() -> None:
    text = within(
        "The Coast: News & Views", "Our briefing gives you the latest from the coast. To read it, click here."
    )
    assert set(set_aside(text).values()) == {
        "heading of a box that is not part of the article",
        "asks the reader to do something on the page",
    }


@pytest.mark.parametrize(
    "line",
    [
        "Fog and failed radar",
        "‘We heard a bang’",
        "Who pays for the tow?",
        "‘Join us,’ the crew of a fishing boat called over, and took 12 passengers on board.",
        "“Follow me to the boats,” the mate said.",
        "Follow the money: the line has paid £2m in dividends since 2022.",
        "Check your tickets at the terminal, the company said, and allow an hour for boarding.",
        "Turn off the gas before you leave your cabin, the rules say.",
        "You can claim a refund of up to £90 if your crossing was cancelled.",
        "Twitter users posted pictures of the ferry from the beach.",
        "The ministry’s website was down for two hours on Monday.",
        "Facebook said it had removed 40 false reports about the wreck.",
        "Let us recall that the bank has been marked since 1998.",
        "This report was drawn up by the coast guard in 2019 and published in May.",
        "The line, which also sells advertising, carried 1.2 million people last year.",
        "• Some 40 tonnes of diesel were on board",
        "Share prices of ferry lines fell by 3 per cent.",
        "In a letter to the port, the company denied the charge:",
        "The photo by a passenger shows both lorries at the rail.",
        "Sources close to the company said the mate was at the wheel.",
        "By Tuesday the oil had reached the beach at Orre.",
        "Previous accidents on the bank had cost 14 lives.",
        "And some in the crew tell us that the answer is to wait.",
        "Let me just make this comment.",
        "If they join us in getting rid of the old radars, we will pay half, the port said.",
        "More in July than in June.",
        "Copyright law does not protect charts, the court found.",
        "The mayor’s views may not match those of his party, the agency’s survey shows.",
        "(The captain adds that nobody saw the light) was all that the log held of that hour.",
        "The ferry carried lorries | cars | bicycles and one horse, the captain’s list shows.",
    ],
)
def test_the_article_itself_is_never_set_aside(line: str) -> None:
    assert set_aside(within(line)) == {}


def test_the_subject_of_the_article_is_not_taken_for_the_page() -> None:
    browsers = [
        "The firm wants people to stop using its old browser, which 9 per cent of them still do, it said on Monday.",
        "A new browser of the firm blocks cookies unless you allow them, and 40 million people use it, a survey says.",
        "Your browser sends more than your name, the agency said, and fined the firm 3 million pounds for its cookies.",
    ]
    assert set_aside("\n".join(["Firm fined for what its browser told", *browsers, LAST])) == {}


def test_a_last_sentence_that_lost_its_stop_is_kept() -> None:
    assert set_aside(after("The ferry company said the radar would be replaced before the next crossing")) == {}


def test_lists_of_the_article_are_kept() -> None:
    text = within("What is known so far:", "140 people on board", "Two lorries at the rail", "40 tonnes of diesel")
    assert set_aside(text) == {}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=8))
def test_spans_are_in_order_apart_and_never_empty(lines: list[str]) -> None:
    text = "\n".join(lines)
    end = 0
    for found in find_leftovers(text, find_sentences(text)):
        assert end <= found.span.start < found.span.end <= len(text)
        assert found.reason
        end = found.span.end


@pytest.mark.parametrize(
    "text", ["#a " * 100_000, "a | " * 100_000, "By A " * 60_000, "you newsletter " * 30_000, "Photo: " * 50_000]
)
def test_hostile_lines_take_linear_time(text: str) -> None:
    started = time.process_time()
    find_leftovers(text, find_sentences(text))
    assert time.process_time() - started < 5
