"""Sources: who issued a document, or speaks in one."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from claims.models.account import Desk, User
from claims.models.base import PublicModel


class Source(PublicModel):
    """Any outlet, agency, body or person that issues articles or speaks in them, as one desk knows it."""

    class Kind(models.TextChoices):
        OUTLET = "outlet", _("Outlet")
        AGENCY = "agency", _("News agency")
        MINISTRY = "ministry", _("Ministry")
        ARMY = "army", _("Army")
        CHANNEL = "channel", _("Channel")
        ORGANISATION = "organisation", _("Organisation")
        PERSON = "person", _("Person")
        UNNAMED = "unnamed", _("Unnamed group")

    class Reliability(models.TextChoices):
        """The Admiralty code's letters (NATO STANAG 2511)."""

        A = "A", _("A: completely reliable")
        B = "B", _("B: usually reliable")
        C = "C", _("C: fairly reliable")
        D = "D", _("D: not usually reliable")
        E = "E", _("E: unreliable")
        F = "F", _("F: cannot be judged")

    class Side(models.TextChoices):
        A = "a", _("Side A")
        B = "b", _("Side B")
        NONE = "none", _("No party")

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="sources")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.OUTLET)
    reliability = models.CharField(max_length=1, choices=Reliability.choices, default=Reliability.F)
    side = models.CharField(max_length=4, choices=Side.choices, default=Side.NONE)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts"
    )  # of a spokesman: the army
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    # it took back what it said, or is not who it said it was: what rests on it is looked at again (review/retraction.py)
    retracted_at = models.DateTimeField(null=True, blank=True)
    retracted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    retracted_reason = models.TextField(blank=True)
    retracted_hosts = models.JSONField(default=list, blank=True)  # addresses at them are its word; as host_of says
    reopening_due = models.BooleanField(default=False, editable=False)  # verdicts that rest on it are still to reopen
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint("desk", Lower("name"), name="source_name_once_per_desk"),
            models.CheckConstraint(condition=~Q(name=""), name="source_has_a_name"),
            models.CheckConstraint(
                condition=Q(reliability__in=["A", "B", "C", "D", "E", "F"]), name="source_reliability_a_to_f"
            ),
            models.CheckConstraint(
                condition=(Q(parent__isnull=True) | ~Q(parent=F("id")))
                & (Q(merged_into__isnull=True) | ~Q(merged_into=F("id"))),
                name="source_not_its_own_parent",
            ),
            models.CheckConstraint(
                condition=Q(
                    retracted_at__isnull=True, retracted_by__isnull=True, retracted_reason="", reopening_due=False
                )
                | Q(retracted_at__isnull=False, retracted_by__isnull=False) & ~Q(retracted_reason=""),
                name="source_retracted_by_somebody_with_a_reason",
            ),
        ]
        indexes = [
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="source_name_trigrams"),  # the API's name filter
            # the sweeper's look for retractions that are not through
            models.Index(fields=["id"], condition=Q(reopening_due=True), name="source_reopening_due"),
            # which sources of a desk count as no origin
            models.Index(fields=["desk"], condition=Q(retracted_at__isnull=False), name="source_retracted"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_retracted(self) -> bool:
        return self.retracted_at is not None

    @property
    def retracted_party(self) -> Source | None:
        """Itself or the body that it speaks for, where that was retracted; load `parent` with it."""
        if self.is_retracted:
            return self
        return self.parent if self.parent is not None and self.parent.is_retracted else None


class SourceAlias(models.Model):
    """Another name that a source goes by; texts that use it mean the source."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="aliases")
    desk = models.ForeignKey(Desk, models.CASCADE, related_name="+")  # repeated, so that the database keeps names apart
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("desk", Lower("name"), name="source_alias_once_per_desk")]

    def __str__(self) -> str:
        return self.name


class ReliabilityRating(PublicModel):
    """One rating of a source, with its rater and reason; the newest is the source's letter. Never changed."""

    append_only = True

    source = models.ForeignKey(Source, models.PROTECT, related_name="ratings")
    letter = models.CharField(max_length=1, choices=Source.Reliability.choices)
    rater = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.TextField()

    class Meta:
        ordering = ["source", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="reliability_rating_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.letter}"
