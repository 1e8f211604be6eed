"""Facts: found, read with all their versions, made, named, closed, merged, split, and any of it taken back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.fact_filters import FactFilters
from claims.api.fact_shapes import (
    ActOut,
    ComparisonOut,
    FactClaimsIn,
    FactDetail,
    FactEdit,
    FactGatherIn,
    FactIn,
    FactOut,
    FactSplitIn,
    MergeIntoIn,
    TakeBackIn,
)
from claims.api.fact_views import detail_of
from claims.api.views.base import DeskView, Guarded, named, referred
from claims.facts.reading import read_fact, with_counts
from claims.facts.services import (
    Done,
    close_fact,
    gather_into_fact,
    history_event,
    merge_facts,
    remove_from_fact,
    rename_fact,
    split_fact,
    take_back,
)
from claims.models import Article, Claim, Fact
from claims.permissions import Action, Actor, require
from claims.web.compare_view import SHOWS, compare_articles

TAG = re.compile(r'(?:W/)?"(\d{1,9})"')
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description='The version that you read: "3".')


def fact_rows(actor: Actor) -> QuerySet[Fact]:
    return with_counts(Fact.objects.readable_by(actor).select_related("merged_into", "made_by", "desk"))


def version_of(request: Request, sent: dict[str, Any]) -> int:
    """The version that the caller read, from the body or the If-Match header."""
    header, version = request.headers.get("If-Match"), sent.get("version")
    if header is not None:
        found = TAG.fullmatch(header.strip())
        if found is None:
            raise ValidationError({"If-Match": ['Send the version that you read, such as "3".']})
        if version not in (None, int(found[1])):
            raise ValidationError({"version": ["It differs from If-Match."]})
        return int(found[1])
    if version is None:
        raise ValidationError({"version": ["Send the version that you read, here or as If-Match."]})
    return int(version)


class Facts(DeskView):
    nouns = ("fact", "facts")
    queryset = Fact.objects.none()
    rows = staticmethod(fact_rows)
    serializer_class = FactOut
    filterset_class = FactFilters
    orderings = {"created_at": "created_at", "name": "name"}

    def show(self, row: Any, shape: type[serializers.BaseSerializer[Any]] | None = None, status: int = 200) -> Response:
        response = super().show(row, shape, status)
        response["ETag"] = f'"{row.version}"'
        return response

    @extend_schema(responses=FactDetail)
    def retrieve(self, request: Request, id: str) -> Response:
        """One fact with every version, what is agreed, where figures part, what changed and where it comes from. A merged one
        names the fact that took its claims."""
        fact = self.get_object()
        return self.show(detail_of(fact, read_fact(fact, self.actor)), FactDetail)

    @extend_schema(request=FactIn, responses={201: ActOut})
    def create(self, request: Request) -> Response:
        """Make a fact for these claims. A claim that another fact has is refused with 409, unless `moved_from` names it."""
        sent = self.sent(FactIn).validated_data
        require(self.actor, Action.GATHER, self.desk_id)
        done = gather_into_fact(
            claims=self._claims(sent["claims"]), actor=self.actor, name=sent["name"], moved_from=self._fact(sent, "moved_from")
        )  # fmt: skip
        return self._done(done, 201)

    @extend_schema(request=FactEdit, responses=ActOut, parameters=[IF_MATCH])
    def partial_update(self, request: Request, id: str) -> Response:
        """Give it a name, or say whether its event is over; one of both at a time. Needs the version that you read."""
        fact, sent = self.get_object(), self.sent(FactEdit).validated_data
        version = version_of(request, sent)
        if ("name" in sent) == ("closed" in sent):
            raise ValidationError({"name": ["Send a name, or `closed`, one of them."]})
        if "name" in sent:
            return self._done(rename_fact(fact=fact, actor=self.actor, name=sent["name"], version=version))
        return self._done(close_fact(fact=fact, actor=self.actor, closed=sent["closed"], version=version))

    @extend_schema(request=FactGatherIn, responses=ActOut)
    @action(detail=True, methods=["post"])
    def gather(self, request: Request, id: str) -> Response:
        """Put claims into the fact. A claim that another fact has is refused with 409, unless `moved_from` names it."""
        fact, sent = self.get_object(), self.sent(FactGatherIn).validated_data
        require(self.actor, Action.GATHER, fact.desk_id)
        moved_from = self._fact(sent, "moved_from")
        claims = self._claims(sent["claims"])
        return self._done(gather_into_fact(claims=claims, actor=self.actor, fact=fact, moved_from=moved_from))

    @extend_schema(request=FactClaimsIn, responses=ActOut, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, id: str) -> Response:
        """Take claims out of the fact. Needs the version that you read."""
        fact, sent = self.get_object(), self.sent(FactClaimsIn).validated_data
        require(self.actor, Action.GATHER, fact.desk_id)
        version, claims = version_of(request, sent), self._claims(sent["claims"])
        return self._done(remove_from_fact(claims=claims, fact=fact, actor=self.actor, version=version))

    @extend_schema(request=FactSplitIn, responses={201: ActOut}, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def split(self, request: Request, id: str) -> Response:
        """Put some of its claims into a new fact, which is the answer. Needs the version that you read. Take it back at the
        fact that was split."""
        fact, sent = self.get_object(), self.sent(FactSplitIn).validated_data
        require(self.actor, Action.GATHER, fact.desk_id)
        version, claims = version_of(request, sent), self._claims(sent["claims"])
        done = split_fact(fact=fact, claims=claims, actor=self.actor, version=version, name=sent["name"])
        return self._done(done, 201)

    @extend_schema(request=MergeIntoIn, responses=ActOut, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, id: str) -> Response:
        """Put all claims of this fact into another one; this one then names it. Needs the version that you read."""
        fact, sent = self.get_object(), self.sent(MergeIntoIn).validated_data
        require(self.actor, Action.GATHER, fact.desk_id)
        version, into = version_of(request, sent), self._fact(sent, "into")
        assert into is not None  # the shape asks for it
        return self._done(merge_facts(fact=fact, into=into, actor=self.actor, version=version, reason=sent["reason"]))

    @extend_schema(request=TakeBackIn, responses=ActOut)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, id: str) -> Response:
        """Take the last act on the fact back, by the `undo` of its answer."""
        fact, sent = self.get_object(), self.sent(TakeBackIn).validated_data
        require(self.actor, Action.GATHER, fact.desk_id)
        event = history_event(fact, sent["event"])
        return self._done(take_back(fact=fact, event=event, actor=self.actor))

    def _done(self, done: Done, status: int = 200) -> Response:
        fact = self.get_queryset().get(pk=done.fact.pk)
        fact.undo = done.event.sequence if done.event else None
        return self.show(fact, ActOut, status)

    def _claims(self, ids: Iterable[UUID]) -> list[Claim]:
        wanted = set(ids)
        found = list(Claim.objects.readable_by(self.actor).filter(public_id__in=wanted))
        if len(found) != len(wanted):
            raise ValidationError({"claims": ["One of them is not there, or this token may not see it."]})
        return found

    def _fact(self, sent: dict[str, Any], field: str) -> Fact | None:
        return referred(Fact.objects.readable_by(self.actor), field, sent[field])


class Compare(Guarded):
    def query_parameters(self) -> set[str]:
        return {"left", "right", "show"}

    @extend_schema(
        operation_id="compare",
        parameters=[
            OpenApiParameter("left", OpenApiTypes.UUID, required=True, description="An article."),
            OpenApiParameter("right", OpenApiTypes.UUID, required=True, description="Another article."),
            OpenApiParameter("show", str, enum=list(SHOWS), description="Which claims; left out: numbers."),
        ],
        responses=ComparisonOut,
    )
    def get(self, request: Request) -> Response:
        """Two articles side by side: their links, and the numbers that only one of them has."""
        require(self.actor, Action.READ, self.desk_id)
        left, right = (self._article(request, name) for name in ("left", "right"))
        show = request.query_params.get("show", SHOWS[0])
        if show not in SHOWS:
            raise ValidationError({"show": [f"One of {', '.join(SHOWS)}."]})
        if left.pk == right.pk:
            raise ValidationError({"right": ["Name another article than on the left."]})
        return Response(ComparisonOut(compare_articles(left, right, self.actor, show=show)).data)

    def _article(self, request: Request, name: str) -> Article:
        try:
            wanted = UUID(request.query_params.get(name, ""))
        except ValueError as error:
            raise ValidationError({name: ["Name an article by its id."]}) from error
        return named(Article.objects.readable_by(self.actor), wanted)
