"""Deciding on links: to-dos at the ends, reopening, taking back, and what a rejection remembers."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from claims.errors import Conflict, Forbidden, InvalidInput
from claims.linking.services import link_article
from claims.models import Claim, ClaimLink, Desk, History, Todo, Verdict
from claims.permissions import Actor
from claims.review.links import judge_link, make_link
from claims.review.todos import finish_todo, todos_to_read
from tests import builders

pytestmark = pytest.mark.django_db

FIRST = "Varn Quay gale\n\nVARN QUAY, 4 May. Thirty-one of 60 boats sank in the harbour of Varn Quay."
SECOND = "Harbour\n\nVARN QUAY, 4 May. In the harbour of Varn Quay 44 of 60 boats sank."


@pytest.fixture
def desk() -> Desk:
    return builders.make_desk()


@pytest.fixture
def reviewer(desk: Desk) -> Actor:
    return builders.actor(builders.make_member(desk, "reviewer"))


def two(desk: Desk) -> tuple[Claim, Claim]:
    return builders.make_claim(builders.make_article(desk)), builders.make_claim(builders.make_article(desk))


def test_a_confirmed_link_asks_for_a_look_at_either_end_once(desk: Desk, reviewer: Actor) -> None:
    left, right = two(desk)
    link = builders.make_link(left, right, "corroborates")
    link = judge_link(link=link, actor=reviewer, state="confirmed", version=link.version)
    judge_link(link=link, actor=reviewer, state="confirmed", version=link.version)
    assert [(todo.claim, todo.link) for todo in Todo.objects.order_by("id")] == [(left, link), (right, link)]
    assert History.objects.filter(verb="raised to-do").count() == 2


def test_a_link_confirmed_at_one_end_asks_for_a_look_at_the_other_one_only(desk: Desk, reviewer: Actor) -> None:
    left, right = two(desk)
    link = builders.make_link(left, right, "corroborates")
    judge_link(link=link, actor=reviewer, state="confirmed", version=link.version, at=right)
    assert [todo.claim for todo in Todo.objects.all()] == [left]


def test_a_link_is_decided_at_one_of_its_own_ends(desk: Desk, reviewer: Actor) -> None:
    link = builders.make_link(*two(desk), "corroborates")
    with pytest.raises(InvalidInput):
        judge_link(link=link, actor=reviewer, state="confirmed", version=1, at=two(desk)[0])
    assert not Todo.objects.exists()


def test_a_merely_related_link_asks_for_nothing(desk: Desk, reviewer: Actor) -> None:
    link = builders.make_link(*two(desk), "related")
    judge_link(link=link, actor=reviewer, state="confirmed", version=link.version)
    assert not Todo.objects.exists()


def test_no_verdict_is_copied_along_a_link(desk: Desk, reviewer: Actor) -> None:
    left, right = two(desk)
    builders.make_verdict(left, reviewer.user)
    link = builders.make_link(left, right, "corroborates")
    judge_link(link=link, actor=reviewer, state="confirmed", version=link.version)
    assert not right.verdicts.exists()


def test_a_confirmed_contradiction_reopens_what_was_judged(desk: Desk, reviewer: Actor) -> None:
    left, right = two(desk)
    builders.make_verdict(left, reviewer.user)
    link = builders.make_link(left, right, "contradicts", reason="41 and 30 cannot both hold")
    judge_link(link=link, actor=reviewer, state="confirmed", version=link.version)
    last = left.verdicts.order_by("-sequence").first()
    assert last is not None
    assert (last.act, last.cause, last.reason) == ("reopen", Verdict.Cause.CONTRADICTION, "41 and 30 cannot both hold")
    assert not right.verdicts.exists()


def test_a_drawn_link_asks_for_a_look_at_its_other_end(desk: Desk, reviewer: Actor) -> None:
    left, right = two(desk)
    make_link(actor=reviewer, claim=left, other=right, relation="duplicate", reason="One wire story")
    assert [todo.claim for todo in Todo.objects.all()] == [right]


def test_taking_a_confirmation_back_restores_what_the_link_said(desk: Desk, reviewer: Actor) -> None:
    left, right = two(desk)
    link = builders.make_link(left, right, "updates", newer=right)
    link = judge_link(link=link, actor=reviewer, state="confirmed", version=1, relation="contradicts")
    assert (link.relation, link.newer) == ("contradicts", None)
    link = judge_link(link=link, actor=reviewer, state="confirmed", version=2, relation="related")
    link = judge_link(link=link, actor=reviewer, state="suggested", version=3)
    assert (link.state, link.relation, link.newer) == ("suggested", "updates", right)
    assert not Todo.objects.exists()


def test_the_newer_side_comes_back_as_it_was(desk: Desk, reviewer: Actor) -> None:
    left, right = two(desk)
    link = builders.make_link(left, right, "updates", newer=right)
    link = judge_link(link=link, actor=reviewer, state="confirmed", version=1, newer=left)
    link = judge_link(link=link, actor=reviewer, state="suggested", version=2)
    assert link.newer == right


def test_a_todo_is_finished_once_and_by_a_reviewer(desk: Desk, reviewer: Actor) -> None:
    link = builders.make_link(*two(desk), "duplicate")
    judge_link(link=link, actor=reviewer, state="confirmed", version=1)
    todo = Todo.objects.first()
    assert todo is not None
    with pytest.raises(Forbidden):
        finish_todo(todo=todo, actor=builders.actor(builders.make_member(desk, "viewer")))
    finish_todo(todo=todo, actor=reviewer)
    assert todo not in todos_to_read(reviewer)
    with pytest.raises(Conflict):
        finish_todo(todo=todo, actor=reviewer)


def test_another_desk_sees_no_todo(desk: Desk, reviewer: Actor) -> None:
    link = builders.make_link(*two(desk), "duplicate")
    judge_link(link=link, actor=reviewer, state="confirmed", version=1)
    stranger = builders.actor(builders.make_member(builders.make_desk(), "reviewer"))
    assert not todos_to_read(stranger).exists()


# --- what a rejection remembers


def boats(desk: Desk, text: str, quote: str, surface: str, count: int, outlet: str) -> Claim:
    article = builders.make_article(
        desk, text, outlet=builders.make_source(desk, outlet), outlet_how="given",
        published=datetime(2031, 5, 4, tzinfo=UTC), published_precision="day", published_how="given",
    )  # fmt: skip
    claim = builders.make_claim(article, quote, kind=Claim.Kind.QUANTITY)
    value = Decimal(count)
    builders.make_quantity(
        claim, surface, value=value, low=value, high=value, total=Decimal(60), unit="boats", unit_name="boat", counted="boats"
    )  # fmt: skip
    return claim


def rejected(desk: Desk, reviewer: Actor) -> tuple[Claim, ClaimLink]:
    left = boats(
        desk, FIRST, "Thirty-one of 60 boats sank in the harbour of Varn Quay", "Thirty-one of 60", 31, "Herald"
    )
    right = boats(desk, SECOND, "In the harbour of Varn Quay 44 of 60 boats sank", "44 of 60", 44, "Coast Wire")
    for claim in (left, right):
        link_article(article_id=claim.article_id)
    link = ClaimLink.objects.get()
    return left, judge_link(link=link, actor=reviewer, state="rejected", version=link.version)


def test_a_rejected_link_is_not_proposed_again(desk: Desk, reviewer: Actor) -> None:
    left, link = rejected(desk, reviewer)
    for _ in range(2):
        link_article(article_id=left.article_id)
    link.refresh_from_db()
    assert (link.state, ClaimLink.objects.count()) == ("rejected", 1)


def test_it_is_proposed_again_once_the_words_of_a_claim_have_changed(desk: Desk, reviewer: Actor) -> None:
    left, link = rejected(desk, reviewer)
    Claim.objects.filter(pk=left.pk).update(quote=left.quote.replace("sank", "went down"))
    for _ in range(2):
        link_article(article_id=left.article_id)
    link.refresh_from_db()
    assert (link.state, link.relation, link.decided_by) == ("suggested", "contradicts", None)
    assert History.objects.filter(verb="proposed link again", subject_id=link.public_id).count() == 1
