"""What answers look like: one class a shape, no rules."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.fields import ChoiceOrNullField, MomentField, WordsField
from claims.models import (
    Article,
    ExtractionRun,
    How,
    Role,
    Source,
)
from claims.review.raising import standing_thread

Text, Flag, Whole, Real = (
    serializers.CharField,
    serializers.BooleanField,
    serializers.IntegerField,
    serializers.FloatField,
)
Choice = serializers.ChoiceField
SPAN = {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}
SPANS = {"type": "array", "items": SPAN}
OBJECT = {"type": "object", "additionalProperties": True}


class Shape(serializers.Serializer[Any]):
    """Something with a public id."""

    id = serializers.UUIDField(source="public_id", read_only=True)


# --- names of things in other things ----------------------------------------------------------------------------------


class Named(Shape):
    """A person, source, desk or fact, by its name."""

    name = Text(read_only=True)


class ArticleRef(Shape):
    title = Text(read_only=True)


class ClaimRef(Shape):
    number = Whole(read_only=True)
    wording = Text(read_only=True)
    article = ArticleRef(read_only=True)


# --- articles ---------------------------------------------------------------------------------------------------------


class RevisionRef(Shape):
    number = Whole(read_only=True)
    notes = serializers.ListField(child=Text(), read_only=True, help_text="What reading the bytes cost.")


class Progress(serializers.Serializer[Any]):
    done = Whole(source="progress_done", read_only=True)
    total = Whole(source="progress_total", read_only=True)


class NewestRevision(RevisionRef):
    def to_representation(self, article: Article) -> Any:
        return super().to_representation(article.revisions.all()[0])


class NewestRun(Shape):
    state = Choice(ExtractionRun.State.choices, read_only=True)
    progress = Progress(source="*", read_only=True)
    error = WordsField(help_text="What happened and what helps, where it failed.")

    def to_representation(self, article: Article) -> Any:
        runs = article.revisions.all()[0].runs.all()
        return super().to_representation(runs[0]) if runs else None


class Withdrawn(serializers.Serializer[Any]):
    at = MomentField(source="withdrawn_at")
    by = Named(source="withdrawn_by", read_only=True)
    reason = Text(source="withdrawn_reason", read_only=True)

    def to_representation(self, article: Article) -> Any:
        return None if article.is_live else super().to_representation(article)


class ClaimCounts(serializers.Serializer[Any]):
    total = Whole(read_only=True)
    unreviewed = Whole(read_only=True)
    verified = Whole(read_only=True)
    disputed = Whole(read_only=True)
    unverifiable = Whole(read_only=True)
    reopened = Whole(read_only=True)


class ArticleOut(Shape):
    """One document of one source. Each of its metadata says how it is known."""

    title = Text(read_only=True)
    title_how = Choice(How.choices, read_only=True)
    outlet = Named(read_only=True, allow_null=True)
    outlet_how = ChoiceOrNullField(How.choices)
    byline = WordsField()
    byline_how = ChoiceOrNullField(How.choices)
    url = WordsField()
    url_how = ChoiceOrNullField(How.choices)
    language = Text(read_only=True)
    language_how = Choice(How.choices, read_only=True)
    published = WordsField(
        source="published_iso", help_text="As far as it is known: 2025-03-02T06:30:00+00:00, 2025-03-02, 2025-03, 2025."
    )
    published_precision = ChoiceOrNullField(Article.Precision.choices)
    published_how = ChoiceOrNullField(How.choices)
    state = Choice(Article.State.choices, read_only=True)
    withdrawn = Withdrawn(source="*", read_only=True, allow_null=True)
    uploaded_by = Named(read_only=True)
    created_at = MomentField()
    version = Whole(read_only=True, help_text="Send it with an edit.")
    revision = NewestRevision(source="*", read_only=True)
    run = NewestRun(source="*", read_only=True, allow_null=True)
    claims = ClaimCounts(source="claim_counts", read_only=True, help_text="Claims by their state on the world layer.")


class UploadedOut(ArticleOut):
    duplicate = Flag(read_only=True, help_text="The same bytes or text were here already; nothing was added.")
    message = WordsField(help_text="What a person should know of this upload.")


class ArticleText(serializers.Serializer[Any]):
    """The text that all offsets count in, by code points."""

    revision = RevisionRef(source="*", read_only=True)
    sha256 = Text(source="text_sha256", read_only=True, help_text="Of the text in UTF-8.")
    text = Text(read_only=True)


class RunOut(Shape):
    """One extractor over one revision, from the queue to ready."""

    article = ArticleRef(source="revision.article", read_only=True)
    revision = RevisionRef(read_only=True)
    state = Choice(ExtractionRun.State.choices, read_only=True)
    extractor = WordsField()
    attempts = Whole(read_only=True)
    progress = Progress(source="*", read_only=True)
    error = WordsField()
    created_at = MomentField()
    started_at = MomentField(allow_null=True)
    finished_at = MomentField(allow_null=True)


# --- the rest ---------------------------------------------------------------------------------------------------------


class SourceOut(Shape):
    """Any outlet, body or person, as the desk knows it."""

    name = Text(read_only=True)
    kind = Choice(Source.Kind.choices, read_only=True)
    reliability = Choice(Source.Reliability.choices, read_only=True)
    side = Choice(Source.Side.choices, read_only=True)
    parent = Named(read_only=True, allow_null=True, help_text="The source that it speaks for.")
    merged_into = Named(read_only=True, allow_null=True, help_text="The source that took it in.")
    aliases = serializers.SerializerMethodField()
    retracted_at = MomentField(allow_null=True, help_text="Since when it counts as no origin; null: it counts.")
    retracted_by = Named(read_only=True, allow_null=True)
    retracted_reason = WordsField(help_text="Why it is retracted.")
    retracted_hosts = serializers.ListField(
        child=Text(), read_only=True, help_text="Hosts at which addresses are the word of the retracted source."
    )
    version = Whole(read_only=True, help_text="Send it with an edit.")
    created_at = MomentField()

    def get_aliases(self, source: Source) -> list[str]:
        return sorted(alias.name for alias in source.aliases.all())


class FindingOut(Shape):
    """Something the machine noticed that a person should look at."""

    article = ArticleRef(source="revision.article", read_only=True)
    revision = serializers.UUIDField(source="revision.public_id", read_only=True)
    kind = Text(read_only=True)
    spans = serializers.SerializerMethodField(help_text="Spans in the revision's text.")
    message = Text(read_only=True)
    dismissed_by = Named(read_only=True, allow_null=True)
    dismissed_at = MomentField(allow_null=True)
    dismissed_reason = WordsField(help_text="Why it was set aside.")
    raised_with = Named(read_only=True, allow_null=True, help_text="Who handed the article in, and was asked about it.")
    thread = serializers.SerializerMethodField(help_text="The comment that asks; null where none does.")
    thread_resolved_at = MomentField(source="thread.resolved_at", allow_null=True, default=None)
    created_at = MomentField()

    @extend_schema_field(SPANS)
    def get_spans(self, finding: Any) -> Any:
        return finding.spans

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_thread(self, finding: Any) -> str | None:
        thread = standing_thread(finding)
        return str(thread.public_id) if thread else None


class HistoryOut(serializers.Serializer[Any]):
    """One event of the desk's append-only record."""

    sequence = Whole(read_only=True)
    at = MomentField()
    actor = Named(read_only=True, allow_null=True, help_text="Null: the machine, or a hand in the database.")
    via = Text(read_only=True)
    verb = Text(read_only=True)
    subject_type = Text(read_only=True)
    subject_id = serializers.UUIDField(read_only=True)
    before = serializers.SerializerMethodField()
    after = serializers.SerializerMethodField()
    reason = WordsField()
    previous_hash = Text(read_only=True)
    hash = Text(read_only=True)

    @extend_schema_field(OBJECT)
    def get_before(self, row: Any) -> Any:
        return row.before

    @extend_schema_field(OBJECT)
    def get_after(self, row: Any) -> Any:
        return row.after


class TokenOut(Shape):
    name = Text(read_only=True)
    prefix = Text(read_only=True)
    scopes = serializers.ListField(child=Text(), read_only=True)
    expires_at = MomentField()


class MeOut(serializers.Serializer[Any]):
    """Whose token this is, and what it may do where."""

    user = Named(read_only=True)
    desk = Named(read_only=True)
    role = Choice(Role.choices, read_only=True, allow_null=True, help_text="Null: no longer a member of the desk.")
    token = TokenOut(read_only=True)
    may = serializers.ListField(child=Text(), read_only=True)
