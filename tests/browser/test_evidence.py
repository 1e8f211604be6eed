"""Evidence, contacts and publishing in a real browser: by keyboard, without a script, on a small screen, and checked by axe."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from claims.models import Article, Claim, Contact, Evidence, EvidenceCopy, Publication, User, Verdict
from claims.review.contacts import log_contact
from claims.review.evidence import GivenFile, add_evidence
from tests import builders
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def article_page(story: Article, query: str = "") -> str:
    return reverse("article", args=[story.public_id]) + query


def test_a_pasted_address_reaches_a_verdict_in_six_keys_beside_what_is_typed(
    open_as: Open, people: dict[str, User], story: Article
) -> None:
    page = open_as(people["reviewer"], article_page(story, "?claim=2"))
    keys = 0

    def press(key: str) -> None:
        nonlocal keys
        keys += 1
        page.keyboard.press(key)

    press("e")
    page.keyboard.insert_text("https://example.org/harbour-log")  # pasted: what is typed, and the paste counts as a key
    keys += 1
    press("Enter")
    expect(page.locator("#evidence .evidence")).to_contain_text("https://example.org/harbour-log")
    press("v")  # no rationale yet: the key leads into the field
    expect(page.get_by_label("Rationale")).to_be_focused()
    page.keyboard.insert_text("The log lists 41 departures.")
    press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("Claim 2 is verified.")
    assert keys <= 6
    verdict = Verdict.objects.get(claim__article=story, claim__number=2)
    assert (verdict.value, verdict.evidence.get().url) == ("verified", "https://example.org/harbour-log")


def test_a_removal_is_undone_by_key(open_as: Open, people: dict[str, User], story: Article) -> None:
    claim = Claim.objects.get(article=story, number=2)
    builders.make_evidence(claim, people["reviewer"], note="Read twice.")
    page = open_as(people["reviewer"], article_page(story, "?claim=2"))
    page.get_by_role("button", name="Remove this evidence").click()
    expect(page.locator("#toasts")).to_contain_text("The evidence is removed.")
    expect(page.locator("#evidence .evidence")).to_have_count(0)
    page.keyboard.press("z")
    expect(page.locator("#toasts")).to_contain_text("The evidence is there again.")
    assert Evidence.objects.get(claim=claim).note == "Read twice."


def test_what_is_typed_of_evidence_survives_a_reload(open_as: Open, people: dict[str, User], story: Article) -> None:
    page = open_as(people["reviewer"], article_page(story, "?claim=2"))
    page.keyboard.press("e")
    page.keyboard.type("https://example.org/half")
    page.reload()
    expect(page.get_by_label("Web address")).to_have_value("https://example.org/half")


def test_a_file_is_added_with_a_script(open_as: Open, people: dict[str, User], story: Article, tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    log.write_text("41 departures")
    page = open_as(people["reviewer"], article_page(story, "?claim=2"))
    page.keyboard.press("e")
    page.get_by_text("or a file, another claim, a contact").click()
    page.get_by_label("File", exact=True).set_input_files(log)
    page.get_by_role("button", name="Add evidence").click()
    expect(page.locator("#evidence .evidence")).to_contain_text("log.txt")
    with page.expect_download() as download:
        page.get_by_role("link", name="log.txt").click()
    assert download.value.suggested_filename == "log.txt"


def test_contacts_and_publishing_work_without_a_script(open_as: Open, people: dict[str, User], story: Article) -> None:
    claim = Claim.objects.get(article=story, number=2)
    Claim.objects.filter(pk=claim.pk).update(reasons=["harm", "named actor"])
    builders.make_verdict(claim, people["reviewer"])
    page = open_as(people["reviewer"], article_page(story, "?claim=2"), scripts=False)
    page.get_by_role("link", name="Log a contact").click()
    page.get_by_label("Whom").fill("The ferry line")
    page.get_by_label("Right of reply: the party that the claim harms was asked").check()
    page.get_by_label("Answer", exact=True).fill("We deny it.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#contacts")).to_contain_text("We deny it.")
    assert Contact.objects.get().right_of_reply
    editor = open_as(people["editor"], article_page(story, "?claim=2"), scripts=False)
    editor.locator("#publishing").get_by_role("button", name="Publish").click()
    expect(editor.locator("#publishing")).to_contain_text("Published by Ada Editor")
    editor.locator("#publishing summary").click()
    editor.get_by_label("Why it is taken back").fill("Too early")
    editor.locator("#publishing").get_by_role("button", name="Take it back").click()
    expect(editor.locator("#publishing").get_by_role("button", name="Publish")).to_be_visible()
    assert Publication.objects.get().retracted_reason == "Too early"


def full(story: Article, people: dict[str, User]) -> Claim:
    """A claim with evidence of each kind, copies, contacts and a publication that was reopened since."""
    from django.utils import timezone

    from claims.review.services import reopen_claim

    claim = Claim.objects.get(article=story, number=2)
    reviewer = builders.actor(people["reviewer"])
    contact = log_contact(
        claim=claim, actor=reviewer, made=builders.contact_made(asked="Did all of them sail?", answer="All.", right_of_reply=True)
    )  # fmt: skip
    log_contact(claim=claim, actor=reviewer, made=builders.contact_made(whom="A deck hand"), confidential=True)
    gone = builders.make_evidence(claim, people["reviewer"], "https://example.org/gone")
    kept = builders.make_evidence(claim, people["reviewer"], "https://example.org/kept", note="Page 3 has it.")
    now = timezone.now()
    kept.copies.update(
        state="fetched",
        sha256="a" * 64,
        size=4096,
        fetched_at=now,
        status=200,
        final_url=kept.url,
        media_type="text/html",
    )
    gone.copies.update(state="gone", status=404, fetched_at=now)
    builders.make_evidence(claim, people["reviewer"], "https://example.org/refused").copies.update(
        state="refused", error="This address leads into a private network.", fetched_at=now
    )
    add_evidence(claim=claim, actor=reviewer, stance="refutes", file=GivenFile("gauge log.pdf", b"%PDF-1.7 words"))
    add_evidence(claim=claim, actor=reviewer, stance="supports", contact=contact)
    builders.make_evidence(claim, people["reviewer"], "https://example.org/secret", confidential=True)
    verdict = builders.make_verdict(claim, people["reviewer"])
    builders.make_publication(claim, people["editor"])
    reopen_claim(claim=claim, actor=reviewer, layer="world", reason="New figures", replaces=verdict)
    assert EvidenceCopy.objects.count() >= 3
    return claim


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_axe_finds_nothing_on_the_pages_of_proof(
    open_as: Open, people: dict[str, User], story: Article, scheme: str, width: int
) -> None:
    claim = full(story, people)
    contact = Contact.objects.filter(confidential=False).get()
    pages = [
        ("senior_reviewer", reverse("claim", args=[claim.public_id])),
        ("reviewer", article_page(story, "?claim=2")),
        ("editor", reverse("article-publish", args=[story.public_id])),
        ("reviewer", reverse("contact-log", args=[claim.public_id])),
        ("reviewer", reverse("contact-edit", args=[contact.public_id])),
    ]
    for number, (role, address) in enumerate(pages):
        page = open_as(people[role], address, scheme=scheme, width=width)
        if page.locator("#add-evidence").count() and page.locator("#add-evidence > summary").is_visible():
            page.locator("#add-evidence > summary").click()
            page.get_by_text("or a file, another claim, a contact").click()
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
        assert found.violations_count == 0, (
            address,
            [(n["html"][:300], n["target"]) for v in found.response["violations"] for n in v["nodes"]],
        )
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, (
            address
        )
        if shots := os.environ.get("FACTDESK_SHOTS"):
            page.screenshot(path=f"{shots}/{role}-{number}-{width}-{scheme}.png", full_page=True)
        page.close()  # before somebody else signs in and its polling is refused
    mistaken = log_contact(
        claim=claim, actor=builders.actor(people["reviewer"]), made=builders.contact_made(whom="The cook")
    )
    page = open_as(people["reviewer"], reverse("contact-edit", args=[mistaken.public_id]), scheme=scheme, width=width)
    page.get_by_label("Why", exact=True).fill("Another claim was meant")
    page.get_by_role("button", name="Strike it out").click()
    page.wait_for_load_state()
    page.close()
    page = open_as(people["reviewer"], reverse("contact-edit", args=[mistaken.public_id]), scheme=scheme, width=width)
    assert page.get_by_role("button", name="Take it up again").is_visible()
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
    assert found.violations_count == 0, found.generate_report()
    page.close()
