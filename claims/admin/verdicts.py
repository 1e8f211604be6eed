"""Verdicts, evidence, findings and the history: to read only. What is append-only in the database is so here too."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.base import GuardedAdmin, actor_of_request
from claims.models import Evidence, Finding, History, Verdict


@admin.register(Verdict)
class VerdictAdmin(GuardedAdmin):
    desk_lookup = "claim__desk_id"
    list_display = ("claim", "layer", "act", "value", "reviewer", "rationale", "created_at")
    list_filter = ("layer", "act", "value", "created_at")
    list_select_related = ("claim", "reviewer")
    search_fields = ("claim__wording", "rationale")


@admin.register(Evidence)
class EvidenceAdmin(GuardedAdmin):
    desk_lookup = "claim__desk_id"
    list_display = ("claim", "kind", "url", "stance", "weight", "added_by", "accessed_at")
    list_filter = ("kind", "stance", "weight")
    list_select_related = ("claim", "added_by", "other_claim")
    search_fields = ("url", "claim__wording")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """A confidential piece is for its owner and senior reviewers, and a moderator is neither."""
        seen = Evidence.objects.readable_by(actor_of_request(request)) if request.user.is_authenticated else []
        return super().get_queryset(request).filter(pk__in=seen)


@admin.register(Finding)
class FindingAdmin(GuardedAdmin):
    desk_lookup = "revision__article__desk_id"
    list_display = ("kind", "message", "revision", "created_at")
    list_filter = ("kind",)
    list_select_related = ("revision__article",)


@admin.register(History)
class HistoryAdmin(GuardedAdmin):
    list_display = ("sequence", "at", "actor", "via", "verb", "subject_type", "reason", "desk")
    list_filter = ("verb", "via", "subject_type", "at")
    list_select_related = ("actor", "desk")
    search_fields = ("=subject_id", "verb")
    ordering = ("-at",)
