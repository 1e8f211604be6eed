"""Attribution: who is said to say a claim."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.source import Source


class Attribution(models.Model):
    """One hop of a claim's chain, outermost first: the Financial Times, then the senior official who told it.

    The article's own outlet is not stored. `source_words` are the text's ("They"), `resolved` whom they mean. The offsets
    are those of the revision in which the claim was found; they may lie outside the claim's quote.
    """

    class Type(models.TextChoices):
        DIRECT = "direct", _("direct speech")
        INDIRECT = "indirect", _("indirect speech")
        ACCORDING_TO = "according_to", _("according to")

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="hops")
    ordinal = models.PositiveSmallIntegerField()
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="hops")
    source_words = models.CharField(max_length=300, blank=True)  # empty: unnamed and unworded
    resolved = models.CharField(max_length=300, blank=True)
    cue = models.CharField(max_length=100, blank=True)
    type = models.CharField(max_length=12, choices=Type.choices)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["claim_id", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "ordinal"], name="attribution_once_per_place"),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(end__gt=F("start")),
                name="attribution_span_not_empty",
            ),
        ]
        indexes = [  # the queue's filter by speaker, whom the desk knows as no source
            models.Index(fields=["resolved"], condition=~Q(resolved=""), name="attribution_resolved"),
            models.Index(fields=["source_words"], condition=Q(resolved=""), name="attribution_words"),
        ]

    def __str__(self) -> str:
        return self.speaker

    @property
    def speaker(self) -> str:
        """Whom to show: the source as the desk knows it, else as resolved, else in the text's words."""
        return (
            (self.source.name if self.source_id and self.source else "")
            or self.resolved
            or self.source_words
            or "unnamed source"
        )
