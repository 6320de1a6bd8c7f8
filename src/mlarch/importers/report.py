"""Report the files and objects that an import read, hid or did not understand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from mlarch.documents.yaml_stream import Place

__all__ = ["ImportReport"]

_MAX_LINES = 5
_MAX_REFERENCES = 3


@dataclass
class ImportReport:
    """The files and objects that an import read, hid or did not understand.

    `read` has a line for each file, `hidden` the names of hidden objects by kind, `unknown` a message
    for each object that was not understood. `unset` has the places of each variable without value,
    `hosts` the references to each host outside the files, `edges` the evidence of each edge.
    """

    read: list[str] = field(default_factory=list)
    hidden: dict[str, list[str]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    unset: dict[str, list[Place]] = field(default_factory=dict)
    hosts: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    edges: dict[str, list[str]] = field(default_factory=dict)

    def hide(self, kind: str, name: str, at: Place) -> None:
        self.hidden.setdefault(kind, []).append(f"{name} ({at.short})")

    def not_understood(self, at: Place, message: str) -> None:
        self.unknown.append(f"{at.short}: {message}")

    def unset_variable(self, name: str, at: Place) -> None:
        _append_once(self.unset.setdefault(name, []), at)

    def unknown_host(self, host: str, reference: str) -> None:
        _append_once(self.hosts.setdefault(host, []), reference)

    def warnings(self) -> Iterator[str]:
        """Yield the parts of the report that are shown even if no report was requested."""
        yield from self.unknown
        for name, places in self.unset.items():
            lines = _other_lines(places)
            yield f"{places[0].short}: variable {name} is not set and is treated as empty{lines}"
        for host, references in self.hosts.items():
            yield f"host '{host}' is not a service in these files: {'; '.join(references[:_MAX_REFERENCES])}"
        yield from self.notes

    def to_text(self) -> str:
        """Return the report as text, with a section for each list."""
        unset = {name: [place.short for place in places] for name, places in self.unset.items()}
        lines = (
            *_section("Read", self.read),
            *_section("Edges and their evidence", _entries(self.edges, "; ")),
            *_section(
                "Hidden",
                [f"{len(self.hidden[kind])} {kind}: {', '.join(self.hidden[kind])}" for kind in self.hidden],
            ),
            *_section("Not understood", self.unknown),
            *_section("Variables without value, treated as empty", _entries(unset, ", ")),
            *_section("Hosts that are not services in these files", _entries(self.hosts, "; ")),
            *_section("Notes", self.notes),
        )
        return "\n".join(lines) + "\n"

    def to_mapping(self) -> dict[str, Any]:
        """Return the report as a mapping that JSON can hold."""
        return {
            "read": self.read,
            "hidden": self.hidden,
            "not_understood": self.unknown,
            "unset": {name: [place.short for place in places] for name, places in self.unset.items()},
            "hosts": self.hosts,
            "notes": self.notes,
            "edges": self.edges,
        }


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    yield f"{title}: {len(lines) or 'none'}"
    yield from (f"  {line}" for line in lines)


def _entries(items: dict[str, list[str]], separator: str) -> list[str]:
    return [f"{name}: {separator.join(values)}" for name, values in items.items()]


def _append_once(items: list[Any], item: Any) -> None:
    if item not in items:
        items.append(item)


def _other_lines(places: list[Place]) -> str:
    """Return the lines of all places but the first, as an addition to a message."""
    lines = [str(place.line) for place in places[1:]]
    if not lines:
        return ""
    more = f" and {len(lines) - _MAX_LINES} more" if len(lines) > _MAX_LINES else ""
    return f" (also line{'s' * (len(lines) > 1)} {', '.join(lines[:_MAX_LINES])}{more})"
