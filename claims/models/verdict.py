"""Verdicts, and the decisions of two people that lead to one. They are appended, never changed: the database refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.account import User
from claims.models.article import readable
from claims.models.base import PublicModel
from claims.models.claim import Claim
from claims.models.evidence import Evidence
from claims.models.label import HouseLabel

if TYPE_CHECKING:
    from claims.permissions import Actor


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def readable_by(self, actor: Actor) -> VerdictQuerySet:
        return self.filter(readable(actor, "claim__article__"))


class Verdict(PublicModel):
    """One entry in the row of judgements on a claim's layer. The last entry is the one that holds.

    `value` is what holds from then on: empty after a reopening, or after the withdrawal of a first verdict.
    """

    append_only = True

    class Layer(models.TextChoices):
        STATEMENT = "statement", _("Statement: was it said?")
        WORLD = "world", _("World: is it so?")

    class Value(models.TextChoices):
        VERIFIED = "verified", _("Verified")
        DISPUTED = "disputed", _("Disputed")
        UNVERIFIABLE = "unverifiable", _("Unverifiable")

    class Act(models.TextChoices):
        RECORD = "record", _("Recorded")
        CHANGE = "change", _("Changed")
        WITHDRAW = "withdraw", _("Undone")
        REOPEN = "reopen", _("Reopened")
        CORRECT = "correct", _("Corrected")  # a published verdict

    class Cause(models.TextChoices):
        """Why a layer was reopened; only a person does it by hand."""

        BY_HAND = "", _("by hand")
        CONTRADICTION = "contradiction", _("a contradiction was confirmed")
        UPDATED = "updated", _("its fact was updated")
        EVIDENCE_GONE = "evidence_gone", _("its evidence is gone")
        SOURCE_RETRACTED = "source_retracted", _("its source was retracted")
        WORDS_CHANGED = "words_changed", _("its words changed")
        REVIEW_DATE = "review_date", _("its review date has passed")

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="verdicts")
    layer = models.CharField(max_length=9, choices=Layer.choices)
    sequence = models.PositiveIntegerField()
    act = models.CharField(max_length=8, choices=Act.choices)
    value = models.CharField(max_length=12, choices=Value.choices, blank=True)
    label = models.ForeignKey(HouseLabel, models.PROTECT, null=True, blank=True, related_name="+")
    cause = models.CharField(max_length=16, choices=Cause.choices, blank=True)
    reviewer = models.ForeignKey(  # None: reopened by the machine, which names the cause
        User, models.PROTECT, null=True, blank=True, related_name="verdicts"
    )
    second_reviewer = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    review_by = models.DateField(null=True, blank=True)  # to be looked at again on that day
    checklist = models.JSONField(
        default=dict, blank=True
    )  # point → "done", "not_needed" or "open", when it was recorded
    rationale = models.TextField(blank=True)
    reason = models.TextField(blank=True)  # why it was changed, undone or reopened
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    evidence: models.ManyToManyField[Evidence, VerdictEvidence] = models.ManyToManyField(
        Evidence, through="VerdictEvidence", related_name="verdicts"
    )

    objects = VerdictQuerySet.as_manager()

    class Meta:
        ordering = ["claim_id", "layer", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "layer", "sequence"], name="verdict_once_per_place_in_the_row"),
            models.CheckConstraint(
                condition=Q(value__in=["", "verified", "disputed", "unverifiable"]), name="verdict_value_is_core"
            ),
            models.CheckConstraint(
                condition=~Q(act__in=["record", "change", "correct"]) | ~Q(value="") & ~Q(rationale=""),
                name="verdict_has_a_rationale",
            ),
            models.CheckConstraint(
                condition=~Q(act="reopen") | Q(value="") & ~Q(reason=""), name="verdict_reopened_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(sequence=1, replaces__isnull=True) | Q(sequence__gt=1, replaces__isnull=False),
                name="verdict_names_the_one_before",
            ),
            models.CheckConstraint(
                condition=Q(cause="", reviewer__isnull=False) | Q(act="reopen") & ~Q(cause=""),
                name="verdict_by_somebody_or_reopened_with_a_cause",
            ),
            models.CheckConstraint(
                condition=~Q(act__in=["correct"]) | ~Q(reason=""), name="verdict_corrected_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(second_reviewer__isnull=True) | ~Q(second_reviewer=F("reviewer")),
                name="verdict_by_two_different_people",
            ),
        ]
        indexes = [
            # the sweeper's look for verdicts whose day has come
            models.Index(fields=["review_by"], condition=Q(review_by__isnull=False), name="verdict_review_by"),
            # the desk page's list of what was reopened last
            models.Index(
                F("created_at").desc(),
                F("id").desc(),
                condition=Q(layer="world", act="reopen"),
                name="verdict_reopenings",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.get_value_display() or 'unreviewed'}"


class VerdictEvidence(models.Model):
    """That a verdict rests on a piece of evidence."""

    append_only = True

    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="resting_on")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["verdict", "evidence"], name="verdict_evidence_once")]

    def __str__(self) -> str:
        return f"{self.verdict_id} rests on {self.evidence_id}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    """What a reader may see of them is asked in review/second.py: they are blind."""


class Decision(PublicModel):
    """What one person decided where two must: the first one, the second one who decides blind, or a senior reviewer who
    resolves their conflict. The verdict comes of them; until then nobody but its author sees a first decision's value.

    A trigger keeps the order of a round and sets what the claim waits for (migrations/0007). A round ends with a verdict on its
    layer, with a decision that is taken back, or by itself when the words of the claim change.
    """

    append_only = True

    class Place(models.TextChoices):
        FIRST = "first", _("First")
        SECOND = "second", _("Second")
        RESOLUTION = "resolution", _("Resolution")
        WITHDRAWN = "withdrawn", _("First one taken back")

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="decisions")
    layer = models.CharField(max_length=9, choices=Verdict.Layer.choices)
    round = models.PositiveIntegerField()  # counts from 1 on each layer of a claim
    place = models.CharField(max_length=10, choices=Place.choices)
    value = models.CharField(max_length=12, choices=Verdict.Value.choices)
    label = models.ForeignKey(HouseLabel, models.PROTECT, null=True, blank=True, related_name="+")
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="decisions")
    rationale = models.TextField()
    reason = models.TextField(blank=True)
    review_by = models.DateField(null=True, blank=True)
    checklist = models.JSONField(default=dict, blank=True)
    replaces = models.ForeignKey(
        Verdict, models.PROTECT, null=True, blank=True, related_name="+"
    )  # that it was based on
    verdict = models.ForeignKey(
        Verdict, models.PROTECT, null=True, blank=True, related_name="decisions"
    )  # of the last one
    carried_from = models.ForeignKey(  # it stands again because what came after it was undone
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to"
    )
    evidence: models.ManyToManyField[Evidence, DecisionEvidence] = models.ManyToManyField(
        Evidence, through="DecisionEvidence", related_name="decisions"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["claim_id", "layer", "round", "id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "layer", "round", "place"], name="decision_once_per_place"),
            models.CheckConstraint(condition=~Q(rationale=""), name="decision_has_a_rationale"),
            models.UniqueConstraint(
                fields=["claim", "layer", "round", "reviewer"],
                condition=Q(place__in=["first", "second"]),
                name="decision_by_two_people",
                violation_error_message=_("The second decision is somebody else's."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_place_display()} decision on claim {self.claim_id}"


class DecisionEvidence(models.Model):
    """That a decision rests on a piece of evidence."""

    append_only = True

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="resting_on")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "evidence"], name="decision_evidence_once")]

    def __str__(self) -> str:
        return f"{self.decision_id} rests on {self.evidence_id}"


class Publication(PublicModel):
    """That a claim's verdict went out. While it stands, the world layer changes only by a correction or a reopening."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="publications")
    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="+")
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    retracted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    retracted_at = models.DateTimeField(null=True, blank=True)
    retracted_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["claim_id", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(retracted_at__isnull=True), name="publication_one_a_claim"
            ),
            models.CheckConstraint(
                condition=Q(retracted_at__isnull=True, retracted_by__isnull=True)
                | Q(retracted_at__isnull=False, retracted_by__isnull=False) & ~Q(retracted_reason=""),
                name="publication_retracted_by_somebody_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Publication of claim {self.claim_id}"
