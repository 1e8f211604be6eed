"""What no program should send, and what it gets: a problem document with a 4xx status, never a 500."""

from __future__ import annotations

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.models import Article, History, UploadBatch
from tests.builders import make_article

UNKNOWN = "00000000-0000-4000-8000-000000000000"


def refused(answer, status: int, code: str = "") -> bool:
    assert answer["Content-Type"] == "application/problem+json", answer.content[:300]
    problem = answer.json()
    assert {"type", "title", "status", "code", "detail"} <= set(problem)
    assert problem["status"] == answer.status_code
    assert (answer.status_code, problem["code"]) == (status, code or problem["code"]), problem
    return True


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('{"text": ', "json"),
        ("", "invalid"),
        ("[]", "json"),
        ('"text"', "json"),
        ("null", "json"),
        ('{"text": NaN}', "json"),
        ('{"text": 1e999999}', "json"),
        ('{"text": 5}', "invalid"),
        ('{"text": ' + "9" * 5000 + "}", "json"),
        ("[" * 200_000, "json"),
        ('{"a":' * 100_000, "json"),
        (b'{"text": "\xff\xfe"}', "encoding"),
        ('{"text": "a\\u0000b"}', "unstorable_text"),
        ('{"text": "half \\ud800 pair"}', "unstorable_text"),
        ('{"title": {"a": ["\\udfff"]}}', "unstorable_text"),
        ('{"\\u0000": 1}', "unstorable_text"),
        ('{"text": "x", "is_staff": true}', "invalid"),
        ('{"text": "x", "desk": "other", "uploaded_by": 1, "state": "live"}', "invalid"),
        ('{"text": ["x"]}', "invalid"),
        ('{"text": true}', "invalid"),
        ('{"text": null}', "invalid"),
        ('{"text": "x", "title": "' + "t" * 501 + '"}', "invalid"),
    ],
)
def test_a_body_that_cannot_be_meant_is_refused(desk, program, body, code):
    caller = program(desk)
    before = History.objects.count()
    assert refused(caller.post("articles", body), 400, code)
    assert not Article.objects.exists()
    assert History.objects.count() == before


@pytest.mark.parametrize(
    "sent",
    [
        {"version": 1, "verdict": "verified"},
        {"version": 1, "uploaded_by": UNKNOWN},
        {"version": 1, "state": "withdrawn", "title": "x"},
    ],
)
def test_fields_that_are_not_to_be_set_are_refused_and_change_nothing(desk, program, sent):
    caller = program(desk)
    article = make_article(desk, uploaded_by=caller.user)
    answer = caller.patch(f"articles/{article.public_id}", sent)
    assert refused(answer, 400, "invalid")
    assert "There is no such field here." in str(answer.json()["errors"])
    before = (article.title, article.state, article.version)
    article.refresh_from_db()
    assert (article.title, article.state, article.version) == before


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"content_type": "application/xml"}, 415),
        ({"content_type": "text/plain"}, 415),
        ({"content_type": "application/x-www-form-urlencoded"}, 415),
        ({"content_type": "application/json; charset=utf-16"}, 415),
        ({"content_type": "application/json; charset=rot13"}, 415),
        ({"content_type": "application/json; charset=bz2"}, 415),
        ({"content_type": "multipart/form-data"}, 400),
        ({"content_type": "multipart/form-data; boundary=é"}, 400),
        ({"headers": {"accept": "application/xml"}}, 406),
        ({"headers": {"accept": "text/html"}}, 406),
        ({"headers": {"accept": "application/json;q=x, */*"}}, 201),
    ],
)
def test_types_that_are_not_spoken_are_refused(desk, program, options, status):
    answer = program(desk).post("articles", {"text": "The bridge at Orl is closed."}, **options)
    assert answer.status_code == status
    assert status == 201 or refused(answer, status)


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("PUT", "articles"), ("DELETE", f"articles/{UNKNOWN}"), ("PUT", "claims"), ("DELETE", f"claims/{UNKNOWN}"), ("POST", "runs"),
        ("POST", "findings"), ("DELETE", f"sources/{UNKNOWN}"), ("PUT", f"links/{UNKNOWN}"), ("DELETE", f"links/{UNKNOWN}"),
        ("PATCH", f"evidence/{UNKNOWN}"), ("GET", f"articles/{UNKNOWN}/withdraw"), ("POST", f"articles/{UNKNOWN}/text"),
        ("POST", "me"), ("TRACE", "articles"), ("OPTIONS", "articles"), ("BREW", "articles"), ("POST", "history"), ("DELETE", "history/1"),
    ],
)  # fmt: skip
def test_methods_that_a_resource_lacks_are_refused(desk, program, method, address):
    answer = program(desk, "moderator").send(method, address)
    assert refused(answer, 405, "method_not_allowed")
    assert "Allow" in answer


