"""Work on claims: assignment and deadlines, the next claim, saved views, acts on many."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Now
from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.inputs import Nothing
from claims.api.views.base import DeskView, Guarded, named, referred
from claims.api.work_shapes import (
    ArticleDeadline,
    BulkFilters,
    BulkIn,
    BulkOut,
    LeaseIn,
    LeaseOut,
    Prospects,
    ViewEdit,
    ViewFilters,
    ViewIn,
    ViewOut,
    WorkEdit,
    WorkOut,
)
from claims.models import Article, BulkAct, BulkRow, Claim, Desk, ReviewLease, SavedView, User
from claims.permissions import Action, Actor, require
from claims.review.bulk import Asked, acts_to_read, foresee, run_bulk, undo_bulk
from claims.review.leases import give_back, next_claim, renew_lease, take_claim
from claims.review.views import delete_view, edit_view, save_view, views_to_read
from claims.review.work import change_work, set_article_deadline


class WorkOnClaims:
    """For the claims' resource: who works on one, and until when."""

    @extend_schema(methods=["GET"], responses=WorkOut)
    @extend_schema(methods=["PATCH"], request=WorkEdit, responses=WorkOut)
    @action(detail=True, methods=["get", "patch"])
    def work(self: Any, request: Request, id: str) -> Response:
        """Whose a claim is, until when, how urgent and how risky. Send the `version` that you read with an edit, or If-Match;
        when somebody was faster the answer is 409."""
        claim = Claim.objects.select_related("assignee").get(pk=self.get_object().pk)
        if request.method == "PATCH":
            sent = dict(self.sent(WorkEdit).validated_data)
            version = version_read(request, sent.pop("version", None))
            if "assignee" in sent:
                sent["assignee"] = referred(people_of(self.actor, claim.desk_id), "assignee", sent["assignee"])
            change_work(claim=claim, actor=self.actor, version=version, **sent)
            claim = Claim.objects.select_related("assignee").get(pk=claim.pk)
        response = Response(WorkOut(claim).data)
        response["ETag"] = f'"{claim.version}"'
        return response


class DeadlineOfArticles:
    """For the articles' resource: when its claims are due."""

    @extend_schema(methods=["GET", "PUT"], request=ArticleDeadline, responses=ArticleDeadline)
    @action(detail=True, methods=["get", "put"])
    def deadline(self: Any, request: Request, id: str) -> Response:
        """When the article is due, and with it each of its claims that names no deadline itself; null for none."""
        article = Article.objects.get(pk=self.get_object().pk)
        if request.method == "PUT":
            sent = self.sent(ArticleDeadline).validated_data
            article = set_article_deadline(article=article, actor=self.actor, deadline=sent["deadline"])
        return Response(ArticleDeadline(article).data)


def version_read(request: Request, version: int | None) -> int:
    """The version that the caller read, from the body or the If-Match header."""
    header = request.headers.get("If-Match")
    if header is not None:
        number = header.strip().removeprefix("W/").strip('"')
        if not (number.isascii() and number.isdigit() and 0 < len(number) < 10):
            raise ValidationError({"If-Match": ['Send the version that you read, such as "3".']})
        if version is not None and version != int(number):
            raise ValidationError({"version": ["It differs from If-Match."]})
        return int(number)
    if version is None:
        raise ValidationError({"version": ["Send the version that you read, here or as If-Match."]})
    return version


def people_of(actor: Actor, desk_id: int) -> QuerySet[User]:
    """The members of the desk."""
    return User.objects.filter(memberships__desk_id=desk_id)


# --- leases -------------------------------------------------------------------------------------------------------------


class Leases(Guarded):
    """The claims that people have in hand."""

    @extend_schema(responses=LeaseOut(many=True))
    def get(self, request: Request) -> Response:
        """Who has which claim in hand now."""
        require(self.actor, Action.READ, self.desk_id)
        return Response(LeaseOut(leases(self.actor, self.desk_id).order_by("until"), many=True).data)

    @extend_schema(request=LeaseIn, responses={201: LeaseOut, 204: OpenApiResponse(description="Nothing waits.")})
    def post(self, request: Request) -> Response:
        """Take the next claim of the queue in hand, or this very one; what you had before is given back. 409 when somebody
        else has it."""
        form = LeaseIn(data=request.data)
        form.is_valid(raise_exception=True)
        require(self.actor, Action.READ, self.desk_id)
        claims, sent = Claim.objects.readable_by(self.actor), form.validated_data
        if "claim" in sent:
            taken = take_claim(claim=named(claims.select_related("article"), sent["claim"]), actor=self.actor).claim
        else:
            leaving = referred(claims, "leaving", sent["leaving"])
            found = next_claim(actor=self.actor, desk_id=self.desk_id, leaving=leaving)
            if found is None:
                return Response(status=204)
            taken = found
        return Response(LeaseOut(leases(self.actor, self.desk_id).get(claim=taken)).data, status=201)


