"""A stretch of text and the claims in it → markup. Pure: knows no request and no database.

The server cuts the text where spans begin and end, because browsers count UTF-16 units and the text is hostile. A span inside
another becomes a nested `<mark>`. Where two cross, the shared piece is nested in the first and the rest follows as a sibling;
only the last piece carries the reference number, so each claim has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from claims.spans import Span


@dataclass(frozen=True, slots=True)
class Mark:
    """One claim's span in the text, and how to show it. `numbers` are the spans of its quantities."""

    span: Span
    number: int
    state: str = "unreviewed"
    current: bool = False
    numbers: tuple[Span, ...] = ()
    href: str = ""
    label: str = ""  # of the reference, for those who do not see its glyph


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same places as disjoint spans, in order."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = result[-1].hull(span)
        elif span.end > span.start:
            result.append(span)
    return result


class Highlighter:
    """Walks over one stretch and writes it down. `opened` is the stack of marks that the pen is inside of."""

    def __init__(self, text: str, span: Span, marks: Sequence[Mark], muted: Sequence[Span], icons: str) -> None:
        self.text = text
        self.span = span
        self.icons = icons
        # Longer first where two begin together, so that the shorter one nests; the number settles what is left.
        self.marks = sorted(
            (mark for mark in marks if mark.span.overlaps(span)), key=lambda m: (m.span.start, -m.span.end, m.number)
        )
        self.numbers = merged(number for mark in self.marks for number in mark.numbers)
        self.muted = merged(muted)
        # the pen only goes on: each list is walked once, however much lies in the stretch
        self.next_mark, self.next_number, self.next_muted = 0, 0, 0
        self.opened: list[Mark] = []
        self.begun: set[int] = set()
        self.parts: list[str] = []

    def markup(self) -> str:
        for here, there in self.stretches():
            self.close(here)
            self.open(here)
            self.write(here, there)
        self.close(self.span.end)
        return "".join(self.parts)

    def stretches(self) -> Iterator[tuple[int, int]]:
        """The stretches between which something begins or ends."""
        edges = {self.span.start, self.span.end}
        for span in [mark.span for mark in self.marks] + self.numbers + self.muted:
            edges.update(edge for edge in span if self.span.start < edge < self.span.end)
        points = sorted(edges)
        return pairwise(points)

    def ends(self, mark: Mark) -> int:
        return min(mark.span.end, self.span.end)

    def close(self, here: int) -> None:
        """End what ends here. Marks that lie above an ending one in the stack are cut, and go on as siblings."""
        ending = [index for index, mark in enumerate(self.opened) if self.ends(mark) == here]
        if not ending:
            return
        above = self.opened[ending[0] :]
        del self.opened[ending[0] :]
        for mark in reversed(above):
            self.parts.append("</mark>")
            if self.ends(mark) == here and mark.span.end <= self.span.end:
                self.parts.append(self.reference(mark))
        for mark in above:
            if self.ends(mark) != here:
                self.begin(mark, deep=True)

    def open(self, here: int) -> None:
        while self.next_mark < len(self.marks) and max(self.marks[self.next_mark].span.start, self.span.start) == here:
            mark = self.marks[self.next_mark]
            if mark.number not in self.begun:
                self.begin(mark, deep=bool(self.opened))
            self.next_mark += 1

    def begin(self, mark: Mark, *, deep: bool) -> None:
        first = mark.number not in self.begun and mark.span.start >= self.span.start
        self.begun.add(mark.number)
        self.opened.append(mark)
        classes = f"mark mark--{escape(mark.state)}{' mark--deep' * deep}{' mark--current' * mark.current}"
        name = f' id="c{mark.number}"' if first else ""
        self.parts.append(f'<mark class="{classes}"{name} data-claim="{mark.number}">')

    def write(self, here: int, there: int) -> None:
        words = escape(self.text[here:there])
        while self.next_number < len(self.numbers) and self.numbers[self.next_number].end <= here:
            self.next_number += 1
        while self.next_muted < len(self.muted) and self.muted[self.next_muted].end <= here:
            self.next_muted += 1
        if self.opened and _starts_by(self.numbers, self.next_number, here):
            words = f'<span class="mark__number">{words}</span>'
        if _starts_by(self.muted, self.next_muted, here):
            words = f'<span class="muted">{words}</span>'
        self.parts.append(words)

    def reference(self, mark: Mark) -> str:
        classes = f"ref ref--{escape(mark.state)}{' ref--current' * mark.current}"
        glyph = ""
        if mark.state not in ("unreviewed", "none"):
            glyph = (
                f'<svg class="icon" aria-hidden="true"><use href="{escape(self.icons)}#{escape(mark.state)}"/></svg>'
            )
        return (
            f'<a class="{classes}" href="{escape(mark.href)}" data-focus="{mark.number}"'
            f' aria-label="{escape(mark.label)}">{mark.number}{glyph}</a>'
        )


def _starts_by(spans: Sequence[Span], place: int, here: int) -> bool:
    """Whether the span at that place has begun; where it ends, a stretch ends too."""
    return place < len(spans) and spans[place].start <= here


def highlight(
    text: str, span: Span, marks: Sequence[Mark], *, muted: Sequence[Span] = (), icons: str = "icons.svg"
) -> str:
    """The escaped words of `text[span]` with a mark for every claim in it; `muted` are pieces that are none of the text.

    Without the references and the tags, what is left is the escaped text, character for character. Marks that reach beyond
    the stretch are cut at its ends; their reference stands where they end.
    """
    return Highlighter(text, span, marks, muted, icons).markup()


def emphasise(text: str, spans: Iterable[Span]) -> str:
    """The escaped text with the given places in bold: the number is the news."""
    parts, done = [], 0
    for span in merged(span for span in spans if 0 <= span.start < span.end <= len(text)):
        parts += [escape(text[done : span.start]), f'<b class="mark__number">{escape(span.of(text))}</b>']
        done = span.end
    return "".join([*parts, escape(text[done:])])
