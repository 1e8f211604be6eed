"""Claims that reopen by themselves: which layers, told to whom, and never twice for the same thing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from claims import history
from claims.errors import InvalidInput
from claims.intake.editing import withdraw_article
from claims.models import Claim, History, Notification, Verdict
from claims.review.reopening import LAYERS, reopen_due, reopen_for_cause
from claims.review.services import record_verdict, withdraw_verdict
from tests.builders import actor, make_article, make_claim, make_evidence, make_verdict

DETAIL = "41 of 52 and 30 of 52 cannot both hold"


@pytest.fixture
def claim(desk, reviewer):
    """A claim that is verified on both layers."""
    claim = make_claim(make_article(desk), speaker="The mayor")
    make_verdict(claim, reviewer)
    make_verdict(claim, reviewer, layer="statement")
    return claim


def states(claim):
    claim.refresh_from_db()
    return claim.statement_state, claim.world_state


@pytest.mark.parametrize("cause", LAYERS)
def test_a_cause_reopens_the_layers_that_it_touches(claim, cause):
    reopened = reopen_for_cause(claim=claim, cause=cause, detail=DETAIL)
    assert [(row.act, row.cause, row.reason, row.reviewer) for row in reopened] == [
        ("reopen", cause, DETAIL, None)
    ] * len(LAYERS[cause])
    assert states(claim) == ("reopened" if cause == "words_changed" else "verified", "reopened")


def test_the_layers_can_be_named(claim):
    reopen_for_cause(claim=claim, cause="evidence_gone", detail=DETAIL, layers=["statement"])
    assert states(claim) == ("reopened", "verified")


def test_the_old_verdict_stays_and_the_reopening_stands_in_the_history(claim, reviewer):
    [reopening] = reopen_for_cause(claim=claim, cause="contradiction", detail=DETAIL)
    assert Verdict.objects.get(pk=reopening.replaces_id).value == "verified"
    event = History.objects.about(claim).latest("sequence")
    assert (event.verb, event.actor, event.via, event.reason) == ("reopened", None, "worker", DETAIL)
    assert (event.before["verdict"], event.after["cause"]) == ("verified", "contradiction")
    assert not list(history.broken_links(claim.desk_id))


def test_its_owner_is_told_with_the_cause_after_the_seconds_for_undoing(claim, reviewer, member):
    Claim.objects.filter(pk=claim.pk).update(assignee=member("editor"))
    claim.refresh_from_db()
    confirmer = member("reviewer")
    reopen_for_cause(claim=claim, cause="contradiction", detail=DETAIL, actor=actor(confirmer))
    told = {row.to: row for row in Notification.objects.all()}
    assert set(told) == {reviewer, claim.assignee}
    assert "you judged it “verified”, and a contradiction was confirmed: 41 of 52" in told[reviewer].why
    assert "assigned to you" in told[claim.assignee].why
    assert (told[reviewer].not_before - told[reviewer].created_at).total_seconds() > 9


def test_many_that_reopen_by_one_cause_are_told_once(claim, reviewer):
    article = make_article(claim.desk, "The pier burned. The ferry sank.")
    other, third = (make_claim(article, words) for words in ("The pier burned", "The ferry sank"))
    make_verdict(other, reviewer, value="disputed")
    make_verdict(third, reviewer)
    for each in (claim, other):
        reopen_for_cause(claim=each, cause="source_retracted", detail=DETAIL)
    reopen_for_cause(claim=third, cause="source_retracted", detail="another source")
    one, another = Notification.objects.filter(to=reviewer).order_by("pk")
    assert (one.claim, [each.claim for each in one.further.all()]) == (claim, [other])
    assert one.why == f"because you judged them, and each reopened because its source was retracted: {DETAIL}"
    assert "another source" in another.why


def test_whoever_brought_it_about_is_not_told_of_it(claim, reviewer):
    [reopening] = reopen_for_cause(claim=claim, cause="contradiction", detail=DETAIL, actor=actor(reviewer))
    assert reopening.reviewer == reviewer
    assert not Notification.objects.exists()


def test_a_layer_without_a_verdict_is_left_alone(desk):
    claim = make_claim(make_article(desk))
    assert reopen_for_cause(claim=claim, cause="words_changed", detail=DETAIL) == []
    assert states(claim) == ("unreviewed", "unreviewed")


def test_the_same_thing_reopens_once_even_after_a_new_verdict(claim, reviewer):
    [reopening] = reopen_for_cause(claim=claim, cause="contradiction", detail=DETAIL)
    assert reopen_for_cause(claim=claim, cause="contradiction", detail=DETAIL) == []
    record_verdict(
        claim=claim, actor=actor(reviewer), layer="world", value="verified", rationale="Still so.", replaces=reopening
    )
    assert reopen_for_cause(claim=claim, cause="contradiction", detail=DETAIL) == []
    assert len(reopen_for_cause(claim=claim, cause="contradiction", detail="Another pair")) == 1


def test_a_reopening_that_was_undone_may_come_again(claim, reviewer):
    [reopening] = reopen_for_cause(claim=claim, cause="contradiction", detail=DETAIL, actor=actor(reviewer))
    withdraw_verdict(verdict=reopening, actor=actor(reviewer))
    assert states(claim)[1] == "verified"
    assert len(reopen_for_cause(claim=claim, cause="contradiction", detail=DETAIL, actor=actor(reviewer))) == 1


@pytest.mark.parametrize(("cause", "detail"), [("", DETAIL), ("mood", DETAIL), ("updated", "  ")])
def test_a_cause_must_be_known_and_told_in_words(claim, cause, detail):
    with pytest.raises(InvalidInput):
        reopen_for_cause(claim=claim, cause=cause, detail=detail)


def test_a_verdict_that_rests_on_evidence_keeps_it(claim):
    make_evidence(claim, claim.verdicts.first().reviewer, "https://example.org/second")
    [reopening] = reopen_for_cause(claim=claim, cause="evidence_gone", detail="The page answers 404.")
    assert reopening.replaces.evidence.count() == 1


# --- the day of the next look -----------------------------------------------------------------------------------------


def later(monkeypatch, days):
    moment = timezone.now() + timedelta(days=days)
    monkeypatch.setattr("claims.review.reopening.timezone.localdate", moment.date)


def test_a_verdict_reopens_once_when_its_day_has_come(desk, reviewer, monkeypatch):
    desk.review_after_days = 30
    desk.save()
    claim = make_claim(make_article(desk))
    verdict = make_verdict(claim, reviewer)
    assert (verdict.review_by - timezone.localdate()).days == 30
    later(monkeypatch, 29)
    assert reopen_due() == 0
    later(monkeypatch, 30)
    assert (reopen_due(), reopen_due()) == (1, 0)
    assert states(claim)[1] == "reopened"
    assert Notification.objects.get().to == reviewer


def test_a_day_of_its_own_comes_before_the_desk_s(desk, reviewer, monkeypatch):
    claim = make_claim(make_article(desk))
    day = timezone.localdate() + timedelta(days=3)
    record_verdict(
        claim=claim, actor=actor(reviewer), layer="world", value="unverifiable", rationale="Nobody knows yet.",
        replaces=None, review_by=day,
    )  # fmt: skip
    later(monkeypatch, 3)
    assert reopen_due() == 1


def test_what_is_withdrawn_waits(desk, reviewer, member, monkeypatch):
    desk.review_after_days = 1
    desk.save()
    claim = make_claim(make_article(desk))
    make_verdict(claim, reviewer)
    withdraw_article(article=claim.article, actor=actor(member("moderator")), reason="Wrong file")
    later(monkeypatch, 5)
    assert reopen_due() == 0
