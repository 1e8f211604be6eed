"""The two servers of the embedded installation: each adopts the one that runs on its data, else launches it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from newsroom.placement import ServiceError, private_folder, service_account, write_private
from newsroom.processes import command_line, end, free_port, open_log, port_is_free

OLDEST_POSTGRES = 16
PG_STOP = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0))  # SIGINT is PostgreSQL's fast stop
VALKEY_STOP = ((signal.SIGTERM, 15.0), (signal.SIGKILL, 5.0))


class Server:
    """What PostgreSQL and Valkey have in common: adopt the one that runs, else launch it on a free port."""

    name: str
    stop_steps: tuple[tuple[signal.Signals, float], ...]
    patience = 60.0

    def __init__(self, folder: Path, program: Path, log: Path, port: int | None) -> None:
        self.account = service_account()
        self.folder, self.program, self.log = private_folder(folder, self.account), program, log
        self.port, self.pid = port, 0
        self.process: subprocess.Popen[bytes] | None = None

    def alive(self) -> bool:
        if self.process is not None and self.process.pid == self.pid:
            return self.process.poll() is None
        return self.name in command_line(self.pid)

    def ensure(self, *, same_port: bool = False) -> bool:
        """True when it had to be launched, False when a running one was adopted."""
        if running := self.running():
            self.pid, self.port = running
            self.await_ready(time.monotonic() + self.patience)
            return False
        self.prepare()
        deadline = time.monotonic() + self.patience
        while True:
            if not (self.port and (same_port or port_is_free(self.port))):
                self.port = free_port()
            with open_log(self.log) as log:
                seen = log.tell()
                self.process = self.launch(log)
            self.pid = self.process.pid
            if self.await_ready(deadline):
                return True
            # Another program took the port meanwhile, or children of a killed server still let go of its memory.
            said = self.log.read_bytes()[seen:].decode(errors="replace")
            if time.monotonic() > deadline or not re.search(r"(?i)address already in use|still in use", said):
                raise ServiceError(f"{self.name} does not start: {reason(said)} (all of it in {self.log})")
            time.sleep(0.3)

    def await_ready(self, deadline: float) -> bool:
        """False when the process ended instead of becoming ready."""
        while time.monotonic() < deadline:
            if self.answers():
                return True
            if not self.alive():
                return False
            time.sleep(0.03)
        raise ServiceError(f"{self.name} (process {self.pid}) runs but does not answer; see {self.log}")

    def command(self, *words: str | Path) -> dict[str, Any]:
        who: dict[str, Any] = {}
        if self.account:
            who = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        env = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
        return {"args": [str(word) for word in words], "cwd": "/", "stdin": subprocess.DEVNULL, "env": env, **who}

    def stop(self) -> None:
        if self.alive():
            end(self.pid, *self.stop_steps, process=self.process)

    def running(self) -> tuple[int, int] | None:
        raise NotImplementedError

    def prepare(self) -> None:
        raise NotImplementedError

    def launch(self, log: BinaryIO) -> subprocess.Popen[bytes]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError


class Postgres(Server):
    name, stop_steps = "postgres", PG_STOP

    def __init__(
        self, folder: Path, bin_folder: Path, log: Path, port: int | None, password: str, *, durable: bool
    ) -> None:
        super().__init__(folder, bin_folder / "postgres", log, port)
        self.password, self.durable, self.data = password, durable, folder / "data"

    def url(self, user: str, password: str, database: str) -> str:
        return f"postgresql://{user}:{quote(password, safe='')}@127.0.0.1:{self.port}/{database}"

    def running(self) -> tuple[int, int] | None:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            pid, port = int(lines[0]), int(lines[3])
        except (OSError, ValueError, IndexError):
            return None
        return (pid, port) if str(self.data) in command_line(pid) else None

    def prepare(self) -> None:
        pid_file = self.data / "postmaster.pid"
        if (self.data / "PG_VERSION").exists():
            if pid_file.exists():
                # Left by a killed server. Its number may belong to a stranger or to a zombie by now, which PostgreSQL
                # would take for a living server; its own parent it never does. The rest of the file must stay: by it
                # PostgreSQL sees whether children of the killed server still use the memory.
                _, _, rest = pid_file.read_text().partition("\n")
                pid_file.write_text(f"{os.getpid()}\n{rest}")
            return
        version = self._version()
        if version < OLDEST_POSTGRES:
            raise ServiceError(f"{self.program} is PostgreSQL {version}; {OLDEST_POSTGRES} or newer is needed")
        # The packaged PostgreSQL has no ICU. Its builtin locale folds case as Unicode does, on every machine alike.
        if version >= 17:
            word = "PG_UNICODE_FAST" if version >= 18 else "C.UTF-8"
            locale = ["--locale=C", "--locale-provider=builtin", f"--builtin-locale={word}"]
        else:
            locale = ["--locale=C.UTF-8"]
        new = self.folder / "data.new"  # made aside and renamed: a crash leaves no half cluster
        shutil.rmtree(new, ignore_errors=True)
        password_file = self.folder / "password.new"
        write_private(password_file, self.password)
        if self.account:
            os.chown(password_file, self.account.pw_uid, self.account.pw_gid)
        words = ["-D", str(new), "-U", "postgres", "-A", "scram-sha-256", f"--pwfile={password_file}", "-E", "UTF8"]
        sync = [] if self.durable else ["--no-sync"]
        command = self.command(self.program.with_name("initdb"), *words, *locale, *sync)
        made = subprocess.run(**command, capture_output=True, text=True, check=False)
        password_file.unlink()
        if made.returncode:
            raise ServiceError(f"the database cannot be created in {self.folder}: {reason(made.stderr)}")
        new.rename(self.data)

    def _version(self) -> int:
        shown = subprocess.run(**self.command(self.program, "--version"), capture_output=True, text=True, check=False)
        found = re.search(r"\) (\d+)", shown.stdout)
        if not found:
            raise ServiceError(f"{self.program} does not run: {reason(shown.stderr)}")
        return int(found[1])

    def launch(self, log: BinaryIO) -> subprocess.Popen[bytes]:
        # Error lines name no rows and no statements: articles under embargo must not leak into a log.
        knobs = ["logging_collector=off", "log_error_verbosity=terse", "log_min_error_statement=panic"]
        if not self.durable:
            knobs += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        options = [word for knob in knobs for word in ("-c", knob)]
        # TCP only: a socket's path may have 107 bytes at most.
        where = ["-D", str(self.data), "-p", str(self.port), "-h", "127.0.0.1", "-k", ""]
        command = self.command(self.program, *where, *options)
        return subprocess.Popen(**command, stdout=log, stderr=log, start_new_session=True)

    def answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url("postgres", self.password, "postgres"), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise ServiceError(f"the password in {self.folder.parent / 'secrets.json'} does not fit") from None
            return False
        return True


class Valkey(Server):
    name, stop_steps = "valkey-server", VALKEY_STOP

    def __init__(self, folder: Path, program: Path, log: Path, port: int | None, password: str) -> None:
        super().__init__(folder, program, log, port)
        self.password, self.configuration, self.pid_file = password, folder / "valkey.conf", folder / "valkey.pid"

    @property
    def url(self) -> str:
        return f"redis://:{quote(self.password, safe='')}@127.0.0.1:{self.port}/0"

    def running(self) -> tuple[int, int] | None:
        try:
            pid = int(self.pid_file.read_text())
            found = re.search(r"(?m)^port (\d+)$", self.configuration.read_text())
        except (OSError, ValueError):
            return None
        # Valkey shows its address as its command, so a stranger that got the same number is told apart.
        if found and self.name in (shown := command_line(pid)) and (f":{found[1]}" in shown):
            return pid, int(found[1])
        return None

    def prepare(self) -> None:
        self.pid_file.unlink(missing_ok=True)

    def launch(self, log: BinaryIO) -> subprocess.Popen[bytes]:
        lines = {
            "bind": "127.0.0.1",
            "port": self.port,
            "dir": f'"{self.folder}"',
            "pidfile": f'"{self.pid_file}"',
            "requirepass": self.password,
            "appendonly": "yes",
            "save": "900 1",
            "maxmemory-policy": "noeviction",  # a broker must never drop a message to make room
        }
        write_private(self.configuration, "".join(f"{key} {value}\n" for key, value in lines.items()))
        if self.account:
            os.chown(self.configuration, self.account.pw_uid, self.account.pw_gid)
        command = self.command(self.program, self.configuration)
        return subprocess.Popen(**command, stdout=log, stderr=log, start_new_session=True)

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port or 0), 2) as link:
                link.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                said = b""
                while said.count(b"\r\n") < 2 and (part := link.recv(1024)):
                    said += part
        except OSError:
            return False
        if said.startswith(b"-WRONGPASS"):
            raise ServiceError(f"the password in {self.folder.parent / 'secrets.json'} does not fit")
        return said.endswith(b"+PONG\r\n")


def reason(said: str) -> str:
    """The line of a program's output that says why it failed."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"(?i)fatal|error|no space left|panic", line)]
    return (telling or lines or ["it said nothing"])[0]
