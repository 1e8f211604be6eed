"""The claims that stand in a revision when it is read again: which of them people touched, and what a new reading would change.

Those are never written over. Each difference becomes a proposal that a person accepts or dismisses; a dismissed one is not
made again, nor is one that would only undo what a person did.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from claims.models import (
    Article,
    Claim,
    ClaimEdit,
    ClaimLink,
    Comment,
    Contact,
    Decision,
    Evidence,
    Placement,
    Proposal,
    Revision,
    Verdict,
)
from claims.pipeline.claim_states import ClaimState, place_in, state_of, what_it_says
from claims.spans import Span, joined

OUT = (Claim.Standing.REJECTED, Claim.Standing.REPLACED)


def touched_claims(article: Article) -> set[int]:
    """The claims that a person did anything with: judged, edited, added, rejected, linked, gathered, commented, assigned."""
    mine = OuterRef("pk")
    links = ClaimLink.objects.filter(Q(left=mine) | Q(right=mine)).exclude(decided_by=None, made_by=None)
    rows = Claim.objects.filter(article=article).filter(
        Q(edited_at__isnull=False)
        | Q(made_by__isnull=False)
        | Q(standing__in=OUT)
        | Q(fact__isnull=False)
        | Q(assignee__isnull=False)
        | Q(risk=True)
        | Q(harms_named_party__isnull=False)
        | Q(credibility__isnull=False)
        | Exists(Verdict.objects.filter(claim=mine))
        | Exists(Decision.objects.filter(claim=mine))
        | Exists(Evidence.objects.filter(Q(claim=mine) | Q(other_claim=mine)))
        | Exists(Contact.objects.filter(claim=mine))
        | Exists(Comment.objects.filter(claim=mine))
        | Exists(links)
    )
    return set(rows.values_list("pk", flat=True))


class Standing:
    """What stands where, for one new reading of one revision."""

    def __init__(self, article: Article, revision: Revision) -> None:
        self.revision = revision
        self.touched = touched_claims(article)
        self.claims: dict[Span, Claim] = {}
        self.out: set[Span] = set()
        self.gone: dict[Span, Claim] = {}
        for row in revision.placements.filter(start__isnull=False).select_related("claim").order_by("pk"):
            span = Span(row.start or 0, row.end or 0)
            if row.state == Placement.State.LIVE and row.claim.standing == Claim.Standing.LIVE:
                self.claims[span] = row.claim
            elif row.claim.standing in OUT:
                self.out.add(span)
            elif row.state == Placement.State.GONE and row.claim.standing == Claim.Standing.GONE:
                self.gone[span] = row.claim
        touched = [span for span, claim in self.claims.items() if claim.pk in self.touched]
        self.touched_stretches = joined([*touched, *self.out])
        self.first_states = _first_states(revision)
        self.moved_from = {
            place for state in self.first_states.values() if (place := place_in(state, revision)) is not None
        }
        self.taken: set[int] = set()
        self.proposals: list[Proposal] = []

    def take(self, span: Span) -> Claim | None:
        """The claim that stands at the stretch, or stood there for an earlier reading; it counts as found."""
        claim = self.claims.get(span)
        if claim is None and span not in self.out and not self.is_touched_at(span):
            claim = self.gone.get(span)
        if claim is not None:
            self.taken.add(claim.pk)
        return claim

    def is_settled(self, span: Span) -> bool:
        """Whether a person decided already what becomes of a claim at exactly this stretch."""
        return span in self.out or span in self.moved_from

    def is_touched_at(self, span: Span) -> bool:
        index = bisect_left(self.touched_stretches, (span.end, 0))
        return index > 0 and self.touched_stretches[index - 1].end > span.start

    def not_found(self) -> Iterator[Claim]:
        """Untouched claims that the reading has no more. For touched ones that is proposed, where the machine had made them
        and nobody changed their words."""
        for claim in self.claims.values():
            if claim.pk in self.taken:
                continue
            if claim.pk not in self.touched:
                yield claim
            elif claim.made_by_id is None and claim.edited_at is None:
                self._propose_instead(claim)

    # --- proposals

    def compare(self, claim: Claim, found: ClaimState) -> None:
        """Propose the reading of a touched claim where it says something else than the machine had said of it before."""
        base = self.first_states.get(str(claim.public_id)) or state_of(claim)
        if what_it_says(found) not in (what_it_says(base), what_it_says(state_of(claim))):
            self._propose(Proposal.Kind.CHANGE, claim, found)

    def propose_to_add(self, found: ClaimState) -> None:
        self._propose(Proposal.Kind.ADD, None, found)

    def _propose_instead(self, claim: Claim) -> None:
        """Other borders for a claim that is not found any more, where one proposed addition takes most of its place."""
        place = next(span for span, each in self.claims.items() if each.pk == claim.pk)
        for proposal in self.proposals:
            span = Span(proposal.start or 0, proposal.end or 0)
            shared = min(span.end, place.end) - max(span.start, place.start)
            if proposal.kind == Proposal.Kind.ADD and 2 * shared > len(span.hull(place)):
                proposal.kind, proposal.claim = Proposal.Kind.CHANGE, claim
                return
        self._propose(Proposal.Kind.REMOVE, claim, state_of(claim))

    def _propose(self, kind: Proposal.Kind, claim: Claim | None, found: ClaimState) -> None:
        span = place_in(found, self.revision)
        assert span is not None  # what is found stands somewhere
        self.proposals.append(
            Proposal(revision=self.revision, kind=kind, claim=claim, start=span.start, end=span.end, found=found)
        )

    def store_proposals(self, extractor: str) -> None:
        """Those of an earlier reading that nobody decided on make room; the dismissed ones are remembered."""
        self.revision.proposals.filter(state=Proposal.State.OPEN).delete()
        dismissed = {_same(row) for row in self.revision.proposals.filter(state=Proposal.State.DISMISSED)}
        fresh = [proposal for proposal in self.proposals if _same(proposal) not in dismissed]
        for proposal in fresh:
            proposal.extractor = extractor
        Proposal.objects.bulk_create(fresh)


def _same(proposal: Proposal) -> tuple[Any, ...]:
    says = repr(what_it_says(proposal.found)) if proposal.kind != Proposal.Kind.REMOVE else ""
    return proposal.kind, proposal.claim_id, proposal.start, proposal.end, says


def _first_states(revision: Revision) -> dict[str, ClaimState]:
    """Of every claim that people changed: how the machine had it before the first of their edits."""
    states: dict[str, ClaimState] = {}
    edits = ClaimEdit.objects.filter(article=revision.article_id).order_by("id")
    for before in edits.annotate(claims=F("before__claims")).values_list("claims", flat=True):
        for key, state in (before or {}).items():
            states.setdefault(key, state)
    return states
