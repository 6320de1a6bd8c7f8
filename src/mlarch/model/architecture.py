"""Define the architecture: plain, frozen data, checked when it is made."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypedDict

from mlarch.model import changes, graph
from mlarch.model.architecture_fields import by_id, flow_map, style_map, view_map
from mlarch.model.conversion import convert_fields, text_list
from mlarch.model.field_types import check_types
from mlarch.model.formats import format_of
from mlarch.model.frozen import FrozenMap, freeze
from mlarch.model.parts import ClusterData, EdgeData, Node, TagStyle, Texts
from mlarch.model.problems import raise_all
from mlarch.model.rules import contradictions
from mlarch.model.vocabulary import Direction, edge_key

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from mlarch.catalog.providers import ProviderId
    from mlarch.model.formats import FormatName, FormatSuffix
    from mlarch.model.parts import ClusterFields, ConnectionFields, EdgeFields, NodeFields
    from mlarch.model.picture_options import OutputOptions, PictureOptions
    from mlarch.model.view import ViewFields

__all__ = ["Architecture", "ArchitectureFields"]


@dataclass(frozen=True, kw_only=True, repr=False)
class Architecture:
    """A titled set of nodes, clusters and edges, all of it immutable.

    Every mapping may be passed as a plain dict; nodes, clusters and edges also as an iterable of
    parts. `parameters`, `default_view`, `deployed` and `lint` hold JSON data: texts, finite numbers,
    booleans, None, lists and mappings.

    Raises:
        ModelError: with every broken reference and bad value at once.

    >>> arch = Architecture(name="shop", nodes=[Node(id="web"), Node(id="cache")])
    >>> arch.connect("web", "cache", "lookup").edges["web -> cache"].label
    'lookup'
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
    direction: Direction = "TB"
    provider: ProviderId | Literal[""] = ""
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
    _JSON_FIELDS: ClassVar[tuple[str, ...]] = ("parameters", "default_view", "deployed", "lint")

    def __post_init__(self) -> None:
        convert_fields(self, **dict.fromkeys(self._TEXT_LISTS, text_list))
        convert_fields(self, flows=flow_map, styles=style_map, default_view=view_map)
        check_types("architecture", self.name, self)
        convert_fields(self, **dict.fromkeys(self._JSON_FIELDS, freeze))
        convert_fields(self, nodes=by_id(Node), clusters=by_id(ClusterData), edges=by_id(EdgeData))
        if not self.title:
            object.__setattr__(self, "title", self.name)
        raise_all(contradictions(self))

    # Changes. Every method returns a new architecture.

    def replace(self, **fields: Unpack[ArchitectureFields]) -> Architecture:
        """Return this architecture with the given fields replaced.

        Raises:
            ModelError: if a field does not exist, or the result contradicts itself.

        >>> Architecture(name="shop").replace(title="Our shop").title
        'Our shop'
        """
        known = [field.name for field in dataclasses.fields(self)]
        changes.check_field_names("architecture", self.name, fields, known)
        return dataclasses.replace(self, **fields)  # type: ignore[arg-type]  # converted when it is made

    def with_node(self, id: str, /, **fields: Unpack[NodeFields]) -> Architecture:
        """Return this architecture with a node added, or an existing one changed.

        `technology` is any name that the catalog resolves. A new node without a label gets one from
        its id.

        Raises:
            ModelError: if a field or technology does not exist, or the result contradicts itself.

        >>> Architecture(name="shop").with_node("web-server", technology="nginx").nodes["web-server"]
        ... # doctest: +ELLIPSIS
        Node(id='web-server', label='Web server', technology='onprem.network.Nginx', ...)
        """
        return self.replace(nodes=changes.with_part(self.nodes, id, Node, fields))

    def with_cluster(self, id: str, /, **fields: Unpack[ClusterFields]) -> Architecture:
        """Return this architecture with a cluster added, or an existing one changed.

        Raises:
            ModelError: see `with_node`.
        """
        return self.replace(clusters=changes.with_part(self.clusters, id, ClusterData, fields))

    def with_edge(self, key: str, /, **fields: Unpack[EdgeFields]) -> Architecture:
        """Return this architecture with an edge added, or an existing one changed.

        `key` is `source -> target`, or `source -> target [2]` for the second edge between two parts.

        Raises:
            ModelError: if `key` has another form, a field does not exist, or the result contradicts
                itself.
        """
        source, target, number = changes.split_edge_key(key)
        key = edge_key(source, target, number)
        ends = {"source": source, "target": target}
        return self.replace(edges=changes.with_part(self.edges, key, EdgeData, {**ends, **fields}))

    def connect(
        self, source: str, target: str, label: str = "", **fields: Unpack[ConnectionFields]
    ) -> Architecture:
        """Return this architecture with one more edge between two parts.

        Raises:
            ModelError: see `with_edge`.
        """
        key = changes.next_edge_key(source, target, self.edges)
        return self.with_edge(key, label=label, **fields)

    def without(self, *ids: str) -> Architecture:
        """Return this architecture without these nodes, clusters or edges.

        An edge is named by its key. The edges of a removed node go too, and flows end before the
        first missing edge.

        Raises:
            ModelError: if an id does not exist, or a removed cluster still holds something.

        >>> arch = Architecture(name="shop", nodes=[Node(id="web"), Node(id="cache")])
        >>> arch.connect("web", "cache").without("cache")
        <Architecture 'shop': 1 nodes, 0 clusters, 0 edges>
        """
        return changes.without(self, ids)

    def rename(self, ids: Mapping[str, str] | None = None, /, **new_ids: str) -> Architecture:
        """Return this architecture with ids of nodes and clusters changed everywhere.

        Pass the new ids by the old ones, as a mapping, as keywords, or both.

        Raises:
            ModelError: if an id does not exist, or a new one is taken.

        >>> arch = Architecture(name="shop", nodes=[Node(id="web"), Node(id="cache")])
        >>> list(arch.connect("web", "cache").rename(cache="valkey").edges)
        ['web -> valkey']
        """
        return changes.renamed(self, {**(ids or {}), **new_ids})

    # Queries.

    def ancestors(self, id: str) -> tuple[str, ...]:
        """Return the clusters around a node or cluster, innermost first."""
        return tuple(graph.ancestors(id, self.nodes, self.clusters))

    def flow_edges(self, name: str) -> tuple[str, ...]:
        """Return the keys of the edges that a flow follows, in order."""
        return graph.flow_edges(self.flows[name], self.edges)

    # The methods below reach forward to other packages. Each is one line after its import.

    def view(self, **options: Unpack[ViewFields]) -> Architecture:
        """Return part of this architecture; without options, its default view.

        See `mlarch.model.view.view` for the options.

        Raises:
            UnknownNameError: if an option, id or tag does not exist.
        """
        from mlarch.model import view

        return view.view(self, **options)

    def overlay(self, changes: Mapping[str, Any] | str | PathLike[str]) -> Architecture:
        """Return this architecture changed by an overlay.

        `changes` is a mapping in the shape of a document, or the path of a document.

        Raises:
            DocumentError: with every problem in the overlay.
        """
        from mlarch.project import loading

        return loading.overlay(self, changes)

    @classmethod
    def from_yaml(cls, source: str | PathLike[str]) -> Architecture:
        """Return the architecture of a document, with everything that it extends.

        `source` is the path of the document.

        Raises:
            DocumentError: with every problem in the document.
        """
        from mlarch.project import loading

        return loading.load(source)

    @classmethod
    def from_json(cls, text: str) -> Architecture:
        """Return the architecture that `to_json` wrote.

        Raises:
            DocumentError: with every problem in the text.
        """
        from mlarch.project import loading

        return loading.from_json(text)

    def to_yaml(self) -> str:
        """Return a minimal YAML document that loads back equal."""
        from mlarch import documents

        return documents.to_yaml(self)

    def to_json(self) -> str:
        """Return the whole architecture as JSON, defaults included."""
        from mlarch import documents

        return documents.to_json(self)

    def retarget(self, provider: ProviderId) -> Architecture:
        """Return this architecture on another provider, with the equivalent products.

        Raises:
            UnknownNameError: if there is no such provider.
        """
        from mlarch.analysis import retarget

        return retarget.retarget(self, provider).architecture

    def to_svg(self, **options: Unpack[PictureOptions]) -> str:
        """Return the picture as SVG; see `mlarch.Options` for the options.

        Raises:
            UnknownNameError, ParameterError: for a bad option.
            LayoutError: if the layout engine fails.
        """
        from mlarch import drawing

        return drawing.to_svg(self.view(), **options)

    def to_png(self, *, scale: float = 2.0, **options: Unpack[PictureOptions]) -> bytes:
        """Return the picture as PNG, with `scale` pixels per CSS pixel.

        Raises:
            UnknownNameError, ParameterError: for a bad option.
            LayoutError, RasterError: if the layout engine or the rasteriser fails.
        """
        from mlarch import drawing

        return drawing.to_png(self.view(), scale=scale, **options)

    def to_bytes(self, format: FormatName | FormatSuffix = "svg", **options: Unpack[OutputOptions]) -> bytes:
        """Return the content that `render` would write to a file of this format.

        Raises:
            MlarchError: see `render`.
        """
        from mlarch.exporters import writing

        return writing.as_bytes(writing.produce(self, format_of(format), **options))

    def to_data_uri(self, format: FormatName | FormatSuffix = "svg", **options: Unpack[OutputOptions]) -> str:
        """Return the picture as a `data:` URI.

        Raises:
            MlarchError: see `render`.
        """
        from mlarch.exporters import writing

        return writing.data_uri(self, format_of(format), **options)

    def render(self, *paths: str | PathLike[str], **options: Unpack[OutputOptions]) -> list[Path]:
        """Write the picture to each path, in the format of its suffix.

        `scale` is the number of pixels per CSS pixel of a PNG. `links` lists the links below the
        picture by number. The other options are those of `mlarch.Options`.

        Raises:
            UnknownNameError, ParameterError: for an unknown suffix or a bad option.
            OutputError: if a file cannot be written.
        """
        from mlarch.exporters import writing

        return writing.render(self, *paths, **options)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return the picture for a notebook."""
        return {"image/svg+xml": self.to_svg(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        counts = f"{len(self.nodes)} nodes, {len(self.clusters)} clusters, {len(self.edges)} edges"
        return f"<Architecture {self.name!r}: {counts}>"


class ArchitectureFields(TypedDict, total=False):
    """The fields of an `Architecture`, with every type that each accepts."""

    name: str
    title: str
    summary: str
    notes: Texts
    source: str
    credit: str
    evidence: str
    reviewed: str
    pros: Texts
    cons: Texts
    tags: Texts
    direction: Direction
    provider: ProviderId | Literal[""]
    parameters: Mapping[str, Any]
    flows: Mapping[str, Iterable[str]]
    styles: Mapping[str, TagStyle | Mapping[str, str]]
    default_view: Mapping[str, Any]
    deployed: Mapping[str, Any]
    ignore: Texts
    lint: Mapping[str, Any]
    nodes: Mapping[str, Node] | Iterable[Node]
    clusters: Mapping[str, ClusterData] | Iterable[ClusterData]
    edges: Mapping[str, EdgeData] | Iterable[EdgeData]
