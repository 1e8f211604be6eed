"""Who the rows of a page name."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model, prefetch_related_objects

from claims.models import User


def with_people(rows: Sequence[Model], *names: str, reader: User) -> None:
    """Load the users in these foreign keys. The reader's own are not asked for: most of what one works at is one's own, and a
    user joined to every row costs more than the row."""
    for row in rows:
        for name in names:
            if getattr(row, f"{name}_id") == reader.pk:
                setattr(row, name, reader)
    prefetch_related_objects(rows, *names)
