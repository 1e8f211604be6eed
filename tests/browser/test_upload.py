"""Uploading in a real browser: files one by one with their state, drag and drop, pasted text, and without a script."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from claims.models import Article, UploadBatch, User
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

FILES: list[Any] = [
    {"name": "ferry.txt", "mimeType": "text/plain", "buffer": b"Ferry stops\n\nIt stopped with 120 people aboard."},
    {"name": "ferry.txt.meta.json", "mimeType": "application/json", "buffer": b'{"outlet": "Coast Courier"}'},
    {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""},
    {"name": "pier.md", "mimeType": "text/markdown", "buffer": b"# Pier shut\n\nIt closed at noon."},
]

DROP = """(files) => {
  const moved = new DataTransfer();
  for (const [name, words] of files) moved.items.add(new File([words], name, {type: "text/plain"}));
  const input = document.querySelector("input[type=file]");
  for (const kind of ["dragenter", "dragover"]) input.dispatchEvent(new DragEvent(kind, {bubbles: true, dataTransfer: moved}));
  input.files = moved.files;
  input.dispatchEvent(new Event("change", {bubbles: true}));
}"""


def test_chosen_files_go_one_by_one_and_a_bad_one_holds_up_nothing(open_as: Open, people: dict[str, User]) -> None:
    page = open_as(people["editor"], reverse("upload"))
    page.get_by_label("Choose files to upload").set_input_files(FILES)
    expect(page.locator("#batch .upload")).to_have_count(3)
    expect(page.locator("#batch")).to_contain_text("3 texts")
    expect(page.locator("#batch")).to_contain_text("The file is empty.")
    assert UploadBatch.objects.count() == 1
    assert Article.objects.get(title__startswith="Ferry").outlet.name == "Coast Courier"  # type: ignore[union-attr]
    expect(page).to_have_url(page.url)
    assert page.url.endswith(reverse("upload-batch", args=[UploadBatch.objects.get().public_id]))


def test_dropped_files_go_the_same_way(open_as: Open, people: dict[str, User]) -> None:
    page = open_as(people["editor"], reverse("upload"))
    page.evaluate(DROP, [["one.txt", "One thing happened."], ["two.txt", "Two things happened."]])
    expect(page.locator("#batch .upload")).to_have_count(2)
    assert Article.objects.count() == 2


def test_the_list_follows_the_readings_by_itself(open_as: Open, people: dict[str, User]) -> None:
    page = open_as(people["editor"], reverse("upload"))
    page.get_by_label("Choose files to upload").set_input_files(FILES[0])
    expect(page.locator("#batch")).to_contain_text("next in line")
    runs = Article.objects.get().revisions.get().runs
    runs.update(state="extracting", progress_total=4, progress_done=1)
    expect(page.locator("#batch")).to_contain_text("sentence 1 of 4")
    runs.update(state="ready", progress_done=4)
    expect(page.locator("#batch")).to_contain_text("Open, 0 claims")
    expect(page.locator("#batch")).not_to_have_attribute("hx-trigger", "every 2s")


def test_a_pasted_text_is_kept_until_it_is_an_article(open_as: Open, people: dict[str, User]) -> None:
    page = open_as(people["editor"], reverse("upload"))
    page.get_by_label("Text", exact=True).fill("Ferry stops\n\nIt stopped.")
    page.reload()
    expect(page.get_by_label("Text", exact=True)).to_have_value("Ferry stops\n\nIt stopped.")
    page.get_by_role("button", name="Add article").click()
    expect(page.locator("#batch")).to_contain_text("1 on the way")
    expect(page.get_by_label("Text", exact=True)).to_have_value("")


def test_files_and_text_go_in_without_a_script(open_as: Open, people: dict[str, User]) -> None:
    page = open_as(people["editor"], reverse("upload"), scripts=False)
    page.get_by_label("Choose files to upload").set_input_files(FILES)
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.locator("#batch .upload")).to_have_count(3)
    page.get_by_label("Text", exact=True).fill("Another story\n\nIt happened.")
    page.get_by_role("button", name="Add article").click()
    expect(page.locator("#batch .upload")).to_have_count(1)
    assert Article.objects.count() == 3
