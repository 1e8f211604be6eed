"""Claims, and where they stand in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from claims.models.account import Desk, User
from claims.models.article import Article, Revision, readable
from claims.models.base import PublicModel, State
from claims.models.fact import Fact

if TYPE_CHECKING:
    from claims.permissions import Actor


# The queue's order, the first one wins: deadline (none: last), how much hangs on it, priority, check-worthiness. All of it
# ascends, so that one row comparison against the index says where a page begins.
QUEUE_ORDER = (
    Coalesce("due", RawSQL("'infinity'::timestamptz", [])),
    F("load_bearing") * -1,
    F("priority") * -1,
    F("check_worthiness") * -1,
    F("id"),
)


class ClaimQuerySet(models.QuerySet["Claim"]):
    def readable_by(self, actor: Actor) -> ClaimQuerySet:
        """Those of articles that the actor may read."""
        from claims.permissions import Action, desk_ids

        # a claim is of its article's desk, by a guard: said here too, so that the indexes that begin with the desk are found
        return self.filter(readable(actor, "article__"), desk_id__in=desk_ids(actor, Action.READ))

    def current(self) -> ClaimQuerySet:
        """Those that count: of live articles, standing in the newest revision, not rejected."""
        return self.filter(article__state=Article.State.LIVE, standing=Claim.Standing.LIVE)

    def awaiting_review(self) -> ClaimQuerySet:
        """Without a verdict that holds on the world layer."""
        return self.current().filter(world_state__in=[State.UNREVIEWED, State.REOPENED])

    def wanting_somebody(self) -> ClaimQuerySet:
        """Awaiting review, or halfway between two people: what the queue is made of."""
        return self.current().filter(Claim.WANTS_SOMEBODY)

    def in_order_of_worth(self) -> ClaimQuerySet:
        return self.order_by("-check_worthiness", "id")

    def for_cards(self) -> ClaimQuerySet:
        """With what a card or a table row shows, in a number of queries that does not grow."""
        return self.select_related("article", "article__outlet", "desk").prefetch_related(
            "quantities", "hops", "placements"
        )


class Claim(PublicModel):
    """One checkable assertion: what is judged and linked. Its identity outlives the revision it was found in.

    `quote` is the exact words, `wording` the standalone neutral sentence. The two states follow from the verdicts; a
    trigger sets them, and refuses anybody else (migrations/0002).
    """

    class Kind(models.TextChoices):
        QUANTITY = "quantity", _("Quantity")
        EVENT = "event", _("Event")
        STATUS = "status", _("Status")
        STATEMENT = "statement", _("Statement")
        PREDICTION = "prediction", _("Prediction")
        ATTRIBUTION_ONLY = "attribution-only", _("Attribution only")

    class Zone(models.TextChoices):
        TITLE = "title", _("Title")
        BODY = "body", _("Body")
        CAPTION = "caption", _("Caption")

    class Standing(models.TextChoices):
        LIVE = "live", _("Stands in the text")
        GONE = "gone", _("Gone from the text")
        REJECTED = "rejected", _("Rejected as no claim")
        REPLACED = "replaced", _("Replaced by others when it was split or merged")

    class Priority(models.IntegerChoices):
        LOW = -1, _("Low")
        NORMAL = 0, _("Normal")
        HIGH = 1, _("High")
        URGENT = 2, _("Urgent")

    class Pending(models.TextChoices):
        """What a layer waits for beside its state, where two people must decide."""

        NONE = "", _("Nothing")
        SECOND = "second", _("A second reviewer")
        CONFLICT = "conflict", _("A senior reviewer: two decisions differ")

    # also the condition of the index that "next claim" walks, so it stands here once
    WANTS_SOMEBODY = Q(standing="live") & (Q(world_state__in=["unreviewed", "reopened"]) | ~Q(world_pending=""))

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="claims")
    article = models.ForeignKey(Article, models.CASCADE, related_name="claims")
    number = models.PositiveIntegerField()  # within the article, in the order of its text when it was found
    standing = models.CharField(max_length=8, choices=Standing.choices, default=Standing.LIVE)
    quote = models.TextField()
    wording = models.TextField()
    wording_is_quote = models.BooleanField(default=False)  # no standalone wording could be had with certainty
    kind = models.CharField(max_length=16, choices=Kind.choices)
    zone = models.CharField(max_length=7, choices=Zone.choices)
    hedge = models.CharField(max_length=200, blank=True)
    negated = models.BooleanField(default=False)
    when_surface = models.CharField(max_length=200, blank=True)
    when_iso = models.CharField(max_length=60, blank=True)
    where_surface = models.CharField(max_length=200, blank=True)
    check_worthiness = models.FloatField()
    reasons = models.JSONField(default=list, blank=True)  # words, of the check-worthiness
    rules = models.JSONField(default=list, blank=True)  # names of the extraction rules that made it
    stances = models.JSONField(default=list, blank=True)  # [{"source", "stance"}] of others on it
    loaded_terms = models.JSONField(default=list, blank=True)  # [[start, end], …] within the quote
    extractor = models.CharField(max_length=60)  # name and version
    statement_state = models.CharField(max_length=12, choices=State.choices, default=State.UNREVIEWED, editable=False)
    world_state = models.CharField(max_length=12, choices=State.choices, default=State.UNREVIEWED, editable=False)
    statement_pending = models.CharField(max_length=8, choices=Pending.choices, blank=True, editable=False)
    world_pending = models.CharField(max_length=8, choices=Pending.choices, blank=True, editable=False)
    fact = models.ForeignKey(Fact, models.SET_NULL, null=True, blank=True, related_name="claims")
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")  # None: the machine
    edited_at = models.DateTimeField(null=True, blank=True)  # a person changed its words or its place
    assignee = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="assigned_claims")
    deadline = models.DateTimeField(null=True, blank=True)
    due = models.DateTimeField(
        null=True, blank=True, editable=False
    )  # its own deadline, else its article's: by a trigger
    priority = models.SmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    load_bearing = models.PositiveIntegerField(default=0)  # how many claims hang on it: links and evidence that use it
    risk = models.BooleanField(default=False)  # flagged by a person: a second reviewer decides
    harms_named_party = models.BooleanField(null=True, blank=True)  # None: as the reasons of its worth say
    credibility = models.PositiveSmallIntegerField(null=True, blank=True)  # 1..6, of the information (STANAG 2511)
    version = models.PositiveIntegerField(default=1)  # counts what people set; a stale edit is refused

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="claim_number_once_per_article"),
            models.CheckConstraint(
                condition=Q(check_worthiness__gte=0, check_worthiness__lte=1), name="claim_check_worthiness_0_to_1"
            ),
            models.CheckConstraint(condition=~Q(quote="") & ~Q(wording=""), name="claim_has_words"),
            models.CheckConstraint(
                condition=Q(statement_state__in=State.values, world_state__in=State.values),
                name="claim_states_are_known",
            ),
            models.CheckConstraint(
                condition=Q(credibility__isnull=True) | Q(credibility__gte=1, credibility__lte=6),
                name="claim_credibility_1_to_6",
            ),
            models.CheckConstraint(condition=Q(priority__gte=-1, priority__lte=2), name="claim_priority_is_known"),
        ]
        indexes = [
            # the desk's and the queue's "what next": unreviewed by worth
            models.Index(
                "desk",
                F("check_worthiness").desc(),
                "id",
                condition=Q(world_state__in=["unreviewed", "reopened"]),
                name="claim_awaiting_review",
            ),
            models.Index("desk", F("created_at").desc(), F("id").desc(), name="claim_list"),  # the API's list
            # "next claim" and the queue as it opens
            models.Index(
                "desk",
                *QUEUE_ORDER,
                condition=Q(standing="live") & (Q(world_state__in=["unreviewed", "reopened"]) | ~Q(world_pending="")),
                name="claim_queue",
            ),
            models.Index("desk", *QUEUE_ORDER, name="claim_queue_all"),  # the queue when judged claims are asked for
            # the desk page's backlog by age
            models.Index(
                "desk",
                "created_at",
                condition=Q(standing="live") & (Q(world_state__in=["unreviewed", "reopened"]) | ~Q(world_pending="")),
                name="claim_backlog",
            ),
            # second reviews and conflicts: on the desk page, and counted in the queue
            models.Index("desk", "world_pending", condition=~Q(world_pending=""), name="claim_pending"),
            # the desk page's reopened claims, and the queue's counts by state
            models.Index("desk", "world_state", "id", condition=Q(standing="live"), name="claim_by_state"),
            # what is overdue or due today, counted
            models.Index("desk", "due", condition=Q(due__isnull=False), name="claim_due"),
        ]

    def __str__(self) -> str:
        return self.wording[:120]

    @property
    def hedged(self) -> bool:
        return bool(self.hedge)

    def state_on(self, layer: str) -> str:
        return self.statement_state if layer == "statement" else self.world_state

    def pending_on(self, layer: str) -> str:
        return self.statement_pending if layer == "statement" else self.world_pending


class Placement(models.Model):
    """Where a claim stands in one revision, or that it is gone or lost there. `text[start:end]` is the claim's quote."""

    class State(models.TextChoices):
        LIVE = "live", _("Stands here")
        GONE = "gone", _("Gone")
        LOST = "lost", _("Cannot be found with certainty")

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="placements")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="placements")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=4, choices=State.choices, default=State.LIVE)

    class Meta:
        ordering = ["start", "-end"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="placement_span_not_empty"),
            models.CheckConstraint(
                condition=~Q(state="live") | Q(start__isnull=False, end__isnull=False), name="placement_live_has_a_span"
            ),
            models.UniqueConstraint(fields=["claim", "revision"], name="placement_once_per_claim_and_revision"),
            models.UniqueConstraint(
                fields=["revision", "start", "end"], condition=Q(state="live"), name="placement_once_per_span"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start}–{self.end}"
