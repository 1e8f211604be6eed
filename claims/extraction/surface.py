"""Attribution by patterns alone, for sentences without a parse: worse, but never nothing."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from claims.extraction.attribution.cues import cue_verbs
from claims.extraction.attribution.quotes import Quotation
from claims.extraction.found import AttributionType, FoundAttribution, FoundHop
from claims.spans import Span, trimmed

# A speaker is at most eight words between a border and the cue.
_NAME = r"(?:[^\s,.;:“”\"]{1,40}[ ]){0,7}[^\s,.;:“”\"]{1,40}"
_ACCORDING = re.compile(rf"\b[Aa]ccording to (?P<source>{_NAME})")


@dataclass(frozen=True, slots=True)
class Pieces:
    contents: tuple[Span, ...]
    hops: tuple[FoundHop, ...]
    attributions: tuple[FoundAttribution, ...]


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    verbs = "|".join(sorted(form for form, cue in cue_verbs().items() if cue.kind == "speech" and len(form) > 2))
    before = re.compile(rf"\A(?P<source>{_NAME}) (?P<cue>(?:has |have |had )?(?:{verbs}))(?: that\b|:|,)? ")
    after = re.compile(rf", (?P<source>{_NAME}) (?P<cue>(?:has |have |had )?(?:{verbs}))\W*\Z")
    return before, after


def read(text: str, sentence: Span, quotations: Sequence[Quotation]) -> Pieces:
    """The content of a sentence without its frame, and who says it."""
    words = sentence.of(text)[:2000]
    before, after = _patterns()
    for pattern, kind in ((before, "indirect"), (after, "indirect"), (_ACCORDING, "according_to")):
        match = pattern.search(words)
        if match is not None:
            return _pieces(text, sentence, match, kind)  # type: ignore[arg-type]
    return Pieces((_plain(text, sentence),), (), ())


def _pieces(text: str, sentence: Span, match: re.Match[str], kind: AttributionType) -> Pieces:
    source = Span(*match.span("source")).shifted(sentence.start)
    has_cue = "cue" in match.groupdict()
    cue = (
        Span(*match.span("cue")).shifted(sentence.start)
        if has_cue
        else Span(sentence.start + match.start(), source.start - 1)
    )
    if match.start() == 0:
        content = Span(sentence.start + match.end(), sentence.end)
    else:
        content = Span(sentence.start, sentence.start + match.start())
    content = _plain(text, content)
    hop = FoundHop(source.of(text), source, None, cue.of(text), kind)
    return Pieces((content,), (hop,), (FoundAttribution((source,), (cue,), (content,), kind),))


def _plain(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start] in ' ,;:–—“"':
        start += 1
    while end > start and (text[end - 1] in ' ,;:–—”".' or text[end - 1].isspace()):
        end -= 1
    return trimmed(text, start, end)
