"""Tell people things: who, what kind, why. One door for every step; the pages and the mail digest read what lies here."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.functional import Promise

from claims.models import Article, Claim, Comment, Notification, NotificationClaim, User
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
    gathers: str = "",
    why_many: str | Promise = "",
) -> Notification | None:
    """The notification that was added; None when there is none to send: `to` acted himself, may not read the thing, or was
    told the same (kind, claim, comment) already and has not read it yet.

    `why` completes "You are told …" in a sentence ("because you recorded the verdict that reopened"). Hand it over as
    gettext_lazy or format_lazy: it is put into the reader's own language here. It must hold nothing confidential, and of a
    blind first decision neither value nor reasons. What can be undone is told after that: `not_before`. Claims that are told with
    the same `gathers` while it is unread and unmailed come into one notification, which then says `why_many`.
    Safe to call twice, and inside the caller's transaction; append to the history after it.
    """
    if actor is not None and actor.user.pk == to.pk:
        return None
    claim = claim or (comment.claim if comment else None)
    if not may_read(to, desk_id=desk_id, claim=claim, article=article):
        return None
    with translation.override(to.locale or settings.LANGUAGE_CODE):
        said, said_of_many = str(why), str(why_many)
    if gathers and claim is not None:
        gathered = _gather(to=to, kind=kind, desk_id=desk_id, gathers=gathers, claim=claim, why=said_of_many or said)
        if gathered is not None:
            return gathered
    told = Notification(
        desk_id=desk_id,
        to=to,
        kind=kind,
        why=_cut(said),
        gathers=gathers,
        actor=actor.user if actor else None,
        claim=claim,
        article_id=article.pk if article else claim.article_id if claim else None,
        comment=comment,
        not_before=not_before or timezone.now(),
    )
    Notification.objects.bulk_create([told], ignore_conflicts=True)  # told once while unread: a constraint says so
    return Notification.objects.filter(public_id=told.public_id).first()


def _gather(*, to: User, kind: str, desk_id: int, gathers: str, claim: Claim, why: str) -> Notification | None:
    """The notification that the claim came into, or stands in already; None where there is none yet."""
    with transaction.atomic():
        waiting = Notification.objects.filter(to=to, kind=kind, desk_id=desk_id, gathers=gathers, read_at__isnull=True)
        told = waiting.filter(mailed_at__isnull=True).select_for_update().order_by("pk").first()
        if told is None or told.claim_id == claim.pk:
            return told
        NotificationClaim.objects.bulk_create(
            [NotificationClaim(notification=told, claim=claim)], ignore_conflicts=True
        )
        told.why = _cut(why)
        told.save(update_fields=["why"])
    return told


def _cut(words: str) -> str:
    """Fit for the end of "You are told ….": a stop of its own is left out."""
    words = words.removesuffix(".")
    return words if len(words) <= LONGEST_WHY else f"{words[: LONGEST_WHY - 1]}…"


def may_read(user: User, *, desk_id: int, claim: Claim | None = None, article: Article | None = None) -> bool:
    """Whether the person may still open what a notification speaks of."""
    reader = actor_of(user)
    if claim is not None:
        return Claim.objects.readable_by(reader).filter(pk=claim.pk, desk_id=desk_id).exists()
    if article is not None:
        return Article.objects.readable_by(reader).filter(pk=article.pk, desk_id=desk_id).exists()
    return desk_id in reader.roles


def take_back(*kinds: str, claim: Claim | None = None, comment: Comment | None = None) -> int:
    """Remove notifications whose time has not come yet, because what they tell was undone. Say how many."""
    waiting = Notification.objects.filter(kind__in=kinds, not_before__gt=timezone.now(), mailed_at__isnull=True)
    if claim is not None:
        if not waiting.filter(Q(claim=claim) | Q(further__claim=claim)).exists():
            return 0  # most of what is undone was told to nobody: one query then
        further = NotificationClaim.objects.filter(notification__in=waiting, claim=claim).delete()[0]
        waiting = waiting.filter(claim=claim)
        for told in waiting.filter(further__isnull=False).distinct():
            _stand_in(told)
            further += 1
        return further + waiting.filter(claim=claim).delete()[0]
    if comment is not None:
        waiting = waiting.filter(comment=comment)
    return waiting.delete()[0]


def _stand_in(told: Notification) -> None:
    """Let another of its claims take the place of the one that it named first."""
    other = told.further.select_related("claim").order_by("pk")[0]
    told.claim, told.article_id = other.claim, other.claim.article_id
    other.delete()
    told.save(update_fields=["claim", "article"])
