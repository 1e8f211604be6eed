"""Evidence: what verdicts rest on, the copies made of it, and the log of contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.account import User
from claims.models.article import readable
from claims.models.base import PublicModel
from claims.models.claim import Claim

if TYPE_CHECKING:
    from claims.permissions import Actor


class ContactQuerySet(models.QuerySet["Contact"]):
    def readable_by(self, actor: Actor) -> ContactQuerySet:
        """Those on claims that the actor may read; a confidential one only for its owner and senior reviewers."""
        return self.filter(_seen_by(actor, "made_by"), readable(actor, "claim__article__"))


def _seen_by(actor: Actor, owner: str) -> Q:
    from claims.permissions import Action, desk_ids

    return (
        Q(confidential=False) | Q(**{owner: actor.user}) | Q(claim__desk__in=desk_ids(actor, Action.SEE_CONFIDENTIAL))
    )


class Contact(PublicModel):
    """An entry of a claim's contact log: who was asked, how, until when, and what came back.

    `right_of_reply`: the party that the claim harms was given the chance to answer.
    """

    class Way(models.TextChoices):
        PHONE = "phone", _("Telephone")
        MAIL = "mail", _("E-mail")
        MESSAGE = "message", _("Message")
        LETTER = "letter", _("Letter")
        IN_PERSON = "in_person", _("In person")

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="contacts")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    whom = models.CharField(max_length=200)
    way = models.CharField(max_length=9, choices=Way.choices)
    contacted_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True, blank=True)
    asked = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    right_of_reply = models.BooleanField(default=False)
    confidential = models.BooleanField(default=False)
    # logged by mistake: stays in the log, struck out with the reason, and counts for nothing
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    struck_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["claim_id", "-contacted_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(whom=""), name="contact_names_somebody"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | Q(answered_at__isnull=False),
                name="contact_answer_says_when",
            ),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_by__isnull=True, struck_reason="")
                | Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(struck_reason=""),
                name="contact_struck_by_somebody_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return "Confidential" if self.confidential else self.whom


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def readable_by(self, actor: Actor) -> EvidenceQuerySet:
        """That of claims which the actor may read; a confidential piece only for its owner and senior reviewers."""
        return self.filter(_seen_by(actor, "added_by"), readable(actor, "claim__article__"))


class Evidence(PublicModel):
    """What a verdict can rest on: a web address, a file, another claim, or a contact made.

    Once a verdict rests on it, it stays as it was; what fetching an address brought is kept beside it (EvidenceCopy).
    A confidential piece is seen by its owner and by senior reviewers only.
    """

    class Kind(models.TextChoices):
        URL = "url", _("Web address")
        CLAIM = "claim", _("Another claim")
        FILE = "file", _("File")
        CONTACT = "contact", _("Contact made")

    class Weight(models.TextChoices):
        PRIMARY = "primary", _("Primary")
        SECONDARY = "secondary", _("Secondary")

    class Stance(models.TextChoices):
        SUPPORTS = "supports", _("Supports")
        REFUTES = "refutes", _("Refutes")

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="evidence")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    url = models.URLField(max_length=2000, blank=True)
    other_claim = models.ForeignKey(Claim, models.PROTECT, null=True, blank=True, related_name="used_as_evidence")
    file_name = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=100, blank=True)  # as the bytes say, not as the sender says
    size = models.PositiveBigIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)  # of the file; the bytes lie under it
    contact = models.ForeignKey("Contact", models.PROTECT, null=True, blank=True, related_name="used_as_evidence")
    confidential = models.BooleanField(default=False)
    weight = models.CharField(max_length=9, choices=Weight.choices, default=Weight.SECONDARY)
    stance = models.CharField(max_length=8, choices=Stance.choices)
    quote = models.TextField(blank=True)
    locator = models.CharField(max_length=200, blank=True)  # page, paragraph, minute
    note = models.TextField(blank=True)  # prefills the rationale
    accessed_at = models.DateTimeField()

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["claim_id", "id"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="url", other_claim__isnull=True, sha256="", contact__isnull=True) & ~Q(url="")
                | Q(kind="claim", url="", other_claim__isnull=False, sha256="", contact__isnull=True)
                | Q(kind="file", url="", other_claim__isnull=True, contact__isnull=True) & ~Q(sha256="")
                | Q(kind="contact", url="", other_claim__isnull=True, sha256="", contact__isnull=False),
                name="evidence_is_of_one_kind",
            ),
            models.CheckConstraint(
                condition=Q(other_claim__isnull=True) | ~Q(other_claim=F("claim")),
                name="evidence_is_not_the_claim_itself",
            ),
        ]

    def __str__(self) -> str:
        """Says nothing of what is confidential: it is written into logs and lists."""
        if self.confidential:
            return "Confidential"
        return self.url or self.file_name or (f"Claim {self.other_claim_id}" if self.other_claim_id else "Contact")


class EvidenceCopyQuerySet(models.QuerySet["EvidenceCopy"]):
    def readable_by(self, actor: Actor) -> EvidenceCopyQuerySet:
        return self.filter(evidence__in=Evidence.objects.readable_by(actor))


class EvidenceCopy(PublicModel):
    """One look at an address of evidence: the ledger of fetching it, and the bytes that came, under their SHA-256.

    A worker takes a waiting row by its lease; what it wrote stays. `gone` is said only of an answer that says so (404, 410).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        FETCHED = "fetched", _("Archived")
        GONE = "gone", _("Gone")
        FAILED = "failed", _("Failed")
        REFUSED = "refused", _("Refused")

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="copies")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    final_url = models.URLField(max_length=2000, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # of HTTP
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    error = models.TextField(blank=True)  # in words that a person can act on

    objects = EvidenceCopyQuerySet.as_manager()

    class Meta:
        ordering = ["evidence_id", "-id"]
        verbose_name_plural = "evidence copies"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="fetched") | ~Q(sha256="") & Q(fetched_at__isnull=False),
                name="evidence_copy_fetched_has_bytes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "refused"]) | ~Q(error=""), name="evidence_copy_failed_says_why"
            ),
        ]
        indexes = [
            # the worker's next look
            models.Index(fields=["not_before"], condition=Q(state="waiting"), name="evidence_copy_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.evidence_id}"
