"""What people change of the machine's reading: claims edited, split, merged, added, rejected; leftovers overruled."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.account import User
from claims.models.article import Article, Revision
from claims.models.base import PublicModel
from claims.models.claim import Claim


class ClaimEdit(PublicModel):
    """One act of a person on an article's claims, with all that is needed to take it back. Never changed; taking it back is
    an edit of its own that names it."""

    append_only = True

    class Act(models.TextChoices):
        RESPAN = "respan", _("Moved the borders")
        REWORD = "reword", _("Changed the wording")
        SPLIT = "split", _("Split")
        MERGE = "merge", _("Merged")
        ADD = "add", _("Added")
        REJECT = "reject", _("Rejected as no claim")
        RESTORE = "restore", _("Restored")
        UNDO = "undo", _("Taken back")

    article = models.ForeignKey(Article, models.PROTECT, related_name="claim_edits")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    act = models.CharField(max_length=7, choices=Act.choices)
    editor = models.ForeignKey(User, models.PROTECT, related_name="+")
    # {"claims": {public id: state}, "links": …, "sentences": …}; a claim that is absent before was not there
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone_by")

    class Meta:
        ordering = ["article", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(act="undo", undoes__isnull=False) | ~Q(act="undo") & Q(undoes__isnull=True),
                name="claim_edit_undo_names_what_it_undoes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} in {self.article_id}"


class Succession(models.Model):
    """That a claim took another's place when it was split or merged: where its verdicts and links are to be looked for."""

    edit = models.ForeignKey(ClaimEdit, models.PROTECT, related_name="successions")
    old = models.ForeignKey(Claim, models.CASCADE, related_name="successors")
    new = models.ForeignKey(Claim, models.CASCADE, related_name="predecessors")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edit", "old", "new"], name="succession_once_per_edit"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="succession_of_two_claims"),
        ]

    def __str__(self) -> str:
        return f"{self.new_id} follows {self.old_id}"


class Proposal(PublicModel):
    """What a new reading of a revision would change where people have touched the claims: shown, never done by itself."""

    class Kind(models.TextChoices):
        ADD = "add", _("A claim to add")
        CHANGE = "change", _("Other borders or another wording")
        REMOVE = "remove", _("A claim that is not found any more")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        DISMISSED = "dismissed", _("Dismissed")

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    claim = models.ForeignKey(Claim, models.CASCADE, null=True, blank=True, related_name="proposals")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    found = models.JSONField(default=dict)  # the claim as the new reading has it
    extractor = models.CharField(max_length=60)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["revision_id", "start", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="add", claim__isnull=True) | ~Q(kind="add") & Q(claim__isnull=False),
                name="proposal_names_its_claim",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True) | ~Q(state="open") & Q(decided_by__isnull=False),
                name="proposal_decided_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} at {self.start}"


class Overruling(PublicModel):
    """That a person overruled the machine on a stretch: it is text after all, or it is a leftover. The newest one holds."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="overrulings")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    is_leftover = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["revision", "id"]
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="overruling_span_not_empty")]

    def __str__(self) -> str:
        return f"{self.start}–{self.end}: {'leftover' if self.is_leftover else 'text'}"
