"""What stands on the word of retracted sources: claims, evidence, addresses. Such a voice is no independent origin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from claims.linking.provenance import host_of, within_host
from claims.models import Article, Claim, Evidence, Source, SourceAlias


@dataclass(frozen=True)
class RetractedParties:
    """A desk's retracted sources, found by the id of a source, by a name and by a host; false where there are none.

    Who speaks for a retracted body, and what was merged into a retracted source, leads to it.
    """

    by_source: Mapping[int, Source] = field(default_factory=dict)
    by_name: Mapping[str, Source] = field(default_factory=dict)
    by_host: Mapping[str, Source] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.by_source)

    def behind_claim(self, claim: Claim) -> Source | None:
        """The first retracted party on the claim's way into its article: a speaker, who passed it on, or the outlet."""
        passed = [hop.source_id for hop in claim.hops.all()] if self else []
        return next(filter(None, (self.by_source.get(pk or 0) for pk in [*passed, claim.article.outlet_id])), None)

    def behind_evidence(self, piece: Evidence) -> Source | None:
        """The retracted party whose word the piece is: of a claim as above, a page at its hosts, a contact with it."""
        if not self:
            return None
        if piece.other_claim is not None:
            return self.behind_claim(piece.other_claim)
        if piece.url:
            host = host_of(piece.url)
            return next((source for own, source in self.by_host.items() if within_host(host, own)), None)
        if piece.contact is not None:
            return self.by_name.get(piece.contact.whom.strip().casefold())
        return None


def retracted_parties(desk_id: int) -> RetractedParties:
    """Those of the desk. One query where nothing is retracted, three otherwise."""
    retracted = {row.pk: row for row in Source.objects.filter(desk_id=desk_id, retracted_at__isnull=False)}
    if not retracted:
        return RetractedParties()
    by_source, names = dict(retracted), {row.name.casefold(): row for row in retracted.values()}
    for row in family_of(retracted).exclude(pk__in=retracted):
        leads_to = retracted.get(row.merged_into_id or 0) or retracted[row.parent_id or 0]
        by_source[row.pk] = leads_to
        names[row.name.casefold()] = leads_to
    for source_id, name in SourceAlias.objects.filter(source__in=by_source).values_list("source_id", "name"):
        names[name.casefold()] = by_source[source_id]
    hosts = {host: row for row in retracted.values() for host in row.retracted_hosts}
    return RetractedParties(by_source, names, hosts)


def family_of(sources: Iterable[int]) -> QuerySet[Source]:
    """The sources of these ids, who speaks for them, and what was merged into them."""
    ids = list(sources)
    return Source.objects.filter(Q(pk__in=ids) | Q(parent__in=ids) | Q(merged_into__in=ids))


def own_hosts(source: Source) -> list[str]:
    """The hosts of the source's articles at which the desk has no article of anybody else, sorted."""
    family = list(family_of([source.pk]).values_list("pk", flat=True))
    articles = Article.objects.filter(desk_id=source.desk_id).exclude(url="")
    hosts = {host_of(url) for url in articles.filter(outlet__in=family).values_list("url", flat=True).iterator()}
    others = articles.exclude(outlet__in=family)
    return sorted(host for host in hosts - {""} if not _is_anybodys(host, others))


def _is_anybodys(host: str, others: QuerySet[Article]) -> bool:
    found = others.filter(url__icontains=host).values_list("url", flat=True)[:1000]
    return any(within_host(host_of(url), host) for url in found)
