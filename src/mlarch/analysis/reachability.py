"""Follow requests through an architecture, from node to node."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from functools import cached_property

from mlarch import catalog
from mlarch.analysis.roles import CLIENTS, role_of
from mlarch.model import Architecture, EdgeData

__all__ = ["REQUEST_KINDS", "NodeGraph"]

REQUEST_KINDS = frozenset(("request", "call", "depends"))
"""The kinds of edges that are part of the request path."""

# These roles forward requests without inspecting them.
_TRANSPARENT = frozenset(("dns", "network", "firewall", "service"))


class NodeGraph:
    """The nodes of an architecture; an edge of a cluster is one of each node in it."""

    def __init__(self, arch: Architecture) -> None:
        self.arch = arch

    def role(self, id: str) -> str:
        """Return the role of a node, by default that of its technology."""
        return role_of(self.arch.nodes[id])

    def label(self, id: str) -> str:
        """Return the label of a node in one line."""
        return " ".join(self.arch.nodes[id].label.split())

    def with_roles(self, roles: Container[str]) -> list[str]:
        """Return the nodes that have one of these roles, in order of declaration."""
        return [id for id in self.arch.nodes if self.role(id) in roles]

    @cached_property
    def members(self) -> dict[str, list[str]]:
        """The nodes in each cluster at any depth; the only member of a node is itself."""
        members: dict[str, list[str]] = {id: [id] for id in self.arch.nodes}
        for id in self.arch.nodes:
            for cluster in self.arch.ancestors(id):
                members.setdefault(cluster, []).append(id)
        return members

    @cached_property
    def links(self) -> list[tuple[str, str, EdgeData]]:
        """Every pair of nodes that an edge joins, in the direction of its arrow."""
        return [
            (source, target, edge)
            for edge in self.arch.edges.values()
            for start, end in _directions(edge)
            for source in self.members.get(start, ())
            for target in self.members.get(end, ())
        ]

    def predecessors(self, id: str) -> list[tuple[str, EdgeData]]:
        """Return the nodes with an edge to this node."""
        return self._predecessors.get(id, [])

    def successors(self, id: str) -> list[tuple[str, EdgeData]]:
        """Return the nodes that this node has an edge to."""
        return self._successors.get(id, [])

    def neighbours(self, id: str) -> list[str]:
        """Return the nodes joined to this node, each once."""
        return list(dict.fromkeys(other for other, _ in (*self.predecessors(id), *self.successors(id))))

    @cached_property
    def _predecessors(self) -> dict[str, list[tuple[str, EdgeData]]]:
        predecessors: dict[str, list[tuple[str, EdgeData]]] = {}
        for source, target, edge in self.links:
            predecessors.setdefault(target, []).append((source, edge))
        return predecessors

    @cached_property
    def _successors(self) -> dict[str, list[tuple[str, EdgeData]]]:
        successors: dict[str, list[tuple[str, EdgeData]]] = {}
        for source, target, edge in self.links:
            successors.setdefault(source, []).append((target, edge))
        return successors

    @cached_property
    def request_path(self) -> list[str]:
        """The nodes that requests from clients pass through."""
        return self.reachable(self.with_roles(CLIENTS), kinds=REQUEST_KINDS)

    @cached_property
    def exposed(self) -> set[str]:
        """The nodes that clients reach with no node in between that inspects requests."""
        exposed: set[str] = set()
        queue = self.with_roles(CLIENTS)
        while queue:
            for target, edge in self.successors(queue.pop()):
                if edge.kind in REQUEST_KINDS and target not in exposed and self.role(target) not in CLIENTS:
                    exposed.add(target)
                    queue += [target] if self.role(target) in _TRANSPARENT else []
        return exposed

    def reachable(
        self, starts: Iterable[str], *, kinds: Container[str] = (), through: Container[str] | None = None
    ) -> list[str]:
        """Return the nodes that are reachable from `starts`, in order of distance.

        The starts themselves are not included. `kinds` limits the edges to follow, `through` the
        nodes to pass.
        """
        reached: dict[str, None] = {}
        queue = list(starts)
        begun = set(queue)
        for id in queue:
            if through is not None and id not in begun and id not in through:
                continue
            for target, edge in self.successors(id):
                if (not kinds or edge.kind in kinds) and target not in reached and target not in begun:
                    reached[target] = None
                    queue.append(target)
        return [*reached]

    def is_replicated(self, id: str) -> bool:
        """Return True if a node has several instances: replicas, autoscaling or copies."""
        return self.arch.nodes[id].replicas > 1 or self.is_autoscaled(id) or bool(self.copies(id))

    def is_autoscaled(self, id: str) -> bool:
        """Return True if a node is tagged as autoscaled or is in an autoscaled group."""
        if "autoscaled" in self.arch.nodes[id].tags:
            return True
        for cluster in (self.arch.clusters[name] for name in self.arch.ancestors(id)):
            text = f"{cluster.label} {cluster.description} {' '.join(cluster.tags)}".lower()
            if "autoscal" in text or catalog.role_of(cluster.technology) == "instance-group":
                return True
        return False

    def copies(self, id: str) -> list[str]:
        """Return the other nodes with a caller, the role and the label of a node.

        Numbers in labels do not count: instance-2 is a copy of instance-1.
        """
        callers = [source for source, _ in self.predecessors(id)]
        called = dict.fromkeys(target for caller in callers for target, _ in self.successors(caller))
        kind = (self.role(id), self._unnumbered(id))
        return [
            other for other in called if other != id and (self.role(other), self._unnumbered(other)) == kind
        ]

    def _unnumbered(self, id: str) -> str:
        return re.sub(r"[\d\s._-]+", "", self.arch.nodes[id].label).lower()


def _directions(edge: EdgeData) -> Iterator[tuple[str, str]]:
    if edge.arrow != "back":
        yield (edge.source, edge.target)
    if edge.arrow in ("back", "both"):
        yield (edge.target, edge.source)
