"""Real processes of the product on the test database and broker: a worker, a web server."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent


def environment(**more: str) -> dict[str, str]:
    """What a process needs to join the test database as the app's role, with short waits."""
    database = connection.settings_dict
    url = "postgresql://{USER}:{}@{HOST}:{PORT}/{NAME}".format(quote(database["PASSWORD"], safe=""), **database)
    return {
        **os.environ,
        "DATABASE_URL": url,
        "MIGRATION_DATABASE_URL": url,
        "REDIS_URL": settings.REDIS_URL,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "MEDIA_ROOT": settings.MEDIA_ROOT,
        "RUN_LEASE_SECONDS": "4",
        "SWEEP_SECONDS": "1",
        "PYTHONWARNINGS": "ignore",
        **more,
    }


class Worker:
    """A Celery worker with its sweeper, in a process group of its own."""

    def __init__(self, log: Path, **more: str) -> None:
        self.log, self.more = log, more
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "newsroom",
            "worker",
            "-c",
            "2",
            "-l",
            "INFO",
            "--without-gossip",
            "--without-mingle",
        ]
        with open(self.log, "ab") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment(**self.more), stdout=out, stderr=out, start_new_session=True
            )

    def kill(self) -> None:
        """As the machine's memory guard would: no time for anything, the pool's children included."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()


@contextlib.contextmanager
def worker(log: Path, **more: str) -> Iterator[Worker]:
    running = Worker(log, **more)
    running.start()
    try:
        yield running
    finally:
        running.stop()


@contextlib.contextmanager
def web_server(log: Path, **more: str) -> Iterator[str]:
    """The address of a gunicorn that serves the product on the test database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    static = {"STATIC_ROOT": str(log.with_suffix(".static"))}
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(collect, cwd=ROOT, env=environment(**static), check=True)
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "newsroom.wsgi",
        "-b",
        f"127.0.0.1:{port}",
        "-w",
        "1",
        "--threads",
        "4",
    ]
    with open(log, "ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(**static, **more), stdout=out, stderr=out, start_new_session=True
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: _answers(address), seconds=30, what=f"the web server (log: {log.read_text()[-500:]})")
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/healthz", timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def wait_until(done: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Fail with `what` in the message when it is not done in time."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.1)
