"""Find the workloads that Services select by labels."""

from __future__ import annotations

from mlarch.importers.kubernetes.kinds import SERVICE
from mlarch.importers.kubernetes.objects import KubernetesObject, ObjectKey
from mlarch.importers.kubernetes.pods import PodTemplate
from mlarch.importers.kubernetes.values import as_map

__all__ = ["Selectors"]


class Selectors:
    """An index of workloads by namespace and label."""

    def __init__(self, pods: dict[ObjectKey, PodTemplate]) -> None:
        self._pods = pods
        self._by_label: dict[tuple[str, str, str], list[ObjectKey]] = {}
        for key, pod in pods.items():
            for label in pod.labels.items():
                self._by_label.setdefault((key.namespace, *label), []).append(key)

    def selected(self, service: KubernetesObject) -> list[ObjectKey]:
        """Return the workloads that have all labels of the selector of a Service."""
        selector = as_map(service.spec.get("selector"), service.at)
        labels = {str(key): str(value) for key, value in selector.items()}
        if not labels:
            return []
        groups = [self._by_label.get((service.namespace, *label), []) for label in labels.items()]
        return [key for key in min(groups, key=len) if labels.items() <= self._pods[key].labels.items()]

    def workload_of(self, service: KubernetesObject) -> ObjectKey | None:
        """Return the workload that a Service selects and shares its name with."""
        if service.kind != SERVICE:
            return None
        return next((key for key in self.selected(service) if key.name == service.name), None)
