"""What people say to each other about claims, and what they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.account import Desk, User
from claims.models.article import Article, readable
from claims.models.base import PublicModel
from claims.models.claim import Claim

if TYPE_CHECKING:
    from claims.permissions import Actor


class CommentQuerySet(models.QuerySet["Comment"]):
    def readable_by(self, actor: Actor) -> CommentQuerySet:
        return self.filter(readable(actor, "claim__article__"))


class Comment(PublicModel):
    """A remark on a claim, or a reply to one. A thread is resolved at its first remark; a withdrawn one keeps its place."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="comments")
    thread = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")  # None: opens one
    author = models.ForeignKey(User, models.PROTECT, related_name="comments")
    body = models.TextField()
    start = models.PositiveIntegerField(null=True, blank=True)  # within the claim's quote, where it is about some of it
    end = models.PositiveIntegerField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    mentions = models.ManyToManyField(User, blank=True, related_name="mentioned_in")
    version = models.PositiveIntegerField(default=1)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["claim_id", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(body=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(end__gt=F("start")), name="comment_span_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False, thread__isnull=True),
                name="comment_thread_resolved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.body[:80]


class Notification(PublicModel):
    """One thing that a person is told, with why: in the app at once, by mail with the next digest unless it was read."""

    class Kind(models.TextChoices):
        MENTION = "mention", _("Somebody mentioned you")
        REPLY = "reply", _("Somebody replied to you")
        ASSIGNED = "assigned", _("A claim was assigned to you")
        REOPENED = "reopened", _("A claim that you judged reopened")
        SECOND = "second", _("A claim waits for a second reviewer")
        CONFLICT = "conflict", _("Two decisions differ")
        RESOLVED = "resolved", _("A conflict that you were part of was resolved")
        TODO = "todo", _("A linked claim asks for a look")
        DEADLINE = "deadline", _("A deadline is near")

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="notifications")
    to = models.ForeignKey(User, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    why = models.CharField(max_length=300)  # "because you recorded the verdict that reopened"
    actor = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")  # None: the machine
    claim = models.ForeignKey(Claim, models.CASCADE, null=True, blank=True, related_name="notifications")
    article = models.ForeignKey(Article, models.CASCADE, null=True, blank=True, related_name="notifications")
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, blank=True, related_name="notifications")
    # what further claims are told with it while it is unread: "source_retracted:…"; empty: it stands alone
    gathers = models.CharField(max_length=80, blank=True, db_default="")
    not_before = models.DateTimeField()  # what can be undone for ten seconds is told after them
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="notification_says_why"),
            models.UniqueConstraint(
                fields=["to", "kind", "desk", "claim", "article", "comment"],
                condition=Q(read_at__isnull=True),
                nulls_distinct=False,
                name="notification_told_once_while_unread",
            ),
        ]
        indexes = [
            models.Index("to", F("created_at").desc(), F("id").desc(), name="notification_list"),  # the page
            models.Index(fields=["to"], condition=Q(read_at__isnull=True), name="notification_unread"),  # the bell
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.why}"

    @property
    def says_who(self) -> bool:
        """Whether its actor is named. Not where a second person decides blind: it would say who decided first."""
        return self.actor_id is not None and self.kind != self.Kind.SECOND

    @property
    def headline(self) -> str:
        """What happened, in a few words: who did it, where that may be said, and of how many claims (as the inbox counted them)."""
        number = 1 + getattr(self, "further_number", 0)
        if number > 1:
            return str(_("%(number)s claims reopened") % {"number": number})
        name = self.actor.name if self.actor and self.says_who else ""
        words = {
            self.Kind.MENTION: _("%(name)s mentioned you"),
            self.Kind.REPLY: _("%(name)s replied to you"),
            self.Kind.ASSIGNED: _("%(name)s assigned a claim to you"),
        }
        if name and self.kind in words:
            return str(words[self.Kind(self.kind)] % {"name": name})
        return f"{self.get_kind_display()} · {name}" if name else str(self.get_kind_display())


class NotificationClaim(models.Model):
    """A further claim that a notification speaks of: many reopened by one cause, told as one."""

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="further")
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notification", "claim"], name="notification_speaks_of_a_claim_once")
        ]

    def __str__(self) -> str:
        return str(self.claim_id)


class Presence(models.Model):
    """That somebody has a claim open just now: a hint for others, forgotten after a minute."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="presences")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "user"], name="presence_once_per_claim_and_person")]
        indexes = [models.Index(fields=["seen_at"], name="presence_age")]  # old ones are swept

    def __str__(self) -> str:
        return f"{self.user_id} at claim {self.claim_id}"
