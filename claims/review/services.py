"""5. People decide: verdicts on the layers of a claim."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import history
from claims.errors import Forbidden, InvalidInput
from claims.models import Claim, Decision, Evidence, HouseLabel, User, Verdict, VerdictEvidence
from claims.permissions import Action, Actor, require
from claims.review.causes import UNDONE
from claims.review.checklist import answered, points_on
from claims.review.errors import IllegalMove, MissingRationale, TooLateToUndo
from claims.review.evidence import evidence_for
from claims.review.gates import (
    claim_in_review,
    is_published,
    latest_verdict,
    layers_of,
    require_fresh,
    require_move,
)
from claims.review.labels import fitting_label
from claims.review.moves import NEEDS_REASON, Move, act_of, established
from claims.review.telling import Kind, hush, tell

__all__ = ["latest_verdict", "layers_of", "record_verdict", "reopen_claim", "withdraw_verdict"]

UNDO_SECONDS = 10
UNDO_GRACE_SECONDS = 2  # the click travels; the page shows ten seconds
LONGEST_REVIEW = timedelta(days=3660)

Act, Layer, Value = Verdict.Act, Verdict.Layer, Verdict.Value


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reviewer says of one layer, checked for what can be checked of it."""

    claim: Claim
    layer: str
    act: Verdict.Act
    last: Verdict | None  # the entry that held, and that the reviewer saw
    published: bool  # whether a verdict of the claim is out on the layer
    value: str
    rationale: str
    reason: str
    evidence: list[Evidence]
    label: HouseLabel | None
    review_by: date | None
    checklist: dict[str, str] = field(default_factory=dict)


def record_verdict(
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
) -> Verdict:
    """Append a verdict on one layer: the first one, or a changed or (once published) corrected one with its reason.

    `replaces` is the verdict that the reviewer saw, None for none. `evidence` is what it rests on; None means all that the
    claim has. `label` is the desk's own word for the value; `review_by` the day on which it is looked at again (None: as the
    desk says); `checklist` says which points are "done" or "not_needed". Where two people must decide this is no legal move:
    `second.decide_claim` is the door for both. Raises StaleVerdict, IllegalMove, MissingRationale, MissingEvidence,
    SecondPersonNeeded, NotInReview, Forbidden.
    """  # fmt: skip
    require(actor, Action.REVIEW, claim.desk_id)
    require_words(value, rationale)
    with transaction.atomic():
        claim = claim_in_review(claim, actor, layer)
        judgement = judged(
            claim, layer, replaces, value=value, rationale=rationale, reason=reason, evidence=evidence, label=label,
            review_by=review_by, checklist=checklist,
        )  # fmt: skip
        require_move(claim, layer, Move(judgement.act.value), published=judgement.published)
        verdict = append_verdict(judgement, reviewer=actor.user)
        append_history(verdict, judgement.last, actor, pieces=judgement.evidence)
    return verdict


def require_words(value: str, rationale: str) -> None:
    if value not in Value.values:
        raise InvalidInput(_("A verdict is one of %s.") % ", ".join(Value.values), code="value")
    if not rationale.strip():
        raise MissingRationale(_("Say why: a verdict needs a rationale."))


def judged(
    claim: Claim,
    layer: str,
    seen: Verdict | None,
    *,
    value: str,
    rationale: str,
    reason: str,
    evidence: Collection[Evidence] | None,
    label: HouseLabel | None,
    review_by: date | None,
    checklist: Mapping[str, str] | None,
) -> Judgement:
    """What the reviewer of a locked claim says, fit to be appended. Raises StaleVerdict, MissingEvidence, InvalidInput."""
    last = latest_verdict(claim, layer)
    require_fresh(last, seen)
    published = layer == Layer.WORLD and is_published(claim)
    act = act_of(claim.state_on(layer), published=published)
    if act in NEEDS_REASON and not reason.strip():
        raise InvalidInput(_("Say why the verdict is changed."), code="reason")
    return Judgement(
        claim=claim, layer=layer, act=act, last=last, published=published, value=value, rationale=rationale.strip(), reason=reason.strip(),
        evidence=evidence_for(claim, value, evidence), label=fitting_label(label, claim=claim, value=value, last=last),
        review_by=_review_day(review_by, claim), checklist=answered(points_on(claim, layer), checklist or {}),
    )  # fmt: skip


