"""Kubernetes manifests: several objects in a file, lists, JSON, templates, folders."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml
from hypothesis import strategies as st

from fuzz.case import Case, drawn
from fuzz.doors.compose import follow, others
from fuzz.scene import ROOT
from fuzz.strange import TAGS, broken, edited, texts, values, written
from mlarch import importers

__all__ = ["CASES", "enter"]

KEYS = (
    *(
        "apiVersion",
        "kind",
        "metadata",
        "name",
        "namespace",
        "labels",
        "annotations",
        "spec",
        "selector",
        "matchLabels",
    ),
    *(
        "template",
        "containers",
        "initContainers",
        "image",
        "args",
        "command",
        "env",
        "value",
        "valueFrom",
        "ports",
    ),
    *(
        "containerPort",
        "targetPort",
        "rules",
        "http",
        "paths",
        "backend",
        "service",
        "port",
        "replicas",
        "items",
        "data",
    ),
    *(
        "volumes",
        "volumeMounts",
        "configMap",
        "predictor",
        "model",
        "storageUri",
        "scaleTargetRef",
        "minReplicas",
    ),
)
KINDS = (
    *(
        "Deployment",
        "Service",
        "Ingress",
        "StatefulSet",
        "DaemonSet",
        "Job",
        "CronJob",
        "ConfigMap",
        "Secret",
        "Pod",
    ),
    *(
        "HorizontalPodAutoscaler",
        "NetworkPolicy",
        "InferenceService",
        "List",
        "Kustomization",
        "Gateway",
        "HTTPRoute",
    ),
    *(
        "PersistentVolumeClaim",
        "CustomResourceDefinition",
        "ScaledObject",
        "ReplicaSet",
        "ServiceAccount",
        "x",
        "",
    ),
)
TOKENS = (
    *(f"kind: {kind}\n" for kind in KINDS),
    *(
        "---\n",
        "---\n---\n",
        "kind: [Pod]\n",
        "kind: {a: b}\n",
        "items: [null, 3, []]\n",
        "spec: null\n",
        "metadata: 3\n",
    ),
    *(
        "replicas: 1e400\n",
        "replicas: -1\n",
        "replicas: '3'\n",
        "port: 99999999999\n",
        "name: null\n",
        "name: [a]\n",
    ),
    *("selector: {app: 3}\n", "labels: [a]\n", "env: {A: b}\n", "env: [3, {name: 4}]\n", "value: $(A)$(B)\n"),
    *("{{- range .Values.x }}\n", "{{ include }}\n", "$(X)" * 300, *TAGS),
)


@cache
def _originals() -> tuple[str, ...]:
    folder = ROOT / "tests/files/kubernetes"
    files = sorted(path for path in folder.rglob("*.yaml") if path.stat().st_size < 40_000)
    return (*(path.read_text("utf-8") for path in files), *others("kubernetes"))


@cache
def _values() -> tuple[Any, ...]:
    found = []
    for text in _originals():
        try:
            found.append([one for one in yaml.safe_load_all(text) if one is not None])
        except yaml.YAMLError:  # an intentionally broken file
            continue
    return tuple(objects for objects in found if objects)


def _stream(value: Any) -> bytes:
    return b"---\n".join(map(written, value)) if isinstance(value, list) else written(value)


_objects = st.lists(
    st.fixed_dictionaries(
        {"apiVersion": st.just("v1"), "kind": st.sampled_from(KINDS)},
        optional={
            "metadata": values(KEYS, leaves=5),
            "spec": values(KEYS, leaves=9),
            "items": values(KEYS, leaves=4),
        },
    ),
    max_size=4,
)
_named = st.lists(texts, max_size=3).map(
    lambda names: [
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": {name: name}},
         "spec": {"containers": [{"name": name, "image": name, "env": [{"name": name, "value": f"http://{name}/"}]}]}}
        for name in names
    ]
)  # fmt: skip
_file = st.one_of(
    st.deferred(lambda: broken(_originals(), tokens=TOKENS)),
    st.deferred(lambda: edited(_values(), keys=KEYS)).map(_stream),
    _objects.map(_stream),
    _named.map(_stream),
)
_paths = st.sampled_from((["it.yaml"], ["it.yaml", "k/two.yaml"], ["k"], ["-"], ["."], ["it.json"]))
CASES = st.builds(
    lambda one, two, paths, format, raw: Case(
        {"it.yaml": one, "it.json": two, "k/two.yaml": two, "k/one.yaml": one}, (paths, raw), format
    ),
    *(_file, _file, _paths, drawn, st.booleans()),
)


def enter(case: Case) -> None:
    """Import files, compare them with an entry, and draw them."""
    paths, raw = case.arguments
    text = case.files["it.yaml"].decode("utf-8", "replace")
    sources = importers.read_sources(paths, "kubernetes", stdin=lambda: text)
    follow(importers.from_kubernetes(sources, raw=raw, external=raw), case)
