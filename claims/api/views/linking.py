"""To-dos that decisions raise elsewhere, and the words of quantity as the desk reads them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.inputs import Nothing
from claims.api.linking_shapes import (
    TodoFilters,
    TodoOut,
    WordBoundFilters,
    WordBoundIn,
    WordBoundOut,
    WordBoundVersion,
)
from claims.api.views.base import DeskView
from claims.linking.house_words import drop_word_bound, set_word_bound
from claims.models import Todo, WordBound
from claims.permissions import Action, Actor, desk_ids
from claims.review.todos import finish_todo


def todos(actor: Actor) -> QuerySet[Todo]:
    return Todo.objects.readable_by(actor).select_related("claim", "link", "done_by")


def word_bounds(actor: Actor) -> QuerySet[WordBound]:
    return WordBound.objects.filter(desk_id__in=desk_ids(actor, Action.READ))


class Todos(DeskView):
    nouns = ("to-do", "to-dos")
    queryset = Todo.objects.none()
    rows = staticmethod(todos)
    serializer_class = TodoOut
    filterset_class = TodoFilters

    @extend_schema(request=None, responses=TodoOut)
    @action(detail=True, methods=["post"])
    def done(self, request: Request, id: str) -> Response:
        """Say that the claim was looked at."""
        todo = self.get_object()
        self.sent(Nothing)
        finish_todo(todo=todo, actor=self.actor)
        return self.show(self.get_object())


class WordBounds(DeskView):
    nouns = ("word of quantity", "words of quantity")
    queryset = WordBound.objects.none()
    rows = staticmethod(word_bounds)
    serializer_class = WordBoundOut
    filterset_class = WordBoundFilters
    orderings = {"created_at": "created_at", "word": "word"}
    newest_first = False

    @extend_schema(request=WordBoundIn, responses={201: WordBoundOut})
    def create(self, request: Request) -> Response:
        """Say what the desk takes a word to allow. For a word that the desk set before, send the `version` that you read."""
        sent: dict[str, Any] = dict(self.sent(WordBoundIn).validated_data)
        return self.show(set_word_bound(desk=self.token.desk, actor=self.actor, **sent), status=201)

    @extend_schema(request=WordBoundVersion, responses={204: None})
    def destroy(self, request: Request, id: str) -> Response:
        """Go back to what the language's table says. Send the `version` that you read."""
        bound, sent = self.get_object(), self.sent(WordBoundVersion).validated_data
        drop_word_bound(bound=bound, actor=self.actor, version=sent["version"])
        return Response(status=204)
