"""The Celery app. A message is only a hint that carries a run's id: the ledger in PostgreSQL is the record of work,
so a lost, doubled or late message changes nothing (claims/pipeline/services.py)."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import worker_init, worker_process_init, worker_shutdown

BASE_DIR = Path(__file__).resolve().parent.parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

app = Celery("newsroom")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


# --- beside every worker: its sweeper ---------------------------------------------------------------------------------

_sweeper: threading.Thread | None = None
_ending = threading.Event()


@worker_init.connect
def start_sweeper(**kwargs: Any) -> None:
    """Before the first look at the broker, so that work goes on when the broker is away from the start."""
    global _sweeper  # noqa: PLW0603  one sweeper a worker is what is meant
    _ending.clear()
    _sweeper = threading.Thread(target=_keep_sweeper, name="sweeper", daemon=True)
    _sweeper.start()


def _keep_sweeper() -> None:
    """Run the sweeper as a process of its own (reading is hours of CPU; this process answers the broker), and again if it dies."""
    while not _ending.is_set():
        process = subprocess.Popen([sys.executable, str(BASE_DIR / "manage.py"), "sweeper", "--with-parent"])
        while process.poll() is None:
            if _ending.wait(0.2):
                process.terminate()
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
                return
        _ending.wait(2)


@worker_shutdown.connect
def stop_sweeper(**kwargs: Any) -> None:
    _ending.set()
    if _sweeper is not None:
        _sweeper.join(25)


@worker_process_init.connect
def warm_up(**kwargs: Any) -> None:
    """Load the language model before the first article, not during it."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    import_string(settings.EXTRACTOR)("The ferry carried 40 cars, the harbour office said.")
