"""Who may change a claim of the machine's reading, and when: by role and by how far the claim has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from claims.errors import Conflict, Forbidden, InvalidInput
from claims.models import Article, Claim, Placement, Publication, Revision
from claims.models.base import State
from claims.permissions import Action, Actor, require
from claims.spans import Span, trimmed

LONGEST_CLAIM = 2000
LONGEST_WORDING = 2000


class StaleClaim(Conflict):
    """Somebody changed the claim since it was loaded; `details["claim"]` is how it stands now."""

    code = "stale_claim"


class ClaimPublished(Conflict):
    """Its verdict is out: nobody changes its words before that is taken back or the claim reopened."""

    code = "published"


class DecisionPending(Conflict):
    """One person has decided on these words and a second one is to: they stay until both have."""

    code = "decision_pending"


class ClaimJudged(Forbidden):
    """It has a verdict, so only who judges claims may change it."""

    code = "judged"


class NotInText(Conflict):
    """The claim is rejected, replaced or gone, or its article is withdrawn."""

    code = "not_in_text"


class PlaceTaken(Conflict):
    """Another claim stands at exactly this stretch; `details["claim"]` is that one."""

    code = "place_taken"


class BadPlace(InvalidInput):
    code = "place"


class CannotUndo(Conflict):
    """Something depends on it by now; `details["because"]` names what, for programs."""

    code = "cannot_undo"


def is_judged(claim: Claim) -> bool:
    """Whether anybody decided on a layer of it, be it a first decision that waits for the second."""
    return (
        claim.statement_state != State.UNREVIEWED
        or claim.world_state != State.UNREVIEWED
        or bool(claim.statement_pending or claim.world_pending)
    )


def is_published(claim: Claim, *, out: bool | None = None) -> bool:
    """Whether a verdict of it is out and holds; a reopened one can be changed before it is judged again. `out` says whether one
    is out, where the caller knows it."""
    if claim.world_state == State.REOPENED:
        return False
    return Publication.objects.filter(claim=claim, retracted_at__isnull=True).exists() if out is None else out


def require_editable(claim: Claim, actor: Actor, *, published: bool | None = None) -> None:
    """Raise unless the actor may change the claim as it is now: Forbidden, ClaimJudged, ClaimPublished, NotInText. `published`
    says whether a verdict of it is out, where the caller knows it."""
    require(actor, Action.EDIT_CLAIMS, claim.desk_id)
    if claim.article.state != Article.State.LIVE:
        raise NotInText(_("The article of this claim is withdrawn, so its claims stay as they are."))
    if is_published(claim, out=published):
        raise ClaimPublished(
            _("The verdict of claim %(number)s is published. Take it back or reopen the claim first, then change it.")
            % {"number": claim.number}
        )
    if is_judged(claim) and not actor.may(Action.REVIEW, claim.desk_id):
        raise ClaimJudged(
            _("Claim %(number)s is judged already; a reviewer can change its words.") % {"number": claim.number}
        )


def may_edit(claim: Claim, actor: Actor) -> bool:
    """Whether the controls for changing the claim are shown; the services decide again."""
    return why_not_editable(claim, actor) == "" and claim.standing == Claim.Standing.LIVE


def why_not_editable(claim: Claim, actor: Actor, *, published: bool | None = None) -> str:
    """In words, what stands against changing the claim; empty where nothing does."""
    try:
        require_editable(claim, actor, published=published)
    except (Conflict, Forbidden) as error:
        return error.message
    return ""


def locked_claims(versions: Mapping[Claim, int | None], actor: Actor, *, words: bool = True) -> list[Claim]:
    """The claims, locked in the order of their ids and before their article, fit to be changed by the actor; `words` says
    whether it is their words that change.

    Raises StaleClaim where one is not of the version that was seen; None takes any.
    """
    seen = {claim.pk: version for claim, version in versions.items()}
    claims = list(Claim.objects.select_for_update(of=("self",)).filter(pk__in=seen).order_by("pk"))
    article = (
        Article.objects.select_for_update(of=("self",)).select_related("outlet", "desk").get(pk=claims[0].article_id)
    )
    for claim in claims:
        claim.article = article
        version = seen[claim.pk]
        if version is not None and claim.version != version:
            raise StaleClaim(
                _(
                    "Somebody else changed claim %(number)s meanwhile. Both versions are shown; nothing of yours is lost."
                )
                % {"number": claim.number},
                claim=claim,
            )
        require_editable(claim, actor)
        if words and (claim.statement_pending or claim.world_pending):
            raise DecisionPending(
                _("A decision on claim %(number)s waits for a second person. Its words stay until both have decided.")
                % {"number": claim.number}
            )
    return claims


def standing_place(claim: Claim) -> tuple[Revision, Span]:
    """The newest revision and where the claim stands in it. Raises NotInText where it does not."""
    revision = claim.article.revisions.order_by("-number")[0]
    place = claim.placements.filter(revision=revision, state=Placement.State.LIVE).first()
    if claim.standing != Claim.Standing.LIVE or place is None or place.start is None or place.end is None:
        raise NotInText(
            _("Claim %(number)s no longer stands in the text, so its words cannot be changed.")
            % {"number": claim.number},
            claim=claim,
        )
    return revision, Span(place.start, place.end)


def checked_place(text: str, start: int, end: int, seen: str | None = None) -> Span:
    """The stretch without white space at its ends, fit to be a claim. Raises BadPlace, also where other words stand there
    than the person saw."""
    if not 0 <= start < end <= len(text):
        raise BadPlace(_("This stretch does not lie in the text."))
    span = trimmed(text, start, end)
    if seen is not None and span.of(text).split() != seen.split():
        raise BadPlace(_("The words that you marked do not stand at that place. Nothing was changed; mark them again."))
    words = span.of(text)
    if not any(character.isalnum() for character in words):
        raise BadPlace(_("There are no words in this stretch."))
    if len(span) > LONGEST_CLAIM:
        raise BadPlace(
            _("This stretch has %(length)s characters; a claim has at most %(most)s.")
            % {"length": len(span), "most": LONGEST_CLAIM}
        )
    if any(not line.strip() for line in words.split("\n")[1:-1]):
        raise BadPlace(_("A claim stands within one paragraph; this stretch reaches over several."))
    return span


def claim_at(revision: Revision, span: Span, *, other_than: Iterable[Claim] = ()) -> Claim | None:
    """The claim that stands at exactly this stretch."""
    placements = revision.placements.filter(start=span.start, end=span.end, state=Placement.State.LIVE)
    row = placements.exclude(claim__in=[claim.pk for claim in other_than]).select_related("claim").first()
    return row.claim if row else None


def require_free(revision: Revision, span: Span, *, other_than: Iterable[Claim] = ()) -> None:
    if (other := claim_at(revision, span, other_than=other_than)) is not None:
        raise PlaceTaken(
            _("Claim %(number)s stands at exactly this stretch already.") % {"number": other.number}, claim=other
        )