def _review_day(wanted: date | None, claim: Claim) -> date | None:
    today = timezone.localdate()
    if wanted is None:
        days = claim.desk.review_after_days
        return today + timedelta(days=days) if days else None
    if not today < wanted <= today + LONGEST_REVIEW:
        raise InvalidInput(_("The day of the next look lies ahead, within ten years."), code="review_by")
    return wanted


def append_verdict(judgement: Judgement, *, reviewer: User, second: User | None = None) -> Verdict:
    """The row, with what it rests on; inside the caller's transaction and lock."""
    last = judgement.last
    verdict = Verdict.objects.create(
        claim=judgement.claim, layer=judgement.layer, sequence=(last.sequence if last else 0) + 1, act=judgement.act,
        value=judgement.value, label=judgement.label, reviewer=reviewer, second_reviewer=second, rationale=judgement.rationale,
        reason=judgement.reason, review_by=judgement.review_by, checklist=judgement.checklist, replaces=last,
    )  # fmt: skip
    VerdictEvidence.objects.bulk_create(
        VerdictEvidence(verdict=verdict, evidence=piece) for piece in judgement.evidence
    )
    return verdict


def withdraw_verdict(*, verdict: Verdict, actor: Actor) -> Verdict:
    """Undo one's own verdict or reopening within ten seconds, by an appended entry that restores what held before. Of two
    people's verdict the later one undoes it; what was decided before him stands again.

    Raises TooLateToUndo, StaleVerdict (another verdict came meanwhile), IllegalMove, Forbidden (somebody else's).
    """
    from claims.review.second import carry_over  # which appends verdicts through this file

    require(actor, Action.REVIEW, verdict.claim.desk_id)
    if (verdict.second_reviewer_id or verdict.reviewer_id) != actor.user.pk:
        raise Forbidden(_("Only who recorded a verdict can undo it."), code="not_own")
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).select_related("desk").get(pk=verdict.claim_id)
        require_fresh(latest_verdict(claim, verdict.layer), verdict)
        if verdict.act == Act.WITHDRAW:
            raise IllegalMove(_("An undone verdict cannot be undone again; record it anew."), legal=[str(Move.RECORD)])
        require_in_time(
            verdict.created_at, _("The ten seconds for undoing are over. Change or reopen the verdict, with a reason.")
        )
        out = claim.publications.filter(retracted_at__isnull=True).first() if verdict.layer == Layer.WORLD else None
        require_move(claim, verdict.layer, Move.UNDO, published=out is not None)
        if out is not None and out.created_at > verdict.created_at:
            raise IllegalMove(
                _("It is published, so it changes only by a correction or a reopening."),
                legal=[str(Move.CORRECT), str(Move.REOPEN)],
            )
        undone = restore_before(verdict, actor, UNDONE)
        carried = carry_over(verdict, undone)
        hush(claim, Kind.REOPENED, Kind.RESOLVED)
        told: dict[str, Any] = {"waits": "again for what was undone"} if carried else {}
        append_history(undone, verdict, actor, pieces=None if undone.value else [], **told)
    return undone


def require_in_time(since: Any, words: str) -> None:
    if timezone.now() - since > timedelta(seconds=UNDO_SECONDS + UNDO_GRACE_SECONDS):
        raise TooLateToUndo(words)


