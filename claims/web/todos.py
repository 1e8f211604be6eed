"""To-dos: saying that a claim was looked at."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims.errors import Conflict
from claims.models import Todo
from claims.review.todos import finish_todo
from claims.web.access import DeskRequest, desk_page


@desk_page
@require_POST
def done(request: DeskRequest, todo_id: UUID) -> HttpResponse:
    """Mark a to-do as done, and go back to the page where it was."""
    todo = get_object_or_404(Todo.objects.readable_by(request.actor), public_id=todo_id)
    try:
        finish_todo(todo=todo, actor=request.actor)
    except Conflict as error:  # somebody else looked at it: that is what was wanted
        messages.info(request, error.message)
    else:
        messages.success(request, _("Noted that the claim was looked at."))
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else reverse("desk"))
