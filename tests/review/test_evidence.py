"""Evidence: its kinds, what is refused, who sees a confidential piece, and what becomes of verdicts when it is lost."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from claims.errors import Conflict, Forbidden, InvalidInput
from claims.intake import storage
from claims.intake.editing import withdraw_article
from claims.models import Evidence, EvidenceCopy, History, Notification, Verdict
from claims.review.contacts import log_contact
from claims.review.errors import MissingEvidence
from claims.review.evidence import GivenFile, add_evidence, independent_origins, remove_evidence
from claims.review.media_types import UnknownKind, media_type_of
from claims.review.services import record_verdict
from tests import builders
from tests.builders import actor, contact_made, make_article, make_claim, make_evidence, make_source

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def add(claim, reviewer, **fields):
    return add_evidence(claim=claim, actor=actor(reviewer), **{"stance": "supports", **fields})


def judge(claim, reviewer, value="verified", **fields):
    fields = {"layer": "world", "rationale": "Read it.", "replaces": None, **fields}
    return record_verdict(claim=claim, actor=actor(reviewer), value=value, **fields)


def state(claim):
    claim.refresh_from_db()
    return claim.world_state


# --- kinds ------------------------------------------------------------------------------------------------------------


def test_a_file_is_kept_under_its_hash_and_its_kind_is_told_from_its_bytes(claim, reviewer):
    piece = add(claim, reviewer, file=GivenFile("C:\\dir\\gauge\u202elog.pdf", PDF), weight="primary", locator="p. 3")
    assert (piece.kind, piece.file_name, piece.media_type, piece.size) == (
        "file",
        "gaugelog.pdf",
        "application/pdf",
        len(PDF),
    )
    assert storage.path_of(piece.sha256).read_bytes() == PDF
    assert History.objects.about(claim).latest("sequence").after["sha256"] == piece.sha256
    assert judge(claim, reviewer).value == "verified"


def office(name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.png", PNG, "image/png"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 9, "image/jpeg"),
        ("a.mp4", b"\0\0\0\x18ftypisom", "video/mp4"),
        (
            "a.docx",
            office("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("a.xlsx", office("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.zip", b"PK\x03\x04" + b"\0" * 40, "application/zip"),
        ("a.txt", "Ein Wörtchen".encode(), "text/plain"),
        ("a.txt", "Ein Wörtchen".encode("latin-1"), "text/plain"),
        ("a.html", b"<!DOCTYPE html><p>", "text/html"),
        ("nameless", PNG, "image/png"),
    ],
)
def test_the_bytes_say_what_a_file_is(name, content, kind):
    assert media_type_of(content, name) == kind


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ\x90\0", "unknown_type"),
        ("harmless.txt", b"\x7fELF\2\1\1", "unknown_type"),
        ("a.sh", b"#!/bin/sh\nrm -r", "unknown_type"),
        ("a.bin", b"\0\1\2\3", "unknown_type"),
        ("a.pdf", b"<html><script>", "wrong_type"),
        ("a.docx", PDF, "wrong_type"),
        ("a.png", b"GIF and more words", "wrong_type"),
    ],
)
def test_programs_and_what_is_not_what_it_is_called_are_refused_with_the_reason(claim, reviewer, name, content, code):
    with pytest.raises(UnknownKind) as told:
        media_type_of(content, name)
    with pytest.raises(InvalidInput) as caught:
        add(claim, reviewer, file=GivenFile(name, content))
    assert (caught.value.code, caught.value.message) == (code, told.value.message)
    assert not Evidence.objects.exists()


def test_empty_files_and_those_over_the_limit_are_refused(claim, reviewer, settings):
    settings.MAX_EVIDENCE_BYTES = 1024**2
    with pytest.raises(InvalidInput, match="empty"):
        add(claim, reviewer, file=GivenFile("a.txt", b""))
    with pytest.raises(InvalidInput, match="larger than 1 MB"):
        add(claim, reviewer, file=GivenFile("a.txt", b"x" * (1024**2 + 1)))


def test_a_contact_of_the_claim_is_evidence_and_one_of_another_claim_is_not(claim, reviewer):
    contact = log_contact(claim=claim, actor=actor(reviewer), made=contact_made(whom="Harbour master"))
    assert add(claim, reviewer, contact=contact).kind == "contact"
    with pytest.raises(InvalidInput, match="another claim"):
        add(make_claim(make_article(claim.desk)), reviewer, contact=contact)


def test_exactly_one_thing_is_given(claim, reviewer):
    with pytest.raises(InvalidInput, match="one of them"):
        add(claim, reviewer)
    with pytest.raises(InvalidInput, match="one of them"):
        add(claim, reviewer, url="https://example.org/", file=GivenFile("a.txt", b"words"))


@pytest.mark.parametrize("role", ["viewer", "editor", "integration"])
def test_roles_that_do_not_review_add_and_remove_nothing(claim, reviewer, member, role):
    with pytest.raises(Forbidden):
        make_evidence(claim, member(role))
    with pytest.raises(Forbidden):
        remove_evidence(evidence=make_evidence(claim, reviewer), actor=actor(member(role)))


# --- origins ----------------------------------------------------------------------------------------------------------


def test_independent_origins_follow_speakers_outlets_hosts_and_files(claim, reviewer, desk):
    def other(outlet, speaker="", url=""):
        return make_claim(
            make_article(desk, outlet=outlet, outlet_how="given" if outlet else "", url=url), speaker=speaker
        )

    herald = make_source(desk, "Varn Herald")
    pieces = [
        add(claim, reviewer, url="https://varn-herald.example/a"),
        add(claim, reviewer, other_claim=other(herald)),
        add(claim, reviewer, other_claim=other(make_source(desk, "Orl Post"), "Water Ministry")),
        add(claim, reviewer, other_claim=other(herald, "the Water Ministry")),
        add(claim, reviewer, file=GivenFile("log.pdf", PDF)),
        add(claim, reviewer, file=GivenFile("the same again.pdf", PDF)),
    ]
    assert len(independent_origins(pieces)) == 3


def test_the_desk_s_number_counts_origins_and_names_them(claim, reviewer, desk):
    desk.independent_origins = 2
    desk.save()
    for outlet in ("Orl Post", "Varn Herald"):
        source = make_claim(
            make_article(desk, outlet=make_source(desk, outlet), outlet_how="given"), speaker="Water Ministry"
        )
        add(claim, reviewer, other_claim=source)
    with pytest.raises(MissingEvidence, match="comes from 1: Water Ministry"):
        judge(claim, reviewer)
    add(claim, reviewer, file=GivenFile("log.pdf", PDF))
    assert judge(claim, reviewer).value == "verified"


# --- confidential -----------------------------------------------------------------------------------------------------


def test_a_confidential_piece_is_seen_by_its_owner_and_senior_reviewers_only(claim, reviewer, member, desk):
    piece = make_evidence(
        claim, reviewer, "https://secret.example/heron", note="heron", quote="heron", confidential=True
    )
    for role in ("viewer", "editor", "reviewer", "moderator"):
        assert not Evidence.objects.readable_by(actor(member(role))).exists()
    for person in (reviewer, member("senior_reviewer")):
        assert Evidence.objects.readable_by(actor(person)).get() == piece
    stranger = builders.make_member(builders.make_desk(), "senior_reviewer")
    assert not Evidence.objects.readable_by(actor(stranger)).exists()
    assert "heron" not in str(piece)


def test_the_history_says_of_a_confidential_piece_only_that_it_is_there(claim, reviewer):
    made = contact_made(whom="heron", asked="heron", answer="heron")
    contact = log_contact(claim=claim, actor=actor(reviewer), made=made, confidential=True)
    pieces = [
        make_evidence(
            claim, reviewer, "https://heron.example/", note="heron", quote="heron", locator="heron", confidential=True
        ),
        add(claim, reviewer, file=GivenFile("heron.txt", b"heron"), confidential=True),
        add(claim, reviewer, contact=contact),
    ]
    assert [piece.confidential for piece in pieces] == [True, True, True]
    judge(claim, reviewer, evidence=pieces)
    remove_evidence(evidence=add(claim, reviewer, contact=contact), actor=actor(reviewer))
    rows = History.objects.filter(desk=claim.desk).values("before", "after", "reason", "verb")
    assert "heron" not in json.dumps(list(rows))


def test_a_verdict_rests_on_a_confidential_piece_by_choice_only(claim, reviewer):
    piece = make_evidence(claim, reviewer, confidential=True)
    with pytest.raises(MissingEvidence):
        judge(claim, reviewer)
    assert list(judge(claim, reviewer, evidence=[piece]).evidence.all()) == [piece]


def test_a_confidential_page_is_not_fetched_by_itself(claim, reviewer):
    make_evidence(claim, reviewer, confidential=True)
    assert not EvidenceCopy.objects.exists()
    make_evidence(claim, reviewer, "https://open.example/")
    assert EvidenceCopy.objects.get().state == "waiting"


def test_a_circle_through_a_confidential_piece_is_refused_without_telling_of_it(claim, reviewer, member):
    other = make_claim(make_article(claim.desk))
    add(other, member("reviewer"), other_claim=claim, confidential=True)
    with pytest.raises(InvalidInput) as caught:
        add(claim, reviewer, other_claim=other)
    assert "rests on" not in caught.value.message


# --- removing, and losing ---------------------------------------------------------------------------------------------


def test_removing_twice_says_that_it_is_gone(claim, reviewer):
    piece = make_evidence(claim, reviewer)
    stale = Evidence.objects.get(pk=piece.pk)
    remove_evidence(evidence=piece, actor=actor(reviewer))
    with pytest.raises(Conflict, match="removed already"):
        remove_evidence(evidence=stale, actor=actor(reviewer))


def test_a_verdict_that_rests_on_a_claim_of_a_withdrawn_article_reopens_and_its_owner_is_told(claim, reviewer, member):
    other, page = (
        make_claim(make_article(claim.desk, url="https://orl.example/a")),
        make_claim(make_article(claim.desk)),
    )
    spared = make_claim(make_article(claim.desk))
    add(claim, reviewer, other_claim=other)
    add(page, reviewer, url="https://orl.example/a")
    make_evidence(spared, reviewer)
    for judged in (claim, page, spared):
        judge(judged, reviewer)
    withdraw_article(article=other.article, actor=actor(member("moderator")), reason="It was made up")
    assert [state(row) for row in (claim, page, spared)] == ["reopened", "reopened", "verified"]
    reopened = Verdict.objects.filter(act="reopen", claim=claim).get()
    assert (reopened.cause, reopened.replaces.value) == ("source_retracted", "verified")
    assert other.article.title in reopened.reason
    assert Notification.objects.filter(to=reviewer, claim=claim).exists()


def test_a_reopening_over_a_confidential_piece_does_not_name_it(claim, reviewer, member):
    other = make_claim(make_article(claim.desk, title="Heron report"))
    piece = add(claim, reviewer, other_claim=other, confidential=True)
    judge(claim, reviewer, evidence=[piece])
    withdraw_article(article=other.article, actor=actor(member("moderator")), reason="heron")
    assert state(claim) == "reopened"
    assert "heron" not in Verdict.objects.get(act="reopen").reason.lower()
