"""What answers look like: claims, verdicts, evidence and links."""

from __future__ import annotations

from typing import Any

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.fields import ChoiceOrNullField, MomentField, NumberField, WordsField
from claims.api.judging_shapes import ChecklistField, LabelOut
from claims.api.near_copy_outputs import NearCopyOut
from claims.api.outputs import SPANS, ArticleOut, ArticleRef, Choice, ClaimRef, Flag, Named, Real, Shape, Text, Whole
from claims.api.proof_shapes import ContactOut, EvidenceOut
from claims.api.rows import count_claims
from claims.api.talk_shapes import CommentOut
from claims.models import (
    Article,
    Attribution,
    Claim,
    ClaimLink,
    Comment,
    Contact,
    Evidence,
    Fact,
    NearCopy,
    Placement,
    Quantity,
    Source,
    State,
    Verdict,
)


class QuantityOut(serializers.Serializer[Any]):
    """A number in a claim as an interval, in the field names of `extract`. Offsets are those of the article's text, null where
    the claim no longer stands in it."""

    start = serializers.SerializerMethodField()
    end = serializers.SerializerMethodField()
    surface = Text(read_only=True)
    value = NumberField(allow_null=True)
    low = NumberField(allow_null=True)
    high = NumberField(allow_null=True)
    low_exclusive = Flag(read_only=True)
    high_exclusive = Flag(read_only=True)
    modifier = Choice(Quantity.Modifier.choices, read_only=True)
    of = NumberField(source="total", allow_null=True)
    unit = WordsField()
    unit_name = WordsField()
    counted = WordsField()
    trend = WordsField()
    derived = Flag(read_only=True)
    conversion_of = serializers.SerializerMethodField(
        help_text="Place among the claim's quantities of the one that this repeats in another unit."
    )

    def get_start(self, quantity: Quantity) -> int | None:
        return _moved(quantity.start, quantity.claim)

    def get_end(self, quantity: Quantity) -> int | None:
        return _moved(quantity.end, quantity.claim)

    def get_conversion_of(self, quantity: Quantity) -> int | None:
        return quantity.conversion_of.ordinal if quantity.conversion_of else None


class HopOut(serializers.Serializer[Any]):
    """One hop of an attribution, in the field names of `extract`."""

    source = WordsField(source="source_words", help_text="The words of the text.")  # type: ignore[assignment]
    resolved = WordsField(help_text="Whom they mean.")
    cue = WordsField()
    type = Choice(Attribution.Type.choices, read_only=True)
    start = Whole(read_only=True, allow_null=True)
    end = Whole(read_only=True, allow_null=True)
    speaker = Named(source="source", read_only=True, allow_null=True, help_text="The source as the desk knows it.")


class PlacementOut(serializers.Serializer[Any]):
    revision = serializers.UUIDField(source="revision.public_id", read_only=True)
    number = Whole(source="revision.number", read_only=True)
    state = Choice(Placement.State.choices, read_only=True)
    start = Whole(read_only=True, allow_null=True)
    end = Whole(read_only=True, allow_null=True)


class WhenOut(serializers.Serializer[Any]):
    surface = Text(source="when_surface", read_only=True)
    iso = WordsField(source="when_iso")

    def to_representation(self, claim: Claim) -> Any:
        return super().to_representation(claim) if claim.when_surface else None


class WhereOut(serializers.Serializer[Any]):
    surface = Text(source="where_surface", read_only=True)

    def to_representation(self, claim: Claim) -> Any:
        return super().to_representation(claim) if claim.where_surface else None


class StancesOut(serializers.Serializer[Any]):
    source = Text(read_only=True)  # type: ignore[assignment]
    stance = Text(read_only=True)


class StatesOut(serializers.Serializer[Any]):
    """How the claim stands on each layer; the statement is null where nobody is said to say it."""

    statement = serializers.SerializerMethodField()
    world = Choice(State.choices, source="world_state", read_only=True)

    @extend_schema_field(ChoiceOrNullField(State.choices))
    def get_statement(self, claim: Claim) -> str | None:
        return claim.statement_state if claim.hops.all() else None


