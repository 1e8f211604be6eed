"""The part of a worker that needs no broker: it beats the heart, frees what stalled, and does what waits too long.

Every worker starts one beside itself (newsroom/celery.py). With the broker away it alone drains the queue.
"""

from __future__ import annotations

import logging
import os
import signal
import time
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0


class Command(BaseCommand):
    help = "Watch over the runs: hint again at what stalls, and do what waits although nobody takes it"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then end")
        parser.add_argument("--with-parent", action="store_true", help="end when the process that started it is gone")

    def handle(self, *args: Any, **options: Any) -> None:
        self.ending = False
        self.looked = -EVERY_SECONDS
        self.parent = os.getppid() if options["with_parent"] else None
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, self._end)
        while not self._over():
            started = time.monotonic()
            try:
                busy = self._round()
            except DatabaseError as error:
                log.warning("sweeper: the database is away (%s)", type(error).__name__)
                connections.close_all()
                busy = False
            if options["once"]:
                return
            while not busy and not self._over() and time.monotonic() - started < settings.SWEEP_SECONDS:
                time.sleep(0.2)

    def _now_and_then(self) -> None:
        """What needs no haste: once a minute, also while the beat is away."""
        from claims.review.reopening import reopen_due
        from claims.talk.digest import send_digests
        from claims.talk.presence import forget_presences

        if time.monotonic() - self.looked >= EVERY_SECONDS:
            self.looked = time.monotonic()
            forget_presences()
            reopen_due()
            send_digests()

    def _over(self) -> bool:
        """Asked to end; or the worker was killed, and its sweeper goes with it."""
        return self.ending or (self.parent is not None and os.getppid() != self.parent)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.ending = True

    def _round(self) -> bool:
        """Say whether there was something to do, so that the next round follows at once."""
        from claims.pipeline.services import beat, execute_run, next_waiting_run
        from claims.review.archive import execute_copy, next_waiting_copy
        from claims.tasks import sweep

        beat()
        sweep()
        self._now_and_then()
        waiting = next_waiting_run(waited_seconds=2 * settings.SWEEP_SECONDS)
        read = waiting is not None and execute_run(run_id=waiting)
        page = next_waiting_copy(waited_seconds=2 * settings.SWEEP_SECONDS)
        return (page is not None and execute_copy(copy_id=page)) or read
