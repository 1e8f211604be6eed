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
# Explicit features are divided by their spread and by this again: more, and they drown the words.
EXPLICIT_SHARE = 0.1
REGULARISATION = 5.0


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
    counts = [Counter(reading.grams()) for reading in readings]
    rarity = _rarity(counts)
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
    grams = csr_matrix((data, columns, starts), shape=(len(rows), len(place)))
    explicit = numpy.array([[float(value) for value in reading.explicit] for reading in readings])
    scale = EXPLICIT_SHARE / (explicit.std(axis=0) + 1e-9)
    scale[explicit.std(axis=0) == 0] = 0.0
    labels = numpy.array([row["label"] for row in rows])
    model = LogisticRegression(
        C=REGULARISATION, class_weight="balanced", solver="liblinear", max_iter=3000, random_state=0
    ).fit(hstack([grams, csr_matrix(explicit * scale)]).tocsr(), labels)
    weights = model.coef_[0]
    return {
        "format": FORMAT,
        "rows": len(rows),
        "intercept": round(float(model.intercept_[0]), 5),
        "explicit": dict(zip(EXPLICIT, (round(float(w), 6) for w in weights[len(place) :] * scale), strict=True)),
        "grams": {
            gram: [round(rarity[gram], 3), round(float(weight), 3)]
            for gram, weight in zip(place, weights, strict=False)
        },
    }


def _rarity(counts: list[Counter[str]]) -> dict[str, float]:
    """Inverse document frequency of every n-gram that stands in enough sentences, in alphabetical order."""
    sentences: dict[str, int] = {}
    for grams in counts:
        for gram in grams:
            sentences[gram] = sentences.get(gram, 0) + 1
    total = len(counts)
    return {
        gram: math.log((1 + total) / (1 + count)) + 1.0
        for gram, count in sorted(sentences.items())
        if count >= LEAST_SENTENCES
    }


def write(path: Path, table: dict[str, Any]) -> None:
    """One file; the compressed form is the same bytes for the same weights."""
    raw = json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()
    path.write_bytes(gzip.compress(raw, 9, mtime=0) if path.suffix == ".gz" else raw)
