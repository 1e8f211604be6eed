"""Verdicts, evidence, findings and the history: to read only. What is append-only in the database is so here too."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.base import GuardedAdmin, actor_of_request, asking
from claims.models import Decision, Evidence, Finding, History, HouseLabel, Verdict
from claims.permissions import Actor
from claims.review.labels import edit_label
from claims.review.second import visible_decisions


@admin.register(Verdict)
class VerdictAdmin(GuardedAdmin):
    desk_lookup = "claim__desk_id"
    list_display = (
        "claim", "layer", "act", "value", "label", "cause", "reviewer", "second_reviewer", "rationale", "review_by", "created_at",
    )  # fmt: skip
    list_filter = ("layer", "act", "value", "cause", "created_at")
    list_select_related = ("claim", "reviewer", "second_reviewer", "label")
    search_fields = ("claim__wording", "rationale")


@admin.register(Decision)
class DecisionAdmin(GuardedAdmin):
    """Blind here too: a moderator sees the decisions that the pages would show him."""

    desk_lookup = "claim__desk_id"
    list_display = ("claim", "layer", "round", "place", "value", "label", "reviewer", "created_at")
    list_filter = ("layer", "place", "created_at")
    list_select_related = ("claim", "reviewer", "label")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        seen = visible_decisions(actor_of_request(request)).values("pk")
        return super().get_queryset(request).filter(pk__in=seen)


def _retire(label: HouseLabel, actor: Actor, reason: str) -> None:
    edit_label(label=label, actor=actor, retired=True)


def _bring_back(label: HouseLabel, actor: Actor, reason: str) -> None:
    edit_label(label=label, actor=actor, retired=False)


@admin.register(HouseLabel)
class HouseLabelAdmin(GuardedAdmin):
    """Read and retire; names and colours are kept on the desk's own page."""

    list_display = ("name", "value", "colour", "ordinal", "retired", "desk")
    list_filter = ("value", "retired")
    list_select_related = ("desk",)
    search_fields = ("name",)
    actions = (
        asking(
            _retire, description="Retire the selected labels", done="retired", needs_reason=False,
            consequence="No verdict takes them any more; those that carry them keep them.",
        ),
        asking(
            _bring_back, description="Bring the selected labels back", done="brought back", needs_reason=False,
            consequence="Verdicts may take them again.",
        ),
    )  # fmt: skip


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
