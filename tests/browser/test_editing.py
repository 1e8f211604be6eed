"""Changing claims in a real browser: by selecting words, by keys, by hand, and without a script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from claims.models import Article, Claim, User
from tests import builders
from tests.browser.test_pages import assert_accessible, assert_nothing_scrolls_sideways

pytestmark = pytest.mark.browser

TEXT = """Ferry sinks off Orl

The harbour office said 41 of 52 passengers were rescued 🚢🇺🇦 and nearly 900 litres of fuel leaked into the bay \
👨‍👩‍👧 overnight, e\u0301 said.

Divers searched for two days. Nobody was found.

Follow us on every channel!"""
SAID = "41 of 52 passengers were rescued 🚢🇺🇦 and nearly 900 litres of fuel leaked"


@pytest.fixture
def ferry(people: dict[str, User]) -> Article:
    from claims.models import Leftover, Sentence

    desk = people["editor"].memberships.get().desk
    article = builders.make_article(desk, TEXT, uploaded_by=people["editor"])
    revision = article.revisions.get()
    start = TEXT.index("Follow")
    Leftover.objects.create(revision=revision, start=start, end=len(TEXT), reason="asks to follow")
    for words in ("The harbour", "Divers", "Nobody", "Follow"):
        at = TEXT.index(words)
        end = (
            min(place for place in (TEXT.find(". ", at) + 1 or len(TEXT), TEXT.find("\n", at)) if place > at)
            if "\n" in TEXT[at:]
            else len(TEXT)
        )
        Sentence.objects.create(
            revision=revision, start=at, end=end, outcome="leftover" if words == "Follow" else "none", reason="question"
        )
    claim = builders.make_claim(article, SAID, speaker="The harbour office", kind="quantity")
    builders.make_quantity(claim, "41 of 52", value=41, low=41, high=41, total=52)
    builders.make_claim(article, "Nobody was found")
    return article


def quotes(article: Article) -> list[str]:
    """The claims' quotes in the order of the text; each stands where the database says."""
    rows = article.claims.filter(standing="live").order_by("placements__start")
    for claim in rows:
        place = claim.placements.get()
        assert TEXT[place.start : place.end] == claim.quote
    return [claim.quote for claim in rows]


def select(page: Page, words: str) -> None:
    """Select the words in the text as a mouse would, wherever marks begin and end in them."""
    found = page.evaluate(
        """(words) => {
            const piece = [...document.querySelectorAll(".copy [data-start]")].find((each) => {
              const clone = each.cloneNode(true);
              clone.querySelectorAll(".ref").forEach((ref) => ref.remove());
              return clone.textContent.includes(words);
            });
            const walker = document.createTreeWalker(piece, NodeFilter.SHOW_TEXT);
            const nodes = [];
            while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(".ref")) nodes.push(walker.currentNode);
            const whole = nodes.map((node) => node.data).join("");
            const spot = (at) => { for (const node of nodes) { if (at <= node.length) return [node, at]; at -= node.length; } };
            const at = whole.indexOf(words);
            const range = document.createRange();
            range.setStart(...spot(at));
            range.setEnd(...spot(at + words.length));
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            piece.scrollIntoView({ block: "center" });
            return at;
        }""",
        words,
    )
    assert found >= 0


def test_selected_words_with_emoji_become_a_claim_and_undo_takes_it_back(
    open_as: Any, people: Any, ferry: Article
) -> None:
    page = open_as(people["editor"], f"/articles/{ferry.public_id}/")
    words = "🚢🇺🇦 and nearly 900 litres of fuel leaked into the bay 👨‍👩‍👧 overnight, e\u0301 said"
    select(page, words[:-3])  # the mouse stopped within a word
    page.get_by_role("button", name="Make a claim").click()
    expect(page.locator("#toasts")).to_contain_text("A claim is added.")
    assert quotes(ferry)[1] == words
    expect(page.locator("#panel")).to_have_attribute("data-claim-number", "3")
    page.keyboard.press("z")
    expect(page.locator("#toasts")).to_contain_text("Taken back")
    assert quotes(ferry) == [SAID, "Nobody was found"]
    expect(page.locator("mark[data-claim='3']")).to_have_count(0)


