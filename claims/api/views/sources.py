"""Sources: found, added, edited, rated, merged, with their other names and their track record; and the provenance and the
credibility of single claims."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import rows
from claims.api.fact_shapes import (
    AliasIn,
    MergeIntoIn,
    RatingIn,
    RatingOut,
    RestoringIn,
    RetractionIn,
    SourceAdded,
    SourceEdited,
    TrackRecordOut,
)
from claims.api.filters import SourceFilters
from claims.api.outputs import SourceOut
from claims.api.views.base import DeskView, referred
from claims.api.views.facts import IF_MATCH, version_of
from claims.facts.track_record import track_record
from claims.models import ReliabilityRating, Source
from claims.permissions import Action, require
from claims.review.retraction import restore_source, retract_source
from claims.sources import add_alias, create_source, edit_source, merge_sources, rate_source, remove_alias


class Sources(DeskView):
    nouns = ("source", "sources")
    queryset = Source.objects.none()
    rows = staticmethod(rows.sources)
    serializer_class = SourceOut
    filterset_class = SourceFilters
    orderings = {"name": "name", "created_at": "created_at"}
    newest_first = False

    def show(self, row: Any, shape: type[serializers.BaseSerializer[Any]] | None = None, status: int = 200) -> Response:
        response = super().show(row, shape, status)
        if isinstance(row, Source):
            response["ETag"] = f'"{row.version}"'
        return response

    @extend_schema(request=SourceAdded, responses={201: SourceOut})
    def create(self, request: Request) -> Response:
        """Add a source. A name or alias that the desk knows already is refused with 409. Articles that name it as a speaker mean
        it from now on."""
        sent = dict(self.sent(SourceAdded).validated_data)
        require(self.actor, Action.EDIT_SOURCES, self.desk_id)
        sent["parent"] = self._source(sent, "parent")
        return self.show(create_source(desk=self.token.desk, actor=self.actor, **sent), status=201)

    @extend_schema(request=SourceEdited, responses=SourceOut, parameters=[IF_MATCH])
    def partial_update(self, request: Request, id: str) -> Response:
        """Change a source's name, kind, side or parent. A new reliability is a rating and needs a `reason`. With the version
        that you read, an edit meanwhile is answered with 409."""
        source, sent = self.get_object(), dict(self.sent(SourceEdited).validated_data)
        if "If-Match" in request.headers:
            sent["version"] = version_of(request, sent)
        if "parent" in sent:
            sent["parent"] = self._source(sent, "parent")
        edit_source(source=source, actor=self.actor, **sent)
        return self.show(self.get_object())

    @extend_schema(request=RatingIn, responses={201: SourceOut}, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def rate(self, request: Request, id: str) -> Response:
        """Rate its reliability, A to F, with the reason. Ratings are kept; the newest one's letter holds."""
        source, sent = self.get_object(), self.sent(RatingIn).validated_data
        require(self.actor, Action.EDIT_SOURCES, source.desk_id)
        version = version_of(request, sent)
        rate_source(source=source, actor=self.actor, letter=sent["letter"], reason=sent["reason"], version=version)
        return self.show(self.get_object(), status=201)

    @extend_schema(responses=RatingOut(many=True))
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def ratings(self, request: Request, id: str) -> Response:
        """All ratings of the source and of those that were merged into it, newest first."""
        source = self.get_object()
        found = ReliabilityRating.objects.filter(Q(source=source) | Q(source__merged_into=source))
        return Response(RatingOut(found.select_related("rater").order_by("-pk"), many=True).data)

    @extend_schema(request=AliasIn, responses={201: SourceOut})
    @action(detail=True, methods=["post"], url_path="aliases")
    def add_alias(self, request: Request, id: str) -> Response:
        """Add another name. Texts that use it mean this source from now on."""
        source, sent = self.get_object(), self.sent(AliasIn).validated_data
        add_alias(source=source, actor=self.actor, name=sent["name"])
        return self.show(self.get_object(), status=201)

    @extend_schema(request=AliasIn, responses=SourceOut)
    @action(detail=True, methods=["post"], url_path="aliases/remove")
    def remove_alias(self, request: Request, id: str) -> Response:
        """Take another name away."""
        source, sent = self.get_object(), self.sent(AliasIn).validated_data
        remove_alias(source=source, actor=self.actor, name=sent["name"])
        return self.show(self.get_object())

    @extend_schema(request=MergeIntoIn, responses=SourceOut, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, id: str) -> Response:
        """Let another source take this one in, for good: its articles, places where it speaks, and names. The answer is that
        one; this one names it as `merged_into`."""
        source, sent = self.get_object(), self.sent(MergeIntoIn).validated_data
        require(self.actor, Action.EDIT_SOURCES, source.desk_id)
        version, into = version_of(request, sent), self._source(sent, "into")
        assert into is not None  # the shape asks for it
        merged = merge_sources(source=source, into=into, actor=self.actor, version=version, reason=sent["reason"])
        return self.show(self.get_queryset().get(pk=merged.pk))

    @extend_schema(request=RetractionIn, responses=SourceOut, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def retract(self, request: Request, id: str) -> Response:
        """Mark it as retracted: it counts as no origin, and verdicts that rest on it reopen, the first at once, the others by a
        worker. One that is retracted already is answered with 409."""
        source, sent = self.get_object(), self.sent(RetractionIn).validated_data
        require(self.actor, Action.EDIT_SOURCES, source.desk_id)
        version = version_of(request, sent)
        retract_source(source=source, actor=self.actor, reason=sent["reason"], hosts=sent["hosts"], version=version)
        return self.show(self.get_object())

    @extend_schema(request=RestoringIn, responses=SourceOut, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, id: str) -> Response:
        """Take the retraction back. What reopened stays so, unless it was a mistake: `give_back`."""
        source, sent = self.get_object(), self.sent(RestoringIn).validated_data
        require(self.actor, Action.EDIT_SOURCES, source.desk_id)
        version = version_of(request, sent)
        restore_source(
            source=source, actor=self.actor, reason=sent["reason"], give_back=sent["give_back"], version=version
        )
        return self.show(self.get_object())

    @extend_schema(responses=TrackRecordOut)
    @action(detail=True, methods=["get"], url_path="track-record")
    def track_record(self, request: Request, id: str) -> Response:
        """How often its first figures were revised and which way, what was verified, and who carries its word."""
        return self.show(track_record(self.get_object(), self.actor), TrackRecordOut)

    def _source(self, sent: dict[str, Any], field: str) -> Source | None:
        return referred(rows.sources(self.actor), field, sent[field])