def restore_before(verdict: Verdict, actor: Actor, reason: str) -> Verdict:
    """The entry that brings back what held before the verdict, whose makers it stays by `moves.established`. In the caller's
    transaction, the claim locked."""
    before = verdict.replaces
    undone = Verdict.objects.create(
        claim=verdict.claim, layer=verdict.layer, sequence=verdict.sequence + 1, act=Act.WITHDRAW, reviewer=actor.user, replaces=verdict,
        value=before.value if before else "", label=before.label if before else None, rationale=before.rationale if before else "",
        review_by=before.review_by if before else None, checklist=before.checklist if before else {}, reason=reason,
    )  # fmt: skip
    if before is not None:
        VerdictEvidence.objects.bulk_create(
            VerdictEvidence(verdict=undone, evidence_id=row.evidence_id) for row in before.resting_on.all()
        )
    return undone


def reopen_claim(*, claim: Claim, actor: Actor, layer: str, reason: str, replaces: Verdict | None) -> Verdict:
    """Put a judged layer back to review, with a reason. The old verdict stays valid as of its date; who gave it is told."""
    require(actor, Action.REVIEW, claim.desk_id)
    if not reason.strip():
        raise InvalidInput(_("Say why it is reopened."), code="reason")
    with transaction.atomic():
        claim = claim_in_review(claim, actor, layer, own_article_too=True)
        last = latest_verdict(claim, layer)
        require_fresh(last, replaces)
        require_move(claim, layer, Move.REOPEN)
        verdict = Verdict.objects.create(
            claim=claim, layer=layer, sequence=(last.sequence if last else 0) + 1, act=Act.REOPEN, reviewer=actor.user,
            reason=reason.strip(), replaces=last,
        )  # fmt: skip
        held = established(last)
        why = format_lazy(
            gettext_lazy("because you judged it “{value}”, and {name} reopened it: {reason}"),
            value=held.get_value_display().lower(), name=actor.user.name, reason=verdict.reason,
        )  # fmt: skip
        tell(to=[held.reviewer, held.second_reviewer], kind=Kind.REOPENED, why=why, claim=claim, actor=actor)
        append_history(verdict, last, actor)
    return verdict


VERBS = {
    Act.RECORD: "recorded verdict",
    Act.CHANGE: "changed verdict",
    Act.CORRECT: "corrected verdict",
    Act.WITHDRAW: "undid verdict",
    Act.REOPEN: "reopened",
}


def append_history(
    verdict: Verdict,
    before: Verdict | None,
    actor: Actor,
    *,
    verb: str = "",
    pieces: Iterable[Evidence] | None = None,
    **extra: Any,
) -> None:
    """What the history tells of a verdict; the last thing in the transaction. `pieces` is what it rests on, where that is known,
    in the order of their ids."""
    pieces = verdict.evidence.order_by("id") if pieces is None else pieces
    told: dict[str, Any] = {
        "rationale": verdict.rationale,
        "label": verdict.label.name if verdict.label else "",
        "review_by": verdict.review_by.isoformat() if verdict.review_by else "",
        "checklist": verdict.checklist,
        "evidence": [str(piece.public_id) for piece in pieces],
    }
    history.append(
        verb=verb or VERBS[Act(verdict.act)], subject=verdict.claim, desk=verdict.claim.desk_id, actor=actor,
        before={"layer": verdict.layer, "verdict": before.value if before else "",
                "label": before.label.name if before and before.label else "",
                "rationale": before.rationale if before else ""},
        after={"layer": verdict.layer, "verdict": verdict.value, "id": str(verdict.public_id), **told, **extra},
        reason=verdict.reason,
    )  # fmt: skip


def decisions_of(verdict: Verdict) -> list[Decision]:
    """What the two people decided, and the senior reviewer, from whom the verdict came; empty for one person's."""
    last = verdict.decisions.order_by("-id").first()
    if last is None:
        return []
    rounds = Decision.objects.filter(claim_id=last.claim_id, layer=last.layer, round=last.round)
    return list(rounds.select_related("reviewer", "label").order_by("id"))
