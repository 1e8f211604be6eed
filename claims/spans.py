"""Places in a text: half-open stretches counted in Unicode code points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """`text[start:end]`. Offsets are code points into a revision's text, never into a sentence."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def shifted(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)

    def overlaps(self, other: Span) -> bool:
        """True when at least one code point lies in both; touching ends do not count."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def hull(self, other: Span) -> Span:
        """The shortest span that holds both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without white space at its ends; empty at `start` when nothing else is in it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same places as disjoint spans, in order."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = result[-1].hull(span)
        else:
            result.append(span)
    return result
