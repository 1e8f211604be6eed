"""What the frame of every page needs to know of the reader. Asked for by templates only, so error pages cost no query."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.models import Desk, Membership, Role, User, WorkerHeartbeat
from claims.permissions import Action, Actor, actor_of, desk_ids
from claims.talk.inbox import unread_count


def _actor(request: HttpRequest) -> Actor | None:
    user = getattr(request, "user", None)
    if not isinstance(user, User) and not getattr(user, "is_authenticated", False):
        return None
    actor: Actor | None = getattr(request, "actor", None)
    return actor or actor_of(user)  # type: ignore[arg-type]


def desk_of_the_reader(request: HttpRequest) -> dict[str, Any]:
    """Lazy values: the desks and roles of the reader, what the frame may offer, and whether any worker is alive."""

    @cache
    def memberships() -> list[Membership]:
        actor = _actor(request)
        return (
            list(Membership.objects.filter(user=actor.user).select_related("desk").order_by("desk__name"))
            if actor
            else []
        )

    @cache
    def last_heartbeat() -> Any:
        newest = WorkerHeartbeat.objects.order_by("-seen_at").first()
        return newest.seen_at if newest else None

    def workers_lost() -> bool:
        seen = last_heartbeat()
        return seen is None or (timezone.now() - seen).total_seconds() > settings.WORKER_LOST_AFTER_SECONDS

    @cache
    def unread_number() -> int:
        actor = _actor(request)
        return unread_count(actor) if actor else 0

    def may_upload() -> bool:
        actor = _actor(request)
        return bool(actor and desk_ids(actor, Action.UPLOAD))

    def roles() -> list[str]:
        several = len(memberships()) > 1
        return [
            f"{_(str(Role(member.role).label))}, {member.desk.name}" if several else _(str(Role(member.role).label))
            for member in memberships()
        ]

    return {
        "unread_number": unread_number,
        "desk_names": lambda: [member.desk.name for member in memberships()],
        "roles_of_reader": roles,
        "may_upload": may_upload,
        "workers_lost": workers_lost,
        "worker_seen_at": last_heartbeat,
    }


def upload_desks(actor: Actor) -> list[Desk]:
    """The desks on which the reader may upload, by name."""
    return list(Desk.objects.filter(pk__in=desk_ids(actor, Action.UPLOAD)).order_by("name"))
