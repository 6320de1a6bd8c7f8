"""Show a part of an architecture: some of its nodes, what is near one, or clusters as single nodes."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from mlarch.errors import UnknownNameError, did_you_mean
from mlarch.model import VIEW_KEYS, Architecture, ClusterData, EdgeData, Node, edge_key

__all__ = ["problems", "view"]


def view(arch: Architecture, **wanted: Any) -> Architecture:
    """Return a part of an architecture; without a wish the architecture's own view.

    `hide` leaves out nodes and clusters with all that is in them, `only` keeps just these, `tag`
    keeps what has one of these tags, `focus` keeps what is within `hops` (1) edges of these, in
    either direction. They are applied in this order, and then clusters deeper than `depth` become
    single nodes that say how much is in them, their edges merged and counted.

    Raises:
        UnknownNameError: for a wish, an id or a tag that does not exist.
    """
    asked = _asked(wanted) if wanted else dict(arch.default_view)
    if not asked:
        return arch
    wrong = [f"view: {message}" for _, message in problems(arch, asked)]
    if wrong:
        raise UnknownNameError(wrong)
    part = arch.replace(default_view={})
    part = _kept(part, _everything(part) - _within(part, asked.get("hide", ())))
    if "only" in asked:
        part = _kept(part, _within(part, asked["only"]))
    if "tag" in asked:
        part = _kept(part, _tagged(part, set(asked["tag"])))
    if "focus" in asked:
        part = _kept(part, _near(part, asked["focus"], asked.get("hops", 1)))
    return _collapsed(part, asked["depth"]) if "depth" in asked else part


def problems(arch: Architecture, asked: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield what a view asks for that is not there, each with its path in the view."""
    known = (*arch.nodes, *arch.clusters)
    tags = {tag for item in _items(arch) for tag in item.tags}
    for key, names, what in (
        ("only", known, "node or cluster"),
        ("hide", known, "node or cluster"),
        ("focus", known, "node or cluster"),
        ("tag", tags, "tag"),
    ):
        for at, name in enumerate(asked.get(key, ())):
            if name not in names:
                yield (key, at), f"{key}: unknown {what} '{name}'.{did_you_mean(name, sorted(names))}"
    if "hops" in asked and "focus" not in asked:
        yield ("hops",), "hops: counts from the nodes of focus, and there is none"


