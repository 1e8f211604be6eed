"""Facts: the list, what is known of one, and acts on them, each as a plain form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from claims.errors import Conflict, DomainError, InvalidInput
from claims.facts.errors import InAnotherFact
from claims.facts.reading import FactReading, read_fact, versions_of, with_claims, with_counts
from claims.facts.services import (
    ACTS,
    Done,
    close_fact,
    final_fact,
    gather_into_fact,
    history_event,
    merge_facts,
    remove_from_fact,
    rename_fact,
    split_fact,
    suggested_name,
    take_back,
)
from claims.facts.suggestions import facts_near, ungathered
from claims.linking.origins import words_on_oneself
from claims.models import Claim, Fact, History
from claims.permissions import Action, require
from claims.review.services import UNDO_SECONDS
from claims.web.access import DeskRequest, desk_page
from claims.web.articles import claim_of
from claims.web.fact_view import view_fact
from claims.web.forms_facts import (
    ChosenClaimsForm,
    FactEndForm,
    FactNameForm,
    GatherForm,
    MergeForm,
    UndoForm,
    VersionForm,
)
from claims.web.record import history_rows

PAGE_SIZE = 25
MOST_FOUND = 20


@desk_page
@require_GET
def fact_list(request: DeskRequest) -> HttpResponse:
    """The desk's facts, newest first, by words of their names and of their claims."""
    facts = found_facts(request, request.GET.get("q", ""))
    state = request.GET.get("state", "")
    if state in ("open", "closed"):
        facts = facts.filter(closed=state == "closed")
    page = Paginator(facts, PAGE_SIZE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "place": "facts",
        "page": page,
        "chosen": request.GET,
        "kept": kept.urlencode(),
        "is_filtered": any(request.GET.get(name, "").strip() for name in ("q", "state")),
        "ungathered": ungathered(request.actor) if page.number == 1 else [],
        "may_gather": any(request.actor.may(Action.GATHER, desk) for desk in request.actor.roles),
    }
    return render(request, "facts/list.html", context)


def found_facts(request: DeskRequest, words: str) -> QuerySet[Fact]:
    """Facts that have claims; each word stands in the fact's name or in one of its claims."""
    facts = Fact.objects.readable_by(request.actor).live()
    for word in words.split()[:10]:
        in_claims = Claim.objects.readable_by(request.actor).filter(wording__icontains=word, fact__isnull=False)
        facts = facts.filter(Q(name__icontains=word) | Q(pk__in=in_claims.values("fact")))
    return with_counts(with_claims(facts)).order_by("-created_at", "-pk")


@desk_page
@require_GET
def fact(request: DeskRequest, fact_id: UUID) -> HttpResponseBase:
    """One fact: every version, chart, provenance, what is agreed and what changed. A merged one leads on."""
    found = get_fact(request, fact_id)
    final = final_fact(found)
    if final.pk != found.pk:
        return redirect("fact", final.public_id)
    return fact_response(request, found)


def fact_response(
    request: DeskRequest, fact: Fact, *, error: str = "", status: int = 200, reading: FactReading | None = None
) -> HttpResponse:
    reading = reading or read_fact(fact, request.actor)
    on_itself = words_on_oneself([said.claim for said in reading.versions])
    context = {
        "place": "facts",
        "fact": fact,
        "view": view_fact(reading, on_itself),
        "may_gather": request.actor.may(Action.GATHER, fact.desk_id),
        "history": history_rows([fact], request.actor),
        "toast": _toast(request, fact),
        "last_act": _last_act(fact) if request.actor.may(Action.GATHER, fact.desk_id) else None,
        "error": error,
    }
    return render(request, "facts/detail.html", context, status=status)


def get_fact(request: DeskRequest, fact_id: UUID) -> Fact:
    facts = Fact.objects.readable_by(request.actor).select_related("desk", "merged_into", "made_by")
    return get_object_or_404(facts, public_id=fact_id)


def _last_act(fact: Fact) -> History | None:
    return History.objects.about(fact).filter(verb__in=ACTS).order_by("-sequence").first()


def _toast(request: DeskRequest, fact: Fact) -> History | None:
    """The reader's own act of a moment ago, while the page offers to take it back; it may have been on another fact."""
    asked = request.GET.get("done", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 18):
        return None
    event = History.objects.filter(
        desk_id=fact.desk_id, sequence=int(asked), verb__in=ACTS, actor=request.actor.user
    ).first()
    if event is None or (timezone.now() - event.at).total_seconds() > UNDO_SECONDS:
        return None
    return event


