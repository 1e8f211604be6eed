"""Evidence: what is added to a claim and taken back, and what a verdict may rest on."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict, InvalidInput
from claims.intake import storage
from claims.intake.services import safe_name
from claims.linking.origins import copied_pairs, voice_of_evidence
from claims.linking.provenance import independent_origins as origins_of_voices
from claims.linking.retracted import retracted_parties
from claims.metadata import checked_url
from claims.models import Article, Claim, ClaimLink, Contact, DecisionEvidence, Evidence, Verdict, VerdictEvidence
from claims.permissions import Action, Actor, require
from claims.review.archive import start_copy
from claims.review.errors import MissingEvidence
from claims.review.media_types import UnknownKind, media_type_of
from claims.review.moves import NEEDS_EVIDENCE
from claims.review.work import recount_load

log = logging.getLogger(__name__)

Value, Kind = Verdict.Value, Evidence.Kind
LONGEST = 100_000  # characters of a quote or a note


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as it came in; its name is only shown, nothing is stored under it."""

    name: str
    content: bytes


def add_evidence(
    *,
    claim: Claim,
    actor: Actor,
    stance: str,
    url: str = "",
    other_claim: Claim | None = None,
    contact: Contact | None = None,
    file: GivenFile | None = None,
    weight: str = Evidence.Weight.SECONDARY,
    quote: str = "",
    locator: str = "",
    note: str = "",
    confidential: bool = False,
) -> Evidence:
    """A piece of evidence for a claim: a web address, a file, another claim of the desk, or an entry of its contact log.

    A page at an address is archived by a worker; a confidential one only when somebody asks for it. Evidence on a confidential
    contact is confidential itself. Raises InvalidInput: none or several given, no such address, a file that is not kept, or the
    article under review itself.
    """
    require(actor, Action.REVIEW, claim.desk_id)
    if sum([bool(url.strip()), other_claim is not None, contact is not None, file is not None]) != 1:
        raise InvalidInput(
            _("Give a web address, a file, another claim or a contact: one of them."), code="evidence_kind"
        )
    if stance not in Evidence.Stance.values or weight not in Evidence.Weight.values:
        raise InvalidInput(
            _("Say whether it supports or refutes the claim, and whether it is primary or secondary."), code="stance"
        )
    if len(locator) > 200 or max(len(quote), len(note)) > LONGEST:
        raise InvalidInput(_("A locator has at most 200 characters, a quote or a note 100,000."), code="locator")
    what = _what(claim, actor, url, other_claim, contact, file)
    confidential = confidential or bool(contact and contact.confidential)
    with transaction.atomic():
        piece = Evidence.objects.create(
            claim=claim, added_by=actor.user, weight=weight, stance=stance, quote=quote.strip(), locator=locator.strip(),
            note=note.strip(), accessed_at=timezone.now(), confidential=confidential, **what,
        )  # fmt: skip
        if piece.kind == Kind.URL and not confidential:
            start_copy(piece)
        if other_claim is not None:
            recount_load(other_claim)
        history.append(verb="added evidence", subject=claim, desk=claim.desk_id, actor=actor, after=told(piece))
    return piece


def _what(
    claim: Claim, actor: Actor, url: str, other: Claim | None, contact: Contact | None, file: GivenFile | None
) -> dict[str, Any]:
    """The columns of its kind. A file is on the disk when this returns."""
    if url.strip():
        url = checked_url(url)
        if _same_page(url, claim.article.url):
            raise InvalidInput(_("The article under review is no evidence for itself."), code="self_evidence")
        return {"kind": Kind.URL, "url": url}
    if other is not None:
        _require_fit_as_evidence(claim, other, actor)
        return {"kind": Kind.CLAIM, "other_claim": other}
    if contact is not None:
        if contact.claim_id != claim.pk:
            raise InvalidInput(_("That contact was made about another claim."), code="contact")
        if contact.struck_at is not None:
            raise InvalidInput(_("That contact is struck out of the log."), code="contact")
        return {"kind": Kind.CONTACT, "contact": contact}
    assert file is not None
    return {"kind": Kind.FILE, **_kept(file)}


