"""Acts on the words of an article: make, move, word, split, merge and reject claims, overrule leftovers, decide on proposals and
findings, and take any of it back; each a plain form, from the article's page or from the claim's edit page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from claims.errors import Conflict, DomainError, InvalidInput
from claims.models import Article, Claim, ClaimEdit, Finding, Proposal
from claims.permissions import Action, require
from claims.pipeline.services import read_again
from claims.review.editing import (
    accept_proposal,
    add_claim,
    dismiss_proposal,
    merge_claims,
    overrule,
    reject_claim,
    reopen_proposal,
    respan_claim,
    restore_claim,
    reword_claim,
    split_claim,
    undo_edit,
)
from claims.review.editing.rules import StaleClaim
from claims.review.findings import dismiss_finding, raise_finding_again
from claims.web.access import DeskRequest, desk_page
from claims.web.articles import article_response, claim_of, get_article
from claims.web.edit_view import (
    EditView,
    article_edits,
    changed_places,
    claim_at,
    claim_near,
    claim_to_show,
    joins_or_parts_passages,
    mark_view,
    view_editing,
)
from claims.web.forms_editing import MarkForm, MergeForm, RespanForm, RewordForm, SplitForm, VersionForm
from claims.web.htmx import wants_partial
from claims.web.outline import STATEMENT, WORLD, claim_address
from claims.web.sieve import sieve_of

MOST_AT_ONCE = 300


def layer_of(request: DeskRequest) -> str:
    return STATEMENT if request.POST.get("layer") == STATEMENT else WORLD


def done(request: DeskRequest, article: Article, edits: Sequence[ClaimEdit], *, whole: bool = False) -> HttpResponse:
    """The article's page after an act, with a toast that takes it back, at the claim of the act or the next one. `whole` fetches all
    of the page anew: where passages themselves change."""
    layer = layer_of(request)
    number = claim_to_show(edits) or claim_near(edits)
    whole = whole or joins_or_parts_passages(edits)
    ids = ",".join(str(edit.public_id) for edit in edits)
    if wants_partial(request) and not whole:
        toast = {"edits": list(edits), "ids": ids, "layer": layer}
        return article_response(request, article, focus=number, layer=layer, toast=toast, changed=changed_places(edits))
    address = claim_address(article, number, layer, sieve_of(request).query) if number else _address(article)
    page, hash_sign, place = address.partition("#")
    page += ("&" if "?" in page else "?") + urlencode({"edit": ids}) if len(edits) <= 20 else ""
    address = page + hash_sign + place
    return HttpResponseClientRedirect(address) if wants_partial(request) else redirect(address)


def _address(article: Article) -> str:
    return reverse("article", args=[article.public_id])


# --- one claim --------------------------------------------------------------------------------------------------------


@desk_page
@require_GET
def edit_claim(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """All that can be changed about a claim's words, as plain forms with the words of its paragraph to choose from."""
    claim = claim_of(request.actor, claim_id)
    require(request.actor, Action.EDIT_CLAIMS, claim.desk_id)
    return _edit_page(request, view_editing(claim, request.actor))


def _edit_page(request: DeskRequest, view: EditView, *, status: int = 200) -> HttpResponse:
    return render(
        request, "claims/edit.html", {"place": "articles", "article": view.claim.article, "edit": view}, status=status
    )


def _act(request: DeskRequest, claim_id: UUID, form: Any, act: Callable[[Claim], ClaimEdit], at: str) -> HttpResponse:
    """Check, act, and show the page; what went wrong comes back beside what was typed (422, or 409 with both versions)."""
    claim = claim_of(request.actor, claim_id, parts=False)
    require(request.actor, Action.EDIT_CLAIMS, claim.desk_id)
    if not form.is_valid():
        words = "; ".join(str(error) for errors in form.errors.values() for error in errors)
        return _refused(request, claim, form, at, InvalidInput(words, code="form"))
    try:
        edit = act(claim)
    except (Conflict, InvalidInput) as error:
        return _refused(request, claim, form, at, error)
    return done(request, claim.article, [edit])


def _refused(request: DeskRequest, claim: Claim, form: Any, at: str, error: DomainError) -> HttpResponse:
    stale = isinstance(error, StaleClaim)
    if wants_partial(request) and not stale:
        raise error  # shown as a message beside the page, which stays as it is
    claim = claim_of(request.actor, claim.public_id)
    view = view_editing(claim, request.actor, typed=form.data, at=at, error=error.message, stale=stale)
    if wants_partial(request):
        return article_response(
            request, claim.article, focus=claim.number, layer=layer_of(request), stale_edit=view, status=409
        )
    return _edit_page(request, view, status=409 if isinstance(error, Conflict) else 422)


