"""Articles: the list, the reading view, what is known of one, and taking a wrong upload back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from claims.errors import InvalidInput
from claims.intake.editing import StaleArticle, edit_metadata, may_withdraw, withdraw_article
from claims.models import Article, Claim, ClaimLink, ExtractionRun, Proposal, Revision, Source, Succession
from claims.models.base import State
from claims.permissions import Action, Actor, require
from claims.publishing.exports import claims_csv
from claims.spans import Span
from claims.web.access import DeskRequest, desk_page
from claims.web.edit_view import edits_named
from claims.web.forms import EvidenceForm, LinkForm, MetadataForm, ReasonForm, VerdictForm
from claims.web.forms_work import DeadlineForm, moment
from claims.web.htmx import render_partial, wants_partial
from claims.web.outline import claim_address
from claims.web.panel import HOPS, view_claim
from claims.web.reading import STATEMENT, WORLD, read_article
from claims.web.record import history_rows
from claims.web.sieve import sieve_of
from claims.web.toasts import toast_of

PAGE_SIZE = 25
MOST_SUCCESSORS = 20  # a claim that was split and merged so often leads no further
RUN_STATES = ["queued", "extracting", "linking", "ready", "failed"]


@desk_page
@require_GET
def article_list(request: DeskRequest) -> HttpResponse:
    """Articles, newest first, by outlet, state and words of the title; withdrawn ones only when asked for."""
    articles = filtered(listed(request.actor), request)
    page = Paginator(articles, PAGE_SIZE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "place": "articles",
        "page": page,
        "rows": rows_of(list(page.object_list)),
        "outlets": Source.objects.filter(articles__in=Article.objects.readable_by(request.actor))
        .distinct()
        .order_by("name")[:200],
        "chosen": request.GET,
        "kept": kept.urlencode(),
        "is_filtered": any(request.GET.get(name, "").strip() for name in ("q", "outlet", "state")),
    }
    return render(request, "articles/list.html", context)


@desk_page
@require_GET
def article(request: DeskRequest, article_id: UUID) -> HttpResponse:
    """The reading view, with one claim in focus; htmx gets the panel and what changes with it."""
    found = get_article(request.actor, article_id)
    focus, layer = number_or_none(request.GET.get("claim")), request.GET.get("layer", WORLD)
    if focus is not None and not wants_partial(request) and (moved := where_it_went(found, focus, layer)):
        said = request.GET.get("comment")  # which stays with the claim that it was said of
        return redirect(reverse("claim", args=[moved[0].public_id]) if said or not moved[1] else moved[1])
    return article_response(request, found, focus=focus, layer=layer)


def where_it_went(article: Article, number: int, layer: str) -> tuple[Claim, str] | None:
    """The claim of a deep link that stands in the text no more, with the address of the one that took its place (empty: none
    did). None for a claim that stands, and where there is none of that number."""
    asked = claim = article.claims.exclude(standing=Claim.Standing.LIVE).filter(number=number).first()
    if asked is None or claim is None:
        return None
    for _step in range(MOST_SUCCESSORS):
        after = Succession.objects.filter(old=claim, edit__undone_by__isnull=True).select_related("new")
        last = after.order_by("new__number").first()
        if last is None:
            break
        claim = last.new
        if claim.standing == Claim.Standing.LIVE:
            return asked, claim_address(article, claim.number, layer)
    return asked, ""


@desk_page
@require_GET
def article_state(request: DeskRequest, article_id: UUID) -> HttpResponse:
    """How far the reading of the article is; the page is fetched anew when it is done."""
    found = get_article(request.actor, article_id)
    run = ExtractionRun.objects.filter(revision__article=found).order_by("-id").first()
    if run is None or not run.is_open:
        return HttpResponseClientRefresh()
    return render_partial(request, "articles/_run.html", {"article": found, "run": run})


@desk_page
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, article_id: UUID) -> HttpResponse:
    """Title, outlet, date and the rest, as known by a person. Somebody else's edit meanwhile is shown beside one's own."""
    found = get_article(request.actor, article_id)
    require(request.actor, Action.EDIT_METADATA, found.desk_id)
    if request.method == "GET":
        return _edit_page(request, found, MetadataForm(initial=MetadataForm.values_of(found)))
    form = MetadataForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, found, form, status=422)
    try:
        edit_metadata(
            article=found,
            actor=request.actor,
            version=form.cleaned_data["version"],
            given=form.given(),
            zone=timezone.get_current_timezone(),
        )
    except StaleArticle as error:
        found.refresh_from_db()
        return _edit_page(request, found, form, status=409, stale=error.message)
    except InvalidInput as error:
        form.add_error(error.code if error.code in form.fields else None, error.message)
        return _edit_page(request, found, form, status=422)
    messages.success(request, _("The article's details are saved."))
    return redirect("article", found.public_id)


@desk_page
@require_http_methods(["GET", "POST"])
def withdraw(request: DeskRequest, article_id: UUID) -> HttpResponse:
    """Ask, with what it means, then take a wrong upload out of every list. It stays in the history."""
    found = get_article(request.actor, article_id)
    require(request.actor, Action.WITHDRAW, found.desk_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw_article(article=found, actor=request.actor, reason=form.cleaned_data["reason"])
        messages.success(request, _("“%(title)s” is withdrawn.") % {"title": found.title})
        return redirect("articles")
    links = ClaimLink.objects.readable_by(request.actor).open().filter(Q(left__article=found) | Q(right__article=found))
    context = {
        "place": "articles",
        "article": found,
        "form": form,
        "may": may_withdraw(article=found, actor=request.actor),
        "claims": found.claims.filter(standing=Claim.Standing.LIVE).count(),
        "judged": found.claims.exclude(world_state=State.UNREVIEWED, statement_state=State.UNREVIEWED).count(),
        "links": links.count(),
    }
    return render(request, "articles/withdraw.html", context, status=422 if form.errors else 200)


@desk_page
@require_GET
def export(request: DeskRequest, article_id: UUID) -> HttpResponseBase:
    """The article's claims as CSV, streamed."""
    found = get_article(request.actor, article_id)
    require(request.actor, Action.EXPORT, found.desk_id)
    claims = (
        Claim.objects.readable_by(request.actor).filter(article=found, standing=Claim.Standing.LIVE).order_by("number")
    )
    response = StreamingHttpResponse(claims_csv(claims), content_type="text/csv; charset=utf-8")
    name = slugify(found.title)[:60] or "claims"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@desk_page
