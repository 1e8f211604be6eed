"""One act on many claims: what will be refused is said beforehand, each row gets its result, and the whole is undone as one.

Every row goes through the service of the single act, in a transaction of its own: what that refuses is refused here, what it
writes into the history is written here, and whoever it tells is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict, DomainError, Forbidden, InvalidInput
from claims.models import BulkAct, BulkRow, Claim, ClaimEdit, Decision, User, Verdict
from claims.permissions import Action, Actor, desk_ids, require
from claims.review.editing.single import reject_claim
from claims.review.editing.undoing import undo_edit
from claims.review.gates import latest_verdict
from claims.review.second import decide_claim, take_back_decision
from claims.review.services import reopen_claim, withdraw_verdict
from claims.review.work import change_work, described_work, restore_work

MOST_ROWS = 200  # at once: what one request does in a few seconds, and ten seconds of undoing still allow for

Verb, Outcome = BulkAct.Verb, BulkRow.Outcome
NEEDS: dict[str, Action] = {
    Verb.ASSIGN: Action.ASSIGN,
    Verb.DEADLINE: Action.ASSIGN,
    Verb.PRIORITY: Action.ASSIGN,
    Verb.RISK: Action.ASSIGN,
    Verb.UNVERIFIABLE: Action.REVIEW,
    Verb.REOPEN: Action.REVIEW,
    Verb.REJECT: Action.EDIT_CLAIMS,
}


@dataclass(frozen=True)
class Asked:
    """What is asked for, as far as the verb needs it. `words` is a rationale or a reason."""

    assignee: User | None = None
    deadline: datetime | None = None
    priority: int = 0
    risk: bool = True
    words: str = ""

    def told(self, verb: str) -> dict[str, Any]:
        """For the record, in JSON values."""
        told: dict[str, dict[str, Any]] = {
            Verb.ASSIGN: {"assignee": str(self.assignee.public_id) if self.assignee else None},
            Verb.DEADLINE: {"deadline": self.deadline.isoformat() if self.deadline else None},
            Verb.PRIORITY: {"priority": self.priority},
            Verb.RISK: {"risk": self.risk},
        }
        return told.get(verb, {"words": self.words})


@dataclass(frozen=True)
class Prospect:
    """What would become of one claim: nothing said means that it would be done."""

    claim: Claim
    outcome: str
    message: str = ""


class Unchanged(Exception):
    """The claim is so already."""


class AlreadyUndone(Conflict):
    code = "undone"


def foresee(*, actor: Actor, verb: str, asked: Asked, claims: Iterable[Claim]) -> list[Prospect]:
    """What each claim's row would come to, found by doing it and taking it back: nothing stays, nobody is told."""
    chosen = _checked(actor, verb, claims)
    prospects = []
    for claim in chosen:
        with transaction.atomic():
            outcome, message, _before, _after = _attempt(actor, verb, asked, claim)
            transaction.set_rollback(True)
        prospects.append(Prospect(claim, outcome, message))
    return prospects


def run_bulk(*, actor: Actor, verb: str, asked: Asked, claims: Iterable[Claim]) -> BulkAct:
    """Do it to each, and keep what became of it. Raises InvalidInput for none, too many, or claims of several desks, and for
    an act without the words it needs; Forbidden without the right on the desk."""
    chosen = _checked(actor, verb, claims)
    if verb in (Verb.UNVERIFIABLE, Verb.REOPEN) and not asked.words.strip():
        raise InvalidInput(_("Say why: it stands in the history of each of these claims."), code="words")
    act = BulkAct.objects.create(desk_id=chosen[0].desk_id, actor=actor.user, verb=verb, asked=asked.told(verb))
    for claim in chosen:
        with transaction.atomic():
            outcome, message, before, after = _attempt(actor, verb, asked, claim)
            BulkRow.objects.create(act=act, claim=claim, outcome=outcome, message=message, before=before, after=after)
    _note(act, actor, "acted on many claims")
    return act


def undo_bulk(*, act: BulkAct, actor: Actor) -> BulkAct:
    """Take back every row that was done and stands as it was left; the others are kept, each with why.

    Who did it can undo it. Raises AlreadyUndone, Forbidden.
    """
    require(actor, NEEDS[act.verb], act.desk_id)
    if act.actor_id != actor.user.pk:
        raise Forbidden(_("Only who did this can undo it."), code="not_own")
    if not BulkAct.objects.filter(pk=act.pk, undone_at__isnull=True).update(undone_at=timezone.now()):
        raise AlreadyUndone(_("This was undone already."))
    for row in act.rows.filter(outcome=Outcome.DONE).select_related("claim__article", "claim__desk").order_by("-pk"):
        try:
            with transaction.atomic():
                _take_back(row, actor)
                row.outcome, row.message = Outcome.UNDONE, ""
                row.save(update_fields=["outcome", "message"])
        except DomainError as error:
            row.outcome, row.message = Outcome.KEPT, error.message
            row.save(update_fields=["outcome", "message"])
    act.refresh_from_db()
    _note(act, actor, "undid an act on many claims")
    return act


