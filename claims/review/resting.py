"""The verdicts that rest on what a source says: attributed to it, said in its article, or judged on evidence of its."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.linking.provenance import host_of, within_host
from claims.linking.retracted import family_of
from claims.models import Attribution, Contact, Evidence, Source, SourceAlias, Verdict, VerdictEvidence

Layer = Verdict.Layer


class Way(IntEnum):
    """How a verdict rests on a source; the lower one is told where several are true."""

    ATTRIBUTED = 1  # the source is a hop of the claim's attribution, whichever
    ITS_ARTICLE = 2  # its article says it
    EVIDENCE = 3  # the verdict rests on its words, its pages, or a contact with it
    CONFIDENTIAL = 4  # as before, by a confidential piece only


@dataclass(frozen=True, slots=True)
class Resting:
    """A layer of a claim whose verdict rests on the source."""

    claim_id: int
    layer: str
    way: Way


def holding_verdicts() -> QuerySet[Verdict]:
    """The last entry of each layer that has a value."""
    newer = Verdict.objects.filter(replaces=OuterRef("pk"))
    return Verdict.objects.filter(~Exists(newer)).exclude(value="")


def verdicts_resting_on(
    source: Source, hosts: Collection[str], *, among: Collection[int] | None = None
) -> list[Resting]:
    """Each layer once, by claim; addresses at `hosts` are the source's word. Verdicts that came after its retraction were
    given by who knew of it, and are left out. `among` are the ids of claims where only those are asked for. Queries do not grow
    with the verdicts.

    Attributed, in any hop: both layers, for whether it was said by whom it says is as open as whether it is so. Said in the
    source's own article: is it so, where the article speaks itself; was it said, where it reports somebody's words, because
    the article is all that tells of them. Evidence: the layers whose verdict rests on it.
    """
    family = list(family_of([source.pk]).values_list("pk", flat=True))
    verdicts = holding_verdicts().filter(claim__desk_id=source.desk_id)
    if among is not None:
        verdicts = verdicts.filter(claim__in=among)
    if source.retracted_at is not None:
        verdicts = verdicts.filter(created_at__lt=source.retracted_at)
    hops = Attribution.objects.filter(claim=OuterRef("claim"))
    attributed = verdicts.filter(Exists(hops.filter(source__in=family)))
    carried = verdicts.filter(claim__article__outlet__in=family).filter(
        Q(layer=Layer.STATEMENT) | Q(layer=Layer.WORLD) & ~Exists(hops)
    )
    pieces = _evidence_of(source, family, hosts)
    openly = {pk for pk, confidential in pieces.items() if not confidential}
    rests = verdicts.filter(Exists(VerdictEvidence.objects.filter(verdict=OuterRef("pk"), evidence__in=list(pieces))))
    by_open = VerdictEvidence.objects.filter(verdict=OuterRef("pk"), evidence__in=openly)
    found: dict[tuple[int, str], Way] = {}
    for key in attributed.values_list("claim_id", "layer"):
        found[key] = Way.ATTRIBUTED
    for key in carried.values_list("claim_id", "layer"):
        found.setdefault(key, Way.ITS_ARTICLE)
    for claim_id, layer, told in rests.annotate(told=Exists(by_open)).values_list("claim_id", "layer", "told"):
        found.setdefault((claim_id, layer), Way.EVIDENCE if told else Way.CONFIDENTIAL)
    return [Resting(claim_id, layer, way) for (claim_id, layer), way in sorted(found.items())]


def _evidence_of(source: Source, family: Collection[int], hosts: Collection[str]) -> dict[int, bool]:
    """The pieces of evidence that are the source's word, by id, with whether each is confidential."""
    pieces = Evidence.objects.filter(claim__desk_id=source.desk_id)
    said = Attribution.objects.filter(claim=OuterRef("other_claim"), source__in=family)
    meant = Q(other_claim__article__outlet__in=family) | Exists(said) | Q(contact__in=_contacts(family))
    found = dict(pieces.filter(meant).values_list("pk", "confidential"))
    if hosts:
        near = Q()
        for host in hosts:
            near |= Q(url__icontains=host.split("/")[0])
        rows = pieces.filter(near, kind=Evidence.Kind.URL).values_list("pk", "url", "confidential")
        found |= {pk: confidential for pk, url, confidential in rows.iterator() if _at(url, hosts)}
    return found


def _at(url: str, hosts: Iterable[str]) -> bool:
    host = host_of(url)
    return any(within_host(host, own) for own in hosts)


def _contacts(family: Collection[int]) -> QuerySet[Contact]:
    """The contacts with somebody who is called as one of these sources."""
    named = Source.objects.filter(pk__in=family, desk=OuterRef("claim__desk"), name__iexact=OuterRef("whom"))
    aliased = SourceAlias.objects.filter(source__in=family, name__iexact=OuterRef("whom"))
    return Contact.objects.filter(Exists(named) | Exists(aliased))