def test_borders_move_by_keys_and_escape_leaves_them(open_as: Any, people: Any, ferry: Article) -> None:
    page = open_as(people["editor"], f"/articles/{ferry.public_id}/?claim=1")
    page.keyboard.press("s")
    bar = page.locator("#respan")
    expect(bar).to_be_visible()
    for key in ["ArrowRight"] * 3 + ["Shift+ArrowRight"]:
        page.keyboard.press(key)
    expect(bar.locator(".respan__says")).to_have_text(SAID.removeprefix("41 ") + " into the bay")
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    assert quotes(ferry)[0] == SAID
    page.keyboard.press("s")
    for key in ["ArrowLeft"] * 7 + ["Shift+ArrowLeft"]:
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("The borders of claim 1 moved.")
    assert quotes(ferry)[0] == "said 41 of 52 passengers were rescued 🚢🇺🇦"
    expect(page.locator("mark[data-claim='1']").first).to_contain_text("said")
    page.keyboard.press("z")
    expect(page.locator("#toasts")).to_contain_text("Taken back")
    assert quotes(ferry)[0] == SAID


def test_borders_move_by_dragging_a_handle(open_as: Any, people: Any, ferry: Article) -> None:
    page = open_as(people["editor"], f"/articles/{ferry.public_id}/?claim=2")
    page.get_by_role("link", name="Move borders").click()
    handle = page.locator(".draft-handle--start")
    box = handle.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 60, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("moved")
    assert quotes(ferry)[1].endswith(" Nobody was found")


def test_a_claim_is_split_and_merged_by_keys_with_undo(open_as: Any, people: Any, ferry: Article) -> None:
    page = open_as(people["editor"], f"/articles/{ferry.public_id}/?claim=1")
    page.get_by_role("link", name="Split").click()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".respan__says")).to_contain_text("and nearly 900 litres of fuel leaked")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Claim 1 is split.")
    parts = ["41 of 52 passengers were rescued 🚢🇺🇦", "and nearly 900 litres of fuel leaked"]
    assert quotes(ferry)[:2] == parts
    page.get_by_role("button", name="Merge with 4").click()
    expect(page.locator("#toasts")).to_contain_text("The claims are merged.")
    assert quotes(ferry)[0] == SAID
    page.keyboard.press("z")
    expect(page.locator("#toasts")).to_contain_text("Taken back")
    assert quotes(ferry)[:2] == parts
    page.goto(page.url.split("/articles/")[0] + f"/articles/{ferry.public_id}/edits/")
    page.get_by_role("button", name="Take back").first.click()
    expect(page.locator("#toasts")).to_contain_text("Taken back")


def test_a_selection_inside_of_the_claim_in_focus_cuts_or_moves_it(open_as: Any, people: Any, ferry: Article) -> None:
    page = open_as(people["editor"], f"/articles/{ferry.public_id}/?claim=1")
    select(page, "and nearly 900 litres of fuel leaked into the bay")
    page.get_by_role("button", name="Borders of the claim in focus").click()
    expect(page.locator("#toasts")).to_contain_text("moved")
    assert quotes(ferry)[0] == "and nearly 900 litres of fuel leaked into the bay"
    select(page, "fuel leaked")
    page.get_by_role("button", name="Split here").click()
    expect(page.locator("#toasts")).to_contain_text("is split")
    assert quotes(ferry)[:2] == ["and nearly 900 litres of", "fuel leaked into the bay"]


