"""Compare two architectures, part by part."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mlarch.errors import ModelError
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.frozen import thaw

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from mlarch.model.picture_options import PictureOptions

__all__ = ["PARTS", "SIGNS", "Change", "Comparison", "Difference", "diff"]

PARTS = ("cluster", "node", "edge", "flow")
"""The parts that are compared one by one. Everything else is a field of the architecture itself."""

SIGNS = {"added": "+", "removed": "-", "changed": "~"}

_MOST_CHARACTERS = 72  # of a value in a line of text
_PROSE = ("summary", "notes", "source", "credit", "evidence", "reviewed", "pros", "cons")


@dataclass(frozen=True)
class Change:
    """A field with its old and its new value."""

    field: str
    before: Any
    after: Any

    def to_mapping(self) -> dict[str, Any]:
        """Return the change as JSON data."""
        return {"field": self.field, "from": thaw(self.before), "to": thaw(self.after)}

    def __str__(self) -> str:
        """Return the change as text; long values are shortened.

        >>> str(Change("replicas", 1, 3)), str(Change("tags", (), ("pii",)))
        ('replicas: 1 -> 3', 'tags: none -> pii')
        """
        return f"{self.field}: {_value_text(self.before)} -> {_value_text(self.after)}"


@dataclass(frozen=True)
class Difference:
    """A node, cluster, edge or flow that was "added", "removed" or "changed".

    `what` is one of `PARTS` and `how` one of `SIGNS`. `id` is the document key. `label` is the new
    label, or the last one of a removed part. `changes` is empty unless `how` is "changed".
    """

    what: str
    id: str
    how: str
    label: str = ""
    changes: tuple[Change, ...] = ()

    def to_mapping(self) -> dict[str, Any]:
        """Return the difference as JSON data."""
        mapping = {"what": self.what, "id": self.id, "how": self.how, "label": self.label}
        return {**mapping, "changes": [change.to_mapping() for change in self.changes]}


@dataclass(frozen=True)
class Comparison:
    """The differences between two architectures; falsy if there are none.

    `before` and `after` are the names of the architectures. `changes` are those of the architecture
    itself. The name and the order of declaration are not compared. In a notebook, a comparison shows
    its picture.
    """

    before: str
    after: str
    differences: tuple[Difference, ...] = ()
    changes: tuple[Change, ...] = ()
    architectures: tuple[Architecture, Architecture] | None = field(default=None, repr=False, compare=False)

    def __bool__(self) -> bool:
        return bool(self.differences or self.changes)

    def of(self, how: str, *whats: str) -> tuple[Difference, ...]:
        """Return the differences that are "added", "removed" or "changed".

        `whats` limits them to some of `PARTS`.
        """
        whats = whats or PARTS
        return tuple(
            difference
            for difference in self.differences
            if difference.how == how and difference.what in whats
        )

    def to_mapping(self) -> dict[str, Any]:
        """Return the comparison as JSON data."""
        return {
            "before": self.before,
            "after": self.after,
            "changes": [change.to_mapping() for change in self.changes],
            **{how: [difference.to_mapping() for difference in self.of(how)] for how in SIGNS},
        }

    def summary(self) -> str:
        """Return the number of differences in one line.

        >>> added = Difference("node", "cache", "added")
        >>> Comparison("a", "b", (added,)).summary(), Comparison("a", "a").summary()
        ('1 added, 0 removed, 0 changed', 'no difference')
        """
        if not self.differences:
            return "only fields of the architecture itself differ" if self.changes else "no difference"
        return ", ".join(f"{len(self.of(how))} {how}" for how in SIGNS)

    def lines(self) -> Iterator[str]:
        """Yield the comparison as lines of text; no line if there is no difference."""
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
        """Return the summary and a table of the differences in GitHub's Markdown."""
        heading = f"**{_cell(self.before)} \u2192 {_cell(self.after)}**: {self.summary()}"
        table = ["", "| | what | id | change |", "|---|---|---|---|"] if self else []
        for how, what, id, notes in self._rows():
            code = f"`{id}`" if id else ""
            table.append(f"| {SIGNS[how]} {how} | {what} | {code} | {'<br>'.join(map(_cell, notes))} |")
        return "\n".join([heading, *table]) + "\n"

    def to_svg(self, **options: Unpack[PictureOptions]) -> str:
        """Return a picture of both architectures with the differences marked, as SVG.

        See `mlarch.Options` for the options.

        Raises:
            ModelError: if the comparison was not made by `diff`.
        """
        from mlarch.drawing import comparison

        if self.architectures is None:
            raise ModelError(f"the comparison of '{self.before}' and '{self.after}' has no architectures")
        return comparison.to_svg(*self.architectures, **options)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return the picture for a notebook."""
        text = "\n".join(self.lines()) or self.summary()
        if self.architectures is None:
            return {"text/plain": text}
        return {"image/svg+xml": self.to_svg(), "text/plain": text}

    def _rows(self) -> Iterator[tuple[str, str, str, list[str]]]:
        """Yield how, what, id and the notes of each difference."""
        for difference in self.differences:
            notes = list(map(str, difference.changes)) or [_one_line(difference.label)]
            yield difference.how, difference.what, difference.id, notes
        facts = [str(change) for change in self.changes if change.field not in _PROSE]
        prose = [change.field for change in self.changes if change.field in _PROSE]
        if facts or prose:
            yield "changed", "whole", "", [*facts, *([f"texts: {', '.join(prose)}"] if prose else [])]


def diff(before: Architecture, after: Architecture) -> Comparison:
    """Return the differences between two architectures, compared by id.

    >>> old = Architecture(name="a").with_node("web").with_node("cache")
    >>> print(*diff(old, old.without("cache").with_node("web", replicas=2)).lines(), sep="\\n")
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
    own = tuple(_own_changes(before, after))
    return Comparison(before.name, after.name, tuple(differences), own, (before, after))


