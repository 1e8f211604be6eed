"""`extract FILE…`: what a text says, as JSON; needs no database."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.extraction import extract_document
from claims.extraction.found import Extraction, FoundClaim

SIDECAR = ".meta.json"


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    text: str
    published: str | None = None
    outlet: str | None = None


WARM_UP = Document("warm-up", "“Up to 12 of 40 boats sank on 3 May 2024,” an official said.\n\nShe could lose £3m.")


class UnreadableFile(Exception):
    """A named file can't be read as a text; the message says which and why."""


class Command(BaseCommand):
    help = "Print the claims of texts, one JSON object a document (document.schema.json). Needs no database."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files", nargs="*", metavar="FILE", type=Path, help="UTF-8 texts; FILE.meta.json is honoured"
        )
        parser.add_argument("--published", metavar="ISO", help="when they were published; goes before a sidecar's date")
        parser.add_argument("--format", choices=["jsonl", "text"], default="jsonl")
        parser.add_argument(
            "--jsonl", action="store_true", help='read {"id", "text", "published"?} lines from standard input'
        )
        parser.add_argument("--jobs", type=int, default=1, metavar="N", help="read with N processes")
        parser.add_argument("--stats", action="store_true", help="figures as one JSON line on standard error")
        parser.add_argument("--weights", type=Path, metavar="FILE", help="other weights for check-worthiness")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["files"] and not options["jsonl"]:
            raise CommandError("name at least one FILE, or give --jsonl with lines on standard input")
        began = time.perf_counter()
        try:
            _extract(WARM_UP, options["weights"])  # reads the model, the word lists and the weights
        except (OSError, ValueError) as error:
            raise CommandError(f"--weights {options['weights']}: not readable ({error})") from error
        load_seconds = time.perf_counter() - began
        gc.freeze()  # the model stays; looking through it again and again is a tenth of the time
        failures: list[str] = []
        documents = _from_lines(sys.stdin, options, failures) if options["jsonl"] else _from_files(options, failures)
        figures = {"documents": 0, "sentences": 0, "characters": 0}
        began = time.perf_counter()
        for document, extraction in _extracted(documents, options["weights"], options["jobs"]):
            self._report(failures)
            self.stdout.write(_printed(document, extraction, options["format"]))
            figures["documents"] += 1
            figures["sentences"] += len(extraction.sentences)
            figures["characters"] += len(document.text)
        self._report(failures, last=True)
        if options["stats"]:
            seconds = time.perf_counter() - began
            timing = {"load_seconds": round(load_seconds, 3), "seconds": round(seconds, 3)}
            self.stderr.write(json.dumps({**figures, **timing}))
        if self._failed:
            sys.exit(1)

    _failed = 0

    def _report(self, failures: list[str], *, last: bool = False) -> None:
        for failure in failures:
            self.stderr.write(failure)
            self._failed += 1
        failures.clear()


# --- documents


def _from_files(options: dict[str, Any], failures: list[str]) -> Iterator[Document]:
    for path in options["files"]:
        try:
            yield read_file(path, options["published"])
        except UnreadableFile as error:
            failures.append(str(error))


def read_file(path: Path, published: str | None = None) -> Document:
    """A text file with what its sidecar says about it. Raise UnreadableFile, which names the file and the reason."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path}: not UTF-8 at byte {error.start}") from error
    about = _sidecar(path)
    return Document(path.stem, text, published or about.get("published"), about.get("outlet"))


def _sidecar(path: Path) -> dict[str, str]:
    sidecar = path.with_name(path.name + SIDECAR)
    if not sidecar.is_file():
        return {}
    try:
        about = json.loads(sidecar.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"{sidecar}: not readable as JSON ({error})") from error
    if not isinstance(about, dict):
        raise UnreadableFile(f"{sidecar}: not a JSON object")
    return {key: value for key, value in about.items() if isinstance(value, str) and value.strip()}


def _from_lines(lines: Iterable[str], options: dict[str, Any], failures: list[str]) -> Iterator[Document]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            document = Document(
                str(row["id"]), row["text"], row.get("published") or options["published"], row.get("outlet")
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            failures.append(f"standard input, line {number}: no document ({error!r})")
            continue
        if isinstance(document.text, str):
            yield document
        else:
            failures.append(f"standard input, line {number}: its text is no string")


# --- extraction


def _extracted(documents: Iterator[Document], weights: Path | None, jobs: int) -> Iterator[tuple[Document, Extraction]]:
    if jobs <= 1:
        for document in documents:
            yield document, _extract(document, weights)
        return
    # One document at a time a process; results come in the order of the documents.
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        pending: list[tuple[Document, Any]] = []
        for document in documents:
            pending.append((document, pool.submit(_extract, document, weights)))
            if len(pending) >= 4 * jobs:
                first, future = pending.pop(0)
                yield first, future.result()
        for first, future in pending:
            yield first, future.result()


def _extract(document: Document, weights: Path | None) -> Extraction:
    return extract_document(document.text, published=document.published, outlet=document.outlet, weights=weights)


# --- printing


def _printed(document: Document, extraction: Extraction, form: str) -> str:
    if form == "jsonl":
        return _as_json(extraction.to_json(document.id))
    lines = [f"{document.id}: {len(extraction.claims)} claims, {len(extraction.sentences)} sentences"]
    lines.extend(_claim_line(claim, extraction) for claim in extraction.claims)
    return "\n".join(lines)


def _as_json(document: dict[str, Any]) -> str:
    """One line; half a character out of broken input is escaped, for UTF-8 can't hold it."""
    line = json.dumps(document, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(document)
    return line


def _claim_line(claim: FoundClaim, extraction: Extraction) -> str:
    numbers = "; ".join(extraction.quantities[i].surface for i in claim.quantities)
    said = " > ".join(hop.source or "unnamed" for hop in claim.attribution)
    about = [f"{claim.check_worthiness:.2f}", claim.kind, *([numbers] if numbers else []), *([said] if said else [])]
    return f"  {claim.span.start}-{claim.span.end} {' '.join(claim.text.split())}\n      {' | '.join(about)}"
