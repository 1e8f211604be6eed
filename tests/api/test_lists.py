"""Lists: filters, orders, pages by cursor, and a number of queries that does not grow."""

from __future__ import annotations

import base64
import itertools
import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.intake.editing import withdraw_article
from claims.models import Article, Claim, Finding
from claims.permissions import Actor
from tests.builders import (
    make_article,
    make_claim,
    make_evidence,
    make_link,
    make_quantity,
    make_source,
    make_verdict,
)

# --- pages ------------------------------------------------------------------------------------------------------------


def test_250_rows_come_through_the_pages_each_once_while_others_are_added(desk, program):
    article = make_article(desk, "\n".join(f"Bridge {number} is closed." for number in range(250)))
    expected = {str(make_claim(article, f"Bridge {number} is closed").public_id) for number in range(250)}
    caller, found, address = program(desk), [], "claims?limit=30&ordering=-created_at"
    for page_number in itertools.count():
        page = caller.get(address).json()
        found += [row["id"] for row in page["results"]]
        newer = make_claim(make_article(desk))  # before the cursor, so on none of the pages to come
        Claim.objects.filter(pk=newer.pk).update(created_at=datetime.now(UTC) + timedelta(days=page_number))
        if page["next"] is None:
            break
        address = page["next"]
    assert len(found) == len(set(found)) == 250
    assert set(found) == expected


@pytest.mark.parametrize("ordering", ["check_worthiness", "-check_worthiness"])
def test_rows_of_the_same_value_are_neither_left_out_nor_doubled(desk, program, ordering):
    article = make_article(desk, "\n".join(f"Bridge {number} is closed." for number in range(20)))
    worth = {
        str(make_claim(article, f"Bridge {number} is closed", check_worthiness=(number % 3) / 10).public_id): (
            number % 3
        )
        / 10
        for number in range(20)
    }
    found = program(desk).all(f"claims?limit=3&ordering={ordering}")
    assert sorted(found) == sorted(worth)
    values = [worth[public_id] for public_id in found]
    assert values == sorted(values, reverse=ordering.startswith("-"))


@pytest.mark.parametrize("ordering", ["published", "-published"])
def test_rows_without_a_value_come_last(desk, program, ordering):
    dated = [
        make_article(
            desk, published=datetime(2025, 3, day, tzinfo=UTC), published_precision="day", published_how="given"
        )
        for day in (2, 1, 3)
    ]
    undated = [make_article(desk) for _ in range(3)]
    found = program(desk).all(f"articles?limit=2&ordering={ordering}", "published")
    days = ["2025-03-01", "2025-03-02", "2025-03-03"]
    assert found == [*(days if ordering == "published" else days[::-1]), None, None, None]
    assert len(dated + undated) == 6


def test_a_row_that_leaves_the_list_meanwhile_breaks_no_cursor(desk, program):
    articles = [make_article(desk) for _ in range(6)]
    caller = program(desk)
    first = caller.get("articles?limit=3&ordering=created_at").json()
    caller.user.memberships.update(role="moderator")
    Article.objects.filter(pk=articles[2].pk).update(outlet=make_source(desk))
    rest = caller.get(first["next"].replace("limit=3", "limit=50")).json()["results"]
    assert [row["id"] for row in rest] == [str(article.public_id) for article in articles[3:]]


