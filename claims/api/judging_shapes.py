"""What is sent and answered about judging: decisions of two people, what may be done, checklists, labels, rules of review."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.fields import ChoiceOrNullField, MomentField, WordsField
from claims.api.filters import IdFilter, OneFilter, Sieve, SomeFilter
from claims.api.inputs import LONG, Input, Words
from claims.api.outputs import Choice, Flag, Named, Real, Shape, Text, Whole
from claims.models import Decision, HouseLabel, Verdict
from claims.review.checklist import ANSWERS, POINTS
from claims.review.labels import LONGEST_NAME
from claims.review.moves import Move, Waits

ANSWERS_BY_POINT = {"type": "object", "additionalProperties": {"type": "string", "enum": list(ANSWERS)}}
NAMES = {"type": "object", "additionalProperties": {"type": "string", "maxLength": LONGEST_NAME}}


@extend_schema_field(ANSWERS_BY_POINT)
class ChecklistField(serializers.Field[Any, Any, Any, Any]):
    """Points by their keys: done, not_needed or open."""

    def __init__(self, **options: Any) -> None:
        super().__init__(help_text=f"Points ({', '.join(POINTS)}) with {', '.join(ANSWERS)}.", **options)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if not isinstance(data, dict) or not all(data.get(key) in ANSWERS for key in data):
            raise serializers.ValidationError(f"Give an object of points, each {' or '.join(ANSWERS)}.")
        if unknown := sorted(str(key) for key in data if key not in POINTS):
            raise serializers.ValidationError(
                f"There is no point {', '.join(unknown[:5])}; there are {', '.join(POINTS)}."
            )
        return data

    def to_representation(self, value: dict[str, str]) -> dict[str, str]:
        return value


@extend_schema_field(NAMES)
class NamesField(serializers.Field[Any, Any, Any, Any]):
    """A name by the code of each language."""

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if not isinstance(data, dict) or not all(isinstance(name, str) for name in data.values()):
            raise serializers.ValidationError('Give an object of names by language, such as {"uk": "…"}.')
        return data

    def to_representation(self, value: dict[str, str]) -> dict[str, str]:
        return value


# --- what is sent -----------------------------------------------------------------------------------------------------


class Extras(Input):
    """What a judgement may carry besides its value and rationale."""

    evidence = serializers.ListField(
        child=serializers.UUIDField(),
        max_length=200,
        required=False,
        help_text="What it rests on; left out: all of the claim's.",
    )
    label = serializers.UUIDField(  # type: ignore[assignment]
        allow_null=True, default=None, help_text="The desk's own word for the value."
    )
    review_by = serializers.DateField(
        allow_null=True, default=None, help_text="Day of the next look; null: as the desk says."
    )
    checklist = ChecklistField(required=False)


class VerdictIn(Extras):
    claim = serializers.UUIDField()
    layer = serializers.ChoiceField(Verdict.Layer.choices)
    value = serializers.ChoiceField(Verdict.Value.choices)
    rationale = Words(max_length=LONG, allow_blank=True)
    replaces = serializers.UUIDField(
        allow_null=True, default=None, help_text="The entry that held when you looked; null: there was none."
    )
    reason = Words(max_length=LONG, allow_blank=True, default="", help_text="Why a verdict is changed.")
    wording_seen = Words(
        max_length=LONG, required=False, help_text="The wording that you read; another one by now is refused with 409."
    )


class Resolution(Extras):
    layer = serializers.ChoiceField(Verdict.Layer.choices)
    value = serializers.ChoiceField(Verdict.Value.choices)
    rationale = Words(max_length=LONG, allow_blank=True)


class LabelIn(Input):
    value = serializers.ChoiceField(Verdict.Value.choices, help_text="The core verdict that it maps onto.")
    name = Words(max_length=LONGEST_NAME)
    names = NamesField(required=False)
    colour = serializers.ChoiceField(HouseLabel.Colour.choices, allow_blank=True, default="")


class LabelEdit(Input):
    name = Words(max_length=LONGEST_NAME, required=False)
    names = NamesField(required=False)
    colour = serializers.ChoiceField(HouseLabel.Colour.choices, allow_blank=True, required=False)
    ordinal = serializers.IntegerField(min_value=0, max_value=9999, required=False)
    retired = serializers.BooleanField(required=False)


class RulesEdit(Input):
    """What is left out stays; null lifts a rule."""

    independent_origins = serializers.IntegerField(required=False)
    second_review_from = serializers.FloatField(required=False, allow_null=True)
    review_after_days = serializers.IntegerField(required=False, allow_null=True)


# --- what is answered -------------------------------------------------------------------------------------------------


class LabelOut(Shape):
    """A desk's own word for a core verdict."""

    value = Choice(Verdict.Value.choices, read_only=True, help_text="The core verdict, always.")
    name = Text(read_only=True)
    names = NamesField(read_only=True)
    colour = ChoiceOrNullField(HouseLabel.Colour.choices)
    ordinal = Whole(read_only=True)
    retired = Flag(read_only=True)
    created_at = MomentField()


