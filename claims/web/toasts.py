"""What a page says of the reader's last act: a plain form is answered by a redirect, so its address carries what to say."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone

from claims.models import Claim, ClaimLink, Verdict
from claims.permissions import Actor
from claims.review.services import UNDO_SECONDS

BRIEF = ("restored", "published", "retracted", "undone")  # said, with nothing to take back


def told_in_address(toast: dict[str, Any]) -> dict[str, str]:
    """The query parameters from which `toast_of` makes the toast again."""
    done = toast.get("verdict") or toast.get("made")
    if done:
        return {"undo": str(done.public_id)}
    if toast.get("link"):
        return {"link": str(toast["link"].public_id)}
    brief = next((said for said in BRIEF if toast.get(said)), None)
    return {"said": brief} if brief else {}


def toast_of(query: QueryDict, claim: Claim | None, actor: Actor) -> dict[str, Any] | None:
    """The toast that an address asks for; none for nonsense, another one's act, or one that is too old to be undone."""
    if claim is None:
        return None
    if undo := query.get("undo"):
        return _undoable(claim, actor, undo)
    if link := query.get("link"):
        return _link_just_decided(claim, actor, link)
    if (said := query.get("said")) in BRIEF:
        return {said: True, "claim": claim}
    return None


def _undoable(claim: Claim, actor: Actor, public_id: str) -> dict[str, Any] | None:
    """The toast for the reader's own act that was just recorded, while it can still be undone."""
    wanted = _uuid(public_id)
    if wanted is None:
        return None
    verdict = claim.verdicts.filter(public_id=wanted, replaced_by__isnull=True).first()
    if verdict is not None and (verdict.second_reviewer_id or verdict.reviewer_id) == actor.user.pk:
        fits = verdict.act != Verdict.Act.WITHDRAW and _is_fresh(verdict.created_at)
        return {"verdict": verdict, "claim": claim} if fits else None
    made = claim.decisions.filter(public_id=wanted, reviewer=actor.user).first()
    if made is None or not _is_fresh(made.created_at) or not claim.pending_on(made.layer):
        return None
    return {"made": made, "claim": claim}


def _uuid(public_id: str) -> UUID | None:
    try:
        return UUID(public_id)
    except ValueError:
        return None


def _is_fresh(moment: datetime) -> bool:
    return (timezone.now() - moment).total_seconds() < UNDO_SECONDS


def _link_just_decided(claim: Claim, actor: Actor, public_id: str) -> dict[str, Any] | None:
    wanted = _uuid(public_id)
    link = ClaimLink.objects.readable_by(actor).of(claim).filter(public_id=wanted).first() if wanted else None
    if link is None:
        return None
    if link.state == ClaimLink.State.SUGGESTED:
        return {"link": link, "claim": claim, "decision": "undo"}
    if link.decided_by_id != actor.user.pk or link.decided_at is None or not _is_fresh(link.decided_at):
        return None
    if link.state == ClaimLink.State.REJECTED:
        decision = "reject"
    else:  # one that a person draws is confirmed from the start
        decision = "draw" if link.made_by_id == actor.user.pk else "confirm"
    return {"link": link, "claim": claim, "decision": decision}
