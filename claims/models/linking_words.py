"""Words of quantity as a desk reads them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from claims.models.account import Desk
from claims.models.base import PublicModel


class WordBound(PublicModel):
    """What a desk takes a word such as "nearly", "some" or "dozens" to allow, in place of the table that comes with the
    language. For a word beside a number the bounds are factors of it ("nearly": 0.9 to 1); for a vague word without one
    they are counts ("dozens": from 24 on). An empty bound is open."""

    class Of(models.TextChoices):
        FACTOR = "factor", _("beside a number: factors of it")
        COUNT = "count", _("without a number: counts")

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="word_bounds")
    word = models.CharField(max_length=60)
    of = models.CharField(max_length=6, choices=Of.choices)
    low = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    high = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["word"]
        constraints = [
            models.UniqueConstraint("desk", Lower("word"), name="word_bound_once_per_desk"),
            models.CheckConstraint(condition=~Q(word=""), name="word_bound_has_a_word"),
            models.CheckConstraint(
                condition=Q(low__isnull=False) | Q(high__isnull=False), name="word_bound_bounds_something"
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=models.F("high")),
                name="word_bound_low_below_high",
            ),
        ]

    def __str__(self) -> str:
        return self.word
