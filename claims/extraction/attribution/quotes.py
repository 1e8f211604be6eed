"""Where quotation marks open and close; unbalanced ones end with their paragraph, so that none swallows the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claims.spans import Span

# One scan a line. A straight mark opens after a space or bracket, and closes otherwise.
_MARK = re.compile(r"[“”„«»\"‘’']|``|''")
_OPENERS = "“„«‘"
_CLOSERS = "”»’"
_PAIR = {"“": "”", "„": "“”", "«": "»", "‘": "’", '"': '"', "'": "'", "``": "''", "»": "«"}
# A single-mark quotation longer than this is taken for an apostrophe that met another one.
_LONGEST_SINGLE = 600


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between marks: `inner` without, `outer` with them. `open_end` says that no closing mark came before the
    end of the paragraph; `continues` that the next paragraph opens with a mark again, as a long speech does."""

    inner: Span
    outer: Span
    open_end: bool = False
    continues: bool = False
    continued: bool = False


def find_quotations(text: str) -> list[Quotation]:
    """The outermost quotations of a text, in order. Marks inside of a quotation are left to it."""
    found: list[Quotation] = []
    at = 0
    for line in text.splitlines(keepends=True):
        found.extend(_in_line(text, at, at + len(line.rstrip())))
        at += len(line)
    return _joined(text, found)


def _in_line(text: str, start: int, end: int) -> list[Quotation]:
    found: list[Quotation] = []
    opened: tuple[int, int, str] | None = None  # place of the mark, place after it, the mark
    for match in _MARK.finditer(text, start, end):
        mark, here = match[0], match.start()
        if opened is None:
            if _opens(text, start, end, match):
                opened = (here, match.end(), mark)
        elif _closes(text, end, match, opened[2]):
            if mark in "'’" and here - opened[1] > _LONGEST_SINGLE:
                opened = None
                continue
            found.append(Quotation(Span(opened[1], here), Span(opened[0], match.end())))
            opened = None
    if opened is not None and opened[2] not in ("'", "‘"):
        found.append(Quotation(Span(opened[1], end), Span(opened[0], end), open_end=True))
    return [quotation for quotation in found if len(quotation.inner) > 0]


def _opens(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    mark = match[0]
    before = text[match.start() - 1] if match.start() > start else " "
    after = text[match.end()] if match.end() < end else " "
    if after.isspace() and mark not in "«„":
        # A mark with a space behind it opens nothing, but a badly set ``" [He] liked'' does.
        return mark in ('"', "“") and before.isspace() and match.end() + 1 < end and text[match.end() + 1] in "[("
    if mark in "“„«":
        return True
    if mark in ('"', "'", "‘", "``"):
        return not before.isalnum()
    return False


def _closes(text: str, end: int, match: re.Match[str], opener: str) -> bool:
    mark = match[0]
    if mark not in _PAIR[opener] and not (opener in '“"' and mark in '”"'):
        return False
    after = text[match.end()] if match.end() < end else " "
    before = text[match.start() - 1]
    if mark in "'’":
        return not after.isalnum() and not before.isspace()
    return not (mark == '"' and before.isspace() and after.isalnum())


def _joined(text: str, found: list[Quotation]) -> list[Quotation]:
    """Mark the quotations that go on over paragraphs: open at the end, and the next paragraph opens one again."""
    result: list[Quotation] = []
    for index, quotation in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        goes_on = (
            quotation.open_end
            and following is not None
            and following.outer.start > quotation.outer.end
            and text[quotation.outer.end : following.outer.start].isspace()
        )
        before = result[-1] if result else None
        result.append(
            Quotation(
                quotation.inner,
                quotation.outer,
                quotation.open_end,
                continues=goes_on,
                continued=bool(before and before.continues),
            )
        )
    return result
