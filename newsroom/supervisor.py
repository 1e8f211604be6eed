"""Watched child processes: started in sessions of their own, started again when they die, ended completely."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from newsroom.processes import open_log

MARK = "FACTDESK_CHILD"  # in the environment of every child, with the state folder, so that leftovers can be found
LONGEST_PAUSE = 30.0
SETTLED_AFTER = 60.0  # a child that lived that long starts again without a pause when it dies
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent() -> None:
    """Run in a new child before its program: on Linux the kernel ends it when the launcher is killed."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def spawn(command: Sequence[str], environment: Mapping[str, str], **streams: object) -> subprocess.Popen[bytes]:
    """Start a child in its own session: the terminal's Ctrl-C reaches the launcher alone, which ends all in order."""
    return subprocess.Popen(  # type: ignore[call-overload]
        command,
        env={**environment},
        start_new_session=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509 - the launcher has no threads
        stdin=subprocess.DEVNULL,
        **streams,
    )


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill whatever is left of the child's session."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class Child:
    """One watched process: web, worker or beat."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.name, self.command, self.environment, self.log = name, command, environment, log
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths = 0
        self._since = self._next_start = 0.0

    def start(self) -> None:
        with open_log(self.log) as log:
            self.process = spawn(self.command, self.environment, stdout=log, stderr=log)
        self._since = time.monotonic()

    def watch(self, say: Callable[[str], None]) -> None:
        """Start it again when it died; each early death doubles the pause before the next start."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._next_start:
                self.start()
            return
        status = self.process.poll()
        if status is None:
            return
        end_group(self.process)  # the children of a killed parent
        self.process = None
        self.deaths = 1 if now - self._since > SETTLED_AFTER else self.deaths + 1
        pause = min(LONGEST_PAUSE, 2.0 ** (self.deaths - 1))
        self._next_start = now + pause
        how = f"was killed (signal {-status})" if status < 0 else f"ended (status {status})"
        say(f"{self.name} {how}; it starts again in {pause:.0f} s. Its log: {self.log}")


def end_all(children: Sequence[Child], *, patience: float, hurry: Callable[[], bool]) -> None:
    """Ask all of them to finish, wait together, and kill what is left; `hurry()` cuts the waiting short."""
    running = [child.process for child in children if child.process is not None]
    for process in running:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + patience
    while any(process.poll() is None for process in running) and time.monotonic() < deadline and not hurry():
        time.sleep(0.05)
    for process in running:
        end_group(process)
    for child in children:
        child.process = None


def leftovers(state_dir: Path) -> Iterator[int]:
    """Processes of an earlier launch of that state folder that still live (Linux only; elsewhere nothing is found)."""
    mark = f"{MARK}={state_dir}".encode()
    for entry in Path("/proc").glob("[0-9]*/environ"):
        pid = int(entry.parent.name)
        with contextlib.suppress(OSError):
            if pid != os.getpid() and mark in entry.read_bytes().split(b"\0"):
                yield pid


def end_leftovers(state_dir: Path, patience: float = 10.0) -> None:
    """Ask those that lead a session to finish, so that they end their own children in order; then kill what is left."""
    deadline = time.monotonic() + patience
    for pid in leftovers(state_dir):
        with contextlib.suppress(ProcessLookupError):
            if os.getsid(pid) == pid:
                os.kill(pid, signal.SIGTERM)
    while any(leftovers(state_dir)) and time.monotonic() < deadline:
        time.sleep(0.1)
    for pid in leftovers(state_dir):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
