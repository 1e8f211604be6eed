"""Sources as one desk knows them: found by name or alias, never across desks."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from claims import history
from claims.errors import Conflict, InvalidInput
from claims.models import Desk, Source
from claims.permissions import Action, Actor, require

EDITABLE = ("name", "kind", "reliability", "side")


class SourceNameTaken(Conflict):
    code = "source_name"


def find_source(*, desk_id: int, name: str) -> Source | None:
    """The desk's source of that name or alias, whatever the case."""
    name = clean_name(name)
    if not name:
        return None
    return (
        Source.objects.filter(desk_id=desk_id, name__iexact=name).first()
        or Source.objects.filter(desk_id=desk_id, aliases__name__iexact=name).first()
    )


def clean_name(name: str) -> str:
    return " ".join(name.split())[:200]


def find_or_create_source(
    *, desk: Desk, name: str, kind: str = Source.Kind.OUTLET, actor: Actor | None = None
) -> Source:
    """The desk's source of that name; made when it is new."""
    name = clean_name(name)
    found = find_source(desk_id=desk.pk, name=name)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            source = Source.objects.create(desk=desk, name=name, kind=kind)
            history.append(
                verb="added source", subject=source, desk=desk, actor=actor, after={"name": name, "kind": kind}
            )
    except IntegrityError:  # another upload made it at this moment
        found = find_source(desk_id=desk.pk, name=name)
        if found is None:
            raise
        return found
    return source


def create_source(
    *, desk: Desk, actor: Actor, name: str, kind: str, reliability: str = "F", side: str = "none"
) -> Source:
    """A new source. Raises SourceNameTaken when the desk has one of that name or alias."""
    require(actor, Action.EDIT_SOURCES, desk.pk)
    name = clean_name(name)
    if not name:
        raise InvalidInput("A source needs a name.", code="source_name")
    if find_source(desk_id=desk.pk, name=name):
        raise SourceNameTaken(f"This desk knows a source named “{name}” already.")
    with transaction.atomic():
        source = Source.objects.create(desk=desk, name=name, kind=kind, reliability=reliability, side=side)
        history.append(
            verb="added source",
            subject=source,
            desk=desk,
            actor=actor,
            after={"name": name, "kind": kind, "reliability": reliability, "side": side},
        )
    return source


def edit_source(*, source: Source, actor: Actor, reason: str = "", **changes: Any) -> Source:
    """Change name, kind, reliability or side. Raises SourceNameTaken for a name that another source has."""
    require(actor, Action.EDIT_SOURCES, source.desk_id)
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise InvalidInput(f"A source has no {', '.join(sorted(unknown))}.", code="field")
    if "name" in changes:
        changes["name"] = clean_name(changes["name"])
        other = find_source(desk_id=source.desk_id, name=changes["name"]) if changes["name"] else None
        if not changes["name"]:
            raise InvalidInput("A source needs a name.", code="source_name")
        if other is not None and other.pk != source.pk:
            raise SourceNameTaken(f"This desk knows a source named “{changes['name']}” already.")
    with transaction.atomic():
        source = Source.objects.select_for_update().get(pk=source.pk)
        before = {name: getattr(source, name) for name, value in changes.items() if getattr(source, name) != value}
        if not before:
            return source
        for name in before:
            setattr(source, name, changes[name])
        source.save(update_fields=list(before))
        history.append(
            verb="edited source",
            subject=source,
            desk=source.desk_id,
            actor=actor,
            before=before,
            after={name: changes[name] for name in before},
            reason=reason,
        )
    return source
