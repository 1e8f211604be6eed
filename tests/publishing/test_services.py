"""Publishing verdicts: the gates before it, the lock while it stands, and taking it back."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from claims.errors import Forbidden, InvalidInput
from claims.intake.editing import withdraw_article
from claims.models import History, Publication, Verdict
from claims.publishing.services import (
    AlreadyPublished,
    NothingToPublish,
    NotPublished,
    ReviewOpen,
    RightOfReply,
    look_over,
    publish_article,
    publish_verdict,
    retract_publication,
)
from claims.review.contacts import log_contact, set_harm
from claims.review.errors import NotInReview, StaleVerdict
from claims.review.gates import latest_verdict
from claims.review.second import decide_claim
from claims.review.services import record_verdict, reopen_claim
from tests.builders import actor, contact_made, make_article, make_claim, make_publication, make_verdict


@pytest.fixture
def claim(desk):
    return make_claim(
        make_article(desk, "Toll report\n\nThe flood killed Ida Holm. The river rose. Orl is dry."), "The river rose"
    )


@pytest.fixture
def editor(member):
    return member("editor")


def publish(claim, editor):
    return publish_verdict(claim=claim, actor=actor(editor), verdict=latest_verdict(claim, "world"))


def test_a_verdict_is_published_and_stands_in_the_history(claim, reviewer, editor):
    verdict = make_verdict(claim, reviewer)
    publication = publish(claim, editor)
    assert (publication.verdict, publication.published_by, publication.retracted_at) == (verdict, editor, None)
    row = History.objects.about(claim).latest("sequence")
    assert (row.verb, row.actor, row.after["published"]) == ("published verdict", editor, "verified")
    with pytest.raises(AlreadyPublished):
        publish(claim, editor)


@pytest.mark.parametrize("role", ["viewer", "reviewer", "integration"])
def test_roles_that_do_not_publish_are_refused(claim, reviewer, editor, member, role):
    make_verdict(claim, reviewer)
    person = member(role)
    with pytest.raises(Forbidden):
        publish(claim, person)
    publication = publish(claim, editor)
    with pytest.raises(Forbidden):
        retract_publication(publication=publication, actor=actor(person), reason="No")


def test_without_a_verdict_that_holds_there_is_nothing_to_publish(claim, reviewer, editor):
    with pytest.raises(NothingToPublish):
        publish(claim, editor)
    verdict = make_verdict(claim, reviewer)
    reopen_claim(claim=claim, actor=actor(reviewer), layer="world", reason="New toll", replaces=verdict)
    with pytest.raises(NothingToPublish):
        publish(claim, editor)


def test_the_verdict_that_the_editor_saw_is_the_one_that_goes_out(claim, reviewer, editor):
    seen = make_verdict(claim, reviewer)
    record_verdict(
        claim=claim,
        actor=actor(reviewer),
        layer="world",
        value="disputed",
        rationale="No.",
        replaces=seen,
        reason="New log",
    )
    with pytest.raises(StaleVerdict):
        publish_verdict(claim=claim, actor=actor(editor), verdict=seen)


def test_a_claim_that_waits_for_its_second_reviewer_is_not_published(claim, reviewer, editor, desk):
    make_verdict(claim, reviewer, "unverifiable")
    claim.risk = True
    claim.save(update_fields=["risk"])
    decide_claim(
        claim=claim, actor=actor(reviewer), layer="world", value="verified", rationale="It is so.", reason="New log",
        replaces=latest_verdict(claim, "world"),
    )  # fmt: skip
    with pytest.raises(ReviewOpen):
        publish(claim, editor)


def test_a_claim_of_a_withdrawn_article_is_not_published(claim, reviewer, editor, member):
    make_verdict(claim, reviewer)
    withdraw_article(article=claim.article, actor=actor(member("moderator")), reason="Wrong file")
    with pytest.raises(NotInReview):
        publish(claim, editor)


# --- right of reply ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["verified", "disputed"])
def test_harm_to_a_named_party_goes_out_only_after_it_had_its_say(claim, reviewer, editor, value):
    claim.reasons = ["harm", "named actor"]
    claim.save()
    make_verdict(claim, reviewer, value)
    with pytest.raises(RightOfReply, match="right of reply"):
        publish(claim, editor)
    log_contact(claim=claim, actor=actor(reviewer), made=contact_made(right_of_reply=True))
    with pytest.raises(RightOfReply):
        publish(claim, editor)
    log_contact(claim=claim, actor=actor(reviewer), made=contact_made(right_of_reply=True, answer="We deny it."))
    assert publish(claim, editor).verdict.value == value


def test_unverifiable_or_harmless_by_a_person_s_word_needs_no_reply(claim, reviewer, editor):
    claim.reasons = ["harm", "named actor"]
    claim.save()
    make_verdict(claim, reviewer, "unverifiable")
    assert publish(claim, editor)
    other = make_claim(claim.article, "Orl is dry", reasons=["harm", "named actor"])
    make_verdict(other, reviewer)
    set_harm(claim=other, actor=actor(reviewer), harms=False, version=other.version)
    assert publish(other, editor)


# --- while it stands --------------------------------------------------------------------------------------------------


def test_a_published_verdict_changes_by_correction_which_is_then_published_in_its_place(claim, reviewer, editor):
    verdict = make_verdict(claim, reviewer)
    first = publish(claim, editor)
    corrected = record_verdict(
        claim=claim,
        actor=actor(reviewer),
        layer="world",
        value="disputed",
        rationale="No.",
        replaces=verdict,
        reason="New log",
    )
    assert corrected.act == "correct"
    second = publish(claim, editor)
    first.refresh_from_db()
    assert (second.verdict, first.retracted_by) == (corrected, editor)
    assert Publication.objects.filter(retracted_at__isnull=True).get() == second
    assert History.objects.about(claim).latest("sequence").before == {"published": "verified"}


def test_a_published_claim_that_reopens_stays_published_until_it_is_taken_back(claim, reviewer, editor):
    verdict = make_verdict(claim, reviewer)
    publication = publish(claim, editor)
    reopen_claim(claim=claim, actor=actor(reviewer), layer="world", reason="New toll", replaces=verdict)
    publication.refresh_from_db()
    assert publication.retracted_at is None
    retract_publication(publication=publication, actor=actor(editor), reason="Until we know")
    assert not Publication.objects.filter(retracted_at__isnull=True).exists()


def test_taking_back_needs_a_reason_and_happens_once(claim, reviewer, editor):
    make_verdict(claim, reviewer)
    publication = publish(claim, editor)
    with pytest.raises(InvalidInput):
        retract_publication(publication=publication, actor=actor(editor), reason=" ")
    retract_publication(publication=publication, actor=actor(editor), reason="Too early")
    with pytest.raises(NotPublished):
        retract_publication(publication=publication, actor=actor(editor), reason="Again")
    row = History.objects.about(claim).latest("sequence")
    assert (row.verb, row.before["published"], row.reason) == ("took back publication", "verified", "Too early")
    assert publish(claim, editor).retracted_at is None


# --- a whole article --------------------------------------------------------------------------------------------------


def test_an_article_s_verdicts_go_out_together_and_the_rest_says_why_not(
    claim, reviewer, editor, django_assert_max_num_queries
):
    harmful = make_claim(claim.article, "The flood killed Ida Holm", reasons=["harm", "named actor"])
    waiting = make_claim(claim.article, "Orl is dry")
    make_verdict(claim, reviewer)
    make_verdict(harmful, reviewer)
    with django_assert_max_num_queries(6):
        seen = look_over(claim.article)
    assert [row.code for row in seen] == ["", "right_of_reply", "no_verdict"]
    rows = publish_article(article=claim.article, actor=actor(editor))
    assert [(row.claim, row.code) for row in rows] == [
        (claim, ""),
        (harmful, "right_of_reply"),
        (waiting, "no_verdict"),
    ]
    assert Publication.objects.get().claim == claim
    assert look_over(claim.article)[0].code == "already_published"


# --- at the database --------------------------------------------------------------------------------------------------


def test_the_database_lets_no_published_verdict_be_changed_otherwise(claim, reviewer, editor):
    verdict = make_verdict(claim, reviewer)
    publish(claim, editor)
    with pytest.raises(DatabaseError, match="correction or a reopening"), transaction.atomic():
        Verdict.objects.create(
            claim=claim, layer="world", sequence=2, act="change", value="unverifiable", rationale="x", reason="x", reviewer=reviewer,
            replaces=verdict,
        )  # fmt: skip


def test_the_database_publishes_only_the_verdict_that_holds(claim, reviewer, editor):
    first = make_verdict(claim, reviewer)
    second = record_verdict(
        claim=claim,
        actor=actor(reviewer),
        layer="world",
        value="disputed",
        rationale="No.",
        replaces=first,
        reason="New log",
    )
    other = make_claim(claim.article, "Orl is dry")
    for row, verdict in ((claim, first), (other, second)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Publication.objects.create(claim=row, verdict=verdict, published_by=editor)


@pytest.mark.parametrize(
    "attempt",
    [
        "DELETE FROM claims_publication",
        "UPDATE claims_publication SET published_by_id = (SELECT min(id) FROM claims_user)",
        "UPDATE claims_publication SET created_at = now() - interval '1 day'",
    ],
)
def test_the_database_lets_no_publication_be_altered_or_removed(claim, reviewer, editor, attempt):
    make_verdict(claim, reviewer)
    make_publication(claim, editor)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attempt)
