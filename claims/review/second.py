"""Second pair of eyes (RV-4): where two people must decide, each decides alone, and a senior reviewer resolves what differs.

A round begins with a first decision, of which everybody else knows only that it was made. The second one is decided blind. The
same value makes a verdict by both; a different one a conflict, which a third person resolves with both before him. A trigger keeps
the order of a round and sets what the claim waits for (migrations/0007).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import history
from claims.errors import Forbidden
from claims.models import Claim, Decision, DecisionEvidence, Evidence, HouseLabel, User, Verdict
from claims.models.claim import ClaimQuerySet
from claims.models.verdict import DecisionQuerySet
from claims.permissions import Action, Actor, desk_ids, require
from claims.review.checklist import OPEN
from claims.review.errors import IllegalMove, SecondPersonNeeded, WordsChanged
from claims.review.gates import claim_in_review, latest_verdict, moves_on, require_move, waits_for
from claims.review.moves import Move, Waits
from claims.review.services import (
    Judgement,
    append_history,
    append_verdict,
    judged,
    require_in_time,
    require_words,
)
from claims.review.telling import Kind, hush, resolvers, tell

Place, Pending, Layer = Decision.Place, Claim.Pending, Verdict.Layer


def decide_claim(
    *,
    claim: Claim,
    actor: Actor,
    layer: str,
    value: str,
    rationale: str,
    replaces: Verdict | None,
    evidence: Collection[Evidence] | None = None,
    reason: str = "",
    label: HouseLabel | None = None,
    review_by: date | None = None,
    checklist: Mapping[str, str] | None = None,
    wording_seen: str | None = None,
) -> Verdict | Decision:
    """What came of it: a verdict, where one person is enough or both said the same; else the decision that waits for another.

    The door of pages and API for whoever judges; the arguments are those of `record_verdict`. `wording_seen` is the wording that
    the reviewer read; when it was changed meanwhile, WordsChanged is raised. Also raises SecondPersonNeeded for the author of the
    first decision, and IllegalMove where two decisions differ: a senior reviewer resolves that (`resolve_conflict`).
    """
    require(actor, Action.REVIEW, claim.desk_id)
    require_words(value, rationale)
    with transaction.atomic():
        claim = claim_in_review(claim, actor, layer)
        if wording_seen is not None and wording_seen.split() != claim.wording.split():
            raise WordsChanged(
                _(
                    "The wording of this claim was changed meanwhile. Nothing of yours is lost: read it again, then decide."
                ),
                wording=claim.wording,
            )
        judgement = judged(
            claim, layer, replaces, value=value, rationale=rationale, reason=reason, evidence=evidence, label=label,
            review_by=review_by, checklist=checklist,
        )  # fmt: skip
        waits = waits_for(claim, layer)
        if waits == Waits.CONFLICT:
            raise IllegalMove(
                _("Two decisions on this differ, and a senior reviewer resolves them."),
                legal=[str(move) for move in moves_on(claim, layer)],
            )
        if waits == Waits.TWO:
            require_move(claim, layer, Move.FIRST)
            return _decide_first(judgement, actor)
        if waits == Waits.SECOND:
            require_move(claim, layer, Move.SECOND)
            return _decide_second(judgement, actor)
        require_move(claim, layer, Move(judgement.act.value), published=judgement.published)
        verdict = append_verdict(judgement, reviewer=actor.user)
        append_history(verdict, judgement.last, actor, pieces=judgement.evidence)
    return verdict


def _decide_first(judgement: Judgement, actor: Actor) -> Decision:
    claim = judgement.claim
    decision = _append(judgement, actor, Place.FIRST, _last_round(claim, judgement.layer) + 1)
    why = gettext_lazy("because it is assigned to you, and somebody decided on it: it waits for a second reviewer")
    tell(to=[claim.assignee], kind=Kind.SECOND, why=why, claim=claim, actor=actor)
    _note("made first decision", decision, actor)
    return decision


def _decide_second(judgement: Judgement, actor: Actor) -> Verdict | Decision:
    claim = judgement.claim
    first = _decision(claim, judgement.layer, Place.FIRST)
    if first.reviewer_id == actor.user.pk:
        raise SecondPersonNeeded(_("You made the first decision on this, so somebody else makes the second one."))
    reserved = reserved_for(first)
    if reserved is not None and reserved.pk != actor.user.pk:
        raise SecondPersonNeeded(
            _("%s undid the second decision and makes it again: it was seen for a moment, so nobody else is blind now.")
            % reserved.name
        )
    if first.value == judgement.value:
        verdict = append_verdict(_of_both(first, judgement), reviewer=first.reviewer, second=actor.user)
        _append(judgement, actor, Place.SECOND, first.round, verdict=verdict)
        append_history(verdict, judgement.last, actor, decided_by=[first.reviewer.name, actor.user.name])
        return verdict
    decision = _append(judgement, actor, Place.SECOND, first.round)
    both = [first.reviewer, actor.user]
    why = gettext_lazy("because you decided on it, and the two decisions differ: a senior reviewer resolves them")
    tell(to=[first.reviewer], kind=Kind.CONFLICT, why=why, claim=claim, actor=actor)
    why = gettext_lazy("because two decisions on it differ, and you may resolve them")
    tell(
        to=[user for user in resolvers(claim) if user not in both],
        kind=Kind.CONFLICT,
        why=why,
        claim=claim,
        actor=actor,
    )
    _note("made second decision", decision, actor, outcome="the two decisions differ")
    return decision


def _of_both(first: Decision, second: Judgement) -> Judgement:
    """One judgement of two that say the same: the first one's words, the evidence of both, the earlier day of the next look.
    A label holds when both chose it, or only one chose any; a point is open only when it was for both."""
    labels = {label.pk: label for label in (first.label, second.label) if label is not None}
    days = [day for day in (first.review_by, second.review_by) if day is not None]
    pieces = {piece.pk: piece for piece in [*first.evidence.order_by("id"), *second.evidence]}
    checklist = {
        key: answer if answer != OPEN else first.checklist.get(key, OPEN) for key, answer in second.checklist.items()
    }
    return replace(
        second,
        rationale=first.rationale,
        reason=first.reason or second.reason,
        evidence=list(pieces.values()),
        label=next(iter(labels.values())) if len(labels) == 1 else None,
        review_by=min(days, default=None),
        checklist=checklist,
    )


def resolve_conflict(
    *,
    claim: Claim,
    actor: Actor,
    layer: str,
    value: str,
    rationale: str,
    evidence: Collection[Evidence] | None = None,
    label: HouseLabel | None = None,
    review_by: date | None = None,
    checklist: Mapping[str, str] | None = None,
) -> Verdict:
    """The verdict of a senior reviewer, who is neither of the two, on decisions that differ; both are told.

    Raises IllegalMove where nothing differs, SecondPersonNeeded for one of the two, MissingRationale, MissingEvidence, Forbidden.
    """
    require(actor, Action.RESOLVE, claim.desk_id)
    require_words(value, rationale)
    with transaction.atomic():
        claim = claim_in_review(claim, actor, layer)
        require_move(claim, layer, Move.RESOLVE)
        first, second = _decision(claim, layer, Place.FIRST), _decision(claim, layer, Place.SECOND)
        if actor.user.pk in (first.reviewer_id, second.reviewer_id):
            raise SecondPersonNeeded(_("You made one of the two decisions, so somebody else resolves them."))
        judgement = judged(
            claim, layer, first.replaces, value=value, rationale=rationale, reason=_reason_of(first, second),
            evidence=evidence, label=label, review_by=review_by, checklist=checklist,
        )  # fmt: skip
        verdict = append_verdict(judgement, reviewer=actor.user)
        _append(judgement, actor, Place.RESOLUTION, first.round, verdict=verdict)
        why = format_lazy(
            gettext_lazy("because you decided on it, and {name} resolved the two decisions: {value}"),
            name=actor.user.name, value=verdict.get_value_display().lower(),
        )  # fmt: skip
        tell(to=[first.reviewer, second.reviewer], kind=Kind.RESOLVED, why=why, claim=claim, actor=actor)
        hush(claim, Kind.CONFLICT)
        append_history(verdict, judgement.last, actor, verb="resolved conflict",
                       decided_by=[f"{row.reviewer.name}: {row.value}" for row in (first, second)])  # fmt: skip
    return verdict


def _reason_of(first: Decision, second: Decision) -> str:
    """Why a verdict that held is changed: as the two said."""
    return " / ".join(dict.fromkeys(words for words in (first.reason, second.reason) if words))


def take_back_decision(*, decision: Decision, actor: Actor) -> Decision:
    """Take back one's own decision: the first one until the second came, the second one of a conflict within ten seconds, after
    which the first one waits again. Raises IllegalMove when it is over, TooLateToUndo, Forbidden."""
    require(actor, Action.REVIEW, decision.claim.desk_id)
    if decision.reviewer_id != actor.user.pk:
        raise Forbidden(_("Only who made a decision can take it back."), code="not_own")
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).select_related("desk").get(pk=decision.claim_id)
        waits = waits_for(claim, decision.layer)
        place = {Waits.SECOND: Place.FIRST, Waits.CONFLICT: Place.SECOND}.get(waits)
        if decision.place != place or decision.round != _last_round(claim, decision.layer):
            legal = [str(move) for move in moves_on(claim, decision.layer)]
            raise IllegalMove(_("This decision waits for nobody any more, so it cannot be taken back."), legal=legal)
        if decision.place == Place.SECOND:
            require_in_time(
                decision.created_at, _("The ten seconds for taking it back are over; a senior reviewer resolves it.")
            )
        taken = Decision.objects.create(
            claim=claim, layer=decision.layer, round=decision.round, place=Place.WITHDRAWN, value=decision.value,
            reviewer=actor.user, rationale=decision.rationale, replaces=decision.replaces,
        )  # fmt: skip
        if decision.place == Place.SECOND:
            _carry(_decision(claim, decision.layer, Place.FIRST), latest_verdict(claim, decision.layer))
        hush(claim, Kind.SECOND, Kind.CONFLICT)
        _note("took back decision", taken, actor)
    return taken


def carry_over(verdict: Verdict, undone: Verdict) -> bool:
    """When a verdict of two people is undone, what was decided before the undone act stands again, in a round of its own."""
    last = verdict.decisions.order_by("-id").first()
    if last is None:
        return False
    wanted = [Place.FIRST] if last.place == Place.SECOND else [Place.FIRST, Place.SECOND]
    rows = Decision.objects.filter(claim_id=last.claim_id, layer=last.layer, round=last.round, place__in=wanted)
    for row in rows.order_by("id"):
        _carry(row, undone)
    return True


def _carry(decision: Decision, holding: Verdict | None) -> None:
    next_round = _last_round(decision.claim, decision.layer) + (1 if decision.place == Place.FIRST else 0)
    again = Decision.objects.create(
        claim=decision.claim, layer=decision.layer, round=next_round, place=decision.place, value=decision.value,
        label=decision.label, reviewer=decision.reviewer, rationale=decision.rationale, reason=decision.reason,
        review_by=decision.review_by, checklist=decision.checklist, replaces=holding, carried_from=decision,
    )  # fmt: skip
    DecisionEvidence.objects.bulk_create(
        DecisionEvidence(decision=again, evidence_id=row.evidence_id) for row in decision.resting_on.all()
    )


def void_decisions(*, claim: Claim, actor: Actor | None) -> None:
    """Tell who decided on a claim whose words are about to change: the decision is void then, and the claim waits anew.

    Call it in the transaction of the edit, before the claim is saved and before the edit's own history row. Nothing that was
    decided is told to anybody else.
    """
    for layer in Layer.values:
        if not claim.pending_on(layer):
            continue
        rows = Decision.objects.filter(claim=claim, layer=layer, round=_last_round(claim, layer)).select_related(
            "reviewer"
        )
        why = gettext_lazy("because its words were changed after you decided on it: decide again on the new ones")
        tell(to=[row.reviewer for row in rows], kind=Kind.SECOND, why=why, claim=claim, actor=actor)


def reserved_for(first: Decision) -> User | None:
    """Who alone may make the second decision: the one who undid a verdict of both, which everybody could see for a moment. None
    where nothing was seen. The first one can still be taken back, for a round that begins anew."""
    while first.carried_from is not None:
        earlier = first.carried_from
        second = Decision.objects.select_related("reviewer").filter(
            claim_id=earlier.claim_id, layer=earlier.layer, round=earlier.round, place=Place.SECOND
        )
        seen = second.filter(verdict__isnull=False).first()
        if seen is not None:
            return seen.reviewer
        first = earlier
    return None


# --- what may be seen -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Round:
    """What a reader sees of the decisions on a layer: that one waits, and the values where he may see them."""

    waits: Waits
    mine: Decision | None = None  # the reader's own, in the open round
    void: Decision | None = None  # the reader's own, which the words' change made void
    taken_back: Decision | None = None  # the reader's own, of the last round
    first: Decision | None = None  # in a conflict, for who may resolve it
    second: Decision | None = None
    may_resolve: bool = False
    reserved: User | None = None  # who alone may make the second decision


def round_of(claim: Claim, layer: str, actor: Actor) -> Round:
    """The open round on a layer as that reader may see it. Blind: of others' decisions no value, no words, no name."""
    waits = waits_for(claim, layer)
    newest = list(
        Decision.objects.filter(claim=claim, layer=layer)
        .select_related("reviewer", "label", "carried_from")
        .order_by("-round", "id")[:4]  # a round has at most so many
    )
    rows = {row.place: row for row in newest if row.round == newest[0].round}
    own = next(
        (row for row in rows.values() if row.reviewer_id == actor.user.pk and row.place in (Place.FIRST, Place.SECOND)),
        None,
    )
    if not claim.pending_on(layer):
        ended = Place.WITHDRAWN in rows or any(row.verdict_id for row in rows.values())
        void = own if own is not None and not ended and _still_unjudged(own, claim, layer) else None
        taken_back = own if own is not None and Place.WITHDRAWN in rows and _still_unjudged(own, claim, layer) else None
        return Round(waits=waits, void=void, taken_back=taken_back)
    if waits == Waits.CONFLICT and own is None and actor.may(Action.RESOLVE, claim.desk_id):
        return Round(waits, first=rows.get(Place.FIRST), second=rows.get(Place.SECOND), may_resolve=True)
    opened = rows.get(Place.FIRST)
    return Round(waits, mine=own, reserved=reserved_for(opened) if opened and waits == Waits.SECOND else None)


