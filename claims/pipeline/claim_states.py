"""A claim as it stands, as plain values: to compare it with a new reading, to put it back as it was, to show both versions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from claims.extraction.found import Extraction, FoundClaim
from claims.models import Attribution, Claim, Placement, Quantity, Revision, Source
from claims.spans import Span

ClaimState = dict[str, Any]

# What the machine reads of a claim's words; together with quantities and hops, what a new reading brings up to date.
READ = (
    "quote", "wording", "wording_is_quote", "kind", "zone", "hedge", "negated", "when_surface", "when_iso", "where_surface",
    "check_worthiness", "reasons", "rules", "stances", "loaded_terms", "extractor",
)  # fmt: skip
# Of these a person would say that the claim changed; the rest (rules, worth, version of the extractor) is the machine's own.
SAYS = ("quote", "wording", "kind", "hedge", "negated", "when_surface", "when_iso", "where_surface")
LARGEST_NUMBER = Decimal(10) ** 47


def state_of(claim: Claim) -> ClaimState:
    """Everything of the claim that an edit may change, in JSON values. `write_state` leads back to exactly this."""
    state: ClaimState = {name: getattr(claim, name) for name in READ}
    state |= {
        "number": claim.number,
        "standing": claim.standing,
        "edited_at": claim.edited_at.isoformat() if claim.edited_at else None,
        "fact": claim.fact_id,
        "places": [
            {"revision": row.revision_id, "start": row.start, "end": row.end, "state": row.state}
            for row in claim.placements.order_by("revision_id")
        ],
        "quantities": [_quantity_state(row) for row in claim.quantities.select_related("conversion_of").order_by("ordinal")],
        "hops": [
            {name: getattr(hop, name) for name in ("source_id", "source_words", "resolved", "cue", "type", "start", "end")}
            for hop in claim.hops.order_by("ordinal")
        ],
    }  # fmt: skip
    return state


def write_state(claim: Claim, state: Mapping[str, Any]) -> None:
    """Make the claim what the state says, its version excepted. A state of `state_found` has no standing and no number."""
    columns = [name for name in (*READ, "standing") if name in state]
    for name in columns:
        setattr(claim, name, state[name])
    if "edited_at" in state:
        claim.edited_at = parse_datetime(state["edited_at"]) if state["edited_at"] else None
        columns.append("edited_at")
    if "fact" in state:
        claim.fact_id = state["fact"]
        columns.append("fact")
    claim.save(update_fields=columns)
    claim.quantities.all().delete()
    claim.hops.all().delete()
    _write_quantities(claim, state["quantities"])
    _write_hops(claim, state["hops"])
    for place in state.get("places", ()):
        claim.placements.update_or_create(
            revision_id=place["revision"], defaults={name: place[name] for name in ("start", "end", "state")}
        )


def write_parts(claim: Claim, state: Mapping[str, Any]) -> None:
    """Give a claim that was just made the places, quantities and hops of the state."""
    for place in state["places"]:
        claim.placements.create(
            revision_id=place["revision"], **{name: place[name] for name in ("start", "end", "state")}
        )
    _write_quantities(claim, state["quantities"])
    _write_hops(claim, state["hops"])


def state_found(
    claim: FoundClaim, found: Extraction, revision: Revision, find_source: Callable[..., Source | None]
) -> ClaimState:
    """What a reading found, in the same values; `find_source` knows the desk's names."""
    numbers = {index: ordinal for ordinal, index in enumerate(claim.quantities)}
    return {
        **columns_of(claim, found),
        "places": [
            {"revision": revision.pk, "start": claim.span.start, "end": claim.span.end, "state": Placement.State.LIVE.value}
        ],
        "quantities": [_found_quantity(found.quantities[index], claim.span, numbers) for index in claim.quantities],
        "hops": [
            {
                "source_id": source.pk if (source := find_source(hop.resolved, hop.source)) else None,
                "source_words": (hop.source or "")[:300], "resolved": (hop.resolved or "")[:300], "cue": (hop.cue or "")[:100],
                "type": str(hop.type), "start": hop.span.start if hop.span else None, "end": hop.span.end if hop.span else None,
            }
            for hop in claim.attribution
        ],
    }  # fmt: skip


