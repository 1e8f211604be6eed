"""The reference page: the OpenAPI description as a page of our own, without any script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def reference(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
