"""A finding raised with who handed the article in: a thread on the nearest claim, told as a mention, and taken back."""

from __future__ import annotations

import pytest

from claims.errors import Forbidden, InvalidInput
from claims.models import Comment, Finding, History, Notification
from claims.review.findings import dismiss_finding
from claims.review.raising import (
    FindingRaised,
    NobodyToAsk,
    question_of,
    raise_finding,
    standing_thread,
    take_back_question,
    whom_to_ask,
)
from claims.talk.comments import add_comment, withdraw_comment
from tests.builders import actor, make_article, make_claim, make_desk, make_member

TEXT = "Flood report of Orl\n\nThe river rose by two metres. The police closed nine of seven bridges. Nobody was hurt."


@pytest.fixture
def article(desk, member):
    return make_article(desk, TEXT, uploaded_by=member("editor", display_name="Ida Holm"))


@pytest.fixture
def claims(article):
    return [make_claim(article, quote) for quote in ("The river rose by two metres", "Nobody was hurt")]


@pytest.fixture
def finding(article, claims):
    at = TEXT.index("nine of seven")
    spans = [[at, at + 13]]
    return Finding.objects.create(
        revision=article.revisions.get(), kind="part_above_whole", spans=spans,
        message="the part, 9, is larger than its whole, 7",
    )  # fmt: skip


def test_the_question_opens_a_thread_on_the_nearest_claim_and_tells_who_handed_the_article_in(
    article, claims, finding, reviewer
):
    asked = whom_to_ask(article, actor(reviewer))
    body = question_of(finding, asked, finding.message)
    assert body == f"@{asked.username} the part, 9, is larger than its whole, 7. Is the text right?"
    raised = raise_finding(finding=finding, actor=actor(reviewer), body=body)
    assert (raised.thread.claim, raised.raised_with) == (claims[1], article.uploaded_by)
    [told] = Notification.objects.filter(to=article.uploaded_by)
    assert (told.kind, told.comment, told.actor) == ("mention", raised.thread, reviewer)
    assert set(raised.thread.mentions.all()) == {article.uploaded_by}
    row = History.objects.about(finding).latest("sequence")
    assert (row.verb, row.after["raised_with"]) == ("raised a finding", "Ida Holm")
    with pytest.raises(FindingRaised):
        raise_finding(finding=finding, actor=actor(reviewer), body=body)


def test_it_opens_on_the_claim_that_was_looked_at_and_without_the_name_in_its_words(claims, finding, reviewer):
    raised = raise_finding(finding=finding, actor=actor(reviewer), body="Nine of seven?", claim=claims[0])
    assert raised.thread.claim == claims[0]
    assert Notification.objects.filter(kind="mention").count() == 1
    elsewhere = make_claim(make_article(claims[0].desk))
    take_back_question(finding=finding, actor=actor(reviewer))
    assert raise_finding(finding=finding, actor=actor(reviewer), body="?", claim=elsewhere).thread.claim == claims[1]


def test_a_question_is_taken_back_by_who_asked_until_somebody_answers(article, finding, reviewer, member):
    raised = raise_finding(finding=finding, actor=actor(reviewer), body="Nine of seven?")
    with pytest.raises(Forbidden):
        take_back_question(finding=finding, actor=actor(member()))
    take_back_question(finding=finding, actor=actor(reviewer))
    finding.refresh_from_db()
    assert (finding.thread, finding.raised_with) == (None, None)
    assert Comment.objects.get(pk=raised.thread.pk).withdrawn_at is not None
    assert not Notification.objects.exists()
    with pytest.raises(FindingRaised):
        take_back_question(finding=finding, actor=actor(reviewer))
    thread = raise_finding(finding=finding, actor=actor(reviewer), body="Nine of seven?").thread
    add_comment(claim=thread.claim, actor=actor(article.uploaded_by), body="Seven of nine.", thread=thread)
    with pytest.raises(FindingRaised):
        take_back_question(finding=finding, actor=actor(reviewer))


def test_a_question_whose_words_were_withdrawn_can_be_asked_anew(finding, reviewer):
    thread = raise_finding(finding=finding, actor=actor(reviewer), body="Nine of seven?").thread
    withdraw_comment(comment=thread, actor=actor(reviewer), version=1)
    finding.refresh_from_db()
    assert standing_thread(finding) is None
    assert raise_finding(finding=finding, actor=actor(reviewer), body="Nine of seven?").thread != thread


def test_nobody_is_asked_about_his_own_article_nor_who_left_nor_without_a_claim(desk, article, finding, reviewer):
    with pytest.raises(NobodyToAsk):
        raise_finding(finding=finding, actor=actor(article.uploaded_by), body="?")
    with pytest.raises(InvalidInput):
        raise_finding(finding=finding, actor=actor(reviewer), body=" ")
    bare = make_article(desk)
    empty = Finding.objects.create(revision=bare.revisions.get(), kind="headline_without_body", message="No body")
    with pytest.raises(NobodyToAsk):
        raise_finding(finding=empty, actor=actor(reviewer), body="?")
    article.uploaded_by.memberships.all().delete()
    with pytest.raises(NobodyToAsk):
        raise_finding(finding=finding, actor=actor(reviewer), body="?")
    with pytest.raises(Forbidden):
        raise_finding(finding=finding, actor=actor(make_member(make_desk())), body="?")
    assert not Comment.objects.exists()


def test_what_was_set_aside_is_not_raised(finding, reviewer):
    dismiss_finding(finding=finding, actor=actor(reviewer), reason="Rounded")
    with pytest.raises(FindingRaised):
        raise_finding(finding=finding, actor=actor(reviewer), body="?")
