"""What programs send and get about facts, provenance, sources and two articles side by side: shape only."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.fields import MomentField, NumberField, WordsField
from claims.api.inputs import Input, Words
from claims.api.outputs import ArticleRef, Choice, ClaimRef, Flag, Named, Shape, Text, Whole
from claims.models import Fact, Source

VERSION = "The version that you read; or send it as If-Match."
STRINGS = {"type": "array", "items": {"type": "string"}}


# --- what is sent


class Versioned(Input):
    version = serializers.IntegerField(min_value=1, required=False, help_text=VERSION)


class FactIn(Input):
    """Claims that speak of one thing; a fact is made for them."""

    claims = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=1000)
    name = Words(max_length=300, allow_blank=True, default="", help_text="Left out: one is suggested.")
    moved_from = serializers.UUIDField(
        allow_null=True, default=None, help_text="The fact that claims move out of, where one has them."
    )


class FactEdit(Versioned):
    name = Words(max_length=300, required=False)
    closed = serializers.BooleanField(required=False, help_text="Its event is over: a later figure corrects.")


class FactGatherIn(Input):
    claims = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=1000)
    moved_from = serializers.UUIDField(allow_null=True, default=None)


class FactClaimsIn(Versioned):
    claims = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=1000)


class FactSplitIn(FactClaimsIn):
    name = Words(max_length=300, allow_blank=True, default="")


class MergeIntoIn(Versioned):
    into = serializers.UUIDField()
    reason = Words(max_length=2000, allow_blank=True, default="")


class TakeBackIn(Input):
    event = serializers.IntegerField(min_value=1, max_value=2**62, help_text="`undo` of the act's answer.")


class SourceAdded(Input):
    name = Words(max_length=200)
    kind = serializers.ChoiceField(Source.Kind.choices)
    reliability = serializers.ChoiceField(Source.Reliability.choices, default=Source.Reliability.F)
    side = serializers.ChoiceField(Source.Side.choices, default=Source.Side.NONE)
    parent = serializers.UUIDField(  # type: ignore[assignment]
        allow_null=True, default=None, help_text="The source that it speaks for."
    )
    reason = Words(max_length=2000, allow_blank=True, default="")


class SourceEdited(Versioned):
    name = Words(max_length=200, required=False)
    kind = serializers.ChoiceField(Source.Kind.choices, required=False)
    side = serializers.ChoiceField(Source.Side.choices, required=False)
    reliability = serializers.ChoiceField(
        Source.Reliability.choices, required=False, help_text="Is a rating, so it needs a reason."
    )
    parent = serializers.UUIDField(allow_null=True, required=False)  # type: ignore[assignment]
    reason = Words(max_length=2000, allow_blank=True, default="")


class RatingIn(Versioned):
    letter = serializers.ChoiceField(Source.Reliability.choices)
    reason = Words(max_length=2000)


class RetractionIn(Versioned):
    reason = Words(max_length=2000)
    hosts = serializers.ListField(
        child=Words(max_length=253), required=False, allow_null=True, default=None, max_length=1000,
        help_text="Of its own hosts, those at which addresses are its word; left out: all of them.",
    )  # fmt: skip


class RestoringIn(Versioned):
    reason = Words(max_length=2000)
    give_back = serializers.BooleanField(
        default=False, help_text="It was a mistake: verdicts that reopened for it, and nobody judged since, hold again."
    )


class AliasIn(Input):
    name = Words(max_length=200)


class CredibilityIn(Input):
    credibility = serializers.IntegerField(min_value=1, max_value=6, allow_null=True)
    seen = serializers.IntegerField(
        min_value=1, max_value=6, allow_null=True, default=None, help_text="The rating that you read; null: none."
    )
    reason = Words(max_length=2000, allow_blank=True, default="")


# --- what is answered


class FactOut(Shape):
    """What several claims speak of: one state of affairs, or a tally."""

    name = Text(read_only=True)
    name_how = Choice(Fact.NameHow.choices, read_only=True)
    closed = Flag(read_only=True)
    merged_into = Named(read_only=True, allow_null=True, help_text="The fact that took its claims.")
    made_by = Named(read_only=True, allow_null=True, help_text="Null: by confirmed links.")
    claims = Whole(source="claim_count", read_only=True)
    version = Whole(read_only=True, help_text="Send it with an edit.")
    created_at = MomentField()


class ActOut(FactOut):
    undo = Whole(
        read_only=True, allow_null=True, help_text="Send it to `undo` to take the act back; null: nothing changed."
    )


class IntervalOut(serializers.Serializer[Any]):
    low = NumberField(allow_null=True)
    high = NumberField(allow_null=True)
    low_exclusive = Flag(read_only=True)
    high_exclusive = Flag(read_only=True)


class VersionOut(serializers.Serializer[Any]):
    """One claim's say on the fact."""

    number = Whole(read_only=True)
    claim = ClaimRef(read_only=True)
    published = WordsField(source="version.at")
    words = Text(source="version.words", read_only=True)
    interval = IntervalOut(source="version.interval", read_only=True, allow_null=True)
    of = NumberField(source="version.total", allow_null=True)
    speaker = WordsField(help_text="Null: the article itself.")
    outlet = WordsField()
    side = Text(source="version.side", read_only=True)
    superseded = Flag(source="replaced", read_only=True)
    origin = serializers.SerializerMethodField(help_text="Place of its independent origin in `origins`.")

    def get_origin(self, said: Any) -> int | None:
        head = said.version.origin.split(" ", 1)[0]
        return int(head) if head.isdigit() else None


