"""Fields that say in JSON what the database says otherwise: numbers, absent words, times."""

from __future__ import annotations

from datetime import UTC
from decimal import Decimal
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


@extend_schema_field(OpenApiTypes.DOUBLE)
class NumberField(serializers.Field[Any, Any, Any, Any]):
    """A Decimal as a JSON number: 12000, 0.081."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Decimal) -> int | float:
        return int(value) if value == value.to_integral_value() else float(value)


class MomentField(serializers.DateTimeField):
    """A time in UTC, whatever zone the server or a reader's session is in."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, default_timezone=UTC, **options)


class WordsField(serializers.CharField):
    """Text; null where the database keeps an empty one for “not known”."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **options)

    def to_representation(self, value: Any) -> Any:
        return str(value) if value not in (None, "") else None


class ChoiceOrNullField(serializers.ChoiceField):
    """One of the words, or null where the database keeps none."""

    def __init__(self, choices: Any, **options: Any) -> None:
        super().__init__(choices, read_only=True, allow_null=True, **options)

    def to_representation(self, value: Any) -> Any:
        return value or None
