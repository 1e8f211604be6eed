"""`link_files FILE…`: all suggested links among the claims of some texts; needs no database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.linking.compared import ComparedClaim
from claims.linking.comparison import Relation, compare
from claims.linking.copies_at_hand import copied_claims
from claims.linking.keys import pairs_by_keys
from claims.linking.neighbours import every_pair
from claims.linking.reading import Document, claims_in, read
from claims.linking.selection import as_copy, worth_showing
from claims.spans import Span

MOST_CHARACTERS = 5_000_000  # of one file; no article is longer


class UnreadableFile(Exception):
    """A named file is no text; the message says which and why."""


class Command(BaseCommand):
    help = (
        'Print the suggested links among the claims of texts as JSON lines {"a": {"file", "start", "end"}, "b": {…}, '
        '"relation", "newer", "score", "rule", "reason"}. Touches no stored data and needs no database. A file that cannot be '
        "read is named, the others are linked all the same, and the exit status is 1."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help="UTF-8 texts")
        parser.add_argument("--meta", type=Path, metavar="META.json", help='{file stem: {"published", "outlet"}}')

    def handle(self, *args: Any, **options: Any) -> None:
        about = _meta(options["meta"]) if options["meta"] else {}
        texts: dict[str, str] = {}
        leftovers: dict[str, list[Span]] = {}
        claims: list[ComparedClaim] = []
        unreadable: list[str] = []
        for path in dict.fromkeys(options["files"]):
            try:
                document = _document(path, about)
            except UnreadableFile as error:
                self.stderr.write(str(error))
                unreadable.append(str(path))
                continue
            extraction = read(document)
            texts[document.name] = document.text
            leftovers[document.name] = [leftover.span for leftover in extraction.boilerplate]
            found = claims_in(extraction, document)
            claims += found
            if not found:
                self.stderr.write(f"{path}: no claims found (language: {extraction.metadata.language or 'unknown'})")
        for (left, right), relation in _links(claims, texts, leftovers):
            self.stdout.write(_line(claims[left], claims[right], relation))
        if unreadable:
            number, every = len(unreadable), len(set(options["files"]))
            raise CommandError(f"{number} of {every} files could not be read: {', '.join(unreadable)}")


def _links(
    claims: list[ComparedClaim], texts: Mapping[str, str], leftovers: Mapping[str, Iterable[Span]]
) -> list[tuple[tuple[int, int], Relation]]:
    """The links worth showing; where both ends stand in text that two files share, an agreement is a duplicate."""
    copied = copied_claims(texts, claims, leftovers)
    article_of = {index: claim.article for index, claim in enumerate(claims)}
    found = []
    for pair in every_pair(pairs_by_keys(claims), article_of):
        relation = compare(claims[pair[0]], claims[pair[1]])
        if relation is not None:
            found.append((pair, as_copy(relation) if pair in copied else relation))
    return worth_showing(found)


def _line(a: ComparedClaim, b: ComparedClaim, relation: Relation) -> str:
    line = {
        "a": _end(a.key),
        "b": _end(b.key),
        "relation": relation.relation,
        "newer": relation.newer,
        "score": relation.score,
        "rule": relation.rule,
        "reason": relation.reason,
    }
    return json.dumps(line, ensure_ascii=False)


def _meta(path: Path) -> dict[str, dict[str, str]]:
    try:
        table = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise CommandError(f"{path}: not readable as JSON ({error})") from error
    if not isinstance(table, dict):
        raise CommandError(f"{path}: not a JSON object")
    for stem, row in table.items():
        fields = [row.get(name) for name in ("published", "outlet")] if isinstance(row, dict) else [0]
        if not all(field is None or isinstance(field, str) for field in fields):
            raise CommandError(f'{path}: “{stem}” is not an object with the strings "published" and "outlet"')
    return table


def _document(path: Path, about: Mapping[str, Mapping[str, str]]) -> Document:
    try:
        with path.open(encoding="utf-8-sig") as file:
            text = file.read(MOST_CHARACTERS + 1)
    except OSError as error:
        raise UnreadableFile(f"{path}: cannot be read ({error.strerror or error})") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path}: not UTF-8 at byte {error.start}") from error
    if len(text) > MOST_CHARACTERS:
        raise UnreadableFile(f"{path}: longer than {MOST_CHARACTERS:,} characters")
    row = about.get(path.stem, {})
    return Document(str(path), text, row.get("published"), row.get("outlet"))


def _end(key: str) -> dict[str, Any]:
    name, _, place = key.rpartition(":")
    start, end = place.split("-")
    return {"file": name, "start": int(start), "end": int(end)}
