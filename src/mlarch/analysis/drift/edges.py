"""Compare the drawn edges with the deployed ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mlarch.analysis.drift.report import Mismatch
from mlarch.analysis.drift.scope import is_expected, is_ignored
from mlarch.analysis.reachability import NodeGraph
from mlarch.model import Architecture, EdgeData, edge_key

__all__ = ["EdgeComparison"]

_PORT = re.compile(r":(\d{1,5}(?:-\d+)?(?:/udp)?)(?!\d)")


class EdgeComparison:
    """The edges of both sides between matched nodes, with the ids of the drawing.

    Direction does not count: a worker names its broker, but a drawing shows the way of the message.
    """

    def __init__(self, drawn: Architecture, deployed: Architecture, pairs: Mapping[str, str]) -> None:
        self.drawn, self.pairs = drawn, pairs
        drawn_id = {other: id for id, other in pairs.items()}
        self.deployed = {
            (drawn_id[edge.source], drawn_id[edge.target]): edge
            for edge in deployed.edges.values()
            if edge.source in drawn_id and edge.target in drawn_id
        }
        self.members = NodeGraph(drawn).members

    def missing(self) -> Iterator[str]:
        """Yield the drawn edges that are deployed in neither direction."""
        for key, edge in self.drawn.edges.items():
            pairs = self._node_pairs(edge)
            is_deployed = any(pair in self.deployed or pair[::-1] in self.deployed for pair in pairs)
            if pairs and not is_deployed and is_expected(self.drawn, key):
                yield key

    def extra(self) -> Iterator[tuple[str, EdgeData]]:
        """Yield the deployed edges that are drawn in neither direction."""
        drawn = {pair for edge in self.drawn.edges.values() for pair in self._node_pairs(edge)}
        for pair, edge in self.deployed.items():
            key = edge_key(*pair)
            if pair not in drawn and pair[::-1] not in drawn and not is_ignored(self.drawn, key):
                yield key, edge

    def different(self) -> Iterator[Mismatch]:
        """Yield the edges whose labels name different ports."""
        for key, edge in self.drawn.edges.items():
            deployed = self.deployed.get((edge.source, edge.target))
            ports = _PORT.findall(edge.label)
            deployed_ports = _PORT.findall(deployed.label) if deployed else []
            if ports and deployed_ports and ports != deployed_ports:
                yield Mismatch(key, "port", ", ".join(ports), ", ".join(deployed_ports))

    def _node_pairs(self, edge: EdgeData) -> list[tuple[str, str]]:
        """Return the pairs of matched nodes that an edge or its clusters join."""
        return [
            (source, target)
            for source in self.members.get(edge.source, ())
            for target in self.members.get(edge.target, ())
            if source in self.pairs and target in self.pairs
        ]
