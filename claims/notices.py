"""Tell people things: who, what kind, why. One door for every step; the pages and the mail digest read what lies here."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.functional import Promise

from claims.models import Article, Claim, Comment, Notification, User
from claims.permissions import Actor, actor_of

LONGEST_WHY = 300


def notify(
    *,
    to: User,
    kind: str,
    why: str | Promise,
    desk_id: int,
    actor: Actor | None,
    claim: Claim | None = None,
    article: Article | None = None,
    comment: Comment | None = None,
    not_before: datetime | None = None,
) -> Notification | None:
    """The notification that was added; None when there is none to send: `to` acted himself, may not read the thing, or was
    told the same (kind, claim, comment) already and has not read it yet.

    `why` completes "You are told …" in a sentence ("because you recorded the verdict that reopened"). Hand it over as
    gettext_lazy or format_lazy: it is put into the reader's own language here. It must hold nothing confidential, and of a
    blind first decision neither value nor reasons. What can be undone is told after that: `not_before`.
    Safe to call twice, and inside the caller's transaction; append to the history after it.
    """
    if actor is not None and actor.user.pk == to.pk:
        return None
    claim = claim or (comment.claim if comment else None)
    if not may_read(to, desk_id=desk_id, claim=claim, article=article):
        return None
    with translation.override(to.locale or settings.LANGUAGE_CODE):
        said = str(why)
    told = Notification(
        desk_id=desk_id,
        to=to,
        kind=kind,
        why=said if len(said) <= LONGEST_WHY else f"{said[: LONGEST_WHY - 1]}…",
        actor=actor.user if actor else None,
        claim=claim,
        article_id=article.pk if article else claim.article_id if claim else None,
        comment=comment,
        not_before=not_before or timezone.now(),
    )
    Notification.objects.bulk_create([told], ignore_conflicts=True)  # told once while unread: a constraint says so
    return Notification.objects.filter(public_id=told.public_id).first()


def may_read(user: User, *, desk_id: int, claim: Claim | None = None, article: Article | None = None) -> bool:
    """Whether the person may still open what a notification speaks of."""
    reader = actor_of(user)
    if claim is not None:
        return Claim.objects.readable_by(reader).filter(pk=claim.pk, desk_id=desk_id).exists()
    if article is not None:
        return Article.objects.readable_by(reader).filter(pk=article.pk, desk_id=desk_id).exists()
    return desk_id in reader.roles


def take_back(*, kind: str, claim: Claim | None = None, comment: Comment | None = None) -> int:
    """Remove notifications whose time has not come yet, because what they tell was undone. Say how many."""
    waiting = Notification.objects.filter(kind=kind, not_before__gt=timezone.now(), mailed_at__isnull=True)
    if claim is not None:
        waiting = waiting.filter(claim=claim)
    if comment is not None:
        waiting = waiting.filter(comment=comment)
    return waiting.delete()[0]
