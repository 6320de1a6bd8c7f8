"""Overlays of the zoo, of files that extend each other, and as mappings in Python."""

from __future__ import annotations

import datetime
from collections import OrderedDict
from functools import cache
from typing import Any

import yaml
from hypothesis import strategies as st

from fuzz.case import Case, drawn
from fuzz.doors.documents import KEYS
from fuzz.markup import examine
from fuzz.scene import ROOT
from fuzz.strange import PATHS, WORDS, broken, edited, texts, values, written
from mlarch import get
from mlarch.project import loading

__all__ = ["CASES", "enter"]

OVERLAYS = (
    "extends: base.yaml\nnodes:\n  n1: null\n  x: {technology: acme.Hub, icon: icons/a.svg, tags: [a]}\n"
    "edges:\n  x -> n2: hello\nstyles: {a: {color: red}}\nview: {depth: 1, hide: [n3]}\nprovider: aws\n",
    "extends: gcp-scaling/9-offline-inference\nprovider: azure\nparameters: {regions: 2}\nedges: {}\n",
    "extends: a.yaml\nclusters: {c0: null, new: {label: New, cluster: c1}}\nnodes: {n0: {cluster: new}}\n",
)
_BASES = st.sampled_from((*PATHS, "flask-serving/2-nginx", "gcp-scaling", "zoo:unet", "it", "web", *WORDS))


@cache
def _originals() -> tuple[str, ...]:
    texts = (path.read_text("utf-8") for path in sorted((ROOT / "architectures").rglob("*.yaml")))
    return (*OVERLAYS, *(text for text in texts if text.startswith("extends:") or "\nextends:" in text))


@cache
def _values() -> tuple[Any, ...]:
    return tuple(yaml.safe_load(text) for text in _originals())


def _over(value: Any, base: Any) -> Any:
    return {**value, "extends": base} if isinstance(value, dict) and base is not None else value


_written = st.one_of(
    st.deferred(lambda: broken(_originals())),
    st.deferred(lambda: st.builds(_over, edited(_values(), keys=KEYS), st.none() | _BASES | texts)).map(
        written
    ),
    st.builds(_over, values(KEYS), _BASES).map(written),
    _BASES.map(lambda base: written({"extends": base, "nodes": {"x": {"icon": base}}})),
)
# Values that Python has and YAML has not.
_ODD = st.sampled_from(
    (b"bytes", datetime.date(2024, 1, 1), {"set"}, ("a", "b"), object, 1j, range(3), OrderedDict(a=1), print)
)
_mapping = st.dictionaries(
    st.sampled_from(KEYS) | st.none() | st.integers() | st.just(b"nodes"),
    values(KEYS, leaves=6)
    | _ODD
    | st.dictionaries(st.sampled_from(("proxy", "x")), _ODD | values(KEYS, leaves=4)),
    max_size=4,
)
_files = st.builds(
    lambda one, two, format: Case({"it.yaml": one, "a.yaml": two}, None, format), _written, _written, drawn
)
CASES = _files | st.builds(lambda arguments, format: Case({}, arguments, format), _mapping, drawn)


def enter(case: Case) -> None:
    """Load a file that extends others, or overlay an entry with a mapping, and draw it."""
    arch = (
        loading.load("it.yaml")
        if case.arguments is None
        else get("flask-serving/2-nginx").overlay(case.arguments)
    )
    if case.format:
        examine(arch, case.format)
