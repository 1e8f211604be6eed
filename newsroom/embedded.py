"""PostgreSQL and Valkey out of wheels, where no DATABASE_URL or REDIS_URL is given: for one machine and for tests.

`join(state_dir)` tells the addresses of services that run, and starts nothing. `start(state_dir)` starts them, or
adopts those that an earlier launcher left; several launchers may hold them, and the last one that lets go stops them.
Killing anything at any moment and starting again loses nothing. Passwords are random, in files of mode 0600, and never
on a command line. Where the data lives: newsroom/placement.py.
"""

from __future__ import annotations

import fcntl
import json
import secrets
from pathlib import Path
from typing import BinaryIO, Self

from newsroom.placement import (
    ServiceError,
    binaries,
    place_of,
    private_folder,
    read_record,
    service_account,
    write_private,
)
from newsroom.processes import command_line, exclusive, port_answers
from newsroom.servers import Postgres, Valkey

OWNER, APP, DATABASE = "factdesk_owner", "factdesk_app", "factdesk"
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin", "vector")

__all__ = ["APP", "DATABASE", "EXTENSIONS", "OWNER", "ServiceError", "Services", "join", "start"]


def join(state_dir: Path) -> dict[str, str]:
    """DATABASE_URL, MIGRATION_DATABASE_URL and REDIS_URL of that folder's services, as far as each one runs now."""
    urls: dict[str, str] = {}
    for name, service in read_record(state_dir).get("services", {}).items():
        if name in command_line(service["pid"]) and port_answers(service["port"]):
            urls |= service["urls"]
    return urls


class Services:
    """The running services of one state folder, held until `stop()`; also a context manager."""

    def __init__(self, state_dir: Path, *, durable: bool, postgres: bool, valkey: bool) -> None:
        self.state_dir = state_dir.resolve()
        self.state_dir.mkdir(parents=True, exist_ok=True)
        self._wanted = {name for name, wanted in (("postgres", postgres), ("valkey-server", valkey)) if wanted}
        self._durable = durable
        self._held: BinaryIO = open(self.state_dir / "services.held", "ab")  # noqa: SIM115 - held until stop()
        self.urls: dict[str, str] = {}
        self.superuser_url = ""
        self.servers: list[Postgres | Valkey] = []
        try:
            with exclusive(self.state_dir / "services.lock"):
                self._start()
                fcntl.flock(self._held, fcntl.LOCK_SH)
        except BaseException:
            self.stop()  # what was launched before the failure, unless others hold it
            raise

    def _start(self) -> None:
        place = private_folder(place_of(self.state_dir), mode=0o711)
        words, bin_folder, valkey = self._secrets(place), *binaries(place, service_account())
        ports = {name: service["port"] for name, service in read_record(self.state_dir).get("services", {}).items()}
        logs = self.state_dir / "log"
        if "postgres" in self._wanted:
            log, port = logs / "postgres.log", ports.get("postgres")
            postgres = Postgres(place / "postgres", bin_folder, log, port, words["superuser"], durable=self._durable)
            self.servers.append(postgres)
            postgres.ensure()
            self.superuser_url = postgres.url("postgres", words["superuser"], "postgres")
            _provide_database(self.superuser_url, {OWNER: words["owner"], APP: words["app"]})
            self.urls["DATABASE_URL"] = postgres.url(APP, words["app"], DATABASE)
            self.urls["MIGRATION_DATABASE_URL"] = postgres.url(OWNER, words["owner"], DATABASE)
        if "valkey-server" in self._wanted:
            broker = Valkey(place / "valkey", valkey, logs / "valkey.log", ports.get("valkey-server"), words["broker"])
            self.servers.append(broker)
            broker.ensure()
            self.urls["REDIS_URL"] = broker.url
        self._write_record()

    def _secrets(self, place: Path) -> dict[str, str]:
        path = place / "secrets.json"
        if not path.exists():
            if (place / "postgres" / "data").exists():
                raise ServiceError(f"{path} is gone; without it the database beside it cannot be opened")
            new = {name: secrets.token_urlsafe(24) for name in ("superuser", "owner", "app", "broker")}
            write_private(path, json.dumps(new))
        words: dict[str, str] = json.loads(path.read_text())
        return words

    def _write_record(self) -> None:
        record = read_record(self.state_dir)
        record.setdefault("services", {})
        record |= {"state_dir": str(self.state_dir)}
        record.setdefault("place", str(self.state_dir / "services"))
        for server in self.servers:
            names = ("REDIS_URL",) if server.name != "postgres" else ("DATABASE_URL", "MIGRATION_DATABASE_URL")
            urls = {name: self.urls[name] for name in names}
            record["services"][server.name] = {"pid": server.pid, "port": server.port, "urls": urls}
        write_private(self.state_dir / "services.json", json.dumps(record, indent=1))

    def revive(self) -> list[str]:
        """Names of services that had died and run again now, on the same ports, so that all addresses stay valid."""
        dead = [server for server in self.servers if not server.alive()]
        if not dead:
            return []
        with exclusive(self.state_dir / "services.lock"):
            for server in dead:
                server.ensure(same_port=True)
            self._write_record()
        return [server.name for server in dead]

    def stop(self) -> None:
        """Let go of the services; they end when nobody else holds them."""
        if self._held.closed:
            return
        with exclusive(self.state_dir / "services.lock"):
            try:
                fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                last = True
            except BlockingIOError:
                last = False
            if last:
                for server in reversed(self.servers):
                    server.stop()
            self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(state_dir: Path, *, durable: bool = True, postgres: bool = True, valkey: bool = True) -> Services:
    """Both services, running and with their database, roles and extensions in place. Raises ServiceError.

    `durable=False` is for throwaway data of tests only: fast, and lost with the machine's power.
    """
    return Services(state_dir, durable=durable, postgres=postgres, valkey=valkey)


def _provide_database(superuser_url: str, roles: dict[str, str]) -> None:
    """Make what is missing: the two roles, the database, and the extensions (in template1 too, for test databases)."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(superuser_url, autocommit=True) as link:
        known = {name for (name,) in link.execute("SELECT rolname FROM pg_roles")}
        for role, password in roles.items():
            if role not in known:
                link.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            # Sent as a SCRAM verifier, so that no log can show the password.
            verifier = link.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
            link.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier)))
        link.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER)))
        missing = link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None
    _provide_extensions(superuser_url, "template1")
    if missing:
        with psycopg.connect(superuser_url, autocommit=True) as link:
            link.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*map(sql.Identifier, (DATABASE, OWNER))))
            link.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(DATABASE)))
            link.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(*map(sql.Identifier, (DATABASE, APP))))
    _provide_extensions(superuser_url, DATABASE)


def _provide_extensions(superuser_url: str, database: str) -> None:
    import psycopg
    from psycopg import sql

    with psycopg.connect(superuser_url, dbname=database, autocommit=True) as link:
        known = {name for (name,) in link.execute("SELECT extname FROM pg_extension")}
        for extension in EXTENSIONS:
            if extension not in known:
                link.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(extension)))