@desk_page
@require_POST
def respan(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Move a claim's borders."""
    form = RespanForm(request.POST)

    def act(claim: Claim) -> ClaimEdit:
        sent = form.cleaned_data
        return respan_claim(
            claim=claim, actor=request.actor, version=sent["version"], start=sent["start"], end=sent["end"],
            words=form.seen, wording=sent["wording"], reason=sent["reason"],
        )  # fmt: skip

    return _act(request, claim_id, form, act, "borders")


@desk_page
@require_POST
def reword(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Give a claim another wording."""
    form = RewordForm(request.POST)

    def act(claim: Claim) -> ClaimEdit:
        sent = form.cleaned_data
        return reword_claim(
            claim=claim, actor=request.actor, version=sent["version"], wording=sent["wording"], reason=sent["reason"]
        )

    return _act(request, claim_id, form, act, "wording")


@desk_page
@require_POST
def split(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Cut a claim into several."""
    form = SplitForm(request.POST)

    def act(claim: Claim) -> ClaimEdit:
        sent = form.cleaned_data
        return split_claim(claim=claim, actor=request.actor, version=sent["version"], at=form.at, reason=sent["reason"])

    return _act(request, claim_id, form, act, "split")


@desk_page
@require_POST
def reject(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Say that a claim is none."""
    form = VersionForm(request.POST)

    def act(claim: Claim) -> ClaimEdit:
        sent = form.cleaned_data
        return reject_claim(claim=claim, actor=request.actor, version=sent["version"], reason=sent["reason"])

    return _act(request, claim_id, form, act, "reject")


@desk_page
@require_POST
def restore(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Bring a rejected claim back."""
    form = VersionForm(request.POST)

    def act(claim: Claim) -> ClaimEdit:
        return restore_claim(claim=claim, actor=request.actor, version=form.cleaned_data["version"])

    return _act(request, claim_id, form, act, "restore")


@desk_page
@require_POST
def merge(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Make one claim of this one and others next to it."""
    form = MergeForm(request.POST)

    def act(claim: Claim) -> ClaimEdit:
        found = Claim.objects.readable_by(request.actor).filter(article=claim.article_id, public_id__in=_ids(form.seen))
        claims = {row: form.seen[str(row.public_id)] for row in found}
        sent = form.cleaned_data
        return merge_claims(claims=claims, actor=request.actor, wording=sent["wording"], reason=sent["reason"])

    return _act(request, claim_id, form, act, "merge")


def _ids(texts: Sequence[str] | dict[str, int]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


# --- stretches --------------------------------------------------------------------------------------------------------


@desk_page
@require_http_methods(["GET", "POST"])
def mark(request: DeskRequest, article_id: UUID) -> HttpResponse:
    """Make a claim of a stretch, or say that it is a leftover, or text after all. Without a script, the words of a paragraph
    are chosen from lists."""
    article = get_article(request.actor, article_id)
    require(request.actor, Action.EDIT_CLAIMS, article.desk_id)
    if request.method == "GET":
        return _mark_page(request, article)
    form = MarkForm(request.POST)
    if not form.is_valid():
        words = "; ".join(str(error) for errors in form.errors.values() for error in errors)
        return _mark_refused(request, article, InvalidInput(words, code="form"))
    sent = form.cleaned_data
    place = {"article": article, "actor": request.actor, "start": sent["start"], "end": sent["end"]}
    try:
        if sent["act"] == "claim":
            return done(request, article, [add_claim(**place, words=form.seen, reason=sent["reason"])])
        is_leftover = sent["act"] == "leftover"
        edit = overrule(**place, is_leftover=is_leftover, reason=sent["reason"])
        return done(request, article, [edit], whole=True)
    except (Conflict, InvalidInput) as error:
        return _mark_refused(request, article, error)


def _mark_refused(request: DeskRequest, article: Article, error: DomainError) -> HttpResponse:
    if wants_partial(request):
        raise error
    return _mark_page(request, article, error=error.message, status=409 if isinstance(error, Conflict) else 422)


def _mark_page(request: DeskRequest, article: Article, *, error: str = "", status: int = 200) -> HttpResponse:
    asked = request.POST or request.GET
    context = {"place": "articles", "article": article, "mark": mark_view(article, asked), "error": error}
    return render(request, "articles/mark.html", context, status=status)


# --- undo, proposals, findings, reading again -------------------------------------------------------------------------


@desk_page
@require_POST
def undo(request: DeskRequest) -> HttpResponse:
    """Take edits back, the newest first: those of one act that are named together."""
    ids = _ids(request.POST.get("edits", "").split(",")[:MOST_AT_ONCE])
    found = ClaimEdit.objects.filter(
        public_id__in=ids, article__in=Article.objects.readable_by(request.actor)
    ).select_related("article", "revision__article")
    edits = list(found.order_by("-id"))
    if not edits:
        raise InvalidInput(_("There is no such edit."), code="edit")
    undone = [undo_edit(edit=edit, actor=request.actor) for edit in edits]
    whole = any(edit.after.get("overruling") or edit.after.get("proposals") for edit in undone)
    article = get_article(request.actor, edits[0].article.public_id)
    return done(request, article, undone, whole=whole)


@desk_page
@require_POST
def proposals(request: DeskRequest, article_id: UUID) -> HttpResponse:
    """Accept or dismiss what a reading proposes, one or all that are open; or open a dismissed one again."""
    article = get_article(request.actor, article_id)
    require(request.actor, Action.EDIT_CLAIMS, article.desk_id)
    rows = Proposal.objects.filter(revision__article=article).select_related("revision__article", "claim__article")
    if request.POST.get("proposal"):
        chosen = [get_object_or_404(rows, public_id__in=_ids([request.POST["proposal"]]))]
    else:
        chosen = list(rows.filter(state=Proposal.State.OPEN).order_by("start", "id"))
    act = request.POST.get("act")
    if act == "accept":
        return _accept(request, article, chosen)
    for proposal in chosen:
        if act == "dismiss":
            dismiss_proposal(proposal=proposal, actor=request.actor)
        elif act == "reopen":
            reopen_proposal(proposal=proposal, actor=request.actor)
        else:
            raise InvalidInput(_("A proposal is accepted, dismissed or opened again."), code="act")
    return _again(request, article)


def _accept(request: DeskRequest, article: Article, chosen: list[Proposal]) -> HttpResponse:
    edits, refused = [], []
    for proposal in chosen:
        try:
            edits.append(accept_proposal(proposal=proposal, actor=request.actor))
        except DomainError as error:
            if len(chosen) == 1:
                raise
            refused.append(error.message)
    for words in refused:
        messages.warning(request, words)
    return done(request, article, edits, whole=True)


def _again(request: DeskRequest, article: Article, number: int | None = None) -> HttpResponse:
    """The page anew, with that claim in focus."""
    address = claim_address(article, number, layer_of(request)) if number else _address(article)
    return HttpResponseClientRedirect(address) if wants_partial(request) else redirect(address)


@desk_page
@require_POST
def finding(request: DeskRequest, finding_id: UUID) -> HttpResponse:
    """Set a finding aside with a reason, or take it up again."""
    rows = Finding.objects.filter(revision__article__in=Article.objects.readable_by(request.actor))
    found = get_object_or_404(rows.select_related("revision__article"), public_id=finding_id)
    article = found.revision.article
    if request.POST.get("act") == "raise":
        raise_finding_again(finding=found, actor=request.actor)
    else:
        dismiss_finding(finding=found, actor=request.actor, reason=request.POST.get("reason", "")[:2000])
    at = int(found.spans[0][0]) if found.spans else 0
    return _again(request, article, claim_at(found.revision, at))


@desk_page
@require_POST
def again(request: DeskRequest, article_id: UUID) -> HttpResponse:
    """Read the text once more; what people touched stays, and what would change it is proposed."""
    article = get_article(request.actor, article_id)
    read_again(article=article, actor=request.actor)
    return _again(request, article)


@desk_page
@require_GET
def edits(request: DeskRequest, article_id: UUID) -> HttpResponse:
    """What people changed of the machine's reading, each to be taken back while nothing depends on it."""
    article = get_article(request.actor, article_id)
    require(request.actor, Action.READ_HISTORY, article.desk_id)
    context = {"place": "articles", "article": article, **article_edits(article, request.actor)}
    return render(request, "articles/edits.html", context)
