"""A stored fact → what its page and the API show: every version, what holds, where numbers part, and where it comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from claims.facts import series
from claims.facts.figures import Figures, figures_of
from claims.facts.series import Agreement, Change, Parting, SharedTotal, Version
from claims.linking.compared_quantities import ComparedQuantity
from claims.linking.house_words import words_of
from claims.linking.intervals import HouseWords
from claims.linking.origins import graph_of_claims, root_source
from claims.linking.profiles import stored_quantity
from claims.linking.provenance_graph import ProvenanceGraph
from claims.models import Attribution, Claim, ClaimLink, Fact, Quantity, Source
from claims.permissions import Actor

MOST_VERSIONS = 500  # shown of one fact; more claims are named, not drawn
TOGETHER = ("corroborates", "duplicate", "updates", "contradicts")  # relations between claims on one state of affairs
HOPS = Prefetch("hops", Attribution.objects.select_related("source__merged_into", "source__parent").order_by("ordinal"))


@dataclass
class Said:
    """One version as it is shown: the claim, its place in the order of time (from 1), and what became of it."""

    claim: Claim
    number: int
    version: Version
    quantity: Quantity | None
    replaced: bool
    speaker: str
    outlet: str


@dataclass
class FactReading:
    """All that is known of one fact. Nothing in it rests on a suggested link but what says so itself."""

    fact: Fact
    versions: list[Said]
    left_out: int  # claims beyond MOST_VERSIONS
    unit: str
    counted: str
    graph: ProvenanceGraph
    agreements: list[Agreement]
    total: SharedTotal | None
    alike: list[tuple[str, ...]]
    partings: list[Parting]
    changes: list[Change]
    links: dict[frozenset[str], ClaimLink]  # between its claims, confirmed and suggested
    merge_with: list[tuple[Fact, int]] = field(default_factory=list)  # by confirmed links, with how many
    suggested: list[tuple[Claim, ClaimLink]] = field(
        default_factory=list
    )  # claims outside that suggested links lead to

    @cached_property
    def by_key(self) -> dict[str, Said]:
        return {said.version.key: said for said in self.versions}

    @property
    def articles(self) -> int:
        return len({said.claim.article_id for said in self.versions})

    @property
    def outlets(self) -> int:
        return len({said.claim.article.outlet_id or f"article {said.claim.article_id}" for said in self.versions})

    @property
    def origins(self) -> int:
        return len(self.graph.origins)

    @property
    def is_tally(self) -> bool:
        """Whether figures can be compared: then there is a chart."""
        return any(said.version.interval is not None for said in self.versions)

    @property
    def moves(self) -> int:
        """How often the figure moved by confirmed updates."""
        return sum(change.kind in ("update", "correction") for change in self.changes)

    @property
    def stances(self) -> list[tuple[str, str]]:
        """(stance, who) of others on the claims: denies, silent, could not verify."""
        found = {
            (str(stance.get("stance", "")), str(stance.get("source", "")))
            for said in self.versions
            for stance in said.claim.stances
        }
        return sorted(found)

    def link_between(self, one: str, other: str) -> ClaimLink | None:
        return self.links.get(frozenset((one, other)))

    def parts_of(self, state: str) -> list[Parting]:
        return [parting for parting in self.partings if parting.state == state]


def with_counts(facts: QuerySet[Fact]) -> QuerySet[Fact]:
    """Each with `claim_count` and `article_count`: of its claims that count. Reckoned for the rows that are shown only."""
    mine = Claim.objects.current().filter(fact=OuterRef("pk")).order_by().values("fact")
    none = Value(0)
    return facts.annotate(
        claim_count=Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), none),
        article_count=Coalesce(Subquery(mine.annotate(n=Count("article", distinct=True)).values("n")), none),
    )


def with_claims(facts: QuerySet[Fact]) -> QuerySet[Fact]:
    """Those that have a claim that counts."""
    return facts.filter(Exists(Claim.objects.current().filter(fact=OuterRef("pk"))))


def side_of(source: Source | None) -> str:
    """The side of a source; of a person who speaks for a body, that of the body where he has none himself."""
    if source is None:
        return Source.Side.NONE
    if source.side == Source.Side.NONE and source.parent is not None:
        return source.parent.side
    return source.side


def read_fact(fact: Fact, actor: Actor) -> FactReading:
    """The fact as the actor may read it, in a number of queries that does not grow with its claims."""
    every = versions_of(fact, actor)
    claims = list(every[: MOST_VERSIONS + 1])
    left_out = every.count() - MOST_VERSIONS if len(claims) > MOST_VERSIONS else 0
    claims = claims[:MOST_VERSIONS]
    links = links_among([claim.pk for claim in claims], actor)
    graph = graph_of_claims(claims)
    origin_of = {key: f"{index} {group.name}" for index, group in enumerate(graph.origins) for key in group.members}
    house = words_of(fact.desk_id)
    figures = figures_of({str(claim.pk): quantities_of(claim, house) for claim in claims})
    versions = {claim.pk: version_of(claim, figures, origin_of.get(str(claim.pk), "")) for claim in claims}
    confirmed = [link for link in links if link.state == ClaimLink.State.CONFIRMED]
    updates = updates_of(confirmed)
    replaced = series.superseded(updates)
    contradictions = _pairs(confirmed, "contradicts")
    rows = list(versions.values())
    return FactReading(
        fact=fact,
        versions=_said(claims, rows, figures, replaced),
        left_out=left_out,
        unit=figures.unit,
        counted=figures.counted,
        graph=graph,
        agreements=series.agreed(rows, replaced),
        total=series.agreed_total(rows, replaced),
        alike=_alike(rows, confirmed, contradictions, replaced),
        partings=series.partings(
            rows, contradictions, _pairs([link for link in links if link not in confirmed], "contradicts"), replaced
        ),
        changes=series.changes(rows, updates, contradictions),
        links={frozenset((str(link.left_id), str(link.right_id))): link for link in links},
        merge_with=merge_proposals(fact, actor),
        suggested=_suggested(claims, fact, actor),
    )


def versions_of(fact: Fact, actor: Actor) -> QuerySet[Claim]:
    """The fact's claims that count and that the actor may read."""
    return (
        Claim.objects.readable_by(actor)
        .current()
        .filter(fact=fact)
        .select_related("article__outlet__parent", "fact")
        .prefetch_related("quantities", HOPS)
        .order_by("article__published", "article_id", "number")
    )


