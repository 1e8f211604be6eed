"""Any edit is taken back, as long as nothing that came later depends on it. Taking back is an edit of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from claims.models import (
    Article,
    Claim,
    ClaimEdit,
    ClaimLink,
    Overruling,
    Placement,
    Proposal,
    Todo,
    Verdict,
    VerdictEvidence,
)
from claims.permissions import Action, Actor, require
from claims.pipeline.claim_states import place_in, state_of, write_state
from claims.review.editing.carrying import words_changed
from claims.review.editing.journal import LINK_COLUMNS, Journal, close_todo
from claims.review.editing.overruling import set_holds
from claims.review.editing.rules import CannotUndo, claim_at, locked_claims
from claims.review.telling import Kind, hush

Act = ClaimEdit.Act


def undo_edit(*, edit: ClaimEdit, actor: Actor) -> ClaimEdit:
    """Put the claims, links and to-dos of an edit back exactly as they were. An undo can be undone.

    Raises CannotUndo where it was taken back already, or where somebody judged, changed or built on what it made; ClaimJudged,
    ClaimPublished, Forbidden.
    """
    require(actor, Action.EDIT_CLAIMS, edit.article.desk_id)
    with transaction.atomic():
        claims = {str(claim.public_id): claim for claim in _locked(edit, actor)}
        if ClaimEdit.objects.filter(undoes=edit).exists():
            raise CannotUndo(_("This was taken back already."), because="undone")
        _require_untouched(edit, claims)
        journal = Journal(edit.revision, actor, Act.UNDO, reason=edit.get_act_display())
        journal.undoes = edit
        for claim in claims.values():
            journal.see(claim)
        _require_free_places(edit, claims)
        if said := edit.before.get("overruling"):
            set_holds(journal, Overruling.objects.get(public_id=said["id"]), holds=said["holds"])
        _write_claims(edit, claims)
        _write_links(journal, edit.before.get("links", {}))
        _write_todos(journal, edit, actor)
        _write_proposals(journal, edit.before.get("proposals", {}))
        _settle_verdicts(journal, edit, claims)
        return journal.close(sentences=edit.before.get("sentences"))


def why_not_undoable(edit: ClaimEdit) -> str:
    """In words, why the edit cannot be taken back any more; empty where it can, whoever asks."""
    if ClaimEdit.objects.filter(undoes=edit).exists():
        return _("This was taken back already.")
    claims = {str(row.public_id): row for row in Claim.objects.filter(public_id__in=edit.after["claims"])}
    try:
        _require_untouched(edit, claims)
        _require_free_places(edit, claims)
    except CannotUndo as error:
        return error.message
    return ""


# --- what stands against it


def _locked(edit: ClaimEdit, actor: Actor) -> list[Claim]:
    claims = Claim.objects.filter(public_id__in=edit.after["claims"])
    return locked_claims(dict.fromkeys(claims), actor) if claims else []


def _require_untouched(edit: ClaimEdit, claims: Mapping[str, Claim]) -> None:
    for key, after in edit.after["claims"].items():
        claim = claims[key]
        if _comparable(state_of(claim)) != _comparable(after):
            raise CannotUndo(
                _("Claim %(number)s was changed since; take that back first.") % {"number": claim.number},
                because="changed",
            )
        if _judged_since(edit, claim):
            raise CannotUndo(
                _("Claim %(number)s was judged since, by these words.") % {"number": claim.number}, because="judged"
            )
        if key not in edit.before["claims"] and (what := _hangs_on(edit, claim)):
            raise CannotUndo(
                _("Claim %(number)s has %(what)s by now, which would hang in the air.")
                % {"number": claim.number, "what": what},
                because="built_on",
            )
    for key, after in edit.after.get("links", {}).items():
        link = ClaimLink.objects.get(public_id=key)
        if link.state != after["state"] or link.decided_by_id != after["decided_by_id"]:
            raise CannotUndo(_("A link of these claims was decided on since."), because="link")


def _comparable(state: Mapping[str, Any]) -> dict[str, Any]:
    """Without what moves by itself: a newer revision places the claim there too, sources are merged."""
    said = {name: value for name, value in state.items() if name not in ("places", "extractor", "number")}
    said["hops"] = [{name: value for name, value in hop.items() if name != "source_id"} for hop in state["hops"]]
    return said


def _judged_since(edit: ClaimEdit, claim: Claim) -> bool:
    later = claim.verdicts.filter(created_at__gt=edit.created_at).exclude(
        act__in=[Verdict.Act.REOPEN, Verdict.Act.WITHDRAW]
    )
    if later.exclude(replaced_by__act=Verdict.Act.WITHDRAW).exists():
        return True
    decisions = claim.decisions.filter(created_at__gt=edit.created_at)
    return bool(decisions.exists() and (claim.statement_pending or claim.world_pending))


def _hangs_on(edit: ClaimEdit, claim: Claim) -> str:
    """What people gave to a claim that the edit made, in words; empty for nothing."""
    if claim.evidence.exists():
        return _("evidence")
    if claim.used_as_evidence.exists():
        return _("a verdict elsewhere that may rest on it")
    if claim.comments.exists():
        return _("comments")
    if claim.contacts.exists():
        return _("contacts made")
    decided = ClaimLink.objects.filter(Q(left=claim) | Q(right=claim)).exclude(decided_by=None)
    if decided.exclude(public_id__in=edit.after.get("links", {})).exists():
        return _("a link that somebody decided on")
    return ""


def _require_free_places(edit: ClaimEdit, claims: Mapping[str, Claim]) -> None:
    for before in edit.before["claims"].values():
        span = place_in(before, edit.revision)
        if before["standing"] != Claim.Standing.LIVE or span is None:
            continue
        other = claim_at(edit.revision, span, other_than=claims.values())
        if other is not None:
            raise CannotUndo(
                _("Claim %(number)s stands at the old place by now.") % {"number": other.number}, because="place"
            )


# --- putting back


def _write_claims(edit: ClaimEdit, claims: Mapping[str, Claim]) -> None:
    """First everything leaves its place, then each takes its old one: of two claims only one stands at a stretch."""
    Placement.objects.filter(claim__in=claims.values(), state=Placement.State.LIVE).update(state=Placement.State.GONE)
    for key, claim in claims.items():
        before = edit.before["claims"].get(key)
        if before is not None:
            write_state(claim, before)
        else:
            claim.standing = _standing_of_unmade(edit)
            claim.save(update_fields=["standing"])


def _standing_of_unmade(edit: ClaimEdit) -> Claim.Standing:
    act = edit
    while act.undoes is not None:
        act = act.undoes
    return Claim.Standing.REJECTED if act.act == Act.ADD else Claim.Standing.REPLACED


def _write_links(journal: Journal, before: Mapping[str, Any]) -> None:
    links = ClaimLink.objects.select_for_update(of=("self",)).filter(public_id__in=before).order_by("pk")
    for link in links:
        journal.see_link(link)
        was = before[str(link.public_id)]
        for name in LINK_COLUMNS:
            setattr(link, name, was[name])
        link.decided_at = parse_datetime(was["decided_at"]) if was["decided_at"] else None
        link.version += 1
        link.save()


def _write_todos(journal: Journal, edit: ClaimEdit, actor: Actor) -> None:
    """To-dos that the edit raised are done with; those that it had closed are open again."""
    before = edit.before.get("todos", {})
    for todo in Todo.objects.filter(public_id__in=edit.after.get("todos", {})):
        is_open = todo.done_at is None
        was_open = before.get(str(todo.public_id), False)
        if is_open == was_open:
            continue
        journal.todos_before[str(todo.public_id)] = is_open
        if is_open:
            close_todo(todo, actor)
        else:
            todo.done_at = todo.done_by = None
            todo.save(update_fields=["done_at", "done_by"])
        journal.todos.append(todo)


def _write_proposals(journal: Journal, before: Mapping[str, str]) -> None:
    for proposal in Proposal.objects.filter(public_id__in=before):
        journal.see_proposal(proposal)
        proposal.state = before[str(proposal.public_id)]
        if proposal.state == Proposal.State.OPEN:
            proposal.decided_by = proposal.decided_at = None
        else:
            proposal.decided_by, proposal.decided_at = journal.actor.user, journal.now
        proposal.save(update_fields=["state", "decided_by", "decided_at"])


def _settle_verdicts(journal: Journal, edit: ClaimEdit, claims: Mapping[str, Claim]) -> None:
    """Verdicts that the edit had reopened hold again; any other one whose words change by this reopens."""
    for verdict in Verdict.objects.filter(public_id__in=edit.after.get("reopened", ())).order_by("pk"):
        if not verdict.replaced_by.exists():
            _take_back_reopening(verdict, journal.actor)
    given_back = _restored(edit)
    for key, claim in claims.items():
        was, now = edit.after["claims"][key], edit.before["claims"].get(key)
        if now is None or (was["quote"], was["wording"]) == (now["quote"], now["wording"]):
            continue
        claim.refresh_from_db(fields=["statement_state", "world_state", "statement_pending", "world_pending"])
        words_changed(journal, claim, was["quote"], now["quote"], verdicts=claim.public_id not in given_back)


def _restored(edit: ClaimEdit) -> set[Any]:
    """The claims whose verdicts the undo gave back: the words are those that were judged."""
    rows = Verdict.objects.filter(public_id__in=edit.after.get("reopened", ()), replaced_by__act=Verdict.Act.WITHDRAW)
    return set(rows.values_list("claim__public_id", flat=True))


def _take_back_reopening(verdict: Verdict, actor: Actor) -> None:
    before = verdict.replaces
    assert before is not None  # a reopening follows a verdict
    undone = Verdict.objects.create(
        claim=verdict.claim, layer=verdict.layer, sequence=verdict.sequence + 1, act=Verdict.Act.WITHDRAW, reviewer=actor.user,
        second_reviewer=before.second_reviewer, value=before.value, label=before.label, rationale=before.rationale,
        review_by=before.review_by, checklist=before.checklist, replaces=verdict,
        reason=_("The change of its words was taken back."),
    )  # fmt: skip
    VerdictEvidence.objects.bulk_create(
        VerdictEvidence(verdict=undone, evidence_id=row.evidence_id) for row in before.resting_on.all()
    )
    hush(verdict.claim, Kind.REOPENED)


def article_edits(article: Article) -> Any:
    """The article's edits, the newest first."""
    return ClaimEdit.objects.filter(article=article).select_related("editor", "undone_by").order_by("-id")
