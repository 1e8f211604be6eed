"""Sources: the one thing that is edited here in place, through the service, with a reason in the history."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from claims.admin.base import GuardedAdmin, actor_of_request
from claims.models import Source
from claims.permissions import Action
from claims.sources import EDITABLE, edit_source, find_source


class SourceForm(forms.ModelForm):
    reason = forms.CharField(required=False, help_text="Why; goes into the history. A new reliability needs one.")

    class Meta:
        model = Source
        fields = EDITABLE

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "reliability" in self.changed_data and not cleaned.get("reason"):
            self.add_error("reason", "Say why the reliability changes.")
        other = find_source(desk_id=self.instance.desk_id, name=cleaned.get("name", ""))
        if other is not None and other.pk != self.instance.pk:
            self.add_error("name", "This desk knows a source of that name or alias already.")
        return cleaned


@admin.register(Source)
class SourceAdmin(GuardedAdmin):
    needs = Action.EDIT_SOURCES
    form = SourceForm
    list_display = ("name", "kind", "reliability", "side", "created_at")
    list_filter = ("kind", "reliability", "side")
    search_fields = ("name", "aliases__name")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self._desks(request)) and (obj is None or obj.desk_id in self._desks(request))

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name in EDITABLE}
        stored = Source.objects.get(pk=obj.pk)
        edit_source(source=stored, actor=actor_of_request(request), reason=form.cleaned_data["reason"], **changes)
