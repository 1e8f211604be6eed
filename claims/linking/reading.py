"""Texts → claims that can be compared, without a database: what the commands `relate` and `link_files` work on; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims.extraction import extract_document
from claims.extraction.found import Extraction, FoundClaim
from claims.linking.compared import ComparedClaim, compared_claim, from_extraction, with_disputes
from claims.linking.compared_quantities import found_quantity
from claims.spans import Span


@dataclass(frozen=True, slots=True)
class Document:
    """A text with what is known of it from elsewhere."""

    name: str
    text: str
    published: str | None = None
    outlet: str | None = None


def read(document: Document) -> Extraction:
    return extract_document(document.text, published=document.published, outlet=document.outlet)


def claims_of(document: Document) -> list[ComparedClaim]:
    """All claims of a text, in its order; keys are "name:start-end"."""
    return claims_in(read(document), document)


def claims_in(extraction: Extraction, document: Document) -> list[ComparedClaim]:
    """The same of a text that was read before."""
    claims = [
        from_extraction(
            extraction, claim, key=f"{document.name}:{claim.span.start}-{claim.span.end}", article=document.name,
            text=document.text, published=document.published, outlet=document.outlet or "",
        )
        for claim in extraction.claims
    ]  # fmt: skip
    return with_disputes(claims)


def claim_at(document: Document, span: Span) -> ComparedClaim:
    """The claim that somebody marked: the words are those of the span, the rest is read around it.

    Attribution, time, place and kind are those of the extracted claim that covers the span best.
    """
    extraction = read(document)
    best = _covering(extraction.claims, span)
    hops = [(hop.resolved or hop.source or "", hop.cue or "") for hop in best.attribution] if best else []
    return compared_claim(
        key=f"{document.name}:{span.start}-{span.end}",
        article=document.name,
        text=document.text,
        span=span,
        quantities=[
            found_quantity(q) for q in extraction.quantities if span.start <= q.span.start and q.span.end <= span.end
        ],
        hops=hops,
        kind=best.kind if best else "event",
        hedged=best.hedged if best else False,
        when_iso=_time_in(extraction, span) or ((best.when.iso or "") if best and best.when else ""),
        where=best.where.surface if best and best.where else "",
        published=document.published or extraction.metadata.published,
        outlet=document.outlet or extraction.metadata.outlet or "",
    )


def _covering(claims: Sequence[FoundClaim], span: Span) -> FoundClaim | None:
    def share(claim: FoundClaim) -> float:
        both = min(claim.span.end, span.end) - max(claim.span.start, span.start)
        return both / (claim.span.end - claim.span.start + span.end - span.start)

    best = max(claims, key=share, default=None)
    return best if best is not None and best.span.overlaps(span) else None


def _time_in(extraction: Extraction, span: Span) -> str | None:
    inside = [time.iso for time in extraction.times if span.contains(time.span) and time.iso]
    return inside[0] if len(inside) == 1 else None
