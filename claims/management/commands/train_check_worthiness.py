"""Learn the check-worthiness weights from sentences that people judged."""

from __future__ import annotations

import gzip
import hashlib
import json
import math
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.extraction.check_worthiness import FORMAT
from claims.extraction.worthiness_features import EXPLICIT, read

CREDIT = (
    "Learned from the ClaimBuster data set: F. Arslan, N. Hassan, C. Li, M. Tremayne, A Benchmark Dataset of "
    "Check-worthy Factual Claims, ICWSM 2020, https://zenodo.org/records/3836810"
)
LICENCE = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
# An n-gram of one training sentence alone teaches nothing about others.
LEAST_SENTENCES = 2
# Pieces are many and say little each.
LEAST_SENTENCES_OF_PIECES = 4
# Explicit features are divided by their spread and by this again: more, and they drown the words.
EXPLICIT_SHARE = 0.1
# Found by cross-validation inside of either half of the rows; from 1 to 2 the halves hardly differ.
REGULARISATION = 1.5


class Command(BaseCommand):
    help = "Learn check-worthiness weights from rows of JSON ({id, text, label: 0 or 1}, one a line)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rows", type=Path, help="file of rows, or the training half with --half")
        parser.add_argument("--out", type=Path, required=True, help="weights to write; .gz is compressed")
        parser.add_argument("--half", type=int, choices=(0, 1), help="only rows whose sha1 of the id has this parity")
        parser.add_argument("--credit", default=CREDIT, help="where the rows come from, kept in the file")
        parser.add_argument("--licence", default=LICENCE, help="the rows' licence, kept in the file")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = read_rows(options["rows"])
        if options["half"] is not None:
            rows = [row for row in rows if half_of(row["id"]) == options["half"]]
        if len({row["label"] for row in rows}) < 2:
            raise CommandError("The rows need both labels, 0 and 1.")
        table = {"credit": options["credit"], "licence": options["licence"], **learn(rows)}
        write(options["out"], table)
        self.stdout.write(f"{len(rows)} rows, {len(table['grams'])} n-grams → {options['out']}")


def half_of(row_id: str) -> int:
    """0 or 1 by the parity of the id's SHA-1: a split that anybody can repeat."""
    return hashlib.sha1(row_id.encode(), usedforsecurity=False).digest()[-1] % 2


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of JSON lines; raises CommandError naming the first line that is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CommandError(str(error)) from error
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            rows.append({"id": str(row["id"]), "text": str(row["text"]), "label": int(row["label"])})
        except (ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{path}, line {number}: not a row of id, text and label ({error})") from error
    return rows


def learn(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The weights as they are written; the same rows give the same weights.

    Raises CommandError where scikit-learn is not installed: only training needs it.
    """
    try:
        import numpy
        from scipy.sparse import csr_matrix, hstack  # type: ignore[import-untyped]
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise CommandError("Training needs scikit-learn: install requirements-dev.txt. Scoring does not.") from error

    rows = sorted(rows, key=lambda row: (row["id"], row["text"]))
    readings = [read(row["text"]) for row in rows]
    gram_counts = [Counter(reading.grams()) for reading in readings]
    piece_counts = [Counter(reading.pieces()) for reading in readings]
    rarity, piece_rarity = _rarity(gram_counts, LEAST_SENTENCES), _rarity(piece_counts, LEAST_SENTENCES_OF_PIECES)
    grams, pieces = (
        csr_matrix(_levelled(counts, rare), shape=(len(rows), len(rare)))
        for counts, rare in ((gram_counts, rarity), (piece_counts, piece_rarity))
    )
    explicit = numpy.array([[float(value) for value in reading.explicit] for reading in readings])
    scale = EXPLICIT_SHARE / (explicit.std(axis=0) + 1e-9)
    scale[explicit.std(axis=0) == 0] = 0.0
    labels = numpy.array([row["label"] for row in rows])
    model = LogisticRegression(
        C=REGULARISATION, class_weight="balanced", solver="liblinear", max_iter=3000, random_state=0
    ).fit(hstack([grams, pieces, csr_matrix(explicit * scale)]).tocsr(), labels)
    of_grams, of_pieces, of_explicit = numpy.split(model.coef_[0], [len(rarity), len(rarity) + len(piece_rarity)])
    return {
        "format": FORMAT,
        "rows": len(rows),
        "intercept": round(float(model.intercept_[0]), 5),
        "explicit": dict(zip(EXPLICIT, (round(float(w), 6) for w in of_explicit * scale), strict=True)),
        "grams": _table(rarity, of_grams),
        "pieces": _table(piece_rarity, of_pieces),
    }


def _levelled(counts: list[Counter[str]], rarity: dict[str, float]) -> tuple[list[float], list[int], list[int]]:
    """A row a sentence, as sparse matrices are written: each count times its rarity, divided by the root of the norm."""
    place = {gram: index for index, gram in enumerate(rarity)}
    data: list[float] = []
    columns: list[int] = []
    starts = [0]
    for counted in counts:
        known = sorted((place[gram], rarity[gram], count) for gram, count in counted.items() if gram in place)
        norm = sum(rare * rare * count for _, rare, count in known) ** 0.5 or 1.0
        columns.extend(column for column, _, _ in known)
        data.extend(rare * count / norm for _, rare, count in known)
        starts.append(len(data))
    return data, columns, starts


def _table(rarity: dict[str, float], weights: Any) -> dict[str, list[float]]:
    return {
        gram: [round(rare, 3), round(float(weight), 3)]
        for (gram, rare), weight in zip(rarity.items(), weights, strict=True)
    }


def _rarity(counts: list[Counter[str]], least: int) -> dict[str, float]:
    """Inverse document frequency of every n-gram that stands in enough sentences, in alphabetical order."""
    sentences: dict[str, int] = {}
    for grams in counts:
        for gram in grams:
            sentences[gram] = sentences.get(gram, 0) + 1
    total = len(counts)
    return {
        gram: math.log((1 + total) / (1 + count)) + 1.0 for gram, count in sorted(sentences.items()) if count >= least
    }


def write(path: Path, table: dict[str, Any]) -> None:
    """One file; the compressed form is the same bytes for the same weights."""
    raw = json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()
    path.write_bytes(gzip.compress(raw, 9, mtime=0) if path.suffix == ".gz" else raw)
