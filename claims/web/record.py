"""The history as people read it: who did what, from what to what, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.models import Claim, ClaimLink, History
from claims.permissions import Action, Actor

MOST_ROWS = 100

VERBS = {
    "uploaded": gettext_noop("uploaded the article"),
    "edited": gettext_noop("edited the article"),
    "withdrew": gettext_noop("withdrew the article"),
    "restored": gettext_noop("restored the article"),
    "read": gettext_noop("read the text and found its claims"),
    "reading failed": gettext_noop("could not read the text"),
    "retried reading": gettext_noop("started the reading again"),
    "requeued": gettext_noop("had the text read once more"),
    "recorded verdict": gettext_noop("recorded a verdict"),
    "changed verdict": gettext_noop("changed the verdict"),
    "undid verdict": gettext_noop("undid the verdict"),
    "reopened": gettext_noop("reopened the claim"),
    "added evidence": gettext_noop("added evidence"),
    "removed evidence": gettext_noop("removed evidence"),
    "confirmed link": gettext_noop("confirmed a link"),
    "rejected link": gettext_noop("rejected a link"),
    "took back link decision": gettext_noop("took back the decision on a link"),
    "drew link": gettext_noop("linked the claim"),
    "suggested links": gettext_noop("suggested links"),
    "brought suggestion up to date": gettext_noop("brought a suggested link up to date"),
    "assigned": gettext_noop("assigned the claim"),
    "set deadline": gettext_noop("set the deadline"),
    "set priority": gettext_noop("set the priority"),
    "set risk flag": gettext_noop("changed the risk flag"),
    "changed work": gettext_noop("changed who works on it, and by when"),
    "undid: assigned": gettext_noop("undid an assignment"),
    "undid: set deadline": gettext_noop("undid a deadline"),
    "undid: set priority": gettext_noop("undid a priority"),
    "undid: set risk flag": gettext_noop("undid a risk flag"),
    "undid: changed work": gettext_noop("undid what was set"),
}
FIELDS = {
    "layer": gettext_noop("layer"),
    "verdict": gettext_noop("verdict"),
    "rationale": gettext_noop("rationale"),
    "title": gettext_noop("title"),
    "outlet": gettext_noop("outlet"),
    "byline": gettext_noop("byline"),
    "url": gettext_noop("web address"),
    "language": gettext_noop("language"),
    "published": gettext_noop("published"),
    "state": gettext_noop("state"),
    "relation": gettext_noop("relation"),
    "stance": gettext_noop("stance"),
    "weight": gettext_noop("weight"),
    "note": gettext_noop("note"),
    "file": gettext_noop("file"),
    "extractor": gettext_noop("extractor"),
    "links": gettext_noop("links"),
    "assignee": gettext_noop("assigned to"),
    "deadline": gettext_noop("deadline"),
    "priority": gettext_noop("priority"),
    "risk": gettext_noop("risk"),
    "reason": gettext_noop("reason"),
    "error": gettext_noop("error"),
}


@dataclass
class Change:
    """One value before and after; an empty one is shown as nothing."""

    key: str
    name: str
    before: str
    after: str


@dataclass
class HistoryRow:
    event: History
    who: str
    did: str
    changes: list[Change]
    verdict: str  # the value that held afterwards, for its glyph
    layer: str
    other: Claim | None = None  # at the far end, where the event is about a link


def history_of(claim: Claim, links: Sequence[ClaimLink], actor: Actor) -> list[HistoryRow]:
    """What happened to the claim and to its links, newest first; empty for whoever may not read the history."""
    if not actor.may(Action.READ_HISTORY, claim.desk_id):
        return []
    others = {link.public_id: link.other(claim) for link in links}
    rows = history_rows([claim, *links], actor)
    for row in rows:
        row.other = others.get(row.event.subject_id)
    return rows


def history_rows(subjects: Sequence[models.Model], actor: Actor) -> list[HistoryRow]:
    events = (
        History.objects.readable_by(actor).about(*subjects).select_related("actor").order_by("-sequence")[:MOST_ROWS]
    )
    return [_row(event) for event in events]


def _row(event: History) -> HistoryRow:
    return HistoryRow(
        event=event,
        who=event.actor.name if event.actor else _("The machine"),
        did=_(VERBS.get(event.verb, event.verb)),
        changes=[row for row in changes(event.before, event.after) if not (row.key == "verdict" and not row.before)],
        verdict=str(event.after.get("verdict", "")) if event.verb in ("recorded verdict", "changed verdict") else "",
        layer=str(event.after.get("layer", "")),
    )


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """The values that differ and that mean something to a reader: ids and hashes are left out."""
    names = [name for name in FIELDS if name in before or name in after]
    pairs = [(name, words(before.get(name)), words(after.get(name))) for name in names]
    return [Change(name, _(FIELDS[name]), old, new) for name, old, new in pairs if old != new and name != "layer"]


def words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and "T" in value and (moment := parse_datetime(value)):
        return f"{moment:%Y-%m-%d %H:%M} UTC" if moment.utcoffset() is not None else value
    return str(value)
