"""The vectors of words in their sentences, as the model's own layers give them, computed in fewer steps.

A word's own vector depends on its spelling alone and is looked up; the layers that mix in the neighbours work in
place. The arithmetic is that of the layers, in their order, so that the numbers differ in the last bit if at all.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from thinc.types import Ragged

Floats = NDArray[np.float32]

# Words whose vectors are kept; with more of them all are forgotten, for texts of invented words would fill the memory.
MOST_WORDS = 16_384
# New words are computed in multiples of so many, for the matrix product of a few rows rounds in another way.
ROWS = 64
_TINY = np.float32(1e-8)


class Encoder:
    """Stands for the model of a `tok2vec` component: `MultiHashEmbed` and `MaxoutWindowEncoder` of window 1."""

    def __init__(self, tok2vec: Any) -> None:
        embed, encode = tok2vec.layers
        extract, _, self._hash, self._mix, _ = embed.layers
        self._columns = list(extract.attrs["columns"])
        self._pad = int(encode.attrs["pad"])
        self._layers = [_Layer(residual) for residual in encode.layers[0].layers]
        self._width = int(tok2vec.get_dim("nO"))
        self._known: dict[bytes, int] = {}
        self._lock = threading.Lock()
        self._vectors: Floats = np.zeros((MOST_WORDS, self._width), np.float32)

    def __call__(self, docs: Sequence[Any]) -> list[Floats]:
        """One array a document, a row a word."""
        pad = self._pad
        places = []
        at = pad
        for doc in docs:
            places.append((at, at + len(doc)))
            at += len(doc) + pad
        rows: Floats = np.zeros((at, self._width), np.float32)
        with self._lock:
            for (start, end), vectors in zip(places, self._embedded(docs), strict=True):
                rows[start:end] = vectors
        self._mix_in_neighbours(rows)
        return [rows[start:end] for start, end in places]

    def _embedded(self, docs: Sequence[Any]) -> list[Floats]:
        """Each word's own vector, before it has seen its neighbours."""
        arrays = [doc.to_array(self._columns).astype(np.uint64, copy=False) for doc in docs]
        size = arrays[0].itemsize * len(self._columns)
        keys = [[raw[i : i + size] for i in range(0, len(raw), size)] for raw in (array.tobytes() for array in arrays)]
        needed = dict.fromkeys(key for each in keys for key in each)
        new = [key for key in needed if key not in self._known]
        if len(self._known) + len(new) > MOST_WORDS:
            self._known.clear()
            new = list(needed)
        if new:
            self._learn(new)
        known = self._known
        return [self._vectors[[known[key] for key in each]] for each in keys]

    def _learn(self, new: Sequence[bytes]) -> None:
        padded = [*new, *([new[0]] * (-len(new) % ROWS))]
        signs: Any = np.frombuffer(b"".join(padded), np.uint64).reshape(len(padded), len(self._columns))
        lengths: Any = np.array([len(padded)], np.int32)
        vectors = self._mix.predict(self._hash.predict(Ragged(signs, lengths))).dataXd
        first = len(self._known)
        self._vectors[first : first + len(new)] = vectors[: len(new)]
        self._known.update(zip(new, range(first, first + len(new)), strict=True))

    def _mix_in_neighbours(self, rows: Floats) -> None:
        """The encoder's layers, each in place: a window of three words, the largest of the pieces, levelled, added."""
        width = self._width
        windows: Floats = np.zeros((len(rows), 3 * width), np.float32)
        pieces: Floats = np.empty((len(rows), self._layers[0].bias.size), np.float32)
        best: Floats = np.empty_like(rows)
        squares: Floats = np.empty_like(rows)
        for layer in self._layers:
            windows[1:, :width] = rows[:-1]
            windows[:, width : 2 * width] = rows
            windows[:-1, 2 * width :] = rows[1:]
            np.matmul(windows, layer.weights, out=pieces)
            np.add(pieces, layer.bias, out=pieces)
            np.maximum(pieces[:, :width], pieces[:, width : 2 * width], out=best)
            for start in range(2 * width, pieces.shape[1], width):
                np.maximum(best, pieces[:, start : start + width], out=best)
            best -= best.sum(axis=1, keepdims=True) / np.float32(width)
            np.multiply(best, best, out=squares)
            best *= (squares.sum(axis=1, keepdims=True) / np.float32(width) + _TINY) ** np.float32(-0.5)
            best *= layer.scale
            best += layer.shift
            rows += best


class _Layer:
    """`residual(expand_window >> maxout >> layernorm)` with the pieces of the maxout one behind the other."""

    def __init__(self, residual: Any) -> None:
        parts = {part.name: part for part in residual.walk()}
        maxout, norm = parts["maxout"], parts["layernorm"]
        outputs, pieces, inputs = maxout.get_param("W").shape
        weights = maxout.get_param("W").transpose(1, 0, 2).reshape(outputs * pieces, inputs)
        self.weights: Floats = np.ascontiguousarray(weights.T)
        self.bias: Floats = np.ascontiguousarray(maxout.get_param("b").T.reshape(-1))
        self.scale: Floats = norm.get_param("G")
        self.shift: Floats = norm.get_param("b")
