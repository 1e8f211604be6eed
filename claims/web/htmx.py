"""Pages with two bodies: whole, or the part that htmx asked for."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from claims.web.access import DeskRequest


def wants_partial(request: DeskRequest) -> bool:
    """True when htmx asks for a part. A page that it restores from the history is wanted whole."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def render_partial(request: DeskRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A part of a page; caches keep it apart from the whole one at the same address."""
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
