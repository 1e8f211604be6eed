"""The tour: seven steps by key, on a page that sends nothing."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from claims.models import History, User, Verdict
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


def test_a_new_reviewer_walks_through_the_seven_steps_by_key(
    open_as: Open, people: dict[str, User], story: object
) -> None:
    page = open_as(people["senior_reviewer"], reverse("desk"))
    events = History.objects.count()
    page.get_by_role("link", name="Two minutes with the keys").click()
    expect(page.locator("[data-tour-claim]").first).to_have_class(re.compile("mark--current"))  # its script runs
    for key in ("k", "j"):
        page.keyboard.press(key)
    page.keyboard.press("e")
    page.keyboard.insert_text("https://lock.example/log")
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    page.keyboard.insert_text("The union’s list has nine names.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-tour-claim]").nth(1)).to_have_class(re.compile("mark--disputed"))
    page.keyboard.press("z")
    expect(page.locator("[data-tour-claim]").nth(1)).to_have_class(re.compile("mark--unreviewed"))
    page.keyboard.press("w")
    page.keyboard.press("?")
    expect(page.locator("[data-done]")).to_have_count(7)
    expect(page.get_by_role("button", name="The first real claim")).to_be_visible()
    assert Verdict.objects.filter(reviewer=people["senior_reviewer"]).count() == 0
    assert History.objects.count() == events


def test_the_desk_points_to_the_tour_until_a_first_verdict(
    open_as: Open, people: dict[str, User], story: object
) -> None:
    for role, shown in (
        ("senior_reviewer", 1),
        ("reviewer", 0),
        ("viewer", 0),
    ):  # the story's verdict is the reviewer's
        page = open_as(people[role], reverse("desk"))
        assert page.locator(".banner a[href='/tour/']").count() == shown


def test_without_scripts_the_steps_are_there_to_read(open_as: Open, people: dict[str, User]) -> None:
    page = open_as(people["reviewer"], reverse("tour"), scripts=False)
    expect(page.locator("[data-step]")).to_have_count(7)
    expect(page.get_by_text("The keys need scripts.")).to_be_visible()
