"""The desk: what needs somebody now, what is under way, what contradicts, what reopened, how ready each article is."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from claims.models import Article, Attribution, Claim, ClaimLink, ExtractionRun
from claims.models.article import readable
from claims.permissions import Action, Actor, desk_ids
from claims.review.dashboard import Need, backlog, needs_of, reopened, reopened_count
from claims.review.facets import ENOUGH, Count
from claims.review.leases import handed_out, leases_to_read
from claims.review.order import in_queue_order
from claims.review.queue import AGES, Choice, matching
from claims.web.access import DeskRequest, desk_page
from claims.web.articles import listed, rows_of
from claims.web.drawing import column_heights
from claims.web.htmx import render_partial
from claims.web.panel import HOPS, chain_of
from claims.web.queue import rows_of as queue_rows
from claims.web.tour import is_new_to_reviewing
from claims.web.uploads import places_in_line

NEEDS, READY, RUNS, PAIRS = 8, 12, 8, 6


@desk_page
@require_GET
def desk(request: DeskRequest) -> HttpResponse:
    """The home page."""
    actor, now = request.actor, timezone.now()
    ages = by_age(actor)
    due_first = (
        listed(actor)
        .filter(state=Article.State.LIVE)
        .order_by(F("deadline").asc(nulls_last=True), "-created_at", "-id")
    )
    context = {
        "place": "desk",
        "now": timezone.localtime(now),
        "needs": [{"need": need, "words": need_words(need)} for need in needs_of(actor, now=now)],
        "leases": leases_to_read(actor),
        "first": first_claims(actor, now),
        "may_review": bool(desk_ids(actor, Action.REVIEW)),
        "may_assign": bool(desk_ids(actor, Action.ASSIGN)),
        "waiting": ages["total"],
        "rows": rows_of(list(due_first[:READY])),
        "pairs": contradictions(actor),
        "reopened": reopened(actor),
        "reopened_count": reopened_count(actor),
        "ages": ages,
        "new_to_reviewing": is_new_to_reviewing(actor),
        **running(actor),
    }
    return render(request, "desk/desk.html", context)


@desk_page
@require_GET
def progress(request: DeskRequest) -> HttpResponse:
    """The list of readings under way."""
    return render_partial(request, "desk/_runs.html", running(request.actor))


def need_words(need: Need) -> str:
    return {
        "overdue": _("overdue"),
        "today": _("due today"),
        "mine": _("assigned to you"),
        "second": ngettext("wants a second review", "want a second review", need.count.number),
        "conflict": ngettext("conflict to resolve", "conflicts to resolve", need.count.number),
    }[need.key]


def first_claims(actor: Actor, now: Any) -> list[dict[str, Any]]:
    """The first of the queue: for who reviews, those that "next claim" would hand out; for others, what waits."""
    claims = handed_out(actor) if desk_ids(actor, Action.REVIEW) else matching(actor, Choice())
    claims = claims.filter(desk_id__in=desk_ids(actor, Action.READ))
    shown = (
        in_queue_order(claims)
        .select_related("article__outlet", "assignee", "desk")
        .prefetch_related("quantities", HOPS)
    )
    return queue_rows(list(shown[:NEEDS]), actor, now)


def running(actor: Actor) -> dict[str, Any]:
    """Readings under way, and those that failed and were not taken up again, newest last."""
    runs = ExtractionRun.objects.filter(
        readable(actor, "revision__article__"),
        revision__article__state=Article.State.LIVE,
        state__in=[*ExtractionRun.OPEN, ExtractionRun.State.FAILED],
    )
    shown = list(runs.select_related("revision__article").defer("revision__text").order_by("created_at", "pk")[:RUNS])
    places = places_in_line(actor) if any(run.state == "queued" for run in shown) else {}
    rows = [{"run": run, "article": run.revision.article, "place": places.get(run.pk)} for run in shown]
    return {"runs": rows, "more_runs": runs.count() - len(shown), "runs_open": any(run.is_open for run in shown)}


def contradictions(actor: Actor) -> dict[str, Any]:
    """Open pairs that cannot both hold, suggested or confirmed, the surest first."""
    links = ClaimLink.objects.readable_by(actor).open()
    links = links.filter(relation=ClaimLink.Relation.CONTRADICTS, desk_id__in=desk_ids(actor, Action.READ))
    rows = list(links.order_by("-score", "id")[:PAIRS])
    hops = Prefetch("hops", Attribution.objects.select_related("source__parent").order_by("ordinal"))
    ends = Claim.objects.select_related("article__outlet").prefetch_related("quantities", hops)
    claims = ends.in_bulk({pk for link in rows for pk in (link.left_id, link.right_id)})
    for link in rows:
        link.left, link.right = claims[link.left_id], claims[link.right_id]
    pairs = [
        {"link": link, "ends": [{"claim": claim, "chain": chain_of(claim)} for claim in (link.left, link.right)]}
        for link in rows
    ]
    confirmed = links.filter(state=ClaimLink.State.CONFIRMED)
    total, sure = (len(these.order_by().values_list("pk")[: ENOUGH + 1]) for these in (links, confirmed))
    return {"rows": pairs, "total": _up_to_enough(total), "confirmed": _up_to_enough(sure)}


def by_age(actor: Actor) -> dict[str, Any]:
    """How long claims have waited for somebody, in five columns that lead to the queue."""
    counts = backlog(actor)
    names = [_("today"), _("1 day"), _("2 days"), _("3 to 7"), _("older")]
    heights = column_heights([counts[age].number for age in AGES])
    columns = [
        {
            "name": name, "count": counts[age], "height": height, "x": 10 + 78 * place, "y": 70 - height, "label_y": 62 - height,
            "query": Choice({"age": (age,)}).address(),
        }
        for place, (age, name, height) in enumerate(zip(AGES, names, heights, strict=True))
    ]  # fmt: skip
    total = Count(sum(count.number for count in counts.values()), any(count.more for count in counts.values()))
    return {"columns": columns, "total": total}


def _up_to_enough(number: int) -> Count:
    return Count(min(number, ENOUGH), number > ENOUGH)
