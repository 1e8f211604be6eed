"""Holding a run: the lease is renewed from a thread while the work goes on, and lost for good when it could not be."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.models.functions import Now

from claims.models import ExtractionRun

log = logging.getLogger(__name__)

PROGRESS_SECONDS = 0.5
LONGEST_RUN_SECONDS = (
    1200  # beyond that the lease is no longer renewed: a reader that hangs is not kept alive by its thread
)


class LeaseLost(Exception):
    """Another worker holds the run now, or it was finished: whatever this one has is not written."""


def locked_run(run: ExtractionRun) -> ExtractionRun:
    """The run's row, locked, under the same fencing number. Raises LeaseLost. Call it inside a transaction."""
    try:
        return (
            ExtractionRun.objects.select_for_update(of=("self",))
            .select_related("revision__article__desk", "revision__article__outlet")
            .get(pk=run.pk, fence=run.fence, state__in=ExtractionRun.OPEN)
        )
    except ExtractionRun.DoesNotExist as error:
        raise LeaseLost from error


class LeaseKeeper:
    """Renews the lease and writes progress while the block runs. `progress(done, total)` raises LeaseLost once it is lost."""

    def __init__(self, run: ExtractionRun) -> None:
        self.run = run
        self._done = self._total = 0
        self._lost = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._renew, name=f"lease-{run.pk}", daemon=True)
        # Inside a caller's transaction nobody else can see the run yet: there is nobody to keep it from.
        self._alone = connection.in_atomic_block

    def __enter__(self) -> Self:
        if not self._alone:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if not self._alone:
            self._thread.join()

    def progress(self, done: int, total: int) -> None:
        self._done, self._total = done, total
        if self._lost:
            raise LeaseLost

    def restart_progress(self) -> None:
        self._done = self._total = 0

    def _renew(self) -> None:
        started = renewed = time.monotonic()
        written = (0, 0)
        try:
            while not self._stop.wait(PROGRESS_SECONDS):
                now = time.monotonic()
                if now - started > LONGEST_RUN_SECONDS:
                    self._lost = True
                    return
                progress = (min(self._done, self._total), self._total)
                if progress == written and now - renewed < settings.RUN_LEASE_SECONDS / 4:
                    continue
                try:
                    held = ExtractionRun.objects.filter(
                        pk=self.run.pk, fence=self.run.fence, state__in=ExtractionRun.OPEN
                    ).update(
                        lease_until=Now() + timedelta(seconds=settings.RUN_LEASE_SECONDS),
                        progress_done=progress[0],
                        progress_total=progress[1],
                    )
                except DatabaseError:
                    log.warning("run %s: the lease could not be renewed", self.run.pk)
                    connections.close_all()
                    continue
                if not held:
                    self._lost = True
                    return
                written, renewed = progress, now
        finally:
            connections.close_all()
