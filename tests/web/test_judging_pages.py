"""Two people on one claim in the browser: blind, side by side, with nothing typed lost; checklist, labels and rules of review."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Claim, Decision, HouseLabel, Verdict
from claims.review.labels import add_label
from claims.review.reopening import reopen_for_cause
from tests import builders
from tests.builders import actor
from tests.web.test_articles import signed_in

SECRET = "Thoughts of the first reviewer"


@pytest.fixture
def claim(desk: Any, member: Any) -> Claim:
    claim = builders.make_claim(builders.make_article(desk), risk=True, where_surface="Orl")
    builders.make_evidence(claim, member())
    return claim


def post(client: Client, claim: Claim, value: str = "verified", name: str = "verdict", **fields: Any) -> Any:
    data = {"layer": "world", "value": value, "rationale": SECRET, "replaces": "", **fields}
    return client.post(reverse(name, args=[claim.public_id]), data)


def page_of(client: Client, claim: Claim, query: str = "") -> str:
    return client.get(reverse("claim", args=[claim.public_id]) + query).content.decode()


def seen_by(reader: Client, claim: Claim) -> list[str]:
    pages = [reverse("article", args=[claim.article.public_id]), reverse("queue"), reverse("desk")]
    return [page_of(reader, claim), *(reader.get(page).content.decode() for page in pages)]


def test_a_first_decision_is_shown_to_its_author_with_an_undo_and_to_nobody_else(claim: Claim, member: Any) -> None:
    roles = ("reviewer", "senior_reviewer", "moderator", "viewer", "editor")
    readers = {role: signed_in(member(role)) for role in roles}
    before = {role: [page.count("disputed") for page in seen_by(reader, claim)] for role, reader in readers.items()}
    author = signed_in(member())
    answer = post(author, claim, "disputed")
    assert answer.status_code == 302
    mine = author.get(answer["Location"]).content.decode()
    assert SECRET in mine
    assert reverse("take-back-decision", args=[Decision.objects.get().public_id]) in mine
    for role, reader in readers.items():
        pages = seen_by(reader, claim)
        assert [page.count("disputed") for page in pages] == before[role], role  # no word, colour, count or mark of it
        assert not any(SECRET in page for page in pages), role
    assert "You are the second reviewer." in page_of(readers["reviewer"], claim)


def test_the_second_decision_makes_the_verdict_and_both_rationales_are_read(claim: Claim, member: Any) -> None:
    post(signed_in(member()), claim)
    second = signed_in(member())
    html = second.get(post(second, claim, rationale="My own look.")["Location"]).content.decode()
    assert "Both reviewers say so." in html
    shown = page_of(second, claim)
    assert SECRET in shown
    assert "My own look." in shown


def test_an_own_decision_is_taken_back(claim: Claim, member: Any) -> None:
    author = signed_in(member())
    post(author, claim)
    address = reverse("take-back-decision", args=[Decision.objects.get().public_id])
    assert signed_in(member()).post(address).status_code == 404
    assert author.post(address, {"page": "claim"}).status_code == 302
    claim.refresh_from_db()
    assert claim.world_pending == ""


def test_a_senior_reads_both_side_by_side_and_resolves(claim: Claim, member: Any) -> None:
    builders.make_conflict(claim, ("unverifiable", "disputed"), member(display_name="Ann"), member(display_name="Ben"))
    senior = signed_in(member("senior_reviewer"))
    html = page_of(senior, claim)
    assert "Two decisions differ: resolve them" in html
    assert "As Ann sees it." in html
    assert "As Ben sees it." in html
    assert post(signed_in(member()), claim, name="resolve").status_code == 403
    assert post(senior, claim, "disputed", name="resolve", rationale="").status_code == 422
    assert post(senior, claim, "disputed", name="resolve", rationale="Weighed.").status_code == 302
    assert Verdict.objects.get().rationale == "Weighed."


def test_who_writes_into_a_conflict_keeps_the_words(claim: Claim, member: Any) -> None:
    late = member()
    builders.make_conflict(claim)
    answer = post(signed_in(late), claim, rationale="Typed at length.")
    assert answer.status_code == 409
    assert "Typed at length." in answer.content.decode()


def test_a_changed_wording_comes_back_with_the_form_and_what_was_typed(claim: Claim, member: Any) -> None:
    answer = post(signed_in(member()), claim, wording_seen="Other words", rationale="Typed at length.")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "The wording of this claim was changed meanwhile." in html
    assert "Typed at length." in html
    assert f'name="wording_seen" value="{claim.wording}"' in html


def test_a_void_decision_is_told_to_its_author_with_the_words_kept(claim: Claim, member: Any) -> None:
    author = signed_in(member())
    post(author, claim)
    Claim.objects.filter(pk=claim.pk).update(wording="The river rose by three metres overnight")
    html = page_of(author, claim)
    assert "Your decision is void:" in html
    assert SECRET in html
    assert SECRET not in page_of(signed_in(member()), claim)


# --- checklist, next look ---------------------------------------------------------------------------------------------


def test_the_points_are_in_the_form_and_kept_with_the_verdict(desk: Any, member: Any) -> None:
    claim = builders.make_claim(builders.make_article(desk), where_surface="Orl", when_surface="on Monday")
    client = signed_in(member())
    assert 'value="place"' in page_of(client, claim)
    assert post(client, claim, "unverifiable", point=["place"], review_by="2031-02-03").status_code == 302
    verdict = Verdict.objects.get()
    assert verdict.checklist == {"place": "done", "date": "open"}
    assert str(verdict.review_by) == "2031-02-03"
    assert "Left open:" in page_of(client, claim)


@pytest.mark.parametrize("day", ["2001-01-01", "soon"])
def test_a_day_that_cannot_be_is_told_at_its_field(desk: Any, member: Any, day: str) -> None:
    claim = builders.make_claim(builders.make_article(desk))
    answer = post(signed_in(member()), claim, "unverifiable", review_by=day)
    assert answer.status_code == 422
    assert "review-by-error" in answer.content.decode()


def test_a_reopening_of_the_machine_says_so_and_the_old_verdict_until_when_it_held(desk: Any, member: Any) -> None:
    claim = builders.make_claim(builders.make_article(desk))
    builders.make_verdict(claim, member())
    reopen_for_cause(claim=claim, cause="contradiction", detail="81 and 60 cannot both hold.")
    html = page_of(signed_in(member()), claim)
    assert "because a contradiction was confirmed" in html
    assert "81 and 60 cannot both hold." in html
    assert "Factdesk" in html
    assert "Held from" in html


def test_a_reopening_by_hand_can_be_undone(desk: Any, member: Any) -> None:
    claim, reviewer = builders.make_claim(builders.make_article(desk)), member()
    verdict = builders.make_verdict(claim, reviewer)
    client = signed_in(reviewer)
    sent = {"layer": "world", "reason": "New facts", "replaces": str(verdict.public_id), "page": "claim"}
    html = client.get(client.post(reverse("reopen", args=[claim.public_id]), sent)["Location"]).content.decode()
    assert "is reopened." in html
    client.post(reverse("undo-verdict", args=[Verdict.objects.latest("id").public_id]), {"page": "claim"})
    claim.refresh_from_db()
    assert claim.world_state == "verified"


# --- labels and rules ---------------------------------------------------------------------------------------------------


def test_a_label_is_chosen_shown_with_the_core_word_and_in_the_reader_s_language(desk: Any, member: Any) -> None:
    label = add_label(desk=desk, actor=actor(member("moderator")), value="unverifiable", name="Open question", colour="ink",
                      names={"de": "Offene Frage"})  # fmt: skip
    claim = builders.make_claim(builders.make_article(desk))
    client = signed_in(member())
    assert f'value="{label.public_id}"' in page_of(client, claim)
    assert post(client, claim, "unverifiable", label_unverifiable=str(label.public_id)).status_code == 302
    html = page_of(client, claim)
    assert 'label--ink" title="Unverifiable"' in html
    assert 'Open question<span class="hush"> (Unverifiable)</span>' in html
    german = signed_in(member(locale="de"))
    assert "Offene Frage" in page_of(german, claim)


def test_labels_are_kept_on_their_page(desk: Any, member: Any) -> None:
    senior, reviewer = signed_in(member("senior_reviewer")), signed_in(member())
    address = reverse("labels")
    assert senior.post(address, {"value": "verified", "name": ""}).status_code == 422
    assert senior.post(address, {"value": "verified", "name": "Right", "name_de": "Richtig"}).status_code == 302
    assert senior.post(address, {"value": "verified", "name": "right"}).status_code == 409
    label = HouseLabel.objects.get()
    assert label.names == {"de": "Richtig"}
    assert "Add a label" not in reviewer.get(address).content.decode()
    assert reviewer.post(address, {"value": "verified", "name": "Fine"}).status_code == 403
    own = reverse("label", args=[label.public_id])
    assert reviewer.get(own).status_code == 403
    assert senior.post(own, {"name": "Correct", "ordinal": "3", "retired": "on"}).status_code == 302
    label.refresh_from_db()
    assert (label.name, label.ordinal, label.retired) == ("Correct", 3, True)
    assert "edited the label" in senior.get(own).content.decode()
    assert senior.post(reverse("drop-label", args=[label.public_id])).status_code == 302
    assert not HouseLabel.objects.exists()


def test_rules_are_set_on_their_page_with_their_history(desk: Any, member: Any) -> None:
    senior, address = signed_in(member("senior_reviewer")), reverse("rules")
    sent = {"independent_origins": "2", "second_review_from": "0.7", "review_after_days": "90"}
    assert senior.post(address, sent | {"second_review_from": "7"}).status_code == 422
    assert senior.post(address, sent).status_code == 302
    desk.refresh_from_db()
    assert (desk.independent_origins, desk.second_review_from, desk.review_after_days) == (2, 0.7, 90)
    html = senior.get(address).content.decode()
    assert 'value="0.7"' in html
    assert "independent origins" in html
    assert signed_in(member()).post(address, sent).status_code == 403
    assert "Save the rules" not in signed_in(member("viewer")).get(address).content.decode()


def test_another_desk_s_labels_and_rules_are_not_found(desk: Any, member: Any) -> None:
    elsewhere = builders.make_desk()
    label = add_label(
        desk=elsewhere, actor=actor(builders.make_member(elsewhere, "moderator")), value="disputed", name="X"
    )
    moderator = signed_in(member("moderator"))
    for address in (reverse("label", args=[label.public_id]), f"{reverse('labels')}?desk={elsewhere.public_id}",
                    f"{reverse('rules')}?desk={elsewhere.public_id}"):  # fmt: skip
        assert moderator.get(address).status_code == 404
    assert moderator.post(reverse("drop-label", args=[label.public_id])).status_code == 404
    assert Client().get(reverse("labels")).status_code == 302


def test_a_changed_rationale_is_told_word_by_word(desk: Any, member: Any) -> None:
    claim, reviewer = builders.make_claim(builders.make_article(desk)), member()
    client = signed_in(reviewer)
    post(client, claim, "unverifiable", rationale="Nobody at the office could be asked.")
    held = Verdict.objects.get()
    post(client, claim, "unverifiable", rationale="Somebody at the office could be asked.", reason="He rang back.",
         replaces=str(held.public_id))  # fmt: skip
    assert "<del>Nobody</del><ins>Somebody</ins> at the office could be asked." in page_of(client, claim)