def _kept(file: GivenFile) -> dict[str, Any]:
    most = settings.MAX_EVIDENCE_BYTES
    if not file.content:
        raise InvalidInput(_("The file is empty."), code="empty")
    if len(file.content) > most:
        raise InvalidInput(_("The file is larger than %s MB.") % (most // 1024**2), code="too_large")
    name = safe_name(file.name)
    try:
        media_type = media_type_of(file.content, name)
    except UnknownKind as error:
        raise InvalidInput(error.message, code=error.code) from error
    try:
        digest = storage.store(file.content)
    except OSError as error:
        log.exception("a file of evidence could not be stored")
        raise InvalidInput(
            _("The server could not store the file (its disk may be full). Nothing was added; try again later."),
            code="not_stored",
        ) from error
    return {"file_name": name, "media_type": media_type, "size": len(file.content), "sha256": digest}


def told(piece: Evidence) -> dict[str, Any]:
    """What the history says of a piece: of a confidential one that it is there, and nothing else."""
    if piece.confidential:
        return {"id": str(piece.public_id), "confidential": True}
    said = {
        "id": str(piece.public_id),
        "kind": piece.kind,
        "url": piece.url,
        "claim": str(piece.other_claim.public_id) if piece.other_claim else None,
        "file": piece.file_name,
        "sha256": piece.sha256,
        "contact": str(piece.contact.public_id) if piece.contact else None,
        "stance": piece.stance,
        "weight": piece.weight,
        "quote": piece.quote,
        "locator": piece.locator,
        "note": piece.note,
    }
    return {name: value for name, value in said.items() if value}


def in_use(piece: Evidence) -> bool:
    """Whether a verdict or somebody's decision rests on it."""
    return (
        VerdictEvidence.objects.filter(evidence=piece).exists()
        or DecisionEvidence.objects.filter(evidence=piece).exists()
    )


def remove_evidence(*, evidence: Evidence, actor: Actor) -> None:
    """Take back a piece that no verdict rests on. Raises Conflict when one does, or when it is gone already."""
    require(actor, Action.REVIEW, evidence.claim.desk_id)
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=evidence.claim_id)
        piece = Evidence.objects.filter(pk=evidence.pk).select_related("other_claim", "contact").first()
        if piece is None:
            raise Conflict(_("This evidence was removed already."), code="removed")
        if in_use(piece):
            raise Conflict(_("A verdict rests on this evidence, so it stays."), code="evidence_in_use")
        before = told(piece)
        piece.delete()
        if piece.other_claim is not None:
            recount_load(piece.other_claim)
        history.append(verb="removed evidence", subject=claim, desk=claim.desk_id, actor=actor, before=before)


def _require_fit_as_evidence(claim: Claim, other: Claim, actor: Actor) -> None:
    if other.desk_id != claim.desk_id:
        raise InvalidInput(_("That claim belongs to another desk."), code="other_desk")
    if other.article_id == claim.article_id:
        raise InvalidInput(
            _("The article under review is no evidence for itself: choose a claim of another article."),
            code="self_evidence",
        )
    if not counts(other):
        raise InvalidInput(_("That claim has left its text, or its article is withdrawn."), code="other_claim")
    circles = Evidence.objects.filter(claim=other, other_claim=claim)
    if circles.readable_by(actor).exists():
        raise InvalidInput(
            _("That claim rests on this one already; two cannot be evidence for each other."), code="circle"
        )
    if circles.exists():  # on a piece that this person may not know of
        raise InvalidInput(_("That claim cannot be evidence for this one."), code="other_claim")
    copies = ClaimLink.objects.of(claim).of(other).filter(relation=ClaimLink.Relation.DUPLICATE)
    if copies.exclude(state=ClaimLink.State.REJECTED).exists() or copied_pairs([claim, other]):
        raise InvalidInput(
            _("That claim repeats this one from the same origin, so it is no evidence."), code="same_origin"
        )


def _same_page(a: str, b: str) -> bool:
    def key(url: str) -> tuple[str, str, str]:
        parts = urlsplit(url)
        return ((parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), parts.query)

    return bool(a and b) and key(a) == key(b)


# --- what a verdict may rest on ---------------------------------------------------------------------------------------


def evidence_for(claim: Claim, value: str, chosen: Collection[Evidence] | None) -> list[Evidence]:
    """The pieces that a verdict of that value may rest on: the chosen ones, or all of the claim's that are not confidential (a
    verdict rests on those by choice only). Raises MissingEvidence where they do not carry it, InvalidInput where one is not
    the claim's."""
    rows = claim.evidence.prefetch_related("other_claim__article", "contact")  # most pieces have neither
    pieces = sorted(rows.order_by(), key=lambda piece: piece.pk)
    if chosen is None:
        pieces = [piece for piece in pieces if not piece.confidential]
    else:
        wanted_ids = {piece.pk for piece in chosen}
        pieces = [piece for piece in pieces if piece.pk in wanted_ids]
        if len(pieces) != len(wanted_ids):
            raise InvalidInput(
                _("Some of that evidence belongs to another claim, or was removed meanwhile."),
                code="evidence_elsewhere",
            )
    if value not in NEEDS_EVIDENCE:
        return pieces
    if not pieces:
        raise MissingEvidence(
            _("A %s verdict needs evidence: add an address, a file, another claim or a contact first.") % value
        )
    if value == Value.VERIFIED and all(piece.stance == Evidence.Stance.REFUTES for piece in pieces):
        raise MissingEvidence(
            _(
                "All of this evidence refutes the claim, so it cannot be verified on it: dispute it, or add what supports it."
            )
        )
    if any(piece.other_claim and not counts(piece.other_claim) for piece in pieces):
        raise MissingEvidence(
            _("A claim that is named as evidence has left its text, or its article is withdrawn: leave it out.")
        )
    wanted = claim.desk.independent_origins
    origins = independent_origins(pieces)
    if len(origins) < wanted:
        raise MissingEvidence(_too_few(wanted, origins, _retracted_behind(pieces)), code="origins")
    return pieces


def _too_few(wanted: int, origins: Sequence[str], retracted: Sequence[str]) -> str:
    words = _("This desk asks for %(wanted)s independent origins; this evidence comes from %(found)s: %(names)s.") % {
        "wanted": wanted, "found": len(origins), "names": ", ".join(sorted(origins)),
    }  # fmt: skip
    if not retracted:
        return words
    names = ", ".join(f"“{name}”" for name in retracted)
    if not origins:
        return _("This evidence stands on a retracted source, which counts as no origin: %(names)s.") % {"names": names}
    return words + " " + _("A retracted source counts as none: %(names)s.") % {"names": names}


def _retracted_behind(pieces: Sequence[Evidence]) -> list[str]:
    """The names of the retracted sources whose word some of the pieces are; a confidential piece names nobody."""
    out = retracted_parties(pieces[0].claim.desk_id)
    return sorted(
        {source.name for piece in pieces if (source := out.behind_evidence(piece)) and not piece.confidential}
    )


def counts(claim: Claim) -> bool:
    return claim.standing == Claim.Standing.LIVE and claim.article.state == Article.State.LIVE


def independent_origins(pieces: Sequence[Evidence]) -> list[str]:
    """Who stands behind the evidence, each once, by the one rule for links, facts and evidence (claims/linking/provenance.py)."""
    out = retracted_parties(pieces[0].claim.desk_id) if pieces else None
    voices = [voice_of_evidence(piece, out) for piece in pieces]
    key_of = {str(piece.other_claim_id): voice.key for piece, voice in zip(pieces, voices, strict=True)}
    copies = copied_pairs([piece.other_claim for piece in pieces if piece.other_claim])
    return [
        group.name or _("unnamed")
        for group in origins_of_voices(
            voices, [(key_of[a], key_of[b]) for a, b in copies if a in key_of and b in key_of]
        )
    ]
