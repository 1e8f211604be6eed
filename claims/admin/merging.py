"""Merging on the moderators' site: choose rows, name the one that takes them in, see what happens, confirm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from claims.admin.base import GuardedAdmin, actor_of_request
from claims.errors import DomainError
from claims.permissions import Actor

Merge = Callable[[Any, Any, Actor, str], object]  # row, the one that takes it in, actor, reason
Find = Callable[[int, str], Any]  # desk id, name → the row of that desk, or None


def merging(
    service: Merge, find: Find, *, description: str, consequence: str
) -> Callable[[GuardedAdmin, HttpRequest, QuerySet[Any]], HttpResponse | None]:
    """An admin action that merges each chosen row into the one that is named, row by row, and tells the result."""

    @admin.action(description=description, permissions=["moderate"])
    def act(modeladmin: GuardedAdmin, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        name, reason = (request.POST.get(field, "").strip() for field in ("into", "reason"))
        rows = list(queryset)
        confirmed = "confirmed" in request.POST
        target = find(rows[0].desk_id, name) if confirmed and name and rows else None
        if target is None or not reason:
            context = {
                **modeladmin.admin_site.each_context(request),
                "title": description,
                "consequence": consequence,
                "objects": rows,
                "count": len(rows),
                "into": name,
                "reason": reason,
                "needs_reason": True,
                "unknown": confirmed and target is None,
                "reason_missing": confirmed and not reason,
                "action": request.POST.get("action", ""),
                "opts": modeladmin.model._meta,
                "checkbox": helpers.ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "admin/merge.html", context, status=422 if confirmed else 200)
        merged = 0
        for row in rows:
            if row.pk == target.pk:
                continue
            try:
                service(row, target, actor_of_request(request), reason)
                merged += 1
            except DomainError as error:
                modeladmin.message_user(request, f"{row}: {error.message}", messages.WARNING)
        if merged:
            words = _("%(count)s merged into “%(name)s”.") % {"count": merged, "name": target}
            modeladmin.message_user(request, words, messages.SUCCESS)
        return None

    act.__name__ = service.__name__.strip("_")
    return act
