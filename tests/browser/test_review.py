"""Reviewing in a real browser: by keyboard, without a script, on a small screen, with somebody else in the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from claims.models import Article, Claim, User, Verdict
from tests import builders
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


def article_page(story: Article, query: str = "") -> str:
    return reverse("article", args=[story.public_id]) + query


def in_focus(page: Page, number: int) -> None:
    expect(page.locator("#panel")).to_have_attribute("data-claim-number", str(number))
    expect(page.locator("mark.mark--current").first).to_have_attribute("data-claim", str(number))
    page.wait_for_load_state()  # a key that is pressed while the page still comes meets no script


def hold_the_first(page: Page, address: str) -> Callable[[], None]:
    """Keeps the first request to the address from the server until the answer is called: a server that is slow."""
    held: list[Route] = []
    page.route(address, lambda route: route.continue_() if held else held.append(route))

    def let_go() -> None:
        held[0].continue_()

    return let_go


def test_a_claim_is_verified_without_touching_the_mouse(open_as: Open, people: dict[str, User], story: Article) -> None:
    page = open_as(people["reviewer"], article_page(story, "?claim=1"))
    page.keyboard.press("j")
    in_focus(page, 2)
    page.keyboard.press("k")
    in_focus(page, 1)
    page.keyboard.press("e")
    page.keyboard.type("https://example.org/harbour-log")
    page.get_by_label("Note", exact=True).focus()
    page.keyboard.type("The log lists 41 departures.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label("Rationale")).to_have_value("The log lists 41 departures.")
    page.keyboard.press("v")  # a number is in it: its points are shown, and the next keys record
    expect(page.locator("input[name=point]").first).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("Claim 1 is verified.")
    expect(page.locator("#c1")).to_have_class(re.compile("mark--verified"))
    expect(page.locator("#strip")).to_contain_text("2 of 5 checked")
    verdict = Verdict.objects.get(claim__number=1)
    assert (verdict.value, verdict.rationale, verdict.layer) == ("verified", "The log lists 41 departures.", "world")
    page.keyboard.press("z")
    expect(page.locator("#toasts")).to_contain_text("Undone.")
    expect(page.locator("#c1")).to_have_class(re.compile("mark--unreviewed"))


def test_keys_that_are_faster_than_the_server_act_on_the_claim_that_comes(
    open_as: Open, people: dict[str, User], story: Article
) -> None:
    page = open_as(people["reviewer"], article_page(story, "?claim=1"))
    let_go = hold_the_first(page, "**/articles/*/?claim=*")
    for key in "jju":
        page.keyboard.press(key)
    page.wait_for_function("document.querySelector('.htmx-request')")
    expect(page.locator("input[name=value]:checked")).to_have_count(0)
    let_go()
    in_focus(page, 3)
    expect(page.locator("input[name=value]:checked")).to_have_value("unverifiable")
    expect(page.get_by_label("Rationale")).to_be_focused()


def test_letters_typed_before_the_field_is_there_are_kept(
    open_as: Open, people: dict[str, User], story: Article
) -> None:
    page = open_as(people["reviewer"], article_page(story, "?claim=1"))
    let_go = hold_the_first(page, "**/articles/*/?claim=*")
    page.keyboard.press("j")
    page.keyboard.type("unobody counted")
    page.wait_for_function("document.querySelector('.htmx-request')")
    let_go()
    in_focus(page, 2)
    expect(page.get_by_label("Rationale")).to_have_value("nobody counted")


def test_keys_go_into_fields_as_letters(open_as: Open, people: dict[str, User], story: Article) -> None:
    page = open_as(people["reviewer"], article_page(story, "?claim=2"))
    page.keyboard.press("u")  # no rationale yet: the key leads into the field
    page.keyboard.type("jvdu zed")
    expect(page.get_by_label("Rationale")).to_have_value("jvdu zed")
    in_focus(page, 2)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("Claim 2 is unverifiable.")
    page.keyboard.press("j")  # the act is done, so the keys are the page's again
    in_focus(page, 3)
    expect(page.get_by_label("Rationale")).to_have_value("")


def test_an_act_in_the_panel_leaves_it_where_the_reader_was(
    open_as: Open, people: dict[str, User], story: Article
) -> None:
    page = open_as(people["reviewer"], article_page(story, "?claim=1"), width=360, height=640)
    page.locator(".panel__toggle").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator(".linked--confirmed")).to_have_count(1)
    expect(page.locator("#panel-open")).to_be_checked()
    assert page.locator(".panel__body").evaluate("body => body.scrollTop") > 0
    expect(page.locator("#panel section:focus")).to_contain_text("Linked claims")


def test_enter_leads_into_the_panel_and_escape_out_of_it(
    open_as: Open, people: dict[str, User], story: Article
) -> None:
    page = open_as(people["reviewer"], article_page(story, "?claim=1"))
    page.keyboard.press("Enter")
    expect(page.locator(".panel__body")).to_be_focused()
    page.keyboard.press("j")
    in_focus(page, 2)
    expect(page.locator(".panel__body")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('.panel__body'))")
    page.keyboard.press("Escape")
    expect(page.locator("body")).to_be_focused()


def test_single_keys_can_be_switched_off(open_as: Open, people: dict[str, User], story: Article) -> None:
    reviewer = people["reviewer"]
    reviewer.single_keys = False
    reviewer.save()
    page = open_as(reviewer, article_page(story, "?claim=1"))
    page.keyboard.press("j")
    page.keyboard.press("u")
    in_focus(page, 1)
    expect(page.locator("input[name=value]:checked")).to_have_count(0)


def test_what_is_typed_survives_a_reload_and_is_gone_once_recorded(
    open_as: Open, people: dict[str, User], story: Article
) -> None:
    page = open_as(people["reviewer"], article_page(story, "?claim=2"))
    page.get_by_label("Rationale").fill("Half a thought")
    page.reload()
    expect(page.get_by_label("Rationale")).to_have_value("Half a thought")
    page.keyboard.press("j")
    in_focus(page, 3)
    expect(page.get_by_label("Rationale")).to_have_value("")
    page.keyboard.press("k")
    expect(page.get_by_label("Rationale")).to_have_value("Half a thought")
    page.keyboard.press("u")
    expect(page.locator("#toasts")).to_contain_text("Claim 2 is unverifiable.")
    page.reload()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('verdict-')).length") == 0


def test_the_slower_reviewer_sees_both_and_keeps_the_own_words(
    open_as: Open, people: dict[str, User], story: Article, complaints: list[str]
) -> None:
    page = open_as(people["reviewer"], article_page(story, "?claim=2"))
    page.get_by_label("Rationale").fill("Nobody could say.")
    builders.make_verdict(Claim.objects.get(article=story, number=2), people["senior_reviewer"], "verified")
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator(".banner--error")).to_contain_text("Ada Senior reviewer was faster.")
    expect(page.get_by_label("Rationale")).to_have_value("Nobody could say.")
    page.get_by_label("Why the verdict changes").fill("The log is incomplete.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("Claim 2 is unverifiable.")
    # the browser itself logs each answer of 4xx; nothing else may be there
    assert all("409" in words for words in complaints)
    complaints.clear()


def test_a_suggested_link_is_confirmed_and_taken_back(open_as: Open, people: dict[str, User], story: Article) -> None:
    page = open_as(people["reviewer"], article_page(story, "?claim=1"))
    link = page.locator(".linked")
    expect(link).to_contain_text("41 of 52 and 30 of 52 cannot both hold.")
    link.get_by_role("button", name="Confirm").click()
    expect(page.locator(".linked--confirmed")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    expect(page.locator(".linked--suggested")).to_be_visible()


def test_a_click_on_a_mark_a_number_or_a_note_brings_its_claim_into_focus(
    open_as: Open, people: dict[str, User], story: Article
) -> None:
    page = open_as(people["viewer"], article_page(story, "?claim=1"))
    page.locator("#n4").click()
    in_focus(page, 4)
    page.locator(".ref[data-focus='2']").click()
    in_focus(page, 2)
    page.locator("#c3").click()
    in_focus(page, 3)
    assert page.url.endswith("?claim=3#c3")


def test_the_layer_is_switched_by_key(open_as: Open, people: dict[str, User], story: Article) -> None:
    page = open_as(people["reviewer"], article_page(story, "?claim=1"))
    page.keyboard.press("w")
    expect(page.locator("#panel")).to_have_attribute("data-layer", "statement")
    page.keyboard.press("w")
    expect(page.locator("#panel")).to_have_attribute("data-layer", "world")


def test_n_leads_from_the_desk_to_a_claim_and_on_to_the_next_open_one(
    open_as: Open, people: dict[str, User], story: Article
) -> None:
    page = open_as(people["reviewer"], reverse("desk"))
    page.keyboard.press("n")
    in_focus(page, 1)
    page.keyboard.press("n")
    in_focus(page, 2)


def test_lists_are_walked_by_key(open_as: Open, people: dict[str, User], story: Article) -> None:
    page = open_as(people["reviewer"], reverse("desk"))
    page.keyboard.press("g")
    page.keyboard.press("q")
    expect(page.get_by_role("heading", name="Queue", level=1)).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    in_focus(page, 1)


def test_everything_works_without_a_script(open_as: Open, people: dict[str, User], story: Article) -> None:
    page = open_as(people["reviewer"], article_page(story, "?claim=1"), scripts=False)
    page.locator(".ref[data-focus='2']").click()
    expect(page.locator("#panel")).to_have_attribute("data-claim-number", "2")
    page.get_by_text("Add evidence").first.click()
    page.get_by_label("Web address").fill("https://example.org/log")
    page.get_by_label("Note", exact=True).fill("The log says so.")
    page.get_by_role("button", name="Add evidence").click()
    page.locator(".choice--disputed").click()
    page.get_by_role("button", name="Record").click()
    expect(page.locator("#toasts")).to_contain_text("Claim 2 is disputed.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#c2")).to_have_class(re.compile("mark--unreviewed"))


def test_a_verdict_is_recorded_on_a_small_screen(open_as: Open, people: dict[str, User], story: Article) -> None:
    page = open_as(people["reviewer"], article_page(story, "?claim=2"), width=360, height=780)
    page.locator(".choice--unverifiable").click()
    page.get_by_label("Rationale").fill("Nobody could say.")
    page.get_by_role("button", name="Record").click()
    expect(page.locator("#toasts")).to_contain_text("Claim 2 is unverifiable.")


def test_when_the_server_is_away_the_page_says_so_and_keeps_the_words(
    open_as: Open, people: dict[str, User], story: Article, complaints: list[str]
) -> None:
    page = open_as(people["reviewer"], article_page(story, "?claim=2"))
    page.get_by_label("Rationale").fill("Typed for nothing?")
    page.route("**/verdict/", lambda route: route.abort())
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator("#toasts")).to_contain_text("cannot be reached")
    expect(page.get_by_label("Rationale")).to_have_value("Typed for nothing?")
    complaints.clear()


def test_hostile_text_runs_nothing(open_as: Open, people: dict[str, User]) -> None:
    hostile = "<img src=x onerror=window.broken=1><script>window.broken=1</script>"
    desk: Any = people["editor"].memberships.get().desk
    article = builders.make_article(desk, f"Title {hostile}\n\nThe {hostile} rose.", title=f"Title {hostile}")
    builders.make_claim(article, f"The {hostile} rose", wording=hostile, reasons=[hostile], speaker=hostile[:200])
    page = open_as(people["reviewer"], article_page(article))
    assert page.evaluate("window.broken") is None
    assert hostile in page.locator(".copy").inner_text()
