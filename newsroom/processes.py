"""Processes, ports, locks and logs: what the launchers (servers.py, up.py) need of a POSIX system."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

LOG_BYTES = 20 * 1024 * 1024  # a log above this is set aside at the next start, once


def command_line(pid: int) -> str:
    """The command of a living process; "" when there is none, or when it is dead and merely not reaped yet."""
    if pid <= 0:
        return ""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            return ""
    shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return "" if "<defunct>" in shown.stdout else shown.stdout.strip()


def end(pid: int, *steps: tuple[signal.Signals, float], process: subprocess.Popen[bytes] | None = None) -> bool:
    """Send one signal after the other, each with its seconds of patience, until the process is gone; True when it is.

    `process` is given for a child of ours, which would otherwise stay as a zombie.
    """
    for step, patience in steps:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, step)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if process is not None:
                process.poll()
            if not command_line(pid):
                return True
            time.sleep(0.02)
    return False


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        # A server that was just killed leaves connections in TIME_WAIT; servers bind in spite of them, so may we.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_answers(port: int, timeout: float = 0.3) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout):
            return True
    except OSError:
        return False


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """The lock of that file, waited for; the kernel lets go of it when its holder dies."""
    with open(path, "ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def open_log(path: Path) -> BinaryIO:
    """The log, opened to append; a big one is first renamed to NAME.1."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > LOG_BYTES:
            path.replace(path.with_name(path.name + ".1"))
    return open(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "ab")


def tail(path: Path, characters: int = 2000) -> str:
    try:
        return path.read_bytes()[-characters:].decode(errors="replace")
    except OSError:
        return ""
