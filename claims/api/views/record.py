"""Sources, runs, findings, the history, and whose token this is."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import rows
from claims.api.filters import FindingFilters, HistoryFilters, RunFilters, SourceFilters
from claims.api.inputs import SourceEdit, SourceIn
from claims.api.outputs import FindingOut, HistoryOut, MeOut, RunOut, SourceOut
from claims.api.views.base import DeskView, Guarded
from claims.models import ExtractionRun, Finding, History, Source
from claims.permissions import Action
from claims.sources import create_source, edit_source


class Sources(DeskView):
    nouns = ("source", "sources")
    queryset = Source.objects.none()
    rows = staticmethod(rows.sources)
    serializer_class = SourceOut
    filterset_class = SourceFilters
    orderings = {"name": "name", "created_at": "created_at"}
    newest_first = False

    @extend_schema(request=SourceIn, responses={201: SourceOut})
    def create(self, request: Request) -> Response:
        """Add a source. A name or alias that the desk knows already is refused with 409."""
        sent = self.sent(SourceIn).validated_data
        source = create_source(
            desk=self.token.desk,
            actor=self.actor,
            name=sent["name"],
            kind=sent["kind"],
            reliability=sent["reliability"],
            side=sent["side"],
        )
        return self.show(source, status=201)

    @extend_schema(request=SourceEdit, responses=SourceOut)
    def partial_update(self, request: Request, id: str) -> Response:
        """Change a source's name, kind, reliability or side."""
        source, sent = self.get_object(), dict(self.sent(SourceEdit).validated_data)
        edit_source(source=source, actor=self.actor, reason=sent.pop("reason"), **sent)
        return self.show(self.get_object())


class Runs(DeskView):
    nouns = ("run", "runs")
    queryset = ExtractionRun.objects.none()
    rows = staticmethod(rows.runs)
    serializer_class = RunOut
    filterset_class = RunFilters


class Findings(DeskView):
    nouns = ("finding", "findings")
    queryset = Finding.objects.none()
    rows = staticmethod(rows.findings)
    serializer_class = FindingOut
    filterset_class = FindingFilters


class HistoryRows(DeskView):
    """The desk's record. It is read; nothing else."""

    nouns = ("event of the desk's record", "events of the desk's record")
    queryset = History.objects.none()
    rows = staticmethod(rows.history)
    serializer_class = HistoryOut
    filterset_class = HistoryFilters
    lookup_field = "sequence"
    lookup_url_kwarg = "sequence"
    lookup_value_regex = "[0-9]{1,18}"
    orderings = {"sequence": "sequence"}
    entrance = {"list": Action.READ_HISTORY, "retrieve": Action.READ_HISTORY}

    def retrieve(self, request: Request, sequence: str) -> Response:
        """One event of the desk's record."""
        return self.show(self.get_object())


class Me(Guarded):
    @extend_schema(responses=MeOut, operation_id="me")
    def get(self, request: Request) -> Response:
        """Whose token this is: account, desk, role, scopes, and what it may do."""
        token = self.token
        shown = {
            "user": request.user,
            "desk": token.desk,
            "role": self.actor.roles.get(token.desk_id),
            "token": token,
            "may": [act.name.lower() for act in Action if self.actor.may(act, token.desk_id)],
        }
        return Response(MeOut(shown).data)
