"""Sources: the list, what is known of one and how it did, and acts on it, each as a plain form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from claims.errors import Conflict, DomainError, InvalidInput
from claims.facts.track_record import claims_carried, claims_said, track_record
from claims.models import Claim, Desk, ReliabilityRating, Source
from claims.permissions import Action, desk_ids, require
from claims.review.credibility import rate_credibility
from claims.sources import (
    add_alias,
    belongings,
    create_source,
    edit_source,
    final_source,
    find_source,
    merge_sources,
    rate_source,
    remove_alias,
)
from claims.web.access import DeskRequest, desk_page
from claims.web.articles import claim_of
from claims.web.forms_facts import AliasForm, CredibilityForm, MergeForm, RatingForm, SourceForm
from claims.web.record import history_rows
from claims.web.source_view import view_source

PAGE_SIZE = 50
CLAIMS_A_PAGE = 25
MOST_FOUND = 20


def readable_sources(request: DeskRequest) -> QuerySet[Source]:
    sources = Source.objects.filter(desk_id__in=desk_ids(request.actor, Action.READ))
    return sources.select_related("merged_into", "parent", "desk")


def get_source(request: DeskRequest, source_id: UUID) -> Source:
    return get_object_or_404(readable_sources(request), public_id=source_id)


def found_sources(request: DeskRequest, words: str) -> QuerySet[Source]:
    """Sources of which a name or another name has each of the words; merged ones lead on and are left out."""
    sources = readable_sources(request).filter(merged_into=None)
    for word in words.split()[:10]:
        named = Q(name__icontains=word) | Q(aliases__name__icontains=word) | Q(merged__name__icontains=word)
        sources = sources.filter(pk__in=readable_sources(request).filter(named).values("pk"))
    return sources


@desk_page
@require_GET
def source_list(request: DeskRequest) -> HttpResponse:
    """The desk's sources by name, filtered by words, kind, side and reliability."""
    chosen = {
        name: request.GET.get(name, "").strip()[:200] for name in ("q", "kind", "side", "reliability", "retracted")
    }
    sources = found_sources(request, chosen["q"])
    for name, known in (("kind", Source.Kind), ("side", Source.Side), ("reliability", Source.Reliability)):
        if chosen[name] in known.values:
            sources = sources.filter(**{name: chosen[name]})
    if chosen["retracted"] in ("yes", "no"):
        sources = sources.filter(retracted_at__isnull=chosen["retracted"] == "no")
    sources = sources.annotate(article_count=Count("articles", distinct=True)).prefetch_related("aliases")
    page = Paginator(sources.order_by("name", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    hops = Count("hops__claim", distinct=True)
    said = dict(Source.objects.filter(pk__in=[s.pk for s in page.object_list]).values_list("pk").annotate(n=hops))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "place": "sources",
        "page": page,
        "rows": [(source, said.get(source.pk, 0)) for source in page.object_list],
        "kept": kept.urlencode(),
        "chosen": chosen,
        "is_filtered": any(chosen.values()),
        "kinds": Source.Kind.choices,
        "sides": Source.Side.choices,
        "letters": Source.Reliability.choices,
        "may_edit": bool(desk_ids(request.actor, Action.EDIT_SOURCES)),
    }
    return render(request, "sources/list.html", context)


@desk_page
@require_GET
def source(request: DeskRequest, source_id: UUID) -> HttpResponseBase:
    """One source: its reliability, track record and claims. A merged one leads on."""
    found = get_source(request, source_id)
    final = final_source(found)
    if final.pk != found.pk:
        return redirect("source", final.public_id)
    return source_response(request, found)


def source_response(
    request: DeskRequest,
    source: Source,
    *,
    rating_form: RatingForm | None = None,
    alias_form: AliasForm | None = None,
    status: int = 200,
    stale: str = "",
) -> HttpResponse:
    record = track_record(source, request.actor)
    part = request.GET.get("part", "")
    part = part if part in ("said", "carried") else "said" if record.speaks or not record.carries else "carried"
    claims = claims_said(source, request.actor) if part == "said" else claims_carried(source, request.actor)
    claims = claims.select_related("article__outlet", "fact").prefetch_related("quantities", "hops")
    ordered = claims.order_by("-article__published", "-pk")
    page = Paginator(ordered, CLAIMS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "place": "sources",
        "source": source,
        "view": view_source(source, record),
        "record": record,
        "part": part,
        "kept": f"part={part}",
        "page": page,
        "aliases": list(source.aliases.order_by("name")),
        "merged": list(source.merged.order_by("name")),
        "parts": list(source.parts.filter(merged_into=None).order_by("name")),
        "ratings": ReliabilityRating.objects.filter(Q(source=source) | Q(source__merged_into=source))
        .select_related("rater", "source")
        .order_by("-pk"),
        "rating_form": rating_form or RatingForm(initial={"letter": source.reliability, "version": source.version}),
        "alias_form": alias_form or AliasForm(),
        "letters": Source.Reliability.choices,
        "history": history_rows([source], request.actor),
        "may_edit": request.actor.may(Action.EDIT_SOURCES, source.desk_id),
        "stale": stale,
    }
    return render(request, "sources/detail.html", context, status=status)


# --- acts


@desk_page
@require_http_methods(["GET", "POST"])
def add(request: DeskRequest) -> HttpResponseBase:
    """A new source, on the first desk whose sources the reader edits; texts that name it mean it from then on."""
    desks = list(Desk.objects.filter(pk__in=desk_ids(request.actor, Action.EDIT_SOURCES)).order_by("name"))
    if not desks:
        require(request.actor, Action.EDIT_SOURCES, next(iter(request.actor.roles), 0))
    form = SourceForm(
        request.POST or None, initial={"name": request.GET.get("name", "")[:200], "kind": "outlet", "side": "none"}
    )
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = create_source(
                desk=desks[0], actor=request.actor, name=data["name"], kind=data["kind"], side=data["side"],
                parent=_parent(desks[0].pk, data["parent"]), reason=data["reason"],
            )  # fmt: skip
            return redirect("source", made.public_id)
        except DomainError as error:
            status = _refuse(form, error)
    return render(request, "sources/edit.html", _edit_context(form, None), status=status)


@desk_page
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, source_id: UUID) -> HttpResponseBase:
    """Name, kind, side and the body it belongs to. Somebody else's edit meanwhile is shown beside one's own."""
    found = get_source(request, source_id)
    require(request.actor, Action.EDIT_SOURCES, found.desk_id)
    form = SourceForm(request.POST or None, initial=SourceForm.values_of(found))
    stale, status = "", 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            edit_source(
                source=found, actor=request.actor, version=data["version"], reason=data["reason"], name=data["name"],
                kind=data["kind"], side=data["side"], parent=_parent(found.desk_id, data["parent"]),
            )  # fmt: skip
            messages.success(request, _("The source is saved."))
            return redirect("source", found.public_id)
        except DomainError as error:
            status = _refuse(form, error)
            stale = error.message if error.code == "stale_source" else ""
            found = get_source(request, source_id)
    return render(request, "sources/edit.html", _edit_context(form, found, stale), status=status)


