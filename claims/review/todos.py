"""To-dos at the other end of a decision: a claim wants a look, because a link of it was confirmed or what it hangs on changed."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict, InvalidInput
from claims.models import Claim, ClaimLink, Todo
from claims.permissions import Action, Actor, require

MOST_SHOWN = 20


def raise_todo(
    *, claim: Claim, cause: str, reason: str, link: ClaimLink | None = None, actor: Actor | None = None
) -> Todo | None:
    """A to-do on the claim; None where the same one is open already. `actor` is whose decision asks for it, None for the machine;
    whether he may take that decision is asked where he does.

    Raises InvalidInput without a reason, or for a cause that there is not.
    """
    if cause not in Todo.Cause.values or not reason.strip():
        raise InvalidInput(_("A to-do names its cause and says why."), code="cause")
    with transaction.atomic():
        if Todo.objects.open().filter(claim=claim, link=link, cause=cause).exists():
            return None
        try:
            with transaction.atomic():
                todo = Todo.objects.create(
                    desk_id=claim.desk_id, claim=claim, cause=cause, link=link, reason=reason.strip()
                )
        except IntegrityError:  # raised by somebody else at this moment
            return None
        history.append(
            verb="raised to-do", subject=claim, desk=claim.desk_id, actor=actor,
            after={"todo": str(todo.public_id), "cause": cause}, reason=todo.reason,
        )  # fmt: skip
    return todo


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
        .filter(claim__standing=Claim.Standing.LIVE, claim__article__state="live")
        .select_related("claim__article__outlet", "link")
        .prefetch_related("claim__quantities")  # which a line of the claim prints bold
    )


def todo_reason(link: ClaimLink, claim: Claim, other: Claim) -> str:
    """Why a confirmed link asks for a look at `claim`, in words."""
    number, title = other.number, other.article.title
    if link.relation == ClaimLink.Relation.UPDATES:
        told = (
            _("Updated by claim %(number)s of “%(title)s”")
            if link.newer_id == other.pk
            else _("Updates claim %(number)s of “%(title)s”")
        )
    elif link.relation == ClaimLink.Relation.CONTRADICTS:
        told = _("Contradicted by claim %(number)s of “%(title)s”")
    elif link.relation == ClaimLink.Relation.DUPLICATE:
        told = _("Says the same as claim %(number)s of “%(title)s”, from one origin")
    else:
        told = _("Borne out by claim %(number)s of “%(title)s”")
    return f"{told % {'number': number, 'title': title}}: {link.reason}"
