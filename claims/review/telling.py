"""Who is told of what happened to a verdict. What can be undone for ten seconds is told after them, or never."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from django.utils.functional import Promise

from claims.models import Claim, Notification, User
from claims.notices import notify, take_back
from claims.permissions import TABLE, Action, Actor

Kind = Notification.Kind
WAIT_SECONDS = 12  # the ten of undoing, and what the click takes to travel


def tell(
    *,
    to: Iterable[User | None],
    kind: str,
    why: str | Promise,
    claim: Claim,
    actor: Actor | None,
    gathers: str = "",
    why_many: str | Promise = "",
) -> None:
    """A notification for each of them once, whoever did it left out. `why` may be lazy: each reads it in the own language.
    Nobody reads it before the act can no longer be undone. `gathers` and `why_many` are those of `notify`."""
    not_before = timezone.now() + timedelta(seconds=WAIT_SECONDS)
    for user in {user.pk: user for user in to if user is not None and user.is_active}.values():
        notify(
            to=user, kind=kind, why=why, desk_id=claim.desk_id, actor=actor, claim=claim, not_before=not_before,
            gathers=gathers, why_many=why_many,
        )  # fmt: skip


def hush(claim: Claim, *kinds: str) -> None:
    """Take back what was to be told of the claim in a moment: the act was undone."""
    take_back(*kinds, claim=claim)


def resolvers(claim: Claim) -> Iterable[User]:
    """Who may resolve a conflict on the claim's desk."""
    roles = TABLE[Action.RESOLVE].own
    return User.objects.filter(is_active=True, memberships__desk_id=claim.desk_id, memberships__role__in=roles)
