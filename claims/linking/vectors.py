"""Words → static vectors that lie near each other where the words mean alike; knows no Django. For workers and commands.

The weights come with the package `wordllama`; nothing is fetched. Loading them takes a quarter of a second and some 100 MB, so
web processes never import them: they are loaded by the first text that is asked for.

A text's vector is the mean of its words' vectors, each of length one, without function words. That beats the package's own mean
over all word pieces, in which frequent words weigh as much as names (docs/linking.md, measuring).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.linking import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

DIMENSIONS = 256
MOST_WORDS = 400  # of a text; a claim has twenty
KNOWN_WORDS = 30_000  # kept ready; 30 MB

_ADDRESS = re.compile(r"https?://\S+|\b(?:pic\.twitter\.com|t\.co)/\S+")
_TAG = re.compile(r"[@#](\w+)")
_JOINT = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][^\W\d_A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")


def content_words(text: str) -> list[str]:
    """The words that carry the meaning, in lower case and in order. Addresses are left out; tags and account names of social
    networks are taken apart: "#StormWarning" is two words."""
    plain = _TAG.sub(lambda match: " " + _JOINT.sub(" ", match[1]).replace("_", " ") + " ", _ADDRESS.sub(" ", text))
    small = _function_words()
    found = []
    for match in _TOKEN.finditer(plain):
        word = match[0].lower().replace("’", "'").removesuffix("'s")
        if word not in small:
            found.append(word.replace(",", "") if word[0].isdigit() else word)
            if len(found) >= MOST_WORDS:
                break
    return found


@functools.cache
def _function_words() -> frozenset[str]:
    return frozenset(" ".join(words.lines("en", "function_words")).split())


def vector_of(text: str) -> Vector:
    """The text's direction, of length one; all zeros for a text without content words."""
    return mean_of(word_vectors(content_words(text)))


def mean_of(vectors: Vector) -> Vector:
    import numpy as np

    if not len(vectors):
        return np.zeros(DIMENSIONS, dtype=np.float32)
    mean: Vector = vectors.mean(axis=0)
    length = float(np.linalg.norm(mean))
    return mean / length if length else mean


def word_vectors(of: Sequence[str]) -> Vector:
    """A row of length one for each word."""
    import numpy as np

    if not of:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    _learn(of)
    known = _known()
    return np.stack([known[word] for word in of])


def _learn(of: Iterable[str]) -> None:
    known = _known()
    new = [word for word in dict.fromkeys(of) if word not in known]
    if len(known) + len(new) > KNOWN_WORDS:
        known.clear()
        new = list(dict.fromkeys(of))
    if new:
        known.update(zip(new, _model().embed(new, norm=True), strict=True))


@functools.cache
def _known() -> dict[str, Vector]:
    return {}


@functools.cache
def _model() -> Any:
    import wordllama

    return wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)


def whole_words() -> list[str]:
    """The words that are one piece to the model, with the capitals they are known by."""
    return [piece[1:] for piece in _model().tokenizer.get_vocab() if piece.startswith("▁") and len(piece) > 2]


def as_literal(vector: Vector) -> str:
    """As PostgreSQL's `vector` and `halfvec` read it."""
    return "[" + ",".join(f"{value:.5g}" for value in vector.tolist()) + "]"
