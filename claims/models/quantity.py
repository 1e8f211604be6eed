"""Quantities: numbers in claims, as intervals."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim


class Quantity(models.Model):
    """A number in a claim with what its words allow: "up to 12,000" has no low end and 12,000 for the high one.

    Offsets count within the claim's quote, so they move with it. Shares are 0..1.
    """

    class Modifier(models.TextChoices):
        EXACT = "exact", _("exactly")
        APPROX = "approx", _("about")
        AT_LEAST = "at_least", _("at least")
        MORE_THAN = "more_than", _("more than")
        AT_MOST = "at_most", _("at most")
        LESS_THAN = "less_than", _("less than")
        BETWEEN = "between", _("between")
        VAGUE = "vague", _("vague")

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="quantities")
    ordinal = models.PositiveSmallIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    surface = models.CharField(max_length=300)
    value = models.DecimalField(max_digits=60, decimal_places=12, null=True, blank=True)
    low = models.DecimalField(max_digits=60, decimal_places=12, null=True, blank=True)
    high = models.DecimalField(max_digits=60, decimal_places=12, null=True, blank=True)
    low_exclusive = models.BooleanField(default=False)
    high_exclusive = models.BooleanField(default=False)
    modifier = models.CharField(max_length=9, choices=Modifier.choices)
    total = models.DecimalField(max_digits=60, decimal_places=12, null=True, blank=True)  # "of 93"; `of` in JSON
    unit = models.CharField(max_length=80, blank=True)
    unit_name = models.CharField(max_length=80, blank=True)
    counted = models.CharField(max_length=300, blank=True)
    trend = models.CharField(max_length=4, blank=True)
    derived = models.BooleanField(default=False)
    conversion_of = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="conversions")

    class Meta:
        ordering = ["claim_id", "ordinal"]
        verbose_name_plural = "quantities"
        indexes = [models.Index(fields=["unit"], name="quantity_unit")]  # the queue's filter by unit
        constraints = [
            models.UniqueConstraint(fields=["claim", "ordinal"], name="quantity_once_per_place"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="quantity_span_not_empty"),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")),
                name="quantity_low_below_high",
            ),
        ]

    def __str__(self) -> str:
        return self.surface