def answer(done: Done, *, at: Fact | None = None) -> HttpResponseBase:
    """To the fact's page, where the act can be taken back for ten seconds."""
    address = reverse("fact", args=[(at or done.fact).public_id])
    return redirect(f"{address}?{urlencode({'done': done.event.sequence})}" if done.event else address)


def refused(request: DeskRequest, fact: Fact, error: DomainError) -> HttpResponse:
    """The fact's page as it is now, with why nothing was done."""
    return fact_response(
        request,
        get_fact(request, fact.public_id),
        error=error.message,
        status=409 if isinstance(error, Conflict) else 422,
    )


# --- acts on one fact


@desk_page
@require_http_methods(["GET", "POST"])
def rename(request: DeskRequest, fact_id: UUID) -> HttpResponseBase:
    found = get_fact(request, fact_id)
    require(request.actor, Action.GATHER, found.desk_id)
    form = FactNameForm(request.POST or None, initial={"name": found.name, "version": found.version})
    stale, status = "", 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            return answer(rename_fact(fact=found, actor=request.actor, **form.cleaned_data))
        except Conflict as error:
            stale, status = error.message, 409
            found = get_fact(request, fact_id)
        except InvalidInput as error:
            form.add_error("name", error.message)
            status = 422
    suggested = suggested_name(versions_of(found, request.actor)[:100])
    context = {"place": "facts", "fact": found, "form": form, "stale": stale, "suggested": suggested}
    return render(request, "facts/rename.html", context, status=status)


@desk_page
@require_POST
def close(request: DeskRequest, fact_id: UUID) -> HttpResponseBase:
    """Say that the fact's event is over, or that it goes on."""
    found = get_fact(request, fact_id)
    require(request.actor, Action.GATHER, found.desk_id)
    form = FactEndForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("The form could not be understood; reload the page and try again."))
    data = form.cleaned_data
    try:
        return answer(
            close_fact(fact=found, actor=request.actor, closed=data["closed"] == "yes", version=data["version"])
        )
    except DomainError as error:
        return refused(request, found, error)


@desk_page
@require_http_methods(["GET", "POST"])
def split(request: DeskRequest, fact_id: UUID) -> HttpResponseBase:
    """Choose claims: they go into a new fact, or out of this one."""
    found = get_fact(request, fact_id)
    require(request.actor, Action.GATHER, found.desk_id)
    claims = list(versions_of(found, request.actor))
    by_id = {str(claim.public_id): claim for claim in claims}
    form = ChosenClaimsForm(request.POST or None, claims=list(by_id), initial={"version": found.version})
    stale, status = "", 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = [by_id[key] for key in data["claims"]]
        try:
            if request.POST.get("do") == "remove":
                done = remove_from_fact(claims=chosen, fact=found, actor=request.actor, version=data["version"])
                return answer(done)
            done = split_fact(
                fact=found, claims=chosen, actor=request.actor, version=data["version"], name=data["name"]
            )
            return answer(done)
        except Conflict as error:
            stale, status = error.message, 409
            found = get_fact(request, fact_id)
        except InvalidInput as error:
            form.add_error("claims", error.message)
            status = 422
    chosen_ids = set(form["claims"].value() or []) if form.is_bound else set()
    context = {
        "place": "facts",
        "fact": found,
        "claims": [(claim, str(claim.public_id) in chosen_ids) for claim in claims],
        "form": form,
        "stale": stale,
    }
    return render(request, "facts/split.html", context, status=status)


