"""Decisions: trees of questions, their products and their drawings."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml
from hypothesis import strategies as st

from fuzz.case import Case, drawn
from fuzz.markup import examine
from fuzz.scene import ROOT
from fuzz.strange import broken, edited, texts, values, written
from mlarch.catalog.providers import PROVIDERS
from mlarch.errors import MlarchError
from mlarch.project import loading

__all__ = ["CASES", "enter"]

KEYS = (
    *("questions", "leaves", "text", "topic", "extension", "answers", "to", "note", "label", "reason"),
    *("technology", "checked", "entry", "runner_up", "products", "name", "status", "extends", "source"),
)
SMALL = """\
title: Which
questions:
  a: {text: A, topic: t, answers: {"yes": x, "no": {to: b, note: because}}}
  b: {text: B, extension: true, answers: {"yes": x, "no": y}}
leaves:
  x: {label: X, reason: r, technology: redis, products: {aws: [A], gcp: [{name: M, status: renamed}]}}
  y: {label: Y, reason: r, entry: flask-serving/2-nginx, runner_up: x}
"""


@cache
def _originals() -> tuple[str, ...]:
    texts = (path.read_text("utf-8") for path in sorted((ROOT / "architectures").glob("*.yaml")))
    return (SMALL, SMALL, SMALL, *(text for text in texts if "questions:" in text or "sql" in text))


@cache
def _values() -> tuple[Any, ...]:
    return tuple(yaml.safe_load(text) for text in _originals())


def _labelled(one: str, two: str) -> bytes:
    """Return a valid decision with two texts in it."""
    value = yaml.safe_load(SMALL)
    value["questions"]["a"]["text"], value["leaves"]["x"]["label"] = one, two
    return written(value)


_text = st.one_of(
    st.builds(_labelled, texts, texts),
    st.deferred(lambda: broken(_originals())),
    st.deferred(lambda: edited(_values(), keys=KEYS)).map(written),
    st.builds(lambda value: {"questions": value, "leaves": value}, values(KEYS)).map(written),
)
CASES = st.builds(
    lambda data, arguments, format: Case({"it.yaml": data}, arguments, format),
    _text,
    st.sampled_from([*PROVIDERS]) | texts,
    drawn,
)


def enter(case: Case) -> None:
    """Read a decision, and draw it with the products of a provider."""
    loading.decision("it.yaml")
    try:
        arch = loading.load("it.yaml", parameters={"products": case.arguments})
    except MlarchError:
        arch = loading.load("it.yaml")
    if case.format:
        examine(arch, case.format)
