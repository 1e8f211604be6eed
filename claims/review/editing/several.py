"""Acts that give several claims the place of one, or one the place of several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from claims.errors import InvalidInput
from claims.extraction.stretch import RULE
from claims.models import Claim, ClaimEdit
from claims.permissions import Action, Actor, require
from claims.pipeline.claim_states import ClaimState, now_as_words
from claims.review.editing.carrying import carry_links, follow
from claims.review.editing.journal import Journal
from claims.review.editing.rules import BadPlace, checked_place, locked_claims, require_free, standing_place
from claims.review.editing.single import checked_wording, machine_state, make_claim, take_out
from claims.spans import Span

Act = ClaimEdit.Act
SEPARATORS = ",;:–—"
MOST_PARTS = 20
WIDEST_GAP = 300  # characters between two claims that are merged


def split_claim(*, claim: Claim, actor: Actor, version: int | None, at: Sequence[int], reason: str = "") -> ClaimEdit:
    """Cut a claim at these places of the text into two or more; the successors are read for their own words.

    The old one is replaced and keeps its verdicts and evidence; its links go to the successor whose numbers or words they
    rest on, as suggestions where a person had confirmed them; what cannot be told asks for a look. Raises StaleClaim,
    BadPlace, PlaceTaken, NotInText, ClaimJudged, ClaimPublished.
    """
    require(actor, Action.EDIT_CLAIMS, claim.desk_id)
    revision, place = standing_place(claim)
    spans = _parts(revision.text, place, at)
    states = [machine_state(revision, claim.article, span) for span in spans]
    with transaction.atomic():
        [claim] = locked_claims({claim: version}, actor)
        revision, now = standing_place(claim)
        if now != place:
            raise BadPlace(_("The claim has moved meanwhile; look at it again."), code="moved")
        for span in spans:
            require_free(revision, span, other_than=[claim])
        journal = Journal(revision, actor, Act.SPLIT, reason=reason)
        before = journal.see(claim)
        take_out(claim, Claim.Standing.REPLACED)
        new = [_successor(claim, before, state, actor) for state in states]
        _hand_over(journal, [claim], new)
        return journal.close()


def merge_claims(*, claims: Mapping[Claim, int | None], actor: Actor, wording: str = "", reason: str = "") -> ClaimEdit:
    """Make one claim of several that stand next to each other or overlap, from the first one's start to the last one's end.

    `claims` gives the version that was seen of each. Verdicts and evidence stay with the old ones; links go to the new one.
    Raises StaleClaim, BadPlace, PlaceTaken, NotInText, ClaimJudged, ClaimPublished.
    """
    if len({claim.pk for claim in claims}) < 2:
        raise InvalidInput(_("Name at least two claims to merge."), code="claims")
    if len({claim.article_id for claim in claims}) > 1:
        raise InvalidInput(_("Claims of different articles are linked, not merged."), code="claims")
    first = next(iter(claims))
    require(actor, Action.EDIT_CLAIMS, first.desk_id)
    with transaction.atomic():
        locked = locked_claims(claims, actor)
        places = {claim.pk: standing_place(claim)[1] for claim in locked}
        revision, _place = standing_place(locked[0])
        span = _hull(revision.text, sorted(places.values()))
        require_free(revision, span, other_than=locked)
        old = sorted(locked, key=lambda claim: places[claim.pk])
        journal = Journal(revision, actor, Act.MERGE, reason=reason)
        states = [journal.see(claim) for claim in old]
        for claim in old:
            take_out(claim, Claim.Standing.REPLACED)
        state = machine_state(revision, old[0].article, span)
        if wording.strip():
            state |= {"wording": checked_wording(wording), "wording_is_quote": False}
        if all(each["hops"] == states[0]["hops"] for each in states) and RULE in state["rules"]:
            state["hops"] = states[0]["hops"]
        new = make_claim(old[0].article, state | {"edited_at": now_as_words()}, made_by=actor)
        journal.made(new)
        _hand_over(journal, old, [new])
        return journal.close()


def _successor(old: Claim, before: ClaimState, state: ClaimState, actor: Actor) -> Claim:
    if RULE in state["rules"]:
        state = state | {"hops": before["hops"]}
    return make_claim(old.article, state | {"edited_at": now_as_words()}, made_by=actor)


def _hand_over(journal: Journal, old: Sequence[Claim], new: Sequence[Claim]) -> None:
    for claim in new:
        journal.made(claim)
    follow(journal, old, new)
    carry_links(journal, old, new)


def _parts(text: str, place: Span, at: Sequence[int]) -> list[Span]:
    """The pieces between the borders, without the commas and blanks at their ends."""
    borders = sorted(set(at))
    if not borders or len(borders) >= MOST_PARTS or not all(place.start < border < place.end for border in borders):
        raise BadPlace(_("Say where to cut, between the claim’s first word and its last."))
    edges = [place.start, *borders, place.end]
    return [_bare(text, Span(start, end)) for start, end in pairwise(edges)]


def _bare(text: str, span: Span) -> Span:
    start, end = span
    while start < end and (text[start].isspace() or text[start] in SEPARATORS):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in SEPARATORS):
        end -= 1
    if start == end:
        raise BadPlace(_("One of the parts would have no words."))
    return checked_place(text, start, end)


def _hull(text: str, places: Sequence[Span]) -> Span:
    span = places[0]
    for place in places[1:]:
        if place.start - span.end > WIDEST_GAP:
            raise BadPlace(_("These claims do not stand next to each other."))
        span = span.hull(place)
    return checked_place(text, span.start, span.end)
