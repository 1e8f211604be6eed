"""One stretch of a text as a claim, where a person says that it is one: what the machine reads of exactly these words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from claims.extraction import check_worthiness
from claims.extraction.check_worthiness import ClaimSigns
from claims.extraction.found import (
    Extraction,
    FoundAttribution,
    FoundClaim,
    FoundHop,
    FoundQuantity,
    FoundTime,
    Kind,
    Zone,
)
from claims.extraction.hedges import find_hedge
from claims.extraction.loaded_terms import find_loaded_terms
from claims.extraction.quantities import find_quantities
from claims.spans import Span

RULE = "marked by a person"
_NEGATION = re.compile(r"\b(?:not|no|none|nobody|never|nothing|neither|nor|without)\b|n['’]t\b", re.I)


def read_stretch(text: str, found: Extraction, span: Span) -> tuple[FoundClaim, Extraction]:
    """The claim that `text[span]` is, by the reading `found` of the whole text; and the reading that its quantities are
    indexes into, which has those more that the borders cut smaller: "900 litres" of "nearly 900 litres".

    A stretch that the reading has as a claim is that claim. Another one takes quantities, hedge, time, loaded words and
    worth from its own words, and attribution, kind and place from the claim that it shares most with. Its wording is its
    quote: a standalone one cannot be had with certainty of words that a person cut out.
    """
    near = _nearest(found.claims, span)
    if near is not None and near.span == span:
        return near, found
    words = span.of(text)
    found, numbers = _numbers(text, found, span)
    hops = near.attribution if near is not None else _said_by(text, found.attributions, span)
    hedge = find_hedge(text, span)
    kind = _kind(near, has_number=bool(numbers))
    zone = near.zone if near is not None else _zone(found, span)
    quantities = [found.quantities[i] for i in numbers]
    speaker = (hops[-1].resolved or hops[-1].source) if hops else None
    signs = ClaimSigns(
        kind, quantities, speaker, hedged=hedge is not None, title=zone == "title",
        quoted=any(hop.type == "direct" for hop in hops),
    )  # fmt: skip
    worth, reasons = check_worthiness.scorer()(words, quantities, signs)
    claim = FoundClaim(
        span=span,
        text=words,
        wording=" ".join(words.split()),
        kind=kind,
        zone=zone,
        quantities=numbers,
        attribution=hops,
        hedge=hedge.of(text) if hedge is not None else None,
        when=_time(found.times, near, span),
        where=near.where if near is not None and near.where is not None and span.contains(near.where.span) else None,
        check_worthiness=worth,
        reasons=reasons,
        rules=(RULE,),
        stances=near.stances if near is not None else (),
        loaded_terms=find_loaded_terms(text, span),
        wording_is_quote=True,
        negated=bool(_NEGATION.search(words)),
    )
    return claim, found


def shifted(found: Extraction, by: int) -> Extraction:
    """The same reading with every place moved: of a text that was cut out of a longer one."""
    if not by:
        return found
    return replace(
        found,
        claims=tuple(_shifted_claim(claim, by) for claim in found.claims),
        quantities=tuple(_moved(each, by) for each in found.quantities),
        times=tuple(replace(each, span=each.span.shifted(by)) for each in found.times),
        attributions=tuple(
            replace(
                each, source=tuple(s.shifted(by) for s in each.source), cue=tuple(s.shifted(by) for s in each.cue),
                content=tuple(s.shifted(by) for s in each.content),
            )
            for each in found.attributions
        ),
        sentences=tuple(replace(each, span=each.span.shifted(by)) for each in found.sentences),
        boilerplate=tuple(replace(each, span=each.span.shifted(by)) for each in found.boilerplate),
        findings=(),
    )  # fmt: skip


def _shifted_claim(claim: FoundClaim, by: int) -> FoundClaim:
    return replace(
        claim,
        span=claim.span.shifted(by),
        attribution=tuple(replace(hop, span=hop.span.shifted(by) if hop.span else None) for hop in claim.attribution),
        when=replace(claim.when, span=claim.when.span.shifted(by)) if claim.when else None,
        where=replace(claim.where, span=claim.where.span.shifted(by)) if claim.where else None,
        loaded_terms=tuple(span.shifted(by) for span in claim.loaded_terms),
    )


def _numbers(text: str, found: Extraction, span: Span) -> tuple[Extraction, tuple[int, ...]]:
    """The quantities that stand whole in the stretch; where its borders cut one, the words that are left are read anew."""
    whole = [i for i, quantity in enumerate(found.quantities) if span.contains(quantity.span)]
    if not any(quantity.span.overlaps(span) and not span.contains(quantity.span) for quantity in found.quantities):
        return found, tuple(whole)
    taken = [found.quantities[i].span for i in whole]
    left = [
        _moved(quantity, span.start)
        for quantity in find_quantities(span.of(text))
        if quantity.conversion_of is None
        and not any(quantity.span.shifted(span.start).overlaps(other) for other in taken)
    ]
    both = (*found.quantities, *left)
    numbers = sorted([*whole, *range(len(found.quantities), len(both))], key=lambda i: both[i].span)
    return replace(found, quantities=both), tuple(numbers)


def _moved(quantity: FoundQuantity, by: int) -> FoundQuantity:
    return replace(
        quantity,
        span=quantity.span.shifted(by),
        number_span=quantity.number_span.shifted(by),
        counted_span=quantity.counted_span.shifted(by) if quantity.counted_span else None,
    )


def _shared(a: Span, b: Span) -> int:
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def _nearest(claims: Sequence[FoundClaim], span: Span) -> FoundClaim | None:
    """The claim that shares the largest part of both; None where none shares a word."""
    touching = [claim for claim in claims if claim.span.overlaps(span)]
    return max(
        touching,
        key=lambda claim: (_shared(claim.span, span) / len(claim.span.hull(span)), -claim.span.start),
        default=None,
    )


def _kind(near: FoundClaim | None, *, has_number: bool) -> Kind:
    if has_number and (near is None or near.kind in ("event", "status")):
        return "quantity"
    if near is None or (near.kind == "quantity" and not has_number):
        return "event"
    return near.kind


def _zone(found: Extraction, span: Span) -> Zone:
    title = found.metadata.title_span
    return "title" if title is not None and title.contains(span) else "body"


def _time(times: Sequence[FoundTime], near: FoundClaim | None, span: Span) -> FoundTime | None:
    inside = next((time for time in times if span.contains(time.span)), None)
    if inside is not None or near is None or near.when is None:
        return inside
    # a time that stands outside of the claim holds for a part of it too; one that was cut off does not
    return None if near.span.contains(near.when.span) else near.when


def _said_by(text: str, attributions: Sequence[FoundAttribution], span: Span) -> tuple[FoundHop, ...]:
    for each in attributions:
        if any(content.overlaps(span) for content in each.content):
            source = each.source[0] if each.source else None
            words = source.of(text) if source else None
            cue = each.cue[0].of(text) if each.cue else None
            return (FoundHop(words, source, words, cue, each.type),)
    return ()
