"""Sources: the one thing that is edited here in place, through the service, with a reason in the history."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from claims.admin.base import GuardedAdmin, actor_of_request, asking
from claims.admin.merging import merging
from claims.models import Source
from claims.permissions import Action, Actor
from claims.review.retraction import restore_source, retract_source
from claims.source_names import find_source
from claims.sources import edit_source, merge_sources

HERE = ("name", "kind", "reliability", "side")  # what is edited here; the body it belongs to is set on its own page


class SourceForm(forms.ModelForm):
    reason = forms.CharField(required=False, help_text="Why; goes into the history. A new reliability needs one.")

    class Meta:
        model = Source
        fields = HERE

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "reliability" in self.changed_data and not cleaned.get("reason"):
            self.add_error("reason", "Say why the reliability changes.")
        other = find_source(desk_id=self.instance.desk_id, name=cleaned.get("name", ""))
        if other is not None and other.pk != self.instance.pk:
            self.add_error("name", "This desk knows a source of that name or alias already.")
        return cleaned


def _merge_sources(source: Source, into: Source, actor: Actor, reason: str) -> None:
    merge_sources(source=source, into=into, actor=actor, version=source.version, reason=reason)


def _retract(source: Source, actor: Actor, reason: str) -> None:
    retract_source(source=source, actor=actor, reason=reason)


def _restore(source: Source, actor: Actor, reason: str) -> None:
    restore_source(source=source, actor=actor, reason=reason)


def _find(desk_id: int, name: str) -> Source | None:
    return find_source(desk_id=desk_id, name=name)


@admin.register(Source)
class SourceAdmin(GuardedAdmin):
    needs = Action.EDIT_SOURCES
    form = SourceForm
    list_display = ("name", "kind", "reliability", "side", "parent", "merged_into", "retracted_at", "created_at")
    list_filter = ("kind", "reliability", "side", ("retracted_at", admin.EmptyFieldListFilter))
    list_select_related = ("parent", "merged_into")
    search_fields = ("name", "aliases__name")
    fields = (*HERE, "reason", "other_names", "ratings", "retracted_at", "retracted_by", "retracted_reason")
    readonly_fields = ("other_names", "ratings", "retracted_at", "retracted_by", "retracted_reason")
    actions = (
        asking(
            _retract, description="Mark the selected sources as retracted",
            consequence="They count as no independent origin. Verdicts that rest on them reopen, and their owners are told.",
            done="retracted",
        ),
        asking(
            _restore, description="Take back the retraction of the selected sources",
            consequence="They count as origins again. What reopened stays reopened.", done="restored",
        ),
        merging(
            _merge_sources, _find, description="Merge the selected sources",
            consequence="Their articles, the places where they speak and their names go to the source that you name, and their"
            " addresses lead there. It cannot be undone.",
        ),
    )  # fmt: skip

    @admin.display(description="other names")
    def other_names(self, source: Source) -> str:
        return ", ".join(source.aliases.order_by("name").values_list("name", flat=True)) or "–"

    @admin.display(description="ratings, newest first")
    def ratings(self, source: Source) -> str:
        rows = source.ratings.select_related("rater").order_by("-pk")
        return "; ".join(f"{row.letter} by {row.rater.name}: {row.reason}" for row in rows[:20]) or "–"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self._desks(request)) and (obj is None or obj.desk_id in self._desks(request))

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name in HERE}
        stored = Source.objects.get(pk=obj.pk)
        edit_source(source=stored, actor=actor_of_request(request), reason=form.cleaned_data["reason"], **changes)
