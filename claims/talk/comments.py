"""Remarks on claims: threads, replies, mentions; edited and withdrawn by their author, resolved by anybody who may comment."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import history
from claims.accounts import memberships_of
from claims.errors import Conflict, Forbidden, InvalidInput
from claims.models import Claim, Comment, Desk, Notification, User
from claims.notices import notify
from claims.permissions import Action, Actor, require

LONGEST = 5000
UNDO_SECONDS = 10
AT_NAME = re.compile(r"(?<![\w@.+-])@([\w.+-]{1,150})")  # no address of a mailbox: something stands before its @
ENDS = ".-+"  # of a sentence, not of a name


class StaleComment(Conflict):
    """Somebody changed it since the form was loaded; `details["comment"]` is how it reads now."""

    code = "stale_comment"


class NotYours(Forbidden):
    code = "not_own"


class TooLateToRestore(Conflict):
    code = "too_late"


@dataclass(frozen=True)
class Said:
    """A comment as it was stored, and the names after an @ that nobody on the desk has: told to its author, never dropped."""

    comment: Comment
    unknown: list[str]


# --- who can be mentioned ---------------------------------------------------------------------------------------------


def people_of(desk: Desk | int) -> QuerySet[User]:
    """The people of a desk, by name; programs and closed accounts cannot be mentioned."""
    return User.objects.filter(pk__in=memberships_of(desk).values("user")).order_by("display_name", "username")


def mentioned_in(body: str, desk: Desk | int) -> tuple[set[User], list[str]]:
    """The people whom `@name` in the words means, whatever its case, and the names that nobody has, as they were written."""
    written = list(dict.fromkeys(AT_NAME.findall(body)))
    if not written:
        return set(), []
    by_name = {user.username.casefold(): user for user in people_of(desk)}
    found, unknown = set(), []
    for name in written:
        user = by_name.get(name.casefold()) or by_name.get(name.rstrip(ENDS).casefold())
        if user:
            found.add(user)
        elif name.rstrip(ENDS):
            unknown.append(name.rstrip(ENDS))
    return found, unknown


def unknown_words(unknown: Collection[str]) -> str:
    """A sentence for the author; empty when every name was found."""
    if not unknown:
        return ""
    names = ", ".join(f"@{name}" for name in unknown)
    return _("Nobody on this desk is called %(names)s, so nobody was told under that name.") % {"names": names}


# --- acts -------------------------------------------------------------------------------------------------------------


def add_comment(
    *,
    claim: Claim,
    actor: Actor,
    body: str,
    thread: Comment | None = None,
    mentions: Iterable[User] = (),
    start: int | None = None,
    end: int | None = None,
) -> Said:
    """Say something on a claim, or (with `thread`, its first remark or any of its replies) answer. An answer opens a resolved
    thread again. `start` and `end` count within the claim's quote.

    Who is mentioned, and who took part in the thread, is told. Raises InvalidInput for no words, too many, or a bad span.
    """
    require(actor, Action.COMMENT, claim.desk_id)
    body = _words(body)
    _check_span(claim, start, end)
    by_name, unknown = mentioned_in(body, claim.desk_id)
    told = by_name | _members(mentions, claim.desk_id)
    with transaction.atomic():
        root = _root(thread, claim)
        comment = Comment.objects.create(
            claim=claim, thread=root, author=actor.user, body=body, start=start, end=end
        )  # fmt: skip
        comment.mentions.set(told)
        if root is not None and root.resolved_at is not None:
            _set_resolved(root, None)
        _tell_mentioned(comment, told, actor)
        _tell_thread(comment, root, told, actor)
        history.append(
            verb="commented", subject=comment, desk=claim.desk_id, actor=actor,
            after={"claim": str(claim.public_id), "thread": str(root.public_id) if root else None, "body": body},
        )  # fmt: skip
    return Said(comment, unknown)


def edit_comment(
    *, comment: Comment, actor: Actor, body: str, version: int, mentions: Iterable[User] | None = None
) -> Said:
    """Change one's own words. Who is mentioned for the first time is told; `mentions` None keeps those chosen before.

    Raises StaleComment when it was changed meanwhile, NotYours for somebody else's.
    """
    require(actor, Action.COMMENT, comment.claim.desk_id)
    body = _words(body)
    by_name, unknown = mentioned_in(body, comment.claim.desk_id)
    with transaction.atomic():
        comment = _locked_own(comment, actor, version)
        if comment.withdrawn_at is not None:
            raise Conflict(_("This comment is withdrawn, so its words stay as they are."), code="withdrawn")
        before = set(comment.mentions.all())
        kept = before if mentions is None else _members(mentions, comment.claim.desk_id)
        old = comment.body
        if old == body and kept | by_name == before:
            return Said(comment, unknown)
        comment.body, comment.edited_at, comment.version = body, timezone.now(), comment.version + 1
        comment.save(update_fields=["body", "edited_at", "version"])
        comment.mentions.set(kept | by_name)
        _tell_mentioned(comment, (kept | by_name) - before, actor)
        history.append(
            verb="edited comment", subject=comment, desk=comment.claim.desk_id, actor=actor, before={"body": old},
            after={"body": body},
        )  # fmt: skip
    return Said(comment, unknown)


def withdraw_comment(*, comment: Comment, actor: Actor, version: int) -> Comment:
    """Take one's own words back: a placeholder keeps their place. Doing it twice changes nothing."""
    require(actor, Action.COMMENT, comment.claim.desk_id)
    with transaction.atomic():
        comment = _locked_own(comment, actor, None)
        if comment.withdrawn_at is not None:
            return comment
        if comment.version != version:
            raise _stale(comment)
        comment.withdrawn_at, comment.version = timezone.now(), comment.version + 1
        comment.save(update_fields=["withdrawn_at", "version"])
        history.append(verb="withdrew comment", subject=comment, desk=comment.claim.desk_id, actor=actor)
    return comment