def packed(*parts) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x", "%00", "é", "=" * 7, packed(), packed(1, 2, 3), packed("-created_at", "yesterday", str(uuid.uuid4())),
        packed("-created_at", "2025-03-02", str(uuid.uuid4())), packed("-created_at", "2025-03-02T00:00:00+00:00", "a\x00b"),
        packed("created_at", "2025-03-02T00:00:00+00:00", str(uuid.uuid4())), packed("-created_at", None, str(uuid.uuid4())),
        packed("-created_at", ["2025"], str(uuid.uuid4())), packed("-created_at", 10**30, str(uuid.uuid4())),
        "W" * 5000, base64.urlsafe_b64encode(b"[" * 3000).decode(), base64.urlsafe_b64encode(b'["-created_at", NaN, "x"]').decode(),
    ],
)  # fmt: skip
def test_a_bad_cursor_is_refused(desk, program, cursor):
    make_article(desk)
    answer = program(desk).get(f"articles?cursor={cursor}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_cursor_of_another_desk_s_row_is_refused(desk, program):
    foreign = make_article()
    cursor = packed("-created_at", foreign.created_at.isoformat(), str(foreign.public_id))
    assert program(desk).get(f"articles?cursor={cursor}").status_code == 400


@pytest.mark.parametrize("limit", ["0", "-1", "ten", "1.5", "²", "", "9" * 40, "1e3"])
def test_a_limit_that_is_none_is_refused(desk, program, limit):
    assert program(desk).get(f"articles?limit={limit}").status_code == 400


def test_more_than_the_limit_is_not_sent_at_once(desk, program):
    article = make_article(desk, "\n".join(f"Bridge {number} is closed." for number in range(205)))
    for number in range(205):
        make_claim(article, f"Bridge {number} is closed")
    page = program(desk).get("claims?limit=1000000").json()
    assert len(page["results"]) == 200
    assert page["next"]


# --- filters ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "articles?statee=live", "articles?state=dead", "articles?page=2", "articles?offset=10", "articles?format=xml",
        "articles?created_from=yesterday", "articles?published_before=2025-13-01", "articles?published_from=0001-01-01",
        "articles?ordering=id", "articles?ordering=desk__name", "articles?state=live&state=withdrawn", "articles?uploaded_by=1",
        "articles?title__regex=.", "claims?check_worthiness_min=2", "claims?check_worthiness_min=nan", "claims?hedged=perhaps",
        "claims?check_worthiness_max=1e999", "claims?kind=event,opinion", "claims?article=1", "claims?fact=x", "claims?standing=",
        "claims?limit=5&cursor=x", "verdicts?layer=heaven", "verdicts?holds=1", "links?score_min=-1", "links?claim=x", "links?state=open",
        "sources?reliability=G", "runs?state=done", "findings?article=x", "history?subject=x", "history?at_from=x", "me?x=1",
        "articles?title=" + "x" * 201, "articles?title=%ED%A0%80", "articles?title=%FF", "articles?title=a%00b",
        "articles/00000000-0000-4000-8000-000000000000?fields=all",
    ],
)  # fmt: skip
def test_a_parameter_that_means_nothing_is_refused_not_ignored(desk, program, address):
    answer = program(desk, "moderator").get(address)
    expected = 200 if address == "claims?standing=" else 400
    assert (answer.status_code, answer.content[:200]) == (expected, answer.content[:200])
    if expected == 400:
        assert answer["Content-Type"] == "application/problem+json"


def test_articles_are_found_by_each_column(desk, program):
    outlet = make_source(desk, "Malden Post")
    found = make_article(
        desk, title="Ferry aground", outlet=outlet, language="de", run_state="failed",
        published=datetime(2025, 3, 2, 12, tzinfo=UTC), published_precision="minute", published_how="given",
    )  # fmt: skip
    other = make_article(desk, title="Flood toll")
    caller = program(desk)
    for query in (
        "title=FERRY", f"outlet={outlet.public_id}", "outlet=malden post", "language=de", "published_from=2025-03-02",
        "published_before=2025-03-03", "published_from=2025-03-02T12:00Z&published_before=2025-03-02T12:01Z", "run_state=failed",
        f"uploaded_by={found.uploaded_by.public_id}", f"sha256={found.text_sha256}",
    ):  # fmt: skip
        assert caller.all(f"articles?{query}") == [str(found.public_id)], query
    assert caller.all("articles?outlet=unknown") == [str(other.public_id)]
    assert caller.all("articles?published_from=2025-03-03") == []
    assert len(caller.all("articles?created_from=2020-01-01")) == 2
    assert caller.all("articles?created_before=2020-01-01") == []


def test_claims_are_found_by_each_column(desk, program, member):
    outlet = make_source(desk, "Malden Post")
    article = make_article(desk, "Storm\n\nOfficials said perhaps 30 kilometres of road are not open.", outlet=outlet)
    claim = make_claim(
        article, "perhaps 30 kilometres of road are not open", speaker="Officials", kind="quantity", zone="caption",
        hedge="perhaps", negated=True, check_worthiness=0.9,
    )  # fmt: skip
    make_quantity(claim, "30 kilometres", value=30, unit="km", unit_name="kilometre")
    make_verdict(claim, member("reviewer"), "disputed")
    make_claim(make_article(desk))
    caller = program(desk)
    for query in (
        f"article={article.public_id}", f"outlet={outlet.public_id}", "outlet=Malden Post", "speaker=official", "kind=quantity,status",
        "zone=caption", "world_state=disputed", "unit=KM", "unit=kilometre", "hedged=true", "negated=true", "check_worthiness_min=0.8",
        "text=KILOMETRES of", "statement_state=unreviewed&speaker=officials",
    ):  # fmt: skip
        assert caller.all(f"claims?{query}") == [str(claim.public_id)], query
    for query in (
        "hedged=false",
        "negated=false",
        "check_worthiness_max=0.8",
        "world_state=unreviewed",
        "outlet=unknown",
    ):
        assert str(claim.public_id) not in caller.all(f"claims?{query}"), query
    Article.objects.filter(pk=article.pk).update(
        state="withdrawn", withdrawn_by=member("moderator"), withdrawn_at=datetime.now(UTC), withdrawn_reason="x"
    )
    assert str(claim.public_id) not in caller.all("claims")
    assert str(claim.public_id) in caller.all("claims?standing=any")


