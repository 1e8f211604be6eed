"""Which claims come next: the queue by many filters at once, with counts, in an order that pages can follow."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils import timezone

from claims.models import Attribution, Claim, ClaimLink, Notification, NotificationClaim, Quantity
from claims.models.base import State
from claims.models.claim import ClaimQuerySet
from claims.permissions import Actor
from claims.review.order import NEVER, Key, after, in_queue_order, key_of

MOST_VALUES = 40  # of one filter; what an address adds beyond is left out
OPEN_STATES = (State.UNREVIEWED.value, State.REOPENED.value)
NONE = "none"  # of an assignee, a deadline, a link
ME = "me"
UNKNOWN = "unknown"
PARAMETERS = (
    "state", "pending", "due", "assignee", "links", "outlet", "speaker", "kind", "unit", "age", "priority", "risk", "article",
    "told",
)  # fmt: skip
SORTS = ("queue", "worth", "newest", "oldest")


def waiting_claims(actor: Actor) -> ClaimQuerySet:
    """The claims that wait for a verdict on the desks of the actor, the one most worth checking first."""
    return Claim.objects.readable_by(actor).awaiting_review().in_order_of_worth()


# --- what was chosen ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """The filters and the order of a queue, as an address says them. Values that cannot be are left out, never refused: a
    bookmark outlives an outlet."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "queue"

    @classmethod
    def of(cls, query: QueryDict) -> Choice:
        chosen: dict[str, tuple[str, ...]] = {}
        for name in PARAMETERS:
            known = KNOWN.get(name)
            values = [value[:300] for value in dict.fromkeys(query.getlist(name)) if known is None or value in known]
            if values := [value for value in values if value and (name not in IDS or _is_id(name, value))]:
                chosen[name] = tuple(values[:MOST_VALUES])
        sort = query.get("sort", "queue")
        return cls(chosen, sort if sort in SORTS else "queue")

    def get(self, name: str) -> tuple[str, ...]:
        return self.values.get(name, ())

    def without(self, name: str, value: str | None = None) -> Choice:
        """The choice without one of its values, or without the whole filter."""
        kept = tuple(other for other in self.get(name) if value is not None and other != value)
        values = {key: found for key, found in self.values.items() if key != name}
        return replace(self, values=values | ({name: kept} if kept else {}))

    def address(self, **more: str) -> str:
        """The query of the page's address; the same choice always has the same one."""
        query = QueryDict(mutable=True)
        for name in PARAMETERS:
            query.setlist(name, list(self.get(name))) if self.get(name) else None
        if self.sort != "queue":
            query["sort"] = self.sort
        for name, value in more.items():
            query[name] = value
        return query.urlencode()


def _is_id(name: str, value: str) -> bool:
    if value in IDS[name]:
        return True
    try:
        UUID(value)
    except ValueError:
        return False
    return True


IDS: dict[str, tuple[str, ...]] = {"outlet": (UNKNOWN,), "assignee": (ME, NONE), "article": (), "told": ()}
AGES = ("today", "one", "two", "week", "older")
DUES = ("overdue", "today", "week", "later", NONE)
LINKS = ("contradicted", "contradiction_confirmed", "contradiction_suggested", "confirmed", "suggested", NONE)
KNOWN: dict[str, tuple[str, ...]] = {
    "state": tuple(State.values),
    "pending": ("second", "conflict"),
    "due": DUES,
    "links": LINKS,
    "kind": tuple(Claim.Kind.values),
    "age": AGES,
    "priority": tuple(str(value) for value in Claim.Priority.values),
    "risk": ("yes",),
}


# --- the claims that match ----------------------------------------------------------------------------------------------


def matching(actor: Actor, choice: Choice, *, now: datetime | None = None) -> ClaimQuerySet:
    """The claims that a choice names, in no order."""
    claims = in_any_state(actor).filter(condition("state", choice, actor, now := now or timezone.now()))
    for name in choice.values:
        if name != "state":
            claims = claims.filter(condition(name, choice, actor, now))
    return claims


def in_any_state(actor: Actor) -> ClaimQuerySet:
    """Every claim that a queue may hold, in no order."""
    claims = Claim.objects.readable_by(actor).filter(desk_id__in=_desks(actor), article__state="live", standing="live")
    return claims.order_by()  # a table's own order would sort all that match before the first few are counted


