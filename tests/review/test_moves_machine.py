"""Review moves at random, by several people on two desks: whatever the order, no state but the one that the verdicts tell, every
act in the history, and the chain whole."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q, QuerySet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from claims import history
from claims.errors import DomainError
from claims.intake.editing import restore_article, withdraw_article
from claims.models import Claim, Decision, History, Publication, Verdict
from claims.publishing.services import publish_verdict, retract_publication
from claims.review.errors import IllegalMove
from claims.review.gates import latest_verdict, moves_on, waits_for
from claims.review.moves import Move, Waits
from claims.review.reopening import LAYERS, reopen_for_cause
from claims.review.second import decide_claim, resolve_conflict, take_back_decision, visible_decisions
from claims.review.services import reopen_claim, withdraw_verdict
from tests.builders import actor, make_article, make_claim, make_desk, make_evidence, make_member

ROLES = ("reviewer", "reviewer", "reviewer", "senior_reviewer", "moderator", "editor")
SENIOR = ROLES.index("senior_reviewer")
CLAIMS = 4  # on each desk
numbers = st.integers(min_value=0, max_value=10_000)
layers = st.sampled_from(["world", "world", "statement"])
values = st.sampled_from(Verdict.Value.values)
_count = itertools.count(1)


class Desks:
    """Two desks, their people and their claims; on half of the claims two people decide."""

    def __init__(self) -> None:
        self.people: list[list[Any]] = []
        self.claims: list[int] = []
        self.desk_of: dict[int, int] = {}
        for _ in range(2):
            desk = make_desk()
            people = [make_member(desk, role) for role in ROLES]
            self.people.append(people)
            for number in range(CLAIMS):
                quote = f"The river rose by {next(_count)} metres"
                article = make_article(desk, f"Flood\n\n{quote}.", uploaded_by=people[-1])
                claim = make_claim(
                    article, quote, speaker="The mayor" if number % 2 else "", risk=number >= CLAIMS // 2
                )
                make_evidence(claim, people[0])
                self.claims.append(claim.pk)
                self.desk_of[claim.pk] = len(self.people) - 1


class Review(RuleBasedStateMachine):
    """Every rule is one act of one person on one claim. What is refused must change nothing."""

    steps = 0
    done: dict[str, int] = {}

    @initialize()
    def begin(self) -> None:
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.desks = Desks()
        self.touched = list(self.desks.claims)
        self.events = History.objects.count()

    def teardown(self) -> None:
        if hasattr(self, "transaction"):
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    # --- one act ----------------------------------------------------------------------------------------------------------

    def claim(self, number: int) -> Claim:
        pk = self.desks.claims[number % len(self.desks.claims)]
        self.touched = [pk]  # what the promises are checked of after the act; all of it at the end
        return Claim.objects.select_related("article", "desk").get(pk=pk)

    def person(self, claim: Claim, number: int) -> Any:
        """Mostly of the claim's desk, now and then of the other one."""
        desk = self.desks.desk_of[claim.pk]
        people = self.desks.people[1 - desk if number % 17 == 0 else desk]
        return actor(people[number % len(people)])

    def act(self, name: str, claim: Claim, move: Move | None, layer: str, do: Any) -> None:
        """Do it; a refusal is fine where it changes nothing, and one as illegal only where the table says so."""
        Review.steps += 1
        before = (self.picture(claim), History.objects.count())
        legal = moves_on(claim, layer)
        try:
            with transaction.atomic():
                came = do()
        except DomainError as error:
            claim.refresh_from_db()
            assert (self.picture(claim), History.objects.count()) == before, (
                f"{name} was refused, but changed something"
            )
            if isinstance(error, IllegalMove) and move in legal and "legal" in error.details:
                # legal by the table, and refused for this row: an undone entry, a decision of another round, a published one
                assert move in (Move.UNDO, Move.TAKE_BACK), (name, legal)
            return
        Review.done[name] = Review.done.get(name, 0) + 1
        assert move is None or move in legal, (name, legal)
        assert came is None or came == [] or History.objects.count() > before[1], f"{name} left no trace in the history"

    @staticmethod
    def picture(claim: Claim) -> Any:
        claim.refresh_from_db()
        return (
            claim.world_state, claim.statement_state, claim.world_pending, claim.statement_pending,
            claim.verdicts.count(), claim.decisions.count(), Publication.objects.filter(claim=claim).count(),
        )  # fmt: skip

    # --- the acts -----------------------------------------------------------------------------------------------------------

    @rule(number=numbers, who=numbers, layer=layers, value=values, stale=st.integers(min_value=0, max_value=9))
    def judge(self, number: int, who: int, layer: str, value: str, stale: int) -> None:
        claim = self.claim(number)
        seen = latest_verdict(claim, layer)
        if stale == 0 and seen is not None:
            seen = seen.replaces
        waits = waits_for(claim, layer)
        move = {Waits.TWO: Move.FIRST, Waits.SECOND: Move.SECOND}.get(waits)
        person = self.person(claim, who)
        self.act(
            f"judge ({waits})", claim, move, layer,
            lambda: decide_claim(claim=claim, actor=person, layer=layer, value=value, rationale="As seen.", replaces=seen,
                                 reason="Another look."),
        )  # fmt: skip

    @rule(number=numbers, who=numbers, layer=layers, value=values)
    def resolve(self, number: int, who: int, layer: str, value: str) -> None:
        claim = self.claim(number)
        person = self.person(claim, who)
        self.act(
            "resolve", claim, Move.RESOLVE, layer,
            lambda: resolve_conflict(claim=claim, actor=person, layer=layer, value=value, rationale="Weighed."),
        )  # fmt: skip

    # By chance alone two people seldom meet on a claim, and a third one later: what waits for somebody is taken up too.

    @precondition(lambda self: waiting("second").exists())
    @rule(number=numbers, who=numbers, value=values)
    def a_second_one_decides(self, number: int, who: int, value: str) -> None:
        claim = self.one_waiting("second", number)
        layer = "world" if claim.world_pending == "second" else "statement"
        person = self.person(claim, who)
        self.act(
            "judge (second)", claim, Move.SECOND, layer,
            lambda: decide_claim(claim=claim, actor=person, layer=layer, value=value, rationale="Seen too.",
                                 replaces=latest_verdict(claim, layer), reason="Another look."),
        )  # fmt: skip

    @precondition(lambda self: waiting("conflict").exists())
    @rule(number=numbers, value=values)
    def a_conflict_is_resolved(self, number: int, value: str) -> None:
        claim = self.one_waiting("conflict", number)
        layer = "world" if claim.world_pending == "conflict" else "statement"
        person = self.person(claim, SENIOR)
        self.act(
            "resolve", claim, Move.RESOLVE, layer,
            lambda: resolve_conflict(claim=claim, actor=person, layer=layer, value=value, rationale="Weighed."),
        )  # fmt: skip

    def one_waiting(self, what: str, number: int) -> Claim:
        rows = waiting(what).order_by("pk")
        claim = rows[number % rows.count()]
        self.touched = [claim.pk]
        return claim

    @precondition(lambda self: Decision.objects.filter(world_or_statement()).exists())
    @rule(number=numbers, own=st.integers(min_value=0, max_value=3))
    def take_back(self, number: int, own: int) -> None:
        rows = Decision.objects.filter(world_or_statement()).select_related("claim__desk", "reviewer").order_by("-id")
        decision = rows[number % min(rows.count(), 6)]
        person = self.person(decision.claim, number) if own == 0 else actor(decision.reviewer)
        self.act(
            "take back", self.claim_of(decision), Move.TAKE_BACK, decision.layer,
            lambda: take_back_decision(decision=decision, actor=person),
        )  # fmt: skip

    def claim_of(self, row: Any) -> Claim:
        self.touched = [row.claim_id]
        return Claim.objects.select_related("article", "desk").get(pk=row.claim_id)

    @precondition(lambda self: Verdict.objects.exists())
    @rule(number=numbers, own=st.integers(min_value=0, max_value=3))
    def undo(self, number: int, own: int) -> None:
        rows = Verdict.objects.select_related("claim__desk", "reviewer", "second_reviewer").order_by("-id")
        verdict = rows[number % min(rows.count(), 4)]
        maker = verdict.second_reviewer or verdict.reviewer
        person = self.person(verdict.claim, number) if own == 0 or maker is None else actor(maker)
        self.act(
            "undo",
            self.claim_of(verdict),
            Move.UNDO,
            verdict.layer,
            lambda: withdraw_verdict(verdict=verdict, actor=person),
        )

    @rule(number=numbers, who=numbers, layer=layers)
    def reopen(self, number: int, who: int, layer: str) -> None:
        claim = self.claim(number)
        seen, person = latest_verdict(claim, layer), self.person(claim, who)
        self.act(
            "reopen", claim, Move.REOPEN, layer,
            lambda: reopen_claim(claim=claim, actor=person, layer=layer, reason="New facts.", replaces=seen),
        )  # fmt: skip

    @rule(number=numbers, cause=st.sampled_from(sorted(LAYERS)), detail=st.integers(min_value=0, max_value=50))
    def reopen_by_itself(self, number: int, cause: str, detail: int) -> None:
        claim = self.claim(number)
        self.act(
            "reopen by itself", claim, None, "world",
            lambda: reopen_for_cause(claim=claim, cause=cause, detail=f"Happening {detail}."),
        )  # fmt: skip

    @rule(number=numbers, who=numbers)
    def publish(self, number: int, who: int) -> None:
        claim = self.claim(number)
        person, seen = self.person(claim, who), latest_verdict(claim, "world")
        self.act("publish", claim, None, "world", lambda: publish_verdict(claim=claim, actor=person, verdict=seen))

    @rule(number=numbers, who=numbers)
    def retract(self, number: int, who: int) -> None:
        claim = self.claim(number)
        publication = claim.publications.filter(retracted_at=None).first()
        if publication is None:
            return
        person = self.person(claim, who)
        self.act(
            "retract", claim, None, "world",
            lambda: retract_publication(publication=publication, actor=person, reason="Wrong after all."),
        )  # fmt: skip

    @rule(number=numbers, who=numbers)
    def withdraw_or_restore_the_article(self, number: int, who: int) -> None:
        if number % 5:
            return  # now and then only, so that most claims are in review
        claim = self.claim(number)
        service = withdraw_article if claim.article.is_live else restore_article
        person = self.person(claim, who)
        self.act(
            service.__name__, claim, None, "world",
            lambda: service(article=claim.article, actor=person, reason="A wrong file."),
        )  # fmt: skip

    @rule(number=numbers)
    def the_words_change(self, number: int) -> None:
        claim = self.claim(number)
        Review.steps += 1
        Claim.objects.filter(pk=claim.pk).update(hedge=f"reportedly, {next(_count)} times")
        claim.refresh_from_db()
        assert (claim.world_pending, claim.statement_pending) == ("", "")

    # --- what always holds ------------------------------------------------------------------------------------------------------

    @invariant()
    def states_follow_from_the_verdicts(self) -> None:
        if not hasattr(self, "desks"):
            return
        for claim in Claim.objects.filter(pk__in=self.touched).prefetch_related("verdicts"):
            for layer in ("world", "statement"):
                rows = sorted((row for row in claim.verdicts.all() if row.layer == layer), key=lambda row: row.sequence)
                assert claim.state_on(layer) == replayed(rows), (layer, [(row.act, row.value) for row in rows])

    @invariant()
    def what_is_pending_follows_from_the_decisions(self) -> None:
        if not hasattr(self, "desks"):
            return
        for claim in Claim.objects.filter(pk__in=self.touched).prefetch_related("decisions"):
            for layer in ("world", "statement"):
                pending = claim.pending_on(layer)
                rows = [row for row in claim.decisions.all() if row.layer == layer]
                newest = [row for row in rows if row.round == max(row.round for row in rows)]
                places = {row.place for row in newest}
                if pending == "second":
                    assert places == {"first"}
                elif pending == "conflict":
                    assert places == {"first", "second"}
                    assert len({row.value for row in newest}) == 2
                assert len({row.reviewer_id for row in newest if row.place in ("first", "second")}) == len(
                    places & {"first", "second"}
                )

    @invariant()
    def an_open_first_decision_is_its_author_s_alone(self) -> None:
        if not hasattr(self, "desks"):
            return
        waiting = Decision.objects.filter(place="first", claim__world_pending="second", layer="world")
        for decision in waiting.select_related("claim__desk")[:1]:
            if Decision.objects.filter(claim=decision.claim, layer="world", round__gt=decision.round).exists():
                continue
            for user in self.desks.people[self.desks.desk_of[decision.claim_id]]:
                seen = visible_decisions(actor(user)).filter(pk=decision.pk).exists()
                assert seen is (user.pk == decision.reviewer_id)


