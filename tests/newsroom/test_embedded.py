"""PostgreSQL and Valkey of one's own: adopted, killed, started again, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from newsroom import embedded
from newsroom.placement import read_record
from newsroom.processes import command_line, end

ROOT = Path(__file__).resolve().parents[2]
HOLD = "import sys, time; from pathlib import Path; from newsroom import embedded; "
HOLD += "s = embedded.start(Path(sys.argv[1])); print(*[x.pid for x in s.servers], flush=True); time.sleep(600)"


def remove(state: Path) -> None:
    """End whatever still runs there, and remove its data wherever they were put."""
    place = Path(read_record(state).get("place", state))
    for service in read_record(state).get("services", {}).values():
        if command_line(service["pid"]):
            end(service["pid"], (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
    shutil.rmtree(place, ignore_errors=True)
    shutil.rmtree(state, ignore_errors=True)


def open_folder() -> Path:
    """A folder that every account can reach: pytest's own are closed to the account of the services."""
    state = Path(tempfile.mkdtemp(prefix="factdesk-test-", dir="/var/tmp"))
    state.chmod(0o755)
    return state


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    """One state folder for the module: its cluster is made once."""
    folder = open_folder()
    yield folder
    remove(folder)


@pytest.fixture
def services(state: Path) -> Iterator[embedded.Services]:
    with embedded.start(state) as running:
        yield running


