"""What the check-worthiness weights are about: the words of a sentence, their order, and counts of a few classes.

Training and scoring both come through here, so that a weight means the same in either. Plain Python and made for
speed: what a word is, is looked up once.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections.abc import Iterator
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from claims.extraction.lexicon import load

_RAW = re.compile(r"[$€£]?\d[\d,.]*%?|[^\W\d_]+(?:[’'][a-z]+)?|[,;:?!]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ENDINGS = ("ing", "ed", "es", "s", "ly")
_ABSTRACT = ("tion", "ment", "ness", "ity", "ism")
_NO_SUPERLATIVES = frozenset(
    {"interest", "request", "west", "guest", "forest", "protest", "arrest", "honest", "invest", "harvest"}
)
_SILENT = frozenset({",", ";", ":"})
_NOT_NAMES = frozenset({"i", "i'm", "i've", "i'll", "i'd"})
_EASY_TALK = re.compile(r"\b(?:[Ll]et's|[Ll]et me|[Tt]hank|going to|need to|have to|got to)\b")
_PERFECT = re.compile(r"\bha(?:s|ve|d) (?:\w{1,20} )?\w{1,20}(?:ed|en)\b")
_SUPERLATIVE = re.compile(r"[a-z]{3,20}est\Z")
# Sentences longer than this are lists or hostile; their start decides.
LONGEST = 4000
# Of longer "words" only the start is cut into pieces.
LONGEST_WORD = 40
# How the names of neighbours in the skeleton begin.
PAIR = "k:"

EXPLICIT = (
    "length", "long", "very short", "short", "over thirty words", "number", "numbers", "number density", "name", "names",
    "name density", "acronym", "past", "pasts", "past density", "modal", "modals", "modal density", "first density",
    "first person", "second person", "second density", "third person", "superlative", "question mark", "exclamation",
    "asking", "measure", "thinking", "doubt", "year", "money", "share", "negation", "vote", "comparison",
    "number and past", "number and modal", "name and past", "plain past", "easy talk", "perfect", "passive", "word length",
)  # fmt: skip


class Word(NamedTuple):
    """What one word is, wherever it stands. `shape` is its kind in the sentence's skeleton, `inside` its shape when
    it is not the first; `signs` are the classes of `news_signs` it belongs to."""

    lower: str
    gram: str
    stem: str
    shape: str
    inside: str
    classes: tuple[str, ...]
    signs: tuple[str, ...]
    capital: bool
    mark: bool
    counts: tuple[int, ...]


# Places of a Word, for the C loops below.
_INSIDE, _CLASSES, _COUNTS = map(itemgetter, (4, 5, 9))
# What `counts` counts, by place: numbers, pasts, modals, first and second person, letters, capitals, words.
_COUNTED = ("number", "past", "modal", "first", "second")


class Reading(NamedTuple):
    """A sentence as the weights see it: its words, the skeleton with both its ends, the explicit features by place."""

    words: tuple[Word, ...]
    skeleton: tuple[str, ...]
    explicit: tuple[float, ...]

    def grams(self) -> Iterator[str]:
        """Every n-gram, by the name that files of weights have for it: words, stems, neighbours in the skeleton."""
        for word in self.words:
            yield from grams_of(word)
        for first, second in itertools.pairwise(self.skeleton):
            yield f"{PAIR}{first} {second}"

    def pieces(self) -> Iterator[str]:
        """Every piece of its words."""
        for word in self.words:
            yield from pieces_of(word)


def read(text: str) -> Reading:
    """Words, skeleton and explicit features of a sentence or claim."""
    text = text[:LONGEST]
    words = tuple(map(word_of, _RAW.findall(text)))
    # in the skeleton rare words are only their kind, and names are told by a capital that is not the first
    opening = words[0].shape if words else "$"
    return Reading(words, ("^", opening, *map(_INSIDE, words[1:]), "$"), _explicit(text, words))


def grams_of(word: Word) -> tuple[str, ...]:
    """The n-grams of one word: itself and its stem; none of a mark that only divides."""
    return () if word.gram in _SILENT else (word.gram, word.stem)


def has_meaning(word: Word) -> bool:
    """True for a word, false for a number or mark."""
    return word.lower[0].isalpha()


def pieces_of(word: Word) -> tuple[str, ...]:
    """Stretches of two to five letters of a word with its ends: what words of one family share. None of numbers, marks."""
    if not has_meaning(word):
        return ()
    ended = f"^{word.lower}$"[:LONGEST_WORD]
    return tuple(ended[i : i + size] for size in (2, 3, 4, 5) for i in range(len(ended) - size + 1))


@functools.lru_cache(maxsize=100_000)
def word_of(raw: str) -> Word:
    """What a word, number or mark is, whatever stands around it."""
    raw = raw.replace("’", "'")
    lower = raw.lower()
    first = raw[0]
    if first.isdigit() or first in "$€£":
        return _number(raw)
    if first in ",;:?!":
        return Word(lower, lower, "", lower, lower, (), (), False, True, (0,) * 8)
    classes = {name for name, members in _classes().items() if lower in members}
    capital = first.isupper() and lower not in _NOT_NAMES
    if _SUPERLATIVE.match(lower) and lower not in _NO_SUPERLATIVES:
        classes.add("superlative")
    if lower.endswith("ed") and len(lower) > 4:
        classes.add("past")
    if raw.isupper() and len(raw) > 1:
        classes = (classes | {"acronym"}) - {"first", "third"}  # "US" is no "us"
    spelled = "number" in classes
    gram = "<nw>" if spelled else lower
    shape = "<n>" if spelled else _shape(lower)
    inside = "<N>" if capital and shape[0] == "<" else shape
    signs = tuple(sorted(name for name, members in _signs().items() if lower in members))
    named = tuple(sorted(classes))
    counts = _counts(named, lower, capital=capital)
    return Word(lower, gram, "s:" + _stem(gram), shape, inside, named, signs, capital, False, counts)


def _counts(classes: tuple[str, ...], lower: str, *, capital: bool) -> tuple[int, ...]:
    return (*(int(name in classes) for name in _COUNTED), len(lower), int(capital), 1)


def _number(raw: str) -> Word:
    bare = raw.strip(".,")
    classes: tuple[str, ...]
    if raw[0] in "$€£":
        gram, classes = "<money>", ("money", "number")
    elif raw.endswith("%"):
        gram, classes = "<pct>", ("number", "share")
    elif _YEAR.fullmatch(bare):
        gram, classes = "<year>", ("number", "year")
    else:
        gram, classes = "<num>", ("number",)
    counts = _counts(classes, raw, capital=False)
    return Word(raw.lower(), gram, "s:" + gram, gram, gram, classes, (), False, False, counts)


def _shape(lower: str) -> str:
    if lower in _classes()["function"] or ("'" in lower and lower.split("'")[0] in _classes()["function"]):
        return lower
    if lower in _classes()["past"] or lower.endswith("ed"):
        return "<ed>"
    for ending, shape in (("ing", "<ing>"), ("ly", "<ly>"), (_ABSTRACT, "<abs>"), ("s", "<s>")):
        if lower.endswith(ending):
            return shape
    return "<w>"


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word[: -len(ending)]
    return word


def _explicit(text: str, words: tuple[Word, ...]) -> tuple[float, ...]:
    numbers, pasts, modals, firsts, seconds, letters, names, count = (
        map(sum, zip(*map(_COUNTS, words), strict=True)) if words else (0,) * 8
    )
    size = count or 1
    classes = set(chain.from_iterable(map(_CLASSES, words)))
    opening = next((word for word in words if not word.mark), None)
    if opening is not None and opening.capital:
        names -= 1
    question = "?" in text
    return (
        math.log1p(size), min(size, 40) / 40, size < 6, size < 10, size > 30,
        numbers > 0, min(numbers, 4), numbers / size, names > 0, min(names, 5), names / size, "acronym" in classes,
        pasts > 0, min(pasts, 3), pasts / size, modals > 0, min(modals, 3), modals / size,
        firsts / size, firsts > 0, seconds > 0, seconds / size, "third" in classes,
        "superlative" in classes, question, "!" in text, opening is not None and "asking" in opening.classes,
        "measure" in classes, "think" in classes, "doubt" in classes, "year" in classes,
        "money" in classes or "dollars" in text, "share" in classes or "percent" in text, "negation" in classes,
        "vote" in classes, "compare" in classes, numbers > 0 and pasts > 0,
        numbers > 0 and modals > 0, names > 0 and pasts > 0, pasts > 0 and modals == 0 and not question,
        _EASY_TALK.search(text) is not None, _PERFECT.search(text) is not None, "being" in classes and pasts > 0,
        letters / size,
    )  # fmt: skip


@functools.cache
def _classes() -> dict[str, frozenset[str]]:
    table = {name: frozenset(members) for name, *members in map(str.split, load("en", "worthiness_words"))}
    return table | {"being": frozenset({"was", "were", "is", "are", "been", "be"})}


@functools.cache
def _signs() -> dict[str, frozenset[str]]:
    return {name: frozenset(members) for name, *members in map(str.split, load("en", "news_signs"))}
