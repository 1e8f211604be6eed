"""House labels: what a desk calls the three core verdicts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from claims.models.account import Desk
from claims.models.base import PublicModel


class HouseLabel(PublicModel):
    """A desk's own word for a core verdict, such as "Mostly right" for verified. The core value always stands beside it.

    One in use is retired, not removed: verdicts that carry it keep saying it.
    """

    class Colour(models.TextChoices):
        """Names of the design's tokens; the glyph and the line stay those of the core verdict."""

        CORE = "", _("as the core verdict")
        VERIFIED = "verified", _("green")
        DISPUTED = "disputed", _("red")
        UNVERIFIABLE = "unverifiable", _("violet")
        ATTENTION = "attention", _("ochre")
        INK = "ink", _("ink")

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="labels")
    value = models.CharField(max_length=12)  # the core verdict that it maps onto
    name = models.CharField(max_length=60)
    names = models.JSONField(default=dict, blank=True)  # language code → name in that language
    colour = models.CharField(max_length=12, choices=Colour.choices, blank=True)
    ordinal = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["desk", "ordinal", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__in=["verified", "disputed", "unverifiable"]),
                name="house_label_maps_onto_a_core_verdict",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="house_label_has_a_name"),
            models.UniqueConstraint("desk", Lower("name"), name="house_label_once_per_desk"),
        ]

    def __str__(self) -> str:
        return self.name
