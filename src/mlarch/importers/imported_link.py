"""Hold an edge and its evidence while an import gathers it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from mlarch.documents.yaml_stream import Place
from mlarch.importers.references import Reference
from mlarch.importers.sources import document_name
from mlarch.model import EdgeData
from mlarch.model.edge_kinds import EDGE_KINDS, EdgeKind

__all__ = ["INFERRED", "STORE_OF_SCHEME", "ImportedLink", "inferred_kind", "reference_label"]

INFERRED = "inferred"
"""The tag of an edge that no file declares."""

# URL schemes that name a store, and its technology.
STORE_OF_SCHEME = {
    "gs": "cloud-storage",
    "s3": "s3",
    "hf": "hugging-face",
    "abfs": "blob-storage",
    "wasb": "blob-storage",
}

_MAX_EVIDENCE = 4
_MAX_LABELS = 2

_TELEMETRY = ("monitoring", "logging", "tracing", "error-reporting")
_COLLECTORS = ("monitoring", "logging", "tracing")
_TELEMETRY_READERS = ("dashboard", "alerting", *_TELEMETRY)
_MESSAGING = ("queue", "stream", "event-bus")
_STORAGE = ("object-store", "model-store", "block-store", "file-store", "dataset", "model-registry")


@dataclass
class ImportedLink:
    """An edge in the making; `declared` if the format states it, not only a setting."""

    source: str
    target: str
    declared: bool = False
    kind: EdgeKind | Literal[""] = ""
    labels: list[str] = field(default_factory=list)
    evidence: dict[str, None] = field(default_factory=dict)

    def add(self, evidence: str, at: Place, *, kind: EdgeKind, label: str, declared: bool) -> None:
        """Add evidence, and set the kind unless it is more specific than `depends`."""
        self.declared = self.declared or declared
        if self.kind in ("", "depends"):
            self.kind = kind
        if label and label not in self.labels:
            self.labels.append(label)
        self.evidence[f"{evidence} ({document_name(at.file)}:{at.line})"] = None

    def edge(self) -> EdgeData:
        solid: Literal["solid", ""] = "solid" if EDGE_KINDS[self.kind].dash else ""
        more_labels = ["…"] if len(self.labels) > _MAX_LABELS else []
        return EdgeData(
            source=self.source,
            target=self.target,
            label=", ".join(self.labels[:_MAX_LABELS] + more_labels),
            kind=self.kind or "depends",
            description=self._description(),
            style=solid if self.declared else "dashed",
            tags=() if self.declared else (INFERRED,),
        )

    def _description(self) -> str:
        evidence = [*self.evidence]
        others = len(evidence) - _MAX_EVIDENCE
        more = [f"and {others} more"] if others > 0 else []
        return ("" if self.declared else "read from ") + "; ".join(evidence[:_MAX_EVIDENCE] + more)


def inferred_kind(source_role: str, target_role: str) -> EdgeKind:
    """Return the kind of an edge between parts of these roles.

    >>> inferred_kind("worker", "queue"), inferred_kind("app", "tracing"), inferred_kind("app", "cache")
    ('event', 'telemetry', 'request')
    """
    if target_role in _MESSAGING:
        return "event"
    if target_role in _STORAGE:
        return "data"
    sends_telemetry = target_role in _TELEMETRY and source_role not in _TELEMETRY_READERS
    return "telemetry" if sends_telemetry or source_role in _COLLECTORS else "request"


def reference_label(reference: Reference) -> str:
    """Return the label of an edge from scheme and port.

    >>> reference_label(Reference("db", "3306", "mysql")), reference_label(Reference("redis", "6379"))
    ('mysql :3306', ':6379')
    """
    scheme = reference.scheme.upper() if reference.scheme in ("http", "https") else reference.scheme
    scheme = "" if reference.scheme in STORE_OF_SCHEME else scheme
    port = f":{reference.port}" if reference.port else ""
    return f"{scheme} {port}".strip()
