"""Work on one claim, as plain forms: whose it is, until when, and who has it in hand just now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from claims.errors import Conflict, DomainError, InvalidInput
from claims.models import Claim
from claims.permissions import Action, require
from claims.review.leases import ClaimInHand, give_back, renew_lease, take_claim
from claims.review.work import StaleWork, change_work, set_article_deadline
from claims.web.access import DeskRequest, desk_page
from claims.web.articles import article_response, claim_of, get_article
from claims.web.claims import claim_response
from claims.web.forms_work import DeadlineForm, WorkForm, moment, same_minute
from claims.web.htmx import render_partial, wants_partial
from claims.web.reading import WORLD, claim_address
from claims.web.work_view import work_view


@desk_page
@require_POST
def set_work(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Assign, deadline, priority and risk in one form. Somebody else's change meanwhile is shown beside what was typed (409)."""
    claim = claim_of(request.actor, claim_id, parts=False)
    require(request.actor, Action.ASSIGN, claim.desk_id)
    form = WorkForm(request.POST, claim=claim)
    if not form.is_valid():
        return _answer(request, claim, form=form, status=422)
    data = dict(form.cleaned_data)
    flagged = not claim.risk and data.get("risk")
    try:
        claim = change_work(claim=claim, actor=request.actor, version=data.pop("version"), **data)
    except StaleWork as error:
        return _answer(request, claim_of(request.actor, claim_id), form=form, stale=error.message, status=409)
    except DomainError as error:
        form.add_error(error.code if error.code in form.fields else None, error.message)
        return _answer(request, claim, form=form, status=409 if isinstance(error, Conflict) else 422)
    renew_lease(claim=claim, actor=request.actor)
    said = _("Saved. From now on two people decide on it.") if flagged else _("Saved.")
    return _answer(request, claim, members=form.members, said=said)


@desk_page
@require_POST
def lease(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Take the claim in hand, keep it, give it back, or leave its page."""
    claim = claim_of(request.actor, claim_id, parts=False)
    act = request.POST.get("act", "")
    if act == "take":
        try:
            take_claim(claim=claim, actor=request.actor)
        except ClaimInHand as error:
            return _answer(request, claim, stale=error.message, status=409)
    elif act == "renew":
        renew_lease(claim=claim, actor=request.actor)
    elif act in ("back", "leave"):
        give_back(claim=claim, actor=request.actor, at_once=act == "back")
        if act == "leave":
            return HttpResponse(status=204)
    else:
        raise InvalidInput(_("Take a claim in hand, or give it back."))
    return _answer(request, claim)


@desk_page
@require_http_methods(["GET", "POST"])
def article_deadline(request: DeskRequest, article_id: UUID) -> HttpResponse:
    """When an article is due; its claims that name no deadline are due with it."""
    found = get_article(request.actor, article_id)
    require(request.actor, Action.ASSIGN, found.desk_id)
    form = DeadlineForm(
        request.POST if request.method == "POST" else None, initial={"deadline": moment(found.deadline)}
    )
    if request.method == "POST" and form.is_valid():
        deadline = form.cleaned_data["deadline"]
        deadline = found.deadline if same_minute(deadline, found.deadline) else deadline
        try:
            set_article_deadline(article=found, actor=request.actor, deadline=deadline)
        except InvalidInput as error:
            form.add_error("deadline", error.message)
        else:
            messages.success(
                request, _("The deadline is saved.") if deadline else _("The article has no deadline now.")
            )
            return redirect("article", found.public_id)
    context = {"place": "articles", "article": found, "deadline_form": form}
    return render(request, "articles/deadline.html", context, status=422 if form.errors else 200)


def _answer(request: DeskRequest, claim: Claim, *, status: int = 200, **shown: Any) -> HttpResponse:
    """The part of the page that the form stands in; for a plain form the page it came from."""
    on_claim_page = request.POST.get("page") == "claim"
    view = work_view(claim, request.actor, on_claim_page=on_claim_page, **shown)
    if wants_partial(request):
        return render_partial(request, "claims/_work.html", {"work": view, "claim": claim}, status=status)
    if status == 200:
        address = (
            reverse("claim", args=[claim.public_id])
            if on_claim_page
            else claim_address(claim.article, claim.number, WORLD)
        )
        return redirect(address)
    setattr(request, "work_shown", view)  # noqa: B010  the tag that draws it finds it there
    if on_claim_page:
        return claim_response(request, claim, layer=WORLD, status=status)
    return article_response(request, claim.article, focus=claim.number, layer=WORLD, status=status)
