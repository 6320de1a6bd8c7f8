"""Hold an architecture as plain, frozen data: nodes, clusters and edges, checked when they are made."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from mlarch.colors import is_color
from mlarch.errors import ModelError, did_you_mean
from mlarch.frozen import FrozenMap, freeze

__all__ = [
    "ARROWS",
    "CLUSTER_KINDS",
    "DIRECTIONS",
    "EDGE_KINDS",
    "EDGE_STYLES",
    "PROVIDERS",
    "STATUSES",
    "Architecture",
    "Cluster",
    "Edge",
    "Node",
    "TagStyle",
    "default_label",
    "edge_key",
    "is_id",
    "parse_edge_key",
    "slug",
]

EDGE_KINDS = ("request", "call", "event", "data", "deploy", "telemetry", "depends")
CLUSTER_KINDS = (
    "provider",
    "region",
    "zone",
    "network",
    "host",
    "container",
    "process",
    "group",
    "trust-boundary",
)
STATUSES = ("existing", "new", "planned", "deprecated", "external")
ARROWS = ("forward", "back", "both", "none")
EDGE_STYLES = ("solid", "dashed", "dotted", "bold")
DIRECTIONS = ("LR", "RL", "TB", "BT")
PROVIDERS = ("gcp", "aws", "azure", "oss")

_ID = re.compile(r"[A-Za-z0-9._/-]{1,100}")
_EDGE_KEY = re.compile(r"\s*(\S+)\s+->\s+(\S+?)(?:\s*\[(\d+)\])?\s*")
_LINK = re.compile(r"(?:https?://|mailto:)\S+|(?![a-zA-Z][a-zA-Z0-9+.-]*:)(?!//)[^\s\\]+")

Item = TypeVar("Item", "Node", "Cluster", "Edge")


def is_id(text: object) -> bool:
    """Say whether `text` can be an id: letters, digits, `. _ - /`, up to 100 characters.

    >>> is_id("app-server"), is_id("app server")
    (True, False)
    """
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def slug(label: str) -> str:
    """Return `label` as an id, or an empty string where it has no ASCII letter or digit.

    >>> slug("Load balancer (global)")
    'load-balancer-global'
    """
    return re.sub(r"[^a-z0-9._/]+", "-", label.lower()).strip("-._/")[:90].rstrip("-._/")


def default_label(id: str) -> str:
    """Return the label of something that was given an id and no label.

    >>> default_label("load-balancer")
    'Load balancer'
    """
    words = re.sub(r"[-_]+", " ", id.rsplit("/", 1)[-1]).strip()
    return words[:1].upper() + words[1:]


def edge_key(source: str, target: str, number: int = 1) -> str:
    """Return the document key of the `number`-th edge from `source` to `target`.

    >>> edge_key("web", "cache"), edge_key("web", "cache", 2)
    ('web -> cache', 'web -> cache [2]')
    """
    return f"{source} -> {target}" if number == 1 else f"{source} -> {target} [{number}]"


def parse_edge_key(key: str) -> tuple[str, str, int] | None:
    """Return source, target and number of a document key, or None where it is not one.

    >>> parse_edge_key("web -> cache [2]")
    ('web', 'cache', 2)
    """
    match = _EDGE_KEY.fullmatch(key)
    if match is None:
        return None
    return match[1], match[2], int(match[3] or 1)


@dataclass(frozen=True, kw_only=True)
class Node:
    """One part of a system.

    `technology` is the dotted path of a class of `diagrams` without its package
    (`onprem.network.Nginx`) or of mlarch (`mlarch.nodes.UWSGI`); `icon` is the path of a local
    picture that replaces the technology's own.
    """

    id: str
    label: str = ""
    technology: str = ""
    role: str = ""
    description: str = ""
    cluster: str = ""
    icon: str = ""
    link: str = ""
    replicas: int = 1
    status: str = "existing"
    tags: tuple[str, ...] = ()
    color: str = ""

    def __post_init__(self) -> None:
        _normalise(self, tags=tuple)


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """A box around nodes and other clusters; `direction` is its own direction of layout."""

    id: str
    label: str = ""
    technology: str = ""
    kind: str = "group"
    cluster: str = ""
    icon: str = ""
    description: str = ""
    link: str = ""
    direction: str = ""
    tags: tuple[str, ...] = ()
    color: str = ""

    def __post_init__(self) -> None:
        _normalise(self, tags=tuple)


@dataclass(frozen=True, kw_only=True)
class Edge:
    """A connection; source and target are ids of nodes or clusters, `id` is the document key."""

    source: str
    target: str
    id: str = ""
    label: str = ""
    kind: str = "request"
    description: str = ""
    link: str = ""
    arrow: str = "forward"
    color: str = ""
    style: str = ""
    status: str = "existing"
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", edge_key(self.source, self.target))
        _normalise(self, tags=tuple)


@dataclass(frozen=True, kw_only=True)
class TagStyle:
    """How everything with one tag is drawn, and its line in the legend."""

    color: str = ""
    style: str = ""
    legend: str = ""


@dataclass(frozen=True, kw_only=True, repr=False)
class Architecture:
    """A titled set of nodes, clusters and edges, all of it immutable.

    `nodes`, `clusters`, `edges`, `flows`, `styles`, `parameters`, `view`, `deployed` and `lint`
    accept any mapping; nodes, clusters and edges also accept an iterable of values.

    Raises:
        ModelError: with every broken reference and bad value at once.
    """

    name: str
    title: str = ""
    summary: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""
    credit: str = ""
    evidence: str = ""
    reviewed: str = ""
    pros: tuple[str, ...] = ()
    cons: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    direction: str = "TB"
    provider: str = ""
    parameters: Mapping[str, Any] = FrozenMap()
    flows: Mapping[str, tuple[str, ...]] = FrozenMap()
    styles: Mapping[str, TagStyle] = FrozenMap()
    view: Mapping[str, Any] = FrozenMap()
    deployed: Mapping[str, Any] = FrozenMap()
    ignore: tuple[str, ...] = ()
    lint: Mapping[str, Any] = FrozenMap()
    nodes: Mapping[str, Node] = field(default_factory=FrozenMap)
    clusters: Mapping[str, Cluster] = field(default_factory=FrozenMap)
    edges: Mapping[str, Edge] = field(default_factory=FrozenMap)

    _TEXT_LISTS: ClassVar[tuple[str, ...]] = ("notes", "pros", "cons", "tags", "ignore")

    def __post_init__(self) -> None:
        _normalise(self, **dict.fromkeys(self._TEXT_LISTS, _text_list))
        _normalise(self, nodes=_by_id, clusters=_by_id, edges=_by_id)
        _normalise(self, **dict.fromkeys(("parameters", "view", "deployed", "lint", "flows"), freeze))
        _normalise(self, styles=_styles)
        if not self.title:
            object.__setattr__(self, "title", self.name)
        problems = tuple(_problems(self))
        if problems:
            raise ModelError(problems)

    # Changing: every method returns a new value.

    def replace(self, **changes: Any) -> Architecture:
        """Return this architecture with the named fields replaced."""
        return dataclasses.replace(self, **changes)

    def with_node(self, id: str, **fields: Any) -> Architecture:
        """Return this architecture with a node added, or with the given fields of it changed."""
        return self.replace(nodes=_with(self.nodes, id, Node, fields))

    def with_cluster(self, id: str, **fields: Any) -> Architecture:
        """Return this architecture with a cluster added, or with the given fields of it changed."""
        return self.replace(clusters=_with(self.clusters, id, Cluster, fields))

    def with_edge(self, key: str, **fields: Any) -> Architecture:
        """Return this architecture with the edge of that document key added or changed.

        Raises:
            ModelError: where `key` is not `source -> target` or `source -> target [2]`.
        """
        parsed = parse_edge_key(key)
        if parsed is None:
            raise ModelError(f"edge '{key}': not of the form 'source -> target'")
        source, target, number = parsed
        fields = {"source": source, "target": target, **fields}
        return self.replace(edges=_with(self.edges, edge_key(source, target, number), Edge, fields))

    def connect(self, source: str, target: str, label: str = "", **fields: Any) -> Architecture:
        """Return this architecture with one more edge, numbered where the pair has one already."""
        number = 1
        while edge_key(source, target, number) in self.edges:
            number += 1
        return self.with_edge(edge_key(source, target, number), label=label, **fields)

    def without(self, *ids: str) -> Architecture:
        """Return this architecture without these nodes, clusters or edges (by document key).

        The edges of what is removed go with it, and flows that pass through it are cut short.

        Raises:
            ModelError: where an id does not exist, or something remains inside a removed cluster.
        """
        known = [*self.nodes, *self.clusters, *self.edges]
        missing = [
            f"'{id}' is not in '{self.name}'.{did_you_mean(id, known)}" for id in ids if id not in known
        ]
        if missing:
            raise ModelError(missing)
        gone = set(ids)
        nodes = {id: node for id, node in self.nodes.items() if id not in gone}
        clusters = {id: cluster for id, cluster in self.clusters.items() if id not in gone}
        inside = [
            f"cluster '{item.cluster}' still holds '{item.id}'"
            for item in (*nodes.values(), *clusters.values())
            if item.cluster in gone
        ]
        if inside:
            raise ModelError(inside)
        edges = {
            key: edge for key, edge in self.edges.items() if gone.isdisjoint((key, edge.source, edge.target))
        }
        return self.replace(nodes=nodes, clusters=clusters, edges=edges, flows=_cut_flows(self.flows, edges))

    def rename(self, ids: Mapping[str, str] | None = None, /, **named: str) -> Architecture:
        """Return this architecture with ids of nodes and clusters changed everywhere they are used.

        Raises:
            ModelError: where an id does not exist or the new one is taken.
        """
        new = {**(ids or {}), **named}
        known = [*self.nodes, *self.clusters]
        missing = [
            f"'{id}' is not in '{self.name}'.{did_you_mean(id, known)}" for id in new if id not in known
        ]
        after = [new.get(id, id) for id in known]
        taken = [f"id '{id}' is taken" for id in dict.fromkeys(after) if after.count(id) > 1]
        if missing or taken:
            raise ModelError([*missing, *taken])

        def moved(item: Item) -> Item:
            return dataclasses.replace(
                item, id=new.get(item.id, item.id), cluster=new.get(item.cluster, item.cluster)
            )

        return self.replace(
            nodes=[moved(node) for node in self.nodes.values()],
            clusters=[moved(cluster) for cluster in self.clusters.values()],
            edges=[_renamed_edge(edge, new) for edge in self.edges.values()],
            flows={name: tuple(new.get(id, id) for id in path) for name, path in self.flows.items()},
            deployed={new.get(id, id): value for id, value in self.deployed.items()},
            ignore=tuple(new.get(id, id) for id in self.ignore),
        )

    # Reading.

    def ancestors(self, id: str) -> tuple[str, ...]:
        """Return the clusters around a node or cluster, innermost first."""
        return tuple(_ancestors(id, self.nodes, self.clusters))

    def flow_edges(self, name: str) -> tuple[str, ...]:
        """Return the keys of the edges that a flow follows, in order."""
        path = self.flows[name]
        return tuple(
            next(key for key, edge in self.edges.items() if _joins(edge, source, target))
            for source, target in zip(path, path[1:], strict=False)
        )

    # Forward: one line each, the work is in the module imported.

    @classmethod
    def from_yaml(cls, source: str | PathLike[str]) -> Architecture:
        """Return the architecture of a YAML document, given as a path."""
        from mlarch import document

        return document.load(source)

    @classmethod
    def from_json(cls, text: str) -> Architecture:
        """Return the architecture that `to_json` wrote."""
        from mlarch import document

        return document.from_json(text)

    def to_yaml(self) -> str:
        """Return a minimal YAML document that loads back equal."""
        from mlarch import document

        return document.to_yaml(self)

    def to_json(self) -> str:
        """Return the whole architecture as JSON."""
        from mlarch import document

        return document.to_json(self)

    def to_svg(self, **options: Any) -> str:
        """Return the picture as SVG; options are those of `mlarch.render.Options`."""
        from mlarch import render

        return render.to_svg(self, **options)

    def to_png(self, *, scale: float = 2.0, **options: Any) -> bytes:
        """Return the picture as PNG, `scale` pixels to a CSS pixel."""
        from mlarch import render

        return render.to_png(self, scale=scale, **options)

    def render(self, *paths: str | PathLike[str], **options: Any) -> list[Path]:
        """Write the picture to each path, in the format of its suffix, and return the paths."""
        from mlarch import build

        return build.render(self, *paths, **options)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Show the picture in a notebook."""
        return {"image/svg+xml": self.to_svg(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        counts = f"{len(self.nodes)} nodes, {len(self.clusters)} clusters, {len(self.edges)} edges"
        return f"<Architecture {self.name!r}: {counts}>"


def _normalise(value: object, **convert: Callable[[Any], Any]) -> None:
    for name, function in convert.items():
        object.__setattr__(value, name, function(getattr(value, name)))


def _text_list(value: str | Iterable[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(value)


def _by_id(items: Mapping[str, Item] | Iterable[Item]) -> FrozenMap[str, Item]:
    if isinstance(items, FrozenMap):
        return items
    values = list(items.values()) if isinstance(items, Mapping) else list(items)
    seen: dict[str, Item] = {}
    twice = []
    for item in values:
        if item.id in seen:
            twice.append(f"id '{item.id}' is used twice")
        seen[item.id] = item
    if twice:
        raise ModelError(twice)
    return FrozenMap(seen)


def _styles(value: Mapping[str, Any]) -> FrozenMap[str, TagStyle]:
    return FrozenMap(
        {tag: style if isinstance(style, TagStyle) else TagStyle(**style) for tag, style in value.items()}
    )


def _with(items: Mapping[str, Item], id: str, make: type[Item], fields: Mapping[str, Any]) -> dict[str, Item]:
    unknown = [name for name in fields if name not in {f.name for f in dataclasses.fields(make)}]
    if unknown:
        names = [f.name for f in dataclasses.fields(make)]
        raise ModelError(
            [
                f"{make.__name__.lower()} '{id}': unknown field '{name}'.{did_you_mean(name, names)}"
                for name in unknown
            ]
        )
    old = items.get(id)
    if old is None and make is not Edge:
        fields = {"label": default_label(id), **fields}
    new = dataclasses.replace(old, **fields) if old is not None else make(id=id, **fields)
    return {**items, id: new}


def _renamed_edge(edge: Edge, new: Mapping[str, str]) -> Edge:
    source, target = new.get(edge.source, edge.source), new.get(edge.target, edge.target)
    number = (parse_edge_key(edge.id) or ("", "", 1))[2]
    return dataclasses.replace(edge, source=source, target=target, id=edge_key(source, target, number))


def _joins(edge: Edge, source: str, target: str) -> bool:
    """Say whether a flow may step from source to target along this edge, whichever way it points."""
    if (edge.source, edge.target) == (source, target):
        return edge.arrow != "back"
    return (edge.source, edge.target) == (target, source) and edge.arrow in ("back", "both", "none")


def _cut_flows(flows: Mapping[str, tuple[str, ...]], edges: Mapping[str, Edge]) -> dict[str, tuple[str, ...]]:
    cut = {}
    for name, path in flows.items():
        length = 1
        while length < len(path) and any(_joins(e, path[length - 1], path[length]) for e in edges.values()):
            length += 1
        if length > 1:
            cut[name] = path[:length]
    return cut


def _ancestors(id: str, nodes: Mapping[str, Node], clusters: Mapping[str, Cluster]) -> Iterator[str]:
    item = nodes.get(id) or clusters.get(id)
    seen = {id}
    while item is not None and item.cluster and item.cluster not in seen:
        yield item.cluster
        seen.add(item.cluster)
        item = clusters.get(item.cluster)


def _problems(arch: Architecture) -> Iterator[str]:
    """Yield every contradiction in `arch`, in order of declaration."""
    yield from _choice("architecture", arch.name, "direction", arch.direction, DIRECTIONS)
    if arch.provider:
        yield from _choice("architecture", arch.name, "provider", arch.provider, PROVIDERS)
    for id in arch.nodes.keys() & arch.clusters.keys():
        yield f"id '{id}' names a node and a cluster"
    for node in arch.nodes.values():
        yield from _node_problems(node, arch)
    for cluster in arch.clusters.values():
        yield from _cluster_problems(cluster, arch)
    for edge in arch.edges.values():
        yield from _edge_problems(edge, arch)
    for name, path in arch.flows.items():
        yield from _flow_problems(name, path, arch)
    for tag, style in arch.styles.items():
        yield from _color(f"style '{tag}'", style.color)


def _node_problems(node: Node, arch: Architecture) -> Iterator[str]:
    where = f"node '{node.id}'"
    yield from _common(where, node, arch)
    yield from _choice("node", node.id, "status", node.status, STATUSES)
    if not isinstance(node.replicas, int) or isinstance(node.replicas, bool) or node.replicas < 0:
        yield f"{where}: replicas must be a whole number of 0 or more, not {node.replicas!r}"


def _cluster_problems(cluster: Cluster, arch: Architecture) -> Iterator[str]:
    where = f"cluster '{cluster.id}'"
    yield from _common(where, cluster, arch)
    yield from _choice("cluster", cluster.id, "kind", cluster.kind, CLUSTER_KINDS)
    if cluster.direction:
        yield from _choice("cluster", cluster.id, "direction", cluster.direction, DIRECTIONS)
    chain = list(_ancestors(cluster.id, {}, arch.clusters))
    last = arch.clusters.get(chain[-1]) if chain else cluster
    if last is not None and last.cluster == cluster.id:
        yield f"{where}: stands inside itself ({' in '.join([cluster.id, *chain, cluster.id])})"


def _common(where: str, item: Node | Cluster, arch: Architecture) -> Iterator[str]:
    if not is_id(item.id):
        yield f"{where}: an id is letters, digits and '. _ - /', up to 100 of them"
    if item.cluster and item.cluster not in arch.clusters:
        yield f"{where}: unknown cluster '{item.cluster}'.{did_you_mean(item.cluster, arch.clusters)}"
    yield from _color(where, item.color)
    yield from _link(where, item.link)


def _edge_problems(edge: Edge, arch: Architecture) -> Iterator[str]:
    where = f"edge '{edge.id}'"
    parsed = parse_edge_key(edge.id)
    if parsed is None or parsed[:2] != (edge.source, edge.target):
        yield f"{where}: the id must be '{edge_key(edge.source, edge.target)}', with a number where it is not the first"
    known = [*arch.nodes, *arch.clusters]
    for end in dict.fromkeys((edge.source, edge.target)):
        if end not in arch.nodes and end not in arch.clusters:
            yield f"{where}: unknown node or cluster '{end}'.{did_you_mean(end, known)}"
    for outer, inner in ((edge.source, edge.target), (edge.target, edge.source)):
        if outer in arch.clusters and outer in _ancestors(inner, arch.nodes, arch.clusters):
            yield f"{where}: '{inner}' stands inside cluster '{outer}'"
    yield from _choice("edge", edge.id, "kind", edge.kind, EDGE_KINDS)
    yield from _choice("edge", edge.id, "arrow", edge.arrow, ARROWS)
    yield from _choice("edge", edge.id, "status", edge.status, STATUSES)
    if edge.style:
        yield from _choice("edge", edge.id, "style", edge.style, EDGE_STYLES)
    yield from _color(where, edge.color)
    yield from _link(where, edge.link)


def _flow_problems(name: str, path: tuple[str, ...], arch: Architecture) -> Iterator[str]:
    known = [*arch.nodes, *arch.clusters]
    missing = [id for id in dict.fromkeys(path) if id not in known]
    for id in missing:
        yield f"flow '{name}': unknown node or cluster '{id}'.{did_you_mean(id, known)}"
    for source, target in zip(path, path[1:], strict=False):
        if source in missing or target in missing:
            continue
        if not any(_joins(edge, source, target) for edge in arch.edges.values()):
            yield f"flow '{name}': no edge from '{source}' to '{target}'"


def _choice(what: str, id: str, key: str, value: object, allowed: tuple[str, ...]) -> Iterator[str]:
    if value not in allowed:
        listed = ", ".join(allowed)
        yield f"{what} '{id}': {key} '{value}' is not one of {listed}.{did_you_mean(str(value), allowed)}"


def _color(where: str, color: str) -> Iterator[str]:
    if color and not is_color(color):
        yield f"{where}: '{color}' is not a color: write a CSS name or '#rrggbb'"


def _link(where: str, link: str) -> Iterator[str]:
    if link and _LINK.fullmatch(link) is None:
        yield f"{where}: link '{link}' is not http, https, mailto or relative"
