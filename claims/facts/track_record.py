"""How a source did: what became of its first figures, on whose pages its word appears, and what people found of its claims."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.dateparse import parse_datetime

from claims.facts import series
from claims.facts.figures import figures_of
from claims.facts.reading import HOPS, links_among, quantities_of, updates_of, version_of
from claims.facts.series import Revision, Version
from claims.linking.house_words import words_of
from claims.linking.intervals import HouseWords
from claims.linking.origins import words_on_oneself
from claims.models import Attribution, Claim, ClaimLink, Source
from claims.permissions import Actor

MOST_FACTS = 200  # the newest, of which first figures are followed
MOST_CLAIMS = 2000
MOST_LOOKED_AT = 300  # the newest claims that are looked at for a party's word on itself


@dataclass(frozen=True)
class FirstFigure:
    """A source's first figure on one fact and what became of it."""

    fact_id: int
    first: Claim
    latest: Claim
    revision: Revision
    hours: float | None  # until the latest figure; None where the times are not known so exactly

    @property
    def revised(self) -> bool:
        return self.first.pk != self.latest.pk


@dataclass(frozen=True)
class Month:
    """The first figures of one month: how many, and how many of them were revised later."""

    month: str  # 2024-11
    figures: int
    revised: int

    @property
    def per_cent(self) -> int:
        return round(100 * self.revised / self.figures)


@dataclass(frozen=True)
class TrackRecord:
    """What is counted of a source. Suggested links count nowhere in it."""

    speaks: int  # claims that it says
    carries: int  # claims of its own articles
    statement: dict[str, int]  # of those that it says, by state: was it said?
    world: dict[str, int]  # is it so?
    own_world: dict[str, int]  # of its articles' claims
    firsts: list[FirstFigure]
    months: list[Month]
    carried_by: list[tuple[str, int]]
    on_itself: int
    looked_at: int

    @property
    def revised(self) -> list[FirstFigure]:
        return [first for first in self.firsts if first.revised]

    @property
    def up(self) -> int:
        return sum(first.revision.way == "up" for first in self.revised)

    @property
    def down(self) -> int:
        return sum(first.revision.way == "down" for first in self.revised)

    @property
    def median_hours(self) -> float | None:
        known = [first.hours for first in self.revised if first.hours is not None]
        return median(known) if known else None


def claims_said(source: Source, actor: Actor) -> QuerySet[Claim]:
    """The claims that count and that this source is said to say: as any hop, whoever passed it on."""
    mine = Attribution.objects.filter(claim=OuterRef("pk"), source__in=_family(source))
    return Claim.objects.readable_by(actor).current().filter(Exists(mine))


def claims_carried(source: Source, actor: Actor) -> QuerySet[Claim]:
    """The claims that count of the source's own articles."""
    return Claim.objects.readable_by(actor).current().filter(article__outlet=source)


def track_record(source: Source, actor: Actor) -> TrackRecord:
    said, carried = claims_said(source, actor), claims_carried(source, actor)
    firsts = first_figures(source, actor)
    outlets = (
        said.exclude(article__outlet=source).order_by().values_list("article__outlet__name").annotate(n=Count("pk"))
    )
    newest = list(said.order_by("-article__published", "-pk")[:MOST_LOOKED_AT]) if source.side != "none" else []
    return TrackRecord(
        speaks=said.count(),
        carries=carried.count(),
        statement=_by_state(said, "statement_state"),
        world=_by_state(said, "world_state"),
        own_world=_by_state(carried, "world_state"),
        firsts=firsts,
        months=_months(firsts),
        carried_by=sorted(((name or "", number) for name, number in outlets), key=lambda row: (-row[1], row[0])),
        on_itself=len(words_on_oneself(newest)),
        looked_at=len(newest),
    )


def first_figures(source: Source, actor: Actor) -> list[FirstFigure]:
    """The source's first figure on each of its newest facts, with the figure that holds in its place now."""
    root = str(source.parent_id or source.pk)
    family = [row.pk for row in _family(source)]
    mine = Q(hops__source__in=family) | Q(hops__isnull=True, article__outlet__in=family)
    readable = Claim.objects.readable_by(actor).current().filter(fact__isnull=False)
    facts = list(readable.filter(mine).order_by("-fact_id").values_list("fact_id", flat=True).distinct()[:MOST_FACTS])
    claims = list(
        readable.filter(fact__in=facts)
        .select_related("article__outlet__parent", "fact")
        .prefetch_related("quantities", HOPS)
        .order_by("fact_id", "pk")[:MOST_CLAIMS]
    )
    by_fact: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_fact[claim.fact_id or 0].append(claim)
    links = [link for link in links_among([c.pk for c in claims], actor) if link.state == ClaimLink.State.CONFIRMED]
    updates = updates_of(links)
    house = words_of(claims[0].desk_id) if claims else None
    found = [_first_figure(fact_id, members, updates, root, house) for fact_id, members in by_fact.items()]
    return sorted((one for one in found if one), key=lambda one: one.first.article.published_iso() or "", reverse=True)


def _first_figure(
    fact_id: int, members: Sequence[Claim], updates: Iterable[tuple[str, str]], root: str, house: HouseWords | None
) -> FirstFigure | None:
    figures = figures_of({str(claim.pk): quantities_of(claim, house) for claim in members})
    versions = [version_of(claim, figures, "") for claim in members]
    revision = series.revision_of_first(versions, list(updates), root)
    if revision is None:
        return None
    by_key = {str(claim.pk): claim for claim in members}
    at = {version.key: version for version in versions}
    hours = _hours(at[revision.first], at[revision.latest]) if revision.latest != revision.first else None
    return FirstFigure(fact_id, by_key[revision.first], by_key[revision.latest], revision, hours)


def _hours(first: Version, latest: Version) -> float | None:
    """Hours between the two, where both are known to the minute and the latest is the later one."""
    start, end = _moment(first.at), _moment(latest.at)
    return (end - start).total_seconds() / 3600 if start and end and end >= start else None


def _moment(iso: str) -> datetime | None:
    return parse_datetime(iso) if "T" in iso else None


def _months(firsts: Iterable[FirstFigure]) -> list[Month]:
    counted: Counter[str] = Counter()
    revised: Counter[str] = Counter()
    for one in firsts:
        month = (one.first.article.published_iso() or "")[:7]
        if len(month) == 7:
            counted[month] += 1
            revised[month] += one.revised
    return [Month(month, counted[month], revised[month]) for month in sorted(counted)]


def _by_state(claims: QuerySet[Claim], column: str) -> dict[str, int]:
    return dict(claims.order_by().values_list(column).annotate(Count("pk")))


def _family(source: Source) -> QuerySet[Source]:
    """The source and those that belong to it: an army's spokesman speaks for the army."""
    return Source.objects.filter(Q(pk=source.pk) | Q(parent=source.pk) | Q(merged_into=source.pk))
