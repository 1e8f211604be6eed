"""Paragraphs of a plain text, whether its lines are paragraphs or were wrapped by a mail program."""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.extraction.lexicon import load
from claims.spans import Span, trimmed

# What str.splitlines() cuts at; a text that came in through intake has only "\n".
LINE_END = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_LINE = re.compile(f"[^{LINE_END}]+")
_BULLET = re.compile(r"(?:[•●▪◦‣∙·*–—-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+")
_FIRST_WORD = re.compile(r"\S{1,40}")

# Mail, terminal and agency programs wrap between these widths; a line beyond them is a paragraph.
NARROWEST, WIDEST = 30, 130
# Of the line ends that could be wrapped: so many must lie where one and the same width would have put them …
WRAPPED_SHARE = 0.7
# … and so many of those must go on in lower case or break a phrase, which headlines stacked below each other do not.
CONTINUED_SHARE = 0.35
# Fewer line ends than these prove nothing for a whole text.
LEAST_BREAKS = 2

_ENDED = re.compile(r"[.!?:;…][\"”’'»)\]]{0,3}\Z")


@dataclass(frozen=True, slots=True)
class _Break:
    """One line end inside a block. A program that wraps at `shortest` to `longest` characters would have put it there."""

    shortest: int
    longest: int
    goes_on: bool
    before_bullet: bool

    def fits(self, width: int | None) -> bool:
        return width is not None and not self.before_bullet and self.shortest <= width <= self.longest


def find_paragraphs(text: str) -> list[Span]:
    """The paragraphs in order, without white space at their ends; together they hold every visible character.

    A line is a paragraph, except where the lines were hard-wrapped: there an empty line, a short line or a bullet
    ends it. The width is looked for in the whole text, for a paragraph of two lines shows none, and in each block,
    for a mail may quote another one.
    """
    blocks = [(block, [_break(text, *pair) for pair in itertools.pairwise(block)]) for block in _blocks(text)]
    width = _width([each for _, breaks in blocks for each in breaks])
    found: list[Span] = []
    for block, breaks in blocks:
        found.extend(_joined(block, breaks, width, _width(breaks)))
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


def _break(text: str, line: Span, following: Span) -> _Break:
    word = _FIRST_WORD.match(text, following.start)
    assert word is not None
    length = len(line) + _indent(text, line.start)
    ended = _ENDED.search(text, max(line.start, line.end - 5), line.end) is not None
    last = text[max(line.start, line.end - 12) : line.end].split()[-1]
    return _Break(
        shortest=length,
        longest=length + len(word.group()),
        goes_on=not ended and (text[following.start].islower() or last in _small_words()),
        before_bullet=_BULLET.match(text, following.start) is not None,
    )


@functools.cache
def _small_words() -> frozenset[str]:
    return frozenset(load("en", "small_words"))


def _indent(text: str, start: int) -> int:
    before = text[max(0, start - 20) : start]
    return len(before) - len(before.rstrip(" "))


def _width(breaks: Sequence[_Break]) -> int | None:
    """The width at which most of these line ends were made; None where they are no wrapping program's."""
    steps: Counter[int] = Counter()
    for each in breaks:
        if not each.before_bullet and each.shortest <= WIDEST:
            steps[max(NARROWEST, each.shortest)] += 1
            steps[each.longest + 1] -= 1
    width, most, fitting = None, 0, 0
    for place in sorted(steps):
        fitting += steps[place]
        if fitting > most and NARROWEST <= place <= WIDEST:
            width, most = place, fitting
    wrapped = [each for each in breaks if each.fits(width)]
    possible = sum(not each.before_bullet for each in breaks)
    enough = len(wrapped) >= LEAST_BREAKS and len(wrapped) >= WRAPPED_SHARE * possible
    return width if enough and sum(each.goes_on for each in wrapped) >= CONTINUED_SHARE * len(wrapped) else None


def _joined(block: list[Span], breaks: Sequence[_Break], *widths: int | None) -> Iterator[Span]:
    start = block[0].start
    for each, line, following in zip(breaks, block, block[1:], strict=False):
        if not any(each.fits(width) for width in widths):
            yield Span(start, line.end)
            start = following.start
    yield Span(start, block[-1].end)
