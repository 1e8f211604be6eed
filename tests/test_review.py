"""Verdicts, evidence and links: who may, what they must rest on, how they are undone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from claims.errors import Conflict, Forbidden, InvalidInput
from claims.intake.editing import withdraw_article
from claims.models import ClaimLink, History, Verdict, VerdictEvidence
from claims.review import services
from claims.review.errors import (
    IllegalMove,
    MissingEvidence,
    MissingRationale,
    NotInReview,
    SecondPersonNeeded,
    StaleVerdict,
    TooLateToUndo,
)
from claims.review.evidence import add_evidence, remove_evidence
from claims.review.links import judge_link, make_link
from claims.review.moves import TABLE, Standing, Waits
from claims.review.services import record_verdict, reopen_claim, withdraw_verdict
from tests import builders
from tests.builders import actor, make_article, make_claim, make_evidence, make_verdict


def record(claim, reviewer, **changes):
    fields = {"layer": "world", "value": "unverifiable", "rationale": "Nobody could be reached.", "replaces": None}
    return record_verdict(claim=claim, actor=actor(reviewer), **{**fields, **changes})


def state(claim):
    claim.refresh_from_db()
    return claim.world_state


def test_a_verdict_sets_the_state_and_stands_in_the_history(claim, reviewer):
    evidence = make_evidence(claim, reviewer)
    verdict = record(claim, reviewer, value="verified", rationale="  The gauge log says so. ")
    assert state(claim) == "verified"
    assert verdict.rationale == "The gauge log says so."
    assert list(verdict.evidence.all()) == [evidence]
    event = History.objects.about(claim).latest("sequence")
    assert (event.verb, event.actor, event.before["verdict"], event.after["verdict"]) == (
        "recorded verdict",
        reviewer,
        "",
        "verified",
    )


@pytest.mark.parametrize("rationale", ["", "   \n"])
def test_a_verdict_without_a_rationale_is_refused(claim, reviewer, rationale):
    with pytest.raises(MissingRationale):
        record(claim, reviewer, rationale=rationale)
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("value", ["verified", "disputed"])
def test_verified_and_disputed_need_evidence(claim, reviewer, value):
    with pytest.raises(MissingEvidence):
        record(claim, reviewer, value=value)
    assert state(claim) == "unreviewed"


def test_chosen_evidence_of_another_claim_is_refused(claim, reviewer):
    elsewhere = make_evidence(make_claim(make_article(claim.desk)), reviewer)
    with pytest.raises(InvalidInput):
        record(claim, reviewer, value="verified", evidence=[elsewhere])


def test_the_desk_s_number_of_origins_counts_hosts_not_addresses(claim, reviewer):
    claim.desk.independent_origins = 2
    claim.desk.save()
    make_evidence(claim, reviewer, "https://www.example.org/a")
    make_evidence(claim, reviewer, "https://example.org/b")
    with pytest.raises(MissingEvidence, match="2 independent origins"):
        record(claim, reviewer, value="verified")
    make_evidence(claim, reviewer, "https://elsewhere.example/c")
    assert record(claim, reviewer, value="verified").value == "verified"


def test_an_unknown_value_or_layer_is_refused(claim, reviewer):
    with pytest.raises(InvalidInput):
        record(claim, reviewer, value="true")
    with pytest.raises(InvalidInput):
        record(claim, reviewer, layer="heaven")


def test_the_statement_layer_is_judged_only_where_somebody_says_it(claim, reviewer):
    with pytest.raises(InvalidInput):
        record(claim, reviewer, layer="statement")
    said = make_claim(make_article(claim.desk), speaker="The mayor")
    record(said, reviewer, layer="statement")
    said.refresh_from_db()
    assert (said.statement_state, said.world_state) == ("unverifiable", "unreviewed")


def test_who_uploaded_the_article_does_not_judge_its_claims(desk, member):
    moderator = member("moderator")
    claim = make_claim(make_article(desk, uploaded_by=moderator))
    with pytest.raises(SecondPersonNeeded):
        record(claim, moderator)
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("role", ["viewer", "editor", "integration"])
def test_roles_that_do_not_review_are_refused(claim, member, role):
    with pytest.raises(Forbidden):
        record(claim, member(role))


def test_a_reviewer_of_another_desk_is_refused(claim):
    stranger = builders.make_member(builders.make_desk(), "senior_reviewer")
    with pytest.raises(Forbidden):
        record(claim, stranger)


def test_the_slower_of_two_reviewers_gets_the_other_verdict_and_changes_nothing(claim, reviewer, member):
    first = record(claim, reviewer)
    with pytest.raises(StaleVerdict) as caught:
        record(claim, member("reviewer"), rationale="I think otherwise")
    assert caught.value.details["verdict"] == first
    assert Verdict.objects.count() == 1


def test_a_change_needs_a_reason_and_keeps_the_first_verdict(claim, reviewer):
    first = record(claim, reviewer)
    make_evidence(claim, reviewer)
    with pytest.raises(InvalidInput, match="why the verdict is changed"):
        record(claim, reviewer, value="verified", replaces=first)
    second = record(claim, reviewer, value="verified", replaces=first, reason="The log arrived.")
    assert (second.act, second.sequence, second.replaces) == ("change", 2, first)
    assert state(claim) == "verified"
    assert Verdict.objects.filter(pk=first.pk, value="unverifiable").exists()


def test_undo_appends_an_entry_that_restores_what_held_before(claim, reviewer):
    first = record(claim, reviewer)
    make_evidence(claim, reviewer)
    second = record(claim, reviewer, value="verified", replaces=first, reason="The log arrived.")
    undone = withdraw_verdict(verdict=second, actor=actor(reviewer))
    assert state(claim) == "unverifiable"
    assert (undone.act, undone.value, undone.rationale) == ("withdraw", "unverifiable", first.rationale)
    assert Verdict.objects.count() == 3


def test_undoing_a_first_verdict_leaves_the_claim_unreviewed_and_open_for_the_next(claim, reviewer):
    undone = withdraw_verdict(verdict=record(claim, reviewer), actor=actor(reviewer))
    assert state(claim) == "unreviewed"
    assert record(claim, reviewer, replaces=undone).act == "record"


def test_undoing_a_verdict_on_a_reopened_claim_leads_back_to_reopened(claim, reviewer):
    reopened = reopen_claim(
        claim=claim, actor=actor(reviewer), layer="world", reason="New toll", replaces=record(claim, reviewer)
    )
    withdraw_verdict(verdict=record(claim, reviewer, replaces=reopened), actor=actor(reviewer))
    assert state(claim) == "reopened"


def test_undo_is_over_after_ten_seconds(claim, reviewer, monkeypatch):
    verdict = record(claim, reviewer)
    monkeypatch.setattr(services.timezone, "now", lambda: verdict.created_at + timedelta(seconds=13))
    with pytest.raises(TooLateToUndo):
        withdraw_verdict(verdict=verdict, actor=actor(reviewer))
    assert state(claim) == "unverifiable"


def test_undo_is_refused_for_somebody_else_s_verdict_and_for_an_undone_one(claim, reviewer, member):
    verdict = record(claim, reviewer)
    with pytest.raises(Forbidden):
        withdraw_verdict(verdict=verdict, actor=actor(member("reviewer")))
    undone = withdraw_verdict(verdict=verdict, actor=actor(reviewer))
    with pytest.raises(StaleVerdict):
        withdraw_verdict(verdict=verdict, actor=actor(reviewer))
    with pytest.raises(IllegalMove):
        withdraw_verdict(verdict=undone, actor=actor(reviewer))


def test_reopening_needs_a_reason_and_a_verdict_to_reopen(claim, reviewer):
    with pytest.raises(InvalidInput):
        reopen_claim(claim=claim, actor=actor(reviewer), layer="world", reason=" ", replaces=None)
    with pytest.raises(IllegalMove) as caught:
        reopen_claim(claim=claim, actor=actor(reviewer), layer="world", reason="New toll", replaces=None)
    assert caught.value.details["legal"] == ["record"]
    reopen_claim(claim=claim, actor=actor(reviewer), layer="world", reason="New toll", replaces=record(claim, reviewer))
    assert state(claim) == "reopened"


def test_every_standing_has_its_moves_whoever_is_to_decide():
    assert set(TABLE) == set(Standing)
    assert all(set(row) == set(Waits) and all(row.values()) for row in TABLE.values())


def test_claims_of_a_withdrawn_article_are_not_judged(claim, reviewer, member):
    withdraw_article(article=claim.article, actor=actor(member("moderator")), reason="Wrong file")
    with pytest.raises(NotInReview):
        record(claim, reviewer)


# --- evidence ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["ftp://example.org/x", "javascript:alert(1)", "example", "http://", "https://" + "a" * 2100 + ".example"]
)
def test_what_is_no_web_address_is_no_evidence(claim, reviewer, url):
    with pytest.raises(InvalidInput):
        make_evidence(claim, reviewer, url)


def test_the_article_under_review_is_no_evidence_for_itself(claim, reviewer):
    claim.article.url = "https://www.river.example/story"
    claim.article.save()
    with pytest.raises(InvalidInput, match="no evidence for itself"):
        make_evidence(claim, reviewer, "http://river.example/story/")
    sibling = make_claim(claim.article, quote="The river rose", number=9)
    with pytest.raises(InvalidInput, match="no evidence for itself"):
        add_evidence(claim=claim, actor=actor(reviewer), stance="supports", other_claim=sibling)


def test_a_claim_of_another_desk_is_no_evidence(claim, reviewer):
    with pytest.raises(InvalidInput, match="another desk"):
        add_evidence(claim=claim, actor=actor(reviewer), stance="supports", other_claim=make_claim())


def test_evidence_can_be_taken_back_until_a_verdict_rests_on_it(claim, reviewer):
    spare, used = make_evidence(claim, reviewer), make_evidence(claim, reviewer, "https://b.example/")
    record(claim, reviewer, value="verified", evidence=[used])
    remove_evidence(evidence=spare, actor=actor(reviewer))
    with pytest.raises(Conflict):
        remove_evidence(evidence=used, actor=actor(reviewer))
    assert VerdictEvidence.objects.count() == 1


def test_a_claim_is_not_verified_on_evidence_that_only_refutes_it(claim, reviewer):
    make_evidence(claim, reviewer, stance="refutes")
    with pytest.raises(MissingEvidence, match="refutes"):
        record(claim, reviewer, value="verified")
    assert record(claim, reviewer, value="disputed").value == "disputed"


def test_two_claims_are_not_evidence_for_each_other_nor_a_copy_for_its_original(claim, reviewer, member):
    other, copy = make_claim(make_article(claim.desk)), make_claim(make_article(claim.desk))
    add_evidence(claim=claim, actor=actor(reviewer), stance="supports", other_claim=other)
    with pytest.raises(InvalidInput, match="each other"):
        add_evidence(claim=other, actor=actor(reviewer), stance="supports", other_claim=claim)
    builders.make_link(claim, copy, "duplicate")
    with pytest.raises(InvalidInput, match="same origin"):
        add_evidence(claim=claim, actor=actor(reviewer), stance="supports", other_claim=copy)
    withdraw_article(article=other.article, actor=actor(member("moderator")), reason="Wrong file")
    with pytest.raises(MissingEvidence, match="withdrawn"):
        record(claim, reviewer, value="verified")


# --- links ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def pair(desk):
    return make_claim(make_article(desk)), make_claim(make_article(desk))


def test_confirming_rejecting_and_taking_back_a_link(pair, member):
    editor, link = member("editor"), builders.make_link(*pair)
    link = judge_link(link=link, actor=actor(editor), state="confirmed", version=1)
    assert (link.state, link.decided_by) == ("confirmed", editor)
    link = judge_link(link=link, actor=actor(editor), state="suggested", version=2)
    assert (link.state, link.decided_by, link.decided_at) == ("suggested", None, None)
    link = judge_link(link=link, actor=actor(editor), state="rejected", version=3)
    assert [event.verb for event in History.objects.about(link).order_by("sequence")] == [
        "confirmed link", "took back link decision", "rejected link",
    ]  # fmt: skip


def test_the_second_of_two_decisions_on_a_link_is_refused(pair, member):
    link = builders.make_link(*pair)
    judge_link(link=link, actor=actor(member("editor")), state="confirmed", version=1)
    with pytest.raises(Conflict):
        judge_link(link=link, actor=actor(member("reviewer")), state="rejected", version=1)
    assert ClaimLink.objects.get().state == "confirmed"


def test_confirming_as_an_update_names_the_newer_claim(pair, member):
    link = builders.make_link(*pair, relation="related")
    with pytest.raises(InvalidInput):
        judge_link(link=link, actor=actor(member("editor")), state="confirmed", version=1, relation="updates")
    link = judge_link(
        link=link, actor=actor(member("editor")), state="confirmed", version=1, relation="updates", newer=pair[1]
    )
    assert link.newer == pair[1]


def test_a_drawn_link_is_confirmed_and_stored_lower_id_first(pair, member):
    link = make_link(
        actor=actor(member("editor")), claim=pair[1], other=pair[0], relation="contradicts", reason="Both cannot hold."
    )
    assert (link.left, link.right, link.state) == (*pair, "confirmed")
    with pytest.raises(Conflict):
        make_link(actor=actor(member("editor")), claim=pair[0], other=pair[1], relation="related", reason="Same river.")


def test_links_do_not_cross_desks(pair, member):
    with pytest.raises(InvalidInput):
        make_link(
            actor=actor(member("editor")), claim=pair[0], other=make_claim(), relation="related", reason="Same words."
        )


def test_verdicts_are_not_copied_along_links(pair, reviewer, member):
    judge_link(
        link=builders.make_link(*pair, relation="duplicate"),
        actor=actor(member("editor")),
        state="confirmed",
        version=1,
    )
    make_verdict(pair[0], reviewer)
    assert state(pair[1]) == "unreviewed"
