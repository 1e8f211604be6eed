"""Which found things lie within a stretch of text."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from claims.spans import Span


class Inside:
    """Looks up which of the found things lie within a stretch."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._starts = [span.start for span in spans]

    def touching(self, span: Span) -> range:
        """Numbers of those that begin within the stretch, or in the 80 characters before it and reach into it."""
        first = bisect.bisect_left(self._starts, span.start - 80)
        last = bisect.bisect_left(self._starts, span.end)
        while first < last and self._spans[first].end <= span.start:
            first += 1
        return range(first, last)

    def within(self, span: Span) -> tuple[int, ...]:
        return tuple(i for i in self.touching(span) if span.contains(self._spans[i]))

    def reaching(self, span: Span) -> range:
        """Numbers of those that overlap the stretch, where none overlaps another; the first may begin far before it."""
        first = bisect.bisect_left(self._starts, span.start)
        if first > 0 and self._spans[first - 1].end > span.start:
            first -= 1
        return range(first, bisect.bisect_left(self._starts, span.end))
