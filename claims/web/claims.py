"""One claim on a page of its own: everything about it, its links and its history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from claims.models import Claim
from claims.web.access import DeskRequest, desk_page
from claims.web.articles import claim_of
from claims.web.forms import EvidenceForm, LinkForm, VerdictForm
from claims.web.panel import view_claim
from claims.web.reading import WORLD, claim_address
from claims.web.toasts import toast_of

MOST_AROUND = 400  # characters shown before and after the claim


@desk_page
@require_GET
def claim(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    return claim_response(request, claim_of(request.actor, claim_id), layer=request.GET.get("layer", WORLD))


def claim_response(
    request: DeskRequest,
    claim: Claim,
    *,
    layer: str,
    verdict_form: VerdictForm | None = None,
    evidence_form: EvidenceForm | None = None,
    link_form: LinkForm | None = None,
    toast: dict[str, Any] | None = None,
    stale: Any = None,
    saved: str = "",
    status: int = 200,
) -> HttpResponse:
    """The claim's page, fresh or with what was typed and what is wrong with it."""
    view = view_claim(
        claim, request.actor, layer=layer, verdict_form=verdict_form, evidence_form=evidence_form, link_form=link_form
    )
    toast = toast or toast_of(request.GET, claim, request.actor)
    context = {
        "place": "articles",
        "article": claim.article,
        "view": view,
        "toast": toast,
        "stale": stale,
        "saved": saved,
        "on_claim_page": True,
        "in_text": claim_address(claim.article, claim.number, view.layer),
        "context_lines": around(claim),
    }
    return render(request, "claims/detail.html", context, status=status)


def around(claim: Claim) -> tuple[str, str, str] | None:
    """The claim's words with what stands before and after them in the newest revision, or None where it stands no longer."""
    placement = claim.placements.filter(state="live").select_related("revision").order_by("-revision__number").first()
    if placement is None or placement.start is None or placement.end is None:
        return None
    text = placement.revision.text
    start = text.rfind("\n", 0, placement.start) + 1
    end = text.find("\n", placement.end)
    end = len(text) if end < 0 else end
    before, after = text[start : placement.start], text[placement.end : end]
    before = before if len(before) <= MOST_AROUND else "… " + before[-MOST_AROUND:]
    after = after if len(after) <= MOST_AROUND else after[:MOST_AROUND] + " …"
    return before, text[placement.start : placement.end], after
