"""People, desks, who does what on which desk, and the tokens of programs."""

from __future__ import annotations

import zoneinfo

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from claims.models.base import PublicModel

models.CharField.register_lookup(Length)


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is no time zone; say for example Europe/London") % {"name": name})


class User(PublicModel, AbstractUser):
    """A person who signs in, or the account that an integration acts under. What one may do follows from memberships
    (claims/permissions.py); `is_staff` only opens the door of the admin site, `is_superuser` manages accounts."""

    class Digest(models.TextChoices):
        """How often unread notifications are mailed."""

        OFF = "off", _("No mail")
        HOURLY = "hourly", _("Every hour")
        DAILY = "daily", _("Every day")

    display_name = models.CharField(max_length=120, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    single_keys = models.BooleanField(
        default=True, help_text=_("Act on single keys such as v and j (off: with Tab only)")
    )
    locale = models.CharField(
        max_length=12,
        default="",
        blank=True,  # as the browser asks
        help_text=_("Language of the pages and form of numbers and dates"),
    )
    digest = models.CharField(max_length=6, choices=Digest.choices, default=Digest.DAILY)
    digest_sent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.display_name or self.get_full_name() or self.username

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class Role(models.TextChoices):
    VIEWER = "viewer", _("Viewer")
    EDITOR = "editor", _("Editor")
    REVIEWER = "reviewer", _("Reviewer")
    SENIOR_REVIEWER = "senior_reviewer", _("Senior reviewer")
    MODERATOR = "moderator", _("Moderator")
    INTEGRATION = "integration", _("Integration (API only)")


class Desk(PublicModel):
    """One editorial desk. Articles, sources, facts, links and history belong to exactly one; nothing leaks to another."""

    name = models.CharField(max_length=120, unique=True)
    independent_origins = models.PositiveSmallIntegerField(
        default=1, help_text=_("How many independent origins a verified or disputed verdict needs")
    )
    second_review_from = models.FloatField(
        null=True,
        blank=True,
        help_text=_("From which check-worthiness on a second reviewer decides, blind (empty: only for flagged claims)"),
    )
    review_after_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text=_("After how many days a verdict is looked at again, unless it names a day itself"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(second_review_from__isnull=True) | Q(second_review_from__gte=0, second_review_from__lte=1),
                name="desk_second_review_from_0_to_1",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(PublicModel):
    """One person's role on one desk. Ending it ends access at the next request."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    desk = models.ForeignKey(Desk, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "desk"],
                name="membership_one_role_per_person_and_desk",
                violation_error_message=_("This person already has a role on this desk."),
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} on {self.desk}"


class ApiToken(PublicModel):
    """A program's key to one desk. Only the secret's SHA-256 is kept; the secret itself is shown once.

    `prefix` finds the row, the hash proves the rest: enough for a secret of 256 random bits.
    """

    class Scope(models.TextChoices):
        READ = "read", _("Read")
        WRITE = "write", _("Upload, edit and link")
        REVIEW = "review", _("Record verdicts")

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    desk = models.ForeignKey(Desk, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=8, unique=True)
    secret_sha256 = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope.choices))
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(prefix__length=8), name="api_token_prefix_has_8_characters"),
            models.CheckConstraint(condition=Q(secret_sha256__length=64), name="api_token_keeps_a_hash_only"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
