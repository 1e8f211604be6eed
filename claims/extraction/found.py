"""What extraction finds: frozen values with exact places in the text.

Every span counts code points of the text as given. Nothing here knows Django; `to_json` gives the shapes of
`document.schema.json`, which is what the `extract` command prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from claims.spans import Span

Modifier = Literal["exact", "approx", "at_least", "more_than", "at_most", "less_than", "between", "vague"]
AttributionType = Literal["direct", "indirect", "according_to"]
Kind = Literal["quantity", "event", "status", "statement", "prediction", "attribution-only"]
Zone = Literal["title", "body", "caption"]
Outcome = Literal["claims", "none", "leftover", "heading", "unresolved"]
StanceWord = Literal["confirms", "denies", "silent", "declined", "could_not_verify"]


def number(value: Decimal | None) -> int | float | None:
    """A Decimal as the JSON number it is: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(frozen=True, slots=True)
class FoundQuantity:
    """A number in the text as an interval.

    `span` covers modifier, number and a measure's unit ("up to 12,000", "about 2.5 hours"); `number_span` leaves the
    modifier out. `value` is as written, None for ranges and vague words; a per cent is the share (8 %: 0.08).
    `low` and `high` are inclusive unless the `_exclusive` flag beside them says otherwise; None is no bound.
    `conversion_of` is the index, in the document's list of quantities, of the one that this repeats in another unit.
    """

    span: Span
    number_span: Span
    surface: str
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    low_exclusive: bool = False
    high_exclusive: bool = False
    modifier: Modifier = "exact"
    of: Decimal | None = None
    unit: str | None = None
    unit_name: str | None = None
    counted: str | None = None
    counted_span: Span | None = None
    trend: Literal["up", "down"] | None = None
    derived: bool = False
    conversion_of: int | None = None
    rules: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "start": self.span.start,
            "end": self.span.end,
            "number_start": self.number_span.start,
            "number_end": self.number_span.end,
            "surface": self.surface,
            "value": number(self.value),
            "low": number(self.low),
            "high": number(self.high),
            "low_exclusive": self.low_exclusive,
            "high_exclusive": self.high_exclusive,
            "modifier": self.modifier,
            "of": number(self.of),
            "unit": self.unit,
            "unit_name": self.unit_name,
            "counted": self.counted,
            "trend": self.trend,
            "derived": self.derived,
            "conversion_of": self.conversion_of,
        }


@dataclass(frozen=True, slots=True)
class FoundTime:
    """A date or time in the text; `iso` only as far as the text and the article's date allow, else None."""

    span: Span
    surface: str
    iso: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {"start": self.span.start, "end": self.span.end, "surface": self.surface, "iso": self.iso}


@dataclass(frozen=True, slots=True)
class FoundPlace:
    span: Span
    surface: str

    def to_json(self) -> dict[str, Any]:
        return {"start": self.span.start, "end": self.span.end, "surface": self.surface}


@dataclass(frozen=True, slots=True)
class FoundHop:
    """One link of an attribution chain: who, by which cue. `source` is the words of the text, None if unworded;
    `resolved` is whom they mean ("They" → "Russian military bloggers")."""

    source: str | None
    span: Span | None
    resolved: str | None
    cue: str | None
    type: AttributionType

    def to_json(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "start": self.span.start if self.span else None,
            "end": self.span.end if self.span else None,
            "resolved": self.resolved,
            "cue": self.cue,
            "type": self.type,
        }


