"""Hold the state of an import of Kubernetes objects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mlarch import catalog
from mlarch.documents.yaml_stream import Place
from mlarch.importers.draft import ImportDraft, usable_id
from mlarch.importers.imported_part import ImportedPart
from mlarch.importers.kubernetes.kinds import HIDDEN, KNOWN, ROUTES
from mlarch.importers.kubernetes.objects import KubernetesObject, ObjectKey
from mlarch.importers.kubernetes.pods import PodTemplate
from mlarch.importers.kubernetes.values import dig, maps_in, texts_in
from mlarch.importers.references import Reference
from mlarch.importers.report import ImportReport

__all__ = ["KubernetesImport"]

_REPLICA = re.compile(r".+-\d+")


@dataclass
class KubernetesImport:
    """The objects and the draft of their architecture.

    `ids` maps objects to parts, `hosts` namespaces and host names to parts. `pods` has the pod
    template of each workload. `namespace_of` maps parts to the cluster of their namespace.
    """

    objects: list[KubernetesObject]
    draft: ImportDraft
    raw: bool = False
    ids: dict[ObjectKey, str] = field(default_factory=dict)
    hosts: dict[tuple[str, str], str] = field(default_factory=dict)
    pods: dict[ObjectKey, PodTemplate] = field(default_factory=dict)
    namespace_of: dict[str, str] = field(default_factory=dict)
    namespaces: dict[str, str] = field(default_factory=dict)

    @property
    def report(self) -> ImportReport:
        return self.draft.report

    def of_kind(self, *kinds: str) -> Iterator[KubernetesObject]:
        return (object for object in self.objects if object.kind in kinds)

    def is_unknown(self, object: KubernetesObject) -> bool:
        return object.kind not in KNOWN

    def is_drawn(self, object: KubernetesObject) -> bool:
        """Whether an object has a part of its own or shares one."""
        if self.raw:
            return True
        if object.kind in ROUTES:
            return not self.gateways_of(object)
        return object.kind not in HIDDEN

    def gateways_of(self, route: KubernetesObject) -> list[ObjectKey]:
        """Return the Gateways in the files that a route belongs to."""
        if route.kind not in ROUTES:
            return []
        names = [dig(parent, "name") for parent in maps_in(route.spec.get("parentRefs"))]
        names += [str(name).rpartition("/")[2] for name in texts_in(route.spec.get("gateways"))]
        return [gateway.key for gateway in self.of_kind("Gateway") if gateway.name in names]

    def add_part(
        self, object: KubernetesObject, id: str = "", *, technology: str = "", role: str = ""
    ) -> ImportedPart:
        """Add a part for an object in its namespace, under another id if given."""
        object_id = self.ids.get(object.key, id)
        return self.draft.add_part(
            id or object_id,
            technology=catalog.resolve(technology) if technology else "",
            role=role,
            cluster=self.namespace_of.get(object_id, "") or self.add_namespace(object.namespace),
        )

    def add_namespace(self, namespace: str) -> str:
        """Add the cluster of a namespace once and return its id, '' for `default`."""
        if namespace and namespace not in self.namespaces:
            id = usable_id(namespace)
            if id in {usable_id(key.name) for key in self.ids}:
                id = f"{id}-namespace"
            self.namespaces[namespace] = id
            if id not in self.draft.clusters:
                technology = catalog.resolve("namespace")
                self.draft.add_cluster(
                    id, label=namespace, kind="group", technology=technology, description="namespace"
                )
        return self.namespaces.get(namespace, "")

    def find_host(self, host: str, namespace: str) -> str | None:
        """Return the part that a host name refers to in a namespace, or None.

        Names are `service`, `service.namespace`, `service.namespace.svc...` and, of a StatefulSet,
        `replica-0.service`.
        """
        first, *rest = host.lower().rstrip(".").split(".")
        if not rest:
            return self.hosts.get((namespace, first))
        if _REPLICA.fullmatch(first) and (namespace, rest[0]) in self.hosts:
            return self.hosts[namespace, rest[0]]
        if len(rest) > 1 and rest[1] != "svc":
            return None
        if rest[0] != "svc":
            namespace = "" if rest[0] == "default" else rest[0]
        return self.hosts.get((namespace, first))

    def refer(self, source: str, namespace: str, reference: Reference, evidence: str, at: Place) -> None:
        """Link a part to the host that a value names, or report the host."""
        target = self.find_host(reference.host, namespace)
        if target is not None:
            self.draft.infer(source, target, evidence, at, reference)
        elif reference.sure:
            self.draft.refer_outside(source, reference, evidence, at)