class PendingOut(serializers.Serializer[Any]):
    """What each layer waits for where two people must decide: “second”, another reviewer; “conflict”, a senior one; null: none."""

    statement = WordsField(source="statement_pending")
    world = WordsField(source="world_pending")


class ClaimOut(Shape):
    """One checkable assertion. `text` equals the article's text from `start` to `end`."""

    article = ArticleRef(read_only=True)
    number = Whole(read_only=True)
    standing = Choice(Claim.Standing.choices, read_only=True)
    start = serializers.SerializerMethodField()
    end = serializers.SerializerMethodField()
    text = Text(source="quote", read_only=True)
    wording = Text(read_only=True, help_text="Standalone and neutral.")
    wording_is_quote = Flag(read_only=True, help_text="No standalone wording could be had with certainty.")
    kind = Choice(Claim.Kind.choices, read_only=True)
    zone = Choice(Claim.Zone.choices, read_only=True)
    hedged = Flag(read_only=True)
    hedge = WordsField()
    negated = Flag(read_only=True)
    when = WhenOut(source="*", read_only=True, allow_null=True)
    where = WhereOut(source="*", read_only=True, allow_null=True)
    quantities = QuantityOut(many=True, read_only=True)
    attribution = HopOut(source="hops", many=True, read_only=True, help_text="Outermost first.")
    stances = StancesOut(many=True, read_only=True)
    loaded_terms = serializers.SerializerMethodField(help_text="Spans in the article's text.")
    check_worthiness = Real(read_only=True, min_value=0, max_value=1)
    reasons = serializers.ListField(child=Text(), read_only=True)
    rules = serializers.ListField(child=Text(), read_only=True)
    extractor = Text(read_only=True)
    states = StatesOut(source="*", read_only=True)
    pending = PendingOut(source="*", read_only=True)
    fact = Named(read_only=True, allow_null=True)
    credibility = Whole(
        read_only=True, allow_null=True, help_text="Of the information, 1 to 6 (STANAG 2511); null: not rated."
    )
    assignee = Named(read_only=True, allow_null=True)
    due = MomentField(allow_null=True, help_text="Its own deadline, else its article's.")
    priority = Whole(read_only=True, help_text="-1 low, 0 normal, 1 high, 2 urgent.")
    risk = Flag(read_only=True, help_text="Flagged by a person: two people decide.")
    load_bearing = Whole(read_only=True, help_text="How many claims are linked to it by confirmed links or rest on it.")
    placements = PlacementOut(many=True, read_only=True, help_text="Newest revision first.")
    edited = serializers.SerializerMethodField(help_text="Whether a person made it or changed its words.")
    version = Whole(read_only=True, help_text="Send it with an act on the claim.")
    created_at = MomentField()

    def get_edited(self, claim: Claim) -> bool:
        return claim.edited_at is not None or claim.made_by_id is not None

    def get_start(self, claim: Claim) -> int | None:
        return _place(claim)[0]

    def get_end(self, claim: Claim) -> int | None:
        return _place(claim)[1]

    @extend_schema_field(SPANS)
    def get_loaded_terms(self, claim: Claim) -> list[list[int]]:
        start, _ = _place(claim)
        return [] if start is None else [[start + a, start + b] for a, b in claim.loaded_terms]


def _moved(offset: int, claim: Claim) -> int | None:
    """An offset within the quote as one within the article's text."""
    start, _ = _place(claim)
    return None if start is None else start + offset


def _place(claim: Claim) -> tuple[int | None, int | None]:
    """Where the claim stands in the newest revision that it was looked for in."""
    placement = next(iter(claim.placements.all()), None)
    if placement is None or placement.state != Placement.State.LIVE:
        return None, None
    return placement.start, placement.end


# --- verdicts, evidence, links ----------------------------------------------------------------------------------------


