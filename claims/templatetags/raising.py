"""Whether a finding was raised with who handed the article in, and the form that does it."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from claims.models import Article, Claim, Finding, User
from claims.permissions import Action
from claims.review.raising import is_answered, question_of, standing_thread, whom_to_ask
from claims.templatetags.factdesk import in_words

register = template.Library()


@register.inclusion_tag("articles/_raising.html", takes_context=True)
def raising(context: Context, finding: Finding, *, slim: bool = False) -> dict[str, Any]:
    """The question and how it stands; else the form that asks, for who may comment, where somebody can be asked."""
    actor, article = context["request"].actor, context["article"]
    thread = standing_thread(finding)
    asked = None if thread or finding.dismissed_at else _asked(article, context)
    return {
        "finding": finding,
        "thread": thread,
        "is_mine": thread is not None and thread.author_id == actor.user.pk and not is_answered(thread),
        "asked": asked,
        "body": question_of(finding, asked, in_words(finding.message)) if asked else "",
        "claim": context.get("claim") if slim else None,
        "slim": slim,
        "csrf_token": context.get("csrf_token"),
    }


def _asked(article: Article, context: Context) -> User | None:
    """Looked up once a page, where it shows a finding."""
    actor = context["request"].actor
    if not hasattr(article, "asked_about_findings"):
        may = actor.may(Action.COMMENT, article.desk_id)
        asked = whom_to_ask(article, actor) if may else None
        if asked and not Claim.objects.filter(article=article, standing=Claim.Standing.LIVE).exists():
            asked = None
        article.asked_about_findings = asked  # type: ignore[attr-defined]
    return article.asked_about_findings  # type: ignore[attr-defined]