class AgreementOut(serializers.Serializer[Any]):
    interval = IntervalOut(read_only=True)
    origins = serializers.ListField(child=Whole(), read_only=True)
    versions = serializers.ListField(child=Whole(), read_only=True)


class PartingOut(serializers.Serializer[Any]):
    """Two versions of which at most one can hold. Only `confirmed` is judged; `suggested` counts for nothing."""

    one = Whole(read_only=True)
    other = Whole(read_only=True)
    state = Text(read_only=True, help_text="confirmed, suggested or unjudged: by the figures alone.")
    reason = WordsField()
    link = serializers.UUIDField(read_only=True, allow_null=True)


class ChangeOut(serializers.Serializer[Any]):
    kind = Text(read_only=True, help_text="first, update, correction, parts or repeats.")
    version = Whole(read_only=True)
    other = Whole(read_only=True, allow_null=True)


class OriginOut(serializers.Serializer[Any]):
    """One independent origin, and why its versions are one."""

    name = WordsField()
    claims = serializers.ListField(child=serializers.UUIDField(), read_only=True)
    why = serializers.ListField(child=Text(), read_only=True)


class NodeOut(serializers.Serializer[Any]):
    key = Text(read_only=True)
    name = WordsField()
    source = Named(read_only=True, allow_null=True)  # type: ignore[assignment]
    roles = serializers.ListField(child=Text(), read_only=True)
    claims = serializers.ListField(child=serializers.UUIDField(), read_only=True)
    reliability = WordsField()
    side = WordsField()
    weakest = Flag(read_only=True, help_text="The weakest hop of a chain.")
    on_itself = WordsField(help_text="Why its word is a party's word on itself.")
    origin = Whole(read_only=True, allow_null=True)


class EdgeOut(serializers.Serializer[Any]):
    start = Text(read_only=True)
    end = Text(read_only=True)
    claims = serializers.ListField(child=serializers.UUIDField(), read_only=True)
    kind = Text(read_only=True, help_text="told or copied.")


class RefusedOut(serializers.Serializer[Any]):
    claim = serializers.UUIDField(read_only=True)
    names = serializers.ListField(child=Text(), read_only=True)
    reason = Text(read_only=True)


class ProvenanceOut(serializers.Serializer[Any]):
    """Who passed it on, from origins over hops to outlets. Chains that go round in a circle are left out and told."""

    articles = Whole(read_only=True)
    origins = OriginOut(many=True, read_only=True)
    nodes = NodeOut(many=True, read_only=True)
    edges = EdgeOut(many=True, read_only=True)
    refused = RefusedOut(many=True, read_only=True)


class TotalOut(serializers.Serializer[Any]):
    total = NumberField()
    giving = Whole(read_only=True)
    versions = Whole(read_only=True)


