"""Gather parts and links until they are an architecture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mlarch import catalog
from mlarch.documents.yaml_stream import Place
from mlarch.importers.imported_link import (
    INFERRED,
    STORE_OF_SCHEME,
    ImportedLink,
    inferred_kind,
    reference_label,
)
from mlarch.importers.imported_part import ImportedPart
from mlarch.importers.references import Reference
from mlarch.importers.report import ImportReport
from mlarch.importers.sources import Source, document_names
from mlarch.model import Architecture, ClusterData, TagStyle, default_label, is_id, slug
from mlarch.model.edge_kinds import EdgeKind

__all__ = ["ImportDraft", "Imported", "usable_id"]

_STYLES = {INFERRED: TagStyle(style="dashed", legend="read from a setting")}


class Imported(NamedTuple):
    """The result of an import: the architecture and the report."""

    architecture: Architecture
    report: ImportReport


@dataclass
class ImportDraft:
    """The parts, clusters and links gathered so far.

    `external` adds a node for each host outside the files. `users` is the id of the node for the
    outside world, '' until something is exposed to it.
    """

    report: ImportReport
    external: bool = False
    parts: dict[str, ImportedPart] = field(default_factory=dict)
    clusters: dict[str, ClusterData] = field(default_factory=dict)
    links: dict[tuple[str, str], ImportedLink] = field(default_factory=dict)
    users: str = ""

    def add_part(self, id: str, **fields: Any) -> ImportedPart:
        part = self.parts[id] = ImportedPart(id, **fields)
        return part

    def add_cluster(self, id: str, label: str = "", **fields: Any) -> str:
        """Add a cluster and return its id, with its kind appended if a part has that id."""
        if id in self.parts:
            id = f"{id}-{fields.get('kind', 'group')}"
        self.clusters[id] = ClusterData(id=id, label=label or default_label(id), **fields)
        return id

    def declare(
        self,
        source: str,
        target: str,
        evidence: str,
        at: Place,
        *,
        kind: EdgeKind = "depends",
        label: str = "",
    ) -> None:
        """Add a link that the format itself states."""
        self._link(source, target, evidence, at, kind=kind, label=label, declared=True)

    def infer(self, source: str, target: str, evidence: str, at: Place, reference: Reference) -> None:
        """Add a link read from a value that names another part."""
        kind = inferred_kind(self._role(source), self._role(target))
        label = reference_label(reference)
        self._link(source, target, evidence, at, kind=kind, label=label, declared=False)

    def expose(self, id: str, evidence: str, at: Place, label: str) -> None:
        """Add a link from the outside world to a part."""
        if not self.users:
            self.users = "users" if "users" not in self.parts else "outside"
            technology = catalog.resolve("users")
            part = ImportedPart(self.users, technology=technology, label="Users", role="user")
            self.parts = {self.users: part, **self.parts}
        self.declare(self.users, id, evidence, at, kind="request", label=label)

    def refer_outside(self, source: str, reference: Reference, evidence: str, at: Place) -> None:
        """Report a host outside the files, and draw it if `external`."""
        host = reference.host
        self.report.unknown_host(host, f"{source}, {evidence} ({at.short})")
        if not self.external:
            return
        id = usable_id(host)
        if id in self.clusters:
            id = f"{id}-external"
        if id not in self.parts:
            technology = catalog.resolve(STORE_OF_SCHEME.get(reference.scheme, "internet"))
            self.add_part(id, technology=technology, label=host, status="external")
        if self.parts[id].status == "external":
            self.infer(source, id, evidence, at, reference)

    def finish(self, name: str, sources: Sequence[Source], summary: str) -> Imported:
        """Return the architecture and the report; parts keep their order."""
        edges = {edge.id: edge for edge in (link.edge() for link in self.links.values())}
        for edge in edges.values():
            self.report.edges[edge.id] = [*self.links[edge.source, edge.target].evidence]
        used = self._used_clusters()
        arch = Architecture(
            name=name,
            title=default_label(name),
            summary=summary,
            evidence=f"Read from {document_names(sources)}.",
            nodes={id: part.node() for id, part in self.parts.items()},
            clusters={id: cluster for id, cluster in self.clusters.items() if id in used},
            edges=edges,
            styles=_STYLES if any(INFERRED in edge.tags for edge in edges.values()) else {},
            deployed={part.id: part.facts for part in self.parts.values() if part.facts},
        )
        return Imported(arch, self.report)

    def _link(self, source: str, target: str, evidence: str, at: Place, **properties: Any) -> None:
        if source != target:
            link = self.links.setdefault((source, target), ImportedLink(source, target))
            link.add(evidence, at, **properties)

    def _role(self, id: str) -> str:
        part = self.parts.get(id)
        return part.effective_role if part else ""

    def _used_clusters(self) -> set[str]:
        used: set[str] = set()
        level: Iterable[str] = [part.cluster for part in self.parts.values()]
        while inner := {id for id in level if id} - used:
            used |= inner
            level = [self.clusters[id].cluster for id in inner]
        return used


def usable_id(name: str) -> str:
    """Return a name as an id.

    >>> usable_id("web"), usable_id("my service!")
    ('web', 'my-service')
    """
    return name if is_id(name) else slug(name) or "part"
