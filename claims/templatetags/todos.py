"""Open to-dos, on a claim's page and on the desk."""

from __future__ import annotations

from typing import Any

from django.template import Library

from claims.models import Claim, Todo
from claims.permissions import Action
from claims.review.todos import MOST_SHOWN, todos_to_read

register = Library()


@register.inclusion_tag("claims/_todos.html", takes_context=True)
def todos_of(context: dict[str, Any], claim: Claim) -> dict[str, Any]:
    """The claim's open to-dos, each with a button for who may review."""
    actor = context["request"].actor
    return _shown(context, list(todos_to_read(actor).filter(claim=claim)[:MOST_SHOWN]))


@register.inclusion_tag("desk/_todos.html", takes_context=True)
def todos_of_desk(context: dict[str, Any]) -> dict[str, Any]:
    """The newest open to-dos of the reader's desks."""
    actor = context["request"].actor
    found = list(todos_to_read(actor)[: MOST_SHOWN + 1])
    return {**_shown(context, found[:MOST_SHOWN]), "more": len(found) > MOST_SHOWN}


def _shown(context: dict[str, Any], todos: list[Todo]) -> dict[str, Any]:
    actor = context["request"].actor
    rows = [{"todo": todo, "may": actor.may(Action.REVIEW, todo.desk_id)} for todo in todos]
    return {"rows": rows, "request": context["request"], "csrf_token": context.get("csrf_token")}
