"""The work ledger: what has to be read, who is at it, and since when nobody is."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.article import Revision
from claims.models.base import PublicModel


class ExtractionRun(PublicModel):
    """One extractor over one revision, from the queue to ready. This row is the record of work, not the broker's message.

    A worker holds a run by a lease that ends by itself; `fence` counts the leases, and a write is only good under the
    newest one. `attempts` counts starts: a file that kills its reader is given up after a few.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        EXTRACTING = "extracting", _("Extracting")
        LINKING = "linking", _("Linking")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    OPEN = (State.QUEUED, State.EXTRACTING, State.LINKING)

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="runs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    extractor = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)  # a failed attempt waits a little before the next
    hinted_at = models.DateTimeField(null=True, blank=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)  # for the editor: what happened and what helps
    error_detail = models.TextField(blank=True)  # for the engineer: the exception

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision"],
                condition=Q(state__in=["queued", "extracting", "linking"]),
                name="run_one_open_per_revision",
                violation_error_message=_("This article is being read already."),
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="run_failed_with_a_reason"),
            models.CheckConstraint(
                condition=Q(progress_done__lte=F("progress_total")), name="run_progress_within_total"
            ),
        ]
        indexes = [
            # the sweeper and idle workers look for open runs, oldest first
            models.Index(
                fields=["created_at"], condition=Q(state__in=["queued", "extracting", "linking"]), name="run_open"
            ),
        ]

    def __str__(self) -> str:
        return f"Run {self.pk}: {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class WorkerHeartbeat(models.Model):
    """When a worker was last seen. Pages warn when the newest is a minute old."""

    name = models.CharField(max_length=120, unique=True)
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.name
