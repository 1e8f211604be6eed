"""Error pages: what happened, what it did not harm, what helps. Programs get the same as a problem document."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from newsroom.middleware import refusal


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refusal(request, 400, "bad_request", "The request could not be understood. Nothing was changed.")


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refusal(request, 403, "forbidden", "Your role does not allow this. Nothing was changed.")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refusal(request, 404, "not_found", "There is nothing here, or nothing that you may see.")


def server_error(request: HttpRequest) -> HttpResponse:
    return refusal(
        request, 500, "server_error", "Something went wrong here, and it has been logged. What was saved is safe."
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return refusal(
        request, 403, "csrf", "The form was too old or came from elsewhere. Go back, reload the page and send it again."
    )
