"""The picture of the moves in the documents is that of the table."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from django.conf import settings

from claims.management.commands.draw_moves import with_table
from claims.review.moves import TABLE
from claims.review.moves_picture import NAMES, as_picture, as_table

DOCS = Path(settings.BASE_DIR) / "docs"


def test_the_document_shows_the_table_as_the_code_has_it():
    page = (DOCS / "review.md").read_text(encoding="utf-8")
    assert page == with_table(page)
    assert as_table() in page


def test_the_picture_is_drawn_from_the_table_and_is_a_picture():
    drawn = (DOCS / "images" / "review-moves.svg").read_text(encoding="utf-8")
    assert drawn == as_picture()
    words = [element.text for element in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]
    for row in TABLE.values():
        for moves in row.values():
            assert all(NAMES[move] in words for move in moves)
