"""People are told once, only of what they may read, and with why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from claims.models import Desk, Notification, User
from claims.notices import notify, take_back
from tests import builders

Member = Callable[..., User]
WHY = "because you recorded the verdict"


def told(to: User, actor: User | None, claim: Any, **more: Any) -> Notification | None:
    return notify(
        to=to, kind="reopened", why=WHY, desk_id=claim.desk_id, actor=builders.actor(actor) if actor else None,
        claim=claim, **more,
    )  # fmt: skip


def test_a_person_is_told_with_why_by_whom_and_where(desk: Desk, member: Member) -> None:
    claim = builders.make_claim(builders.make_article(desk, "It rained.\n\nIt rained."), "It rained")
    to, who = member(), member()

    row = told(to, who, claim)

    assert row is not None
    assert (row.to, row.actor, row.claim, row.article, row.why) == (to, who, claim, claim.article, WHY)
    assert row.read_at is None
    assert row.not_before <= timezone.now()


def test_nobody_is_told_of_his_own_act(desk: Desk, member: Member) -> None:
    claim = builders.make_claim(builders.make_article(desk, "It rained.\n\nIt rained."), "It rained")
    who = member()

    assert told(who, who, claim) is None
    assert not Notification.objects.exists()


def test_nobody_is_told_of_what_he_may_not_read(desk: Desk, member: Member) -> None:
    claim = builders.make_claim(builders.make_article(desk, "It rained.\n\nIt rained."), "It rained")
    stranger, program = builders.make_user(), member("integration")
    gone = member()
    gone.memberships.all().delete()

    assert [told(user, None, claim) for user in (stranger, program, gone)] == [None, None, None]


def test_the_same_is_told_once_while_it_is_unread_and_again_afterwards(desk: Desk, member: Member) -> None:
    claim = builders.make_claim(builders.make_article(desk, "It rained.\n\nIt rained."), "It rained")
    to = member()

    first, second = told(to, None, claim), told(to, None, claim)
    Notification.objects.update(read_at=timezone.now())

    assert first is not None
    assert second is None
    assert told(to, None, claim) is not None


def test_what_was_undone_before_its_time_is_not_told(desk: Desk, member: Member) -> None:
    claim = builders.make_claim(builders.make_article(desk, "It rained.\n\nIt rained."), "It rained")
    told(member(), None, claim)
    told(member(), None, claim, not_before=timezone.now() + timedelta(seconds=10))

    assert take_back("reopened", claim=claim) == 1
    assert Notification.objects.count() == 1


def test_a_long_reason_is_cut_and_a_lazy_one_is_said(desk: Desk, member: Member) -> None:
    claim = builders.make_claim(builders.make_article(desk, "It rained.\n\nIt rained."), "It rained")

    row = notify(
        to=member(), kind="todo", desk_id=desk.pk, actor=None, claim=claim,
        why=format_lazy("{} {}", gettext_lazy("because"), "x" * 400),
    )  # fmt: skip

    assert row is not None
    assert len(row.why) == 300
    assert row.why.startswith("because x")


def test_what_one_cause_brings_about_is_told_as_one_while_it_is_unread(desk: Desk, member: Member) -> None:
    article = builders.make_article(desk, "It rained. It snowed. It hailed.")
    rain, snow, hail = (builders.make_claim(article, words) for words in ("It rained", "It snowed", "It hailed"))
    to = member()
    later = timezone.now() + timedelta(minutes=1)

    rows = [
        told(to, None, claim, gathers="gone:1", why_many="because you judged them", not_before=later)
        for claim in (rain, snow, snow, rain)
    ]
    other = told(to, None, hail, gathers="gone:2")

    [one] = {row.pk for row in rows if row}
    row = Notification.objects.get(pk=one)
    assert (row.claim, row.why) == (rain, "because you judged them")
    assert [each.claim for each in row.further.all()] == [snow]
    assert other is not None
    assert other.pk != one

    assert take_back("reopened", claim=rain) == 1  # the other claim of it is told all the same
    row.refresh_from_db()
    assert (row.claim, row.further.count()) == (snow, 0)
    Notification.objects.filter(pk=one).update(read_at=timezone.now())
    again = told(to, None, rain, gathers="gone:1")
    assert again is not None
    assert again.pk != one
