"""The append-only record of every change of state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F

from claims.models.account import Desk, User

if TYPE_CHECKING:
    from claims.permissions import Actor


class HistoryQuerySet(models.QuerySet["History"]):
    def readable_by(self, actor: Actor) -> HistoryQuerySet:
        from claims.permissions import Action, desk_ids

        return self.filter(desk_id__in=desk_ids(actor, Action.READ_HISTORY))

    def about(self, *subjects: models.Model) -> HistoryQuerySet:
        return self.filter(subject_id__in=[subject.public_id for subject in subjects])  # type: ignore[attr-defined]


class History(models.Model):
    """One event: who changed what, from what to what, and why. One chain a desk.

    Sequence, time and hash are set by a trigger when the row is appended (migrations/0002): each row's SHA-256 covers its
    content and the hash before it. Nothing is ever changed or removed; the database refuses.
    """

    append_only = True

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="history")
    sequence = models.BigIntegerField(editable=False)
    at = models.DateTimeField(editable=False)
    actor = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+"
    )  # None: the machine, or a hand in the database
    via = models.CharField(max_length=40)  # page, api, admin, worker, command; else the database account
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(default="", blank=True)
    transaction = models.BigIntegerField(editable=False)
    previous_hash = models.CharField(max_length=64, editable=False)
    hash = models.CharField(max_length=64, editable=False)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        ordering = ["desk", "sequence"]
        verbose_name_plural = "history"
        constraints = [models.UniqueConstraint(fields=["desk", "sequence"], name="history_one_chain_per_desk")]
        indexes = [
            models.Index(F("subject_id"), F("sequence").desc(), name="history_of_a_thing"),  # claim and article pages
            # the guard against unexplained changes: by both, so that one of a thousand claims in a transaction looks at its own
            # events and not at the thousand others
            models.Index(fields=["transaction", "subject_id"], name="history_of_a_change"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type}"
