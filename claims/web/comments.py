"""Comments on a claim: the section beside it, a page of its own, and each act as a plain form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from claims.errors import Conflict, DomainError, InvalidInput
from claims.models import Claim, Comment
from claims.permissions import Action, require
from claims.talk.comments import (
    Said,
    StaleComment,
    add_comment,
    edit_comment,
    reopen_thread,
    resolve_thread,
    restore_comment,
    unknown_words,
    withdraw_comment,
)
from claims.talk.presence import be_at
from claims.templatetags.talk import keys_of
from claims.web.access import DeskRequest, desk_page, polled
from claims.web.articles import claim_of
from claims.web.forms_talk import CommentForm
from claims.web.htmx import render_partial, wants_partial
from claims.web.reading import WORLD, claim_address
from claims.web.talk_view import Draft, TalkView, talk_of

NEW = "new"


@desk_page
@require_http_methods(["GET", "POST"])
def comments(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """A claim's threads. A post opens one, or with `thread` answers in it."""
    claim = claim_of(request.actor, claim_id)
    if request.method == "GET":
        return _shown(request, talk_of(claim, request.actor, asked=request.GET.get("comment", "")))
    require(request.actor, Action.COMMENT, claim.desk_id)
    form = CommentForm(request.POST)
    thread = _thread(claim, form)
    where = f"reply-{thread.public_id}" if thread else NEW
    try:
        said = add_comment(
            claim=claim, actor=request.actor, body=form.body, thread=thread, mentions=form.people(claim)
        )  # fmt: skip
    except InvalidInput as error:
        draft = Draft(where, form.body, set(form.chosen), error.message)
        return _shown(request, talk_of(claim, request.actor, draft=draft), status=422)
    return _done(request, claim, said, saved=where if thread else f"comment-{claim.public_id}")


@desk_page
@require_GET
def comment(request: DeskRequest, comment_id: UUID) -> HttpResponse:
    """To the claim in its text, with the comment beside it; where it no longer stands, to the claim's own page."""
    return redirect(address_of(_comment(request, comment_id)))


@desk_page
@require_POST
def edit(request: DeskRequest, comment_id: UUID) -> HttpResponse:
    """Change one's own words. When they were changed meanwhile, both wordings are shown (409)."""
    found = _comment(request, comment_id)
    form = CommentForm(request.POST)
    try:
        said = edit_comment(
            comment=found, actor=request.actor, body=form.body, version=form.version,
            mentions=form.people(found.claim) if form.offers_people else None,
        )  # fmt: skip
    except (InvalidInput, Conflict) as error:
        now = error.details.get("comment") if isinstance(error, StaleComment) else None
        draft = Draft(f"edit-{found.public_id}", form.body, set(form.chosen), error.message, now)  # type: ignore[arg-type]
        status = 409 if isinstance(error, Conflict) else 422
        return _shown(request, talk_of(found.claim, request.actor, draft=draft), status=status)
    return _done(request, found.claim, said, saved=f"edit-comment-{found.public_id}")


@desk_page
@require_POST
def withdraw(request: DeskRequest, comment_id: UUID) -> HttpResponse:
    """Take one's own words back; they can be restored for ten seconds."""
    found = _comment(request, comment_id)
    try:
        gone = withdraw_comment(comment=found, actor=request.actor, version=CommentForm(request.POST).version)
    except StaleComment as error:
        return _refused(request, found, error)
    return _done(request, found.claim, Said(gone, []), withdrawn=gone)


@desk_page
@require_POST
def restore(request: DeskRequest, comment_id: UUID) -> HttpResponse:
    """Undo the withdrawal."""
    found = _comment(request, comment_id)
    return _done(request, found.claim, Said(restore_comment(comment=found, actor=request.actor), []))


@desk_page
@require_POST
def resolve(request: DeskRequest, comment_id: UUID) -> HttpResponse:
    """Settle a thread."""
    found = _comment(request, comment_id)
    thread = resolve_thread(thread=found, actor=request.actor)
    return _done(request, found.claim, Said(thread, []), resolved_now=thread)


@desk_page
@require_POST
def reopen(request: DeskRequest, comment_id: UUID) -> HttpResponse:
    """Open a resolved thread again."""
    found = _comment(request, comment_id)
    return _done(request, found.claim, Said(reopen_thread(thread=found, actor=request.actor), []))


@polled
@require_POST
def presence(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Note that the reader has the claim open; the answer says who else has."""
    claim = get_object_or_404(Claim.objects.readable_by(request.actor), public_id=claim_id)
    others = be_at(claim=claim, actor=request.actor)
    if request.POST.get("seen") == keys_of(others):
        return HttpResponse(status=204)  # nothing is swapped, so nothing is read out again
    return render_partial(request, "talk/_presence_words.html", {"claim": claim, "others": others})


# --- where a comment stands -------------------------------------------------------------------------------------------


def address_of(comment: Comment) -> str:
    """The deep link: the article at the claim's span, the panel at the comment."""
    claim, name = comment.claim, str(comment.public_id)
    if claim.standing != Claim.Standing.LIVE or not claim.article.is_live:
        return f"{reverse('claim', args=[claim.public_id])}?{urlencode({'comment': name})}#comment-{name}"
    place = claim_address(claim.article, claim.number, WORLD).split("#")[0]
    return f"{place}&{urlencode({'comment': name})}#comment-{name}"


def _comment(request: DeskRequest, public_id: UUID) -> Comment:
    rows = Comment.objects.readable_by(request.actor).select_related("claim__article", "claim__desk", "author")
    return get_object_or_404(rows, public_id=public_id)


def _thread(claim: Claim, form: CommentForm) -> Comment | None:
    if form.thread is None:
        return None
    return get_object_or_404(claim.comments, public_id=form.thread)


# --- answers ----------------------------------------------------------------------------------------------------------


def _done(request: DeskRequest, claim: Claim, said: Said, **shown: Any) -> HttpResponse:
    """Back to where the form came from: the section for htmx, else by a redirect, so that reloading repeats nothing."""
    unknown = unknown_words(said.unknown)
    if wants_partial(request):
        asked = str(said.comment.public_id)
        return _shown(request, talk_of(claim, request.actor, asked=asked, unknown=unknown, **shown))
    if unknown:
        messages.warning(request, unknown)
    name = str(said.comment.public_id)
    page = request.POST.get("page", "")
    if page in ("claim", "comments"):
        place = reverse("claim" if page == "claim" else "comments", args=[claim.public_id])
        return redirect(f"{place}?{urlencode({'comment': name})}#comment-{name}")
    return redirect(address_of(said.comment))


def _refused(request: DeskRequest, comment: Comment, error: DomainError) -> HttpResponse:
    draft = Draft(f"edit-{comment.public_id}", comment.body, error=error.message)
    talk = talk_of(comment.claim, request.actor, draft=draft)
    return _shown(request, replace(talk, asked=str(comment.public_id)), status=409)


def _shown(request: DeskRequest, talk: TalkView, *, status: int = 200) -> HttpResponse:
    """The section for htmx, else the page of its own."""
    context = {
        "talk": talk,
        "claim": talk.claim,
        "place": "articles",
        "on_claim_page": request.POST.get("page") == "claim",
        "on_comments_page": request.POST.get("page") == "comments",
    }
    if wants_partial(request):
        return render_partial(request, "talk/_swap.html", context, status=status)
    context |= {"on_comments_page": True, "in_text": claim_address(talk.claim.article, talk.claim.number, WORLD)}
    return render(request, "talk/page.html", context, status=status)
