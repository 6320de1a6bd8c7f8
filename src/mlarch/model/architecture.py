"""Hold an architecture as plain, frozen data, checked when it is made."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from os import PathLike
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from mlarch.errors import ModelError, did_you_mean
from mlarch.model.formats import format_of
from mlarch.model.frozen import FrozenMap, freeze
from mlarch.model.parts import ClusterData, EdgeData, Item, Node, TagStyle, normalise, text_list, to_tuple
from mlarch.model.problems import Problem, raise_all, unknown_field
from mlarch.model.rules import ancestors, contradictions, steps
from mlarch.model.types import check_types
from mlarch.model.vocabulary import default_label, edge_key, parse_edge_key

__all__ = ["Architecture"]

Placed = TypeVar("Placed", Node, ClusterData)

_WORDS: dict[type, str] = {Node: "node", ClusterData: "cluster", EdgeData: "edge"}


@dataclass(frozen=True, kw_only=True, repr=False)
class Architecture:
    """A titled set of nodes, clusters and edges, all of it immutable.

    `nodes`, `clusters`, `edges`, `flows`, `styles`, `parameters`, `default_view`, `deployed` and `lint`
    accept any mapping; nodes, clusters and edges also accept an iterable of values. What a mapping
    holds is what JSON can say: texts, finite numbers, true and false, None, lists and mappings.

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
    default_view: Mapping[str, Any] = FrozenMap()
    deployed: Mapping[str, Any] = FrozenMap()
    ignore: tuple[str, ...] = ()
    lint: Mapping[str, Any] = FrozenMap()
    nodes: Mapping[str, Node] = field(default_factory=FrozenMap)
    clusters: Mapping[str, ClusterData] = field(default_factory=FrozenMap)
    edges: Mapping[str, EdgeData] = field(default_factory=FrozenMap)

    _TEXT_LISTS: ClassVar[tuple[str, ...]] = ("notes", "pros", "cons", "tags", "ignore")
    _FREE: ClassVar[tuple[str, ...]] = ("parameters", "default_view", "deployed", "lint")

    def __post_init__(self) -> None:
        normalise(self, **dict.fromkeys(self._TEXT_LISTS, text_list))
        normalise(self, flows=_flow_map, styles=_style_map, default_view=_view_map)
        check_types("architecture", self.name, self)
        normalise(self, **dict.fromkeys(self._FREE, freeze))
        normalise(self, nodes=_by_id(Node), clusters=_by_id(ClusterData), edges=_by_id(EdgeData))
        if not self.title:
            object.__setattr__(self, "title", self.name)
        raise_all(contradictions(self))

    # Changing: every method returns a new value.

    def replace(self, **changes: Any) -> Architecture:
        """Return this architecture with the named fields replaced."""
        return dataclasses.replace(self, **changes)

    def with_node(self, id: str, /, **fields: Any) -> Architecture:
        """Return this architecture with a node added, or with the given fields of it changed."""
        return self.replace(nodes=_with(self.nodes, id, Node, fields))

    def with_cluster(self, id: str, /, **fields: Any) -> Architecture:
        """Return this architecture with a cluster added, or with the given fields of it changed."""
        return self.replace(clusters=_with(self.clusters, id, ClusterData, fields))

    def with_edge(self, key: str, /, **fields: Any) -> Architecture:
        """Return this architecture with the edge of that document key added or changed.

        Raises:
            ModelError: where `key` is not `source -> target` or `source -> target [2]`.
        """
        parsed = parse_edge_key(key)
        if parsed is None:
            raise ModelError(f"edge '{key}': not of the form 'source -> target'")
        source, target, number = parsed
        fields = {"source": source, "target": target, **fields}
        return self.replace(edges=_with(self.edges, edge_key(source, target, number), EdgeData, fields))

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
            *(
                f"cluster '{node.cluster}' still holds '{node.id}'"
                for node in nodes.values()
                if node.cluster in gone
            ),
            *(f"cluster '{c.cluster}' still holds '{c.id}'" for c in clusters.values() if c.cluster in gone),
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
        after = Counter(new.get(id, id) for id in known)
        taken = [f"id '{id}' is taken" for id, count in after.items() if count > 1]
        if missing or taken:
            raise ModelError([*missing, *taken])
        return self.replace(
            nodes=[_renamed(node, new) for node in self.nodes.values()],
            clusters=[_renamed(cluster, new) for cluster in self.clusters.values()],
            edges=[_renamed_edge(edge, new) for edge in self.edges.values()],
            flows={name: tuple(new.get(id, id) for id in path) for name, path in self.flows.items()},
            deployed={new.get(id, id): value for id, value in self.deployed.items()},
            ignore=tuple(new.get(id, id) for id in self.ignore),
        )

    # Reading.

    def ancestors(self, id: str) -> tuple[str, ...]:
        """Return the clusters around a node or cluster, innermost first."""
        return tuple(ancestors(id, self.nodes, self.clusters))

    def flow_edges(self, name: str) -> tuple[str, ...]:
        """Return the keys of the edges that a flow follows, in order."""
        path = self.flows[name]
        return tuple(
            next(key for key, edge in self.edges.items() if step in steps(edge)) for step in pairwise(path)
        )

    # Forward: one line each, the work is in the module imported.

    def view(self, **wanted: Any) -> Architecture:
        """Return a part of this architecture, its own view without a wish; see `mlarch.model.view.view`."""
        from mlarch.model import view

        return view.view(self, **wanted)

    def overlay(self, changes: Mapping[str, Any] | str | PathLike[str]) -> Architecture:
        """Return this architecture changed by an overlay: a mapping, or the path of a document."""
        from mlarch.project import loading

        return loading.overlay(self, changes)

    @classmethod
    def from_yaml(cls, source: str | PathLike[str]) -> Architecture:
        """Return the architecture of a YAML document, given as a path."""
        from mlarch.project import loading

        return loading.load(source)

    @classmethod
    def from_json(cls, text: str) -> Architecture:
        """Return the architecture that `to_json` wrote."""
        from mlarch.project import loading

        return loading.from_json(text)

    def to_yaml(self) -> str:
        """Return a minimal YAML document that loads back equal."""
        from mlarch import documents

        return documents.to_yaml(self)

    def to_json(self) -> str:
        """Return the whole architecture as JSON."""
        from mlarch import documents

        return documents.to_json(self)

    def retarget(self, provider: str) -> Architecture:
        """Return this architecture on another provider: "gcp", "aws", "azure" or "oss"."""
        from mlarch.analysis import retarget

        return retarget.retarget(self, provider).architecture

    def to_svg(self, **options: Any) -> str:
        """Return the picture as SVG; options are those of `mlarch.layout.options.Options`."""
        from mlarch import drawing

        return drawing.to_svg(self.view(), **options)

    def to_png(self, *, scale: float = 2.0, **options: Any) -> bytes:
        """Return the picture as PNG, `scale` pixels to a CSS pixel."""
        from mlarch import drawing

        return drawing.to_png(self.view(), scale=scale, **options)

    def to_bytes(self, format: str = "svg", **options: Any) -> bytes:
        """Return what `render` would write, in the format of that name or suffix; no file is made."""
        from mlarch.exporters import writing

        return writing.as_bytes(writing.produce(self, format_of(format), **options))

    def to_data_uri(self, format: str = "svg", **options: Any) -> str:
        """Return the picture as a `data:` address, in the format of that name or suffix."""
        from mlarch.exporters import writing

        return writing.data_uri(self, format_of(format), **options)

    def render(self, *paths: str | PathLike[str], **options: Any) -> list[Path]:
        """Write the picture to each path, in the format of its suffix, and return the paths."""
        from mlarch.exporters import writing

        return writing.render(self, *paths, **options)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Show the picture in a notebook."""
        return {"image/svg+xml": self.to_svg(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        counts = f"{len(self.nodes)} nodes, {len(self.clusters)} clusters, {len(self.edges)} edges"
        return f"<Architecture {self.name!r}: {counts}>"


def _flow_map(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    return FrozenMap({name: to_tuple(path) for name, path in value.items()})


def _view_map(value: Any) -> Any:
    """Return a view with lists of ids and tags as tuples, a single one as a tuple of one."""
    if not isinstance(value, Mapping):
        return value
    lists = {key: text_list(item) for key, item in value.items() if key not in ("hops", "depth")}
    return FrozenMap({key: lists.get(key, item) for key, item in value.items()})


def _style_map(value: Any) -> Any:
    """Return tag styles as values, those given as mappings made."""
    if not isinstance(value, Mapping):
        return value
    problems, styles = [], dict[str, TagStyle]()
    names = [f.name for f in dataclasses.fields(TagStyle)]
    for tag, style in value.items():
        if isinstance(style, TagStyle):
            styles[tag] = style
        elif isinstance(style, Mapping):
            problems += [unknown_field("style", tag, name, names) for name in style if name not in names]
            styles[tag] = TagStyle(**{name: item for name, item in style.items() if name in names})
        else:
            problems.append(Problem(f"style '{tag}' must be a mapping of {', '.join(names)}, not {style!r}"))
    raise_all(problems)
    return FrozenMap(styles)


def _by_id(make: type[Item]) -> Callable[[Any], FrozenMap[str, Item]]:
    """Return a function that makes a map by id of a mapping or an iterable of `make`s."""
    what = _WORDS[make]

    def convert(items: Any) -> FrozenMap[str, Item]:
        if not isinstance(items, Iterable) or isinstance(items, (str, bytes)):
            raise ModelError(f"{what}s must be a mapping or a list of {make.__name__}, not {items!r}")
        values = list(items.values()) if isinstance(items, Mapping) else list(items)
        keys = list(items) if isinstance(items, Mapping) else [getattr(item, "id", None) for item in values]
        problems, seen = [], dict[str, Item]()
        for key, item in zip(keys, values, strict=True):
            if not isinstance(item, make):
                problems.append(Problem(f"{what}s must hold a {make.__name__}, not {item!r}"))
            elif key != item.id:
                problems.append(Problem(f"{what} '{item.id}': stands under the key {key!r}"))
            elif key in seen:
                problems.append(Problem(f"id '{key}' is used twice"))
            else:
                seen[item.id] = item
        raise_all(problems)
        return FrozenMap(seen)

    return convert


def _with(items: Mapping[str, Item], id: str, make: type[Item], fields: Mapping[str, Any]) -> dict[str, Item]:
    what = _WORDS[make]
    names = [f.name for f in dataclasses.fields(make) if f.name != "id"]
    raise_all(unknown_field(what, id, name, names) for name in fields if name not in names)
    old = items.get(id)
    if old is None and make is not EdgeData:
        fields = {"label": default_label(id), **fields}
    new = dataclasses.replace(old, **fields) if old is not None else make(id=id, **fields)
    return {**items, id: new}


def _renamed(item: Placed, new: Mapping[str, str]) -> Placed:
    return dataclasses.replace(
        item, id=new.get(item.id, item.id), cluster=new.get(item.cluster, item.cluster)
    )


def _renamed_edge(edge: EdgeData, new: Mapping[str, str]) -> EdgeData:
    source, target = new.get(edge.source, edge.source), new.get(edge.target, edge.target)
    number = (parse_edge_key(edge.id) or ("", "", 1))[2]
    return dataclasses.replace(edge, source=source, target=target, id=edge_key(source, target, number))


def _cut_flows(
    flows: Mapping[str, tuple[str, ...]], edges: Mapping[str, EdgeData]
) -> dict[str, tuple[str, ...]]:
    """Return each flow up to its first missing edge, without those that have no edge left."""
    joined = {pair for edge in edges.values() for pair in steps(edge)}
    cut = {name: (*path[:1], *_followed(path, joined)) for name, path in flows.items()}
    return {name: path for name, path in cut.items() if len(path) > 1 or path == flows[name]}


def _followed(path: tuple[str, ...], joined: set[tuple[str, str]]) -> Iterator[str]:
    for step in pairwise(path):
        if step not in joined:
            return
        yield step[1]
