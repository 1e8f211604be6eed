"""5. People decide: verdicts, evidence and links."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from claims import history
from claims.errors import Conflict, Forbidden, InvalidInput
from claims.metadata import checked_url
from claims.models import Article, Claim, ClaimLink, Evidence, Verdict, VerdictEvidence
from claims.permissions import Action, Actor, require
from claims.review.moves import NEEDS_EVIDENCE, NEEDS_REASON, legal_acts

UNDO_SECONDS = 10
UNDO_GRACE_SECONDS = 2  # the click travels; the page shows ten seconds

Act, Layer, Value = Verdict.Act, Verdict.Layer, Verdict.Value


class IllegalMove(Conflict):
    """`details["legal"]` lists what may be done instead."""

    code = "illegal_move"


class StaleVerdict(Conflict):
    """Somebody judged this layer since the form was loaded; `details["verdict"]` is the one that holds now."""

    code = "stale_verdict"


class SecondPersonNeeded(Forbidden):
    code = "second_person"


class MissingRationale(InvalidInput):
    code = "rationale"


class MissingEvidence(InvalidInput):
    code = "evidence"


class TooLateToUndo(Conflict):
    code = "too_late"


class NotInReview(Conflict):
    """The claim's article is withdrawn, or the claim no longer stands in its text."""

    code = "not_in_review"


# --- verdicts ---------------------------------------------------------------------------------------------------------


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
        resting_on = _evidence_for(claim, value, evidence)
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


def _evidence_for(claim: Claim, value: str, chosen: Collection[Evidence] | None) -> list[Evidence]:
    pieces = list(claim.evidence.select_related("other_claim__article"))
    if chosen is not None:
        wanted_ids = {piece.pk for piece in chosen}
        pieces = [piece for piece in pieces if piece.pk in wanted_ids]
        if len(pieces) != len(wanted_ids):
            raise InvalidInput(
                "Some of that evidence belongs to another claim, or was removed meanwhile.", code="evidence_elsewhere"
            )
    if value not in NEEDS_EVIDENCE:
        return pieces
    if not pieces:
        raise MissingEvidence(f"A {value} verdict needs evidence: add an address or another claim first.")
    if value == Value.VERIFIED and all(piece.stance == Evidence.Stance.REFUTES for piece in pieces):
        raise MissingEvidence(
            "All of this evidence refutes the claim, so it cannot be verified on it: dispute it, or add what supports it."
        )
    gone = [piece for piece in pieces if piece.other_claim and not _counts(piece.other_claim)]
    if gone:
        raise MissingEvidence(
            "A claim that is named as evidence has left its text, or its article is withdrawn: leave it out."
        )
    wanted = claim.desk.independent_origins
    origins = independent_origins(pieces)
    if len(origins) < wanted:
        raise MissingEvidence(
            f"This desk asks for {wanted} independent origins; this evidence comes from {len(origins)}: {', '.join(sorted(origins))}.",
            code="origins",
        )
    return pieces


def _counts(claim: Claim) -> bool:
    return claim.standing == Claim.Standing.LIVE and claim.article.state == Article.State.LIVE


def independent_origins(pieces: Sequence[Evidence]) -> set[str]:
    """Who stands behind the evidence, each once: the host of an address; of a claim its innermost speaker, else its outlet."""
    origins = set()
    for piece in pieces:
        if piece.kind == Evidence.Kind.URL:
            origins.add((urlsplit(piece.url).hostname or piece.url).removeprefix("www."))
        elif piece.other_claim is not None:
            other = piece.other_claim
            hop = other.hops.order_by("-ordinal").first()
            outlet = other.article.outlet
            origins.add(hop.speaker if hop else outlet.name if outlet else f"article {other.article.title}")
    return origins


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


# --- evidence ---------------------------------------------------------------------------------------------------------


def add_evidence(
    *,
    claim: Claim,
    actor: Actor,
    stance: str,
    url: str = "",
    other_claim: Claim | None = None,
    weight: str = Evidence.Weight.SECONDARY,
    quote: str = "",
    locator: str = "",
    note: str = "",
) -> Evidence:
    """A piece of evidence for a claim: a web address, or another claim of the desk.

    Raises InvalidInput: neither or both given, no such address, or the article under review itself.
    """  # fmt: skip
    require(actor, Action.REVIEW, claim.desk_id)
    if bool(url.strip()) == (other_claim is not None):
        raise InvalidInput("Give either a web address or another claim.", code="evidence_kind")
    if stance not in Evidence.Stance.values or weight not in Evidence.Weight.values:
        raise InvalidInput(
            "Say whether it supports or refutes the claim, and whether it is primary or secondary.", code="stance"
        )
    if len(locator) > 200:
        raise InvalidInput("A locator has at most 200 characters.", code="locator")
    url = checked_url(url) if url.strip() else ""
    if url and _same_page(url, claim.article.url):
        raise InvalidInput("The article under review is no evidence for itself.", code="self_evidence")
    if other_claim is not None:
        if other_claim.desk_id != claim.desk_id:
            raise InvalidInput("That claim belongs to another desk.", code="other_desk")
        if other_claim.article_id == claim.article_id:
            raise InvalidInput(
                "The article under review is no evidence for itself: choose a claim of another article.",
                code="self_evidence",
            )
        _require_fit_as_evidence(claim, other_claim)
    with transaction.atomic():
        piece = Evidence.objects.create(
            claim=claim, added_by=actor.user, kind=Evidence.Kind.CLAIM if other_claim else Evidence.Kind.URL, url=url,
            other_claim=other_claim, weight=weight, stance=stance, quote=quote.strip(), locator=locator.strip(), note=note.strip(),
            accessed_at=timezone.now(),
        )  # fmt: skip
        history.append(
            verb="added evidence", subject=claim, desk=claim.desk_id, actor=actor,
            after={"id": str(piece.public_id), "url": url, "claim": str(other_claim.public_id) if other_claim else None,
                   "stance": stance, "weight": weight, "note": piece.note},
        )  # fmt: skip
    return piece


