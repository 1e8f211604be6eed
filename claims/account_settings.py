"""What people set for themselves: name, language, zone, keys, mail, password. Nobody else's settings are changed here."""

from __future__ import annotations

import zoneinfo

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from claims.accounts import UnusableAccount
from claims.errors import InvalidInput
from claims.models import User


def locales() -> list[tuple[str, str]]:
    """The languages that pages can be in, each by its own name; an empty one follows the browser."""
    return [("", _("As the browser asks")), *settings.LANGUAGES]


def time_zones() -> list[str]:
    """Names of time zones that a person may live in, in order."""
    return sorted(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC")


@transaction.atomic
def edit_settings(
    *,
    user: User,
    display_name: str,
    email: str,
    time_zone: str,
    locale: str,
    single_keys: bool,
    digest: str,
) -> User:
    """Change one's own settings. Raises InvalidInput whose code is the name of the field."""
    display_name, email = " ".join(display_name.split()), email.strip()
    if len(display_name) > 120:
        raise InvalidInput(_("A name has at most 120 characters."), code="display_name")
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise InvalidInput(_("That is no mail address."), code="email") from error
    if time_zone not in zoneinfo.available_timezones():
        raise InvalidInput(_("Choose a time zone from the list, for example Europe/London."), code="time_zone")
    if locale not in dict(locales()):
        raise InvalidInput(_("Choose a language from the list."), code="locale")
    if digest not in User.Digest.values:
        raise InvalidInput(_("Choose how often mail is sent."), code="digest")
    if digest != User.Digest.OFF and not email and user.email:
        raise InvalidInput(_("Mail needs an address; or choose “No mail”."), code="email")
    user = User.objects.select_for_update().get(pk=user.pk)
    user.display_name, user.email, user.time_zone = display_name, email, time_zone
    user.locale, user.single_keys, user.digest = locale, single_keys, digest
    user.save(update_fields=["display_name", "email", "time_zone", "locale", "single_keys", "digest"])
    return user


@transaction.atomic
def change_password(*, user: User, old: str, new: str) -> User:
    """Set a new password, which ends the sessions that were opened with the old one. Raises InvalidInput (code "old") for a
    wrong old one, UnusableAccount for a weak new one."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.check_password(old):
        raise InvalidInput(_("That is not your password."), code="old")
    try:
        validate_password(new, user)
    except ValidationError as error:
        raise UnusableAccount(" ".join(error.messages), code="new") from error
    user.set_password(new)
    user.save(update_fields=["password"])
    return user
