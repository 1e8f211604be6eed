"""The two-minute tour of the review keys: a practice page that touches nothing of the desk's."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from claims.models import Verdict
from claims.permissions import Action, Actor, desk_ids
from claims.web.access import DeskRequest, desk_page


@desk_page
@require_GET
def tour(request: DeskRequest) -> HttpResponse:
    return render(request, "tour/tour.html", {"may_review": bool(desk_ids(request.actor, Action.REVIEW))})


def is_new_to_reviewing(actor: Actor) -> bool:
    """Whether the desk should point to the tour: a reviewer who has recorded no verdict yet."""
    return bool(desk_ids(actor, Action.REVIEW)) and not Verdict.objects.filter(reviewer=actor.user).exists()
