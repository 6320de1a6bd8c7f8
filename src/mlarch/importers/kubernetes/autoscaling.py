"""Add the limits of autoscalers to the parts of their workloads."""

from __future__ import annotations

from mlarch.importers.kubernetes.kinds import AUTOSCALERS
from mlarch.importers.kubernetes.objects import KubernetesObject, ObjectKey
from mlarch.importers.kubernetes.state import KubernetesImport
from mlarch.importers.kubernetes.values import dig

__all__ = ["add_autoscalers"]


def add_autoscalers(state: KubernetesImport) -> None:
    for autoscaler in state.of_kind(*AUTOSCALERS):
        _add_autoscaler(state, autoscaler)


def _add_autoscaler(state: KubernetesImport, autoscaler: KubernetesObject) -> None:
    spec = autoscaler.spec
    name = dig(spec, "scaleTargetRef", "name")
    kind = str(dig(spec, "scaleTargetRef", "kind") or "Deployment")
    id = state.ids.get(ObjectKey(kind, autoscaler.namespace, str(name)))
    if id is None:
        message = f"{autoscaler} scales {kind} '{name}', which is not in these files"
        state.report.not_understood(autoscaler.at, message)
        return
    # Defaults: 1 of HorizontalPodAutoscaler, 100 of KEDA.
    low = spec.get("minReplicas") or spec.get("minReplicaCount") or "1"
    high = spec.get("maxReplicas") or spec.get("maxReplicaCount") or "100"
    part = state.draft.parts[id]
    part.autoscale(low, high)
    part.facts["scales"] = f"{low} to {high}"
