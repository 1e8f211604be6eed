"""Articles: upload, read, edit, withdraw; their text, their claims as CSV, and how far the reading of each is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import rows
from claims.api.filters import ArticleFilters
from claims.api.inputs import METADATA, ArticleIn, FileIn, MetadataEdit, Nothing, Reason
from claims.api.outputs import ArticleOut, ArticleText, RunOut, UploadedOut
from claims.api.parsers import StrictJSONParser
from claims.api.views.base import DeskView
from claims.api.views.editing import ReadingOfArticles
from claims.api.views.proof import PublishingOfArticles
from claims.api.views.work import DeadlineOfArticles
from claims.intake.editing import edit_metadata, withdraw_article
from claims.intake.services import SIDECAR, Document, Given, Refused, safe_name, submit_document
from claims.models import Article, Claim, UploadBatch, UploadItem
from claims.permissions import Action, require
from claims.pipeline.services import retry_run
from claims.publishing.exports import claims_csv


class CsvRenderer(BaseRenderer):
    """Only says that CSV can be had; the view streams it."""

    media_type = "text/csv"
    format = "csv"


class Articles(ReadingOfArticles, DeadlineOfArticles, PublishingOfArticles, DeskView):
    nouns = ("article", "articles")
    queryset = Article.objects.none()
    rows = staticmethod(rows.articles)
    serializer_class = ArticleOut
    filterset_class = ArticleFilters
    orderings = {"created_at": "created_at", "published": "published", "title": "title"}
    entrance = {"create": Action.UPLOAD}

    def get_parsers(self) -> list[Any]:
        form = self.request is None or (self.request.method == "POST" and not self.kwargs)
        return [StrictJSONParser(), MultiPartParser()] if form else [StrictJSONParser()]

    def prepare(self, page: list[Article]) -> None:
        rows.count_claims(page)

    @extend_schema(
        request={"application/json": ArticleIn, "multipart/form-data": FileIn},
        responses={
            201: UploadedOut,
            200: OpenApiResponse(UploadedOut, description="It was here already: the first one."),
        },
    )
    def create(self, request: Request) -> Response:
        """Upload an article, as text in JSON or as a .txt or .md file in a form. A worker splits it into claims; see `run`.

        The same bytes or text again makes no second article: the answer is 200 with the first one and `duplicate` true.
        """
        sent = self.sent(FileIn if request.FILES or "file" in request.data else ArticleIn)
        document, sidecar = _documents(sent.validated_data, sent.given())
        require(self.actor, Action.UPLOAD, self.desk_id)
        batch = UploadBatch.objects.create(desk_id=self.desk_id, uploaded_by=self.actor.user)
        item = submit_document(batch=batch, actor=self.actor, document=document, sidecar=sidecar)
        if item.article is None:
            raise Refused(item.message, code=item.code)
        return self._uploaded(item)

    def _uploaded(self, item: UploadItem) -> Response:
        """The article; for a token that may upload but not read, a receipt only."""
        duplicate = item.outcome == UploadItem.Outcome.DUPLICATE
        status, said = 200 if duplicate else 201, {"duplicate": duplicate, "message": item.message or None}
        article: Any = self.get_queryset().filter(pk=item.article_id).first()
        if article is None:
            assert item.article is not None
            return Response({"id": str(item.article.public_id), **said}, status)
        self.prepare([article])
        response = Response({**ArticleOut(article).data, **said}, status)
        response["Location"] = reverse("api:articles-detail", args=[article.public_id])
        return response

    @extend_schema(request=MetadataEdit, responses=ArticleOut)
    def partial_update(self, request: Request, id: str) -> Response:
        """Edit title, outlet, date and the rest. Send the `version` that you read; when somebody was faster the answer is 409
        with the article as it is now."""
        article, sent = self.get_object(), self.sent(MetadataEdit)
        edit_metadata(
            article=article,
            actor=self.actor,
            version=sent.validated_data["version"],
            given=sent.given(_given_now(article)),
        )
        return self._again(id)

    @extend_schema(request=Reason, responses=ArticleOut)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, id: str) -> Response:
        """Take a wrong upload back. It leaves lists, queue and links, and stays in the history."""
        article, sent = self.get_object(), self.sent(Reason)
        withdraw_article(article=article, actor=self.actor, reason=sent.validated_data["reason"])
        return self._again(id)

    def _again(self, id: str) -> Response:
        article = self.get_queryset().get(public_id=id)
        self.prepare([article])
        return self.show(article)

    @extend_schema(responses=ArticleText)
    @action(detail=True, methods=["get"])
    def text(self, request: Request, id: str) -> Response:
        """The current text. All offsets count its code points."""
        return self.show(self.get_object().revisions.order_by("-number").first(), ArticleText)

    @extend_schema(responses=RunOut)
    @action(detail=True, methods=["get"])
    def progress(self, request: Request, id: str) -> Response:
        """How far the newest reading of the article is."""
        return self.show(self._run(id), RunOut)

    @extend_schema(request=None, responses={202: RunOut})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, id: str) -> Response:
        """Start a reading that failed again."""
        self.sent(Nothing)
        retry_run(run=self._run(id), actor=self.actor)
        return self.show(self._run(id), RunOut, 202)

    def _run(self, id: str) -> Any:
        run = rows.runs(self.actor).filter(revision__article__public_id=id).order_by("-id").first()
        if run is None:
            raise Http404
        return run

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR})
    @action(detail=True, methods=["get"], url_path="claims.csv", renderer_classes=[JSONRenderer, CsvRenderer])
    def claims_csv(self, request: Request, id: str) -> HttpResponseBase:
        """The article's claims as CSV, streamed, in the order of the text. Cells that a spreadsheet would run are defused."""
        article = self.get_object()
        require(self.actor, Action.EXPORT, article.desk_id)
        claims = Claim.objects.readable_by(self.actor).filter(article=article, standing=Claim.Standing.LIVE)
        response = StreamingHttpResponse(claims_csv(claims.order_by("number")), content_type="text/csv; charset=utf-8")
        name = f"{slugify(article.title, allow_unicode=True)[:80] or 'claims'}.csv"
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        response["X-Content-Type-Options"] = "nosniff"
        return response


def _documents(sent: dict[str, Any], given: Given) -> tuple[Document, Document | None]:
    if "file" not in sent:
        return Document(sent["file_name"], sent["text"].encode(), given), None
    most, file, sidecar = settings.MAX_UPLOAD_BYTES + 1, sent["file"], sent.get("sidecar")
    document = Document(file.name or "", file.read(most), given)
    if sidecar is None:
        return document, None
    return document, Document(safe_name(document.file_name) + SIDECAR, sidecar.read(most))


def _given_now(article: Article) -> Given:
    values = {name: getattr(article, name) for name in METADATA}
    values["outlet"] = article.outlet.name if article.outlet else ""
    values["published"] = article.published_iso() or ""
    return Given(**values)