class VerdictOut(Shape):
    """One entry in the row of judgements on a claim's layer. Entries are added, never changed."""

    claim = serializers.UUIDField(source="claim.public_id", read_only=True)
    layer = Choice(Verdict.Layer.choices, read_only=True)
    sequence = Whole(read_only=True)
    act = Choice(Verdict.Act.choices, read_only=True)
    value = ChoiceOrNullField(Verdict.Value.choices, help_text="What holds from here on; null: nothing does.")
    label = LabelOut(  # type: ignore[assignment]
        read_only=True, allow_null=True, help_text="The desk's own word; `value` is the core one, always."
    )
    cause = ChoiceOrNullField(Verdict.Cause.choices, help_text="Why a layer reopened by itself.")
    reviewer = Named(read_only=True, allow_null=True, help_text="Null: the machine reopened it.")
    second_reviewer = Named(read_only=True, allow_null=True, help_text="Where two decided the same.")
    review_by = serializers.DateField(read_only=True, allow_null=True, help_text="Day of the next look.")
    checklist = ChecklistField(read_only=True)
    rationale = WordsField()
    reason = WordsField()
    replaces = serializers.UUIDField(source="replaces.public_id", read_only=True, default=None, allow_null=True)
    evidence = serializers.SerializerMethodField(help_text="What of it you may see.")
    confidential_evidence = serializers.SerializerMethodField(
        help_text="How many confidential pieces it rests on that you may not see."
    )
    holds = Flag(read_only=True, help_text="Whether it is the newest on its layer.")
    created_at = MomentField()

    @extend_schema_field({"type": "array", "items": {"type": "string", "format": "uuid"}})
    def get_evidence(self, verdict: Verdict) -> list[str]:
        return [str(piece.public_id) for piece in _visible(verdict)]

    def get_confidential_evidence(self, verdict: Verdict) -> int:
        if not hasattr(verdict, "confidential_total"):
            return verdict.evidence.filter(confidential=True).count()
        return (verdict.confidential_total or 0) - sum(piece.confidential for piece in _visible(verdict))


def _visible(verdict: Verdict) -> list[Evidence]:
    """The pieces that the caller may see (rows.verdicts loads those only); else those that are not confidential."""
    if hasattr(verdict, "confidential_total"):
        return list(verdict.evidence.all())
    return list(verdict.evidence.filter(confidential=False).order_by("id"))


class LinkOut(Shape):
    """How two claims stand to each other. A suggestion counts nowhere until somebody confirms it."""

    left = ClaimRef(read_only=True)
    right = ClaimRef(read_only=True)
    relation = Choice(ClaimLink.Relation.choices, read_only=True)
    newer = serializers.UUIDField(
        source="newer.public_id",
        read_only=True,
        default=None,
        allow_null=True,
        help_text="Of an update: the newer claim.",
    )
    score = Real(read_only=True, min_value=0, max_value=1)
    rule = Text(read_only=True)
    reason = Text(read_only=True)
    state = Choice(ClaimLink.State.choices, read_only=True)
    made_by = Named(read_only=True, allow_null=True, help_text="Null: the machine.")
    decided_by = Named(read_only=True, allow_null=True)
    decided_at = MomentField(allow_null=True)
    version = Whole(read_only=True, help_text="Send it with a decision.")
    created_at = MomentField()


class CurrentVerdicts(serializers.Serializer[Any]):
    statement = VerdictOut(read_only=True, allow_null=True)
    world = VerdictOut(read_only=True, allow_null=True)


class ClaimDetail(ClaimOut):
    verdicts = CurrentVerdicts(source="shown_verdicts", read_only=True, help_text="The newest entry on each layer.")
    evidence = EvidenceOut(source="shown_evidence", many=True, read_only=True)
    links = LinkOut(source="shown_links", many=True, read_only=True)


def shown(row: models.Model) -> Any:
    """A row that a refusal carries along, as it would be shown elsewhere."""
    if isinstance(row, Verdict):
        row.holds = True  # type: ignore[attr-defined]
        return VerdictOut(row).data
    if isinstance(row, ClaimLink):
        return LinkOut(row).data
    if isinstance(row, Fact | Source):
        return {"id": str(row.public_id), "name": row.name, "version": row.version}
    if isinstance(row, Contact):
        return ContactOut(row).data
    if isinstance(row, Claim):
        return ClaimOut(row).data
    if isinstance(row, NearCopy):
        return NearCopyOut(row).data
    if isinstance(row, Comment):
        return CommentOut(row).data
    if isinstance(row, Article):
        count_claims([row])
        return ArticleOut(row).data
    return str(row)
