"""Compare two architectures: what was added, removed and changed, as plain data.

The module is not called `diff`, since the function `mlarch.diff` has that name in the package.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.frozen import thaw

__all__ = ["PARTS", "SIGNS", "Change", "Comparison", "Difference", "diff"]

PARTS = ("cluster", "node", "edge", "flow")
"""What is compared part by part; all else is a field of the architecture itself."""

SIGNS = {"added": "+", "removed": "-", "changed": "~"}

_LONGEST = 72  # characters of a value in a line of text
_PROSE = ("summary", "notes", "source", "credit", "evidence", "reviewed", "pros", "cons")


@dataclass(frozen=True)
class Change:
    """One field and its value before and after, as the model holds them."""

    field: str
    before: Any
    after: Any

    def to_mapping(self) -> dict[str, Any]:
        """Return the change as what JSON can say."""
        return {"field": self.field, "from": thaw(self.before), "to": thaw(self.after)}

    def __str__(self) -> str:
        """Return the change in words, long values cut.

        >>> str(Change("replicas", 1, 3)), str(Change("tags", (), ("pii",)))
        ('replicas: 1 -> 3', 'tags: none -> pii')
        """
        return f"{self.field}: {_said(self.before)} -> {_said(self.after)}"


@dataclass(frozen=True)
class Difference:
    """A node, cluster, edge or flow that was "added", "removed" or "changed".

    `id` is the document key; `label` is the new label, the old one of what was removed; `changes`
    are the fields that differ, none unless it was changed.
    """

    what: str
    id: str
    how: str
    label: str = ""
    changes: tuple[Change, ...] = ()

    def to_mapping(self) -> dict[str, Any]:
        """Return the difference as what JSON can say."""
        mapping = {"what": self.what, "id": self.id, "how": self.how, "label": self.label}
        return {**mapping, "changes": [change.to_mapping() for change in self.changes]}


@dataclass(frozen=True)
class Comparison:
    """All that differs between two architectures; false where nothing does.

    `before` and `after` are their names, `changes` the fields of the architecture itself. The order
    in which parts were declared does not count, and neither does the name.
    """

    before: str
    after: str
    differences: tuple[Difference, ...] = ()
    changes: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.differences or self.changes)

    def of(self, how: str, *whats: str) -> tuple[Difference, ...]:
        """Return the differences of one sort, "added", "removed" or "changed", of these parts or of all."""
        wanted = whats or PARTS
        return tuple(one for one in self.differences if one.how == how and one.what in wanted)

    def to_mapping(self) -> dict[str, Any]:
        """Return all of it as what JSON can say."""
        return {
            "before": self.before,
            "after": self.after,
            "changes": [change.to_mapping() for change in self.changes],
            **{how: [one.to_mapping() for one in self.of(how)] for how in SIGNS},
        }

    def summary(self) -> str:
        """Return how many parts differ, in one line.

        >>> one = Difference("node", "cache", "added")
        >>> Comparison("a", "b", (one,)).summary(), Comparison("a", "a").summary()
        ('1 added, 0 removed, 0 changed', 'no difference')
        """
        if not self.differences:
            return "only what is said of the whole differs" if self.changes else "no difference"
        return ", ".join(f"{len(self.of(how))} {how}" for how in SIGNS)

    def lines(self) -> Iterator[str]:
        """Yield the lines of a text for people; none where nothing differs."""
        if not self:
            return
        yield _one_line(f"{self.before} -> {self.after}: {self.summary()}")
        rows = list(self._rows())
        width = max(len(f"{what} {id}".rstrip()) for _, what, id, _ in rows)
        for how, what, id, notes in rows:
            head = f"{SIGNS[how]} {f'{what} {id}'.rstrip():{width}}"
            for note in notes:
                yield f"{head}  {note}".rstrip()
                head = " " * len(head)

    def to_markdown(self) -> str:
        """Return a table in GitHub's Markdown below a line that says how much differs."""
        heading = f"**{_cell(self.before)} \u2192 {_cell(self.after)}**: {self.summary()}"
        table = ["", "| | what | id | change |", "|---|---|---|---|"] if self else []
        for how, what, id, notes in self._rows():
            shown = f"`{id}`" if id else ""
            table.append(f"| {SIGNS[how]} {how} | {what} | {shown} | {'<br>'.join(map(_cell, notes))} |")
        return "\n".join([heading, *table]) + "\n"

    def _rows(self) -> Iterator[tuple[str, str, str, list[str]]]:
        """Yield what to tell people: how, of which part, its id, and lines that say more."""
        for one in self.differences:
            yield one.how, one.what, one.id, list(map(str, one.changes)) or [_one_line(one.label)]
        told = [str(change) for change in self.changes if change.field not in _PROSE]
        prose = [change.field for change in self.changes if change.field in _PROSE]
        if told or prose:
            yield "changed", "whole", "", [*told, *([f"texts: {', '.join(prose)}"] if prose else [])]


