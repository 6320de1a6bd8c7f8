"""Find the contradictions in an architecture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from mlarch.catalog.providers import PROVIDERS
from mlarch.model.colors import is_color
from mlarch.model.edge_kinds import EDGE_KINDS
from mlarch.model.graph import ancestors, steps_of
from mlarch.model.parts import ClusterData, EdgeData, Node, TagStyle
from mlarch.model.problems import Problem
from mlarch.model.vocabulary import (
    ARROWS,
    CLUSTER_KINDS,
    DIRECTIONS,
    EDGE_STYLES,
    STATUSES,
    VIEW_KEYS,
    edge_key,
    is_id,
    parse_edge_key,
)

if TYPE_CHECKING:
    from mlarch.model.architecture import Architecture

__all__ = ["contradictions"]

_LINK = re.compile(r"(?:https?://|mailto:)\S+|(?![a-zA-Z][a-zA-Z0-9+.-]*:)(?!//)[^\s\\]+")


def contradictions(arch: Architecture) -> Iterator[Problem]:
    """Yield every broken reference and bad value, in order of declaration."""
    yield from _choice("architecture", arch.name, "direction", arch.direction, DIRECTIONS, ())
    if arch.provider:
        yield from _choice("architecture", arch.name, "provider", arch.provider, PROVIDERS, ())
    for id in arch.nodes:
        if id in arch.clusters:
            yield Problem(f"id '{id}' names a node and a cluster", ("clusters", id))
    for node in arch.nodes.values():
        yield from _node_problems(node, arch)
    for cluster in arch.clusters.values():
        yield from _cluster_problems(cluster, arch)
    yield from _circles(arch.clusters)
    for edge in arch.edges.values():
        yield from _edge_problems(edge, arch)
    allowed = steps_of(arch.edges.values())
    for name, path in arch.flows.items():
        yield from _flow_problems(name, path, arch, allowed)
    for tag, style in arch.styles.items():
        yield from _style_problems(tag, style)
    yield from _view_problems(arch.default_view)


def _node_problems(node: Node, arch: Architecture) -> Iterator[Problem]:
    path = ("nodes", node.id)
    yield from _box_problems("node", node, arch, path)
    yield from _choice("node", node.id, "status", node.status, STATUSES, path)


def _cluster_problems(cluster: ClusterData, arch: Architecture) -> Iterator[Problem]:
    path = ("clusters", cluster.id)
    yield from _box_problems("cluster", cluster, arch, path)
    yield from _choice("cluster", cluster.id, "kind", cluster.kind, CLUSTER_KINDS, path)
    if cluster.direction:
        yield from _choice("cluster", cluster.id, "direction", cluster.direction, DIRECTIONS, path)


def _circles(clusters: Mapping[str, ClusterData]) -> Iterator[Problem]:
    """Yield each circle of clusters once."""
    done: set[str] = set()
    for start in clusters:
        visited: dict[str, None] = {}
        id = start
        while id in clusters and id not in done and id not in visited:
            visited[id] = None
            id = clusters[id].cluster
        if id in visited:
            circle = [*visited][[*visited].index(id) :]
            nesting = " in ".join([*circle, id])
            yield Problem(f"cluster '{id}': is inside itself ({nesting})", ("clusters", id, "cluster"))
        done.update(visited)


def _box_problems(
    what: str, box: Node | ClusterData, arch: Architecture, path: tuple[str, ...]
) -> Iterator[Problem]:
    subject = f"{what} '{box.id}'"
    if not is_id(box.id):
        yield Problem(f"{subject}: an id is letters, digits and '. _ - /', up to 100 of them", path)
    if box.cluster and box.cluster not in arch.clusters:
        message = f"{subject}: unknown cluster '{box.cluster}'."
        yield Problem(message, (*path, "cluster"), box.cluster, arch.clusters)
    yield from _color(subject, box.color, path)
    yield from _link(subject, box.link, path)


def _edge_problems(edge: EdgeData, arch: Architecture) -> Iterator[Problem]:
    subject, path = f"edge '{edge.id}'", ("edges", edge.id)
    parsed = parse_edge_key(edge.id)
    if parsed is None or edge.id != edge_key(edge.source, edge.target, parsed[2]):
        expected = edge_key(edge.source, edge.target)
        yield Problem(f"{subject}: the id must be '{expected}', with a number if it is not the first", path)
    for end in dict.fromkeys((edge.source, edge.target)):
        if end not in arch.nodes and end not in arch.clusters:
            known = _Chain(arch.nodes, arch.clusters)
            yield Problem(f"{subject}: unknown node or cluster '{end}'.", path, end, known)
    for outer, inner in ((edge.source, edge.target), (edge.target, edge.source)):
        if outer in arch.clusters and outer in ancestors(inner, arch.nodes, arch.clusters):
            yield Problem(f"{subject}: '{inner}' is inside cluster '{outer}'", path)
    yield from _choice("edge", edge.id, "kind", edge.kind, EDGE_KINDS, path)
    yield from _choice("edge", edge.id, "arrow", edge.arrow, ARROWS, path)
    yield from _choice("edge", edge.id, "status", edge.status, STATUSES, path)
    if edge.style:
        yield from _choice("edge", edge.id, "style", edge.style, EDGE_STYLES, path)
    yield from _color(subject, edge.color, path)
    yield from _link(subject, edge.link, path)


class _Chain:
    """The keys of several mappings, without a copy for every problem."""

    def __init__(self, *mappings: Iterable[str]) -> None:
        self.mappings = mappings

    def __iter__(self) -> Iterator[str]:
        return chain(*self.mappings)


def _flow_problems(
    name: str, path: tuple[str, ...], arch: Architecture, allowed: set[tuple[str, str]]
) -> Iterator[Problem]:
    missing = {id for id in path if id not in arch.nodes and id not in arch.clusters}
    for number, id in enumerate(path):
        if id in missing:
            known = _Chain(arch.nodes, arch.clusters)
            yield Problem(
                f"flow '{name}': unknown node or cluster '{id}'.", ("flows", name, number), id, known
            )
    for number, (source, target) in enumerate(pairwise(path)):
        if missing.isdisjoint((source, target)) and (source, target) not in allowed:
            yield Problem(
                f"flow '{name}': no edge from '{source}' to '{target}'", ("flows", name, number + 1)
            )


def _style_problems(tag: str, style: TagStyle) -> Iterator[Problem]:
    path = ("styles", tag)
    yield from _color(f"style '{tag}'", style.color, path)
    if style.style:
        yield from _choice("style", tag, "style", style.style, EDGE_STYLES, path)
    if len(style.mark) > 2:
        yield Problem(f"style '{tag}': mark '{style.mark}' is longer than two characters", (*path, "mark"))


def _view_problems(view: Mapping[str, object]) -> Iterator[Problem]:
    for key, value in view.items():
        path = ("view", key)
        if key not in VIEW_KEYS:
            yield Problem(f"view: unknown key '{key}'.", path, key, VIEW_KEYS)
        elif key in ("hops", "depth"):
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                yield Problem(f"view: {key} must be a whole number of 0 or more, not {value!r}", path)
        elif not isinstance(value, tuple) or not all(isinstance(item, str) for item in value):
            yield Problem(f"view: {key} must be a list of texts, not {value!r}", path)


def _choice(
    what: str, id: str, key: str, value: str, allowed: Iterable[str], path: tuple[str, ...]
) -> Iterator[Problem]:
    if value not in allowed:
        message = f"{what} '{id}': {key} '{value}' is not one of {', '.join(allowed)}."
        yield Problem(message, (*path, key), value, allowed)


def _color(subject: str, color: str, path: tuple[str, ...]) -> Iterator[Problem]:
    if color and not is_color(color):
        yield Problem(f"{subject}: '{color}' is not a color: write a CSS name or '#rrggbb'", (*path, "color"))


def _link(subject: str, link: str, path: tuple[str, ...]) -> Iterator[Problem]:
    if link and _LINK.fullmatch(link) is None:
        yield Problem(f"{subject}: link '{link}' is not http, https, mailto or relative", (*path, "link"))
