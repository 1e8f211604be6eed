"""Settings from the environment: typed, and loud on nonsense."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def env_str(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def env_bool(name: str, default: bool) -> bool:
    word = os.environ.get(name)
    if word is None:
        return default
    if word.lower() in TRUE:
        return True
    if word.lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {word!r}; say yes or no")


def env_int(name: str, default: int, *, low: int | None = None) -> int:
    """A whole number; `low` is the least that makes sense."""
    word = os.environ.get(name)
    if not word:
        return default
    try:
        value = int(word)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {word!r}; give a whole number") from error
    if low is not None and value < low:
        raise ImproperlyConfigured(f"{name} is {value}; it must be at least {low}")
    return value


def env_list(name: str, default: list[str]) -> list[str]:
    """Words between commas."""
    word = os.environ.get(name)
    return default if word is None else [part.strip() for part in word.split(",") if part.strip()]


def env_secret(name: str, file: Path | None) -> str:
    """The secret of that name; else the one kept in `file`, made on first use and readable by its owner only.

    Raises ImproperlyConfigured when there is neither.
    """
    if secret := os.environ.get(name):
        return secret
    if file is None:
        raise ImproperlyConfigured(f"{name} must be set")
    try:
        return file.read_text()
    except FileNotFoundError:
        pass
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass  # another process was first; its secret is the one
    return file.read_text()
