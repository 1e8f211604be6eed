"""Whatever people do to claims, in whatever order: every act can be taken back to exactly what was, and nothing is lost."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from claims import accounts, history
from claims.errors import Conflict, InvalidInput
from claims.models import Claim, ClaimEdit, ClaimLink, Sentence, Verdict
from claims.pipeline.accounts import settle_sentences
from claims.pipeline.claim_states import state_of
from claims.review.editing import (
    add_claim,
    merge_claims,
    overrule,
    reject_claim,
    respan_claim,
    restore_claim,
    reword_claim,
    split_claim,
    undo_edit,
)
from claims.review.editing.journal import link_state
from claims.review.editing.undoing import why_not_undoable
from tests.builders import actor, make_article, make_claim, make_desk, make_link, make_user, make_verdict

TEXT = (
    "Ferry sinks off Orl\n\n"
    "The harbour office said 41 of 52 passengers were rescued 🚢 and nearly 900 litres of fuel leaked, while two cranes fell.\n\n"
    "Divers searched for two days. Nobody was found e\u0301 there.\n"
)


def words() -> list[tuple[int, int]]:
    found, start = [], None
    for index, character in enumerate(TEXT):
        if character.isspace():
            if start is not None:
                found.append((start, index))
            start = None
        elif start is None:
            start = index
    return found


PLACES = words()
place = st.tuples(st.integers(0, len(PLACES) - 1), st.integers(0, 6)).map(
    lambda pair: (PLACES[pair[0]][0], PLACES[min(pair[0] + pair[1], len(PLACES) - 1)][1])
)
pick = st.integers(0, 10_000)


def everything(article: Any) -> dict[str, Any]:
    """All that an undo has to bring back; a claim that does not stand is as good as one that never did."""
    claims = {}
    for claim in article.claims.filter(standing="live"):
        state = state_of(claim)
        claims[claim.pk] = (state, claim.world_state, claim.statement_state)
    revision = article.revisions.get()
    links = {link.pk: link_state(link) for link in ClaimLink.objects.filter(desk=article.desk)}
    for state in links.values():
        if state["left_id"] not in claims and state["right_id"] not in claims:
            state.clear()
    return {
        "claims": claims,
        "links": links,
        "sentences": list(revision.sentences.order_by("start").values_list("start", "outcome", "reason")),
        "leftovers": list(revision.leftovers.order_by("start").values_list("start", "end", "reason")),
    }


class Editing(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.desk = make_desk()
        self.reviewer = make_user()
        accounts.set_role(desk=self.desk, user=self.reviewer, role="reviewer")
        self.actor = actor(self.reviewer)
        self.article = make_article(self.desk, TEXT)
        revision = self.article.revisions.get()
        start = 0
        for line in TEXT.split("\n"):
            if line.strip():
                Sentence.objects.create(
                    revision=revision, start=start, end=start + len(line), outcome="none", reason="question"
                )
            start += len(line) + 1
        first = make_claim(
            self.article,
            "41 of 52 passengers were rescued 🚢 and nearly 900 litres of fuel leaked",
            speaker="The harbour office",
        )
        make_claim(self.article, "Nobody was found")
        add_claim(article=self.article, actor=self.actor, start=PLACES[-9][0], end=PLACES[-5][1])
        other = make_claim(
            make_article(self.desk, "Spill\n\nSome 900 litres of fuel leaked at Orl."),
            "Some 900 litres of fuel leaked at Orl",
        )
        make_link(first, other, "related", reason="nearly 900 litres on both sides")
        settle_sentences(revision)
        self.stack: list[tuple[ClaimEdit, dict[str, Any]]] = []
        self.verdicts = 0
        self.edits = ClaimEdit.objects.count()

    def act(self, what: Any) -> None:
        before = everything(self.article)
        try:
            edit = what()
        except (Conflict, InvalidInput):
            assert everything(self.article) == before  # refused: nothing happened
            return
        self.stack.append((edit, before))

    def live(self, number: int) -> Claim | None:
        claims = list(self.article.claims.filter(standing="live").order_by("number"))
        return claims[number % len(claims)] if claims else None

    @rule(place=place)
    def add(self, place: tuple[int, int]) -> None:
        self.act(lambda: add_claim(article=self.article, actor=self.actor, start=place[0], end=place[1]))

    @rule(number=pick, place=place)
    def respan(self, number: int, place: tuple[int, int]) -> None:
        if claim := self.live(number):
            self.act(
                lambda: respan_claim(claim=claim, actor=self.actor, version=claim.version, start=place[0], end=place[1])
            )

    @rule(number=pick, wording=st.sampled_from(["One.", "Two.", "Three."]))
    def reword(self, number: int, wording: str) -> None:
        if claim := self.live(number):
            self.act(lambda: reword_claim(claim=claim, actor=self.actor, version=claim.version, wording=wording))

    @rule(number=pick, at=st.lists(pick, min_size=1, max_size=3))
    def split(self, number: int, at: list[int]) -> None:
        if claim := self.live(number):
            start = claim.placements.get().start or 0
            cuts = [start + 1 + each % max(1, len(claim.quote) - 1) for each in at]
            self.act(lambda: split_claim(claim=claim, actor=self.actor, version=claim.version, at=cuts))

    @rule(numbers=st.lists(pick, min_size=2, max_size=3))
    def merge(self, numbers: list[int]) -> None:
        claims = {claim: claim.version for number in numbers if (claim := self.live(number))}
        self.act(lambda: merge_claims(claims=claims, actor=self.actor))

    @rule(number=pick)
    def reject(self, number: int) -> None:
        if claim := self.live(number):
            self.act(lambda: reject_claim(claim=claim, actor=self.actor, version=claim.version))

    @rule(number=pick)
    def restore(self, number: int) -> None:
        rejected = list(self.article.claims.filter(standing="rejected").order_by("number"))
        if rejected:
            claim = rejected[number % len(rejected)]
            self.act(lambda: restore_claim(claim=claim, actor=self.actor, version=claim.version))

    @rule(place=place, is_leftover=st.booleans())
    def overrule(self, place: tuple[int, int], is_leftover: bool) -> None:
        self.act(
            lambda: overrule(
                article=self.article, actor=self.actor, start=place[0], end=place[1], is_leftover=is_leftover
            )
        )

    @rule(number=pick)
    def judge(self, number: int) -> None:
        claim = self.live(number)
        if claim and not claim.verdicts.exists():
            make_verdict(claim, self.reviewer)
            self.stack.clear()  # what a verdict rests on is not taken back from under it

    @precondition(lambda self: self.stack)
    @rule()
    def undo(self) -> None:
        edit, before = self.stack.pop()
        undo_edit(edit=edit, actor=self.actor)
        assert everything(self.article) == before

    @precondition(lambda self: self.stack)
    @rule()
    def undo_and_redo(self) -> None:
        edit, before = self.stack.pop()
        after = everything(self.article)
        undo = undo_edit(edit=edit, actor=self.actor)
        redo = undo_edit(edit=undo, actor=self.actor)
        assert everything(self.article) == after
        self.stack.append((redo, before))

    @precondition(lambda self: len(self.stack) > 1)
    @rule(number=pick)
    def undo_an_older_one(self, number: int) -> None:
        """It works, or is refused with a reason and does nothing."""
        edit, _before = self.stack[number % (len(self.stack) - 1)]
        now = everything(self.article)
        if why_not_undoable(edit):
            try:
                undo_edit(edit=edit, actor=self.actor)
                raise AssertionError("it was said that this cannot be undone")
            except Conflict:
                assert everything(self.article) == now
        else:
            undo_edit(edit=edit, actor=self.actor)
            self.stack.clear()

    @invariant()
    def every_claim_stands_where_it_says(self) -> None:
        seen = set()
        for claim in self.article.claims.filter(standing="live").prefetch_related("quantities", "placements"):
            [row] = claim.placements.all()
            assert row.state == "live"
            assert TEXT[row.start : row.end] == claim.quote
            assert (row.start, row.end) not in seen
            seen.add((row.start, row.end))
            for quantity in claim.quantities.all():
                assert claim.quote[quantity.start : quantity.end] == quantity.surface

    @invariant()
    def every_sentence_is_accounted_for(self) -> None:
        spans = [
            (row.start, row.end)
            for row in self.article.revisions.get().placements.filter(state="live", claim__standing="live")
        ]
        for row in self.article.revisions.get().sentences.all():
            assert (row.outcome == "claims") == any(start < row.end and end > row.start for start, end in spans)
            assert row.outcome == "claims" or row.reason

    @invariant()
    def nothing_is_lost(self) -> None:
        assert ClaimLink.objects.filter(desk=self.desk).count() == 1
        verdicts, edits = Verdict.objects.filter(claim__desk=self.desk).count(), ClaimEdit.objects.count()
        assert verdicts >= self.verdicts
        assert edits >= self.edits
        self.verdicts, self.edits = verdicts, edits

    @invariant()
    def the_record_is_whole(self) -> None:
        assert list(history.broken_links(self.desk.pk)) == []


class EditingTest(TestCase):
    def test_any_sequence_of_edits_can_be_taken_back(self) -> None:
        run_state_machine_as_test(
            Editing,
            settings=settings(
                max_examples=12,
                stateful_step_count=20,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.reuse, Phase.generate],
            ),
        )
