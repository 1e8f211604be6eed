"""Decisions of two people, labels and rules of review, as programs see and make them."""

from __future__ import annotations

import pytest

from claims.models import Claim, Decision, HouseLabel, Verdict
from claims.review.labels import add_label
from tests.builders import actor, make_article, make_claim, make_conflict, make_evidence, make_member, make_verdict

SECRET = "Thoughts of the first reviewer"


@pytest.fixture
def claim(desk):
    claim = make_claim(make_article(desk), risk=True)
    make_evidence(claim, make_member(desk))
    return claim


def body(claim, value="verified", **more):
    return {"claim": str(claim.public_id), "layer": "world", "value": value, "rationale": SECRET, **more}


def test_the_first_of_two_is_answered_by_202_and_the_second_by_the_verdict(desk, program, claim):
    first = program(desk, "reviewer").post("verdicts", body(claim, review_by="2031-02-03", checklist={"place": "done"}))
    assert (first.status_code, first.json()["place"], first.json()["value"]) == (202, "first", "verified")
    second = program(desk, "reviewer").post("verdicts", body(claim, rationale="Mine"))
    assert second.status_code == 201
    shown = second.json()
    assert (shown["value"], shown["second_reviewer"] is not None, shown["review_by"]) == (
        "verified",
        True,
        "2031-02-03",
    )
    assert shown["rationale"] == SECRET


def test_nobody_else_sees_a_first_decision_anywhere(desk, program, claim):
    author = program(desk, "reviewer")
    made = author.post("verdicts", body(claim, "disputed")).json()
    for role in ("reviewer", "senior_reviewer", "moderator", "viewer"):
        other = program(desk, role)
        assert other.get(f"decisions/{made['id']}").status_code == 404
        assert other.get("decisions").json()["results"] == []
        assert other.post(f"decisions/{made['id']}/withdraw").status_code == 404
        for address in ("claims", f"claims/{claim.public_id}", f"claims/{claim.public_id}/judging", "verdicts", "history",
                        f"articles/{claim.article.public_id}", f"articles/{claim.article.public_id}/claims.csv"):  # fmt: skip
            said = other.get(address).getvalue().decode()
            assert SECRET not in said, address
            assert '"value":"disputed"' not in said.replace(" ", ""), address
        assert other.get("claims?world_state=disputed").json()["results"] == []
    shown = program(desk, "viewer").get(f"claims/{claim.public_id}").json()
    assert (shown["states"]["world"], shown["pending"]["world"]) == ("unreviewed", "second")
    assert [row["value"] for row in author.get("decisions").json()["results"]] == ["disputed"]


def test_an_own_decision_is_taken_back(desk, program, claim):
    author = program(desk, "reviewer")
    made = author.post("verdicts", body(claim)).json()
    assert author.get(f"claims/{claim.public_id}/judging").json()[0]["decided"] is True
    taken = author.post(f"decisions/{made['id']}/withdraw")
    assert (taken.status_code, taken.json()["place"]) == (201, "withdrawn")
    assert author.post(f"decisions/{made['id']}/withdraw").status_code == 409


def test_a_conflict_is_seen_and_resolved_by_a_senior_who_made_neither(desk, program, claim):
    make_conflict(claim)
    senior = program(desk, "senior_reviewer")
    assert {row["value"] for row in senior.get(f"decisions?claim={claim.public_id}").json()["results"]} == {
        "unverifiable", "disputed",
    }  # fmt: skip
    assert senior.post("verdicts", body(claim)).json()["legal"] == ["resolve", "take_back"]
    sent = {"layer": "world", "value": "disputed", "rationale": "Weighed both."}
    assert program(desk, "reviewer").post(f"claims/{claim.public_id}/resolve", sent).status_code == 403
    resolved = senior.post(f"claims/{claim.public_id}/resolve", sent)
    assert (resolved.status_code, resolved.json()["value"]) == (201, "disputed")
    assert senior.post(f"claims/{claim.public_id}/resolve", sent).json()["code"] == "illegal_move"


