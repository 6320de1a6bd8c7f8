"""Turn Kubernetes objects into an architecture and a report."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from mlarch.documents.yaml_stream import Map
from mlarch.errors import DocumentError
from mlarch.importers.draft import ImportDraft, Imported
from mlarch.importers.kubernetes.autoscaling import add_autoscalers
from mlarch.importers.kubernetes.identity import assign_ids
from mlarch.importers.kubernetes.kinds import POD_TEMPLATES
from mlarch.importers.kubernetes.links import link_unknown_objects, link_workloads
from mlarch.importers.kubernetes.objects import KubernetesObject
from mlarch.importers.kubernetes.parsing import parse_objects
from mlarch.importers.kubernetes.parts import add_parts
from mlarch.importers.kubernetes.pods import PodTemplate
from mlarch.importers.kubernetes.routing import add_entries
from mlarch.importers.kubernetes.selectors import Selectors
from mlarch.importers.kubernetes.services import expose_ports, link_services
from mlarch.importers.kubernetes.serving import add_serving
from mlarch.importers.kubernetes.state import KubernetesImport
from mlarch.importers.kubernetes.values import as_map, dig
from mlarch.importers.report import ImportReport
from mlarch.importers.sources import Source
from mlarch.model import slug

__all__ = ["run"]


def run(sources: list[Source], *, name: str, raw: bool, external: bool) -> Imported:
    """Return the architecture and the report; see `from_kubernetes`."""
    report = ImportReport()
    objects = parse_objects(sources, report)
    state = KubernetesImport(objects, ImportDraft(report, external), raw)
    _read_pods(state)
    selectors = Selectors(state.pods)
    assign_ids(state, selectors)
    add_parts(state, selectors)
    add_serving(state)
    link_services(state, selectors)
    link_workloads(state)
    add_entries(state)
    add_autoscalers(state)
    link_unknown_objects(state)
    expose_ports(state)
    if not state.draft.parts:
        raise DocumentError(f"{sources[0].name}: nothing to draw in it: {_count_kinds(objects)}")
    summary = f"{len(objects)} Kubernetes object{'s' * (len(objects) != 1)}."
    return state.draft.finish(slug(name) or _default_name(sources), sources, summary)


def _read_pods(state: KubernetesImport) -> None:
    """Read the pod template of each workload, with the ConfigMaps of its namespace."""
    maps: dict[str, dict[str, Map]] = {}
    for object in state.of_kind("ConfigMap"):
        maps.setdefault(object.namespace, {})[object.name] = as_map(object.body.get("data"), object.at)
    for workload in state.of_kind(*POD_TEMPLATES):
        template = dig(workload.body, *POD_TEMPLATES[workload.kind])
        configuration = maps.get(workload.namespace, {}).get
        state.pods[workload.key] = PodTemplate(template, workload.at, configuration)


def _count_kinds(objects: list[KubernetesObject]) -> str:
    kinds = Counter(object.kind for object in objects)
    return ", ".join(f"{count} {kind}" for kind, count in kinds.items()) or "no object"


def _default_name(sources: list[Source]) -> str:
    """Return the name of the one file, or of the folder of several."""
    first = sources[0]
    one_file = len(sources) == 1 and first.name != "-"
    return slug(Path(first.name).stem if one_file else first.folder.resolve().name) or "kubernetes"