@dataclass(frozen=True, slots=True)
class FoundAttribution:
    """Who is said to say what, as places in the text; each part may be in several pieces."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    type: AttributionType = "indirect"

    def to_json(self) -> dict[str, Any]:
        return {part: [list(span) for span in getattr(self, part)] for part in ("source", "cue", "content")}


@dataclass(frozen=True, slots=True)
class FoundStance:
    source: str
    stance: StanceWord

    def to_json(self) -> dict[str, Any]:
        return {"source": self.source, "stance": self.stance}


@dataclass(frozen=True, slots=True)
class FoundClaim:
    """One checkable assertion. `attribution` is outermost first; the article's own voice is no hop.

    `quantities` are indexes into the document's quantities.
    """

    span: Span
    text: str
    wording: str
    kind: Kind
    zone: Zone
    quantities: tuple[int, ...] = ()
    attribution: tuple[FoundHop, ...] = ()
    hedge: str | None = None
    when: FoundTime | None = None
    where: FoundPlace | None = None
    check_worthiness: float = 0.0
    reasons: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    stances: tuple[FoundStance, ...] = ()
    loaded_terms: tuple[Span, ...] = ()
    wording_is_quote: bool = False
    negated: bool = False

    @property
    def hedged(self) -> bool:
        return self.hedge is not None


@dataclass(frozen=True, slots=True)
class FoundSentence:
    """A sentence and what became of it. `reason` is given whenever the outcome is not "claims"."""

    span: Span
    outcome: Outcome
    reason: str | None = None
    check_worthiness: float = 0.0

    def to_json(self) -> dict[str, Any]:
        return {
            "start": self.span.start,
            "end": self.span.end,
            "outcome": self.outcome,
            "reason": self.reason,
            "check_worthiness": self.check_worthiness,
        }


@dataclass(frozen=True, slots=True)
class FoundLeftover:
    """A leftover of a web page, with the reason why it is none of the article's text ("link list")."""

    span: Span
    reason: str

    def to_json(self) -> dict[str, Any]:
        return {"start": self.span.start, "end": self.span.end, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class FoundFinding:
    kind: str
    spans: tuple[Span, ...]
    message: str

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "spans": [list(span) for span in self.spans], "message": self.message}


@dataclass(frozen=True, slots=True)
class FoundMetadata:
    """What the text itself shows about its origin. `how` says of each field how it is known:
    "parsed" (the text shows it) or "guessed" (it follows from something else)."""

    title: str | None = None
    title_span: Span | None = None
    outlet: str | None = None
    byline: str | None = None
    published: str | None = None
    url: str | None = None
    language: str = "en"
    how: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that one reading of one text found. The lists are in the order of the text."""

    extractor: str
    metadata: FoundMetadata
    claims: tuple[FoundClaim, ...] = ()
    quantities: tuple[FoundQuantity, ...] = ()
    attributions: tuple[FoundAttribution, ...] = ()
    times: tuple[FoundTime, ...] = ()
    sentences: tuple[FoundSentence, ...] = ()
    boilerplate: tuple[FoundLeftover, ...] = ()
    findings: tuple[FoundFinding, ...] = ()

    def claim_to_json(self, claim: FoundClaim) -> dict[str, Any]:
        return {
            "start": claim.span.start,
            "end": claim.span.end,
            "text": claim.text,
            "wording": claim.wording,
            "kind": claim.kind,
            "zone": claim.zone,
            "quantities": [self.quantities[index].to_json() for index in claim.quantities],
            "attribution": [hop.to_json() for hop in claim.attribution],
            "hedged": claim.hedged,
            "hedge": claim.hedge,
            "when": claim.when.to_json() if claim.when else None,
            "where": claim.where.to_json() if claim.where else None,
            "check_worthiness": round(claim.check_worthiness, 4),
            "reasons": list(claim.reasons),
            "rules": list(claim.rules),
            "stances": [stance.to_json() for stance in claim.stances],
            "loaded_terms": [{"start": span.start, "end": span.end} for span in claim.loaded_terms],
            "wording_is_quote": claim.wording_is_quote,
            "negated": claim.negated,
        }

    def to_json(self, document_id: str) -> dict[str, Any]:
        """The document as the `extract` command prints it."""
        return {
            "id": document_id,
            "extractor": self.extractor,
            "language": self.metadata.language,
            "title": self.metadata.title,
            "outlet": self.metadata.outlet,
            "published": self.metadata.published,
            "claims": [self.claim_to_json(claim) for claim in self.claims],
            "quantities": [quantity.to_json() for quantity in self.quantities],
            "attributions": [attribution.to_json() for attribution in self.attributions],
            "times": [time.to_json() for time in self.times],
            "sentences": [sentence.to_json() for sentence in self.sentences],
            "boilerplate": [leftover.to_json() for leftover in self.boilerplate],
            "findings": [finding.to_json() for finding in self.findings],
        }
