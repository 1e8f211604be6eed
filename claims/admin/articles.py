"""Articles, runs and uploads."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from claims.admin.base import GuardedAdmin, asking
from claims.intake.editing import restore_article, withdraw_article
from claims.models import Article, ExtractionRun, UploadItem
from claims.permissions import Actor
from claims.pipeline.services import requeue_article, retry_run


def _withdraw(article: Article, actor: Actor, reason: str) -> None:
    withdraw_article(article=article, actor=actor, reason=reason)


def _restore(article: Article, actor: Actor, reason: str) -> None:
    restore_article(article=article, actor=actor, reason=reason)


def _requeue(article: Article, actor: Actor, reason: str) -> None:
    requeue_article(article=article, actor=actor)


def _retry(run: ExtractionRun, actor: Actor, reason: str) -> None:
    retry_run(run=run, actor=actor)


@admin.register(Article)
class ArticleAdmin(GuardedAdmin):
    list_display = (
        "title",
        "outlet",
        "published_as_known",
        "state",
        "claim_count",
        "uploaded_by",
        "created_at",
    )
    list_filter = ("state", "language", "published_how", "created_at")
    search_fields = ("title",)
    list_select_related = ("outlet", "uploaded_by")
    date_hierarchy = "created_at"
    actions = (
        asking(
            _withdraw, description="Withdraw the selected articles", done="withdrawn",
            consequence="Their claims leave lists, queue and links. Nothing is deleted, and a moderator can restore them.",
        ),
        asking(
            _restore, description="Restore the selected articles", done="restored",
            consequence="Their claims count again, with the verdicts they had.",
        ),
        asking(
            _requeue, description="Read the selected articles again", done="queued", needs_reason=False,
            consequence="The extractor of today reads the newest revision. Claims that a person has touched stay as they are.",
        ),
    )  # fmt: skip

    def get_queryset(self, request: Any) -> Any:
        from django.db.models import Count

        return super().get_queryset(request).annotate(_claims=Count("claims"))

    @admin.display(description="published", ordering="published")
    def published_as_known(self, article: Article) -> str:
        return article.published_iso() or "unknown"

    @admin.display(description="claims", ordering="_claims")
    def claim_count(self, article: Any) -> int:
        return article._claims


@admin.register(ExtractionRun)
class ExtractionRunAdmin(GuardedAdmin):
    desk_lookup = "revision__article__desk_id"
    list_display = ("article", "state", "attempts", "extractor", "worker", "created_at", "finished_at", "error")
    list_filter = ("state", "extractor", "created_at")
    list_select_related = ("revision__article",)
    search_fields = ("revision__article__title",)
    actions = (
        asking(
            _retry, description="Try the selected failed readings again", done="queued", needs_reason=False,
            consequence="Each failed reading starts again with fresh attempts; others are left alone.",
        ),
    )  # fmt: skip

    @admin.display(ordering="revision__article__title")
    def article(self, run: ExtractionRun) -> str:
        return run.revision.article.title


@admin.register(UploadItem)
class UploadItemAdmin(GuardedAdmin):
    desk_lookup = "batch__desk_id"
    list_display = ("file_name", "outcome", "code", "message", "size", "uploaded_by", "created_at")
    list_filter = ("outcome", "code", "created_at")
    list_select_related = ("batch__uploaded_by",)
    search_fields = ("file_name",)

    @admin.display(ordering="batch__uploaded_by")
    def uploaded_by(self, item: UploadItem) -> str:
        return item.batch.uploaded_by.name
