"""Runs, findings, the history, and whose token this is."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import rows
from claims.api.filters import FindingFilters, HistoryFilters, RunFilters
from claims.api.outputs import FindingOut, HistoryOut, MeOut, RunOut
from claims.api.views.base import DeskView, Guarded
from claims.api.views.editing import DecisionsOnFindings
from claims.models import ExtractionRun, Finding, History
from claims.permissions import Action


class Runs(DeskView):
    nouns = ("run", "runs")
    queryset = ExtractionRun.objects.none()
    rows = staticmethod(rows.runs)
    serializer_class = RunOut
    filterset_class = RunFilters


class Findings(DecisionsOnFindings, DeskView):
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