def _edit_context(form: SourceForm, source: Source | None, stale: str = "") -> dict[str, Any]:
    return {
        "place": "sources",
        "form": form,
        "source": source,
        "stale": stale,
        "kinds": Source.Kind.choices,
        "sides": Source.Side.choices,
    }


def _refuse(form: SourceForm, error: DomainError) -> int:
    """Put the refusal at its field; returns the status."""
    where = {"source_name": "name", "parent": "parent", "source_cycle": "parent", "reason": "reason"}.get(error.code)
    if error.code != "stale_source":
        form.add_error(where, error.message)
    return 409 if isinstance(error, Conflict) else 422


def _parent(desk_id: int, name: str) -> Source | None:
    if not name.strip():
        return None
    found = find_source(desk_id=desk_id, name=name)
    if found is None:
        raise InvalidInput(_("This desk knows no source named “%(name)s”.") % {"name": name}, code="parent")
    return found


@desk_page
@require_POST
def rate(request: DeskRequest, source_id: UUID) -> HttpResponseBase:
    """Rate the source's reliability, A to F, with the reason."""
    found = get_source(request, source_id)
    require(request.actor, Action.EDIT_SOURCES, found.desk_id)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return source_response(request, found, rating_form=form, status=422)
    try:
        rate_source(source=found, actor=request.actor, **form.cleaned_data)
    except Conflict as error:
        found = get_source(request, source_id)
        return source_response(request, found, rating_form=form, status=409, stale=error.message)
    return redirect("source", found.public_id)


