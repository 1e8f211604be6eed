"""Tests run on a PostgreSQL and a Valkey of their own, as the app's role; migrations run as the owner, as in production."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation
from psycopg import sql

from tests import builders

# Filled by migrations; everything else is emptied after a test with real transactions.
KEPT_TABLES = {"django_migrations", "django_content_type", "auth_permission"}
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """A fresh database, migrated by its owner; then the default connection is the app's role on it, with its rights only."""
    from newsroom.database import prepare

    owner, default = connections["owner"], connections["default"]
    name = owner.settings_dict["NAME"]
    with django_db_blocker.unblock():
        test_name = owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        default.settings_dict["NAME"] = test_name
        prepare("owner", verbosity=0)
        owner.close()
        yield
        connections.close_all()
        owner.creation.destroy_test_db(name, verbosity=0)
        default.settings_dict["NAME"] = name


def _empty_as_owner(self: TransactionTestCase) -> None:
    """The app's role may not empty history and verdicts, and a trigger refuses everybody; the owner can lift that for a moment."""
    parameters = connections["owner"].get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    with psycopg.connect(**parameters, context=None) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [sql.Identifier(name) for (name,) in cursor.fetchall() if name not in KEPT_TABLES]
        append_only = [m._meta.db_table for m in apps.get_models() if getattr(m, "append_only", False)]
        for table in append_only:
            cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
        cursor.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(sql.SQL(", ").join(tables)))
        for table in append_only:
            cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    """A page in German leaves its language to the thread; in the site the next request sets its own."""
    yield
    translation.deactivate()


TransactionTestCase._fixture_teardown = _empty_as_owner  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "files")


@pytest.fixture
def owner_cursor(transactional_db: None) -> Iterator[psycopg.Cursor[Any]]:
    """A cursor as the tables' owner, for what an attacker with the keys of the house would try."""
    parameters = connections["owner"].get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    with psycopg.connect(**parameters, autocommit=True) as connection, connection.cursor() as cursor:
        yield cursor


@pytest.fixture
def desk(db: None) -> Any:
    return builders.make_desk()


@pytest.fixture
def member(desk: Any) -> Callable[..., Any]:
    """member("reviewer") → a person in that role on the desk."""
    return lambda role="reviewer", **fields: builders.make_member(desk, role, **fields)


@pytest.fixture
def reviewer(member: Callable[..., Any]) -> Any:
    return member("reviewer")


@pytest.fixture
def claim(desk: Any) -> Any:
    """A claim of an article of the desk that nobody of the other fixtures uploaded."""
    return builders.make_claim(builders.make_article(desk))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    return {
        **browser_type_launch_args,
        **({"executable_path": found} if found else {}),  # else Playwright's own, which `make test` has fetched
        "args": [
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync",
        ],
    }  # fmt: skip
