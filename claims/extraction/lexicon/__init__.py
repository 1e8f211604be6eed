"""Word lists as data files, one folder a language; each opens with its source and licence."""

from __future__ import annotations

import functools
from pathlib import Path


@functools.cache
def load(language: str, name: str) -> tuple[str, ...]:
    """The entries of `lexicon/<language>/<name>.txt`, in order, without comments and empty lines."""
    path = Path(__file__).parent / language / f"{name}.txt"
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


@functools.cache
def word_set(language: str, name: str) -> frozenset[str]:
    """The words of such a list, in whatever lines."""
    return frozenset(word for line in load(language, name) for word in line.split())
