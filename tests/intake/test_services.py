"""From bytes to an article, or to a reason: nothing is lost, nothing doubled, nothing of a batch harmed by its neighbour."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection

from claims.errors import Conflict, Forbidden, InvalidInput
from claims.intake import storage
from claims.intake.editing import (
    AlreadyReviewed,
    ArticleWithdrawn,
    StaleArticle,
    edit_metadata,
    restore_article,
    withdraw_article,
)
from claims.intake.services import Document, Given, safe_name, submit_batch
from claims.models import Article, ExtractionRun, History, Source, UploadItem
from tests.builders import actor, make_article, make_claim, make_desk, make_member, make_verdict

TEXT = "Ferry runs again\n\nThe ferry carried 40 cars on its first crossing, the harbour office said."


@pytest.fixture
def editor(member):
    return member("editor")


def submit(desk, user, *documents, **fields):
    documents = documents or (Document("ferry.txt", TEXT.encode(), **fields),)
    batch = submit_batch(desk=desk, actor=actor(user), documents=documents)
    return list(batch.items.order_by("ordinal"))


def test_an_upload_makes_file_article_revision_run_and_history_row_at_once(desk, editor):
    [item] = submit(desk, editor)
    article = item.article
    assert (item.outcome, article.title, article.title_how) == ("accepted", "Ferry runs again", "guessed")
    assert article.revisions.get().text == TEXT
    assert storage.path_of(item.sha256).read_bytes() == TEXT.encode()
    run = ExtractionRun.objects.get()
    assert (run.state, run.revision.article, run.attempts) == ("queued", article, 0)
    event = History.objects.about(article).get()
    assert (event.verb, event.actor, event.after["file"]) == ("uploaded", editor, "ferry.txt")


def test_given_values_win_and_say_that_they_were_given(desk, editor):
    given = Given(
        title="Ferry is back",
        outlet="Harbour Herald",
        published="2025-03-02",
        url="https://herald.example/ferry",
        byline="A. Reed",
    )
    [item] = submit(desk, editor, given=given)
    article = item.article
    assert (article.title, article.title_how, article.outlet.name, article.outlet_how) == (
        "Ferry is back",
        "given",
        "Harbour Herald",
        "given",
    )
    assert (article.published, article.published_precision) == (datetime(2025, 3, 2, tzinfo=UTC), "day")
    assert article.published_iso() == "2025-03-02"


def test_a_sidecar_beside_its_file_gives_the_metadata(desk, editor):
    sidecar = Document(
        "ferry.txt.meta.json",
        json.dumps({"title": "Ferry, again", "outlet": "Herald", "published": "2025-03-02T06:30+01:00"}).encode(),
    )
    [item] = submit(desk, editor, sidecar, Document("ferry.txt", TEXT.encode()))
    assert (item.article.title, item.article.outlet.name) == ("Ferry, again", "Herald")
    assert item.article.published == datetime(2025, 3, 2, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize("content", [b"{not json", b'["a"]', b'{"title": 3}', b"[" * 100_000])
def test_a_broken_sidecar_refuses_its_file_with_a_reason_and_nothing_else(desk, editor, content):
    items = submit(
        desk,
        editor,
        Document("a.txt", TEXT.encode()),
        Document("a.txt.meta.json", content),
        Document("b.txt", b"Other text here."),
    )
    assert [(item.outcome, item.code) for item in items] == [("refused", "sidecar"), ("accepted", "")]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.txt", b"", "empty"),
        ("spaces.txt", b" \n\t ", "empty"),
        ("bom.txt", b"\xef\xbb\xbf \n", "empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "wrong_type"),
        ("paper.txt", b"%PDF-1.7 ...", "wrong_type"),
        ("archive.txt", b"PK\x03\x04....", "wrong_type"),
        ("noise.txt", bytes(range(256)) * 20, "wrong_type"),
        ("controls.txt", b"\x01\x02\x03\x04" * 30, "wrong_type"),
        ("film.mp4", b"anything", "unknown_type"),
        ("noending", b"anything", "unknown_type"),
        ("only-a-comment.md", b"---\ntitle: x\n---\n", "empty"),
    ],
)
def test_a_bad_file_is_refused_by_name_and_the_others_go_on(desk, editor, name, content, code):
    bad, good = submit(desk, editor, Document(name, content), Document("ferry.txt", TEXT.encode()))
    assert (bad.outcome, bad.code, bad.article) == ("refused", code, None)
    assert bad.message.endswith((".", "it."))
    assert good.outcome == "accepted"


def test_too_large_and_too_long_are_refused_with_the_limit(desk, editor, settings):
    settings.MAX_UPLOAD_BYTES, settings.MAX_TEXT_CHARACTERS = 1024 * 1024, 1000
    large, long = submit(desk, editor, Document("l.txt", b"a" * (1024 * 1024 + 1)), Document("m.txt", b"word " * 300))
    assert (large.code, long.code) == ("too_large", "too_long")
    assert "1 MB" in large.message
    assert "1,000" in long.message


@pytest.mark.parametrize(
    "published", ["yesterday", "2025-13-01", "2025-02-30", "0001-01-01", "99999-01-01", "2025-03-02T25:00", "½"]
)
def test_a_date_that_cannot_be_is_refused_in_words(desk, editor, published):
    [item] = submit(desk, editor, given=Given(published=published))
    assert (item.outcome, item.code) == ("refused", "published")


@pytest.mark.parametrize(
    ("published", "iso"),
    [
        ("2025", "2025"),
        ("2025-03", "2025-03"),
        ("2025-03-02", "2025-03-02"),
        ("2025-03-02 06:30", "2025-03-02T06:30:00+00:00"),
    ],
)
def test_a_date_is_kept_as_exact_as_it_was_given(desk, editor, published, iso):
    [item] = submit(desk, editor, given=Given(published=published))
    item.article.refresh_from_db()
    assert item.article.published_iso() == iso


@pytest.mark.parametrize(
    ("content", "note"),
    [
        ("Fähre fährt wieder — 40 Autos".encode("utf-16"), "utf-16"),
        ("Паром снова ходит, перевезено сорок машин, сообщили в порту города.".encode("cp1251"), "cp1251"),
        ("Die Fähre fährt. ".encode() * 40 + b"\xff\xfe\xfa", "3 unreadable"),
        (b"The ferry\x00 carried\x07 40 cars.", "control characters"),
    ],
)
def test_any_encoding_is_read_and_what_it_cost_is_told(desk, editor, content, note):
    [item] = submit(desk, editor, Document("odd.txt", content))
    assert item.outcome == "accepted", item.message
    assert note in item.message.lower() or note in " ".join(item.article.revisions.get().notes).lower()
    assert "\x00" not in item.article.revisions.get().text


def test_windows_line_ends_become_newlines(desk, editor):
    [item] = submit(desk, editor, Document("w.txt", b"One line.\r\n\r\nAnother.\rThird."))
    assert item.article.revisions.get().text == "One line.\n\nAnother.\nThird."


def test_markdown_gives_the_text_a_reader_sees_and_its_front_matter(desk, editor):
    front = b"---\ntitle: Ferry back\ndate: 2025-03-02\nsource: Herald\n---\n"
    content = front + b"# Ferry back\n\nThe **ferry** carried [40 cars](https://x.example).\n\n- One\n- Two\n"
    [item] = submit(desk, editor, Document("f.md", content))
    assert item.article.revisions.get().text == "Ferry back\n\nThe ferry carried 40 cars.\n\nOne\n\nTwo"
    assert (item.article.title, item.article.outlet.name, item.article.published_iso()) == (
        "Ferry back",
        "Herald",
        "2025-03-02",
    )


def test_the_same_bytes_again_lead_to_the_first_article(desk, editor):
    [first], [second] = submit(desk, editor), submit(desk, editor)
    assert (second.outcome, second.article) == ("duplicate", first.article)
    assert Article.objects.count() == ExtractionRun.objects.count() == 1


def test_the_same_text_in_other_bytes_leads_to_the_first_article(desk, editor):
    [first] = submit(desk, editor)
    [second] = submit(desk, editor, Document("copy.txt", b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()))
    assert (second.outcome, second.article) == ("duplicate", first.article)


def test_another_desk_may_have_the_same_text_and_learns_nothing_of_the_first(desk, editor):
    submit(desk, editor)
    other = make_desk()
    [item] = submit(other, make_member(other, "editor"))
    assert item.outcome == "accepted"


def test_the_same_text_uploaded_at_the_same_moment_makes_one_article(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    desk = make_desk()
    editor = make_member(desk, "editor")

    def upload(number):
        try:
            return submit(desk, editor, Document(f"f{number}.txt", TEXT.encode()))[0].outcome
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        outcomes = sorted(pool.map(upload, range(6)))
    assert outcomes == ["accepted"] + ["duplicate"] * 5
    assert Article.objects.count() == 1


def test_a_withdrawn_text_can_be_uploaded_anew(desk, editor):
    [first] = submit(desk, editor)
    withdraw_article(article=first.article, actor=actor(editor), reason="Wrong headline")
    [second] = submit(desk, editor)
    assert (second.outcome, second.article == first.article) == ("accepted", False)


def test_an_upload_succeeds_with_the_broker_away(
    desk, editor, settings, django_capture_on_commit_callbacks, monkeypatch
):
    from newsroom.celery import app

    monkeypatch.setattr("claims.tasks._broker_away_until", 0.0)
    with app.connection_or_acquire() as _:
        pass
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    app.pool.force_close_all()
    app._pool = app.amqp._producer_pool = None
    try:
        with django_capture_on_commit_callbacks(execute=True):
            [item] = submit(desk, editor)
    finally:
        app._pool = app.amqp._producer_pool = None
    assert item.outcome == "accepted"
    assert ExtractionRun.objects.get().hinted_at is None


@pytest.mark.parametrize("role", ["viewer", "reviewer", "integration"])
def test_roles_that_do_not_upload_are_refused(desk, member, role):
    with pytest.raises(Forbidden):
        submit(desk, member(role))
    assert not UploadItem.objects.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"), ("C:\\temp\\x.txt", "x.txt"), ("a\x00b\r\n.txt", "ab.txt"), ("\u202etxt.exe", "txt.exe"),
        ("", "unnamed"), ("   ", "unnamed"), ("a" * 300 + ".txt", "a" * 251 + ".txt"), ("CON", "CON"),
    ],
)  # fmt: skip
def test_file_names_are_made_fit_to_show(name, shown):
    assert safe_name(name) == shown


# --- editing, withdrawing, restoring ----------------------------------------------------------------------------------


def test_editing_says_given_and_keeps_before_and_after(desk, editor):
    article = make_article(desk, uploaded_by=editor)
    edited = edit_metadata(
        article=article,
        actor=actor(editor),
        version=1,
        given=Given(title="Better title", outlet="Herald", published="2025-03"),
    )
    assert (edited.title, edited.title_how, edited.outlet.name, edited.published_iso(), edited.version) == (
        "Better title", "given", "Herald", "2025-03", 2,
    )  # fmt: skip
    event = History.objects.about(article).get()
    assert event.after == {
        "title": "Better title",
        "outlet": "Herald",
        "published": "2025-03",
        "published_how": "given",
    }
    assert event.before["outlet"] is None


def test_an_outlet_and_a_date_may_become_unknown_again(desk, editor):
    article = make_article(desk, uploaded_by=editor)
    edited = edit_metadata(
        article=article, actor=actor(editor), version=1, given=Given(title="T", outlet="Herald", published="2025")
    )
    cleared = edit_metadata(article=edited, actor=actor(editor), version=2, given=Given(title="T"))
    assert (cleared.outlet, cleared.published, cleared.published_precision) == (None, None, "")
    assert (cleared.outlet_how, cleared.published_how) == ("given", "given")  # so that no reading fills them in again


def test_the_slower_of_two_editors_changes_nothing(desk, editor):
    article = make_article(desk, uploaded_by=editor)
    edit_metadata(article=article, actor=actor(editor), version=1, given=Given(title="First"))
    with pytest.raises(StaleArticle) as caught:
        edit_metadata(article=article, actor=actor(editor), version=1, given=Given(title="Second"))
    assert caught.value.details["article"].title == "First"


@pytest.mark.parametrize(
    "given", [Given(title=" "), Given(title="T", url="javascript:x"), Given(title="T", published="soon")]
)
def test_editing_with_values_that_cannot_be_changes_nothing(desk, editor, given):
    article = make_article(desk, uploaded_by=editor)
    with pytest.raises(InvalidInput):
        edit_metadata(article=article, actor=actor(editor), version=1, given=given)
    article.refresh_from_db()
    assert article.version == 1


def test_a_name_of_an_outlet_is_one_source_whatever_its_case(desk, editor):
    submit(desk, editor, Document("a.txt", b"First text."), Document("b.txt", b"Second text."))
    for article, name in zip(Article.objects.order_by("pk"), ("Harbour Herald", " harbour  HERALD "), strict=True):
        edit_metadata(article=article, actor=actor(editor), version=1, given=Given(title="T", outlet=name))
    assert Source.objects.count() == 1


def test_withdrawing_takes_the_claims_out_and_restoring_brings_them_back(desk, editor, member):
    from claims.models import Claim

    article = make_article(desk, uploaded_by=editor)
    make_claim(article, quote="The river rose")
    withdraw_article(article=article, actor=actor(editor), reason="Wrong file")
    assert not Claim.objects.current().exists()
    with pytest.raises(ArticleWithdrawn):
        withdraw_article(article=article, actor=actor(member("moderator")), reason="Again")
    restore_article(article=article, actor=actor(member("moderator")), reason="It was right after all")
    assert Claim.objects.current().exists()
    assert [event.reason for event in History.objects.about(article).order_by("sequence")] == [
        "Wrong file",
        "It was right after all",
    ]


def test_an_editor_withdraws_own_articles_before_review_only(desk, editor, member):
    article = make_article(desk, uploaded_by=editor)
    with pytest.raises(InvalidInput):
        withdraw_article(article=article, actor=actor(editor), reason="  ")
    with pytest.raises(Forbidden):
        withdraw_article(article=article, actor=actor(member("editor")), reason="Not mine")
    make_verdict(make_claim(article, quote="The river rose"), member("reviewer"))
    with pytest.raises(AlreadyReviewed):
        withdraw_article(article=article, actor=actor(editor), reason="Wrong file")
    withdraw_article(article=article, actor=actor(member("moderator")), reason="Wrong file")


def test_restoring_beside_the_same_text_is_refused(desk, editor, member):
    [first] = submit(desk, editor)
    withdraw_article(article=first.article, actor=actor(editor), reason="Wrong headline")
    submit(desk, editor)
    with pytest.raises(Conflict, match="same text"):
        restore_article(article=first.article, actor=actor(member("moderator")), reason="Needed")


@pytest.mark.parametrize(
    "front",
    [
        "date: 2025-13-45", "title: " + "[" * 5000, 'title: "a\\0b"', "a: &a [x, x]\nb: &b [*a, *a]\ntitle: [*b, *b]", "title: [1, 2]",
        "title: {a: b}", "? x", "title: \ud800",
    ],
)  # fmt: skip
def test_strange_front_matter_costs_at_most_itself(desk, editor, front):
    content = f"---\n{front}\n---\nThe ferry carried 40 cars.".encode("utf-8", "surrogatepass")
    odd, good = submit(desk, editor, Document("odd.md", content), Document("good.txt", TEXT.encode()))
    assert odd.outcome in ("accepted", "refused")
    assert odd.message or odd.outcome == "accepted"
    assert good.outcome == "accepted"


@pytest.mark.parametrize("title", ["a\\u0000b", "a\\ud800b", "a\\u0007b"])
def test_control_characters_in_a_sidecar_are_taken_out(desk, editor, title):
    sidecar = Document("a.txt.meta.json", ('{"title": "' + title + '"}').encode())
    [item] = submit(desk, editor, Document("a.txt", TEXT.encode()), sidecar)
    assert (item.outcome, item.article.title) == ("accepted", "ab")


def test_words_in_html_and_in_deep_nesting_of_markdown_are_kept(desk, editor):
    content = b"# Flood\n\n<div>Twelve people died.</div>\n\n" + b"> " * 30 + b"Deep down 40 cars sank.\n"
    [item] = submit(desk, editor, Document("f.md", content))
    text = item.article.revisions.get().text
    assert "Twelve people died." in text
    assert "<div>" not in text
    assert "Deep down 40 cars sank." in text
    assert "HTML tags were taken out" in item.message


def test_files_of_one_name_in_two_folders_keep_their_own_sidecars(desk, editor):
    documents = [
        Document("x/a.txt", b"The first text."), Document("x/a.txt.meta.json", b'{"outlet": "X Paper"}'),
        Document("y/a.txt", b"The second text."), Document("y/a.txt.meta.json", b'{"outlet": "Y Paper"}'),
    ]  # fmt: skip
    first, second = submit(desk, editor, *documents)
    assert (first.article.outlet.name, second.article.outlet.name) == ("X Paper", "Y Paper")


def test_the_same_bytes_stored_by_many_threads_at_once_are_stored(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        for number in range(20):
            content = f"Report {number}".encode()
            assert set(pool.map(storage.store, [content] * 4)) == {storage.sha256(content)}
    assert sorted(path.name for path in tmp_path.rglob(".*")) == []


def test_a_duplicate_adds_no_outlet(desk, editor):
    submit(desk, editor)
    submit(desk, editor, Document("copy.txt", b"\xef\xbb\xbf" + TEXT.encode(), Given(outlet="Never Heard Of")))
    assert not Source.objects.exists()