def quantities_of(claim: Claim, house: HouseWords | None) -> list[ComparedQuantity]:
    """The claim's numbers as the comparison sees them, by the words of its desk; one that repeats another in a second unit is
    left out."""
    return [stored_quantity(quantity, house) for quantity in counting_quantities(claim)]


def counting_quantities(claim: Claim) -> list[Quantity]:
    return [quantity for quantity in claim.quantities.all() if quantity.conversion_of_id is None]


def version_of(claim: Claim, figures: Figures, origin: str) -> Version:
    figure = figures.by_claim.get(str(claim.pk))
    inner = innermost(claim)
    source = inner.source if inner else claim.article.outlet
    quantity = counting_quantities(claim)[figure.index] if figure else None
    return Version(
        key=str(claim.pk),
        at=claim.article.published_iso() or "",
        words=quantity.surface if quantity else claim.wording,
        interval=figure.interval if figure else None,
        total=figure.total if figure else None,
        origin=origin,
        source=root_source(source),
        side=side_of(source),
        slack=figure.slack if figure else series.Decimal(0),
    )


def innermost(claim: Claim) -> Attribution | None:
    """Whose word it is; None for the article's own voice."""
    hops = list(claim.hops.all())
    return hops[-1] if hops else None


def _said(claims: Sequence[Claim], rows: Iterable[Version], figures: Figures, replaced: set[str]) -> list[Said]:
    by_key = {str(claim.pk): claim for claim in claims}
    result = []
    for number, version in enumerate(series.in_order(rows), 1):
        claim = by_key[version.key]
        figure = figures.by_claim.get(version.key)
        inner = innermost(claim)
        result.append(
            Said(
                claim=claim,
                number=number,
                version=version,
                quantity=counting_quantities(claim)[figure.index] if figure else None,
                replaced=version.key in replaced,
                speaker=inner.speaker if inner else "",
                outlet=claim.article.outlet.name if claim.article.outlet else "",
            )
        )
    return result


