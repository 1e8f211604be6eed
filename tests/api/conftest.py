"""Programs that call: a client with a token of a desk."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection
from typing import Any

import pytest
from django.test import Client

from claims.accounts import create_token
from claims.models import Desk, User
from tests import builders

# Playwright keeps an event loop running in the test's thread, which Django would take for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ALL_SCOPES = ("read", "write", "review")


class Program:
    """Sends JSON to /api/v1/ with a token, or with none."""

    def __init__(self, key: str = "", *, user: User | None = None) -> None:
        self.user = user
        self.client = Client(raise_request_exception=True)
        self.headers = {"authorization": f"Bearer {key}"} if key else {}

    def send(self, method: str, address: str, body: Any = None, **options: Any) -> Any:
        content = json.dumps(body) if body is not None and not isinstance(body, str | bytes) else body or ""
        address = address if address.startswith(("/", "http")) else f"/api/v1/{address}"
        headers = self.headers | options.pop("headers", {})
        return self.client.generic(
            method,
            address,
            content,
            content_type=options.pop("content_type", "application/json"),
            headers=headers,
            **options,
        )

    def get(self, address: str, **options: Any) -> Any:
        return self.send("GET", address, **options)

    def post(self, address: str, body: Any = None, **options: Any) -> Any:
        return self.send("POST", address, body, **options)

    def patch(self, address: str, body: Any = None, **options: Any) -> Any:
        return self.send("PATCH", address, body, **options)

    def delete(self, address: str, **options: Any) -> Any:
        return self.send("DELETE", address, **options)

    def upload(self, **form: Any) -> Any:
        return self.client.post("/api/v1/articles", form, headers=self.headers)

    def all(self, address: str, key: str = "id") -> list[Any]:
        """That field of every row, through all pages."""
        found: list[Any] = []
        following: str | None = address
        while following:
            page = self.get(following).json()
            found += [row[key] for row in page["results"]]
            following = page["next"]
        return found


@pytest.fixture
def program() -> Callable[..., Program]:
    """program(desk, "reviewer") → a program that acts for somebody in that role on the desk."""

    def make(
        desk: Desk, role: str = "integration", *, user: User | None = None, scopes: Collection[str] = ALL_SCOPES
    ) -> Program:
        user = user or builders.make_member(desk, role)
        _, key = create_token(user=user, desk=desk, name="test", scopes=scopes)
        return Program(key, user=user)

    return make


@pytest.fixture
def nobody() -> Program:
    return Program()
