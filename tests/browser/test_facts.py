"""Facts, sources, provenance and two articles side by side in a browser: axe, widths, schemes, keyboard, no scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from claims.facts.services import gather_into_fact
from claims.models import User
from claims.review.links import make_link
from claims.sources import create_source, rate_source
from tests.browser.conftest import Open
from tests.builders import actor, make_article, make_claim, make_quantity, make_source
from tests.builders import make_link as suggest_link

pytestmark = pytest.mark.browser

PLACES = [
    "fact",
    "fact of long chains",
    "facts",
    "source",
    "sources",
    "compare",
    "compare with",
    "provenance",
    "claim",
    "choose",
    "split",
    "merge",
    "rate",
]


@pytest.fixture
def coast(people: dict[str, User]) -> dict[str, Any]:
    """A fact of four versions of both sides, one of them replaced, a contradiction, a suggestion, a rated source."""
    desk = people["editor"].memberships.get().desk
    senior, reviewer = actor(people["senior_reviewer"]), actor(people["reviewer"])
    navy = create_source(desk=desk, actor=senior, name="Varn Navy", kind="army", side="a")
    corps = create_source(desk=desk, actor=senior, name="Orl Corps", kind="army", side="b")
    rate_source(source=navy, actor=senior, letter="C", reason="First figures are raised, rarely lowered", version=1)
    outlets = [make_source(desk, name) for name in ("Coast Wire", "Varn Herald")]
    rows = []
    for index, (words, number, speaker, bounds) in enumerate([
        ("More than 40 of 93", 40, navy, {"low": 40, "high": None, "low_exclusive": True, "modifier": "more_than"}),
        ("81 of 93", 81, navy, {}),
        ("At most half", 46, corps, {"low": 0, "high": 46, "modifier": "at_most"}),
        ("60 of 93", 60, None, {}),
    ]):  # fmt: skip
        quote = f"{words} boats were stopped off the long pier"
        article = make_article(
            desk, f"Boats stopped, report {index}\n\n{quote}, it was said. Nobody counted the 7 rafts.", uploaded_by=people["editor"],
            outlet=outlets[index % 2], outlet_how="given", published=f"2025-03-02T{6 + 3 * index:02}:10:00Z",
            published_precision="minute", published_how="given",
        )  # fmt: skip
        claim = make_claim(article, quote, kind="quantity", speaker=speaker.name if speaker else "")
        if speaker:
            claim.hops.update(source=speaker)
        surface = words.split(" of ")[0] if " of " in words else words
        ends: dict[str, Any] = {"low": number, "high": number, "total": 93, **bounds}  # type: ignore[dict-item]
        make_quantity(claim, surface, value=number, counted="boats", **ends)
        rafts = make_claim(article, "7 rafts")
        make_quantity(rafts, "7", value=7, low=7, high=7, counted="rafts")
        rows.append(claim)
    fact = gather_into_fact(claims=rows, actor=reviewer, name="Boats stopped off the pier, 2 March 2025").fact
    first, second, third, fourth = rows
    make_link(actor=reviewer, claim=second, other=first, relation="updates", newer=second, reason="Later and higher")
    make_link(
        actor=reviewer, claim=third, other=second, relation="contradicts", reason="81 and at most half cannot both hold"
    )
    suggest_link(second, fourth, "contradicts", reason="81 of 93 and 60 of 93 cannot both hold")
    left, right = second.article, fourth.article
    return {
        "fact": f"/facts/{fact.public_id}/",
        "facts": "/facts/",
        "source": f"/sources/{navy.public_id}/",
        "sources": "/sources/",
        "compare": f"/compare/?left={left.public_id}&right={right.public_id}",
        "compare with": f"/compare/?left={left.public_id}",
        "provenance": f"/claims/{second.public_id}/provenance/",
        "claim": f"/claims/{second.public_id}/",
        "choose": f"/claims/{second.public_id}/fact/?q=boats",
        "split": f"/facts/{fact.public_id}/split/",
        "merge": f"/facts/{fact.public_id}/merge/?q=boats",
        "rate": f"/sources/{navy.public_id}/merge/?q=corps",
        "second": second,
    }


@pytest.fixture
def long_chains(coast: dict[str, Any], people: dict[str, User]) -> str:
    """The page of a fact whose versions each passed through five hands with long names, one of them a single word."""
    desk = people["editor"].memberships.get().desk
    hands = ["Regional Directorate for Harbour and Coastal Safety of Varn", "Hafenwirtschaftsverwaltungsgesellschaftsleitung",
             "Joint Northern Operational Press and Information Centre", "a commander of the river flotilla", "Coast Wire"]  # fmt: skip
    rows = []
    for index, words in enumerate(["Between 12,500 and 13,750", "More than 14,250"]):
        quote = f"{words} containers were unloaded at the southern terminal"
        article = make_article(
            desk, f"Containers, report {index}\n\n{quote}, it was said.", uploaded_by=people["editor"],
            outlet=make_source(desk, f"Nordwestmeridionalische Küstenschifffahrtsnachrichten {index}"), outlet_how="given",
            published=f"2025-03-0{2 + index}T06:10:00Z", published_precision="minute", published_how="given",
        )  # fmt: skip
        claim = make_claim(article, quote, kind="quantity")
        for place, name in enumerate(hands):
            claim.hops.create(ordinal=place, source_words=name, cue="said", type="indirect")
        make_quantity(claim, words, value=12500, low=12500, high=13750 if index == 0 else None, counted="containers")
        rows.append(claim)
    fact = gather_into_fact(claims=rows, actor=actor(people["reviewer"]), name="Containers unloaded").fact
    return f"/facts/{fact.public_id}/"


def axe_finds_nothing(page: Page) -> None:
    violations = Axe().run(page).response["violations"]
    assert [(found["id"], [node["html"][:200] for node in found["nodes"][:3]]) for found in violations] == [], page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 768, 360])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    coast: dict[str, Any],
    long_chains: str,
    people: dict[str, User],
    open_as: Open,
    live_server: Any,
    width: int,
    scheme: str,
) -> None:
    coast["fact of long chains"] = long_chains
    page = open_as(people["senior_reviewer"], coast["fact"], width=width, scheme=scheme)
    for place in PLACES:
        page.goto(live_server.url + coast[place])
        axe_finds_nothing(page)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, (place, width)


def test_each_point_of_the_chart_is_a_link_to_its_sentence(
    coast: dict[str, Any], people: dict[str, User], open_as: Open
) -> None:
    page = open_as(people["reviewer"], coast["fact"])
    points = page.locator(".fact-chart a.dot")
    expect(points).to_have_count(4)
    expect(page.locator(".dot--replaced")).to_have_count(1)
    second = page.get_by_role("link", name="Version 2: “81”, Varn Navy")
    second.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"claim={coast['second'].number}#"))
    expect(page.locator(f"#c{coast['second'].number}")).to_be_visible()


def test_chart_and_graph_have_tables_that_say_all_of_it(
    coast: dict[str, Any], people: dict[str, User], open_as: Open
) -> None:
    page = open_as(people["reviewer"], coast["fact"])
    versions = page.get_by_role("table", name="Every version")
    expect(versions.get_by_role("row")).to_have_count(5)
    expect(versions).to_contain_text("41 to 93")
    expect(versions).to_contain_text("0 to 46")
    parties = page.get_by_role("table", name="Who passed it on")
    for name in ("Varn Navy", "Orl Corps", "Coast Wire", "Varn Herald"):
        expect(parties).to_contain_text(name)


def test_a_fact_is_renamed_and_the_toast_takes_it_back_without_scripts(
    coast: dict[str, Any], people: dict[str, User], open_as: Open
) -> None:
    page = open_as(people["reviewer"], coast["fact"], scripts=False)
    page.get_by_role("link", name="Rename").click()
    page.get_by_label("Name").fill("Boats at the pier")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Boats at the pier")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Boats stopped off the pier, 2 March 2025")


def test_two_articles_are_read_side_by_side_with_the_keyboard(
    coast: dict[str, Any], people: dict[str, User], open_as: Open
) -> None:
    page = open_as(people["reviewer"], coast["compare"])
    join = page.locator(".twin__join--suggested a.relation")
    expect(join).to_have_count(1)
    expect(page.locator(".twin--alone .mark--unmatched")).to_have_count(2)
    join.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#link-"))


def test_a_source_is_rated_with_its_reason(coast: dict[str, Any], people: dict[str, User], open_as: Open) -> None:
    page = open_as(people["senior_reviewer"], coast["source"], width=360)
    page.get_by_label("Letter").select_option("B")
    page.get_by_label("Why").fill("Twenty claims checked")
    page.locator("#rate").get_by_role("button", name="Rate").click()
    expect(page.get_by_role("img", name="Reliability B")).to_be_visible()
    expect(page.locator("#rate")).to_contain_text("Twenty claims checked")
