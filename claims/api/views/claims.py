"""Claims: found, read, and put back to review."""

from __future__ import annotations

from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import rows
from claims.api.claim_outputs import ClaimDetail, ClaimOut, VerdictOut
from claims.api.filters import ClaimFilters
from claims.api.inputs import Reopening
from claims.api.judging_shapes import LayerJudging, Resolution
from claims.api.views.base import DeskView, referred
from claims.api.views.editing import EditsOfClaims
from claims.api.views.judging import judgement, layer_judging
from claims.api.views.proof import HarmOfClaims
from claims.api.views.provenance import ProvenanceOfClaims
from claims.api.views.work import WorkOnClaims
from claims.models import Claim
from claims.review.second import resolve_conflict
from claims.review.services import reopen_claim


class Claims(EditsOfClaims, WorkOnClaims, HarmOfClaims, ProvenanceOfClaims, DeskView):
    nouns = ("claim", "claims")
    queryset = Claim.objects.none()
    rows = staticmethod(rows.claims)
    serializer_class = ClaimOut
    filterset_class = ClaimFilters
    orderings = {"created_at": "created_at", "check_worthiness": "check_worthiness", "number": "number"}

    @extend_schema(responses=ClaimDetail)
    def retrieve(self, request: Request, id: str) -> Response:
        """One claim, with the verdicts that hold, its evidence and its links."""
        claim = self.get_object()
        holding = {verdict.layer: verdict for verdict in rows.verdicts(self.actor).filter(claim=claim) if verdict.holds}
        claim.shown_verdicts = {layer: holding.get(layer) for layer in ("statement", "world")}
        claim.shown_evidence = rows.evidence(self.actor).filter(claim=claim).order_by("id")
        claim.shown_links = rows.links(self.actor).filter(Q(left=claim) | Q(right=claim)).order_by("-score", "id")
        return self.show(claim, ClaimDetail)

    @extend_schema(responses=LayerJudging(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def judging(self, request: Request, id: str) -> Response:
        """How each layer can be judged now: who is to decide, the legal moves, and the points to check."""
        claim = Claim.objects.select_related("desk").get(pk=self.get_object().pk)
        return Response(LayerJudging(layer_judging(claim, self.actor), many=True).data)

    @extend_schema(request=Resolution, responses={201: VerdictOut})
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, id: str) -> Response:
        """Resolve two decisions that differ, as a senior reviewer who made neither. Both are told."""
        claim, sent = self.get_object(), self.sent(Resolution).validated_data
        verdict = resolve_conflict(**judgement(claim, self.actor, sent))
        return self.show(rows.verdicts(self.actor).get(pk=verdict.pk), VerdictOut, 201)

    @extend_schema(request=Reopening, responses={201: VerdictOut})
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, id: str) -> Response:
        """Put a judged layer back to review. The old verdict stays, valid as of its date."""
        claim, sent = self.get_object(), self.sent(Reopening).validated_data
        seen = referred(claim.verdicts.all(), "replaces", sent["replaces"])
        verdict = reopen_claim(claim=claim, actor=self.actor, layer=sent["layer"], reason=sent["reason"], replaces=seen)
        return self.show(rows.verdicts(self.actor).get(pk=verdict.pk), VerdictOut, 201)
