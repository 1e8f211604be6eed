"""To-dos at the other end of a decision: a claim wants a look, because a link of it was confirmed or what it hangs on changed."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict, InvalidInput
from claims.models import Claim, ClaimLink, Todo
from claims.permissions import Action, Actor, desk_ids, require
from claims.review import causes

MOST_SHOWN = 20


def raise_todos(*, link: ClaimLink, cause: str, reasons: Mapping[Claim, str], actor: Actor | None = None) -> list[Todo]:
    """A to-do on each of the claims because of a link, with its reason; none where the same one is open already. `actor` is whose
    decision asks for it, None for the machine; whether he may take that decision is asked where he does.

    Raises InvalidInput without a reason, or for a cause that there is not.
    """
    if cause not in Todo.Cause.values or not all(reason.strip() for reason in reasons.values()):
        raise InvalidInput(_("A to-do names its cause and says why."), code="cause")
    wanted = [
        Todo(desk_id=claim.desk_id, claim=claim, cause=cause, link=link, reason=reason.strip())
        for claim, reason in reasons.items()
    ]
    with transaction.atomic(savepoint=False):
        Todo.objects.bulk_create(wanted, ignore_conflicts=True)  # open once per link: a constraint says so
        ids = dict(
            Todo.objects.filter(public_id__in=[todo.public_id for todo in wanted])
            .order_by()
            .values_list("public_id", "pk")
        )
        raised = [todo for todo in wanted if todo.public_id in ids]
        for todo in raised:
            todo.pk = ids[todo.public_id]
        history.append_all(
            [
                history.event(
                    verb="raised to-do", subject=todo.claim, desk=todo.desk_id, actor=actor,
                    after={"todo": str(todo.public_id), "cause": cause}, reason=todo.reason,
                )
                for todo in raised
            ]
        )  # fmt: skip
    return raised


def finish_todo(*, todo: Todo, actor: Actor) -> Todo:
    """Say that the claim was looked at. Raises Conflict when somebody did so already."""
    require(actor, Action.REVIEW, todo.desk_id)
    with transaction.atomic():
        todo = Todo.objects.select_for_update(of=("self",)).select_related("claim").get(pk=todo.pk)
        if todo.done_at is not None:
            raise Conflict(_("This to-do is done already."), code="todo_done")
        todo.done_at, todo.done_by = timezone.now(), actor.user
        todo.save(update_fields=["done_at", "done_by"])
        history.append(
            verb="finished to-do", subject=todo.claim, desk=todo.desk_id, actor=actor,
            after={"todo": str(todo.public_id), "cause": todo.cause}, reason=todo.reason,
        )  # fmt: skip
    return todo


def drop_todos(*, link: ClaimLink) -> int:
    """Take away the open to-dos of a link whose confirmation was taken back; returns how many. Done ones stay."""
    return Todo.objects.open().filter(link=link).delete()[0]


def todos_to_read(actor: Actor) -> QuerySet[Todo]:
    """Open to-dos on claims that the actor may read, of the desks where he is a member, newest first."""
    return (
        Todo.objects.readable_by(actor)
        .open()
        .filter(desk_id__in=desk_ids(actor, Action.READ))  # as their index has them
        .filter(claim__standing=Claim.Standing.LIVE, claim__article__state="live")
        .select_related("claim__article__outlet", "link")
        .prefetch_related("claim__quantities")  # which a line of the claim prints bold
    )


def todo_reason(link: ClaimLink, claim: Claim, other: Claim) -> str:
    """Why a confirmed link asks for a look at `claim`, in words."""
    if link.relation == ClaimLink.Relation.UPDATES:
        told = causes.UPDATED_BY if link.newer_id == other.pk else causes.UPDATES
    elif link.relation == ClaimLink.Relation.CONTRADICTS:
        told = causes.CONTRADICTED_BY
    elif link.relation == ClaimLink.Relation.DUPLICATE:
        told = causes.SAME_AS
    else:
        told = causes.BORNE_OUT_BY
    return told % {"claim": other.number, "title": other.article.title, "said": link.reason}
