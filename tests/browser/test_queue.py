"""The queue in a real browser: many claims at once with undo, next claim in hand, views, on a telephone and without a script."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.models import Article, BulkAct, Claim, ReviewLease, User
from claims.review.leases import take_claim
from claims.review.work import assign_claim
from tests import builders
from tests.browser.conftest import Open
from tests.browser.test_pages import assert_accessible, assert_nothing_scrolls_sideways

pytestmark = pytest.mark.browser


def boxes(page: Page) -> Any:
    return page.locator("input[name=claim]")


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_rows_are_chosen_by_hand_and_shift_assigned_and_undone_as_one(
    open_as: Open, people: dict[str, User], story: Article
) -> None:
    page = open_as(people["editor"], reverse("queue"))
    bar = page.locator(".bulk")
    expect(bar).to_be_hidden()
    boxes(page).nth(0).check()
    boxes(page).nth(3).click(modifiers=["Shift"])
    expect(bar).to_contain_text("4 selected")
    boxes(page).nth(3).uncheck()
    expect(bar).to_contain_text("3 selected")
    page.keyboard.press("a")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Assign: 3 claims")
    page.get_by_label("Assign to").select_option(label="Ada Reviewer")
    expect(page.locator("#prospects")).to_contain_text("3 will be done")
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(page.locator(".page__lede")).to_contain_text("3 done")
    assert Claim.objects.filter(assignee=people["reviewer"]).count() == 3
    page.keyboard.press("z")
    expect(page.locator(".page__lede")).to_contain_text("3 undone")
    assert not Claim.objects.filter(assignee=people["reviewer"]).exists()


def test_the_next_claim_is_taken_by_key_and_given_back_on_leaving(
    open_as: Open, people: dict[str, User], story: Article
) -> None:
    page = open_as(people["reviewer"], reverse("queue"))
    page.keyboard.press("n")
    expect(page.locator("#work")).to_contain_text("You have this in hand")
    claim = ReviewLease.objects.get(holder=people["reviewer"]).claim
    until = ReviewLease.objects.get(claim=claim).until
    page.get_by_role("button", name="Give it back").click()
    expect(page.locator("#work")).to_contain_text("Take it in hand")
    assert not ReviewLease.objects.filter(claim=claim, until=until).exists()
    page.goto(page.url.split("/articles")[0] + reverse("queue"))
    page.keyboard.press("n")
    expect(page.locator("#work")).to_contain_text("You have this in hand")
    other = open_as(people["senior_reviewer"], reverse("queue"))  # the browser is the other one's from here on
    expect(other.locator("main")).to_contain_text("Ada Reviewer has this in hand")


def test_a_claim_is_assigned_from_the_panel_with_one_key(
    open_as: Open, people: dict[str, User], story: Article
) -> None:
    page = open_as(people["reviewer"], reverse("article", args=[story.public_id]) + "?claim=2")
    page.keyboard.press("a")
    expect(page.get_by_label("Assigned to")).to_be_focused()
    page.get_by_label("Assigned to").select_option(label="Ada Senior reviewer")
    page.get_by_label("Priority").select_option(label="Urgent")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#work")).to_contain_text("Assigned to Ada Senior reviewer")
    expect(page.locator("#work")).to_contain_text("urgent priority")
    assert Claim.objects.get(article=story, number=2).priority == 2


def test_without_a_script_the_queue_filters_sorts_acts_and_undoes(
    open_as: Open, people: dict[str, User], story: Article
) -> None:
    page = open_as(people["editor"], reverse("queue"), scripts=False)
    page.locator("details.facet", has_text="Kind").locator("summary").click()
    page.get_by_label("Quantity").first.check()
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.locator(".page__lede")).to_contain_text("1 claim matches")
    expect(page.locator(".tags")).to_contain_text("Kind: Quantity")
    page.get_by_role("link", name="Remove filter Kind: Quantity").click()
    page.locator("#sort").select_option(label="newest first")
    page.get_by_role("button", name="Sort").click()
    assert "sort=newest" in page.url
    boxes(page).nth(1).check()
    page.locator(".bulk").get_by_role("button", name="Priority").click()
    page.get_by_label("Priority").select_option(label="Urgent")
    page.get_by_role("button", name="Set a priority").click()
    expect(page.locator(".page__lede")).to_contain_text("1 done")
    page.get_by_role("button", name="Undo all of it").click()
    expect(page.locator(".page__lede")).to_contain_text("1 undone")
    assert BulkAct.objects.get().undone_at is not None


def test_on_a_telephone_three_acts_are_offered_and_nothing_scrolls_sideways(
    open_as: Open, people: dict[str, User], story: Article
) -> None:
    page = open_as(people["editor"], reverse("queue"), width=360, height=740)
    assert fits(page)
    boxes(page).nth(0).check()
    expect(page.locator(".bulk button:visible")).to_have_count(3)
    assert fits(page)
    page.locator(".facets-toggle").click()
    expect(page.locator(".facets")).to_be_visible()
    assert fits(page)


def test_a_view_is_saved_and_found_again(open_as: Open, people: dict[str, User], story: Article) -> None:
    page = open_as(people["reviewer"], reverse("queue") + "?kind=quantity")
    page.get_by_text("Save this view").click()
    page.get_by_label("Name").fill("Figures")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("navigation", name="Saved views")).to_contain_text("Figures")
    page.goto(page.url.split("?")[0])
    page.get_by_role("link", name="Figures").click()
    assert page.url.endswith("?kind=quantity")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_queue_bulk_and_desk_are_accessible_and_fit(
    open_as: Open, people: dict[str, User], story: Article, scheme: str, width: int
) -> None:
    first = story.claims.get(number=1)
    take_claim(claim=first, actor=builders.actor(people["senior_reviewer"]))
    assign_claim(claim=first, actor=builders.actor(people["senior_reviewer"]), assignee=people["reviewer"])
    page = open_as(people["reviewer"], reverse("queue") + "?kind=event&kind=quantity", width=width, scheme=scheme)
    assert_fine(page)
    boxes(page).nth(0).check()
    assert_fine(page)
    page.locator(".bulk button").first.click()
    expect(page.locator("#prospects")).to_be_visible()
    assert_fine(page)
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(page.get_by_role("link", name="To the queue")).to_be_visible()
    assert_fine(page)
    root = page.url.split("/queue/")[0]
    for address in (
        reverse("desk"),
        reverse("article-deadline", args=[story.public_id]),
        reverse("claim", args=[first.public_id]),
    ):
        page.goto(root + address)
        assert_fine(page)


def assert_fine(page: Page) -> None:
    assert_accessible(page)
    assert_nothing_scrolls_sideways(page)