def test_verdicts_links_runs_and_findings_are_found_by_their_columns(desk, program, member):
    left, right = make_claim(make_article(desk)), make_claim(make_article(desk))
    reviewer = member("reviewer")
    verdict = make_verdict(left, reviewer)
    link = make_link(left, right, "contradicts", score=0.9)
    make_link(left, make_claim(make_article(desk)), "related", score=0.2)
    failed = make_article(desk, run_state="failed")
    finding = Finding.objects.create(
        revision=failed.revisions.get(), kind="conversion", spans=[[0, 4]], message="70 kilometres are 43 miles."
    )
    caller = program(desk)
    for query in (
        f"claim={left.public_id}",
        f"reviewer={reviewer.public_id}",
        "layer=world",
        "value=verified,disputed",
        "act=record",
    ):
        assert caller.all(f"verdicts?{query}") == [str(verdict.public_id)], query
    assert caller.all("verdicts?value=disputed") == []
    for query in (
        f"claim={right.public_id}",
        f"article={right.article.public_id}",
        "relation=contradicts,updates",
        "score_min=0.5",
    ):
        assert caller.all(f"links?{query}") == [str(link.public_id)], query
    assert caller.all("links?state=confirmed") == []
    assert caller.all("links", "score") == [0.9, 0.2]
    assert caller.all("runs?state=failed") == [str(failed.revisions.get().runs.get().public_id)]
    for query in (f"article={failed.public_id}", "kind=conversion"):
        assert caller.all(f"findings?{query}") == [str(finding.public_id)], query
    assert caller.get("findings").json()["results"][0]["spans"] == [[0, 4]]


def test_links_and_findings_of_a_withdrawn_article_are_shown_on_demand_only(desk, program, member):
    withdrawn = make_article(desk)
    make_link(make_claim(withdrawn, "The river rose by two metres overnight"), make_claim(make_article(desk)))
    Finding.objects.create(revision=withdrawn.revisions.get(), kind="sum", message="It does not add up.")
    caller = program(desk)
    for resource in ("links", "findings"):
        assert len(caller.all(resource)) == 1
    withdraw_article(article=withdrawn, actor=Actor(member("moderator")), reason="Wrong file")
    for resource in ("links", "findings"):
        assert caller.all(resource) == caller.all(f"{resource}?standing=live") == []
        assert len(caller.all(f"{resource}?standing=any")) == 1


def test_the_history_is_read_newest_first_and_by_subject(desk, program, member):
    claim = make_claim(make_article(desk))
    make_verdict(claim, member("reviewer"))
    caller = program(desk, "moderator")
    verbs = caller.all(f"history?subject={claim.public_id}", "verb")
    assert verbs == ["recorded verdict", "added evidence"]
    sequences = caller.all("history?limit=2", "sequence")
    assert sequences == sorted(sequences, reverse=True)
    assert len(sequences) == desk.history.count()
    assert caller.get(f"history/{sequences[0]}").json()["hash"]


# --- queries ----------------------------------------------------------------------------------------------------------


def _fill(desk, reviewer, rows: int) -> None:
    for _ in range(rows):
        article = make_article(desk, outlet=make_source(desk))
        Finding.objects.create(revision=article.revisions.get(), kind="sum", message="It does not add up.")
        claim = make_claim(article, "The river rose by two metres overnight", speaker="The council")
        make_quantity(claim, "two metres", value=2)
        make_evidence(claim, reviewer, url="https://example.org/second")
        make_verdict(claim, reviewer)
        make_link(claim, make_claim(make_article(desk)))


def test_a_longer_page_takes_no_more_queries(desk, program, member, django_assert_num_queries):
    reviewer, caller = member("reviewer"), program(desk, "moderator")
    caller.get("me")  # notes the token's use, once a minute
    lists = ("articles", "claims", "verdicts", "evidence", "links", "sources", "runs", "findings", "history")
    _fill(desk, reviewer, 2)
    few = {}
    for resource in lists:
        with CaptureQueriesContext(connection) as queries:
            short = caller.get(f"{resource}?limit=2").json()["results"]
        assert len(short) == 2
        few[resource] = len(queries)
        assert few[resource] <= 9, queries.captured_queries
    _fill(desk, reviewer, 18)
    for resource in lists:
        with django_assert_num_queries(few[resource]):
            assert len(caller.get(f"{resource}?limit=20").json()["results"]) == 20


def test_a_claim_with_more_around_it_takes_no_more_queries(desk, program, member, django_assert_num_queries):
    reviewer, caller = member("reviewer"), program(desk)
    caller.get("me")
    claim = make_claim(make_article(desk))
    make_verdict(claim, reviewer)
    make_link(claim, make_claim(make_article(desk)))
    with CaptureQueriesContext(connection) as few:
        caller.get(f"claims/{claim.public_id}")
    for number in range(10):
        make_evidence(claim, reviewer, url=f"https://example.org/{number}")
        make_link(claim, make_claim(make_article(desk)))
    with django_assert_num_queries(len(few)):
        assert len(caller.get(f"claims/{claim.public_id}").json()["links"]) == 11
