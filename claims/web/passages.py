"""A text in passages: what is read as one paragraph and has its notes beside it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from claims.spans import Span, trimmed
from claims.web.highlighting import merged


def passages(text: str, unbroken: Iterable[Span]) -> list[Span]:
    """The stretches between line ends, in order, without white space at their ends.

    A line end inside one of the `unbroken` spans (a sentence, a claim, a leftover) breaks nothing: hard-wrapped prose stays
    one paragraph, and leftovers that belong together stay together.
    """
    whole = merged(trimmed(text, span.start, span.end) for span in unbroken)
    result: list[Span] = []
    start, index = 0, 0
    while start < len(text):
        line_end = text.find("\n", start)
        end = len(text) if line_end < 0 else line_end
        while line_end >= 0:
            while index < len(whole) and whole[index].end <= line_end:
                index += 1
            if index == len(whole) or whole[index].start > line_end:
                break
            line_end = text.find("\n", whole[index].end)
            end = len(text) if line_end < 0 else line_end
        span = trimmed(text, start, end)
        if span.end > span.start:
            result.append(span)
        start = end + 1
    return result


def same_words(text: str, other: str) -> bool:
    """Whether both are the same but for white space and case; how a title is known again in its text."""
    return text.split() == other.split() or text.casefold().split() == other.casefold().split()
