"""What is sent and answered about work on claims: whose they are, leases, saved views, acts on many."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from claims.api.fields import MomentField, WordsField
from claims.api.filters import IdFilter, OneFilter, Sieve
from claims.api.inputs import LONG, Input, Words
from claims.api.outputs import Choice, ClaimRef, Flag, Named, Shape, Text, Whole
from claims.models import BulkAct, BulkRow, Claim, SavedView
from claims.review.bulk import MOST_ROWS


class WorkOut(Shape):
    """Whose a claim is, until when, how urgent and how risky, and how much hangs on it."""

    assignee = Named(read_only=True, allow_null=True)
    deadline = MomentField(allow_null=True, help_text="Its own; null: it is due with its article.")
    due = MomentField(allow_null=True, help_text="Its own deadline, else its article's.")
    priority = Whole(read_only=True, help_text="-1 low, 0 normal, 1 high, 2 urgent.")
    risk = Flag(read_only=True, help_text="Flagged by a person: two people decide.")
    load_bearing = Whole(read_only=True, help_text="How many claims are linked to it by confirmed links or rest on it.")
    pending = Choice(Claim.Pending.choices, source="world_pending", read_only=True, help_text="Of the world layer.")
    version = Whole(read_only=True, help_text="Send it with an edit, or as If-Match.")


class WorkEdit(Input):
    """Fields that are left out stay."""

    version = serializers.IntegerField(
        min_value=1, required=False, help_text="The version that you read; or send If-Match."
    )
    assignee = serializers.UUIDField(allow_null=True, required=False, help_text="A person's id; null: nobody.")
    deadline = serializers.DateTimeField(allow_null=True, required=False)
    priority = serializers.ChoiceField(Claim.Priority.choices, required=False)
    risk = serializers.BooleanField(required=False)


class ArticleDeadline(Input):
    deadline = serializers.DateTimeField(allow_null=True)


class LeaseOut(serializers.Serializer[Any]):
    """That somebody has a claim in hand; its `claim` is its id."""

    claim = ClaimRef(read_only=True)
    holder = Named(read_only=True)
    until = MomentField(help_text="It ends by itself then.")


class LeaseIn(Input):
    claim = serializers.UUIDField(required=False, help_text="This very claim; left out: the next one of the queue.")
    leaving = serializers.UUIDField(allow_null=True, default=None, help_text="A claim to be passed over.")


class ViewOut(Shape):
    name = Text(read_only=True)
    query = WordsField(help_text="Filters and order, as in the address of the queue.")
    shared = Flag(read_only=True)
    owner = Named(read_only=True)
    created_at = MomentField()


class ViewIn(Input):
    name = Words(max_length=80)
    query = Words(max_length=2000, allow_blank=True, default="")
    shared = serializers.BooleanField(default=False)


class ViewEdit(Input):
    name = Words(max_length=80, required=False)
    shared = serializers.BooleanField(required=False)


class ViewFilters(Sieve):
    owner = IdFilter("owner")

    class Meta:
        model = SavedView
        fields: list[str] = []


class BulkRowOut(serializers.Serializer[Any]):
    claim = ClaimRef(read_only=True)
    outcome = Choice(BulkRow.Outcome.choices, read_only=True)
    message = WordsField(help_text="Why it was refused or kept.")


class BulkOut(Shape):
    """One act on many claims, and what became of each."""

    verb = Choice(BulkAct.Verb.choices, read_only=True)
    asked = serializers.JSONField(read_only=True)
    actor = Named(read_only=True)
    rows = BulkRowOut(many=True, read_only=True)
    undone_at = MomentField(allow_null=True)
    created_at = MomentField()


class Prospects(serializers.Serializer[Any]):
    """What would become of each claim; nothing was done."""

    rows = BulkRowOut(many=True, read_only=True)


class BulkIn(Input):
    """`words` is the rationale of unverifiable, the reason of reopen and reject."""

    verb = serializers.ChoiceField(BulkAct.Verb.choices)
    claims = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_ROWS)
    assignee = serializers.UUIDField(allow_null=True, default=None)
    deadline = serializers.DateTimeField(allow_null=True, default=None)
    priority = serializers.ChoiceField(Claim.Priority.choices, default=Claim.Priority.NORMAL)
    risk = serializers.BooleanField(default=True)
    words = Words(max_length=LONG, allow_blank=True, default="")
    foresee = serializers.BooleanField(default=False, help_text="Only say what would become of each.")


class BulkFilters(Sieve):
    verb = OneFilter(choices=BulkAct.Verb.choices)
    actor = IdFilter("actor")

    class Meta:
        model = BulkAct
        fields: list[str] = []
