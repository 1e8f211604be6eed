"""A claim's threads as they are drawn: with what the reader may do to each, and with what was typed and refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from claims.accounts import members_of
from claims.models import Claim, Comment, Membership, User
from claims.permissions import Action, Actor
from claims.talk.comments import Thread, may_restore, threads_of


@dataclass
class Draft:
    """What was typed into one of the forms, and why it was refused. `where` is "new", "reply-…" or "edit-…" with an id."""

    where: str
    body: str
    mentions: set[str] = field(default_factory=set)
    error: str = ""
    now: Comment | None = None  # how an edited comment reads by now


@dataclass
class TalkView:
    claim: Claim
    open: list[Thread]
    resolved: list[Thread]
    people: list[User]
    may_comment: bool
    reader: User
    asked: str  # the comment that a link leads to
    draft: Draft | None = None
    unknown: str = ""  # a sentence on names that nobody has
    withdrawn: Comment | None = None  # just now, by the reader: can be undone
    resolved_now: Comment | None = None
    saved: str = ""

    @property
    def standing(self) -> int:
        """How many comments stand, resolved ones included."""
        return sum(thread.standing for thread in [*self.open, *self.resolved])

    @property
    def asks_for_resolved(self) -> bool:
        """Whether the comment that is asked for lies in a resolved thread, which is then unfolded."""
        asked = self.draft.where if self.draft else self.asked
        return bool(asked) and any(
            asked.endswith(str(comment.public_id)) for thread in self.resolved for comment in thread.all
        )


def talk_of(
    claim: Claim,
    actor: Actor,
    *,
    asked: str = "",
    threads: list[Thread] | None = None,
    members: list[Membership] | None = None,
    draft: Draft | None = None,
    unknown: str = "",
    withdrawn: Comment | None = None,
    resolved_now: Comment | None = None,
    saved: str = "",
) -> TalkView:
    """Load the threads and the desk's members, who can be mentioned, unless they are given: three queries, however many there are."""
    threads = threads_of(claim) if threads is None else threads
    may_comment = actor.may(Action.COMMENT, claim.desk_id)
    if not may_comment:
        members = []
    elif members is None:
        members = members_of(claim.desk_id)
    return TalkView(
        claim=claim,
        open=[thread for thread in threads if thread.root.resolved_at is None],
        resolved=[thread for thread in threads if thread.root.resolved_at is not None],
        people=[member.user for member in members if member.user_id != actor.user.pk],
        may_comment=may_comment,
        reader=actor.user,
        asked=asked if _is_uuid(asked) else "",
        draft=draft,
        unknown=unknown,
        withdrawn=withdrawn if withdrawn is not None and may_restore(withdrawn) else None,
        resolved_now=resolved_now,
        saved=saved,
    )


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
