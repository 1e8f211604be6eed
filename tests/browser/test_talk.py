"""People together: mention, bell, deep link, resolve; presence; live updates; settings; German; without scripts; axe."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db.models import F
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.models import Article, Claim, Comment, Notification, User
from claims.notices import notify
from claims.talk.comments import add_comment
from tests import builders
from tests.browser.conftest import Open
from tests.browser.test_pages import assert_accessible, assert_nothing_scrolls_sideways

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _quick_pulse(settings: Any) -> None:
    settings.PULSE_SECONDS = 1


def article_page(story: Article, query: str = "?claim=1") -> str:
    return reverse("article", args=[story.public_id]) + query


def say(story: Article, user: User, body: str, number: int = 1) -> Comment:
    claim = story.claims.get(number=number)
    return add_comment(claim=claim, actor=builders.actor(user), body=body).comment


def test_a_mention_is_typed_told_followed_and_resolved_by_two_people(
    open_as: Open, people: dict[str, User], story: Article
) -> None:
    first = open_as(people["reviewer"], article_page(story, "?claim=4"))
    first.keyboard.press("c")
    box = first.get_by_label("What do you want to say?")
    expect(box).to_be_focused()
    first.keyboard.type(f"Is that the same pier, @{people['editor'].username}")
    people_list = first.get_by_role("listbox", name="People of the desk")
    expect(people_list).to_contain_text("Ada Editor")
    assert_accessible(first)
    first.keyboard.press("Enter")
    expect(box).to_have_value(f"Is that the same pier, @{people['editor'].username} ")
    expect(people_list).to_have_count(0)
    first.keyboard.press("Control+Enter")
    expect(first.locator("#comments")).to_contain_text("Is that the same pier")
    expect(box).to_have_value("")

    second = open_as(people["editor"], reverse("desk"))
    bell = second.get_by_role("link", name="Notifications")
    expect(bell).to_contain_text("1 unread")
    bell.click()
    expect(second.locator(".told")).to_contain_text("You are told because your name is in the comment.")
    second.get_by_role("link", name="mentioned you").click()
    expect(second.locator("#panel")).to_have_attribute("data-claim-number", "4")
    expect(second.locator(".comment--asked")).to_be_in_viewport()
    expect(second.locator("#c4")).to_be_in_viewport()
    expect(second.get_by_role("link", name="Notifications")).not_to_contain_text("unread")
    second.locator(".thread summary", has_text="Answer").click()
    second.get_by_label("Your answer").fill("The same one.")
    second.get_by_role("button", name="Send the answer").click()
    expect(second.locator("#comments")).to_contain_text("The same one.")
    second.get_by_role("button", name="Resolve").click()
    expect(second.locator("#comments")).to_contain_text("1 resolved thread")
    assert Notification.objects.get(to=people["reviewer"]).kind == "reply"
    second.locator("body").press("z")
    expect(second.locator("#comments")).not_to_contain_text("resolved thread")


def test_others_at_the_claim_are_named(open_as: Open, people: dict[str, User], story: Article) -> None:
    first = open_as(people["reviewer"], article_page(story))
    with first.expect_response(lambda answer: "/presence/" in answer.url):
        pass
    second = open_as(people["editor"], article_page(story))
    expect(second.locator("#presence")).to_contain_text("Ada Reviewer has this claim open too.")


def test_what_others_do_shows_up_and_what_is_typed_stays(
    open_as: Open, people: dict[str, User], story: Article
) -> None:
    page = open_as(people["senior_reviewer"], article_page(story))
    say(story, people["reviewer"], "Look at the log.")
    expect(page.locator("#comments")).to_contain_text("Look at the log.")
    page.get_by_label("Rationale").fill("Half a thought")
    say(story, people["reviewer"], "And at the timetable.")
    builders.make_verdict(Claim.objects.get(article=story, number=3), people["reviewer"], "verified")
    expect(page.locator("#c3")).to_have_attribute("class", "mark mark--verified")
    expect(page.locator("#strip")).to_contain_text("2 of 5 checked")
    expect(page.locator("[data-live-offer]")).to_contain_text("Somebody changed this meanwhile.")
    expect(page.get_by_label("Rationale")).to_have_value("Half a thought")
    assert_accessible(page)
    Claim.objects.filter(article=story, number=1).update(risk=True, version=F("version") + 1)
    expect(page.locator("#verdict-round")).to_contain_text("Two people decide on this one.")
    expect(page.locator("#verdict-form")).to_contain_text("Decide")
    expect(page.get_by_label("Rationale")).to_have_value("Half a thought")
    page.get_by_role("button", name="Show it").click()
    expect(page.locator("#comments")).to_contain_text("And at the timetable.")
    expect(page.get_by_label("Rationale")).to_have_value("Half a thought")


def test_the_desk_renews_itself(open_as: Open, people: dict[str, User], story: Article) -> None:
    page = open_as(people["reviewer"], reverse("desk"))
    expect(page.locator("#desk-parts")).to_contain_text("1 of 5 checked")
    builders.make_verdict(Claim.objects.get(article=story, number=3), people["senior_reviewer"], "verified")
    expect(page.locator("#desk-parts")).to_contain_text("2 of 5 checked")


def test_a_comment_that_is_sent_after_the_session_ended_is_there_after_signing_in(
    open_as: Open, people: dict[str, User], story: Article
) -> None:
    page = open_as(people["reviewer"], article_page(story))
    page.keyboard.press("c")
    page.keyboard.type("Long and careful words.")
    Session.objects.all().delete()
    page.keyboard.press("Control+Enter")
    page.get_by_label("Name").fill(people["reviewer"].username)
    page.get_by_label("Password").fill(builders.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("What do you want to say?")).to_have_value("Long and careful words.")
    page.get_by_label("What do you want to say?").press("Control+Enter")
    expect(page.locator("#comments .comment")).to_contain_text("Long and careful words.")


def test_everything_works_without_scripts(open_as: Open, people: dict[str, User], story: Article) -> None:
    page = open_as(people["reviewer"], article_page(story), scripts=False)
    page.locator("#add-comment > summary").click()
    page.get_by_label("What do you want to say?").fill("Which log? @nobody.here")
    page.locator("#add-comment .mention summary").click()
    page.get_by_label("Ada Editor").check()
    page.get_by_role("button", name="Add the comment").click()
    expect(page.locator(".banner").first).to_contain_text("Nobody on this desk is called @nobody.here")
    comment = page.locator(".comment")
    expect(comment).to_contain_text("Which log?")
    assert Notification.objects.get().to == people["editor"]
    comment.locator("summary", has_text="Edit").click()
    comment.get_by_label("Your words").fill("Which log exactly?")
    comment.get_by_role("button", name="Save").click()
    expect(page.locator(".comment")).to_contain_text("edited")
    page.locator(".comment").get_by_role("button", name="Withdraw").click()
    expect(page.locator(".comment")).to_contain_text("Withdrawn by its author.")
    reader = open_as(people["editor"], reverse("notifications"), scripts=False)
    expect(reader.get_by_role("heading", name="Nothing to tell you yet")).to_be_visible()  # it was withdrawn


def test_settings_change_language_and_zone_at_once(open_as: Open, people: dict[str, User], story: Article) -> None:
    page = open_as(people["editor"], reverse("settings"))
    page.get_by_label("Language, numbers and dates").select_option("de")
    page.get_by_label("Time zone").fill("America/New_York")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Einstellungen")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.goto(page.url.split("/account")[0] + article_page(story))
    expect(page.locator("#panel")).to_contain_text("Behauptung 1")
    expect(page.locator(".copy")).to_contain_text("41 of 52 ferries had left on time")
    assert_accessible(page)


def everything(story: Article, people: dict[str, User]) -> dict[str, str]:
    """One of each: open and resolved threads, withdrawn and edited comments, read and unread notifications, a token."""
    reader = people["moderator"]
    comment = say(
        story, people["reviewer"], f"@{reader.username} which log?\nThe old one? https://example.org/{'long' * 40}"
    )
    say(story, reader, "Done with.")
    Comment.objects.filter(body="Done with.").update(resolved_at=comment.created_at, resolved_by=reader)
    notify(
        to=reader, kind="second", why="because you may decide", desk_id=story.desk_id, actor=None, claim=comment.claim
    )
    builders.create_token_for(reader, story.desk)
    return {
        "notifications": reverse("notifications"),
        "unread": reverse("notifications") + "?show=unread",
        "no notification": reverse("notifications") + "?kind=deadline",
        "settings": reverse("settings"),
        "comments": reverse("comments", args=[comment.claim.public_id]),
        "deep link": reverse("comment", args=[comment.public_id]),
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 768, 360])
def test_the_pages_are_accessible_and_fit(
    open_as: Open, people: dict[str, User], story: Article, width: int, scheme: str
) -> None:
    addresses = everything(story, people)
    page = open_as(people["moderator"], "/", width=width, scheme=scheme)
    site = page.url.rstrip("/")
    for address in addresses.values():
        page.goto(site + address)
        unfold_all(page)
        assert_accessible(page)
        assert_nothing_scrolls_sideways(page)


def unfold_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
