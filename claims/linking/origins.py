"""Stored rows → the voices, chains and copies that `claims.linking.provenance` works on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Prefetch, Q

from claims.linking.provenance import NOBODY, Voice, host_of, origin_of
from claims.linking.provenance_graph import Chain, Party, ProvenanceGraph, on_itself, provenance_graph
from claims.linking.retracted import RetractedParties, retracted_parties
from claims.linking.shared_text import STRONG_OVERLAP
from claims.models import Attribution, Claim, Evidence, NearCopy, Placement, Source, SourceAlias

MOST_OF_A_SIDE = 500  # sources whose names are tried
INSIDE = 0.8  # so much of a claim's words stand in the passage


def voices_of_claims(claims: Iterable[Claim]) -> dict[int, Voice]:
    """The claims (of one desk) as voices, by id; their keys are the ids as text. The number of queries does not grow."""
    rows = _with_chains(claims)
    out = _retracted_of(rows)
    return {claim.pk: _voice_of_claim(claim, out) for claim in rows}


def _retracted_of(claims: Sequence[Claim]) -> RetractedParties:
    return retracted_parties(claims[0].desk_id) if claims else RetractedParties()


def _with_chains(claims: Iterable[Claim]) -> list[Claim]:
    hops = Attribution.objects.select_related("source__merged_into", "source__parent")
    found = (
        Claim.objects.filter(pk__in=[claim.pk for claim in claims])
        .select_related("article__outlet__merged_into")
        .prefetch_related(Prefetch("hops", hops.order_by("ordinal")))
    )
    return list(found.order_by("pk"))


def _voice_of_claim(claim: Claim, out: RetractedParties) -> Voice:
    hops = list(claim.hops.all())
    outlet = claim.article.outlet
    outlet_name = outlet.name if outlet else ""
    inner = hops[-1] if hops else None
    return Voice(
        key=str(claim.pk),
        origin=origin_of([(spoken_name(hop), hop.cue) for hop in hops], outlet_name),
        source=root_source(inner.source) if inner else "",
        outlet=root_source(outlet),
        outlet_name=outlet_name,
        host=host_of(claim.article.url),
        article=str(claim.article_id),
        label=(spoken_name(inner) if inner else "") or outlet_name or claim.article.title,
        retracted=out.behind_claim(claim) is not None,
    )


def spoken_name(hop: Attribution) -> str:
    """The speaker's name; empty where nobody is named."""
    return hop.speaker if hop.source_words or hop.source_id else ""


def root_source(source: Source | None) -> str:
    """Whom the source belongs to, as an id in text: what it was merged into, and the body that its person speaks for.
    Empty for none, and for a group without a name, which is nobody in particular."""
    if source is None or source.kind == Source.Kind.UNNAMED:
        return ""
    if source.merged_into_id and source.merged_into:
        source = source.merged_into
    return str(source.parent_id or source.pk)


def voice_of_evidence(piece: Evidence, out: RetractedParties | None = None) -> Voice:
    """A piece of evidence as a voice; its key is the piece's id as text, with "evidence:" before it. `out` are the retracted
    sources of its desk, for who asks of many pieces."""
    key = f"evidence:{piece.pk}"
    gone = (retracted_parties(piece.claim.desk_id) if out is None else out).behind_evidence(piece) is not None
    if piece.other_claim_id and piece.other_claim:
        voice = voices_of_claims([piece.other_claim])[piece.other_claim_id]
        return Voice(**{**{name: getattr(voice, name) for name in Voice.__slots__}, "key": key})
    if piece.url:
        host = host_of(piece.url)
        return Voice(key, NOBODY, host=host, label=host, retracted=gone)
    if piece.contact_id and piece.contact:
        whom = piece.contact.whom
        return Voice(key, origin_of([(whom, "told")], ""), label=whom, retracted=gone)
    return Voice(key, NOBODY, article=f"file {piece.sha256}", label=piece.file_name)


def copied_pairs(claims: Iterable[Claim]) -> list[tuple[str, str]]:
    """Pairs of these claims (ids as text) that stand in a passage which two articles share, where that near copy is
    confirmed, or is suggested and overlaps strongly. Two queries."""
    placed = _newest_places([claim.pk for claim in claims])
    by_revision: dict[int, list[Placement]] = defaultdict(list)
    for placement in placed:
        by_revision[placement.revision_id].append(placement)
    copies = counting_copies().filter(left__in=by_revision, right__in=by_revision)
    pairs = {pair for copy in copies for pair in _in_passages(copy, by_revision)}
    return [(str(one), str(other)) for one, other in sorted(pairs)]


def placed_in_shared_passages(copy: NearCopy) -> set[tuple[int, int]]:
    """Pairs of claim ids, the lower first, that stand in the same passage of the two texts."""
    found = Placement.objects.filter(revision__in=[copy.left_id, copy.right_id], state=Placement.State.LIVE)
    by_revision: dict[int, list[Placement]] = defaultdict(list)
    for placement in found:
        by_revision[placement.revision_id].append(placement)
    return _in_passages(copy, by_revision)


