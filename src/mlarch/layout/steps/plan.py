"""Lay out the union of steps, and find the lines and boxes of each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mlarch.layout.assembly import flow_steps, placed, with_tall_loops
from mlarch.layout.cards import Card, Cards, size_all
from mlarch.layout.edge_insertion import InsertedEdge
from mlarch.layout.options import Options, chosen_flow
from mlarch.layout.placement import Line, Placement
from mlarch.layout.positioned import Box
from mlarch.layout.regions import opaque_clusters
from mlarch.layout.steps.step_union import join_steps
from mlarch.layout.steps.union import Union
from mlarch.model import Architecture

__all__ = ["Plan", "make_plan", "own_options"]


@dataclass
class Plan:
    """The union of several steps with its placement.

    `cards` are those of each step, `laid_out` the keys of the union's edges in `placement`. `inserted`
    are the edges that are added later, by step and edge key.
    """

    steps: Sequence[Architecture]
    union: Union
    cards: Sequence[Cards]
    placement: Placement
    laid_out: frozenset[str]
    inserted: dict[tuple[int, str], InsertedEdge] = field(default_factory=dict)

    def lines(self, step: int) -> tuple[dict[str, tuple[Line, ...]], dict[str, Box]]:
        """Return the lines and label boxes that a step shares with the union, by edge key."""
        cards = self.cards[step].edges
        lines, labels = {}, {}
        for key, union_key in self.union.keys[step].items():
            if union_key in self.laid_out and self.has_same_ends(step, key):
                lines[key] = self.placement.lines[union_key]
                if key in cards:
                    labels[key] = self.placement.labels[union_key]
        return lines, labels

    def has_same_ends(self, step: int, key: str) -> bool:
        """Return True if both ends of an edge have the same box as in the union."""
        edge, arch = self.steps[step].edges[key], self.steps[step]
        return all(end in arch.nodes or self._fits(step, end) for end in (edge.source, edge.target))

    def _fits(self, step: int, cluster: str) -> bool:
        """Return True if a cluster of a step can have the box that it has in the union."""
        ids = self.union.ids[step]
        return cluster in ids and self.nodes_in_step(step, cluster) <= self.nodes_in_union(ids[cluster])

    def nodes_in_step(self, step: int, cluster: str) -> set[str]:
        """Return the union ids of the nodes in a cluster of a step."""
        arch, ids = self.steps[step], self.union.ids[step]
        return {ids[node] for node in arch.nodes if cluster in arch.ancestors(node)}

    def nodes_in_union(self, cluster: str) -> set[str]:
        """Return the nodes in a cluster of the union."""
        arch = self.union.architecture
        return {id for id in arch.nodes if cluster in arch.ancestors(id)}

    def cluster_box(self, cluster: str) -> Box:
        """Return the box of a cluster of the union."""
        return self.placement.clusters.get(cluster) or self.placement.boxes[cluster]


def make_plan(steps: Sequence[Architecture], options: Options) -> Plan:
    """Lay out the union of several steps.

    Raises:
        LayoutError: if the layout engine fails.
        UnknownNameError: if no step has the flow of the options.
    """
    direction = options.direction or steps[-1].direction
    flows = [flow_steps(arch, chosen_flow(arch, own_options(arch, options))) for arch in steps]
    if options.flow not in ("", "none") and not any(options.flow in arch.flows for arch in steps):
        chosen_flow(steps[-1], options)  # raises the error
    cards = [
        with_tall_loops(arch, size_all(arch, direction, flow))
        for arch, flow in zip(steps, flows, strict=True)
    ]
    union = join_steps(steps)
    laid_out = _laid_out(steps, union)
    edges = {key: edge for key, edge in union.architecture.edges.items() if key in laid_out}
    flow_keys = {
        keys[key] for keys, flow in zip(union.keys, flows, strict=True) for key in flow if key in keys
    }
    arch = union.architecture.replace(edges=edges)
    placement, _ = placed(arch, _largest_cards(union, cards), direction, flow_keys & laid_out)
    placement = placement.mapped(_rounded, lambda point: (round(point[0], 2), round(point[1], 2)))
    return Plan(steps, union, cards, placement, frozenset(laid_out))


def own_options(arch: Architecture, options: Options) -> Options:
    """Return options without a flow that the architecture does not have."""
    return replace(options, flow="none") if options.flow not in ("", *arch.flows) else options


def _rounded(box: Box) -> Box:
    return Box(round(box.x, 2), round(box.y, 2), round(box.width, 2), round(box.height, 2))


def _laid_out(steps: Sequence[Architecture], union: Union) -> set[str]:
    """Return the keys of the edges that the union is laid out with.

    A cluster that is opaque in its last step stays opaque. An edge of an earlier step that enters it
    would tear it apart, so it is left out and inserted later.
    """
    arch = union.architecture
    last = {id: step for step, ids in enumerate(union.ids) for id in ids.values()}
    opaque = {id for id in arch.clusters if id in opaque_clusters(steps[last[id]])}
    return {
        key
        for key, edge in arch.edges.items()
        if opaque.isdisjoint(set(arch.ancestors(edge.source)) ^ set(arch.ancestors(edge.target)))
    }


def _largest_cards(union: Union, cards: Sequence[Cards]) -> Cards:
    """Return a card for each part of the union, the largest of all steps."""
    largest: dict[str, dict[str, Card]] = {"nodes": {}, "clusters": {}, "edges": {}}
    for own, ids, keys in zip(cards, union.ids, union.keys, strict=True):
        for kind, names in (("nodes", ids), ("clusters", ids), ("edges", keys)):
            for id, card in getattr(own, kind).items():
                if id in names:
                    other = largest[kind].get(names[id], card)
                    size = (max(card.width, other.width), max(card.height, other.height))
                    largest[kind][names[id]] = Card(*size)
    return Cards(**largest)
