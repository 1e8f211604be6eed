"""Sentences joined by a semicolon, read one by one where the later one has a speaker of its own.

In "The mayor resigned; prosecutors said they had found nothing" the model takes the first for what prosecutors said.
"""

from __future__ import annotations

from collections.abc import Sequence

from claims.extraction.attribution.cues import cue_verbs
from claims.extraction.attribution.quotes import Quotation
from claims.extraction.framed import is_sentence, read_framed, root_of
from claims.extraction.parsing import Parsed, parse_all
from claims.spans import Span


def read_apart(text: str, parsed: Parsed, quotations: Sequence[Quotation]) -> Parsed:
    """The parse with each of its joined sentences parsed alone; as it was where one of them is no sentence."""
    cuts = _cuts(parsed, quotations)
    if not cuts:
        return parsed
    starts = [parsed.span.start, *(parsed.starts[cut + 1] for cut in cuts)]
    ends = [*(parsed.ends[cut] for cut in cuts), parsed.span.end]
    pieces = list(parse_all(text, [Span(start, end) for start, end in zip(starts, ends, strict=True)]))
    whole = [read_framed(text, piece, quotations) for piece in pieces if piece is not None and is_sentence(piece)]
    return _joined(parsed.span, whole) if len(whole) == len(pieces) else parsed


def _cuts(parsed: Parsed, quotations: Sequence[Quotation]) -> list[int]:
    """The semicolons, outside of quotations and brackets, behind which somebody speaks before the next one, or right before
    which somebody spoke."""
    stops = [i for i, word in enumerate(parsed.words[:-1]) if word == ";"]
    cuts = []
    for stop, after in zip(stops, [*stops, len(parsed)][1:], strict=True):
        at = parsed.starts[stop]
        inside = any(quotation.outer.start <= at < quotation.outer.end for quotation in quotations)
        bracketed = parsed.words[:stop].count("(") > parsed.words[:stop].count(")")
        spoken = [stop - 1, *range(stop + 1, after)]  # "300 came, organisers said; police put it at 150"
        if not inside and not bracketed and any(_hands_on(parsed, i) for i in spoken):
            cuts.append(stop)
    return cuts


def _hands_on(parsed: Parsed, index: int) -> bool:
    cue = cue_verbs().get(parsed.lower[index])
    return parsed.lower[index] == "according" or (cue is not None and parsed.tags[index].startswith("VB"))


def _joined(span: Span, pieces: Sequence[Parsed]) -> Parsed:
    """The pieces as one parse, in which the later sentences are joined to the first as by "and"."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    tags: list[str] = []
    deps: list[str] = []
    heads: list[int] = []
    first = root_of(pieces[0])
    for piece in pieces:
        shift = len(words)
        words += piece.words
        starts += piece.starts
        ends += piece.ends
        tags += piece.tags
        heads += [head + shift for head in piece.heads]
        deps += piece.deps
        if shift:
            for root in (i for i, head in enumerate(piece.heads) if head == i):
                heads[shift + root], deps[shift + root] = first, "conj"
    return Parsed(span, words, [word.lower() for word in words], starts, ends, tags, deps, heads)
