"""Raise a finding with whoever handed the article in, and take the question back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims.errors import Conflict, InvalidInput
from claims.models import Article, Claim, Finding
from claims.permissions import Action, require
from claims.review.raising import question_of, raise_finding, standing_thread, take_back_question, whom_to_ask
from claims.web.access import DeskRequest, desk_page
from claims.web.comments import address_of
from claims.web.machine_words import in_words


@desk_page
@require_http_methods(["GET", "POST"])
def raise_with_author(request: DeskRequest, finding_id: UUID) -> HttpResponseBase:
    """The question as a page of its own: where it was refused, and for who came here by its address."""
    rows = Finding.objects.filter(revision__article__in=Article.objects.readable_by(request.actor))
    found = get_object_or_404(rows.select_related("revision__article", "thread"), public_id=finding_id)
    require(request.actor, Action.COMMENT, found.revision.article.desk_id)
    if request.method == "GET":
        return _page(request, found, status=200)
    if request.POST.get("act") == "take-back":
        take_back_question(finding=found, actor=request.actor)
        messages.success(request, _("The question is taken back."))
        return redirect("article", found.revision.article.public_id)
    try:
        raised = raise_finding(
            finding=found, actor=request.actor, body=request.POST.get("body", ""), claim=_claim(request, found)
        )
    except InvalidInput as error:
        return _page(request, found, status=422, error=error.message)
    except Conflict as error:
        return _page(request, found, status=409, refused=error.message)
    assert raised.thread is not None
    assert raised.raised_with is not None
    messages.success(request, _("%(name)s is asked, and told of it.") % {"name": raised.raised_with.name})
    return redirect(address_of(raised.thread))


def _claim(request: DeskRequest, finding: Finding) -> Claim | None:
    try:
        wished = UUID(request.POST.get("claim", ""))
    except ValueError:
        return None
    return finding.revision.article.claims.filter(public_id=wished).first()


def _page(
    request: DeskRequest, finding: Finding, *, status: int, error: str = "", refused: str = ""
) -> HttpResponseBase:
    article = finding.revision.article
    raised = Finding.objects.select_related("thread").get(pk=finding.pk) if refused else finding
    asked = None if standing_thread(raised) else whom_to_ask(article, request.actor)
    body = question_of(finding, asked, in_words(finding.message)) if asked else ""
    context = {
        "place": "articles",
        "article": article,
        "finding": finding,
        "asked": asked,
        "claim": request.POST.get("claim", "")[:40],
        "body": request.POST.get("body", body),
        "error": error,
        "refused": refused,
    }
    return render(request, "articles/raise.html", context, status=status)
