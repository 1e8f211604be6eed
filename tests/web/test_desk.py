"""The desk, the queue, signing in, and pages that go wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.models import WorkerHeartbeat
from tests import builders
from tests.web.test_articles import signed_in


def test_an_empty_desk_teaches_what_will_be_here(member: Any) -> None:
    html = signed_in(member("editor")).get(reverse("desk")).content.decode()
    assert "No article yet" in html
    assert reverse("upload") in html


def test_the_desk_shows_what_needs_somebody_by_worth_with_reasons(desk: Any, member: Any) -> None:
    article = builders.make_article(desk, "Two things\n\nThe pier burned. The lock broke.")
    builders.make_claim(article, "The pier burned", check_worthiness=0.3)
    builders.make_claim(article, "The lock broke", check_worthiness=0.9, reasons=["named actor"])
    html = signed_in(member()).get(reverse("desk")).content.decode()
    assert html.index("The lock broke") < html.index("The pier burned")
    assert "named actor" in html
    assert "2 claims wait for a verdict." in html
    assert "0 of 2 checked" in html


def test_open_contradictions_are_on_the_desk_until_they_are_rejected(desk: Any, member: Any) -> None:
    left = builders.make_claim(builders.make_article(desk))
    right = builders.make_claim(builders.make_article(desk))
    link = builders.make_link(left, right, "contradicts", reason="These cannot both hold.")
    client = signed_in(member())
    assert "These cannot both hold." in client.get(reverse("desk")).content.decode()
    link.state, link.decided_by = "rejected", left.article.uploaded_by
    link.save()
    assert "These cannot both hold." not in client.get(reverse("desk")).content.decode()


def test_readings_under_way_are_polled(desk: Any, member: Any) -> None:
    builders.make_article(desk, run_state="extracting", title="Being read")
    client = signed_in(member())
    assert 'hx-trigger="every 2s"' in client.get(reverse("desk")).content.decode()
    html = client.get(reverse("desk-progress"), headers={"hx-request": "true"}).content.decode()
    assert "Being read" in html
    assert "<html" not in html


def test_nothing_of_another_desk_is_on_the_desk_or_in_the_queue(member: Any) -> None:
    foreign = builders.make_claim(builders.make_article(title="Foreign story"))
    builders.make_article(foreign.desk, title="Foreign reading", run_state="queued")
    client = signed_in(member())
    for name in ["desk", "desk-progress", "queue", "articles"]:
        assert "Foreign" not in client.get(reverse(name)).content.decode(), name


def test_the_banner_tells_when_no_worker_has_been_seen(member: Any) -> None:
    client = signed_in(member())
    assert "No worker has been seen yet." in client.get(reverse("desk")).content.decode()
    beat = WorkerHeartbeat.objects.create(name="w", seen_at=timezone.now() - timedelta(minutes=3))
    assert "No worker for 3" in client.get(reverse("desk")).content.decode()
    beat.seen_at = timezone.now()
    beat.save()
    assert "No worker" not in client.get(reverse("desk")).content.decode()


def test_the_desk_costs_the_same_number_of_queries_however_full(
    desk: Any, member: Any, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(member())
    counts = []
    for _round in range(2):
        for _ in range(4):
            left = builders.make_claim(builders.make_article(desk), speaker="Somebody")
            right = builders.make_claim(builders.make_article(desk), speaker="Another")
            builders.make_link(left, right, "contradicts")
            builders.make_article(desk, run_state="queued")
        with django_assert_max_num_queries(34) as queries:
            client.get(reverse("desk"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_queue_lists_what_waits_and_is_filtered(desk: Any, member: Any) -> None:
    reviewer = member()
    judged = builders.make_claim(builders.make_article(desk, "One\n\nThe pier burned."), "The pier burned")
    builders.make_verdict(judged, reviewer)
    builders.make_claim(builders.make_article(desk, "Two\n\nThe lock broke."), "The lock broke", kind="status")
    client = signed_in(reviewer)

    def shown(query: str) -> set[str]:
        html = client.get(reverse("queue") + query).content.decode()
        return {words for words in ("The pier burned", "The lock broke") if words in html}

    assert shown("") == {"The lock broke"}
    assert shown("?state=verified") == {"The pier burned"}
    assert shown("?state=verified&state=unreviewed") == {"The pier burned", "The lock broke"}
    assert shown("?kind=status") == {"The lock broke"}
    assert shown("?kind=event") == set()
    assert shown("?links=contradicted") == set()
    assert shown("?outlet=nonsense&page=x&kind=nonsense") == {"The lock broke"}


def test_the_queue_finds_what_is_contradicted(desk: Any, member: Any) -> None:
    left = builders.make_claim(builders.make_article(desk, "One\n\nThe pier burned."), "The pier burned")
    right = builders.make_claim(builders.make_article(desk, "Two\n\nThe pier stands."), "The pier stands")
    builders.make_claim(builders.make_article(desk, "Three\n\nThe lock broke."), "The lock broke")
    builders.make_link(left, right, "contradicts")
    html = signed_in(member()).get(reverse("queue") + "?links=contradicted").content.decode()
    assert "The pier burned" in html
    assert "The pier stands" in html
    assert "The lock broke" not in html


def test_the_next_claim_is_the_worthiest_that_one_may_judge(desk: Any, member: Any) -> None:
    moderator = member("moderator")
    builders.make_claim(builders.make_article(desk, uploaded_by=moderator), check_worthiness=0.9)
    other = builders.make_claim(builders.make_article(desk), check_worthiness=0.4)
    client = signed_in(moderator)
    assert str(other.article.public_id) in client.post(reverse("queue-next"))["Location"]
    assert client.post(reverse("queue-next"), {"leaving": other.public_id})["Location"] == reverse("desk")
    assert client.get(reverse("queue-next")).status_code == 405, "taking a claim in hand changes something"


# --- accounts ---------------------------------------------------------------------------------------------------------


def test_signing_in_leads_to_where_one_wanted_to_go(member: Any, client: Client) -> None:
    user = member()
    wanted = client.get(reverse("articles"))["Location"]
    response = client.post(wanted, {"username": user.username, "password": builders.PASSWORD})
    assert response["Location"] == reverse("articles")


@pytest.mark.parametrize("case", ["wrong password", "unknown name", "switched off"])
def test_a_failed_sign_in_says_the_same_whatever_is_wrong(member: Any, client: Client, case: str) -> None:
    user = member()
    user.is_active = case != "switched off"
    user.save()
    name = "nobody" if case == "unknown name" else user.username
    password = builders.PASSWORD if case == "switched off" else "wrong"
    response = client.post(reverse("sign-in"), {"username": name, "password": password})
    assert response.status_code == 422
    assert "Name and password do not match." in response.content.decode()


def test_a_sign_in_never_leads_off_the_site(member: Any, client: Client) -> None:
    user = member()
    response = client.post(
        reverse("sign-in") + "?next=https://evil.example/", {"username": user.username, "password": builders.PASSWORD}
    )
    assert response["Location"] == reverse("desk")


def test_signing_out_is_a_post(member: Any) -> None:
    client = signed_in(member())
    assert client.get(reverse("sign-out")).status_code == 405
    assert client.post(reverse("sign-out"))["Location"] == reverse("sign-in")
    assert client.get(reverse("desk")).status_code == 302


def test_an_ended_membership_ends_what_is_shown_at_the_next_request(desk: Any, member: Any) -> None:
    article = builders.make_article(desk)
    user = member()
    client = signed_in(user)
    address = reverse("article", args=[article.public_id])
    assert client.get(address).status_code == 200
    user.memberships.all().delete()
    assert client.get(address).status_code == 404


def test_an_integration_has_no_pages(desk: Any, member: Any) -> None:
    article = builders.make_article(desk)
    assert signed_in(member("integration")).get(reverse("article", args=[article.public_id])).status_code == 404


# --- what goes wrong --------------------------------------------------------------------------------------------------


def test_an_address_without_anything_says_so(client: Client) -> None:
    response = client.get("/no/such/page")
    assert response.status_code == 404
    assert "nothing that you may see" in response.content.decode()


def test_a_forged_form_is_refused_and_says_what_helps(member: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(member())
    response = client.post(reverse("sign-out"))
    assert response.status_code == 403
    assert "reload the page" in response.content.decode()


def test_no_page_needs_inline_script_or_style(desk: Any, member: Any) -> None:
    claim = builders.make_claim(builders.make_article(desk), speaker="The office")
    builders.make_quantity(claim, "two metres", value=2, low=2, high=2, unit="metres")
    client = signed_in(member("moderator"))
    for address in [
        reverse("desk"),
        reverse("articles"),
        reverse("queue"),
        reverse("upload"),
        reverse("article", args=[claim.article.public_id]),
        reverse("claim", args=[claim.public_id]),
        reverse("article-edit", args=[claim.article.public_id]),
    ]:
        response = client.get(address)
        html = response.content.decode()
        assert response.status_code == 200
        assert " style=" not in html
        assert "<style" not in html
        assert " onclick=" not in html
        assert html.count("<script") == html.count("<script src=") + html.count('<script type="module" src=')
        assert "script-src 'self'" in response["Content-Security-Policy"]


# --- what needs me ------------------------------------------------------------------------------------------------------


def test_the_desk_s_numbers_lead_to_the_queue_with_that_filter(desk: Any, member: Any) -> None:
    from claims.review.leases import take_claim
    from claims.review.second import decide_claim
    from claims.review.work import assign_claim, change_work

    reviewer, other = member(), member("senior_reviewer")
    mine, risky, due = (builders.make_claim(builders.make_article(desk)) for _ in range(3))
    assign_claim(claim=mine, actor=builders.actor(other), assignee=reviewer)
    change_work(claim=risky, actor=builders.actor(other), risk=True)
    decide_claim(
        claim=risky, actor=builders.actor(other), layer="world", value="unverifiable", rationale="No.", replaces=None
    )
    due.deadline = timezone.now() - timedelta(hours=2)
    due.save(update_fields=["deadline"])
    take_claim(claim=due, actor=builders.actor(reviewer))
    html = signed_in(reviewer).get(reverse("desk")).content.decode()
    for query in ("assignee=me", "pending=second", "due=overdue"):
        assert f'href="{reverse("queue")}?{query}"' in html
    assert "overdue by 2 h" in html
    assert "in your hand, 15 min" in html
    assert "the first verdict stays hidden" in html
    assert f"?article={mine.article.public_id}" in html
    senior = signed_in(other).get(reverse("desk")).content.decode()
    assert "second pair of eyes" not in senior, "the first decision was one's own"


def test_reopened_claims_stand_on_the_desk_with_their_cause(desk: Any, member: Any) -> None:
    from claims.review.reopening import reopen_for_cause

    claim = builders.make_claim(builders.make_article(desk))
    builders.make_verdict(claim, member(), "unverifiable")
    client = signed_in(member())
    assert "Nothing reopened" in client.get(reverse("desk")).content.decode()
    reopen_for_cause(claim=claim, cause="evidence_gone", detail="The page answers no more.")
    html = client.get(reverse("desk")).content.decode()
    assert "Its evidence is gone: The page answers no more." in html
    assert f"{reverse('queue')}?state=reopened" in html


def test_the_age_of_the_backlog_is_drawn_and_said_in_a_table(desk: Any, member: Any) -> None:
    from claims.models import Claim

    for age in (0, 0, 3, 40):
        claim = builders.make_claim(builders.make_article(desk))
        Claim.objects.filter(pk=claim.pk).update(created_at=timezone.now() - timedelta(days=age))
    html = signed_in(member()).get(reverse("desk")).content.decode()
    for query, number in (("today", 2), ("week", 1), ("older", 1)):
        assert f'<a href="{reverse("queue")}?age={query}">{number}</a>' in html
