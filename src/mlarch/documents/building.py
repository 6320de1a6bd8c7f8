"""Build architectures from the values of documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from mlarch import catalog
from mlarch.documents.keys import CLUSTER, EDGE, NODE, STYLE, TOP, VIEW, Key
from mlarch.documents.locations import LocatedProblem, Path
from mlarch.documents.scalars import Scalar, describe, plain
from mlarch.documents.tree import MAX_DEPTH
from mlarch.errors import DocumentError, ModelError, UnknownNameError, did_you_mean
from mlarch.model import (
    Architecture,
    ClusterData,
    EdgeData,
    Node,
    TagStyle,
    default_label,
    edge_key,
    parse_edge_key,
    view,
)
from mlarch.model.frozen import FrozenMap

if TYPE_CHECKING:
    from mlarch.documents.layers import Layers
    from mlarch.documents.project_reader import OwnTechnology

__all__ = ["build"]

_MAX_ITEMS = 20_000
_MAX_SUGGESTIONS = 30  # each compares a name with thousands

Part = TypeVar("Part", Node, ClusterData)


def build(
    root: object,
    layers: Layers,
    problems: list[LocatedProblem],
    *,
    name: str = "",
    technologies: Mapping[str, OwnTechnology] = FrozenMap(),
    complete: bool = True,
) -> Architecture:
    """Return the architecture of the merged value of `layers`.

    `name` is its default name. `technologies` are those of the project, besides those of the catalog.
    If the value is not `complete`, since its base is missing, only its own fields are checked.

    Raises:
        DocumentError: with `problems` and all further ones, in order of place.
    """
    reader = _FieldReader(problems, technologies)
    fields = reader.top(root)
    fields.setdefault("name", name)
    arch = _architecture(fields, reader) if complete else None
    messages = layers.locate(problems)
    if messages or arch is None:
        raise DocumentError(messages)
    return arch


def _architecture(fields: dict[str, Any], reader: _FieldReader) -> Architecture | None:
    """Return the architecture of fields, None if they contradict each other."""
    try:
        arch = Architecture(**fields)
    except ModelError as error:
        reader.problems += [
            LocatedProblem(reader.as_written(path), message, at_key=len(path) == 2)
            for path, message in zip(error.paths, error.problems, strict=True)
        ]
        return None
    reader.problems += _too_deep(arch)
    view_problems = view.problems(arch, arch.default_view)
    reader.problems += [
        LocatedProblem(("view", *path), f"view: {message}") for path, message in view_problems
    ]
    return arch


def _too_deep(arch: Architecture) -> Iterator[LocatedProblem]:
    """Yield the outermost clusters that are nested deeper than any picture can show."""
    depths = {"": 0}
    for id in arch.clusters:
        ancestry = []
        while id not in depths:
            ancestry.append(id)
            id = arch.clusters[id].cluster
        for inner in reversed(ancestry):
            depths[inner] = depths[arch.clusters[inner].cluster] + 1
            if depths[inner] == MAX_DEPTH + 1:
                path = ("clusters", inner, "cluster")
                yield LocatedProblem(path, f"cluster '{inner}': nested deeper than {MAX_DEPTH} clusters")


class _FieldReader:
    """Turn values into fields by the table of keys.

    Unusable values are reported and left out.
    """

    def __init__(self, problems: list[LocatedProblem], technologies: Mapping[str, OwnTechnology]) -> None:
        self.problems = problems
        self.technologies = technologies
        self.suggestions = _MAX_SUGGESTIONS
        self.written_edges: dict[str, str] = {}  # key of an edge as written, by its id

    def as_written(self, path: Path) -> Path:
        """Return the path in the document of a path in the model."""
        if path[:1] == ("edges",) and path[1:]:
            return ("edges", self.written_edges.get(str(path[1]), path[1]), *path[2:])
        return path

    def top(self, root: object) -> dict[str, Any]:
        if not isinstance(root, Mapping):
            if root is not None:
                self._report(
                    (), f"a document is a mapping with keys such as nodes and edges, not {describe(root)}"
                )
            return {}
        if _is_deep(root):
            self._report((), f"nested deeper than {MAX_DEPTH}")
            return {}
        size = sum(len(root[part]) for part in ("nodes", "edges") if isinstance(root.get(part), Mapping))
        if size > _MAX_ITEMS:
            self._report((), f"{size} nodes and edges, more than {_MAX_ITEMS}")
            return {}
        return self._fields("document", root, (), TOP)

    def _fields(
        self, owner: str, value: Mapping[str, Any], path: Path, keys: tuple[Key, ...]
    ) -> dict[str, Any]:
        """Return the fields of a mapping; null is the default."""
        table = {key.name: key for key in keys}
        for unknown in value:
            if unknown not in table:
                hint = did_you_mean(str(unknown), table)
                if not hint and value[unknown] is None and path:
                    hint = " Quote the text before it if it is part of that"
                self._report((*path, unknown), f"{owner}: unknown key '{unknown}'.{hint}", at_key=True)
        present = [(key, value[key.name]) for key in keys if value.get(key.name) is not None]
        read = [(key.field, self._read(owner, key, item, (*path, key.name))) for key, item in present]
        return {name: item for name, item in read if item is not None}

    def _read(self, owner: str, key: Key, value: Any, path: Path) -> Any:
        """Return the value of a key, None if it is of the wrong type."""
        read_type = getattr(self, f"_{key.type}")
        return read_type(owner, key.name, value, path)

    def _text(self, owner: str, key: str, value: Any, path: Path) -> str | None:
        if isinstance(value, str):
            return value
        if isinstance(value, Scalar):
            return value.text
        quote = "{" if isinstance(value, Mapping) else "[" if isinstance(value, (list, tuple)) else ""
        hint = f"; quote a text that begins with '{quote}'" if quote else ""
        self._report(path, f"{owner}: {key} must be text, not {describe(value)}{hint}")
        return None

    def _words(self, owner: str, key: str, value: Any, path: Path) -> tuple[str, ...] | None:
        if isinstance(value, (str, Scalar)):
            value = [value]
        if not isinstance(value, (list, tuple)):
            self._report(path, f"{owner}: {key} must be a list of texts, not {describe(value)}")
            return None
        texts = [self._text(owner, f"{key} {i}", item, (*path, i - 1)) for i, item in enumerate(value, 1)]
        return tuple(text for text in texts if text is not None)

    _prose = _words

    def _ids(self, owner: str, key: str, value: Any, path: Path) -> tuple[str, ...] | None:
        if not isinstance(value, (list, tuple)):
            self._report(path, f"{owner}: {key} must be a list of ids, not {describe(value)}")
            return None
        return self._words(owner, key, value, path)

    def _count(self, owner: str, key: str, value: Any, path: Path) -> int | None:
        number = value.value if isinstance(value, Scalar) else value
        if isinstance(number, int) and not isinstance(number, bool) and number >= 0:
            return number
        self._report(path, f"{owner}: {key} must be a whole number of 0 or more, not {describe(value)}")
        return None

    def _technology(self, owner: str, key: str, value: Any, path: Path) -> str | None:
        text = self._text(owner, key, value, path)
        if not text or text in self.technologies:
            return text
        try:
            return catalog.resolve(text, suggest=self.suggestions > 0)
        except UnknownNameError as error:
            self.suggestions -= 1
            message = f"unknown technology '{text}'."
            hint = did_you_mean(text, self.technologies)
            if not hint and "." in text and str(error) == message:
                hint = " One of your own is described in mlarch.yaml, under technologies"
            self._report(path, f"{owner}: {message}{hint}" if hint else f"{owner}: {error}")
            return None

    def _data(self, owner: str, key: str, value: Any, path: Path) -> Any:
        if isinstance(value, Mapping):
            return plain(value)
        self._report(path, f"{owner}: {key} must be a mapping, not {describe(value)}")
        return None

    def _view(self, owner: str, key: str, value: Any, path: Path) -> dict[str, Any]:
        return self._mapping("view", value, path, VIEW)

    def _extends(self, owner: str, key: str, value: Any, path: Path) -> None:
        """Ignore the key, whose base is merged already."""

    def _nodes(self, owner: str, key: str, value: Any, path: Path) -> dict[str, Node]:
        return dict(self._parts("node", Node, value, path, NODE))

    def _clusters(self, owner: str, key: str, value: Any, path: Path) -> dict[str, ClusterData]:
        return dict(self._parts("cluster", ClusterData, value, path, CLUSTER))

    def _parts(
        self, what: str, part_type: type[Part], value: Any, path: Path, keys: tuple[Key, ...]
    ) -> Iterator[tuple[str, Part]]:
        for id, item in self._entries(what, value, path):
            fields = self._mapping(f"{what} '{id}'", item, (*path, id), keys)
            self._add_defaults(fields, part_type)
            fields.setdefault("label", default_label(id))
            part = self._model_part(part_type, {"id": id, **fields}, (*path, id))
            if part is not None:
                yield id, part

    def _add_defaults(self, fields: dict[str, Any], part_type: type[Node] | type[ClusterData]) -> None:
        """Add the defaults that a technology of the project has."""
        technology = self.technologies.get(fields.get("technology", ""))
        for name in ("label", "icon", "role") if technology else ():
            if getattr(technology, name) and (name != "role" or part_type is Node):
                fields.setdefault(name, getattr(technology, name))

    def _edges(self, owner: str, key: str, value: Any, path: Path) -> dict[str, EdgeData]:
        edges: dict[str, EdgeData] = {}
        for written, item in self._entries("edge", value, path):
            ends = parse_edge_key(written)
            if ends is None:
                message = f"edge '{written}': not of the form 'source -> target' or 'source -> target [2]'"
                self._report((*path, written), message, at_key=True)
                continue
            id = edge_key(*ends)
            if self.written_edges.setdefault(id, written) != written:
                message = f"edge '{written}': the same edge as '{self.written_edges[id]}'"
                self._report((*path, written), message, at_key=True)
                continue
            edge = self._edge(written, ends, item, (*path, written))
            if edge is not None:
                edges[id] = edge
        return edges

    def _edge(self, written: str, ends: tuple[str, str, int], item: Any, path: Path) -> EdgeData | None:
        owner = f"edge '{written}'"
        if isinstance(item, (str, Scalar)):
            item = {"label": item}
        fields = self._mapping(owner, item, path, EDGE)
        for key, end in zip(("source", "target"), ends[:2], strict=True):
            if fields.setdefault(key, end) != end:
                self._report((*path, key), f"{owner}: {key} '{fields[key]}' is not '{end}'")
                fields[key] = end
        edge: EdgeData | None = self._model_part(EdgeData, {"id": edge_key(*ends), **fields}, path)
        return edge

    def _styles(self, owner: str, key: str, value: Any, path: Path) -> dict[str, TagStyle]:
        styles = {}
        for tag, item in self._entries("style", value, path):
            fields = self._mapping(f"style '{tag}'", item, (*path, tag), STYLE)
            styles[tag] = self._model_part(TagStyle, fields, (*path, tag))
        return {tag: style for tag, style in styles.items() if style is not None}

    def _flows(self, owner: str, key: str, value: Any, path: Path) -> dict[str, tuple[str, ...]]:
        entries = self._entries("flow", value, path)
        flows = {name: self._ids(f"flow '{name}'", "ids", item, (*path, name)) for name, item in entries}
        return {name: ids for name, ids in flows.items() if ids is not None}

    def _entries(self, what: str, value: Any, path: Path) -> Iterator[tuple[str, Any]]:
        """Yield the entries of a section, null as an empty mapping, with a problem."""
        if not isinstance(value, Mapping):
            self._report(path, f"document: {path[-1]} must be a mapping, not {describe(value)}")
            return
        for id, item in value.items():
            if not isinstance(id, str):
                self._report((*path, id), f"{what} {id!r}: an id must be text", at_key=True)
            elif item is None:
                message = "null removes, and there is nothing to remove; write {} for the defaults"
                self._report((*path, id), f"{what} '{id}': {message}", at_key=True)
                yield id, {}
            else:
                yield id, item

    def _mapping(self, owner: str, value: Any, path: Path, keys: tuple[Key, ...]) -> dict[str, Any]:
        if isinstance(value, Mapping):
            return self._fields(owner, value, path, keys)
        self._report(
            path, f"{owner}: must be a mapping of {', '.join(k.name for k in keys)}, not {describe(value)}"
        )
        return {}

    def _model_part(self, part_type: Any, fields: dict[str, Any], path: Path) -> Any:
        """Return a part of the model, None if its fields contradict each other."""
        try:
            return part_type(**fields)
        except ModelError as error:  # half a character, which JSON can escape
            self.problems += [LocatedProblem(path, message) for message in error.problems]
            return None

    def _report(self, path: Path, message: str, *, at_key: bool = False) -> None:
        self.problems.append(LocatedProblem(path, message, at_key))


def _is_deep(root: object) -> bool:
    """Return True if a value is nested deeper than the limit, through aliases too."""
    level: list[Any] = [root]
    for _ in range(MAX_DEPTH + 1):
        inner = [item for item in level if isinstance(item, (Mapping, list))]
        if not inner:
            return False
        level = [part for item in inner for part in (item.values() if isinstance(item, Mapping) else item)]
    return True
