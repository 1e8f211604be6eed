"""Verdicts and links of claims whose words change: reopened, made suggestions again, or carried to a successor. Never lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from claims.models import Claim, ClaimLink, Evidence, Verdict
from claims.review import causes
from claims.review.editing.journal import Journal
from claims.review.editing.rules import is_judged
from claims.review.reopening import reopen_for_cause
from claims.review.second import void_decisions
from claims.review.telling import Kind, tell

LONGEST_RULE = 60
WORD = re.compile(r"\w{4,}")


def words_changed(journal: Journal, claim: Claim, was: str, now: str, *, verdicts: bool = True) -> None:
    """What follows when a claim's words become others: its verdicts reopen, decided links are suggestions again. Links that
    the journal has seen already are left: an undo has put them back; and so are verdicts that it gave back."""
    void_decisions(claim=claim, actor=journal.actor)
    if verdicts and is_judged(claim):
        when = causes.moment(timezone.now(), seconds=True)  # the same change made twice reopens twice
        detail = causes.CHANGED % {"was": _short(was), "now": _short(now), "when": when}
        journal.reopened += reopen_for_cause(
            claim=claim, cause=Verdict.Cause.WORDS_CHANGED, detail=detail, actor=journal.actor
        )
    note = causes.WORDS_CHANGED % {"claim": claim.number}
    for link in _links_of([claim]):
        if str(link.public_id) not in journal.links and loosen(journal, link, note):
            journal.raise_todo(claim, causes.LOOK_AGAIN % {"said": note}, link)


def loosen(journal: Journal, link: ClaimLink, note: str) -> bool:
    """Make a decided link a suggestion again, saying what it was; False for one that is a suggestion already.

    A confirmed one stays as the person had it, whom it names now as its maker, so that no machine writes over it; a rejected
    one is the machine's to judge by the new words.
    """
    if link.state == ClaimLink.State.SUGGESTED:
        return False
    journal.see_link(link)
    confirmed = link.state == ClaimLink.State.CONFIRMED
    values = {
        "said": link.reason.rstrip(". "),
        "name": link.decided_by.name if link.decided_by else "",
        "when": causes.moment(link.decided_at),
        "said2": note,
    }
    if confirmed:
        link.reason = causes.CONFIRMED_SINCE % values
        link.made_by = link.made_by or link.decided_by
    else:
        link.reason = causes.REJECTED_SINCE % values
    link.state, link.decided_by, link.decided_at = ClaimLink.State.SUGGESTED, None, None
    link.version += 1
    link.save()
    return confirmed


def carry_links(journal: Journal, old: Sequence[Claim], new: Sequence[Claim]) -> None:
    """Give each link of the old claims to the new one whose numbers or words it rests on; where that cannot be told, the
    link stays with the old claim and every new one asks for a look."""
    ids = {claim.pk for claim in old}
    taken = {}  # other end → link, where two old claims were linked to the same one
    for link in sorted(_links_of(old), key=lambda row: (row.state != ClaimLink.State.CONFIRMED, -row.score, row.pk)):
        if link.left_id in ids and link.right_id in ids:
            continue  # between the parts themselves
        mine, other = (link.left, link.right) if link.left_id in ids else (link.right, link.left)
        target = new[0] if len(new) == 1 else _rests_on(link, mine, other, new)
        if target is None or (target.pk, other.pk) in taken:
            _flag(journal, link, mine, new if target is None else [target])
            continue
        taken[target.pk, other.pk] = link
        _move(journal, link, mine, target, other)


def _move(journal: Journal, link: ClaimLink, mine: Claim, target: Claim, other: Claim) -> None:
    journal.see_link(link)
    note = causes.REPLACED % {"old": mine.number, "new": target.number}
    was_confirmed = loosen(journal, link, note)
    link.left, link.right = sorted((target, other), key=lambda end: end.pk)
    for name in ("newer", "undecided_newer"):
        if getattr(link, f"{name}_id") == mine.pk:
            setattr(link, name, target)
    link.save()
    if was_confirmed:
        journal.raise_todo(target, causes.LOOK_AGAIN % {"said": note}, link)


def _flag(journal: Journal, link: ClaimLink, mine: Claim, new: Iterable[Claim]) -> None:
    if link.state == ClaimLink.State.REJECTED:
        return
    for claim in new:
        reason = causes.NOT_CARRIED % {
            "old": mine.number,
            "other": _short(link.other(mine).quote),
        }
        journal.raise_todo(claim, reason, link)


def _rests_on(link: ClaimLink, mine: Claim, other: Claim, parts: Sequence[Claim]) -> Claim | None:
    """The part whose number the link's reason names, else the one that shares most words with the other end."""
    reason = link.reason.casefold()
    surfaces = [row.surface for row in mine.quantities.all() if row.surface.casefold() in reason]
    holding = [part for part in parts if any(surface in part.quote for surface in surfaces)]
    if len(holding) == 1:
        return holding[0]
    theirs = set(WORD.findall(other.quote.casefold()))
    shared = [len(theirs & set(WORD.findall(part.quote.casefold()))) for part in holding or parts]
    best = max(shared)
    return (holding or parts)[shared.index(best)] if best and shared.count(best) == 1 else None


