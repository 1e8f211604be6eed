"""Sentences: where they end, what they cover, and the zone they stand in."""

from __future__ import annotations

import textwrap
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.extraction.paragraphs import find_paragraphs
from claims.extraction.sentences import LONGEST, find_sentences


def cut(text: str) -> list[str]:
    return [sentence.span.of(text) for sentence in find_sentences(text)]


@pytest.mark.parametrize(
    "pieces",
    [
        ["The ferry sank.", "Nobody was hurt."],
        ["Mr. Adler met Gen. Ruiz in St. Ives on Aug. 6.", "They spoke for 2.5 hours."],
        ["The U.S. Senate met at 9 a.m. Tuesday.", "It rose at 5 p.m.", "Nobody spoke."],
        ["She moved to the U.S.", "The move cost $3.5 million."],
        ["They sell ropes, nets, etc.", "Trade is slow."],
        ["The match was held in Washington D.C.", "Image: Ana Ruiz."],
        ["J. R. R. Hale wrote it.", "George W. Orr read it."],
        ["Acme Inc. Chairman Bo Lind resigned.", "His firm, Lind Ltd., went on."],
        ["Reported by e.g. the Post, i.e. a daily, vs. its rival.", "It was wrong."],
        ["He said no.", "Berlin said yes."],
        ["“We lost the road.”", "“It will come back,” she said."],
        ["He said: “They came at dawn.", "They left at noon.”", "Nobody saw them."],
        ["“Is the bridge open?” the mayor asked.", "It was not."],
        ["“Is the bridge open?” Mayor Hill asked reporters.", "It was not."],
        ["“Stop!”", "The man ran on."],
        ["The plant (built in 1990.) closed.", "It was old."],
        ["He left ... and came back.", "Why?", "Nobody knows!"],
        ["The vote was 5-4.", "“That is close,” he said."],
        ["It rose 3.5%.", "30 people left."],
        ["See No. 10 for more.", "No. 11 is closed."],
        ["The end came.[1]", "Then it rained."],
        ["The share fell to 10.", "Then it rose."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(pieces: list[str]) -> None:
    assert cut(" ".join(pieces)) == pieces


def test_a_stop_without_a_space_ends_a_sentence_only_before_a_word_that_begins_one() -> None:
    assert cut("The dam had burst.The village was gone.") == ["The dam had burst.", "The village was gone."]
    assert cut("She runs shoes.Com and node.Js for a living.") == ["She runs shoes.Com and node.Js for a living."]


def test_full_stops_of_other_scripts_need_no_space() -> None:
    assert cut("大火发生。三人受伤。") == ["大火发生。", "三人受伤。"]


def test_lines_of_an_article_are_paragraphs() -> None:
    text = "The mill burnt down\nTwo men were hurt\n\nThe owner wept."
    assert [s.paragraph for s in find_sentences(text)] == [0, 1, 2]


def test_hard_wrapped_lines_are_joined_and_blank_lines_still_divide() -> None:
    text = (
        "The river rose by two metres on Sunday night and flooded the\n"
        "lower town, where some three hundred houses stood under water\n"
        "until the morning, according to the fire brigade of the city.\n"
        "\n"
        "A bridge was closed to lorries after a barge had struck one of\n"
        "its piers, and the trains to the coast were running an hour\n"
        "late for the rest of the day.\n"
    )
    assert len(find_paragraphs(text)) == 2
    assert [s.span.of(text)[-5:] for s in find_sentences(text)] == ["city.", " day."]


WIRE = (
    "Quarry wall gives way above the village of Tornell, two roads cut, and the school stays shut for the week\n"
    "\n"
    "    * Some 60 people spend the night in a sports hall\n"
    "    * Operator had been warned in spring, miners say\n"
    "\n"
    "TORNELL - A quarry wall gave way on Monday and buried 14\n"
    "parked cars, the district said.\n"
    "\n"
    "The slide came after two weeks of rain. The damage was put at\n"
    "$3.5 million by the operator.\n"
    "\n"
    "Nobody had been at work in the pit at the time, according to\n"
    "Mayor Ines Falk.\n"
)


def test_paragraphs_of_two_wrapped_lines_are_joined_below_a_title_and_bullets_that_are_not() -> None:
    found = [paragraph.of(WIRE) for paragraph in find_paragraphs(WIRE)]
    assert len(found) == 6
    assert [paragraph.count("\n") for paragraph in found] == [0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize("width", [38, 52, 66, 72, 80, 100])
def test_wrapping_is_seen_at_any_usual_width(width: int) -> None:
    paragraphs = [
        "The river rose by two metres on Sunday night and flooded the lower town, where some three hundred houses "
        "stood under water until the morning, according to the fire brigade.",
        "A bridge was closed to lorries after a barge had struck one of its piers, and the trains to the coast were "
        "running an hour late for the rest of the day, the railway said on Monday.",
    ]
    text = "\n\n".join("\n".join(textwrap.wrap(paragraph, width)) for paragraph in paragraphs)
    assert [" ".join(found.of(text).split()) for found in find_paragraphs(text)] == paragraphs


@pytest.mark.parametrize(
    "text",
    [
        "Roses are red\nand violets grow\nin rows along the old stone wall\nby the sea",
        "The mill burnt down on Monday night.\nTwo men were hurt by falling beams.\nThe owner wept in the yard.",
        "Ferry late\nbridge shut\nschool open\nmarket moved to Friday",
        "Council votes for the tram line\n\nMill burns down in the night\n\nTwo men are hurt at sea",
    ],
)
def test_short_lines_that_nobody_wrapped_stay_apart(text: str) -> None:
    assert [paragraph.of(text) for paragraph in find_paragraphs(text)] == [line for line in text.split("\n") if line]


def test_label_caption_and_credit_are_sentences_of_their_own() -> None:
    line = "Image caption, Some 90 families sleep in the sports hall Image: Ana Ruiz"
    text = f"Quarry wall gives way\n{BODY}{line}"
    assert [s.span.of(text) for s in find_sentences(text)][-3:] == [
        "Image caption,",
        "Some 90 families sleep in the sports hall",
        "Image: Ana Ruiz",
    ]


def test_a_wires_mark_is_no_part_of_the_headline() -> None:
    text = f"UPDATE 3-Quarry wall gives way above village\n{BODY}"
    assert cut(text)[:2] == ["UPDATE 3-", "Quarry wall gives way above village"]


def test_stacked_headlines_of_like_length_are_not_joined() -> None:
    text = "\n".join(f"Minister opens the new harbour at Port Number {word}" for word in ("One", "Two", "Six", "Ten"))
    assert len(find_paragraphs(text)) == 4


def test_bullets_end_a_paragraph_and_keep_their_marks() -> None:
    text = "The deal in figures:\n• Some 40 jobs go\n• Sales fell by 3%.\n1. The first step\n2. The second step"
    assert [s.span.of(text) for s in find_sentences(text)] == text.split("\n")


def test_first_and_last_mark_the_paragraphs_ends() -> None:
    sentences = find_sentences("One came. Two went. Three stayed.\nFour slept.")
    assert [(s.first, s.last) for s in sentences] == [(True, False), (False, False), (False, True), (True, True)]


BODY = "The council has approved the line after a long debate on Monday.\nIt will cost 640 million pounds, the mayor said.\n"


@pytest.mark.parametrize(
    ("text", "line", "zone"),
    [
        (f"Council backs tram line despite fears\n{BODY}", 0, "title"),
        (f"Home | News | Sport\nCouncil backs tram line\n{BODY}", 1, "title"),
        (f"Skip to content\nCouncil backs tram line\n{BODY}", 1, "title"),
        (f"date 2026-05-06 Council backs tram line\n{BODY}", 1, "title"),
        (f"Council backs tram line after long debate Monday, May 4, 2026\n{BODY}", 0, "title"),
        (f"Tram vote nears\nHundreds of people fill the market square\n{BODY}", 0, "title"),
        (f"Sources: council to drop tram line after all\n{BODY}", 0, "title"),
        (BODY, 0, "body"),
        (f"{BODY}Who pays\n{BODY}", 2, "heading"),
        (f"{BODY}‘We have had enough’\n{BODY}", 2, "heading"),
        (f"{BODY}What happens next?\n{BODY}", 2, "heading"),
        (f"{BODY}In a letter to the council, the firm denied these charges:\n{BODY}", 2, "body"),
        (f"{BODY}WATCH: A tram runs into a lorry on the market square.\n{BODY}", 2, "caption"),
        (f"{BODY}Image caption: Residents look at the market square\n{BODY}", 2, "caption"),
        (f"{BODY}A tram on the market square. Photo: Ana Ruiz\n{BODY}", 2, "caption"),
        (f"{BODY}A tram on the market square (AP Photo/Ana Ruiz)\n{BODY}", 2, "caption"),
        (f"KYIV, Nov. 15 (Reuters) – A ferry sank on Friday, officials said.\n{BODY}", 0, "body"),
    ],
)
def test_zones(text: str, line: int, zone: str) -> None:
    assert next(s.zone for s in find_sentences(text) if s.paragraph == line) == zone


def test_the_date_before_a_headline_is_not_part_of_it() -> None:
    text = f" date 2026-05-06 Council backs tram line\n{BODY}"
    assert cut(text)[:2] == ["date 2026-05-06", "Council backs tram line"]


def check_cover(text: str) -> None:
    end = 0
    for sentence in find_sentences(text):
        assert end <= sentence.span.start < sentence.span.end
        assert not text[end : sentence.span.start].strip()
        assert not text[sentence.span.start].isspace()
        assert not text[sentence.span.end - 1].isspace()
        end = sentence.span.end
    assert not text[end:].strip()


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_every_visible_character_is_covered_once_and_in_order(text: str) -> None:
    check_cover(text)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='aA1 .!?"”’“(\n\r\t\u2028。:•#|@-', max_size=200))
def test_cover_holds_for_texts_made_of_marks(text: str) -> None:
    check_cover(text)


@pytest.mark.parametrize(
    "text",
    [
        "." * 400_000,
        "a" * 400_000,
        ("word " * 20_000 + "\n") * 4,
        "A. " * 130_000,
        '."' * 200_000,
        " “" * 200_000,
        "ab\n" * 100_000,
        ". " + "(" * 200_000 + " x",
        "x" + " " * 300_000 + "y.",
    ],
    ids=["dots", "one word", "long lines", "initials", "quotes", "opening quotes", "short lines", "brackets", "blanks"],
)
def test_hostile_texts_take_linear_time(text: str) -> None:
    started = time.process_time()
    sentences = find_sentences(text)
    assert time.process_time() - started < 5
    assert all(len(s.span) <= LONGEST for s in sentences)


def test_a_text_without_stops_is_cut_at_white_space() -> None:
    text = "word " * 3000
    assert all(not s.span.of(text).startswith("ord") and len(s.span) <= LONGEST for s in find_sentences(text))
    check_cover(text)
