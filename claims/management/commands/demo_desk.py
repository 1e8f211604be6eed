"""`demo_desk`: a desk to try things on, with one account per role; made once, and never touched again."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from claims import accounts
from claims.models import ApiToken, Desk, Role, User

NAME = "Demo desk"
PEOPLE = {
    "viewer": Role.VIEWER,
    "editor": Role.EDITOR,
    "reviewer": Role.REVIEWER,
    "senior": Role.SENIOR_REVIEWER,
    "moderator": Role.MODERATOR,
}
ADMINISTRATOR, INTEGRATION = "admin", "integration"
TOKEN_DAYS = 365


class Command(BaseCommand):
    help = f"Create “{NAME}” with one account per role, an administrator and an API token; print their passwords once."

    def handle(self, *args: Any, **options: Any) -> None:
        if Desk.objects.filter(name=NAME).exists():
            return
        path = settings.STATE_DIR / "accounts.txt"
        with transaction.atomic():
            text = _describe(*_create())
            _write(path, text)  # before the commit: no account exists whose password nobody knows
        self.stdout.write(f"\n{text}\nThese are shown once. They are kept in {path}, which only you can read.\n")


def _create() -> tuple[dict[str, str], str]:
    """The passwords by account name, and the token's key."""
    desk = accounts.create_desk(name=NAME)
    passwords = {name: secrets.token_urlsafe(12) for name in (*PEOPLE, ADMINISTRATOR)}
    for name, role in PEOPLE.items():
        user = accounts.create_user(username=name, password=passwords[name], display_name=f"Demo {role.label.lower()}")
        accounts.set_role(desk=desk, user=user, role=role)
    program = accounts.create_user(
        username=INTEGRATION, password=secrets.token_urlsafe(24), display_name="Demo program"
    )
    program.set_unusable_password()  # a program never signs in
    program.save(update_fields=["password"])
    accounts.set_role(desk=desk, user=program, role=Role.INTEGRATION)
    _, key = accounts.create_token(
        user=program, desk=desk, name="Demo token", scopes=ApiToken.Scope.values, days=TOKEN_DAYS
    )
    administrator = accounts.create_user(
        username=ADMINISTRATOR, password=passwords[ADMINISTRATOR], display_name="Demo administrator"
    )
    User.objects.filter(pk=administrator.pk).update(is_superuser=True, is_staff=True)
    return passwords, key


def _describe(passwords: dict[str, str], key: str) -> str:
    roles = {**{name: role.label for name, role in PEOPLE.items()}, ADMINISTRATOR: "Administrator (accounts only)"}
    lines = [f"{NAME}: sign in with", "", f"  {'name':<12}{'password':<20}role"]
    lines += [f"  {name:<12}{password:<20}{roles[name]}" for name, password in passwords.items()]
    scopes = ", ".join(ApiToken.Scope.values)
    lines += ["", f"API token ({scopes}; {TOKEN_DAYS} days), sent as `Authorization: Bearer KEY`:", f"  {key}", ""]
    return "\n".join(lines)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)  # of a database that is gone
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
