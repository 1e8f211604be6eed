"""How the web server runs, alone and in a container; gunicorn reads the names below."""

from pathlib import Path
from typing import Any

from newsroom.env import env_bool, env_int, env_str

bind = env_str("BIND", "127.0.0.1:8000")
# Loaded once, before the workers are forked off: they share what stays as it is. New code needs a restart, not a HUP.
preload_app = True
worker_class = "gthread"
workers = env_int("WEB_WORKERS", 2, low=1)
threads = env_int("WEB_THREADS", 4, low=1)
timeout = 60
graceful_timeout = 10
max_requests, max_requests_jitter = 20_000, 2_000  # a slow leak of some library never grows up
accesslog = "-" if env_bool("ACCESS_LOG", True) else None
# The worker's heartbeat is a file; on a disk that blocks, a healthy worker would look dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def when_ready(server: Any) -> None:
    """Load the language model for all workers: whoever is the first to edit a claim need not wait for it."""
    from claims.extraction.model import model

    model()
