"""What became of each sentence, kept true while people add, move and reject claims: the parts always add up to all."""

from __future__ import annotations

from typing import Any

from claims.models import Claim, Leftover, Placement, Revision, Sentence
from claims.spans import Span

NO_CLAIM_LEFT = "its claims were rejected or moved by a person"


def settle_sentences(revision: Revision, within: Span | None = None) -> dict[str, Any]:
    """Make the outcome of sentences (those that touch `within`, or all) agree with the claims that stand in them.

    Returns what the changed ones were before: start → [outcome, reason].
    """
    sentences = revision.sentences.order_by("start")
    places = revision.placements.filter(state=Placement.State.LIVE, claim__standing=Claim.Standing.LIVE)
    leftovers = revision.leftovers.all()
    if within is not None:
        sentences = sentences.filter(start__lt=within.end, end__gt=within.start)
        if not sentences:
            return {}
        touching = {"start__lt": max(s.end for s in sentences), "end__gt": min(s.start for s in sentences)}
        places, leftovers = places.filter(**touching), leftovers.filter(**touching)
    claimed = sorted(Span(row.start or 0, row.end or 0) for row in places.only("start", "end"))
    left_out = list(leftovers.order_by("start"))
    before: dict[str, Any] = {}
    changed: list[Sentence] = []
    for sentence in sentences:
        told = _told(sentence, claimed, left_out)
        if told != (sentence.outcome, sentence.reason):
            before[str(sentence.start)] = [sentence.outcome, sentence.reason]
            sentence.outcome, sentence.reason = told
            changed.append(sentence)
    Sentence.objects.bulk_update(changed, ["outcome", "reason"], batch_size=500)
    return before


def restore_sentences(revision: Revision, before: dict[str, Any]) -> None:
    """Put outcomes back as they were."""
    for start, (outcome, reason) in before.items():
        revision.sentences.filter(start=int(start)).update(outcome=outcome, reason=reason)


def _told(sentence: Sentence, claimed: list[Span], leftovers: list[Leftover]) -> tuple[str, str]:
    span = Span(sentence.start, sentence.end)
    if any(place.overlaps(span) for place in _near(claimed, span)):
        return Sentence.Outcome.CLAIMS, ""
    covered, reason = 0, ""
    for leftover in leftovers:
        shared = min(leftover.end, span.end) - max(leftover.start, span.start)
        if shared > 0:
            covered, reason = covered + shared, leftover.reason
    if 2 * covered > len(span):
        return Sentence.Outcome.LEFTOVER, reason
    if sentence.outcome in (Sentence.Outcome.CLAIMS, Sentence.Outcome.LEFTOVER):
        return Sentence.Outcome.NONE, NO_CLAIM_LEFT
    return sentence.outcome, sentence.reason


def _near(claimed: list[Span], span: Span) -> list[Span]:
    """Those that begin before the span's end; few, because a page asks for a paragraph, and a reading for a text once."""
    low, high = 0, len(claimed)
    while low < high:
        middle = (low + high) // 2
        if claimed[middle].start < span.end:
            low = middle + 1
        else:
            high = middle
    # a claim that reaches over several sentences begins not far before them
    return claimed[max(0, low - 200) : low]
