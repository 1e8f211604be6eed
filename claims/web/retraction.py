"""Mark a source as retracted, and take it back: each page says first what it does to verdicts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from claims.errors import Conflict, DomainError
from claims.linking.retracted import own_hosts
from claims.permissions import Action, require
from claims.review.retraction import resting_on, restore_source, retract_source, still_reopened
from claims.web.access import DeskRequest, desk_page
from claims.web.forms_facts import RestoringForm, RetractionForm
from claims.web.sources import get_source


@desk_page
@require_http_methods(["GET", "POST"])
def retract(request: DeskRequest, source_id: UUID) -> HttpResponseBase:
    """See how many verdicts rest on the source, say why it is retracted, and confirm."""
    found = get_source(request, source_id)
    require(request.actor, Action.EDIT_SOURCES, found.desk_id)
    hosts = own_hosts(found)
    form = RetractionForm(request.POST or None, hosts=hosts, initial={"version": found.version, "hosts": hosts})
    stale, status = "", 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        rests = len(resting_on(found, form.cleaned_data["hosts"]))
        try:
            retract_source(source=found, actor=request.actor, **form.cleaned_data)
            messages.success(request, _retracted_words(rests))
            return redirect("source", found.public_id)
        except DomainError as error:
            stale, status = error.message, 409 if isinstance(error, Conflict) else 422
            found = get_source(request, source_id)
    context = {
        "place": "sources",
        "source": found,
        "form": form,
        "hosts": [(host, host in (form["hosts"].value() or [])) for host in hosts],
        "rests": resting_on(found, hosts),
        "stale": stale,
    }
    return render(request, "sources/retract.html", context, status=status)


def _retracted_words(rests: int) -> str:
    if not rests:
        return _("The source is retracted. No verdict rested on it.")
    words = ngettext(
        "The source is retracted. %(number)s verdict that rests on it reopens.",
        "The source is retracted. %(number)s verdicts that rest on it reopen.",
        rests,
    )
    return words % {"number": rests}


@desk_page
@require_http_methods(["GET", "POST"])
def restore(request: DeskRequest, source_id: UUID) -> HttpResponseBase:
    """Take the retraction back, with a reason; what reopened stays so unless it was a mistake."""
    found = get_source(request, source_id)
    require(request.actor, Action.EDIT_SOURCES, found.desk_id)
    form = RestoringForm(request.POST or None, initial={"version": found.version})
    stale, status = "", 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            restore_source(source=found, actor=request.actor, **form.cleaned_data)
            messages.success(request, _("The retraction is taken back: the source counts again."))
            return redirect("source", found.public_id)
        except DomainError as error:
            stale, status = error.message, 409 if isinstance(error, Conflict) else 422
            found = get_source(request, source_id)
    context = {"place": "sources", "source": found, "form": form, "open": still_reopened(found), "stale": stale}
    return render(request, "sources/restore.html", context, status=status)
