"""6. Decisions leave the newsroom: a verdict is published, taken back, or an article's verdicts all at once."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict, DomainError, InvalidInput
from claims.models import Article, Claim, Publication, Verdict
from claims.models.base import State
from claims.permissions import Action, Actor, require
from claims.review.contacts import had_its_say, harms_named_party, heard_claims
from claims.review.errors import NotInReview, StaleVerdict
from claims.review.gates import latest_verdict

World = Verdict.Layer.WORLD
NEED_REPLY = {Verdict.Value.VERIFIED, Verdict.Value.DISPUTED}


class NothingToPublish(Conflict):
    """No verdict holds on the world layer."""

    code = "no_verdict"


class ReviewOpen(Conflict):
    """A second reviewer, or a senior one over a conflict, has not decided yet."""

    code = "review_open"


class RightOfReply(Conflict):
    """The claim harms a named party, which has not had its say."""

    code = "right_of_reply"


class AlreadyPublished(Conflict):
    code = "already_published"


class NotPublished(Conflict):
    code = "not_published"


@dataclass(frozen=True, slots=True)
class PublishingRow:
    """What became of one claim when an article's verdicts were published, or would become of it."""

    claim: Claim
    publication: Publication | None
    obstacle: DomainError | None

    @property
    def code(self) -> str:
        return self.obstacle.code if self.obstacle else ""


def publish_verdict(*, claim: Claim, actor: Actor, verdict: Verdict | None) -> Publication:
    """Publish the verdict that holds on the world layer; `verdict` is the one that the editor saw.

    A verdict that came after a published one, by a correction or after a reopening, takes its place. Raises NothingToPublish,
    StaleVerdict, ReviewOpen, RightOfReply, AlreadyPublished, NotInReview, Forbidden.
    """
    require(actor, Action.PUBLISH, claim.desk_id)
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).select_related("desk").get(pk=claim.pk)
        claim.article = Article.objects.select_for_update(of=("self",)).get(pk=claim.article_id)
        holding = latest_verdict(claim, World)
        if holding is not None and holding != verdict:
            raise StaleVerdict(_("The verdict is another one by now. Look at it, then publish."), verdict=holding)
        before = standing_publication(claim)
        if (obstacle := obstacle_of(claim, holding, before)) is not None:
            raise obstacle
        assert holding is not None
        if before is not None:
            _end(before, actor, _("Another verdict took its place."))
        publication = Publication.objects.create(claim=claim, verdict=holding, published_by=actor.user)
        history.append(
            verb="published verdict", subject=claim, desk=claim.desk_id, actor=actor,
            before={"published": before.verdict.value} if before else {},
            after={"published": holding.value, "verdict_id": str(holding.public_id), "publication": str(publication.public_id)},
        )  # fmt: skip
    return publication


def obstacle_of(claim: Claim, holding: Verdict | None, published: Publication | None) -> DomainError | None:
    """Why the claim's verdict cannot go out now; None where nothing stands against it. `published` is what is out."""
    heard = not harms_named_party(claim) or had_its_say(claim)
    return what_stands_against(claim, holding, published=published, heard=heard)


def what_stands_against(
    claim: Claim, holding: Verdict | None, *, published: Publication | None, heard: bool
) -> DomainError | None:
    """The same where the standing publication, and whether the harmed party had its say, are known."""
    if claim.article.state != Article.State.LIVE:
        return NotInReview(_("The article of this claim is withdrawn, so nothing of it is published."))
    if claim.standing != Claim.Standing.LIVE:
        return NotInReview(_("This claim no longer stands in its article, so it is not published."))
    if claim.world_pending:
        return ReviewOpen(_("A second reviewer or a senior reviewer has yet to decide on this claim."))
    if claim.world_state in (State.UNREVIEWED, State.REOPENED) or holding is None or not holding.value:
        return NothingToPublish(_("No verdict holds on whether it is so, so there is nothing to publish."))
    if published is not None and published.verdict_id == holding.pk:
        return AlreadyPublished(_("This verdict is published already."))
    if holding.value in NEED_REPLY and not heard and harms_named_party(claim):
        return RightOfReply(
            _(
                "This claim harms a named party: log a contact that gives it the right of reply. It can go out once the party has"
                " answered, or its deadline has passed."
            )
        )
    return None


def standing_publication(claim: Claim) -> Publication | None:
    """The one that is out now."""
    return claim.publications.filter(retracted_at__isnull=True).select_related("verdict", "published_by").first()


def retract_publication(*, publication: Publication, actor: Actor, reason: str) -> Publication:
    """Take a published verdict back, with a reason. The verdict itself stays. Raises NotPublished when it is back already."""
    require(actor, Action.PUBLISH, publication.claim.desk_id)
    if not reason.strip():
        raise InvalidInput(_("Say why it is taken back."), code="reason")
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=publication.claim_id)
        publication = Publication.objects.select_related("verdict").get(pk=publication.pk)
        if publication.retracted_at is not None:
            raise NotPublished(_("This publication was taken back already."))
        _end(publication, actor, reason.strip())
        history.append(
            verb="took back publication", subject=claim, desk=claim.desk_id, actor=actor,
            before={"published": publication.verdict.value}, after={"published": ""}, reason=reason.strip(),
        )  # fmt: skip
    return publication


def _end(publication: Publication, actor: Actor, reason: str) -> None:
    publication.retracted_at, publication.retracted_by, publication.retracted_reason = (
        timezone.now(),
        actor.user,
        reason,
    )
    publication.save(update_fields=["retracted_at", "retracted_by", "retracted_reason"])


# --- a whole article --------------------------------------------------------------------------------------------------


def look_over(article: Article) -> list[PublishingRow]:
    """What publishing the article would do with each claim that stands in it, in the order of their numbers."""
    claims = article.claims.filter(standing=Claim.Standing.LIVE).select_related("article", "desk").order_by("number")
    holding = {
        verdict.claim_id: verdict
        for verdict in Verdict.objects.filter(claim__article=article, layer=World, replaced_by__isnull=True)
    }
    out = {
        publication.claim_id: publication
        for publication in Publication.objects.filter(claim__article=article, retracted_at__isnull=True)
    }
    heard = heard_claims(article)
    return [
        PublishingRow(
            claim,
            out.get(claim.pk),
            what_stands_against(claim, holding.get(claim.pk), published=out.get(claim.pk), heard=claim.pk in heard),
        )
        for claim in claims
    ]


def publish_article(*, article: Article, actor: Actor) -> list[PublishingRow]:
    """Publish each verdict of the article that can go, one by one, and say of the others why they cannot."""
    require(actor, Action.PUBLISH, article.desk_id)
    return [_publish_row(row, actor) for row in look_over(article)]


def _publish_row(row: PublishingRow, actor: Actor) -> PublishingRow:
    if row.obstacle is not None:
        return row
    try:
        publication = publish_verdict(claim=row.claim, actor=actor, verdict=latest_verdict(row.claim, World))
    except DomainError as error:  # something happened since the look
        return PublishingRow(row.claim, None, error)
    return PublishingRow(row.claim, publication, None)
