"""The one table of moves on a layer of a claim. Pages, API and admin all ask it; an illegal move is refused with the legal ones.

docs/review.md shows it as a picture, which is drawn from here (`python manage.py draw_moves`).
"""

from __future__ import annotations

from enum import StrEnum

from claims.models.base import State
from claims.models.verdict import Verdict

Act = Verdict.Act


class Move(StrEnum):
    """What somebody can do to a layer of a claim. The first five append a verdict, the others a decision of two people."""

    RECORD = "record"
    CHANGE = "change"
    CORRECT = "correct"
    REOPEN = "reopen"
    UNDO = "withdraw"
    FIRST = "decide_first"
    SECOND = "decide_second"
    TAKE_BACK = "take_back"
    RESOLVE = "resolve"


class Standing(StrEnum):
    """How a layer stands, as far as the moves go."""

    UNREVIEWED = "unreviewed"
    REOPENED = "reopened"
    JUDGED = "judged"
    PUBLISHED = "published"  # and judged: the world layer of a claim whose verdict went out


class Waits(StrEnum):
    """Who is to decide."""

    ONE = "one"  # one person is enough
    TWO = "two"  # two people must, and nobody has yet
    SECOND = "second"  # the first one has
    CONFLICT = "conflict"  # both have, and differ


TABLE: dict[Standing, dict[Waits, tuple[Move, ...]]] = {
    Standing.UNREVIEWED: {
        Waits.ONE: (Move.RECORD,),
        Waits.TWO: (Move.FIRST,),
        Waits.SECOND: (Move.SECOND, Move.TAKE_BACK),
        Waits.CONFLICT: (Move.RESOLVE, Move.TAKE_BACK),
    },
    Standing.REOPENED: {
        Waits.ONE: (Move.RECORD, Move.UNDO),
        Waits.TWO: (Move.FIRST, Move.UNDO),
        Waits.SECOND: (Move.SECOND, Move.TAKE_BACK),
        Waits.CONFLICT: (Move.RESOLVE, Move.TAKE_BACK),
    },
    Standing.JUDGED: {
        Waits.ONE: (Move.CHANGE, Move.REOPEN, Move.UNDO),
        Waits.TWO: (Move.FIRST, Move.REOPEN, Move.UNDO),
        Waits.SECOND: (Move.SECOND, Move.TAKE_BACK, Move.REOPEN),
        Waits.CONFLICT: (Move.RESOLVE, Move.TAKE_BACK, Move.REOPEN),
    },
    # undone is here only what came after the publication: the database refuses the rest
    Standing.PUBLISHED: {
        Waits.ONE: (Move.CORRECT, Move.REOPEN, Move.UNDO),
        Waits.TWO: (Move.FIRST, Move.REOPEN, Move.UNDO),
        Waits.SECOND: (Move.SECOND, Move.TAKE_BACK, Move.REOPEN),
        Waits.CONFLICT: (Move.RESOLVE, Move.TAKE_BACK, Move.REOPEN),
    },
}
NEEDS_REASON = {Act.CHANGE, Act.CORRECT, Act.REOPEN}
NEEDS_EVIDENCE = {Verdict.Value.VERIFIED, Verdict.Value.DISPUTED}
JUDGING = (Move.RECORD, Move.CHANGE, Move.CORRECT, Move.FIRST, Move.SECOND, Move.RESOLVE)


def standing_of(state: str, *, published: bool) -> Standing:
    if state in (State.UNREVIEWED, State.REOPENED):
        return Standing(state)
    return Standing.PUBLISHED if published else Standing.JUDGED


def legal_moves(state: str, waits: Waits = Waits.ONE, *, published: bool = False) -> tuple[Move, ...]:
    """What may be done to a layer in that state."""
    return TABLE[standing_of(state, published=published)][waits]


def act_of(state: str, *, published: bool) -> Verdict.Act:
    """The act by which a new value comes to a layer in that state, whoever decides on it."""
    if state in (State.UNREVIEWED, State.REOPENED):
        return Act.RECORD
    return Act.CORRECT if published else Act.CHANGE


def established(verdict: Verdict | None) -> Verdict:
    """The entry that brought the value which holds with this one: undoing restores an earlier one, whose author it stays."""
    while verdict is not None and verdict.act == Act.WITHDRAW and verdict.replaces is not None:
        verdict = verdict.replaces.replaces
    assert verdict is not None, "a value that holds was brought by somebody"
    return verdict