@desk_page
@require_http_methods(["GET", "POST"])
def merge(request: DeskRequest, fact_id: UUID) -> HttpResponseBase:
    """Choose the fact that takes this one's claims: those that confirmed links lead to first, others by search."""
    found = get_fact(request, fact_id)
    require(request.actor, Action.GATHER, found.desk_id)
    form = MergeForm(request.POST or None, initial={"version": found.version})
    stale, status = "", 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        into = Fact.objects.readable_by(request.actor).filter(public_id=form.cleaned_data["into"]).first()
        try:
            if into is None:
                raise InvalidInput(_("There is no such fact."), code="into")
            done = merge_facts(fact=found, into=into, actor=request.actor, **_version_and_reason(form))
            return answer(done, at=into)
        except Conflict as error:
            stale, status = error.message, 409
            found = get_fact(request, fact_id)
        except InvalidInput as error:
            form.add_error("into", error.message)
            status = 422
    words = request.GET.get("q", "").strip()[:200]
    others = found_facts(request, words).exclude(pk=found.pk).filter(desk=found.desk)[:MOST_FOUND] if words else []
    context = {
        "place": "facts",
        "fact": found,
        "form": form,
        "stale": stale,
        "proposed": facts_near(versions_of(found, request.actor), request.actor, but_for=found),
        "others": others,
        "words": words,
    }
    return render(request, "facts/merge.html", context, status=status)


def _version_and_reason(form: MergeForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("version", "reason")}


@desk_page
@require_POST
def undo(request: DeskRequest, fact_id: UUID) -> HttpResponseBase:
    """Take back the last act on the fact."""
    found = get_fact(request, fact_id)
    require(request.actor, Action.GATHER, found.desk_id)
    form = UndoForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("The form could not be understood; reload the page and try again."))
    try:
        event = history_event(found, form.cleaned_data["event"])
        done = take_back(fact=found, event=event, actor=request.actor)
    except DomainError as error:
        return refused(request, final_fact(found), error)
    return redirect("fact", done.fact.public_id)


@desk_page
@require_POST
def remove(request: DeskRequest, claim_id: UUID) -> HttpResponseBase:
    """Take one claim out of its fact."""
    claim = claim_of(request.actor, claim_id)
    require(request.actor, Action.GATHER, claim.desk_id)
    form = VersionForm(request.POST)
    if claim.fact is None or not form.is_valid():
        raise InvalidInput(_("This claim is in no fact."), code="not_in_fact")
    fact = claim.fact
    try:
        done = remove_from_fact(claims=[claim], fact=fact, actor=request.actor, version=form.cleaned_data["version"])
    except DomainError as error:
        return refused(request, fact, error)
    return answer(done)


@desk_page
@require_http_methods(["GET", "POST"])
def choose(request: DeskRequest, claim_id: UUID) -> HttpResponseBase:
    """Put a claim into a fact: one that linked claims have, one that a search finds, or a new one."""
    claim = claim_of(request.actor, claim_id)
    require(request.actor, Action.GATHER, claim.desk_id)
    form = GatherForm(request.POST or None)
    moving: Any = None
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            return answer(_gathered(request, claim, form.cleaned_data))
        except InAnotherFact as error:
            moving, status = error.details["fact"], 409
            form.add_error(None, error.message)
        except DomainError as error:
            status = 409 if isinstance(error, Conflict) else 422
            form.add_error(None, error.message)
    words = request.GET.get("q", "").strip()[:200]
    context = {
        "place": "facts",
        "claim": claim,
        "article": claim.article,
        "form": form,
        "moving": moving,
        "near": facts_near([claim], request.actor),
        "others": found_facts(request, words).filter(desk=claim.desk)[:MOST_FOUND] if words else [],
        "words": words,
        "suggested": suggested_name([claim]),
    }
    return render(request, "facts/choose.html", context, status=status)


def _gathered(request: DeskRequest, claim: Claim, data: dict[str, Any]) -> Done:
    facts = Fact.objects.readable_by(request.actor)
    fact = facts.filter(public_id=data["fact"]).first() if data["fact"] else None
    if data["fact"] and fact is None:
        raise InvalidInput(_("There is no such fact."), code="fact")
    moved_from = facts.filter(public_id=data["moved_from"]).first() if data["moved_from"] else None
    return gather_into_fact(claims=[claim], actor=request.actor, fact=fact, name=data["name"], moved_from=moved_from)


@desk_page
@require_POST
def gather_suggested(request: DeskRequest) -> HttpResponseBase:
    """Gather claims that confirmed links already hold together."""
    ids = request.POST.getlist("claim")[:100]
    try:
        wanted = [UUID(one) for one in ids]
    except ValueError as error:
        raise InvalidInput(_("The form could not be understood; reload the page and try again.")) from error
    claims = list(Claim.objects.readable_by(request.actor).filter(public_id__in=wanted))
    return answer(gather_into_fact(claims=claims, actor=request.actor))