class FactDetail(FactOut):
    """The fact with all its versions. Suggested links count in nothing but what says so itself."""

    unit = WordsField()
    counted = WordsField()
    articles = Whole(read_only=True)
    versions = VersionOut(many=True, read_only=True, help_text="Earliest first.")
    agreed = AgreementOut(many=True, read_only=True)
    agreed_total = TotalOut(read_only=True, allow_null=True)
    partings = PartingOut(many=True, read_only=True)
    changes = ChangeOut(many=True, read_only=True)
    provenance = ProvenanceOut(read_only=True)
    merge_with = Named(many=True, read_only=True, help_text="Facts that confirmed links join with this one.")


class RatingOut(Shape):
    letter = Choice(Source.Reliability.choices, read_only=True)
    rater = Named(read_only=True)
    reason = Text(read_only=True)
    created_at = MomentField()


class FirstFigureOut(serializers.Serializer[Any]):
    """A first figure of the source on one fact, and the one that holds in its place."""

    fact = Named(source="first.fact", read_only=True)
    first = ClaimRef(read_only=True)
    latest = ClaimRef(read_only=True)
    revised = Flag(read_only=True)
    way = Text(source="revision.way", read_only=True, help_text="up, down or same.")
    hours = serializers.FloatField(read_only=True, allow_null=True)


class CarrierOut(serializers.Serializer[Any]):
    outlet = WordsField()
    claims = Whole(read_only=True)


class TrackRecordOut(serializers.Serializer[Any]):
    says = Whole(source="speaks", read_only=True)
    issued = Whole(source="carries", read_only=True, help_text="Claims of its own articles.")
    statement = serializers.SerializerMethodField(help_text="Claims that it says by state: was it said?")
    world = serializers.SerializerMethodField(help_text="Claims that it says by state: is it so?")
    own_world = serializers.SerializerMethodField(help_text="Claims of its articles by state.")
    first_figures = FirstFigureOut(source="firsts", many=True, read_only=True)
    revised_up = Whole(source="up", read_only=True)
    revised_down = Whole(source="down", read_only=True)
    median_hours = serializers.FloatField(read_only=True, allow_null=True)
    carried_by = serializers.SerializerMethodField()
    on_itself = Whole(read_only=True)
    looked_at = Whole(read_only=True, help_text="Newest claims that were looked at for `on_itself`.")

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_statement(self, record: Any) -> dict[str, int]:
        return dict(record.statement)

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_world(self, record: Any) -> dict[str, int]:
        return dict(record.world)

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_own_world(self, record: Any) -> dict[str, int]:
        return dict(record.own_world)

    @extend_schema_field(CarrierOut(many=True))
    def get_carried_by(self, record: Any) -> Any:
        return [{"outlet": name or None, "claims": number} for name, number in record.carried_by]


class ComparedRow(serializers.Serializer[Any]):
    """One row side by side: a link with both its claims, or claims of one or both sides without a counterpart."""

    left = serializers.SerializerMethodField()
    right = serializers.SerializerMethodField()
    link = serializers.UUIDField(source="link.public_id", read_only=True, default=None, allow_null=True)
    relation = Text(source="link.relation", read_only=True, default=None, allow_null=True)
    state = Text(source="link.state", read_only=True, default=None, allow_null=True)
    reason = Text(source="link.reason", read_only=True, default=None, allow_null=True)

    @extend_schema_field({"type": "array", "items": {"type": "string", "format": "uuid"}})
    def get_left(self, row: Any) -> list[str]:
        return [str(ref.claim.public_id) for _span, ref in row.left.spans] if row.left else []

    @extend_schema_field({"type": "array", "items": {"type": "string", "format": "uuid"}})
    def get_right(self, row: Any) -> list[str]:
        return [str(ref.claim.public_id) for _span, ref in row.right.spans] if row.right else []


class ComparisonOut(serializers.Serializer[Any]):
    left = ArticleRef(read_only=True)
    right = ArticleRef(read_only=True)
    confirmed = Whole(read_only=True)
    suggested = Whole(read_only=True)
    rejected = Whole(read_only=True)
    shared_speakers = serializers.ListField(source="speakers", child=Text(), read_only=True)
    rows = ComparedRow(many=True, read_only=True)
