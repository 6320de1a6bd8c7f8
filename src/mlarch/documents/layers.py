"""Hold the documents of a chain of overlays, and locate problems in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mlarch.documents.locations import LocatedProblem, Path, Places
from mlarch.documents.paths import PathResolver, Unreachable, relative_to_cwd
from mlarch.documents.safe_images import image_problem
from mlarch.documents.scalars import Scalar
from mlarch.model import edge_key, parse_edge_key

__all__ = ["Layer", "Layers"]

_LISTS = ("tags", "notes", "pros", "cons", "ignore")


@dataclass
class Layer:
    """One document as read, with the problems of its own and its shorthand expanded.

    `written_edges` has the keys of edges that are not in the usual form, by the usual form.
    """

    root: Any
    places: Places
    problems: list[LocatedProblem]
    paths: PathResolver
    written_edges: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if isinstance(self.root, Mapping):
            self.root = {key: self._expanded(key, value) for key, value in self.root.items()}

    def get(self, key: str) -> Any:
        """Return the value of a key at the top of the document, None if there is none."""
        return self.root.get(key) if isinstance(self.root, Mapping) else None

    def as_written(self, path: Path) -> Path:
        """Return the path in this document of a path in the model."""
        if path[:1] == ("edges",) and path[1:]:
            return ("edges", self.written_edges.get(str(path[1]), path[1]), *path[2:])
        return path

    def depth(self, path: Path) -> int:
        """Return how many parts of a path in the model are written in this document."""
        return self.places.depth(self.as_written(path))

    def report(self, path: Path, message: str, *, at_key: bool = False) -> None:
        """Add a problem at a path in the model."""
        self.problems.append(LocatedProblem(self.as_written(path), message, at_key))

    def _expanded(self, key: str, value: Any) -> Any:
        if key in _LISTS:
            return _as_list(value)
        if not isinstance(value, Mapping):
            return value
        if key == "edges":
            return self._edges(value)
        if key in ("nodes", "clusters"):
            return {id: self._part(key, id, item) for id, item in value.items()}
        return value

    def _edges(self, value: Mapping[Any, Any]) -> dict[Any, Any]:
        edges: dict[Any, Any] = {}
        for written, item in value.items():
            ends = parse_edge_key(written) if isinstance(written, str) else None
            id = edge_key(*ends) if ends else written
            if id != written and id not in value and id not in edges:
                self.written_edges[id] = written
            else:
                id = written
            edges[id] = {"label": item} if isinstance(item, (str, Scalar)) else _with_tag_list(item)
        return edges

    def _part(self, section: str, id: Any, item: Any) -> Any:
        if not isinstance(item, Mapping):
            return item
        item = _with_tag_list(item)
        icon = item.get("icon")
        if isinstance(icon, str) and icon:
            return {**item, "icon": self._icon(section, id, icon)}
        return item

    def _icon(self, section: str, id: Any, written: str) -> str:
        """Return the path of an icon, relative to the working directory.

        It is empty if the icon is unusable.
        """
        path, owner = (section, id, "icon"), f"{section[:-1]} '{id}'"
        try:
            file = self.paths.resolve(written)
        except Unreachable as error:
            self.report(path, f"{owner}: icon: {error}")
            return ""
        problem = image_problem(file)
        if problem:
            self.report(path, f"{owner}: icon '{written}' {problem}")
            return ""
        return relative_to_cwd(file)


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, (str, Scalar)) else value


def _with_tag_list(item: Any) -> Any:
    if isinstance(item, Mapping) and isinstance(item.get("tags"), (str, Scalar)):
        return {**item, "tags": _as_list(item["tags"])}
    return item


@dataclass
class Layers:
    """A chain of documents, the outermost first.

    `unlocated` are problems that are in none of them.
    """

    layers: Sequence[Layer]
    unlocated: Sequence[str] = ()

    def locate(self, problems: Iterable[LocatedProblem]) -> list[str]:
        """Return the messages of these and all own problems, by document."""
        by_layer: list[list[LocatedProblem]] = [[*layer.problems] for layer in self.layers]
        for problem in problems:
            at = self._origin(problem)
            by_layer[at].append(self._as_written(at, problem))
        located = [layer.places.locate(own) for layer, own in zip(self.layers, by_layer, strict=True)]
        messages = dict.fromkeys(message for messages in located for message in messages)
        return [*messages, *self.unlocated]

    def _origin(self, problem: LocatedProblem) -> int:
        """Return the index of the outermost layer with most of the path."""
        depths = [layer.depth(problem.path) for layer in self.layers]
        deepest = max(depths)
        if deepest or len(self.layers) == 1:
            return depths.index(deepest)
        return len(depths) - 1

    def _as_written(self, at: int, problem: LocatedProblem) -> LocatedProblem:
        layer = self.layers[at]
        path = layer.as_written(problem.path)
        if layer.places.depth(path) < min(2, len(path)) and layer.places.has(("extends",)):
            return LocatedProblem(("extends",), problem.message, at_key=True)
        return problem._replace(path=path)
