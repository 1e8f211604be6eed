"""What a person was told: what of it may still be read, and marking it read and unread."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from claims.models import Article, Notification, NotificationClaim
from claims.permissions import Action, Actor, desk_ids

MOST_COUNTED = 99


def notifications_of(actor: Actor) -> QuerySet[Notification]:
    """What the actor was told and may still read, newest first: of desks that he is on, of things that he may open, once its
    time has come. A comment that was withdrawn tells nothing any more."""
    return (
        Notification.objects.filter(
            to=actor.user, not_before__lte=timezone.now(), desk_id__in=desk_ids(actor, Action.READ)
        )
        # by the article: a desk has far fewer of those than claims, and the frame of every page asks for this
        .filter(Q(claim__isnull=True) | Q(claim__article__in=Article.objects.readable_by(actor)))
        .filter(Q(article__isnull=True) | Q(article__in=Article.objects.readable_by(actor)))
        .filter(Q(comment__isnull=True) | Q(comment__withdrawn_at__isnull=True))
        .order_by("-created_at", "-id")
    )


def with_what_it_is_about(rows: QuerySet[Notification]) -> QuerySet[Notification]:
    """With all that a line of the list shows; `further_number` says how many claims are told with the one that is named."""
    further = NotificationClaim.objects.filter(notification=OuterRef("pk")).order_by().values("notification")
    number = Subquery(further.annotate(number=Count("pk")).values("number"))
    return rows.annotate(further_number=Coalesce(number, 0)).select_related(
        "actor", "claim__article", "article", "comment__claim__article", "desk"
    )


def unread_count(actor: Actor) -> int:
    """How many are unread; no more than 100 are counted."""
    return notifications_of(actor).filter(read_at__isnull=True).order_by()[: MOST_COUNTED + 1].count()


def mark_read(*, actor: Actor, ids: Collection[UUID | str] | None = None) -> tuple[int, datetime]:
    """Mark those public ids, or all that are unread, as read. Say how many, and the time by which it can be undone."""
    now = timezone.now()
    rows = notifications_of(actor).filter(read_at__isnull=True).order_by()
    if ids is not None:
        rows = rows.filter(public_id__in=ids)
    return Notification.objects.filter(pk__in=rows.values("pk")).update(read_at=now), now


def mark_unread(
    *, actor: Actor, ids: Collection[UUID | str] | None = None, read_at: datetime | None = None
) -> int:  # fmt: skip
    """Mark those public ids, or all that were read at that moment, as unread again, and say how many. One that was told anew
    meanwhile stays read: it would stand there twice."""
    if ids is None and read_at is None:
        return 0
    rows = notifications_of(actor).filter(read_at__isnull=False).order_by()
    if ids is not None:
        rows = rows.filter(public_id__in=ids)
    if read_at is not None:
        rows = rows.filter(read_at=read_at)
    maybe = ("claim_id", "article_id", "comment_id")  # absent is equal to absent here
    anew = (
        Notification.objects.filter(
            to=OuterRef("to"), kind=OuterRef("kind"), desk=OuterRef("desk"), read_at__isnull=True
        )
        .annotate(**{f"{name}_or_0": Coalesce(name, 0) for name in maybe})
        .filter(**{f"{name}_or_0": Coalesce(OuterRef(name), 0) for name in maybe})
    )
    free = rows.annotate(told_anew=Exists(anew)).filter(told_anew=False)
    return Notification.objects.filter(pk__in=free.values("pk")).update(read_at=None)
