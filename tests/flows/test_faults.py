"""Workers killed, the broker emptied or away, a file that kills its reader: every upload is read once, or failed with a reason."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

import pytest
import redis
from django.db import connection
from django.utils import timezone

from claims.intake.services import Document, submit_batch
from claims.models import Claim, ExtractionRun, History, Placement
from tests.builders import actor, make_desk, make_member
from tests.flows.running import Worker, wait_until, worker
from tests.pipeline.extractors import POISON

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def texts(count):
    return [
        Document(
            f"report{number}.txt",
            f"Report {number}\nThe ferry carried {number} cars, the office said\nNobody was hurt in {number}".encode(),
        )
        for number in range(count)
    ]


def upload(documents):
    desk = make_desk()
    return submit_batch(desk=desk, actor=actor(make_member(desk, "editor")), documents=documents)


def states():
    return Counter(ExtractionRun.objects.values_list("state", flat=True))


def flush_broker(settings):
    redis.Redis.from_url(settings.REDIS_URL).flushall()


def assert_read_once(count):
    assert states() == {"ready": count}
    assert Claim.objects.count() == 3 * count
    spans = Placement.objects.values_list("revision", "start", "end")
    assert len(set(spans)) == 3 * count
    assert History.objects.filter(verb="read").count() == count
    for placement in Placement.objects.select_related("claim", "revision"):
        assert placement.revision.text[placement.start : placement.end] == placement.claim.quote


def test_fifty_uploads_survive_killed_workers_and_an_emptied_broker(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "files")
    chance = random.Random(7)
    running = Worker(tmp_path / "worker.log", EXTRACTOR="tests.pipeline.extractors.lines")
    running.start()
    try:
        upload(texts(25))
        for round_ in range(3):
            time.sleep(chance.uniform(0.8, 2.5))
            running.kill()
            if round_ == 1:
                upload(texts(50)[25:])
                flush_broker(settings)
            running.start()
        started = time.monotonic()
        wait_until(lambda: states() == {"ready": 50}, seconds=60, what=f"50 ready; {states()}")
        assert time.monotonic() - started < 60
    finally:
        running.stop()
    assert_read_once(50)


def test_work_goes_on_without_any_broker(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "files")
    away = "redis://127.0.0.1:1/0"
    with worker(tmp_path / "worker.log", EXTRACTOR="tests.pipeline.extractors.lines", REDIS_URL=away):
        upload(texts(5))
        ExtractionRun.objects.update(hinted_at=timezone.now())
        wait_until(lambda: states() == {"ready": 5}, seconds=60, what="5 ready with the broker away")
    assert_read_once(5)


def test_a_file_that_kills_its_reader_fails_with_a_reason_and_the_others_are_read(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "files")
    poison = Document("poison.txt", f"Report\n{POISON}\nThe end".encode())
    with worker(tmp_path / "worker.log", EXTRACTOR="tests.pipeline.extractors.poisoned") as running:
        upload([*texts(10), poison])
        wait_until(lambda: states() == {"ready": 10, "failed": 1}, seconds=90, what=f"10 ready, 1 failed; {states()}")
        assert running.process.poll() is None
    failed = ExtractionRun.objects.get(state="failed")
    assert failed.attempts == 3
    assert "stopped 3 times" in failed.error


def test_a_stopped_worker_that_wakes_up_changes_nothing(settings, tmp_path):
    import os
    import signal

    settings.MEDIA_ROOT = str(tmp_path / "files")
    sleeper = Worker(tmp_path / "sleeper.log", EXTRACTOR="tests.pipeline.extractors.slow")
    sleeper.start()
    try:
        upload(texts(1))
        wait_until(lambda: states()["extracting"] == 1, seconds=40, what="the first worker at work")
        os.killpg(sleeper.process.pid, signal.SIGSTOP)
        with worker(tmp_path / "second.log", EXTRACTOR="tests.pipeline.extractors.lines"):
            wait_until(lambda: states() == {"ready": 1}, seconds=40, what="the second worker done")
        before = list(Claim.objects.order_by("pk").values())
        os.killpg(sleeper.process.pid, signal.SIGCONT)
        time.sleep(3)
    finally:
        sleeper.kill()
    assert list(Claim.objects.order_by("pk").values()) == before
    assert_read_once(1)
    connection.close()


def test_the_log_of_a_worker_names_no_article_text(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "files")
    log: Path = tmp_path / "worker.log"
    with worker(log, EXTRACTOR="tests.pipeline.extractors.lines"):
        upload([Document("secret.txt", b"Zanzibarcode headline\nZanzibarcode text")])
        wait_until(lambda: states() == {"ready": 1}, seconds=40, what="ready")
    assert "Zanzibarcode" not in log.read_text()
