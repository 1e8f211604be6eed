"""One claim with everything a reviewer needs: for the panel beside the article, and for the claim's own page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from claims.accounts import members_of
from claims.models import Attribution, Claim, ClaimLink, Contact, Evidence, Membership, Source, Verdict
from claims.models.base import State
from claims.permissions import Action, Actor
from claims.review.gates import waits_for
from claims.review.moves import Move
from claims.review.second import Round, round_of
from claims.spans import Span
from claims.web.forms import EvidenceForm, LinkForm, VerdictForm
from claims.web.judging import Judging, VerdictRow, first_guess, holder_of, judging_of, verdict_rows
from claims.web.parts import parts_of
from claims.web.people import with_people
from claims.web.proof import hidden_evidence, is_gone, is_retracted, visible_contacts, visible_evidence
from claims.web.reading import STATEMENT, WORLD
from claims.web.record import HistoryRow, history_of

HOPS = Prefetch("hops", Attribution.objects.select_related("source__parent").order_by("ordinal"))


LINKS_AT_ONCE = 6


@dataclass
class Hop:
    """One hop as it is drawn: the speaker first, the article's outlet last."""

    name: str
    kind: str
    words: str  # beside the name: "unnamed", "this outlet"
    weak: bool
    side: str
    retracted: bool = False


@dataclass
class LinkedClaim:
    link: ClaimLink
    other: Claim
    same_article: bool

    @cached_property
    def chain(self) -> list[Hop]:
        return chain_of(self.other)

    @property
    def number_spans(self) -> list[Span]:
        return number_spans(self.other)

    @property
    def newer_words(self) -> str:
        if self.link.newer_id is None:
            return ""
        return _("the other one is newer") if self.link.newer_id == self.other.pk else _("this one is newer")


@dataclass
class LayerTab:
    layer: str
    name: str
    question: str
    state: str
    verdict: Verdict | None
    who: str  # brought the value that holds


@dataclass
class ClaimView:
    """Loaded once, shown in several partials."""

    claim: Claim
    layer: str
    tabs: list[LayerTab]
    chain: list[Hop]
    retracted: list[Source]
    links: list[LinkedClaim]
    rejected: list[LinkedClaim]
    evidence: list[Evidence]
    hidden_evidence: int  # confidential pieces that carry a verdict, which the reader may not see
    contacts: list[Contact]
    verdict: Verdict | None
    verdicts: list[VerdictRow]
    judging: Judging
    history: list[HistoryRow]
    may_review: bool
    may_link: bool
    why_no_verdict: str
    needs_reason: bool
    may_reopen: bool
    verdict_form: VerdictForm
    evidence_form: EvidenceForm
    link_form: LinkForm
    chosen_evidence: set[str]
    parts: frozenset[str]  # those that have anything to show
    members: list[Membership]  # of the desk, where the reader may name any of them

    @property
    def published(self) -> bool:
        return Move.CORRECT in self.judging.moves

    @property
    def state(self) -> str:
        return self.claim.state_on(self.layer)

    @property
    def quote_numbers(self) -> list[Span]:
        return number_spans(self.claim)

    @property
    def wording_numbers(self) -> list[Span]:
        """The quantities' words where the wording repeats them; a wording has no offsets of its own."""
        return surfaces_in(self.claim.wording, self.claim)

    @property
    def wording_differs(self) -> bool:
        """Whether the text's own words say more than the wording above them, a final stop aside."""
        return not self.claim.wording_is_quote and self.claim.wording.rstrip(".") != self.claim.quote.rstrip(".")

    @property
    def loaded_terms(self) -> list[str]:
        return [self.claim.quote[start:end] for start, end in self.claim.loaded_terms]

    @property
    def cues(self) -> list[Attribution]:
        return [hop for hop in reversed(self.claim.hops.all()) if hop.cue]

    @property
    def first_links(self) -> list[LinkedClaim]:
        return self.links[:LINKS_AT_ONCE]

    @property
    def more_links(self) -> list[LinkedClaim]:
        """Those that are folded away: the order has put what matters first."""
        return self.links[LINKS_AT_ONCE:]

    def _count(self, relation: str, state: str) -> int:
        return sum(row.link.relation == relation and row.link.state == state for row in self.links)

    @property
    def contradictions(self) -> int:
        """Confirmed ones: a suggestion counts in no figure."""
        return self._count(ClaimLink.Relation.CONTRADICTS, ClaimLink.State.CONFIRMED)

    @property
    def suggested_contradictions(self) -> int:
        return self._count(ClaimLink.Relation.CONTRADICTS, ClaimLink.State.SUGGESTED)

    @property
    def corroborations(self) -> int:
        return self._count(ClaimLink.Relation.CORROBORATES, ClaimLink.State.CONFIRMED)


