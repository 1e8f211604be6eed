"""Prepares the database: server and extensions checked, tables migrated by their owner, rights granted to the app."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, ProgrammingError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.transaction import atomic
from psycopg import sql

from newsroom.embedded import EXTENSIONS

OLDEST_SERVER = 16
LOCK = 0x_FAC7_DE5C  # any number that all replicas of this product share and no other product uses


class DatabaseUnfit(RuntimeError):
    """The database cannot carry the product; the message says in a line or two what its administrator must do."""


def prepare(owner_alias: str = "owner", *, verbosity: int = 1) -> None:
    """Check, migrate and grant; of several replicas that start at once, one does it and the others wait for it.

    Raises DatabaseUnfit. Running it again changes nothing.
    """
    connection = connections[owner_alias]
    try:
        connection.ensure_connection()
    except OperationalError as error:
        where = f"{connection.settings_dict['HOST']}:{connection.settings_dict['PORT']}"
        reason = str(error).strip().splitlines()[0]  # the server's reason; advice follows it
        raise DatabaseUnfit(f"the database at {where} cannot be reached: {reason}") from error
    with advisory_lock(connection):
        check_server(connection)
        provide_extensions(connection, EXTENSIONS)
        call_command("migrate", database=owner_alias, interactive=False, verbosity=verbosity)
        app_role = str(settings.DATABASES["default"].get("USER", ""))
        if app_role and app_role != connection.settings_dict["USER"]:
            grant_app_role(connection, app_role)


@contextlib.contextmanager
def advisory_lock(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Waits as long as another replica migrates; the server lets go of the lock when its holder's connection ends."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        (lock_timeout,) = cursor.fetchone()
        cursor.execute("SET statement_timeout = 0")  # the wait, and a migration over many rows
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        # A migration must not queue for a table's lock behind a long reader, with all other readers behind itself.
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [lock_timeout])
    try:
        yield
    finally:
        with contextlib.suppress(OperationalError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
            cursor.execute("RESET statement_timeout")


def check_server(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000, current_setting('server_encoding')")
        version, encoding = cursor.fetchone()
    if version < OLDEST_SERVER:
        raise DatabaseUnfit(f"the server is PostgreSQL {version}; version {OLDEST_SERVER} or newer is needed")
    if encoding != "UTF8":
        raise DatabaseUnfit(f"the database's encoding is {encoding}; create it with ENCODING 'UTF8'")


def provide_extensions(connection: BaseDatabaseWrapper, wanted: Iterable[str]) -> None:
    """Create what is missing, where the owner may; else name it all at once, with what to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        missing = sorted(set(wanted) - {name for (name,) in cursor.fetchall()})
        if not missing:
            return
        cursor.execute("SELECT name FROM pg_available_extensions")
        absent = sorted(set(missing) - {name for (name,) in cursor.fetchall()})
    if absent:
        raise DatabaseUnfit(
            f"the PostgreSQL server lacks the extension(s) {', '.join(absent)}: install its packages "
            "(Debian: postgresql-contrib, and for vector postgresql-VERSION-pgvector) and start again"
        )
    try:
        with atomic(using=connection.alias), connection.cursor() as cursor:
            for extension in missing:
                cursor.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    except ProgrammingError as error:  # insufficient privilege
        statements = " ".join(f"CREATE EXTENSION {name};" for name in missing)
        raise DatabaseUnfit(f"an administrator of the database must run once: {statements}") from error


def grant_app_role(connection: BaseDatabaseWrapper, role: str) -> None:
    """Let the role that web and workers use read and write every table, but only read and append to append-only ones.

    A model is append-only when it says `append_only = True`. TRUNCATE is granted nowhere. All in one transaction, so
    that a running site keeps its rights throughout.
    """
    tables = set(connection.introspection.table_names())
    append_only = {model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)} & tables
    read_only = {MigrationRecorder.Migration._meta.db_table} & tables
    statements = [
        "GRANT CONNECT ON DATABASE {database} TO {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        # Tables of a migration that runs while old replicas still serve.
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    ]
    with atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role])
        database, known = cursor.fetchone()
        if not known:
            raise DatabaseUnfit(f"DATABASE_URL names the role {role}, which the server does not have")
        names: dict[str, Any] = {"database": sql.Identifier(database), "role": sql.Identifier(role)}
        for statement in statements:
            cursor.execute(sql.SQL(statement).format(**names))
        for table in sorted(append_only):
            cursor.execute(
                sql.SQL("REVOKE UPDATE, DELETE ON {table} FROM {role}").format(table=sql.Identifier(table), **names)
            )
        for table in sorted(read_only):
            cursor.execute(
                sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {table} FROM {role}").format(
                    table=sql.Identifier(table), **names
                )
            )