def _in_passages(copy: NearCopy, by_revision: Mapping[int, Sequence[Placement]]) -> set[tuple[int, int]]:
    pairs = set()
    for left_start, left_end, right_start, right_end in copy.passages:
        lefts = _inside(by_revision.get(copy.left_id, ()), left_start, left_end)
        rights = _inside(by_revision.get(copy.right_id, ()), right_start, right_end)
        pairs |= {(min(one, other), max(one, other)) for one in lefts for other in rights}
    return pairs


def counting_copies():  # type: ignore[no-untyped-def]
    """Near copies that make two texts one origin."""
    strong = Q(state=NearCopy.State.SUGGESTED, containment__gte=STRONG_OVERLAP)
    return NearCopy.objects.filter(Q(state=NearCopy.State.CONFIRMED) | strong)


def _newest_places(claim_ids: Collection[int]) -> list[Placement]:
    found = Placement.objects.filter(claim__in=claim_ids, state=Placement.State.LIVE)
    newest: dict[int, Placement] = {}
    for placement in found.order_by("revision__number"):
        newest[placement.claim_id] = placement
    return list(newest.values())


def _inside(placements: Iterable[Placement], start: int, end: int) -> list[int]:
    """Ids of the claims of which most stands between these places."""
    return [
        placement.claim_id
        for placement in placements
        if placement.start is not None
        and placement.end is not None
        and min(placement.end, end) - max(placement.start, start) >= INSIDE * (placement.end - placement.start)
    ]


# --- the graph


def graph_of_claims(claims: Iterable[Claim]) -> ProvenanceGraph:
    """The provenance of these claims: of a fact, of a source, or of one claim. Chains that would go round in a circle are left
    out and told in `refused`. The claims' names in it are their ids as text. The number of queries does not grow."""
    rows = _with_chains(claims)
    kin, out = _kin(rows), _retracted_of(rows)
    return provenance_graph([_chain(claim, kin, out) for claim in rows], copied_pairs(rows), strict=False)


def words_on_oneself(claims: Iterable[Claim]) -> dict[int, str]:
    """Those of these claims (by id) that are their speaker's word on himself, with why."""
    rows = _with_chains(claims)
    kin = _kin(rows)
    found = {claim.pk: _chain(claim, kin, RetractedParties()).on_itself for claim in rows}
    return {pk: why for pk, why in found.items() if why}


def _chain(claim: Claim, kin: Mapping[int, Sequence[str]], out: RetractedParties) -> Chain:
    hops = list(claim.hops.all())
    article = claim.article
    outlet = _party(article.outlet, article.outlet.name if article.outlet else article.title, out)
    speakers = tuple(_party(hop.source, spoken_name(hop), out) for hop in hops)
    inner = hops[-1] if hops else None
    speaker = speakers[-1] if speakers else outlet
    names = kin.get((inner.source_id if inner else article.outlet_id) or 0, ())
    return Chain(
        claim=str(claim.pk),
        article=str(article.pk),
        outlet=outlet,
        hops=speakers,
        published=article.published_iso() or "",
        on_itself=on_itself(claim.quote, speaker, names) or "" if hops else "",
        voice=_voice_of_claim(claim, out),
    )


def _party(source: Source | None, name: str, out: RetractedParties) -> Party:
    if source is not None and source.merged_into_id and source.merged_into:
        source = source.merged_into
    if source is None:
        return Party(name)
    side = "" if source.side == Source.Side.NONE else source.side
    return Party(
        source.name, str(source.pk), source.reliability, side, source.kind, retracted=source.pk in out.by_source
    )


def _kin(claims: Iterable[Claim]) -> dict[int, list[str]]:
    """Other names of each speaker: aliases, the body he speaks for, the sources of his side."""
    speakers = {
        hop.source_id: hop.source for claim in claims for hop in claim.hops.all() if hop.source_id and hop.source
    }
    if not speakers:
        return {}
    names: dict[int, list[str]] = defaultdict(list)
    for source_id, name in SourceAlias.objects.filter(source__in=speakers).values_list("source_id", "name"):
        names[source_id].append(name)
    desk_id = next(iter(speakers.values())).desk_id
    sides: dict[str, list[str]] = defaultdict(list)
    if any(source.side != Source.Side.NONE for source in speakers.values()):
        parties = Source.objects.filter(desk_id=desk_id).exclude(side=Source.Side.NONE)
        for side, name in parties.values_list("side", "name")[:MOST_OF_A_SIDE]:
            sides[side].append(name)
    for source_id, source in speakers.items():
        if source.parent_id and source.parent:
            names[source_id].append(source.parent.name)
        names[source_id] += [name for name in sides.get(source.side, []) if name != source.name]
    return names