def test_what_can_be_done_and_what_is_to_be_checked_is_told(desk, program):
    claim = make_claim(make_article(desk), speaker="The mayor", where_surface="Orl")
    told = program(desk).get(f"claims/{claim.public_id}/judging").json()
    assert [(row["layer"], row["waits"], row["moves"]) for row in told] == [
        ("statement", "one", ["record"]),
        ("world", "one", ["record"]),
    ]
    assert [point["key"] for point in told[1]["checklist"]] == ["place"]


def test_who_read_other_words_is_refused_and_so_is_an_unknown_point(desk, program, claim):
    caller = program(desk, "reviewer")
    refused = caller.post("verdicts", body(claim, wording_seen="Other words"))
    assert (refused.status_code, refused.json()["code"]) == (409, "words_changed")
    for wrong in ({"checklist": {"weather": "done"}}, {"checklist": {"place": "maybe"}}, {"checklist": []},
                  {"review_by": "tomorrow"}, {"review_by": "2001-01-01"}):  # fmt: skip
        assert caller.post("verdicts", body(claim, **wrong)).status_code == 400
    assert not Decision.objects.exists()


def test_a_label_is_shown_with_its_core_value(desk, program):
    claim = make_claim(make_article(desk))
    senior = program(desk, "senior_reviewer")
    label = senior.post("labels", {"value": "unverifiable", "name": "Open", "names": {"de": "Offen"}, "colour": "ink"})
    assert label.status_code == 201
    ask = body(claim, "unverifiable", label=label.json()["id"])
    shown = senior.post("verdicts", ask).json()
    assert (shown["value"], shown["label"]["name"], shown["label"]["value"]) == ("unverifiable", "Open", "unverifiable")
    assert (
        senior.post("verdicts", body(make_claim(make_article(desk)), "verified", label=label.json()["id"])).status_code
        == 400
    )


def test_labels_are_kept_by_seniors_and_one_in_use_is_retired_not_removed(desk, program, member):
    label = add_label(desk=desk, actor=actor(member("moderator")), value="disputed", name="Off")
    address = f"labels/{label.public_id}"
    assert program(desk, "reviewer").patch(address, {"name": "Wrong"}).status_code == 403
    senior = program(desk, "senior_reviewer")
    assert senior.patch(address, {"name": "Wrong", "ordinal": 7}).json()["name"] == "Wrong"
    assert senior.post("labels", {"value": "disputed", "name": "wRong"}).status_code == 409
    claim = make_claim(make_article(desk))
    make_evidence(claim, member())
    assert senior.post("verdicts", body(claim, "disputed", label=str(label.public_id))).status_code == 201
    assert senior.delete(address).json()["code"] == "label_in_use"
    assert senior.patch(address, {"retired": True}).json()["retired"] is True
    assert HouseLabel.objects.count() == 1


def test_rules_of_review_are_read_by_all_and_changed_by_seniors(desk, program):
    senior = program(desk, "senior_reviewer")
    assert program(desk, "viewer").get("rules").json()["independent_origins"] == 1
    assert program(desk, "reviewer").patch("rules", {"independent_origins": 2}).status_code == 403
    assert (
        senior.patch("rules", {"second_review_from": 0.7, "review_after_days": 30}).json()["second_review_from"] == 0.7
    )
    assert senior.patch("rules", {"second_review_from": None}).json()["review_after_days"] == 30
    for wrong in ({"independent_origins": 0}, {"second_review_from": 1.5}, {"review_after_days": 0}):
        assert senior.patch("rules", wrong).status_code == 400


def test_a_reopening_of_the_machine_names_its_cause_and_nobody(desk, program):
    from claims.review.reopening import reopen_for_cause

    claim = make_claim(make_article(desk))
    make_verdict(claim, make_member(desk))
    reopen_for_cause(claim=claim, cause="updated", detail="The tally rose.")
    row = program(desk).get(f"verdicts?claim={claim.public_id}&act=reopen").json()["results"][0]
    assert (row["cause"], row["reviewer"], row["value"]) == ("updated", None, None)
    assert Verdict.objects.filter(claim=claim, value="verified").exists()
    assert Claim.objects.get(pk=claim.pk).world_state == "reopened"