def _still_unjudged(decision: Decision, claim: Claim, layer: str) -> bool:
    last = latest_verdict(claim, layer)
    return (last.pk if last else None) == decision.replaces_id


def visible_decisions(actor: Actor) -> DecisionQuerySet:
    """The decisions that the reader may see: the own ones; those of rounds from which a verdict came; and where two differ, both,
    for who may resolve it and is neither of the two."""
    same_round = Decision.objects.filter(claim=OuterRef("claim"), layer=OuterRef("layer"), round=OuterRef("round"))
    newer = Decision.objects.filter(claim=OuterRef("claim"), layer=OuterRef("layer"), round__gt=OuterRef("round"))
    mine = Q(reviewer=actor.user)
    in_conflict = Q(layer=Layer.WORLD, claim__world_pending=Pending.CONFLICT) | Q(
        layer=Layer.STATEMENT, claim__statement_pending=Pending.CONFLICT
    )
    to_resolve = (
        Q(claim__desk_id__in=desk_ids(actor, Action.RESOLVE))
        & in_conflict
        & ~Q(Exists(newer))
        & ~Q(Exists(same_round.filter(reviewer=actor.user)))
    )
    # a round whose verdict was undone is open again in the next one, so it stays closed to others
    reopened = Decision.objects.filter(carried_from__claim=OuterRef("claim"), carried_from__layer=OuterRef("layer"),
                                       carried_from__round=OuterRef("round"))  # fmt: skip
    decided = Q(Exists(same_round.filter(verdict__isnull=False))) & ~Q(Exists(reopened))
    return Decision.objects.filter(claim__in=Claim.objects.readable_by(actor)).filter(mine | decided | to_resolve)


