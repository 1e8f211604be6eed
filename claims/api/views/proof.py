"""Evidence with its copies, contacts and publications."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import rows
from claims.api.inputs import Nothing, Reason
from claims.api.parsers import StrictJSONParser
from claims.api.proof_shapes import (
    ContactEdit,
    ContactFilters,
    ContactIn,
    ContactOut,
    EvidenceFileIn,
    EvidenceFilters,
    EvidenceIn,
    EvidenceOut,
    HarmIn,
    HarmOut,
    LookFilters,
    LookOut,
    PublicationFilters,
    PublicationIn,
    PublicationOut,
    PublishingRowOut,
    StrikingIn,
    TakenUpIn,
)
from claims.api.views.base import DeskView, named, referred
from claims.downloads import download
from claims.models import Article, Claim, Contact, Evidence, EvidenceCopy, Publication
from claims.permissions import Action, Actor, require
from claims.publishing.services import look_over, publish_article, publish_verdict, retract_publication
from claims.review.archive import file_name_of, request_copy
from claims.review.contacts import (
    edit_contact,
    had_its_say,
    harms_named_party,
    log_contact,
    restore_contact,
    set_harm,
    strike_contact,
)
from claims.review.evidence import GivenFile, add_evidence, remove_evidence

FIELDS = ("url", "stance", "weight", "quote", "locator", "note", "confidential")
BYTES = OpenApiResponse(OpenApiTypes.BINARY, description="The bytes, to be saved: an attachment of no type.")
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description='The version that you read: "3".')
TAG = re.compile(r'(?:W/)?"(\d{1,9})"')


class BytesRenderer(BaseRenderer):
    """Only says that bytes can be had; the view streams them."""

    media_type = "application/octet-stream"
    format = "bin"


def _claims(actor: Actor) -> QuerySet[Claim]:
    return Claim.objects.readable_by(actor).select_related("article", "desk")


def copy_rows(actor: Actor) -> QuerySet[EvidenceCopy]:
    return EvidenceCopy.objects.readable_by(actor).select_related("evidence")


def contact_rows(actor: Actor) -> QuerySet[Contact]:
    return Contact.objects.readable_by(actor).select_related("claim", "made_by", "struck_by")


def publication_rows(actor: Actor) -> QuerySet[Publication]:
    rows = Publication.objects.filter(claim__in=Claim.objects.readable_by(actor))
    return rows.select_related("claim", "verdict", "published_by", "retracted_by")


class EvidencePieces(DeskView):
    nouns = ("piece of evidence", "pieces of evidence")
    queryset = Evidence.objects.none()
    rows = staticmethod(rows.evidence)
    serializer_class = EvidenceOut
    filterset_class = EvidenceFilters

    def get_parsers(self) -> list[Any]:
        form = self.request is None or (self.request.method == "POST" and not self.kwargs)
        return [StrictJSONParser(), MultiPartParser()] if form else [StrictJSONParser()]

    @extend_schema(
        request={"application/json": EvidenceIn, "multipart/form-data": EvidenceFileIn}, responses={201: EvidenceOut}
    )
    def create(self, request: Request) -> Response:
        """Add evidence for or against a claim: a web address, another claim, a contact that was made, or a file in a form.

        A page at an address is archived by a worker (see `look`); a confidential one only when you ask for it.
        """
        form = bool(request.FILES or "file" in request.data)
        sent = self.sent(EvidenceFileIn if form else EvidenceIn).validated_data
        claim = named(_claims(self.actor), sent["claim"])
        file = sent.get("file")
        piece = add_evidence(
            claim=claim,
            actor=self.actor,
            other_claim=referred(_claims(self.actor), "other_claim", sent["other_claim"]),
            contact=referred(contact_rows(self.actor), "contact", sent["contact"]),
            file=GivenFile(file.name, file.read()) if file is not None else None,
            **{name: sent[name] for name in FIELDS},
        )
        return self.show(self.get_queryset().get(pk=piece.pk), status=201)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, id: str) -> Response:
        """Take a piece back that no verdict rests on."""
        remove_evidence(evidence=self.get_object(), actor=self.actor)
        return Response(status=204)

    @extend_schema(request=None, responses={202: LookOut})
    @action(detail=True, methods=["post"])
    def look(self, request: Request, id: str) -> Response:
        """Have a worker look at the page again. What it finds is in the list of copies."""
        piece = self.get_object()
        self.sent(Nothing)
        copy = request_copy(evidence=piece, actor=self.actor)
        return self.show(copy_rows(self.actor).get(pk=copy.pk), LookOut, 202)

    @extend_schema(responses={(200, "application/octet-stream"): BYTES})
    @action(detail=True, methods=["get"], renderer_classes=[BytesRenderer, JSONRenderer])
    def file(self, request: Request, id: str) -> Any:
        """The file that was added. 404 for evidence of another kind."""
        piece = self.get_object()
        if piece.kind != Evidence.Kind.FILE:
            raise Http404
        return download(piece.sha256, piece.file_name)


class EvidenceCopies(DeskView):
    nouns = ("copy of evidence", "copies of evidence")
    queryset = EvidenceCopy.objects.none()
    rows = staticmethod(copy_rows)
    serializer_class = LookOut
    filterset_class = LookFilters

    @extend_schema(responses={(200, "application/octet-stream"): BYTES})
    @action(detail=True, methods=["get"], renderer_classes=[BytesRenderer, JSONRenderer])
    def file(self, request: Request, id: str) -> Any:
        """The bytes of the page as they came. 404 where none were kept."""
        copy = self.get_object()
        if not copy.sha256:
            raise Http404
        return download(copy.sha256, file_name_of(copy))


class Contacts(DeskView):
    nouns = ("contact", "contacts")
    queryset = Contact.objects.none()
    rows = staticmethod(contact_rows)
    serializer_class = ContactOut
    filterset_class = ContactFilters
    orderings = {"created_at": "created_at", "contacted_at": "contacted_at"}

    def show(self, row: Any, shape: Any = None, status: int = 200) -> Response:
        response = super().show(row, shape, status)
        if isinstance(row, Contact):
            response["ETag"] = f'"{row.version}"'
        return response

    @extend_schema(request=ContactIn, responses={201: ContactOut})
    def create(self, request: Request) -> Response:
        """Log a contact about a claim: whom, how, when, until when, and what came back."""
        form = self.sent(ContactIn)
        claim = named(_claims(self.actor), form.validated_data["claim"])
        contact = log_contact(
            claim=claim, actor=self.actor, made=form.made(), confidential=form.validated_data["confidential"]
        )
        return self.show(self.get_queryset().get(pk=contact.pk), status=201)

    @extend_schema(request=ContactEdit, responses=ContactOut, parameters=[IF_MATCH])
    def partial_update(self, request: Request, id: str) -> Response:
        """Add the answer, or set right what was logged. Send the `version` that you read, or If-Match; when somebody was faster
        the answer is 409 with the `contact` as it is now."""
        contact, form = self.get_object(), self.sent(ContactEdit)
        version = _version(request, form.validated_data)
        edit_contact(contact=contact, actor=self.actor, version=version, made=form.made(contact))
        return self.show(self.get_object())

    @extend_schema(request=StrikingIn, responses=ContactOut, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def strike(self, request: Request, id: str) -> Response:
        """Strike an entry out that was logged by mistake. It stays in the log and counts for no right of reply; 409 where
        evidence names it, or a published verdict needs it."""
        contact, sent = self.get_object(), self.sent(StrikingIn).validated_data
        strike_contact(contact=contact, actor=self.actor, version=_version(request, sent), reason=sent["reason"])
        return self.show(self.get_object())

    @extend_schema(request=TakenUpIn, responses=ContactOut, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, id: str) -> Response:
        """Let an entry count again that was struck out."""
        contact, sent = self.get_object(), self.sent(TakenUpIn).validated_data
        restore_contact(contact=contact, actor=self.actor, version=_version(request, sent))
        return self.show(self.get_object())


def _version(request: Request, sent: dict[str, Any]) -> int:
    """The version that the caller read, from the body or the If-Match header."""
    header = request.headers.get("If-Match")
    if header is not None:
        found = TAG.fullmatch(header.strip())
        if found is None:
            raise ValidationError({"If-Match": ['Send the version that you read, such as "3".']})
        if sent.get("version") not in (None, int(found[1])):
            raise ValidationError({"version": ["It differs from If-Match."]})
        return int(found[1])
    if sent.get("version") is None:
        raise ValidationError({"version": ["Send the version that you read, here or as If-Match."]})
    return int(sent["version"])


class Publications(DeskView):
    nouns = ("publication", "publications")
    queryset = Publication.objects.none()
    rows = staticmethod(publication_rows)
    serializer_class = PublicationOut
    filterset_class = PublicationFilters

    @extend_schema(request=PublicationIn, responses={201: PublicationOut})
    def create(self, request: Request) -> Response:
        """Publish the verdict that holds on a claim's world layer. 409 with a `code` says what stands against it."""
        sent = self.sent(PublicationIn).validated_data
        claim = named(_claims(self.actor), sent["claim"])
        verdict = referred(claim.verdicts.all(), "verdict", sent["verdict"])
        publication = publish_verdict(claim=claim, actor=self.actor, verdict=verdict)
        return self.show(self.get_queryset().get(pk=publication.pk), status=201)

    @extend_schema(request=Reason, responses=PublicationOut)
    @action(detail=True, methods=["post"])
    def retract(self, request: Request, id: str) -> Response:
        """Take a published verdict back. The verdict itself stays."""
        publication, sent = self.get_object(), self.sent(Reason).validated_data
        retract_publication(publication=publication, actor=self.actor, reason=sent["reason"])
        return self.show(self.get_object())


