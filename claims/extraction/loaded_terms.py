"""Words that judge while they name: tagged in the quote, neutral in the wording."""

from __future__ import annotations

import functools
import re

from claims.extraction.lexicon import load
from claims.spans import Span

_CLOSING = {"“": "”", "‘": "’", '"': '"', "'": "'"}


@functools.cache
def _terms(language: str) -> dict[str, str | None]:
    terms: dict[str, str | None] = {}
    for line in load(language, "loaded_terms"):
        term, neutral = (part.strip() for part in line.split("|"))
        terms[term.lower()] = None if neutral == "-" else neutral
    return terms


@functools.cache
def _pattern(language: str) -> re.Pattern[str]:
    terms = sorted(_terms(language), key=len, reverse=True)
    return re.compile(r"(?i)(?<![\w-])(?:" + "|".join(map(re.escape, terms)) + r")(?![\w-])")


def find_loaded_terms(text: str, span: Span, language: str = "en") -> tuple[Span, ...]:
    """The loaded words within `span`, in order; part of a name ("Radical Party") is none."""
    found = []
    for match in _pattern(language).finditer(text, span.start, span.end):
        if not _in_a_name(text, match, span):
            found.append(Span(*match.span()))
    return tuple(found)


def _in_a_name(text: str, match: re.Match[str], span: Span) -> bool:
    if not match[0][0].isupper():
        return False
    before = text[span.start : match.start()].split(" ")
    if len(before) > 1 and before[-1] == "" and before[-2][:1].isupper():
        return True  # "Dan Savage"
    following = text[match.end() : match.end() + 2]
    return len(following) == 2 and following[0] == " " and following[1].isupper() and match.start() > span.start


def neutral(wording: str, language: str = "en") -> str:
    """The wording with a neutral word for each loaded one, or with that one in quotation marks where there is none."""

    def replaced(match: re.Match[str]) -> str:
        if _in_a_name(wording, match, Span(0, len(wording))):
            return match[0]
        word = _terms(language)[match[0].lower()]
        if word is not None:
            return word.capitalize() if match[0][0].isupper() else word
        before, after = wording[: match.start()][-1:], wording[match.end() :][:1]
        if before in _CLOSING and after == _CLOSING[before]:
            return match[0]
        return f"“{match[0]}”"

    return _pattern(language).sub(replaced, wording)
