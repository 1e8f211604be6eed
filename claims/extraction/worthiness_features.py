"""What the check-worthiness weights are about: the words of a sentence, their order, and counts of a few classes.

Training and scoring both come through here, so that a weight means the same in either. Plain Python and made for
speed: what a word is, is looked up once.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from typing import NamedTuple

from claims.extraction.lexicon import load

_RAW = re.compile(r"[$€£]?\d[\d,.]*%?|[^\W\d_]+(?:[’'][a-z]+)?|[,;:?!]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ENDINGS = ("ing", "ed", "es", "s", "ly")
_ABSTRACT = ("tion", "ment", "ness", "ity", "ism")
_NO_SUPERLATIVES = frozenset(
    {"interest", "request", "west", "guest", "forest", "protest", "arrest", "honest", "invest", "harvest"}
)
_SILENT = frozenset({",", ";", ":", ""})
_NOT_NAMES = frozenset({"i", "i'm", "i've", "i'll", "i'd"})
_EASY_TALK = re.compile(r"\b(?:[Ll]et's|[Ll]et me|[Tt]hank|going to|need to|have to|got to)\b")
_PERFECT = re.compile(r"\bha(?:s|ve|d) (?:\w{1,20} )?\w{1,20}(?:ed|en)\b")
_SUPERLATIVE = re.compile(r"[a-z]{3,20}est\Z")
# Sentences longer than this are lists or hostile; their start decides.
LONGEST = 4000

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


class Reading(NamedTuple):
    """A sentence as the weights see it: the n-grams that stand in it, and the explicit features by place."""

    grams: set[str]
    explicit: tuple[float, ...]
    words: tuple[Word, ...]


def read(text: str) -> Reading:
    """Words, n-grams and explicit features of a sentence or claim."""
    text = text[:LONGEST]
    words = tuple(map(word_of, _RAW.findall(text)))
    return Reading(_grams(words), _explicit(text, words), words)


@functools.lru_cache(maxsize=100_000)
def word_of(raw: str) -> Word:
    """What a word, number or mark is, whatever stands around it."""
    raw = raw.replace("’", "'")
    lower = raw.lower()
    first = raw[0]
    if first.isdigit() or first in "$€£":
        return _number(raw)
    if first in ",;:?!":
        return Word(lower, lower, "", lower, lower, (), (), False, True)
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
    return Word(lower, gram, "s:" + _stem(gram), shape, inside, tuple(sorted(classes)), signs, capital, False)


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
    return Word(raw.lower(), gram, "s:" + gram, gram, gram, classes, (), False, False)


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


def _grams(words: tuple[Word, ...]) -> set[str]:
    """Words, stems, and pairs of the skeleton, in which rare words are only their kind; each once."""
    shapes = [word.inside for word in words]
    if words:
        shapes[0] = words[0].shape
    found = {f"{first} {second}" for first, second in zip(["^", *shapes], [*shapes, "$"], strict=True)}
    found.update([word.gram for word in words])
    found.update([word.stem for word in words])
    return found - _SILENT


def _explicit(text: str, words: tuple[Word, ...]) -> tuple[float, ...]:
    plain = [word for word in words if not word.mark]
    marks = [word.lower for word in words if word.mark]
    size = len(plain) or 1
    tally = Counter([name for word in plain for name in word.classes])
    names = sum([word.capital for word in plain[1:]])
    numbers, pasts, modals = tally["number"], tally["past"], tally["modal"]
    question = "?" in marks
    return (
        math.log1p(size), min(size, 40) / 40, size < 6, size < 10, size > 30,
        numbers > 0, min(numbers, 4), numbers / size, names > 0, min(names, 5), names / size, "acronym" in tally,
        pasts > 0, min(pasts, 3), pasts / size, modals > 0, min(modals, 3), modals / size,
        tally["first"] / size, "first" in tally, "second" in tally, tally["second"] / size, "third" in tally,
        "superlative" in tally, question, "!" in marks, bool(plain) and "asking" in plain[0].classes, "measure" in tally,
        "think" in tally, "doubt" in tally, "year" in tally, "money" in tally or "dollars" in text, "share" in tally
        or "percent" in text, "negation" in tally, "vote" in tally, "compare" in tally, numbers > 0 and pasts > 0,
        numbers > 0 and modals > 0, names > 0 and pasts > 0, pasts > 0 and modals == 0 and not question,
        _EASY_TALK.search(text) is not None, _PERFECT.search(text) is not None, "being" in tally and pasts > 0,
        sum([len(word.lower) for word in plain]) / size,
    )  # fmt: skip


@functools.cache
def _classes() -> dict[str, frozenset[str]]:
    table = {name: frozenset(members) for name, *members in map(str.split, load("en", "worthiness_words"))}
    return table | {"being": frozenset({"was", "were", "is", "are", "been", "be"})}


@functools.cache
def _signs() -> dict[str, frozenset[str]]:
    return {name: frozenset(members) for name, *members in map(str.split, load("en", "news_signs"))}
