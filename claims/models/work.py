"""Work on claims: who has one in hand, views that people keep, and acts on many claims at once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from claims.models.account import Desk, User
from claims.models.base import PublicModel
from claims.models.claim import Claim


class ReviewLease(models.Model):
    """That somebody has a claim in hand until a time: "next claim" gives it to nobody else meanwhile. It ends by itself."""

    claim = models.OneToOneField(Claim, models.CASCADE, primary_key=True, related_name="lease")
    holder = models.ForeignKey(User, models.CASCADE, related_name="leases")
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["holder"], name="review_lease_holder")]  # one's former lease is given back

    def __str__(self) -> str:
        return f"{self.holder}, until {self.until:%H:%M}"


class SavedView(PublicModel):
    """Filters and order of the queue that a person keeps under a name; a shared one is seen by the whole desk."""

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="saved_views")
    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000)  # of the page's address, checked when it is used
    shared = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint("desk", "owner", Lower("name"), name="saved_view_once_per_owner_and_desk"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class BulkAct(PublicModel):
    """One act on many claims: what was asked, a result a row, and whether it was undone as one."""

    class Verb(models.TextChoices):
        ASSIGN = "assign", _("Assign")
        DEADLINE = "deadline", _("Set a deadline")
        PRIORITY = "priority", _("Set a priority")
        RISK = "risk", _("Flag as a risk")
        UNVERIFIABLE = "unverifiable", _("Mark unverifiable")
        REOPEN = "reopen", _("Reopen")
        REJECT = "reject", _("Reject as no claim")

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="bulk_acts")
    actor = models.ForeignKey(User, models.PROTECT, related_name="bulk_acts")
    verb = models.CharField(max_length=12, choices=Verb.choices)
    asked = models.JSONField(default=dict)  # assignee, deadline …, as they were asked for
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index("desk", F("created_at").desc(), F("id").desc(), name="bulk_act_list")]  # the API's list

    def __str__(self) -> str:
        return f"{self.get_verb_display()} ({self.created_at:%Y-%m-%d %H:%M})"


class BulkRow(models.Model):
    """What became of one claim of a bulk act, and what it was before."""

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        UNCHANGED = "unchanged", _("Was so already")
        REFUSED = "refused", _("Refused")
        UNDONE = "undone", _("Undone")
        KEPT = "kept", _("Kept: it was changed meanwhile")

    act = models.ForeignKey(BulkAct, models.CASCADE, related_name="rows")
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    message = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["act", "id"]
        constraints = [
            models.UniqueConstraint(fields=["act", "claim"], name="bulk_row_once_per_claim"),
            models.CheckConstraint(condition=~Q(outcome="refused") | ~Q(message=""), name="bulk_row_refused_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.get_outcome_display()}"
