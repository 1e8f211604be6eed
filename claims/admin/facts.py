"""Facts, to look at and to merge; claims go in and out of them on their own pages."""

from __future__ import annotations

from django.contrib import admin

from claims.admin.base import GuardedAdmin
from claims.admin.merging import merging
from claims.facts.services import merge_facts
from claims.models import Fact
from claims.permissions import Actor


def _merge_facts(fact: Fact, into: Fact, actor: Actor, reason: str) -> None:
    merge_facts(fact=fact, into=into, actor=actor, version=fact.version, reason=reason)


def _find(desk_id: int, name: str) -> Fact | None:
    return Fact.objects.live().filter(desk_id=desk_id, name__iexact=name).order_by("pk").first()


@admin.register(Fact)
class FactAdmin(GuardedAdmin):
    list_display = ("name", "name_how", "closed", "merged_into", "made_by", "created_at")
    list_filter = ("name_how", "closed", "created_at")
    list_select_related = ("merged_into", "made_by")
    search_fields = ("name",)
    actions = (
        merging(
            _merge_facts, _find, description="Merge the selected facts",
            consequence="Their claims go into the fact that you name, and their addresses lead there. It can be taken back.",
        ),
    )  # fmt: skip
