"""People judge links: confirm, reject, take back, draw one."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict, InvalidInput
from claims.facts.linked import follow_confirmation, follow_taking_back
from claims.facts.services import lock_claims
from claims.models import Claim, ClaimLink, Todo, Verdict
from claims.permissions import Action, Actor, require
from claims.review.reopening import reopen_for_cause
from claims.review.todos import drop_todos, raise_todos, todo_reason
from claims.review.work import recount_locked

DECIDED = [
    "state", "relation", "newer", "undecided_relation", "undecided_newer", "decided_by", "decided_at", "decided_on", "version",
]  # fmt: skip


def judge_link(
    *,
    link: ClaimLink,
    actor: Actor,
    state: str,
    version: int,
    relation: str = "",
    newer: Claim | None = None,
    at: Claim | None = None,
) -> ClaimLink:
    """Confirm or reject a link, or (state "suggested") take the decision back. A confirmation may change the relation.

    `at` is the end that it is decided at: the to-do goes to the other one; to both where it is decided at neither. Raises
    Conflict when somebody decided meanwhile, InvalidInput for an update that does not name the newer claim, or for an `at`
    that is no end of the link.
    """
    require(actor, Action.LINK, link.desk_id)
    if state not in ClaimLink.State.values:
        raise InvalidInput(
            _("A link is one of %(values)s.") % {"values": ", ".join(ClaimLink.State.values)}, code="state"
        )
    if relation and relation not in ClaimLink.Relation.values:
        raise InvalidInput(
            _("A relation is one of %(values)s.") % {"values": ", ".join(ClaimLink.Relation.values)}, code="relation"
        )
    with transaction.atomic(), history.one_statement():
        link = ClaimLink.objects.select_for_update().get(pk=link.pk)
        if link.version != version:
            raise Conflict(_("Somebody else decided on this link meanwhile."), code="stale_link", link=link)
        if at is not None and at.pk not in (link.left_id, link.right_id):
            raise InvalidInput(_("That claim is neither end of the link."), code="at")
        _lock_ends(link, at)
        before = {"state": link.state, "relation": link.relation, "newer": _public(link.newer)}
        if link.state == ClaimLink.State.SUGGESTED:
            link.undecided_relation, link.undecided_newer = link.relation, link.newer
        link.state = state
        if state == ClaimLink.State.SUGGESTED and link.undecided_relation:
            link.relation, link.newer = link.undecided_relation, link.undecided_newer
        else:
            link.relation = relation or link.relation
        if link.relation == ClaimLink.Relation.UPDATES:
            link.newer = newer or link.newer
            if link.newer is None or link.newer_id not in (link.left_id, link.right_id):
                raise InvalidInput(_("Say which of the two claims is the newer one."), code="newer")
        else:
            link.newer = None
        undecided = state == ClaimLink.State.SUGGESTED
        link.decided_by, link.decided_at = (None, None) if undecided else (actor.user, timezone.now())
        link.decided_on = "" if undecided else link.words_digest()
        link.version += 1
        link.save(update_fields=DECIDED)
        recount_locked([link.left_id, link.right_id])
        if state == ClaimLink.State.CONFIRMED:
            follow_confirmation(link=link, actor=actor)
            _tell_other_ends(link, actor, at)
        elif before["state"] == ClaimLink.State.CONFIRMED:
            follow_taking_back(link=link, actor=actor)
            drop_todos(link=link)
        verb = {"confirmed": "confirmed link", "rejected": "rejected link", "suggested": "took back link decision"}[
            state
        ]
        history.append(
            verb=verb, subject=link, desk=link.desk_id, actor=actor, before=before,
            after={"state": link.state, "relation": link.relation, "newer": _public(link.newer),
                   "left": str(link.left.public_id), "right": str(link.right.public_id)},
        )  # fmt: skip
    return link


def _lock_ends(link: ClaimLink, at: Claim | None) -> None:
    """Both ends as they are now, locked; the one it is decided at keeps its article, which the other end is told of."""
    link.left, link.right = lock_claims([link.left_id, link.right_id])  # the left one is the older row
    for end in (link.left, link.right):
        if at is not None and end.pk == at.pk:
            end.article = at.article
    if link.newer_id is not None:
        link.newer = link.left if link.newer_id == link.left_id else link.right


def _tell_other_ends(link: ClaimLink, actor: Actor, at: Claim | None) -> None:
    """A confirmed link asks for a look: a contradiction reopens what is judged at either end, and each end that it was not
    confirmed at gets a to-do. Verdicts are never copied."""
    ends = {link.left: link.right, link.right: link.left}
    if link.relation == ClaimLink.Relation.CONTRADICTS:
        for claim in ends:
            reopen_for_cause(claim=claim, cause=Verdict.Cause.CONTRADICTION, detail=link.reason, actor=actor)
    if link.relation != ClaimLink.Relation.RELATED:
        reasons = {claim: todo_reason(link, claim, other) for claim, other in ends.items() if claim != at}
        raise_todos(link=link, cause=Todo.Cause.LINK, reasons=reasons, actor=actor)


def _public(claim: Claim | None) -> str | None:
    return str(claim.public_id) if claim else None


def make_link(
    *, actor: Actor, claim: Claim, other: Claim, relation: str, reason: str, newer: Claim | None = None
) -> ClaimLink:
    """A link that a person draws at `claim`: confirmed from the start. Raises Conflict when the two are linked already."""
    require(actor, Action.LINK, claim.desk_id)
    if claim.desk_id != other.desk_id or claim.pk == other.pk:
        raise InvalidInput(_("A link joins two different claims of one desk."), code="pair")
    if relation not in ClaimLink.Relation.values:
        raise InvalidInput(
            _("A relation is one of %(values)s.") % {"values": ", ".join(ClaimLink.Relation.values)}, code="relation"
        )
    if relation == ClaimLink.Relation.UPDATES and (newer is None or newer.pk not in (claim.pk, other.pk)):
        raise InvalidInput(_("Say which of the two claims is the newer one."), code="newer")
    if not reason.strip():
        raise InvalidInput(_("Say in a sentence how they stand to each other."), code="reason")
    left, right = sorted((claim, other), key=lambda end: end.pk)
    with transaction.atomic(), history.one_statement():
        link, created = ClaimLink.objects.get_or_create(
            left=left, right=right,
            defaults={
                "desk_id": claim.desk_id, "relation": relation, "score": 1.0, "rule": "drawn by a person", "reason": reason.strip(),
                "newer": newer if relation == ClaimLink.Relation.UPDATES else None, "made_by": actor.user,
                "state": ClaimLink.State.CONFIRMED, "decided_by": actor.user, "decided_at": timezone.now(),
            },
        )  # fmt: skip
        if not created:
            raise Conflict(
                _("These two claims are linked already; confirm or change that link."), code="linked", link=link
            )
        _lock_ends(link, claim)
        recount_locked([link.left_id, link.right_id])
        follow_confirmation(link=link, actor=actor)
        _tell_other_ends(link, actor, at=claim)
        history.append(
            verb="drew link", subject=link, desk=claim.desk_id, actor=actor, reason=reason.strip(),
            after={"relation": relation, "left": str(left.public_id), "right": str(right.public_id)},
        )  # fmt: skip
    return link
