"""The history as people read it: who did what, from what to what, and why."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from claims.models import Claim, ClaimLink, History
from claims.permissions import Action, Actor
from claims.review.checklist import OPEN, POINTS
from claims.web.people import with_people
from claims.web.record_words import FIELDS, VERBS

MOST_ROWS = 100
LONG_TEXTS = ("rationale", "wording", "quote", "note", "body", "answer")  # shown with what differs marked, word by word
MOST_WORDS = 400
JUDGING = ("recorded verdict", "changed verdict", "corrected verdict", "resolved conflict")


@dataclass
class Change:
    """One value before and after; an empty one is shown as nothing."""

    key: str
    name: str
    before: str
    after: str
    pieces: list[tuple[str, str]]  # of long texts: what is the same, gone and new, word by word


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
    events = list(History.objects.readable_by(actor).about(*subjects).order_by("-sequence")[:MOST_ROWS])
    with_people(events, "actor", reader=actor.user)
    return [_row(event) for event in events]


def _row(event: History) -> HistoryRow:
    return HistoryRow(
        event=event,
        who=who(event),
        did=_(VERBS.get(event.verb, event.verb)),
        changes=[row for row in changes(event.before, event.after) if not (row.key == "verdict" and not row.before)],
        verdict=str(event.after.get("verdict", "")) if event.verb in JUDGING else "",
        layer=str(event.after.get("layer", "")),
    )


def who(event: History) -> str:
    """A person by name, the machine as Factdesk; what was done by hand at the database names the account there."""
    if event.actor:
        return event.actor.name
    if event.verb == "changed outside the services":
        return _("Somebody at the database (%s)") % event.via
    return "Factdesk"


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """The values that differ and that mean something to a reader: ids and hashes are left out."""
    before, after = _readable(before), _readable(after)
    names = [name for name in FIELDS if name in before or name in after]
    pairs = [(name, words(before.get(name)), words(after.get(name))) for name in names]
    return [
        Change(
            name, _(FIELDS[name]), old, new, list(differences(old, new)) if name in LONG_TEXTS and old and new else []
        )
        for name, old, new in pairs
        if old != new and name != "layer"
    ]


def _readable(values: dict[str, Any]) -> dict[str, Any]:
    """With the checklist told by the points that stayed open."""
    checklist = values.get("checklist")
    if not isinstance(checklist, dict):
        return values
    left = [_(POINTS[key]) for key, answer in checklist.items() if answer == OPEN and key in POINTS]
    return values | {"open_points": left}


def differences(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Stretches of words, in order: ("same", …), ("gone", …), ("new", …). Texts that are very long, or have little in common, are
    told apart as wholes."""
    a, b = re.findall(r"\s+|\S+", old), re.findall(r"\s+|\S+", new)
    if max(len(a), len(b)) > 2 * MOST_WORDS:
        yield "gone", old
        yield "new", new
        return
    steps = difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    kept = sum(not word.isspace() for kind, start, end, *_there in steps if kind == "equal" for word in a[start:end])
    if 2 * kept < min(sum(not word.isspace() for word in text) for text in (a, b)):
        yield "gone", old
        yield "new", new
        return
    for kind, a_from, a_to, b_from, b_to in steps:
        if kind == "equal":
            yield "same", "".join(a[a_from:a_to])
            continue
        if a_to > a_from:
            yield "gone", "".join(a[a_from:a_to])
        if b_to > b_from:
            yield "new", "".join(b[b_from:b_to])


def words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "; ".join(words(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {words(one)}" for key, one in value.items())
    if isinstance(value, str) and "T" in value and (moment := parse_datetime(value)):
        return f"{moment:%Y-%m-%d %H:%M} UTC" if moment.utcoffset() is not None else value
    return str(value)
