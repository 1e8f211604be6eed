"""Claims, links and facts."""

from __future__ import annotations

from django.contrib import admin

from claims.admin.base import GuardedAdmin, asking
from claims.models import Attribution, Claim, ClaimLink, Placement, Quantity
from claims.permissions import Actor
from claims.review.links import judge_link
from claims.review.services import latest_verdict, reopen_claim


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None) -> bool:  # type: ignore[no-untyped-def]
        return True  # whoever may see the row above

    def has_add_permission(self, request, obj=None) -> bool:  # type: ignore[no-untyped-def]
        return False

    def has_change_permission(self, request, obj=None) -> bool:  # type: ignore[no-untyped-def]
        return False


class QuantityInline(ReadOnlyInline):
    model = Quantity
    fields = ("surface", "value", "low", "high", "modifier", "total", "unit", "counted")


class AttributionInline(ReadOnlyInline):
    model = Attribution
    fields = ("source_words", "resolved", "cue", "type", "source")


class PlacementInline(ReadOnlyInline):
    model = Placement
    fields = ("revision", "start", "end", "state")


def _reopen(claim: Claim, actor: Actor, reason: str) -> None:
    reopen_claim(claim=claim, actor=actor, layer="world", reason=reason, replaces=latest_verdict(claim, "world"))


def _reopen_statement(claim: Claim, actor: Actor, reason: str) -> None:
    held = latest_verdict(claim, "statement")
    reopen_claim(claim=claim, actor=actor, layer="statement", reason=reason, replaces=held)


def _confirm(link: ClaimLink, actor: Actor, reason: str) -> None:
    judge_link(link=link, actor=actor, state="confirmed", version=link.version)


def _reject(link: ClaimLink, actor: Actor, reason: str) -> None:
    judge_link(link=link, actor=actor, state="rejected", version=link.version)


@admin.register(Claim)
class ClaimAdmin(GuardedAdmin):
    list_display = ("wording", "article", "kind", "world_state", "statement_state", "worth", "standing")
    list_filter = ("world_state", "statement_state", "kind", "zone", "standing", "created_at")
    list_select_related = ("article",)
    search_fields = ("wording", "quote")
    inlines = (QuantityInline, AttributionInline, PlacementInline)
    actions = (
        asking(
            _reopen, description="Reopen the selected claims on the world layer", done="reopened",
            consequence="Their verdict on the world layer no longer holds, and they wait for review. The old ones stay in the history.",
        ),
        asking(
            _reopen_statement, description="Reopen the selected claims on the statement layer", done="reopened",
            consequence="Their verdict on whether it was said no longer holds. The old ones stay in the history.",
        ),
    )  # fmt: skip

    @admin.display(description="check-worthiness", ordering="check_worthiness")
    def worth(self, claim: Claim) -> str:
        return f"{claim.check_worthiness:.2f}"


@admin.register(ClaimLink)
class ClaimLinkAdmin(GuardedAdmin):
    list_display = ("left", "relation", "right", "sureness", "state", "reason", "decided_by")
    list_filter = ("relation", "state", "rule")
    list_select_related = ("left", "right", "decided_by")
    raw_id_fields = ("left", "right", "newer")
    actions = (
        asking(
            _confirm, description="Confirm the selected links", done="confirmed", needs_reason=False,
            consequence="They count from now on, with the relation that is shown.",
        ),
        asking(
            _reject, description="Reject the selected links", done="rejected", needs_reason=False,
            consequence="They no longer count and are not proposed again.",
        ),
    )  # fmt: skip

    @admin.display(description="score", ordering="score")
    def sureness(self, link: ClaimLink) -> str:
        return f"{link.score:.2f}"
