"""The contact log, and the right of reply."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.errors import Conflict, Forbidden, InvalidInput
from claims.models import Contact, History
from claims.review.contacts import (
    StaleClaim,
    StaleContact,
    edit_contact,
    had_its_say,
    harms_named_party,
    log_contact,
    restore_contact,
    set_harm,
    strike_contact,
)
from claims.review.evidence import add_evidence
from claims.review.services import record_verdict
from tests.builders import actor, contact_made, make_article, make_claim, make_publication, make_verdict


def log_it(claim, reviewer, **fields):
    confidential = fields.pop("confidential", False)
    return log_contact(claim=claim, actor=actor(reviewer), made=contact_made(**fields), confidential=confidential)


def test_a_contact_is_logged_and_its_answer_added_with_both_in_the_history(claim, reviewer, member):
    contact = log_it(claim, reviewer, asked="Did it sail?")
    edited = edit_contact(
        contact=contact, actor=actor(member("reviewer")), version=1,
        made=contact_made(contacted_at=contact.contacted_at, asked="Did it sail?", answer=" Yes. "),
    )  # fmt: skip
    assert (edited.answer, edited.version, edited.made_by) == ("Yes.", 2, reviewer)
    assert edited.answered_at is not None
    first, second = History.objects.about(claim).order_by("sequence")
    assert (first.verb, first.after["whom"]) == ("logged contact", "The harbour master")
    assert (second.verb, second.before["answer"], second.after["answer"]) == ("edited contact", "", "Yes.")


def test_saving_the_same_again_changes_nothing(claim, reviewer):
    contact = log_it(claim, reviewer)
    made = contact_made(contacted_at=contact.contacted_at)
    assert edit_contact(contact=contact, actor=actor(reviewer), version=1, made=made).version == 1
    assert History.objects.about(claim).count() == 1


def test_the_slower_of_two_editors_gets_the_other_version(claim, reviewer):
    contact = log_it(claim, reviewer)
    edit_contact(contact=contact, actor=actor(reviewer), version=1, made=contact_made(answer="Yes."))
    with pytest.raises(StaleContact) as caught:
        edit_contact(contact=contact, actor=actor(reviewer), version=1, made=contact_made(answer="No."))
    assert caught.value.details["contact"].answer == "Yes."


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"whom": " "}, "whom"),
        ({"whom": "x" * 201}, "whom"),
        ({"way": "pigeon"}, "way"),
        ({"contacted_at": timezone.now() + timedelta(days=1)}, "contacted_at"),
        ({"deadline": timezone.now() - timedelta(days=9)}, "deadline"),
        ({"answered_at": timezone.now() - timedelta(days=9)}, "answered_at"),
        ({"answer": "x" * 100_001}, "asked"),
    ],
)
def test_what_cannot_have_been_is_refused(claim, reviewer, fields, code):
    with pytest.raises(InvalidInput) as caught:
        log_it(claim, reviewer, **fields)
    assert caught.value.code == code
    assert not Contact.objects.exists()


def test_what_a_verdict_rests_on_stays_and_what_was_open_is_filled_in(claim, reviewer):
    contact = log_it(claim, reviewer)
    add_evidence(claim=claim, actor=actor(reviewer), stance="supports", contact=contact)
    record_verdict(
        claim=claim, actor=actor(reviewer), layer="world", value="verified", rationale="Said so.", replaces=None
    )
    at = contact.contacted_at
    with pytest.raises(Conflict, match="stays"):
        edit_contact(contact=contact, actor=actor(reviewer), version=1, made=contact_made(contacted_at=at, whom="Else"))
    edited = edit_contact(
        contact=contact, actor=actor(reviewer), version=1, made=contact_made(contacted_at=at, answer="Yes.")
    )
    assert edited.answer == "Yes."


@pytest.mark.parametrize("role", ["viewer", "editor", "integration"])
def test_roles_that_do_not_review_log_nothing(claim, reviewer, member, role):
    contact, other = log_it(claim, reviewer), actor(member(role))
    for act in (
        lambda: log_contact(claim=claim, actor=other, made=contact_made()),
        lambda: edit_contact(contact=contact, actor=other, version=1, made=contact_made(answer="x")),
        lambda: set_harm(claim=claim, actor=other, harms=False, version=claim.version),
    ):
        with pytest.raises(Forbidden):
            act()
    assert History.objects.about(claim).count() == 1


def test_a_confidential_contact_is_seen_by_its_owner_and_senior_reviewers_only(claim, reviewer, member):
    contact = log_it(claim, reviewer, whom="heron", confidential=True)
    for role in ("viewer", "editor", "reviewer", "moderator"):
        assert not Contact.objects.readable_by(actor(member(role))).exists()
    for person in (reviewer, member("senior_reviewer")):
        assert Contact.objects.readable_by(actor(person)).get() == contact
    assert "heron" not in str(contact)


# --- right of reply ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reasons", "harms"), [(["harm", "named actor"], True), (["harm"], False), (["named actor"], False), ([], False)]
)
def test_harm_to_a_named_party_follows_from_the_reasons_until_a_person_says_otherwise(claim, reviewer, reasons, harms):
    claim.reasons = reasons
    claim.save()
    assert harms_named_party(claim) is harms
    claim = set_harm(claim=claim, actor=actor(reviewer), harms=not harms, version=claim.version)
    assert harms_named_party(claim) is not harms
    claim = set_harm(claim=claim, actor=actor(reviewer), harms=None, version=claim.version)
    assert harms_named_party(claim) is harms
    words = [row.after["harms_named_party"] for row in History.objects.about(claim).order_by("sequence")]
    assert words == ["no" if harms else "yes", "automatic"]


def test_the_words_of_the_machine_are_those_that_the_reasons_use():
    from claims.extraction.news_signs import WEIGHTS
    from claims.review.contacts import HARM

    assert set(WEIGHTS) >= HARM


def test_a_stale_setting_of_harm_is_refused(claim, reviewer):
    set_harm(claim=claim, actor=actor(reviewer), harms=True, version=claim.version)
    with pytest.raises(StaleClaim):
        set_harm(claim=claim, actor=actor(reviewer), harms=False, version=claim.version)


def test_the_party_had_its_say_when_it_answered_or_its_deadline_passed(claim, reviewer):
    now = timezone.now()
    log_it(claim, reviewer, answer="Not about that", right_of_reply=False)
    assert not had_its_say(claim)
    asked = log_it(claim, reviewer, right_of_reply=True, deadline=now + timedelta(hours=1))
    assert not had_its_say(claim)
    edit_contact(
        contact=asked, actor=actor(reviewer), version=1,
        made=contact_made(contacted_at=asked.contacted_at, right_of_reply=True, deadline=now - timedelta(minutes=1)),
    )  # fmt: skip
    assert had_its_say(claim)
    other = make_claim(make_article(claim.desk))
    log_it(other, reviewer, right_of_reply=True, answer="We deny it.")
    assert had_its_say(other)


# --- logged by mistake ------------------------------------------------------------------------------------------------


def test_a_struck_entry_stays_in_the_log_and_counts_for_no_right_of_reply_until_it_is_taken_up_again(claim, reviewer):
    contact = log_it(claim, reviewer, right_of_reply=True, answer="We deny it.")
    assert had_its_say(claim)
    with pytest.raises(InvalidInput):
        strike_contact(contact=contact, actor=actor(reviewer), version=1, reason=" ")
    with pytest.raises(StaleContact):
        strike_contact(contact=contact, actor=actor(reviewer), version=7, reason="Another claim")
    struck = strike_contact(contact=contact, actor=actor(reviewer), version=1, reason="It was about another claim")
    assert (struck.struck_by, struck.version, had_its_say(claim)) == (reviewer, 2, False)
    told = History.objects.about(claim).latest("sequence")
    assert (told.verb, told.reason) == ("struck out contact", "It was about another claim")
    with pytest.raises(Conflict):
        edit_contact(contact=struck, actor=actor(reviewer), version=2, made=contact_made(answer="Yes."))
    with pytest.raises(InvalidInput):
        add_evidence(claim=claim, actor=actor(reviewer), stance="supports", contact=struck)
    restore_contact(contact=struck, actor=actor(reviewer), version=2)
    assert had_its_say(claim)


def test_an_entry_that_is_evidence_or_that_a_published_verdict_needs_is_not_struck(claim, reviewer, member):
    used = log_it(claim, reviewer)
    piece = add_evidence(claim=claim, actor=actor(reviewer), stance="supports", contact=used)
    with pytest.raises(Conflict):
        strike_contact(contact=used, actor=actor(reviewer), version=1, reason="By mistake")
    piece.delete()
    strike_contact(contact=used, actor=actor(reviewer), version=1, reason="By mistake")
    reply = log_it(claim, reviewer, right_of_reply=True, answer="We deny it.")
    set_harm(claim=claim, actor=actor(reviewer), harms=True, version=claim.version)
    make_verdict(claim, reviewer)
    make_publication(claim, member("editor"))
    with pytest.raises(Conflict, match="published"):
        strike_contact(contact=reply, actor=actor(reviewer), version=1, reason="By mistake")
    log_it(claim, reviewer, right_of_reply=True, answer="Again: we deny it.")
    strike_contact(contact=reply, actor=actor(reviewer), version=1, reason="By mistake")


def test_of_a_confidential_entry_the_history_says_only_that_it_was_struck(claim, reviewer):
    contact = log_it(claim, reviewer, whom="heron", confidential=True)
    strike_contact(contact=contact, actor=actor(reviewer), version=1, reason="heron was the wrong one")
    told = History.objects.about(claim).latest("sequence")
    assert "heron" not in f"{told.before}{told.after}{told.reason}"
