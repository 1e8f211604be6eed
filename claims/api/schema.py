"""The OpenAPI description: how tokens are sent, addresses as they are written, and what a refusal looks like."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView

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


class Schema(SpectacularAPIView):
    """The OpenAPI 3.1 description of this API, as YAML or JSON."""

    @extend_schema(exclude=True)
    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return super().get(request, *args, **kwargs)
