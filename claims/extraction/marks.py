"""Quotation marks, brackets and stops at the ends of a stretch of text."""

from __future__ import annotations

from claims.spans import Span

_PAIRS = {"“": "”", '"': '"', "‘": "’", "(": ")", "[": "]", "«": "»", "'": "'", "„": "“"}


_CLOSERS = {"”": "“", "’": "‘", ")": "(", "]": "[", "»": "«"}


_EDGE = " \t,;:–—-…"


def without_outer_marks(text: str, span: Span) -> Span:
    """The span without quotation marks or brackets at its ends that have no partner inside, or that wrap it whole."""
    start, end = span
    while start < end:
        stretch = text[start:end]
        first, last = stretch[0], stretch[-1]
        if first in _PAIRS and last == _PAIRS[first] and len(stretch) > 1 and not _partner_inside(stretch, first):
            start, end = start + 1, end - 1
        elif first in _EDGE or (first in '“"‘([«„”’)' and not _closed(stretch, first)):
            start += 1
        elif (
            last in _EDGE
            or (last == "." and not _abbreviated(stretch))
            or (last in '”"’)]»“' and not _opened(stretch, last))
        ):
            end -= 1
        else:
            break
    return Span(start, end)


def with_partners(text: str, span: Span, sentence: Span) -> Span:
    """The span with the mark just outside whose partner is inside: “scraps” at its ends stay whole."""
    start, end = span
    stretch = text[start:end]
    before = text[start - 1] if start > sentence.start else ""
    after = text[end] if end < sentence.end else ""
    if (before in _PAIRS and before not in "'\"" and stretch.count(_PAIRS[before]) > stretch.count(before)) or (
        before == '"' and stretch.count('"') % 2
    ):
        start -= 1
    elif (after in _CLOSERS and stretch.count(after) < stretch.count(_CLOSERS[after])) or (
        after == '"' and stretch.count('"') % 2
    ):
        end += 1
    return Span(start, end)


def _partner_inside(stretch: str, first: str) -> bool:
    return _PAIRS[first] in stretch[1:-1]


def _closed(stretch: str, first: str) -> bool:
    return first in _PAIRS and _PAIRS[first] in stretch[1:]


def _opened(stretch: str, last: str) -> bool:
    openers = [opener for opener, closer in _PAIRS.items() if closer == last]
    if last == "’" and "‘" not in stretch:
        return len(stretch) > 1 and stretch[-2] in "sz"
    return any(opener in stretch[:-1] for opener in openers)


def _abbreviated(stretch: str) -> bool:
    """ "U.S.", "p.m." keep their stop."""
    return len(stretch) > 3 and stretch[-3] == "." and stretch[-2].isalpha()
