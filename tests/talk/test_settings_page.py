"""One's own settings, password and tokens."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.accounts import token_of
from claims.models import ApiToken, User
from tests import builders
from tests.web.test_articles import signed_in

GOOD = {
    "display_name": "Ada Lovelace",
    "email": "ada@example.org",
    "time_zone": "Europe/Kyiv",
    "locale": "de",
    "digest": "hourly",
}


def test_settings_are_saved_and_used_at_once(member: Any) -> None:
    user = member()
    client = signed_in(user)
    html = client.post(reverse("settings"), GOOD, follow=True).content.decode()
    user.refresh_from_db()
    assert {name: getattr(user, name) for name in GOOD} == GOOD
    assert user.single_keys is False
    assert 'lang="de"' in html


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("time_zone", "Mars/Olympus", "Choose a time zone"),
        ("locale", "tlh", "Choose a language"),
        ("digest", "weekly", "Choose how often"),
        ("email", "ada at home", "That is no mail address."),
        ("display_name", "x" * 121, "at most 120 characters"),
    ],
)
def test_a_mistake_is_named_at_its_field_and_nothing_typed_is_lost(
    member: Any, field: str, value: str, words: str
) -> None:
    user = member()
    answer = signed_in(user).post(reverse("settings"), GOOD | {"display_name": "Typed", "locale": "", field: value})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert (value if field not in ("locale", "digest") else "Typed") in html
    user.refresh_from_db()
    assert user.email == ""


def test_a_new_password_ends_the_sessions_elsewhere_only(member: Any) -> None:
    user = member()
    here, elsewhere = signed_in(user), signed_in(user)
    answer = here.post(reverse("settings-password"), {"old": builders.PASSWORD, "new": "five green boats went north"})
    assert answer.status_code == 302
    assert here.get(reverse("desk")).status_code == 200
    assert elsewhere.get(reverse("desk")).status_code == 302
    assert Client().login(username=user.username, password="five green boats went north")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [("wrong", "five green boats went north", "That is not your password."), (builders.PASSWORD, "xyzzy", "too short")],
)
def test_a_wrong_or_weak_password_changes_nothing(member: Any, old: str, new: str, words: str) -> None:
    user = member()
    answer = signed_in(user).post(reverse("settings-password"), {"old": old, "new": new})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert new not in answer.content.decode()
    assert User.objects.get(pk=user.pk).check_password(builders.PASSWORD)


def test_a_token_is_made_with_the_password_shown_once_and_revoked(member: Any) -> None:
    user = member()
    client = signed_in(user)
    data = {"name": "Feed reader", "scopes": ["read"], "days": 30, "password": builders.PASSWORD}
    html = client.post(reverse("tokens"), data).content.decode()
    token = ApiToken.objects.get()
    key = html.split('id="key" readonly value="')[1].split('"')[0]
    assert token_of(key) == token
    assert (token.scopes, (token.expires_at - timezone.now()).days) == (["read"], 29)
    again = client.get(reverse("settings")).content.decode()
    assert "Feed reader" in again
    assert key.split(".")[1] not in again
    client.post(reverse("token-revoke", args=[token.public_id]))
    assert token_of(key) is None


@pytest.mark.parametrize(
    "fields", [{"password": "wrong"}, {"name": " "}, {"scopes": []}, {"days": 4000}, {"scopes": ["everything"]}]
)
def test_a_token_is_not_made_from_half_a_form(member: Any, fields: dict[str, Any]) -> None:
    data = {"name": "Feed", "scopes": ["read"], "days": 30, "password": builders.PASSWORD} | fields
    assert signed_in(member()).post(reverse("tokens"), data).status_code == 422
    assert not ApiToken.objects.exists()


def test_only_one_s_own_tokens_are_listed_and_revoked_and_a_viewer_makes_none(desk: Any, member: Any) -> None:
    owner, other = member(), member("moderator")
    signed_in(owner).post(
        reverse("tokens"), {"name": "Mine", "scopes": ["read"], "days": 30, "password": builders.PASSWORD}
    )
    token = ApiToken.objects.get()
    client = signed_in(other)
    assert "Mine" not in client.get(reverse("settings")).content.decode()
    assert client.post(reverse("token-revoke", args=[token.public_id])).status_code == 404
    viewer = signed_in(member("viewer"))
    assert "New token" not in viewer.get(reverse("settings")).content.decode()
    data = {"name": "Feed", "scopes": ["read"], "days": 30, "password": builders.PASSWORD, "desk": str(desk.public_id)}
    assert viewer.post(reverse("tokens"), data).status_code in (403, 422)
    assert ApiToken.objects.count() == 1


def test_the_browser_s_language_counts_where_none_is_set(member: Any) -> None:
    user = member()
    client = signed_in(user)
    german = {"accept-language": "de-AT,de;q=0.8"}
    assert 'lang="de"' in client.get(reverse("desk"), headers=german).content.decode()
    User.objects.update(locale="en")
    answer = client.get(reverse("desk"), headers=german)
    assert 'lang="en"' in answer.content.decode()
    assert answer["Content-Language"] == "en"
    assert 'lang="de"' in Client().get(reverse("sign-in"), headers=german).content.decode()
