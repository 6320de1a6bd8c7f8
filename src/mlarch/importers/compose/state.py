"""Hold the state of an import of a Compose project."""

from __future__ import annotations

from dataclasses import dataclass, field

from mlarch.documents.yaml_stream import Place
from mlarch.importers.compose.project import ComposeProject
from mlarch.importers.draft import ImportDraft
from mlarch.importers.imported_part import ImportedPart
from mlarch.importers.references import Reference
from mlarch.importers.report import ImportReport

__all__ = ["ComposeImport"]


@dataclass
class ComposeImport:
    """A project and the draft of its architecture.

    `ids` maps services to parts, `hosts` the names in lower case that others reach a service by.
    `problems` collects errors that stop the import at its end.
    """

    project: ComposeProject
    draft: ImportDraft
    raw: bool
    problems: list[str] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    hosts: dict[str, str] = field(default_factory=dict)

    @property
    def report(self) -> ImportReport:
        return self.draft.report

    def part(self, service: str) -> ImportedPart:
        return self.draft.parts[self.ids[service]]

    def part_of_host(self, reference: Reference) -> str | None:
        return self.hosts.get(reference.host.lower())

    def free_id(self, id: str, kind: str) -> str:
        return f"{id}-{kind}" if id in self.draft.parts else id

    def refer(self, service: str, reference: Reference, evidence: str, at: Place) -> None:
        """Link a service to the host that one of its settings names."""
        source, target = self.ids[service], self.part_of_host(reference)
        if target is not None:
            self.draft.infer(source, target, evidence, at, reference)
        elif reference.sure:
            self.draft.refer_outside(source, reference, evidence, at)
