"""Join steps into one architecture, with every part in its last place.

A node has further places only if an earlier step could not be drawn otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mlarch.layout.steps.union import Chain, Union, assemble_union, drawn_chain, unique_id
from mlarch.model import Architecture

__all__ = ["join_steps"]


def join_steps(steps: Sequence[Architecture]) -> Union:
    """Return the union of one or more architectures, with each part in its last place.

    A cluster has no place if all its nodes end up in other clusters. An edge has no place if it ends on
    such a cluster, or if it would lead from a cluster to a part inside.
    """
    tree = _ClusterTree(steps)
    tree.separate()
    taken = {id for arch in steps for id in (*arch.nodes, *arch.clusters)}
    names: dict[tuple[str, str], str] = {}
    for id, homes in tree.homes_by_node().items():
        for number, home in enumerate(homes):
            names[id, home] = unique_id(id, number, taken)
    clusters = tree.clusters()
    parents = {name: home for (_, home), name in names.items()}
    parents.update({id: tree.parents[id] for id in clusters})
    ids = [
        {
            **{id: names[id, tree.homes[id, step]] for id in arch.nodes},
            **{id: id for id in arch.clusters if id in clusters},
        }
        for step, arch in enumerate(steps)
    ]
    return assemble_union(steps, ids, parents)


@dataclass
class _ClusterTree:
    """The union's clusters: parent by cluster, and cluster by node and step."""

    steps: Sequence[Architecture]
    parents: dict[str, str] = field(default_factory=dict)
    homes: dict[tuple[str, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        last: dict[str, str] = {}
        for arch in self.steps:
            self.parents.update({id: cluster.cluster for id, cluster in arch.clusters.items()})
            last.update({id: node.cluster for id, node in arch.nodes.items()})
        for step, arch in enumerate(self.steps):
            self.homes.update({(id, step): last[id] for id in arch.nodes})

    def separate(self) -> None:
        """Move nodes back to their own clusters until every cluster can be drawn."""
        for step, arch in enumerate(self.steps):
            members = _members(arch)
            while moved := self._misplaced(step, members):
                self.homes.update({(id, step): arch.nodes[id].cluster for id in moved})
            for edge in arch.edges.values():
                for inner, outer in ((edge.source, edge.target), (edge.target, edge.source)):
                    if inner in arch.nodes and outer in self.chain(self.homes[inner, step]):
                        self.homes[inner, step] = arch.nodes[inner].cluster

    def _misplaced(self, step: int, members: Mapping[str, frozenset[str]]) -> list[str]:
        """Return moved nodes that a cluster would wrongly surround."""
        arch = self.steps[step]
        chains = {id: self.chain(self.homes[id, step]) for id in arch.nodes}
        for own in members.values():
            inside = {other for other, chain in chains.items() if _common(own, chains) in ("", *chain)}
            if len(own) > 1 and inside != own:  # A box around a single node is always possible.
                mixed = [id for id in arch.nodes if id in inside | own]
                moved = [id for id in mixed if drawn_chain(chains[id], arch) != arch.ancestors(id)]
                moved = [id for id in moved if self.homes[id, step] != arch.nodes[id].cluster]
                if moved:
                    return moved
        return []

    def chain(self, cluster: str) -> Chain:
        """Return a cluster and those around it, innermost first; empty for no cluster."""
        chain = []
        while cluster:
            chain.append(cluster)
            cluster = self.parents[cluster]
        return tuple(chain)

    def homes_by_node(self) -> dict[str, list[str]]:
        """Return the home clusters of each node, that of the last step first."""
        homes: dict[str, dict[str, None]] = defaultdict(dict)
        for (id, _), home in reversed(self.homes.items()):
            homes[id][home] = None
        return {id: list(of_node) for id, of_node in homes.items()}

    def clusters(self) -> set[str]:
        """Return the clusters with a place: around a node, or always empty."""
        around = {outer for home in self.homes.values() for outer in self.chain(home)}
        ever = {outer for arch in self.steps for id in arch.nodes for outer in arch.ancestors(id)}
        empty = {outer for id in self.parents if id not in ever for outer in self.chain(id)}
        return around | empty


def _members(arch: Architecture) -> dict[str, frozenset[str]]:
    """Return the nodes in each cluster at any depth."""
    members: dict[str, set[str]] = {id: set() for id in arch.clusters}
    for id in arch.nodes:
        for outer in arch.ancestors(id):
            members[outer].add(id)
    return {id: frozenset(nodes) for id, nodes in members.items()}


def _common(ids: Iterable[str], chains: Mapping[str, Chain]) -> str:
    """Return the innermost cluster around all of the nodes, empty for none."""
    first, *others = [chains[id] for id in ids] or [()]
    return next((id for id in first if all(id in other for other in others)), "")
