"""Near copies: articles that share much of their text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.account import Desk, User
from claims.models.article import Revision, readable
from claims.models.base import PublicModel

if TYPE_CHECKING:
    from claims.permissions import Actor


class NearCopyQuerySet(models.QuerySet["NearCopy"]):
    def readable_by(self, actor: Actor) -> NearCopyQuerySet:
        """Those of which the actor may read both articles."""
        return self.filter(readable(actor, "left__article__"), readable(actor, "right__article__"))


class NearCopy(PublicModel):
    """That two texts of one desk share passages, so that they may be of one origin; stored once, the lower id on the left.

    A suggestion until a person decides; a rejected one stays, so that it is not proposed again.
    """

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("Suggested")
        CONFIRMED = "confirmed", _("Same origin")
        REJECTED = "rejected", _("Not the same origin")

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="near_copies")
    left = models.ForeignKey(Revision, models.CASCADE, related_name="near_copies_as_left")
    right = models.ForeignKey(Revision, models.CASCADE, related_name="near_copies_as_right")
    containment = models.FloatField()  # which share of the shorter text stands in the longer one, 0..1
    passages = models.JSONField(default=list)  # [[start, end, start, end], …]: left's span, right's span
    state = models.CharField(max_length=9, choices=State.choices, default=State.SUGGESTED)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = NearCopyQuerySet.as_manager()

    class Meta:
        ordering = ["-containment", "id"]
        verbose_name_plural = "near copies"
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="near_copy_once_per_pair"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="near_copy_left_before_right"),
            models.CheckConstraint(
                condition=Q(containment__gte=0, containment__lte=1), name="near_copy_containment_0_to_1"
            ),
            models.CheckConstraint(
                condition=Q(state="suggested", decided_by__isnull=True)
                | Q(state__in=["confirmed", "rejected"], decided_by__isnull=False),
                name="near_copy_decided_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} and {self.right_id}: {self.containment:.0%}"


class TextBand(models.Model):
    """One band of a revision's MinHash: texts that share a band are compared. The machine's own, made again at will."""

    pk = models.CompositePrimaryKey("desk_id", "band", "revision_id")
    desk = models.ForeignKey(Desk, models.CASCADE, related_name="+", db_index=False)
    band = models.BigIntegerField()  # 64 bits of the band's number and values
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.band} of revision {self.revision_id}"
