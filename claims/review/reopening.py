"""Claims that reopen because of something that happened elsewhere, each with its cause named and its owner told."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from claims import history
from claims.errors import InvalidInput
from claims.models import Claim, Verdict
from claims.permissions import Actor
from claims.review.causes import REVIEW_DATE
from claims.review.machine_sentences import sentence_lazy
from claims.review.moves import established
from claims.review.telling import Kind, tell

Cause, Layer = Verdict.Cause, Verdict.Layer
# Most causes touch whether it is so; what was said is what it was.
LAYERS: dict[str, tuple[str, ...]] = {
    Cause.CONTRADICTION: (Layer.WORLD,),
    Cause.UPDATED: (Layer.WORLD,),
    Cause.EVIDENCE_GONE: (Layer.WORLD,),
    Cause.SOURCE_RETRACTED: (Layer.WORLD,),
    Cause.REVIEW_DATE: (Layer.WORLD,),
    Cause.WORDS_CHANGED: (Layer.STATEMENT, Layer.WORLD),
}


def reopen_for_cause(
    *,
    claim: Claim,
    cause: str,
    detail: str,
    actor: Actor | None = None,
    layers: Collection[str] | None = None,
    again: bool = False,
) -> list[Verdict]:
    """The reopenings that were appended: one for each layer whose verdict held, none where none did.

    `detail` says in words what happened ("41 of 52 and 30 of 52 cannot both hold"); it becomes the reason, and the same cause
    with the same detail reopens a layer once. `layers` says which verdicts it touches, where the cause alone does not (those that
    rest on the lost evidence). `again`: the caller knows that it happened anew, whatever the words. `actor` is the person whose
    act brought it about, None for the machine; whether he may do that act is asked where he does it.
    The old verdicts stay valid as of their date.
    """
    if cause not in LAYERS or not detail.strip():
        raise InvalidInput(_("A claim reopens by itself for a known cause, told in words."), code="cause")
    detail = detail.strip()
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
        wanted = LAYERS[cause] if layers is None else [layer for layer in Layer.values if layer in layers]
        wanted = [layer for layer in wanted if again or not _done_before(claim, layer, cause, detail)]
        reopened = [row for row in (_reopen(claim, layer, cause, detail, actor) for layer in wanted) if row is not None]
        for verdict in reopened:
            _tell_owners(claim, verdict, actor)
        for verdict in reopened:
            before = verdict.replaces
            history.append(
                verb="reopened", subject=claim, desk=claim.desk_id, actor=actor,
                before={"layer": verdict.layer, "verdict": before.value if before else ""},
                after={"layer": verdict.layer, "verdict": "", "cause": cause, "id": str(verdict.public_id)}, reason=detail,
            )  # fmt: skip
    return reopened


def reopen_due(*, most: int = 500) -> int:
    """Reopen the claims whose verdict was to be looked at again by now, the longest due first; say how many layers. Each verdict
    reopens once; those of withdrawn articles and of claims that left their text wait until they count again."""
    due = (
        Verdict.objects.filter(review_by__lte=timezone.localdate(), replaced_by__isnull=True)
        .exclude(value="")
        .filter(claim__in=Claim.objects.current())
        .select_related("claim")
        .order_by("review_by", "pk")[:most]
    )
    count = 0
    for verdict in due:
        assert verdict.review_by is not None  # the filter says so
        detail = REVIEW_DATE % {"iso": verdict.review_by.isoformat()}
        count += len(
            reopen_for_cause(claim=verdict.claim, cause=Cause.REVIEW_DATE, detail=detail, layers=[verdict.layer])
        )
    return count


def _reopen(claim: Claim, layer: str, cause: str, detail: str, actor: Actor | None) -> Verdict | None:
    last = (
        claim.verdicts.filter(layer=layer).select_related("reviewer", "second_reviewer").order_by("-sequence").first()
    )
    if last is None or not last.value:
        return None
    return Verdict.objects.create(
        claim=claim, layer=layer, sequence=last.sequence + 1, act=Verdict.Act.REOPEN, cause=cause, reason=detail, replaces=last,
        reviewer=actor.user if actor else None,
    )  # fmt: skip


def _done_before(claim: Claim, layer: str, cause: str, detail: str) -> bool:
    """Whether somebody judged the layer anew knowing this very thing. A reopening that was undone does not count."""
    reopenings = claim.verdicts.filter(layer=layer, act=Verdict.Act.REOPEN, cause=cause, reason=detail)
    return reopenings.exclude(replaced_by__act=Verdict.Act.WITHDRAW).exists()


def _tell_owners(claim: Claim, verdict: Verdict, actor: Actor | None) -> None:
    judged = established(verdict.replaces)
    told = {
        "value": judged.get_value_display().lower(),
        "cause": verdict.get_cause_display(),
        "detail": sentence_lazy(verdict.reason),
    }
    owners = [judged.reviewer, judged.second_reviewer]
    # what happened once and reopens many is told once
    cause = f"{verdict.cause}:{hashlib.sha256(verdict.reason.encode()).hexdigest()[:32]}"
    why = format_lazy(_("because you judged it “{value}”, and {cause}: {detail}"), **told)
    many = format_lazy(_("because you judged them, and each reopened because {cause}: {detail}"), **told)
    tell(to=owners, kind=Kind.REOPENED, why=why, claim=claim, actor=actor, gathers=f"judged:{cause}", why_many=many)
    if claim.assignee not in owners:
        why = format_lazy(_("because it is assigned to you, and {cause}: {detail}"), **told)
        many = format_lazy(_("because they are assigned to you, and each reopened because {cause}: {detail}"), **told)
        tell(
            to=[claim.assignee], kind=Kind.REOPENED, why=why, claim=claim, actor=actor, gathers=f"assigned:{cause}", why_many=many
        )  # fmt: skip
