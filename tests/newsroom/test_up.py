"""`make up` for real: started, crashed, killed, started again; nothing doubled, nothing left behind."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from newsroom import embedded
from newsroom.processes import command_line, free_port
from newsroom.supervisor import leftovers
from tests.newsroom.test_embedded import kill, launcher, open_folder, pids_of, remove

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.services


class Up:
    """One `python -m newsroom.up`, its words collected as they come."""

    def __init__(self, state: Path, port: int, *words: str, **environment: str) -> None:
        given = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
        given.pop("DJANGO_SETTINGS_MODULE", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "newsroom.up", "--port", str(port), *words],
            cwd=ROOT,
            env={**given, "FACTDESK_STATE": str(state), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line

    def await_words(self, words: str, seconds: float) -> float:
        """Seconds until it said that."""
        started = time.monotonic()
        while words not in self.said:
            assert time.monotonic() - started < seconds, self.said
            assert self.process.poll() is None or words in self.said, self.said
            time.sleep(0.05)
        return time.monotonic() - started

    def end(self, number: signal.Signals, seconds: float = 60) -> int:
        self.process.send_signal(number)
        return self.status(seconds)

    def status(self, seconds: float = 60) -> int:
        status = self.process.wait(seconds)
        self._reader.join(5)
        return status


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    folder = open_folder()
    yield folder
    for pid in leftovers(folder):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    remove(folder)


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


def counts(state: Path) -> dict[str, int]:
    tables = ("claims_article", "claims_user", "claims_desk", "claims_uploaditem", "claims_extractionrun")
    with psycopg.connect(embedded.join(state)["DATABASE_URL"]) as link:
        found = {}
        for table in tables:
            row = link.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert row is not None
            found[table] = row[0]
        return found


def children(state: Path, program: str) -> list[int]:
    return [pid for pid in leftovers(state) if program in command_line(pid)]


def test_first_and_later_starts(state: Path, port: int) -> None:
    """One long story, because each start costs seconds."""
    first = Up(state, port)
    first.await_words("Ctrl-C stops it.", 240)
    loaded = counts(state)
    assert loaded["claims_article"] >= 8
    assert "articles are ready" in first.said
    assert stat.S_IMODE((state / "accounts.txt").stat().st_mode) == 0o600
    password = re.search(r"(?m)^  reviewer +(\S+)", first.said)
    assert password is not None
    assert password[1] in (state / "accounts.txt").read_text()

    # another launch of the same folder names the one that runs, and does not disturb it
    again = Up(state, port)
    assert again.status() == 0
    assert f"runs already, at http://localhost:{port}/" in again.said
    elsewhere = Up(state, free_port())
    assert elsewhere.status() == 1
    assert elsewhere.said.count("\n") == 1
    assert "runs already" in elsewhere.said

    # a killed worker starts again, and it is told
    (worker,) = [pid for pid in children(state, "celery") if "worker" in command_line(pid) and os.getsid(pid) == pid]
    os.kill(worker, signal.SIGKILL)
    first.await_words("worker was killed (signal 9); it starts again in 1 s", 30)

    # so does the database
    pid = int((state / "services" / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    first.await_words("postgres had died; it runs again", 60)
    assert counts(state) == loaded

    # Ctrl-C leaves no process
    assert first.end(signal.SIGINT) == 0
    assert list(leftovers(state)) == []
    assert embedded.join(state) == {}

    # the second start is quick and doubles nothing
    second = Up(state, port)
    share_of_a_processor = min(1.0, (os.cpu_count() or 1) / max(os.getloadavg()[0], 0.01))
    assert second.await_words("Ctrl-C stops it.", 120) * share_of_a_processor < 15
    assert password[1] not in second.said
    assert counts(state) == loaded

    # the launcher is killed: web, worker and beat end by themselves, the database waits to be adopted
    kept = embedded.join(state)
    second.process.kill()
    second.status()
    third = Up(state, port)
    third.await_words("Ctrl-C stops it.", 120)
    assert embedded.join(state) == kept
    assert counts(state) == loaded
    assert len(children(state, "gunicorn")) == 3

    # `make down`, from another terminal
    assert Up(state, port, "--down").status() == 0
    assert third.status(5) == 0
    assert list(leftovers(state)) == []
    assert embedded.join(state) == {}


def test_down_ends_services_that_a_killed_launch_left() -> None:
    state = open_folder()
    try:
        launched = launcher(state)
        left = pids_of(launched)
        kill(launched)
        assert Up(state, free_port(), "--down").status() == 0
        assert not any(command_line(pid) for pid in left)
    finally:
        remove(state)


def one_line_of_refusal(up: Up) -> str:
    assert up.status() == 1
    assert up.said.count("\n") == 1, up.said
    return up.said


def test_a_port_in_use_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert one_line_of_refusal(Up(tmp_path, port)) == (
            f"make up: port {port} is in use; choose another one: make up PORT={port + 1}\n"
        )


def test_a_folder_of_articles_that_is_none_is_one_line(tmp_path: Path) -> None:
    said = one_line_of_refusal(Up(tmp_path, free_port(), "--articles", str(tmp_path / "nowhere")))
    assert "nowhere is no folder" in said


def test_a_database_that_cannot_be_reached_is_one_line(tmp_path: Path) -> None:
    nothing = free_port()
    addresses = {
        "DATABASE_URL": f"postgresql://somebody:secret-word@127.0.0.1:{nothing}/factdesk",
        "REDIS_URL": f"redis://127.0.0.1:{nothing}/0",
    }
    said = one_line_of_refusal(Up(tmp_path, free_port(), **addresses))
    assert f"the database at 127.0.0.1:{nothing} cannot be reached" in said
    assert "secret-word" not in said
    assert embedded.join(tmp_path) == {}
