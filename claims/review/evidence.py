"""Evidence: what is added to a claim and taken back, and what a verdict may rest on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from claims import history
from claims.errors import Conflict, InvalidInput
from claims.metadata import checked_url
from claims.models import Article, Claim, ClaimLink, Evidence, Verdict, VerdictEvidence
from claims.permissions import Action, Actor, require
from claims.review.errors import MissingEvidence
from claims.review.moves import NEEDS_EVIDENCE

Value = Verdict.Value


def add_evidence(
    *,
    claim: Claim,
    actor: Actor,
    stance: str,
    url: str = "",
    other_claim: Claim | None = None,
    weight: str = Evidence.Weight.SECONDARY,
    quote: str = "",
    locator: str = "",
    note: str = "",
) -> Evidence:
    """A piece of evidence for a claim: a web address, or another claim of the desk.

    Raises InvalidInput: neither or both given, no such address, or the article under review itself.
    """  # fmt: skip
    require(actor, Action.REVIEW, claim.desk_id)
    if bool(url.strip()) == (other_claim is not None):
        raise InvalidInput("Give either a web address or another claim.", code="evidence_kind")
    if stance not in Evidence.Stance.values or weight not in Evidence.Weight.values:
        raise InvalidInput(
            "Say whether it supports or refutes the claim, and whether it is primary or secondary.", code="stance"
        )
    if len(locator) > 200:
        raise InvalidInput("A locator has at most 200 characters.", code="locator")
    url = checked_url(url) if url.strip() else ""
    if url and _same_page(url, claim.article.url):
        raise InvalidInput("The article under review is no evidence for itself.", code="self_evidence")
    if other_claim is not None:
        if other_claim.desk_id != claim.desk_id:
            raise InvalidInput("That claim belongs to another desk.", code="other_desk")
        if other_claim.article_id == claim.article_id:
            raise InvalidInput(
                "The article under review is no evidence for itself: choose a claim of another article.",
                code="self_evidence",
            )
        _require_fit_as_evidence(claim, other_claim)
    with transaction.atomic():
        piece = Evidence.objects.create(
            claim=claim, added_by=actor.user, kind=Evidence.Kind.CLAIM if other_claim else Evidence.Kind.URL, url=url,
            other_claim=other_claim, weight=weight, stance=stance, quote=quote.strip(), locator=locator.strip(), note=note.strip(),
            accessed_at=timezone.now(),
        )  # fmt: skip
        history.append(
            verb="added evidence", subject=claim, desk=claim.desk_id, actor=actor,
            after={"id": str(piece.public_id), "url": url, "claim": str(other_claim.public_id) if other_claim else None,
                   "stance": stance, "weight": weight, "note": piece.note},
        )  # fmt: skip
    return piece


def remove_evidence(*, evidence: Evidence, actor: Actor) -> None:
    """Take back a piece that no verdict rests on. Raises Conflict when one does."""
    require(actor, Action.REVIEW, evidence.claim.desk_id)
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=evidence.claim_id)
        if VerdictEvidence.objects.filter(evidence=evidence).exists():
            raise Conflict("A verdict rests on this evidence, so it stays.", code="evidence_in_use")
        before = {"id": str(evidence.public_id), "url": evidence.url, "note": evidence.note}
        evidence.delete()
        history.append(verb="removed evidence", subject=claim, desk=claim.desk_id, actor=actor, before=before)


def _require_fit_as_evidence(claim: Claim, other: Claim) -> None:
    if not counts(other):
        raise InvalidInput("That claim has left its text, or its article is withdrawn.", code="other_claim")
    if Evidence.objects.filter(claim=other, other_claim=claim).exists():
        raise InvalidInput(
            "That claim rests on this one already; two cannot be evidence for each other.", code="circle"
        )
    copies = ClaimLink.objects.of(claim).of(other).filter(relation=ClaimLink.Relation.DUPLICATE)
    if copies.exclude(state=ClaimLink.State.REJECTED).exists():
        raise InvalidInput(
            "That claim repeats this one from the same origin, so it is no evidence.", code="same_origin"
        )


def _same_page(a: str, b: str) -> bool:
    def key(url: str) -> tuple[str, str, str]:
        parts = urlsplit(url)
        return ((parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), parts.query)

    return bool(a and b) and key(a) == key(b)


def evidence_for(claim: Claim, value: str, chosen: Collection[Evidence] | None) -> list[Evidence]:
    """The pieces that a verdict of that value may rest on: the chosen ones, or all of the claim's. Raises MissingEvidence
    where they do not carry it, InvalidInput where one is not the claim's."""
    pieces = list(claim.evidence.select_related("other_claim__article"))
    if chosen is not None:
        wanted_ids = {piece.pk for piece in chosen}
        pieces = [piece for piece in pieces if piece.pk in wanted_ids]
        if len(pieces) != len(wanted_ids):
            raise InvalidInput(
                "Some of that evidence belongs to another claim, or was removed meanwhile.", code="evidence_elsewhere"
            )
    if value not in NEEDS_EVIDENCE:
        return pieces
    if not pieces:
        raise MissingEvidence(f"A {value} verdict needs evidence: add an address or another claim first.")
    if value == Value.VERIFIED and all(piece.stance == Evidence.Stance.REFUTES for piece in pieces):
        raise MissingEvidence(
            "All of this evidence refutes the claim, so it cannot be verified on it: dispute it, or add what supports it."
        )
    gone = [piece for piece in pieces if piece.other_claim and not counts(piece.other_claim)]
    if gone:
        raise MissingEvidence(
            "A claim that is named as evidence has left its text, or its article is withdrawn: leave it out."
        )
    wanted = claim.desk.independent_origins
    origins = independent_origins(pieces)
    if len(origins) < wanted:
        raise MissingEvidence(
            f"This desk asks for {wanted} independent origins; this evidence comes from {len(origins)}: {', '.join(sorted(origins))}.",
            code="origins",
        )
    return pieces


def counts(claim: Claim) -> bool:
    return claim.standing == Claim.Standing.LIVE and claim.article.state == Article.State.LIVE


def independent_origins(pieces: Sequence[Evidence]) -> set[str]:
    """Who stands behind the evidence, each once: the host of an address; of a claim its innermost speaker, else its outlet."""
    origins = set()
    for piece in pieces:
        if piece.kind == Evidence.Kind.URL:
            origins.add((urlsplit(piece.url).hostname or piece.url).removeprefix("www."))
        elif piece.other_claim is not None:
            other = piece.other_claim
            hop = other.hops.order_by("-ordinal").first()
            outlet = other.article.outlet
            origins.add(hop.speaker if hop else outlet.name if outlet else f"article {other.article.title}")
    return origins
