"""One act on many claims: refusals beforehand, a result a row, and undo as one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.errors import Forbidden, InvalidInput
from claims.models import BulkAct, BulkRow, History, Notification, Verdict
from claims.review import bulk
from claims.review.bulk import AlreadyUndone, Asked, foresee, outcomes, run_bulk, undo_bulk
from claims.review.work import change_work
from tests import builders
from tests.builders import actor, make_article, make_claim

SOON = timezone.now() + timedelta(days=1)


@pytest.fixture
def claims(desk):
    return [make_claim(make_article(desk)) for _ in range(4)]


def run(user, verb, claims, **asked):
    return run_bulk(actor=actor(user), verb=verb, asked=Asked(**asked), claims=claims)


def fresh(claims):
    for claim in claims:
        claim.refresh_from_db()
    return claims


def rows(act):
    return {row.claim: row.outcome for row in act.rows.select_related("claim")}


def test_many_claims_are_assigned_each_with_its_history_and_told(claims, reviewer, member):
    editor = member("editor")
    change_work(claim=claims[0], actor=actor(editor), assignee=reviewer)
    act = run(editor, "assign", claims, assignee=reviewer)
    assert outcomes(act) == {"unchanged": 1, "done": 3}
    assert [claim.assignee for claim in fresh(claims)] == [reviewer] * 4
    assert Notification.objects.filter(to=reviewer, kind="assigned").count() == 4
    assert History.objects.about(claims[3]).latest("sequence").verb == "assigned"
    noted = History.objects.about(act).latest("sequence")
    assert (noted.verb, noted.after["rows"]) == ("acted on many claims", {"unchanged": 1, "done": 3})


@pytest.mark.parametrize(
    ("verb", "asked", "column", "value"),
    [
        ("deadline", {"deadline": SOON}, "deadline", SOON),
        ("priority", {"priority": 2}, "priority", 2),
        ("risk", {"risk": True}, "risk", True),
    ],
)
def test_deadline_priority_and_risk_are_set_and_undone_as_one(claims, member, verb, asked, column, value):
    editor = member("editor")
    act = run(editor, verb, claims, **asked)
    assert [getattr(claim, column) for claim in fresh(claims)] == [value] * 4
    undo_bulk(act=act, actor=actor(editor))
    assert [getattr(claim, column) for claim in fresh(claims)] == [
        {"deadline": None, "priority": 0, "risk": False}[column]
    ] * 4
    assert outcomes(act) == {"undone": 4}


def test_rows_that_were_changed_meanwhile_are_kept_and_say_so(claims, reviewer, member):
    editor = member("editor")
    act = run(editor, "assign", claims, assignee=reviewer)
    change_work(claim=claims[1], actor=actor(editor), assignee=None)
    undo_bulk(act=act, actor=actor(editor))
    assert rows(act) == {claims[0]: "undone", claims[1]: "kept", claims[2]: "undone", claims[3]: "undone"}
    assert "meanwhile" in act.rows.get(claim=claims[1]).message
    assert not Notification.objects.filter(claim=claims[0]).exists()


def test_an_act_is_undone_once_and_by_who_did_it(claims, member):
    editor = member("editor")
    act = run(editor, "risk", claims)
    with pytest.raises(Forbidden):
        undo_bulk(act=act, actor=actor(member("moderator")))
    undo_bulk(act=act, actor=actor(editor))
    with pytest.raises(AlreadyUndone):
        undo_bulk(act=act, actor=actor(editor))


def test_claims_are_marked_unverifiable_with_one_rationale_and_undone(claims, reviewer, desk):
    own = make_claim(make_article(desk, uploaded_by=reviewer))
    flagged = claims[3]
    change_work(claim=flagged, actor=actor(reviewer), risk=True)
    builders.make_verdict(claims[2], reviewer, "verified")
    act = run(reviewer, "unverifiable", [*claims, own], words="Nobody answers the telephone there.")
    assert rows(act) == {claims[0]: "done", claims[1]: "done", claims[2]: "refused", flagged: "done", own: "refused"}
    assert "uploaded" in act.rows.get(claim=own).message
    assert [claim.world_state for claim in fresh(claims)] == ["unverifiable", "unverifiable", "verified", "unreviewed"]
    assert flagged.world_pending == "second"
    undo_bulk(act=act, actor=actor(reviewer))
    assert [claim.world_state for claim in fresh(claims)] == ["unreviewed", "unreviewed", "verified", "unreviewed"]
    assert flagged.world_pending == ""
    assert outcomes(act) == {"undone": 3, "refused": 2}


def test_judged_claims_are_reopened_with_one_reason(claims, reviewer):
    for claim in claims[:2]:
        builders.make_verdict(claim, reviewer, "unverifiable")
    act = run(reviewer, "reopen", claims, words="The register was corrected.")
    assert outcomes(act) == {"done": 2, "refused": 2}
    assert [claim.world_state for claim in fresh(claims)[:2]] == ["reopened", "reopened"]
    assert Verdict.objects.filter(act="reopen", reason="The register was corrected.").count() == 2
    undo_bulk(act=act, actor=actor(reviewer))
    assert [claim.world_state for claim in fresh(claims)[:2]] == ["unverifiable", "unverifiable"]


def test_claims_are_rejected_and_brought_back(claims, reviewer):
    act = run(reviewer, "reject", claims, words="Headings, all of them")
    assert {claim.standing for claim in fresh(claims)} == {"rejected"}
    undo_bulk(act=act, actor=actor(reviewer))
    assert {claim.standing for claim in fresh(claims)} == {"live"}


def test_what_will_be_refused_is_said_beforehand_and_nothing_stays(claims, reviewer, desk):
    own = make_claim(make_article(desk, uploaded_by=reviewer))
    before = (History.objects.count(), Verdict.objects.count(), Notification.objects.count())
    prospects = foresee(actor=actor(reviewer), verb="unverifiable", asked=Asked(words="?"), claims=[claims[0], own])
    assert [prospect.outcome for prospect in prospects] == ["done", "refused"]
    assert "uploaded" in prospects[1].message
    assert (History.objects.count(), Verdict.objects.count(), Notification.objects.count()) == before
    assert not BulkAct.objects.exists()
    assert fresh(claims)[0].world_state == "unreviewed"


@pytest.mark.parametrize(
    ("verb", "asked"),
    [("unverifiable", {}), ("unverifiable", {"words": "  "}), ("reopen", {}), ("praise", {"words": "x"})],
)
def test_an_act_without_its_words_or_without_a_name_does_nothing(claims, reviewer, verb, asked):
    with pytest.raises(InvalidInput):
        run(reviewer, verb, claims, **asked)
    assert not BulkAct.objects.exists()


def test_none_too_many_and_claims_of_two_desks_are_refused(claims, reviewer, monkeypatch):
    for chosen in ([], [claims[0], make_claim(make_article())]):
        with pytest.raises(InvalidInput):
            run(reviewer, "risk", chosen)
    monkeypatch.setattr(bulk, "MOST_ROWS", 3)
    with pytest.raises(InvalidInput, match="At most 3 claims"):
        run(reviewer, "risk", claims)


@pytest.mark.parametrize(
    ("role", "verb"), [("viewer", "assign"), ("viewer", "reject"), ("editor", "unverifiable"), ("editor", "reopen")]
)
def test_a_role_that_may_not_do_one_may_not_do_many(claims, member, role, verb):
    with pytest.raises(Forbidden):
        run(member(role), verb, claims, words="Because")
    assert not BulkRow.objects.exists()
