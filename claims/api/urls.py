"""The API's addresses. A slash at their end may be written or left out."""

from __future__ import annotations

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from claims.api.reference import Schema, reference
from claims.api.views import (
    articles,
    claims,
    editing,
    facts,
    judging,
    linking,
    near_copies,
    proof,
    record,
    review,
    sources,
    talk,
    work,
)

app_name = "api"


class Router(SimpleRouter):
    def __init__(self) -> None:
        super().__init__()
        self.trailing_slash = "/?"


router = Router()
router.register("articles", articles.Articles, "articles")
router.register("claims", claims.Claims, "claims")
router.register("verdicts", review.Verdicts, "verdicts")
router.register("decisions", judging.Decisions, "decisions")
router.register("labels", judging.Labels, "labels")
router.register("evidence", proof.EvidencePieces, "evidence")
router.register("evidence-copies", proof.EvidenceCopies, "evidence-copies")
router.register("contacts", proof.Contacts, "contacts")
router.register("publications", proof.Publications, "publications")
router.register("links", review.Links, "links")
router.register("todos", linking.Todos, "todos")
router.register("word-bounds", linking.WordBounds, "word-bounds")
router.register("claim-edits", editing.Edits, "claim-edits")
router.register("proposals", editing.Proposals, "proposals")
router.register("overrulings", editing.Overrulings, "overrulings")
router.register("near-copies", near_copies.NearCopies, "near-copies")
router.register("facts", facts.Facts, "facts")
router.register("sources", sources.Sources, "sources")
router.register("runs", record.Runs, "runs")
router.register("saved-views", work.SavedViews, "saved-views")
router.register("bulk-acts", work.BulkActs, "bulk-acts")
router.register("findings", record.Findings, "findings")
router.register("comments", talk.Comments, "comments")
router.register("notifications", talk.Notifications, "notifications")
router.register("tokens", talk.Tokens, "tokens")
router.register("history", record.HistoryRows, "history")

urlpatterns = [
    *router.urls,
    re_path(r"^rules/?$", judging.Rules.as_view(), name="rules"),
    re_path(r"^leases/?$", work.Leases.as_view(), name="leases"),
    re_path(rf"^leases/(?P<id>{work.DeskView.lookup_value_regex})/?$", work.OneLease.as_view(), name="lease"),
    re_path(r"^compare/?$", facts.Compare.as_view(), name="compare"),
    re_path(r"^me/?$", record.Me.as_view(), name="me"),
    re_path(r"^settings/?$", talk.OwnSettings.as_view(), name="settings"),
    re_path(r"^schema/?$", Schema.as_view(), name="schema"),
    path("docs", reference),
    path("docs/", reference, name="docs"),
]
