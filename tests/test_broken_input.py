"""Broken documents of every sort end in an architecture or a list of errors, soon, and in nothing else.

A small fixed set runs here; `MLARCH_CASES=20000 pytest tests/test_broken_input.py` runs more.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from architectures import random_architecture
from mlarch import document, get
from mlarch.document.starting import starter
from mlarch.errors import MlarchError
from mlarch.model import Architecture

CASES = int(os.environ.get("MLARCH_CASES", "200"))
SECONDS = 5.0  # of this process, for one case
DRAWN = 40  # one in so many of those that are right is drawn

TOKENS = (
    *("null", "~", "{", "}", "[", "]", ":", ": ", "- ", "&a ", "*a", "!x ", "!!int ", "|", ">", '"'),
    *("'", "#", "@", "%", "`", "\n", "\n  ", "\t", "---\n", "...\n", "extends: "),
    *("extends: base.yaml\n", "nodes:", "->", "a -> b: x", "1e999", ".inf", "0x", "\x85", "\u2028"),
    *("\U0001f600", "<<: *a", "? ", "technology: redsi", "cluster: c1", "view: {focus: n1, hops: 3}"),
    *("icon: ../../etc/passwd", "icon: icons/a.svg", "\ufeff", "\x00", "parameters: {x: "),
    *("provider: aws\n", "flows: {f: [n1, n2]}", "link: javascript:x", "replicas: 99999999999"),
    *('color: "#ff"', "direction: LR", "status: planned", "styles: {a: {color: red}}"),
    *("  n1: null\n",),
)
KEYS = (
    *("name", "extends", "title", "nodes", "edges", "clusters", "flows", "styles", "view", "tags"),
    *("direction", "provider", "parameters", "deployed", "lint", "ignore", "notes", "label"),
    *("technology", "cluster", "icon", "replicas", "color", "a", "b", "a -> b", "b -> a [2]", "only"),
    *("focus", "hops", "depth", "x y", "", "\n"),
)
VALUES = (
    *("a", "b", "nginx", "acme.Hub", "base.yaml", "gcp-scaling/6-cache", None, True, 1, -1, 1.5, 1e400),
    *("", "TB", "red", "icons/a.svg", "aws", "\ud800", "\xe9", "a -> b", 10**40, "new"),
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
OVERLAY = """\
extends: base.yaml
nodes:
  n1: null
  x: {technology: acme.Hub, icon: icons/a.svg, tags: [a]}
edges:
  x -> n2: hello
styles: {a: {color: red}}
view: {depth: 1, hide: [n3]}
provider: aws
"""


@pytest.fixture
def originals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return documents to break, in the folder of a project."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "icons").mkdir()
    (tmp_path / "icons" / "a.svg").write_text(SVG)
    (tmp_path / "mlarch.yaml").write_text("technologies: {acme.Hub: {icon: icons/a.svg, role: cache}}\n")
    (tmp_path / "base.yaml").write_text(random_architecture(3).to_yaml())
    cache = get("gcp-scaling/6-cache")
    own = starter(cache, "gcp-scaling/6-cache").replace("\n  # ", "\n  ")
    some = [random_architecture(seed) for seed in range(4)]
    return [*(arch.to_yaml() for arch in some), cache.to_yaml(), own, OVERLAY, some[0].to_json()]


def test_bytes(originals: list[str]) -> None:
    """Any bytes, as YAML and as JSON."""

    def load(chance: random.Random) -> Architecture:
        path = Path(chance.choice(("broken.yaml", "broken.json")))
        path.write_bytes(bytes(chance.randrange(256) for _ in range(chance.randrange(80))))
        return document.load(path)

    assert survive(load, CASES)[1]


def test_broken_documents(originals: list[str]) -> None:
    """Good documents with parts cut out, put in, doubled and mixed up."""

    def load(chance: random.Random) -> Architecture:
        text = broken(chance, chance.choice(originals), originals)
        path = Path("broken.json" if text.startswith("{\n") else "broken.yaml")
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        return document.load(path)

    assert all(survive(load, CASES * 2))


def test_any_values(originals: list[str]) -> None:
    """The keys of documents with values of every sort, whole and over something."""

    def load(chance: random.Random) -> Architecture:
        mapping = value(chance)
        mapping = mapping if isinstance(mapping, dict) else {"nodes": mapping}
        if chance.random() < 0.3:
            mapping["extends"] = chance.choice(("base.yaml", "gcp-scaling/6-cache", 3, None, []))
        if chance.random() < 0.3:
            return get("flask-serving/2-nginx").overlay(mapping)
        return document.from_mapping(mapping, name="broken")

    assert all(survive(load, CASES))


def survive(load: Callable[[random.Random], Architecture], cases: int) -> tuple[int, int]:
    """Load so many and return how many were right and wrong; what is right loads back equal."""
    right = wrong = 0
    for seed in range(cases):
        began = time.process_time()
        try:
            arch = load(random.Random(seed))
            assert document.from_yaml(arch.to_yaml(), name=arch.name) == arch
            right += 1
            if right % DRAWN == 0:
                assert arch.to_svg().startswith("<svg")
        except MlarchError as error:
            wrong += 1
            assert all(error.problems)
        assert time.process_time() - began < SECONDS, seed
    return right, wrong


def broken(chance: random.Random, text: str, others: list[str]) -> str:
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        at = chance.randrange(len(text) + 1)
        end = min(len(text), at + chance.choice((0, 1, 2, 20, 200)))
        other = chance.choice(others)
        start = chance.randrange(len(other))
        part = chance.choice((chance.choice(TOKENS), "", other[start : start + chance.choice((10, 60, 400))]))
        text = text[:at] + part + text[end:] if chance.random() < 0.7 else swapped(chance, text)
    return text


def swapped(chance: random.Random, text: str) -> str:
    """Return a text with one line moved, doubled or missing."""
    lines = text.splitlines(keepends=True) or [""]
    line = chance.choice(lines)
    if chance.random() < 0.7:
        lines.remove(line)
    if chance.random() < 0.7:
        lines.insert(chance.randrange(len(lines) + 1), line)
    return "".join(lines)


def value(chance: random.Random, depth: int = 0) -> Any:
    shape = chance.random()
    if depth > 4 or shape < 0.4:
        return chance.choice(VALUES)
    if shape < 0.55:
        return [value(chance, depth + 1) for _ in range(chance.randrange(4))]
    return {chance.choice(KEYS): value(chance, depth + 1) for _ in range(chance.randrange(6))}
