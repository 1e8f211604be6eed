"""Judging a claim in the browser: verdicts, evidence, links, undo; from the article's panel and from the claim's page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, ClaimLink, Role, User, Verdict
from tests import builders
from tests.web.test_articles import signed_in


@pytest.fixture
def claim(desk: Any) -> Claim:
    return builders.make_claim(builders.make_article(desk), speaker="The water office")


def post_verdict(client: Client, claim: Claim, headers: dict[str, str] | None = None, **fields: Any) -> HttpResponse:
    data = {"layer": "world", "value": "unverifiable", "rationale": "Nobody could be asked.", "replaces": "", **fields}
    return client.post(reverse("verdict", args=[claim.public_id]), data, headers=headers or {})  # type: ignore[return-value]


def test_a_plain_form_records_a_verdict_and_comes_back_with_an_undo(claim: Claim, member: Any) -> None:
    client = signed_in(member())
    response = post_verdict(client, claim)
    assert response.status_code == 302
    html = client.get(response["Location"]).content.decode()
    verdict = Verdict.objects.get()
    assert reverse("undo-verdict", args=[verdict.public_id]) in html
    assert "Claim 1 is unverifiable." in html
    assert "mark--unverifiable" in html


def test_htmx_gets_the_panel_the_passage_and_the_toast(claim: Claim, member: Any) -> None:
    html = post_verdict(signed_in(member()), claim, headers={"hx-request": "true"}).content.decode()
    assert f'data-saved="verdict-{claim.public_id}-world"' in html
    assert 'class="passage" id="p' in html
    assert "mark--unverifiable" in html
    assert 'id="toasts" hx-swap-oob="innerHTML"' in html


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"rationale": " "}, "needs a rationale"),
        ({"value": ""}, "Choose verified, disputed or unverifiable."),
        ({"value": "verified"}, "needs evidence"),
        ({"layer": "nonsense"}, "nonsense"),
    ],
)
def test_what_is_missing_is_told_in_the_form_and_nothing_typed_is_lost(
    claim: Claim, member: Any, fields: dict[str, str], words: str
) -> None:
    response = post_verdict(signed_in(member()), claim, **{"rationale": "My own words.", **fields})
    html = response.content.decode()
    assert response.status_code == 422
    assert words in html
    assert fields.get("rationale") == " " or "My own words." in html
    assert not Verdict.objects.exists()


def test_the_slower_reviewer_sees_both_versions_and_loses_nothing(claim: Claim, member: Any) -> None:
    faster = member(display_name="Ama Osei")
    builders.make_verdict(claim, faster, "disputed")
    client = signed_in(member())
    response = post_verdict(client, claim, rationale="Typed at length.", headers={"hx-request": "true"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "Ama Osei was faster." in html
    assert "Read the report." in html
    assert "Typed at length." in html
    again = post_verdict(
        client,
        claim,
        rationale="Typed at length.",
        reason="The report is about another river.",
        replaces=str(Verdict.objects.get().public_id),
    )
    assert again.status_code == 302
    claim.refresh_from_db()
    assert claim.world_state == "unverifiable"


def test_a_change_asks_for_its_reason(claim: Claim, member: Any) -> None:
    reviewer = member()
    verdict = builders.make_verdict(claim, reviewer)
    response = post_verdict(signed_in(reviewer), claim, replaces=str(verdict.public_id))
    assert response.status_code == 422
    assert 'id="reason-error"' in response.content.decode()


def test_undo_restores_what_held_before(claim: Claim, member: Any) -> None:
    client = signed_in(member())
    post_verdict(client, claim)
    response = client.post(reverse("undo-verdict", args=[Verdict.objects.get().public_id]))
    assert response.status_code == 302
    claim.refresh_from_db()
    assert claim.world_state == "unreviewed"
    assert "Undone. What held before holds again." in client.get(response["Location"]).content.decode()


def test_what_was_undone_is_not_to_be_typed_again_by_its_author(claim: Claim, member: Any) -> None:
    reviewer = member()
    client = signed_in(reviewer)
    post_verdict(client, claim, rationale="The log of the office is gone.", point=["place"])
    response = client.post(reverse("undo-verdict", args=[Verdict.objects.get().public_id]))
    html = client.get(response["Location"]).content.decode()
    assert "The log of the office is gone.</textarea>" in html
    assert 'value="unverifiable" checked' not in html
    other = signed_in(member("senior_reviewer")).get(response["Location"]).content.decode()
    assert "The log of the office is gone.</textarea>" not in other


def test_a_decision_that_is_taken_back_leaves_its_words_in_the_form(claim: Claim, member: Any) -> None:
    Claim.objects.filter(pk=claim.pk).update(risk=True)
    client = signed_in(member())
    post_verdict(client, claim, rationale="The log of the office is gone.")
    response = client.post(reverse("take-back-decision", args=[claim.decisions.get().public_id]))
    assert "The log of the office is gone.</textarea>" in client.get(response["Location"]).content.decode()


def test_a_claim_of_the_same_article_is_linked_by_its_number(desk: Any, member: Any) -> None:
    article = builders.make_article(desk, "The river rose. The river fell.")
    first, second = (builders.make_claim(article, words) for words in ("The river rose", "The river fell"))
    client, address = signed_in(member()), reverse("draw-link", args=[first.public_id])
    link = {"relation": "related", "reason": "The same river.", "layer": "world"}
    assert "no claim of that number" in client.post(address, link | {"other_claim": "9"}).content.decode()
    assert client.post(address, link | {"other_claim": f"#{second.number}"}).status_code == 302
    assert ClaimLink.objects.get().reason == "The same river."


def test_a_link_that_is_decided_by_a_plain_form_comes_back_with_its_undo_for_who_decided(
    claim: Claim, member: Any
) -> None:
    link = builders.make_link(claim, builders.make_claim(builders.make_article(claim.desk)))
    client, other = signed_in(member()), signed_in(member())
    address = reverse("decide-link", args=[claim.public_id, link.public_id])
    response = client.post(address, {"decision": "confirm", "version": link.version, "layer": "world"})
    assert response.status_code == 302
    assert "Link confirmed." in client.get(response["Location"]).content.decode()
    assert "Link confirmed." not in other.get(response["Location"]).content.decode()
    link.refresh_from_db()
    response = client.post(address, {"decision": "undo", "version": link.version, "layer": "world"})
    assert "The link is a suggestion again." in client.get(response["Location"]).content.decode()


def test_a_link_that_a_person_drew_and_then_rejects_is_told_as_rejected(claim: Claim, member: Any) -> None:
    reviewer = member()
    link = builders.make_link(claim, builders.make_claim(builders.make_article(claim.desk)), made_by=reviewer)
    response = signed_in(reviewer).post(
        reverse("decide-link", args=[claim.public_id, link.public_id]),
        {"decision": "reject", "version": link.version, "layer": "world"},
    )
    assert "Link rejected." in signed_in(reviewer).get(response["Location"]).content.decode()


def test_after_ten_seconds_there_is_no_undo_and_the_page_says_what_helps(
    claim: Claim, member: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(member())
    address = post_verdict(client, claim)["Location"]
    verdict = Verdict.objects.get()
    monkeypatch.setattr(timezone, "now", lambda: verdict.created_at + timedelta(seconds=13))
    undo = reverse("undo-verdict", args=[verdict.public_id])
    assert undo not in client.get(address).content.decode()
    response = client.post(undo, headers={"hx-request": "true"})
    assert response.status_code == 409
    assert response["HX-Reswap"] == "none"
    assert "Change or reopen" in response.content.decode()


def test_the_statement_is_judged_apart_from_the_world(claim: Claim, member: Any) -> None:
    response = post_verdict(signed_in(member()), claim, layer="statement")
    assert "layer=statement" in response["Location"]
    claim.refresh_from_db()
    assert (claim.statement_state, claim.world_state) == ("unverifiable", "unreviewed")


def test_evidence_prefills_the_rationale_with_its_note(claim: Claim, member: Any) -> None:
    client = signed_in(member())
    address = reverse("evidence", args=[claim.public_id])
    data = {
        "url": "https://example.org/gauge",
        "stance": "supports",
        "weight": "primary",
        "note": "The gauge shows 2.1 m.",
    }
    response = client.post(address, data, headers={"hx-request": "true"})
    assert response.status_code == 200
    assert ">The gauge shows 2.1 m.</textarea>" in response.content.decode()
    assert claim.evidence.get().weight == "primary"


def test_evidence_may_be_another_claim_named_by_its_address(claim: Claim, member: Any, desk: Any) -> None:
    other = builders.make_claim(
        builders.make_article(desk, "Elsewhere\n\nThe river rose by two metres overnight, too.")
    )
    client = signed_in(member())
    for words in [
        reverse("claim", args=[other.public_id]),
        f"{reverse('article', args=[other.article.public_id])}?claim=1#c1",
    ]:
        data = {"other_claim": f"https://desk.example{words}", "stance": "supports", "weight": "secondary"}
        assert client.post(reverse("evidence", args=[claim.public_id]), data).status_code == 302
    assert [piece.other_claim for piece in claim.evidence.all()] == [other, other]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "one of them"),
        ({"url": "not an address"}, "is no web address"),
        ({"other_claim": "something"}, "No claim is at that address."),
        ({"url": "javascript:alert(1)"}, "is no web address"),
    ],
)
def test_bad_evidence_is_told_in_the_form(claim: Claim, member: Any, fields: dict[str, str], words: str) -> None:
    data = {"stance": "supports", "weight": "primary", "note": "Kept.", **fields}
    response = signed_in(member()).post(reverse("evidence", args=[claim.public_id]), data)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert "Kept." in response.content.decode()


def test_a_claim_of_another_desk_is_no_evidence_and_not_named(claim: Claim, member: Any) -> None:
    foreign = builders.make_claim()
    data = {"other_claim": str(foreign.public_id), "stance": "supports", "weight": "primary"}
    response = signed_in(member()).post(reverse("evidence", args=[claim.public_id]), data)
    assert response.status_code == 422
    assert "No claim is at that address." in response.content.decode()


def test_only_the_ticked_evidence_carries_the_verdict(claim: Claim, member: Any) -> None:
    reviewer = member()
    first = builders.make_evidence(claim, reviewer)
    builders.make_evidence(claim, reviewer, url="https://example.net/other")
    post_verdict(signed_in(reviewer), claim, value="verified", evidence=[str(first.public_id)], evidence_shown="1")
    assert list(Verdict.objects.get().evidence.all()) == [first]


@pytest.fixture
def link(claim: Claim, desk: Any) -> ClaimLink:
    other = builders.make_claim(
        builders.make_article(desk, "Elsewhere\n\nThe river rose by three metres."), "The river rose by three metres"
    )
    return builders.make_link(claim, other, "contradicts", reason="Two metres and three metres cannot both hold.")


def decide(client: Client, link: ClaimLink, claim: Claim, decision: str, **headers: str) -> HttpResponse:
    data = {"decision": decision, "version": ClaimLink.objects.get(pk=link.pk).version, "layer": "world"}
    return client.post(reverse("decide-link", args=[claim.public_id, link.public_id]), data, headers=headers)  # type: ignore[return-value]


def test_a_link_is_shown_with_its_reason_and_confirmed_rejected_and_taken_back(
    link: ClaimLink, claim: Claim, member: Any
) -> None:
    client = signed_in(member())
    html = client.get(reverse("article", args=[claim.article.public_id])).content.decode()
    assert "Two metres and three metres cannot both hold." in html
    assert "linked--suggested" in html
    for decision, state in [("confirm", "confirmed"), ("undo", "suggested"), ("reject", "rejected")]:
        response = decide(client, link, claim, decision)
        assert response.status_code == 302
        link.refresh_from_db()
        assert link.state == state


def test_a_link_decided_meanwhile_is_not_decided_twice(link: ClaimLink, claim: Claim, member: Any) -> None:
    client = signed_in(member())
    data = {"decision": "confirm", "version": link.version, "layer": "world"}
    address = reverse("decide-link", args=[claim.public_id, link.public_id])
    client.post(address, data)
    response = client.post(address, {**data, "decision": "reject"}, headers={"hx-request": "true"})
    assert response.status_code == 409
    assert "meanwhile" in response.content.decode()


def test_the_claims_page_shows_verdicts_links_and_history(link: ClaimLink, claim: Claim, member: Any) -> None:
    reviewer = member(display_name="Ama Osei")
    builders.make_verdict(claim, reviewer)
    html = signed_in(reviewer).get(reverse("claim", args=[claim.public_id])).content.decode()
    assert "Two metres and three metres cannot both hold." in html
    assert "Ama Osei recorded a verdict" in html
    assert "<ins>Read the report.</ins>" in html


def test_the_history_names_the_other_end_of_a_link(link: ClaimLink, claim: Claim, member: Any) -> None:
    client = signed_in(member(display_name="Ama Osei"))
    decide(client, link, claim, "confirm")
    html = client.get(reverse("claim", args=[claim.public_id])).content.decode()
    far = reverse("claim", args=[link.other(claim).public_id])
    assert f'Ama Osei confirmed a link with <a href="{far}">The river rose by three metres</a>' in html


def test_the_claims_page_takes_a_verdict_too(claim: Claim, member: Any) -> None:
    client = signed_in(member())
    assert post_verdict(client, claim, page="claim", rationale="").status_code == 422
    response = post_verdict(client, claim, page="claim")
    assert response["Location"].startswith(reverse("claim", args=[claim.public_id]))
    assert "Undo" in client.get(response["Location"]).content.decode()


def test_a_judged_claim_is_reopened_with_a_reason(claim: Claim, member: Any) -> None:
    reviewer = member()
    verdict = builders.make_verdict(claim, reviewer)
    client = signed_in(reviewer)
    address = reverse("reopen", args=[claim.public_id])
    data = {"layer": "world", "replaces": str(verdict.public_id), "reason": "A new report is out."}
    assert client.post(address, data | {"reason": ""}).status_code == 422
    assert client.post(address, data).status_code == 302
    claim.refresh_from_db()
    assert claim.world_state == "reopened"


def test_who_may_not_judge_gets_no_form_and_is_refused(claim: Claim, member: Any) -> None:
    viewer = member("viewer")
    html = signed_in(viewer).get(reverse("article", args=[claim.article.public_id])).content.decode()
    assert 'id="verdict-form"' not in html
    assert "reviewers judge them" in html
    assert post_verdict(signed_in(viewer), claim).status_code == 403


def test_the_uploader_is_told_that_somebody_else_judges(desk: Any, member: Any) -> None:
    moderator = member("moderator")
    claim = builders.make_claim(builders.make_article(desk, uploaded_by=moderator))
    html = signed_in(moderator).get(reverse("article", args=[claim.article.public_id])).content.decode()
    assert "You uploaded this article" in html


def test_a_stranger_finds_nothing_to_act_on(claim: Claim, link: ClaimLink, member: Any) -> None:
    verdict = builders.make_verdict(claim, member())
    piece = claim.evidence.get()
    stranger = signed_in(builders.make_member(builders.make_desk(), Role.MODERATOR))
    for address in [
        reverse("verdict", args=[claim.public_id]),
        reverse("reopen", args=[claim.public_id]),
        reverse("evidence", args=[claim.public_id]),
        reverse("decide-link", args=[claim.public_id, link.public_id]),
        reverse("undo-verdict", args=[verdict.public_id]),
        reverse("drop-evidence", args=[piece.public_id]),
    ]:
        assert stranger.post(address, {}).status_code == 404, address
    assert stranger.get(reverse("claim", args=[claim.public_id])).status_code == 404


def test_acts_are_posts(claim: Claim, member: Any) -> None:
    assert signed_in(member()).get(reverse("verdict", args=[claim.public_id])).status_code == 405


def test_an_expired_session_sends_htmx_to_the_sign_in_page_as_a_whole(claim: Claim, client: Client) -> None:
    response = post_verdict(
        client, claim, headers={"hx-request": "true", "hx-current-url": "http://testserver/articles/?q=1"}
    )
    assert response["HX-Redirect"] == f"{reverse('sign-in')}?next=%2Farticles%2F%3Fq%3D1"


def test_the_panel_costs_the_same_number_of_queries_whatever_hangs_on_the_claim(
    claim: Claim, desk: Any, member: Any, django_assert_max_num_queries: Any
) -> None:
    client: Client = signed_in(member())
    other_reviewer: User = member()
    counts = []
    for _round in range(2):
        for _ in range(4):
            other = builders.make_claim(builders.make_article(desk), speaker="Somebody")
            builders.make_link(claim, other)
            builders.make_evidence(claim, other_reviewer, note="Seen.")
        with django_assert_max_num_queries(80) as queries:
            client.get(reverse("article", args=[claim.article.public_id]))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_person_links_two_claims_by_hand(claim: Claim, member: Any, desk: Any) -> None:
    other = builders.make_claim(builders.make_article(desk))
    client = signed_in(member())
    address = reverse("draw-link", args=[claim.public_id])
    data = {"other_claim": reverse("claim", args=[other.public_id]), "relation": "updates", "reason": "A day later."}
    assert client.post(address, data).status_code == 422  # which one is newer?
    assert client.post(address, data | {"newer": "other"}).status_code == 302
    link = ClaimLink.objects.get()
    assert (link.state, link.relation, link.newer) == ("confirmed", "updates", other)
    again = client.post(address, data | {"newer": "other", "reason": "Kept words."})
    assert again.status_code == 409
    assert "Kept words." in again.content.decode()


@pytest.mark.parametrize("words", ["", "nothing", "00000000-0000-4000-8000-000000000000"])
def test_a_link_to_no_claim_is_told_in_the_form(claim: Claim, member: Any, words: str) -> None:
    data = {"other_claim": words, "relation": "related", "reason": "Kept words."}
    response = signed_in(member()).post(reverse("draw-link", args=[claim.public_id]), data)
    assert response.status_code == 422
    assert 'id="link-claim-error"' in response.content.decode()
    assert "Kept words." in response.content.decode()


def test_a_viewer_links_nothing(claim: Claim, member: Any) -> None:
    assert signed_in(member("viewer")).post(reverse("draw-link", args=[claim.public_id]), {}).status_code == 403


def test_a_claim_with_a_loaded_term_is_shown_with_it(claim: Claim, member: Any) -> None:
    Claim.objects.filter(pk=claim.pk).update(loaded_terms=[[4, 9]])
    client = signed_in(member())
    word = claim.quote[4:9]
    for address in (
        reverse("claim", args=[claim.public_id]),
        reverse("article", args=[claim.article.public_id]) + "?claim=1",
    ):
        response = client.get(address)
        assert response.status_code == 200
        assert word in response.content.decode()


def test_a_suggested_contradiction_counts_in_no_figure_until_it_is_confirmed(claim: Claim, member: Any) -> None:
    link = builders.make_link(claim, builders.make_claim(builders.make_article(claim.desk)), "contradicts")
    client = signed_in(member())
    address = reverse("claim", args=[claim.public_id])
    assert "1 contradiction suggested" in client.get(address).content.decode()
    assert "contradicted by 1" not in client.get(address).content.decode()
    ClaimLink.objects.filter(pk=link.pk).update(state="confirmed", decided_by=member())
    assert "contradicted by 1" in client.get(address).content.decode()


def test_evidence_that_no_verdict_rests_on_can_be_removed_on_the_page(claim: Claim, member: Any) -> None:
    reviewer = member()
    piece = builders.make_evidence(claim, reviewer)
    client = signed_in(reviewer)
    drop = reverse("drop-evidence", args=[piece.public_id])
    assert drop in client.get(reverse("claim", args=[claim.public_id])).content.decode()
    client.post(drop, {"page": "claim"})
    assert not claim.evidence.exists()
