"""Facts: what several claims speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.account import Desk, User
from claims.models.base import PublicModel

if TYPE_CHECKING:
    from claims.permissions import Actor


class FactQuerySet(models.QuerySet["Fact"]):
    def readable_by(self, actor: Actor) -> FactQuerySet:
        from claims.permissions import Action, desk_ids

        return self.filter(desk_id__in=desk_ids(actor, Action.READ))

    def live(self) -> FactQuerySet:
        """Those that were not merged into another one."""
        return self.filter(merged_into__isnull=True)


class Fact(PublicModel):
    """One state of affairs, or a tally where it is counted. A claim belongs to at most one.

    A merged fact stays, empty, and names the one that took its claims, so that old addresses lead on.
    """

    class NameHow(models.TextChoices):
        SUGGESTED = "suggested", _("suggested")
        GIVEN = "given", _("given")

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="facts")
    name = models.CharField(max_length=300)
    name_how = models.CharField(max_length=9, choices=NameHow.choices, default=NameHow.SUGGESTED)
    closed = models.BooleanField(default=False)  # its event is over: a later figure corrects, it does not add
    made_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: by confirmed links
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    version = models.PositiveIntegerField(default=1)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="fact_has_a_name"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="fact_not_merged_into_itself"
            ),
        ]
        indexes = [models.Index("desk", F("created_at").desc(), F("id").desc(), name="fact_list")]  # pages and the API

    def __str__(self) -> str:
        return self.name
