"""Articles through the API: upload, reading, editing, withdrawing, CSV."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.models import Article, ExtractionRun, History, UploadItem
from tests.builders import make_article, make_claim, make_quantity, make_source, make_verdict

TEXT = "Ferry runs aground off Malden\n\nThe ferry carried 81 of 93 passengers to shore, the harbour office said."


def file(content: bytes = TEXT.encode(), name: str = "ferry.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# --- upload -----------------------------------------------------------------------------------------------------------


def test_a_text_becomes_an_article_that_waits_to_be_read(desk, program):
    caller = program(desk)
    answer = caller.post(
        "articles",
        {"text": TEXT, "title": "Ferry aground", "outlet": "Malden Post", "published": "2025-03-02", "byline": "A. Hale",
         "url": "https://example.org/ferry", "language": "en"},
    )  # fmt: skip
    shown = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == f"/api/v1/articles/{shown['id']}"
    assert shown["duplicate"] is False
    assert (shown["title"], shown["title_how"]) == ("Ferry aground", "given")
    assert shown["outlet"]["name"] == "Malden Post"
    assert (shown["published"], shown["published_precision"], shown["published_how"]) == ("2025-03-02", "day", "given")
    assert shown["run"]["state"] == "queued"
    assert shown["uploaded_by"]["id"] == str(caller.user.public_id)
    assert caller.get(f"articles/{shown['id']}/text").json()["text"] == TEXT
    assert History.objects.filter(verb="uploaded", via="api", subject_id=shown["id"]).exists()


def test_a_file_with_its_sidecar_becomes_an_article(desk, program):
    sidecar = SimpleUploadedFile(
        "ferry.txt.meta.json", json.dumps({"outlet": "Malden Post", "title": "Beside"}).encode()
    )
    answer = program(desk).upload(file=file(), sidecar=sidecar, title="Said in the form")
    assert answer.status_code == 201
    assert answer.json()["outlet"]["name"] == "Malden Post"
    assert answer.json()["title"] == "Said in the form"


def test_the_same_text_again_answers_with_the_first_article(desk, program):
    caller = program(desk)
    first = caller.post("articles", {"text": TEXT})
    for again in (caller.post("articles", {"text": TEXT}), caller.upload(file=file())):
        assert again.status_code == 200
        assert (again.json()["duplicate"], again.json()["id"]) == (True, first.json()["id"])
        assert "here already" in again.json()["message"]
    assert Article.objects.count() == ExtractionRun.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"text": ""}, 400, "empty"),
        ({"text": " \n\t "}, 400, "empty"),
        ({"text": TEXT, "file_name": "a.docx"}, 415, "unknown_type"),
        ({"text": TEXT, "published": "yesterday"}, 400, "published"),
        ({"text": TEXT, "url": "javascript:alert(1)"}, 400, "url"),
        ({"text": "word " * 300}, 413, "too_long"),
        ({"text": "x" * 3000}, 413, "too_large"),
    ],
)
def test_a_text_that_cannot_be_taken_is_refused_by_name(desk, program, settings, sent, status, code):
    settings.MAX_TEXT_CHARACTERS, settings.MAX_UPLOAD_BYTES = 1000, 2000
    answer = program(desk).post("articles", sent)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert not Article.objects.exists()
    assert UploadItem.objects.get().outcome == "refused"


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (b"", "a.txt", 400, "empty"),
        (b"%PDF-1.7 and so on", "a.txt", 415, "wrong_type"),
        (TEXT.encode(), "a.exe", 415, "unknown_type"),
        (b"y" * 5000, "a.txt", 413, "too_large"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_by_name(desk, program, settings, content, name, status, code):
    settings.MAX_UPLOAD_BYTES = 4000
    answer = program(desk).upload(file=file(content, name))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Article.objects.exists()


def test_a_file_s_name_is_cleaned(desk, program):
    answer = program(desk).upload(file=file(name="..\\..\\etc\\\u202epasswd.txt"))
    assert answer.status_code == 201
    assert UploadItem.objects.get().file_name == "passwd.txt"


def test_a_body_above_the_limit_is_refused_before_it_is_read(desk, program, settings):
    settings.MAX_UPLOAD_BYTES = 1000
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    caller = program(desk)
    assert caller.post("articles", {"text": "x" * 2100}).status_code == 413
    huge = caller.post("articles", "{}", CONTENT_LENGTH="999999999")
    assert (huge.status_code, huge.json()["code"]) == (413, "too_large")


def test_a_token_that_may_upload_but_not_read_gets_a_receipt(desk, program):
    known = make_article(desk, TEXT, outlet=make_source(desk, "Secret Outlet"))
    answer = program(desk, scopes=["write"]).post("articles", {"text": TEXT})
    assert answer.status_code == 200
    assert set(answer.json()) == {"id", "duplicate", "message"}
    assert answer.json()["id"] == str(known.public_id)


# --- reading ----------------------------------------------------------------------------------------------------------


def test_an_article_shows_its_reading_and_its_verdicts(desk, program, member):
    article = make_article(desk, run_state="failed")
    claim = make_claim(article, "The river rose by two metres overnight")
    make_verdict(claim, member("reviewer"))
    shown = program(desk).get(f"articles/{article.public_id}").json()
    assert shown["claims"] == {
        "total": 1,
        "unreviewed": 0,
        "verified": 1,
        "disputed": 0,
        "unverifiable": 0,
        "reopened": 0,
    }
    assert (shown["run"]["state"], shown["run"]["error"]) == ("failed", "It broke.")
    assert (shown["outlet"], shown["byline"], shown["published"], shown["withdrawn"]) == (None, None, None, None)


def test_a_failed_reading_is_started_again_once(desk, program):
    article = make_article(desk, run_state="failed")
    caller = program(desk)
    answer = caller.post(f"articles/{article.public_id}/retry")
    assert (answer.status_code, answer.json()["state"]) == (202, "queued")
    assert caller.get(f"articles/{article.public_id}/progress").json()["id"] == answer.json()["id"]
    again = caller.post(f"articles/{article.public_id}/retry")
    assert (again.status_code, again.json()["code"]) == (409, "not_finished")


# --- editing and withdrawing ------------------------------------------------------------------------------------------


def test_an_edit_changes_what_was_sent_and_nothing_else(desk, program):
    caller = program(desk)
    sent = {"text": TEXT, "outlet": "Malden Post", "published": "2025-03-02T06:30:10Z", "byline": "A. Hale"}
    first = caller.post("articles", sent).json()
    edited = caller.patch(f"articles/{first['id']}", {"version": first["version"], "title": "Another", "byline": None})
    assert edited.status_code == 200
    assert (edited.json()["title"], edited.json()["byline"], edited.json()["version"]) == ("Another", None, 2)
    for kept in ("outlet", "published", "published_precision", "published_how", "language"):
        assert edited.json()[kept] == first[kept]
    unknown = caller.patch(f"articles/{first['id']}", {"version": 2, "outlet": "", "published": None})
    assert (unknown.json()["outlet"], unknown.json()["published"]) == (None, None)


def test_a_stale_edit_is_refused_with_the_article_as_it_is_now(desk, program):
    caller = program(desk)
    first = caller.post("articles", {"text": TEXT}).json()
    caller.patch(f"articles/{first['id']}", {"version": 1, "title": "Mine"})
    stale = caller.patch(f"articles/{first['id']}", {"version": 1, "title": "Theirs"})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert (stale.json()["article"]["title"], stale.json()["article"]["version"]) == ("Mine", 2)


def test_a_program_edits_its_own_uploads_only(desk, program):
    article = make_article(desk, title="As it was")
    answer = program(desk).patch(f"articles/{article.public_id}", {"version": 1, "title": "Changed"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_own")
    article.refresh_from_db()
    assert article.title == "As it was"


def test_a_wrong_upload_is_withdrawn_and_leaves_the_list(desk, program):
    caller = program(desk)
    first = caller.post("articles", {"text": TEXT}).json()
    without = caller.post(f"articles/{first['id']}/withdraw", {"reason": " "})
    assert without.status_code == 400
    gone = caller.post(f"articles/{first['id']}/withdraw", {"reason": "Wrong file"})
    assert (gone.status_code, gone.json()["state"]) == (200, "withdrawn")
    assert gone.json()["withdrawn"]["reason"] == "Wrong file"
    assert caller.all("articles") == []
    assert caller.all("articles?state=withdrawn") == caller.all("articles?state=any") == [first["id"]]
    assert caller.get(f"articles/{first['id']}").status_code == 200
    again = caller.post(f"articles/{first['id']}/withdraw", {"reason": "Wrong file"})
    assert (again.status_code, again.json()["code"]) == (409, "withdrawn")


def test_an_article_with_verdicts_is_not_withdrawn_by_its_uploader(desk, program, member):
    caller = program(desk, "editor")
    article = make_article(desk, uploaded_by=caller.user)
    make_verdict(make_claim(article, "The river rose by two metres overnight"), member("reviewer"))
    answer = caller.post(f"articles/{article.public_id}/withdraw", {"reason": "Wrong file"})
    assert (answer.status_code, answer.json()["code"]) == (403, "reviewed")


# --- CSV --------------------------------------------------------------------------------------------------------------


def test_claims_leave_as_csv_with_formulas_defused(desk, program):
    article = make_article(desk, "=HYPERLINK(“x”) rose\n\nUp to 12,000 conscripts left, he said.", title="=1+1")
    claim = make_claim(article, "Up to 12,000 conscripts left", speaker="@SUM(A1)")
    make_quantity(claim, "Up to 12,000", high=12000, modifier="at_most", unit="conscripts")
    answer = program(desk).get(f"articles/{article.public_id}/claims.csv")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="11.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    header, row = csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))
    cells = dict(zip(header, row, strict=True))
    assert cells["article"] == "'=1+1"
    assert cells["attribution"] == "'@SUM(A1)"
    assert cells["quote"] == "Up to 12,000 conscripts left"
    assert cells["quantities"] == "Up to 12,000 [–12000] conscripts"
    assert cells["claim_id"] == str(claim.public_id)


def test_a_csv_s_name_holds_no_line_break_or_quote(desk, program):
    article = make_article(desk, title='Überfall "in\r\nSet-Cookie: a=b')
    answer = program(desk).get(f"articles/{article.public_id}/claims.csv", headers={"accept": "text/csv"})
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%C3%BCberfall-in-set-cookie-ab.csv"


def test_a_viewer_s_token_gets_no_csv(desk, program):
    article = make_article(desk)
    answer = program(desk, "viewer").get(f"articles/{article.public_id}/claims.csv")
    assert (answer.status_code, answer.json()["code"]) == (403, "role")
