"""`python -m newsroom.up`, which is `make up`: everything on one machine, from the database to the processed samples.

Starts PostgreSQL and Valkey (unless DATABASE_URL and REDIS_URL name others), prepares the database, starts web, worker
and beat, loads the samples through the normal intake, and then watches: what dies starts again. Ctrl-C stops it all.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import fcntl
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import BinaryIO

from newsroom import embedded
from newsroom.placement import write_private
from newsroom.processes import open_log, port_is_free, tail
from newsroom.supervisor import MARK, Child, end_all, end_group, end_leftovers, spawn

ROOT = Path(__file__).resolve().parent.parent
FIRST_START_BYTES, LATER_START_BYTES = 200 * 1024 * 1024, 30 * 1024 * 1024
READY_WITHIN = 120.0


class LaunchError(RuntimeError):
    """It cannot start; the message is one line for the person at the terminal."""


class Stop(BaseException):
    """Somebody asked for the end: Ctrl-C, a closed terminal, or SIGTERM."""


def say(line: str) -> None:
    print(line, flush=True)


def state_folder() -> Path:
    return Path(os.environ.get("FACTDESK_STATE") or ROOT / "var").resolve()


class Launch:
    """One run of `make up` over one state folder."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.host, self.port, self.articles = options.host, options.port, options.articles
        self.state_dir = state_folder()
        self.logs = self.state_dir / "log"
        self.address = f"http://{'localhost' if self.host in ('127.0.0.1', '0.0.0.0') else self.host}:{self.port}/"  # noqa: S104
        self.services: embedded.Services | None = None
        self.children: list[Child] = []
        self.environment: dict[str, str] = {}
        self.lock: BinaryIO | None = None
        self.impatient = False

    # --- the way up ---------------------------------------------------------------------------------------------------

    def run(self) -> int:
        if not self.claim_state_folder():
            return 0
        self.check_machine()
        try:
            self.start_services()
            self.command("prepare_database", "--verbosity", "0")
            self.collect_static_files()
            self.start_children()
            self.await_ready()
            self.command("demo_desk", shown=True)
            self.load_articles()
            say(f"\nFactdesk runs at {self.address}")
            say(f"Accounts and their passwords: {self.state_dir / 'accounts.txt'}    Logs: {self.logs}/")
            say("Ctrl-C stops it.")
            self.watch()
        except Stop:
            say("\nStopping …")
        finally:
            self.stop()
        return 0

    def claim_state_folder(self) -> bool:
        """False when another launch holds the folder already; its site then gets the articles."""
        if not self.state_dir.exists():
            self.state_dir.mkdir(parents=True)
            self.state_dir.chmod(0o711)  # root's services run as another account, which must pass through
        os.umask(0o077)  # uploads and logs are nobody else's to read
        self.lock = open(self.state_dir / "up.lock", "ab")  # noqa: SIM115 - held as long as this process lives
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            write_private(self.state_dir / "up.json", json.dumps({"pid": os.getpid(), "address": self.address}))
            end_leftovers(self.state_dir)
            return True
        address = json.loads(tail(self.state_dir / "up.json") or "{}").get("address", "an address it has not told yet")
        if address != self.address:
            raise LaunchError(
                f"Factdesk runs already, at {address}; end that one, or set FACTDESK_STATE=DIR for a second"
            )
        say(f"Factdesk runs already, at {address}")
        self.environment = dict(os.environ)
        if self.articles:
            self.load_articles()
        return False

    def check_machine(self) -> None:
        if self.articles and not self.articles.is_dir():
            raise LaunchError(f"{self.articles} is no folder (ARTICLES=DIR names one with .txt or .md files)")
        if not port_is_free(self.port, self.host):
            raise LaunchError(f"port {self.port} is in use; choose another one: make up PORT={self.port + 1}")
        free = shutil.disk_usage(self.state_dir).free
        needed = LATER_START_BYTES if (self.state_dir / "services.json").exists() else FIRST_START_BYTES
        if free < needed:
            raise LaunchError(f"{self.state_dir}: {free >> 20} MB are free on this disk; {needed >> 20} MB are needed")

    def start_services(self) -> None:
        given = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
        self.environment = {**os.environ, MARK: str(self.state_dir), "FACTDESK_STATE": str(self.state_dir)}
        self.environment |= {"PYTHONUNBUFFERED": "1", "BIND": f"{self.host}:{self.port}"}
        self.environment.setdefault("PUBLIC_URL", self.address)  # what links in mail begin with
        wants_postgres, wants_valkey = "DATABASE_URL" not in given, "REDIS_URL" not in given
        if wants_postgres or wants_valkey:
            say("Starting " + " and ".join(["PostgreSQL"] * wants_postgres + ["Valkey"] * wants_valkey) + " …")
            self.services = embedded.start(self.state_dir, postgres=wants_postgres, valkey=wants_valkey)
            self.environment |= self.services.urls

    def command(self, *words: str, shown: bool = False) -> None:
        """Run one management command to its end. Raises LaunchError with the last thing that it said."""
        log_path = self.logs / "commands.log"
        with open_log(log_path) as log:
            streams = {} if shown else {"stdout": log, "stderr": log}
            process = spawn([sys.executable, str(ROOT / "manage.py"), *words], self.environment, cwd=ROOT, **streams)
        try:
            while process.poll() is None:
                time.sleep(0.03)
        finally:
            end_group(process)
        if process.returncode:
            said = "" if shown else (tail(log_path).strip().splitlines() or [""])[-1]
            raise LaunchError(f"`manage.py {words[0]}` failed: {said or 'see above'} (log: {log_path})")

    def collect_static_files(self) -> None:
        """Only when a file is newer than the last collection: it compresses everything anew."""
        stamp = self.state_dir / "staticfiles" / ".collected"
        folders = [ROOT / "claims" / "static", ROOT / "requirements.txt", ROOT / "newsroom" / "settings.py"]
        files = [path for folder in folders for path in (folder, *folder.rglob("*"))]
        newest = str(max(path.stat().st_mtime_ns for path in files if path.exists())) + f" {len(files)}"
        if tail(stamp) != newest:
            self.command("collectstatic", "--noinput", "--clear", "--verbosity", "0")
            stamp.write_text(newest)

    def start_children(self) -> None:
        # The tables' owner stays out of the processes that serve; they get the role that cannot change history.
        environment = {name: value for name, value in self.environment.items() if name != "MIGRATION_DATABASE_URL"}
        python = sys.executable
        celery = [python, "-W", "ignore::UserWarning", "-m", "celery", "-A", "newsroom"]
        concurrency = os.environ.get("WORKER_PROCESSES", "2")
        commands = {
            "web": [
                python,
                "-m",
                "gunicorn",
                "-c",
                "python:newsroom.gunicorn_conf",
                "--no-control-socket",
                "newsroom.wsgi",
            ],
            "worker": [*celery, "worker", "-c", concurrency, "-l", "INFO", "--without-gossip", "--without-mingle"],
            "beat": [*celery, "beat", "-l", "INFO", "--pidfile="],
        }
        os.chdir(ROOT)
        for name, words in commands.items():
            child = Child(name, words, environment, self.logs / f"{name}.log")
            child.start()
            self.children.append(child)

    def await_ready(self) -> None:
        say("Starting web, worker and beat …")
        deadline, said = time.monotonic() + READY_WITHIN, "no answer"
        while time.monotonic() < deadline:
            self.watch_once()
            for child in self.children:
                if child.deaths >= 3:
                    line = (tail(child.log).strip().splitlines() or ["it said nothing"])[-1]
                    raise LaunchError(f"{child.name} does not start: {line} (log: {child.log})")
            status, said = self.ask_readyz()
            if status == 200:
                return
            time.sleep(0.2)
        raise LaunchError(f"not ready after {READY_WITHIN:.0f} s: /readyz says {said} (logs: {self.logs})")

    def ask_readyz(self) -> tuple[int, str]:
        """Status and words of the site's own judgement; 0 without an answer. By hand, so that no proxy gets between."""
        link = http.client.HTTPConnection(self.host, self.port, timeout=5)
        try:
            link.request("GET", "/readyz")
            answer = link.getresponse()
            return answer.status, f"{answer.status} {answer.read(500).decode(errors='replace').strip()}"
        except (OSError, http.client.HTTPException) as error:
            return 0, str(error)
        finally:
            link.close()

    def load_articles(self) -> None:
        folders = [str(folder.resolve()) for folder in (ROOT / "claims" / "samples", self.articles) if folder]
        process = spawn([sys.executable, str(ROOT / "manage.py"), "load_samples", "--wait", *folders], self.environment)
        try:
            while process.poll() is None:
                self.watch_once()
                time.sleep(0.1)
        finally:
            end_group(process)

    # --- keeping it up, and the way down ------------------------------------------------------------------------------

    def watch(self) -> None:
        while True:
            self.watch_once()
            time.sleep(0.5)

    def watch_once(self) -> None:
        for child in self.children:
            child.watch(say)
        if self.services is None:
            return
        try:
            for name in self.services.revive():
                say(f"{name} had died; it runs again. Its log is in {self.logs}")
        except (embedded.ServiceError, OSError) as error:
            say(f"{error}; next try in 5 s")
            time.sleep(5)

    def stop(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.hurry)
        end_all(self.children, patience=15, hurry=lambda: self.impatient)
        if self.services is not None:
            self.services.stop()
        (self.state_dir / "up.json").unlink(missing_ok=True)

    def hurry(self, number: int, frame: FrameType | None) -> None:
        """A second Ctrl-C: no more waiting for work that is under way."""
        self.impatient = True


