"""Hold the documents of a chain of overlays, and say in which of them a problem stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mlarch.documents.locations import LocatedProblem, Path, Places, Scalar
from mlarch.documents.paths import Home, Unreachable, from_here
from mlarch.documents.safe_images import problem_of
from mlarch.model import edge_key, parse_edge_key

__all__ = ["Layer", "Layers"]

_LISTS = ("tags", "notes", "pros", "cons", "ignore")


@dataclass
class Layer:
    """One document as it was read; `root` has its shorthand written out, `problems` are its own.

    `written` holds the keys of edges that were written in another way than the usual.
    """

    root: Any
    places: Places
    problems: list[LocatedProblem]
    home: Home
    written: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if isinstance(self.root, Mapping):
            self.root = {key: self._expanded(key, value) for key, value in self.root.items()}

    def path(self, path: Path) -> Path:
        """Return a path in the model as this document wrote it."""
        if path[:1] == ("edges",) and path[1:]:
            return ("edges", self.written.get(str(path[1]), path[1]), *path[2:])
        return path

    def depth(self, path: Path) -> int:
        """Return how many parts of a path this document wrote down."""
        path = self.path(path)
        while path and path not in self.places.values and path not in self.places.keys:
            path = path[:-1]
        return len(path)

    def bad(self, path: Path, message: str, *, at_key: bool = False) -> None:
        self.problems.append(LocatedProblem(self.path(path), message, at_key))

    def _expanded(self, key: str, value: Any) -> Any:
        if key in _LISTS:
            return _listed(value)
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
                self.written[id] = written
            else:
                id = written
            edges[id] = {"label": item} if isinstance(item, (str, Scalar)) else _with_tags(item)
        return edges

    def _part(self, section: str, id: Any, item: Any) -> Any:
        if not isinstance(item, Mapping):
            return item
        item = _with_tags(item)
        icon = item.get("icon")
        if isinstance(icon, str) and icon:
            return {**item, "icon": self._icon(section, id, icon)}
        return item

    def _icon(self, section: str, id: Any, written: str) -> str:
        """Return the path of a picture from the working directory; nothing where it cannot be used."""
        path, owner = (section, id, "icon"), f"{section[:-1]} '{id}'"
        try:
            found = self.home.find(written)
        except Unreachable as error:
            self.bad(path, f"{owner}: icon: {error}")
            return ""
        problem = problem_of(found)
        if problem:
            self.bad(path, f"{owner}: icon '{written}' {problem}")
            return ""
        return from_here(found)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, (str, Scalar)) else value


def _with_tags(item: Any) -> Any:
    if isinstance(item, Mapping) and isinstance(item.get("tags"), (str, Scalar)):
        return {**item, "tags": _listed(item["tags"])}
    return item


@dataclass
class Layers:
    """A chain of documents, the outermost first; problems of what they make together are located in them."""

    layers: Sequence[Layer]

    def locate(self, problems: Iterable[LocatedProblem]) -> list[str]:
        """Return the messages of the chain's own problems and of these, document by document."""
        found: list[list[LocatedProblem]] = [[*layer.problems] for layer in self.layers]
        for problem in problems:
            at = self._home(problem)
            found[at].append(self._as_written(at, problem))
        located = [layer.places.locate(own) for layer, own in zip(self.layers, found, strict=True)]
        return list(dict.fromkeys(message for messages in located for message in messages))

    def _home(self, problem: LocatedProblem) -> int:
        """Return which document to blame: the one that wrote most of the path, the outermost of several."""
        depths = [layer.depth(problem.path) for layer in self.layers]
        best = max(depths)
        return depths.index(best) if best > 1 or len(self.layers) == 1 else self._last(depths, best)

    def _last(self, depths: list[int], best: int) -> int:
        return depths.index(best) if best else len(depths) - 1

    def _as_written(self, at: int, problem: LocatedProblem) -> LocatedProblem:
        layer = self.layers[at]
        path = layer.path(problem.path)
        if layer.depth(path) < min(2, len(path)) and ("extends",) in layer.places.keys:
            return LocatedProblem(("extends",), problem.message, at_key=True)
        return problem._replace(path=path)
