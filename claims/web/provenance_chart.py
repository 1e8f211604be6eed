"""A provenance graph as a drawing: columns from origins over hops to outlets. Pure.

Everything is an SVG attribute; templates/provenance/_graph.html writes it down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from claims.linking.provenance_graph import Edge, Node, ProvenanceGraph

NODE_HEIGHT, GAP = 40.0, 14.0
NODE_WIDTH, BETWEEN = 230.0, 120.0
LONGEST = 28  # characters of a name in its box; the table has all of it


@dataclass(frozen=True, slots=True)
class Box:
    node: Node
    x: float
    y: float

    @property
    def width(self) -> float:
        return NODE_WIDTH

    @property
    def height(self) -> float:
        return NODE_HEIGHT

    @property
    def middle_y(self) -> float:
        return self.y + NODE_HEIGHT / 2

    @property
    def end_x(self) -> float:
        return self.x + NODE_WIDTH

    @property
    def name(self) -> str:
        name = self.node.party.name
        return name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"

    @property
    def shape_x(self) -> float:
        return self.x + 14

    @property
    def square_x(self) -> float:
        return self.shape_x - 4.5

    @property
    def square_y(self) -> float:
        return self.middle_y - 4.5

    @property
    def name_y(self) -> float:
        return self.y + 18

    @property
    def second_y(self) -> float:
        return self.y + 33

    @property
    def words_x(self) -> float:
        return self.x + (28 if self.node.party.side else 12)

    @property
    def shape(self) -> str:
        return {"a": "a", "b": "b"}.get(self.node.party.side, "")


@dataclass(frozen=True, slots=True)
class Thread:
    edge: Edge
    path: str
    weak: bool  # out of an unnamed or otherwise weakest hop, or a copied text


@dataclass(frozen=True, slots=True)
class GraphDrawing:
    boxes: tuple[Box, ...]
    threads: tuple[Thread, ...]
    width: float
    height: float


def draw_graph(graph: ProvenanceGraph) -> GraphDrawing | None:
    """Where everything lies; None for a graph without nodes."""
    if not graph.nodes:
        return None
    columns = _columns(graph)
    count = max(columns.values()) + 1
    order = _order(graph, columns)
    places: dict[str, tuple[float, float]] = {}
    for column, keys in order.items():
        for row, key in enumerate(keys):
            places[key] = (10 + column * (NODE_WIDTH + BETWEEN), 12 + row * (NODE_HEIGHT + GAP))
    boxes = {node.key: Box(node, *places[node.key]) for node in graph.nodes}
    tallest = max(len(keys) for keys in order.values())
    threads = [_thread(edge, boxes) for edge in graph.edges]
    return GraphDrawing(
        tuple(boxes.values()),
        tuple(threads),
        20 + count * NODE_WIDTH + (count - 1) * BETWEEN,
        24 + tallest * (NODE_HEIGHT + GAP) - GAP,
    )


def _columns(graph: ProvenanceGraph) -> dict[str, int]:
    """Node → column: as far right as the longest way that leads to it; outlets that pass nothing on stand in the last one."""
    before: dict[str, list[str]] = defaultdict(list)
    for edge in graph.edges:
        before[edge.end].append(edge.start)
    columns: dict[str, int] = {}

    def column(key: str) -> int:
        if key not in columns:
            columns[key] = 0  # circles were refused; a wrong one ends here
            columns[key] = max((column(start) + 1 for start in before[key]), default=0)
        return columns[key]

    for node in graph.nodes:
        column(node.key)
    last = max(columns.values())
    passing_on = {edge.start for edge in graph.edges}
    for node in graph.nodes:
        if node.key not in passing_on and last:
            columns[node.key] = last
    return columns


def _order(graph: ProvenanceGraph, columns: Mapping[str, int]) -> dict[int, list[str]]:
    """Column → its nodes from top to bottom: near those that they come from, so that few threads cross."""
    order: dict[int, list[str]] = defaultdict(list)
    for node in graph.nodes:
        order[columns[node.key]].append(node.key)
    row = {key: index for keys in order.values() for index, key in enumerate(keys)}
    for number in sorted(order):
        came = {key: [row[edge.start] for edge in graph.edges if edge.end == key] for key in order[number]}
        keys = order[number]
        places = {key: sum(came[key]) / len(came[key]) if came[key] else row[key] for key in keys}
        order[number] = sorted(keys, key=lambda key: (places[key], row[key]))
        row.update({key: index for index, key in enumerate(order[number])})
    return dict(order)


def _thread(edge: Edge, boxes: Mapping[str, Box]) -> Thread:
    start, end = boxes[edge.start], boxes[edge.end]
    x, y, to_x, to_y = start.end_x, start.middle_y, end.x, end.middle_y
    bend = round((x + to_x) / 2, 1)
    path = f"M{x:g} {y:g}C{bend:g} {y:g} {bend:g} {to_y:g} {to_x:g} {to_y:g}"
    return Thread(edge, path, edge.kind == "copied" or start.node.weakest)
