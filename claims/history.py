"""Append an event, and check that nobody altered the record. Every service may import it; nothing else writes the history."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import models

from claims.models import Desk, History
from claims.permissions import Actor

_gathered: ContextVar[list[History] | None] = ContextVar("gathered", default=None)


def append(
    *,
    verb: str,
    subject: models.Model,
    desk: Desk | int,
    actor: Actor | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> History:
    """Append one event about `subject` (a model with a public_id) inside the caller's transaction.

    Call it last in the transaction: it takes the lock of the desk's chain and holds it until the commit. `actor` is None for
    what a worker does. `before` and `after` hold JSON values only.
    """
    row = event(
        verb=verb, subject=subject, desk=desk, actor=actor, before=before, after=after, reason=reason
    )  # fmt: skip
    gathered = _gathered.get()
    if gathered is None:
        row.save()
    else:
        gathered.append(row)
    return row


def append_all(events: Sequence[History]) -> None:
    """Append the events, each made by `event`, in that order; the same rules as for one. In a statement for all of them."""
    gathered = _gathered.get()
    if gathered is None:
        History.objects.bulk_create(events, batch_size=500)
    else:
        gathered.extend(events)


@contextmanager
def one_statement() -> Iterator[None]:
    """Append what is appended within at the end, in its order, by one statement: an act that several services tell of takes the
    lock of the chain once, and late. Only where nobody needs the rows before: they are written when this ends."""
    events: list[History] = []
    token = _gathered.set(events)
    try:
        yield
    finally:
        _gathered.reset(token)
    append_all(events)


def event(
    *,
    verb: str,
    subject: models.Model,
    desk: Desk | int,
    actor: Actor | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> History:
    """One event, as `append` takes it, not yet written."""
    return History(
        desk_id=desk.pk if isinstance(desk, Desk) else desk,
        actor=actor.user if actor else None,
        via=actor.via if actor else "worker",
        verb=verb,
        subject_type=subject._meta.model_name or "",
        subject_id=subject.public_id,  # type: ignore[attr-defined]
        before=before or {},
        after=after or {},
        reason=reason,
    )


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A place where a desk's chain does not hold, in words."""

    desk_id: int
    sequence: int
    what: str


def broken_links(desk_id: int) -> Iterator[BrokenLink]:
    """Where the desk's chain was altered: a changed row, a missing one, or one whose hash does not follow from the row before.

    A chain that was cut at its end, or rebuilt as a whole, looks whole: compare `head` with one that was noted elsewhere.
    """
    expected, previous = 1, "0" * 64
    rows = History.objects.filter(desk_id=desk_id).order_by("sequence")
    for row in rows.annotate(payload=_Payload()).iterator(chunk_size=2000):
        if row.sequence != expected:
            yield BrokenLink(desk_id, expected, f"rows {expected} to {row.sequence - 1} are missing")
        elif row.previous_hash != previous:
            yield BrokenLink(desk_id, row.sequence, "it does not follow from the row before it")
        if hashlib.sha256(row.payload.encode()).hexdigest() != row.hash:
            yield BrokenLink(desk_id, row.sequence, "its content was changed after it was written")
        expected, previous = row.sequence + 1, row.hash


def head(desk_id: int) -> tuple[int, str]:
    """Sequence and hash of the newest row: what to note outside of the database. (0, "") for an empty chain."""
    last = History.objects.filter(desk_id=desk_id).order_by("-sequence").values_list("sequence", "hash").first()
    return last or (0, "")


class _Payload(models.Func):
    """The canonical text that a row's hash covers, written by the same database function that the trigger uses."""

    output_field = models.TextField()
    template = "factdesk_history_payload(claims_history)"
    arity = 0
