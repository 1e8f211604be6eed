"""The contact log and what is published of a claim, for any page that shows one."""

from __future__ import annotations

from typing import Any

from django.template import Context, Library

from claims.models import Article, Claim, Publication, Verdict
from claims.permissions import Action, Actor, actor_of
from claims.web.proof import contact_log, publishing_of

register = Library()


def _actor(context: Context) -> Actor:
    request = context["request"]
    return getattr(request, "actor", None) or actor_of(request.user)


def _frame(context: Context) -> dict[str, Any]:
    """What the forms of a partial need of the page around them."""
    view = context.get("view")
    return {
        "csrf_token": context.get("csrf_token"),
        "request": context.get("request"),
        "on_claim_page": context.get("on_claim_page", False),
        "layer": view.layer if view else "world",
    }


@register.inclusion_tag("claims/_contacts.html", takes_context=True)
def contacts(context: Context, claim: Claim) -> dict[str, Any]:
    """{% contacts claim %}: its contact log, and the right of reply."""
    return _frame(context) | {"log": contact_log(claim, _actor(context), context["view"].contacts)}


@register.inclusion_tag("claims/_publishing.html", takes_context=True)
def publishing(context: Context, claim: Claim) -> dict[str, Any]:
    """{% publishing claim %}: what is out, and the forms to publish or take back."""
    judged = [row.verdict for row in context["view"].verdicts if row.verdict.layer == Verdict.Layer.WORLD]
    newest = max(judged, key=lambda verdict: verdict.sequence, default=None)
    published = "publications" in context["view"].parts
    return _frame(context) | {"out": publishing_of(claim, _actor(context), newest, published=published)}


@register.inclusion_tag("articles/_published_claims.html", takes_context=True)
def published_claims(context: Context, article: Article) -> dict[str, Any]:
    """{% published_claims article %}: how many of its verdicts are out, and the way to publish more."""
    out = Publication.objects.filter(claim__article=article, retracted_at__isnull=True)
    actor = _actor(context)
    return {
        "article": article,
        "number": out.count(),
        "reopened": out.filter(claim__world_state="reopened").count(),
        "may_publish": actor.may(Action.PUBLISH, article.desk_id) and article.is_live,
    }
