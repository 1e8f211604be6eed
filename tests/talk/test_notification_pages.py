"""The list of notifications, the bell, and that nobody is shown what he may not read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims import accounts
from claims.models import Claim, Notification, User
from claims.notices import notify
from claims.talk.comments import add_comment, withdraw_comment
from claims.talk.inbox import mark_read, mark_unread, notifications_of, unread_count
from tests import builders
from tests.web.test_articles import signed_in


@pytest.fixture
def claim(desk: Any) -> Claim:
    return builders.make_claim(builders.make_article(desk))


def tell(to: User, claim: Claim, kind: str = "reopened", **more: Any) -> Notification:
    row = notify(
        to=to, kind=kind, why="because you recorded the verdict", desk_id=claim.desk_id, actor=more.pop("actor", None),
        claim=claim, **more,
    )  # fmt: skip
    assert row is not None
    return row


def test_each_says_what_happened_where_and_why(claim: Claim, member: Any) -> None:
    reader, who = member(), member(display_name="Ada <i>")
    tell(reader, claim, actor=builders.actor(who))
    html = signed_in(reader).get(reverse("notifications")).content.decode()
    for words in (
        "A claim that you judged reopened",
        "Ada &lt;i&gt;",
        claim.wording,
        "You are told because you recorded the verdict.",
    ):
        assert words in html


def test_a_mention_shows_who_and_what_was_said(claim: Claim, member: Any) -> None:
    reader, who = member(), member(display_name="Ada Lovelace")
    comment = add_comment(
        claim=claim, actor=builders.actor(who), body="Which <day> is meant?", mentions=[reader]
    ).comment
    Notification.objects.filter(comment=comment).update(not_before=timezone.now())
    html = signed_in(reader).get(reverse("notifications")).content.decode()
    assert "Ada Lovelace mentioned you" in html
    assert "Which &lt;day&gt; is meant?" in html


def test_many_claims_are_told_in_one_line_that_leads_to_their_list(claim: Claim, member: Any) -> None:
    reader = member()
    others = [
        builders.make_claim(builders.make_article(claim.desk, f"It rained {n} times."), f"It rained {n} times")
        for n in (2, 3)
    ]
    for each in (claim, *others):
        row = tell(reader, each, gathers="gone:1", why_many="because you judged them")
    client = signed_in(reader)
    html = client.get(reverse("notifications")).content.decode()
    assert "3 claims reopened" in html
    assert "and 2 more" in html
    assert "You are told because you judged them." in html
    assert unread_count(builders.actor(reader)) == 1
    answer = client.get(reverse("notification", args=[row.public_id]))
    queue = client.get(answer["Location"]).content.decode()
    assert "3 claims match" in queue
    assert "those of a notification" in queue
    assert "0 claims match" in signed_in(member()).get(answer["Location"]).content.decode()  # nobody else's list


def test_who_decided_first_is_not_named_to_the_second_person(claim: Claim, member: Any) -> None:
    reader, who = member(), member(display_name="Ada Lovelace")
    tell(reader, claim, "second", actor=builders.actor(who))
    assert "Ada Lovelace" not in signed_in(reader).get(reverse("notifications")).content.decode()


def test_opening_one_leads_to_its_claim_and_marks_it_read(claim: Claim, member: Any) -> None:
    reader = member()
    row = tell(reader, claim)
    answer = signed_in(reader).get(reverse("notification", args=[row.public_id]))
    assert answer["Location"].startswith(reverse("article", args=[claim.article.public_id]) + "?claim=1")
    row.refresh_from_db()
    assert row.read_at is not None


def test_one_is_marked_read_and_unread_and_the_filter_is_kept(claim: Claim, member: Any) -> None:
    reader = member()
    row, client = tell(reader, claim), signed_in(reader)
    address = reverse("notification-read", args=[row.public_id])
    assert client.post(address, {"show": "unread"})["Location"] == reverse("notifications") + "?show=unread"
    assert unread_count(builders.actor(reader)) == 0
    client.post(address, {"unread": "1"})
    assert unread_count(builders.actor(reader)) == 1


def test_all_are_marked_read_and_the_undo_brings_back_just_these(claim: Claim, member: Any) -> None:
    reader = member()
    before = tell(reader, claim, "todo")
    mark_read(actor=builders.actor(reader))
    tell(reader, claim, "reopened")
    tell(reader, claim, "mention")
    client = signed_in(reader)
    answer = client.post(reverse("notifications-read"), follow=True)
    html = answer.content.decode()
    assert "All read" in html
    moment = Notification.objects.exclude(pk=before.pk).values_list("read_at", flat=True)[0]
    assert moment.isoformat() in html
    client.post(reverse("notifications-read"), {"undo": moment.isoformat()})
    assert set(Notification.objects.filter(read_at=None).values_list("kind", flat=True)) == {"reopened", "mention"}


def test_what_was_told_anew_meanwhile_does_not_come_back_twice(claim: Claim, member: Any) -> None:
    reader = member()
    first = tell(reader, claim)
    _, moment = mark_read(actor=builders.actor(reader))
    tell(reader, claim)
    assert mark_unread(actor=builders.actor(reader), read_at=moment) == 0
    assert mark_unread(actor=builders.actor(reader), ids=[first.public_id]) == 0


def test_the_list_is_filtered_and_paged(claim: Claim, member: Any) -> None:
    reader = member()
    mark_read(actor=builders.actor(reader))
    tell(reader, claim, "mention")
    for _ in range(31):
        tell(reader, claim, "todo")
        mark_read(actor=builders.actor(reader))
    client = signed_in(reader)
    address = reverse("notifications")
    assert client.get(address).content.decode().count("data-row>") == 30
    assert client.get(address + "?page=2").content.decode().count("data-row>") == 2
    assert client.get(address + "?kind=mention").content.decode().count("data-row>") == 1
    assert "Nothing matches" in client.get(address + "?show=unread").content.decode()
    assert client.get(address + "?kind=nonsense&page=x&undo=yesterday").status_code == 200


def test_the_list_takes_the_same_number_of_queries_however_long(
    desk: Any, member: Any, django_assert_max_num_queries: Any
) -> None:
    reader = member()
    article = builders.make_article(desk, "Many\n\n" + " ".join(f"Rain fell {n} times." for n in range(20)))
    for number in range(20):
        tell(reader, builders.make_claim(article, f"Rain fell {number} times"))
    client = signed_in(reader)
    with django_assert_max_num_queries(12):
        client.get(reverse("notifications"))


def test_what_may_not_be_read_or_is_not_due_or_was_withdrawn_is_not_shown(claim: Claim, member: Any) -> None:
    reader, author = member(username="reader"), builders.actor(member())
    tell(reader, claim, "todo", not_before=timezone.now() + timedelta(seconds=10))
    comment = add_comment(claim=claim, actor=author, body="@reader look").comment
    assert unread_count(builders.actor(reader)) == 1
    withdraw_comment(comment=comment, actor=author, version=1)
    assert unread_count(builders.actor(reader)) == 0
    tell(reader, claim, "reopened")
    accounts.end_membership(membership=reader.memberships.get(), actor=None)
    assert not notifications_of(builders.actor(User.objects.get(pk=reader.pk))).exists()


@pytest.mark.parametrize("name", ["notification", "notification-read"])
def test_somebody_else_s_are_not_found(claim: Claim, member: Any, name: str) -> None:
    row = tell(member(), claim)
    stranger = signed_in(member("moderator"))
    address = reverse(name, args=[row.public_id])
    assert (stranger.get if name == "notification" else stranger.post)(address).status_code == 404
    row.refresh_from_db()
    assert row.read_at is None
    assert Client().get(reverse("notifications")).status_code == 302


def test_the_bell_counts_and_answers_nothing_while_nothing_changes(claim: Claim, member: Any) -> None:
    reader = member()
    client = signed_in(reader)
    assert client.get(reverse("bell") + "?seen=0").status_code == 204
    tell(reader, claim)
    html = client.get(reverse("bell") + "?seen=0").content.decode()
    assert "1 unread" in html
    assert client.get(reverse("bell") + "?seen=1").status_code == 204
    assert "1 unread" in client.get(reverse("desk")).content.decode()


def test_asking_ends_with_the_session_and_leaves_the_page_alone(claim: Claim) -> None:
    for answer in (Client().get(reverse("bell")), Client().post(reverse("presence", args=[claim.public_id]))):
        assert (answer.status_code, answer["HX-Reswap"]) == (286, "none")
