"""What people may change about an article after it came in: its metadata, and that it is there at all."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict, Forbidden, InvalidInput
from claims.intake.services import Given, Refused
from claims.metadata import checked_url, described, parse_published, shortened
from claims.models import Article, How, Verdict
from claims.permissions import Action, Actor, require
from claims.review.lost_evidence import reopen_for_withdrawn
from claims.sources import find_or_create_source
from claims.tasks import link_again


class ArticleWithdrawn(Conflict):
    code = "withdrawn"


class AlreadyReviewed(Forbidden):
    code = "reviewed"


class StaleArticle(Conflict):
    """Somebody edited the article since the form was loaded; `details["article"]` is how it stands now."""

    code = "stale"


def edit_metadata(*, article: Article, actor: Actor, version: int, given: Given, zone: tzinfo = UTC) -> Article:
    """Set title, outlet, publication time, byline, address and language as given by a person; an empty outlet or time means unknown.

    Raises StaleArticle unless `version` is the article's, ArticleWithdrawn, InvalidInput for values that cannot be.
    A program may only edit what its own account uploaded.
    """
    require(actor, Action.EDIT_METADATA, article.desk_id)
    if actor.scopes is not None and article.uploaded_by_id != actor.user.pk:
        raise Forbidden(_("A program may edit only the articles that it uploaded itself."), code="not_own")
    if not given.title.strip():
        raise Refused(_("An article needs a title."), code="title")
    published = parse_published(given.published, zone=zone)
    given = given.cleaned()
    url = checked_url(given.url) if given.url else ""
    outlet = find_or_create_source(desk=article.desk, name=given.outlet, actor=actor) if given.outlet else None
    with transaction.atomic():
        article = Article.objects.select_for_update(of=("self",)).select_related("outlet", "desk").get(pk=article.pk)
        if article.version != version:
            raise StaleArticle(
                _("Somebody else edited this article meanwhile. Both versions are shown; nothing of yours is lost."),
                article=article,
            )
        if not article.is_live:
            raise ArticleWithdrawn(_("This article is withdrawn; restore it first."))
        before = described(article)
        _set_given(article, "title", shortened(given.title))
        _set_given(article, "byline", shortened(given.byline))
        _set_given(article, "url", url)
        _set_given(article, "language", given.language.strip()[:12] or article.language)
        _set_given(article, "outlet", outlet)
        when = (published.time, published.precision) if published else (None, "")
        if when != (article.published, article.published_precision):
            article.published, article.published_precision = when
            article.published_how = How.GIVEN  # of an empty one too: a reading leaves it empty
        after = described(article)
        changed = {key for key in after if after[key] != before[key]}
        if not changed:
            return article
        article.version += 1
        article.save()
        history.append(
            verb="edited",
            subject=article,
            desk=article.desk_id,
            actor=actor,
            before={key: before[key] for key in changed},
            after={key: after[key] for key in changed},
        )
        if changed & TELLS_APART:
            transaction.on_commit(lambda: link_again(article.pk), robust=True)
    return article


# What linking takes from an article besides its text: by whom, when and in which language it speaks.
TELLS_APART = {"published", "published_precision", "outlet", "language"}


def _set_given(article: Article, name: str, value: Any) -> None:
    """What a person says holds, be it that something is unknown: a cleared value does not come back with the next reading."""
    if getattr(article, name) != value:
        setattr(article, name, value)
        setattr(article, f"{name}_how", How.GIVEN)


def may_withdraw(*, article: Article, actor: Actor) -> bool:
    """Whether `withdraw_article` would accept this actor, for pages that show the control only where it works."""
    try:
        _require_withdraw(article, actor)
    except Forbidden:
        return False
    return article.is_live


def _require_withdraw(article: Article, actor: Actor) -> None:
    require(actor, Action.WITHDRAW, article.desk_id)
    if actor.may(Action.MODERATE, article.desk_id):
        return
    if article.uploaded_by_id != actor.user.pk:
        raise Forbidden(_("Only who uploaded an article, or a moderator, can withdraw it."), code="not_own")
    if Verdict.objects.filter(claim__article=article).exists():
        raise AlreadyReviewed(_("Claims of this article have verdicts, so only a moderator can withdraw it."))


def withdraw_article(*, article: Article, actor: Actor, reason: str) -> Article:
    """Take a wrong upload out of lists, queue and links. It stays for the history and can be restored by a moderator.

    Raises Forbidden, AlreadyReviewed, ArticleWithdrawn (it is already), InvalidInput (no reason).
    """
    _require_withdraw(article, actor)
    if not reason.strip():
        raise InvalidInput(_("Say why it is withdrawn."), code="reason")
    with transaction.atomic():
        article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        if not article.is_live:
            raise ArticleWithdrawn(_("This article is withdrawn already."))
        _require_withdraw(article, actor)  # a verdict may have come meanwhile
        article.state = Article.State.WITHDRAWN
        article.withdrawn_by, article.withdrawn_at, article.withdrawn_reason = (
            actor.user,
            timezone.now(),
            reason.strip(),
        )
        article.version += 1
        article.save()
        reopen_for_withdrawn(article=article, actor=actor, reason=reason.strip())
        history.append(
            verb="withdrew",
            subject=article,
            desk=article.desk_id,
            actor=actor,
            before={"state": "live"},
            after={"state": "withdrawn"},
            reason=reason.strip(),
        )
    return article


def restore_article(*, article: Article, actor: Actor, reason: str) -> Article:
    """Bring a withdrawn article back. Raises Conflict when the same text has been uploaded again meanwhile."""
    require(actor, Action.MODERATE, article.desk_id)
    if not reason.strip():
        raise InvalidInput(_("Say why it is restored."), code="reason")
    try:
        with transaction.atomic():
            article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
            if article.is_live:
                raise Conflict(_("This article is not withdrawn."), code="not_withdrawn")
            article.state, article.withdrawn_by, article.withdrawn_at, article.withdrawn_reason = (
                Article.State.LIVE,
                None,
                None,
                "",
            )
            article.version += 1
            article.save()
            history.append(
                verb="restored",
                subject=article,
                desk=article.desk_id,
                actor=actor,
                before={"state": "withdrawn"},
                after={"state": "live"},
                reason=reason.strip(),
            )
    except IntegrityError as error:
        raise Conflict(
            _("The same text is here again as another article; withdraw that one first."), code="duplicate"
        ) from error
    return article
