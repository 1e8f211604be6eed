"""Links between claims."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.account import Desk, User
from claims.models.article import readable
from claims.models.base import PublicModel
from claims.models.claim import Claim

if TYPE_CHECKING:
    from claims.permissions import Actor


class ClaimLinkQuerySet(models.QuerySet["ClaimLink"]):
    def readable_by(self, actor: Actor) -> ClaimLinkQuerySet:
        """Those of which the actor may read both ends."""
        return self.filter(readable(actor, "left__article__"), readable(actor, "right__article__"))

    def of(self, claim: Claim) -> ClaimLinkQuerySet:
        return self.filter(Q(left=claim) | Q(right=claim))

    def open(self) -> ClaimLinkQuerySet:
        """Suggested or confirmed, both ends counting."""
        return self.exclude(state=ClaimLink.State.REJECTED).filter(
            left__article__state="live", right__article__state="live", left__standing="live", right__standing="live"
        )


class ClaimLink(PublicModel):
    """How two claims of one desk stand to each other; stored once, the lower id on the left.

    A suggestion counts nowhere until a person confirms it. A rejected one stays, so that it is not proposed again.
    """

    class Relation(models.TextChoices):
        CORROBORATES = "corroborates", _("Corroborates")
        CONTRADICTS = "contradicts", _("Contradicts")
        UPDATES = "updates", _("Updates")
        DUPLICATE = "duplicate", _("Duplicate")
        RELATED = "related", _("Related")

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("Suggested")
        CONFIRMED = "confirmed", _("Confirmed")
        REJECTED = "rejected", _("Rejected")

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="links")
    left = models.ForeignKey(Claim, models.CASCADE, related_name="links_as_left")
    right = models.ForeignKey(Claim, models.CASCADE, related_name="links_as_right")
    relation = models.CharField(max_length=12, choices=Relation.choices)
    newer = models.ForeignKey(Claim, models.CASCADE, null=True, blank=True, related_name="+")  # of an update
    score = models.FloatField()
    rule = models.CharField(max_length=60)
    reason = models.TextField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.SUGGESTED)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")  # None: the machine
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    # what held before a person decided, for who takes the decision back; empty while nobody has
    undecided_relation = models.CharField(max_length=12, choices=Relation.choices, blank=True)
    undecided_newer = models.ForeignKey(Claim, models.CASCADE, null=True, blank=True, related_name="+")
    # a digest of both quotes when it was decided: a rejected link is proposed again once the words of either change
    decided_on = models.CharField(max_length=32, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ClaimLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="claim_link_once_per_pair"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="claim_link_left_before_right"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="claim_link_score_0_to_1"),
            models.CheckConstraint(
                condition=~Q(relation="updates") | Q(newer=F("left")) | Q(newer=F("right")),
                name="claim_link_update_names_the_newer",
            ),
            models.CheckConstraint(
                condition=Q(state="suggested", decided_by__isnull=True)
                | Q(state__in=["confirmed", "rejected"], decided_by__isnull=False),
                name="claim_link_decided_by_a_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["right"], name="claim_link_right"
            ),  # a claim's links: the left side has the unique index
            models.Index(
                "desk", "relation", "state", F("score").desc(), name="claim_link_open"
            ),  # how many contradictions the desk has
            models.Index(
                F("desk"),
                F("score").desc(),
                F("id"),
                condition=Q(relation="contradicts") & ~Q(state="rejected"),
                name="claim_link_contradictions",
            ),  # the desk page's list of them, the surest first
        ]

    def __str__(self) -> str:
        return f"{self.left_id} {self.relation} {self.right_id}"

    def words_digest(self) -> str:
        """A digest of the two quotes as they stand; needs `left` and `right`."""
        words = "\x00".join((self.left.quote, self.right.quote))
        return hashlib.blake2b(words.encode(), digest_size=16).hexdigest()

    def other(self, claim: Claim) -> Claim:
        return self.right if self.left_id == claim.pk else self.left
