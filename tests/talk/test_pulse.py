"""A page learns that something changed, and asks for nothing while nothing did."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Claim
from claims.review.links import make_link
from claims.talk.comments import add_comment, resolve_thread
from tests import builders
from tests.web.test_articles import signed_in


@pytest.fixture
def claim(desk: Any) -> Claim:
    return builders.make_claim(builders.make_article(desk))


def tag_in(html: str) -> str:
    return html.split('data-pulse-tag="')[1].split('"')[0]


@pytest.mark.parametrize("place", ["article", "desk"])
def test_it_is_quiet_until_somebody_acts(claim: Claim, member: Any, place: str) -> None:
    client, who = signed_in(member()), member()
    address = reverse(f"{place}-pulse", args=[claim.article.public_id] if place == "article" else [])
    page = reverse(place, args=[claim.article.public_id] if place == "article" else [])
    tag = tag_in(client.get(page).content.decode())
    assert client.get(address, headers={"if-none-match": f'"{tag}"'}).status_code == 304
    other = builders.make_claim(builders.make_article(claim.desk, "Snow\n\nSnow fell."), "Snow fell")

    def acts() -> Any:
        comment = add_comment(claim=claim, actor=builders.actor(who), body="Sure?").comment
        yield
        resolve_thread(thread=comment, actor=builders.actor(who))
        yield
        make_link(actor=builders.actor(who), claim=claim, other=other, relation="related", reason="Weather")
        yield
        builders.make_verdict(claim, who)
        yield

    seen = {tag}
    for _ in acts():
        answer = client.get(address, headers={"if-none-match": f'"{tag}"'})
        assert answer.status_code == 204
        tag = answer["ETag"].strip('"')
        assert tag not in seen
        seen.add(tag)
        assert client.get(address, headers={"if-none-match": f'"{tag}"'}).status_code == 304


def test_it_is_for_readers_of_the_article_only(claim: Claim) -> None:
    address = reverse("article-pulse", args=[claim.article.public_id])
    assert "ETag" not in Client().get(address)
    assert signed_in(builders.make_member(builders.make_desk(), "moderator")).get(address).status_code == 404


def test_asking_costs_the_same_however_many_claims(
    claim: Claim, member: Any, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(member())
    with django_assert_max_num_queries(17):
        client.get(reverse("article-pulse", args=[claim.article.public_id]))
