"""What a new reading would change where people were at work: accepted or dismissed by a person, never done by itself."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict
from claims.models import Article, Claim, ClaimEdit, Proposal
from claims.permissions import Action, Actor, require
from claims.pipeline.claim_states import now_as_words, place_in, write_state
from claims.review.editing.carrying import words_changed
from claims.review.editing.journal import Journal
from claims.review.editing.rules import BadPlace, locked_claims, require_free, standing_place
from claims.review.editing.single import locked_article, make_claim, take_out
from claims.spans import Span

Act, Kind, State = ClaimEdit.Act, Proposal.Kind, Proposal.State


class ProposalDecided(Conflict):
    """Somebody accepted or dismissed it already, or a newer reading has taken its place."""

    code = "proposal_decided"


def accept_proposal(*, proposal: Proposal, actor: Actor) -> ClaimEdit:
    """Do what the reading proposes, as an edit of the person's, which can be taken back; the proposal is then open again.

    Raises ProposalDecided, PlaceTaken, NotInText, ClaimJudged, ClaimPublished, Forbidden.
    """
    require(actor, Action.EDIT_CLAIMS, proposal.revision.article.desk_id)
    with transaction.atomic():
        claims = locked_claims({proposal.claim: None}, actor) if proposal.claim else []
        article = locked_article(proposal.revision.article)
        proposal = _open(proposal)
        revision = proposal.revision
        if revision != article.revisions.order_by("-number")[0]:
            raise BadPlace(_("The article has a newer revision by now; this was proposed for an older one."))
        journal = Journal(revision, actor, _act(proposal), reason=_("Proposed by a new reading"))
        journal.see_proposal(proposal)
        if proposal.kind == Kind.ADD:
            _add(journal, article, proposal)
        elif proposal.kind == Kind.CHANGE:
            _change(journal, claims[0], proposal)
        else:
            standing_place(claims[0])
            journal.see(claims[0])
            take_out(claims[0], Claim.Standing.REJECTED)
        _decide(proposal, actor, State.ACCEPTED)
        return journal.close()


def dismiss_proposal(*, proposal: Proposal, actor: Actor) -> Proposal:
    """Leave everything as it is; the same is not proposed again. Raises ProposalDecided, Forbidden."""
    article = proposal.revision.article
    require(actor, Action.EDIT_CLAIMS, article.desk_id)
    with transaction.atomic():
        proposal = _open(proposal)
        _decide(proposal, actor, State.DISMISSED)
        _append_history("dismissed a proposal", proposal, article, actor)
    return proposal


def reopen_proposal(*, proposal: Proposal, actor: Actor) -> Proposal:
    """Take a dismissal back. Raises ProposalDecided where it is open, or was accepted: that is taken back by undoing its edit."""
    article = proposal.revision.article
    require(actor, Action.EDIT_CLAIMS, article.desk_id)
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
        if proposal.state != State.DISMISSED:
            raise ProposalDecided(_("Only a dismissed proposal is opened again."), proposal=str(proposal.public_id))
        proposal.state, proposal.decided_by, proposal.decided_at = State.OPEN, None, None
        proposal.save(update_fields=["state", "decided_by", "decided_at"])
        _append_history("opened a proposal again", proposal, article, actor)
    return proposal


def _open(proposal: Proposal) -> Proposal:
    found = Proposal.objects.select_for_update(of=("self",)).filter(pk=proposal.pk).first()
    if found is None or found.state != State.OPEN:
        raise ProposalDecided(_("This proposal was decided on meanwhile, or a newer reading has taken its place."))
    return found


def _act(proposal: Proposal) -> ClaimEdit.Act:
    if proposal.kind == Kind.ADD:
        return Act.ADD
    if proposal.kind == Kind.REMOVE:
        return Act.REJECT
    return Act.REWORD if proposal.claim and proposal.claim.quote == proposal.found["quote"] else Act.RESPAN


def _add(journal: Journal, article: Article, proposal: Proposal) -> None:
    span = place_in(proposal.found, journal.revision)
    assert span is not None  # a proposed claim stands somewhere
    require_free(journal.revision, span)
    journal.made(make_claim(article, proposal.found | {"edited_at": now_as_words()}, made_by=None))


def _change(journal: Journal, claim: Claim, proposal: Proposal) -> None:
    standing_place(claim)
    require_free(journal.revision, Span(proposal.start or 0, proposal.end or 0), other_than=[claim])
    before = journal.see(claim)
    write_state(claim, proposal.found | {"edited_at": now_as_words()})
    if (before["quote"], before["wording"]) != (claim.quote, claim.wording):
        words_changed(journal, claim, before["wording"], claim.wording)


def _decide(proposal: Proposal, actor: Actor, state: Proposal.State) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, actor.user, timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at"])


def _append_history(verb: str, proposal: Proposal, article: Article, actor: Actor) -> None:
    history.append(
        verb=verb, subject=proposal.claim or article, desk=article.desk_id, actor=actor,
        after={"proposal": str(proposal.public_id), "kind": proposal.kind, "quote": proposal.found["quote"]},
    )  # fmt: skip
