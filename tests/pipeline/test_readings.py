"""The reading that is kept of a revision: what the worker made is what an edit goes by, for as long as it holds."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from claims.extraction import extract_document
from claims.models import ExtractionRun, KeptReading, Overruling
from claims.pipeline.readings import keep_reading, overruled_in, read_around
from claims.pipeline.services import execute_run
from claims.spans import Span
from tests.builders import make_article, make_desk, make_user
from tests.pipeline import extractors

TEXT = "Ferry runs again\nThe ferry carried 40 cars, the harbour office said\nNobody was hurt"
SAMPLES = sorted((Path(__file__).parents[2] / "claims" / "samples").glob("0*.txt"))


@pytest.fixture
def article(transactional_db, settings):
    settings.EXTRACTOR = "tests.pipeline.extractors.noted"
    extractors.READ.clear()
    article = make_article(make_desk(), TEXT, run_state="queued")
    execute_run(run_id=ExtractionRun.objects.get(revision__article=article).pk)
    article.refresh_from_db()
    return article


def read(article):
    return read_around(article.revisions.get(), article, Span(0, 5))


def test_what_the_worker_read_is_not_read_again_and_is_the_same(article):
    assert read(article) == extractors.lines(TEXT)
    assert extractors.READ == [TEXT]


def test_another_date_is_read_anew_and_kept_in_place_of_the_old_reading(article):
    article.published, article.published_precision = datetime(2030, 5, 1, tzinfo=UTC), "day"
    assert read(article) == read(article)
    assert extractors.READ == [TEXT, TEXT]
    assert KeptReading.objects.count() == 1


def test_an_overruling_is_read_anew_and_taken_back_too(article):
    revision = article.revisions.get()
    said = Overruling.objects.create(revision=revision, start=0, end=16, is_leftover=True, made_by=make_user())
    read(article)
    assert len(extractors.READ) == 2
    said.delete()
    read(article)
    assert len(extractors.READ) == 3


def test_a_reading_of_another_shape_is_read_anew(article):
    KeptReading.objects.update(found=zlib.compress(b'{"extractor": "older"}'))
    assert read(article) == extractors.lines(TEXT)
    assert extractors.READ == [TEXT, TEXT]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_value_of_a_reading_comes_back_as_it_was(db, path):
    text = path.read_text()
    article = make_article(make_desk(), text)
    revision = article.revisions.get()
    found = extract_document(text)
    keep_reading(revision, article, found, overruled_in(revision))
    assert read(article) == found
