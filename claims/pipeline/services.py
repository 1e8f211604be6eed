"""From pure results to rows: who may work on a run, what happens when somebody dies over it.

The ledger is the table of runs. A worker takes a lease, which ends by itself, and with it a fencing number; every write is
conditional on that number, so a worker that was thought dead and wakes up changes nothing.
"""

from __future__ import annotations

import logging
import os
import socket
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict
from claims.linking.services import link_article
from claims.models import Article, ExtractionRun, WorkerHeartbeat
from claims.permissions import Action, Actor, require
from claims.pipeline.lease import LeaseKeeper, LeaseLost, locked_run
from claims.pipeline.readings import extract, known_of, overruled_in
from claims.pipeline.storage import store_reading
from claims.tasks import enqueue_run

log = logging.getLogger(__name__)

State = ExtractionRun.State
HINT_AGAIN_SECONDS = 10
HINTS_A_SWEEP = 200
KEPT = "It is kept as it is; try again, or tell the people who run this desk."
SWEEP_LOCK = 1178682469  # advisory lock: one sweep at a time is enough


class RunNotFinished(Conflict):
    code = "not_finished"


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:120]


def beat(name: str | None = None) -> None:
    """Note that a worker is alive."""
    WorkerHeartbeat.objects.update_or_create(name=name or worker_name(), defaults={"seen_at": timezone.now()})


def worker_was_seen() -> bool:
    """Whether any worker was seen within the last minute; pages warn when none was."""
    limit = timezone.now() - timedelta(seconds=settings.WORKER_LOST_AFTER_SECONDS)
    return WorkerHeartbeat.objects.filter(seen_at__gt=limit).exists()


# --- one run ----------------------------------------------------------------------------------------------------------


def _free() -> Q:
    """Open runs that nobody holds and that may start now, by the database's clock."""
    return (
        Q(state__in=ExtractionRun.OPEN)
        & (Q(lease_until__isnull=True) | Q(lease_until__lt=Now()))
        & (Q(not_before__isnull=True) | Q(not_before__lte=Now()))
    )


def take_lease(run_id: int) -> ExtractionRun | None:
    """The run, held by this worker; None when it is finished, held by another, waiting, or has had all its attempts."""
    taken = ExtractionRun.objects.filter(_free(), pk=run_id, attempts__lt=settings.RUN_ATTEMPTS).update(
        fence=F("fence") + 1,
        attempts=F("attempts") + 1,
        state=Case(When(state=State.QUEUED, then=Value(State.EXTRACTING)), default=F("state")),
        worker=worker_name(),
        lease_until=Now() + timedelta(seconds=settings.RUN_LEASE_SECONDS),
        started_at=Coalesce("started_at", Now()),
        progress_done=0,
        progress_total=0,
    )
    if not taken:
        return None
    return ExtractionRun.objects.select_related("revision__article__desk").get(pk=run_id)


def execute_run(*, run_id: int) -> bool:
    """Extract, store and link; say whether this call did it. A finished run is left as it is.

    A failure is written on the run: it is tried again a little later, and after the last attempt it has failed, with a reason.
    Raises OperationalError when the database goes away: the lease then ends by itself.
    """
    beat()
    run = take_lease(run_id)
    if run is None:
        return False
    try:
        with LeaseKeeper(run) as keeper:
            _work(run, keeper)
    except LeaseLost:
        log.warning("run %s: the lease was lost, nothing was written", run_id)
        return False
    except (OperationalError, InterfaceError):
        raise  # the database went away: the lease ends by itself
    except Exception as error:
        log.exception("run %s: attempt %s failed", run_id, run.attempts)
        _give_back(run, error)
        return False
    return True


def _work(run: ExtractionRun, keeper: LeaseKeeper) -> None:
    article = run.revision.article
    if run.state == State.EXTRACTING:
        overruled = overruled_in(run.revision)
        found = extract(
            run.revision.text,
            overruled=overruled,
            on_progress=keeper.progress,
            **known_of(article),
        )
        run = store_reading(run=run, found=found, overruled=overruled)
        keeper.restart_progress()
    link_article(article_id=article.pk, on_progress=keeper.progress)
    with transaction.atomic():
        run = locked_run(run)
        run.state, run.finished_at, run.lease_until, run.error, run.error_detail = (
            State.READY,
            timezone.now(),
            None,
            "",
            "",
        )
        run.save(update_fields=["state", "finished_at", "lease_until", "error", "error_detail"])
        history.append(
            verb="read",
            subject=article,
            desk=article.desk_id,
            actor=None,
            after={"extractor": run.extractor, "run": str(run.public_id)},
        )


def _give_back(run: ExtractionRun, error: Exception) -> None:
    detail = f"{type(error).__name__}: {error}"[:2000]
    with transaction.atomic():
        try:
            run = locked_run(run)
        except LeaseLost:
            return
        if run.attempts >= settings.RUN_ATTEMPTS:
            _fail(
                run,
                f"Reading this article failed each time it was tried. {KEPT}",
                detail,
            )
            return
        if run.state == State.EXTRACTING:
            run.state = State.QUEUED
        run.lease_until, run.error_detail = None, detail
        run.not_before = timezone.now() + timedelta(seconds=2**run.attempts)
        run.save(update_fields=["state", "lease_until", "error_detail", "not_before"])