class OneLease(Guarded):
    """Your lease on one claim."""

    @extend_schema(request=None, responses=LeaseOut)
    def patch(self, request: Request, id: str) -> Response:
        """Keep the claim in hand: the lease counts from now on."""
        claim = self._claim(id)
        if not renew_lease(claim=claim, actor=self.actor):
            raise Http404
        return Response(LeaseOut(leases(self.actor, self.desk_id).get(claim=claim)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, id: str) -> Response:
        """Give the claim back."""
        if not give_back(claim=self._claim(id), actor=self.actor):
            raise Http404
        return Response(status=204)

    def _claim(self, id: str) -> Claim:
        require(self.actor, Action.READ, self.desk_id)
        claim = named(Claim.objects.readable_by(self.actor), id)
        require(self.actor, Action.REVIEW, self.desk_id)
        return claim


def leases(actor: Actor, desk_id: int) -> QuerySet[ReviewLease]:
    readable = Claim.objects.readable_by(actor).filter(desk_id=desk_id)
    return ReviewLease.objects.filter(until__gt=Now(), claim__in=readable).select_related("holder", "claim__article")


# --- views and acts on many ---------------------------------------------------------------------------------------------


class SavedViews(DeskView):
    nouns = ("saved view", "saved views")
    queryset = SavedView.objects.none()
    rows = staticmethod(views_to_read)
    serializer_class = ViewOut
    filterset_class = ViewFilters

    @extend_schema(request=ViewIn, responses={201: ViewOut})
    def create(self, request: Request) -> Response:
        """Keep filters and order of the queue under a name."""
        sent = self.sent(ViewIn).validated_data
        view = save_view(actor=self.actor, desk=Desk.objects.get(pk=self.desk_id), **sent)
        return self.show(view, status=201)

    @extend_schema(request=ViewEdit, responses=ViewOut)
    def partial_update(self, request: Request, id: str) -> Response:
        """Rename or share your own view."""
        view, sent = self.get_object(), self.sent(ViewEdit).validated_data
        fields = {"name": sent.get("name", view.name), "shared": sent.get("shared", view.shared)}
        return self.show(edit_view(view=view, actor=self.actor, **fields))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, id: str) -> Response:
        """Delete your own view."""
        delete_view(view=self.get_object(), actor=self.actor)
        return Response(status=204)


def acts(actor: Actor) -> QuerySet[BulkAct]:
    rows = BulkRow.objects.select_related("claim__article").order_by("pk")
    found: QuerySet[BulkAct] = acts_to_read(actor)
    return found.prefetch_related(Prefetch("rows", rows))


class BulkActs(DeskView):
    nouns = ("act on many claims", "acts on many claims")
    queryset = BulkAct.objects.none()
    rows = staticmethod(acts)
    serializer_class = BulkOut
    filterset_class = BulkFilters

    @extend_schema(request=BulkIn, responses={200: Prospects, 201: BulkOut})
    def create(self, request: Request) -> Response:
        """Do one thing to many claims, or with `foresee` only say what would become of each. A refused row does not hinder the others."""
        sent = self.sent(BulkIn).validated_data
        claims = self._claims(sent["claims"])
        person = referred(people_of(self.actor, self.desk_id), "assignee", sent["assignee"])
        asked = Asked(assignee=person, **{name: sent[name] for name in ("deadline", "priority", "risk", "words")})
        if sent["foresee"]:
            prospects = foresee(actor=self.actor, verb=sent["verb"], asked=asked, claims=claims)
            return Response(Prospects({"rows": prospects}).data)
        act = run_bulk(actor=self.actor, verb=sent["verb"], asked=asked, claims=claims)
        return self.show(self.get_queryset().get(pk=act.pk), status=201)

    def _claims(self, ids: list[Any]) -> list[Claim]:
        readable = Claim.objects.readable_by(self.actor).select_related("article", "desk")
        found = {claim.public_id: claim for claim in readable.filter(public_id__in=ids)}
        if not found:
            raise Http404
        if missing := [str(pk) for pk in ids if pk not in found]:
            raise ValidationError({"claims": [f"There is no claim {', '.join(missing[:10])} to be seen."]})
        return [found[pk] for pk in dict.fromkeys(ids)]

    @extend_schema(request=None, responses=BulkOut)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, id: str) -> Response:
        """Take your act back as one. Rows that were changed meanwhile are kept, and say so."""
        act = self.get_object()
        self.sent(Nothing)
        undo_bulk(act=act, actor=self.actor)
        return self.show(self.get_object())
