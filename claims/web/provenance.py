"""Where one claim comes from: its chain from the origin over every hop to the outlet, and what confirmed links add."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from claims.facts.reading import TOGETHER
from claims.models import Claim, ClaimLink
from claims.permissions import Actor
from claims.web.access import DeskRequest, desk_page
from claims.web.articles import claim_of
from claims.web.provenance_view import view_claims_graph

MOST_LINKED = 60


@desk_page
@require_GET
def provenance(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """The claim's own chain, and the graph together with the claims that confirmed links join it with."""
    claim = claim_of(request.actor, claim_id)
    others = linked_claims(claim, request.actor)
    context = {
        "place": "articles",
        "article": claim.article,
        "claim": claim,
        "own": view_claims_graph([claim]),
        "together": view_claims_graph([claim, *others]) if others else None,
        "others": others,
    }
    return render(request, "provenance/claim.html", context)


def linked_claims(claim: Claim, actor: Actor) -> list[Claim]:
    """The claims that confirmed links join with this one on one state of affairs."""
    links = (
        ClaimLink.objects.readable_by(actor)
        .open()
        .of(claim)
        .filter(state=ClaimLink.State.CONFIRMED, relation__in=TOGETHER)
        .values_list("left_id", "right_id")[:MOST_LINKED]
    )
    ids = {pk for pair in links for pk in pair} - {claim.pk}
    return list(Claim.objects.readable_by(actor).filter(Q(pk__in=ids)).select_related("article__outlet").order_by("pk"))
