"""Threads, mentions, edits and withdrawals; who is told of what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from claims.errors import Conflict, Forbidden, InvalidInput
from claims.models import Claim, Comment, History, Notification, User
from claims.talk.comments import (
    NotYours,
    StaleComment,
    TooLateToRestore,
    add_comment,
    edit_comment,
    mentioned_in,
    open_comment_counts,
    people_of,
    reopen_thread,
    resolve_thread,
    restore_comment,
    threads_of,
    withdraw_comment,
)
from tests import builders


@pytest.fixture
def claim(desk: Any) -> Claim:
    return builders.make_claim(builders.make_article(desk))


def say(claim: Claim, user: User, body: str = "Is this the same bridge?", **more: Any) -> Comment:
    return add_comment(claim=claim, actor=builders.actor(user), body=body, **more).comment


def told() -> list[tuple[str, str]]:
    return sorted(Notification.objects.values_list("to__username", "kind"))


def test_a_comment_and_its_answer_make_a_thread_and_are_written_down(claim: Claim, member: Any) -> None:
    first = say(claim, member(username="ada"), "Which bridge?\r\nThe old one?")
    second = say(claim, member(username="ben"), "The new one.", thread=first)
    third = say(claim, member(username="cy"), "Sure?", thread=second)  # an answer to an answer is in the same thread

    [thread] = threads_of(claim)

    assert thread.root.body == "Which bridge?\nThe old one?"
    assert thread.replies == [second, third]
    assert [row.verb for row in History.objects.filter(subject_type="comment")] == ["commented"] * 3
    assert told() == [("ada", "reply"), ("ada", "reply"), ("ben", "reply")]


@pytest.mark.parametrize("body", ["", " \n ", "x" * 5001, "a\x00b"])
def test_words_that_cannot_be_stored_are_refused(claim: Claim, member: Any, body: str) -> None:
    with pytest.raises(InvalidInput):
        say(claim, member(), body)
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("body", "names", "unknown"),
    [
        ("@ada look", {"ada"}, []),
        ("Look, @Ada.", {"ada"}, []),
        ("(@ada, @ben.b!)", {"ada", "ben.b"}, []),
        ("@ben.b. And @adam?", {"ben.b"}, ["adam"]),
        ("mail ada@example.org or x.@ada", set(), []),
        ("@@ada and @", set(), []),
        ("@prog @outside", set(), ["prog", "outside"]),
        ("@ada @ada @nobody @nobody", {"ada"}, ["nobody"]),
    ],
)
def test_names_are_found_as_people_write_them(
    desk: Any, member: Any, body: str, names: set[str], unknown: list[str]
) -> None:
    member(username="ada")
    member(username="ben.b")
    member("integration", username="prog")
    builders.make_user("outside")

    found, missing = mentioned_in(body, desk)

    assert ({user.username for user in found}, missing) == (names, unknown)


def test_a_long_row_of_signs_takes_no_time(desk: Any) -> None:
    assert mentioned_in("@" * 5000 + "a." * 2500, desk) is not None


def test_whoever_is_mentioned_by_name_or_by_choice_is_told_once(claim: Claim, member: Any) -> None:
    ada, ben, cy = (member(username=name) for name in ("ada", "ben", "cy"))
    outside = builders.make_user("outside")

    said = add_comment(
        claim=claim, actor=builders.actor(ada), body="@ben @ada @zoe", mentions=[ben, cy, outside]
    )  # fmt: skip

    assert told() == [("ben", "mention"), ("cy", "mention")]
    assert said.unknown == ["zoe"]
    assert {user.username for user in said.comment.mentions.all()} == {"ada", "ben", "cy"}


def test_a_mention_in_an_answer_is_told_as_a_mention_only(claim: Claim, member: Any) -> None:
    ada, ben = member(username="ada"), member(username="ben")
    say(claim, ben, "@ada yes", thread=say(claim, ada))

    assert told() == [("ada", "mention")]


def test_an_edit_tells_only_the_newly_mentioned_and_keeps_both_wordings(claim: Claim, member: Any) -> None:
    ada, ben, cy = (member(username=name) for name in ("ada", "ben", "cy"))
    comment = say(claim, ada, "@ben?")

    edited = edit_comment(comment=comment, actor=builders.actor(ada), body="@ben @cy?", version=1).comment

    assert (edited.version, edited.edited_at is not None) == (2, True)
    assert told() == [(ben.username, "mention"), (cy.username, "mention")]
    row = History.objects.get(verb="edited comment")
    assert (row.before, row.after) == ({"body": "@ben?"}, {"body": "@ben @cy?"})


def test_a_stale_edit_is_refused_with_how_it_reads_now(claim: Claim, member: Any) -> None:
    ada = member()
    comment = say(claim, ada)
    edit_comment(comment=comment, actor=builders.actor(ada), body="Second", version=1)

    with pytest.raises(StaleComment) as refused:
        edit_comment(comment=comment, actor=builders.actor(ada), body="Third", version=1)

    assert refused.value.details["comment"].body == "Second"  # type: ignore[attr-defined]


def test_only_the_author_edits_and_withdraws(claim: Claim, member: Any) -> None:
    comment, other = say(claim, member()), builders.actor(member("moderator"))
    with pytest.raises(NotYours):
        edit_comment(comment=comment, actor=other, body="Mine", version=1)
    with pytest.raises(NotYours):
        withdraw_comment(comment=comment, actor=other, version=1)


def test_a_withdrawn_comment_keeps_its_place_and_comes_back_for_ten_seconds(claim: Claim, member: Any) -> None:
    ada = member()
    who, comment = builders.actor(ada), say(claim, ada)
    withdraw_comment(comment=comment, actor=who, version=1)
    assert withdraw_comment(comment=comment, actor=who, version=1).withdrawn_at is not None  # twice is once
    assert open_comment_counts([claim.pk]) == {}
    assert len(threads_of(claim)) == 1
    with pytest.raises(Conflict):
        edit_comment(comment=comment, actor=who, body="Anew", version=2)

    assert restore_comment(comment=comment, actor=who).withdrawn_at is None

    Comment.objects.update(withdrawn_at=timezone.now() - timedelta(seconds=11))
    with pytest.raises(TooLateToRestore):
        restore_comment(comment=comment, actor=who)


def test_a_thread_is_resolved_and_opened_again_by_hand_or_by_an_answer(claim: Claim, member: Any) -> None:
    ada, ben = member(), member("viewer")
    thread = say(claim, ada)
    assert open_comment_counts([claim.pk]) == {claim.pk: 1}

    resolved = resolve_thread(thread=thread, actor=builders.actor(ben))
    assert resolved.resolved_by == ben
    assert resolve_thread(thread=thread, actor=builders.actor(ada)).resolved_by == ben  # twice is once
    assert open_comment_counts([claim.pk]) == {}
    assert reopen_thread(thread=thread, actor=builders.actor(ben)).resolved_at is None

    resolve_thread(thread=thread, actor=builders.actor(ben))
    say(claim, ada, "Not yet", thread=thread)
    assert open_comment_counts([claim.pk]) == {claim.pk: 2}


def test_only_a_first_comment_resolves(claim: Claim, member: Any) -> None:
    ada = member()
    reply = say(claim, ada, thread=say(claim, ada))
    with pytest.raises(InvalidInput):
        resolve_thread(thread=reply, actor=builders.actor(ada))


def test_a_span_lies_within_the_claim(claim: Claim, member: Any) -> None:
    assert say(claim, member(), start=4, end=9).start == 4
    for start, end in [(4, None), (-1, 3), (5, 5), (0, len(claim.quote) + 1)]:
        with pytest.raises(InvalidInput):
            say(claim, member(), start=start, end=end)


def test_a_thread_of_another_claim_is_no_place_for_an_answer(claim: Claim, member: Any) -> None:
    other = builders.make_claim(
        builders.make_article(claim.desk, "Snow fell.\n\nSnow fell in June."), "Snow fell in June"
    )
    with pytest.raises(InvalidInput):
        say(claim, member(), thread=say(other, member()))


def test_strangers_do_not_comment(claim: Claim) -> None:
    with pytest.raises(Forbidden):
        say(claim, builders.make_user())


def test_programs_and_closed_accounts_are_not_offered(desk: Any, member: Any) -> None:
    ada = member(username="ada")
    member("integration")
    member(username="gone", is_active=False)
    assert list(people_of(desk)) == [ada]


def test_threads_take_the_same_number_of_queries_however_many(
    claim: Claim, member: Any, django_assert_num_queries: Any
) -> None:
    people = [member() for _ in range(3)]
    for user in people:
        root = say(claim, user)
        for other in people:
            say(claim, other, f"@{user.username} yes", thread=root)
    with django_assert_num_queries(2):
        for thread in threads_of(claim):
            for comment in thread.all:
                assert comment.author.name
                list(comment.mentions.all())
