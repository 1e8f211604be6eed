"""Second pair of eyes: who must, in which order, what everybody else sees meanwhile, and how two that differ come to a verdict."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from claims import history
from claims.errors import Conflict, Forbidden, InvalidInput
from claims.intake.editing import restore_article, withdraw_article
from claims.models import Claim, Decision, History, Notification, Verdict
from claims.review import services
from claims.review.editing.single import reword_claim
from claims.review.errors import (
    IllegalMove,
    MissingRationale,
    NotInReview,
    SecondPersonNeeded,
    StaleVerdict,
    TooLateToUndo,
    WordsChanged,
)
from claims.review.labels import add_label
from claims.review.reopening import reopen_for_cause
from claims.review.second import (
    decide_claim,
    not_decided_by,
    resolve_conflict,
    round_of,
    take_back_decision,
    visible_decisions,
    void_decisions,
)
from claims.review.services import decisions_of, record_verdict, reopen_claim, withdraw_verdict
from tests.builders import actor, make_article, make_claim, make_evidence, make_verdict

SECRET = "The first reviewer's own thoughts."


@pytest.fixture
def people(desk, member):
    return {name: member("reviewer", username=name) for name in ("ann", "ben", "cleo")} | {
        "sara": member("senior_reviewer", username="sara"),
        "mod": member("moderator", username="mod"),
    }


@pytest.fixture
def claim(desk, people):
    claim = make_claim(make_article(desk), risk=True)
    make_evidence(claim, people["cleo"])
    return claim


def decide(claim, user, value="verified", **changes):
    fields = {"layer": "world", "value": value, "rationale": f"As {user.username} sees it.", "replaces": None}
    return decide_claim(claim=claim, actor=actor(user), **{**fields, **changes})


def resolve(claim, user, value="disputed", **changes):
    return resolve_conflict(
        claim=claim, actor=actor(user), layer="world", value=value, rationale="Weighed both.", **changes
    )


def standing(claim):
    claim.refresh_from_db()
    return claim.world_state, claim.world_pending


# --- who must ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("threshold", "worth", "risk", "two"), [
    (None, 1.0, False, False), (0.7, 0.69, False, False), (0.7, 0.7, False, True), (None, 0.1, True, True),
])  # fmt: skip
def test_two_must_decide_from_the_desk_s_worth_on_or_where_the_claim_is_flagged(
    desk, people, threshold, worth, risk, two
):
    desk.second_review_from = threshold
    desk.save()
    claim = make_claim(make_article(desk), check_worthiness=worth, risk=risk)
    assert isinstance(decide(claim, people["ann"], "unverifiable"), Decision if two else Verdict)


def test_one_person_s_door_is_closed_then_and_names_the_other(claim, people):
    with pytest.raises(IllegalMove) as caught:
        record_verdict(
            claim=claim, actor=actor(people["ann"]), layer="world", value="verified", rationale="x", replaces=None
        )
    assert caught.value.details["legal"] == ["decide_first"]


def test_a_first_decision_keeps_the_rules_of_a_verdict(claim, people, desk, member):
    with pytest.raises(MissingRationale):
        decide(claim, people["ann"], rationale=" ")
    with pytest.raises(Forbidden):
        decide(claim, member("editor"))
    with pytest.raises(SecondPersonNeeded):
        decide(make_claim(make_article(desk, uploaded_by=people["mod"]), risk=True), people["mod"], "unverifiable")
    assert not Decision.objects.exists()


# --- the same value -----------------------------------------------------------------------------------------------------


def test_two_who_say_the_same_make_a_verdict_and_both_rationales_stay(claim, people):
    first = decide(claim, people["ann"], rationale=SECRET)
    assert standing(claim) == ("unreviewed", "second")
    other = make_evidence(claim, people["ben"], "https://example.org/other")
    verdict = decide(claim, people["ben"], evidence=[other])
    assert standing(claim) == ("verified", "")
    assert (verdict.reviewer, verdict.second_reviewer, verdict.rationale) == (people["ann"], people["ben"], SECRET)
    assert verdict.evidence.count() == 2
    rows = decisions_of(verdict)
    assert [(row.place, row.rationale) for row in rows] == [("first", SECRET), ("second", "As ben sees it.")]
    assert rows[0] == first


def test_the_first_one_does_not_make_the_second_decision(claim, people):
    decide(claim, people["ann"])
    with pytest.raises(SecondPersonNeeded):
        decide(claim, people["ann"])
    assert standing(claim) == ("unreviewed", "second")


def test_of_two_labels_one_holds_only_where_they_do_not_differ(desk, people):
    labels = [add_label(desk=desk, actor=actor(people["sara"]), value="unverifiable", name=name) for name in ("A", "B")]
    for first, second, held in [(0, 0, 0), (0, None, 0), (None, 1, 1), (0, 1, None)]:
        claim = make_claim(make_article(desk), risk=True)
        pick = [None if place is None else labels[place] for place in (first, second, held)]
        decide(claim, people["ann"], "unverifiable", label=pick[0])
        assert decide(claim, people["ben"], "unverifiable", label=pick[1]).label == pick[2]


def test_a_change_by_two_needs_both_reasons_and_names_what_it_replaces(claim, people):
    decide(claim, people["ann"])
    held = decide(claim, people["ben"])
    with pytest.raises(InvalidInput):
        decide(claim, people["ann"], "disputed", replaces=held)
    decide(claim, people["ann"], "disputed", replaces=held, reason="A new count.")
    assert standing(claim) == ("verified", "second")
    changed = decide(claim, people["cleo"], "disputed", replaces=held, reason="A new count.")
    assert (changed.act, changed.replaces, standing(claim)) == ("change", held, ("disputed", ""))


# --- blind --------------------------------------------------------------------------------------------------------------


def test_nobody_but_its_author_sees_a_first_decision(claim, people):
    decide(claim, people["ann"], "disputed", rationale=SECRET)
    for name, user in people.items():
        seen = visible_decisions(actor(user))
        assert list(seen.values_list("value", flat=True)) == (["disputed"] if name == "ann" else [])
        shown = round_of(claim, "world", actor(user))
        claim.refresh_from_db()
        shown = round_of(claim, "world", actor(user))
        assert (shown.mine is not None) is (name == "ann")
        assert shown.first is None
        assert shown.second is None


def test_the_history_and_what_people_are_told_hold_nothing_of_it(claim, people):
    Claim.objects.filter(pk=claim.pk).update(assignee=people["cleo"])
    claim.refresh_from_db()
    first = decide(claim, people["ann"], "disputed", rationale=SECRET, reason="None")
    event = History.objects.about(claim).latest("sequence")
    assert (event.verb, event.after) == ("made first decision", {"layer": "world", "id": str(first.public_id)})
    told = json.dumps([[row.before, row.after, row.reason] for row in History.objects.all()])
    assert SECRET not in told
    assert "disputed" not in told
    [notice] = Notification.objects.all()
    assert (notice.to, notice.kind) == (people["cleo"], "second")
    assert "disputed" not in notice.why
    assert not list(history.broken_links(claim.desk_id))


def test_the_first_decision_of_a_conflict_stays_hidden_from_the_second_person(claim, people):
    decide(claim, people["ann"], "disputed", rationale=SECRET)
    decide(claim, people["ben"])
    claim.refresh_from_db()
    assert [row.reviewer for row in visible_decisions(actor(people["ben"]))] == [people["ben"]]
    assert [row.reviewer for row in visible_decisions(actor(people["cleo"]))] == []
    assert {row.reviewer for row in visible_decisions(actor(people["sara"]))} == {people["ann"], people["ben"]}


# --- a conflict ---------------------------------------------------------------------------------------------------------


def test_two_that_differ_make_a_conflict_which_a_third_senior_person_resolves(claim, people):
    decide(claim, people["ann"], "disputed", rationale=SECRET)
    second = decide(claim, people["ben"])
    assert (second.place, standing(claim)) == ("second", ("unreviewed", "conflict"))
    told = {(row.to.username, row.kind) for row in Notification.objects.all()}
    assert told == {("ann", "conflict"), ("sara", "conflict"), ("mod", "conflict")}
    shown = round_of(claim, "world", actor(people["sara"]))
    assert (shown.first.value, shown.second.value, shown.may_resolve) == ("disputed", "verified", True)
    verdict = resolve(claim, people["sara"])
    assert (verdict.reviewer, verdict.second_reviewer, standing(claim)) == (people["sara"], None, ("disputed", ""))
    assert [row.place for row in decisions_of(verdict)] == ["first", "second", "resolution"]
    assert {row.to.username for row in Notification.objects.filter(kind="resolved")} == {"ann", "ben"}
    # then everybody may read how it came
    assert visible_decisions(actor(people["cleo"])).count() == 3


def test_a_senior_who_is_one_of_the_two_does_not_resolve(claim, people):
    decide(claim, people["sara"], "disputed")
    decide(claim, people["ben"])
    claim.refresh_from_db()
    with pytest.raises(SecondPersonNeeded):
        resolve(claim, people["sara"])
    assert not round_of(claim, "world", actor(people["sara"])).may_resolve
    with pytest.raises(Forbidden):
        resolve(claim, people["cleo"])
    assert resolve(claim, people["mod"]).value == "disputed"


def test_only_a_conflict_is_resolved_and_nobody_decides_into_one(claim, people):
    with pytest.raises(IllegalMove):
        resolve(claim, people["sara"])
    decide(claim, people["ann"], "disputed")
    decide(claim, people["ben"])
    with pytest.raises(IllegalMove) as caught:
        decide(claim, people["cleo"])
    assert caught.value.details["legal"] == ["resolve", "take_back"]


# --- taking back ----------------------------------------------------------------------------------------------------------


def test_a_first_decision_is_taken_back_by_its_author_until_the_second_came(claim, people):
    first = decide(claim, people["ann"])
    with pytest.raises(Forbidden):
        take_back_decision(decision=first, actor=actor(people["ben"]))
    take_back_decision(decision=first, actor=actor(people["ann"]))
    assert standing(claim) == ("unreviewed", "")
    again = decide(claim, people["ann"], "disputed")
    assert again.round == 2
    decide(claim, people["ben"], "disputed")
    for decision in (first, again):
        with pytest.raises(IllegalMove):
            take_back_decision(decision=decision, actor=actor(people["ann"]))


def test_the_second_one_of_a_conflict_is_taken_back_within_ten_seconds_and_the_first_waits_again(
    claim, people, monkeypatch
):
    decide(claim, people["ann"], "disputed")
    second = decide(claim, people["ben"])
    take_back_decision(decision=second, actor=actor(people["ben"]))
    assert standing(claim) == ("unreviewed", "second")
    assert not Notification.objects.filter(kind="conflict").exists()
    again = decide(claim, people["cleo"])
    late = timezone.now() + timedelta(seconds=13)
    monkeypatch.setattr(services.timezone, "now", lambda: late)
    with pytest.raises(TooLateToUndo):
        take_back_decision(decision=again, actor=actor(people["cleo"]))


def test_who_decided_second_undoes_the_verdict_of_both_and_the_first_waits_again(claim, people):
    decide(claim, people["ann"], rationale=SECRET)
    verdict = decide(claim, people["ben"])
    with pytest.raises(Forbidden):
        withdraw_verdict(verdict=verdict, actor=actor(people["ann"]))
    undone = withdraw_verdict(verdict=verdict, actor=actor(people["ben"]))
    assert standing(claim) == ("unreviewed", "second")
    assert [row.reviewer.username for row in visible_decisions(actor(people["cleo"]))] == []
    with pytest.raises(SecondPersonNeeded, match="ben undid"):  # what she saw for a moment, she cannot decide blind
        decide(claim, people["cleo"], replaces=undone)
    assert round_of(claim, "world", actor(people["cleo"])).reserved == people["ben"]
    again = decide(claim, people["ben"], replaces=undone)
    assert (again.reviewer, again.second_reviewer) == (people["ann"], people["ben"])


def test_a_resolution_that_is_undone_leaves_the_conflict(claim, people):
    decide(claim, people["ann"], "disputed")
    decide(claim, people["ben"])
    verdict = resolve(claim, people["sara"])
    withdraw_verdict(verdict=verdict, actor=actor(people["sara"]))
    assert standing(claim) == ("unreviewed", "conflict")
    assert not Notification.objects.filter(kind="resolved").exists()
    assert resolve(claim, people["sara"], "verified").value == "verified"


# --- meanwhile ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [{"wording": "Other words"}, {"hedge": "reportedly"}, {"negated": True}])
def test_a_change_of_the_words_makes_a_decision_void_and_its_author_sees_that(claim, people, change):
    decide(claim, people["ann"], "disputed")
    Claim.objects.filter(pk=claim.pk).update(**change)
    assert standing(claim) == ("unreviewed", "")
    assert round_of(claim, "world", actor(people["ann"])).void is not None
    assert round_of(claim, "world", actor(people["ben"])).void is None
    decide(claim, people["ben"])
    claim.refresh_from_db()
    assert claim.world_pending == "second"
    assert [row.value for row in visible_decisions(actor(people["cleo"]))] == []


def test_who_decided_is_told_when_the_words_change_and_nobody_learns_what(claim, people):
    decide(claim, people["ann"], "disputed", rationale=SECRET)
    claim.refresh_from_db()
    void_decisions(claim=claim, actor=actor(people["cleo"]))
    [notice] = Notification.objects.filter(kind="second")
    assert notice.to == people["ann"]
    assert "its words were changed after you decided" in notice.why


def test_people_do_not_change_the_words_under_a_decision_that_waits(claim, people):
    decide(claim, people["ann"], "disputed")
    with pytest.raises(Conflict):
        reword_claim(claim=claim, actor=actor(people["cleo"]), version=None, wording="Other words.")
    assert standing(claim) == ("unreviewed", "second")


def test_who_read_other_words_decides_nothing(claim, people):
    with pytest.raises(WordsChanged):
        decide(claim, people["ann"], wording_seen="Other words")
    decide(claim, people["ann"], wording_seen=f"  {claim.wording} ")


def test_a_withdrawn_article_stops_a_round_and_a_restored_one_goes_on(claim, people, member):
    decide(claim, people["ann"])
    withdraw_article(article=claim.article, actor=actor(people["mod"]), reason="Wrong file")
    with pytest.raises(NotInReview):
        decide(claim, people["ben"])
    claim.article.refresh_from_db()
    restore_article(article=claim.article, actor=actor(people["mod"]), reason="Right after all")
    assert decide(claim, people["ben"]).value == "verified"


def test_a_reopening_ends_a_round_and_the_second_one_learns_that_it_is_stale(claim, people):
    decide(claim, people["ann"])
    held = decide(claim, people["ben"])
    decide(claim, people["ann"], "disputed", replaces=held, reason="A new count.")
    reopen_claim(claim=claim, actor=actor(people["cleo"]), layer="world", reason="New facts", replaces=held)
    assert standing(claim) == ("reopened", "")
    with pytest.raises(StaleVerdict):
        decide(claim, people["ben"], "disputed", replaces=held, reason="A new count.")


def test_a_claim_reopens_by_itself_while_a_round_is_open(claim, people):
    decide(claim, people["ann"])
    held = decide(claim, people["ben"])
    decide(claim, people["ann"], "disputed", replaces=held, reason="A new count.")
    reopen_for_cause(claim=claim, cause="updated", detail="The tally rose to 50.")
    assert standing(claim) == ("reopened", "")
    assert {row.to.username for row in Notification.objects.filter(kind="reopened")} == {"ann", "ben"}


def test_a_round_that_has_begun_ends_by_two_whatever_the_rules_say_then(claim, people):
    decide(claim, people["ann"])
    Claim.objects.filter(pk=claim.pk).update(risk=False)
    claim.refresh_from_db()
    assert decide(claim, people["ben"]).second_reviewer == people["ben"]


def test_the_layers_have_rounds_of_their_own(desk, people):
    claim = make_claim(make_article(desk), risk=True, speaker="The mayor")
    decide(claim, people["ann"], "unverifiable")
    decide(claim, people["ben"], "unverifiable", layer="statement")
    claim.refresh_from_db()
    assert (claim.world_pending, claim.statement_pending) == ("second", "second")
    decide(claim, people["ann"], "unverifiable", layer="statement")
    claim.refresh_from_db()
    assert (claim.world_pending, claim.statement_state, claim.statement_pending) == ("second", "unverifiable", "")


def test_next_claims_leave_out_what_waits_for_somebody_else(claim, people):
    def offered(name):
        return claim in not_decided_by(Claim.objects.all(), actor(people[name]))

    decide(claim, people["ann"], "disputed")
    assert [name for name in people if offered(name)] == ["ben", "cleo", "sara", "mod"]
    decide(claim, people["ben"])
    assert [name for name in people if offered(name)] == ["sara", "mod"]
    resolve(claim, people["sara"])
    assert all(offered(name) for name in people)


# --- the database -----------------------------------------------------------------------------------------------------------


def forced(claim, user, **fields):
    return Decision(claim=claim, layer="world", value="disputed", rationale="x", reviewer=user, **fields)


def test_the_database_keeps_the_order_of_a_round(claim, people, desk):
    for wrong in ({"round": 2, "place": "first"}, {"round": 1, "place": "second"}, {"round": 1, "place": "resolution"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            forced(claim, people["ann"], **wrong).save()
    decide(claim, people["ann"])
    for user, place in (("ann", "second"), ("ben", "first"), ("ben", "withdrawn"), ("sara", "resolution")):
        with pytest.raises(IntegrityError), transaction.atomic():
            forced(claim, people[user], round=1, place=place).save()
    assert standing(claim) == ("unreviewed", "second")


def test_nobody_else_sets_what_a_claim_waits_for(claim, people):
    for statement in (
        "UPDATE claims_claim SET world_pending = 'second'",
        "UPDATE claims_claim SET statement_pending = 'conflict'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    decide(claim, people["ann"])
    with pytest.raises(DatabaseError), transaction.atomic():
        Claim.objects.update(world_pending="")


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
@pytest.mark.parametrize("table", ["claims_decision", "claims_decisionevidence"])
def test_decisions_are_appended_only(claim, people, statement, table):
    decide(claim, people["ann"])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_undoing_after_a_reopening_and_another_undoing_leads_back_to_the_reopening(desk, people):
    claim = make_claim(make_article(desk))
    reopening = reopen_claim(
        claim=claim, actor=actor(people["ann"]), layer="world", reason="New",
        replaces=make_verdict(claim, people["ann"], "unverifiable"),
    )  # fmt: skip
    last = reopening
    for _ in range(3):
        verdict = decide(claim, people["ann"], replaces=last)
        last = withdraw_verdict(verdict=verdict, actor=actor(people["ann"]))
        assert standing(claim) == ("reopened", "")
