"""Every field of every body and every query parameter with values that nobody should send: a 4xx, never a 500."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.api.test_permissions import Room

NASTY: list[Any] = [
    None, True, 0, -1, 10**30, 1e308, "", " ", "\u202e\u2066x", "x" * 200_001, "0" * 40, [], [None], {}, {"a": [1]}, str(uuid.UUID(int=0)),
    "%s' OR 1=1 --", "﷽" * 300, "\ufffe\U0010ffff", "2025-02-30", "9999-12-31T23:59:59-14:00",
]  # fmt: skip
IN_QUERIES = [
    "", " ", "-1", "0", "1e308", "9" * 400, "null", "true", "true,false", ",", "%27%22%3B--", "%F0%9F%92%A9", quote("\u202e"),
    "00000000-0000-0000-0000-000000000000", "2025-02-30", "9999-12-31T23%3A59%3A59-14%3A00", "1700-01-01", "*", "%25", "%5C",
]  # fmt: skip


# One value for each field, another one for the next, so that each value and each field is tried; the long form tries all.
STEPS = [20, pytest.param(1, marks=pytest.mark.soak)]


def _some(values: Sequence[Any], turn: int, step: int) -> Sequence[Any]:
    return values[turn % step :: step]


def _schema() -> dict[str, Any]:
    return json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True)))


def _bodies(room: Room) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for call in room.calls() + room.creating():
        if call.method in ("POST", "PATCH"):
            yield call.method, call.address, call.body or {}


@pytest.mark.parametrize("step", STEPS)
def test_no_field_of_a_body_breaks_the_server(desk, program, step):
    room = Room(desk)
    caller = program(desk, "moderator")
    schemas = _schema()["components"]["schemas"]
    fields = {
        name for shape, schema in schemas.items() if shape.endswith("Request") for name in schema["properties"]
    } - {"file", "sidecar"}
    turn = seen = 0
    for method, address, body in _bodies(room):
        for field in sorted(
            fields & ({*body} | {"evidence", "newer", "outlet", "published", "quote", "replaces", "url"})
        ):
            turn += 1
            for value in _some(NASTY, turn, step):
                answer = caller.send(method, address, body | {field: value})
                assert answer.status_code < 500, (method, address, field, value, answer.content)
                seen += 1
    assert seen > 1000 / step


@pytest.mark.parametrize("step", STEPS)
def test_no_value_of_a_query_parameter_breaks_the_server(desk, program, step):
    Room(desk)
    turn = 0
    caller = program(desk, "moderator")
    for path, operations in _schema()["paths"].items():
        if "get" not in operations or "{" in path:
            continue
        for parameter in operations["get"].get("parameters", []):
            turn += 1
            for value in _some(IN_QUERIES, turn, step):
                answer = caller.get(f"{path}?{parameter['name']}={value}")
                assert answer.status_code in (200, 400), (path, parameter["name"], value, answer.content)
