"""Verdicts and what they rest on. Both are appended, never changed: the database refuses (migrations/0002)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from claims.models.account import User
from claims.models.base import PublicModel
from claims.models.claim import Claim

if TYPE_CHECKING:
    from claims.permissions import Actor


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def readable_by(self, actor: Actor) -> EvidenceQuerySet:
        return self.filter(claim__in=Claim.objects.readable_by(actor))


class Evidence(PublicModel):
    """What a verdict can rest on: a web address, or another claim. Once a verdict rests on it, it stays as it was."""

    class Kind(models.TextChoices):
        URL = "url", "Web address"
        CLAIM = "claim", "Another claim"

    class Weight(models.TextChoices):
        PRIMARY = "primary", "Primary"
        SECONDARY = "secondary", "Secondary"

    class Stance(models.TextChoices):
        SUPPORTS = "supports", "Supports"
        REFUTES = "refutes", "Refutes"

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="evidence")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    url = models.URLField(max_length=2000, blank=True)
    other_claim = models.ForeignKey(Claim, models.PROTECT, null=True, blank=True, related_name="used_as_evidence")
    weight = models.CharField(max_length=9, choices=Weight.choices, default=Weight.SECONDARY)
    stance = models.CharField(max_length=8, choices=Stance.choices)
    quote = models.TextField(blank=True)
    locator = models.CharField(max_length=200, blank=True)  # page, paragraph, minute
    note = models.TextField(blank=True)  # prefills the rationale
    accessed_at = models.DateTimeField()

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["claim", "id"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="url", other_claim__isnull=True) & ~Q(url="")
                | Q(kind="claim", url="", other_claim__isnull=False),
                name="evidence_is_an_address_or_a_claim",
            ),
            models.CheckConstraint(
                condition=Q(other_claim__isnull=True) | ~Q(other_claim=F("claim")),
                name="evidence_is_not_the_claim_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.url or f"Claim {self.other_claim_id}"


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def readable_by(self, actor: Actor) -> VerdictQuerySet:
        return self.filter(claim__in=Claim.objects.readable_by(actor))


class Verdict(PublicModel):
    """One entry in the row of judgements on a claim's layer. The last entry is the one that holds.

    `value` is what holds from then on: empty after a reopening, or after the withdrawal of a first verdict.
    """

    append_only = True

    class Layer(models.TextChoices):
        STATEMENT = "statement", "Statement: was it said?"
        WORLD = "world", "World: is it so?"

    class Value(models.TextChoices):
        VERIFIED = "verified", "Verified"
        DISPUTED = "disputed", "Disputed"
        UNVERIFIABLE = "unverifiable", "Unverifiable"

    class Act(models.TextChoices):
        RECORD = "record", "Recorded"
        CHANGE = "change", "Changed"
        WITHDRAW = "withdraw", "Undone"
        REOPEN = "reopen", "Reopened"

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="verdicts")
    layer = models.CharField(max_length=9, choices=Layer.choices)
    sequence = models.PositiveIntegerField()
    act = models.CharField(max_length=8, choices=Act.choices)
    value = models.CharField(max_length=12, choices=Value.choices, blank=True)
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="verdicts")
    rationale = models.TextField(blank=True)
    reason = models.TextField(blank=True)  # why it was changed, undone or reopened
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    evidence: models.ManyToManyField[Evidence, VerdictEvidence] = models.ManyToManyField(
        Evidence, through="VerdictEvidence", related_name="verdicts"
    )

    objects = VerdictQuerySet.as_manager()

    class Meta:
        ordering = ["claim", "layer", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "layer", "sequence"], name="verdict_once_per_place_in_the_row"),
            models.CheckConstraint(
                condition=Q(value__in=["", "verified", "disputed", "unverifiable"]), name="verdict_value_is_core"
            ),
            models.CheckConstraint(
                condition=~Q(act__in=["record", "change"]) | ~Q(value="") & ~Q(rationale=""),
                name="verdict_has_a_rationale",
            ),
            models.CheckConstraint(
                condition=~Q(act="reopen") | Q(value="") & ~Q(reason=""), name="verdict_reopened_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(sequence=1, replaces__isnull=True) | Q(sequence__gt=1, replaces__isnull=False),
                name="verdict_names_the_one_before",
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