def number_spans(claim: Claim) -> list[Span]:
    """Where the claim's quantities stand in its quote."""
    return [Span(quantity.start, quantity.end) for quantity in claim.quantities.all()]


def surfaces_in(words: str, claim: Claim) -> list[Span]:
    """Where the claim's quantities are repeated in other words of it, whatever their case."""
    found = []
    for quantity in claim.quantities.all():
        if match := re.search(rf"(?<!\w){re.escape(quantity.surface)}(?!\w)", words, re.IGNORECASE):
            found.append(Span(*match.span()))
    return found


def chain_of(claim: Claim) -> list[Hop]:
    """Speaker first, as it is drawn; the article's own outlet closes it. The weakest hop is a retracted one, else the first unnamed."""
    hops = [
        Hop(
            name=hop.speaker,
            kind=hop.source.kind if hop.source else ("person" if hop.resolved or hop.source_words else "unnamed"),
            words=_("unnamed")
            if (hop.source and hop.source.kind == "unnamed") or not (hop.resolved or hop.source_words)
            else "",
            weak=False,
            side=hop.source.side if hop.source else "",
            retracted=_is_retracted(hop.source),
        )
        for hop in reversed(claim.hops.all())
    ]
    outlet = claim.article.outlet
    if hops:
        name, words = (outlet.name, _("this outlet")) if outlet else (_("outlet unknown"), "")
        hops.append(Hop(name, "outlet", words, False, "", _is_retracted(outlet)))
    weakest = next((hop for hop in hops if hop.retracted), None) or next((h for h in hops if h.kind == "unnamed"), None)
    if weakest:
        weakest.weak = True
    return hops


def _is_retracted(source: Source | None) -> bool:
    return source is not None and source.retracted_party is not None


def retracted_on_the_way(claim: Claim) -> list[Source]:
    """The retracted sources on the claim's way into its article, speakers first; each once."""
    on_the_way = [*(hop.source for hop in reversed(claim.hops.all())), claim.article.outlet]
    gone = [source.retracted_party for source in on_the_way if source is not None]
    return list({source.pk: source for source in gone if source is not None}.values())


def view_claim(
    claim: Claim,
    actor: Actor,
    *,
    layer: str,
    verdict_form: VerdictForm | None = None,
    evidence_form: EvidenceForm | None = None,
    link_form: LinkForm | None = None,
) -> ClaimView:
    """Load what is shown of one claim. A bound form replaces the fresh one and keeps what was typed."""
    parts = parts_of(claim)
    links = _links(claim, actor) if "links" in parts else []
    prefetch_related_objects([claim, *(row.other for row in links)], "quantities", HOPS)  # but for what is there
    layers = [STATEMENT, WORLD] if claim.hops.all() else [WORLD]
    layer = layer if layer in layers else WORLD
    verdicts = _verdicts(claim, actor) if "verdicts" in parts else []
    latest = {name: next((v for v in verdicts if v.layer == name), None) for name in layers}
    evidence = visible_evidence(claim, actor, any_retracted="retracted" in parts) if "evidence" in parts else []
    shown = [row for row in links if row.link.state != ClaimLink.State.REJECTED]
    round = round_of(claim, layer, actor) if "decisions" in parts else Round(waits=waits_for(claim, layer))
    form = verdict_form or VerdictForm(
        initial=first_guess(claim, layer, latest[layer], evidence, round, actor.user.pk), evidence=evidence
    )
    judging = judging_of(claim, layer, actor, form, latest[layer], round, parts)
    names_people = actor.may(Action.COMMENT, claim.desk_id) or actor.may(Action.ASSIGN, claim.desk_id)
    return ClaimView(
        claim=claim,
        layer=layer,
        tabs=[_tab(claim, name, latest[name]) for name in layers],
        chain=chain_of(claim),
        retracted=retracted_on_the_way(claim),
        links=shown,
        rejected=[row for row in links if row.link.state == ClaimLink.State.REJECTED],
        evidence=evidence,
        hidden_evidence=hidden_evidence(claim, actor) if "confidential" in parts else 0,
        contacts=visible_contacts(claim, actor) if "contacts" in parts else [],
        verdict=latest[layer],
        verdicts=verdict_rows(claim, verdicts, by_two="decisions" in parts),
        judging=judging,
        history=history_of(claim, [row.link for row in links], actor),
        may_review=actor.may(Action.REVIEW, claim.desk_id),
        may_link=actor.may(Action.LINK, claim.desk_id),
        why_no_verdict=_why_no_verdict(claim, actor),
        needs_reason=judging.needs_reason,
        may_reopen=Move.REOPEN in judging.moves and actor.may(Action.REVIEW, claim.desk_id) and claim.article.is_live,
        verdict_form=form,
        evidence_form=evidence_form or EvidenceForm(initial={"stance": "supports", "weight": "secondary"}),
        link_form=link_form or LinkForm(initial={"relation": "related"}),
        chosen_evidence=_chosen(form, evidence),
        parts=parts,
        members=members_of(claim.desk_id) if names_people else [],
    )


