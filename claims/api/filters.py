"""Query parameters of the lists. A value that cannot be is refused, never ignored."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field

from claims.models import (
    Article,
    Attribution,
    Claim,
    ClaimLink,
    ExtractionRun,
    Finding,
    History,
    Quantity,
    Source,
    State,
    Verdict,
)

DAY = re.compile(r"\d{4}-\d\d-\d\d")
LONGEST = 200
Rows = QuerySet[Any]


# --- kinds of parameters ----------------------------------------------------------------------------------------------


class MomentFormField(forms.Field):
    """A day or a time of ISO 8601; without an offset it is UTC."""

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            moment = None
        if moment is None or not 1700 <= moment.year <= 2200:
            raise forms.ValidationError("Write a day or a time such as 2025-03-02 or 2025-03-02T06:30Z.")
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Described:
    """A filter that says in the schema what it takes. (drf-spectacular leaves the help text out where the type is ours.)"""

    schema: dict[str, Any] = {"type": "string"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        description = options.get("help_text", "")
        field = {**self.schema, **({"description": description} if description else {})}
        extend_schema_field(field)(self)  # type: ignore[type-var]


class MomentFilter(Described, filters.Filter):
    schema = {"type": "string", "examples": ["2025-03-02", "2025-03-02T06:30:00Z"]}
    field_class = MomentFormField


class ShareFilter(Described, filters.Filter):
    """A number from 0 to 1."""

    schema = {"type": "number", "minimum": 0, "maximum": 1}
    field_class = forms.FloatField

    def __init__(self, field_name: str, lookup_expr: str) -> None:
        super().__init__(field_name, lookup_expr, min_value=0, max_value=1)


class WordFilter(Described, filters.CharFilter):
    schema = {"type": "string", "maxLength": LONGEST}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, max_length=LONGEST, **options)


class FlagFilter(Described, filters.ChoiceFilter):
    """true or false; anything else is refused."""

    schema = {"type": "boolean"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, choices=[("true", "true"), ("false", "false")], **options)

    def filter(self, qs: Rows, value: Any) -> Rows:
        return super().filter(qs, {"true": True, "false": False}.get(value, value))


class IdFilter(Described, filters.UUIDFilter):
    schema = {"type": "string", "format": "uuid"}

    def __init__(self, field_name: str | None = None, **options: Any) -> None:
        super().__init__(f"{field_name}__public_id" if field_name else None, **options)


class OneFilter(Described, filters.ChoiceFilter):
    """One word of a list."""

    def __init__(self, *args: Any, choices: list[Any], **options: Any) -> None:
        self.schema = {"type": "string", "enum": [word for word, _ in choices]}
        super().__init__(*args, choices=choices, **options)


class SomeFilter(Described, filters.BaseInFilter, filters.ChoiceFilter):
    """One word of a list, or several with commas between them."""

    def __init__(self, *args: Any, choices: list[Any], **options: Any) -> None:
        self.schema = {"type": "string", "enum": [word for word, _ in choices]}
        super().__init__(*args, choices=choices, help_text="One, or several with commas.", **options)


class Sieve(filters.FilterSet):
    created_from = MomentFilter("created_at", "gte", help_text="From then on.")
    created_before = MomentFilter("created_at", "lt", help_text="Before then.")


class LiveUnlessAsked(Sieve):
    """What hangs on articles that were withdrawn, or on claims that left their text, is shown on demand only."""

    standing = OneFilter(
        method="by_standing", choices=[("live", "live"), ("any", "any")], help_text="Left out: live ones only."
    )

    def filter_queryset(self, queryset: Rows) -> Rows:
        queryset = super().filter_queryset(queryset)
        return queryset if self.form.cleaned_data.get("standing") == "any" else self.live(queryset)

    def by_standing(self, rows: Rows, name: str, value: str) -> Rows:
        return rows

    def live(self, rows: Rows) -> Rows:
        raise NotImplementedError


def _outlet(rows: Rows, path: str, value: str) -> Rows:
    """By id, by name or alias, or “unknown”."""
    if value == "unknown":
        return rows.filter(**{f"{path}__isnull": True})
    try:
        return rows.filter(**{f"{path}__public_id": uuid.UUID(value)})
    except ValueError:
        named = Source.objects.filter(Q(name__iexact=value) | Q(aliases__name__iexact=value))
        return rows.filter(**{f"{path}__in": named})


# --- the lists --------------------------------------------------------------------------------------------------------


class ArticleFilters(Sieve):
    title = WordFilter("title", "icontains", help_text="Words in the title.")
    outlet = WordFilter(method="by_outlet", help_text="Its id, its name or an alias, or “unknown”.")
    language = WordFilter("language", "iexact")
    published_from = MomentFilter("published", "gte")
    published_before = MomentFilter("published", "lt")
    state = OneFilter(method="by_state", choices=[*Article.State.choices, ("any", "any")], help_text="Left out: live.")
    run_state = OneFilter(
        method="by_run", choices=ExtractionRun.State.choices, help_text="How far the newest reading is."
    )
    uploaded_by = IdFilter("uploaded_by")
    sha256 = WordFilter("text_sha256", "exact", help_text="Of the current text in UTF-8.")

    class Meta:
        model = Article
        fields: list[str] = []

    def filter_queryset(self, queryset: Rows) -> Rows:
        queryset = super().filter_queryset(queryset)
        return queryset if self.form.cleaned_data.get("state") else queryset.filter(state=Article.State.LIVE)

    def by_outlet(self, rows: Rows, name: str, value: str) -> Rows:
        return _outlet(rows, "outlet", value)

    def by_state(self, rows: Rows, name: str, value: str) -> Rows:
        return rows if value == "any" else rows.filter(state=value)

    def by_run(self, rows: Rows, name: str, value: str) -> Rows:
        newest = ExtractionRun.objects.filter(revision__article=OuterRef("pk")).order_by("-id")
        return rows.annotate(newest_run=Subquery(newest.values("state")[:1])).filter(newest_run=value)


class ClaimFilters(Sieve):
    article = IdFilter("article")
    outlet = WordFilter(method="by_outlet", help_text="Its id, its name or an alias, or “unknown”.")
    speaker = WordFilter(method="by_speaker", help_text="A source's id, or words in a speaker's name.")
    kind = SomeFilter(choices=Claim.Kind.choices)
    zone = SomeFilter(choices=Claim.Zone.choices)
    world_state = SomeFilter(choices=State.choices)
    statement_state = SomeFilter(choices=State.choices)
    unit = WordFilter(method="by_unit", help_text="Of a quantity: its unit or its singular name.")
    hedged = FlagFilter(method="by_hedge")
    negated = FlagFilter("negated")
    check_worthiness_min = ShareFilter("check_worthiness", "gte")
    check_worthiness_max = ShareFilter("check_worthiness", "lte")
    assignee = IdFilter("assignee", help_text="A person's id.")
    due_from = MomentFilter("due", "gte")
    due_before = MomentFilter("due", "lt")
    pending = SomeFilter(field_name="world_pending", choices=[("second", "second"), ("conflict", "conflict")])
    priority = SomeFilter(choices=[(str(value), str(value)) for value in Claim.Priority.values])
    risk = FlagFilter("risk")
    text = WordFilter(method="by_text", help_text="Words in the quote or the wording.")
    fact = IdFilter("fact")
    standing = OneFilter(
        method="by_standing",
        choices=[*Claim.Standing.choices, ("any", "any")],
        help_text="Left out: claims that stand in live articles.",
    )

    class Meta:
        model = Claim
        fields: list[str] = []

    def filter_queryset(self, queryset: Rows) -> Rows:
        queryset = super().filter_queryset(queryset)
        return queryset if self.form.cleaned_data.get("standing") else queryset.current()  # type: ignore[attr-defined]

    def by_outlet(self, rows: Rows, name: str, value: str) -> Rows:
        return _outlet(rows, "article__outlet", value)

    def by_speaker(self, rows: Rows, name: str, value: str) -> Rows:
        hops = Attribution.objects.filter(claim=OuterRef("pk"))
        try:
            meant = Q(source__public_id=uuid.UUID(value))
        except ValueError:
            meant = Q(source__name__icontains=value) | Q(resolved__icontains=value) | Q(source_words__icontains=value)
        return rows.filter(Exists(hops.filter(meant)))

    def by_unit(self, rows: Rows, name: str, value: str) -> Rows:
        quantities = Quantity.objects.filter(Q(unit__iexact=value) | Q(unit_name__iexact=value), claim=OuterRef("pk"))
        return rows.filter(Exists(quantities))

    def by_hedge(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.exclude(hedge="") if value == "true" else rows.filter(hedge="")

    def by_text(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(Q(quote__icontains=value) | Q(wording__icontains=value))

    def by_standing(self, rows: Rows, name: str, value: str) -> Rows:
        return rows if value == "any" else rows.filter(standing=value)


class VerdictFilters(Sieve):
    claim = IdFilter("claim")
    article = IdFilter("claim__article")
    layer = OneFilter(choices=Verdict.Layer.choices)
    value = SomeFilter(choices=Verdict.Value.choices)
    reviewer = IdFilter("reviewer")
    act = SomeFilter(choices=Verdict.Act.choices)
    holds = FlagFilter("holds", help_text="Only those that are, or are not, the newest on their layer.")

    class Meta:
        model = Verdict
        fields: list[str] = []


class LinkFilters(LiveUnlessAsked):
    claim = IdFilter(method="by_claim", help_text="At either end.")
    article = IdFilter(method="by_article", help_text="At either end.")
    relation = SomeFilter(choices=ClaimLink.Relation.choices)
    state = SomeFilter(choices=ClaimLink.State.choices)
    score_min = ShareFilter("score", "gte")
    rule = WordFilter("rule", "exact")

    class Meta:
        model = ClaimLink
        fields: list[str] = []

    def by_claim(self, rows: Rows, name: str, value: uuid.UUID) -> Rows:
        return rows.filter(Q(left__public_id=value) | Q(right__public_id=value))

    def live(self, rows: Rows) -> Rows:
        claims = Claim.objects.current()
        return rows.filter(left__in=claims, right__in=claims)

    def by_article(self, rows: Rows, name: str, value: uuid.UUID) -> Rows:
        return rows.filter(Q(left__article__public_id=value) | Q(right__article__public_id=value))


class SourceFilters(Sieve):
    name = WordFilter(method="by_name", help_text="Words in its name or an alias.")
    kind = SomeFilter(choices=Source.Kind.choices)
    reliability = SomeFilter(choices=Source.Reliability.choices)
    side = SomeFilter(choices=Source.Side.choices)
    parent = IdFilter("parent")
    merged = FlagFilter(method="by_merged", help_text="true: only those that were merged; left out: the others.")
    retracted = FlagFilter(method="by_retracted", help_text="Whether it is retracted.")

    class Meta:
        model = Source
        fields: list[str] = []

    def filter_queryset(self, queryset: Rows) -> Rows:
        queryset = super().filter_queryset(queryset)
        return queryset if self.form.cleaned_data.get("merged") else queryset.filter(merged_into=None)

    def by_merged(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(merged_into__isnull=value != "true")

    def by_retracted(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(retracted_at__isnull=value != "true")

    def by_name(self, rows: Rows, name: str, value: str) -> Rows:
        aliased = Source.objects.filter(aliases__name__icontains=value)
        return rows.filter(Q(name__icontains=value) | Q(pk__in=aliased))


class RunFilters(Sieve):
    article = IdFilter("revision__article")
    state = SomeFilter(choices=ExtractionRun.State.choices)

    class Meta:
        model = ExtractionRun
        fields: list[str] = []


class FindingFilters(LiveUnlessAsked):
    article = IdFilter("revision__article")
    kind = WordFilter("kind", "exact")

    class Meta:
        model = Finding
        fields: list[str] = []

    def live(self, rows: Rows) -> Rows:
        return rows.filter(revision__article__state=Article.State.LIVE)


class HistoryFilters(filters.FilterSet):
    at_from = MomentFilter("at", "gte")
    at_before = MomentFilter("at", "lt")
    subject = filters.UUIDFilter("subject_id", help_text="Id of an article, claim, link or source.")
    subject_type = WordFilter("subject_type", "exact")
    actor = IdFilter("actor")
    verb = WordFilter("verb", "exact")
    via = WordFilter("via", "exact")

    class Meta:
        model = History
        fields: list[str] = []
