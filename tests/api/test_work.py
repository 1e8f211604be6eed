"""Work on claims through the API: assignment, leases, saved views, acts on many."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import ReviewLease, SavedView
from claims.review.leases import take_claim
from claims.review.views import save_view
from tests.builders import actor, make_article, make_claim, make_desk, make_member


def test_work_is_read_and_set_under_the_version_that_was_read(desk, program, claim):
    caller, person = program(desk, "reviewer"), make_member(desk, "reviewer", display_name="Ada North")
    answer = caller.get(f"claims/{claim.public_id}/work")
    assert (answer.json()["assignee"], answer.json()["version"], answer["ETag"]) == (None, 1, '"1"')
    sent = {"assignee": str(person.public_id), "deadline": "2090-05-06T07:08:00Z", "priority": 2, "risk": True}
    answer = caller.patch(f"claims/{claim.public_id}/work", sent, headers={"if-match": '"1"'})
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert (found["assignee"]["name"], found["due"], found["priority"], found["risk"]) == (
        "Ada North",
        "2090-05-06T07:08:00Z",
        2,
        True,
    )
    answer = caller.patch(f"claims/{claim.public_id}/work", {"version": 1, "priority": 0})
    assert (answer.status_code, answer.json()["code"]) == (409, "stale_claim")
    shown = caller.get(f"claims/{claim.public_id}").json()
    assert (shown["assignee"]["name"], shown["priority"], shown["load_bearing"]) == ("Ada North", 2, 0)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"priority": 1},
        {"version": 1, "priority": 9},
        {"version": 1, "deadline": "2001-01-01T00:00:00Z"},
        {"version": 1, "assignee": "0b2f5f0e-6d0c-4f6f-9f3a-3c8d1a0f9f11"},
        {"version": 1, "load_bearing": 7},
    ],
)
def test_work_that_cannot_be_is_refused(desk, program, claim, body):
    answer = program(desk, "reviewer").patch(f"claims/{claim.public_id}/work", body)
    assert answer.status_code == 400, answer.content
    claim.refresh_from_db()
    assert claim.version == 1


def test_a_person_of_another_desk_is_nobody_here(desk, program, claim):
    stranger = make_member(make_desk(), "reviewer")
    answer = program(desk, "reviewer").patch(
        f"claims/{claim.public_id}/work", {"version": 1, "assignee": str(stranger.public_id)}
    )
    assert answer.status_code == 400


def test_an_article_is_due_and_its_claims_with_it(desk, program, claim):
    caller = program(desk, "editor")
    answer = caller.send("PUT", f"articles/{claim.article.public_id}/deadline", {"deadline": "2090-05-06T07:08:00Z"})
    assert answer.json() == {"deadline": "2090-05-06T07:08:00Z"}
    assert caller.get(f"claims/{claim.public_id}").json()["due"] == "2090-05-06T07:08:00Z"
    assert caller.all("claims?due_before=2090-06-01&due_from=2090-05-01") == [str(claim.public_id)]
    assert caller.all("claims?due_before=2090-05-01") == []


def test_the_next_claim_is_handed_out_kept_given_back_and_told_to_others(desk, program, claim):
    first, second = program(desk, "reviewer"), program(desk, "reviewer")
    answer = first.post("leases")
    assert (answer.status_code, answer.json()["claim"]["id"]) == (201, str(claim.public_id))
    assert second.post("leases").status_code == 204
    answer = second.post("leases", {"claim": str(claim.public_id)})
    assert (answer.status_code, answer.json()["code"]) == (409, "in_hand")
    assert [row["holder"]["name"] for row in second.get("leases").json()] == [first.user.name]
    assert second.patch(f"leases/{claim.public_id}").status_code == 404
    assert first.patch(f"leases/{claim.public_id}").status_code == 200
    assert first.delete(f"leases/{claim.public_id}").status_code == 204
    assert second.post("leases", {"claim": str(claim.public_id)}).status_code == 201


def test_leases_of_another_desk_and_ended_ones_are_not_listed(desk, program, claim):
    foreign = make_claim(make_article(make_desk()))
    take_claim(claim=foreign, actor=actor(make_member(foreign.desk, "reviewer")))
    caller = program(desk, "reviewer")
    assert caller.get("leases").json() == []
    assert caller.post("leases", {"claim": str(foreign.public_id)}).status_code == 404
    caller.post("leases")
    ReviewLease.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert caller.get("leases").json() == []


def test_views_are_one_s_own_or_shared(desk, program):
    caller, other = program(desk, "reviewer"), program(desk, "viewer")
    made = caller.post("saved-views", {"name": "Urgent", "query": "priority=2"}).json()
    assert other.all("saved-views") == []
    assert caller.patch(f"saved-views/{made['id']}", {"shared": True}).json()["shared"] is True
    assert other.all("saved-views") == [made["id"]]
    assert other.patch(f"saved-views/{made['id']}", {"name": "Mine"}).status_code == 403
    assert caller.post("saved-views", {"name": "urgent"}).status_code == 409
    foreign = make_desk()
    save_view(actor=actor(make_member(foreign, "reviewer")), desk=foreign, name="Theirs", query="", shared=True)
    assert caller.all("saved-views") == [made["id"]]
    assert caller.delete(f"saved-views/{made['id']}").status_code == 204
    assert SavedView.objects.count() == 1


def test_many_claims_are_foreseen_done_and_undone(desk, program, claim):
    caller = program(desk, "reviewer")
    own = make_claim(make_article(desk, uploaded_by=caller.user))
    body = {"verb": "unverifiable", "claims": [str(claim.public_id), str(own.public_id)], "words": "Nobody answers."}
    seen = caller.post("bulk-acts", {**body, "foresee": True})
    assert [row["outcome"] for row in seen.json()["rows"]] == ["done", "refused"]
    made = caller.post("bulk-acts", body)
    assert made.status_code == 201, made.content
    assert [row["outcome"] for row in made.json()["rows"]] == ["done", "refused"]
    assert "uploaded" in made.json()["rows"][1]["message"]
    assert caller.get(f"claims/{claim.public_id}").json()["states"]["world"] == "unverifiable"
    undone = caller.post(f"bulk-acts/{made.json()['id']}/undo").json()
    assert [row["outcome"] for row in undone["rows"]] == ["undone", "refused"]
    assert caller.post(f"bulk-acts/{made.json()['id']}/undo").status_code == 409
    assert caller.all("bulk-acts") == [made.json()["id"]]
    assert program(make_desk(), "moderator").all("bulk-acts") == []


def test_an_act_on_claims_that_cannot_be_seen_does_nothing(desk, program, claim):
    foreign = make_claim(make_article(make_desk()))
    caller = program(desk, "reviewer")
    body = {"verb": "risk", "claims": [str(claim.public_id), str(foreign.public_id)]}
    assert caller.post("bulk-acts", body).status_code == 400
    assert caller.post("bulk-acts", {**body, "claims": []}).status_code == 400
    claim.refresh_from_db()
    assert not claim.risk