def down(state_dir: Path) -> int:
    """End the launch of that state folder, or what a killed one left running."""
    told = json.loads(tail(state_dir / "up.json") or "{}")
    try:
        with open(state_dir / "up.lock", "ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if not told:
                    raise LaunchError("a launch is under way; end it in its own terminal") from None
                with contextlib.suppress(ProcessLookupError):
                    os.kill(told["pid"], signal.SIGTERM)
                fcntl.flock(lock, fcntl.LOCK_EX)
            end_leftovers(state_dir)
            if running := embedded.join(state_dir):
                embedded.start(state_dir, postgres="DATABASE_URL" in running, valkey="REDIS_URL" in running).stop()
    except FileNotFoundError:
        pass
    say("Nothing of it runs any more.")
    return 0


def ask_to_stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make up", description=(__doc__ or "").partition("\n\n")[2])
    parser.add_argument("--articles", type=Path, help="a folder of .txt and .md files to upload besides the samples")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1", help="other machines reach it too: 0.0.0.0, with ALLOWED_HOSTS")
    parser.add_argument("--down", action="store_true", help="end what runs, also what a killed launch left")
    options = parser.parse_args(arguments)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    try:
        return down(state_folder()) if options.down else Launch(options).run()
    except Stop:
        return 0
    except (LaunchError, embedded.ServiceError) as error:
        reason = str(error)
    except subprocess.SubprocessError as error:
        reason = f"a program could not be started: {error}"
    except OSError as error:
        reason = f"the disk is full: {error.filename or ''}" if error.errno == errno.ENOSPC else str(error)
    print(f"make up: {reason}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
