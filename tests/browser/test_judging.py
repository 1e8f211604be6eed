"""Judging in a real browser: forty claims by keyboard alone, two people on one claim, blind decisions and their conflict."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.models import Article, Claim, Decision, User, Verdict
from claims.review.labels import add_label
from tests import builders
from tests.browser.conftest import Open
from tests.browser.test_pages import assert_accessible, assert_nothing_scrolls_sideways

pytestmark = pytest.mark.browser

FORTY = 40


@pytest.fixture
def long_story(people: dict[str, User]) -> Article:
    """An article of forty claims, each with evidence and its note; every second one has a number, so points to check."""
    desk: Any = people["editor"].memberships.get().desk
    sentences = [f"Ferry {number} carried {100 + number} cars on the day" for number in range(1, FORTY + 1)]
    paragraphs = [
        "Ferries carry cars",
        *(". ".join(sentences[place : place + 4]) + "." for place in range(0, FORTY, 4)),
    ]
    article = builders.make_article(desk, "\n\n".join(paragraphs), uploaded_by=people["editor"])
    for number, sentence in enumerate(sentences, 1):
        claim = builders.make_claim(article, sentence)
        if number % 2:
            builders.make_quantity(claim, str(100 + number), value=100 + number, low=100 + number, high=100 + number)
        builders.make_evidence(
            claim, people["reviewer"], f"https://example.org/{number}", note=f"The log of ferry {number}."
        )
    return article


@pytest.fixture
def risky(people: dict[str, User], story: Article) -> Claim:
    """Claim 2 of the story, on which two people decide, with evidence there."""
    Claim.objects.filter(article=story, number=2).update(risk=True)
    claim = Claim.objects.get(article=story, number=2)
    builders.make_evidence(claim, people["moderator"], note="The log lists 41 departures.")
    return claim


def at(claim: Claim) -> str:
    return reverse("article", args=[claim.article.public_id]) + f"?claim={claim.number}"


def in_focus(page: Page, number: int) -> None:
    expect(page.locator("#panel")).to_have_attribute("data-claim-number", str(number))
    page.wait_for_load_state()  # a key that is pressed while the page still comes meets no script


def test_a_whole_article_of_forty_claims_is_reviewed_with_the_keyboard_alone(
    open_as: Open, people: dict[str, User], long_story: Article, settings: Any
) -> None:
    settings.PULSE_SECONDS = 1  # the page renews itself all the time, and must never put an earlier claim under a key
    page = open_as(people["reviewer"], reverse("article", args=[long_story.public_id]) + "?claim=1")
    strokes = []
    for number in range(1, FORTY + 1):
        in_focus(page, number)
        expect(page.get_by_label("Rationale")).to_have_value(f"The log of ferry {number}.")
        page.keyboard.press("v")
        strokes.append(1)
        if number % 2:  # a number: its points are shown first, and the focus is on the first open one
            expect(page.locator("input[name=point]").first).to_be_focused()
            page.keyboard.press("Control+Enter")
            strokes[-1] += 1
        expect(page.locator("#toasts")).to_contain_text(f"Claim {number} is verified.")
        if number < FORTY:
            page.keyboard.press("j")
    expect(page.locator("#strip")).to_contain_text(f"{FORTY} of {FORTY} checked")
    assert Verdict.objects.filter(claim__article=long_story, value="verified").count() == FORTY
    assert max(strokes) <= 2
    assert Verdict.objects.get(claim__number=1).checklist == {"value": "open"}
    assert Verdict.objects.get(claim__number=2).checklist == {}


def test_a_point_is_ticked_by_key_and_kept(open_as: Open, people: dict[str, User], long_story: Article) -> None:
    page = open_as(people["reviewer"], reverse("article", args=[long_story.public_id]) + "?claim=3")
    page.keyboard.press("d")
    expect(page.locator("input[name=point]").first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("d")  # every point is ticked now: the key records
    expect(page.locator("#toasts")).to_contain_text("Claim 3 is disputed.")
    assert Verdict.objects.get().checklist == {"value": "done"}


def test_blind_second_review_with_conflict_and_resolution(open_as: Open, people: dict[str, User], risky: Claim) -> None:
    ann, ben, sara = (
        people["reviewer"],
        builders.make_member(risky.desk, display_name="Ben Hale"),
        people["senior_reviewer"],
    )
    page = open_as(ann, at(risky))
    expect(page.locator("#judge")).to_contain_text("Two people decide on this one.")
    page.keyboard.press("d")
    expect(page.locator("#toasts")).to_contain_text("Your decision is made.")
    expect(page.locator("#judge")).to_contain_text("A second reviewer decides too")
    expect(page.locator("#c2")).to_have_class(re.compile("mark--unreviewed"))
    # taken back by key, and made again
    page.keyboard.press("z")
    expect(page.locator("#judge")).to_contain_text("Two people decide on this one.")
    page.keyboard.press("d")
    expect(page.locator("#toasts")).to_contain_text("Your decision is made.")
    assert_accessible(page)

    page.context.close()  # signing in as somebody else ends this session, and its polling would complain
    page = open_as(ben, at(risky))
    expect(page.locator("#judge")).to_contain_text("You are the second reviewer.")
    expect(page.locator("input[name=value]:checked")).to_have_count(0)
    assert people["reviewer"].name not in page.locator("#judge").inner_text()
    page.get_by_label("Rationale").fill("The log is complete.")
    page.keyboard.press("Control+Enter")  # no value yet: the browser asks for one
    page.keyboard.press("Escape")
    page.keyboard.press("v")
    expect(page.locator("#toasts")).to_contain_text("The two decisions differ.")
    expect(page.locator("#judge")).to_contain_text("A senior reviewer, who made neither, resolves them.")

    page.context.close()
    page = open_as(sara, at(risky))
    pair = page.locator(".versions__pair")
    expect(pair).to_contain_text("The log lists 41 departures.")
    expect(pair).to_contain_text("The log is complete.")
    page.get_by_label("Rationale").fill("Weighed both.")
    page.keyboard.press("Escape")
    page.keyboard.press("v")
    expect(page.locator("#toasts")).to_contain_text("Claim 2 is verified.")
    verdict = Verdict.objects.get(claim=risky)
    assert (verdict.reviewer, verdict.rationale) == (sara, "Weighed both.")
    assert Decision.objects.filter(claim=risky, place="resolution", verdict=verdict).exists()


def test_both_versions_stand_side_by_side_for_the_slower_of_two(
    open_as: Open, people: dict[str, User], story: Article, complaints: list[str]
) -> None:
    claim = Claim.objects.get(article=story, number=2)
    page = open_as(people["reviewer"], at(claim))
    page.get_by_label("Rationale").fill("Nobody could say.")
    builders.make_verdict(claim, people["senior_reviewer"], "verified")
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    pair = page.locator(".versions__pair")
    expect(pair.locator(".version").nth(0)).to_contain_text("Read the report.")
    expect(pair.locator(".version").nth(1)).to_contain_text("Nobody could say.")
    expect(page.get_by_label("Rationale")).to_have_value("Nobody could say.")
    assert_accessible(page)
    complaints.clear()  # the browser logs the answer of 409


def test_two_people_decide_without_a_script(open_as: Open, people: dict[str, User], risky: Claim) -> None:
    for user, value in ((people["reviewer"], "disputed"), (builders.make_member(risky.desk), "verified")):
        page = open_as(user, at(risky), scripts=False)
        page.locator(f".choice--{value}").click()
        page.get_by_role("button", name="Decide").click()
        expect(page.locator("#toasts .toast")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text("The two decisions differ.")
    page = open_as(people["senior_reviewer"], at(risky), scripts=False)
    page.locator(".choice--disputed").click()
    page.get_by_label("Rationale").fill("Weighed both.")
    page.get_by_role("button", name="Resolve").click()
    expect(page.locator("#toasts")).to_contain_text("Claim 2 is disputed.")
    page.get_by_role("button", name="Undo").click()
    risky.refresh_from_db()
    assert risky.world_pending == "conflict"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_judging_is_accessible_and_fits_in_every_state(
    open_as: Open, people: dict[str, User], risky: Claim, width: int, scheme: str
) -> None:
    add_label(
        desk=risky.desk, actor=builders.actor(people["moderator"]), value="disputed", name="Far from it", colour="ink"
    )

    def check(user: User) -> None:
        page = open_as(user, at(risky), width=width, height=780, scheme=scheme)
        if page.locator(".choice--disputed").count():
            page.locator(".choice--disputed").click()
            expect(page.locator(".labels--disputed")).to_be_visible()
        assert_accessible(page)
        assert_nothing_scrolls_sideways(page)
        page.context.close()

    check(people["reviewer"])
    said: Any = {"layer": "world", "rationale": "As seen.", "replaces": None}
    from claims.review.second import decide_claim

    decide_claim(claim=risky, actor=builders.actor(people["reviewer"]), value="verified", **said)
    check(people["reviewer"])
    check(people["moderator"])
    decide_claim(claim=risky, actor=builders.actor(people["moderator"]), value="disputed", **said)
    check(people["senior_reviewer"])
    check(people["reviewer"])
    for name in ("labels", "rules"):
        page = open_as(people["moderator"], reverse(name), width=width, scheme=scheme)
        assert_accessible(page)
        assert_nothing_scrolls_sideways(page)
