"""Suggesting links: within an article, across the desk's articles, once, and never across desks."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from claims.linking.services import link_article
from claims.models import Article, Claim, ClaimLink, Desk, History, LinkKey, LinkProfile
from claims.permissions import Actor
from claims.review.links import judge_link
from claims.sources import merge_sources
from tests import builders

pytestmark = pytest.mark.django_db

FIRST = "Storm at Varn Quay\n\nVARN QUAY, 4 May. A crane fell on the pier. Thirty-one of 60 boats sank in the harbour of Varn Quay."
SECOND = "After the storm\n\nVARN QUAY, 4 May. Owners are counting. In the harbour of Varn Quay 44 of 60 boats sank."
THIRD = "Varn Quay looks back\n\nThe harbour master of Varn Quay spoke. Thirty-one of 60 boats sank in the harbour of Varn Quay."


def article_about_boats(
    desk: Desk, text: str, count: int, quote: str, outlet: str, day: int = 4
) -> tuple[Article, Claim]:
    """An article with one claim: so many of 60 boats sank."""
    article = builders.make_article(
        desk, text, outlet=builders.make_source(desk, outlet), outlet_how="given",
        published=datetime(2031, 5, day, tzinfo=UTC), published_precision="day", published_how="given",
    )  # fmt: skip
    claim = builders.make_claim(article, quote, kind=Claim.Kind.QUANTITY)
    surface = "44 of 60" if "44" in quote else "Thirty-one of 60"
    value = Decimal(count)
    builders.make_quantity(
        claim,
        surface,
        value=value,
        low=value,
        high=value,
        total=Decimal(60),
        unit="boats",
        unit_name="boat",
        counted="boats",
    )
    return article, claim


def first(desk: Desk) -> tuple[Article, Claim]:
    return article_about_boats(
        desk, FIRST, 31, "Thirty-one of 60 boats sank in the harbour of Varn Quay", "Varn Herald"
    )


def second(desk: Desk) -> tuple[Article, Claim]:
    return article_about_boats(desk, SECOND, 44, "In the harbour of Varn Quay 44 of 60 boats sank", "Coast Wire")


def test_counts_out_of_one_total_that_part_are_suggested_as_a_contradiction_with_the_reason(desk: Desk) -> None:
    a, left = first(desk)
    b, right = second(desk)
    link_article(article_id=a.pk)
    assert link_article(article_id=b.pk) == 1
    link = ClaimLink.objects.get()
    assert (link.left, link.right, link.relation, link.state) == (left, right, "contradicts", "suggested")
    assert (
        link.reason == "“Thirty-one of 60 boats” and “44 of 60 boats” cannot both hold: a count out of the same total"
    )
    assert link.made_by is None
    assert 0 < link.score <= 1


def test_linking_twice_adds_and_changes_nothing(desk: Desk) -> None:
    for article, _ in (first(desk), second(desk)):
        link_article(article_id=article.pk)
    before = list(ClaimLink.objects.values())
    rows = History.objects.count()
    for article in Article.objects.all():
        assert link_article(article_id=article.pk) == 0
    assert list(ClaimLink.objects.values()) == before
    assert History.objects.count() == rows


def test_one_row_of_history_an_article_tells_how_many_were_suggested(desk: Desk) -> None:
    a, _ = first(desk)
    b, _ = second(desk)
    link_article(article_id=a.pk)
    link_article(article_id=b.pk)
    row = History.objects.get(verb="suggested links")
    assert (row.subject_id, row.after["links"], row.via) == (b.public_id, 1, "worker")


def test_another_desk_is_never_linked_or_searched(desk: Desk) -> None:
    a, _ = first(builders.make_desk())
    b, _ = second(desk)
    link_article(article_id=a.pk)
    assert link_article(article_id=b.pk) == 0
    assert not ClaimLink.objects.exists()


def test_a_withdrawn_article_gets_no_links_and_is_not_found(desk: Desk, member: Any) -> None:
    a, _ = first(desk)
    b, _ = second(desk)
    link_article(article_id=a.pk)
    Article.objects.filter(pk=a.pk).update(
        state="withdrawn",
        withdrawn_at=datetime(2031, 5, 5, tzinfo=UTC),
        withdrawn_by=member("editor"),
        withdrawn_reason="a test page",
    )
    assert link_article(article_id=a.pk) == 0
    assert link_article(article_id=b.pk) == 0


def test_a_claim_that_is_gone_is_not_linked_and_leaves_nothing_to_be_found_by(desk: Desk) -> None:
    a, left = first(desk)
    b, _ = second(desk)
    link_article(article_id=a.pk)
    assert LinkKey.objects.filter(claim=left).exists()
    Claim.objects.filter(pk=left.pk).update(standing=Claim.Standing.GONE)
    assert link_article(article_id=b.pk) == 0
    link_article(article_id=a.pk)
    assert not LinkKey.objects.filter(claim=left).exists()
    assert not LinkProfile.objects.filter(claim=left).exists()


def test_a_rejected_link_is_remembered_and_a_confirmed_one_is_left_alone(desk: Desk, member: Any) -> None:
    a, _ = first(desk)
    b, _ = second(desk)
    link_article(article_id=a.pk)
    link_article(article_id=b.pk)
    link = ClaimLink.objects.get()
    judge_link(
        link=link, actor=Actor(user=member("senior_reviewer"), via="page"), state="rejected", version=link.version
    )
    assert link_article(article_id=b.pk) == 0
    link.refresh_from_db()
    assert (link.state, link.version) == ("rejected", 2)


def test_a_link_that_a_person_drew_is_kept_as_drawn(desk: Desk, member: Any) -> None:
    a, left = first(desk)
    b, right = second(desk)
    person = member("senior_reviewer")
    builders.make_link(left, right, "related", made_by=person)
    link_article(article_id=a.pk)
    link_article(article_id=b.pk)
    assert ClaimLink.objects.get().relation == "related"


def test_a_suggestion_of_the_machine_is_brought_up_to_date(desk: Desk) -> None:
    a, left = first(desk)
    b, right = second(desk)
    builders.make_link(left, right, "corroborates", score=0.4)
    link_article(article_id=a.pk)
    link_article(article_id=b.pk)
    link = ClaimLink.objects.get()
    assert (link.relation, link.version) == ("contradicts", 2)
    assert History.objects.filter(verb="brought suggestion up to date", subject_id=link.public_id).count() == 1


def test_two_claims_of_one_article_are_linked_too(desk: Desk) -> None:
    text = (
        "Varn Quay\n\nThe gale sank nine ferries at Varn Quay. The gale sank nine ferries at Varn Quay, the mayor said."
    )
    article = builders.make_article(desk, text)
    quote = "The gale sank nine ferries at Varn Quay"
    one = builders.make_claim(article, quote)
    other = builders.make_claim(article, quote + ", the mayor said")
    assert link_article(article_id=article.pk) == 1
    link = ClaimLink.objects.get()
    assert (link.left, link.right, link.relation) == (one, other, "duplicate")


def test_progress_ends_at_the_number_of_claims(desk: Desk) -> None:
    a, _ = first(desk)
    told: list[tuple[int, int]] = []
    link_article(article_id=a.pk, on_progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_articles_linked_at_the_same_time_get_one_link_between_them() -> None:
    desk = builders.make_desk()
    articles = [article.pk for article, _ in (first(desk), second(desk))]
    errors: list[Exception] = []

    def link(article_id: int) -> None:
        try:
            for _ in range(3):
                link_article(article_id=article_id)
        except Exception as error:  # noqa: BLE001  shown below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=link, args=(pk,)) for pk in articles * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert ClaimLink.objects.count() == 1
    assert sum(row.after["links"] for row in History.objects.filter(verb="suggested links")) == 1


def test_articles_of_a_merged_source_are_compared_again(
    desk: Desk, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.tasks._broker_away_until", float("inf"))  # linked at once, as without a broker
    one, _ = first(desk)
    text = "After the storm\n\nVARN QUAY, 4 May. Owners are counting. Thirty-one of 60 boats have sunk at Varn Quay."
    other, _ = article_about_boats(desk, text, 31, "Thirty-one of 60 boats have sunk at Varn Quay", "Harbour Wire")
    for article in (one, other):
        link_article(article_id=article.pk)
    assert ClaimLink.objects.get().relation == "corroborates"
    moderator = builders.actor(builders.make_member(desk, "moderator"))
    with django_capture_on_commit_callbacks(execute=True):
        merge_sources(
            source=other.outlet, into=one.outlet, actor=moderator, version=other.outlet.version, reason="One paper"
        )
    assert ClaimLink.objects.get().relation == "duplicate"
