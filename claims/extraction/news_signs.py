"""Signs that a claim in the news is worth a reviewer's time, or less so, each with a weight and a name."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING

from claims.extraction.lexicon import load
from claims.extraction.worthiness_features import Reading, Word

if TYPE_CHECKING:
    from claims.extraction.check_worthiness import ClaimSigns

MODEL_SHARE = 0.35
BASE = -0.6

# Name of the sign → its weight in a claim's score. The names are the reasons a reviewer reads.
WEIGHTS = {
    "number": 1.0,
    "money": 0.3,
    "share": 0.2,
    "harm": 0.7,
    "something done": 0.7,
    "change in a number": 0.5,
    "named actor": 0.4,
    "superlative": 0.5,
    "official source": 0.3,
    "unnamed source": 0.3,
    "says that none or nobody": 0.4,
    "quotation": 0.0,
    "headline": -0.3,
    "opinion lowers it": -0.6,
    "an aim lowers it": -0.7,
    "speech about speech lowers it": -0.9,
    "mere background lowers it": -0.9,
    "first person lowers it": -0.5,
    "question lowers it": -1.0,
    "too short to check lowers it": -0.7,
    "hedge": 0.0,
}
LOWERING = frozenset(name for name in WEIGHTS if name.endswith("lowers it"))
SHORT = 4


def signs(reading: Reading, claim: ClaimSigns | None) -> tuple[str, ...]:
    """The names of the signs that a sentence or claim shows, strongest first."""
    words = [word for word in reading.words if word.lower not in ",;:?!"]
    lower = {word.lower for word in words}
    found = {name for name, members in _SIMPLE if lower & _lists()[members]}
    if claim is not None:
        found |= _claim_signs(claim)
    found |= _word_signs(words, reading)
    if found & {"something done", "harm", "number"}:
        found.discard("speech about speech lowers it")
        found.discard("mere background lowers it")
    return tuple(sorted(found, key=lambda name: (-abs(WEIGHTS[name]), name)))


_SIMPLE = (
    ("harm", "harm"),
    ("something done", "act"),
    ("change in a number", "change"),
    ("opinion lowers it", "opinion"),
    ("an aim lowers it", "aim"),
    ("speech about speech lowers it", "meta"),
    ("official source", "official"),
    ("unnamed source", "unnamed"),
)


def _word_signs(words: list[Word], reading: Reading) -> set[str]:
    classes = set().union(*(word.classes for word in words)) if words else set()
    found = set()
    if classes & {"number"} - {"year"}:
        found.add("number")
    found |= {sign for sign in ("money", "share", "superlative") if sign in classes}
    if any(word.capital for word in words[1:]) or any(
        word.capital and "function" not in word.classes for word in words[:1]
    ):
        found.add("named actor")
    if any(word.lower in ("no", "none", "nobody", "nothing", "never") for word in words):
        found.add("says that none or nobody")
    if "first" in classes:
        found.add("first person lowers it")
    if any(word.lower == "?" for word in reading.words):
        found.add("question lowers it")
    if len(words) <= SHORT and "number" not in found:
        found.add("too short to check lowers it")
    if (words and words[0].lower in ("which", "who", "whose")) or (len(words) > 1 and _is_definition(words)):
        found.add("mere background lowers it")
    return found


def _is_definition(words: list[Word]) -> bool:
    """True for "X is a Y" and for a noun phrase without a verb: what a thing is, not what happened."""
    for word, following in itertools.pairwise(words):
        if word.lower in ("is", "are", "was", "were") and following.lower in ("a", "an", "the", "one"):
            return True
    return not any("past" in word.classes or word.lower in _lists()["being"] for word in words) and len(words) < 12


def _claim_signs(claim: ClaimSigns) -> set[str]:
    found = set()
    if claim.quantities:
        found.add("number")
    if claim.title:
        found.add("headline")
    if claim.hedged:
        found.add("hedge")
    if claim.quoted:
        found.add("quotation")
    if claim.speaker:
        words = set(claim.speaker.lower().replace("’", "'").split())
        if words & _lists()["unnamed"]:
            found.add("unnamed source")
        elif words & _lists()["official"]:
            found.add("official source")
    return found


def weight(found: tuple[str, ...]) -> float:
    """What the signs add to the evidence for a claim."""
    return BASE + sum(WEIGHTS[name] for name in found)


def reasons(found: tuple[str, ...]) -> tuple[str, ...]:
    """The signs as a reviewer reads them: what raises the score first, then what lowers it."""
    return tuple(name for name in found if name not in LOWERING) + tuple(name for name in found if name in LOWERING)


@functools.cache
def _lists() -> dict[str, frozenset[str]]:
    return {name: frozenset(members) for name, *members in map(str.split, load("en", "news_signs"))}
