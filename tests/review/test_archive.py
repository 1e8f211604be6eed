"""Archiving the pages that evidence names: leases, attempts, the sweeper, looking again, and pages that are gone. Real
transactions, and real servers on this machine."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from claims import tasks
from claims.errors import Forbidden, InvalidInput
from claims.intake import storage
from claims.models import EvidenceCopy, History, Verdict
from claims.review import archive
from claims.review.archive import (
    CopyWaits,
    due_rechecks,
    execute_copy,
    next_waiting_copy,
    recheck_copies,
    request_copy,
    sweep_copies,
    take_lease,
)
from claims.review.evidence import add_evidence, remove_evidence
from claims.review.services import record_verdict
from tests.builders import actor, make_article, make_claim, make_desk, make_evidence, make_member
from tests.fetching.servers import leading_to, saying, serving


@pytest.fixture
def reviewer(transactional_db):
    return make_member(make_desk(), "reviewer")


@pytest.fixture
def claim(reviewer):
    return make_claim(make_article(reviewer.memberships.get().desk))


@pytest.fixture(autouse=True)
def _no_broker(settings, monkeypatch):
    """Hints get lost; a test that wants a worker plays it itself."""
    monkeypatch.setattr(tasks.archive_page, "apply_async", _away)
    monkeypatch.setattr(tasks, "_broker_away_until", 0.0)


def _away(*args, **options):
    raise OSError("the broker is away")


@pytest.fixture
def reach(settings):
    """Let fetches reach a server of the test."""

    def allow(server):
        settings.FETCH_PORTS = [80, 443, server.port]
        settings.FETCH_ALSO_NETWORKS = ["127.0.0.1/32"]
        settings.FETCH_SECONDS = 5
        return f"http://127.0.0.1:{server.port}/report"

    return allow


def newest(piece):
    return piece.copies.order_by("-id").first()


def waiting(copy):
    EvidenceCopy.objects.filter(pk=copy.pk).update(not_before=timezone.now() - timedelta(minutes=1))


def test_a_page_is_archived_with_its_bytes_hash_time_place_and_status(claim, reviewer, reach):
    with (
        serving(saying(b"<p>41 ferries</p>")) as server,
        serving(leading_to(f"http://127.0.0.1:{server.port}/b")) as first,
    ):
        reach(server)
        url = reach(first)
        archive.settings.FETCH_PORTS.append(server.port)
        piece = make_evidence(claim, reviewer, url)
        assert execute_copy(copy_id=newest(piece).pk)
    copy = newest(piece)
    assert (copy.state, copy.status, copy.media_type, copy.size) == ("fetched", 200, "text/html", 17)
    assert copy.final_url == f"http://127.0.0.1:{server.port}/b"
    assert storage.path_of(copy.sha256).read_bytes() == b"<p>41 ferries</p>"
    assert copy.fetched_at is not None
    assert not execute_copy(copy_id=copy.pk)  # a second delivery changes nothing


def test_with_the_broker_away_the_sweeper_archives_what_waits(claim, reviewer, reach, settings):
    settings.SWEEP_SECONDS = 0
    with serving(saying()) as server:
        piece = make_evidence(claim, reviewer, reach(server))
        assert newest(piece).state == "waiting"
        call_command("sweeper", "--once")
    assert newest(piece).state == "fetched"


def test_a_row_that_somebody_holds_is_not_taken_and_a_lease_that_ended_is(claim, reviewer):
    copy = newest(make_evidence(claim, reviewer))
    assert take_lease(copy.pk).attempts == 1
    assert take_lease(copy.pk) is None
    assert next_waiting_copy(waited_seconds=0) is None
    EvidenceCopy.objects.filter(pk=copy.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    assert take_lease(copy.pk).attempts == 2


def test_a_worker_that_wakes_up_after_its_lease_writes_nothing(claim, reviewer, reach, monkeypatch):
    """The page is fetched while another worker takes the row."""
    copy = newest(make_evidence(claim, reviewer))
    taken = take_lease(copy.pk)
    EvidenceCopy.objects.filter(pk=copy.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    assert take_lease(copy.pk)
    assert not archive._settle(taken, state="refused", error="late")
    assert newest(copy.evidence).state == "waiting"


def test_what_may_not_be_fetched_is_refused_once_and_says_why(claim, reviewer):
    piece = make_evidence(claim, reviewer, "http://169.254.169.254/latest/")
    assert execute_copy(copy_id=newest(piece).pk)
    copy = newest(piece)
    assert (copy.state, copy.attempts) == ("refused", 1)
    assert "private network" in copy.error


def test_a_site_that_fails_is_tried_again_later_and_then_given_up_with_the_reason(claim, reviewer, reach, settings):
    settings.FETCH_ATTEMPTS = 2
    with serving(saying(b"busy", "503 Service Unavailable")) as server:
        piece = make_evidence(claim, reviewer, reach(server))
        execute_copy(copy_id=newest(piece).pk)
        copy = newest(piece)
        assert (copy.state, copy.leased_until, copy.not_before > timezone.now()) == ("waiting", None, True)
        assert next_waiting_copy(waited_seconds=0) is None
        waiting(copy)
        execute_copy(copy_id=copy.pk)
    copy = newest(piece)
    assert (copy.state, copy.status) == ("failed", 503)
    assert "503" in copy.error
    assert "2 times" in copy.error


def test_a_row_that_kills_its_workers_is_given_up(claim, reviewer, settings):
    settings.FETCH_ATTEMPTS = 1
    copy = newest(make_evidence(claim, reviewer))
    take_lease(copy.pk)
    sweep_copies()
    assert newest(copy.evidence).state == "waiting"
    EvidenceCopy.objects.filter(pk=copy.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    sweep_copies()
    assert (newest(copy.evidence).state, newest(copy.evidence).error != "") == ("failed", True)


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
def test_a_page_that_is_gone_reopens_the_verdict_that_rests_on_it_and_no_other(claim, reviewer, reach, status):
    with serving(saying(b"", status)) as server:
        piece = make_evidence(claim, reviewer, reach(server))
        spare = make_claim(make_article(claim.desk))
        make_evidence(spare, reviewer, piece.url)
        for judged, evidence in ((claim, None), (spare, None)):
            record_verdict(
                claim=judged, actor=actor(reviewer), layer="world", value="verified", rationale="Read.", replaces=None, evidence=evidence
            )  # fmt: skip
        execute_copy(copy_id=newest(piece).pk)
    claim.refresh_from_db()
    spare.refresh_from_db()
    assert (newest(piece).state, claim.world_state, spare.world_state) == ("gone", "reopened", "verified")
    verdict = Verdict.objects.get(act="reopen")
    assert (verdict.cause, verdict.reviewer, piece.url in verdict.reason) == ("evidence_gone", None, True)
    assert History.objects.about(claim).filter(verb="found evidence gone").exists()


@pytest.mark.parametrize("status", ["403 Forbidden", "500 Oops", "429 Slow down", "451 Whatever"])
def test_other_answers_reopen_nothing(claim, reviewer, reach, status):
    with serving(saying(b"no", status)) as server:
        piece = make_evidence(claim, reviewer, reach(server))
        record_verdict(
            claim=claim, actor=actor(reviewer), layer="world", value="verified", rationale="Read.", replaces=None
        )
        execute_copy(copy_id=newest(piece).pk)
    claim.refresh_from_db()
    assert claim.world_state == "verified"
    assert newest(piece).state in ("failed", "waiting")


def test_a_confidential_page_that_is_gone_is_not_named(claim, reviewer, reach):
    with serving(saying(b"", "410 Gone")) as server:
        piece = make_evidence(claim, reviewer, reach(server) + "?heron", confidential=True)
        record_verdict(
            claim=claim, actor=actor(reviewer), layer="world", value="verified", rationale="Read.", replaces=None, evidence=[piece]
        )  # fmt: skip
        execute_copy(copy_id=request_copy(evidence=piece, actor=actor(reviewer)).pk)
    claim.refresh_from_db()
    assert claim.world_state == "reopened"
    assert "heron" not in Verdict.objects.get(act="reopen").reason
    assert not any("heron" in str(row.after) for row in History.objects.about(claim))


def test_pages_are_looked_at_again_when_the_last_look_is_long_ago(claim, reviewer, reach, settings):
    settings.EVIDENCE_RECHECK_HOURS = 24
    with serving(saying()) as server:
        piece = make_evidence(claim, reviewer, reach(server))
        execute_copy(copy_id=newest(piece).pk)
    assert recheck_copies() == 0
    EvidenceCopy.objects.update(fetched_at=timezone.now() - timedelta(hours=25))
    assert list(due_rechecks()) == [piece]
    assert recheck_copies() == 1
    assert recheck_copies() == 0  # one look at a time
    assert piece.copies.count() == 2


def test_what_may_not_be_fetched_is_not_looked_at_again(claim, reviewer):
    piece = make_evidence(claim, reviewer, "http://10.0.0.1/")
    execute_copy(copy_id=newest(piece).pk)
    EvidenceCopy.objects.update(fetched_at=timezone.now() - timedelta(days=30))
    assert recheck_copies() == 0


def test_a_person_asks_for_a_look_one_at_a_time_and_only_at_pages(claim, reviewer):
    piece = make_evidence(claim, reviewer)
    with pytest.raises(CopyWaits):
        request_copy(evidence=piece, actor=actor(reviewer))
    EvidenceCopy.objects.update(state="failed", error="It was down.")
    assert request_copy(evidence=piece, actor=actor(reviewer)).state == "waiting"
    with pytest.raises(Forbidden):
        request_copy(evidence=piece, actor=actor(make_member(claim.desk, "editor")))
    other = add_evidence(
        claim=claim, actor=actor(reviewer), stance="supports", other_claim=make_claim(make_article(claim.desk))
    )
    with pytest.raises(InvalidInput):
        request_copy(evidence=other, actor=actor(reviewer))


def test_evidence_that_is_removed_while_its_page_is_fetched_harms_nothing(claim, reviewer, reach):
    with serving(saying()) as server:
        piece = make_evidence(claim, reviewer, reach(server))
        taken = take_lease(newest(piece).pk)
        remove_evidence(evidence=piece, actor=actor(reviewer))
        assert not archive._settle(taken, state="failed", error="late")
    assert not EvidenceCopy.objects.exists()
