"""The OpenAPI description: how tokens are sent, addresses as they are written, and what a refusal looks like."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

ONE_OF_THEM = "One of them."
PROBLEM = {
    "type": "object",
    "description": "A refusal (RFC 9457). Some carry more: the verdict that holds now, the legal acts.",
    "required": ["type", "title", "status", "code", "detail"],
    "additionalProperties": True,
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "For programs; never changes."},
        "detail": {"type": "string", "description": "For people: what happened, what helps."},
        "errors": {
            "type": "object",
            "description": "Messages by field.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "claims.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "`Authorization: Bearer PREFIX.SECRET`. A token belongs to one desk and has scopes: read, write, review.",
        }


class PlainNames(AutoSchema):
    """Shapes without the ending that tells our classes apart: Article for what is shown, ArticleRequest for what is sent. And
    words for the acts that all resources share."""

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        name: str = super().get_serializer_name(serializer, direction)
        return name.removesuffix("Out").removesuffix("In")

    def get_description(self) -> str:  # type: ignore[override]  # drf-spectacular takes the path from the view
        one, many = getattr(self.view, "nouns", ("", ""))
        action = getattr(self.view, "action", "")
        if action == "list":
            return f"A page of {many}, filtered by the query parameters."
        told: str = super().get_description()
        return f"One {one}." if action == "retrieve" and told == ONE_OF_THEM else told

    def get_summary(self) -> str:
        return self.get_description().split("\n\n")[0].replace("\n", " ").split(". ")[0].removesuffix(".")


def plain_addresses(endpoints: list[tuple[Any, ...]], **_: Any) -> list[tuple[Any, ...]]:
    """Addresses without the slash that may stand at their end."""
    return [(path.rstrip("/"), *rest) for path, *rest in endpoints]


def refusals(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:
    """Every operation may be refused, always in the same shape."""
    problem = {
        "description": "A refusal.",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    result["components"]["schemas"]["Problem"] = PROBLEM
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"]["default"] = problem
    return result
