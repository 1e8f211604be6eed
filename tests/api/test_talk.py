"""Comments, notifications, tokens and settings of the token's own account, by program."""

from __future__ import annotations

from typing import Any

import pytest

from claims.models import ApiToken, Claim, Comment, History, Notification
from claims.notices import notify
from claims.talk.comments import add_comment
from tests import builders


@pytest.fixture
def claim(desk: Any) -> Claim:
    return builders.make_claim(builders.make_article(desk))


def test_a_thread_from_its_first_word_to_its_end(claim: Claim, program: Any, member: Any) -> None:
    member(username="ben")
    caller = program(claim.desk, "reviewer")
    first = caller.post("comments", {"claim": str(claim.public_id), "body": "@ben which? @zoe", "start": 0, "end": 4})
    assert first.status_code == 201, first.content
    said = first.json()
    assert (said["unknown_mentions"], [row["name"] for row in said["mentions"]], said["thread"]) == (
        ["zoe"],
        ["ben"],
        None,
    )
    reply = caller.post("comments", {"claim": str(claim.public_id), "body": "That one.", "thread": said["id"]}).json()
    assert reply["thread"] == said["id"]
    edited = caller.patch(f"comments/{reply['id']}", {"body": "This one.", "version": 1})
    assert (edited.status_code, edited.json()["version"]) == (200, 2)
    stale = caller.patch(f"comments/{reply['id']}", {"body": "Late", "version": 1})
    assert (stale.status_code, stale.json()["comment"]["body"]) == (409, "This one.")
    gone = caller.post(f"comments/{reply['id']}/withdraw", {"version": 2}).json()
    assert (gone["body"], gone["withdrawn_at"] is not None) == (None, True)
    assert caller.post(f"comments/{reply['id']}/restore", {}).json()["body"] == "This one."
    assert caller.post(f"comments/{said['id']}/resolve", {}).json()["resolved_by"]["name"] == caller.user.name
    assert len(caller.all("comments?resolved=true")) == 2
    assert caller.all("comments?resolved=false") == []
    assert caller.post(f"comments/{said['id']}/reopen", {}).json()["resolved_at"] is None
    assert len(caller.all(f"comments?thread={said['id']}")) == 2
    assert len(caller.all(f"comments?claim={claim.public_id}&author={caller.user.public_id}")) == 2
    assert History.objects.filter(subject_type="comment", via="api").count() == 7


@pytest.mark.parametrize(
    "body",
    [
        {"body": ""},
        {"body": "x" * 5001},
        {"body": "x", "start": 3},
        {"body": "x", "start": 0, "end": 10**6},
        {"words": "x"},
    ],
)
def test_half_a_comment_is_refused(claim: Claim, program: Any, body: dict[str, Any]) -> None:
    answer = program(claim.desk, "viewer").post("comments", {"claim": str(claim.public_id), **body})
    assert answer.status_code == 400
    assert not Comment.objects.exists()


def test_only_the_author_changes_a_comment(claim: Claim, program: Any, member: Any) -> None:
    comment = add_comment(claim=claim, actor=builders.actor(member()), body="Mine").comment
    caller = program(claim.desk, "moderator")
    for method, part, body in [("PATCH", "", {"body": "Yours", "version": 1}), ("POST", "/withdraw", {"version": 1})]:
        answer = caller.send(method, f"comments/{comment.public_id}{part}", body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_own")


def test_notifications_are_one_s_own_and_are_marked(claim: Claim, program: Any, member: Any) -> None:
    caller, other = program(claim.desk, "reviewer"), member()
    for to in (caller.user, other):
        notify(
            to=to, kind="second", why="because you may", desk_id=claim.desk_id, actor=builders.actor(member()), claim=claim
        )  # fmt: skip
    [row] = caller.get("notifications?unread=true").json()["results"]
    assert (row["kind"], row["why"], row["actor"], row["claim"]["id"]) == (
        "second",
        "because you may",
        None,
        str(claim.public_id),
    )
    assert caller.patch(f"notifications/{row['id']}", {"read": True}).json()["read_at"] is not None
    assert caller.patch(f"notifications/{row['id']}", {"read": False}).json()["read_at"] is None
    assert caller.post("notifications/read", {}).json() == {"marked": 1}
    assert caller.all("notifications?unread=true") == []
    theirs = Notification.objects.get(to=other)
    assert caller.patch(f"notifications/{theirs.public_id}", {"read": True}).status_code == 404


def test_own_tokens_are_listed_without_a_secret_and_revoked(desk: Any, program: Any) -> None:
    caller, other = program(desk, "reviewer"), program(desk, "reviewer")
    [row] = caller.get("tokens").json()["results"]
    assert set(row) == {"id", "name", "prefix", "scopes", "expires_at", "created_at", "last_used_at", "revoked_at"}
    theirs = ApiToken.objects.get(user=other.user)
    assert caller.delete(f"tokens/{theirs.public_id}").status_code == 404
    assert caller.delete(f"tokens/{row['id']}").status_code == 204
    assert caller.get("tokens").status_code == 401


def test_settings_are_read_and_changed_with_the_right_scope(desk: Any, program: Any) -> None:
    caller = program(desk, "viewer")
    assert caller.get("settings").json()["time_zone"] == "UTC"
    changed = caller.patch("settings", {"time_zone": "Europe/Kyiv", "locale": "de"})
    assert (changed.status_code, changed.json()["locale"], changed.json()["time_zone"]) == (200, "de", "Europe/Kyiv")
    assert caller.patch("settings", {"time_zone": "Mars/Olympus"}).status_code == 400
    assert caller.patch("settings", {"email": "x@example.org"}).status_code == 400
    reader = program(desk, user=caller.user, scopes=["read"])
    assert (reader.get("settings").status_code, reader.patch("settings", {"locale": "en"}).status_code) == (200, 403)
