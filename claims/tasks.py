"""Every Celery task, each a few lines long. A message is a hint: it carries a run's id, and losing it loses nothing."""

from __future__ import annotations

import logging
import time

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from claims.models import ExtractionRun

log = logging.getLogger(__name__)

BROKER_PAUSE_SECONDS = 5.0
RETRACTION_TURNS = 40  # of 25 verdicts each: well within the time limit of a task
TURNS_A_SWEEP = 10
_broker_away_until = 0.0


def enqueue_run(run_id: int) -> bool:
    """Hint at a run that waits, and say whether the broker took it. Never raises for a broker that is away: the sweeper hints again.

    After a refusal nothing is tried for some seconds, so that an upload of many files does not wait for each.
    """
    global _broker_away_until  # noqa: PLW0603  one memory a process is what is meant
    if time.monotonic() < _broker_away_until:
        return False
    try:
        read_article.apply_async((run_id,), retry=False, expires=600)
    except (BrokerError, OSError) as error:
        _broker_away_until = time.monotonic() + BROKER_PAUSE_SECONDS
        log.warning("the broker is away (%s); run %s waits for the sweeper", type(error).__name__, run_id)
        return False
    ExtractionRun.objects.filter(pk=run_id).update(hinted_at=timezone.now())
    return True


@shared_task(name="claims.tasks.read_article")
def read_article(run_id: int) -> None:
    """Read one article: extract, then link. A finished run, or one that another worker holds, is left alone."""
    from claims.pipeline.services import execute_run

    execute_run(run_id=run_id)


def link_again(article_id: int) -> None:
    """Have an article's claims linked anew after people changed them: by a worker, or here where the broker is away."""
    global _broker_away_until  # noqa: PLW0603  one memory a process is what is meant
    if time.monotonic() >= _broker_away_until:
        try:
            link_article_again.apply_async((article_id,), retry=False, expires=3600)
        except (BrokerError, OSError) as error:
            _broker_away_until = time.monotonic() + BROKER_PAUSE_SECONDS
            log.warning("the broker is away (%s); article %s is linked at once", type(error).__name__, article_id)
        else:
            return
    link_article_again.run(article_id)


@shared_task(name="claims.tasks.link_article_again", ignore_result=True)
def link_article_again(article_id: int) -> None:
    """Bring the suggestions of one article up to date."""
    from claims.linking.services import link_article

    link_article(article_id=article_id)


def enqueue_copy(copy_id: int) -> None:
    """Hint at a page that waits to be archived. With the broker away nothing is lost: the sweeper takes what waits."""
    global _broker_away_until  # noqa: PLW0603  one memory a process is what is meant
    if time.monotonic() < _broker_away_until:
        return
    try:
        archive_page.apply_async((copy_id,), retry=False, expires=600)
    except (BrokerError, OSError) as error:
        _broker_away_until = time.monotonic() + BROKER_PAUSE_SECONDS
        log.warning("the broker is away (%s); copy %s waits for the sweeper", type(error).__name__, copy_id)


@shared_task(name="claims.tasks.archive_page", ignore_result=True)
def archive_page(copy_id: int) -> None:
    """Fetch and keep one page that evidence names."""
    from claims.review.archive import execute_copy

    execute_copy(copy_id=copy_id)


def enqueue_retraction(source_id: int) -> None:
    """Have a worker go on with what a retraction, or its being taken back, does to verdicts. With the broker away the sweeper
    goes on with what is to reopen; what is to hold again is done at once."""
    global _broker_away_until  # noqa: PLW0603  one memory a process is what is meant
    if time.monotonic() >= _broker_away_until:
        try:
            go_on_with_retraction.apply_async((source_id,), retry=False, expires=3600)
        except (BrokerError, OSError) as error:
            _broker_away_until = time.monotonic() + BROKER_PAUSE_SECONDS
            log.warning("the broker is away (%s); source %s waits for the sweeper", type(error).__name__, source_id)
        else:
            return
    from claims.review.retraction import give_verdicts_back

    while give_verdicts_back(source_id=source_id):
        pass


@shared_task(name="claims.tasks.go_on_with_retraction", ignore_result=True)
def go_on_with_retraction(source_id: int) -> None:
    """Reopen what rests on a retracted source, or let it hold again, in turns; another message goes on after many."""
    from claims.review.retraction import give_verdicts_back, go_on_reopening

    for _turn in range(RETRACTION_TURNS):
        if not (go_on_reopening(source_id=source_id) or give_verdicts_back(source_id=source_id)):
            return
    enqueue_retraction(source_id)


@shared_task(name="claims.tasks.recheck_evidence", ignore_result=True)
def recheck_evidence() -> None:
    """Have the pages looked at again that nobody looked at for long."""
    from claims.review.archive import recheck_copies

    recheck_copies()


@shared_task(name="claims.tasks.send_mail", ignore_result=True)
def send_mail() -> None:
    """Mail what is due of unread notifications; what was mailed is marked, so doing it twice mails nothing twice."""
    from claims.talk.digest import send_digests

    send_digests()


@shared_task(name="claims.tasks.sweep", ignore_result=True)
def sweep() -> None:
    """Give up what killed its workers, and hint again at what waits."""
    from claims.pipeline.services import sweep_runs
    from claims.review.archive import sweep_copies
    from claims.review.retraction import due_retractions, go_on_reopening

    sweep_copies()
    for source_id in due_retractions():
        for _turn in range(TURNS_A_SWEEP):
            if not go_on_reopening(source_id=source_id):
                break
    for run_id in sweep_runs():
        if not enqueue_run(run_id):
            break
