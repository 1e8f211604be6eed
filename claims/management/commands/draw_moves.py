"""Draw the table of moves into the documents that show it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from claims.review.moves_picture import as_picture, as_table

BEGIN, END = "<!-- moves: drawn by `manage.py draw_moves` -->", "<!-- end of moves -->"


def with_table(document: str) -> str:
    """The document with the table between its marks as the code has it."""
    before, rest = document.split(BEGIN)
    _old, after = rest.split(END)
    return f"{before}{BEGIN}\n{as_table()}\n{END}{after}"


class Command(BaseCommand):
    help = "Draw the table of review moves into docs/review.md and docs/images/review-moves.svg"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        docs = Path(settings.BASE_DIR) / "docs"
        page = docs / "review.md"
        page.write_text(with_table(page.read_text(encoding="utf-8")), encoding="utf-8")
        (docs / "images" / "review-moves.svg").write_text(as_picture(), encoding="utf-8")
        self.stdout.write("Drawn: docs/review.md, docs/images/review-moves.svg")
