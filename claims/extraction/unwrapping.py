"""Hard-wrapped texts read as if they had not been wrapped, and what was found put back into the text as it is."""

from __future__ import annotations

import re
from dataclasses import replace

from claims.extraction.found import Extraction, FoundClaim, FoundHop
from claims.extraction.paragraphs import LINE_END, find_paragraphs

_LINE_ENDS = re.compile(f"[{LINE_END}]")


def unwrapped(text: str) -> str:
    """The text with blanks for the line ends that a program put into its paragraphs; every place stays where it is."""
    pieces: list[str] = []
    end = 0
    for paragraph in find_paragraphs(text):
        pieces.append(text[end : paragraph.start])
        pieces.append(_LINE_ENDS.sub(" ", paragraph.of(text)))
        end = paragraph.end
    pieces.append(text[end:])
    return "".join(pieces)


def put_back(text: str, extraction: Extraction) -> Extraction:
    """What was found in `unwrapped(text)`, with each stretch of the article as the text itself has it."""
    return replace(
        extraction,
        claims=tuple(_claim(text, claim) for claim in extraction.claims),
        quantities=tuple(replace(each, surface=each.span.of(text)) for each in extraction.quantities),
        times=tuple(replace(each, surface=each.span.of(text)) for each in extraction.times),
    )


def _claim(text: str, claim: FoundClaim) -> FoundClaim:
    return replace(
        claim,
        text=claim.span.of(text),
        attribution=tuple(_hop(text, hop) for hop in claim.attribution),
        when=replace(claim.when, surface=claim.when.span.of(text)) if claim.when else None,
        where=replace(claim.where, surface=claim.where.span.of(text)) if claim.where else None,
    )


def _hop(text: str, hop: FoundHop) -> FoundHop:
    if hop.span is None or hop.source is None:
        return hop
    return replace(hop, source=hop.span.of(text))
