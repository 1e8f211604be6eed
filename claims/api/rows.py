"""The rows behind each list: those that the actor may read, with all that an answer shows of them, in a number of queries that
does not grow with the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet, Subquery

from claims.models import (
    Article,
    Attribution,
    Claim,
    ClaimLink,
    Evidence,
    ExtractionRun,
    Finding,
    History,
    Placement,
    Quantity,
    Revision,
    Source,
    Verdict,
    VerdictEvidence,
)
from claims.models.base import State
from claims.permissions import Action, Actor, desk_ids


def articles(actor: Actor) -> QuerySet[Article]:
    runs = Prefetch("runs", ExtractionRun.objects.order_by("-id"))
    revisions = Revision.objects.defer("text").order_by("-number").prefetch_related(runs)
    return (
        Article.objects.readable_by(actor)
        .select_related("outlet", "uploaded_by", "withdrawn_by")
        .prefetch_related(Prefetch("revisions", revisions))
    )


def count_claims(rows: Iterable[Article]) -> None:
    """Give each article `claim_counts`: its claims by state on the world layer."""
    by_id = {row.pk: row for row in rows}
    for row in by_id.values():
        row.claim_counts = {"total": 0, **dict.fromkeys(State.values, 0)}  # type: ignore[attr-defined]
    standing = Claim.objects.filter(article__in=by_id, standing=Claim.Standing.LIVE)
    for pk, state, number in standing.order_by().values_list("article_id", "world_state").annotate(Count("id")):
        by_id[pk].claim_counts[state] = number  # type: ignore[attr-defined]
        by_id[pk].claim_counts["total"] += number  # type: ignore[attr-defined]


def claims(actor: Actor) -> QuerySet[Claim]:
    return (
        Claim.objects.readable_by(actor)
        .select_related("article__outlet", "fact", "assignee")
        .prefetch_related(
            Prefetch("quantities", Quantity.objects.select_related("conversion_of")),
            Prefetch("hops", Attribution.objects.select_related("source")),
            Prefetch(
                "placements",
                Placement.objects.select_related("revision").defer("revision__text").order_by("-revision__number"),
            ),
        )
    )


def verdicts(actor: Actor) -> QuerySet[Any]:
    resting = VerdictEvidence.objects.filter(verdict=OuterRef("pk"), evidence__confidential=True)
    confidential = resting.order_by().values("verdict").annotate(number=Count("id"))
    return (
        Verdict.objects.readable_by(actor)
        .select_related("claim", "reviewer", "second_reviewer", "label", "replaces")
        .prefetch_related(Prefetch("evidence", Evidence.objects.readable_by(actor).order_by("id")))
        .annotate(confidential_total=Subquery(confidential.values("number")))
        .annotate(holds=~Exists(Verdict.objects.filter(replaces=OuterRef("pk"))))
    )


def evidence(actor: Actor) -> QuerySet[Evidence]:
    rows = Evidence.objects.readable_by(actor).select_related("claim", "added_by", "other_claim__article", "contact")
    return rows.prefetch_related("copies__evidence")


def links(actor: Actor) -> QuerySet[ClaimLink]:
    return ClaimLink.objects.readable_by(actor).select_related(
        "left__article", "right__article", "newer", "made_by", "decided_by"
    )


def sources(actor: Actor) -> QuerySet[Source]:
    return (
        Source.objects.filter(desk_id__in=desk_ids(actor, Action.READ))
        .select_related("parent", "merged_into", "retracted_by")
        .prefetch_related("aliases")
    )


def runs(actor: Actor) -> QuerySet[ExtractionRun]:
    return (
        ExtractionRun.objects.filter(revision__article__in=Article.objects.readable_by(actor))
        .select_related("revision__article")
        .defer("revision__text")
    )


def findings(actor: Actor) -> QuerySet[Finding]:
    return (
        Finding.objects.filter(revision__article__in=Article.objects.readable_by(actor))
        .select_related("revision__article", "dismissed_by", "thread", "raised_with")
        .defer("revision__text")
    )


def history(actor: Actor) -> QuerySet[History]:
    return History.objects.readable_by(actor).select_related("actor")
