"""What becomes of verdicts when what they rest on is lost: the page is gone, or the article of a claim was withdrawn."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef, Q

from claims import history
from claims.models import Article, Claim, Evidence, Verdict, VerdictEvidence
from claims.permissions import Actor
from claims.review import causes
from claims.review.reopening import reopen_for_cause
from claims.review.resting import holding_verdicts

Cause = Verdict.Cause


def layers_resting_on(claim: Claim, piece: Evidence) -> list[str]:
    """The layers of the claim on which the verdict that holds rests on the piece."""
    return sorted(
        set(holding_verdicts().filter(claim=claim, resting_on__evidence=piece).values_list("layer", flat=True))
    )


def reopen_for_gone(*, evidence: Evidence, claim: Claim, status: int) -> list[Verdict]:
    """Reopen the layers that rest on a page which answered that it is gone, and note it. In the caller's transaction, the claim
    locked."""
    detail = (
        causes.GONE_UNSAID % {"status": status}
        if evidence.confidential
        else causes.GONE % {"host": urlsplit(evidence.url).hostname or "", "status": status, "url": evidence.url}
    )
    layers = layers_resting_on(claim, evidence)
    reopened = reopen_for_cause(claim=claim, cause=Cause.EVIDENCE_GONE, detail=detail, layers=layers) if layers else []
    history.append(
        verb="found evidence gone", subject=claim, desk=claim.desk_id, actor=None,
        after={"id": str(evidence.public_id), "status": status},
    )  # fmt: skip
    return reopened


def reopen_for_withdrawn(*, article: Article, actor: Actor, reason: str) -> list[Verdict]:
    """Reopen the claims whose verdicts rest on claims of an article that was just withdrawn, or on its page. In the caller's
    transaction, before its own history row."""
    meant = Q(evidence__other_claim__article=article)
    if article.url:
        meant |= Q(evidence__url=article.url)
    rests = VerdictEvidence.objects.filter(meant, verdict=OuterRef("pk"))
    openly = Exists(rests.filter(evidence__confidential=False))
    verdicts = holding_verdicts().filter(Exists(rests), claim__desk_id=article.desk_id).exclude(claim__article=article)
    rows = list(verdicts.annotate(openly=openly).values_list("claim_id", "layer", "openly"))
    # all of them before the first history row: its lock is held until the commit
    claims = Claim.objects.select_for_update(of=("self",)).filter(pk__in={row[0] for row in rows}).order_by("pk")
    by_id = {claim.pk: claim for claim in claims}
    said, unsaid = causes.WITHDRAWN % {"title": article.title, "reason": reason}, causes.WITHDRAWN_UNSAID
    return [
        verdict
        for claim_id, layer, told in sorted(rows)
        for verdict in reopen_for_cause(
            claim=by_id[claim_id],
            cause=Cause.SOURCE_RETRACTED,
            detail=said if told else unsaid,
            actor=actor,
            layers=[layer],
        )
    ]