def restore_comment(*, comment: Comment, actor: Actor) -> Comment:
    """Undo a withdrawal within ten seconds. Raises TooLateToRestore afterwards."""
    require(actor, Action.COMMENT, comment.claim.desk_id)
    with transaction.atomic():
        comment = _locked_own(comment, actor, None)
        if comment.withdrawn_at is None:
            return comment
        if not may_restore(comment):
            raise TooLateToRestore(_("A withdrawal can be undone for ten seconds; write the comment anew."))
        comment.withdrawn_at, comment.version = None, comment.version + 1
        comment.save(update_fields=["withdrawn_at", "version"])
        history.append(verb="restored comment", subject=comment, desk=comment.claim.desk_id, actor=actor)
    return comment


def may_restore(comment: Comment) -> bool:
    """Whether the withdrawal can still be undone."""
    gone = comment.withdrawn_at
    return gone is not None and timezone.now() - gone < timedelta(seconds=UNDO_SECONDS)


def resolve_thread(*, thread: Comment, actor: Actor) -> Comment:
    """Settle a thread, for everybody who follows it. Doing it twice changes nothing."""
    return _settle(thread, actor, resolved=True)


def reopen_thread(*, thread: Comment, actor: Actor) -> Comment:
    """Open a resolved thread again. Doing it twice changes nothing."""
    return _settle(thread, actor, resolved=False)


def _settle(thread: Comment, actor: Actor, *, resolved: bool) -> Comment:
    require(actor, Action.COMMENT, thread.claim.desk_id)
    if thread.thread_id is not None:
        raise InvalidInput(_("A thread is resolved at its first comment."), code="thread")
    with transaction.atomic():
        thread = Comment.objects.select_for_update(of=("self",)).select_related("claim").get(pk=thread.pk)
        if (thread.resolved_at is not None) == resolved:
            return thread
        _set_resolved(thread, actor.user if resolved else None)
        verb = "resolved thread" if resolved else "reopened thread"
        history.append(verb=verb, subject=thread, desk=thread.claim.desk_id, actor=actor)
    return thread


# --- what pages show --------------------------------------------------------------------------------------------------


@dataclass
class Thread:
    """A first remark with its answers, oldest first."""

    root: Comment
    replies: list[Comment]

    @property
    def all(self) -> list[Comment]:
        return [self.root, *self.replies]

    @property
    def standing(self) -> int:
        return sum(comment.withdrawn_at is None for comment in self.all)