def waiting(what: str) -> QuerySet[Claim]:
    """The claims that wait for a second decision or for somebody to resolve a conflict, on either layer."""
    return Claim.objects.select_related("article", "desk").filter(Q(world_pending=what) | Q(statement_pending=what))


def world_or_statement() -> Any:
    return Q(place__in=["first", "second"])


def replayed(rows: list[Verdict]) -> str:
    """The state that a layer has after these entries, by the plainest reading of them: undoing pops the last one."""
    stack: list[str] = ["unreviewed"]
    for row in rows:
        if row.act == "withdraw":
            stack.pop()
        else:
            stack.append("reopened" if row.act == "reopen" else row.value)
    return stack[-1]


def explore(examples: int, steps: int) -> None:
    Review.steps, Review.done = 0, {}
    machine = Review.TestCase
    machine.settings = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    machine("runTest").runTest()


def chains_hold(desk_ids: set[int]) -> None:
    for desk_id in desk_ids:
        assert not list(history.broken_links(desk_id))


@pytest.mark.django_db
def test_review_moves_at_random_keep_every_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    check_chains_at_the_end(monkeypatch)
    explore(examples=4, steps=60)
    assert Review.done["judge (one)"]
    assert Review.done["judge (two)"]


@pytest.mark.soak
@pytest.mark.django_db
def test_ten_thousand_review_moves_at_random_keep_every_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    check_chains_at_the_end(monkeypatch)
    explore(examples=120, steps=150)
    assert Review.steps >= 10_000, Review.steps
    assert set(Review.done) >= {
        "judge (one)", "judge (two)", "judge (second)", "resolve", "take back", "undo", "reopen", "reopen by itself",
        "publish", "retract", "withdraw_article", "restore_article",
    }, Review.done  # fmt: skip


def check_chains_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before an example is rolled back, its chains are checked, and that people of the other desk did nothing."""
    teardown = Review.teardown

    def checked(self: Review) -> None:
        if hasattr(self, "desks"):
            desks = {claim.desk_id for claim in Claim.objects.filter(pk__in=self.desks.claims)}
            chains_hold(desks)
            self.touched = list(self.desks.claims)
            self.states_follow_from_the_verdicts()
            self.what_is_pending_follows_from_the_decisions()
            for verdict in Verdict.objects.filter(claim__in=self.desks.claims).select_related("claim")[:200]:
                for user_id in filter(None, (verdict.reviewer_id, verdict.second_reviewer_id)):
                    own = {user.pk for user in self.desks.people[self.desks.desk_of[verdict.claim_id]]}
                    assert user_id in own
        teardown(self)

    monkeypatch.setattr(Review, "teardown", checked)
