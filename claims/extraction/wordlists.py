"""Small sets of words that the rules for quantities and times ask for by name."""

from __future__ import annotations

import functools

from claims.extraction.lexicon import load


@functools.cache
def _sets(language: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in load(language, "quantity_words"):
        name, _, words = line.partition(":")
        found.setdefault(name.strip(), set()).update(words.split())
    return {name: frozenset(words) for name, words in found.items()}


def word_set(name: str, language: str = "en") -> frozenset[str]:
    """The words under this name in `lexicon/<language>/quantity_words.txt`; a KeyError for a name that is not there."""
    return _sets(language)[name]