def test_a_reviewer_rejects_and_marks_leftovers(open_as: Any, people: Any, ferry: Article) -> None:
    page = open_as(people["reviewer"], f"/articles/{ferry.public_id}/?claim=2")
    page.get_by_role("button", name="No claim").click()
    expect(page.locator("#toasts")).to_contain_text("rejected")
    expect(page.locator("mark[data-claim='2']")).to_have_count(0)
    page.keyboard.press("z")
    expect(page.locator("mark[data-claim='2']")).to_have_count(1)
    select(page, "Divers searched for two days. Nobody was found.")
    page.get_by_role("button", name="Leftover").click()
    expect(page.locator(".leftover-why", has_text="marked as a leftover")).to_be_visible()
    assert quotes(ferry) == [SAID]
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("mark[data-claim='2']")).to_have_count(1)
    assert quotes(ferry) == [SAID, "Nobody was found"]


def test_everything_works_without_a_script(open_as: Any, people: Any, ferry: Article) -> None:
    page = open_as(people["editor"], f"/articles/{ferry.public_id}/?claim=1", scripts=False)
    page.get_by_role("link", name="Move borders").click()
    page.get_by_label("Last word").select_option(label="9 · were")
    page.get_by_role("button", name="Move the borders").click()
    expect(page.locator("#toasts")).to_contain_text("moved")
    assert quotes(ferry)[0] == "41 of 52 passengers were"
    page.get_by_role("button", name="Undo").click()
    assert quotes(ferry)[0] == SAID
    page.get_by_role("link", name="Split").click()
    page.locator(".cut", has_text="nearly").get_by_role("checkbox").check()
    page.get_by_role("button", name="Split the claim").click()
    assert quotes(ferry)[0] == "41 of 52 passengers were rescued 🚢🇺🇦 and"
    page.get_by_role("link", name="Mark words of paragraph").nth(1).click()
    page.get_by_label("First word").select_option(index=0)
    page.get_by_label("Last word").select_option(index=4)
    page.get_by_role("button", name="Make a claim").click()
    assert "Divers searched for two days" in quotes(ferry)
    page.get_by_role("button", name="Part of the article").click()
    expect(page.locator(".leftover-why", has_text="asks to follow")).to_have_count(0)


def test_two_editors_of_one_claim_lose_nothing(
    open_as: Any, people: Any, ferry: Article, complaints: list[str]
) -> None:
    from claims.review.editing import reword_claim

    page = open_as(people["editor"], f"/articles/{ferry.public_id}/?claim=1")
    page.keyboard.press("s")
    page.keyboard.press("ArrowLeft")
    claim = Claim.objects.get(article=ferry, number=1)
    reword_claim(
        claim=claim, actor=builders.actor(people["moderator"]), version=1, wording="Forty-one people were rescued."
    )
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_contain_text("Forty-one people were rescued.")
    expect(page.locator("#panel")).to_contain_text(SAID.removesuffix(" leaked"))
    page.get_by_role("button", name="Set my borders all the same").click()
    expect(page.locator("#toasts")).to_contain_text("moved")
    assert quotes(ferry)[0] == SAID.removesuffix(" leaked")
    assert all("409" in words for words in complaints)
    complaints.clear()  # the browser itself logs an answer of 4xx


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_axe_finds_nothing_on_the_pages_for_changing_claims(
    open_as: Any, people: Any, ferry: Article, width: int, scheme: str
) -> None:
    claim = ferry.claims.get(number=1)
    page = open_as(people["editor"], f"/articles/{ferry.public_id}/?state=unreviewed", width=width, scheme=scheme)
    page.keyboard.press("s")
    expect(page.locator("#respan")).to_be_visible()
    assert_accessible(page)
    for path in (
        f"/claims/{claim.public_id}/edit/",
        f"/articles/{ferry.public_id}/mark/?at=30",
        f"/articles/{ferry.public_id}/edits/",
    ):
        page.goto(page.url.split("/articles/")[0].split("/claims/")[0] + path)
        assert_accessible(page)
        assert_nothing_scrolls_sideways(page)
