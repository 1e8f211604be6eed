"""Where something happens: the phrase after "in", "at" or "near" that names a place."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from claims.extraction.found import FoundPlace
from claims.extraction.lexicon import load
from claims.extraction.parsing import Parsed
from claims.spans import Span

_PLAIN = frozenset({"in", "at", "on"})  # the place is what follows
_TELLING = frozenset(
    [
        "near",
        "around",
        "outside",
        "across",
        "off",
        "along",
        "toward",
        "towards",
        "beyond",
        "above",
        "below",
        "throughout",
        "inside",
        "into",
    ]
)


@functools.cache
def place_words(language: str = "en") -> frozenset[str]:
    words = set(load(language, "place_words"))
    return frozenset(
        words | {word + "s" for word in words} | {word[:-1] + "ies" for word in words if word.endswith("y")}
    )


def find_place(parsed: Parsed, span: Span, taken: Sequence[Span], text: str) -> FoundPlace | None:
    """The first place within `span`; `taken` are times and other phrases that are none ("in August")."""
    for index, word in enumerate(parsed.lower):
        if (word not in _PLAIN and word not in _TELLING) or parsed.tags[index] not in ("IN", "RP"):
            continue
        if not span.start <= parsed.starts[index] < span.end:
            continue
        noun = parsed.child(index, "pobj")
        if (
            noun is not None
            and parsed.lower[noun] in ("front", "case", "place", "order")
            and "of" in parsed.lower[noun + 1 : noun + 2]
        ):
            continue
        if noun is None or parsed.starts[noun] >= span.end or not _is_place(parsed, noun, word):
            continue
        words = [i for i in parsed.subtree(noun, without=_comments(parsed, noun)) if parsed.starts[i] < span.end]
        first, last = next(run for run in parsed.runs(words) if run[0] <= noun <= run[1])
        if word in _TELLING:
            first = index
        found = parsed.stretch(first, last)
        if found.end <= span.end and not any(found.overlaps(other) for other in taken):
            return FoundPlace(found, found.of(text))
    return None


def _comments(parsed: Parsed, noun: int) -> set[int]:
    return {c for c in parsed.children[noun] if parsed.deps[c] in ("relcl", "acl", "advcl", "punct", "appos")}


def _is_place(parsed: Parsed, noun: int, preposition: str) -> bool:
    if parsed.lower[noun] in place_words():
        return True
    if not parsed.is_name(noun):
        return False
    # "at Reuters", "on Monday": a bare name is a place after "in" or a word of direction.
    return (
        preposition in _TELLING
        or preposition == "in"
        or any(parsed.lower[i] in place_words() for i in parsed.subtree(noun))
    )
