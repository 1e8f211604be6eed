"""Uploading in the browser: files, pasted text, and how far each one is."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims.models import Article, UploadBatch, UploadItem
from tests import builders
from tests.web.test_articles import signed_in

TEXT = b"Ferry stops at noon\n\nThe last boat left with 120 people aboard."


def file(name: str = "ferry.txt", content: bytes = TEXT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_many_files_go_in_and_a_bad_one_takes_nothing_with_it(member: Any) -> None:
    client = signed_in(member("editor"))
    files = [
        file(),
        file("empty.txt", b"  "),
        file("picture.png", b"\x89PNG"),
        file("second.md", b"# Pier shut\n\nIt closed."),
    ]
    response = client.post(reverse("upload"), {"files": files})
    html = client.get(response["Location"]).content.decode()
    assert Article.objects.count() == 2
    assert "4 texts" in html
    assert "The file is empty." in html
    assert "are not read here" in html
    assert "2 on the way" in html
    assert "2 failed" in html


def test_the_same_text_again_leads_to_the_article_that_is_here(member: Any) -> None:
    client = signed_in(member("editor"))
    client.post(reverse("upload"), {"files": [file()]})
    response = client.post(reverse("upload"), {"files": [file("again.txt")]})
    html = client.get(response["Location"]).content.decode()
    assert Article.objects.count() == 1
    assert reverse("article", args=[Article.objects.get().public_id]) in html
    assert "Nothing was added." in html


def test_outlet_and_date_apply_to_all_files(member: Any) -> None:
    client = signed_in(member("editor", time_zone="America/New_York"))
    client.post(
        reverse("upload"),
        {"files": [file()], "outlet": "Coast Courier", "published": "2025-03-02T23:30", "date_only": "on"},
    )
    article = Article.objects.get()
    assert article.outlet is not None
    assert (article.outlet.name, article.published_iso(), article.published_how) == (
        "Coast Courier",
        "2025-03-02",
        "given",
    )


def test_pasted_text_becomes_an_article(member: Any) -> None:
    client = signed_in(member("editor", time_zone="Europe/Kyiv"))
    response = client.post(
        reverse("paste"), {"text": TEXT.decode(), "title": "Ferry", "published": "2025-03-02T06:30", "outlet": ""}
    )
    article = Article.objects.get()
    assert response.status_code == 302
    assert (article.title, article.title_how) == ("Ferry", "given")
    assert article.published_iso() == "2025-03-02T04:30:00+00:00"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": ""}, "Paste the text of an article."),
        ({"text": "Kept text.", "published": "soon"}, "is no date"),
        ({"text": "Kept text.", "url": "ftp://x"}, "is no web address"),
    ],
)
def test_what_is_wrong_with_a_pasted_text_is_told_and_the_text_kept(
    member: Any, fields: dict[str, str], words: str
) -> None:
    response = signed_in(member("editor")).post(reverse("paste"), fields)
    html = response.content.decode()
    assert response.status_code == 422
    assert words in html
    assert fields["text"] in html
    assert not Article.objects.exists()


def test_choosing_no_file_is_told(member: Any) -> None:
    response = signed_in(member("editor")).post(reverse("upload"), {})
    assert response.status_code == 422
    assert "Choose at least one file." in response.content.decode()


def test_progress_is_polled_while_something_runs_and_no_longer(member: Any) -> None:
    client = signed_in(member("editor"))
    client.post(reverse("upload"), {"files": [file()]})
    batch = UploadBatch.objects.get()
    address = reverse("upload-progress", args=[batch.public_id])
    run = Article.objects.get().revisions.get().runs.get()
    html = client.get(address, headers={"hx-request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' in html
    assert "next in line" in html
    run.state, run.progress_done, run.progress_total = "extracting", 1, 2
    run.save()
    html = client.get(address, headers={"hx-request": "true"}).content.decode()
    assert "sentence 1 of 2" in html
    assert '<progress class="progress" max="2" value="1"' in html
    run.state, run.progress_done = "ready", 2
    run.save()
    html = client.get(address, headers={"hx-request": "true"}).content.decode()
    assert "hx-trigger" not in html
    assert "Open, 0 claims" in html


def test_a_failed_reading_is_shown_with_its_reason_and_a_retry(member: Any) -> None:
    client = signed_in(member("editor"))
    client.post(reverse("upload"), {"files": [file()]})
    article = Article.objects.get()
    article.revisions.get().runs.update(state="failed", error="The reader broke.")
    html = client.get(reverse("upload")).content.decode()
    assert "The reader broke." in html
    assert reverse("retry", args=[article.public_id]) in html


def test_the_script_sends_files_one_by_one_into_one_batch(member: Any) -> None:
    client = signed_in(member("editor"))
    opened = client.post(reverse("upload-open"), {"outlet": "Coast Courier"})
    assert opened.status_code == 201
    address = opened.json()["files"]
    for document in [file(), file("empty.txt", b"")]:
        response = client.post(
            address, {"files": [document], "outlet": "Coast Courier"}, headers={"hx-request": "true"}
        )
        assert response.status_code == 201
    sidecar = file("third.txt.meta.json", b'{"title": "Third", "published": "2024"}')
    client.post(address, {"files": [file("third.txt", b"Something else happened."), sidecar]})
    items = list(UploadBatch.objects.get().items.all())
    assert [item.outcome for item in items] == ["accepted", "refused", "accepted"]
    assert Article.objects.get(title="Third").published_iso() == "2024"
    assert [item.ordinal for item in items] == [1, 2, 3]


def test_a_batch_takes_files_of_its_owner_only_and_not_without_end(member: Any, settings: Any) -> None:
    client = signed_in(member("editor"))
    address = client.post(reverse("upload-open")).json()["files"]
    assert signed_in(member("editor")).post(address, {"files": [file()]}).status_code == 404
    settings.MAX_BATCH_FILES = 1
    client.post(address, {"files": [file()]})
    assert client.post(address, {"files": [file("more.txt", b"More words.")]}).status_code == 422


def test_a_reviewer_may_not_upload(member: Any) -> None:
    client = signed_in(member("reviewer"))
    assert client.get(reverse("upload")).status_code == 403
    assert client.post(reverse("upload"), {"files": [file()]}).status_code == 403
    assert reverse("upload") not in client.get(reverse("desk")).content.decode()
    assert not UploadItem.objects.exists()


def test_a_batch_of_another_desk_is_not_found(member: Any) -> None:
    signed_in(member("editor")).post(reverse("upload"), {"files": [file()]})
    stranger = signed_in(builders.make_member(builders.make_desk(), "editor"))
    batch = UploadBatch.objects.get()
    assert stranger.get(reverse("upload-batch", args=[batch.public_id])).status_code == 404
    assert stranger.get(reverse("upload-progress", args=[batch.public_id])).status_code == 404


def test_progress_costs_the_same_number_of_queries_whatever_the_batch(
    member: Any, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(member("editor"))
    counts = []
    for size in (2, 9):
        files = [file(f"{size}-{n}.txt", f"River {size} rose by {n} metres.".encode()) for n in range(size)]
        address = client.post(reverse("upload"), {"files": files})["Location"]
        with django_assert_max_num_queries(14) as queries:
            client.get(address + "progress/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_retry_goes_back_only_to_a_page_of_this_site(desk: Any, member: Any) -> None:
    article = builders.make_article(desk, run_state="failed")
    response = signed_in(member("editor")).post(
        reverse("retry", args=[article.public_id]), {"next": "https://evil.example/"}
    )
    assert response["Location"] == reverse("article", args=[article.public_id])


def test_a_text_with_hostile_characters_in_its_name_stays_words(member: Any) -> None:
    client = signed_in(member("editor"))
    response = client.post(reverse("upload"), {"files": [file("<img src=x onerror=alert(1)>.txt")]})
    assert "<img src=x" not in client.get(response["Location"]).content.decode()
