"""Who has a claim open just now: a hint for others, never a lock."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from claims.models import Claim, Presence, User
from claims.permissions import Actor

HERE_SECONDS = 60  # without a sign of life; a page gives one every 20 s
FORGET_SECONDS = 600


def be_at(*, claim: Claim, actor: Actor) -> list[User]:
    """Note that the actor has the claim open, and say who else has."""
    Presence.objects.bulk_create(
        [Presence(claim=claim, user=actor.user, seen_at=timezone.now())],
        update_conflicts=True, unique_fields=["claim", "user"], update_fields=["seen_at"],
    )  # fmt: skip
    return others_at(claim, actor.user)


def others_at(claim: Claim, user: User) -> list[User]:
    """Who else has it open, by name."""
    since = timezone.now() - timedelta(seconds=HERE_SECONDS)
    rows = Presence.objects.filter(claim=claim, seen_at__gte=since, user__is_active=True).exclude(user=user)
    return [row.user for row in rows.select_related("user").order_by("user__display_name", "user__username")[:10]]


def forget_presences() -> int:
    """Remove those that nobody looks at any more; the sweeper calls it. Say how many."""
    return Presence.objects.filter(seen_at__lt=timezone.now() - timedelta(seconds=FORGET_SECONDS)).delete()[0]