class PublishingOfArticles:
    """What the articles' addresses add: all verdicts of one at once."""

    @extend_schema(responses=PublishingRowOut(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def publishing(self: Any, request: Request, id: str) -> Response:
        """Which verdicts of the article can go out, and what keeps the others."""
        article = named(Article.objects.readable_by(self.actor), id)
        return Response(PublishingRowOut(look_over(article), many=True).data)

    @extend_schema(request=None, responses=PublishingRowOut(many=True), filters=False)
    @action(detail=True, methods=["post"], pagination_class=None)
    def publish(self: Any, request: Request, id: str) -> Response:
        """Publish every verdict of the article that can go out; a result for each claim."""
        article = named(Article.objects.readable_by(self.actor), id)
        require(self.actor, Action.PUBLISH, article.desk_id)
        self.sent(Nothing)
        return Response(PublishingRowOut(publish_article(article=article, actor=self.actor), many=True).data)


class HarmOfClaims:
    """What the claims' addresses add: whether one harms a named party."""

    @extend_schema(responses=HarmOut, filters=False)
    @action(detail=True, methods=["get"])
    def harm(self: Any, request: Request, id: str) -> Response:
        """Whether the claim harms a named party, and whether that party had its say."""
        return Response(_harm(named(_claims(self.actor), id)))

    @extend_schema(request=HarmIn, responses=HarmOut, filters=False)
    @harm.mapping.patch
    def set_harm(self: Any, request: Request, id: str) -> Response:
        """Set it by hand, or leave it to the reasons of its worth (null)."""
        claim, sent = named(_claims(self.actor), id), self.sent(HarmIn).validated_data
        claim = set_harm(
            claim=claim, actor=self.actor, harms=sent["harms_named_party"], version=sent["version"]
        )  # fmt: skip
        return Response(_harm(claim))


def _harm(claim: Claim) -> Any:
    claim.harms, claim.heard = harms_named_party(claim), had_its_say(claim)  # type: ignore[attr-defined]
    return HarmOut(claim).data
