"""What the reader was told: the list, the bell's number, and marking it read."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from claims.models import Claim, Notification
from claims.talk.inbox import mark_read, mark_unread, notifications_of, unread_count, with_what_it_is_about
from claims.web.access import DeskRequest, desk_page, polled
from claims.web.comments import address_of
from claims.web.htmx import render_partial
from claims.web.reading import WORLD, claim_address

PAGE_SIZE = 30


@desk_page
@require_GET
def notifications(request: DeskRequest) -> HttpResponse:
    """Newest first, all or the unread ones, by kind."""
    rows = notifications_of(request.actor)
    kind, unread = request.GET.get("kind", ""), request.GET.get("show") == "unread"
    if kind in Notification.Kind.values:
        rows = rows.filter(kind=kind)
    if unread:
        rows = rows.filter(read_at__isnull=True)
    page = Paginator(with_what_it_is_about(rows), PAGE_SIZE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    for name in ("page", "undo"):
        kept.pop(name, None)
    context = {
        "place": "notifications",
        "page": page,
        "kept": kept.urlencode(),
        "kinds": Notification.Kind.choices,
        "kind": kind,
        "only_unread": unread,
        "unread": unread_count(request.actor),
        "undo": _moment(request.GET.get("undo", "")),
    }
    return render(request, "talk/notifications.html", context)


@desk_page
@require_GET
def notification(request: DeskRequest, notification_id: UUID) -> HttpResponse:
    """Lead to what it speaks of, and mark it read: it has been seen."""
    row = _own(request, notification_id)
    mark_read(actor=request.actor, ids=[row.public_id])
    return redirect(target_of(row))


@desk_page
@require_POST
def read(request: DeskRequest, notification_id: UUID) -> HttpResponse:
    """Mark one as read, or (with `unread`) as unread again."""
    row = _own(request, notification_id)
    mark = mark_unread if request.POST.get("unread") else mark_read
    mark(actor=request.actor, ids=[row.public_id])
    return _back(request)


@desk_page
@require_POST
def read_all(request: DeskRequest) -> HttpResponse:
    """Mark all as read, which can be undone; with `undo`, undo it."""
    moment = _moment(request.POST.get("undo", ""))
    if moment is not None:
        mark_unread(actor=request.actor, read_at=moment)
        return _back(request)
    number, moment = mark_read(actor=request.actor)
    return _back(request, **({"undo": moment.isoformat()} if number else {}))


@polled
@require_GET
def bell(request: DeskRequest) -> HttpResponse:
    """The bell's number, for a page that asks now and then; nothing while it shows the same."""
    number = unread_count(request.actor)
    if request.GET.get("seen") == str(number):
        return HttpResponse(status=204)
    return render_partial(request, "talk/_bell_count.html", {"unread_number": number})


def target_of(row: Notification) -> str:
    """Where the thing is that a notification speaks of."""
    if row.comment:
        return address_of(row.comment)
    if row.claim and row.further.exists():
        return f"{reverse('queue')}?{urlencode({'told': str(row.public_id)})}"
    if row.claim:
        if row.claim.standing == Claim.Standing.LIVE and row.claim.article.is_live:
            return claim_address(row.claim.article, row.claim.number, WORLD)
        return reverse("claim", args=[row.claim.public_id])
    if row.article:
        return reverse("article", args=[row.article.public_id])
    return reverse("desk")


def _own(request: DeskRequest, public_id: UUID) -> Notification:
    return get_object_or_404(with_what_it_is_about(notifications_of(request.actor)), public_id=public_id)


def _back(request: DeskRequest, **more: Any) -> HttpResponse:
    """To the list as it was filtered."""
    kept = {name: request.POST[name] for name in ("show", "kind", "page") if request.POST.get(name)} | more
    return redirect(f"{reverse('notifications')}?{urlencode(kept)}" if kept else reverse("notifications"))


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
