"""What every page shares: somebody is signed in, refusals become pages, and only what one may read is found."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from claims.errors import Conflict, DomainError, Forbidden
from claims.permissions import Actor, actor_of
from newsroom.middleware import refusal


class DeskRequest(HttpRequest):
    """A request of somebody who is signed in."""

    actor: Actor
    htmx: HtmxDetails


View = Callable[..., HttpResponseBase]


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back again. A partial must not be swapped for that page: there, the whole page goes."""
    if getattr(request, "htmx", None):
        where = urlencode({REDIRECT_FIELD_NAME: request.htmx.current_url_abs_path or "/"})  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(f"{resolve_url('sign-in')}?{where}")
    return redirect_to_login(request.get_full_path() if request.method == "GET" else _page_of_the_form(request))


def _page_of_the_form(request: HttpRequest) -> str:
    """Where a form was sent from, for its draft waits there; the desk when the browser does not say, or names another site."""
    before = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        return resolve_url("desk")
    parts = urlsplit(before)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def desk_page(view: View) -> Callable[[HttpRequest], HttpResponseBase]:
    """A page for people of a desk: anonymous ones sign in first; a refusal that the view does not answer itself gets a page."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        request.actor = actor_of(request.user)  # type: ignore[attr-defined]
        try:
            return view(request, *args, **kwargs)
        except DomainError as error:
            return refuse(request, error)

    return page


def polled(view: View) -> Callable[..., HttpResponseBase]:
    """A part that a page asks for now and then. A session that ended stops the asking and leaves the page alone: somebody may
    be typing there."""
    part = desk_page(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return HttpResponse(status=286, headers={"HX-Reswap": "none"})  # htmx's own code for “ask no more”
        return part(request, *args, **kwargs)

    return answer


def refuse(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A page that says why; for htmx a message beside the page, which stays as it is."""
    status = 403 if isinstance(error, Forbidden) else 409 if isinstance(error, Conflict) else 422
    if not getattr(request, "htmx", None):
        return refusal(request, status, error.code, error.message)
    response = render(request, "shared/_refused.html", {"message": error.message}, status=status)
    response["HX-Reswap"] = "none"
    return response