def columns_of(claim: FoundClaim, found: Extraction) -> dict[str, Any]:
    """The claim's columns as a reading has them."""
    return {
        "quote": claim.text,
        "wording": claim.wording,
        "wording_is_quote": claim.wording_is_quote,
        "kind": str(claim.kind),
        "zone": str(claim.zone),
        "hedge": (claim.hedge or "")[:200],
        "negated": claim.negated,
        "when_surface": claim.when.surface[:200] if claim.when else "",
        "when_iso": (claim.when.iso or "")[:60] if claim.when else "",
        "where_surface": claim.where.surface[:200] if claim.where else "",
        "check_worthiness": min(1.0, max(0.0, claim.check_worthiness)),
        "reasons": list(claim.reasons),
        "rules": list(claim.rules),
        "stances": [stance.to_json() for stance in claim.stances],
        "loaded_terms": [list(span.shifted(-claim.span.start)) for span in claim.loaded_terms],
        "extractor": found.extractor,
    }


def what_it_says(state: Mapping[str, Any]) -> tuple[Any, ...]:
    """The part of a state by which a person would tell two readings apart."""
    hops = [(hop["source_words"], hop["resolved"], hop["cue"]) for hop in state["hops"]]
    numbers = [{k: v for k, v in row.items() if k not in ("counted", "unit_name")} for row in state["quantities"]]
    return tuple(state[name] for name in SAYS), numbers, hops


def place_in(state: Mapping[str, Any], revision: Revision) -> Span | None:
    """Where the claim of that state stands, or last stood, in the revision."""
    for place in state.get("places", ()):
        if place["revision"] == revision.pk and place["start"] is not None:
            return Span(place["start"], place["end"])
    return None


def storable(value: Decimal | None) -> Decimal | None:
    """None for what the column cannot hold: a number of more than 47 digits counts nothing in a newspaper."""
    return value if value is not None and abs(value) < LARGEST_NUMBER else None


def within(span: Span, outer: Span) -> Span:
    """The span counted from the start of the quote, cut to it."""
    start = max(span.start, outer.start) - outer.start
    return Span(start, max(start + 1, min(span.end, outer.end) - outer.start))


# --- quantities and hops


NUMBERS = ("value", "low", "high", "total")
PLAIN = (
    "start", "end", "surface", "low_exclusive", "high_exclusive", "modifier", "unit", "unit_name", "counted", "trend", "derived",
)  # fmt: skip


def _as_words(value: Decimal | None) -> str | None:
    """A number without the zeros that its column adds; exact, unlike a float."""
    return None if value is None else format(round(value, 12).normalize(), "f")


def _quantity_state(row: Quantity) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in PLAIN},
        **{name: _as_words(getattr(row, name)) for name in NUMBERS},
        "conversion_of": row.conversion_of.ordinal if row.conversion_of else None,
    }


def _found_quantity(quantity: Any, outer: Span, numbers: Mapping[int, int]) -> dict[str, Any]:
    span = within(quantity.span, outer)
    return {
        "start": span.start,
        "end": span.end,
        "surface": quantity.surface[:300],
        "low_exclusive": quantity.low_exclusive,
        "high_exclusive": quantity.high_exclusive,
        "modifier": str(quantity.modifier),
        "unit": (quantity.unit or "")[:80],
        "unit_name": (quantity.unit_name or "")[:80],
        "counted": (quantity.counted or "")[:300],
        "trend": quantity.trend or "",
        "derived": quantity.derived,
        "value": _as_words(storable(quantity.value)),
        "low": _as_words(storable(quantity.low)),
        "high": _as_words(storable(quantity.high)),
        "total": _as_words(storable(quantity.of)),
        "conversion_of": numbers.get(quantity.conversion_of) if quantity.conversion_of is not None else None,
    }


def _write_quantities(claim: Claim, rows: Iterable[Mapping[str, Any]]) -> None:
    stored: dict[int, Quantity] = {}  # place in the list → row, so that conversions find their first
    for ordinal, row in enumerate(rows):
        values = {name: row[name] for name in PLAIN}
        values |= {name: None if row[name] is None else Decimal(row[name]) for name in NUMBERS}
        first = stored.get(row["conversion_of"]) if row["conversion_of"] is not None else None
        stored[ordinal] = Quantity.objects.create(claim=claim, ordinal=ordinal, conversion_of=first, **values)


def _write_hops(claim: Claim, rows: Sequence[Mapping[str, Any]]) -> None:
    ids = {row["source_id"] for row in rows if row["source_id"]}
    known = set(Source.objects.filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    Attribution.objects.bulk_create(
        Attribution(
            claim=claim, ordinal=ordinal, **{**row, "source_id": row["source_id"] if row["source_id"] in known else None}
        )
        for ordinal, row in enumerate(rows)
    )  # fmt: skip


def now_as_words() -> str:
    return timezone.now().isoformat()
