"""Who may do what: one table for the pages, the API and the admin.

A right follows from a role on the desk that the thing belongs to. An API token acts as its user, narrowed to one desk and to
its scopes. Restricted articles will narrow `readable` in models/article.py; nothing else has to know of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.errors import Forbidden
from claims.models.account import ApiToken, Membership, Role, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

Scope = ApiToken.Scope


class Action(StrEnum):
    READ = gettext_noop("read articles and claims")
    UPLOAD = gettext_noop("upload articles")
    EDIT_METADATA = gettext_noop("edit an article's title, outlet and date")
    WITHDRAW = gettext_noop("withdraw an article")
    RETRY = gettext_noop("start a failed reading again")
    REVIEW = gettext_noop("record verdicts and evidence")
    EDIT_CLAIMS = gettext_noop("edit, split, merge, add and reject claims")
    RESOLVE = gettext_noop("resolve a conflict of two reviewers")
    ASSIGN = gettext_noop("assign claims and set deadlines")
    COMMENT = gettext_noop("comment on claims")
    SEE_CONFIDENTIAL = gettext_noop("see confidential evidence of others")
    PUBLISH = gettext_noop("publish verdicts and take them back")
    LINK = gettext_noop("confirm and reject links")
    GATHER = gettext_noop("gather claims into facts")
    EXPORT = gettext_noop("export claims")
    READ_HISTORY = gettext_noop("read the history")
    EDIT_SOURCES = gettext_noop("edit sources")
    EDIT_HOUSE_RULES = gettext_noop("edit the desk's labels, words and rules of review")
    MODERATE = gettext_noop("moderate: requeue, reopen, take down")
    MANAGE_MEMBERS = gettext_noop("manage the desk's members")
    CREATE_TOKEN = gettext_noop("create API tokens")


@dataclass(frozen=True, slots=True)
class Rule:
    """The roles that may, on their own desk and on any other one, and the token scope that a program needs besides."""

    own: frozenset[str]
    other: frozenset[str] = frozenset()
    scope: str | None = None  # None: not by token at all


VIEWER, EDITOR, REVIEWER = Role.VIEWER.value, Role.EDITOR.value, Role.REVIEWER.value
SENIOR, MODERATOR, PROGRAM = Role.SENIOR_REVIEWER.value, Role.MODERATOR.value, Role.INTEGRATION.value
PEOPLE = (VIEWER, EDITOR, REVIEWER, SENIOR, MODERATOR)


def _may(*roles: str, scope: str | None = None) -> Rule:
    return Rule(own=frozenset(roles), scope=scope)


TABLE: dict[Action, Rule] = {
    Action.READ: _may(*PEOPLE, PROGRAM, scope=Scope.READ),
    Action.UPLOAD: _may(EDITOR, MODERATOR, PROGRAM, scope=Scope.WRITE),
    Action.EDIT_METADATA: _may(EDITOR, MODERATOR, PROGRAM, scope=Scope.WRITE),
    Action.WITHDRAW: _may(EDITOR, MODERATOR, PROGRAM, scope=Scope.WRITE),
    Action.RETRY: _may(EDITOR, MODERATOR, PROGRAM, scope=Scope.WRITE),
    Action.REVIEW: _may(REVIEWER, SENIOR, MODERATOR, PROGRAM, scope=Scope.REVIEW),
    # editors before a claim is judged, the others until its verdict is published (review/editing.py holds the states)
    Action.EDIT_CLAIMS: _may(EDITOR, REVIEWER, SENIOR, MODERATOR, PROGRAM, scope=Scope.WRITE),
    Action.RESOLVE: _may(SENIOR, MODERATOR, scope=Scope.REVIEW),
    Action.ASSIGN: _may(EDITOR, REVIEWER, SENIOR, MODERATOR, PROGRAM, scope=Scope.WRITE),
    Action.COMMENT: _may(*PEOPLE, PROGRAM, scope=Scope.WRITE),
    Action.SEE_CONFIDENTIAL: _may(SENIOR),
    Action.PUBLISH: _may(EDITOR, SENIOR, MODERATOR, PROGRAM, scope=Scope.REVIEW),
    Action.GATHER: _may(EDITOR, REVIEWER, SENIOR, MODERATOR, PROGRAM, scope=Scope.WRITE),
    Action.LINK: _may(EDITOR, REVIEWER, SENIOR, MODERATOR, PROGRAM, scope=Scope.WRITE),
    Action.EXPORT: _may(EDITOR, REVIEWER, SENIOR, MODERATOR, PROGRAM, scope=Scope.READ),
    Action.READ_HISTORY: _may(EDITOR, REVIEWER, SENIOR, MODERATOR, scope=Scope.READ),
    Action.EDIT_SOURCES: _may(EDITOR, SENIOR, MODERATOR, PROGRAM, scope=Scope.WRITE),
    Action.EDIT_HOUSE_RULES: _may(SENIOR, MODERATOR, scope=Scope.WRITE),
    Action.MODERATE: _may(MODERATOR),
    Action.MANAGE_MEMBERS: _may(MODERATOR),
    Action.CREATE_TOKEN: _may(EDITOR, REVIEWER, SENIOR, MODERATOR),
}


@dataclass(frozen=True)
class Actor:
    """Somebody who acts: a person on the pages or in the admin, or a program with a token. One per request.

    `scopes` is None for a person. `via` is written into the history: page, api, admin, command.
    """

    user: User
    via: str = "page"
    scopes: frozenset[str] | None = None
    token_desk_id: int | None = None

    @cached_property
    def roles(self) -> dict[int, str]:
        """Desk id to role, read once."""
        if not self.user.is_active:
            return {}
        return dict(Membership.objects.filter(user=self.user).values_list("desk_id", "role"))

    def may(self, action: Action, desk_id: int) -> bool:
        rule = TABLE[action]
        role = self.roles.get(desk_id)
        if self.scopes is None:
            if role == Role.INTEGRATION:
                return False  # an integration has no pages
        elif rule.scope not in self.scopes or desk_id != self.token_desk_id:
            return False
        if role is not None:
            return role in rule.own
        return bool(rule.other.intersection(self.roles.values()))


def actor_of(user: User | AnonymousUser, via: str = "page") -> Actor:
    """The actor behind a signed-in user. Raises Forbidden for an anonymous one."""
    if not isinstance(user, User):
        raise Forbidden(_("Sign in first."), code="sign_in")
    return Actor(user=user, via=via)


def desk_ids(actor: Actor, action: Action) -> list[int]:
    """The desks on which the actor may do it; querysets are filtered by this."""
    return [desk_id for desk_id in sorted(actor.roles) if actor.may(action, desk_id)]


def require(actor: Actor, action: Action, desk_id: int) -> None:
    """Raise Forbidden unless the actor may. For things that the actor can read; others are not found at all."""
    if not actor.may(action, desk_id):
        if actor.scopes is not None and TABLE[action].scope not in actor.scopes:
            raise Forbidden(_("This token's scopes may not %(act)s.") % {"act": _(action.value)}, code="scope")
        raise Forbidden(_("Your role on this desk may not %(act)s.") % {"act": _(action.value)}, code="role")
