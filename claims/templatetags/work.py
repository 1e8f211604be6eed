"""Whose a claim is and until when, and how long a lease or a deadline still has: small enough for any template."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.template import Context, Library
from django.utils import timezone

from claims.models import Claim
from claims.review.facets import Count
from claims.templatetags.factdesk import amount
from claims.web import work_view as views

register = Library()


@register.inclusion_tag("claims/_work.html", takes_context=True)
def work(context: Context, claim: Claim, *, on_claim_page: bool = False) -> dict[str, Any]:
    """Assignee, deadline, priority, risk and lease of the claim in focus: {% work claim %}."""
    request, view = context["request"], context.get("view")
    shown = getattr(request, "work_shown", None) or views.work_view(
        claim,
        request.actor,
        on_claim_page=on_claim_page,
        in_hand=view is None or "lease" in view.parts,
        members=view.members if view else None,
    )
    return {"claim": claim, "work": shown, "csrf_token": context.get("csrf_token"), "user": context.get("user")}


@register.filter
def due_words(due: datetime) -> str:
    return views.due_words(due, timezone.now())


@register.filter
def distance_words(due: datetime) -> str:
    return views.distance_words(due, timezone.now())


@register.filter
def is_late(due: datetime | None) -> bool:
    return views.is_late(due, timezone.now())


@register.filter
def minutes_left(until: datetime) -> int:
    return max(1, round((until - timezone.now()).total_seconds() / 60))


@register.filter
def counted(count: Count | None) -> str:
    """ "64", "1,000+"; nothing where nothing is known."""
    if count is None:
        return ""
    return f"{amount(count.number)}+" if count.more else amount(count.number)