def not_decided_by(claims: ClaimQuerySet, actor: Actor) -> ClaimQuerySet:
    """Without the claims whose world layer waits for somebody else than the reader: he made a decision on it, or it differs
    from another and he may not resolve it. For the queue's "next claim"."""
    own = Decision.objects.filter(claim=OuterRef("pk"), layer=Layer.WORLD, reviewer=actor.user, verdict__isnull=True)
    own = own.exclude(place=Place.WITHDRAWN)
    resolvable = desk_ids(actor, Action.RESOLVE)
    return claims.exclude(Q(world_pending__in=[Pending.SECOND, Pending.CONFLICT]) & Q(Exists(own))).exclude(
        Q(world_pending=Pending.CONFLICT) & ~Q(desk_id__in=resolvable)
    )


# --- rows -------------------------------------------------------------------------------------------------------------


def _last_round(claim: Claim, layer: str) -> int:
    last = Decision.objects.filter(claim=claim, layer=layer).order_by("-round").values_list("round", flat=True).first()
    return last or 0


def _decision(claim: Claim, layer: str, place: str) -> Decision:
    return Decision.objects.select_related("reviewer", "label", "replaces").get(
        claim=claim, layer=layer, round=_last_round(claim, layer), place=place
    )


def _append(
    judgement: Judgement, actor: Actor, place: Decision.Place, number: int, *, verdict: Verdict | None = None
) -> Decision:
    decision = Decision.objects.create(
        claim=judgement.claim, layer=judgement.layer, round=number, place=place, value=judgement.value, label=judgement.label,
        reviewer=actor.user, rationale=judgement.rationale, reason=judgement.reason, review_by=judgement.review_by,
        checklist=judgement.checklist, replaces=judgement.last, verdict=verdict,
    )  # fmt: skip
    DecisionEvidence.objects.bulk_create(
        DecisionEvidence(decision=decision, evidence=piece) for piece in judgement.evidence
    )
    return decision


def _note(verb: str, decision: Decision, actor: Actor, **after: Any) -> None:
    """That a decision was made, and nothing of what it says; the last thing in the transaction."""
    history.append(
        verb=verb, subject=decision.claim, desk=decision.claim.desk_id, actor=actor,
        after={"layer": decision.layer, "id": str(decision.public_id), **after},
    )  # fmt: skip
