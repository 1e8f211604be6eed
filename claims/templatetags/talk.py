"""Threads on a claim, who else has it open, and how much is said on many of them: small enough for any template."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.template import Context, Library, Node, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.models import ApiToken, Article, Claim, Comment, User
from claims.permissions import Actor, actor_of
from claims.talk.comments import open_comment_counts
from claims.talk.presence import others_at
from claims.web.pulse import article_tag, desk_tag
from claims.web.talk_view import TalkView, talk_of

register = Library()


def _actor(context: Context) -> Actor | None:
    request = context.get("request")
    actor = getattr(request, "actor", None)
    if actor is not None:
        return actor
    user = getattr(request, "user", None)
    return actor_of(user) if isinstance(user, User) else None


@register.inclusion_tag("talk/_comments.html", takes_context=True)
def comments(context: Context, claim: Claim) -> dict[str, Any]:
    """The claim's threads with their forms: {% comments view.claim %}. What was typed and refused comes by `talk`."""
    actor = _actor(context)
    talk: TalkView | None = context.get("talk")
    if talk is None and actor is not None:
        asked = context["request"].GET.get("comment", "")
        view = context.get("view")
        silent = view is not None and "comments" not in view.parts
        members = view.members if view is not None else None
        talk = talk_of(claim, actor, asked=asked, threads=[] if silent else None, members=members)
    return {
        "talk": talk,
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
        "on_claim_page": context.get("on_claim_page", False),
    }


@register.inclusion_tag("talk/_presence.html", takes_context=True)
def presence(context: Context, claim: Claim) -> dict[str, Any]:
    """Who else has the claim open just now."""
    actor = _actor(context)
    view = context.get("view")
    alone = view is not None and "presence" not in view.parts
    return {"claim": claim, "others": others_at(claim, actor.user) if actor and not alone else []}


class CommentCounts(Node):
    def __init__(self, claims: FilterExpression, name: str) -> None:
        self.claims, self.name = claims, name

    def render(self, context: Context) -> str:
        rows: Iterable[Any] = self.claims.resolve(context) or ()
        ids = [_claim_id(row) for row in rows]
        context[self.name] = open_comment_counts(ids) if ids else {}
        return ""


def _claim_id(row: Any) -> int:
    claim = row["claim"] if isinstance(row, dict) else getattr(row, "claim", row)
    return claim if isinstance(claim, int) else claim.pk


@register.simple_tag(takes_context=True)
def comments_in(context: Context, article: Article) -> dict[int, int]:
    """{% comments_in article as said %}: the article's claims with open comments, claim id → how many. One query, or none where
    the claim in focus was loaded and it is known that nobody said anything about the article."""
    view = context.get("view")
    if view is not None and "talk_in_article" not in view.parts:
        return {}
    return open_comment_counts(article.claims.order_by().values("pk"))


@register.tag
def comment_counts(parser: Parser, token: Token) -> CommentCounts:
    """{% comment_counts rows as said %}: claim id → open comments, in one query. Rows are claims, ids, or have a `claim`."""
    words = token.split_contents()
    if len(words) != 4 or words[2] != "as":
        raise TemplateSyntaxError("Say {% comment_counts rows as name %}.")
    return CommentCounts(parser.compile_filter(words[1]), words[3])


@register.filter
def names_of(people: Iterable[User]) -> str:
    return ", ".join(person.name for person in people)


@register.filter
def keys_of(people: Iterable[User]) -> str:
    """What a page that shows them sends along, so that nothing is swapped while nothing changes."""
    return " ".join(str(person.public_id) for person in people)


@register.filter
def about_words(comment: Comment) -> str:
    """The words of the claim that the comment is about."""
    return comment.claim.quote[comment.start : comment.end]


@register.filter
def scope_name(scope: str) -> str:
    """What a token's scope lets it do, in words."""
    return str(ApiToken.Scope(scope).label) if scope in ApiToken.Scope.values else scope


@register.simple_tag(takes_context=True)
def pulse(context: Context, article: Article | None = None) -> SafeString:
    """What tells a page where to ask whether anything changed since it was drawn: the article, or the reader's desk."""
    actor = _actor(context)
    if actor is None:
        return SafeString("")
    tag = article_tag(article) if article else desk_tag(actor)
    address = reverse("article-pulse", args=[article.public_id]) if article else reverse("desk-pulse")
    seconds = settings.PULSE_SECONDS
    return format_html(
        '<span hidden data-pulse="{}" data-pulse-tag="{}" data-pulse-seconds="{}"></span>', address, tag, seconds
    )
