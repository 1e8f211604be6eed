"""Paragraphs of a plain text, whether its lines are paragraphs or were wrapped by a mail program."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from claims.spans import Span, trimmed

# What str.splitlines() cuts at; a text that came in through intake has only "\n".
LINE_END = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_LINE = re.compile(f"[^{LINE_END}]+")
_BULLET = re.compile(r"(?:[•●▪◦‣∙·*–—-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+")
_FIRST_WORD = re.compile(r"\S{1,40}")

# Mail and terminal programs wrap between these widths; a longest line beyond them is a paragraph.
NARROWEST, WIDEST = 45, 110
# Of the line ends in a block: so many must lie where a wrapping program would have put them …
WRAPPED_SHARE = 0.7
# … and so many must go on in lower case, which headlines stacked below each other do not.
CONTINUED_SHARE = 0.35


def find_paragraphs(text: str) -> list[Span]:
    """The paragraphs in order, without white space at their ends; together they hold every visible character.

    A line is a paragraph, except where a block of lines was hard-wrapped: there an empty line, a short line or a
    bullet ends it.
    """
    found: list[Span] = []
    for block in _blocks(text):
        found.extend(_joined(text, block))
    return found


def _blocks(text: str) -> Iterator[list[Span]]:
    """Runs of lines without an empty line between them."""
    block: list[Span] = []
    for match in _LINE.finditer(text):
        line = trimmed(text, *match.span())
        if not len(line):
            continue
        if block and _gap_holds_an_empty_line(text, block[-1].end, line.start):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _gap_holds_an_empty_line(text: str, start: int, end: int) -> bool:
    gap = text[start:end].replace("\r\n", "\n")
    return sum(gap.count(mark) for mark in LINE_END) > 1


def _joined(text: str, block: list[Span]) -> Iterator[Span]:
    if not _hard_wrapped(text, block):
        yield from block
        return
    width = max(len(line) for line in block)
    start = block[0].start
    for line, following in itertools.pairwise(block):
        if not _was_full(text, line, following, width):
            yield Span(start, line.end)
            start = following.start
    yield Span(start, block[-1].end)


def _hard_wrapped(text: str, block: list[Span]) -> bool:
    breaks = len(block) - 1
    width = max(len(line) for line in block)
    if breaks < 2 or not NARROWEST <= width <= WIDEST:
        return False
    full = continued = 0
    for line, following in itertools.pairwise(block):
        full += _was_full(text, line, following, width)
        continued += text[following.start].islower()
    return full >= WRAPPED_SHARE * breaks and continued >= CONTINUED_SHARE * breaks


def _was_full(text: str, line: Span, following: Span, width: int) -> bool:
    """True when the next line's first word had no room left on this line."""
    if _BULLET.match(text, following.start):
        return False
    word = _FIRST_WORD.match(text, following.start)
    assert word is not None
    return len(line) + 1 + len(word.group()) > width
