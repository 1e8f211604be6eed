"""What every request passes: a guard against bytes no page can mean, and the reader's time zone."""

from __future__ import annotations

import logging
import zoneinfo
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation

if TYPE_CHECKING:
    from claims.models import User

log = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]


def problem(status: int, code: str, detail: str, **more: Any) -> JsonResponse:
    """An RFC 9457 problem document; its title is the status's own phrase, as "about:blank" asks.

    `more` holds what else a program can use: errors by field, the legal moves.
    """
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail}
    return JsonResponse(
        said | more,
        status=status,
        content_type="application/problem+json",
    )


def refusal(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    """The same refusal for a program or a person."""
    if request.path.startswith("/api/"):
        return problem(status, code, detail)
    return render(request, "error.html", {"status": status, "detail": detail}, status=status)


class RequestGuard:
    """Refuse NUL characters in path and query, which PostgreSQL cannot store and no page can mean; say 503, with a time to
    come back, while the database is away; keep pages of signed-in people out of shared caches."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "\x00" in unquote(request.META.get("QUERY_STRING", "")):
            return refusal(
                request, 400, "nul_character", "The address has a NUL character in it, which nothing here can mean."
            )
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return database_away(request, exception) if isinstance(exception, OperationalError) else None


def database_away(request: HttpRequest, error: Exception) -> HttpResponse:
    """503 with a time to come back, on a page that needs no database itself."""
    log.error("the database does not answer: %s", error)
    detail = "The database does not answer at the moment. Nothing that was saved is lost; try again shortly."
    if request.path.startswith("/api/"):
        response: HttpResponse = problem(503, "database_away", detail)
    else:
        response = HttpResponse(f"<!doctype html><title>Factdesk</title><h1>503</h1><p>{detail}</p>", status=503)
    response["Retry-After"] = "5"
    return response


class ReaderLocale:
    """Show times in the signed-in reader's zone, and words, numbers and dates in his language; where he set none, as
    LocaleMiddleware chose before."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            signed_in = request.user.is_authenticated  # the first look into the database, outside of any view
        except OperationalError as error:
            return database_away(request, error)
        if not signed_in:
            return self.get_response(request)
        reader: User = request.user  # type: ignore[assignment]
        with timezone.override(_zone(reader.time_zone)):
            if not reader.locale:
                return self.get_response(request)
            with translation.override(reader.locale):
                request.LANGUAGE_CODE = translation.get_language()
                response = self.get_response(request)
                response.headers.setdefault("Content-Language", reader.locale)
                return response


def _zone(name: str) -> zoneinfo.ZoneInfo:
    """The zone; UTC for one that this machine's tables no longer know."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")
