"""The box of an article's near copies, for any template that has the article."""

from __future__ import annotations

from typing import Any

from django.template import Context, Library

from claims.models import Article
from claims.web.near_copies import copies_shown

register = Library()


@register.inclusion_tag("articles/_near_copies.html", takes_context=True)
def near_copies(context: Context, article: Article) -> dict[str, Any]:
    """{% near_copies article %}: nothing at all where there are none."""
    actor = getattr(context.get("request"), "actor", None)
    return {"copies": copies_shown(article, actor) if actor else []}
