"""What every request passes: a guard against bytes no page can mean, and the reader's time zone."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import unquote

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

Handler = Callable[[HttpRequest], HttpResponse]


def problem(status: int, code: str, detail: str) -> JsonResponse:
    """An RFC 9457 problem document; its title is the status's own phrase, as "about:blank" asks."""
    return JsonResponse(
        {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail},
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
        if not isinstance(exception, OperationalError):
            return None
        response = refusal(
            request,
            503,
            "database_away",
            "The database does not answer at the moment. Nothing that was saved is lost; try again shortly.",
        )
        response["Retry-After"] = "5"
        return response


class ReaderTimeZone:
    """Show times in the signed-in reader's zone."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            with timezone.override(zoneinfo.ZoneInfo(request.user.time_zone)):
                return self.get_response(request)
        return self.get_response(request)
