"""A real browser before a real web server; whatever it complains of fails the test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from claims.models import Article, Role, User, WorkerHeartbeat
from tests import builders

# The browser's event loop runs in this thread, and Django would refuse the database there. Only these tests need it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong

Open = Callable[..., Page]

TEXT = """Storm stops 41 of 52 ferries

Officials said 41 of 52 ferries had left on time on Monday, and that nobody was hurt. The union counted fewer than 30.

Is that so?

Crossing times

The pier, which is nearly 900 metres long, stayed open, the harbour office reported.

Follow us on every channel!"""


@pytest.fixture
def people(transactional_db: None) -> dict[str, User]:
    """A desk with one person in each role, and a worker that was just seen."""
    from django.utils import timezone

    desk = builders.make_desk("Coast desk")
    WorkerHeartbeat.objects.create(name="worker", seen_at=timezone.now())
    return {role: builders.make_member(desk, role, display_name=f"Ada {label}") for role, label in Role.choices}


@pytest.fixture
def story(people: dict[str, User]) -> Article:
    """An article with claims that nest, with links, verdicts, findings and leftovers: one of everything."""
    from claims.models import Finding, Leftover, Sentence

    desk = people["editor"].memberships.get().desk
    article = builders.make_article(
        desk, TEXT, uploaded_by=people["editor"], outlet=builders.make_source(desk, "Coast Courier"), outlet_how="given"
    )
    first = builders.make_claim(
        article, "41 of 52 ferries had left on time on Monday", speaker="Officials", kind="quantity",
        check_worthiness=0.9, reasons=["number", "named actor"],
    )  # fmt: skip
    builders.make_quantity(first, "41 of 52", value=41, low=41, high=41, total=52, counted="ferries", unit="ferries")
    builders.make_claim(article, "nobody was hurt", speaker="Officials", hedge="reportedly")
    fewer = builders.make_claim(article, "The union counted fewer than 30")
    builders.make_quantity(fewer, "fewer than 30", value=30, high=30, high_exclusive=True, modifier="less_than")
    outer = builders.make_claim(
        article, "The pier, which is nearly 900 metres long, stayed open", speaker="the harbour office"
    )
    inner = builders.make_claim(article, "The pier, which is nearly 900 metres long")
    builders.make_quantity(inner, "nearly 900 metres", value=900, high=900, modifier="approx", unit="metres")
    builders.make_verdict(outer, people["reviewer"], "disputed")
    revision = article.revisions.get()
    for words, outcome, reason in [
        ("Storm stops 41 of 52 ferries", "none", "no claim of its own"),
        ("Officials said", "claims", ""),
        ("The union counted", "claims", ""),
        ("Is that so?", "none", "question"),
        ("Crossing times", "heading", "heading"),
        ("The pier,", "claims", ""),
        ("Follow us", "leftover", "asks to follow"),
    ]:
        start = TEXT.index(words)
        end = (
            min(place for place in (TEXT.find(". ", start) + 1 or len(TEXT), TEXT.find("\n", start)) if place > start)
            if "\n" in TEXT[start:]
            else len(TEXT)
        )
        Sentence.objects.create(revision=revision, start=start, end=end, outcome=outcome, reason=reason)
    Leftover.objects.create(revision=revision, start=TEXT.index("Follow"), end=len(TEXT), reason="asks to follow")
    Finding.objects.create(revision=revision, kind="headline_without_body", message="The body never says it.")
    other = builders.make_article(desk, "Union disputes ferry figures\n\nOnly 30 of 52 ferries left on time on Monday.")
    rival = builders.make_claim(other, "30 of 52 ferries left on time on Monday")
    builders.make_quantity(rival, "30 of 52", value=30, low=30, high=30, total=52, counted="ferries", unit="ferries")
    builders.make_link(first, rival, "contradicts", reason="41 of 52 and 30 of 52 cannot both hold.")
    builders.make_article(desk, run_state="queued", title="Still waiting")
    builders.make_article(desk, run_state="failed", title="Gone wrong")
    return article


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browsers of this test complained of; anything left at the end fails it."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def open_as(browser: Browser, live_server: Any, client: Any, complaints: list[str]) -> Iterator[Open]:
    """open_as(user, "/path/", width=1440, scheme="light", scripts=True) → a page, signed in."""
    contexts: list[BrowserContext] = []

    def open_page(
        user: User | None,
        path: str,
        *,
        width: int = 1440,
        height: int = 1000,
        scheme: str = "light",
        scripts: bool = True,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=scripts,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        if user is not None:
            client.force_login(user)
            context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
            )
        page = context.new_page()
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
