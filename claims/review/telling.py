"""Who is told of what happened to a verdict. What can be undone for ten seconds is told after them, or never."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from claims.models import Claim, Notification, User
from claims.notices import notify
from claims.permissions import Actor

Kind = Notification.Kind
WAIT_SECONDS = 12  # the ten of undoing, and what the click takes to travel


def tell(*, to: Iterable[User | None], kind: str, why: str, claim: Claim, actor: Actor | None) -> None:
    """A notification for each of them once, whoever did it left out. Nobody reads it before the act can no longer be undone."""
    not_before = timezone.now() + timedelta(seconds=WAIT_SECONDS)
    for user in {user.pk: user for user in to if user is not None and user.is_active}.values():
        notify(
            to=user, kind=kind, why=why, desk_id=claim.desk_id, actor=actor, claim=claim, not_before=not_before
        )  # fmt: skip


def hush(*, claim: Claim, actor: Actor) -> None:
    """Take back what the actor's act on the claim would have told in a moment: it was undone."""
    Notification.objects.filter(claim=claim, actor=actor.user, not_before__gt=timezone.now(), read_at=None).delete()
