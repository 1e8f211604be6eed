"""The search by words and by meaning, inside PostgreSQL: texts that say the same as a text, the likeliest first.

A text is found by the stems of its words (BM25), by its runs of three letters (BM25 again: names spelt otherwise, words run
together) and by its vector. What these three find is ranked by them and by how well the words of the one are met by words of
the other. That two texts are alike finds candidates and says nothing of whether they agree.
"""

from __future__ import annotations

import functools
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from psycopg import sql

from claims.linking import words
from claims.linking.vectors import as_literal, content_words, vector_of, word_vectors

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

    from claims.linking.vectors import Vector

POOL = 100  # texts that each of the three searches brings
ROWS_AT_ONCE = 2000
K1, B = 1.2, 0.75  # of BM25, the usual ones
TOO_COMMON = 0.25  # what stands in more than this share of the texts tells nothing
LEAST_KIN = 0.35  # cosine of two words below which the one does not meet the other
BY_MEANING = 2.0  # weight of each of the two measures by vectors against each of the two by letters

TABLES = """
CREATE TABLE {s}.document (n integer PRIMARY KEY, id text NOT NULL, body text NOT NULL, vector halfvec(256) NOT NULL);
CREATE TABLE {s}.posting (kind "char" NOT NULL, term bigint NOT NULL, n integer NOT NULL, times smallint NOT NULL);
"""
INDEXES = """
CREATE TABLE {s}.length AS SELECT kind, n, sum(times)::float8 AS length FROM {s}.posting GROUP BY 1, 2;
CREATE TABLE {s}.term AS
    SELECT kind, term, ln(1 + (texts.number - count(*) + 0.5) / (count(*) + 0.5)) AS weight
    FROM {s}.posting, (SELECT count(*) AS number FROM {s}.document) texts
    GROUP BY kind, term, texts.number HAVING count(*) <= greatest(20, {common} * texts.number);
CREATE TABLE {s}.weighted AS
    SELECT p.kind, p.term, p.n,
           (t.weight * p.times * ({k1} + 1) / (p.times + {k1} * (1 - {b} + {b} * l.length / mean.length)))::real AS weight
    FROM {s}.posting p JOIN {s}.term t USING (kind, term) JOIN {s}.length l USING (kind, n)
    JOIN (SELECT kind, avg(length) AS length FROM {s}.length GROUP BY 1) mean USING (kind);
CREATE INDEX ON {s}.weighted (kind, term) INCLUDE (n, weight);
CREATE INDEX ON {s}.term (kind, term);
ANALYZE {s}.weighted; ANALYZE {s}.document; ANALYZE {s}.term;
"""
SEARCH = """
WITH lexical AS (
    SELECT kind, n, sum(weight) AS score FROM {s}.weighted
    WHERE (kind = 'w' AND term = ANY(%(words)s)) OR (kind = 'g' AND term = ANY(%(grams)s)) GROUP BY 1, 2
), best AS (
    SELECT kind, max(score) AS score FROM lexical GROUP BY 1
), pool AS (
    (SELECT n FROM lexical WHERE kind = 'w' ORDER BY score DESC, n LIMIT %(pool)s)
    UNION (SELECT n FROM lexical WHERE kind = 'g' ORDER BY score DESC, n LIMIT %(pool)s)
    UNION (SELECT n FROM {s}.document ORDER BY vector <=> %(vector)s::halfvec, n LIMIT %(pool)s)
)
SELECT d.n, d.id, d.body,
       coalesce(w.score / bw.score, 0) + coalesce(g.score / bg.score, 0) AS letters, 1 - (d.vector <=> %(vector)s::halfvec) AS meaning
FROM pool JOIN {s}.document d USING (n)
LEFT JOIN lexical w ON w.kind = 'w' AND w.n = d.n LEFT JOIN best bw ON bw.kind = 'w'
LEFT JOIN lexical g ON g.kind = 'g' AND g.n = d.n LEFT JOIN best bg ON bg.kind = 'g'
ORDER BY d.n
"""


@dataclass(frozen=True, slots=True)
class Text:
    id: str
    body: str