def _differences(what: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield the differences of one kind of part, removed ones last."""
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
    for name in (item.name for item in dataclasses.fields(after)):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Change(name, old, new)


def _own_changes(before: Architecture, after: Architecture) -> Iterator[Change]:
    """Yield the changes of an architecture's own fields, such as its title."""
    for change in _changes(before, after):
        if change.field not in ("name", "nodes", "clusters", "edges", "flows"):
            key = "view" if change.field == "default_view" else change.field
            yield dataclasses.replace(change, field=key)


def _value_text(value: Any) -> str:
    """Return a value as one short line.

    >>> _value_text(""), _value_text(("a", "b")), _value_text({"a": 1}), _value_text(True)
    ('none', 'a, b', '{"a": 1}', 'true')
    """
    if value in ("", (), {}):
        return "none"
    if isinstance(value, str):
        text = value
    elif isinstance(value, tuple) and all(isinstance(item, str) for item in value):
        text = ", ".join(value)
    else:
        text = json.dumps(_json_data(value), ensure_ascii=False, default=_json_data)
    text = _one_line(text)
    return text if len(text) <= _MOST_CHARACTERS else f"{text[: _MOST_CHARACTERS - 1].rstrip()}…"


def _json_data(value: Any) -> Any:
    return dataclasses.asdict(value) if dataclasses.is_dataclass(value) else thaw(value)  # type: ignore[arg-type]  # a value, never a class


def _one_line(text: str) -> str:
    """Return text without line breaks and terminal control characters."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())


def _cell(text: str) -> str:
    """Return text escaped for a table cell, without markup and mentions of users.

    >>> _cell("a|b <b> @all *x*")
    'a&#124;b &#60;b&#62; &#64;all &#42;x&#42;'
    """
    return re.sub(r"[|`*_<>@#&\\[\]]", lambda match: f"&#{ord(match[0])};", _one_line(text))
