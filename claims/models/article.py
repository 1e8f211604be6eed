"""Uploads, articles and their revisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.account import Desk, User
from claims.models.base import How, PublicModel
from claims.models.source import Source

if TYPE_CHECKING:
    from claims.permissions import Actor


class UploadBatch(PublicModel):
    """What one person handed in at once: one file or many, or a pasted text."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="upload_batches")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="upload_batches")

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"Batch of {self.created_at:%Y-%m-%d %H:%M}"


def readable(actor: Actor, at: str = "") -> Q:
    """That the article at that path ("claim__article__") may be read by the actor. Every read path asks this: restricted
    articles will be left out here too. A condition and no set of ids, so that a query joins each of its articles once: of sets
    within sets the database thinks longer than it then reads."""
    from claims.permissions import Action, desk_ids

    return Q(**{f"{at}desk_id__in": desk_ids(actor, Action.READ)})


class ArticleQuerySet(models.QuerySet["Article"]):
    def readable_by(self, actor: Actor) -> ArticleQuerySet:
        """Those that the actor may read."""
        return self.filter(readable(actor))

    def live(self) -> ArticleQuerySet:
        return self.filter(state=Article.State.LIVE)


class Article(PublicModel):
    """One document of one source. Its words lie in revisions; who, when and where from are here, each with how it is known.

    A withdrawn article stays in the database, for the history's sake; it counts nowhere.
    """

    class State(models.TextChoices):
        LIVE = "live", _("Live")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Precision(models.TextChoices):
        """How much of `published` is known; the rest of it is filler."""

        MINUTE = "minute", _("to the minute")
        DAY = "day", _("to the day")
        MONTH = "month", _("to the month")
        YEAR = "year", _("to the year")

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="articles")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="articles")
    title = models.CharField(max_length=500)
    title_how = models.CharField(max_length=7, choices=How.choices)
    outlet = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="articles")
    outlet_how = models.CharField(max_length=7, choices=How.choices, blank=True)
    byline = models.CharField(max_length=300, blank=True)
    byline_how = models.CharField(max_length=7, choices=How.choices, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    url_how = models.CharField(max_length=7, choices=How.choices, blank=True)
    language = models.CharField(max_length=12, default="en")
    language_how = models.CharField(max_length=7, choices=How.choices, default=How.GUESSED)
    published = models.DateTimeField(null=True, blank=True)
    published_precision = models.CharField(max_length=6, choices=Precision.choices, blank=True)
    published_how = models.CharField(max_length=7, choices=How.choices, blank=True)
    text_sha256 = models.CharField(max_length=64, editable=False)  # of the current revision
    state = models.CharField(max_length=9, choices=State.choices, default=State.LIVE)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)  # counts edits of the metadata; a stale edit is refused
    deadline = models.DateTimeField(null=True, blank=True)  # of its claims that name none themselves

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "text_sha256"],
                condition=Q(state="live"),
                name="article_text_once_per_desk",
                violation_error_message=_("This desk already has an article with the same text."),
            ),
            models.CheckConstraint(
                # a person may have said that the time is unknown: given, and empty
                condition=Q(published__isnull=True, published_precision="", published_how__in=["", "given"])
                | (Q(published__isnull=False) & ~Q(published_precision="") & ~Q(published_how="")),
                name="article_publication_time_says_how_exact_and_how_known",
            ),
            models.CheckConstraint(
                condition=Q(state="live", withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(state="withdrawn", withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawn_reason=""),
                name="article_withdrawn_by_somebody_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                F("desk"), F("created_at").desc(), F("id").desc(), name="article_list"
            ),  # the article list, newest first
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="article_title_trigrams"),  # its title filter
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        return self.state == self.State.LIVE

    def published_iso(self) -> str | None:
        """The publication time as far as it is known: 2025-03-02T06:30:00+00:00, 2025-03-02, 2025-03 or 2025."""
        if self.published is None:
            return None
        length = {"minute": None, "day": 10, "month": 7, "year": 4}[self.published_precision]
        return self.published.isoformat()[:length]


class Revision(PublicModel):
    """One state of an article's text, never edited. All spans count code points of `text`."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(default=1)
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    notes = models.JSONField(default=list, blank=True)  # what reading the bytes cost: "3 unreadable bytes replaced"

    class Meta:
        ordering = ["article_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once_per_article"),
            models.CheckConstraint(condition=~Q(text=""), name="revision_has_text"),
        ]

    def __str__(self) -> str:
        return f"Revision {self.number} of {self.article}"


class UploadItem(PublicModel):
    """One file or text of a batch, and what became of it at the door. The bytes lie under their SHA-256."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        DUPLICATE = "duplicate", _("Here already")
        REFUSED = "refused", _("Refused")

    batch = models.ForeignKey(UploadBatch, models.CASCADE, related_name="items")
    ordinal = models.PositiveIntegerField()
    file_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)  # the same bytes again: found here
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    code = models.CharField(max_length=40, blank=True)  # of a refusal: "empty", "too_large" …
    message = models.TextField(blank=True)
    article = models.ForeignKey(Article, models.PROTECT, null=True, blank=True, related_name="upload_items")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, blank=True, related_name="upload_items")

    class Meta:
        ordering = ["batch", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "ordinal"], name="upload_item_once_per_place"),
            models.CheckConstraint(
                condition=Q(outcome="refused", article__isnull=True) & ~Q(message="")
                | Q(outcome__in=["accepted", "duplicate"], article__isnull=False),
                name="upload_item_has_an_article_or_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name}: {self.get_outcome_display()}"
