"""People change the machine's reading by the API: edits, undo, stale versions, proposals, overrulings, findings."""

from __future__ import annotations

import pytest

from claims.models import Finding
from claims.review.editing import reword_claim
from tests.builders import actor, make_article, make_claim, make_member, make_quantity

TEXT = (
    "Ferry sinks off Orl\n\n"
    "The harbour office said 41 of 52 passengers were rescued 🚢 and nearly 900 litres leaked.\n\nNobody was found."
)
SAID = "41 of 52 passengers were rescued 🚢 and nearly 900 litres leaked"


@pytest.fixture
def article(desk):
    return make_article(desk, TEXT)


@pytest.fixture
def said(article):
    claim = make_claim(article, SAID, speaker="The harbour office", kind="quantity")
    make_quantity(claim, "41 of 52", value=41, low=41, high=41, total=52)
    return claim


@pytest.fixture
def caller(desk, program):
    return program(desk, "editor")


def test_a_claim_is_added_changed_split_merged_and_all_of_it_taken_back(caller, article, said):
    start = TEXT.index("Nobody")
    added = caller.send(
        "POST",
        "claims",
        {"article": str(article.public_id), "start": start, "end": start + 16, "text": "Nobody was found"},
    )
    assert added.status_code == 201, added.content
    edit = added.json()
    [(made, state)] = edit["after"].items()
    assert (edit["act"], edit["before"], state["text"], state["start"]) == ("add", {}, "Nobody was found", start)
    assert caller.get(f"claims/{made}").json()["edited"] is True
    split = caller.send(
        "POST", f"claims/{said.public_id}/split", {"version": 1, "at": [TEXT.index("and nearly")]}
    ).json()
    assert {row["old"] for row in split["successions"]} == {str(said.public_id)}
    parts = [row["new"] for row in split["successions"]]
    versions = [{"id": part, "version": caller.get(f"claims/{part}").json()["version"]} for part in parts]
    merged = caller.send("POST", "claims/merge", {"claims": versions})
    assert merged.status_code == 201, merged.content
    for edit in (merged.json(), split):
        undone = caller.send("POST", f"claim-edits/{edit['id']}/undo")
        assert (undone.status_code, undone.json()["undoes"]) == (201, edit["id"])
    assert caller.get(f"claims/{said.public_id}").json()["standing"] == "live"
    assert caller.get(f"claim-edits/{split['id']}").json()["undone_by"] == undone.json()["id"]
    again = caller.send("POST", f"claim-edits/{split['id']}/undo")
    assert (again.status_code, again.json()["code"]) == (409, "cannot_undo")


def test_a_stale_version_is_refused_with_the_claim_as_it_is(caller, said, desk):
    reword_claim(claim=said, actor=actor(make_member(desk, "editor")), version=1, wording="Forty-one were rescued.")
    answer = caller.send("POST", f"claims/{said.public_id}/reword", {"version": 1, "wording": "Mine."})
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["claim"]["wording"]) == (
        409,
        "stale_claim",
        "Forty-one were rescued.",
    )
    assert problem["claim"]["version"] == 2
    answer = caller.send("POST", f"claims/{said.public_id}/reword", {"wording": "Mine."})
    assert answer.status_code == 400
    assert "version" in answer.json()["errors"]


@pytest.mark.parametrize(
    ("act", "body", "code"),
    [
        ("respan", {"version": 1, "start": 5, "end": 2}, "place"),
        ("respan", {"version": 1, "start": 0, "end": 99_999}, "place"),
        ("respan", {"version": 1, "start": 0, "end": 5, "text": "Other"}, "place"),
        ("split", {"version": 1, "at": [0]}, "place"),
        ("reword", {"version": 1, "wording": SAID}, "unchanged"),
    ],
)
def test_what_cannot_be_is_refused_by_name(caller, said, act, body, code):
    answer = caller.send("POST", f"claims/{said.public_id}/{act}", body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_stretch_is_overruled_and_the_overruling_taken_back(caller, article, said):
    start = TEXT.index("Nobody")
    claim = make_claim(article, "Nobody was found")
    answer = caller.send(
        "POST",
        "overrulings",
        {"article": str(article.public_id), "start": start, "end": len(TEXT), "is_leftover": True},
    )
    assert answer.status_code == 201, answer.content
    assert caller.get(f"claims/{claim.public_id}").json()["standing"] == "rejected"
    assert caller.send("POST", f"overrulings/{answer.json()['id']}/undo").status_code == 201
    assert caller.get(f"claims/{claim.public_id}").json()["standing"] == "live"
    assert caller.get(f"overrulings/{answer.json()['id']}").json()["undone_at"] is not None


def test_a_finding_is_set_aside_and_taken_up_again(caller, article):
    finding = Finding.objects.create(
        revision=article.revisions.get(), kind="parts", message="A part is above its whole."
    )
    answer = caller.send("POST", f"findings/{finding.public_id}/dismiss", {"reason": "Two ferries"})
    assert (answer.status_code, answer.json()["dismissed_reason"]) == (200, "Two ferries")
    assert caller.send("POST", f"findings/{finding.public_id}/dismiss", {"reason": "Again"}).status_code == 409
    assert caller.send("POST", f"findings/{finding.public_id}/raise-again").json()["dismissed_at"] is None
