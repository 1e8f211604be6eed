"""What must be true before somebody judges a claim: the claim is in review, the move is legal, the right person asks."""

from __future__ import annotations

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from claims.errors import InvalidInput
from claims.models import Article, Claim, Publication, Verdict
from claims.permissions import Actor
from claims.review.errors import IllegalMove, NotInReview, SecondPersonNeeded, StaleVerdict
from claims.review.moves import Move, Waits, legal_moves

Layer = Verdict.Layer


def layers_of(claim: Claim) -> list[str]:
    """The layers on which the claim can be judged: the statement only where somebody is said to say it."""
    return [Layer.STATEMENT, Layer.WORLD] if claim.hops.all() else [Layer.WORLD]


def latest_verdict(claim: Claim, layer: str) -> Verdict | None:
    """The entry that holds on that layer."""
    # whose it is and its label are seldom asked for, and then loaded: joined to every row they cost most of this
    return max(claim.verdicts.filter(layer=layer).order_by(), key=lambda entry: entry.sequence, default=None)


def is_published(claim: Claim) -> bool:
    return Publication.objects.filter(claim=claim, retracted_at__isnull=True).exists()


def needs_two(claim: Claim) -> bool:
    """Whether a second person decides on the claim, blind: it is flagged, or as worth checking as the desk says."""
    threshold = claim.desk.second_review_from
    return claim.risk or (threshold is not None and claim.check_worthiness >= threshold)


def waits_for(claim: Claim, layer: str) -> Waits:
    """Who is to decide on the layer. A round that has begun goes on by two, whatever the rules say meanwhile."""
    pending = claim.pending_on(layer)
    if pending:
        return Waits(pending)
    return Waits.TWO if needs_two(claim) else Waits.ONE


def moves_on(claim: Claim, layer: str, *, published: bool | None = None) -> tuple[Move, ...]:
    """What may be done to that layer of the claim as it stands; `published` where the caller knows whether it is."""
    out = layer == Layer.WORLD and (is_published(claim) if published is None else published)
    return legal_moves(claim.state_on(layer), waits_for(claim, layer), published=out)


def require_move(claim: Claim, layer: str, move: Move, *, published: bool | None = None) -> None:
    """Raise IllegalMove with the legal ones; `published` where the caller knows whether it is."""
    legal = moves_on(claim, layer, published=published)
    if move not in legal:
        waits = {
            Waits.TWO: " and two people must decide on it",
            Waits.SECOND: " and a second reviewer is to decide on it",
            Waits.CONFLICT: " and two decisions on it differ",
        }.get(waits_for(claim, layer), "")
        words = ", ".join(move.replace("_", " ") for move in legal)
        raise IllegalMove(
            _("This layer is %(layer)s%(waits)s; what can be done now: %(words)s.")
            % {"layer": claim.state_on(layer), "waits": waits, "words": words},
            legal=[str(move) for move in legal],
        )


def claim_in_review(claim: Claim, actor: Actor, layer: str, *, own_article_too: bool = False) -> Claim:
    """The claim, locked, fit to be judged on that layer by that actor, with its hops and their sources. Raises NotInReview,
    SecondPersonNeeded, InvalidInput."""
    # the article too: a withdrawal at the same moment waits for this verdict, or is seen by it
    claim = Claim.objects.select_for_update(of=("self", "article")).select_related("desk", "article").get(pk=claim.pk)
    if layer not in Layer.values:
        raise InvalidInput(_("A layer is one of %(values)s.") % {"values": ", ".join(Layer.values)}, code="layer")
    if claim.article.state != Article.State.LIVE:
        raise NotInReview(_("The article of this claim is withdrawn, so the claim is not judged."))
    if claim.standing != Claim.Standing.LIVE:
        raise NotInReview(_("This claim no longer stands in its article, so it is not judged."))
    prefetch_related_objects([claim], "hops__source")
    if layer not in layers_of(claim):
        raise InvalidInput(
            _("Nobody is said to say this, so there is no statement to judge: use the world layer."), code="layer"
        )
    if claim.article.uploaded_by_id == actor.user.pk and not own_article_too:
        raise SecondPersonNeeded(_("You uploaded this article, so somebody else judges its claims."))
    return claim


def require_fresh(last: Verdict | None, seen: Verdict | None) -> None:
    if (last.pk if last else None) != (seen.pk if seen else None):
        raise StaleVerdict(
            _("Somebody else judged this claim meanwhile. Nothing of yours is lost: compare, then decide."),
            verdict=last,
        )
