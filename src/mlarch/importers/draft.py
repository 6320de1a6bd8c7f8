"""Gather parts, and links with their evidence, until they are an architecture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from mlarch import catalog
from mlarch.documents.yaml_stream import Place
from mlarch.importers.references import Reference
from mlarch.importers.report import ImportReport
from mlarch.importers.sources import Source
from mlarch.model import Architecture, ClusterData, EdgeData, Node, TagStyle, default_label, is_id, slug
from mlarch.model.edge_kinds import EDGE_KINDS

__all__ = ["ImportDraft", "Imported", "ImportedPart", "files_of", "usable_id"]

_MOST_SAID = 4
_MOST_LABELS = 2
_TELEMETRY = ("monitoring", "logging", "tracing", "error-reporting")
_READERS = ("dashboard", "alerting", *_TELEMETRY)
_MESSAGES = ("queue", "stream", "event-bus")
_FILES = ("object-store", "model-store", "block-store", "file-store", "dataset", "model-registry")
_SCHEMES = {
    "gs": "cloud-storage",
    "s3": "s3",
    "hf": "hugging-face",
    "abfs": "blob-storage",
    "wasb": "blob-storage",
}

_INFERRED = "inferred"
_STYLES = {_INFERRED: TagStyle(style="dashed", legend="read from a setting")}


class Imported(NamedTuple):
    """What an import gives: the architecture, and the report of how it came about."""

    architecture: Architecture
    report: ImportReport


@dataclass
class ImportedPart:
    """A node in the making; `facts` is what is deployed, for the comparison with a later state."""

    id: str
    technology: str = ""
    role: str = ""
    label: str = ""
    said: list[str] = field(default_factory=list)
    cluster: str = ""
    replicas: int = 1
    status: str = "existing"
    tags: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def node(self) -> Node:
        label = self.label or default_label(self.id)
        technology = catalog.get(self.technology).label if self.technology else ""
        known = technology and technology.casefold() not in label.casefold() and technology not in _PLAIN
        return Node(
            id=self.id,
            label=label,
            technology=self.technology,
            role=self.role or catalog.role_of(self.technology),
            description=", ".join(dict.fromkeys(([technology] if known else []) + self.said)),
            cluster=self.cluster,
            replicas=self.replicas,
            status=self.status,
            tags=tuple(dict.fromkeys(self.tags)),
        )


_PLAIN = ("Container", "Application", "Deployment", "Service", "Users", "Pod")


@dataclass
class _Link:
    declared: bool = False
    kind: str = ""
    label: list[str] = field(default_factory=list)
    said: dict[str, None] = field(default_factory=dict)


@dataclass
class ImportDraft:
    """The parts, boxes and links found so far."""

    report: ImportReport
    external: bool = False
    parts: dict[str, ImportedPart] = field(default_factory=dict)
    boxes: dict[str, ClusterData] = field(default_factory=dict)
    links: dict[tuple[str, str], _Link] = field(default_factory=dict)
    outside: str = ""

    def add(self, id: str, **fields: Any) -> ImportedPart:
        part = self.parts[id] = ImportedPart(id, **fields)
        return part

    def box(self, id: str, label: str = "", **fields: Any) -> str:
        """Add a cluster, under another id where a part has this one, and return its id."""
        if id in self.parts:
            id = f"{id}-{fields.get('kind', 'group')}"
        self.boxes[id] = ClusterData(id=id, label=label or default_label(id), **fields)
        return id

    def declare(
        self, source: str, target: str, said: str, at: Place, *, kind: str = "depends", label: str = ""
    ) -> None:
        """Add a link that the format itself states."""
        self._link(source, target, said, at, kind, label, declared=True)

    def infer(self, source: str, target: str, said: str, at: Place, reference: Reference) -> None:
        """Add a link read from a value that names another part."""
        self._link(source, target, said, at, self._kind(source, target), _label(reference), declared=False)

    def _link(
        self, source: str, target: str, said: str, at: Place, kind: str, label: str, *, declared: bool
    ) -> None:
        if source == target:
            return
        link = self.links.setdefault((source, target), _Link())
        link.declared = link.declared or declared
        if not link.kind or (link.kind == "depends" and kind != "depends"):
            link.kind = kind
        if label and label not in link.label:
            link.label.append(label)
        link.said[f"{said} ({_where(at)})"] = None

    def _kind(self, source: str, target: str) -> str:
        roles = [self._role(id) for id in (source, target)]
        if roles[1] in _MESSAGES:
            return "event"
        if roles[1] in _FILES:
            return "data"
        watches = roles[0] in ("monitoring", "logging", "tracing")
        if watches or (roles[1] in _TELEMETRY and roles[0] not in _READERS):
            return "telemetry"
        return "request"

    def _role(self, id: str) -> str:
        part = self.parts.get(id)
        return (part.role or catalog.role_of(part.technology)) if part else ""

    def open_to(self, id: str, said: str, at: Place, label: str) -> None:
        """Say that the outside world reaches a part."""
        if not self.outside:
            self.outside = "users" if "users" not in self.parts else "outside"
            part = ImportedPart(self.outside, technology=catalog.resolve("users"), label="Users", role="user")
            self.parts = {self.outside: part, **self.parts}
        self.declare(self.outside, id, said, at, kind="request", label=label)

    def foreign(self, source: str, reference: Reference, said: str, at: Place) -> None:
        """Report a host that is no part of this, and draw it where that is wanted."""
        host = reference.host
        self.report.host(host, f"{source}, {said} ({at.short})")
        if not self.external:
            return
        id = usable_id(host)
        if id not in self.parts:
            technology = catalog.resolve(_SCHEMES.get(reference.scheme, "internet"))
            self.add(id, technology=technology, label=host, status="external")
        if self.parts[id].status == "external":
            self.infer(source, id, said, at, reference)

    def architecture(self, name: str, **fields: Any) -> Architecture:
        """Return what was gathered; parts keep the order they were found in."""
        edges = [self._edge(ends, link) for ends, link in self.links.items()]
        self.report.edges = {edge.id: list(self.links[edge.source, edge.target].said) for edge in edges}
        used = self._used_boxes()
        return Architecture(
            name=name,
            nodes={id: part.node() for id, part in self.parts.items()},
            clusters={id: box for id, box in self.boxes.items() if id in used},
            edges={edge.id: edge for edge in edges},
            styles=_STYLES if any(_INFERRED in edge.tags for edge in edges) else {},
            deployed={part.id: part.facts for part in self.parts.values() if part.facts},
            **fields,
        )

    def _edge(self, ends: tuple[str, str], link: _Link) -> EdgeData:
        style = "solid" if EDGE_KINDS[link.kind].dash else ""
        labels = link.label[:_MOST_LABELS] + (["…"] if len(link.label) > _MOST_LABELS else [])
        said = [*link.said]
        more = [f"and {len(said) - _MOST_SAID} more"] if len(said) > _MOST_SAID else []
        return EdgeData(
            source=ends[0],
            target=ends[1],
            label=", ".join(labels),
            kind=link.kind,
            description=("" if link.declared else "read from ") + "; ".join(said[:_MOST_SAID] + more),
            style=style if link.declared else "dashed",
            tags=() if link.declared else (_INFERRED,),
        )

    def _used_boxes(self) -> set[str]:
        used: set[str] = set()
        level: Iterable[str] = [part.cluster for part in self.parts.values()]
        while inner := {id for id in level if id} - used:
            used |= inner
            level = [self.boxes[id].cluster for id in inner]
        return used


def files_of(sources: Sequence[Source]) -> str:
    """Return what sources are called in a document: no path of one machine, and not all of many."""
    names = [Path(one.name).name if Path(one.name).is_absolute() else one.name for one in sources]
    shown = ", ".join("stdin" if name == "-" else name for name in names[:_MOST_SAID])
    more = len(names) - _MOST_SAID
    return f"{shown} and {more} more" if more > 0 else shown


def usable_id(name: str) -> str:
    """Return a name as an id.

    >>> usable_id("web"), usable_id("my service!")
    ('web', 'my-service')
    """
    return name if is_id(name) else slug(name) or "part"


def _where(at: Place) -> str:
    """Return a place as a document keeps it: no path of one machine."""
    file = Path(at.file)
    return f"{file.name if file.is_absolute() else at.file}:{at.line}"


def _label(reference: Reference) -> str:
    """Return what an edge says of a reference: scheme and port.

    >>> _label(Reference("db", "3306", "mysql")), _label(Reference("redis", "6379")), _label(Reference("x"))
    ('mysql :3306', ':6379', '')
    """
    scheme = reference.scheme.upper() if reference.scheme in ("http", "https") else reference.scheme
    scheme = "" if reference.scheme in _SCHEMES else scheme
    port = f":{reference.port}" if reference.port else ""
    return f"{scheme} {port}".strip()
