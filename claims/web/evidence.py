"""Evidence on the pages: added, taken back, looked at again, and its files downloaded."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from claims.downloads import download
from claims.errors import InvalidInput
from claims.models import Claim, Contact, Evidence, EvidenceCopy
from claims.permissions import Action, require
from claims.review.archive import file_name_of, request_copy
from claims.review.evidence import GivenFile, add_evidence, remove_evidence
from claims.review.evidence_undo import kept_for_undo, restore_evidence
from claims.web.access import DeskRequest, desk_page
from claims.web.articles import article_response, claim_of
from claims.web.claims import claim_response
from claims.web.forms import EvidenceForm
from claims.web.review import answer, layer_of, other_claim

FIELDS = ("url", "stance", "weight", "quote", "locator", "note", "confidential")
ERROR_AT = {
    "url": "url", "other_claim": "other_claim", "other_desk": "other_claim", "circle": "other_claim", "same_origin": "other_claim",
    "contact": "contact", "empty": "file", "too_large": "file", "unknown_type": "file", "wrong_type": "file", "not_stored": "file",
    "locator": "locator",
}  # fmt: skip


@desk_page
@require_POST
def add(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Add a piece of evidence: a web address, a file, another claim, or an entry of the contact log."""
    claim = claim_of(request.actor, claim_id, parts=False)
    require(request.actor, Action.REVIEW, claim.desk_id)
    layer = layer_of(request)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return answer(request, claim, layer, evidence_form=form, status=422)
    data = form.cleaned_data
    file = data["file"]
    try:
        add_evidence(
            claim=claim,
            actor=request.actor,
            other_claim=other_claim(request, data["other_claim"]),
            contact=_contact(request, claim, data["contact"]),
            file=GivenFile(file.name, file.read()) if file is not None else None,
            **{name: data[name] for name in FIELDS},
        )
    except InvalidInput as error:
        at = ERROR_AT.get(error.code)
        if error.code == "self_evidence":
            at = "url" if data["url"] else "other_claim"
        form.add_error(at, error.message)
        return answer(request, claim, layer, evidence_form=form, status=422)
    return answer(request, claim, layer, saved=f"evidence-{claim.public_id}", panel_alone=True)


def _contact(request: DeskRequest, claim: Claim, public_id: UUID | None) -> Contact | None:
    if public_id is None:
        return None
    found = Contact.objects.readable_by(request.actor).filter(claim=claim, public_id=public_id).first()
    if found is None:
        raise InvalidInput(_("There is no such contact in the log of this claim."), code="contact")
    return found


def _piece(request: DeskRequest, evidence_id: UUID) -> tuple[Evidence, Claim]:
    """The piece and its claim, or 404 for what the reader may not see; Forbidden for those who do not review."""
    piece = get_object_or_404(
        Evidence.objects.readable_by(request.actor).select_related("claim"), public_id=evidence_id
    )
    claim = claim_of(request.actor, piece.claim.public_id, parts=False)
    require(request.actor, Action.REVIEW, claim.desk_id)
    return piece, claim


@desk_page
@require_POST
def remove(request: DeskRequest, evidence_id: UUID) -> HttpResponse:
    """Take back a piece that no verdict rests on; the page offers to undo it for ten seconds."""
    piece, claim = _piece(request, evidence_id)
    kept = kept_for_undo(piece, request.actor)
    remove_evidence(evidence=piece, actor=request.actor)
    shown: dict[str, Any] = {"toast": {"removed": kept, "claim": claim}, "layer": layer_of(request)}
    # no redirect here: the offer to undo travels with the page
    if request.POST.get("page") == "claim":
        return claim_response(request, claim, **shown)
    return article_response(request, claim.article, focus=claim.number, **shown)


@desk_page
@require_POST
def restore(request: DeskRequest) -> HttpResponse:
    """Undo a removal, within ten seconds."""
    piece = restore_evidence(kept=request.POST.get("kept", ""), actor=request.actor)
    claim = claim_of(request.actor, piece.claim.public_id, parts=False)
    return answer(request, claim, layer_of(request), toast={"restored": True, "claim": claim})


@desk_page
@require_POST
def look_again(request: DeskRequest, evidence_id: UUID) -> HttpResponse:
    """Have a worker look at the page again."""
    piece, claim = _piece(request, evidence_id)
    request_copy(evidence=piece, actor=request.actor)
    return answer(request, claim, layer_of(request))


# --- downloads --------------------------------------------------------------------------------------------------------


@csp_replace({"default-src": [NONE], "sandbox": True})
@desk_page
@require_GET
def evidence_file(request: DeskRequest, evidence_id: UUID) -> HttpResponseBase:
    """The file that was added, to be saved; it is never shown within the page."""
    piece = get_object_or_404(
        Evidence.objects.readable_by(request.actor), public_id=evidence_id, kind=Evidence.Kind.FILE
    )
    return download(piece.sha256, piece.file_name)


@csp_replace({"default-src": [NONE], "sandbox": True})
@desk_page
@require_GET
def copy_file(request: DeskRequest, copy_id: UUID) -> HttpResponseBase:
    """The archived bytes of a page, to be saved."""
    copies = EvidenceCopy.objects.readable_by(request.actor).exclude(sha256="").select_related("evidence")
    copy = get_object_or_404(copies, public_id=copy_id)
    return download(copy.sha256, file_name_of(copy))
