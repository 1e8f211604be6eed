"""Publishing on the pages: one verdict from its claim, or all of an article that can go, with what keeps the others."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from claims.errors import InvalidInput
from claims.models import Publication, Verdict
from claims.permissions import Action, require
from claims.publishing.services import (
    PublishingRow,
    look_over,
    publish_article,
    publish_verdict,
    retract_publication,
)
from claims.web.access import DeskRequest, desk_page
from claims.web.articles import claim_of, get_article
from claims.web.forms import ReasonForm
from claims.web.panel import HOPS
from claims.web.review import UUID_IN_TEXT, answer, layer_of, seen_verdict


@desk_page
@require_POST
def publish(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Publish the verdict on whether it is so, as the editor saw it."""
    claim = claim_of(request.actor, claim_id, parts=False)
    require(request.actor, Action.PUBLISH, claim.desk_id)
    seen = request.POST.get("verdict", "")
    verdict = seen_verdict(claim, Verdict.Layer.WORLD, UUID(seen)) if UUID_IN_TEXT.fullmatch(seen) else None
    publish_verdict(claim=claim, actor=request.actor, verdict=verdict)
    claim.refresh_from_db()
    return answer(request, claim, layer_of(request), toast={"published": True, "claim": claim})


@desk_page
@require_POST
def retract(request: DeskRequest, publication_id: UUID) -> HttpResponse:
    """Take a published verdict back, with a reason."""
    publication = get_object_or_404(Publication.objects.select_related("claim"), public_id=publication_id)
    claim = claim_of(request.actor, publication.claim.public_id, parts=False)
    require(request.actor, Action.PUBLISH, claim.desk_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("Say why it is taken back."), code="reason")
    retract_publication(publication=publication, actor=request.actor, reason=form.cleaned_data["reason"])
    claim.refresh_from_db()
    return answer(
        request,
        claim,
        layer_of(request),
        toast={"retracted": True, "claim": claim},
        saved=f"retract-{publication.public_id}",
    )


def by_reason(kept: list[PublishingRow]) -> list[dict[str, Any]]:
    """What cannot go out, gathered by what keeps it; the reason of the fewest first, for it is the one to do something about."""
    groups: dict[str, list[PublishingRow]] = {}
    for row in kept:
        groups.setdefault(row.obstacle.message if row.obstacle else "", []).append(row)
    found = [{"reason": reason, "rows": rows} for reason, rows in groups.items()]
    return sorted(found, key=lambda group: len(group["rows"]))


@desk_page
@require_http_methods(["GET", "POST"])
def article(request: DeskRequest, article_id: UUID) -> HttpResponse:
    """Before: which verdicts of the article can go out, and why the others cannot. After: what became of each."""
    found = get_article(request.actor, article_id)
    require(request.actor, Action.PUBLISH, found.desk_id)
    if request.method == "POST":
        rows = publish_article(article=found, actor=request.actor)
        number = sum(row.obstacle is None for row in rows)
        messages.success(
            request,
            ngettext("%(number)s verdict is published.", "%(number)s verdicts are published.", number)
            % {"number": number},
        )
        return redirect("article-publish", found.public_id)
    rows = look_over(found)
    prefetch_related_objects([row.claim for row in rows], "quantities", HOPS)
    kept = [row for row in rows if row.obstacle is not None and row.publication is None]
    context = {
        "place": "articles",
        "article": found,
        "ready": [row for row in rows if row.obstacle is None],
        "out": [row for row in rows if row.obstacle is not None and row.publication is not None],
        "kept": kept,
        "kept_by_reason": by_reason(kept),
    }
    return render(request, "articles/publish.html", context)
