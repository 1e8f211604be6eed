"""Learn the check-worthiness weights from sentences that people judged."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import math
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.extraction.assembly import is_bare_question
from claims.extraction.check_worthiness import FORMAT
from claims.extraction.parsing import parse_all
from claims.extraction.quantities import find_quantities
from claims.extraction.worthiness_features import EXPLICIT, Reading, has_meaning, read
from claims.extraction.worthiness_grammar import grammar_of
from claims.linking import vectors
from claims.spans import Span

CREDIT = (
    "Learned from the ClaimBuster data set: F. Arslan, N. Hassan, C. Li, M. Tremayne, A Benchmark Dataset of "
    "Check-worthy Factual Claims, ICWSM 2020, https://zenodo.org/records/3836810"
)
LICENCE = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
# An n-gram of one training sentence alone teaches nothing about others.
LEAST_SENTENCES = 2
# Pieces are many and say little each.
LEAST_SENTENCES_OF_PIECES = 4
LEAST_SENTENCES_OF_GRAMMAR = 3
# Explicit features are divided by their spread and by this again: more, and they drown the words.
EXPLICIT_SHARE = 0.1
# What the mean of the words' vectors is multiplied by, beside n-grams whose length is one.
MEANING_SHARE = 2.0
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
    kinds = (
        ([Counter(reading.grams()) for reading in readings], LEAST_SENTENCES),
        ([Counter(reading.pieces()) for reading in readings], LEAST_SENTENCES_OF_PIECES),
        ([Counter(grammar) for grammar in _grammars(rows)], LEAST_SENTENCES_OF_GRAMMAR),
    )
    rarities = [_rarity(counts, least) for counts, least in kinds]
    named = [
        csr_matrix(_levelled(counts, rarity), shape=(len(rows), len(rarity)))
        for (counts, _), rarity in zip(kinds, rarities, strict=True)
    ]
    meanings = numpy.array([_mean_meaning(reading) for reading in readings]) * MEANING_SHARE
    explicit = numpy.array([[float(value) for value in reading.explicit] for reading in readings])
    scale = EXPLICIT_SHARE / (explicit.std(axis=0) + 1e-9)
    scale[explicit.std(axis=0) == 0] = 0.0
    labels = numpy.array([row["label"] for row in rows])
    model = LogisticRegression(
        C=REGULARISATION, class_weight="balanced", solver="liblinear", max_iter=3000, random_state=0
    ).fit(hstack([*named, csr_matrix(meanings), csr_matrix(explicit * scale)]).tocsr(), labels)
    ends = numpy.cumsum([*map(len, rarities), vectors.DIMENSIONS])
    of_grams, of_pieces, of_grammar, of_meaning, of_explicit = numpy.split(model.coef_[0], ends)
    words = sorted(
        {word.lower for reading in readings for word in reading.words if has_meaning(word)} | _common_words()
    )
    of_words = vectors.word_vectors(words) @ (of_meaning * MEANING_SHARE)
    return {
        "format": FORMAT,
        "rows": len(rows),
        "intercept": round(float(model.intercept_[0]), 5),
        "explicit": dict(zip(EXPLICIT, (round(float(w), 6) for w in of_explicit * scale), strict=True)),
        "grams": _table(rarities[0], of_grams),
        "pieces": _table(rarities[1], of_pieces),
        "grammar": _table(rarities[2], of_grammar),
        "meanings": {word: round(float(w), 2) for word, w in zip(words, of_words, strict=True)},
    }


def _grammars(rows: list[dict[str, Any]]) -> list[list[str]]:
    """What the grammar of each row shows; nothing of questions, which are not parsed when a text is read either."""
    texts = [row["text"] for row in rows]
    joined = "\n\n".join(texts)
    starts = itertools.accumulate((len(text) + 2 for text in texts), initial=0)
    spans = [Span(start, start + len(text)) for start, text in zip(starts, texts, strict=False)]
    return [
        [] if is_bare_question(text) else grammar_of(parsed, find_quantities(text))
        for text, parsed in zip(texts, parse_all(joined, spans), strict=True)
    ]


def _mean_meaning(reading: Reading) -> Any:
    words = [word.lower for word in reading.words if has_meaning(word)]
    return vectors.word_vectors(words or [""]).mean(axis=0)


def _common_words() -> set[str]:
    """Words that the vectors know as one piece, so that words which no row has say something too."""
    return {word for word in vectors.whole_words() if word.isalpha() and word.islower()}


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
