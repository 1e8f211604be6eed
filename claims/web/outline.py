"""The outline of a text: where its claims stand and what became of its sentences. Light rows only, so that even the outline of
a book is read in a moment; the claims themselves are loaded for the part that is shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Value
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.models import Article, Attribution, Claim, Revision, Sentence, Verdict
from claims.models.base import State
from claims.spans import Span
from claims.web.drawing import most_open
from claims.web.machine_words import in_words

WORLD, STATEMENT = str(Verdict.Layer.WORLD), str(Verdict.Layer.STATEMENT)
MOST_TILES = 300


@dataclass(frozen=True, slots=True)
class Stop:
    """A claim's place in the text, and its state on the layer shown ("none": no statement can be judged)."""

    number: int
    public_id: UUID
    version: int
    span: Span
    state: str
    zone: str
    href: str
    kind: str = ""
    worth: float = 0.0

    @property
    def is_open(self) -> bool:
        return self.state in (State.UNREVIEWED, State.REOPENED)


class Line(NamedTuple):
    """A sentence and its outcome."""

    start: int
    end: int
    outcome: str
    reason: str


@dataclass
class Coverage:
    """What became of the sentences; the parts add up to all of them."""

    sentences: int
    parts: list[tuple[str, int]]
    unresolved: int

    @property
    def is_complete(self) -> bool:
        return self.unresolved == 0

    @property
    def shares(self) -> list[tuple[str, int, int]]:
        """Each part with its whole per cent; together they are 100, the largest remainders rounded up."""
        exact = [100 * count / self.sentences for _words, count in self.parts]
        whole = [int(share) for share in exact]
        by_remainder = sorted(range(len(exact)), key=lambda place: whole[place] - exact[place])
        for place in by_remainder[: 100 - sum(whole)]:
            whole[place] += 1
        return [(words, count, share) for (words, count), share in zip(self.parts, whole, strict=True)]


def claim_address(article: Article, number: int, layer: str, sieve: str = "") -> str:
    """Where a claim is in focus on the page of its article; `sieve` is the query of the filter that stays set."""
    query = {"claim": number} | ({"layer": layer} if layer == STATEMENT else {})
    kept = f"&{sieve}" if sieve else ""
    return f"{reverse('article', args=[article.public_id])}?{urlencode(query)}{kept}#c{number}"


def shown_state(statement: str, world: str, layer: str, *, is_attributed: bool) -> str:
    if layer == STATEMENT:
        return statement if is_attributed else "none"
    return world


def stops_of(revision: Revision, article: Article, layer: str, sieve: str = "") -> list[Stop]:
    """The claims that stand in the revision, in the order of the text."""
    # only of statements it matters who is said to say it
    said = Exists(Attribution.objects.filter(claim=OuterRef("claim"))) if layer == STATEMENT else Value(True)
    rows = (
        revision.placements.filter(state="live", claim__standing=Claim.Standing.LIVE)
        .annotate(is_attributed=said)
        .order_by()
        .values_list(
            "start",
            "end",
            "claim__number",
            "claim__zone",
            "claim__statement_state",
            "claim__world_state",
            "is_attributed",
            "claim__kind",
            "claim__check_worthiness",
            "claim__public_id",
            "claim__version",
        )
    )
    before, after = claim_address(article, 0, layer, sieve).split("#")[0].split("claim=0", 1)
    stops = [
        Stop(
            number=number,
            public_id=public_id,
            version=version,
            span=Span(start, end),
            state=shown_state(statement, world, layer, is_attributed=is_attributed),
            zone=zone,
            href=f"{before}claim={number}{after}#c{number}",
            kind=kind,
            worth=worth,
        )
        for start, end, number, zone, statement, world, is_attributed, kind, worth, public_id, version in rows
        if start is not None and end is not None
    ]
    return sorted(stops, key=lambda stop: (stop.span.start, -stop.span.end, stop.number))


def lines_of(revision: Revision) -> list[Line]:
    rows = revision.sentences.order_by().values_list("start", "end", "outcome", "reason")
    return sorted(Line(*row) for row in rows)


def shapes_of(lines: Sequence[Line], stops: Sequence[Stop], current: Stop | None) -> tuple[list[str], int | None]:
    """A shape for every sentence (or for every few of a long text), and the place of the current claim among them."""
    states: dict[int, list[str]] = defaultdict(list)
    here = None
    index = 0
    for stop in stops:  # both are in the order of the text
        while index + 1 < len(lines) and lines[index + 1].start <= stop.span.start:
            index += 1
        states[index].append(stop.state)
        if stop is current:
            here = index
    outside = (Sentence.Outcome.LEFTOVER, Sentence.Outcome.HEADING)
    shapes = [
        "outside" if line.outcome in outside and not states[place] else most_open(states[place])
        for place, line in enumerate(lines)
    ]
    step = -(-len(shapes) // MOST_TILES) or 1
    if step > 1:
        shapes = [most_open(shapes[place : place + step]) for place in range(0, len(shapes), step)]
    return shapes, here // step if here is not None and lines else None


def coverage_of(lines: Iterable[Line]) -> Coverage:
    outcomes: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for line in lines:
        outcomes[line.outcome] += 1
        if line.outcome == Sentence.Outcome.NONE:
            reasons[line.reason] += 1
    words: list[tuple[str, Any]] = [(_("with claims"), outcomes["claims"])]
    words += [(_("without a claim (%s)") % in_words(reason), count) for reason, count in reasons.most_common(3)]
    words += [
        (
            _("without a claim (other reasons)"),
            sum(reasons.values()) - sum(count for _word, count in reasons.most_common(3)),
        ),
        (ngettext("heading", "headings", outcomes["heading"]), outcomes["heading"]),
        (ngettext("leftover", "leftovers", outcomes["leftover"]), outcomes["leftover"]),
        (_("unresolved"), outcomes["unresolved"]),
    ]
    return Coverage(sum(outcomes.values()), [(word, count) for word, count in words if count], outcomes["unresolved"])
