"""Pages by cursor: no row twice and none left out, while others are added."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone
from rest_framework.exceptions import ParseError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.parsers import UNSTORABLE

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
PARAMETERS = ("cursor", "limit", "ordering")


class Order(NamedTuple):
    """One of the view's `orderings`, as asked for: “-created_at”."""

    asked: str
    column: str
    descending: bool


class CursorPages(BasePagination):
    """`limit` rows after the one that `cursor` names, in the order of one column and then of the id.

    The view says by which columns in `orderings` (parameter → column, the first one is the default; `newest_first` turns
    that one round). Rows without a value come last either way.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        order = _order(request, view)
        limit = _limit(request)
        nulls_last = {"nulls_last": True} if _column(queryset, order).null else {}
        tie, column = F("pk"), F(order.column)
        queryset = queryset.order_by(
            column.desc(**nulls_last) if order.descending else column.asc(**nulls_last),
            tie.desc() if order.descending else tie.asc(),
        )
        if cursor := request.query_params.get("cursor"):
            queryset = queryset.filter(_after(cursor, order, queryset, view))
        rows = list(queryset[: limit + 1])
        self.next = _next_address(request, order, rows[limit - 1]) if len(rows) > limit else None
        return rows[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.next, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = {
            "type": ["string", "null"],
            "format": "uri",
            "description": "Address of the next page; null on the last one.",
        }
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {"next": address, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        names = [sign + name for name in view.orderings for sign in ("", "-")]
        return [
            {
                "name": "limit", "in": "query", "description": f"Rows on a page; more than {MAX_LIMIT} are not sent at once.",
                "schema": {"type": "integer", "minimum": 1, "default": DEFAULT_LIMIT},
            },
            {
                "name": "cursor", "in": "query", "description": "Where the page begins. Follow `next` instead of making one.",
                "schema": {"type": "string"},
            },
            {
                "name": "ordering", "in": "query", "description": "Column to order by; a minus turns it round.",
                "schema": {"type": "string", "enum": names, "default": _default_order(view)},
            },
        ]  # fmt: skip


class BadCursor(ParseError):
    default_detail = "This cursor is none of this list's in this order. Start again without one."
    default_code = "cursor"


def _default_order(view: Any) -> str:
    return ("-" if view.newest_first else "") + next(iter(view.orderings))


def _order(request: Request, view: Any) -> Order:
    asked = request.query_params.get("ordering") or _default_order(view)
    name = asked.removeprefix("-")
    if name not in view.orderings:
        raise ParseError(f"Lists are ordered here by {', '.join(view.orderings)}.", code="ordering")
    return Order(asked, view.orderings[name], asked.startswith("-"))


def _limit(request: Request) -> int:
    asked = request.query_params.get("limit", str(DEFAULT_LIMIT))
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10 and int(asked)):
        raise ParseError(f"A limit is a number from 1 to {MAX_LIMIT}.", code="limit")
    return min(int(asked), MAX_LIMIT)


def _column(queryset: QuerySet[Any], order: Order) -> Any:
    return queryset.model._meta.get_field(order.column)


def _key(row: Model) -> str:
    """What the cursor calls a row: its public id; of the history its sequence."""
    return str(getattr(row, "public_id", None) or row.sequence)  # type: ignore[attr-defined]


def _next_address(request: Request, order: Order, last: Model) -> str:
    value = getattr(last, order.column)
    written = value.isoformat() if isinstance(value, datetime) else value
    packed = base64.urlsafe_b64encode(json.dumps([order.asked, written, _key(last)]).encode()).decode().rstrip("=")
    query = request.query_params.copy()
    query["cursor"] = packed
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _unpacked(cursor: str, order: Order) -> tuple[Any, str]:
    """The value and the key in a cursor. Raises BadCursor."""
    try:
        packed = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        asked, value, key = json.loads(packed, parse_constant=lambda word: 1 / 0)
    except (ValueError, TypeError, RecursionError, ZeroDivisionError) as error:
        raise BadCursor() from error
    known = isinstance(key, str) and isinstance(value, str | int | float | None) and asked == order.asked
    if not known or UNSTORABLE.search(f"{value}{key}"):
        raise BadCursor()
    return value, key


def _after(cursor: str, order: Order, queryset: QuerySet[Any], view: Any) -> Q:
    value, key = _unpacked(cursor, order)
    try:
        value = _column(queryset, order).to_python(value)
        # among all that the token may read: the row may have left the filtered list meanwhile
        rows = view.get_queryset().prefetch_related(None).filter(**{view.lookup_field: key})
        tie = rows.order_by("pk").values_list("pk", flat=True).first()
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        raise BadCursor() from error
    naive = isinstance(value, datetime) and timezone.is_naive(value)
    if tie is None or naive:
        raise BadCursor()
    column, beyond = order.column, "lt" if order.descending else "gt"
    later_tie = Q(**{f"pk__{beyond}": tie})
    if value is None:
        return Q(**{f"{column}__isnull": True}) & later_tie
    # the first condition says nothing new, but lets the database begin in the middle of its index
    after = Q(**{f"{column}__{beyond}e": value}) & (Q(**{f"{column}__{beyond}": value}) | later_tie)
    return after | Q(**{f"{column}__isnull": True}) if _column(queryset, order).null else after
