"""Hold a node while an import gathers it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mlarch import catalog
from mlarch.model import Node, default_label
from mlarch.model.vocabulary import Status

__all__ = ["ImportedPart"]

# Technologies that say nothing more than the node itself.
_PLAIN = ("Container", "Application", "Deployment", "Service", "Users", "Pod")


@dataclass
class ImportedPart:
    """A node in the making.

    `technology` is a dotted path. `remarks` are joined to the description. `facts` are the deployed
    values (image, ports) that a later import is compared with.
    """

    id: str
    technology: str = ""
    role: str = ""
    label: str = ""
    remarks: list[str] = field(default_factory=list)
    cluster: str = ""
    replicas: int = 1
    status: Status = "existing"
    tags: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def effective_role(self) -> str:
        return self.role or catalog.role_of(self.technology)

    def node(self) -> Node:
        label = self.label or default_label(self.id)
        return Node(
            id=self.id,
            label=label,
            technology=self.technology,
            role=self.effective_role,
            description=", ".join(dict.fromkeys([*self._technology_remark(label), *self.remarks])),
            cluster=self.cluster,
            replicas=self.replicas,
            status=self.status,
            tags=tuple(dict.fromkeys(self.tags)),
        )

    def autoscale(self, low: object, high: object) -> None:
        self.remarks.append(f"scales {low} to {high}")
        self.tags.append("autoscaled")

    def _technology_remark(self, label: str) -> list[str]:
        """Return the name of the technology unless the label has it already."""
        name = catalog.get(self.technology).label if self.technology else ""
        return [name] if name and name not in _PLAIN and name.casefold() not in label.casefold() else []