def threads_of(claim: Claim) -> list[Thread]:
    """A claim's threads, open ones first, each in the order it was written; in a number of queries that does not grow."""
    rows = claim.comments.select_related("author", "resolved_by", "claim").prefetch_related("mentions").order_by("id")
    threads: dict[int, Thread] = {}
    for comment in rows:
        if comment.thread_id is None:
            threads[comment.pk] = Thread(comment, [])
        else:
            threads[comment.thread_id].replies.append(comment)
    return sorted(threads.values(), key=lambda thread: thread.root.resolved_at is not None)


def open_comment_counts(claim_ids: Collection[int] | QuerySet[Any, Any]) -> dict[int, int]:
    """Claim id → comments that stand in threads that are not resolved; claims without any are left out. One query."""
    rows = (
        Comment.objects.filter(claim_id__in=claim_ids, withdrawn_at__isnull=True)
        .filter(Q(thread__isnull=True, resolved_at__isnull=True) | Q(thread__resolved_at__isnull=True, thread__isnull=False))
        .order_by()
        .values_list("claim_id")
        .annotate(Count("id"))
    )  # fmt: skip
    return dict(rows)


# --- parts ------------------------------------------------------------------------------------------------------------


def _words(body: str) -> str:
    body = body.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not body:
        raise InvalidInput(_("A comment needs words."), code="body")
    if "\x00" in body or len(body) > LONGEST:
        raise InvalidInput(_("A comment has at most %(most)s characters.") % {"most": LONGEST}, code="body")
    return body


def _check_span(claim: Claim, start: int | None, end: int | None) -> None:
    if start is None and end is None:
        return
    if start is None or end is None or not 0 <= start < end <= len(claim.quote):
        raise InvalidInput(_("The words that the comment is about do not lie within the claim."), code="span")


def _members(users: Iterable[User], desk_id: int) -> set[User]:
    wanted = {user.pk for user in users}
    return set(people_of(desk_id).filter(pk__in=wanted)) if wanted else set()


def _root(thread: Comment | None, claim: Claim) -> Comment | None:
    if thread is None:
        return None
    if thread.claim_id != claim.pk:
        raise InvalidInput(_("That thread is about another claim."), code="thread")
    return Comment.objects.select_for_update(of=("self",)).get(pk=thread.thread_id or thread.pk)


def _set_resolved(root: Comment, by: User | None) -> None:
    root.resolved_by, root.resolved_at, root.version = by, timezone.now() if by else None, root.version + 1
    root.save(update_fields=["resolved_by", "resolved_at", "version"])


def _locked_own(comment: Comment, actor: Actor, version: int | None) -> Comment:
    comment = Comment.objects.select_for_update(of=("self",)).select_related("claim", "author").get(pk=comment.pk)
    if comment.author_id != actor.user.pk:
        raise NotYours(_("Only its author changes a comment."))
    if version is not None and comment.version != version:
        raise _stale(comment)
    return comment


def _stale(comment: Comment) -> StaleComment:
    return StaleComment(_("This comment was changed meanwhile; your words are kept beside it."), comment=comment)


def _tell_mentioned(comment: Comment, people: Iterable[User], actor: Actor) -> None:
    for user in sorted(people, key=lambda user: user.pk):
        notify(
            to=user, kind=Notification.Kind.MENTION, why=gettext_lazy("because your name is in the comment"),
            desk_id=comment.claim.desk_id, actor=actor, claim=comment.claim, comment=comment,
        )  # fmt: skip


def _tell_thread(comment: Comment, root: Comment | None, mentioned: Collection[User], actor: Actor) -> None:
    """Everybody who wrote in the thread, once, and not those whom a mention tells already."""
    if root is None:
        return
    others = root.replies.filter(withdrawn_at__isnull=True).exclude(pk=comment.pk).values("author")
    for user in User.objects.filter(Q(pk=root.author_id) | Q(pk__in=others)).order_by("pk"):
        if user in mentioned:
            continue
        why = (
            gettext_lazy("because you opened the thread")
            if user.pk == root.author_id
            else gettext_lazy("because you wrote in the thread")
        )
        notify(
            to=user, kind=Notification.Kind.REPLY, why=why,
            desk_id=comment.claim.desk_id, actor=actor, claim=comment.claim, comment=comment,
        )  # fmt: skip
