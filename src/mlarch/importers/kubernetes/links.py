"""Add the links of workloads: to hosts in their settings, and to volume claims."""

from __future__ import annotations

from mlarch.importers.kubernetes.kinds import CLAIM
from mlarch.importers.kubernetes.objects import ObjectKey
from mlarch.importers.kubernetes.pod_references import pod_references
from mlarch.importers.kubernetes.pods import PodTemplate
from mlarch.importers.kubernetes.state import KubernetesImport
from mlarch.importers.kubernetes.values import texts_below
from mlarch.importers.references import in_setting

__all__ = ["add_pod_references", "link_unknown_objects", "link_workloads"]


def link_workloads(state: KubernetesImport) -> None:
    for key, pod in state.pods.items():
        add_pod_references(state, state.ids[key], key.namespace, pod)
        _link_claims(state, key, pod)


def link_unknown_objects(state: KubernetesImport) -> None:
    """Link objects of unknown kinds to the parts that their settings name."""
    for object in state.objects:
        if state.is_unknown(object):
            for key, text in texts_below(object.spec):
                for reference in in_setting(key, text):
                    target = state.find_host(reference.host, object.namespace)
                    if target not in (None, state.ids[object.key]):
                        state.refer(state.ids[object.key], object.namespace, reference, key, text.at)


def add_pod_references(state: KubernetesImport, source: str, namespace: str, pod: PodTemplate) -> None:
    """Link a part to the hosts that its pod names."""
    for item in pod_references(pod):
        is_known = state.find_host(item.reference.host, namespace) is not None
        if is_known or not item.known_only:
            state.refer(source, namespace, item.reference, item.evidence, item.at)


def _link_claims(state: KubernetesImport, key: ObjectKey, pod: PodTemplate) -> None:
    for claim, at in pod.claims():
        target = state.ids.get(ObjectKey(CLAIM, key.namespace, claim))
        if target is not None:
            state.draft.declare(state.ids[key], target, "volume", at, kind="data")
        else:
            state.report.not_understood(at, f"claim '{claim}' of {key.name} is not in these files")