def _fail(run: ExtractionRun, message: str, detail: str) -> None:
    """Inside a transaction that holds the row."""
    run.state, run.lease_until, run.finished_at = State.FAILED, None, timezone.now()
    run.error, run.error_detail = message, detail
    run.save(update_fields=["state", "lease_until", "finished_at", "error", "error_detail"])
    article = run.revision.article
    history.append(
        verb="reading failed",
        subject=article,
        desk=article.desk_id,
        actor=None,
        after={"run": str(run.public_id), "error": message},
    )


# --- all runs ---------------------------------------------------------------------------------------------------------


def sweep_runs() -> list[int]:
    """Fail the runs that have used up their attempts, and return the ids of those that should be hinted at again, oldest first.

    Safe to call from many places at once: all but one find nothing to do.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SWEEP_LOCK])
            if not cursor.fetchone()[0]:
                return []
        spent = ExtractionRun.objects.filter(_free(), attempts__gte=settings.RUN_ATTEMPTS).select_related(
            "revision__article"
        )
        for run in spent.select_for_update(of=("self",)).order_by("pk"):
            _fail(
                run,
                f"The worker stopped {run.attempts} times while reading this article. {KEPT}",
                run.error_detail or "the lease ended without a result",
            )
        ids = list(stalled_runs().values_list("pk", flat=True)[:HINTS_A_SWEEP])
        WorkerHeartbeat.objects.filter(seen_at__lt=timezone.now() - timedelta(days=1)).delete()
    return ids


def stalled_runs():  # type: ignore[no-untyped-def]
    """Runs that wait although nobody holds them, and that have not been hinted at lately; oldest first."""
    lately = timezone.now() - timedelta(seconds=HINT_AGAIN_SECONDS)
    return (
        ExtractionRun.objects.filter(_free(), attempts__lt=settings.RUN_ATTEMPTS)
        .filter(Q(hinted_at__isnull=True) | Q(hinted_at__lt=lately))
        .order_by("created_at", "pk")
    )


def next_waiting_run(*, waited_seconds: float) -> int | None:
    """The oldest run that has waited that long for a worker although it was free to start; for idle workers, so that work goes on
    without the broker."""
    limit = timezone.now() - timedelta(seconds=waited_seconds)
    waiting = ExtractionRun.objects.filter(_free(), attempts__lt=settings.RUN_ATTEMPTS, created_at__lt=limit)
    return waiting.order_by("created_at", "pk").values_list("pk", flat=True).first()


def retry_run(*, run: ExtractionRun, actor: Actor) -> ExtractionRun:
    """Start a failed reading again with fresh attempts. Raises RunNotFinished when it has not failed."""
    article = run.revision.article
    require(actor, Action.RETRY, article.desk_id)
    with transaction.atomic():
        run = ExtractionRun.objects.select_for_update(of=("self",)).select_related("revision__article").get(pk=run.pk)
        article = Article.objects.select_for_update(of=("self",)).get(pk=run.revision.article_id)
        if run.state != State.FAILED:
            raise RunNotFinished(_("Only a reading that failed can be tried again."))
        if not article.is_live:
            raise Conflict(_("A withdrawn article is not read."), code="withdrawn")
        if run.revision.runs.filter(state__in=ExtractionRun.OPEN).exists():
            raise RunNotFinished(_("This article is being read at the moment."))
        run.state, run.attempts, run.error, run.not_before, run.finished_at, run.hinted_at = (
            State.QUEUED,
            0,
            "",
            None,
            None,
            None,
        )
        run.save(update_fields=["state", "attempts", "error", "not_before", "finished_at", "hinted_at"])
        history.append(
            verb="retried reading",
            subject=article,
            desk=article.desk_id,
            actor=actor,
            after={"run": str(run.public_id)},
        )
        transaction.on_commit(lambda: enqueue_run(run.pk), robust=True)
    return run


def requeue_article(*, article: Article, actor: Actor) -> ExtractionRun:
    """Read the newest revision once more, with the extractor of today. What a person touched stays as it is.

    Raises RunNotFinished while it is being read.
    """
    require(actor, Action.MODERATE, article.desk_id)
    return _queue_reading(article, actor, "requeued")


def read_again(*, article: Article, actor: Actor) -> ExtractionRun:
    """Read the newest revision once more, for its editors: claims that nobody touched are brought up to date, and what would
    change others is proposed. Raises RunNotFinished while it is being read."""
    require(actor, Action.RETRY, article.desk_id)
    return _queue_reading(article, actor, "asked to read again")


def _queue_reading(article: Article, actor: Actor, verb: str) -> ExtractionRun:
    with transaction.atomic():
        article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        if not article.is_live:
            raise Conflict(_("A withdrawn article is not read again."), code="withdrawn")
        revision = article.revisions.order_by("-number")[0]
        last = revision.runs.order_by("-id").first()
        if last is not None and last.is_open:
            raise RunNotFinished(_("This article is being read at the moment."))
        run = ExtractionRun.objects.create(revision=revision)
        history.append(verb=verb, subject=article, desk=article.desk_id, actor=actor, after={"run": str(run.public_id)})
        transaction.on_commit(lambda: enqueue_run(run.pk), robust=True)
    return run