def outcomes(act: BulkAct) -> dict[str, int]:
    return dict(Counter(act.rows.values_list("outcome", flat=True)))


def acts_to_read(actor: Actor) -> Any:
    """The acts on the desks that the actor reads."""
    return BulkAct.objects.filter(desk_id__in=desk_ids(actor, Action.READ)).select_related("actor", "desk")


# --- one row ------------------------------------------------------------------------------------------------------------

Done = tuple[dict[str, Any], dict[str, Any]]  # before and after


def _attempt(actor: Actor, verb: str, asked: Asked, claim: Claim) -> tuple[str, str, dict[str, Any], dict[str, Any]]:
    try:
        with transaction.atomic():
            before, after = ACTS[verb](actor, asked, claim)
    except Unchanged:
        return Outcome.UNCHANGED, "", {}, {}
    except DomainError as error:
        return Outcome.REFUSED, error.message, {}, {}
    return Outcome.DONE, "", before, after


def _work(name: str) -> Callable[[Actor, Asked, Claim], Done]:
    def act(actor: Actor, asked: Asked, claim: Claim) -> Done:
        before = described_work(Claim.objects.select_related("assignee").get(pk=claim.pk))
        changed = change_work(claim=claim, actor=actor, **{name: getattr(asked, name)})
        after = described_work(changed)
        if after[name] == before[name]:
            raise Unchanged
        return {name: before[name]}, {name: after[name]}

    return act


def _unverifiable(actor: Actor, asked: Asked, claim: Claim) -> Done:
    last = latest_verdict(claim, Verdict.Layer.WORLD)
    if last is not None and last.value == Verdict.Value.UNVERIFIABLE:
        raise Unchanged
    made = decide_claim(
        claim=claim, actor=actor, layer=Verdict.Layer.WORLD, value=Verdict.Value.UNVERIFIABLE, rationale=asked.words, replaces=last
    )  # fmt: skip
    kind = "verdict" if isinstance(made, Verdict) else "decision"
    return {"verdict": str(last.public_id) if last else None}, {kind: str(made.public_id)}


def _reopen(actor: Actor, asked: Asked, claim: Claim) -> Done:
    last = latest_verdict(claim, Verdict.Layer.WORLD)
    made = reopen_claim(claim=claim, actor=actor, layer=Verdict.Layer.WORLD, reason=asked.words, replaces=last)
    return {"verdict": str(last.public_id) if last else None}, {"verdict": str(made.public_id)}


def _reject(actor: Actor, asked: Asked, claim: Claim) -> Done:
    edit = reject_claim(claim=claim, actor=actor, version=None, reason=asked.words)
    return {}, {"edit": str(edit.public_id)}


ACTS: Mapping[str, Callable[[Actor, Asked, Claim], Done]] = {
    Verb.ASSIGN: _work("assignee"),
    Verb.DEADLINE: _work("deadline"),
    Verb.PRIORITY: _work("priority"),
    Verb.RISK: _work("risk"),
    Verb.UNVERIFIABLE: _unverifiable,
    Verb.REOPEN: _reopen,
    Verb.REJECT: _reject,
}


def _take_back(row: BulkRow, actor: Actor) -> None:
    if "verdict" in row.after:
        withdraw_verdict(verdict=Verdict.objects.get(public_id=UUID(row.after["verdict"])), actor=actor)
    elif "decision" in row.after:
        take_back_decision(decision=Decision.objects.get(public_id=UUID(row.after["decision"])), actor=actor)
    elif "edit" in row.after:
        undo_edit(edit=ClaimEdit.objects.get(public_id=UUID(row.after["edit"])), actor=actor)
    else:
        restore_work(claim=row.claim, actor=actor, before=row.before, after=row.after)


def _checked(actor: Actor, verb: str, claims: Iterable[Claim]) -> list[Claim]:
    if verb not in Verb.values:
        raise InvalidInput(_("Choose what to do with these claims."), code="verb")
    chosen = list({claim.pk: claim for claim in claims}.values())
    if not chosen:
        raise InvalidInput(_("Choose at least one claim."), code="none")
    if len(chosen) > MOST_ROWS:
        raise InvalidInput(
            _("At most %(most)s claims at once; these are %(number)s. Narrow the filters.")
            % {"most": MOST_ROWS, "number": len(chosen)},
            code="too_many",
        )
    if len({claim.desk_id for claim in chosen}) > 1:
        raise InvalidInput(_("Choose claims of one desk."), code="desks")
    require(actor, NEEDS[verb], chosen[0].desk_id)
    return chosen


def _note(act: BulkAct, actor: Actor, verb: str) -> None:
    with transaction.atomic():
        history.append(
            verb=verb, subject=act, desk=act.desk_id, actor=actor,
            after={"act": act.verb, **act.asked, "rows": outcomes(act)},
        )  # fmt: skip
