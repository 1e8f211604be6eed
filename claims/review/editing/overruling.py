"""A person overrules the machine on a stretch: it is text after all, and is read; or it is a leftover, and its claims are rejected."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict
from claims.extraction.found import Extraction
from claims.models import Article, Claim, ClaimEdit, Leftover, Overruling, Placement, Revision
from claims.permissions import Action, Actor, require
from claims.pipeline.claim_states import now_as_words, state_found
from claims.pipeline.readings import read_around
from claims.review.editing.journal import Journal
from claims.review.editing.rules import BadPlace, claim_at, is_judged, locked_claims
from claims.review.editing.single import locked_article, make_claim, put_back, take_out
from claims.spans import Span, trimmed
from claims.speakers import SpeakerFinder

Act = ClaimEdit.Act


class JudgedInside(Conflict):
    """A claim in the stretch is judged: it is not thrown out with the rest."""

    code = "judged_inside"


def overrule(*, article: Article, actor: Actor, start: int, end: int, is_leftover: bool, reason: str = "") -> ClaimEdit:
    """Say of a stretch of the newest revision that it is text, or a leftover; the edit names the overruling, and is taken back
    like any other. It holds for every later reading.

    As text it is read at once and yields claims; as a leftover it is greyed and its claims are rejected. Raises BadPlace,
    JudgedInside (a leftover with a judged claim in it), NotInText (the article is withdrawn), Forbidden.
    """
    require(actor, Action.EDIT_CLAIMS, article.desk_id)
    revision = article.revisions.order_by("-number")[0]
    span = _stretch(revision.text, start, end)
    with transaction.atomic():
        inside = _claims_in(revision, span) if is_leftover else []
        _refuse_judged(inside)
        locked = locked_claims(dict.fromkeys(inside), actor) if inside else []
        article = locked_article(article)
        said = Overruling.objects.create(
            revision=revision, start=span.start, end=span.end, is_leftover=is_leftover, reason=reason.strip()[:200],
            made_by=actor.user,
        )  # fmt: skip
        journal = Journal(revision, actor, Act.REJECT if is_leftover else Act.ADD, reason=reason)
        journal.overruled(said, held=False)
        found = read_around(revision, article, span)
        settle_stretch(journal, found, span)
        if is_leftover:
            for claim in locked:
                journal.see(claim)
                take_out(claim, Claim.Standing.REJECTED)
        else:
            _take_in(journal, article, found, span)
        edit = journal.close()
        history.append(
            verb="marked as a leftover" if is_leftover else "overruled: it is text", subject=article, desk=article.desk_id, actor=actor,
            after={"place": f"{span.start}–{span.end}", "words": span.of(revision.text)[:200], "overruling": str(said.public_id)},
            reason=reason.strip(),
        )  # fmt: skip
    return edit


def edit_of(said: Overruling) -> ClaimEdit:
    """The edit by which a stretch was overruled: what is undone to take it back."""
    return ClaimEdit.objects.get(after__overruling__id=str(said.public_id), undoes=None)


def set_holds(journal: Journal, said: Overruling, *, holds: bool) -> None:
    """Take an overruling back, or let it hold again; greyed stretches follow."""
    journal.overruled(said, held=said.undone_at is None)
    said.undone_at = None if holds else timezone.now()
    said.save(update_fields=["undone_at"])
    span = Span(said.start, said.end)
    settle_stretch(journal, read_around(journal.revision, journal.revision.article, span), span)


def settle_stretch(journal: Journal, found: Extraction, span: Span) -> None:
    """Make the leftovers and the outcomes of sentences around the stretch what the reading says of them."""
    revision = journal.revision
    before = [Span(*place) for place in revision.leftovers.values_list("start", "end")]
    region = _grown(span, [*before, *(piece.span for piece in found.boilerplate)])
    revision.leftovers.filter(start__lt=region.end, end__gt=region.start).delete()
    Leftover.objects.bulk_create(
        (
            Leftover(revision=revision, start=piece.span.start, end=piece.span.end, reason=piece.reason[:200])
            for piece in found.boilerplate
            if piece.span.overlaps(region)
        ),
        ignore_conflicts=True,
    )
    read = {sentence.span.start: sentence for sentence in found.sentences if sentence.span.overlaps(region)}
    for row in revision.sentences.filter(start__in=read):
        sentence = read[row.start]
        told = (sentence.outcome, "" if sentence.outcome == "claims" else (sentence.reason or "no claim found")[:200])
        if told != (row.outcome, row.reason):
            journal.sentences.setdefault(str(row.start), [row.outcome, row.reason])
            row.outcome, row.reason = told
            row.save(update_fields=["outcome", "reason"])
    journal.stretches.append(region)


def _grown(span: Span, others: list[Span]) -> Span:
    """The span with all that overlaps it, and what overlaps that: a stretch that comes back may reach into another one."""
    rest = sorted(others)
    while touching := [other for other in rest if other.overlaps(span)]:
        rest = [other for other in rest if not other.overlaps(span)]
        for other in touching:
            span = span.hull(other)
    return span


def _take_in(journal: Journal, article: Article, found: Extraction, span: Span) -> None:
    """The claims that the stretch yields; one that was rejected with it comes back as it was."""
    revision, sources = journal.revision, SpeakerFinder(article.desk_id, journal.revision.text)
    rejected = {
        Span(row.start or 0, row.end or 0): row.claim
        for row in revision.placements.filter(
            claim__standing=Claim.Standing.REJECTED, start__lt=span.end, end__gt=span.start
        ).select_related("claim")
    }
    for each in {claim.span: claim for claim in reversed(found.claims) if claim.span.overlaps(span)}.values():
        if claim_at(revision, each.span) is not None:
            continue
        claim = rejected.get(each.span)
        if claim is not None:
            journal.see(claim)
            put_back(claim, revision)
            continue
        state = state_found(each, found, revision, sources.find)
        journal.made(make_claim(article, state | {"edited_at": now_as_words()}, made_by=None))


def _stretch(text: str, start: int, end: int) -> Span:
    if not 0 <= start < end <= len(text):
        raise BadPlace(_("This stretch does not lie in the text."))
    span = trimmed(text, start, end)
    if not len(span):
        raise BadPlace(_("There are no words in this stretch."))
    return span


def _claims_in(revision: Revision, span: Span) -> list[Claim]:
    rows = revision.placements.filter(
        state=Placement.State.LIVE, claim__standing=Claim.Standing.LIVE, start__lt=span.end, end__gt=span.start
    )
    return [row.claim for row in rows.select_related("claim__article")]


def _refuse_judged(claims: list[Claim]) -> None:
    judged = [claim for claim in claims if is_judged(claim)]
    if judged:
        raise JudgedInside(
            _(
                "Claim %(number)s in this stretch is judged, so the stretch is no leftover. Reject or reopen that claim first."
            )
            % {"number": judged[0].number},
            claim=judged[0],
        )
