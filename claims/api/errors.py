"""Every refusal as an RFC 9457 problem document: a code for programs, a sentence for people, what else helps."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import models
from django.http import Http404, HttpResponse, UnreadablePostError
from rest_framework import exceptions

from claims.errors import Conflict, DomainError, Forbidden
from newsroom.middleware import problem

NOT_FOUND = "There is nothing here, or nothing that this token may see."
# A document refused at the door: what is wrong with it, told by the status as well.
STATUS_OF_CODE = {"too_large": 413, "too_long": 413, "unknown_type": 415, "wrong_type": 415, "not_stored": 503}


def problem_json(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """The problem behind an error that a caller can do something about; None for our own faults, which Django logs and
    answers (newsroom/errors.py)."""
    if isinstance(error, DomainError):
        return _of_domain(error)
    if isinstance(error, Http404):
        return problem(404, "not_found", NOT_FOUND)
    if isinstance(error, PermissionDenied):
        return problem(403, "forbidden", "This is not allowed.")
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    if isinstance(error, RequestDataTooBig):
        return problem(413, "too_large", "The body is larger than is taken here.")
    if isinstance(error, SuspiciousOperation):  # too many fields or files
        return problem(400, "bad_request", "The request could not be understood. Nothing was changed.")
    if isinstance(error, UnreadablePostError):
        return problem(400, "body_cut", "The body ended before it was complete. Nothing was changed.")
    return None


def _of_domain(error: DomainError) -> HttpResponse:
    status = 403 if isinstance(error, Forbidden) else 409 if isinstance(error, Conflict) else 400
    if status == 400:
        status = STATUS_OF_CODE.get(error.code, 400)
    details = {name: _as_json(value) for name, value in error.details.items()}
    response = problem(status, error.code, error.message, **details)
    if status == 503:
        response["Retry-After"] = "60"
    return response


def _as_json(value: Any) -> Any:
    """Rows in the shape in which the API shows them elsewhere; anything else as it is."""
    if not isinstance(value, models.Model):
        return value
    from claims.api.claim_outputs import (
        shown,
    )  # here, because the framework's settings name this file before it is ready

    return shown(value)


def _of_framework(error: exceptions.APIException) -> HttpResponse:
    if isinstance(error, exceptions.ValidationError):
        errors = _by_field(error.detail)
        said = "; ".join(f"{field}: {' '.join(messages)}" for field, messages in list(errors.items())[:5])
        response = problem(400, "invalid", f"Something in the request cannot be used. {said}", errors=errors)
    elif isinstance(error, exceptions.NotFound):
        response = problem(404, "not_found", NOT_FOUND)
    else:
        codes = error.get_codes()
        response = problem(error.status_code, codes if isinstance(codes, str) else "refused", str(error.detail))
    if header := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = header
    return response


def _by_field(detail: Any, name: str = "") -> dict[str, list[str]]:
    """Messages by field, whatever the nesting: {"evidence.0": ["…"]}."""
    if isinstance(detail, dict):
        pairs = [(f"{name}.{key}" if name else str(key), value) for key, value in detail.items()]
    elif isinstance(detail, list) and any(isinstance(value, dict | list) for value in detail):
        pairs = [(f"{name}.{index}" if name else str(index), value) for index, value in enumerate(detail)]
    else:
        return {name or "request": [str(message) for message in (detail if isinstance(detail, list) else [detail])]}
    return {field: messages for key, value in pairs for field, messages in _by_field(value, key).items()}
