"""Query parameters of the list of facts."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters

from claims.api.filters import FlagFilter, IdFilter, OneFilter, WordFilter
from claims.models import Claim, Fact

Rows = QuerySet[Any]


class FactFilters(filters.FilterSet):
    text = WordFilter(method="by_text", help_text="Words in its name or in the wording of its claims.")
    closed = FlagFilter("closed")
    claim = IdFilter("claims")
    article = IdFilter(method="by_article", help_text="That a claim of it is in.")
    merged = FlagFilter(method="by_merged", help_text="true: only those that were merged; left out: the others.")
    name_how = OneFilter(choices=Fact.NameHow.choices)

    class Meta:
        model = Fact
        fields: list[str] = []

    def filter_queryset(self, queryset: Rows) -> Rows:
        queryset = super().filter_queryset(queryset)
        return queryset if self.form.cleaned_data.get("merged") else queryset.filter(merged_into=None)

    def by_text(self, rows: Rows, name: str, value: str) -> Rows:
        in_claims = Claim.objects.filter(fact__isnull=False, wording__icontains=value)
        return rows.filter(Q(name__icontains=value) | Q(pk__in=in_claims.values("fact")))

    def by_article(self, rows: Rows, name: str, value: Any) -> Rows:
        return rows.filter(pk__in=Claim.objects.filter(article__public_id=value).values("fact"))

    def by_merged(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(merged_into__isnull=value != "true")
