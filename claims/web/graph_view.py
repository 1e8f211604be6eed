"""A provenance graph as pages show it: the drawing, and a table that says all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from claims.linking.provenance_graph import Node, ProvenanceCycle, ProvenanceGraph
from claims.models import Claim, Source
from claims.permissions import Actor
from claims.web.machine_words import in_words
from claims.web.provenance_chart import Box, Thread, draw_graph

MOST_WORDS = 34  # of the second line in a box


@dataclass(frozen=True)
class Place:
    """How a claim of the graph is called, and where it is read."""

    label: str
    href: str


@dataclass
class Party:
    """One party: a row of the table, and its box in the drawing."""

    node: Node
    name: str
    role: str
    places: list[Place]
    notes: list[str]
    passes_to: list[str]
    source: Source | None
    box: Box | None

    @property
    def second_line(self) -> str:
        """What the box says below the name: what is wrong or special first, else which versions go through it."""
        words = ", ".join(self.notes[:2]) or ", ".join(place.label for place in self.places)
        return words if len(words) <= MOST_WORDS else words[: MOST_WORDS - 1].rstrip(" ,") + "…"


@dataclass
class GraphView:
    graph: ProvenanceGraph
    parties: list[Party]
    threads: tuple[Thread, ...]
    width: float
    height: float
    refused: list[str]

    @property
    def columns(self) -> int:
        return round((self.width + 100) / 350)

    @property
    def label(self) -> str:
        return _("%(origins)s origins lead to %(articles)s articles; the table below says all of it") % {
            "origins": len(self.graph.origins), "articles": self.graph.articles,
        }  # fmt: skip


def view_graph(graph: ProvenanceGraph, places: Mapping[str, Place]) -> GraphView:
    drawing = draw_graph(graph)
    boxes = {box.node.key: box for box in drawing.boxes} if drawing else {}
    names = {node.key: node.party.name or _("unnamed source") for node in graph.nodes}
    ids = [int(node.party.key) for node in graph.nodes if node.party.key.isdigit()]
    sources = Source.objects.in_bulk(ids)
    parties = [
        Party(
            node=node,
            name=names[node.key],
            role=", ".join(role_word(role) for role in node.roles),
            places=[places[key] for key in node.claims if key in places],
            notes=notes_on(node, graph),
            passes_to=[
                names[edge.end] + (_(" (copied text)") if edge.kind == "copied" else "")
                for edge in graph.edges
                if edge.start == node.key
            ],
            source=sources.get(int(node.party.key)) if node.party.key.isdigit() else None,
            box=boxes.get(node.key),
        )
        for node in graph.nodes
    ]
    return GraphView(
        graph=graph,
        parties=parties,
        threads=drawing.threads if drawing else (),
        width=drawing.width if drawing else 0,
        height=drawing.height if drawing else 0,
        refused=[cycle_words(cycle, places.get(claim)) for claim, cycle in graph.refused],
    )


def role_word(role: str) -> str:
    return {"origin": _("origin"), "hop": _("hop"), "outlet": _("outlet")}.get(role, role)


def notes_on(node: Node, graph: ProvenanceGraph) -> list[str]:
    notes = []
    if node.party.retracted:
        notes.append(_("retracted"))
    if not node.party.named:
        notes.append(_("unnamed"))
    if node.weakest:
        notes.append(_("weakest hop"))
    if node.on_itself:
        notes.append(_("on itself: %(why)s") % {"why": in_words(node.on_itself)})
    if node.group is not None and len(graph.origins) > 1:
        notes.append(_("origin %(number)s of %(all)s") % {"number": node.group + 1, "all": len(graph.origins)})
    return notes


def cycle_words(cycle: ProvenanceCycle, place: Place | None) -> str:
    """Why a chain was left out: it would make somebody a source of himself."""
    chain = " ← ".join(cycle.names)
    words = _("The chain %(chain)s goes round in a circle, so it is left out: nobody is a source of himself.") % {
        "chain": chain
    }
    return f"{place.label}: {words}" if place else words


def claim_places(claim: Claim, actor: Actor, href: str) -> dict[str, Place]:
    return {str(claim.pk): Place(_("claim %(number)s") % {"number": claim.number}, href)}
