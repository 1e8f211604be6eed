"""The table of moves as a picture and as a table of Markdown, for docs/review.md. Pure: drawn from the table, so that it cannot
say anything else."""

from __future__ import annotations

import textwrap
from html import escape

from claims.review.moves import TABLE, Move, Standing, Waits

NAMES = {
    Move.RECORD: "record",
    Move.CHANGE: "change",
    Move.CORRECT: "correct",
    Move.REOPEN: "reopen",
    Move.UNDO: "undo (10 s)",
    Move.FIRST: "decide first",
    Move.SECOND: "decide second",
    Move.TAKE_BACK: "take back",
    Move.RESOLVE: "resolve",
}
ROWS = {
    Standing.UNREVIEWED: "unreviewed",
    Standing.REOPENED: "reopened",
    Standing.JUDGED: "verified, disputed or unverifiable",
    Standing.PUBLISHED: "the same, published",
}
COLUMNS = {
    Waits.ONE: "one person decides",
    Waits.TWO: "two must decide",
    Waits.SECOND: "a first decision waits",
    Waits.CONFLICT: "two decisions differ",
}
LEFT, WIDTH, TOP, HEIGHT, GAP = 150, 190, 40, 104, 12
# where a move leads: the standing, and who is to decide then
ARROWS = {
    Move.RECORD: "→ a verdict",
    Move.CHANGE: "→ another verdict",
    Move.CORRECT: "→ a corrected verdict",
    Move.REOPEN: "→ reopened",
    Move.UNDO: "→ what held before",
    Move.FIRST: "→ waits for a second",
    Move.SECOND: "→ a verdict, or a conflict",
    Move.TAKE_BACK: "→ before the decision",
    Move.RESOLVE: "→ a verdict",
}


def as_table() -> str:
    """Rows: how a layer stands. Columns: who is to decide. Cells: what may be done."""
    lines = [
        "| the layer is | " + " | ".join(COLUMNS[waits] for waits in Waits) + " |",
        "|---|" + "---|" * len(Waits),
    ]
    for standing in Standing:
        cells = [", ".join(NAMES[move] for move in TABLE[standing][waits]) for waits in Waits]
        lines.append(f"| **{ROWS[standing]}** | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def as_picture() -> str:
    """The same as an SVG: a box for each standing and turn, with its moves and where they lead."""
    width = LEFT + len(Waits) * (WIDTH + GAP)
    height = TOP + len(Standing) * (HEIGHT + GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        ' aria-label="What may be done to a layer of a claim, by how it stands and who is to decide"'
        ' font-family="Inter, system-ui, sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for place, waits in enumerate(Waits):
        parts.append(_text(LEFT + place * (WIDTH + GAP), TOP - 14, COLUMNS[waits], weight=600))
    for row, standing in enumerate(Standing):
        y = TOP + row * (HEIGHT + GAP)
        for line, words in enumerate(textwrap.wrap(ROWS[standing], 18)):
            parts.append(_text(8, y + 20 + 16 * line, words, weight=600))
        for place, waits in enumerate(Waits):
            x = LEFT + place * (WIDTH + GAP)
            dashed = ' stroke-dasharray="4 3"' if waits in (Waits.SECOND, Waits.CONFLICT) else ""
            parts.append(
                f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="4" fill="none" stroke="#6b6b66"{dashed}/>'
            )
            for line, move in enumerate(TABLE[standing][waits]):
                parts.append(_text(x + 10, y + 18 + 30 * line, NAMES[move], weight=600))
                parts.append(_text(x + 10, y + 32 + 30 * line, ARROWS[move], size=11))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _text(x: int, y: int, words: str, *, weight: int = 400, size: int = 12) -> str:
    return f'<text x="{x}" y="{y}" font-weight="{weight}" font-size="{size}" fill="#1d1d1b">{escape(words)}</text>'
