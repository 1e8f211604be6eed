"""The key for searching: to the search or the filters of the page, and from a page without any to the articles."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from claims.models import Article, User
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1440, 360])
def test_a_slash_leads_to_the_search_or_the_filters_of_each_page(
    open_as: Open, people: dict[str, User], story: Article, width: int
) -> None:
    page = open_as(people["reviewer"], reverse("articles"), width=width)
    page.wait_for_load_state()
    page.keyboard.press("/")
    expect(page.locator("#f-q")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.locator("#f-q")).to_have_value("a/b")
    page = open_as(people["reviewer"], reverse("article", args=[story.public_id]), width=width)
    page.wait_for_load_state()
    page.keyboard.press("/")
    expect(page.locator("details.sift input").first).to_be_focused()
    page = open_as(people["reviewer"], reverse("queue"), width=width)
    page.wait_for_load_state()
    page.keyboard.press("/")
    expect(page.locator(".facets :focus")).to_be_visible()
    page = open_as(people["reviewer"], reverse("desk"), width=width)
    page.wait_for_load_state()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("Search and filters of the page")
    page.keyboard.press("?")
    page.keyboard.press("/")
    page.wait_for_url(f"**{reverse('articles')}")
