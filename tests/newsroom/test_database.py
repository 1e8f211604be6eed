"""The database is prepared once, by its owner, and the app's role gets no more than it needs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from newsroom.database import DatabaseUnfit, check_server, grant_app_role, provide_extensions

ROOT = Path(__file__).resolve().parents[2]
APPEND_ONLY = [model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)]


@pytest.fixture
def owner(django_db_setup: None, django_db_blocker: Any) -> Iterator[BaseDatabaseWrapper]:
    """The owner's own connection to the test database; its tests change no rows."""
    with django_db_blocker.unblock():
        yield connections["owner"]
        connections["owner"].close()


def test_history_and_verdicts_are_append_only() -> None:
    assert {"claims_history", "claims_verdict"} <= set(APPEND_ONLY)


@pytest.mark.django_db
@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}", "ALTER TABLE {} DISABLE TRIGGER USER"]
)
def test_the_app_s_role_cannot_change_what_is_append_only(table: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.django_db
def test_the_app_s_role_reads_and_writes_the_rest() -> None:
    tables = set(connection.introspection.table_names())

    def without(right: str) -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
                " AND NOT has_table_privilege(oid, %s)",
                [right],
            )
            return {name for (name,) in cursor.fetchall()}

    assert without("SELECT") == set()
    assert without("INSERT") == {"django_migrations"}
    assert without("UPDATE") == without("DELETE") == {*APPEND_ONLY, "django_migrations"}
    assert without("TRUNCATE") == tables


def test_granting_again_changes_nothing(owner: BaseDatabaseWrapper) -> None:
    def rights() -> list[tuple[object, ...]]:
        with owner.cursor() as cursor:
            cursor.execute(
                "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
            )
            return list(cursor.fetchall())

    before = rights()
    grant_app_role(owner, str(settings.DATABASES["default"]["USER"]))
    assert rights() == before


def test_a_role_that_is_not_there_is_named(owner: BaseDatabaseWrapper) -> None:
    with pytest.raises(DatabaseUnfit, match="the role nobody_at_all"):
        grant_app_role(owner, "nobody_at_all")


def test_the_server_suits(owner: BaseDatabaseWrapper) -> None:
    check_server(owner)


def test_extensions_that_the_server_lacks_are_named_together(owner: BaseDatabaseWrapper) -> None:
    with pytest.raises(DatabaseUnfit, match=r"lacks the extension\(s\) abacus, zither: .*postgresql-contrib"):
        provide_extensions(owner, ["zither", "pg_trgm", "abacus"])


def test_extensions_that_only_an_administrator_may_create_are_named_with_what_to_run(
    owner: BaseDatabaseWrapper,
) -> None:
    with pytest.raises(DatabaseUnfit, match=r"administrator .* CREATE EXTENSION pg_stat_statements;"):
        provide_extensions(owner, ["pg_trgm", "pg_stat_statements"])


def test_replicas_that_start_at_once_migrate_once(owner: BaseDatabaseWrapper) -> None:
    """Three commands on an empty database: each ends well, and one of them did all the work."""
    given = owner.settings_dict
    address = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/".format(**given)
    name = "replicas_at_once"
    with psycopg.connect(address + "postgres", autocommit=True) as link:
        link.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        link.execute(f"CREATE DATABASE {name}")
    environment = {**os.environ, "DATABASE_URL": address + name, "MIGRATION_DATABASE_URL": address + name}
    environment["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
    command = [sys.executable, "manage.py", "prepare_database"]
    try:
        replicas = [
            subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
            for _ in range(3)
        ]
        said = [process.communicate(timeout=60)[0] for process in replicas]
        assert [process.returncode for process in replicas] == [0, 0, 0], said
        assert sum("Applying claims.0001_initial" in words for words in said) == 1
        assert sum("No migrations to apply" in words for words in said) == 2
    finally:
        with psycopg.connect(address + "postgres", autocommit=True) as link:
            link.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