def condition(name: str, choice: Choice, actor: Actor, now: datetime) -> Q:
    """What one filter of the choice asks of a claim."""
    values = choice.get(name)
    if name == "state" and (not values or set(values) == set(OPEN_STATES)):
        return Claim.WANTS_SOMEBODY  # as the queue opens, and the words of its index
    return CONDITIONS[name](values, actor, now) if values else Q()


def in_order(claims: ClaimQuerySet, sort: str) -> ClaimQuerySet:
    if sort == "queue":
        return in_queue_order(claims)
    return claims.order_by(*{"worth": ("-check_worthiness", "id"), "newest": ("-created_at", "-id"),
                             "oldest": ("created_at", "id")}[sort])  # fmt: skip


def page_of(claims: ClaimQuerySet, sort: str, *, cursor: str = "", size: int = 30) -> tuple[list[Claim], str]:
    """The claims behind the cursor, and the cursor of what follows (empty: nothing does). A cursor that is none begins at the
    top: it came out of an address."""
    if (place := _place(cursor, sort)) is not None:
        claims = _behind(claims, sort, place)
    rows = list(in_order(claims, sort)[: size + 1])
    return rows[:size], _cursor(rows[size - 1], sort) if len(rows) > size else ""


def _cursor(claim: Claim, sort: str) -> str:
    if sort == "queue":
        key = key_of(claim)
        place: list[Any] = ["" if key.due == NEVER else key.due.isoformat(), *key[1:]]
    else:
        place = [claim.check_worthiness if sort == "worth" else claim.created_at.isoformat(), claim.pk]
    return base64.urlsafe_b64encode(json.dumps([sort, *place]).encode()).decode().rstrip("=")


def _place(cursor: str, sort: str) -> Any:
    """Where a page begins: a Key, or a value and an id. None for the top."""
    try:
        sorted_by, *place = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
        if sorted_by != sort or len(cursor) > 400:
            return None
        if sort == "queue":
            due, load, priority, worth, pk = place
            moment = datetime.fromisoformat(due) if due else NEVER
            return Key(_aware(moment), _small(load), _small(priority), float(worth), _small(pk))
        value, pk = place
        return (float(value) if sort == "worth" else _aware(datetime.fromisoformat(value)), _small(pk))
    except (ValueError, TypeError, RecursionError, OverflowError):
        return None


def _aware(moment: datetime) -> datetime:
    if timezone.is_naive(moment):
        raise ValueError(moment)
    return moment


def _small(number: Any) -> int:
    if not isinstance(number, int) or abs(number) > 2**31:
        raise ValueError(number)
    return number


def _behind(claims: ClaimQuerySet, sort: str, place: Any) -> ClaimQuerySet:
    if sort == "queue":
        return after(claims, place)
    value, pk = place
    if sort == "worth":
        return claims.filter(check_worthiness__lte=value).filter(Q(check_worthiness__lt=value) | Q(pk__gt=pk))
    if sort == "newest":
        return claims.filter(created_at__lte=value).filter(Q(created_at__lt=value) | Q(pk__lt=pk))
    return claims.filter(created_at__gte=value).filter(Q(created_at__gt=value) | Q(pk__gt=pk))


# --- conditions ---------------------------------------------------------------------------------------------------------

Condition = Callable[[Sequence[str], Actor, datetime], Q]


def _desks(actor: Actor) -> list[int]:
    from claims.permissions import Action, desk_ids

    return desk_ids(actor, Action.READ)


