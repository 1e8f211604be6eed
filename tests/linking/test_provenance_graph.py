"""The graph of chains: who passed a claim on to whom, the weakest hop, a party's word on itself, and no circles."""

from __future__ import annotations

from typing import Any

import pytest

from claims.linking.provenance import Voice, origin_of
from claims.linking.provenance_graph import (
    Chain,
    Party,
    ProvenanceCycle,
    ProvenanceGraph,
    on_itself,
    provenance_graph,
    weakest_hop,
)

HERALD, WIRE, POST = Party("Varn Herald", "1"), Party("Coast Wire", "2"), Party("Elsby Post", "3")
POLICE = Party("Harbour Police of Varn", "4", "B")
UNNAMED = Party("officials", "5", "F", kind="unnamed")


def chain(claim: str, outlet: Party, *hops: Party, day: str = "") -> Chain:
    origin = origin_of([(hop.name if hop.named else "", "said") for hop in hops], outlet.name)
    voice = Voice(claim, origin, hops[-1].key if hops and hops[-1].named else "", outlet.key, outlet.name)
    return Chain(claim, f"article {claim}", outlet, hops, day, voice=voice)


def edges(graph: ProvenanceGraph) -> set[tuple[str, str, str]]:
    names = {node.key: node.party.name for node in graph.nodes}
    return {(names[edge.start], names[edge.end], edge.kind) for edge in graph.edges}


def test_a_chain_of_two_hops_runs_from_the_speaker_over_the_agency_to_the_outlet() -> None:
    graph = provenance_graph([chain("a", HERALD, WIRE, POLICE)])
    assert [(node.party.name, node.roles) for node in graph.nodes] == [
        ("Harbour Police of Varn", ("origin",)),
        ("Coast Wire", ("hop",)),
        ("Varn Herald", ("outlet",)),
    ]
    assert edges(graph) == {
        ("Harbour Police of Varn", "Coast Wire", "told"),
        ("Coast Wire", "Varn Herald", "told"),
    }


def test_an_agency_with_an_article_of_its_own_is_one_node_with_two_roles() -> None:
    graph = provenance_graph([chain("a", HERALD, WIRE), chain("b", WIRE)])
    [wire] = [node for node in graph.nodes if node.party == WIRE]
    assert wire.roles == ("origin", "outlet")
    assert (graph.articles, len(graph.origins)) == (2, 1)


def test_the_speaker_that_no_source_is_known_for_is_found_again_by_name() -> None:
    graph = provenance_graph([chain("a", HERALD, Party("Mayor Tilda Roan")), chain("b", WIRE, Party("Tilda Roan"))])
    assert len(graph.nodes) == 3
    assert len(graph.origins) == 1


def test_unnamed_sources_of_two_outlets_are_two_nodes_and_two_origins() -> None:
    graph = provenance_graph([chain("a", HERALD, UNNAMED), chain("b", WIRE, UNNAMED)])
    assert len(graph.nodes) == 4
    assert len(graph.origins) == 2


def test_the_later_copy_stands_behind_the_earlier_text() -> None:
    graph = provenance_graph([chain("b", POST, day="2031-05-05"), chain("a", WIRE, day="2031-05-04")], [("a", "b")])
    assert edges(graph) == {("Coast Wire", "Elsby Post", "copied")}
    assert len(graph.origins) == 1


def test_a_circle_is_refused_and_names_its_parties() -> None:
    circle = [chain("a", HERALD, WIRE), chain("b", WIRE, HERALD)]
    with pytest.raises(ProvenanceCycle) as caught:
        provenance_graph(circle)
    assert set(caught.value.names) == {"Varn Herald", "Coast Wire"}
    graph = provenance_graph(circle, strict=False)
    assert [claim for claim, _ in graph.refused] == ["b"]
    assert edges(graph) == {("Coast Wire", "Varn Herald", "told")}


def test_a_circle_over_three_chains_is_refused_too() -> None:
    circle = [chain("a", HERALD, WIRE), chain("b", POST, HERALD), chain("c", WIRE, POLICE, POST)]
    with pytest.raises(ProvenanceCycle):
        provenance_graph(circle)


def test_an_outlet_that_quotes_itself_is_no_circle() -> None:
    assert edges(provenance_graph([chain("a", HERALD, HERALD, POLICE)])) == {
        ("Harbour Police of Varn", "Varn Herald", "told")
    }


@pytest.mark.parametrize(
    ("parties", "weakest"),
    [
        ((POLICE, HERALD), 1),  # B, then F
        ((UNNAMED, POLICE, HERALD), 0),
        ((HERALD, WIRE), None),  # F and F: neither is weaker
        ((Party("Army", "6", "C", side="a"), Party("Radio", "7", "C")), 0),
        ((Party("Blog", "8", "E"),), 0),
        ((Party("Wire", "9", "D"), Party("", "")), 1),
        ((), None),
    ],
)
def test_the_weakest_hop_is_the_unnamed_the_unreliable_or_the_party(parties: tuple[Party, ...], weakest: Any) -> None:
    assert weakest_hop(parties) == weakest


def test_the_weakest_hop_is_marked_in_the_graph() -> None:
    graph = provenance_graph([chain("a", HERALD, POLICE, UNNAMED)])
    assert [node.party.name for node in graph.nodes if node.weakest] == ["officials"]


@pytest.mark.parametrize(
    ("quote", "speaker", "kin", "why"),
    [
        ("we lost no ship", "Dravian navy", [], "speaks of itself"),
        ("Dravia shot down 12 drones", "the Dravian air force", [], "the Dravian air force on itself"),
        ("Tarrant’s profit rose by a third", "Tarrant Energy", [], "Tarrant Energy on itself"),
        ("Dravia holds the town", "General Staff", ["Dravian Ministry of Defence"], "General Staff on Dravian Ministry of Defence"),
        ("Norland lost 40 tanks", "the Dravian air force", [], None),
        ("The mayor resigned", "Mayor Tilda Roan", [], None),
        ("we lost no ship", "", [], None),
    ],
)  # fmt: skip
def test_a_word_on_oneself_shows_by_we_or_by_ones_name(
    quote: str, speaker: str, kin: list[str], why: str | None
) -> None:
    assert on_itself(quote, Party(speaker), kin) == why
