"""5. People decide: verdicts on the layers of a claim."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims import history
from claims.errors import Forbidden, InvalidInput
from claims.models import Article, Claim, Evidence, Verdict, VerdictEvidence
from claims.permissions import Action, Actor, require
from claims.review.errors import (
    IllegalMove,
    MissingRationale,
    NotInReview,
    SecondPersonNeeded,
    StaleVerdict,
    TooLateToUndo,
)
from claims.review.evidence import evidence_for
from claims.review.moves import NEEDS_REASON, legal_acts

UNDO_SECONDS = 10
UNDO_GRACE_SECONDS = 2  # the click travels; the page shows ten seconds

Act, Layer, Value = Verdict.Act, Verdict.Layer, Verdict.Value


def latest_verdict(claim: Claim, layer: str) -> Verdict | None:
    """The entry that holds on that layer."""
    return claim.verdicts.filter(layer=layer).select_related("reviewer").order_by("-sequence").first()


def layers_of(claim: Claim) -> list[str]:
    """The layers on which the claim can be judged: the statement only where somebody is said to say it."""
    return [Layer.STATEMENT, Layer.WORLD] if claim.hops.exists() else [Layer.WORLD]


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
) -> Verdict:
    """Append a verdict on one layer: the first one, or a changed one with its reason.

    `replaces` is the verdict that the reviewer saw, None for none. `evidence` is what it rests on; None means all that the
    claim has. Raises StaleVerdict, IllegalMove, MissingRationale, MissingEvidence, SecondPersonNeeded, NotInReview, Forbidden.
    """  # fmt: skip
    require(actor, Action.REVIEW, claim.desk_id)
    if value not in Value.values:
        raise InvalidInput(f"A verdict is one of {', '.join(Value.values)}.", code="value")
    if not rationale.strip():
        raise MissingRationale("Say why: a verdict needs a rationale.")
    with transaction.atomic():
        claim = _claim_in_review(claim, actor, layer)
        last = latest_verdict(claim, layer)
        _require_fresh(last, replaces)
        act = Act.CHANGE if last is not None and last.value else Act.RECORD
        _require_legal(claim, layer, act)
        if act in NEEDS_REASON and not reason.strip():
            raise InvalidInput("Say why the verdict is changed.", code="reason")
        resting_on = evidence_for(claim, value, evidence)
        verdict = Verdict.objects.create(
            claim=claim, layer=layer, sequence=(last.sequence if last else 0) + 1, act=act, value=value, reviewer=actor.user,
            rationale=rationale.strip(), reason=reason.strip(), replaces=last,
        )  # fmt: skip
        VerdictEvidence.objects.bulk_create(VerdictEvidence(verdict=verdict, evidence=piece) for piece in resting_on)
        _append_history(verdict, last, actor, evidence=[str(piece.public_id) for piece in resting_on])
    return verdict


def withdraw_verdict(*, verdict: Verdict, actor: Actor) -> Verdict:
    """Undo one's own verdict within ten seconds, by an appended entry that restores what held before.

    Raises TooLateToUndo, StaleVerdict (another verdict came meanwhile), Forbidden (somebody else's).
    """
    require(actor, Action.REVIEW, verdict.claim.desk_id)
    if verdict.reviewer_id != actor.user.pk:
        raise Forbidden("Only who recorded a verdict can undo it.", code="not_own")
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=verdict.claim_id)
        last = latest_verdict(claim, verdict.layer)
        _require_fresh(last, verdict)
        if verdict.act == Act.WITHDRAW:
            raise IllegalMove("An undone verdict cannot be undone again; record it anew.", legal=[Act.RECORD])
        if timezone.now() - verdict.created_at > timedelta(seconds=UNDO_SECONDS + UNDO_GRACE_SECONDS):
            raise TooLateToUndo("The ten seconds for undoing are over. Change or reopen the verdict, with a reason.")
        before = verdict.replaces
        undone = Verdict.objects.create(
            claim=claim, layer=verdict.layer, sequence=verdict.sequence + 1, act=Act.WITHDRAW, reviewer=actor.user, replaces=verdict,
            value=before.value if before else "", rationale=before.rationale if before else "", reason="Undone by its reviewer",
        )  # fmt: skip
        if before is not None:
            VerdictEvidence.objects.bulk_create(
                VerdictEvidence(verdict=undone, evidence_id=row.evidence_id) for row in before.resting_on.all()
            )
        _append_history(undone, verdict, actor)
    return undone


def reopen_claim(*, claim: Claim, actor: Actor, layer: str, reason: str, replaces: Verdict | None) -> Verdict:
    """Put a judged layer back to review, with a reason. The old verdict stays valid as of its date."""
    require(actor, Action.REVIEW, claim.desk_id)
    if not reason.strip():
        raise InvalidInput("Say why it is reopened.", code="reason")
    with transaction.atomic():
        claim = _claim_in_review(claim, actor, layer, own_article_too=True)
        last = latest_verdict(claim, layer)
        _require_fresh(last, replaces)
        _require_legal(claim, layer, Act.REOPEN)
        verdict = Verdict.objects.create(
            claim=claim, layer=layer, sequence=(last.sequence if last else 0) + 1, act=Act.REOPEN, reviewer=actor.user,
            reason=reason.strip(), replaces=last,
        )  # fmt: skip
        _append_history(verdict, last, actor)
    return verdict


def _claim_in_review(claim: Claim, actor: Actor, layer: str, *, own_article_too: bool = False) -> Claim:
    """The claim, locked, fit to be judged on that layer by that actor."""
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    # a withdrawal at the same moment waits for this verdict, or is seen by it
    claim.article = Article.objects.select_for_update(of=("self",)).get(pk=claim.article_id)
    if layer not in Layer.values:
        raise InvalidInput(f"A layer is one of {', '.join(Layer.values)}.", code="layer")
    if claim.article.state != Article.State.LIVE:
        raise NotInReview("The article of this claim is withdrawn, so the claim is not judged.")
    if claim.standing != Claim.Standing.LIVE:
        raise NotInReview("This claim no longer stands in its article, so it is not judged.")
    if layer not in layers_of(claim):
        raise InvalidInput(
            "Nobody is said to say this, so there is no statement to judge: use the world layer.", code="layer"
        )
    if claim.article.uploaded_by_id == actor.user.pk and not own_article_too:
        raise SecondPersonNeeded("You uploaded this article, so somebody else judges its claims.")
    return claim


def _require_fresh(last: Verdict | None, seen: Verdict | None) -> None:
    if (last.pk if last else None) != (seen.pk if seen else None):
        raise StaleVerdict(
            "Somebody else judged this claim meanwhile. Nothing of yours is lost: compare, then decide.", verdict=last
        )


def _require_legal(claim: Claim, layer: str, act: Verdict.Act) -> None:
    legal = legal_acts(claim.state_on(layer))
    if act not in legal:
        raise IllegalMove(
            f"This layer is {claim.state_on(layer)}; what can be done now: {', '.join(legal)}.", legal=list(legal)
        )


def _append_history(verdict: Verdict, before: Verdict | None, actor: Actor, **extra: Any) -> None:
    verbs = {
        Act.RECORD: "recorded verdict",
        Act.CHANGE: "changed verdict",
        Act.WITHDRAW: "undid verdict",
        Act.REOPEN: "reopened",
    }
    history.append(
        verb=verbs[Act(verdict.act)], subject=verdict.claim, desk=verdict.claim.desk_id, actor=actor,
        before={"layer": verdict.layer, "verdict": before.value if before else ""},
        after={"layer": verdict.layer, "verdict": verdict.value, "rationale": verdict.rationale, "id": str(verdict.public_id), **extra},
        reason=verdict.reason,
    )  # fmt: skip
