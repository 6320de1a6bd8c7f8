"""YAML and JSON documents: damaged and edited good ones, and values of every kind."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import yaml
from hypothesis import strategies as st

from architectures import random_architecture
from fuzz.case import Case, drawn
from fuzz.markup import examine
from fuzz.scene import ROOT
from fuzz.strange import PATHS, broken, edited, values, written
from mlarch import get
from mlarch.documents.keys import CLUSTER, EDGE, NODE, TOP
from mlarch.project import loading

__all__ = ["CASES", "KEYS", "enter", "originals"]

KEYS = tuple(dict.fromkeys(key.name for key in (*TOP, *NODE, *CLUSTER, *EDGE)))
TOKENS = (
    *(f"\n{key.name}: " for key in TOP),
    *(f"icon: {path!r}\n" for path in PATHS if path.isprintable()),
    *("technology: acme.Hub", "link: javascript:alert(1)", "link: //example.com", "replicas: 99999999999999"),
    *("view: {focus: n1, hops: 3}", "flows: {f: [n1, n2]}", "styles: {a: {color: 'red;}*{x'}}", "n1: null\n"),
)


@cache
def originals() -> tuple[str, ...]:
    """Return documents of every kind: those of this repository, random ones, and a whole entry."""
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "architectures").rglob("*.yaml"))]
    some = [random_architecture(seed, nodes=8, edges=12).to_yaml() for seed in range(4)]
    return (
        *(text for text in texts if "questions:" not in text),
        *some,
        get("gcp-scaling/6-cache").to_yaml(),
    )


@cache
def _values() -> tuple[Any, ...]:
    return tuple(yaml.safe_load(text) for text in originals())


_edited = st.deferred(lambda: edited(_values(), keys=KEYS))
_yaml = st.one_of(
    st.deferred(lambda: broken(originals())),
    st.deferred(lambda: broken(originals(), tokens=TOKENS)),
    _edited.map(written),
    values(KEYS).map(written),
    st.binary(max_size=80),
)
_json = st.one_of(
    _edited.map(lambda value: written(value, as_json=True)),
    st.deferred(lambda: broken([json.dumps(value, indent=1, default=str) for value in _values()])),
)
CASES = st.builds(
    lambda data, format: Case({data[0]: data[1]}, data[0], format),
    st.tuples(st.just("it.yaml"), _yaml)
    | st.tuples(st.just("architectures/it.yaml"), _yaml)
    | st.tuples(st.just("it.json"), _json),
    drawn,
)


def enter(case: Case) -> None:
    """Load a document; a valid one loads back equal, and its pictures have no foreign markup."""
    arch = loading.load(case.arguments)
    if len(arch.nodes) < 500:
        assert loading.from_yaml(arch.to_yaml(), name=arch.name) == arch
    if case.format:
        examine(arch, case.format)
