"""What reading a revision found besides claims: the outcome of each sentence, leftovers, findings."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.account import User
from claims.models.article import Revision
from claims.models.base import PublicModel


class Sentence(models.Model):
    """One sentence of a revision and what became of it, so that coverage adds up to all of the text."""

    class Outcome(models.TextChoices):
        CLAIMS = "claims", _("Yields claims")
        NONE = "none", _("No claim")
        LEFTOVER = "leftover", _("Leftover of a web page")
        HEADING = "heading", _("Heading")
        UNRESOLVED = "unresolved", _("Unresolved")

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="sentences")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=200, blank=True)
    check_worthiness = models.FloatField(default=0)

    class Meta:
        ordering = ["revision_id", "start"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "start"], name="sentence_once_per_place"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="sentence_span_not_empty"),
            models.CheckConstraint(
                condition=Q(outcome="claims") | ~Q(reason=""), name="sentence_without_claims_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start}–{self.end}: {self.get_outcome_display()}"


class Leftover(models.Model):
    """A stretch that is none of the article's text, with the reason; shown greyed, never claimed."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="leftovers")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["revision_id", "start"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "start", "end"], name="leftover_once_per_span"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="leftover_span_not_empty"),
        ]

    def __str__(self) -> str:
        return self.reason


class Finding(PublicModel):
    """Something the machine noticed that a person should look at. `spans` are [[start, end], …] into the revision."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=40)
    spans = models.JSONField(default=list)
    message = models.TextField()
    dismissed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_reason = models.TextField(blank=True)
    # the question to whoever handed in the article, as the thread that it opened on the nearest claim (review/raising.py)
    thread = models.OneToOneField("Comment", models.SET_NULL, null=True, blank=True, related_name="finding")
    raised_with = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["revision_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dismissed_by__isnull=True, dismissed_at__isnull=True)
                | Q(dismissed_by__isnull=False, dismissed_at__isnull=False) & ~Q(dismissed_reason=""),
                name="finding_dismissed_by_somebody_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.message


class KeptReading(models.Model):
    """The newest reading of a revision as the extractor gave it, so that a person's edit need not read the text again.

    `key` stands for all that a reading depends on besides the text; `found` is an `Extraction` as JSON, compressed. Nothing is
    lost with a row: the text is read again.
    """

    revision = models.OneToOneField(Revision, models.CASCADE, related_name="kept_reading", primary_key=True)
    key = models.CharField(max_length=64)
    found = models.BinaryField()

    def __str__(self) -> str:
        return f"Reading of {self.revision}"
