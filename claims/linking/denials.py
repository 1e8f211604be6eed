"""Where a sentence says that a report is not so: "a report that 25 had died was pure invention"; pure."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from claims.linking import words

BEFORE = 30  # characters before a denial in which "did not" stands


@dataclass(frozen=True, slots=True)
class Denied:
    """A stretch of a sentence that it denies, and the `frame` words by which it does."""

    start: int
    end: int
    frame: str

    @property
    def turns(self) -> bool:
        """Whether the frame turns the sense round by words that neither negations nor negators know ("was false")."""
        return not words.is_negated(self.frame) and not words.marked(words.terms(self.frame).concepts, "negator")


@functools.lru_cache(maxsize=20_000)
def denied_stretches(sentence: str) -> tuple[Denied, ...]:
    """What of the sentence it says is not so."""
    reports, openers, untrue = _patterns()
    found = [
        Denied(match.end(), _clause_end(sentence, match.end()), match.group())
        for match in openers.finditer(sentence)
        if not _UNDENIED.search(sentence[max(0, match.start() - BEFORE) : match.start()])
    ]
    left = 0
    for verdict in untrue.finditer(sentence):
        for stop in _HARD_STOP.finditer(sentence, left, verdict.start()):
            left = stop.end()
        report = reports.search(sentence, left, verdict.start())
        if report is not None:
            found.append(Denied(report.end(), verdict.start(), verdict.group()))
        left = verdict.end()  # so that every word is looked at once
    return tuple(found)


def _clause_end(sentence: str, start: int) -> int:
    stop = _CLAUSE.search(sentence, start)
    return stop.start() if stop else len(sentence)


_UNDENIED = re.compile(r"(?:\bnot|\bnever|\bnor|n['’]t)\s(?:\w+\s)?$", re.IGNORECASE)
_HARD_STOP = re.compile(r"[;:!?]|\. ")
_CLAUSE = re.compile(
    r"[;:!?–—]|\. |,? but\b|, (?:saying|and|insisting|adding|putting|while|who|which|instead)\b"
    r"| and (?:put|puts|said|says|spoke|speaks|insisted|added)\b"
)


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Nouns of reports; words after which a denied thing follows; words that say of what came before that it is not so."""
    rows = {name.strip(): listed.strip() for name, listed in words.entries("en", "denials")}
    reports, deny, dismiss = ("|".join(rows[name].split()) for name in ("reports", "deny", "dismiss"))
    untrue, degree = rows["untrue"], rows["degree"]
    quote = "[“\"‘']?"
    how = rf"{quote}(?:(?:{degree})\s{quote}){{0,3}}(?:{untrue})"
    between = r"(?:\w+\s){0,3}"
    openers = (
        rf"\b(?:{deny})\s(?:that\b|any\b|having\b|\w+ing\b|{between}(?:{reports})\b)"
        rf"|\b(?:{dismiss})\s(?:as\s{how}\s)?{between}(?:{reports})\b"
        rf"|\bit\s(?:is|was)\s{how}\s(?:that|to say)\b"
        rf"|\bno truth (?:in|to)\b|\bfalse(?:ly)?\s(?:{reports}|claimed|reported)\b"
    )
    said_of = r"(?:is|was|are|were|as|been|be|called|calls|call)"
    after = r"(?=[”\"’'.,;:!?)]|\s*$|\s(?:and|said|says|but|according|on|he|she|they|the|by|in|at)\b)"
    return (
        re.compile(rf"\b(?:{reports})\b", re.IGNORECASE),
        re.compile(openers, re.IGNORECASE),
        re.compile(rf"\b{said_of}\s{how}\b{after}", re.IGNORECASE),
    )
