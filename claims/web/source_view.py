"""A source's track record as its page shows it: bars, revisions by month, and sentences."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.facts.track_record import FirstFigure, TrackRecord
from claims.models import Source
from claims.templatetags.factdesk import amount

MOST_MONTHS = 12
MOST_CARRIERS = 8
MOST_FIRSTS = 25
LEFT, RIGHT, TOP, BOTTOM = 40.0, 384.0, 30.0, 100.0


@dataclass(frozen=True)
class Bar:
    name: str
    counts: dict[str, int]
    total: int


@dataclass(frozen=True)
class MonthPoint:
    """A month in the chart of revisions."""

    x: float
    y: float
    month: str
    per_cent: int
    figures: int
    revised: int

    @property
    def label_y(self) -> float:
        return self.y - 8


@dataclass(frozen=True)
class SourceView:
    statement: Bar
    world: Bar
    own: Bar
    points: list[MonthPoint]
    path: str
    revised_words: str
    firsts: list[FirstFigure]
    more_firsts: int
    carried_by: list[tuple[str, int]]
    carried_by_others: int
    on_itself_words: str


def view_source(source: Source, record: TrackRecord) -> SourceView:
    points = _points(record)
    return SourceView(
        statement=Bar(_("Statement"), record.statement, record.speaks),
        world=Bar(_("World"), record.world, record.speaks),
        own=Bar(_("World"), record.own_world, record.carries),
        points=points,
        path="".join(f"{'L' if index else 'M'}{point.x:g} {point.y:g}" for index, point in enumerate(points)),
        revised_words=_revised_words(record),
        firsts=record.firsts[:MOST_FIRSTS],
        more_firsts=max(0, len(record.firsts) - MOST_FIRSTS),
        carried_by=[(name or _("outlet unknown"), number) for name, number in record.carried_by[:MOST_CARRIERS]],
        carried_by_others=sum(number for _name, number in record.carried_by[MOST_CARRIERS:]),
        on_itself_words=_("%(some)s of %(all)s") % {"some": record.on_itself, "all": record.looked_at},
    )


def _points(record: TrackRecord) -> list[MonthPoint]:
    months = record.months[-MOST_MONTHS:]
    step = (RIGHT - LEFT) / max(1, len(months) - 1)
    return [
        MonthPoint(
            x=round(LEFT + index * step, 1),
            y=round(BOTTOM - (BOTTOM - TOP) * month.per_cent / 100, 1),
            month=month.month,
            per_cent=month.per_cent,
            figures=month.figures,
            revised=month.revised,
        )
        for index, month in enumerate(months)
    ]


def _revised_words(record: TrackRecord) -> str:
    """ "3 of 8 first figures were revised later: up in 2, down in 1; a median of 7 hours after the first figure." """
    if not record.firsts:
        return _("No first figure of this source is in a fact yet, so nothing can be said.")
    words = ngettext(
        "%(revised)s of %(all)s first figure was revised later",
        "%(revised)s of %(all)s first figures were revised later",
        len(record.firsts),
    ) % {"revised": len(record.revised), "all": len(record.firsts)}
    if record.revised:
        words += _(": up in %(up)s, down in %(down)s") % {"up": record.up, "down": record.down}
    if record.median_hours is not None:
        hours = amount(round(record.median_hours, 1))
        words += _("; a median of %(hours)s hours after the first figure") % {"hours": hours}
    return words + "."
