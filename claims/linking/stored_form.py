"""A claim as the comparison sees it, as JSON and back, so that a stored one is compared without its text or rows; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any

from claims.linking.compared import ComparedClaim
from claims.linking.compared_quantities import ComparedQuantity
from claims.linking.intervals import Interval
from claims.linking.provenance import Origin

VERSION = 3  # another number makes every stored profile stale


def to_json(claim: ComparedClaim) -> dict[str, Any]:
    """As JSON, so that a comparison with a stored claim needs neither its text nor its rows."""
    row = {"version": VERSION}
    for field in fields(claim):
        row[field.name] = _packed(getattr(claim, field.name))
    return row


def _packed(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(_packed(item) for item in value)
    if isinstance(value, tuple):
        return [_packed(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Interval | ComparedQuantity | Origin):
        return {name: _packed(getattr(value, name)) for name in asdict(value)}
    return value


def from_json(row: Mapping[str, Any]) -> ComparedClaim:
    """The claim that `to_json` wrote. Raises ValueError for the form of another version."""
    if row.get("version") != VERSION:
        raise ValueError(f"a profile of version {row.get('version')}")
    plain = {name: row[name] for name in (field.name for field in fields(ComparedClaim))}
    for name in ("concepts", "stems", "around", "ordinals", "contrasts", "signs", "all_of"):
        plain[name] = frozenset(plain[name])
    for name in ("names", "weak_names", "around_names", "outlet_names", "head_names", "main_names", "around_weak"):
        plain[name] = frozenset(tuple(item) for item in plain[name])
    plain["place_in_text"] = tuple(plain["place_in_text"])
    plain["words"], plain["stances"] = tuple(plain["words"]), tuple(plain["stances"])
    plain["days"] = tuple(plain["days"]) if plain["days"] else None
    plain["quantities"] = tuple(_quantity(item) for item in plain["quantities"])
    plain["disputes"] = tuple(_quantity(item) for item in plain["disputes"])
    origin = plain["origin"]
    plain["origin"] = Origin(
        **{**origin, "relays": tuple(tuple(name) for name in origin["relays"]), "speaker": tuple(origin["speaker"])}
    )
    return ComparedClaim(**plain)


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _quantity(row: Mapping[str, Any]) -> ComparedQuantity:
    interval = row["interval"]
    return ComparedQuantity(
        surface=row["surface"],
        value=_decimal(row["value"]),
        interval=Interval(
            _decimal(interval["low"]), _decimal(interval["high"]), interval["low_exclusive"], interval["high_exclusive"]
        ),
        total=_decimal(row["total"]),
        unit=row["unit"],
        counted=row["counted"],
        modifiers=frozenset(row["modifiers"]),
        trend=row["trend"],
        counted_words=row["counted_words"],
        denied=row.get("denied", False),
    )
