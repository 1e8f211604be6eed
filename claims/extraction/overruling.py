"""What a person said of a stretch goes before the signs by which leftovers are known. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from claims.extraction.found import FoundLeftover
from claims.extraction.sentences import Sentence
from claims.spans import Span


class Overruled(NamedTuple):
    """A stretch that a person called a leftover, or text after all."""

    span: Span
    is_leftover: bool
    reason: str = ""


def leftovers_overruled(leftovers: Iterable[FoundLeftover], overruled: Sequence[Overruled]) -> list[FoundLeftover]:
    """The leftovers that remain: cut where a stretch is text, with those that a person marked; the later word holds."""
    result = list(leftovers)
    for said in overruled:
        result = [
            FoundLeftover(piece, leftover.reason) for leftover in result for piece in _without(leftover.span, said.span)
        ]
        if said.is_leftover:
            result.append(FoundLeftover(said.span, said.reason or "marked as a leftover"))
    return sorted(result, key=lambda leftover: leftover.span)


def sentences_overruled(sentences: Sequence[Sentence], overruled: Sequence[Overruled]) -> list[Sentence]:
    """A crosshead in a stretch that is text is read like any sentence."""
    text = [said.span for said in overruled if not said.is_leftover]
    return [
        replace(sentence, zone="body")
        if sentence.zone == "heading" and any(span.overlaps(sentence.span) for span in text)
        else sentence
        for sentence in sentences
    ]


def _without(span: Span, cut: Span) -> list[Span]:
    if not span.overlaps(cut):
        return [span]
    pieces = [Span(span.start, max(span.start, cut.start)), Span(min(span.end, cut.end), span.end)]
    return [piece for piece in pieces if len(piece)]