def remove_evidence(*, evidence: Evidence, actor: Actor) -> None:
    """Take back a piece that no verdict rests on. Raises Conflict when one does."""
    require(actor, Action.REVIEW, evidence.claim.desk_id)
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=evidence.claim_id)
        if VerdictEvidence.objects.filter(evidence=evidence).exists():
            raise Conflict("A verdict rests on this evidence, so it stays.", code="evidence_in_use")
        before = {"id": str(evidence.public_id), "url": evidence.url, "note": evidence.note}
        evidence.delete()
        history.append(verb="removed evidence", subject=claim, desk=claim.desk_id, actor=actor, before=before)


def _require_fit_as_evidence(claim: Claim, other: Claim) -> None:
    if not _counts(other):
        raise InvalidInput("That claim has left its text, or its article is withdrawn.", code="other_claim")
    if Evidence.objects.filter(claim=other, other_claim=claim).exists():
        raise InvalidInput(
            "That claim rests on this one already; two cannot be evidence for each other.", code="circle"
        )
    copies = ClaimLink.objects.of(claim).of(other).filter(relation=ClaimLink.Relation.DUPLICATE)
    if copies.exclude(state=ClaimLink.State.REJECTED).exists():
        raise InvalidInput(
            "That claim repeats this one from the same origin, so it is no evidence.", code="same_origin"
        )


def _same_page(a: str, b: str) -> bool:
    def key(url: str) -> tuple[str, str, str]:
        parts = urlsplit(url)
        return ((parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), parts.query)

    return bool(a and b) and key(a) == key(b)


# --- links ------------------------------------------------------------------------------------------------------------


def judge_link(
    *, link: ClaimLink, actor: Actor, state: str, version: int, relation: str = "", newer: Claim | None = None
) -> ClaimLink:
    """Confirm or reject a link, or (state "suggested") take the decision back. A confirmation may change the relation.

    Raises Conflict when somebody decided meanwhile, InvalidInput for an update that does not name the newer claim.
    """
    require(actor, Action.LINK, link.desk_id)
    if state not in ClaimLink.State.values:
        raise InvalidInput(f"A link is one of {', '.join(ClaimLink.State.values)}.", code="state")
    if relation and relation not in ClaimLink.Relation.values:
        raise InvalidInput(f"A relation is one of {', '.join(ClaimLink.Relation.values)}.", code="relation")
    with transaction.atomic():
        link = ClaimLink.objects.select_for_update(of=("self",)).select_related("left", "right").get(pk=link.pk)
        if link.version != version:
            raise Conflict("Somebody else decided on this link meanwhile.", code="stale_link", link=link)
        before = {"state": link.state, "relation": link.relation, "newer": _public(link.newer)}
        link.state = state
        link.relation = relation or link.relation
        if link.relation == ClaimLink.Relation.UPDATES:
            link.newer = newer or link.newer
            if link.newer is None or link.newer_id not in (link.left_id, link.right_id):
                raise InvalidInput("Say which of the two claims is the newer one.", code="newer")
        else:
            link.newer = None
        undecided = state == ClaimLink.State.SUGGESTED
        link.decided_by, link.decided_at = (None, None) if undecided else (actor.user, timezone.now())
        link.version += 1
        link.save()
        verb = {"confirmed": "confirmed link", "rejected": "rejected link", "suggested": "took back link decision"}[
            state
        ]
        history.append(
            verb=verb, subject=link, desk=link.desk_id, actor=actor, before=before,
            after={"state": link.state, "relation": link.relation, "newer": _public(link.newer),
                   "left": str(link.left.public_id), "right": str(link.right.public_id)},
        )  # fmt: skip
    return link


def _public(claim: Claim | None) -> str | None:
    return str(claim.public_id) if claim else None


def make_link(
    *, actor: Actor, claim: Claim, other: Claim, relation: str, reason: str, newer: Claim | None = None
) -> ClaimLink:
    """A link that a person draws: confirmed from the start. Raises Conflict when the two are linked already."""
    require(actor, Action.LINK, claim.desk_id)
    if claim.desk_id != other.desk_id or claim.pk == other.pk:
        raise InvalidInput("A link joins two different claims of one desk.", code="pair")
    if relation not in ClaimLink.Relation.values:
        raise InvalidInput(f"A relation is one of {', '.join(ClaimLink.Relation.values)}.", code="relation")
    if relation == ClaimLink.Relation.UPDATES and (newer is None or newer.pk not in (claim.pk, other.pk)):
        raise InvalidInput("Say which of the two claims is the newer one.", code="newer")
    if not reason.strip():
        raise InvalidInput("Say in a sentence how they stand to each other.", code="reason")
    left, right = sorted((claim, other), key=lambda end: end.pk)
    with transaction.atomic():
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
                "These two claims are linked already; confirm or change that link.", code="linked", link=link
            )
        history.append(
            verb="drew link", subject=link, desk=claim.desk_id, actor=actor, reason=reason.strip(),
            after={"relation": relation, "left": str(left.public_id), "right": str(right.public_id)},
        )  # fmt: skip
    return link
