"""To-dos and words of quantity, as programs see and make them."""

from __future__ import annotations

from claims.models import WordBound
from tests.builders import make_article, make_claim, make_desk, make_link, make_todo, make_word_bound


def test_a_confirmed_link_is_listed_as_a_todo_of_either_end(desk, program):
    left, right = make_claim(make_article(desk)), make_claim(make_article(desk))
    link = make_link(left, right)
    caller = program(desk, "reviewer")
    assert caller.send("PATCH", f"links/{link.public_id}", {"state": "confirmed", "version": 1}).status_code == 200
    rows = caller.get(f"todos?open=true&link={link.public_id}").json()["results"]
    assert {row["claim"]["id"] for row in rows} == {str(left.public_id), str(right.public_id)}
    assert {row["cause"] for row in rows} == {"link"}
    assert caller.post(f"todos/{rows[0]['id']}/done").json()["done_by"] is not None
    assert caller.post(f"todos/{rows[0]['id']}/done").status_code == 409
    assert [row["id"] for row in caller.get("todos?open=false").json()["results"]] == [rows[0]["id"]]


def test_a_word_is_set_changed_and_given_back(desk, program):
    caller = program(desk, "senior_reviewer")
    made = caller.post("word-bounds", {"word": "Nearly", "of": "factor", "low": "0.85", "high": 1})
    assert made.status_code == 201
    row = made.json()
    assert (row["word"], row["low"], row["high"], row["version"]) == ("nearly", 0.85, 1, 1)
    late = caller.post("word-bounds", {"word": "nearly", "of": "factor", "low": "0.8"})
    assert (late.status_code, late.json()["code"]) == (409, "stale_word")
    changed = caller.post("word-bounds", {"word": "nearly", "of": "factor", "low": "0.8", "version": 1}).json()
    assert (changed["low"], changed["high"], changed["version"]) == (0.8, None, 2)
    assert caller.send("DELETE", f"word-bounds/{row['id']}", {"version": 1}).status_code == 409
    assert caller.send("DELETE", f"word-bounds/{row['id']}", {"version": 2}).status_code == 204
    assert not WordBound.objects.exists()


def test_bounds_that_cannot_be_are_refused_with_the_field(desk, program):
    answer = program(desk, "senior_reviewer").post("word-bounds", {"word": "some", "of": "factor", "low": 2, "high": 1})
    assert (answer.status_code, answer.json()["code"]) == (400, "low")


def test_another_desk_finds_neither(desk, program):
    todo, bound = make_todo(make_claim(make_article(desk))), make_word_bound(desk)
    stranger = program(make_desk(), "moderator")
    for address in (f"todos/{todo.public_id}", f"word-bounds/{bound.public_id}"):
        assert stranger.get(address).status_code == 404
    assert stranger.get("todos").json()["results"] == stranger.get("word-bounds").json()["results"] == []