# --- its links


def links_among(claim_ids: Sequence[int], actor: Actor) -> list[ClaimLink]:
    """The links between these claims, confirmed and suggested."""
    return list(
        ClaimLink.objects.readable_by(actor)
        .open()
        .filter(left__in=claim_ids, right__in=claim_ids)
        .select_related("decided_by", "newer")
        .order_by("-score", "pk")
    )


def updates_of(confirmed: Iterable[ClaimLink]) -> list[tuple[str, str]]:
    """(newer, older) of the confirmed updates."""
    found = []
    for link in confirmed:
        if link.relation == ClaimLink.Relation.UPDATES and link.newer_id:
            older = link.right_id if link.newer_id == link.left_id else link.left_id
            found.append((str(link.newer_id), str(older)))
    return found


def _pairs(links: Iterable[ClaimLink], *relations: str) -> list[tuple[str, str]]:
    return [(str(link.left_id), str(link.right_id)) for link in links if link.relation in relations]


def _alike(
    rows: Sequence[Version],
    confirmed: Iterable[ClaimLink],
    contradictions: Iterable[tuple[str, str]],
    replaced: set[str],
) -> list[tuple[str, ...]]:
    quarrelled = {key for pair in contradictions for key in pair}
    keys = [one.key for one in series.in_order(rows) if one.interval is None]
    keys = [key for key in keys if key not in replaced and key not in quarrelled]
    origins = {one.key: one.origin for one in rows}
    return series.said_alike(keys, _pairs(confirmed, "corroborates", "duplicate"), origins)


def merge_proposals(fact: Fact, actor: Actor) -> list[tuple[Fact, int]]:
    """Other facts that confirmed links join with this one, with the number of those links, most first."""
    counts: dict[int, int] = defaultdict(int)
    for mine, theirs in (("left", "right"), ("right", "left")):
        rows = (
            ClaimLink.objects.readable_by(actor)
            .open()
            .filter(state=ClaimLink.State.CONFIRMED, relation__in=TOGETHER, **{f"{mine}__fact": fact})
            .exclude(**{f"{theirs}__fact": fact})
            .filter(**{f"{theirs}__fact__isnull": False})
            .order_by()
            .values_list(f"{theirs}__fact")
            .annotate(Count("pk"))
        )
        for pk, number in rows:
            counts[pk] += number
    facts = Fact.objects.readable_by(actor).live().in_bulk(list(counts))
    return sorted(((facts[pk], counts[pk]) for pk in facts), key=lambda row: (-row[1], row[0].pk))


def _suggested(claims: Sequence[Claim], fact: Fact, actor: Actor, most: int = 12) -> list[tuple[Claim, ClaimLink]]:
    """Claims of no fact that suggested links would bring into this one, the likeliest first; each once."""
    ids = [claim.pk for claim in claims]
    links = (
        ClaimLink.objects.readable_by(actor)
        .open()
        .filter(Q(left__in=ids) | Q(right__in=ids), state=ClaimLink.State.SUGGESTED, relation__in=TOGETHER)
        .select_related("left__article__outlet", "right__article__outlet", "left__fact", "right__fact")
        .prefetch_related("left__quantities", "right__quantities")
        .order_by("-score", "pk")
    )
    found: dict[int, tuple[Claim, ClaimLink]] = {}
    for link in links[: 10 * most]:
        outside = link.right if link.left.fact_id == fact.pk else link.left
        if outside.fact_id is None:
            found.setdefault(outside.pk, (outside, link))
    return list(found.values())[:most]