def _verdicts(claim: Claim, actor: Actor) -> list[Verdict]:
    """The entries of both layers, newest first, each with the one that it replaced."""
    # a claim has few: put in order here, they cost less than it costs Django to write the order of so many columns
    rows = claim.verdicts.prefetch_related("evidence", "label").order_by()
    verdicts = sorted(rows, key=lambda verdict: (verdict.created_at, verdict.pk), reverse=True)
    with_people(verdicts, "reviewer", "second_reviewer", reader=actor.user)
    by_id = {verdict.pk: verdict for verdict in verdicts}
    for entry in verdicts:
        entry.replaces = by_id.get(entry.replaces_id or 0)
    return verdicts


def _tab(claim: Claim, layer: str, verdict: Verdict | None) -> LayerTab:
    if layer == STATEMENT:
        return LayerTab(layer, _("Statement"), _("Was it said?"), claim.statement_state, verdict, holder_of(verdict))
    return LayerTab(layer, _("World"), _("Is it so?"), claim.world_state, verdict, holder_of(verdict))


def _links(claim: Claim, actor: Actor) -> list[LinkedClaim]:
    """The claim's links, what matters first; the caller loads what is shown of the other ends."""
    if claim.standing != Claim.Standing.LIVE or not claim.article.is_live:
        return []
    far = {
        row: row.right_id if row.left_id == claim.pk else row.left_id for row in ClaimLink.objects.of(claim).order_by()
    }
    # what the reader may not read, or counts no more, is left out here: asked of one end, not in joins with both
    counting = Claim.objects.readable_by(actor).current().select_related("article__outlet__parent")
    others = counting.in_bulk(list(far.values()))
    rows = [row for row, pk in far.items() if pk in others]
    with_people(rows, "decided_by", reader=actor.user)
    for row in rows:
        row.left, row.right = (others.get(pk, claim) for pk in (row.left_id, row.right_id))
    order = {"contradicts": 0, "updates": 1, "corroborates": 2, "duplicate": 3, "related": 4}
    result = []
    for link in sorted(rows, key=lambda row: (order[row.relation], -row.score, row.pk)):
        end = link.other(claim)
        result.append(LinkedClaim(link, end, end.article_id == claim.article_id))
    return result


def _why_no_verdict(claim: Claim, actor: Actor) -> str:
    """Why the reader cannot judge this claim; empty where nothing stands against it. The service decides again."""
    if not actor.may(Action.REVIEW, claim.desk_id):
        return _("Your role on this desk reads claims; reviewers judge them.")
    if not claim.article.is_live:
        return _("The article is withdrawn, so its claims are not judged.")
    if claim.standing != Claim.Standing.LIVE:
        return _("This claim no longer stands in its article, so it is not judged.")
    if claim.article.uploaded_by_id == actor.user.pk:
        return _("You uploaded this article, so somebody else judges its claims.")
    return ""


def _chosen(form: VerdictForm, evidence: list[Evidence]) -> set[str]:
    """The pieces that are ticked: as sent, else all but pages that are gone and the word of retracted sources."""
    if form.is_bound and form.data.get("evidence_shown"):
        return set(form["evidence"].value() or [])
    return {str(piece.public_id) for piece in evidence if not is_gone(piece) and not is_retracted(piece)}


def is_open(state: str) -> bool:
    return state in (State.UNREVIEWED, State.REOPENED)
