"""Recompute every desk's chain of history and name what was altered."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims import history
from claims.models import Desk


class Command(BaseCommand):
    help = "Check the hash chains of the history; exits 1 when one does not hold, and prints each chain's head to note elsewhere"

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for desk in Desk.objects.order_by("pk"):
            for link in history.broken_links(desk.pk):
                broken += 1
                self.stderr.write(f"{desk}: row {link.sequence}: {link.what}")
            sequence, digest = history.head(desk.pk)
            self.stdout.write(f"{desk}: {sequence} rows, head {digest or 'none'}")
        if broken:
            raise CommandError(f"{broken} places do not hold")
