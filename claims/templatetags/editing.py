"""What can be done to a claim's words, and what became of it: small enough for any template."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template import Context, Library

from claims.models import Claim, ClaimEdit, Finding, Placement, Succession
from claims.models.base import State
from claims.permissions import Action
from claims.review.editing.rules import why_not_editable
from claims.spans import Span
from claims.web.edit_view import newest_place, words_for
from claims.web.outline import Stop, claim_address

register = Library()

WITHIN_REACH = 120  # characters after a claim's end in which the next one begins that it can be merged with


@register.inclusion_tag("claims/_editing.html", takes_context=True)
def editing(context: Context, claim: Claim, *, on_claim_page: bool = False) -> dict[str, Any]:
    """Borders, split, merge, wording and rejection of the claim in focus, for those who may: {% editing claim %}."""
    actor = context["request"].actor
    may = actor.may(Action.EDIT_CLAIMS, claim.desk_id)
    return {
        "claim": claim,
        "may": may,
        "why_not": why_not_editable(claim, actor, published="publications" in context["view"].parts) if may else "",
        "next": _next(claim) if may and claim.standing == Claim.Standing.LIVE else None,
        "layer": context["view"].layer,
        "on_claim_page": on_claim_page,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("claims/_succession.html", takes_context=True)
def succession(context: Context, claim: Claim) -> dict[str, Any]:
    """Which claims it was made of, with the verdicts that stay with them, and which took its place."""
    rows = Succession.objects.filter(edit__undone_by__isnull=True).select_related(
        "old__article", "new__article", "edit"
    )
    layer, parts = context["view"].layer, context["view"].parts
    old = [row.old for row in rows.filter(new=claim).order_by("old__number")] if "made_of" in parts else []
    new = [row.new for row in rows.filter(old=claim).order_by("new__number")] if "became" in parts else []
    return {
        "old": [{"claim": each, "judged": _judged(each)} for each in old],
        "new": [
            {"claim": each, "href": claim_address(each.article, each.number, layer)}
            for each in (new if claim.standing == Claim.Standing.REPLACED else [])
        ],
    }


@register.inclusion_tag("claims/_findings.html", takes_context=True)
def findings_of(context: Context, claim: Claim) -> dict[str, Any]:
    """What the machine noticed at the claim's place and nobody set aside."""
    place = newest_place(claim)
    found: list[Finding] = []
    if place is not None:
        here = Span(place.start or 0, place.end or 0)
        known: Sequence[Finding] | None = getattr(claim, "findings_known", None)  # where the whole text was read
        stored = Finding.objects.filter(revision=place.revision_id).select_related("thread", "raised_with")
        rows = stored if known is None else known
        found = [
            row
            for row in rows
            if row.dismissed_at is None and any(Span(*span[:2]).overlaps(here) for span in row.spans)
        ]
    actor = context["request"].actor
    return {
        "findings": found,
        "claim": claim,
        "article": claim.article,
        "request": context["request"],
        "may_mark": actor.may(Action.EDIT_CLAIMS, claim.desk_id),
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def edits_say(edits: Sequence[ClaimEdit]) -> str:
    """What the toast says of these edits."""
    return words_for(edits)


def _judged(claim: Claim) -> list[str]:
    layers = [claim.statement_state, claim.world_state]
    return [str(State(state).label) for state in layers if state != State.UNREVIEWED]


def _next(claim: Claim) -> Claim | Stop | None:
    """The claim that follows within the same paragraph or so, as far as a form names it: what “merge with next” means."""
    place = newest_place(claim)
    if place is None:
        return None
    first, last = place.start or 0, (place.end or 0) + WITHIN_REACH
    outline: Sequence[Stop] | None = getattr(claim, "outline_known", None)  # where the whole text was read
    if outline is not None:
        near = (stop for stop in outline if first <= stop.span.start <= last and stop.number != claim.number)
        return min(near, key=lambda stop: stop.span, default=None)
    rows = Placement.objects.filter(
        revision=place.revision_id, state=Placement.State.LIVE, claim__standing=Claim.Standing.LIVE, start__gte=first,
        start__lte=last,
    ).exclude(claim=claim)  # fmt: skip
    shown = ("claim__number", "claim__public_id", "claim__version")
    row = rows.select_related("claim").only(*shown).order_by("start", "end").first()
    return row.claim if row else None
