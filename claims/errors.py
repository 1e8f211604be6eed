"""What can go wrong in the domain, in four kinds that every door translates alike.

Each step raises its own named errors below one of these. `code` is for programs and never changes; `message` is for people:
what happened, what it did not harm, what helps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DomainError(Exception):
    """Base of all refusals. Pages and API show `message`; `details` holds what else a caller can use."""

    code = "refused"

    def __init__(self, message: StrOrPromise, *, code: str | None = None, **details: object) -> None:
        super().__init__(message)
        self.message = str(message)
        self.details = details
        if code is not None:
            self.code = code


class InvalidInput(DomainError):
    """What was sent cannot be used as it is. Pages 422, API 400."""

    code = "invalid"


class Forbidden(DomainError):
    """The actor may see the thing but not do this to it. 403."""

    code = "forbidden"


class Conflict(DomainError):
    """It was right when the actor looked, and something else happened since; or a rule stands against it. 409."""

    code = "conflict"
