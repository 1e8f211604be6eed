"""The page of words of quantity, and to-dos on the desk and on a claim's page."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from claims.models import Todo, WordBound
from tests import builders
from tests.web.test_articles import signed_in

ROLES = ["viewer", "editor", "reviewer", "senior_reviewer", "moderator"]


def sent(**more: Any) -> dict[str, Any]:
    return {"word": "nearly", "of": "factor", "low": "0.9", "high": "1", "version": "", **more}


@pytest.mark.parametrize("role", ROLES)
def test_all_read_the_words_and_seniors_and_moderators_set_them(desk: Any, member: Any, role: str) -> None:
    client = signed_in(member(role))
    html = client.get(reverse("words")).content.decode()
    assert "nearly" in html
    assert "dozens" in html
    may = role in ("senior_reviewer", "moderator")
    assert ("Set the word" in html) == may
    assert client.post(reverse("words"), sent()).status_code == (302 if may else 403)
    assert WordBound.objects.exists() == may


def test_wrong_bounds_come_back_with_what_was_typed(desk: Any, member: Any) -> None:
    answer = signed_in(member("senior_reviewer")).post(reverse("words"), sent(low="2", high="1.5"))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="1.5"' in html
    assert "The lower bound is above the upper one." in html


def test_the_slower_one_keeps_what_was_typed(desk: Any, member: Any) -> None:
    builders.make_word_bound(desk)
    answer = signed_in(member("senior_reviewer")).post(reverse("words"), sent(low="0.7"))
    assert answer.status_code == 409
    assert 'value="0.7"' in answer.content.decode()
    assert WordBound.objects.get().version == 1


def test_a_word_is_given_back_to_the_language(desk: Any, member: Any) -> None:
    bound = builders.make_word_bound(desk)
    client = signed_in(member("moderator"))
    address = reverse("drop-word", args=[bound.public_id])
    assert address in client.get(reverse("words")).content.decode()
    assert client.post(address, {"version": 2}).status_code == 409
    assert client.post(address, {"version": 1}).status_code == 302
    assert not WordBound.objects.exists()


def test_another_desks_word_is_not_found(desk: Any, member: Any) -> None:
    elsewhere = builders.make_word_bound(builders.make_desk())
    answer = signed_in(member("moderator")).post(reverse("drop-word", args=[elsewhere.public_id]), {"version": 1})
    assert answer.status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_todos_are_on_the_desk_and_the_claim_and_reviewers_finish_them(desk: Any, member: Any, role: str) -> None:
    claim = builders.make_claim(builders.make_article(desk))
    todo = builders.make_todo(claim, "Contradicted by <b>claim 2</b>")
    client = signed_in(member(role))
    done = reverse("todo-done", args=[todo.public_id])
    may = role in ("reviewer", "senior_reviewer", "moderator")
    for address in (reverse("desk"), reverse("claim", args=[claim.public_id])):
        html = client.get(address).content.decode()
        assert "Contradicted by &lt;b&gt;claim 2&lt;/b&gt;" in html
        assert (done in html) == may
    answer = client.post(done, {"next": reverse("desk")})
    assert answer.status_code == (302 if may else 403)
    assert Todo.objects.open().exists() != may


def test_nobody_is_sent_to_another_site(desk: Any, member: Any) -> None:
    todo = builders.make_todo(builders.make_claim(builders.make_article(desk)))
    answer = signed_in(member()).post(reverse("todo-done", args=[todo.public_id]), {"next": "https://evil.example/"})
    assert answer["Location"] == reverse("desk")


def test_another_desks_todo_is_not_found(desk: Any, member: Any) -> None:
    todo = builders.make_todo(builders.make_claim(builders.make_article(builders.make_desk())))
    assert signed_in(member()).post(reverse("todo-done", args=[todo.public_id])).status_code == 404