def diff(before: Architecture, after: Architecture) -> Comparison:
    """Return what differs between two architectures.

    Parts are compared by id: clusters, nodes and flows by their own, edges by their document key.

    >>> one = Architecture(name="a").with_node("web").with_node("cache")
    >>> print(*diff(one, one.without("cache").with_node("web", replicas=2)).lines(), sep="\\n")
    a -> a: 0 added, 1 removed, 1 changed
    ~ node web    replicas: 1 -> 2
    - node cache  Cache
    """
    differences = [
        *_differences("cluster", before.clusters, after.clusters),
        *_differences("node", before.nodes, after.nodes),
        *_differences("edge", before.edges, after.edges),
        *_differences("flow", before.flows, after.flows),
    ]
    return Comparison(before.name, after.name, tuple(differences), tuple(_own_changes(before, after)))


def _differences(what: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield the differences of one sort of part in order of the new, what was removed last."""
    for id, part in after.items():
        if id not in before:
            yield Difference(what, id, "added", _label(part))
        elif part != before[id]:
            yield Difference(what, id, "changed", _label(part), tuple(_changes(before[id], part)))
    for id, part in before.items():
        if id not in after:
            yield Difference(what, id, "removed", _label(part))


def _label(part: Node | ClusterData | EdgeData | tuple[str, ...]) -> str:
    return " -> ".join(part) if isinstance(part, tuple) else part.label


def _changes(before: Any, after: Any) -> Iterator[Change]:
    if isinstance(after, tuple):
        yield Change("path", before, after)
        return
    for field in dataclasses.fields(after):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            yield Change(field.name, old, new)


def _own_changes(before: Architecture, after: Architecture) -> Iterator[Change]:
    """Yield the changes of what is the whole's own: its texts, direction, parameters, styles, view."""
    apart = {"name", "nodes", "clusters", "edges", "flows"}
    for change in _changes(before, after):
        if change.field not in apart:
            named = "view" if change.field == "default_view" else change.field
            yield dataclasses.replace(change, field=named)


def _said(value: Any) -> str:
    """Return a value as one short line.

    >>> _said(""), _said(("a", "b")), _said({"a": 1}), _said(True)
    ('none', 'a, b', '{"a": 1}', 'true')
    """
    if value in ("", (), {}):
        return "none"
    if isinstance(value, str):
        text = value
    elif isinstance(value, tuple) and all(isinstance(item, str) for item in value):
        text = ", ".join(value)
    else:
        text = json.dumps(_plain(value), ensure_ascii=False, default=_plain)
    text = _one_line(text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def _plain(value: Any) -> Any:
    return dataclasses.asdict(value) if dataclasses.is_dataclass(value) else thaw(value)  # type: ignore[arg-type]  # a value, never a class


def _one_line(text: str) -> str:
    """Return text without line breaks, and without characters that steer a terminal."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())


def _cell(text: str) -> str:
    """Return text that neither ends a cell of a table, nor is markup, nor calls on anybody.

    >>> _cell("a|b <b> @all *x*")
    'a&#124;b &#60;b&#62; &#64;all &#42;x&#42;'
    """
    return re.sub(r"[|`*_<>@#&\\[\]]", lambda found: f"&#{ord(found[0])};", _one_line(text))
