"""Where a claim comes from, and how credible its information is."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.claim_outputs import ClaimOut
from claims.api.fact_shapes import CredibilityIn, ProvenanceOut
from claims.api.fact_views import graph_out
from claims.linking.origins import graph_of_claims
from claims.review.credibility import rate_credibility


class ProvenanceOfClaims:
    """Two addresses below a claim."""

    @extend_schema(responses=ProvenanceOut)
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def provenance(self: Any, request: Request, id: str) -> Response:
        """The claim's chain from the origin over every hop to the outlet."""
        claim = self.get_object()
        return Response(ProvenanceOut(graph_out(graph_of_claims([claim]), [claim])).data)

    @extend_schema(request=CredibilityIn, responses=ClaimOut)
    @action(detail=True, methods=["post"])
    def credibility(self: Any, request: Request, id: str) -> Response:
        """Rate how credible the information is, 1 to 6, apart from its source's reliability. Send the rating that you read as
        `seen`; when somebody was faster the answer is 409 with the `credibility` that holds."""
        claim, sent = self.get_object(), self.sent(CredibilityIn).validated_data
        rate_credibility(
            claim=claim, actor=self.actor, value=sent["credibility"], seen=sent["seen"], reason=sent["reason"]
        )
        return self.show(self.get_object(), ClaimOut)
