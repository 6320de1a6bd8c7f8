"""Build an architecture from what was read, naming everything that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from mlarch import catalog
from mlarch.documents.keys import CLUSTER, EDGE, NODE, STYLE, TOP, VIEW, Key
from mlarch.documents.locations import LocatedProblem, Path, Places, Scalar
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
    from mlarch.documents.project_file import OwnTechnology

__all__ = ["MAX_DEPTH", "MAX_ITEMS", "build", "plain"]

MAX_DEPTH = 50
MAX_ITEMS = 20_000
_SUGGESTIONS = 30  # each compares a name with thousands

Part = TypeVar("Part", Node, ClusterData)


def build(
    root: object,
    places: Places | Layers,
    problems: list[LocatedProblem],
    *,
    name: str = "",
    technologies: Mapping[str, OwnTechnology] = FrozenMap(),
    whole: bool = True,
) -> Architecture:
    """Return the architecture of a whole document; `name` is its name where it does not say one.

    `technologies` are those of the project besides the catalog's. Where the document is not `whole`,
    since what it extends is missing, only what it says by itself is looked at.

    Raises:
        DocumentError: with `problems` and all that is found further, in order of place.
    """
    reader = _Reader(problems, technologies)
    fields = reader.top(root)
    fields.setdefault("name", name)
    arch = _made(fields, reader) if whole else None
    found = places.locate(problems)
    if found or arch is None:
        raise DocumentError(found)
    return arch


def _made(fields: dict[str, Any], reader: _Reader) -> Architecture | None:
    try:
        arch = Architecture(**fields)
    except ModelError as error:
        found = zip(error.paths, error.problems, strict=True)
        reader.problems += [
            LocatedProblem(reader.path(path), message, at_key=len(path) == 2) for path, message in found
        ]
        return None
    reader.problems += _too_deep(arch)
    wrong = view.problems(arch, arch.default_view)
    reader.problems += [LocatedProblem(("view", *path), f"view: {message}") for path, message in wrong]
    return arch


def _too_deep(arch: Architecture) -> Iterator[LocatedProblem]:
    """Yield the outermost clusters that stand deeper than any picture can show."""
    depths = {"": 0}
    for id in arch.clusters:
        walk = []
        while id not in depths:
            walk.append(id)
            id = arch.clusters[id].cluster
        for inner in reversed(walk):
            depths[inner] = depths[arch.clusters[inner].cluster] + 1
            if depths[inner] == MAX_DEPTH + 1:
                path = ("clusters", inner, "cluster")
                yield LocatedProblem(path, f"cluster '{inner}': stands deeper than {MAX_DEPTH} clusters")


class _Reader:
    """Turn values into fields by the table of keys; what cannot be used is a problem and left out."""

    def __init__(self, problems: list[LocatedProblem], technologies: Mapping[str, OwnTechnology]) -> None:
        self.problems = problems
        self.technologies = technologies
        self.suggestions = _SUGGESTIONS
        self.written: dict[str, str] = {}  # id of an edge -> its key as written

    def path(self, path: Path) -> Path:
        """Return the path in the document of a path in the model."""
        if path[:1] == ("edges",) and path[1:]:
            return ("edges", self.written.get(str(path[1]), path[1]), *path[2:])
        return path

    def top(self, root: object) -> dict[str, Any]:
        if not isinstance(root, Mapping):
            if root is not None:
                self._bad((), f"a document is a mapping with keys such as nodes and edges, not {_said(root)}")
            return {}
        if _is_deep(root):
            self._bad((), f"nested deeper than {MAX_DEPTH}")
            return {}
        size = sum(len(root[part]) for part in ("nodes", "edges") if isinstance(root.get(part), Mapping))
        if size > MAX_ITEMS:
            self._bad((), f"{size} nodes and edges, more than {MAX_ITEMS}")
            return {}
        return self._fields("document", root, (), TOP)

    def _fields(
        self, where: str, value: Mapping[str, Any], path: Path, keys: tuple[Key, ...]
    ) -> dict[str, Any]:
        """Return the fields a mapping gives; null stands for the default."""
        table = {key.name: key for key in keys}
        for unknown in value:
            if unknown not in table:
                hint = did_you_mean(str(unknown), table)
                if not hint and value[unknown] is None and path:
                    hint = " Quote the text before it if it is part of that"
                self._bad((*path, unknown), f"{where}: unknown key '{unknown}'.{hint}", at_key=True)
        present = [(key, value[key.name]) for key in keys if value.get(key.name) is not None]
        read = [(key.field, self._read(where, key, item, (*path, key.name))) for key, item in present]
        return {name: item for name, item in read if item is not None}

    def _read(self, where: str, key: Key, value: Any, path: Path) -> Any:
        """Return the value of a key, None where it is of the wrong type."""
        read = getattr(self, f"_{key.type}")
        return read(where, key.name, value, path)

    def _text(self, where: str, key: str, value: Any, path: Path) -> str | None:
        if isinstance(value, str):
            return value
        if isinstance(value, Scalar):
            return value.text
        quote = "{" if isinstance(value, Mapping) else "[" if isinstance(value, (list, tuple)) else ""
        hint = f"; quote a text that begins with '{quote}'" if quote else ""
        self._bad(path, f"{where}: {key} must be text, not {_said(value)}{hint}")
        return None

    def _words(self, where: str, key: str, value: Any, path: Path) -> tuple[str, ...] | None:
        if isinstance(value, (str, Scalar)):
            value = [value]
        if not isinstance(value, (list, tuple)):
            self._bad(path, f"{where}: {key} must be a list of texts, not {_said(value)}")
            return None
        texts = [self._text(where, f"{key} {i}", item, (*path, i - 1)) for i, item in enumerate(value, 1)]
        return tuple(text for text in texts if text is not None)

    _prose = _words

    def _ids(self, where: str, key: str, value: Any, path: Path) -> tuple[str, ...] | None:
        if not isinstance(value, (list, tuple)):
            self._bad(path, f"{where}: {key} must be a list of ids, not {_said(value)}")
            return None
        return self._words(where, key, value, path)

    def _count(self, where: str, key: str, value: Any, path: Path) -> int | None:
        number = value.value if isinstance(value, Scalar) else value
        if isinstance(number, int) and not isinstance(number, bool) and number >= 0:
            return number
        self._bad(path, f"{where}: {key} must be a whole number of 0 or more, not {_said(value)}")
        return None

    def _technology(self, where: str, key: str, value: Any, path: Path) -> str | None:
        text = self._text(where, key, value, path)
        if not text or text in self.technologies:
            return text
        try:
            return catalog.resolve(text, suggest=self.suggestions > 0)
        except UnknownNameError as error:
            self.suggestions -= 1
            near, said = did_you_mean(text, self.technologies), f"unknown technology '{text}'."
            if not near and "." in text and str(error) == said:
                near = " One of your own is described in mlarch.yaml, under technologies"
            self._bad(path, f"{where}: {said}{near}" if near else f"{where}: {error}")
            return None

    def _data(self, where: str, key: str, value: Any, path: Path) -> Any:
        if isinstance(value, Mapping):
            return plain(value)
        self._bad(path, f"{where}: {key} must be a mapping, not {_said(value)}")
        return None

    def _view(self, where: str, key: str, value: Any, path: Path) -> dict[str, Any]:
        return self._mapping("view", value, path, VIEW)

    def _extends(self, where: str, key: str, value: Any, path: Path) -> None:
        """Leave it: what a document extends is merged before it is read."""

    def _nodes(self, where: str, key: str, value: Any, path: Path) -> dict[str, Node]:
        return dict(self._parts("node", Node, value, path, NODE))

    def _clusters(self, where: str, key: str, value: Any, path: Path) -> dict[str, ClusterData]:
        return dict(self._parts("cluster", ClusterData, value, path, CLUSTER))

    def _parts(
        self, what: str, make: type[Part], value: Any, path: Path, keys: tuple[Key, ...]
    ) -> Iterator[tuple[str, Part]]:
        for id, item in self._entries(what, value, path):
            fields = self._mapping(f"{what} '{id}'", item, (*path, id), keys)
            self._complete(fields, make)
            fields.setdefault("label", default_label(id))
            made = self._made(make, {"id": id, **fields}, (*path, id))
            if made is not None:
                yield id, made

    def _complete(self, fields: dict[str, Any], make: type[Node] | type[ClusterData]) -> None:
        """Give what is not written the label, role and icon of a technology of the project."""
        own = self.technologies.get(fields.get("technology", ""))
        for name in ("label", "icon", "role") if own else ():
            if getattr(own, name) and (name != "role" or make is Node):
                fields.setdefault(name, getattr(own, name))

    def _edges(self, where: str, key: str, value: Any, path: Path) -> dict[str, EdgeData]:
        edges: dict[str, EdgeData] = {}
        for written, item in self._entries("edge", value, path):
            ends = parse_edge_key(written)
            if ends is None:
                message = f"edge '{written}': not of the form 'source -> target' or 'source -> target [2]'"
                self._bad((*path, written), message, at_key=True)
                continue
            id = edge_key(*ends)
            if self.written.setdefault(id, written) != written:
                message = f"edge '{written}': the same edge as '{self.written[id]}'"
                self._bad((*path, written), message, at_key=True)
                continue
            edge = self._edge(written, ends, item, (*path, written))
            if edge is not None:
                edges[id] = edge
        return edges

    def _edge(self, written: str, ends: tuple[str, str, int], item: Any, path: Path) -> EdgeData | None:
        where = f"edge '{written}'"
        if isinstance(item, (str, Scalar)):
            item = {"label": item}
        fields = self._mapping(where, item, path, EDGE)
        for key, end in zip(("source", "target"), ends[:2], strict=True):
            if fields.setdefault(key, end) != end:
                self._bad((*path, key), f"{where}: {key} '{fields[key]}' is not '{end}'")
                fields[key] = end
        edge: EdgeData | None = self._made(EdgeData, {"id": edge_key(*ends), **fields}, path)
        return edge

    def _styles(self, where: str, key: str, value: Any, path: Path) -> dict[str, TagStyle]:
        styles = {}
        for tag, item in self._entries("style", value, path):
            fields = self._mapping(f"style '{tag}'", item, (*path, tag), STYLE)
            styles[tag] = self._made(TagStyle, fields, (*path, tag))
        return {tag: style for tag, style in styles.items() if style is not None}

    def _flows(self, where: str, key: str, value: Any, path: Path) -> dict[str, tuple[str, ...]]:
        entries = self._entries("flow", value, path)
        flows = {name: self._ids(f"flow '{name}'", "ids", item, (*path, name)) for name, item in entries}
        return {name: ids for name, ids in flows.items() if ids is not None}

    def _entries(self, what: str, value: Any, path: Path) -> Iterator[tuple[str, Any]]:
        """Yield the entries of a section that hold something."""
        if not isinstance(value, Mapping):
            self._bad(path, f"document: {path[-1]} must be a mapping, not {_said(value)}")
            return
        for id, item in value.items():
            if not isinstance(id, str):
                self._bad((*path, id), f"{what} {id!r}: an id must be text", at_key=True)
            elif item is None:
                message = "null removes, and there is nothing to remove; write {} for the defaults"
                self._bad((*path, id), f"{what} '{id}': {message}", at_key=True)
                yield id, {}
            else:
                yield id, item

    def _mapping(self, where: str, value: Any, path: Path, keys: tuple[Key, ...]) -> dict[str, Any]:
        if isinstance(value, Mapping):
            return self._fields(where, value, path, keys)
        self._bad(
            path, f"{where}: must be a mapping of {', '.join(k.name for k in keys)}, not {_said(value)}"
        )
        return {}

    def _made(self, make: Any, fields: dict[str, Any], path: Path) -> Any:
        try:
            return make(**fields)
        except ModelError as error:  # half a character, which JSON can escape
            self.problems += [LocatedProblem(path, message) for message in error.problems]
            return None

    def _bad(self, path: Path, message: str, *, at_key: bool = False) -> None:
        self.problems.append(LocatedProblem(path, message, at_key))


def _is_deep(root: object) -> bool:
    """Say whether anything stands deeper than the limit, through aliases too."""
    level: list[Any] = [root]
    for _ in range(MAX_DEPTH + 1):
        inner = [item for item in level if isinstance(item, (Mapping, list))]
        if not inner:
            return False
        level = [part for item in inner for part in (item.values() if isinstance(item, Mapping) else item)]
    return True


def plain(value: Any) -> Any:
    """Return what was read with every `Scalar` as its value."""
    if isinstance(value, Scalar):
        return value.value
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def _said(value: object) -> str:
    """Return a value as a message quotes it."""
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    return "null" if value is None else repr(value)
