"""Append an event. Every service may import it; nothing else writes the history."""

from __future__ import annotations

from typing import Any

from django.db import models

from claims.models import Desk, History
from claims.permissions import Actor


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
    return History.objects.create(
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
