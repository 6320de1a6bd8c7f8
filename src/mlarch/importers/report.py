"""Say what an import read, hid and did not understand, with file and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mlarch.documents.yaml_stream import Place

__all__ = ["ImportReport"]


@dataclass
class ImportReport:
    """What was read, hidden, not understood and left without value while importing.

    `read` has a line for each file; `hidden` the names of what was hidden, by what it is; `unknown`
    what was not understood; `unset` the places of each variable without value; `hosts` who names a
    host that is no service here; `notes` what else somebody should know.
    """

    read: list[str] = field(default_factory=list)
    hidden: dict[str, list[str]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    unset: dict[str, list[Place]] = field(default_factory=dict)
    hosts: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    edges: dict[str, list[str]] = field(default_factory=dict)

    def hide(self, what: str, name: str, at: Place | None = None) -> None:
        self.hidden.setdefault(what, []).append(f"{name} ({at.short})" if at else name)

    def not_understood(self, at: Place, message: str) -> None:
        self.unknown.append(f"{at.short}: {message}")

    def no_value(self, name: str, at: Place) -> None:
        places = self.unset.setdefault(name, [])
        if at not in places:
            places.append(at)

    def host(self, host: str, said: str) -> None:
        names = self.hosts.setdefault(host, [])
        if said not in names:
            names.append(said)

    def warnings(self) -> Iterator[str]:
        """Yield what somebody who asked for no report should be told all the same."""
        yield from self.unknown
        for name, places in self.unset.items():
            yield f"{places[0].short}: variable {name} is not set and counts as empty{_also(places)}"
        for host, names in self.hosts.items():
            yield f"host '{host}' is no service here: {'; '.join(names[:3])}"
        yield from self.notes

    def to_text(self) -> str:
        """Return the report for people, a section for each sort."""
        return "\n".join(self._lines()) + "\n"

    def to_mapping(self) -> dict[str, Any]:
        """Return the report as JSON can say it."""
        unset = {name: [place.short for place in places] for name, places in self.unset.items()}
        return {
            "read": self.read,
            "hidden": self.hidden,
            "not_understood": self.unknown,
            "unset": unset,
            "hosts": self.hosts,
            "notes": self.notes,
            "edges": self.edges,
        }

    def _lines(self) -> Iterator[str]:
        yield from _section("Read", self.read)
        yield from _section(
            "Edges, and what says so", [f"{edge}: {'; '.join(said)}" for edge, said in self.edges.items()]
        )
        yield from _section(
            "Hidden", [f"{len(names)} {what}: {', '.join(names)}" for what, names in self.hidden.items()]
        )
        yield from _section("Not understood", self.unknown)
        unset = [f"{name}: {', '.join(place.short for place in at)}" for name, at in self.unset.items()]
        yield from _section("Variables without value, counted as empty", unset)
        hosts = [f"{host}: {'; '.join(names)}" for host, names in self.hosts.items()]
        yield from _section("Hosts that are no service here", hosts)
        yield from _section("Notes", self.notes)


def _section(title: str, lines: list[str]) -> Iterator[str]:
    yield f"{title}: {len(lines) or 'none'}"
    yield from (f"  {line}" for line in lines)


def _also(places: list[Place]) -> str:
    others = [str(place.line) for place in places[1:]]
    if not others:
        return ""
    more = f" and {len(others) - 5} more" if len(others) > 5 else ""
    return f" (also line{'s' if others[1:] else ''} {', '.join(others[:5])}{more})"
