"""Evidence of every kind, copies, contacts, publications and harm through the API; and that it keeps what is confidential."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from claims.intake import storage
from claims.models import Contact, Evidence, EvidenceCopy, Publication
from claims.review.archive import request_copy
from claims.review.contacts import log_contact
from claims.review.evidence import GivenFile, add_evidence
from claims.review.services import record_verdict
from tests.builders import (
    actor,
    contact_made,
    make_article,
    make_claim,
    make_evidence,
    make_member,
    make_publication,
    make_verdict,
)

SECRET = "heronsecret"
PDF = b"%PDF-1.7\nwords"


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


# --- evidence ---------------------------------------------------------------------------------------------------------


def test_a_file_is_added_in_a_form_and_comes_back_as_an_attachment(desk, claim, program):
    caller = program(desk, "reviewer")
    form = {"claim": str(claim.public_id), "stance": "supports", "file": SimpleUploadedFile('gauge "log".pdf', PDF)}
    answer = caller.client.post("/api/v1/evidence", form, headers=caller.headers)
    added = answer.json()
    assert answer.status_code == 201, answer.content
    assert (added["kind"], added["media_type"], added["size"], added["url"]) == (
        "file",
        "application/pdf",
        len(PDF),
        None,
    )
    assert added["sha256"] == storage.sha256(PDF)
    file = caller.get(f"evidence/{added['id']}/file")
    assert body(file) == PDF
    assert (file["Content-Type"], file["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert file["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("a.exe", b"MZ", 415, "unknown_type"),
        ("a.pdf", b"<html>", 415, "wrong_type"),
        ("a.txt", b"", 400, "empty"),
        ("a.txt", b"x" * 2000, 413, "too_large"),
    ],
)
def test_a_file_that_is_not_kept_says_why(desk, claim, program, settings, name, content, status, code):
    settings.MAX_EVIDENCE_BYTES = 1000
    caller = program(desk, "reviewer")
    form = {"claim": str(claim.public_id), "stance": "supports", "file": SimpleUploadedFile(name, content)}
    answer = caller.client.post("/api/v1/evidence", form, headers=caller.headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Evidence.objects.exists()


def test_a_contact_is_evidence_and_the_newest_look_at_a_page_is_told(desk, claim, program):
    caller = program(desk, "reviewer")
    contact = log_contact(claim=claim, actor=actor(caller.user), made=contact_made())
    sent = {"claim": str(claim.public_id), "stance": "supports"}
    added = caller.post("evidence", sent | {"contact": str(contact.public_id)}).json()
    assert (added["kind"], added["contact"], added["look"]) == ("contact", str(contact.public_id), None)
    page = caller.post("evidence", sent | {"url": "https://example.org/log"}).json()
    assert (page["kind"], page["look"]["state"]) == ("url", "waiting")
    again = caller.post(f"evidence/{page['id']}/look")
    assert (again.status_code, again.json()["code"]) == (409, "copy_waits")
    digest = storage.store(b"<p>41</p>")
    EvidenceCopy.objects.update(
        state="fetched", sha256=digest, size=9, fetched_at=timezone.now(), final_url="https://example.org/log", media_type="text/html"
    )  # fmt: skip
    assert caller.post(f"evidence/{page['id']}/look").status_code == 202
    looks = caller.get(f"evidence-copies?evidence={page['id']}&state=fetched").json()["results"]
    assert [look["sha256"] for look in looks] == [digest]
    assert body(caller.get(f"evidence-copies/{looks[0]['id']}/file")) == b"<p>41</p>"
    waiting = caller.get("evidence-copies?state=waiting").json()["results"][0]
    assert caller.get(f"evidence-copies/{waiting['id']}/file").status_code == 404


# --- contacts ---------------------------------------------------------------------------------------------------------


def test_a_contact_is_logged_read_and_edited_by_its_version(desk, claim, program):
    caller = program(desk, "reviewer")
    at = (timezone.now() - timedelta(hours=2)).isoformat()
    sent = {
        "claim": str(claim.public_id),
        "whom": "Harbour master",
        "way": "mail",
        "contacted_at": at,
        "right_of_reply": True,
    }
    made = caller.post("contacts", sent)
    assert (made.status_code, made["ETag"], made.json()["version"]) == (201, '"1"', 1)
    address = f"contacts/{made.json()['id']}"
    assert caller.get(address)["ETag"] == '"1"'
    edited = caller.patch(address, {"answer": "We deny it."}, headers={"if-match": '"1"'})
    assert (edited.status_code, edited["ETag"], edited.json()["answer"]) == (200, '"2"', "We deny it.")
    assert edited.json()["whom"] == "Harbour master"
    stale = caller.patch(address, {"answer": "No.", "version": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_contact")
    assert stale.json()["contact"]["answer"] == "We deny it."
    for wrong in ({"answer": "x"}, {"answer": "x", "version": 0}):
        assert caller.patch(address, wrong).status_code == 400
    assert caller.patch(address, {"version": 2}, headers={"if-match": "nonsense"}).status_code == 400
    assert caller.patch(address, {"version": 2}, headers={"if-match": '"3"'}).status_code == 400
    assert caller.all("contacts?answered=true&right_of_reply=true") == [made.json()["id"]]
    assert caller.all("contacts?answered=false") == []


def test_what_cannot_have_been_is_refused(desk, claim, program):
    sent = {"claim": str(claim.public_id), "whom": "x", "way": "mail", "contacted_at": "2099-01-01T00:00:00Z"}
    answer = program(desk, "reviewer").post("contacts", sent)
    assert (answer.status_code, answer.json()["code"]) == (400, "contacted_at")
    assert not Contact.objects.exists()


def test_whether_a_claim_harms_a_named_party_is_read_and_set(desk, claim, program):
    caller = program(desk, "reviewer")
    address = f"claims/{claim.public_id}/harm"
    first = caller.get(address).json()
    assert first == {
        "claim": str(claim.public_id),
        "harms_named_party": None,
        "harms": False,
        "heard": False,
        "version": 1,
    }
    answer = caller.patch(address, {"harms_named_party": True, "version": 1})
    assert (answer.status_code, answer.json()["harms"], answer.json()["version"]) == (200, True, 2)
    assert caller.patch(address, {"harms_named_party": None, "version": 1}).status_code == 409


# --- publications -----------------------------------------------------------------------------------------------------


def test_a_verdict_is_published_and_taken_back(desk, claim, program):
    verdict = make_verdict(claim, make_member(desk, "reviewer"))
    caller = program(desk, "editor")
    sent = {"claim": str(claim.public_id), "verdict": str(verdict.public_id)}
    made = caller.post("publications", sent)
    assert (made.status_code, made.json()["value"], made.json()["world_state"]) == (201, "verified", "verified")
    again = caller.post("publications", sent)
    assert (again.status_code, again.json()["code"]) == (409, "already_published")
    assert caller.all("publications?standing=true&value=verified") == [made.json()["id"]]
    address = f"publications/{made.json()['id']}/retract"
    assert caller.post(address, {"reason": ""}).status_code == 400
    assert caller.post(address, {"reason": "Too early"}).json()["retracted_reason"] == "Too early"
    assert caller.all("publications?standing=true") == []


def test_an_article_s_verdicts_go_out_with_a_result_a_claim(desk, claim, program):
    reviewer = make_member(desk, "reviewer")
    harmful = make_claim(claim.article, "The river rose", reasons=["harm", "named actor"])
    make_verdict(claim, reviewer)
    make_verdict(harmful, reviewer)
    caller = program(desk, "editor")
    address = f"articles/{claim.article.public_id}"
    assert [row["can_go"] for row in caller.get(f"{address}/publishing").json()] == [True, False]
    rows = caller.post(f"{address}/publish").json()
    assert [row["code"] for row in rows] == [None, "right_of_reply"]
    assert "right of reply" in rows[1]["message"]
    assert Publication.objects.get().claim == claim


# --- confidential -----------------------------------------------------------------------------------------------------


@pytest.fixture
def secret(desk, claim):
    owner = make_member(desk, "reviewer")
    made = contact_made(whom=SECRET, asked=SECRET, answer=SECRET)
    contact = log_contact(claim=claim, actor=actor(owner), made=made, confidential=True)
    words = {"quote": SECRET, "note": SECRET, "locator": SECRET, "confidential": True}
    url = make_evidence(claim, owner, f"https://{SECRET}.example/", **words)
    file = add_evidence(
        claim=claim, actor=actor(owner), stance="supports", file=GivenFile(f"{SECRET}.txt", b"words"), **words
    )
    add_evidence(claim=claim, actor=actor(owner), stance="supports", contact=contact, **words)
    copy = request_copy(evidence=url, actor=actor(owner))
    verdict = record_verdict(
        claim=claim, actor=actor(owner), layer="world", value="verified", rationale="So it is.", replaces=None,
        evidence=list(claim.evidence.all()),
    )  # fmt: skip
    return {"owner": owner, "url": url, "file": file, "contact": contact, "copy": copy, "verdict": verdict}


@pytest.mark.parametrize("role", ["viewer", "editor", "reviewer", "senior_reviewer", "moderator", "integration"])
def test_no_answer_shows_anything_of_what_is_confidential(desk, claim, secret, program, role):
    """Not even to a senior reviewer's program: a token has no such right."""
    caller = program(desk, role)
    hidden = [str(secret[name].public_id) for name in ("url", "file", "contact", "copy")]
    article = claim.article.public_id
    lists = [
        "claims", "verdicts", "evidence", "evidence?confidential=true", "evidence-copies", "contacts", "history?limit=200", "articles",
        "links", "publications", f"articles/{article}", f"articles/{article}/claims.csv", f"articles/{article}/publishing",
        f"claims/{claim.public_id}", f"claims/{claim.public_id}/judging", f"claims/{claim.public_id}/harm",
        f"verdicts/{secret['verdict'].public_id}", "decisions", "notifications",
    ]  # fmt: skip
    for address in lists:
        said = body(caller.get(address)).decode()
        assert SECRET not in said, address
        if "history" not in address:  # where a bare id says that something was added
            assert not any(public_id in said for public_id in hidden), address
    for address in (
        f"evidence/{hidden[0]}", f"evidence/{hidden[1]}/file", f"contacts/{hidden[2]}", f"evidence-copies/{hidden[3]}",
        f"evidence-copies/{hidden[3]}/file",
    ):  # fmt: skip
        assert caller.get(address).status_code == 404, address
    if role in ("reviewer", "senior_reviewer", "moderator", "integration"):
        assert caller.delete(f"evidence/{hidden[0]}").status_code == 404
        assert caller.patch(f"contacts/{hidden[2]}", {"version": 1}).status_code == 404
        sent = {"claim": str(claim.public_id), "stance": "supports", "contact": hidden[2]}
        assert caller.post("evidence", sent).status_code == 400
        stale = caller.post(
            "verdicts",
            {
                "claim": str(claim.public_id),
                "layer": "world",
                "value": "disputed",
                "rationale": "No.",
                "evidence": hidden[:1],
            },
        )
        assert stale.status_code == 400
        lost = caller.post(
            "verdicts", {"claim": str(claim.public_id), "layer": "world", "value": "unverifiable", "rationale": "No."}
        )
        assert lost.status_code == 409
        assert SECRET not in lost.content.decode()
        assert not any(public_id in lost.content.decode() for public_id in hidden)
    verdict = caller.get(f"verdicts/{secret['verdict'].public_id}").json()
    assert (verdict["evidence"], verdict["confidential_evidence"]) == ([], 3)


