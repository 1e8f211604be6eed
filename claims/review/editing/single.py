"""Acts on one stretch: add a claim, move its borders, change its wording, reject and restore it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.errors import InvalidInput
from claims.extraction.stretch import read_stretch
from claims.models import Article, Claim, ClaimEdit, Placement, Revision
from claims.permissions import Action, Actor, require
from claims.pipeline.claim_states import ClaimState, now_as_words, state_found, write_state
from claims.pipeline.readings import read_around
from claims.review.editing.carrying import words_changed
from claims.review.editing.journal import Journal
from claims.review.editing.rules import (
    LONGEST_WORDING,
    NotInText,
    checked_place,
    locked_claims,
    require_free,
    standing_place,
)
from claims.spans import Span
from claims.speakers import SpeakerFinder

Act = ClaimEdit.Act


def add_claim(
    *, article: Article, actor: Actor, start: int, end: int, words: str | None = None, reason: str = ""
) -> ClaimEdit:
    """A stretch of the newest revision becomes a claim, read by the machine for exactly these words.

    `words` are those that the person marked; where others stand there, nothing is done. A claim that was rejected at this
    place is restored instead. Raises BadPlace, PlaceTaken, NotInText (the article is withdrawn), Forbidden.
    """
    require(actor, Action.EDIT_CLAIMS, article.desk_id)
    revision = article.revisions.order_by("-number")[0]
    span = checked_place(revision.text, start, end, words)
    if (rejected := _rejected_at(revision, span)) is not None:
        return restore_claim(claim=rejected, actor=actor, version=None, reason=reason)
    state = machine_state(revision, article, span)  # before the lock: reading takes a moment
    with transaction.atomic():
        article = locked_article(article)
        require_free(revision, span)
        journal = Journal(revision, actor, Act.ADD, reason=reason)
        claim = make_claim(article, state | {"edited_at": now_as_words()}, made_by=actor)
        journal.made(claim)
        return journal.close()


def respan_claim(
    *,
    claim: Claim,
    actor: Actor,
    version: int | None,
    start: int,
    end: int,
    wording: str = "",
    words: str | None = None,
    reason: str = "",
) -> ClaimEdit:
    """Move a claim's borders; quote, quantities, hedge, time and worth follow. Its wording is the machine's for the new words,
    or the one given.

    A judged claim reopens, its decided links become suggestions again. Raises StaleClaim, BadPlace, PlaceTaken, NotInText,
    ClaimJudged, ClaimPublished, InvalidInput (nothing would change).
    """
    require(actor, Action.EDIT_CLAIMS, claim.desk_id)
    revision = claim.article.revisions.order_by("-number")[0]
    span = checked_place(revision.text, start, end, words)
    state = machine_state(revision, claim.article, span)
    with transaction.atomic():
        [claim] = locked_claims({claim: version}, actor)
        revision, place = standing_place(claim)
        if place == span:
            raise InvalidInput(_("The borders are where they were."), code="unchanged")
        require_free(revision, span, other_than=[claim])
        journal = Journal(revision, actor, Act.RESPAN, reason=reason)
        before = journal.see(claim)
        if not state["rules"] or "marked by a person" in state["rules"]:
            state = state | {"hops": before["hops"]}  # no claim of the machine's own: who says it stays
        if wording.strip():
            state = state | {"wording": checked_wording(wording), "wording_is_quote": False}
        _move(claim, state, revision, place, span)
        words_changed(journal, claim, before["quote"], claim.quote)
        return journal.close()


def reword_claim(*, claim: Claim, actor: Actor, version: int | None, wording: str, reason: str = "") -> ClaimEdit:
    """Give a claim another standalone wording; its quote stays. A judged claim reopens: what was judged were other words."""
    require(actor, Action.EDIT_CLAIMS, claim.desk_id)
    wording = checked_wording(wording)
    with transaction.atomic():
        [claim] = locked_claims({claim: version}, actor)
        revision, _place = standing_place(claim)
        if wording == claim.wording and not claim.wording_is_quote:
            raise InvalidInput(_("The wording is what it was."), code="unchanged")
        journal = Journal(revision, actor, Act.REWORD, reason=reason)
        before = journal.see(claim)
        claim.wording, claim.wording_is_quote, claim.edited_at = wording, False, timezone.now()
        claim.save(update_fields=["wording", "wording_is_quote", "edited_at"])
        if before["wording"] != wording:
            words_changed(journal, claim, before["wording"], wording)
        return journal.close()


def reject_claim(*, claim: Claim, actor: Actor, version: int | None, reason: str = "") -> ClaimEdit:
    """Say that a claim is none. It leaves queue, links and figures, keeps all it has, and no reading brings it back."""
    require(actor, Action.EDIT_CLAIMS, claim.desk_id)
    with transaction.atomic():
        [claim] = locked_claims({claim: version}, actor, words=False)
        revision, _place = standing_place(claim)
        journal = Journal(revision, actor, Act.REJECT, reason=reason)
        journal.see(claim)
        take_out(claim, Claim.Standing.REJECTED)
        return journal.close()


def restore_claim(*, claim: Claim, actor: Actor, version: int | None, reason: str = "") -> ClaimEdit:
    """Bring a rejected claim back to its place, with its verdicts and links. Raises PlaceTaken, NotInText (it is not rejected)."""
    require(actor, Action.EDIT_CLAIMS, claim.desk_id)
    with transaction.atomic():
        [claim] = locked_claims({claim: version}, actor, words=False)
        revision = claim.article.revisions.order_by("-number")[0]
        place = claim.placements.filter(revision=revision, start__isnull=False).first()
        if claim.standing != Claim.Standing.REJECTED or place is None:
            raise NotInText(_("Claim %(number)s was not rejected.") % {"number": claim.number}, code="not_rejected")
        require_free(revision, Span(place.start or 0, place.end or 0), other_than=[claim])
        journal = Journal(revision, actor, Act.RESTORE, reason=reason)
        journal.see(claim)
        put_back(claim, revision)
        return journal.close()


# --- parts that other acts use


def machine_state(revision: Revision, article: Article, span: Span) -> ClaimState:
    """What the machine reads of exactly this stretch."""
    found = read_around(revision, article, span)
    claim, found = read_stretch(revision.text, found, span)
    return state_found(claim, found, revision, SpeakerFinder(article.desk_id, revision.text).find)


def make_claim(article: Article, state: dict[str, Any], *, made_by: Actor | None) -> Claim:
    """A new claim of that state at the end of the article's numbers; the article is locked by the caller."""
    last = article.claims.aggregate(last=Max("number"))["last"] or 0
    claim = Claim.objects.create(
        desk_id=article.desk_id, article=article, number=last + 1, quote=state["quote"], wording=state["wording"], kind=state["kind"],
        zone=state["zone"], check_worthiness=state["check_worthiness"], extractor=state["extractor"],
        made_by=made_by.user if made_by else None,
    )  # fmt: skip
    write_state(claim, state)
    return claim


