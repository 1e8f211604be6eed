"""`rank_claims`: which of some documents say the same as each query, the likeliest first."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections, transaction

from claims.linking.similarity import Text, scratch_index

MOST_CHARACTERS = 100_000  # of one text


class Command(BaseCommand):
    help = (
        'Read documents and queries, lines of {"id", "text"}, into a schema of their own, which is dropped afterwards, and '
        'print {"id", "ranked": [ids]} for each query. Stored claims are neither read nor changed.'
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queries", required=True, type=Path, metavar="Q.jsonl")
        parser.add_argument("--documents", required=True, type=Path, metavar="D.jsonl")
        parser.add_argument("--top", type=int, default=100, help="how many documents to name for each query (100)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["top"] < 1:
            raise CommandError("--top: at least 1")
        for _ in _texts(options["queries"]):  # a bad line is told before the work begins
            pass
        connection = connections["owner"]  # the site's own role may make no tables
        schema = f"rank_claims_{secrets.token_hex(6)}"
        with transaction.atomic(using="owner"), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            with scratch_index(cursor, schema) as index:
                if not index.load(_texts(options["documents"], once=True)):
                    raise CommandError(f"{options['documents']}: no documents in it")
                for query in _texts(options["queries"]):
                    ranked = [json.loads(name) for name in index.rank(query.body, options["top"])]
                    line = {"id": json.loads(query.id), "ranked": ranked}
                    self.stdout.write(_printable(json.dumps(line, ensure_ascii=False)))


def _texts(path: Path, *, once: bool = False) -> Iterator[Text]:
    """The lines of a file, one at a time. Raises CommandError that names the line that is none."""
    seen: set[str] = set()
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    text = _text(line, f"{path}, line {number}")
                    if once and text.id in seen:
                        raise CommandError(f"{path}, line {number}: the id {text.id} was there before")
                    seen.add(text.id)
                    yield text
    except OSError as error:
        raise CommandError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path}: not UTF-8 ({error.reason} at byte {error.start})") from error


def _printable(line: str) -> str:
    """The line; with escapes where an id has half a character pair, which cannot be printed."""
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(json.loads(line))
    return line


def _text(line: str, where: str) -> Text:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{where}: not JSON ({error})") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not isinstance(row.get("id"), str | int):
        raise CommandError(f'{where}: not an object with "id" and "text"')
    body = row["text"].replace("\0", " ")[:MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
    return Text(json.dumps(row["id"]), body)  # as JSON, so that a number comes out as a number again
