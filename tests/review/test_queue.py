"""The queue: filters at once, counts that agree with what the filters show, pages that follow each other."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.http import QueryDict
from django.utils import timezone

from claims.models import Claim
from claims.review import facets
from claims.review.facets import count_facets
from claims.review.order import key_of
from claims.review.queue import DUES, KNOWN, Choice, in_order, matching, page_of
from claims.review.work import assign_claim, change_work, set_article_deadline
from tests import builders
from tests.builders import actor, make_article, make_claim, make_link, make_quantity, make_source

QUOTE = "The river rose by two metres overnight"


@pytest.fixture
def reader(member):
    return member("reviewer")


@pytest.fixture
def pool(desk, member, reader):
    """Claims of all kinds, so that every filter has something to leave out."""
    now = timezone.now()
    editor = actor(member("editor"))
    coast, wire = make_source(desk, "Coast Courier"), make_source(desk, "Inland Wire")
    mayor = make_source(desk, "The mayor", kind="person")
    claims = []
    for number in range(12):
        article = make_article(
            desk,
            f"Flood number {number}\n\n{QUOTE}.",
            outlet=(coast, wire, None)[number % 3],
            outlet_how="given" if number % 3 < 2 else "",
        )
        claim = make_claim(
            article, QUOTE,
            kind=("event", "quantity", "status")[number % 3], check_worthiness=(number % 5) / 10,
            speaker=("", "The mayor", "The pilot")[number % 3],
        )  # fmt: skip
        claim.hops.filter(resolved="The mayor").update(source=mayor)
        if number % 2:
            make_quantity(claim, "two metres", value=2, low=2, high=2, unit="metres")
        claims.append(claim)
    assign_claim(claim=claims[0], actor=editor, assignee=reader)
    assign_claim(claim=claims[1], actor=editor, assignee=member("reviewer", display_name="Ada North"))
    change_work(claim=claims[2], actor=editor, priority=2, risk=True)
    change_work(claim=claims[3], actor=editor, deadline=now + timedelta(minutes=1))
    set_article_deadline(article=claims[4].article, actor=editor, deadline=now + timedelta(days=3))
    change_work(claim=claims[5], actor=editor, deadline=now + timedelta(days=30))
    Claim.objects.filter(pk=claims[6].pk).update(deadline=now - timedelta(hours=1))
    Claim.objects.filter(pk=claims[7].pk).update(created_at=now - timedelta(days=4))
    Claim.objects.filter(pk=claims[8].pk).update(created_at=now - timedelta(days=40))
    make_link(claims[0], claims[1], "contradicts")
    link = make_link(claims[2], claims[3], "contradicts")
    builders.confirm(link, member("reviewer"))
    builders.confirm(make_link(claims[4], claims[5]), member("reviewer"))
    gone = make_claim(make_article(desk), standing="gone")
    make_link(claims[6], gone)
    builders.make_verdict(claims[9], reader, "unverifiable")
    builders.make_verdict(claims[10], reader, "verified")
    make_claim(make_article())  # of another desk
    return claims


def choice(query: str = "") -> Choice:
    return Choice.of(QueryDict(query))


def found(reader, query: str = "") -> set[int]:
    return set(matching(actor(reader), choice(query)).values_list("pk", flat=True))


def pks(pool, *numbers):
    return {pool[number].pk for number in numbers}


def test_the_queue_opens_with_what_wants_somebody(pool, reader):
    assert found(reader) == pks(pool, *range(9), 11)
    assert found(reader, "state=unreviewed&state=reopened") == found(reader)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("state=verified", [10]),
        ("state=verified&state=unverifiable", [9, 10]),
        ("assignee=me", [0]),
        ("assignee=me&due=overdue", []),
        ("due=overdue", [6]),
        ("due=overdue&due=later", [5, 6]),
        ("due=later", [5]),
        ("age=week", [7]),
        ("age=older", [8]),
        ("priority=2", [2]),
        ("risk=yes", [2]),
        ("links=contradiction_confirmed", [2, 3]),
        ("links=contradiction_suggested", [0, 1]),
        ("links=contradicted", [0, 1, 2, 3]),
        ("links=confirmed", [2, 3, 4, 5]),
        ("links=none", [6, 7, 8, 11]),
        ("kind=event", [0, 3, 6]),
        ("kind=event&kind=status", [0, 2, 3, 5, 6, 8, 11]),
        ("unit=metres", [1, 3, 5, 7, 11]),
        ("speaker=The+mayor", [1, 4, 7]),
        ("speaker=The+pilot", [2, 5, 8, 11]),
        ("outlet=unknown", [2, 5, 8, 11]),
        ("speaker=The+pilot&unit=metres", [5, 11]),
    ],
)
def test_filters_are_joined_and_their_values_are_alternatives(pool, reader, query, numbers):
    assert found(reader, query) == pks(pool, *numbers)


def test_an_outlet_a_person_and_an_article_are_named_by_their_id(pool, reader):
    assert found(reader, f"outlet={pool[0].article.outlet.public_id}") == pks(pool, 0, 3, 6)
    pool[1].refresh_from_db()
    assert found(reader, f"assignee={pool[1].assignee.public_id}") == pks(pool, 1)
    assert found(reader, f"article={pool[4].article.public_id}") == pks(pool, 4)


@pytest.mark.parametrize(
    "query", ["state=maybe", "outlet=nonsense", "due=x", "priority=9", "priority=two", "sort=name", "age="]
)
def test_what_no_filter_knows_is_left_out(pool, reader, query):
    assert choice(query) == choice()


def test_second_reviews_and_conflicts_are_found(desk, member, reader):
    from claims.review.second import decide_claim

    claim = make_claim(make_article(desk))
    change_work(claim=claim, actor=actor(reader), risk=True)
    decide_claim(claim=claim, actor=actor(reader), layer="world", value="unverifiable", rationale="No.", replaces=None)
    assert found(reader, "pending=second") == {claim.pk}
    assert found(reader, "pending=conflict") == set()
    assert count_facets(actor(reader), choice()).of("pending", "second").number == 1


def test_every_count_is_what_its_filter_would_show(pool, reader):
    values = {name: known for name, known in KNOWN.items() if name != "links"}
    values["links"] = ("contradiction_confirmed", "contradiction_suggested", "confirmed", "suggested", "none")
    values |= {
        "speaker": ("The mayor", "The pilot"),
        "unit": ("metres",),
        "assignee": ("me", "none"),
        "outlet": ("unknown",),
    }
    for query in (
        "",
        "kind=event&kind=status",
        "links=contradicted&assignee=none",
        "unit=metres&due=none",
        "state=verified",
    ):
        chosen = choice(query)
        counts = count_facets(actor(reader), chosen)
        assert counts.total.number == len(found(reader, query))
        for name, known in values.items():
            for value in known:
                one = Choice({**chosen.without(name).values, name: (value,)})
                expected = matching(actor(reader), one).count()
                assert counts.of(name, value).number == expected, (query, name, value)


def test_counts_of_a_long_queue_are_lower_bounds_and_what_matters_stays_exact(pool, reader, monkeypatch):
    monkeypatch.setattr(facets, "CUT", 3)
    counts = count_facets(actor(reader), choice())
    assert (counts.total.number, counts.total.more) == (3, True)
    assert counts.of("due", "overdue") == facets.Count(1)
    assert counts.of("assignee", "me") == facets.Count(1)
    assert counts.of("state", "verified") == facets.Count(1)
    assert counts.of("links", "contradiction_confirmed") == facets.Count(2)
    known = [counts.of("kind", kind) for kind in ("event", "quantity", "status", "prediction")]
    assert all(count is None or count.more for count in known)


def test_counting_costs_the_same_number_of_queries_whatever_there_is(pool, reader, django_assert_num_queries):
    someone = actor(reader)
    assert someone.roles
    with django_assert_num_queries(2):
        count_facets(someone, choice())
    with django_assert_num_queries(4):
        count_facets(someone, choice("kind=event&assignee=me"))


@pytest.mark.parametrize("sort", ["queue", "worth", "newest", "oldest"])
def test_pages_follow_each_other_without_gap_or_repetition(pool, reader, sort):
    claims = matching(actor(reader), choice())
    seen, cursor = [], ""
    while True:
        rows, cursor = page_of(claims, sort, cursor=cursor, size=3)
        seen += rows
        if not cursor:
            break
    assert seen == list(in_order(claims, sort))
    if sort == "queue":
        assert all(key_of(a) < key_of(b) for a, b in pairwise(seen))


@pytest.mark.parametrize("cursor", ["nonsense", "W10", "bnVsbA", "WyJxdWV1ZSIsMV0", "é", "A" * 900])
def test_a_cursor_that_is_none_begins_at_the_top(pool, reader, cursor):
    claims = matching(actor(reader), choice())
    assert page_of(claims, "queue", cursor=cursor, size=2)[0] == page_of(claims, "queue", size=2)[0]


def test_an_address_says_the_choice_and_each_value_can_be_taken_out():
    chosen = choice("kind=event&state=verified&kind=status&sort=worth&after=x")
    assert chosen.address() == "state=verified&kind=event&kind=status&sort=worth"
    assert chosen.without("kind", "event").address() == "state=verified&kind=status&sort=worth"
    assert chosen.without("kind").address(after="y") == "state=verified&sort=worth&after=y"
    assert Choice.of(QueryDict(chosen.address())) == chosen


def test_the_deadlines_part_all_time(pool, reader):
    parts = [found(reader, f"due={due}") for due in DUES]
    assert set.union(*parts) == found(reader)
    assert sum(map(len, parts)) == len(found(reader))
