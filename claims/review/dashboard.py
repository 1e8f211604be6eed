"""What a desk needs of the reader now: counts that lead to the queue, reopened claims with their cause, how old the backlog is.

Counting stops at ENOUGH: a page that says "1,000+" need not count further, and costs the same on every desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from claims.models import Article, Claim, Verdict
from claims.models.base import State
from claims.permissions import Action, Actor, desk_ids
from claims.review.facets import ENOUGH, Count
from claims.review.queue import AGES, Choice, matching

REOPENED = 6


@dataclass(frozen=True)
class Need:
    """A number that wants somebody: what it counts, and the queue's filter that shows it."""

    key: str
    count: Count
    query: str


def needs_of(actor: Actor, *, now: datetime | None = None) -> list[Need]:
    """What waits for this reader, the most pressing first; nothing that is nought. Who does not review has no second reviews."""
    now = now or timezone.now()
    wanted = {
        "overdue": Choice({"due": ("overdue",)}),
        "today": Choice({"due": ("today",)}),
        "mine": Choice({"assignee": ("me",)}),
    }
    if desk_ids(actor, Action.REVIEW):
        wanted["second"] = Choice({"pending": ("second",)})
    if desk_ids(actor, Action.RESOLVE):
        wanted["conflict"] = Choice({"pending": ("conflict",)})
    counts = _counts(actor, wanted, now)
    return [Need(key, counts[key], choice.address()) for key, choice in wanted.items() if counts[key].number]


def backlog(actor: Actor, *, now: datetime | None = None) -> dict[str, Count]:
    """How many claims want somebody, by how long they have."""
    return _counts(actor, {age: Choice({"age": (age,)}) for age in AGES}, now or timezone.now())


def reopened(actor: Actor) -> list[Verdict]:
    """The newest reopenings that nobody has judged since, each with its cause and what held before."""
    current = {"claim__article__state": Article.State.LIVE, "claim__standing": Claim.Standing.LIVE}
    newest = Verdict.objects.readable_by(actor).filter(
        claim__desk_id__in=desk_ids(actor, Action.READ), claim__world_state=State.REOPENED, **current,
        layer=Verdict.Layer.WORLD, act=Verdict.Act.REOPEN, replaced_by__isnull=True,
    ).order_by("-created_at", "-pk")  # fmt: skip
    # which ones first, by their index; what is shown of them then
    rows = Verdict.objects.filter(pk__in=list(newest.values_list("pk", flat=True)[:REOPENED]))
    shown = rows.select_related("claim__article__outlet", "reviewer", "replaces__reviewer")
    return list(shown.prefetch_related("claim__quantities").order_by("-created_at", "-pk"))


def reopened_count(actor: Actor) -> Count:
    return _counts(actor, {"reopened": Choice({"state": ("reopened",)})}, timezone.now())["reopened"]


def _counts(actor: Actor, wanted: dict[str, Choice], now: datetime) -> dict[str, Count]:
    """All of them in one statement, each up to ENOUGH."""
    texts, parameters = [], []
    for key, choice in wanted.items():
        sql, given = matching(actor, choice, now=now).values("pk")[: ENOUGH + 1].query.sql_with_params()
        texts.append(f"SELECT %s, count(*) FROM ({sql}) AS these")  # noqa: S608  the ORM's own text
        parameters += [key, *given]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(texts), parameters)
        return {key: Count(min(number, ENOUGH), number > ENOUGH) for key, number in cursor.fetchall()}
