"""See an architecture the way a request does: who is reached from outside, and through what."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from functools import cached_property

from mlarch import catalog
from mlarch.model import Architecture, EdgeData

__all__ = ["OUTSIDE", "STATE", "TELEMETRY", "Sight"]

OUTSIDE = frozenset(("user", "client"))
STATE = frozenset(
    (
        *("relational-database", "document-store", "key-value-store", "wide-column-store", "graph-store"),
        *(
            "time-series-store",
            "vector-store",
            "search-engine",
            "data-warehouse",
            "ledger",
            "geospatial-store",
        ),
        *("cache", "queue", "stream", "file-store", "block-store", "object-store"),
    )
)
TELEMETRY = frozenset(("logging", "monitoring", "dashboard", "tracing", "error-reporting"))
# What hands a request on without looking at it.
_TRANSPARENT = frozenset(("dns", "network", "firewall", "service"))
_ON_PATH = frozenset(("request", "call", "depends"))


class Sight:
    """An architecture with its edges written out from node to node."""

    def __init__(self, arch: Architecture) -> None:
        self.arch = arch

    def role(self, id: str) -> str:
        """Return what a node does, by its own word or that of its technology."""
        node = self.arch.nodes[id]
        return node.role or catalog.role_of(node.technology)

    def having(self, roles: Container[str]) -> list[str]:
        """Return the nodes of these roles, in order."""
        return [id for id in self.arch.nodes if self.role(id) in roles]

    @cached_property
    def members(self) -> dict[str, list[str]]:
        """The nodes in each cluster, however deep; a node is its only member."""
        found: dict[str, list[str]] = {id: [id] for id in self.arch.nodes}
        for id in self.arch.nodes:
            for cluster in self.arch.ancestors(id):
                found.setdefault(cluster, []).append(id)
        return found

    @cached_property
    def steps(self) -> list[tuple[str, str, EdgeData]]:
        """Every edge as the pairs of nodes it joins, in the direction of its arrow."""
        return [
            (source, target, edge)
            for edge in self.arch.edges.values()
            for ends in _directions(edge)
            for source in self.members.get(ends[0], ())
            for target in self.members.get(ends[1], ())
        ]

    def before(self, id: str) -> list[tuple[str, EdgeData]]:
        """Return the nodes with an edge to this one."""
        return self._before.get(id, [])

    def after(self, id: str) -> list[tuple[str, EdgeData]]:
        """Return the nodes this one has an edge to."""
        return self._after.get(id, [])

    def neighbours(self, id: str) -> list[str]:
        """Return the nodes joined to this one, each once."""
        return list(dict.fromkeys(other for other, _ in (*self.before(id), *self.after(id))))

    @cached_property
    def _before(self) -> dict[str, list[tuple[str, EdgeData]]]:
        found: dict[str, list[tuple[str, EdgeData]]] = {}
        for source, target, edge in self.steps:
            found.setdefault(target, []).append((source, edge))
        return found

    @cached_property
    def _after(self) -> dict[str, list[tuple[str, EdgeData]]]:
        found: dict[str, list[tuple[str, EdgeData]]] = {}
        for source, target, edge in self.steps:
            found.setdefault(source, []).append((target, edge))
        return found

    @cached_property
    def path(self) -> list[str]:
        """The nodes that requests from outside come through."""
        return self.reached(self.having(OUTSIDE), kinds=_ON_PATH)

    @cached_property
    def front(self) -> set[str]:
        """The nodes that the outside reaches with nothing between that looks at requests."""
        found: set[str] = set()
        queue = self.having(OUTSIDE)
        while queue:
            for target, edge in self.after(queue.pop()):
                if edge.kind in _ON_PATH and target not in found and self.role(target) not in OUTSIDE:
                    found.add(target)
                    queue += [target] if self.role(target) in _TRANSPARENT else []
        return found

    def reached(
        self, starts: Iterable[str], *, kinds: Container[str] = (), past: Container[str] | None = None
    ) -> list[str]:
        """Return what can be reached from `starts`, these not counted, in order of distance.

        `kinds` are those of the edges to follow, all where empty; `past` the nodes to go on from.
        """
        found: dict[str, None] = {}
        queue = list(starts)
        begun = set(queue)
        for id in queue:
            if past is not None and id not in begun and id not in past:
                continue
            for target, edge in self.after(id):
                if (not kinds or edge.kind in kinds) and target not in found and target not in begun:
                    found[target] = None
                    queue.append(target)
        return [*found]

    def is_autoscaled(self, id: str) -> bool:
        """Say whether the number of a node follows the load: by its tag, or by the group it stands in."""
        arch = self.arch
        if "autoscaled" in arch.nodes[id].tags:
            return True
        for cluster in (arch.clusters[around] for around in arch.ancestors(id)):
            said = f"{cluster.label} {cluster.description} {' '.join(cluster.tags)}".lower()
            if "autoscal" in said or catalog.role_of(cluster.technology) == "instance-group":
                return True
        return False

    def twins(self, id: str) -> list[str]:
        """Return the other nodes of the same sort that the same one calls: instance-2 beside instance-1."""
        callers = [source for source, _ in self.before(id)]
        beside = dict.fromkeys(target for caller in callers for target, _ in self.after(caller))
        own = (self.role(id), self._plain(id))
        return [other for other in beside if other != id and (self.role(other), self._plain(other)) == own]

    def _plain(self, id: str) -> str:
        return re.sub(r"[\d\s._-]+", "", self.arch.nodes[id].label).lower()


def _directions(edge: EdgeData) -> Iterator[tuple[str, str]]:
    if edge.arrow != "back":
        yield (edge.source, edge.target)
    if edge.arrow in ("back", "both"):
        yield (edge.target, edge.source)
