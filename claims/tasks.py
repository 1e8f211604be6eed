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


@shared_task(name="claims.tasks.sweep", ignore_result=True)
def sweep() -> None:
    """Give up what killed its workers, and hint again at what waits."""
    from claims.pipeline.services import sweep_runs

    for run_id in sweep_runs():
        if not enqueue_run(run_id):
            break
