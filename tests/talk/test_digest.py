"""Mail: once each, in time, in the reader's language and zone, with nothing in it that may not be read or must not be known."""

from __future__ import annotations

import re
import zoneinfo
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from claims import accounts
from claims.models import Claim, Notification, Presence, User
from claims.notices import notify
from claims.talk.comments import add_comment, withdraw_comment
from claims.talk.digest import is_due, send_digest, send_digests, stop_key
from claims.talk.inbox import mark_read
from tests import builders

NOON = timezone.now().replace(hour=12, minute=0) + timedelta(days=1)


@pytest.fixture
def claim(desk: Any) -> Claim:
    return builders.make_claim(builders.make_article(desk))


@pytest.fixture
def reader(member: Any) -> User:
    return member(username="reader", email="reader@example.org", digest="hourly")


def tell(to: User, claim: Claim, kind: str = "reopened", **more: Any) -> None:
    notify(
        to=to, kind=kind, why="because you recorded the verdict", desk_id=claim.desk_id, actor=more.pop("actor", None),
        claim=claim, **more,
    )  # fmt: skip


def test_unread_ones_are_mailed_once_with_why_and_where(claim: Claim, reader: User) -> None:
    tell(reader, claim)
    tell(reader, claim, "todo")
    assert send_digests(now=NOON) == 1
    assert send_digests(now=NOON + timedelta(hours=2)) == 0  # nothing new
    [message] = mail.outbox
    row = Notification.objects.filter(kind="reopened").get()
    assert message.to == ["reader@example.org"]
    assert message.subject == "2 notifications on Factdesk"
    for words in (claim.wording, "You are told because you recorded the verdict.", f"/notifications/{row.public_id}/"):
        assert words in message.body
    assert row.mailed_at == NOON


def test_a_second_delivery_sends_nothing(claim: Claim, reader: User) -> None:
    tell(reader, claim)
    assert send_digest(user_id=reader.pk, now=NOON)
    tell(reader, claim, "todo")
    assert not send_digest(user_id=reader.pk, now=NOON + timedelta(minutes=1))  # the hour has not passed
    assert len(mail.outbox) == 1


def test_a_mail_server_that_fails_leaves_all_for_the_next_round(claim: Claim, reader: User, settings: Any) -> None:
    tell(reader, claim)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert send_digests(now=NOON) == 0
    assert Notification.objects.get().mailed_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_digests(now=NOON) == 1


def test_what_was_read_or_can_still_be_undone_or_was_withdrawn_is_not_mailed(
    claim: Claim, reader: User, member: Any
) -> None:
    tell(reader, claim)
    mark_read(actor=builders.actor(reader))
    tell(reader, claim, "todo", not_before=timezone.now() + timedelta(days=9))
    who = builders.actor(member())
    said = add_comment(claim=claim, actor=who, body="@reader secret")
    withdraw_comment(comment=said.comment, actor=who, version=1)
    assert send_digests(now=NOON) == 0
    assert mail.outbox == []


def test_what_may_not_be_read_when_it_is_sent_is_not_mailed(claim: Claim, reader: User) -> None:
    tell(reader, claim)
    accounts.end_membership(membership=reader.memberships.get(), actor=None)
    assert send_digests(now=NOON) == 0


def test_a_mail_holds_no_words_of_a_comment_and_no_name_of_a_first_decision(
    claim: Claim, reader: User, member: Any
) -> None:
    who = builders.actor(member(display_name="Ada Lovelace"))
    add_comment(claim=claim, actor=who, body="@reader our source in the harbour says no")
    send_digests(now=NOON)
    tell(reader, claim, "second", actor=who)
    send_digests(now=NOON + timedelta(hours=2))
    first, second = mail.outbox
    assert "harbour" not in first.body
    assert "Ada Lovelace" in first.body
    assert "Ada Lovelace" not in second.body


def test_hostile_words_break_no_line_and_no_header(desk: Any, reader: User) -> None:
    quote = "Rain\u2028fell <b>here</b>"
    claim = builders.make_claim(builders.make_article(desk, f"Rain\n\n{quote}."), quote)
    tell(reader, claim)
    send_digests(now=NOON)
    assert "Rain fell <b>here</b>" in mail.outbox[0].body  # plain text: shown as it is
    assert mail.outbox[0].content_subtype == "plain"


@pytest.mark.parametrize(
    ("digest", "zone", "last", "at", "due"),
    [
        ("off", "UTC", None, "12:00", False),
        ("hourly", "UTC", None, "03:00", True),
        ("hourly", "UTC", "11:30", "12:00", False),
        ("hourly", "UTC", "11:00", "12:00", True),
        ("daily", "UTC", None, "06:59", False),
        ("daily", "UTC", None, "07:00", True),
        ("daily", "UTC", "07:00", "18:00", False),
        ("daily", "Asia/Tokyo", None, "22:00", True),  # seven there
        ("daily", "America/New_York", None, "11:00", False),  # six there, or seven in summer
    ],
)
def test_when_a_mail_is_due(digest: str, zone: str, last: str | None, at: str, due: bool) -> None:
    def moment(words: str) -> datetime:
        return datetime(2026, 1, 14, *map(int, words.split(":")), tzinfo=UTC)

    user = User(digest=digest, time_zone=zone, digest_sent_at=moment(last) if last else None)
    assert is_due(user, moment(at)) is due


def test_a_daily_mail_comes_again_the_next_day(claim: Claim, reader: User) -> None:
    User.objects.update(digest="daily", time_zone="Europe/Berlin")
    here = NOON.astimezone(zoneinfo.ZoneInfo("Europe/Berlin"))
    tell(reader, claim)
    assert send_digests(now=here) == 1
    tell(reader, claim, "todo")
    assert send_digests(now=here + timedelta(hours=5)) == 0
    assert send_digests(now=here + timedelta(days=1)) == 1


def test_the_link_in_a_mail_ends_it_after_asking_and_a_mail_program_by_one_post(claim: Claim, reader: User) -> None:
    tell(reader, claim)
    send_digests(now=NOON)
    message = mail.outbox[0]
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.search(r"/account/mail-off/[^>]+/", message.extra_headers["List-Unsubscribe"])
    assert found is not None
    assert found[0] in message.body
    client = Client(enforce_csrf_checks=True)
    assert b"End the mail" in client.get(found[0]).content
    reader.refresh_from_db()
    assert reader.digest == "hourly"
    assert client.post(found[0], {"List-Unsubscribe": "One-Click"}).status_code == 200
    reader.refresh_from_db()
    assert reader.digest == "off"


def test_an_altered_link_ends_nothing(reader: User) -> None:
    key = stop_key(reader)
    assert Client().post(f"/account/mail-off/{key[:-2]}xx/").status_code == 404
    reader.refresh_from_db()
    assert reader.digest == "hourly"


def test_one_round_of_the_sweeper_mails_and_forgets_who_left(claim: Claim, reader: User) -> None:
    User.objects.update(digest="hourly")
    Presence.objects.create(claim=claim, user=reader, seen_at=timezone.now() - timedelta(minutes=11))
    Presence.objects.create(claim=claim, user=claim.article.uploaded_by, seen_at=timezone.now())
    tell(reader, claim)
    call_command("sweeper", "--once")
    assert len(mail.outbox) == 1
    assert [row.user for row in Presence.objects.all()] == [claim.article.uploaded_by]
