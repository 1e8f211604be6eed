"""Views of the queue that people keep under a name, for themselves or for the whole desk."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict, Forbidden, InvalidInput
from claims.models import Desk, SavedView
from claims.permissions import Action, Actor, desk_ids, require


class ViewNameTaken(Conflict):
    code = "view_name"


def views_to_read(actor: Actor) -> QuerySet[SavedView]:
    """One's own and the shared ones on the desks that one reads, by name."""
    visible = SavedView.objects.filter(Q(owner=actor.user) | Q(shared=True), desk_id__in=desk_ids(actor, Action.READ))
    return visible.select_related("owner", "desk")


def save_view(*, actor: Actor, desk: Desk, name: str, query: str, shared: bool = False) -> SavedView:
    """Keep a choice of filters. Raises ViewNameTaken for a second one of that name by the same person."""
    require(actor, Action.READ, desk.pk)
    name = _checked_name(name)
    if len(query) > 2000:
        raise InvalidInput(_("These are too many filters to keep at once."), code="query")
    try:
        with transaction.atomic():
            view = SavedView.objects.create(desk=desk, owner=actor.user, name=name, query=query, shared=shared)
            _note("saved view", view, actor, after=_described(view))
    except IntegrityError as error:
        raise ViewNameTaken(_("You have a view of this name already.")) from error
    return view


def edit_view(*, view: SavedView, actor: Actor, name: str, shared: bool) -> SavedView:
    """Rename or share one's own view, or keep it to oneself again."""
    _require_own(view, actor)
    name = _checked_name(name)
    try:
        with transaction.atomic():
            view = SavedView.objects.select_for_update(of=("self",)).get(pk=view.pk)
            before = _described(view)
            view.name, view.shared = name, shared
            view.save(update_fields=["name", "shared"])
            _note("changed view", view, actor, before=before, after=_described(view))
    except IntegrityError as error:
        raise ViewNameTaken(_("You have a view of this name already.")) from error
    return view


def delete_view(*, view: SavedView, actor: Actor) -> None:
    """Remove one's own view. Saving its query under its name brings it back."""
    _require_own(view, actor)
    with transaction.atomic():
        _note("deleted view", view, actor, before=_described(view))
        SavedView.objects.filter(pk=view.pk).delete()


def _require_own(view: SavedView, actor: Actor) -> None:
    require(actor, Action.READ, view.desk_id)
    if view.owner_id != actor.user.pk:
        raise Forbidden(_("Only who saved a view can change it."), code="not_own")


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 80:
        raise InvalidInput(_("A view needs a name of at most 80 characters."), code="name")
    return name


def _described(view: SavedView) -> dict[str, Any]:
    return {"name": view.name, "query": view.query, "shared": view.shared}


def _note(verb: str, view: SavedView, actor: Actor, **what: Any) -> None:
    history.append(verb=verb, subject=view, desk=view.desk_id, actor=actor, **what)
