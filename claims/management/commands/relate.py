"""`relate --jsonl`: how two marked claims stand to each other; needs no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.linking.comparison import compare
from claims.linking.reading import Document, claim_at
from claims.spans import Span


class Command(BaseCommand):
    help = (
        'Read {"id", "a": {"text", "published"?, "outlet"?, "start", "end"}, "b": {…}} lines from standard input and print '
        '{"id", "relation", "newer", "score", "reason"} for each; the relation is null for none. Needs no database.'
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--jsonl", action="store_true", help="read JSON lines; the only form there is")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["jsonl"]:
            raise CommandError("give --jsonl, with lines on standard input")
        failed = False
        for number, line in enumerate(_lines(), start=1):
            if not line.strip():
                continue
            try:
                answer = json.dumps(_answer(_row(line)), ensure_ascii=False)
                answer.encode()  # half a character pair ("\ud800") cannot be printed
            except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
                self.stderr.write(f"standard input, line {number}: no pair of claims ({_told(error)})")
                failed = True
                continue
            self.stdout.write(answer)
        if failed:
            sys.exit(1)


def _lines() -> Iterable[bytes | str]:
    """The lines of standard input as bytes, so that one of another encoding is told and the others are answered."""
    return getattr(sys.stdin, "buffer", sys.stdin)


def _row(line: bytes | str) -> Mapping[str, Any]:
    row = json.loads(line)
    if not isinstance(row, dict):
        raise TypeError("not a JSON object")
    return row


def _told(error: Exception) -> str:
    return f"“{error.args[0]}” is missing" if isinstance(error, KeyError) else f"{error.__class__.__name__}: {error}"


def _answer(row: Mapping[str, Any]) -> dict[str, Any]:
    ends = []
    name = row["id"]
    for side in ("a", "b"):
        end = row[side]
        span, text = Span(int(end["start"]), int(end["end"])), end["text"]
        if not isinstance(text, str) or not all(isinstance(end.get(k), str | None) for k in ("published", "outlet")):
            raise ValueError(f"{side}: text, published and outlet are strings")
        if not 0 <= span.start < span.end <= len(text):
            raise ValueError(f"{side}: no such place in its text")
        ends.append(claim_at(Document(side, text, end.get("published"), end.get("outlet")), span))
    found = compare(*ends)
    return {
        "id": name,
        "relation": found.relation if found else None,
        "newer": found.newer if found else None,
        "score": found.score if found else 0.0,
        "rule": found.rule if found else None,
        "reason": found.reason if found else "nothing ties them together",
    }