@pytest.mark.parametrize(
    "address",
    ["nothing", "articles/1", "articles/not-a-uuid", f"articles/{UNKNOWN}", f"articles/{UNKNOWN}/claims.csv", f"claims/{UNKNOWN}",
     "history/999999", "history/" + "9" * 18, f"articles/{UNKNOWN}/claimsXcsv", "articles/../../etc/passwd", f"articles/{UNKNOWN}/nothing"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(desk, program, address):
    assert refused(program(desk, "moderator").get(address), 404, "not_found")


def test_a_slash_at_the_end_changes_nothing(desk, program):
    article = make_article(desk, run_state="failed")
    caller = program(desk)
    for address in ("articles", f"articles/{article.public_id}", f"articles/{article.public_id}/text", "me", "sources"):
        assert caller.get(address).content == caller.get(address + "/").content
    assert caller.post(f"articles/{article.public_id}/retry/").status_code == 202


def test_a_nul_in_the_address_is_refused(desk, program):
    assert refused(program(desk).get("articles/%00"), 400, "nul_character")
    assert refused(program(desk).get("articles?title=%00"), 400, "nul_character")


def test_an_act_without_words_takes_none(desk, program):
    article = make_article(desk, run_state="failed")
    assert refused(program(desk).post(f"articles/{article.public_id}/retry", {"force": True}), 400, "invalid")


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({}, "text"),
        ({"file": "not a file"}, "file"),
        ({"file": SimpleUploadedFile("a.txt", b"The bridge is closed."), "desk": "1"}, "desk"),
        ({"file": SimpleUploadedFile("a.txt", b"The bridge is closed."), "title": "a\x00b"}, "title"),
        (
            {"file": SimpleUploadedFile("a.txt", b"The bridge is closed."), "other": SimpleUploadedFile("b.txt", b"x")},
            "other",
        ),
    ],
)
def test_a_form_that_cannot_be_meant_is_refused(desk, program, form, field):
    answer = program(desk).upload(**form)
    assert refused(answer, 400, "invalid")
    assert field in answer.json()["errors"]
    assert not UploadBatch.objects.exists()


def test_too_many_fields_are_refused(desk, program):
    answer = program(desk).upload(**{f"f{number}": "x" for number in range(1001)})
    assert refused(answer, 400)


@pytest.mark.parametrize("sidecar", [b"no json", b"[1]", b'{"title": 5}', b'{"published": "soon"}', b"[" * 5000])
def test_a_bad_sidecar_is_refused_with_its_article(desk, program, sidecar):
    answer = program(desk).upload(
        file=SimpleUploadedFile("a.txt", b"The bridge is closed."),
        sidecar=SimpleUploadedFile("a.txt.meta.json", sidecar),
    )
    assert answer.status_code == 400
    assert not Article.objects.exists()


def test_a_body_that_was_cut_is_refused(desk, program):
    """The client says more bytes than it sends; the server reads what is there."""
    body = json.dumps({"text": "The bridge at Orl is closed."}).encode()[:-5]
    answer = program(desk).client.post(
        "/api/v1/articles", content_type="application/json", headers=program(desk).headers, **{"wsgi.input": io.BytesIO(body)},
        data=body,
    )  # fmt: skip
    assert refused(answer, 400, "json")


def test_our_own_fault_is_a_problem_document_too(desk, program, monkeypatch):
    caller = program(desk)
    caller.client.raise_request_exception = False
    monkeypatch.setattr("claims.api.rows.count_claims", lambda rows: 1 / 0)
    answer = caller.get("articles")
    assert refused(answer, 500, "server_error")
    assert "ZeroDivision" not in answer.content.decode()


def test_every_answer_carries_the_headers_of_the_house(desk, program, nobody):
    for answer in (program(desk).get("articles"), nobody.get("articles"), nobody.get("nothing"), nobody.get("docs/")):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "no-store"
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
