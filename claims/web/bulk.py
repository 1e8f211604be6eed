"""One act on many claims: asked with its count and what will be refused, then a result a row, and undo as one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from claims.errors import DomainError, InvalidInput
from claims.models import BulkAct, Claim, User
from claims.permissions import require
from claims.review.bulk import MOST_ROWS, NEEDS, Asked, acts_to_read, foresee, outcomes, run_bulk, undo_bulk
from claims.review.queue import Choice, in_order, matching
from claims.review.services import UNDO_SECONDS
from claims.web.access import DeskRequest, desk_page
from claims.web.forms_work import BulkForm
from claims.web.htmx import render_partial, wants_partial
from claims.web.panel import HOPS

TITLES = {
    "assign": lambda: _("Assign"),
    "deadline": lambda: _("Set a deadline"),
    "priority": lambda: _("Set a priority"),
    "risk": lambda: _("Flag as a risk"),
    "unverifiable": lambda: _("Mark unverifiable"),
    "reopen": lambda: _("Reopen"),
    "reject": lambda: _("Reject as no claim"),
}
SHOWN_OF_WORDS = 120
CHOSEN_ON_THE_PAGE = {
    BulkAct.Verb.ASSIGN,
    BulkAct.Verb.DEADLINE,
    BulkAct.Verb.PRIORITY,
    BulkAct.Verb.RISK,
}  # what becomes of the claims depends on what is chosen there
SOON_OVER = {BulkAct.Verb.UNVERIFIABLE, BulkAct.Verb.REOPEN}  # undone within ten seconds, as single ones are


@desk_page
@require_POST
def ask(request: DeskRequest) -> HttpResponse:
    """What is to be done with how many claims, and which of them will be refused, before anything is done."""
    return _ask_page(request, _chosen(request))


@desk_page
@require_POST
def do(request: DeskRequest) -> HttpResponse:
    """Do it; the answer is the page of what became of each."""
    claims = _chosen(request)
    form = BulkForm(request.POST, desk_id=claims[0].desk_id)
    if not form.is_valid():
        return _ask_page(request, claims, form=form, status=422)
    try:
        act = run_bulk(actor=request.actor, verb=form.cleaned_data["verb"], asked=form.asked(), claims=claims)
    except InvalidInput as error:
        form.add_error(error.code if error.code in form.fields else None, error.message)
        return _ask_page(request, claims, form=form, status=422)
    return redirect("bulk-act", act.public_id)


@desk_page
@require_GET
def result(request: DeskRequest, act_id: UUID) -> HttpResponse:
    """What became of each claim."""
    return _result_page(request, get_object_or_404(acts_to_read(request.actor), public_id=act_id))


@desk_page
@require_POST
def undo(request: DeskRequest, act_id: UUID) -> HttpResponse:
    """Take the act back as one; what was changed meanwhile is kept and named."""
    act = get_object_or_404(acts_to_read(request.actor), public_id=act_id)
    undo_bulk(act=act, actor=request.actor)
    return redirect("bulk-act", act.public_id)


# --- the pages ----------------------------------------------------------------------------------------------------------


def _chosen(request: DeskRequest) -> list[Claim]:
    """The claims that were ticked, or all that match the filters. Raises InvalidInput for none, or more than go at once."""
    verb = request.POST.get("verb", "")
    if verb not in NEEDS:
        raise InvalidInput(_("Choose what to do with these claims."), code="verb")
    claims = Claim.objects.readable_by(request.actor).select_related("article__outlet", "desk", "assignee")
    if request.POST.get("all"):
        choice = Choice.of(QueryDict(request.POST.get("query", "")[:4000]))
        found = in_order(matching(request.actor, choice), choice.sort).select_related(
            "article__outlet", "desk", "assignee"
        )
        chosen = list(found.prefetch_related("quantities", HOPS)[: MOST_ROWS + 1])
    else:
        ids = [pk for pk in map(_uuid, request.POST.getlist("claim")[: MOST_ROWS + 1]) if pk]
        by_id = {
            claim.public_id: claim for claim in claims.filter(public_id__in=ids).prefetch_related("quantities", HOPS)
        }
        chosen = [by_id[pk] for pk in dict.fromkeys(ids) if pk in by_id]
    if not chosen:
        raise InvalidInput(_("No claim was chosen. Go back, tick some, and try again."), code="none")
    if len(chosen) > MOST_ROWS:
        raise InvalidInput(
            _("More than %s claims match. Narrow the filters, then do it in parts.") % MOST_ROWS, code="too_many"
        )
    if len({claim.desk_id for claim in chosen}) > 1:
        raise InvalidInput(_("Choose claims of one desk."), code="desks")
    require(request.actor, NEEDS[verb], chosen[0].desk_id)
    return chosen


def _ask_page(
    request: DeskRequest, claims: list[Claim], *, form: BulkForm | None = None, status: int = 200
) -> HttpResponse:
    verb = request.POST.get("verb", "")
    asked, given = _as_asked(request, claims)
    try:
        prospects = foresee(actor=request.actor, verb=verb, asked=asked, claims=claims)
    except DomainError as error:
        raise InvalidInput(error.message, code=error.code) from error
    refused = [prospect for prospect in prospects if prospect.outcome == "refused"]
    context: dict[str, Any] = {
        "place": "queue",
        "verb": verb,
        "title": TITLES[verb](),
        "form": form or given,
        "claims": claims,
        "prospects": refused + [prospect for prospect in prospects if prospect.outcome != "refused"],
        "refused": len(refused),
        "unchanged": sum(prospect.outcome == "unchanged" for prospect in prospects),
        "may_become": verb in CHOSEN_ON_THE_PAGE,
        "to_do": sum(prospect.outcome == "done" for prospect in prospects),
        "query": Choice.of(QueryDict(request.POST.get("query", "")[:4000])).address(),
    }
    if wants_partial(request) and status == 200:
        return render_partial(request, "review/_prospects.html", context)
    return render(request, "review/bulk.html", context, status=status)


def _as_asked(request: DeskRequest, claims: list[Claim]) -> tuple[Asked, BulkForm]:
    """What is asked for as far as it was filled in; else what makes every claim a fair trial: a rationale, a coming deadline."""
    first = {
        "verb": request.POST.get("verb", ""),
        "assignee": str(request.actor.user.public_id),
        "priority": "1",
        "risk": "yes",
    }
    filled = {
        name: request.POST[name]
        for name in ("assignee", "deadline", "priority", "risk", "words")
        if name in request.POST
    }
    form = BulkForm(first | filled, desk_id=claims[0].desk_id)
    asked = form.asked() if form.is_valid() else Asked()
    trial = Asked(
        assignee=asked.assignee,
        deadline=asked.deadline if "deadline" in filled else timezone.now() + timedelta(days=1),
        priority=asked.priority,
        risk=asked.risk,
        words=asked.words or "?",
    )
    fresh = BulkForm(initial=first | filled, desk_id=claims[0].desk_id)
    return trial, fresh


def _result_page(request: DeskRequest, act: BulkAct) -> HttpResponse:
    rows = act.rows.select_related("claim__article__outlet").prefetch_related("claim__quantities").order_by("pk")
    counts = outcomes(act)
    worst = ("kept", "refused", "done", "undone", "unchanged")
    seconds = (timezone.now() - act.created_at).total_seconds()
    may_undo = act.actor_id == request.actor.user.pk and act.undone_at is None and bool(counts.get("done"))
    context = {
        "place": "queue",
        "act": act,
        "title": TITLES[act.verb](),
        "asked": _asked_words(act),
        "rows": sorted(rows, key=lambda row: worst.index(row.outcome)),
        "counts": [(name, counts[name]) for name in worst if name in counts],
        "soon_over": act.verb in SOON_OVER,
        "seconds": UNDO_SECONDS,
        "may_undo": may_undo and (act.verb not in SOON_OVER or seconds < UNDO_SECONDS + 20),
    }
    return render(request, "review/bulk_result.html", context)


def _asked_words(act: BulkAct) -> str:
    """What was asked for, in words, to stand behind the verb; empty where the verb says it all."""
    asked = act.asked
    if act.verb == BulkAct.Verb.ASSIGN:
        pk = _uuid(asked.get("assignee") or "")
        person = User.objects.filter(public_id=pk).first() if pk else None
        return person.name if person else _("nobody")
    if act.verb == BulkAct.Verb.DEADLINE:
        when = parse_datetime(asked.get("deadline") or "")
        return date_format(timezone.localtime(when), "DATETIME_FORMAT") if when else _("none of their own")
    if act.verb == BulkAct.Verb.PRIORITY:
        return str(dict(Claim.Priority.choices).get(asked.get("priority"), ""))
    if act.verb == BulkAct.Verb.RISK:
        return "" if asked.get("risk") else _("taken back")
    words: str = asked.get("words", "")
    return _("“%(words)s”") % {"words": Truncator(words).chars(SHOWN_OF_WORDS)}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
