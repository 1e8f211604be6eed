"""Comments in the browser: the section in the panel and on the claim's page, plain forms, htmx, hostile words, deep links."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Claim, Comment, Presence, User
from claims.talk.comments import add_comment, edit_comment
from tests import builders
from tests.web.test_articles import signed_in

HTMX = {"hx-request": "true"}


@pytest.fixture
def claim(desk: Any) -> Claim:
    return builders.make_claim(builders.make_article(desk))


def say(claim: Claim, user: User, body: str = "Which bridge?", **more: Any) -> Comment:
    return add_comment(claim=claim, actor=builders.actor(user), body=body, **more).comment


def post(client: Client, name: str, row: Any, htmx: bool = False, **data: Any) -> Any:
    return client.post(reverse(name, args=[row.public_id]), data, headers=HTMX if htmx else {})


@pytest.mark.parametrize("place", ["article", "claim"])
def test_threads_stand_in_the_panel_and_on_the_claim_s_page(claim: Claim, member: Any, place: str) -> None:
    say(claim, member(display_name="Ada Lovelace"), "Which bridge?\nThe old one?")
    row = claim.article if place == "article" else claim
    html = signed_in(member("viewer")).get(reverse(place, args=[row.public_id])).content.decode()
    assert "Which bridge?<br>The old one?" in html
    assert "Ada Lovelace" in html
    assert 'id="add-comment"' in html


def test_hostile_words_are_shown_as_words(claim: Claim, member: Any) -> None:
    say(
        claim,
        member(display_name="<b>Ada</b>"),
        "<script>alert(1)</script> javascript:alert(1) https://example.org {{ 7 }}",
    )
    html = signed_in(member()).get(reverse("claim", args=[claim.public_id])).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; javascript:alert(1) https://example.org {{ 7 }}" in html
    assert 'href="https://example.org' not in html
    assert "<b>Ada</b>" not in html


def test_a_plain_form_adds_a_comment_and_comes_back_to_it(claim: Claim, member: Any) -> None:
    client = signed_in(member())
    answer = post(client, "comments", claim, body="Which bridge?")
    comment = Comment.objects.get()
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("article", args=[claim.article.public_id]) + "?claim=1&comment=")
    assert answer["Location"].endswith(f"#comment-{comment.public_id}")
    assert "comment--asked" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(("page", "name"), [("claim", "claim"), ("comments", "comments")])
def test_the_answer_leads_to_the_page_that_the_form_came_from(claim: Claim, member: Any, page: str, name: str) -> None:
    answer = post(signed_in(member()), "comments", claim, body="Which bridge?", page=page)
    assert answer["Location"].startswith(reverse(name, args=[claim.public_id]))


def test_a_mistake_comes_back_with_what_was_typed(claim: Claim, member: Any) -> None:
    client, ben = signed_in(member()), member(username="ben")
    for htmx in (False, True):
        answer = post(client, "comments", claim, htmx, body="x" * 5001, mention_shown=1, mention=str(ben.public_id))
        html = answer.content.decode()
        assert answer.status_code == 422
        assert "x" * 5001 in html
        assert 'aria-invalid="true"' in html
        assert html.count("checked") == 1
        assert ("<html" in html) is not htmx
    assert not Comment.objects.exists()


def test_a_name_that_nobody_has_is_named(claim: Claim, member: Any) -> None:
    client = signed_in(member())
    html = post(client, "comments", claim, True, body="@zoe look").content.decode()
    assert "Nobody on this desk is called @zoe" in html
    answer = client.post(reverse("comments", args=[claim.public_id]), {"body": "@zoe look"}, follow=True)
    assert "Nobody on this desk is called @zoe" in answer.content.decode()


def test_htmx_gets_the_section_with_the_draft_forgotten(claim: Claim, member: Any) -> None:
    html = post(signed_in(member()), "comments", claim, True, body="Which bridge?").content.decode()
    assert f'data-saved="comment-{claim.public_id}"' in html
    assert 'id="comments"' in html
    assert "<html" not in html


def test_an_answer_edit_withdrawal_and_its_undo_by_plain_forms(claim: Claim, member: Any) -> None:
    ada, ben = member(), member()
    thread = say(claim, ada)
    post(signed_in(ben), "comments", claim, body="The old one.", thread=str(thread.public_id))
    reply = Comment.objects.get(thread=thread)
    client = signed_in(ben)
    assert post(client, "comment-edit", reply, body="The new one.", version=1).status_code == 302
    answer = client.post(reverse("comment-withdraw", args=[reply.public_id]), {"version": 2}, headers=HTMX)
    html = answer.content.decode()
    assert "Withdrawn by its author." in html
    assert "The new one." not in html
    assert reverse("comment-restore", args=[reply.public_id]) in html
    assert post(client, "comment-restore", reply).status_code == 302
    reply.refresh_from_db()
    assert (reply.body, reply.withdrawn_at) == ("The new one.", None)


def test_a_stale_edit_shows_both_wordings(claim: Claim, member: Any) -> None:
    ada = member()
    comment = say(claim, ada)
    edit_comment(comment=comment, actor=builders.actor(ada), body="Changed elsewhere", version=1)
    answer = post(signed_in(ada), "comment-edit", comment, True, body="My late words", version=1)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Changed elsewhere" in html
    assert "My late words" in html
    again = post(signed_in(ada), "comment-edit", comment, body="My late words", version=2)
    assert again.status_code == 302


def test_somebody_else_s_comment_is_neither_edited_nor_withdrawn(claim: Claim, member: Any) -> None:
    comment, client = say(claim, member()), signed_in(member("moderator"))
    for name in ("comment-edit", "comment-withdraw", "comment-restore"):
        assert post(client, name, comment, body="Mine", version=1).status_code == 403
    comment.refresh_from_db()
    assert (comment.body, comment.withdrawn_at) == ("Which bridge?", None)


def test_a_thread_is_resolved_with_an_undo_and_folded_away(claim: Claim, member: Any) -> None:
    thread, client = say(claim, member()), signed_in(member("viewer"))
    html = post(client, "comment-resolve", thread, True).content.decode()
    assert "1 resolved thread" in html
    assert "data-undo" in html
    assert post(client, "comment-reopen", thread).status_code == 302
    assert "resolved thread" not in client.get(reverse("comments", args=[claim.public_id])).content.decode()


def test_a_deep_link_unfolds_a_resolved_thread(claim: Claim, member: Any) -> None:
    thread, client = say(claim, member()), signed_in(member())
    post(client, "comment-resolve", thread)
    html = client.get(client.get(reverse("comment", args=[thread.public_id]))["Location"]).content.decode()
    assert '<details class="talk__resolved" open>' in html


def test_a_deep_link_to_a_claim_that_is_gone_leads_to_its_own_page(claim: Claim, member: Any) -> None:
    comment, client = say(claim, member()), signed_in(member())
    Claim.objects.filter(pk=claim.pk).update(standing="gone")
    place = client.get(reverse("comment", args=[comment.public_id]))["Location"]
    assert place.startswith(reverse("claim", args=[claim.public_id]))


@pytest.mark.parametrize(
    "name", ["comment", "comment-edit", "comment-withdraw", "comment-restore", "comment-resolve", "comment-reopen"]
)
def test_another_desk_s_comments_are_not_found(claim: Claim, member: Any, name: str) -> None:
    comment = say(claim, member())
    stranger = signed_in(builders.make_member(builders.make_desk(), "moderator"))
    call = stranger.get if name == "comment" else stranger.post
    assert call(reverse(name, args=[comment.public_id])).status_code == 404
    assert stranger.get(reverse("comments", args=[claim.public_id])).status_code == 404
    assert Client().get(reverse("comments", args=[claim.public_id])).status_code == 302


def test_who_else_has_the_claim_open_is_said_once(claim: Claim, member: Any) -> None:
    ada, ben = signed_in(member(display_name="Ada")), signed_in(member(display_name="Ben"))
    assert post(ada, "presence", claim, seen="").status_code == 204  # nobody else: nothing to swap
    html = post(ben, "presence", claim).content.decode()
    assert "Ada has this claim open too." in html
    seen = str(User.objects.get(display_name="Ada").public_id)
    assert post(ben, "presence", claim, seen=seen).status_code == 204
    Presence.objects.all().delete()
    assert "open too" not in post(ben, "presence", claim, seen=seen).content.decode()


@pytest.mark.parametrize("place", ["article", "queue"])
def test_a_card_counts_the_open_comments(claim: Claim, member: Any, place: str) -> None:
    thread = say(claim, member())
    say(claim, member(), "The old one.", thread=thread)
    address = reverse("article", args=[claim.article.public_id]) if place == "article" else reverse("queue")
    client = signed_in(member())
    html = client.get(address).content.decode()
    assert 'aria-label="Comments:"' in html
    assert html.split('class="said"')[1].split("</svg>")[1].strip().startswith("2")
    post(client, "comment-resolve", thread)
    assert 'class="said"' not in client.get(address).content.decode()
