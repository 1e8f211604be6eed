"""Decisions of two people, the desk's labels and its rules of review."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.inputs import Nothing
from claims.api.judging_shapes import (
    DecisionFilters,
    DecisionOut,
    LabelEdit,
    LabelFilters,
    LabelIn,
    LabelOut,
    RulesEdit,
    RulesOut,
)
from claims.api.views.base import DeskView, Guarded, referred
from claims.models import Claim, Decision, Evidence, HouseLabel
from claims.permissions import Action, Actor, desk_ids, require
from claims.review.checklist import points_on
from claims.review.gates import layers_of, moves_on
from claims.review.labels import add_label, edit_label, edit_rules, remove_label
from claims.review.second import round_of, take_back_decision, visible_decisions


def decisions(actor: Actor) -> QuerySet[Decision]:
    pieces = Evidence.objects.readable_by(actor).order_by("id")
    rows = visible_decisions(actor).select_related("claim", "reviewer", "label", "verdict")
    return rows.prefetch_related(Prefetch("evidence", pieces))


def labels(actor: Actor) -> QuerySet[HouseLabel]:
    return HouseLabel.objects.filter(desk_id__in=desk_ids(actor, Action.READ))


def judgement(claim: Claim, actor: Actor, sent: dict[str, Any]) -> dict[str, Any]:
    """What was sent as the arguments of the services that judge, with the rows that it names."""
    chosen = sent.get("evidence")
    label = referred(labels(actor), "label", sent["label"])
    return {
        "claim": claim,
        "actor": actor,
        "layer": sent["layer"],
        "value": sent["value"],
        "rationale": sent["rationale"],
        "evidence": None if chosen is None else _pieces(actor, chosen),
        "label": label,
        "review_by": sent["review_by"],
        "checklist": sent.get("checklist"),
    }


def _pieces(actor: Actor, ids: list[UUID]) -> list[Evidence]:
    found = list(Evidence.objects.readable_by(actor).filter(public_id__in=ids).order_by("id"))
    if missing := {str(wanted) for wanted in ids} - {str(piece.public_id) for piece in found}:
        raise ValidationError({"evidence": [f"There is no evidence {', '.join(sorted(missing))} to be seen."]})
    return found


def layer_judging(claim: Claim, actor: Actor) -> list[dict[str, Any]]:
    """How each layer of the claim can be judged now, as that reader may know it."""
    shown = []
    for layer in layers_of(claim):
        round = round_of(claim, layer, actor)
        shown.append(
            {
                "layer": layer,
                "waits": round.waits,
                "moves": moves_on(claim, layer),
                "decided": round.mine is not None,
                "may_resolve": round.may_resolve,
                "checklist": points_on(claim, layer),
            }
        )
    return shown


class Decisions(DeskView):
    """They are made by `POST /verdicts` where two people must decide, and resolved by `POST /claims/{id}/resolve`."""

    nouns = ("decision that you may see", "decisions that you may see")
    queryset = Decision.objects.none()
    rows = staticmethod(decisions)
    serializer_class = DecisionOut
    filterset_class = DecisionFilters

    @extend_schema(request=None, responses={201: DecisionOut})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, id: str) -> Response:
        """Take back your own decision: a first one until the second came, a second one that differs within ten seconds."""
        decision = self.get_object()
        self.sent(Nothing)
        taken = take_back_decision(decision=decision, actor=self.actor)
        return self.show(self.get_queryset().get(pk=taken.pk), status=201)


class Labels(DeskView):
    nouns = ("label", "labels")
    queryset = HouseLabel.objects.none()
    rows = staticmethod(labels)
    serializer_class = LabelOut
    filterset_class = LabelFilters
    orderings = {"created_at": "created_at", "ordinal": "ordinal"}
    newest_first = False

    @extend_schema(request=LabelIn, responses={201: LabelOut})
    def create(self, request: Request) -> Response:
        """Add the desk's own word for a core verdict."""
        sent = self.sent(LabelIn).validated_data
        return self.show(add_label(desk=self.token.desk, actor=self.actor, **sent), status=201)

    @extend_schema(request=LabelEdit, responses=LabelOut)
    def partial_update(self, request: Request, id: str) -> Response:
        """Change a label's names, colour or place, or retire it. The core verdict that it maps onto stays."""
        label, sent = self.get_object(), self.sent(LabelEdit).validated_data
        return self.show(edit_label(label=label, actor=self.actor, **sent))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, id: str) -> Response:
        """Remove a label that no verdict carries."""
        remove_label(label=self.get_object(), actor=self.actor)
        return Response(status=204)


class Rules(Guarded):
    @extend_schema(responses=RulesOut, operation_id="rules")
    def get(self, request: Request) -> Response:
        """The desk's rules of review."""
        require(self.actor, Action.READ, self.desk_id)
        return Response(RulesOut(self.token.desk).data)

    @extend_schema(request=RulesEdit, responses=RulesOut, operation_id="rules_change")
    def patch(self, request: Request) -> Response:
        """Change them. They hold for what is decided from now on."""
        require(self.actor, Action.READ, self.desk_id)
        form = RulesEdit(data=request.data)
        form.is_valid(raise_exception=True)
        desk = self.token.desk
        rules: dict[str, Any] = {
            name: form.validated_data.get(name, getattr(desk, name))
            for name in ("independent_origins", "second_review_from", "review_after_days")
        }
        return Response(RulesOut(edit_rules(desk=desk, actor=self.actor, **rules)).data)
