"""To-dos: what a decision elsewhere asks of a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.account import Desk, User
from claims.models.article import readable
from claims.models.base import PublicModel
from claims.models.claim import Claim
from claims.models.link import ClaimLink

if TYPE_CHECKING:
    from claims.permissions import Actor


class TodoQuerySet(models.QuerySet["Todo"]):
    def readable_by(self, actor: Actor) -> TodoQuerySet:
        return self.filter(readable(actor, "claim__article__"))

    def open(self) -> TodoQuerySet:
        return self.filter(done_at__isnull=True)


class Todo(PublicModel):
    """That a claim wants a look because of what was decided at the other end of a link, or of what it was made from.
    Verdicts are never copied along links; this is raised instead."""

    class Cause(models.TextChoices):
        LINK = "link", _("A link was confirmed")
        VERDICT = "verdict", _("A linked claim was judged")
        EDIT = "edit", _("Its claim was split or merged")

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="todos")
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="todos")
    cause = models.CharField(max_length=7, choices=Cause.choices)
    link = models.ForeignKey(ClaimLink, models.CASCADE, null=True, blank=True, related_name="todos")
    reason = models.TextField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = TodoQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="todo_has_a_reason"),
            models.UniqueConstraint(
                fields=["claim", "link", "cause"], condition=Q(done_at__isnull=True), name="todo_open_once_per_link"
            ),
        ]
        indexes = [
            # the desk page's list
            models.Index("desk", F("created_at").desc(), condition=Q(done_at__isnull=True), name="todo_open"),
        ]

    def __str__(self) -> str:
        return self.reason[:80]
