"""The review queue: which claims wait, the most worth checking first."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from claims.models import Article, Claim, ClaimLink, Source
from claims.models.base import State
from claims.review.queue import waiting_claims
from claims.web.access import DeskRequest, desk_page
from claims.web.panel import HOPS, chain_of
from claims.web.reading import claim_address

PAGE_SIZE = 30
OPEN_STATES = (State.UNREVIEWED, State.REOPENED)


@desk_page
@require_GET
def queue(request: DeskRequest) -> HttpResponse:
    """Claims by state, outlet, kind; those that wait when nothing is chosen."""
    claims = chosen_claims(request)
    page = Paginator(claims.select_related("article__outlet").prefetch_related("quantities", HOPS), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "place": "queue",
        "page": page,
        "rows": [{"claim": claim, "speaker": next(iter(chain_of(claim)), None)} for claim in page.object_list],
        "states": [
            (state, state in wanted_states(request))
            for state in ("unreviewed", "reopened", "verified", "disputed", "unverifiable")
        ],
        "kinds": [(value, label, value in request.GET.getlist("kind")) for value, label in Claim.Kind.choices],
        "outlets": [
            (outlet, str(outlet.public_id) in request.GET.getlist("outlet"))
            for outlet in Source.objects.filter(articles__in=Article.objects.readable_by(request.actor).live())
            .distinct()
            .order_by("name")[:30]
        ],
        "contradicted": "contradicted" in request.GET.getlist("links"),
        "kept": kept.urlencode(),
    }
    return render(request, "review/queue.html", context)


@desk_page
@require_GET
def next_claim(request: DeskRequest) -> HttpResponse:
    """To the claim most worth checking that the reader may judge."""
    claims = waiting_claims(request.actor).exclude(article__uploaded_by=request.actor.user).select_related("article")
    skipped = request.GET.get("not", "")
    found = next((claim for claim in claims[:2] if str(claim.public_id) != skipped), None)
    if found is None:
        messages.success(request, _("No other claim waits for you."))
        return redirect("desk")
    return redirect(claim_address(found.article, found.number, "world"))


def wanted_states(request: DeskRequest) -> list[str]:
    chosen = [state for state in request.GET.getlist("state") if state in State.values]
    return chosen or [str(state) for state in OPEN_STATES]


def chosen_claims(request: DeskRequest) -> QuerySet[Claim]:
    claims = (
        Claim.objects.readable_by(request.actor)
        .current()
        .filter(world_state__in=wanted_states(request))
        .in_order_of_worth()
    )
    if kinds := [kind for kind in request.GET.getlist("kind") if kind in Claim.Kind.values]:
        claims = claims.filter(kind__in=kinds)
    if "contradicted" in request.GET.getlist("links"):
        links = ClaimLink.objects.readable_by(request.actor).open().filter(relation=ClaimLink.Relation.CONTRADICTS)
        claims = claims.filter(Q(pk__in=links.values("left")) | Q(pk__in=links.values("right")))
    if outlets := _uuids(request.GET.getlist("outlet")):
        claims = claims.filter(article__outlet__public_id__in=outlets)
    return claims


def _uuids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts[:100]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
