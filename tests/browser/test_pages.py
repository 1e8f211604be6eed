"""Every page, in both colour schemes and three widths: nothing that axe finds, nothing in the console, no sideways scroll."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.models import Article, User
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


def addresses(story: Article) -> dict[str, str]:
    claim = story.claims.get(number=1)
    return {
        "desk": reverse("desk"),
        "articles": reverse("articles"),
        "queue": reverse("queue"),
        "tour": reverse("tour"),
        "upload": reverse("upload"),
        "article": reverse("article", args=[story.public_id]),
        "statement layer": reverse("article", args=[story.public_id]) + "?claim=1&layer=statement",
        "judged claim": reverse("article", args=[story.public_id]) + "?claim=4",
        "claim": reverse("claim", args=[claim.public_id]),
        "edit": reverse("article-edit", args=[story.public_id]),
        "withdraw": reverse("article-withdraw", args=[story.public_id]),
        "history": reverse("article-history", args=[story.public_id]),
    }


# what reaches beyond the right edge of the page's content, other than inside of a box that scrolls
WIDER_THAN_THE_PAGE = """() => {
  const edge = document.documentElement.clientWidth - 8;
  const boxed = (one) => one.closest(".scroll, .table-wrap, .strip, .hush, svg, [popover]");
  return [...document.querySelectorAll("main *")]
    .filter((one) => one.matches(".input, .button, .box, .board-wrap, .bulk, .tag") && !boxed(one))
    .filter((one) => one.getBoundingClientRect().right > edge)
    .map((one) => one.outerHTML.slice(0, 120));
}"""


def assert_accessible(page: Page) -> None:
    violations = Axe().run(page).response["violations"]
    assert [(found["id"], [node["html"][:200] for node in found["nodes"][:3]]) for found in violations] == []


def assert_nothing_scrolls_sideways(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 768, 360])
def test_every_page_is_accessible_and_fits(
    open_as: Open, people: dict[str, User], story: Article, width: int, scheme: str
) -> None:
    page = open_as(people["moderator"], "/", width=width, scheme=scheme)
    for address in addresses(story).values():
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + address)
        assert_accessible(page)
        assert_nothing_scrolls_sideways(page)


def test_long_words_of_another_language_fit_on_a_phone(
    open_as: Open, people: dict[str, User], story: Article, live_server: Any
) -> None:
    moderator = people["moderator"]
    moderator.locale = "de"
    moderator.save()
    other = Article.objects.get(claims__quote__startswith="30 of 52")
    pages = {
        **addresses(story),
        "compare": reverse("compare") + f"?left={story.public_id}&right={other.public_id}",
        "bulk": reverse("queue") + "?state=unreviewed&state=reopened",
        **{
            name: reverse(name)
            for name in ("facts", "sources", "labels", "rules", "words", "settings", "notifications")
        },
    }
    page = open_as(moderator, "/", width=360)
    for name, address in pages.items():
        page.goto(live_server.url + address)
        expect(page.locator("html")).to_have_attribute("lang", "de")
        assert_nothing_scrolls_sideways(page)
        wider = page.evaluate(WIDER_THAN_THE_PAGE)
        assert wider == [], name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_signing_in_and_its_error_are_accessible(
    open_as: Open, people: dict[str, User], complaints: list[str], scheme: str
) -> None:
    page = open_as(None, reverse("sign-in"), scheme=scheme)
    assert_accessible(page)
    page.get_by_label("Name").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_text("Name and password do not match.").is_visible()
    assert_accessible(page)
    assert all("422" in words for words in complaints)
    complaints.clear()  # the browser itself logs an answer of 4xx


def test_an_empty_desk_is_accessible(open_as: Open, people: dict[str, User]) -> None:
    page = open_as(people["editor"], reverse("desk"))
    assert page.get_by_role("heading", name="No article yet").is_visible()
    assert_accessible(page)


def test_the_key_overlay_and_the_account_menu_open_and_are_accessible(
    open_as: Open, people: dict[str, User], story: Article
) -> None:
    page = open_as(people["editor"], reverse("desk"))
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys").is_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Account of Ada Editor").click()
    assert page.get_by_role("button", name="Sign out").is_visible()
    assert_accessible(page)


def test_the_sheet_of_a_small_screen_opens_and_is_accessible(
    open_as: Open, people: dict[str, User], story: Article
) -> None:
    page = open_as(people["reviewer"], reverse("article", args=[story.public_id]), width=360, height=780)
    assert not page.get_by_label("Rationale").is_visible()
    page.locator("label[for=panel-open]").click()
    assert page.get_by_role("heading", name="Said by").is_visible()
    assert_accessible(page)
    page.locator("label[for=panel-open]").click()
    page.locator(".choice--unverifiable").click()
    assert page.get_by_label("Rationale").is_visible()