def _asked(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return wishes that are made, in the shape of a document's."""
    unknown = [
        f"unknown option '{key}' of view.{did_you_mean(key, VIEW_KEYS)}"
        for key in wanted
        if key not in VIEW_KEYS
    ]
    if unknown:
        raise UnknownNameError(unknown)
    given = {key: value for key, value in wanted.items() if value is not None and value != ()}
    checked = Architecture(name="view", default_view=given)
    return dict(checked.default_view)


def _items(arch: Architecture) -> Iterator[Node | ClusterData | EdgeData]:
    yield from _boxes(arch)
    yield from arch.edges.values()


def _boxes(arch: Architecture) -> Iterator[Node | ClusterData]:
    yield from arch.nodes.values()
    yield from arch.clusters.values()


def _everything(arch: Architecture) -> set[str]:
    return {*arch.nodes, *arch.clusters}


def _children(arch: Architecture) -> dict[str, list[str]]:
    children: dict[str, list[str]] = {}
    for item in _boxes(arch):
        children.setdefault(item.cluster, []).append(item.id)
    return children


def _within(arch: Architecture, ids: Iterable[str]) -> set[str]:
    """Return these nodes and clusters and all that stands in them."""
    children, found = _children(arch), set[str]()
    waiting = [id for id in ids if id in arch.nodes or id in arch.clusters]
    while waiting:
        id = waiting.pop()
        if id not in found:
            found.add(id)
            waiting += children.get(id, ())
    return found


def _tagged(arch: Architecture, tags: set[str]) -> set[str]:
    own = [item.id for item in _boxes(arch) if not tags.isdisjoint(item.tags)]
    ends = [end for e in arch.edges.values() if not tags.isdisjoint(e.tags) for end in (e.source, e.target)]
    return _within(arch, (*own, *ends))


def _near(arch: Architecture, focus: Iterable[str], hops: int) -> set[str]:
    """Return what is within so many edges; an edge of a cluster is one of everything in it."""
    beside: dict[str, set[str]] = {}
    for edge in arch.edges.values():
        beside.setdefault(edge.source, set()).add(edge.target)
        beside.setdefault(edge.target, set()).add(edge.source)
    found = _within(arch, focus)
    for _ in range(hops):
        around = {outer for id in found for outer in arch.ancestors(id)}
        reached = {other for id in (*found, *around) for other in beside.get(id, ())}
        if reached <= found:
            break
        found |= _within(arch, reached)
    return found


def _kept(arch: Architecture, ids: set[str]) -> Architecture:
    """Return an architecture with only these nodes and clusters, and the clusters around them."""
    if ids >= _everything(arch):
        return arch
    around = {outer for id in ids for outer in arch.ancestors(id)}
    edges = {key: edge for key, edge in arch.edges.items() if {edge.source, edge.target} <= ids | around}
    return arch.replace(
        nodes={id: node for id, node in arch.nodes.items() if id in ids},
        clusters={id: cluster for id, cluster in arch.clusters.items() if id in ids | around},
        edges=edges,
        flows=_flows(arch.flows, edges.values()),
    )


def _flows(flows: Mapping[str, tuple[str, ...]], edges: Iterable[EdgeData]) -> dict[str, tuple[str, ...]]:
    """Return of each flow the longest stretch that can still be followed."""
    joined = {pair for edge in edges for pair in _steps(edge)}
    kept = {name: max(_stretches(path, joined), key=len, default=()) for name, path in flows.items()}
    return {name: path for name, path in kept.items() if len(path) > 1}


def _steps(edge: EdgeData) -> Iterator[tuple[str, str]]:
    if edge.arrow != "back":
        yield edge.source, edge.target
    if edge.arrow != "forward":
        yield edge.target, edge.source


def _stretches(path: tuple[str, ...], joined: set[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    start = 0
    for at, step in enumerate(pairwise(path), 1):
        if step not in joined:
            yield path[start:at]
            start = at
    yield path[start:]


# Clusters as nodes.


def _collapsed(arch: Architecture, depth: int) -> Architecture:
    """Return an architecture whose clusters below `depth` are nodes."""
    inside = {id: _holder(arch, id, depth) for id in _everything(arch)}
    if all(id == holder for id, holder in inside.items()) and not _deep(arch, depth):
        return arch
    stand_ins = _stand_ins(arch, depth)
    edges = _merged_edges(arch, inside, set(stand_ins))
    return arch.replace(
        nodes=_in_order(arch, inside, stand_ins),
        clusters={id: c for id, c in arch.clusters.items() if inside[id] == id and id not in stand_ins},
        edges=edges,
        flows=_flows({name: _without_repeats(path, inside) for name, path in arch.flows.items()}, edges),
    )


def _deep(arch: Architecture, depth: int) -> list[str]:
    """Return the clusters just below `depth`, which become nodes."""
    return [id for id in arch.clusters if len(arch.ancestors(id)) == depth]


def _holder(arch: Architecture, id: str, depth: int) -> str:
    """Return what stands for a node or cluster in the picture: itself, or the cluster it vanishes in."""
    around = arch.ancestors(id)
    return around[-depth - 1] if len(around) > depth else id


def _stand_ins(arch: Architecture, depth: int) -> dict[str, Node]:
    return {id: _stand_in(arch, arch.clusters[id]) for id in _deep(arch, depth)}


def _stand_in(arch: Architecture, cluster: ClusterData) -> Node:
    inside = _within(arch, [cluster.id]) - {cluster.id}
    nodes, clusters = len(inside & {*arch.nodes}), len(inside & {*arch.clusters})
    return Node(
        id=cluster.id,
        label=cluster.label,
        technology=cluster.technology,
        icon=cluster.icon,
        role=cluster.kind,
        description=_amount(nodes, clusters),
        cluster=cluster.cluster,
        link=cluster.link,
        tags=cluster.tags,
        color=cluster.color,
    )


def _amount(nodes: int, clusters: int) -> str:
    """Say how much is in a cluster.

    >>> _amount(1, 0), _amount(12, 3), _amount(0, 0)
    ('1 node inside', '12 nodes in 3 clusters', 'empty')
    """
    if not nodes and not clusters:
        return "empty"
    said = f"{nodes} node{'' if nodes == 1 else 's'}"
    return f"{said} in {clusters} cluster{'' if clusters == 1 else 's'}" if clusters else f"{said} inside"


def _in_order(arch: Architecture, inside: Mapping[str, str], stand_ins: Mapping[str, Node]) -> list[Node]:
    """Return nodes in order of declaration, a stand-in where the first node in it stood."""
    placed: dict[str, Node] = {}
    for id, node in arch.nodes.items():
        holder = inside[id]
        placed.setdefault(holder, stand_ins.get(holder, node))
    return list({**placed, **stand_ins, **placed}.values())


def _merged_edges(arch: Architecture, inside: Mapping[str, str], stand_ins: set[str]) -> list[EdgeData]:
    kept: list[EdgeData] = []
    groups: dict[tuple[str, str], list[EdgeData]] = {}
    for edge in arch.edges.values():
        source, target = inside[edge.source], inside[edge.target]
        if stand_ins.isdisjoint((source, target)):
            kept.append(edge)
        elif source != target or (edge.source, edge.target) == (source, target):
            groups.setdefault((source, target), []).append(edge)
    return [*kept, *(_merged_edge(*ends, edges) for ends, edges in groups.items())]


def _merged_edge(source: str, target: str, edges: list[EdgeData]) -> EdgeData:
    """Return one edge for several: what they agree on, and how many they are."""
    first, count = edges[0], len(edges)
    if count == 1:
        return dataclasses.replace(first, id=edge_key(source, target), source=source, target=target)
    labels = {edge.label for edge in edges}
    return EdgeData(
        source=source,
        target=target,
        label=f"{first.label} ({count})" if len(labels) == 1 and first.label else f"{count} edges",
        kind=Counter(edge.kind for edge in edges).most_common(1)[0][0],
        arrow=_common(edge.arrow for edge in edges) or "both",
        color=_common(edge.color for edge in edges),
        style=_common(edge.style for edge in edges),
        status=_common(edge.status for edge in edges) or "existing",
        tags=tuple(dict.fromkeys(tag for edge in edges for tag in edge.tags)),
    )


def _common(values: Iterable[str]) -> str:
    """Return the value that all have, else an empty text."""
    found = set(values)
    return found.pop() if len(found) == 1 else ""


def _without_repeats(path: tuple[str, ...], inside: Mapping[str, str]) -> tuple[str, ...]:
    held = [inside[id] for id in path]
    return tuple(id for at, id in enumerate(held) if at == 0 or held[at - 1] != id)
