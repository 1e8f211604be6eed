"""What every resource shares: the guards at the door, the actor, and only what it may read is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from claims.api import pagination
from claims.api.inputs import Input
from claims.api.parsers import StrictJSONParser
from claims.models import ApiToken
from claims.permissions import Action, Actor, require

AnyInput = TypeVar("AnyInput", bound=Input)
AnyModel = TypeVar("AnyModel", bound=Model)
ROOM_FOR_THE_FORM = 1024 * 1024  # around a file, in a multipart body


class Guarded(APIView):
    """Refuses what no request can mean before anything is looked up: query strings that are not UTF-8, parameters that are
    unknown or given twice, bodies in other encodings or larger than is taken."""

    parser_classes = [StrictJSONParser]
    metadata_class = None  # OPTIONS tells nothing: the schema does

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        _check_encoding(request)
        super().initial(request, *args, **kwargs)
        _check_size(request)
        known = self.query_parameters()
        if unknown := sorted(set(request.query_params) - known):
            offered = f"here are {', '.join(sorted(known))}" if known else "none are taken here"
            raise exceptions.ValidationError({name: [f"There is no such parameter; {offered}."] for name in unknown})
        if twice := [name for name, values in request.query_params.lists() if len(values) > 1]:
            raise exceptions.ValidationError({name: ["This parameter is given twice."] for name in twice})

    def query_parameters(self) -> set[str]:
        return set()

    @property
    def actor(self) -> Actor:
        return cast(Actor, self.request.actor)  # type: ignore[attr-defined]

    @property
    def token(self) -> ApiToken:
        return cast(ApiToken, self.request.auth)

    @property
    def desk_id(self) -> int:
        return self.token.desk_id


class DeskView(Guarded, GenericViewSet[Any]):
    """A resource of the token's desk. Its rows are those of `rows(actor)`; others are not found at all.

    `list` and `retrieve` show `serializer_class`.
    """

    lookup_field = "public_id"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    nouns: tuple[str, str]  # one, many
    rows: Callable[[Actor], QuerySet[Any]]
    orderings: Mapping[str, str] = {"created_at": "created_at"}
    newest_first = True
    entrance: Mapping[str, Action] = {}  # what an action asks for instead of the right to read

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require(self.actor, self.entrance.get(self.action or "", Action.READ), self.desk_id)

    def query_parameters(self) -> set[str]:
        if self.action != "list":
            return set()
        return {*pagination.PARAMETERS, *self.filterset_class.get_filters()}  # type: ignore[attr-defined]

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):  # the schema asks for the model only
            return self.__class__.__dict__["queryset"]
        return self.rows(self.actor)

    def get_object(self) -> Any:
        """The row that the address names. The filters are the list's; they count for nothing here."""
        row = self.get_queryset().filter(**{self.lookup_field: self.kwargs[self.lookup_url_kwarg]}).first()
        if row is None:
            raise Http404
        return row

    def sent(self, shape: type[AnyInput]) -> AnyInput:
        """What the request carries, checked for its shape."""
        form = shape(data=self.request.data)
        form.is_valid(raise_exception=True)
        return form

    def show(self, row: Any, shape: type[serializers.BaseSerializer[Any]] | None = None, status: int = 200) -> Response:
        return Response((shape or self.get_serializer_class())(row, context=self.get_serializer_context()).data, status)

    def list(self, request: Request) -> Response:
        """A page of them, filtered by the query parameters."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        self.prepare(page)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, id: str) -> Response:
        """One of them."""
        row = self.get_object()
        self.prepare([row])
        return self.show(row)

    def prepare(self, page: Any) -> None:
        """Add what the rows show besides their columns."""


def named(rows: QuerySet[AnyModel], public_id: Any) -> AnyModel:
    """The thing that a body names as what it acts on, or 404."""
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def referred(rows: QuerySet[AnyModel], field: str, public_id: Any) -> AnyModel | None:
    """The thing that a field of a body refers to; None for none. One that cannot be read is an error of that field."""
    if public_id is None:
        return None
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise exceptions.ValidationError({field: ["There is no such thing, or none that this token may see."]})
    return found


def _check_encoding(request: Request) -> None:
    try:
        unquote_to_bytes(request.META.get("QUERY_STRING", "")).decode("utf-8")
    except UnicodeDecodeError as error:
        raise exceptions.ParseError("The query string is not UTF-8.", code="encoding") from error
    charset = request._request.content_params or {}
    if charset.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise exceptions.UnsupportedMediaType(
            request.META.get("CONTENT_TYPE", ""), "Bodies are taken in UTF-8 only.", code="encoding"
        )


def _check_size(request: Request) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isascii() and length.isdigit() and int(length) > _largest():
        raise TooLarge()


def _largest() -> int:
    return max(2 * settings.MAX_UPLOAD_BYTES + ROOM_FOR_THE_FORM, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


class TooLarge(exceptions.APIException):
    status_code = 413
    default_detail = "The body is larger than is taken here."
    default_code = "too_large"
