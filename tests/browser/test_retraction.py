"""A source is retracted and a finding raised in a real browser: by keyboard, without a script, on a small screen, with axe."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from claims.models import Article, Finding, Source, User
from claims.review.retraction import retract_source
from tests import builders
from tests.browser.conftest import Open
from tests.browser.test_pages import assert_accessible, assert_nothing_scrolls_sideways

pytestmark = pytest.mark.browser


@pytest.fixture
def outlet(story: Article) -> Source:
    assert story.outlet is not None
    return story.outlet


def test_a_source_is_retracted_by_keyboard_and_what_was_judged_on_it_reopens(
    open_as: Open, people: dict[str, User], story: Article, outlet: Source
) -> None:
    judged = builders.make_claim(story, "900 metres long")
    builders.make_verdict(judged, people["reviewer"])
    page = open_as(people["editor"], reverse("source", args=[outlet.public_id]))
    page.get_by_role("link", name="Mark as retracted").focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.locator("#main, main").first).to_contain_text("1 verdict rests on it")
    assert_accessible(page)
    page.get_by_label("Why").focus()
    page.keyboard.type("It withdrew the report")
    page.get_by_role("button", name="Mark as retracted").press("Enter")
    expect(page.get_by_text("1 verdict that rests on it reopens")).to_be_visible()
    expect(page.get_by_text("It counts as no independent origin")).to_be_visible()

    reviewer = open_as(people["reviewer"], reverse("claim", args=[judged.public_id]))  # the editor is signed out by it
    expect(reviewer.get_by_text("Coast Courier was retracted on")).to_be_visible()
    expect(reviewer.get_by_text("whose article says it, was retracted: It withdrew the report").first).to_be_visible()
    assert_accessible(reviewer)

    page = open_as(people["editor"], reverse("source", args=[outlet.public_id]))
    page.get_by_role("link", name="Take the retraction back").click()
    page.get_by_label("Why").fill("The wrong Courier")
    page.get_by_label("It was retracted by mistake").check()
    page.get_by_role("button", name="Take the retraction back").click()
    expect(page.get_by_text("the source counts again")).to_be_visible()
    judged.refresh_from_db()
    assert judged.world_state == "verified"


@pytest.mark.parametrize("width", [1440, 768, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_a_retraction_and_a_question(
    open_as: Open, people: dict[str, User], story: Article, outlet: Source, width: int, scheme: str
) -> None:
    finding = Finding.objects.get(revision__article=story)
    retract_source(source=outlet, actor=builders.actor(people["editor"]), reason="It withdrew the report")
    other = builders.make_source(outlet.desk, "Coast Wire")
    page = open_as(people["senior_reviewer"], reverse("sources"), width=width, scheme=scheme)
    addresses = [
        reverse("source", args=[outlet.public_id]), reverse("source-retract", args=[other.public_id]),
        reverse("source-restore", args=[outlet.public_id]), reverse("raise-finding", args=[finding.public_id]),
    ]  # fmt: skip
    for address in addresses:
        page.goto(page.url.split("/sources")[0].split("/findings")[0] + address)
        page.wait_for_load_state()
        assert_accessible(page)
        assert_nothing_scrolls_sideways(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_finding_is_raised_with_who_handed_it_in_and_answered(
    open_as: Open, people: dict[str, User], story: Article, scripts: bool
) -> None:
    page = open_as(people["reviewer"], reverse("article", args=[story.public_id]), scripts=scripts)
    page.locator("summary", has_text="Raise with Ada Editor").first.press("Enter")
    box = page.get_by_label("Your question").first
    expect(box).to_have_value(f"@{people['editor'].username} The body never says it. Is the text right?")
    if scripts:
        assert_accessible(page)
    page.get_by_role("button", name="Ask").first.press("Enter")
    page.wait_for_load_state()
    expect(page.locator("#comments")).to_contain_text("The body never says it. Is the text right?")
    expect(page.locator(".finding__raised").first).to_contain_text("Raised with Ada Editor, open")

    editor = open_as(people["editor"], reverse("notifications"), scripts=scripts)
    editor.get_by_role("link", name="mentioned you").click()
    editor.wait_for_load_state()
    editor.get_by_role("button", name="Resolve").click()
    expect(editor.locator("#comments")).to_contain_text("resolved thread")
    page = open_as(people["reviewer"], reverse("article", args=[story.public_id]), scripts=scripts)
    expect(page.locator(".finding__raised").first).to_contain_text("Raised with Ada Editor, resolved")
