"""A finding raised with whoever handed the article in: a thread on the nearest claim that asks, and tells, that person."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict, Forbidden
from claims.models import Article, Claim, Comment, Finding, Notification, Placement, User
from claims.permissions import Action, Actor, require
from claims.talk.comments import add_comment, people_of, withdraw_comment


class FindingRaised(Conflict):
    """It is raised already, or is not; `details["finding"]` is as it stands now."""

    code = "finding_raised"


class NobodyToAsk(Conflict):
    """Nobody can be asked about the finding, or there is no claim to ask about."""

    code = "nobody_to_ask"


def whom_to_ask(article: Article, actor: Actor) -> User | None:
    """Who handed the article in, where that is somebody else who still works on the desk: the text's author, as far as the
    desk knows. None for a program, for somebody who left, and for oneself."""
    if article.uploaded_by_id == actor.user.pk or not article.is_live:
        return None
    return people_of(article.desk_id).filter(pk=article.uploaded_by_id).first()


def question_of(finding: Finding, to: User, said: str) -> str:
    """The words that a question begins with; `said` is the finding in the reader's language."""
    said = said.rstrip(". ")
    return _("@%(name)s %(said)s Is the text right?") % {
        "name": to.username, "said": said if said.endswith(("?", "!")) else f"{said}.",
    }  # fmt: skip


def raise_finding(*, finding: Finding, actor: Actor, body: str, claim: Claim | None = None) -> Finding:
    """Ask whoever handed the article in about a finding. The question opens a thread on `claim`, else on the claim that stands
    nearest to the finding, and is told as a mention. Raises NobodyToAsk, FindingRaised, InvalidInput (no words).
    """
    article = finding.revision.article
    require(actor, Action.COMMENT, article.desk_id)
    with transaction.atomic():
        finding = _locked(finding)
        if standing_thread(finding) is not None:
            raise FindingRaised(_("This finding is raised already."), finding=finding)
        if finding.dismissed_at is not None:
            raise FindingRaised(_("This finding was set aside; take it up again first."), finding=finding)
        asked = whom_to_ask(article, actor)
        if asked is None:
            raise NobodyToAsk(_("Who handed the article in cannot be asked: write a comment, and mention somebody."))
        at = _claim_for(finding, claim)
        if at is None:
            raise NobodyToAsk(_("The article has no claim on which the question could stand."))
        finding.thread = add_comment(claim=at, actor=actor, body=body, mentions=[asked]).comment
        finding.raised_with = asked
        finding.save(update_fields=["thread", "raised_with"])
        history.append(
            verb="raised a finding", subject=finding, desk=article.desk_id, actor=actor,
            after={"kind": finding.kind, "message": finding.message, "article": str(article.public_id),
                   "raised_with": asked.name, "thread": str(finding.thread.public_id)},
        )  # fmt: skip
    return finding


def take_back_question(*, finding: Finding, actor: Actor) -> Finding:
    """Withdraw one's own question while nobody has answered; the notice goes, unless it was read or mailed. Raises FindingRaised
    when it was answered or is not raised, Forbidden for somebody else's."""
    article = finding.revision.article
    require(actor, Action.COMMENT, article.desk_id)
    with transaction.atomic():
        finding = _locked(finding)
        thread = standing_thread(finding)
        if thread is None:
            raise FindingRaised(_("This finding is not raised."), finding=finding)
        if thread.author_id != actor.user.pk:
            raise Forbidden(_("Only who asked takes the question back; anybody resolves the thread."), code="not_own")
        if is_answered(thread):
            raise FindingRaised(_("Somebody has answered: resolve the thread instead."), finding=finding)
        told = Notification.objects.filter(comment=thread, read_at__isnull=True, mailed_at__isnull=True)
        told.filter(kind=Notification.Kind.MENTION).delete()
        finding.thread = finding.raised_with = None
        finding.save(update_fields=["thread", "raised_with"])
        withdraw_comment(comment=thread, actor=actor, version=thread.version)
        history.append(
            verb="took a question back", subject=finding, desk=article.desk_id, actor=actor,
            before={"thread": str(thread.public_id)}, after={"article": str(article.public_id)},
        )  # fmt: skip
    return finding


def standing_thread(finding: Finding) -> Comment | None:
    """The thread that asks about the finding; None where there is none, or its question was withdrawn."""
    thread = finding.thread
    return thread if thread is not None and thread.withdrawn_at is None else None


def is_answered(thread: Comment) -> bool:
    """Whether somebody has replied, and let it stand."""
    return thread.replies.filter(withdrawn_at__isnull=True).exists()


def _claim_for(finding: Finding, wished: Claim | None) -> Claim | None:
    """The wished one where it stands in the finding's text, else the claim that overlaps the finding, else the nearest."""
    places = Placement.objects.filter(
        revision=finding.revision_id, state=Placement.State.LIVE, claim__standing=Claim.Standing.LIVE
    )
    if wished is not None and places.filter(claim=wished).exists():
        return wished
    spans = [(int(span[0]), int(span[1])) for span in finding.spans] or [(0, 0)]
    rows = places.order_by("start", "-end").values_list("claim_id", "start", "end")
    away = [
        (min(max((begin or 0) - end, start - (stop or 0), 0) for start, end in spans), pk) for pk, begin, stop in rows
    ]
    near = min(away, key=lambda row: row[0], default=None)  # of several the first in the text
    return Claim.objects.select_related("article", "desk").get(pk=near[1]) if near is not None else None


def _locked(finding: Finding) -> Finding:
    found = Finding.objects.select_for_update(of=("self",)).select_related("thread").filter(pk=finding.pk).first()
    if found is None:
        raise FindingRaised(_("The text was read again meanwhile, and this is not found any more."), finding=finding)
    return found
