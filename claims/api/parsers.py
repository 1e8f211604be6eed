"""Bodies as programs send them: JSON in UTF-8, or a multipart form with a file."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class StrictJSONParser(JSONParser):
    """JSON as RFC 8259 has it. What PostgreSQL cannot store (NUL characters, halves of surrogate pairs) is refused here, once
    for all fields; so are numbers that are none (NaN) and depths that no request needs."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            value = json.loads(stream.read().decode("utf-8-sig"), parse_constant=_no_number, parse_float=_finite)
        except UnicodeDecodeError as error:
            raise ParseError("The body is not UTF-8.", code="encoding") from error
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.", code="json") from error
        except ValueError as error:
            raise ParseError(f"The body is no JSON: {error}", code="json") from error
        if not isinstance(value, dict):
            raise ParseError("The body must be one JSON object.", code="json")
        _refuse_unstorable(value)
        return value


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _no_number(digits[:20])


def _refuse_unstorable(value: Any) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str) and (found := UNSTORABLE.search(item)):
            what = "a NUL character" if found[0] == "\x00" else "half of a surrogate pair"
            raise ParseError(f"A text in the body has {what} in it, which cannot be stored.", code="unstorable_text")
        if isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            waiting += item
