"""What every table shares: a public id that says nothing, made in Python, and a time of creation."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicModel(models.Model):
    """A row that pages and programs may name. They only ever see `public_id`; `id` stays inside."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class How(models.TextChoices):
    """How a value of an article is known."""

    GIVEN = "given", _("given")  # a person or a sidecar said so
    PARSED = "parsed", _("parsed")  # the text or the markup shows it
    GUESSED = "guessed", _("guessed")  # it follows from something else


class State(models.TextChoices):
    """How a claim stands on one layer. Unreviewed is the absence of a verdict; reopened, of a verdict that still holds."""

    UNREVIEWED = "unreviewed", _("Unreviewed")
    VERIFIED = "verified", _("Verified")
    DISPUTED = "disputed", _("Disputed")
    UNVERIFIABLE = "unverifiable", _("Unverifiable")
    REOPENED = "reopened", _("Reopened")
