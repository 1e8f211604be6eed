"""Two articles side by side, and which ones are worth comparing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from claims.models import Article, ClaimLink
from claims.permissions import Actor
from claims.web.access import DeskRequest, desk_page
from claims.web.articles import get_article, verdict_counts
from claims.web.compare_view import SHOWS, compare_articles

MOST_FOUND = 20


@dataclass(frozen=True)
class Partner:
    """An article worth comparing with: how many links lead there."""

    article: Article
    confirmed: int
    suggested: int


@desk_page
@require_GET
def compare(request: DeskRequest) -> HttpResponse:
    """The two articles of the address; with one or none of them, which to take: those linked most, or found by title."""
    left, right = (_article(request, request.GET.get(name, "")) for name in ("left", "right"))
    if left is None or right is None or left.pk == right.pk:
        return _choose(request, left or right)
    show = request.GET.get("show", "")
    show = show if show in SHOWS else SHOWS[0]
    context = {
        "place": "compare",
        "comparison": compare_articles(left, right, request.actor, show=show),
        "left": left,
        "right": right,
        "show": show,
        "counts": verdict_counts([left.pk, right.pk]),
    }
    return render(request, "compare/compare.html", context)


def _article(request: DeskRequest, public_id: str) -> Article | None:
    if not public_id:
        return None
    try:
        return get_article(request.actor, UUID(public_id))
    except ValueError as error:
        raise Http404 from error


def _choose(request: DeskRequest, left: Article | None) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:200]
    found = Article.objects.readable_by(request.actor).live().select_related("outlet")
    for word in words.split()[:10]:
        found = found.filter(title__icontains=word)
    if left is not None:
        found = found.exclude(pk=left.pk).filter(desk=left.desk)
    context = {
        "place": "compare",
        "left": left,
        "partners": partners_of(left, request.actor) if left else [],
        "pairs": [] if left else linked_pairs(request.actor),
        "words": words,
        "found": found.order_by("-created_at")[:MOST_FOUND] if words else [],
    }
    return render(request, "compare/choose.html", context)


def partners_of(article: Article, actor: Actor, most: int = 12) -> list[Partner]:
    """The articles that most links lead to, confirmed ones before suggested ones."""
    counts: dict[int, Counter[str]] = {}
    for mine, theirs in (("left", "right"), ("right", "left")):
        rows = (
            ClaimLink.objects.readable_by(actor)
            .open()
            .filter(**{f"{mine}__article": article})
            .exclude(**{f"{theirs}__article": article})
            .order_by()
            .values_list(f"{theirs}__article", "state")
            .annotate(Count("pk"))
        )
        for pk, state, number in rows:
            counts.setdefault(pk, Counter())[state] += number
    best = sorted(counts, key=lambda pk: (-counts[pk]["confirmed"], -counts[pk]["suggested"], pk))[:most]
    articles = Article.objects.select_related("outlet").in_bulk(best)
    return [Partner(articles[pk], counts[pk]["confirmed"], counts[pk]["suggested"]) for pk in best]


def linked_pairs(actor: Actor, most: int = 12) -> list[tuple[Article, Article, int]]:
    """The pairs of articles with the most links between them."""
    rows = (
        ClaimLink.objects.readable_by(actor)
        .open()
        .filter(~Q(relation="related"))
        .order_by()
        .values_list("left__article", "right__article")
        .annotate(n=Count("pk"))
        .order_by("-n")[: 6 * most]
    )
    counts: Counter[tuple[int, int]] = Counter()
    for left, right, number in rows:
        if left != right:
            counts[(min(left, right), max(left, right))] += number
    articles = Article.objects.select_related("outlet").in_bulk({pk for pair in counts for pk in pair})
    return [(articles[a], articles[b], number) for (a, b), number in counts.most_common(most)]
