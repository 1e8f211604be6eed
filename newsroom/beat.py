"""The beat's scheduler, with a sign of life: `celery -A newsroom beat --scheduler newsroom.beat:WatchedScheduler`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from celery.beat import PersistentScheduler


class WatchedScheduler(PersistentScheduler):
    """Touches the file that BEAT_ALIVE_FILE names at every turn, for a health check to look at its age.

    Its own memory on disk does not tell: it keeps its time stamp while it is written.
    """

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if name := os.environ.get("BEAT_ALIVE_FILE"):
            Path(name).touch()
        return super().tick(*args, **kwargs)