def launcher(state: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", HOLD, str(state)], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def pids_of(process: subprocess.Popen[str]) -> list[int]:
    assert process.stdout is not None
    return [int(word) for word in process.stdout.readline().split()]


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def pids(services: embedded.Services) -> list[int]:
    return [server.pid for server in services.servers]


def test_joining_where_nothing_runs_gives_no_address_and_starts_nothing(tmp_path: Path) -> None:
    assert embedded.join(tmp_path) == {}
    assert list(tmp_path.iterdir()) == []


def test_joining_gives_the_addresses_of_what_runs(services: embedded.Services, state: Path) -> None:
    assert embedded.join(state) == services.urls
    assert set(services.urls) == {"DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL"}
    with psycopg.connect(services.urls["DATABASE_URL"]) as link:
        assert link.execute("SELECT upper('ßé')").fetchone() == ("SSÉ",)  # letters fold as in Unicode, not as in ASCII
    assert redis.Redis.from_url(services.urls["REDIS_URL"]).ping()


def test_joining_is_fast_enough_for_every_command(services: embedded.Services, state: Path) -> None:
    started = time.perf_counter()
    for _ in range(20):
        embedded.join(state)
    assert (time.perf_counter() - started) / 20 < 0.05


def test_joining_needs_no_django() -> None:
    code = "import sys; from newsroom import embedded; sys.exit('django' in sys.modules)"
    # newsroom's own __init__ loads the Celery app; Django's settings must not be needed by it
    code = (
        "import sys; sys.path.insert(0, '.'); import types; sys.modules['newsroom.celery'] = types.SimpleNamespace(app=0); "
        + code
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_app_s_role_owns_nothing_and_creates_nothing(services: embedded.Services) -> None:
    with psycopg.connect(services.urls["DATABASE_URL"], autocommit=True) as link:
        for statement in (
            "CREATE TABLE t (x int)",
            "CREATE DATABASE other",
            "CREATE ROLE other",
            "SET ROLE factdesk_owner",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                link.execute(statement)


def test_the_owner_creates_test_databases_and_they_have_the_extensions(services: embedded.Services) -> None:
    with psycopg.connect(services.urls["MIGRATION_DATABASE_URL"], autocommit=True) as link:
        link.execute("DROP DATABASE IF EXISTS trial")
        link.execute("CREATE DATABASE trial")
    with psycopg.connect(services.urls["MIGRATION_DATABASE_URL"], dbname="trial") as link:
        found = {name for (name,) in link.execute("SELECT extname FROM pg_extension")}
        assert set(embedded.EXTENSIONS) <= found
        link.execute("CREATE TABLE t (x int)")


def test_the_app_may_not_enter_other_databases_of_its_server_unasked(services: embedded.Services) -> None:
    with psycopg.connect(services.superuser_url) as link:
        granted = link.execute(
            "SELECT has_database_privilege('factdesk_app', 'factdesk', 'CREATE, TEMPORARY')"
        ).fetchone()
    assert granted == (False,)


def test_a_second_launcher_adopts_and_the_last_one_stops(state: Path) -> None:
    first, second = embedded.start(state), embedded.start(state)
    assert pids(first) == pids(second)
    assert first.urls == second.urls
    first.stop()
    assert embedded.join(state) == second.urls
    second.stop()
    second.stop()  # twice is once
    assert embedded.join(state) == {}
    assert not any(command_line(pid) for pid in pids(first))


def test_two_launchers_at_once_start_one_of_each(state: Path) -> None:
    launchers = [launcher(state) for _ in range(2)]
    try:
        first, second = map(pids_of, launchers)
        assert first == second
        assert len(first) == 2
    finally:
        for process in launchers:
            kill(process)


def test_a_killed_launcher_leaves_services_that_the_next_one_adopts(state: Path) -> None:
    process = launcher(state)
    left = pids_of(process)
    kill(process)
    assert all(command_line(pid) for pid in left)
    with embedded.start(state) as services:
        assert pids(services) == left
    assert not any(command_line(pid) for pid in left)


def test_what_was_committed_survives_sigkill_of_everything(state: Path) -> None:
    process = launcher(state)
    left = pids_of(process)
    urls = embedded.join(state)
    with psycopg.connect(urls["MIGRATION_DATABASE_URL"], autocommit=True) as link:
        link.execute("CREATE TABLE IF NOT EXISTS kept (x int)")
        link.execute("TRUNCATE kept")
        link.execute("INSERT INTO kept SELECT generate_series(1, 10000)")
    broker = redis.Redis.from_url(urls["REDIS_URL"])
    broker.rpush("kept", *range(100))
    time.sleep(1.2)  # Valkey's file is synced every second
    process.kill()
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    kill(process)
    with embedded.start(state) as services:
        assert not set(pids(services)) & set(left)
        with psycopg.connect(services.urls["MIGRATION_DATABASE_URL"]) as link:
            assert link.execute("SELECT count(*) FROM kept").fetchone() == (10000,)
        assert redis.Redis.from_url(services.urls["REDIS_URL"]).llen("kept") == 100


def test_revived_services_keep_their_addresses(services: embedded.Services, state: Path) -> None:
    assert services.revive() == []
    before = dict(services.urls)
    for pid in pids(services):
        os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while any(server.alive() for server in services.servers) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert embedded.join(state) == {}
    assert services.revive() == ["postgres", "valkey-server"]
    assert embedded.join(state) == before


def test_a_pid_file_with_a_stranger_s_number_does_not_keep_the_database_down(state: Path) -> None:
    with embedded.start(state) as services:
        data = Path(read_record(state)["place"]) / "postgres" / "data"
        lines = (data / "postmaster.pid").read_text().splitlines()
        owner = (data / "postmaster.pid").stat()
        for server in services.servers:
            os.kill(server.pid, signal.SIGKILL)
    user = None if os.geteuid() else owner.st_uid
    stranger = subprocess.Popen(["sleep", "60"], user=user)
    try:
        (data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        with embedded.start(state) as services:
            assert embedded.join(state) == services.urls
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_passwords_are_in_private_files_and_on_no_command_line(services: embedded.Services, state: Path) -> None:
    place = Path(read_record(state)["place"])
    private = [place / "secrets.json", state / "services.json", place / "valkey" / "valkey.conf"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}
    words = [url.split(":")[2].split("@")[0] for url in (*services.urls.values(), services.superuser_url)]
    commands = [command_line(int(path.name)) for path in Path("/proc").glob("[0-9]*")]
    assert not [command for command in commands for word in words if word in command]
    logs = "".join(path.read_text() for path in (state / "log").iterdir())
    assert not [word for word in words if word in logs]


def test_the_log_names_no_rows_and_no_statements(services: embedded.Services, state: Path) -> None:
    with psycopg.connect(services.urls["MIGRATION_DATABASE_URL"], autocommit=True) as link:
        link.execute("CREATE TEMPORARY TABLE once (word text UNIQUE)")
        link.execute("INSERT INTO once VALUES ('embargoed-words')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            link.execute("INSERT INTO once VALUES ('embargoed-words')")
    log = (state / "log" / "postgres.log").read_text()
    assert "once_word_key" in log
    assert "embargoed-words" not in log


def test_a_folder_that_the_services_cannot_reach_keeps_their_data_elsewhere() -> None:
    """As root; a normal user's services run as that user and stay inside."""
    closed = Path(tempfile.mkdtemp(prefix="factdesk-test-", dir="/var/tmp"))
    state = closed / "state"
    try:
        with embedded.start(state, postgres=False) as services:
            place = Path(read_record(state)["place"])
            assert (place == state / "services") == (os.geteuid() != 0)
            assert embedded.join(state) == services.urls
            assert redis.Redis.from_url(services.urls["REDIS_URL"]).set("kept", "yes")
        with embedded.start(state, postgres=False) as services:
            assert redis.Redis.from_url(services.urls["REDIS_URL"]).get("kept") == b"yes"
    finally:
        remove(state)
        shutil.rmtree(closed)


def test_only_what_is_wanted_starts() -> None:
    state = open_folder()
    try:
        with embedded.start(state, postgres=False) as services:
            assert set(services.urls) == {"REDIS_URL"}
            assert set(embedded.join(state)) == {"REDIS_URL"}
    finally:
        remove(state)


def test_lost_secrets_are_named_before_anything_starts(state: Path) -> None:
    with embedded.start(state):
        path = Path(read_record(state)["place"]) / "secrets.json"
    aside = path.rename(path.with_name("aside.json"))
    try:
        with pytest.raises(embedded.ServiceError, match=r"secrets\.json is gone"):
            embedded.start(state)
    finally:
        aside.rename(path)


def test_a_folder_of_programs_without_postgres_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NEWSROOM_PG_BIN", str(tmp_path))
    state = open_folder()
    try:
        with pytest.raises(embedded.ServiceError, match="holds no PostgreSQL"):
            embedded.start(state)
    finally:
        remove(state)
