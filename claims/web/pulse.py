"""Whether something changed since a page was drawn: a tag that is cheap to compare, asked for now and then."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from claims.models import (
    Article,
    Claim,
    ClaimLink,
    Comment,
    Decision,
    Desk,
    Evidence,
    ExtractionRun,
    Finding,
    History,
    Publication,
    Verdict,
)
from claims.permissions import Action, Actor, actor_of, desk_ids
from claims.web.articles import get_article


def article_tag(article: Article) -> str:
    """Changes with anything that the article's page shows of itself, its claims and what is said of them."""
    of_claims = {"claim__article": article}
    parts = [
        Article.objects.filter(pk=article.pk).values_list("version", "state").first(),
        Claim.objects.filter(article=article).aggregate(Count("id"), Sum("version"), Max("edited_at")),
        Claim.objects.filter(article=article).values_list("standing").annotate(Count("id")).order_by("standing"),
        Verdict.objects.filter(**of_claims).aggregate(Max("id")),
        Decision.objects.filter(**of_claims).aggregate(Max("id")),
        Publication.objects.filter(**of_claims).aggregate(Max("id"), Max("retracted_at")),
        Evidence.objects.filter(**of_claims).aggregate(Count("id"), Max("id")),
        Comment.objects.filter(**of_claims).aggregate(Count("id"), Sum("version")),
        ClaimLink.objects.filter(left__article=article).aggregate(Count("id"), Sum("version")),
        ClaimLink.objects.filter(right__article=article).aggregate(Count("id"), Sum("version")),
        Finding.objects.filter(revision__article=article).aggregate(Count("id"), Max("dismissed_at")),
        ExtractionRun.objects.filter(revision__article=article).order_by("-id").values_list("id", "state").first(),
    ]
    return _short("|".join(str(list(part) if isinstance(part, QuerySet) else part) for part in parts))


def desk_tag(actor: Actor) -> str:
    """Changes with any event on the reader's desks."""
    newest = History.objects.filter(desk=OuterRef("pk")).order_by("-sequence").values("sequence")[:1]
    desks = Desk.objects.filter(pk__in=desk_ids(actor, Action.READ)).order_by("pk")
    return _short(str(list(desks.values_list("pk", Subquery(newest)))))


@require_GET
def article_pulse(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """304 while the tag in If-None-Match is that of the article; else 204 with the new one. Without a tag when the session has
    ended: the page stops asking and stays as it is."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)  # without a tag: nothing to ask any more
    actor = actor_of(request.user)
    return _answer(request, article_tag(get_article(actor, article_id)))


@require_GET
def desk_pulse(request: HttpRequest) -> HttpResponse:
    """The same for the desk."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)  # without a tag: nothing to ask any more
    return _answer(request, desk_tag(actor_of(request.user)))


def _answer(request: HttpRequest, tag: str) -> HttpResponse:
    etag = f'"{tag}"'
    same = request.headers.get("If-None-Match") == etag
    response: HttpResponse = HttpResponseNotModified() if same else HttpResponse(status=204)
    response["ETag"] = etag
    patch_vary_headers(response, ["Cookie"])
    return response


def _short(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:24]
