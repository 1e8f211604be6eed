"""The desk: what needs somebody now, what is under way, what contradicts, how ready each article is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from claims.models import Article, Attribution, ClaimLink, ExtractionRun
from claims.permissions import Actor
from claims.review.queue import waiting_claims
from claims.web.access import DeskRequest, desk_page
from claims.web.articles import listed, rows_of
from claims.web.drawing import column_heights
from claims.web.htmx import render_partial
from claims.web.panel import chain_of
from claims.web.tour import is_new_to_reviewing
from claims.web.uploads import places_in_line

NEEDS, READY, RUNS, PAIRS = 8, 12, 8, 6


@desk_page
@require_GET
def desk(request: DeskRequest) -> HttpResponse:
    """The home page."""
    actor = request.actor
    waiting = waiting_claims(actor)
    articles = list(listed(actor).filter(state=Article.State.LIVE)[:READY])
    context = {
        "place": "desk",
        "now": timezone.localtime(),
        "needs": needs(actor),
        "waiting": waiting.count(),
        "rows": rows_of(articles),
        "pairs": contradictions(actor),
        "ages": by_age(actor),
        "new_to_reviewing": is_new_to_reviewing(actor),
        **running(actor),
    }
    return render(request, "desk/desk.html", context)


@desk_page
@require_GET
def progress(request: DeskRequest) -> HttpResponse:
    """The list of readings under way."""
    return render_partial(request, "desk/_runs.html", running(request.actor))


def needs(actor: Actor) -> list[dict[str, Any]]:
    """The claims most worth checking, those of the reader's own articles left out: somebody else judges them."""
    claims = list(waiting_claims(actor).exclude(article__uploaded_by=actor.user).for_cards()[:NEEDS])
    ids = [claim.pk for claim in claims]
    links = (
        ClaimLink.objects.readable_by(actor)
        .open()
        .filter(relation=ClaimLink.Relation.CONTRADICTS, state=ClaimLink.State.CONFIRMED)
    )
    contradicted = set()
    for left, right in links.filter(Q(left__in=ids) | Q(right__in=ids)).values_list("left_id", "right_id"):
        contradicted |= {left, right}
    return [{"claim": claim, "contradicted": claim.pk in contradicted} for claim in claims]


def running(actor: Actor) -> dict[str, Any]:
    """Readings under way, and those that failed and were not taken up again, newest last."""
    runs = ExtractionRun.objects.filter(
        revision__article__in=Article.objects.readable_by(actor).live(),
        state__in=[*ExtractionRun.OPEN, ExtractionRun.State.FAILED],
    )
    shown = list(runs.select_related("revision__article").defer("revision__text").order_by("created_at", "pk")[:RUNS])
    places = places_in_line(actor) if any(run.state == "queued" for run in shown) else {}
    rows = [{"run": run, "article": run.revision.article, "place": places.get(run.pk)} for run in shown]
    return {"runs": rows, "more_runs": runs.count() - len(shown), "runs_open": any(run.is_open for run in shown)}


def contradictions(actor: Actor) -> dict[str, Any]:
    """Open pairs that cannot both hold, suggested or confirmed, the surest first."""
    sides = ("left", "right")
    links = ClaimLink.objects.readable_by(actor).open().filter(relation=ClaimLink.Relation.CONTRADICTS)
    rows = (
        links.select_related("left__article__outlet", "right__article__outlet")
        .prefetch_related(
            *[f"{side}__quantities" for side in sides],
            *[
                Prefetch(f"{side}__hops", Attribution.objects.select_related("source").order_by("ordinal"))
                for side in sides
            ],
        )
        .order_by("-score", "id")[:PAIRS]
    )
    pairs = [
        {"link": link, "ends": [{"claim": claim, "chain": chain_of(claim)} for claim in (link.left, link.right)]}
        for link in rows
    ]
    return {"rows": pairs, "total": links.count(), "confirmed": links.filter(state=ClaimLink.State.CONFIRMED).count()}


def by_age(actor: Actor) -> dict[str, Any]:
    """How long claims have waited for a verdict, in five columns."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    day = timedelta(days=1)
    edges = [today, today - day, today - 2 * day, today - 7 * day]
    counts = waiting_claims(actor).aggregate(
        today=Count("pk", filter=Q(created_at__gte=edges[0])),
        one=Count("pk", filter=Q(created_at__lt=edges[0], created_at__gte=edges[1])),
        two=Count("pk", filter=Q(created_at__lt=edges[1], created_at__gte=edges[2])),
        week=Count("pk", filter=Q(created_at__lt=edges[2], created_at__gte=edges[3])),
        older=Count("pk", filter=Q(created_at__lt=edges[3])),
    )
    names = [_("today"), _("1 day"), _("2 days"), _("3 to 7"), _("older")]
    numbers = [counts[key] for key in ("today", "one", "two", "week", "older")]
    columns = [
        {
            "name": name,
            "count": number,
            "height": height,
            "x": 10 + 78 * place,
            "y": 70 - height,
            "label_y": 62 - height,
        }
        for place, (name, number, height) in enumerate(zip(names, numbers, column_heights(numbers), strict=True))
    ]
    return {"columns": columns, "total": sum(numbers)}