def follow(journal: Journal, old: Sequence[Claim], new: Sequence[Claim]) -> None:
    """That the new claims stand for the old ones: what a person set is carried, verdicts are told of, nothing is copied."""
    for claim in new:
        _carry_what_people_set(old, claim)
        for each in old:
            journal.successions.append((each, claim))
            for sentence in _left_behind(each):
                journal.raise_todo(claim, sentence)
    for piece in (
        Evidence.objects.filter(other_claim__in=old).select_related("claim", "other_claim__article").order_by("pk")
    ):
        journal.raise_todo(piece.claim, _evidence_replaced(piece))
    reviewers = [verdict.reviewer for each in old for verdict in _holding(each)]
    if reviewers and new:
        why = format_lazy(_("because you judged claim {number}, which was split or merged"), number=old[0].number)
        tell(to=reviewers, kind=Kind.TODO, why=why, claim=new[0], actor=journal.actor)


def _evidence_replaced(piece: Evidence) -> str:
    """Evidence stays as it was when a verdict rests on it, so whoever works on the claim names the new one."""
    if piece.confidential or piece.other_claim is None:
        return causes.EVIDENCE_REPLACED_UNSAID
    return causes.EVIDENCE_REPLACED % {"old": piece.other_claim.number, "title": piece.other_claim.article.title}


def _carry_what_people_set(old: Sequence[Claim], new: Claim) -> None:
    assignees = {claim.assignee_id for claim in old if claim.assignee_id}
    deadlines = [claim.deadline for claim in old if claim.deadline]
    facts = {claim.fact_id for claim in old}
    new.assignee_id = assignees.pop() if len(assignees) == 1 else None
    new.deadline = min(deadlines) if deadlines else None
    new.priority = max(claim.priority for claim in old)
    new.risk = any(claim.risk for claim in old)
    new.harms_named_party = True if any(claim.harms_named_party for claim in old) else None
    if len(old) > 1 and len(facts) == 1:  # of a split fact nobody can tell which part it speaks of
        new.fact_id = facts.pop()
    new.save(update_fields=["assignee", "deadline", "priority", "risk", "harms_named_party", "fact"])


def _left_behind(claim: Claim) -> list[str]:
    """What stays with the old claim and wants to be looked at, each in a sentence."""
    sentences = []
    for verdict in _holding(claim):
        sentences.append(causes.JUDGED_BEFORE % {"claim": claim.number, "value": verdict.value, "layer": verdict.layer})
    if claim.fact_id and claim.fact:
        sentences.append(causes.SPOKE_OF % {"claim": claim.number, "fact": claim.fact.name})
    return sentences


def _holding(claim: Claim) -> list[Verdict]:
    return [
        verdict
        for verdict in claim.verdicts.filter(replaced_by__isnull=True).select_related("reviewer").order_by("layer")
        if verdict.value
    ]


def _links_of(claims: Sequence[Claim]) -> list[ClaimLink]:
    """Locked one by one in the order of their ids, so that two edits never wait for each other in a circle."""
    ids = [claim.pk for claim in claims]
    return list(
        ClaimLink.objects.filter(Q(left__in=ids) | Q(right__in=ids))
        .select_for_update(of=("self",))
        .select_related("left", "right", "decided_by", "made_by")
        .order_by("pk")
    )


def _short(words: str, length: int = 80) -> str:
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"
