"""What is sent and answered about to-dos and about the words of quantity."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from claims.api.claim_outputs import ClaimRef
from claims.api.fields import MomentField, NumberField
from claims.api.filters import FlagFilter, IdFilter, Sieve, SomeFilter
from claims.api.inputs import Input, Words
from claims.api.outputs import Choice, Named, Shape, Text, Whole
from claims.linking.house_words import LONGEST_WORD
from claims.models import Todo, WordBound


class TodoOut(Shape):
    """That a claim wants a look, because of a decision elsewhere. Verdicts are never copied along links."""

    claim = ClaimRef(read_only=True)
    cause = Choice(Todo.Cause.choices, read_only=True)
    link = serializers.UUIDField(source="link.public_id", read_only=True, default=None, allow_null=True)
    reason = Text(read_only=True)
    created_at = MomentField()
    done_at = MomentField(allow_null=True)
    done_by = Named(read_only=True, allow_null=True)


class WordBoundIn(Input):
    word = Words(max_length=LONGEST_WORD)
    of = serializers.ChoiceField(WordBound.Of.choices, help_text="factor: beside a number; count: without one.")
    low = serializers.DecimalField(max_digits=20, decimal_places=6, allow_null=True, default=None)
    high = serializers.DecimalField(max_digits=20, decimal_places=6, allow_null=True, default=None)
    version = serializers.IntegerField(
        min_value=1, allow_null=True, default=None, help_text="Of the row that you read; null for a word without one."
    )


class WordBoundVersion(Input):
    version = serializers.IntegerField(min_value=1, help_text="The version that you read.")


class WordBoundOut(Shape):
    """What the desk takes a word to allow, in place of the language's table. A null bound is open."""

    word = Text(read_only=True)
    of = Choice(WordBound.Of.choices, read_only=True)
    low = NumberField(allow_null=True)
    high = NumberField(allow_null=True)
    version = Whole(read_only=True, help_text="Send it with a change.")
    created_at = MomentField()


class TodoFilters(Sieve):
    claim = IdFilter("claim")
    article = IdFilter("claim__article")
    link = IdFilter("link")
    cause = SomeFilter(choices=Todo.Cause.choices)
    open = FlagFilter(method="only_open", help_text="Only those that are, or are not, still to be done.")

    class Meta:
        model = Todo
        fields: list[str] = []

    def only_open(self, rows: QuerySet[Todo], name: str, value: Any) -> QuerySet[Todo]:
        return rows.filter(done_at__isnull=str(value).lower() == "true")


class WordBoundFilters(Sieve):
    of = SomeFilter(choices=WordBound.Of.choices)

    class Meta:
        model = WordBound
        fields: list[str] = []
