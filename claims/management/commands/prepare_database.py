"""`prepare_database`: the database, checked, migrated and with the app's rights; safe to run by every replica."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newsroom.database import DatabaseUnfit, prepare


class Command(BaseCommand):
    help = "Check the database server, migrate as the tables' owner, and grant the app's role its rights."
    requires_system_checks = []  # no check may need a table that is not there yet

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            prepare(verbosity=options["verbosity"])
        except DatabaseUnfit as error:
            raise CommandError(str(error)) from error
