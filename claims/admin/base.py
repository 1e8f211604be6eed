"""What all pages of the moderators' site share: rights from the one table, no deleting, and actions that ask before they act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from claims.errors import DomainError
from claims.models import User
from claims.permissions import Action, Actor, desk_ids

Service = Callable[[Any, Actor, str], object]  # row, actor, reason


def actor_of_request(request: HttpRequest) -> Actor:
    """One actor a request, so that the roles are read once."""
    if not hasattr(request, "_factdesk_actor"):
        assert isinstance(request.user, User)
        request._factdesk_actor = Actor(user=request.user, via="admin")  # type: ignore[attr-defined]
    return request._factdesk_actor  # type: ignore[attr-defined]


class GuardedAdmin(admin.ModelAdmin):
    """Shows the rows of the desks that the person moderates. Nothing is added, changed or deleted unless a page says so, and then
    through a service; system administrators see no article text."""

    needs: ClassVar[Action] = Action.MODERATE
    desk_lookup: ClassVar[str] = "desk_id"
    list_per_page = 50
    show_full_result_count = False

    def _desks(self, request: HttpRequest) -> list[int]:
        return desk_ids(actor_of_request(request), self.needs) if request.user.is_authenticated else []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(**{f"{self.desk_lookup}__in": self._desks(request)})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(self._desks(request))

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return bool(self._desks(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        """For actions: `permissions=["moderate"]`."""
        return bool(self._desks(request))


def asking(
    service: Service, *, description: str, consequence: str, done: str, needs_reason: bool = True
) -> Callable[[GuardedAdmin, HttpRequest, QuerySet[Any]], HttpResponse | None]:
    """An admin action that shows what it will do to which rows, asks for a reason, does each row by itself and tells the result."""

    @admin.action(description=description, permissions=["moderate"])
    def act(modeladmin: GuardedAdmin, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        reason = request.POST.get("reason", "").strip()
        confirmed = "confirmed" in request.POST
        if not confirmed or (needs_reason and not reason):
            context = {
                **modeladmin.admin_site.each_context(request),
                "title": description,
                "consequence": consequence,
                "objects": queryset,
                "count": queryset.count(),
                "needs_reason": needs_reason,
                "reason_missing": confirmed,
                "action": request.POST.get("action", ""),
                "opts": modeladmin.model._meta,
                "checkbox": helpers.ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "admin/ask.html", context, status=422 if confirmed else 200)
        refused = 0
        for row in queryset:
            try:
                service(row, actor_of_request(request), reason)
            except DomainError as error:
                refused += 1
                modeladmin.message_user(request, f"{row}: {error.message}", messages.WARNING)
        succeeded = queryset.count() - refused if refused else len(queryset)
        if succeeded:
            modeladmin.message_user(request, f"{succeeded} {done}.", messages.SUCCESS)
        return None

    act.__name__ = service.__name__.strip("_")
    return act