def test_its_owner_s_program_sees_all_of_it(desk, claim, secret, program):
    caller = program(desk, user=secret["owner"])
    assert len(caller.all("evidence?confidential=true")) == 3
    assert caller.get(f"contacts/{secret['contact'].public_id}").json()["whom"] == SECRET
    verdict = caller.get(f"verdicts/{secret['verdict'].public_id}").json()
    assert (len(verdict["evidence"]), verdict["confidential_evidence"]) == (3, 0)
    assert body(caller.get(f"evidence/{secret['file'].public_id}/file")) == b"words"


# --- nothing of another desk, and a constant number of queries --------------------------------------------------------


def test_nothing_of_another_desk_is_found(desk, program):
    theirs = make_claim()
    owner = make_member(theirs.desk, "senior_reviewer")
    piece = make_evidence(theirs, owner)
    contact = log_contact(claim=theirs, actor=actor(owner), made=contact_made())
    make_verdict(theirs, make_member(theirs.desk, "reviewer"))
    publication = make_publication(theirs, owner)
    caller = program(desk, "moderator")
    for address in (
        f"evidence/{piece.public_id}", f"contacts/{contact.public_id}", f"publications/{publication.public_id}",
        f"evidence-copies/{piece.copies.get().public_id}", f"articles/{theirs.article.public_id}/publishing",
        f"claims/{theirs.public_id}/harm",
    ):  # fmt: skip
        assert caller.get(address).status_code == 404, address
    for resource in ("evidence", "contacts", "publications", "evidence-copies"):
        assert caller.all(resource) == []


@pytest.mark.parametrize("resource", ["evidence", "evidence-copies", "contacts", "publications", "verdicts"])
def test_a_list_costs_the_same_number_of_queries_whatever_its_length(desk, program, resource):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    caller, reviewer, editor = program(desk, "reviewer"), make_member(desk, "reviewer"), make_member(desk, "editor")
    counts = []
    caller.get(resource)  # notes that the token was used
    for _ in range(2):
        for _ in range(3):
            claim = make_claim(make_article(desk))
            make_evidence(claim, reviewer)
            log_contact(claim=claim, actor=actor(reviewer), made=contact_made())
            make_verdict(claim, reviewer)
            make_publication(claim, editor)
        with CaptureQueriesContext(connection) as queries:
            assert len(caller.get(resource).json()["results"]) >= 3
        counts.append(len(queries))
    assert counts[0] == counts[1]
