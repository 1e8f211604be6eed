"""Verdicts and links: what people decide. Verdicts are added, never changed."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import rows
from claims.api.claim_outputs import LinkOut, VerdictOut
from claims.api.filters import LinkFilters, VerdictFilters
from claims.api.inputs import LinkDecision, LinkIn, Nothing
from claims.api.judging_shapes import DecisionOut, VerdictIn
from claims.api.views.base import DeskView, named, referred
from claims.api.views.judging import decisions, judgement
from claims.models import Claim, ClaimLink, Decision, Verdict
from claims.review.links import judge_link, make_link
from claims.review.second import decide_claim
from claims.review.services import withdraw_verdict


class Verdicts(DeskView):
    nouns = ("verdict", "verdicts")
    queryset = Verdict.objects.none()
    rows = staticmethod(rows.verdicts)
    serializer_class = VerdictOut
    filterset_class = VerdictFilters

    @extend_schema(request=VerdictIn, responses={201: VerdictOut, 202: DecisionOut})
    def create(self, request: Request) -> Response:
        """Record a verdict on one layer of a claim, or change the one that holds (with a reason).

        Where two people must decide, yours may be one of two decisions: the answer is 202 with it, and the verdict comes when
        both say the same. `replaces` names the entry that held when you looked. When somebody judged meanwhile, the answer is
        409 with the `verdict` that holds now; an act that the layer's state does not allow is 409 with the `legal` ones.
        """
        sent = self.sent(VerdictIn).validated_data
        claim = named(_claims(self), sent["claim"])
        came = decide_claim(
            **judgement(claim, self.actor, sent),
            reason=sent["reason"],
            replaces=referred(claim.verdicts.all(), "replaces", sent["replaces"]),
            wording_seen=sent.get("wording_seen"),
        )
        if isinstance(came, Decision):
            return self.show(decisions(self.actor).get(pk=came.pk), DecisionOut, 202)
        return self._added(came)

    @extend_schema(request=None, responses={201: VerdictOut})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, id: str) -> Response:
        """Undo your own verdict within ten seconds. The answer is the new entry, which restores what held before."""
        verdict = self.get_object()
        self.sent(Nothing)
        return self._added(withdraw_verdict(verdict=verdict, actor=self.actor))

    def _added(self, verdict: Verdict) -> Response:
        return self.show(self.get_queryset().get(pk=verdict.pk), status=201)


class Links(DeskView):
    nouns = ("link", "links")
    queryset = ClaimLink.objects.none()
    rows = staticmethod(rows.links)
    serializer_class = LinkOut
    filterset_class = LinkFilters
    orderings = {"score": "score", "created_at": "created_at"}

    @extend_schema(request=LinkIn, responses={201: LinkOut})
    def create(self, request: Request) -> Response:
        """Draw a link between two claims. It is confirmed from the start."""
        sent = self.sent(LinkIn).validated_data
        link = make_link(
            actor=self.actor,
            claim=named(_claims(self), sent["claim"]),
            other=named(_claims(self), sent["other"]),
            relation=sent["relation"],
            reason=sent["reason"],
            newer=referred(_claims(self), "newer", sent["newer"]),
        )
        return self.show(self.get_queryset().get(pk=link.pk), status=201)

    @extend_schema(request=LinkDecision, responses=LinkOut)
    def partial_update(self, request: Request, id: str) -> Response:
        """Confirm or reject a link, or take the decision back (“suggested”). Send the `version` that you read."""
        link, sent = self.get_object(), self.sent(LinkDecision).validated_data
        judge_link(
            link=link,
            actor=self.actor,
            state=sent["state"],
            version=sent["version"],
            relation=sent.get("relation", ""),
            newer=referred(_claims(self), "newer", sent["newer"]),
            at=referred(_claims(self), "at", sent["at"]),
        )
        return self.show(self.get_object())


def _claims(view: DeskView) -> QuerySet[Claim]:
    return Claim.objects.readable_by(view.actor).select_related("article", "desk")