class TextIndex:
    """Texts in a schema of their own, to be searched. `scratch_index` makes one and drops it afterwards."""

    def __init__(self, cursor: CursorWrapper, schema: str) -> None:
        self._cursor = cursor
        self._schema = schema
        self._weights: dict[int, float] = {}
        self._rarest = 1.0

    def load(self, texts: Iterable[Text]) -> int:
        """Read the texts in, a few thousand at a time; return how many. Once, before the first search."""
        self._run(TABLES)
        rest, number = iter(texts), 0
        while some := list(islice(rest, ROWS_AT_ONCE)):
            self._copy(some, number)
            number += len(some)
        self._run(INDEXES)
        self._cursor.execute(self._in_schema("SELECT term, weight FROM {s}.term WHERE kind = 'w'"))
        self._weights = dict(self._cursor.fetchall())
        self._rarest = max(self._weights.values(), default=1.0)
        return number

    def rank(self, body: str, most: int) -> list[str]:
        """Ids of the texts that say the same as this one, the likeliest first, at most so many."""
        of_words = content_words(body)
        if not of_words:
            return []
        vector = vector_of(body)
        parameters: dict[str, list[int] | str | int] = {
            "words": [_number(term) for term in _stems(of_words)],
            "grams": [_number(gram) for gram in _grams(of_words)],
            "vector": as_literal(vector),
            "pool": POOL,
        }
        self._cursor.execute(self._in_schema(SEARCH), parameters)
        found = self._cursor.fetchall()
        met = _Met(of_words, self._weight)
        scores = {
            (-(letters + BY_MEANING * (max(0.0, meaning) + met.by(content_words(other)))), n): name
            for n, name, other, letters, meaning in found
        }
        return [scores[key] for key in sorted(scores)][:most]

    def _copy(self, texts: Sequence[Text], first: int) -> None:
        with self._cursor.copy(self._in_schema("COPY {s}.document (n, id, body, vector) FROM STDIN")) as copy:
            for number, text in enumerate(texts, start=first):
                copy.write_row((number, text.id, text.body, as_literal(vector_of(text.body))))
        with self._cursor.copy(self._in_schema("COPY {s}.posting (kind, term, n, times) FROM STDIN")) as copy:
            for number, text in enumerate(texts, start=first):
                of_words = content_words(text.body)
                for kind, terms in (("w", _stems(of_words)), ("g", _grams(of_words))):
                    for term, times in Counter(terms).items():
                        copy.write_row((kind, _number(term), number, min(times, 1000)))

    def _weight(self, word: str) -> float:
        """How rare the word's stem is; a stem of no text is as rare as the rarest, one that is too common weighs little."""
        return self._weights.get(_number(f"w{_stem(word)}"), self._rarest)

    def _run(self, statements: str) -> None:
        for statement in statements.split(";\n"):
            if statement.strip():
                self._cursor.execute(self._in_schema(statement))

    def _in_schema(self, statement: str) -> sql.Composed:
        return sql.SQL(statement).format(
            s=sql.Identifier(self._schema), k1=sql.Literal(K1), b=sql.Literal(B), common=sql.Literal(TOO_COMMON)
        )


@contextmanager
def scratch_index(cursor: CursorWrapper, schema: str) -> Iterator[TextIndex]:
    """An index in a new schema of that name, which is dropped whatever happens. The cursor's role must be allowed to make schemas."""
    named = sql.Identifier(schema)
    cursor.execute(sql.SQL("CREATE SCHEMA {}").format(named))
    try:
        yield TextIndex(cursor, schema)
    finally:
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(named))


# --- how well words meet


class _Met:
    """How well the words of one text are met by those of another, both ways: 1 when each has its like, 0 when none has."""

    def __init__(self, of_words: Sequence[str], weight: Callable[[str], float]) -> None:
        import numpy as np

        self._np = np
        self._weight = weight
        self._words = list(dict.fromkeys(of_words))
        self._vectors = word_vectors(self._words)
        self._weights = self._weigh(self._words)

    def _weigh(self, of: Sequence[str]) -> Vector:
        return self._np.array([self._weight(word) for word in of], dtype=self._np.float32)

    def by(self, other: Sequence[str]) -> float:
        others = list(dict.fromkeys(other))
        if not others:
            return 0.0
        kin = self._vectors @ word_vectors(others).T
        kin[kin < LEAST_KIN] = 0
        weights = self._weigh(others)
        here = float((kin.max(axis=1) * self._weights).sum() / self._weights.sum())
        there = float((kin.max(axis=0) * weights).sum() / weights.sum())
        return float((min(1.0, here) * min(1.0, there)) ** 0.5)


# --- terms


def _stem(word: str) -> str:
    return words.stem(word)


def _stems(of_words: Sequence[str]) -> list[str]:
    return [f"w{_stem(word)}" for word in of_words]


def _grams(of_words: Sequence[str]) -> list[str]:
    text = f" {' '.join(of_words)} "
    return [f"g{text[i : i + 3]}" for i in range(len(text) - 2)]


@functools.lru_cache(maxsize=200_000)
def _number(term: str) -> int:
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), "big", signed=True)
