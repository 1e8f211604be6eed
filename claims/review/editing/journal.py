"""One act on an article's claims in the making: what everything was before and is after, written down when it is complete."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from claims import history
from claims.models import (
    Article,
    Claim,
    ClaimEdit,
    ClaimLink,
    Overruling,
    Proposal,
    Revision,
    Succession,
    Todo,
    Verdict,
)
from claims.permissions import Actor
from claims.pipeline.accounts import restore_sentences, settle_sentences
from claims.pipeline.claim_states import ClaimState, place_in, state_of
from claims.review.work import recount_load
from claims.spans import Span, joined
from claims.tasks import link_again

LINK_COLUMNS = (
    "left_id", "right_id", "relation", "newer_id", "score", "rule", "reason", "state", "made_by_id", "decided_by_id",
    "undecided_relation", "undecided_newer_id",
)  # fmt: skip
VERBS = {
    ClaimEdit.Act.RESPAN: "moved the borders",
    ClaimEdit.Act.REWORD: "changed the wording",
    ClaimEdit.Act.SPLIT: "split",
    ClaimEdit.Act.MERGE: "merged",
    ClaimEdit.Act.ADD: "added",
    ClaimEdit.Act.REJECT: "rejected as no claim",
    ClaimEdit.Act.RESTORE: "restored",
    ClaimEdit.Act.UNDO: "took back an edit",
}
TOLD = ("standing", "quote", "wording", "kind", "hedge", "when_surface", "where_surface")


class Journal:
    """Used inside the act's transaction, after its rows are locked: `see` what is about to change, change it, `close`."""

    def __init__(self, revision: Revision, actor: Actor, act: ClaimEdit.Act, *, reason: str = "") -> None:
        self.revision = revision
        self.actor = actor
        self.act = act
        self.reason = reason.strip()
        self.now = timezone.now()
        self.undoes: ClaimEdit | None = None
        self.claims: dict[str, Claim] = {}
        self.before: dict[str, ClaimState] = {}
        self.links: dict[str, ClaimLink] = {}
        self.links_before: dict[str, dict[str, Any]] = {}
        self.todos: list[Todo] = []
        self.todos_before: dict[str, bool] = {}
        self.reopened: list[Verdict] = []
        self.successions: list[tuple[Claim, Claim]] = []
        self.proposals: dict[str, Proposal] = {}
        self.proposals_before: dict[str, str] = {}
        self.sentences: dict[str, Any] = {}
        self.stretches: list[Span] = []
        self.said: Overruling | None = None
        self.said_held = False

    # --- what is about to change

    def see(self, claim: Claim) -> ClaimState:
        """Note how the claim stands; once an act."""
        key = str(claim.public_id)
        if key not in self.claims:
            self.claims[key] = claim
            self.before[key] = state_of(claim)
        return self.before[key]

    def made(self, claim: Claim) -> None:
        """Note a claim that was not there before."""
        self.claims[str(claim.public_id)] = claim

    def see_link(self, link: ClaimLink) -> None:
        key = str(link.public_id)
        if key not in self.links:
            self.links[key] = link
            self.links_before[key] = link_state(link)

    def raise_todo(self, claim: Claim, reason: str, link: ClaimLink | None = None) -> None:
        """Ask for a look at the claim; once for each link."""
        cause = Todo.Cause.EDIT
        if link is not None and Todo.objects.open().filter(claim=claim, link=link, cause=cause).exists():
            return
        self.todos.append(
            Todo.objects.create(desk_id=claim.desk_id, claim=claim, cause=cause, link=link, reason=reason)
        )

    def see_proposal(self, proposal: Proposal) -> None:
        self.proposals[str(proposal.public_id)] = proposal
        self.proposals_before[str(proposal.public_id)] = proposal.state

    def overruled(self, said: Overruling, *, held: bool) -> None:
        """Note the overruling that comes or goes with this act, and whether it held before."""
        self.said, self.said_held = said, held

    # --- writing it down

    def close(self, *, sentences: dict[str, Any] | None = None) -> ClaimEdit:
        """Write the edit and its history, and have the article linked again. `sentences` are outcomes to put back first."""
        if sentences:
            restore_sentences(self.revision, sentences)
        after = {key: state_of(claim) for key, claim in self.claims.items()}
        self._settle(after)
        edit = ClaimEdit.objects.create(
            article_id=self.revision.article_id, revision=self.revision, act=self.act, editor=self.actor.user,
            before=self._before(), after=self._after(after), reason=self.reason, undoes=self.undoes,
        )  # fmt: skip
        Succession.objects.bulk_create(Succession(edit=edit, old=old, new=new) for old, new in self.successions)
        Claim.objects.filter(pk__in=[claim.pk for claim in self.claims.values()]).update(version=F("version") + 1)
        for claim in self.claims.values():
            claim.refresh_from_db(fields=["version", "statement_state", "world_state"])
        self._append_history(edit, after)
        article_id = self.revision.article_id
        transaction.on_commit(lambda: link_again(article_id), robust=True)
        if ends := self._ends_of_links():
            # when the act's own locks are gone: a decision on one of these links takes both ends in their order
            transaction.on_commit(lambda: recount_load(*ends), robust=True)
        return edit

    def _ends_of_links(self) -> list[int]:
        """The claims on which another number of others may hang now: the ends of links that moved or are open again."""
        states = [*self.links_before.values(), *map(link_state, self.links.values())]
        return sorted({state[end] for state in states for end in ("left_id", "right_id")})

    def _before(self) -> dict[str, Any]:
        return {
            "claims": self.before,
            "links": self.links_before,
            "sentences": self.sentences,
            "todos": self.todos_before,
            "proposals": self.proposals_before,
            "overruling": self._overruling(holds=self.said_held),
        }

    def _after(self, claims: dict[str, ClaimState]) -> dict[str, Any]:
        for link in self.links.values():
            link.refresh_from_db()
        return {
            "claims": claims,
            "links": {key: link_state(link) for key, link in self.links.items()},
            "todos": {str(todo.public_id): todo.done_at is None for todo in self.todos},
            "reopened": [str(verdict.public_id) for verdict in self.reopened],
            "proposals": {key: proposal.state for key, proposal in self.proposals.items()},
            "overruling": self._overruling(holds=self.said is not None and self.said.undone_at is None),
        }

    def _overruling(self, *, holds: bool) -> dict[str, Any] | None:
        return {"id": str(self.said.public_id), "holds": holds} if self.said is not None else None

    def _settle(self, after: dict[str, ClaimState]) -> None:
        states = [*self.before.values(), *after.values()]
        places = [place for state in states if (place := place_in(state, self.revision)) is not None]
        for span in joined([*places, *self.stretches]):
            for start, was in settle_sentences(self.revision, span).items():
                self.sentences.setdefault(start, was)

    def _append_history(self, edit: ClaimEdit, after: dict[str, ClaimState]) -> None:
        """Last in the transaction: it takes the lock of the desk's history."""
        article: Article = self.revision.article
        for key, claim in self.claims.items():
            old, new = told(self.before.get(key), self.revision), told(after[key], self.revision)
            changed = [name for name in new if old.get(name) != new[name]]
            history.append(
                verb=VERBS[self.act] if key in self.before else f"made: {VERBS[self.act]}", subject=claim, desk=article.desk_id,
                actor=self.actor, before={name: old[name] for name in changed if name in old},
                after={name: new[name] for name in changed} | {"edit": str(edit.public_id)}, reason=self.reason,
            )  # fmt: skip
        for key, link in self.links.items():
            was, now = self.links_before[key], link_state(link)
            changed = [name for name in now if was[name] != now[name]]
            if changed:
                history.append(
                    verb="words changed at an end", subject=link, desk=article.desk_id, actor=self.actor,
                    before={name: was[name] for name in changed}, after={name: now[name] for name in changed},
                )  # fmt: skip


def link_state(link: ClaimLink) -> dict[str, Any]:
    state = {name: getattr(link, name) for name in LINK_COLUMNS}
    state["decided_at"] = link.decided_at.isoformat() if link.decided_at else None
    return state


def told(state: ClaimState | None, revision: Revision) -> dict[str, Any]:
    """What the history tells of a claim's state, in words that a person reads."""
    if state is None:
        return {}
    place = place_in(state, revision)
    return {
        **{name: state[name] for name in TOLD},
        "place": f"{place.start}–{place.end}" if place else "",
        "quantities": [row["surface"] for row in state["quantities"]],
        "speakers": [hop["resolved"] or hop["source_words"] for hop in state["hops"]],
    }


def close_todo(todo: Todo, actor: Actor) -> None:
    todo.done_at, todo.done_by = timezone.now(), actor.user
    todo.save(update_fields=["done_at", "done_by"])
