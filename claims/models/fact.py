"""Facts: what several claims speak of."""

from __future__ import annotations

from django.db import models

from claims.models.account import Desk
from claims.models.base import PublicModel


class Fact(PublicModel):
    """One state of affairs, or a tally where it is counted. A claim belongs to at most one."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="facts")
    name = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.name
