"""Who has which claim in hand: the next one, in order, never for two people."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from claims.errors import Forbidden
from claims.models import Claim, ReviewLease
from claims.review.leases import (
    LEASE,
    LEAVING,
    ClaimInHand,
    give_back,
    lease_of,
    leases_on,
    leases_to_read,
    next_claim,
    renew_lease,
    take_claim,
)
from claims.review.second import decide_claim
from claims.review.work import assign_claim, change_work, set_article_deadline
from tests import builders
from tests.builders import actor, make_article, make_claim, make_desk, make_member, make_user

SOON = timezone.now() + timedelta(hours=3)


def some_claims(desk, *worths):
    return [make_claim(make_article(desk), check_worthiness=worth) for worth in worths]


def handed(user, **kwargs):
    return next_claim(actor=actor(user), **kwargs)


def test_the_next_claim_goes_by_deadline_load_priority_and_worth(desk, member, reviewer):
    worthy, urgent, loaded, due, first = some_claims(desk, 0.9, 0.1, 0.1, 0.1, 0.1)
    editor = actor(member("editor"))
    change_work(claim=urgent, actor=editor, priority=2)
    Claim.objects.filter(pk=loaded.pk).update(load_bearing=4)
    change_work(claim=due, actor=editor, deadline=SOON)
    set_article_deadline(article=first.article, actor=editor, deadline=SOON - timedelta(hours=1))
    people = [reviewer, *(member("reviewer") for _ in range(4))]
    assert [handed(person) for person in people] == [first, due, loaded, urgent, worthy]
    assert handed(member("reviewer")) is None


def test_a_claim_in_hand_is_given_to_nobody_else_until_the_lease_has_ended(desk, member, reviewer):
    [claim] = some_claims(desk, 0.5)
    other = member("reviewer")
    assert handed(reviewer) == claim
    assert handed(other) is None
    ReviewLease.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert lease_of(claim) is None
    assert handed(other) == claim
    assert ReviewLease.objects.get().holder == other


def test_taking_the_next_one_gives_the_former_one_back(desk, member, reviewer):
    first, second, third = some_claims(desk, 0.9, 0.8, 0.7)
    assert handed(reviewer) == first
    assert handed(reviewer, leaving=first) == second
    assert handed(member("reviewer")) == first
    assert [lease.claim for lease in leases_to_read(actor(reviewer))] == [second]
    assert third not in leases_on([first, second, third])


def test_passing_over_goes_on_behind_and_begins_anew_at_the_end(desk, reviewer):
    first, second, third = some_claims(desk, 0.9, 0.8, 0.7)
    assert [handed(reviewer, leaving=claim) for claim in (first, second, third)] == [second, third, first]


def test_after_a_verdict_the_search_begins_at_the_top(desk, reviewer):
    first, second, _third = some_claims(desk, 0.9, 0.8, 0.7)
    builders.make_verdict(second, reviewer, "unverifiable")
    second.refresh_from_db()
    assert handed(reviewer, leaving=second) == first


def test_nobody_is_handed_what_he_may_not_judge(desk, member, reviewer):
    moderator, other = member("moderator"), member("reviewer")
    own = make_claim(make_article(desk, uploaded_by=moderator), check_worthiness=0.9)
    theirs = make_claim(make_article(desk), check_worthiness=0.8)
    assign_claim(claim=theirs, actor=actor(moderator), assignee=other)
    foreign = make_claim(make_article())
    gone = make_claim(make_article(desk), standing="gone")
    open_one = make_claim(make_article(desk), check_worthiness=0.1)
    assert handed(moderator) == open_one
    assert handed(other) == own
    assert {foreign, gone}.isdisjoint(lease.claim for lease in ReviewLease.objects.all())


def test_a_first_decision_is_followed_by_somebody_else_s_second(desk, member, reviewer):
    [claim] = some_claims(desk, 0.5)
    change_work(claim=claim, actor=actor(reviewer), risk=True)
    decide_claim(
        claim=claim,
        actor=actor(reviewer),
        layer="world",
        value="unverifiable",
        rationale="Nobody answers.",
        replaces=None,
    )
    assert handed(reviewer) is None
    assert handed(member("reviewer")) == claim


def test_a_conflict_goes_to_a_senior_reviewer_who_took_no_part(desk, member, reviewer):
    [claim] = some_claims(desk, 0.5)
    change_work(claim=claim, actor=actor(reviewer), risk=True)
    second, senior = member("senior_reviewer"), member("senior_reviewer")
    for person, value in ((reviewer, "unverifiable"), (second, "verified")):
        if value == "verified":
            builders.make_evidence(claim, person)
        decide_claim(claim=claim, actor=actor(person), layer="world", value=value, rationale="Read it.", replaces=None)
    assert handed(member("reviewer")) is None
    assert handed(second) is None
    assert handed(senior) == claim


@pytest.mark.parametrize("role", ["viewer", "editor", "integration"])
def test_who_does_not_review_is_handed_nothing(desk, member, role):
    some_claims(desk, 0.5)
    with pytest.raises(Forbidden):
        handed(member(role))


def test_of_several_desks_the_first_claim_of_all_is_handed_out(desk):
    other_desk = make_desk()
    person = make_member(desk, "reviewer")
    builders.accounts.set_role(desk=other_desk, user=person, role="reviewer")
    [less], [more] = some_claims(desk, 0.4), some_claims(other_desk, 0.6)
    assert handed(person) == more
    assert handed(person, leaving=more) == less


def test_a_lease_is_renewed_given_back_and_taken_by_hand(desk, member, reviewer):
    [claim] = some_claims(desk, 0.5)
    other = member("reviewer")
    lease = take_claim(claim=claim, actor=actor(reviewer))
    with pytest.raises(ClaimInHand) as caught:
        take_claim(claim=claim, actor=actor(other))
    assert caught.value.details["lease"].holder == reviewer
    ReviewLease.objects.update(until=timezone.now() + timedelta(seconds=30))
    assert renew_lease(claim=claim, actor=actor(reviewer))
    assert not renew_lease(claim=claim, actor=actor(other))
    assert lease_of(claim).until > timezone.now() + LEASE - timedelta(minutes=1)
    assert give_back(claim=claim, actor=actor(reviewer), at_once=False)
    assert lease_of(claim).until <= timezone.now() + LEAVING + timedelta(seconds=2)
    assert not give_back(claim=claim, actor=actor(other))
    assert give_back(claim=claim, actor=actor(reviewer))
    assert lease_of(claim) is None
    assert lease.holder == reviewer


def test_the_search_reads_the_index_and_not_the_desk(desk, reviewer):
    """The plan begins in the queue's index, whose first row is the answer: it does not grow with the claims."""
    some_claims(desk, 0.5, 0.6)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        from claims.review.leases import handed_out
        from claims.review.order import in_queue_order

        sql, parameters = (
            in_queue_order(handed_out(actor(reviewer)).filter(desk=desk)).values("pk")[:1].query.sql_with_params()
        )
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "using claim_queue on claims_claim" in plan
    assert "Sort" not in plan


@pytest.mark.django_db(transaction=True)
def test_many_people_at_once_never_get_the_same_claim():
    desk = make_desk()
    article = make_article(desk)
    quote = "The river rose by two metres overnight"
    for number in range(1, 61):
        Claim.objects.create(desk=desk, article=article, number=number, quote=quote, wording=quote, kind="event", zone="body",
                             check_worthiness=number / 100, extractor="test 1")  # fmt: skip
    people = [make_user() for _ in range(20)]
    for person in people:
        builders.accounts.set_role(desk=desk, user=person, role="reviewer")
    got: list[tuple[int, int]] = []
    failures: list[BaseException] = []
    start = threading.Barrier(len(people))

    def work(person):
        try:
            start.wait()
            for _ in range(3):
                claim = next_claim(actor=actor(person))
                if claim is not None:
                    got.append((claim.pk, person.pk))
                    # judged at once, so that it never comes back: the next three are other claims
                    Claim.objects.filter(pk=claim.pk).update(standing="gone")
        except BaseException as error:  # noqa: BLE001  shown below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(got) == 60
    assert len({claim for claim, _person in got}) == 60
