"""Who is let in: a valid token in the header, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.accounts import create_token, end_membership, revoke_token, set_role
from claims.models import ApiToken
from tests.api.conftest import Program
from tests.builders import make_article, make_desk, make_member


@pytest.fixture
def token(desk):
    return create_token(user=make_member(desk, "integration"), desk=desk, name="test", scopes=["read"])


def refused(answer) -> bool:
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code == 401 and answer["WWW-Authenticate"].startswith("Bearer")


def test_a_valid_token_is_let_in_and_told_what_it_may(desk, token):
    row, key = token
    shown = Program(key).get("me").json()
    assert shown["desk"] == {"id": str(desk.public_id), "name": desk.name}
    assert (shown["role"], shown["token"]["scopes"], shown["token"]["prefix"]) == ("integration", ["read"], row.prefix)
    assert shown["may"] == ["read", "export"]
    assert key.split(".")[1] not in str(shown)


@pytest.mark.parametrize(
    "address", ["articles", "claims", "verdicts", "evidence", "links", "sources", "runs", "findings", "history", "me"]
)
def test_nobody_gets_in_without_one(db, nobody, address):
    assert refused(nobody.get(address))
    assert refused(nobody.post(address, {}))


@pytest.mark.parametrize(
    "alter",
    [
        lambda key: key[:-1] + ("A" if key[-1] != "A" else "B"),
        lambda key: "00000000" + key[8:],
        lambda key: key.split(".")[0],
        lambda key: key.split(".")[0] + ".",
        lambda key: key.upper(),
        lambda key: key + "\x00",
        lambda key: "\x00" * 8 + key[8:],
        lambda key: key + "é",
        lambda key: "",
        lambda key: f"{key} {key}",
    ],
)
def test_an_altered_token_is_refused(token, alter):
    assert refused(Program().get("articles", headers={"authorization": "Bearer " + alter(token[1])}))


def test_a_token_is_taken_from_the_header_only(desk, token, client):
    key = token[1]
    assert refused(client.get("/api/v1/articles", {"token": key}))
    assert refused(client.get("/api/v1/articles", headers={"authorization": f"Basic {key}"}))
    assert refused(client.get("/api/v1/articles", headers={"authorization": f"Token {key}"}))


def test_a_session_is_no_token(desk, client):
    client.force_login(make_member(desk, "moderator"))
    assert refused(client.get("/api/v1/articles"))
    assert refused(client.post("/api/v1/articles", {"text": "x"}, content_type="application/json"))


def test_a_token_ends(token):
    row, key = token
    ApiToken.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert refused(Program(key).get("articles"))


def test_a_token_is_revoked_at_once(token):
    row, key = token
    assert Program(key).get("articles").status_code == 200
    revoke_token(token=row, actor=None)
    assert refused(Program(key).get("articles"))


def test_a_closed_account_s_token_is_refused(token):
    row, key = token
    row.user.is_active = False
    row.user.save()
    assert refused(Program(key).get("articles"))


def test_access_ends_with_the_membership(desk, token):
    row, key = token
    article = make_article(desk)
    end_membership(membership=row.user.memberships.get(), actor=None)
    for address in ("articles", f"articles/{article.public_id}", "claims", "history"):
        assert Program(key).get(address).status_code == 403
    assert Program(key).get("me").json()["role"] is None


@pytest.mark.parametrize(
    ("scopes", "status"), [(["read"], 403), (["write"], 201), (["review"], 403), (["read", "review"], 403)]
)
def test_a_scope_that_is_missing_is_named(desk, scopes, status):
    _, key = create_token(user=make_member(desk, "editor"), desk=desk, name="test", scopes=scopes)
    answer = Program(key).post("articles", {"text": "The bridge at Orl is closed."})
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "scope"


def test_a_token_sees_its_own_desk_although_its_account_works_on_two(desk):
    other = make_desk()
    user = make_member(desk, "moderator")
    set_role(desk=other, user=user, role="moderator")
    mine, theirs = make_article(desk), make_article(other)
    _, key = create_token(user=user, desk=desk, name="test", scopes=["read", "write", "review"])
    caller = Program(key)
    assert caller.all("articles?state=any") == [str(mine.public_id)]
    assert caller.get(f"articles/{theirs.public_id}").status_code == 404
    assert caller.patch(f"articles/{theirs.public_id}", {"version": 1, "title": "x"}).status_code == 404
    assert {str(desk.public_id)} == {caller.get("me").json()["desk"]["id"]}
    assert set(caller.all("history", "subject_id")) == {str(row.subject_id) for row in desk.history.all()}