def locked_article(article: Article) -> Article:
    article = Article.objects.select_for_update(of=("self",)).select_related("outlet", "desk").get(pk=article.pk)
    if article.state != Article.State.LIVE:
        raise NotInText(_("This article is withdrawn, so its claims stay as they are."))
    return article


def take_out(claim: Claim, standing: Claim.Standing) -> None:
    """Take the claim out of the text; where it stood stays known."""
    claim.standing = standing
    claim.save(update_fields=["standing"])
    claim.placements.filter(state=Placement.State.LIVE).update(state=Placement.State.GONE)


def put_back(claim: Claim, revision: Revision) -> None:
    claim.standing = Claim.Standing.LIVE
    claim.save(update_fields=["standing"])
    for place in claim.placements.filter(start__isnull=False, state=Placement.State.GONE).select_related("revision"):
        if place.revision_id == revision.pk or place.revision.text[place.start : place.end] == claim.quote:
            place.state = Placement.State.LIVE
            place.save(update_fields=["state"])


def _move(claim: Claim, state: ClaimState, revision: Revision, place: Span, span: Span) -> None:
    """The claim at its new place; in older revisions it moves along where the same words stand there, else it is lost."""
    write_state(claim, state | {"edited_at": now_as_words()})
    for old in (
        claim.placements.filter(state=Placement.State.LIVE).exclude(revision=revision).select_related("revision")
    ):
        start = (old.start or 0) + span.start - place.start
        if start >= 0 and old.revision.text[start : start + len(span)] == claim.quote:
            old.start, old.end = start, start + len(span)
        else:
            old.start, old.end, old.state = None, None, Placement.State.LOST
        old.save(update_fields=["start", "end", "state"])


def checked_wording(wording: str) -> str:
    wording = " ".join(wording.split())
    if not wording:
        raise InvalidInput(_("A claim needs a wording."), code="wording")
    if len(wording) > LONGEST_WORDING:
        raise InvalidInput(_("A wording has at most %(most)s characters.") % {"most": LONGEST_WORDING}, code="wording")
    return wording


def _rejected_at(revision: Revision, span: Span) -> Claim | None:
    row = (
        revision.placements.filter(start=span.start, end=span.end, claim__standing=Claim.Standing.REJECTED)
        .select_related("claim__article")
        .order_by("-claim_id")
        .first()
    )
    return row.claim if row else None