@require_GET
def article_history(request: DeskRequest, article_id: UUID) -> HttpResponse:
    """What happened to the article itself."""
    found = get_article(request.actor, article_id)
    require(request.actor, Action.READ_HISTORY, found.desk_id)
    context = {"place": "articles", "article": found, "history": history_rows([found], request.actor)}
    return render(request, "articles/history.html", context)


# --- what the pages show ----------------------------------------------------------------------------------------------


def get_article(actor: Actor, public_id: UUID) -> Article:
    """The article, or 404 for one that the actor may not read."""
    articles = Article.objects.readable_by(actor).select_related("outlet", "desk", "uploaded_by", "withdrawn_by")
    return get_object_or_404(articles, public_id=public_id)


def number_or_none(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else None


def article_response(
    request: DeskRequest,
    article: Article,
    *,
    focus: int | None,
    layer: str,
    verdict_form: VerdictForm | None = None,
    evidence_form: EvidenceForm | None = None,
    link_form: LinkForm | None = None,
    toast: dict[str, Any] | None = None,
    stale: Any = None,
    stale_edit: Any = None,
    changed: Sequence[Span] = (),
    saved: str = "",
    panel_alone: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The article page, or for htmx its panel with the parts that change with the claim in focus, and those where an act
    changed something (`changed`). `panel_alone` after an act that leaves the claim in focus, every state and what the notes
    say as they were: nothing else is drawn again then."""
    layer = layer if layer in (WORLD, STATEMENT) else WORLD
    part = number_or_none(request.GET.get("part"))
    reading = read_article(
        article,
        request.actor,
        layer=layer,
        focus=focus,
        part=part,
        sieve=sieve_of(request),
        changed=changed,
        partly=wants_partial(request),
        only_focus=panel_alone and wants_partial(request),
    )
    view = None
    if reading.focus:
        claim = reading.focus.claim
        claim.article = article
        if claim.desk_id == article.desk_id:
            claim.desk = article.desk
        view = view_claim(
            claim,
            request.actor,
            layer=layer,
            verdict_form=verdict_form,
            evidence_form=evidence_form,
            link_form=link_form,
        )
    toast = toast or toast_of(request.GET, view.claim if view else None, request.actor)
    if toast is None and (named := request.GET.get("edit")) and (edits := edits_named(article, named)):
        toast = {"edits": edits, "ids": named, "layer": layer}
    context: dict[str, Any] = {
        "place": "articles",
        "article": article,
        "reading": reading,
        "view": view,
        "toast": toast,
        "stale": stale,
        "stale_edit": stale_edit,
        "saved": saved,
        "may_mark": request.actor.may(Action.EDIT_CLAIMS, article.desk_id) and article.is_live,
        "proposals": _proposals(reading.revision) if not wants_partial(request) else [],
        "kinds": Claim.Kind.choices,
        "states": State.choices,
        "may_edit": request.actor.may(Action.EDIT_METADATA, article.desk_id),
        "may_export": request.actor.may(Action.EXPORT, article.desk_id),
        "may_retry": request.actor.may(Action.RETRY, article.desk_id),
        "may_withdraw": may_withdraw(article=article, actor=request.actor),
        "may_read_history": request.actor.may(Action.READ_HISTORY, article.desk_id),
    }
    if wants_partial(request):
        return render_partial(request, "articles/_focus.html", context, status=status)
    return render(request, "articles/detail.html", context, status=status)


def _proposals(revision: Revision) -> list[Proposal]:
    """What the newest reading would change where people were at work."""
    rows = revision.proposals.filter(state=Proposal.State.OPEN).select_related("claim").order_by("start", "id")
    return list(rows)


def listed(actor: Actor) -> QuerySet[Any]:
    newest = ExtractionRun.objects.filter(revision__article=OuterRef("pk")).order_by("-id")
    return (
        Article.objects.readable_by(actor)
        .select_related("outlet", "uploaded_by")
        .annotate(run_state=Subquery(newest.values("state")[:1]))
        .order_by("-created_at", "-id")
    )


def filtered(articles: QuerySet[Any], request: DeskRequest) -> QuerySet[Any]:
    """As the form above the list says. Words of the title may stand anywhere in it, in any order."""
    words, outlet, state = (request.GET.get(name, "").strip()[:200] for name in ("q", "outlet", "state"))
    if state == "withdrawn":
        articles = articles.filter(state=Article.State.WITHDRAWN)
    else:
        articles = articles.filter(state=Article.State.LIVE)
        if state in RUN_STATES:
            articles = articles.filter(run_state=state)
    for word in words.split()[:10]:
        articles = articles.filter(title__icontains=word)
    if outlet == "unknown":
        articles = articles.filter(outlet__isnull=True)
    elif outlet:
        try:
            articles = articles.filter(outlet__public_id=UUID(outlet))
        except ValueError:
            articles = articles.none()
    return articles


def verdict_counts(article_ids: list[int]) -> dict[int, dict[str, int]]:
    """Article id to claims by world state, for readiness bars."""
    counts: dict[int, dict[str, int]] = {pk: {} for pk in article_ids}
    rows = Claim.objects.current().filter(article_id__in=article_ids).values_list("article_id", "world_state")
    for article_id, state, number in rows.annotate(Count("id")).order_by():
        counts[article_id][state] = number
    return counts


def rows_of(articles: list[Article]) -> list[dict[str, Any]]:
    counts = verdict_counts([article.pk for article in articles])
    return [
        {"article": article, "counts": counts[article.pk], "claims": sum(counts[article.pk].values())}
        for article in articles
    ]


def _edit_page(
    request: DeskRequest, article: Article, form: MetadataForm, *, status: int = 200, stale: str = ""
) -> HttpResponse:
    outlets = (
        Source.objects.filter(desk=article.desk, kind__in=["outlet", "agency"])
        .order_by("name")
        .values_list("name", flat=True)
    )
    context = {
        "place": "articles",
        "article": article,
        "form": form,
        "outlets": outlets[:200],
        "stale": stale,
        "now": MetadataForm.values_of(article) if stale else None,
        "deadline_form": DeadlineForm(initial={"deadline": moment(article.deadline)}),
    }
    return render(request, "articles/edit.html", context, status=status)


def claim_of(actor: Actor, public_id: UUID, *, parts: bool = True) -> Claim:
    """The claim with what its panel shows, or 404; without its `parts` for an act, after which the page loads it anew."""
    claims = Claim.objects.readable_by(actor).select_related("article__outlet", "desk")
    if parts:
        claims = claims.prefetch_related("quantities", HOPS)
    found: Claim = get_object_or_404(claims, public_id=public_id)
    if found.article.desk_id == found.desk_id:
        found.article.desk = found.desk
    return found
