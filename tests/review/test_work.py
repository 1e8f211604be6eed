"""Work on claims: whose they are, until when, how urgent; and how much hangs on them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.accounts import members_of
from claims.errors import Conflict, Forbidden, InvalidInput
from claims.models import Claim, History, Notification
from claims.review.editing import split_claim, undo_edit
from claims.review.evidence import add_evidence, remove_evidence
from claims.review.links import judge_link
from claims.review.links import make_link as draw_link
from claims.review.work import (
    NotAssignable,
    StaleWork,
    assign_claim,
    assignable,
    change_work,
    described_work,
    recount_load,
    restore_work,
    set_article_deadline,
)
from tests.builders import actor, make_article, make_claim, make_desk, make_link, make_member, make_quantity

TOMORROW = timezone.now() + timedelta(days=1)


def test_an_assigned_claim_is_somebody_s_and_he_is_told_with_why(claim, reviewer, member):
    editor = member("editor", display_name="Mira Holt")
    assigned = assign_claim(claim=claim, actor=actor(editor), assignee=reviewer, version=1)
    assert (assigned.assignee, assigned.version) == (reviewer, 2)
    told = Notification.objects.get(to=reviewer)
    assert (told.kind, told.claim, told.actor) == ("assigned", claim, editor)
    assert told.why == "because Mira Holt assigned it to you"
    assert told.not_before > timezone.now()
    event = History.objects.about(claim).latest("sequence")
    assert (event.verb, event.before, event.after) == ("assigned", {"assignee": None}, {"assignee": reviewer.name})


def test_who_assigns_a_claim_to_himself_is_not_told(claim, reviewer):
    assign_claim(claim=claim, actor=actor(reviewer), assignee=reviewer)
    assert not Notification.objects.exists()


def test_a_claim_goes_back_to_nobody(claim, reviewer):
    assign_claim(claim=claim, actor=actor(reviewer), assignee=reviewer)
    assert assign_claim(claim=claim, actor=actor(reviewer), assignee=None).assignee is None


def test_what_is_so_already_writes_no_history(claim, reviewer):
    assign_claim(claim=claim, actor=actor(reviewer), assignee=reviewer)
    before = History.objects.count()
    assert assign_claim(claim=claim, actor=actor(reviewer), assignee=reviewer).version == 2
    assert History.objects.count() == before


def test_the_slower_of_two_is_refused_and_sees_what_holds_now(claim, reviewer, member):
    change_work(claim=claim, actor=actor(reviewer), version=1, priority=2)
    with pytest.raises(StaleWork) as caught:
        change_work(claim=claim, actor=actor(member("editor")), version=1, priority=-1)
    assert caught.value.details["claim"].priority == 2


def test_a_claim_is_assigned_only_to_somebody_who_may_judge_it(desk, reviewer, member):
    moderator = member("moderator")
    claim = make_claim(make_article(desk, uploaded_by=moderator))
    stranger = make_member(make_desk(), "reviewer")
    for person in (member("editor"), member("viewer"), member("integration"), stranger, moderator):
        with pytest.raises(NotAssignable):
            assign_claim(claim=claim, actor=actor(reviewer), assignee=person)


def test_only_people_who_review_are_offered(desk, member):
    people = {
        role: member(role) for role in ("viewer", "editor", "reviewer", "senior_reviewer", "moderator", "integration")
    }
    assert set(assignable(members_of(desk.pk))) == {
        people[role] for role in ("reviewer", "senior_reviewer", "moderator")
    }


@pytest.mark.parametrize("role", ["viewer", "integration"])
def test_a_viewer_sets_nothing(claim, member, role):
    with pytest.raises(Forbidden):
        change_work(claim=claim, actor=actor(member(role)), priority=1)


def test_the_work_on_a_claim_of_another_desk_is_not_ours(claim):
    with pytest.raises(Forbidden):
        change_work(claim=claim, actor=actor(make_member(make_desk(), "moderator")), priority=1)


def test_a_deadline_in_the_past_and_an_unknown_priority_are_refused(claim, reviewer):
    with pytest.raises(InvalidInput):
        change_work(claim=claim, actor=actor(reviewer), deadline=timezone.now() - timedelta(minutes=1))
    with pytest.raises(InvalidInput):
        change_work(claim=claim, actor=actor(reviewer), priority=7)
    with pytest.raises(InvalidInput):
        change_work(claim=claim, actor=actor(reviewer), check_worthiness=1)


def test_several_things_set_at_once_are_one_event(claim, reviewer):
    change_work(claim=claim, actor=actor(reviewer), priority=2, risk=True, deadline=TOMORROW)
    event = History.objects.about(claim).latest("sequence")
    assert event.verb == "changed work"
    assert event.after == {"priority": "Urgent", "risk": True, "deadline": TOMORROW.isoformat()}


def test_work_is_restored_unless_it_was_changed_meanwhile(claim, reviewer, member):
    before = described_work(claim)
    after = described_work(assign_claim(claim=claim, actor=actor(member("editor")), assignee=reviewer))
    restored = restore_work(claim=claim, actor=actor(reviewer), before={"assignee": before["assignee"]}, after=after)
    assert restored.assignee is None
    assert not Notification.objects.exists(), "an assignment that was undone at once is never told"
    change_work(claim=claim, actor=actor(reviewer), priority=1)
    with pytest.raises(StaleWork):
        restore_work(claim=claim, actor=actor(reviewer), before={"priority": 2}, after={"priority": 0})


# --- due ----------------------------------------------------------------------------------------------------------------


def due(claim):
    claim.refresh_from_db()
    return claim.due


def test_a_claim_is_due_by_its_own_deadline_else_with_its_article(claim, member):
    editor = actor(member("editor"))
    set_article_deadline(article=claim.article, actor=editor, deadline=TOMORROW)
    assert due(claim) == TOMORROW
    change_work(claim=claim, actor=editor, deadline=TOMORROW - timedelta(hours=2))
    assert due(claim) == TOMORROW - timedelta(hours=2)
    set_article_deadline(article=claim.article, actor=editor, deadline=TOMORROW + timedelta(hours=2))
    assert due(claim) == TOMORROW - timedelta(hours=2)
    change_work(claim=claim, actor=editor, deadline=None)
    assert due(claim) == TOMORROW + timedelta(hours=2)
    later = make_claim(claim.article, claim.quote[4:])
    assert due(later) == TOMORROW + timedelta(hours=2)
    set_article_deadline(article=claim.article, actor=editor, deadline=None)
    assert due(claim) is None


def test_nobody_sets_when_a_claim_is_due_past_its_deadlines(claim):
    Claim.objects.filter(pk=claim.pk).update(due=TOMORROW)
    assert due(claim) is None


def test_an_article_deadline_stands_in_its_history_and_lies_in_the_future(claim, member):
    editor = actor(member("editor"))
    with pytest.raises(InvalidInput):
        set_article_deadline(article=claim.article, actor=editor, deadline=timezone.now())
    set_article_deadline(article=claim.article, actor=editor, deadline=TOMORROW)
    event = History.objects.about(claim.article).latest("sequence")
    assert (event.verb, event.after) == ("set deadline", {"deadline": TOMORROW.isoformat()})
    with pytest.raises(Forbidden):
        set_article_deadline(article=claim.article, actor=actor(member("viewer")), deadline=None)


# --- load ---------------------------------------------------------------------------------------------------------------


def load(claim):
    claim.refresh_from_db()
    return claim.load_bearing


def test_confirmed_links_and_evidence_count_as_what_hangs_on_a_claim(desk, claim, reviewer):
    other, third = make_claim(make_article(desk)), make_claim(make_article(desk))
    link = make_link(claim, other)
    assert load(claim) == 0, "a suggestion counts nowhere"
    link = judge_link(link=link, actor=actor(reviewer), state="confirmed", version=1)
    assert (load(claim), load(other)) == (1, 1)
    make_link_by_hand = make_link_of(reviewer, claim, third)
    assert load(claim) == 2
    piece = add_evidence(claim=third, actor=actor(reviewer), stance="supports", other_claim=claim)
    assert load(claim) == 2, "the same claim hangs on it in two ways"
    judge_link(link=make_link_by_hand, actor=actor(reviewer), state="rejected", version=make_link_by_hand.version)
    assert (load(claim), load(third)) == (2, 0)
    fourth = make_claim(make_article(desk))
    add_evidence(claim=fourth, actor=actor(reviewer), stance="refutes", other_claim=claim)
    assert load(claim) == 3
    judge_link(link=link, actor=actor(reviewer), state="suggested", version=link.version)
    remove_evidence(evidence=piece, actor=actor(reviewer))
    assert load(claim) == 1


def make_link_of(reviewer, claim, other):
    return draw_link(claim=claim, other=other, actor=actor(reviewer), relation="related", reason="Same pier")


def test_what_hangs_on_a_claim_goes_with_its_link_when_it_is_split_and_comes_back_with_the_undo(
    desk, member, reviewer, django_capture_on_commit_callbacks
):
    quote = "Two cranes fell, three ships left"
    article = make_article(desk, f"Port closes\n\n{quote} on Monday.")
    old, other = make_claim(article, quote), make_claim(make_article(desk))
    for surface in ("Two cranes", "three ships"):
        make_quantity(old, surface)
    link = make_link(old, other, reason="“Two cranes” and “two” are the same")
    judge_link(link=link, actor=actor(reviewer), state="confirmed", version=1)
    assert (load(old), load(other)) == (1, 1)
    with django_capture_on_commit_callbacks(execute=True):
        at = article.revisions.get().text.index(", three")
        edit = split_claim(claim=old, actor=actor(member("editor")), version=1, at=[at])
    assert (load(old), load(other)) == (0, 0), "the link is a suggestion again"
    link.refresh_from_db()
    part = link.other(other)
    assert (part.quote, load(part)) == ("Two cranes fell", 0)
    with django_capture_on_commit_callbacks(execute=True):
        judge_link(link=link, actor=actor(reviewer), state="confirmed", version=link.version)
    assert (load(part), load(other)) == (1, 1)
    with django_capture_on_commit_callbacks(execute=True):
        judge_link(link=link, actor=actor(reviewer), state="suggested", version=link.version + 1)
        undo_edit(edit=edit, actor=edit_actor(edit))
    assert (load(old), load(part), load(other)) == (1, 0, 1)


def edit_actor(edit):
    return actor(edit.editor)


def test_counting_anew_heals_a_wrong_count(claim):
    Claim.objects.filter(pk=claim.pk).update(load_bearing=9)
    recount_load(claim)
    assert load(claim) == 0


def test_a_changed_claim_is_a_conflict_for_pages_and_api():
    assert issubclass(StaleWork, Conflict)
