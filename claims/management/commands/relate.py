"""`relate --jsonl`: how two marked claims stand to each other; needs no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
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
        for number, line in enumerate(sys.stdin, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                answer = _answer(row)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                self.stderr.write(f"standard input, line {number}: no pair of claims ({error!r})")
                failed = True
                continue
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        if failed:
            sys.exit(1)


def _answer(row: Mapping[str, Any]) -> dict[str, Any]:
    ends = []
    for side in ("a", "b"):
        end = row[side]
        span = Span(int(end["start"]), int(end["end"]))
        if not 0 <= span.start < span.end <= len(end["text"]):
            raise ValueError(f"{side}: no such place in its text")
        ends.append(claim_at(Document(side, end["text"], end.get("published"), end.get("outlet")), span))
    found = compare(*ends)
    return {
        "id": row["id"],
        "relation": found.relation if found else None,
        "newer": found.newer if found else None,
        "score": found.score if found else 0.0,
        "rule": found.rule if found else None,
        "reason": found.reason if found else "nothing ties them together",
    }
