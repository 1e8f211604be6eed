"""Words that leave a claim open: "reportedly", "could", "is expected to". Numeric modifiers are none."""

from __future__ import annotations

import functools
import re

from claims.extraction.lexicon import load
from claims.spans import Span

# "May" with a capital is a month or a name unless it opens a sentence; "could not" and "could no longer" tell what was so.
_MODALS = (
    r"\b(?:could|might|may)\b(?!\s+(?:not\b|no\s+longer|only\b|have\s+(?:been\s+)?(?:n't|not)"
    r"|be\s+(?:independently\s+)?(?:verified|confirmed|reached)))|\bcould've\b|\bmight've\b"
)
# Somebody thinks, expects or says so, and nobody is named: "is believed to have put", "was reportedly", "is said to".
_PASSIVE = (
    r"\b(?:is|are|was|were|been|be)\s+(?:(?:also|still|widely|now|generally|reportedly)\s+)?"
    r"(?:believed|thought|understood|expected|said|alleged|rumoured|rumored|feared|likely|assumed|presumed|suspected"
    r"|reported|estimated|forecast|projected|tipped)(?=\s+(?:to|that)\b)"
)
_IT_SEEMS = r"\bit\s+(?:is|was)\s+(?:believed|thought|understood|feared|possible|likely|unclear)\b"
_PERSONAL = re.compile(r"\b(?:I|we|you)\s+\w*\s*$", re.I)


@functools.cache
def _pattern(language: str) -> re.Pattern[str]:
    phrases = sorted(load(language, "hedges"), key=len, reverse=True)
    words = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases)
    return re.compile(rf"{_MODALS}|{_PASSIVE}|{_IT_SEEMS}|(?i:\b(?:{words})\b)")


def find_hedge(text: str, span: Span, language: str = "en") -> Span | None:
    """The first hedge within `span`; None when the claim is told as a fact. A passive one takes its "to" along."""
    for match in _pattern(language).finditer(text, span.start, span.end):
        hedge = Span(*match.span())
        words = hedge.of(text).lower()
        if words == "may" and text[hedge.start - 1 : hedge.start] == "-":
            continue
        if words == "likely" and text[max(0, hedge.start - 5) : hedge.start].lower().endswith(
            ("more ", "less ", "most ")
        ):
            continue
        if words == "could" and re.search(
            r"(?:if|as\s+\w+\s+as\s+(?:they|he|she|it|possible))\s*$",
            text[max(span.start, hedge.start - 30) : hedge.start],
        ):
            continue
        following = text[hedge.end : hedge.end + 3]
        if re.fullmatch(r"\s+to", following) and " " in words:
            return Span(hedge.start, hedge.end + 3)
        return hedge
    return None