class DecisionOut(Shape):
    """What one person decided where two must. Blind: others see it once a verdict came of it."""

    claim = serializers.UUIDField(source="claim.public_id", read_only=True)
    layer = Choice(Verdict.Layer.choices, read_only=True)
    round = Whole(read_only=True)
    place = Choice(Decision.Place.choices, read_only=True)
    value = Choice(Verdict.Value.choices, read_only=True)
    label = LabelOut(read_only=True, allow_null=True)  # type: ignore[assignment]
    reviewer = Named(read_only=True)
    rationale = WordsField()
    reason = WordsField()
    review_by = serializers.DateField(read_only=True, allow_null=True)
    checklist = ChecklistField(read_only=True)
    verdict = serializers.UUIDField(
        source="verdict.public_id", read_only=True, default=None, allow_null=True, help_text="That came of it."
    )
    evidence = serializers.SerializerMethodField()
    created_at = MomentField()

    @extend_schema_field({"type": "array", "items": {"type": "string", "format": "uuid"}})
    def get_evidence(self, decision: Decision) -> list[str]:
        return [str(piece.public_id) for piece in decision.evidence.all()]


class PointOut(serializers.Serializer[Any]):
    key = Text(read_only=True)
    words = Text(read_only=True)
    about = Text(read_only=True, help_text="The words of the claim that it is about.")


class LayerJudging(serializers.Serializer[Any]):
    """How a layer can be judged now."""

    layer = Choice(Verdict.Layer.choices, read_only=True)
    waits = Choice([(waits.value, waits.value) for waits in Waits], read_only=True, help_text="Who is to decide.")
    moves = serializers.ListField(
        child=serializers.ChoiceField([(move.value, move.value) for move in Move]), read_only=True
    )
    decided = Flag(read_only=True, help_text="Whether you made a decision that waits.")
    may_resolve = Flag(read_only=True)
    checklist = PointOut(many=True, read_only=True)


class RulesOut(serializers.Serializer[Any]):
    """The desk's rules of review."""

    desk = Named(source="*", read_only=True)
    independent_origins = Whole(read_only=True)
    second_review_from = Real(read_only=True, allow_null=True)
    review_after_days = Whole(read_only=True, allow_null=True)


# --- query parameters -------------------------------------------------------------------------------------------------


class DecisionFilters(Sieve):
    claim = IdFilter("claim")
    article = IdFilter("claim__article")
    layer = OneFilter(choices=Verdict.Layer.choices)
    place = SomeFilter(choices=Decision.Place.choices)
    reviewer = IdFilter("reviewer")

    class Meta:
        model = Decision
        fields: list[str] = []


class LabelFilters(Sieve):
    value = SomeFilter(choices=Verdict.Value.choices)

    class Meta:
        model = HouseLabel
        fields: list[str] = []
