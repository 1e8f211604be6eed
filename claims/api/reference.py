"""The OpenAPI description, and the same as a page in our own design, without any script."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView

from claims.api.pagination import DEFAULT_LIMIT, MAX_LIMIT

REQUEST = "Request"
REFERENCE = re.compile(r'"#/components/schemas/(\w+)"')


class Type(NamedTuple):
    """What a field holds, in words; `shape` names the component that the words end with."""

    words: str
    shape: str = ""
    null: bool = False


class Field(NamedTuple):
    name: str
    type: Type
    required: bool
    description: str


class Shape(NamedTuple):
    name: str
    paragraphs: list[list[str]]
    fields: list[Field]


class Body(NamedTuple):
    media_type: str
    fields: list[Field]


class Answer(NamedTuple):
    status: str
    type: Type | None
    description: str


class Operation(NamedTuple):
    id: str
    method: str
    path: str
    paragraphs: list[list[str]]
    parameters: list[Field]
    bodies: list[Body]
    answers: list[Answer]


class Group(NamedTuple):
    name: str
    operations: list[Operation]


class Schema(SpectacularAPIView):
    """The OpenAPI 3.1 description of this API, as YAML or JSON."""

    authentication_classes: list[Any] = []

    @extend_schema(exclude=True)
    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return super().get(request, *args, **kwargs)


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Every address with what it takes and answers. Open to everybody: it shows nothing of any desk."""
    groups, shapes = described()
    context = {
        "groups": groups,
        "shapes": shapes,
        "server": request.build_absolute_uri("/api/v1"),
        "default_limit": DEFAULT_LIMIT,
        "max_limit": MAX_LIMIT,
        "most_megabytes": settings.MAX_UPLOAD_BYTES // 1024**2,
    }
    return render(request, "api/reference.html", context)


@cache
def described() -> tuple[list[Group], list[Shape]]:
    """Operations by resource, and the shapes that they show. Made once: the description does not change while we run."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    components = schema["components"]["schemas"]
    groups: dict[str, list[Operation]] = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            groups.setdefault(operation["tags"][0], []).append(_operation(method, path, operation, components))
    within = set(
        REFERENCE.findall(json.dumps(components))
    )  # a body is shown at its address, a part of one by its own name
    shapes = [
        Shape(name, _paragraphs(component.get("description", "")), _fields(component, components))
        for name, component in components.items()
        if "properties" in component
        and (name in within or not name.endswith(REQUEST))
        and not name.startswith("Paginated")
    ]
    return [Group(name, operations) for name, operations in groups.items()], shapes


def _operation(method: str, path: str, operation: dict[str, Any], components: dict[str, Any]) -> Operation:
    parameters = [
        Field(
            row["name"],
            _type(row["schema"], components),
            row.get("required", False),
            row.get("description", "").split("\n\n")[0],
        )
        for row in operation.get("parameters", [])
    ]
    bodies = [
        Body(media_type, _fields(_resolved(content["schema"], components), components))
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items()
    ]
    answers = [_answer(status, row, components) for status, row in sorted(operation["responses"].items())]
    return Operation(
        operation["operationId"].replace("_", "-"),
        method.upper(),
        path.removeprefix("/api/v1"),
        _paragraphs(operation.get("description", "")),
        parameters,
        bodies,
        answers,
    )


def _paragraphs(text: str) -> list[list[str]]:
    """Each paragraph as its pieces, words and code by turns: “see `run`.” is ["see ", "run", "."]."""
    return [" ".join(paragraph.split("\n")).split("`") for paragraph in text.split("\n\n") if paragraph.strip()]


def _answer(status: str, row: dict[str, Any], components: dict[str, Any]) -> Answer:
    content = next(iter(row.get("content", {}).values()), None)
    return Answer(status, _type(content["schema"], components) if content else None, row.get("description", ""))


def _fields(schema: dict[str, Any], components: dict[str, Any]) -> list[Field]:
    required = schema.get("required", [])
    return [
        Field(name, _type(field, components), name in required, field.get("description", "").split("\n\n")[0])
        for name, field in schema.get("properties", {}).items()
    ]


def _name(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).rsplit("/", 1)[-1]


def _resolved(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    return components[_name(schema)] if "$ref" in schema else schema


def _type(schema: dict[str, Any], components: dict[str, Any]) -> Type:
    for several in ("allOf", "oneOf", "anyOf"):
        if several in schema:
            parts = [_type(part, components) for part in schema[several]]
            told = next((part for part in parts if part.words != "null"), parts[0])
            return told._replace(null=any(part.null or part.words == "null" for part in parts))
    if "$ref" in schema:
        component = components[_name(schema)]
        if "enum" in component:
            return _enum(component["enum"])
        if _name(schema).startswith("Paginated"):
            return _type(component["properties"]["results"], components)._replace(words="a page of")
        return Type("", _name(schema))
    kinds = schema.get("type", "anything")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    kind, null = next((word for word in kinds if word != "null"), "null"), "null" in kinds
    if "enum" in schema:
        return _enum(schema["enum"])._replace(null=null)
    if kind == "array":
        inner = _type(schema["items"], components)
        return Type(f"list of {inner.words}".strip(), inner.shape, null)
    return Type(WORDS.get(schema.get("format", ""), kind), "", null)


def _enum(words: list[Any]) -> Type:
    said = [str(word) for word in words if word]
    return Type(" | ".join(said) or "null", "", len(said) < len(words))


WORDS = {"uuid": "id", "date-time": "time", "uri": "address", "binary": "file", "double": "number"}