def days(now: datetime) -> tuple[datetime, timedelta]:
    """When the reader's day began, and a day."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0), timedelta(days=1)


def _any(conditions: Mapping[str, Q], values: Sequence[str]) -> Q:
    found = Q(pk__in=[])
    for value in values:
        found |= conditions.get(value, Q(pk__in=[]))
    return found


def _age(values: Sequence[str], actor: Actor, now: datetime) -> Q:
    today, day = days(now)
    edges = [today, today - day, today - 2 * day, today - 7 * day]
    conditions = {
        "today": Q(created_at__gte=edges[0]),
        "one": Q(created_at__lt=edges[0], created_at__gte=edges[1]),
        "two": Q(created_at__lt=edges[1], created_at__gte=edges[2]),
        "week": Q(created_at__lt=edges[2], created_at__gte=edges[3]),
        "older": Q(created_at__lt=edges[3]),
    }
    return _any(conditions, values)


def _due(values: Sequence[str], actor: Actor, now: datetime) -> Q:
    today, day = days(now)
    conditions = {
        "overdue": Q(due__lt=now),
        "today": Q(due__gte=now, due__lt=today + day),
        "week": Q(due__gte=today + day, due__lt=today + 7 * day),
        "later": Q(due__gte=today + 7 * day),
        NONE: Q(due__isnull=True),
    }
    return _any(conditions, values)


def _assignee(values: Sequence[str], actor: Actor, now: datetime) -> Q:
    people = [value for value in values if value not in (ME, NONE)]
    found = _any({ME: Q(assignee=actor.user), NONE: Q(assignee__isnull=True)}, values)
    return found | Q(assignee__public_id__in=people) if people else found


def _outlet(values: Sequence[str], actor: Actor, now: datetime) -> Q:
    outlets = [value for value in values if value != UNKNOWN]
    found = Q(article__outlet__public_id__in=outlets) if outlets else Q(pk__in=[])
    return found | Q(article__outlet__isnull=True) if UNKNOWN in values else found


def _speaker(values: Sequence[str], actor: Actor, now: datetime) -> Q:
    hops = Attribution.objects.filter(
        Q(source__name__in=values)
        | Q(source__isnull=True) & ~Q(resolved="") & Q(resolved__in=values)
        | Q(source__isnull=True, resolved="", source_words__in=values)
    )
    return Q(pk__in=hops.values("claim"))


def _unit(values: Sequence[str], actor: Actor, now: datetime) -> Q:
    return Q(pk__in=Quantity.objects.filter(unit__in=values).values("claim"))


def _links(values: Sequence[str], actor: Actor, now: datetime) -> Q:
    contradicts = Q(relation=ClaimLink.Relation.CONTRADICTS)
    confirmed, suggested = Q(state=ClaimLink.State.CONFIRMED), Q(state=ClaimLink.State.SUGGESTED)
    wanted = {
        "contradicted": contradicts,
        "contradiction_confirmed": contradicts & confirmed,
        "contradiction_suggested": contradicts & suggested,
        "confirmed": confirmed,
        "suggested": suggested,
    }
    # one end is a claim that counts, by what `matching` asks of every claim; so must the other be
    links = ClaimLink.objects.filter(desk_id__in=_desks(actor)).exclude(state=ClaimLink.State.REJECTED).order_by()
    as_left = links.filter(right__article__state="live", right__standing="live")
    as_right = links.filter(left__article__state="live", left__standing="live")
    found = Q(pk__in=[])
    for value in values:
        if value == NONE:
            found |= ~Exists(as_left.filter(left=OuterRef("pk"))) & ~Exists(as_right.filter(right=OuterRef("pk")))
        else:
            these = as_left.filter(wanted[value]).values("left"), as_right.filter(wanted[value]).values("right")
            found |= Q(pk__in=these[0].union(these[1], all=True))
    return found


def _told(values: Sequence[str], actor: Actor, now: datetime) -> Q:
    """The claims that those notifications of the reader speak of."""
    told = Notification.objects.filter(to=actor.user, public_id__in=values)
    further = NotificationClaim.objects.filter(notification__in=told)
    return Q(pk__in=told.values("claim")) | Q(pk__in=further.values("claim"))


CONDITIONS: dict[str, Condition] = {
    "state": lambda values, actor, now: Q(world_state__in=values),
    "pending": lambda values, actor, now: Q(world_pending__in=values),
    "due": _due,
    "assignee": _assignee,
    "links": _links,
    "outlet": _outlet,
    "speaker": _speaker,
    "kind": lambda values, actor, now: Q(kind__in=values),
    "unit": _unit,
    "age": _age,
    "priority": lambda values, actor, now: Q(priority__in=[int(value) for value in values]),
    "risk": lambda values, actor, now: Q(risk=True),
    "article": lambda values, actor, now: Q(article__public_id__in=values),
    "told": _told,
}
