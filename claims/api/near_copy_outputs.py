"""What the API says of near copies, what it takes, and how their list is filtered."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.fields import MomentField
from claims.api.filters import IdFilter, LiveUnlessAsked, ShareFilter, SomeFilter
from claims.api.inputs import Input
from claims.api.outputs import ArticleRef, Choice, Named, Real, Shape, Whole
from claims.models import Article, NearCopy
from claims.permissions import Actor

SPAN = {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2}
PASSAGES = {
    "type": "array",
    "items": {"type": "object", "properties": {"left": SPAN, "right": SPAN}, "required": ["left", "right"]},
}


class NearCopyOut(Shape):
    """That two articles share passages, so that they may be of one origin. Spans count code points of each article's text."""

    left = ArticleRef(source="left.article", read_only=True)
    right = ArticleRef(source="right.article", read_only=True)
    left_revision = Whole(source="left.number", read_only=True)
    right_revision = Whole(source="right.number", read_only=True)
    containment = Real(
        read_only=True, min_value=0, max_value=1, help_text="Which share of the shorter text stands in the other one."
    )
    passages = serializers.SerializerMethodField()
    state = Choice(NearCopy.State.choices, read_only=True)
    decided_by = Named(read_only=True, allow_null=True)
    decided_at = MomentField(allow_null=True)
    version = Whole(read_only=True, help_text="Send it with a decision.")
    created_at = MomentField()

    @extend_schema_field(PASSAGES)
    def get_passages(self, copy: NearCopy) -> list[dict[str, list[int]]]:
        return [{"left": passage[:2], "right": passage[2:]} for passage in copy.passages]


class NearCopyDecision(Input):
    state = serializers.ChoiceField(NearCopy.State.choices)
    version = serializers.IntegerField(min_value=1, help_text="The version that you read.")


class NearCopyFilters(LiveUnlessAsked):
    article = IdFilter(method="by_article", help_text="Either of the two.")
    state = SomeFilter(choices=NearCopy.State.choices)
    containment_min = ShareFilter("containment", "gte")

    class Meta:
        model = NearCopy
        fields: list[str] = []

    def by_article(self, rows: QuerySet[Any], name: str, value: uuid.UUID) -> QuerySet[Any]:
        return rows.filter(Q(left__article__public_id=value) | Q(right__article__public_id=value))

    def live(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        live = Article.State.LIVE
        return rows.filter(left__article__state=live, right__article__state=live)


def near_copies(actor: Actor) -> QuerySet[NearCopy]:
    """Those that the actor may read, with what an answer shows of them."""
    rows = NearCopy.objects.readable_by(actor).select_related("left__article", "right__article", "decided_by")
    return rows.defer("left__text", "right__text")
