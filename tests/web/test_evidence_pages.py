"""Evidence, contacts and publishing on the pages; and that what is confidential shows nowhere else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, Contact, Evidence, EvidenceCopy, History, Publication, Role
from claims.review.archive import request_copy
from claims.review.contacts import log_contact
from claims.review.evidence import GivenFile, add_evidence
from claims.review.services import record_verdict
from tests import builders
from tests.builders import actor, contact_made
from tests.web.test_articles import signed_in

SECRET = "heronsecret"
HTMX = {"hx-request": "true"}


@pytest.fixture
def claim(desk: Any) -> Claim:
    return builders.make_claim(builders.make_article(desk, uploaded_by=builders.make_member(desk, "editor")))


def add(client: Client, claim: Claim, **fields: Any) -> Any:
    data = {"layer": "world", "stance": "supports", "weight": "primary", **fields}
    return client.post(reverse("evidence", args=[claim.public_id]), data)


def page_of(client: Client, claim: Claim) -> str:
    return client.get(reverse("claim", args=[claim.public_id])).content.decode()


# --- adding and removing ----------------------------------------------------------------------------------------------


def test_an_address_is_added_and_said_to_be_archived(claim: Claim, member: Any) -> None:
    client = signed_in(member())
    assert add(client, claim, url="https://example.org/log").status_code == 302
    html = page_of(client, claim)
    assert "https://example.org/log" in html
    assert "Is being archived." in html


def test_a_file_is_added_and_comes_back_only_as_an_attachment(claim: Claim, member: Any) -> None:
    client = signed_in(member())
    name = 'gauge "log"\u202e\r\n.html'
    assert add(client, claim, file=SimpleUploadedFile(name, b"<script>alert(1)</script> words")).status_code == 302
    piece = Evidence.objects.get()
    html = page_of(client, claim)
    assert piece.sha256 in html
    assert "text/plain" in html
    answer = client.get(reverse("evidence-file", args=[piece.public_id]))
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script> words"  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert "\n" not in answer["Content-Disposition"]
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_file_that_is_refused_says_why_in_the_form(claim: Claim, member: Any) -> None:
    answer = add(signed_in(member()), claim, file=SimpleUploadedFile("a.pdf", b"MZ"), note="Typed words.")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "program or a script" in html
    assert "Typed words." in html
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"url": "https://a.example/", "other_claim": "x"},
        {"url": "javascript:alert(1)"},
        {"contact": "00000000-0000-0000-0000-000000000000"},
    ],
)  # fmt: skip
def test_what_cannot_be_evidence_is_told_and_nothing_is_added(
    claim: Claim, member: Any, fields: dict[str, str]
) -> None:
    answer = add(signed_in(member()), claim, quote="Typed words.", **fields)
    assert answer.status_code == 422
    assert "Typed words." in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_contact_of_the_log_is_chosen_as_evidence(claim: Claim, member: Any) -> None:
    reviewer = member()
    contact = log_contact(claim=claim, actor=actor(reviewer), made=contact_made(answer="It did sail."))
    client = signed_in(reviewer)
    assert str(contact.public_id) in page_of(client, claim)
    assert add(client, claim, contact=str(contact.public_id)).status_code == 302
    assert Evidence.objects.get().contact == contact


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_removal_is_undone_for_ten_seconds_with_its_copies(
    claim: Claim, member: Any, headers: dict[str, str]
) -> None:
    reviewer = member()
    piece = builders.make_evidence(claim, reviewer, note="Read twice.")
    EvidenceCopy.objects.update(state="fetched", sha256="a" * 64, fetched_at=timezone.now(), size=3)
    client = signed_in(reviewer)
    answer = client.post(reverse("drop-evidence", args=[piece.public_id]), {"layer": "world"}, headers=headers)
    html = answer.content.decode()
    assert (answer.status_code, Evidence.objects.count()) == (200, 0)
    kept = re.search(r'name="kept" value="([^"]+)"', html)
    assert kept
    response = client.post(reverse("evidence-restore"), {"kept": kept[1], "layer": "world"})
    assert response.status_code == 302
    assert "The evidence is there again." in client.get(response["Location"]).content.decode()
    again = Evidence.objects.get()
    assert (again.public_id, again.note, again.added_by) == (piece.public_id, "Read twice.", reviewer)
    assert again.copies.get().sha256 == "a" * 64
    assert client.post(reverse("evidence-restore"), {"kept": kept[1]}).status_code == 409
    assert [row.verb for row in History.objects.about(claim)][-2:] == ["removed evidence", "restored evidence"]


def test_a_removal_is_undone_by_nobody_else_and_not_with_other_words(claim: Claim, member: Any) -> None:
    reviewer = member()
    piece = builders.make_evidence(claim, reviewer)
    html = signed_in(reviewer).post(reverse("drop-evidence", args=[piece.public_id])).content.decode()
    kept = re.search(r'name="kept" value="([^"]+)"', html)
    assert kept
    for client, words in (
        (signed_in(member()), kept[1]),
        (signed_in(reviewer), kept[1][:-2]),
        (signed_in(reviewer), ""),
    ):
        assert client.post(reverse("evidence-restore"), {"kept": words}).status_code == 409
    assert not Evidence.objects.exists()


def test_evidence_that_carries_a_verdict_offers_no_removal(claim: Claim, member: Any) -> None:
    reviewer = member()
    builders.make_verdict(claim, reviewer)
    piece = Evidence.objects.get()
    client = signed_in(reviewer)
    assert reverse("drop-evidence", args=[piece.public_id]) not in page_of(client, claim)
    assert client.post(reverse("drop-evidence", args=[piece.public_id])).status_code == 409


def test_a_page_that_is_gone_is_seen_and_its_copy_can_still_be_had(claim: Claim, member: Any) -> None:
    from claims.intake import storage

    reviewer = member()
    piece = builders.make_evidence(claim, reviewer, "https://example.org/log")
    digest = storage.store(b"<p>41</p>")
    now = timezone.now()
    EvidenceCopy.objects.update(
        state="fetched",
        sha256=digest,
        fetched_at=now,
        size=9,
        media_type="text/html",
        final_url="https://example.org/log",
    )
    EvidenceCopy.objects.create(evidence=piece, not_before=now, state="gone", status=404, fetched_at=now)
    client = signed_in(member("editor"))
    html = page_of(client, claim)
    assert "Gone: the site answered 404" in html
    ticked = re.search(rf'name="evidence" value="{piece.public_id}"[^>]*>', page_of(signed_in(reviewer), claim))
    assert ticked
    assert "checked" not in ticked[0]
    copy = EvidenceCopy.objects.get(state="fetched")
    answer = client.get(reverse("evidence-copy-file", args=[copy.public_id]))
    assert b"".join(answer.streaming_content) == b"<p>41</p>"  # type: ignore[attr-defined]
    assert f"example.org-{now:%Y-%m-%d}.html" in answer["Content-Disposition"]
    assert reverse("evidence-look", args=[piece.public_id]) not in html  # an editor reads; reviewers ask
    assert signed_in(reviewer).post(reverse("evidence-look", args=[piece.public_id])).status_code == 302
    assert piece.copies.filter(state="waiting").exists()


# --- confidential -----------------------------------------------------------------------------------------------------


@pytest.fixture
def secret(claim: Claim, member: Any) -> dict[str, Any]:
    """A claim whose verdict rests on confidential evidence of every kind that has words."""
    owner = member("reviewer", username="owner")
    made = contact_made(whom=SECRET, asked=SECRET, answer=SECRET, right_of_reply=True)
    contact = log_contact(claim=claim, actor=actor(owner), made=made, confidential=True)
    words = {"quote": SECRET, "note": SECRET, "locator": SECRET, "confidential": True}
    url = builders.make_evidence(claim, owner, f"https://{SECRET}.example/", **words)
    file = add_evidence(
        claim=claim, actor=actor(owner), stance="supports", file=GivenFile(f"{SECRET}.txt", SECRET.encode()), **words
    )
    told = add_evidence(claim=claim, actor=actor(owner), stance="supports", contact=contact, **words)
    copy = request_copy(evidence=url, actor=actor(owner))
    EvidenceCopy.objects.update(
        state="fetched", sha256=file.sha256, fetched_at=timezone.now(), size=1, final_url=f"https://{SECRET}.example/"
    )
    record_verdict(
        claim=claim, actor=actor(owner), layer="world", value="verified", rationale="It is so.", replaces=None, evidence=[url, file, told]
    )  # fmt: skip
    return {"owner": owner, "url": url, "file": file, "told": told, "contact": contact, "copy": copy}


def addresses(claim: Claim) -> list[str]:
    """Every page that could show something of the claim."""
    article = claim.article.public_id
    return [
        reverse("claim", args=[claim.public_id]),
        reverse("article", args=[article]) + "?claim=1",
        reverse("article-history", args=[article]),
        reverse("article-csv", args=[article]),
        reverse("article-publish", args=[article]),
        reverse("queue"),
        reverse("queue") + "?state=verified",
        reverse("desk"),
        reverse("articles"),
        reverse("notifications"),
    ]


@pytest.mark.parametrize("role", [role for role in Role.values if role not in ("senior_reviewer", "integration")])
def test_no_page_shows_anything_of_what_is_confidential_to_others(
    claim: Claim, secret: dict[str, Any], member: Any, role: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = signed_in(member(role))
    for address in addresses(claim):
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        assert SECRET not in body.decode(), address
        assert str(secret["url"].public_id) not in body.decode(), address
    html = page_of(client, claim)
    assert "3 confidential pieces carry a verdict" in html
    piece, contact = secret["url"].public_id, secret["contact"].public_id
    for address in (
        reverse("evidence-file", args=[secret["file"].public_id]),
        reverse("evidence-copy-file", args=[secret["copy"].public_id]),
        reverse("contact-edit", args=[contact]),
    ):
        assert client.get(address).status_code == 404, address
    for address in (reverse("drop-evidence", args=[piece]), reverse("evidence-look", args=[piece])):
        answer = client.post(address)
        assert answer.status_code == 404
        assert SECRET not in answer.content.decode()
    answer = add(client, claim, contact=str(contact))
    assert SECRET not in answer.content.decode()
    assert SECRET not in caplog.text


@pytest.mark.parametrize("who", ["owner", "senior_reviewer"])
def test_its_owner_and_senior_reviewers_see_all_of_it(
    claim: Claim, secret: dict[str, Any], member: Any, who: str
) -> None:
    client = signed_in(secret["owner"] if who == "owner" else member(who))
    html = page_of(client, claim)
    assert f"https://{SECRET}.example/" in html
    assert f"{SECRET}.txt" in html
    assert "confidential pieces carry" not in html
    assert client.get(reverse("evidence-file", args=[secret["file"].public_id])).status_code == 200
    assert SECRET in client.get(reverse("contact-edit", args=[secret["contact"].public_id])).content.decode()


def test_nothing_confidential_is_offered_as_a_rationale(claim: Claim, member: Any) -> None:
    reviewer = member()
    builders.make_evidence(claim, reviewer, note=SECRET, confidential=True)
    html = page_of(signed_in(reviewer), claim)
    rationale = re.search(r'<textarea[^>]*id="rationale"[^>]*>([^<]*)', html)
    assert rationale
    assert rationale[1] == ""


def test_the_moderators_site_shows_nothing_of_it(claim: Claim, secret: dict[str, Any], member: Any) -> None:
    moderator = member("moderator", is_staff=True)
    client = signed_in(moderator)
    for name in ("evidence", "verdict", "history", "claim"):
        html = client.get(f"/admin/claims/{name}/").content.decode()
        assert SECRET not in html, name
    assert client.get(f"/admin/claims/evidence/{secret['url'].pk}/change/").status_code in (302, 404)


# --- contacts ---------------------------------------------------------------------------------------------------------


def contact_fields(**fields: Any) -> dict[str, Any]:
    yesterday = f"{timezone.now() - timedelta(days=1):%Y-%m-%dT%H:%M}"
    return {"whom": "Harbour master", "way": "phone", "contacted_at": yesterday, **fields}


def test_a_contact_is_logged_and_its_answer_added(claim: Claim, member: Any) -> None:
    client = signed_in(member())
    address = reverse("contact-log", args=[claim.public_id])
    assert client.get(address).status_code == 200
    assert client.post(address, contact_fields(asked="Did it sail?", right_of_reply="on")).status_code == 302
    contact = Contact.objects.get()
    assert (contact.whom, contact.right_of_reply) == ("Harbour master", True)
    edit = reverse("contact-edit", args=[contact.public_id])
    shown = client.get(edit).content.decode()
    assert "Did it sail?" in shown
    fields = contact_fields(asked="Did it sail?", right_of_reply="on", answer="Yes.", version="1")
    assert client.post(edit, fields).status_code == 302
    contact.refresh_from_db()
    assert (contact.answer, contact.version, contact.contacted_at.second) == ("Yes.", 2, 0)
    assert "Yes." in page_of(client, claim)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"whom": " "}, "Say whom you asked."),
        ({"contacted_at": "tomorrow"}, "Write a day and a time"),
        ({"contacted_at": "2099-01-01T10:00"}, "lies in the past"),
        ({"way": "pigeon"}, "pigeon"),
    ],
)
def test_what_is_wrong_with_a_contact_is_told_and_nothing_typed_is_lost(
    claim: Claim, member: Any, fields: dict[str, str], words: str
) -> None:
    answer = signed_in(member()).post(
        reverse("contact-log", args=[claim.public_id]), contact_fields(asked="Typed at length.", **fields)
    )
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Typed at length." in answer.content.decode()


def test_the_slower_editor_of_a_contact_sees_both_versions(claim: Claim, member: Any) -> None:
    reviewer = member()
    contact = log_contact(claim=claim, actor=actor(reviewer), made=contact_made())
    client, edit = signed_in(reviewer), reverse("contact-edit", args=[contact.public_id])
    client.post(edit, contact_fields(answer="Theirs.", version="1"))
    answer = client.post(edit, contact_fields(answer="Mine.", version="1"))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs." in html
    assert "Mine." in html
    version = re.search(r'name="version" value="(\d+)"', html)
    assert version
    assert client.post(edit, contact_fields(answer="Mine.", version=version[1])).status_code == 302


def test_an_entry_logged_by_mistake_is_struck_out_and_taken_up_again(claim: Claim, member: Any) -> None:
    reviewer = member()
    contact = log_contact(claim=claim, actor=actor(reviewer), made=contact_made())
    client, strike = signed_in(reviewer), reverse("contact-strike", args=[contact.public_id])
    refused = client.post(strike, {"version": "1", "reason": " "})
    assert (refused.status_code, "Say why the entry is struck out." in refused.content.decode()) == (422, True)
    assert client.post(strike, {"version": "9", "reason": "Another claim"}).status_code == 409
    assert client.post(strike, {"version": "1", "reason": "<i>Another</i> claim"}).status_code == 302
    shown = page_of(client, claim)
    assert "<s>The harbour master</s>" in shown
    assert "&lt;i&gt;Another&lt;/i&gt; claim" in shown
    assert client.post(strike, {"version": "2", "act": "restore"}).status_code == 302
    assert "<s>" not in page_of(client, claim)


def test_whether_a_claim_harms_a_named_party_is_set_by_a_person(claim: Claim, member: Any) -> None:
    client, address = signed_in(member()), reverse("claim-harm", args=[claim.public_id])
    assert client.post(address, {"harms": "yes", "version": claim.version}).status_code == 302
    assert "it is published verified or disputed only after" in page_of(client, claim)
    assert client.post(address, {"harms": "no", "version": claim.version}).status_code == 409
    assert client.post(address, {"harms": "maybe", "version": 2}).status_code == 422


# --- publishing -------------------------------------------------------------------------------------------------------


def test_an_editor_publishes_a_verdict_and_takes_it_back(claim: Claim, member: Any) -> None:
    verdict = builders.make_verdict(claim, member())
    client = signed_in(member("editor"))
    assert reverse("publish", args=[claim.public_id]) in page_of(client, claim)
    fields = {"verdict": str(verdict.public_id), "page": "claim"}
    assert client.post(reverse("publish", args=[claim.public_id]), fields).status_code == 302
    publication = Publication.objects.get()
    html = page_of(client, claim)
    assert "Published by" in html
    assert reverse("publish", args=[claim.public_id]) not in html
    assert "1 verdict published" in client.get(reverse("article", args=[claim.article.public_id])).content.decode()
    retract = reverse("retract", args=[publication.public_id])
    assert client.post(retract, {"reason": " "}).status_code == 422
    assert client.post(retract, {"reason": "Too early"}).status_code == 302
    publication.refresh_from_db()
    assert publication.retracted_reason == "Too early"


def test_what_keeps_a_verdict_from_going_out_is_said_instead_of_a_button(claim: Claim, member: Any) -> None:
    client = signed_in(member("editor"))
    html = page_of(client, claim)
    assert "nothing to publish" in html
    assert reverse("publish", args=[claim.public_id]) not in html
    assert client.post(reverse("publish", args=[claim.public_id])).status_code == 409


def test_a_reopened_claim_says_that_it_was_reopened_since_it_was_published(claim: Claim, member: Any) -> None:
    from claims.review.services import reopen_claim

    reviewer, editor = member(), member("editor")
    verdict = builders.make_verdict(claim, reviewer)
    builders.make_publication(claim, editor)
    reopen_claim(claim=claim, actor=actor(reviewer), layer="world", reason="New toll", replaces=verdict)
    assert "Reopened since it was published." in page_of(signed_in(reviewer), claim)
    assert (
        "1 reopened since" in signed_in(editor).get(reverse("article", args=[claim.article.public_id])).content.decode()
    )


def test_a_whole_article_goes_out_with_what_stays_and_why(claim: Claim, member: Any) -> None:
    other = builders.make_claim(claim.article, "The river rose", reasons=["harm", "named actor"])
    reviewer = member()
    for row in (claim, other):
        builders.make_verdict(row, reviewer)
    client, address = signed_in(member("editor")), reverse("article-publish", args=[claim.article.public_id])
    html = client.get(address).content.decode()
    assert "Publish 1 verdict" in html
    assert "right of reply" in html
    assert client.post(address).status_code == 302
    assert Publication.objects.get().claim == claim
    html = client.get(address).content.decode()
    assert html.count("1 verdict is published.") == 1
    assert html.index("Published</h2>") < html.index("Cannot go, and why")


@pytest.mark.parametrize("role", ["viewer", "reviewer"])
def test_who_may_not_publish_sees_no_control_and_is_refused(claim: Claim, member: Any, role: str) -> None:
    verdict = builders.make_verdict(claim, member())
    builders.make_publication(claim, member("editor"))
    client = signed_in(member(role))
    html = page_of(client, claim)
    assert "Published by" in html
    assert "/retract/" not in html
    for address in (
        reverse("publish", args=[claim.public_id]),
        reverse("retract", args=[Publication.objects.get().public_id]),
        reverse("article-publish", args=[claim.article.public_id]),
    ):
        assert client.post(address, {"reason": "x", "verdict": str(verdict.public_id)}).status_code == 403


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_who_may_not_review_sees_no_control_of_evidence_and_is_refused(claim: Claim, member: Any, role: str) -> None:
    reviewer = member()
    piece = builders.make_evidence(claim, reviewer)
    contact = log_contact(claim=claim, actor=actor(reviewer), made=contact_made())
    client = signed_in(member(role))
    html = page_of(client, claim)
    for name, args in (
        ("evidence", [claim.public_id]), ("drop-evidence", [piece.public_id]), ("evidence-look", [piece.public_id]),
        ("contact-log", [claim.public_id]), ("contact-edit", [contact.public_id]), ("claim-harm", [claim.public_id]),
        ("contact-strike", [contact.public_id]),
    ):  # fmt: skip
        address = reverse(name, args=args)
        assert address not in html, name
        assert client.post(address, {"url": "https://example.org/", "stance": "supports"}).status_code == 403, name


def test_nothing_of_another_desk_is_found(claim: Claim, member: Any) -> None:
    reviewer = member()
    piece = builders.make_evidence(claim, reviewer)
    contact = log_contact(claim=claim, actor=actor(reviewer), made=contact_made())
    builders.make_verdict(claim, reviewer)
    publication = builders.make_publication(claim, member("editor"))
    stranger = signed_in(builders.make_member(builders.make_desk(), "moderator"))
    for name, args in (
        ("evidence", [claim.public_id]), ("drop-evidence", [piece.public_id]), ("evidence-look", [piece.public_id]),
        ("contact-log", [claim.public_id]), ("contact-edit", [contact.public_id]), ("claim-harm", [claim.public_id]),
        ("contact-strike", [contact.public_id]),
        ("publish", [claim.public_id]), ("retract", [publication.public_id]), ("article-publish", [claim.article.public_id]),
    ):  # fmt: skip
        assert stranger.post(reverse(name, args=args), {"reason": "x"}).status_code == 404, name