@desk_page
@require_POST
def alias(request: DeskRequest, source_id: UUID) -> HttpResponseBase:
    """Add another name of the source, or take one away."""
    found = get_source(request, source_id)
    require(request.actor, Action.EDIT_SOURCES, found.desk_id)
    form = AliasForm(request.POST)
    status = 422
    if form.is_valid():
        act = remove_alias if request.POST.get("do") == "remove" else add_alias
        try:
            act(source=found, actor=request.actor, name=form.cleaned_data["name"])
            return redirect("source", found.public_id)
        except DomainError as error:
            form.add_error("name", error.message)
            status = 409 if isinstance(error, Conflict) else 422
    return source_response(request, found, alias_form=form, status=status)


@desk_page
@require_http_methods(["GET", "POST"])
def merge(request: DeskRequest, source_id: UUID) -> HttpResponseBase:
    """Choose the source that takes this one in, see what moves, and confirm: it cannot be undone."""
    found = get_source(request, source_id)
    require(request.actor, Action.EDIT_SOURCES, found.desk_id)
    form = MergeForm(request.POST or None, initial={"version": found.version})
    stale, status = "", 422 if form.errors else 200
    into = _chosen(request, request.POST.get("into") or request.GET.get("into", ""))
    if request.method == "POST" and form.is_valid():
        try:
            if into is None:
                raise InvalidInput(_("There is no such source."), code="into")
            data = form.cleaned_data
            merge_sources(source=found, into=into, actor=request.actor, version=data["version"], reason=data["reason"])
            messages.success(
                request, _("“%(source)s” is merged into “%(into)s”.") % {"source": found.name, "into": into.name}
            )
            return redirect("source", into.public_id)
        except Conflict as error:
            stale, status = error.message, 409
            found = get_source(request, source_id)
        except InvalidInput as error:
            form.add_error("into", error.message)
            status = 422
    words = request.GET.get("q", "").strip()[:200]
    context = {
        "place": "sources",
        "source": found,
        "into": into if into is not None and into.pk != found.pk else None,
        "moves": belongings(found),
        "form": form,
        "stale": stale,
        "words": words,
        "others": found_sources(request, words).filter(desk=found.desk).exclude(pk=found.pk)[:MOST_FOUND]
        if words
        else [],
    }
    return render(request, "sources/merge.html", context, status=status)


def _chosen(request: DeskRequest, public_id: str) -> Source | None:
    try:
        return readable_sources(request).filter(public_id=UUID(public_id)).first()
    except ValueError:
        return None


@desk_page
@require_POST
def credibility(request: DeskRequest, claim_id: UUID) -> HttpResponseBase:
    """Rate how credible the information of one claim is, 1 to 6."""
    claim: Claim = claim_of(request.actor, claim_id)
    require(request.actor, Action.REVIEW, claim.desk_id)
    form = CredibilityForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("Credibility is a number from 1 to 6, or not rated."), code="credibility")
    data = form.cleaned_data
    rate_credibility(claim=claim, actor=request.actor, value=data["credibility"], seen=data["seen"])
    messages.success(request, _("The credibility of claim %(number)s is rated.") % {"number": claim.number})
    return redirect("claim", claim.public_id)
