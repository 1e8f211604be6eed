"""The work ledger: leases, fences, attempts, retries and the sweeper, on real transactions."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from claims.errors import Forbidden
from claims.models import Claim, ExtractionRun, History, Placement, WorkerHeartbeat
from claims.pipeline import services
from claims.pipeline.lease import LeaseLost, locked_run
from claims.pipeline.services import (
    RunNotFinished,
    execute_run,
    next_waiting_run,
    requeue_article,
    retry_run,
    stalled_runs,
    sweep_runs,
    take_lease,
    worker_was_seen,
)
from claims.pipeline.storage import store_reading
from tests.builders import actor, make_article, make_desk, make_evidence, make_member, make_source
from tests.pipeline import extractors

TEXT = "Ferry runs again\nThe ferry carried 40 cars, the harbour office said\nNobody was hurt"


@pytest.fixture(autouse=True)
def _line_extractor(settings):
    settings.EXTRACTOR = "tests.pipeline.extractors.lines"


@pytest.fixture
def queued(transactional_db):
    desk = make_desk()
    make_source(desk, "Harbour office")
    article = make_article(desk, TEXT, run_state="queued")
    return ExtractionRun.objects.get(revision__article=article)


def fresh(run):
    return ExtractionRun.objects.get(pk=run.pk)


def test_a_run_goes_from_the_queue_to_ready_and_its_claims_stand_in_the_text(queued):
    assert execute_run(run_id=queued.pk)
    run = fresh(queued)
    assert (run.state, run.attempts, run.extractor, run.error) == ("ready", 1, "lines 1", "")
    text = run.revision.text
    placements = Placement.objects.select_related("claim")
    assert [text[p.start : p.end] for p in placements] == [p.claim.quote for p in placements] == TEXT.split("\n")
    claim = Claim.objects.get(number=2)
    assert (claim.quantities.get().surface, claim.hops.get().source.name) == ("40", "Harbour office")
    assert claim.quote[claim.quantities.get().start : claim.quantities.get().end] == "40"
    assert run.revision.sentences.count() == 3
    assert History.objects.filter(verb="read").count() == 1
    assert worker_was_seen()


def test_a_second_delivery_stores_nothing_new(queued):
    execute_run(run_id=queued.pk)
    ids = set(Claim.objects.values_list("public_id", flat=True))
    assert execute_run(run_id=queued.pk) is False
    assert set(Claim.objects.values_list("public_id", flat=True)) == ids
    assert History.objects.filter(verb="read").count() == 1


def test_two_workers_at_once_read_it_once(queued, settings):
    settings.EXTRACTOR = "tests.pipeline.extractors.slow"
    done = []

    def work():
        done.append(execute_run(run_id=queued.pk))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, False, False, True]
    assert Claim.objects.count() == 3
    assert fresh(queued).attempts == 1


def test_progress_is_written_while_the_work_goes_on(queued, settings):
    settings.EXTRACTOR = "tests.pipeline.extractors.slow"
    worker = threading.Thread(target=lambda: (execute_run(run_id=queued.pk), connection.close()))
    worker.start()
    seen = set()
    while worker.is_alive():
        run = fresh(queued)
        if run.state == "extracting":
            seen.add((run.progress_done, run.progress_total))
        worker.join(0.05)
    assert {total for _, total in seen} >= {10}
    assert fresh(queued).state == "ready"


def expire(run):
    ExtractionRun.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_worker_that_was_thought_dead_writes_nothing_when_it_wakes_up(queued):
    sleeper = take_lease(queued.pk)
    expire(queued)
    assert execute_run(run_id=queued.pk)  # another worker takes over and finishes
    before = list(Claim.objects.values_list("public_id", "wording"))
    found = extractors.lines(TEXT + "\nWritten by a ghost")
    with pytest.raises(LeaseLost):
        store_reading(run=sleeper, found=found)
    with pytest.raises(LeaseLost), transaction.atomic():
        locked_run(sleeper)
    assert list(Claim.objects.values_list("public_id", "wording")) == before
    assert fresh(queued).state == "ready"


def test_a_lease_that_holds_keeps_others_out_and_one_that_ended_lets_them_in(queued):
    assert take_lease(queued.pk).fence == 1
    assert take_lease(queued.pk) is None
    expire(queued)
    assert take_lease(queued.pk).fence == 2


def test_a_run_that_was_stored_but_not_linked_is_linked_without_reading_again(queued):
    run = take_lease(queued.pk)
    store_reading(run=run, found=extractors.lines(TEXT))
    ids = set(Claim.objects.values_list("pk", flat=True))
    expire(queued)
    assert execute_run(run_id=queued.pk)
    assert set(Claim.objects.values_list("pk", flat=True)) == ids
    assert fresh(queued).state == "ready"


def test_three_failures_end_in_failed_with_a_reason_and_a_retry_starts_anew(queued, settings):
    settings.EXTRACTOR = "tests.pipeline.extractors.broken"
    for attempt in (1, 2, 3):
        assert execute_run(run_id=queued.pk) is False
        run = fresh(queued)
        assert run.attempts == attempt
        if attempt < 3:
            assert run.state == "queued"
            assert execute_run(run_id=queued.pk) is False  # it waits a little first
            assert fresh(queued).attempts == attempt
            ExtractionRun.objects.filter(pk=run.pk).update(not_before=None)
    assert run.state == "failed"
    assert "try again" in run.error
    assert "the extractor broke" in run.error_detail
    assert Claim.objects.count() == 0
    settings.EXTRACTOR = "tests.pipeline.extractors.lines"
    article = run.revision.article
    with pytest.raises(Forbidden):
        retry_run(run=run, actor=actor(make_member(article.desk, "viewer")))
    retry_run(run=run, actor=actor(article.uploaded_by))
    assert fresh(queued).attempts in (0, 1)
    execute_run(run_id=queued.pk)
    assert fresh(queued).state == "ready"
    with pytest.raises(RunNotFinished):
        retry_run(run=run, actor=actor(article.uploaded_by))


def test_a_run_that_killed_its_worker_three_times_is_given_up_by_the_sweeper(queued):
    for _ in range(3):
        assert take_lease(queued.pk)
        expire(queued)
    assert take_lease(queued.pk) is None
    assert sweep_runs() == []
    run = fresh(queued)
    assert run.state == "failed"
    assert "stopped 3 times" in run.error
    assert History.objects.filter(verb="reading failed").count() == 1


def test_the_sweeper_hints_at_what_waits_and_leaves_what_is_held_or_was_just_hinted_at(queued):
    assert sweep_runs() == [queued.pk]
    ExtractionRun.objects.update(hinted_at=timezone.now())
    assert sweep_runs() == []
    ExtractionRun.objects.update(hinted_at=timezone.now() - timedelta(seconds=60))
    assert sweep_runs() == [queued.pk]
    take_lease(queued.pk)
    assert sweep_runs() == []
    assert not stalled_runs().exists()


def test_an_idle_worker_finds_what_waits_without_the_broker(queued):
    assert next_waiting_run(waited_seconds=30) is None
    ExtractionRun.objects.update(created_at=timezone.now() - timedelta(seconds=40))
    assert next_waiting_run(waited_seconds=30) == queued.pk


def test_a_new_reading_refreshes_what_nobody_touched_and_leaves_the_rest(queued, settings):
    execute_run(run_id=queued.pk)
    article = queued.revision.article
    moderator, reviewer = make_member(article.desk, "moderator"), make_member(article.desk, "reviewer")
    touched = Claim.objects.get(number=3)
    make_evidence(touched, reviewer)
    settings.EXTRACTOR = "tests.pipeline.extractors.fewer_lines"
    run = requeue_article(article=article, actor=actor(moderator))
    with pytest.raises(RunNotFinished):
        requeue_article(article=article, actor=actor(moderator))
    execute_run(run_id=run.pk)
    first, second, third = Claim.objects.order_by("number")
    assert (first.wording, first.extractor) == ("Worded anew", "lines 2")
    assert second.quantities.count() == 1
    assert (third.standing, third.extractor) == ("live", "lines 1")


def test_a_new_reading_marks_as_gone_what_it_no_longer_finds(queued, settings):
    execute_run(run_id=queued.pk)
    settings.EXTRACTOR = "tests.pipeline.extractors.fewer_lines"
    article = queued.revision.article
    run = requeue_article(article=article, actor=actor(make_member(article.desk, "moderator")))
    execute_run(run_id=run.pk)
    gone = Claim.objects.get(number=3)
    assert (gone.standing, gone.placements.get().state) == ("gone", "gone")
    assert Claim.objects.current().count() == 2


def test_a_number_beyond_all_columns_does_not_stop_the_article(queued):
    from dataclasses import replace
    from decimal import Decimal

    found = extractors.lines(TEXT)
    huge = replace(found.quantities[0], value=Decimal(10) ** 60, low=Decimal(10) ** 60, high=None)
    store_reading(run=take_lease(queued.pk), found=replace(found, quantities=(huge,)))
    assert Claim.objects.get(number=2).quantities.get().value is None


def test_heartbeats_of_a_minute_ago_no_longer_count(transactional_db):
    services.beat("somewhere:1")
    assert worker_was_seen()
    WorkerHeartbeat.objects.update(seen_at=timezone.now() - timedelta(seconds=61))
    assert not worker_was_seen()
