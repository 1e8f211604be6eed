"""Signs that a claim in the news is worth a reviewer's time, or less so, each with a weight and a name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

from claims.extraction.worthiness_features import Reading, Word, word_of

if TYPE_CHECKING:
    from claims.extraction.check_worthiness import ClaimSigns
    from claims.extraction.found import FoundQuantity

MODEL_SHARE = 0.2
BASE = -0.2

# Name of the sign → its weight in a claim's score. The names are the reasons a reviewer reads.
WEIGHTS = {
    "number": 0.65,
    "a small number": 0.3,
    "money": 0.3,
    "share": 0.2,
    "harm": 0.5,
    "something done": 0.4,
    "change in a number": 0.6,
    "named actor": 0.2,
    "superlative": 0.2,
    "official source": 0.4,
    "unnamed source": 0.3,
    "denial or exclusion": 0.5,
    "headline": 0.2,
    "quotation": 0.0,
    "hedge": 0.0,
    "opinion lowers it": -0.5,
    "an aim lowers it": -0.4,
    "speech about speech lowers it": -0.5,
    "no comment lowers it": -1.2,
    "background lowers it": -0.9,
    "said in passing lowers it": -1.0,
    "an age lowers it": -0.8,
    "first person lowers it": -0.5,
    "question lowers it": -1.0,
    "too short to check lowers it": -0.5,
}
LOWERING = frozenset(name for name in WEIGHTS if name.endswith("lowers it"))
TELLING = frozenset({"something done", "harm", "number", "a small number", "change in a number"})
SHORT = 4
_AGE = re.compile(r"\b(?:aged \d|who (?:is|was|turned) \d{1,3}\b|, \d{1,2},|\d-year-old)")
_NO_COMMENT = re.compile(
    r"\b(?:declin\w{1,4}|refus\w{1,4}) to (?:comment|answer|be drawn|elaborate|say more)\b"
    r"|\b(?:not|n[’']t|yet to) (?:immediately |yet |further )?(?:comment|respond|reply|answer)(?:ed)?\b"
    r"|\brequests? for comment\b",
    re.I,
)
_CLASSES, _SIGNS = attrgetter("classes"), attrgetter("signs")
# Class of words in `news_signs.txt` → sign.
_SIMPLE = {
    "harm": "harm",
    "act": "something done",
    "change": "change in a number",
    "opinion": "opinion lowers it",
    "aim": "an aim lowers it",
    "meta": "speech about speech lowers it",
    "official": "official source",
    "unnamed": "unnamed source",
    "denial": "denial or exclusion",
}
_DETERMINERS = frozenset({"his", "her", "its", "their", "the", "our", "my", "a", "an"})
_WHO = frozenset({"which", "who", "whose", "where"})


def signs(text: str, reading: Reading, claim: ClaimSigns | None) -> tuple[str, ...]:
    """The names of the signs that a sentence or claim shows, strongest first."""
    words = [word for word in reading.words if not word.mark]
    found = {_SIMPLE[name] for name in set(chain.from_iterable(map(_SIGNS, words))) if name in _SIMPLE}
    found |= _class_signs(words, "?" in text)
    if claim is not None:
        found |= _place_signs(text, reading.words, words)
        found -= {"number"}
        found |= _claim_signs(claim)
        if _NO_COMMENT.search(text):
            found = (found | {"no comment lowers it"}) - {"denial or exclusion", "something done", "change in a number"}
    if found & TELLING:
        found -= {"speech about speech lowers it", "too short to check lowers it"}
    return tuple(sorted(found, key=_strength))


def _strength(name: str) -> tuple[float, str]:
    return (-abs(WEIGHTS[name]), name)


def _class_signs(words: list[Word], asks: bool) -> set[str]:
    classes = set(chain.from_iterable(map(_CLASSES, words)))
    found = classes & {"number", "money", "share", "superlative"}
    if "number" in found and all("year" in word.classes for word in words if "number" in word.classes):
        found.discard("number")
    if any(word.capital for word in words[1:]) or (words and words[0].capital and "function" not in words[0].classes):
        found.add("named actor")
    if "first" in classes:
        found.add("first person lowers it")
    if asks:
        found.add("question lowers it")
    return found


def _place_signs(text: str, marked: Sequence[Word], words: list[Word]) -> set[str]:
    """What a claim's build says: a relative clause and a definition are background, a bare noun phrase is said in
    passing."""
    found: set[str] = set()
    first = words[0].lower if words else ""
    verb = any("past" in word.classes or "being" in word.signs or "verbs" in word.signs for word in words)
    relative = any(word.lower == "," and following.lower in _WHO for word, following in itertools.pairwise(marked))
    if first in _WHO or relative or (verb and _is_definition(words)):
        found.add("background lowers it")
    elif not verb and first in _DETERMINERS and len(words) <= 8:
        found.add("said in passing lowers it")
    if _AGE.search(text):
        found.add("an age lowers it")
    if len(words) <= SHORT:
        found.add("too short to check lowers it")
    return found


def _is_definition(words: list[Word]) -> bool:
    """True for "X is a Y": what a thing is, not what happened."""
    return any(
        word.lower in ("is", "are", "was", "were") and following.lower in ("a", "an", "the", "one")
        for word, following in itertools.pairwise(words)
    )


def _claim_signs(claim: ClaimSigns) -> set[str]:
    found = set()
    if claim.quantities:
        found.add(_number_sign(claim.quantities))
        if any(quantity.unit == "share" for quantity in claim.quantities):
            found.add("share")
    if claim.title:
        found.add("headline")
    if claim.hedged:
        found.add("hedge")
    if claim.quoted:
        found.add("quotation")
    if claim.speaker:
        words = claim.speaker.lower().split()
        kinds = {name for word in words for name in word_of(word).signs}
        if "unnamed" in kinds:
            found.add("unnamed source")
        elif "official" in kinds:
            found.add("official source")
    return found


def _number_sign(quantities: Sequence[FoundQuantity]) -> str:
    """The strongest thing to say of a claim's numbers: an age or "two members" name people rather than count them."""
    counts = [quantity for quantity in quantities if quantity.unit_name != "year of age"]
    if not counts:
        return "an age lowers it"
    return "a small number" if all(map(_is_small, counts)) else "number"


def _is_small(quantity: FoundQuantity) -> bool:
    return quantity.of is None and quantity.counted is not None and quantity.value is not None and quantity.value <= 4


def weight(found: tuple[str, ...]) -> float:
    """What the signs add to the evidence for a claim."""
    return BASE + sum(WEIGHTS[name] for name in found)


def reasons(found: tuple[str, ...]) -> tuple[str, ...]:
    """The signs as a reviewer reads them: what raises the score first, then what lowers it."""
    return tuple(name for name in found if name not in LOWERING) + tuple(name for name in found if name in LOWERING)
