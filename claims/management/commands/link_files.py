"""`link_files FILE…`: all suggested links among the claims of some texts; needs no database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.linking.comparison import compare
from claims.linking.keys import pairs_by_keys
from claims.linking.neighbours import every_pair
from claims.linking.reading import Document, claims_of
from claims.linking.selection import worth_showing


class Command(BaseCommand):
    help = (
        'Print the suggested links among the claims of texts as JSON lines {"a": {"file", "start", "end"}, "b": {…}, '
        '"relation", "newer", "score", "rule", "reason"}. Touches no stored data and needs no database.'
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help="UTF-8 texts")
        parser.add_argument("--meta", type=Path, metavar="META.json", help='{file stem: {"published", "outlet"}}')

    def handle(self, *args: Any, **options: Any) -> None:
        about = _meta(options["meta"]) if options["meta"] else {}
        claims = [claim for path in options["files"] for claim in claims_of(_document(path, about))]
        found = []
        article_of = {index: claim.article for index, claim in enumerate(claims)}
        for left, right in every_pair(pairs_by_keys(claims), article_of):
            relation = compare(claims[left], claims[right])
            if relation is not None:
                found.append(((left, right), relation))
        for (left, right), relation in worth_showing(found):
            line = {
                "a": _end(claims[left].key),
                "b": _end(claims[right].key),
                "relation": relation.relation,
                "newer": relation.newer,
                "score": relation.score,
                "rule": relation.rule,
                "reason": relation.reason,
            }
            self.stdout.write(json.dumps(line, ensure_ascii=False))


def _meta(path: Path) -> dict[str, dict[str, str]]:
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: not readable as JSON ({error})") from error
    if not isinstance(table, dict):
        raise CommandError(f"{path}: not a JSON object")
    return {stem: row for stem, row in table.items() if isinstance(row, dict)}


def _document(path: Path, about: dict[str, dict[str, str]]) -> Document:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    row = about.get(path.stem, {})
    return Document(str(path), text, row.get("published"), row.get("outlet"))


def _end(key: str) -> dict[str, Any]:
    name, _, place = key.rpartition(":")
    start, end = place.split("-")
    return {"file": name, "start": int(start), "end": int(end)}
