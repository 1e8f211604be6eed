"""A fact and a provenance graph as answers show them: keys of claims turned into their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from claims.facts.reading import FactReading
from claims.linking.provenance_graph import ProvenanceGraph
from claims.models import Claim, Fact, Source


def detail_of(fact: Fact, reading: FactReading) -> Fact:
    """The fact with the attributes that FactDetail shows."""
    numbers = {said.version.key: said.number for said in reading.versions}
    shown: dict[str, Any] = {
        "unit": reading.unit,
        "counted": reading.counted,
        "articles": reading.articles,
        "versions": reading.versions,
        "agreed": [
            {
                "interval": one.interval,
                "origins": [int(origin.split(" ", 1)[0]) for origin in one.origins],
                "versions": [numbers[key] for key in one.keys],
            }
            for one in reading.agreements
        ],
        "agreed_total": reading.total,
        "partings": [_parting(reading, one, numbers) for one in reading.partings],
        "changes": [
            {"kind": one.kind, "version": numbers[one.key], "other": numbers.get(one.other)} for one in reading.changes
        ],
        "provenance": graph_out(reading.graph, [said.claim for said in reading.versions]),
        "merge_with": [other for other, _number in reading.merge_with],
    }
    for name, value in shown.items():
        setattr(fact, name, value)
    return fact


def _parting(reading: FactReading, one: Any, numbers: Mapping[str, int]) -> dict[str, Any]:
    link = reading.link_between(one.one, one.other) if one.state != "unjudged" else None
    return {
        "one": numbers[one.one],
        "other": numbers[one.other],
        "state": one.state,
        "reason": link.reason if link else None,
        "link": link.public_id if link else None,
    }


def graph_out(graph: ProvenanceGraph, claims: Iterable[Claim]) -> dict[str, Any]:
    ids = {str(claim.pk): str(claim.public_id) for claim in claims}

    def named(keys: Iterable[str]) -> list[str]:
        return [ids[key] for key in keys if key in ids]

    keys = [int(node.party.key) for node in graph.nodes if node.party.key.isdigit()]
    sources = {str(pk): source for pk, source in Source.objects.in_bulk(keys).items()}
    return {
        "articles": graph.articles,
        "origins": [
            {"name": group.name, "claims": named(group.members), "why": list(group.why)} for group in graph.origins
        ],
        "nodes": [
            {
                "key": node.key,
                "name": node.party.name,
                "source": sources.get(node.party.key),
                "roles": list(node.roles),
                "claims": named(node.claims),
                "reliability": node.party.letter if node.party.key in sources else None,
                "side": node.party.side,
                "weakest": node.weakest,
                "on_itself": node.on_itself,
                "origin": node.group,
            }
            for node in graph.nodes
        ],
        "edges": [
            {"start": edge.start, "end": edge.end, "claims": named(edge.claims), "kind": edge.kind}
            for edge in graph.edges
        ],
        "refused": [
            {"claim": ids[key], "names": list(cycle.names), "reason": str(cycle)}
            for key, cycle in graph.refused
            if key in ids
        ],
    }
