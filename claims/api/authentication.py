"""Who calls: a program with a token, and nobody else. Session cookies count for nothing here."""

from __future__ import annotations

import re

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from claims.accounts import token_of
from claims.models import ApiToken, User
from claims.permissions import Actor

KEY = re.compile(r"[0-9a-f]{8}\.[A-Za-z0-9_-]{20,100}")


class ApiRequest(Request):
    """A request that carries a valid token."""

    user: User
    auth: ApiToken
    actor: Actor


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer PREFIX.SECRET`. Sets `request.user`, `request.auth` (the token) and `request.actor`."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _, key = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        key = key.strip()
        token = token_of(key) if KEY.fullmatch(key) else None
        if token is None:
            raise AuthenticationFailed("This token is unknown, altered, expired or revoked, or its account is closed.")
        request.actor = Actor(  # type: ignore[attr-defined]
            user=token.user, via="api", scopes=frozenset(token.scopes), token_desk_id=token.desk_id
        )
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Factdesk"'
