"""Test what a fingerprint depends on, and that it is found in every picture."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest

from mlarch.drawing import fingerprint, read_fingerprint, versions
from mlarch.layout.options import Options
from mlarch.model import Architecture
from pictures import ZOO, drawn, everything

pytestmark = pytest.mark.slow

ARCH = everything()


def test_form() -> None:
    """A fingerprint is 40 hexadecimal digits, different for every entry."""
    fingerprints = [fingerprint(drawn(name)[0]) for name in ZOO]
    assert len(set(fingerprints)) == len(ZOO)
    assert all(len(text) == 40 and int(text, 16) >= 0 for text in fingerprints)


@pytest.mark.parametrize("name", ["title", "summary", "credit", "direction", "notes", "flows", "styles"])
def test_every_part_of_the_content_counts(name: str) -> None:
    """Every part of the content that may be drawn changes the fingerprint."""
    values = {
        "title": "Other", "summary": "Other", "credit": "Other", "direction": "LR", "notes": ["Other"],
        "flows": {"go": ["s-existing", "many"]}, "styles": {"pii": {"color": "blue"}},
    }  # fmt: skip
    assert fingerprint(ARCH.replace(**{name: values[name]})) != fingerprint(ARCH)


def test_nodes_clusters_and_edges_count() -> None:
    """So do changes of nodes, clusters and edges, and of their order."""
    changed = [
        ARCH.with_node("many", label="Few"),
        ARCH.with_cluster("deep", label="Shallow"),
        ARCH.connect("s-new", "s-planned"),
        ARCH.without("s-external"),
        ARCH.replace(nodes=list(ARCH.nodes.values())[::-1]),
    ]
    assert len({fingerprint(arch) for arch in (ARCH, *changed)}) == len(changed) + 1


def test_every_option_counts() -> None:
    """Every option changes the fingerprint, and so does the scale of a PNG."""
    others = {
        "theme": "dark", "flow": "none", "direction": "LR", "width": 900.0, "fit": "readme", "text": "paths",
        "accent": "teal", "logo": "logo.svg",
        **{field.name: not field.default for field in fields(Options) if isinstance(field.default, bool)},
    }  # fmt: skip
    assert set(others) == {field.name for field in fields(Options)}
    fingerprints = {fingerprint(ARCH, replace(Options(), **{name: value})) for name, value in others.items()}
    assert len(fingerprints | {fingerprint(ARCH)}) == len(others) + 1
    assert fingerprint(ARCH, scale=1) == fingerprint(ARCH, scale=1.0) != fingerprint(ARCH, scale=2.0)


def test_versions_count(tmp_path: Path) -> None:
    """The version of the engine changes the fingerprint, including that of MLARCH_DOT."""
    assert set(versions()) >= {"mlarch", "engine", "rasteriser", "font", "icons"} and all(versions().values())
    code = "import sys; from mlarch.drawing import fingerprint, versions; from mlarch import Architecture\n"
    code += "print(versions()['engine'], fingerprint(Architecture(name='x')))"
    dot = tmp_path / "dot"
    dot.write_text("#!/bin/sh\necho 'dot - graphviz version 2.43.0 (0)' >&2\n")
    dot.chmod(0o755)
    outputs = []
    for environment in (os.environ, {**os.environ, "MLARCH_DOT": str(dot)}):
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        )
        outputs.append(done.stdout.split())
    assert outputs[1][:2] == ["dot", "2.43.0"]
    assert outputs[0][-1] == fingerprint(Architecture(name="x")) != outputs[1][-1]


def test_icons_count_by_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An icon counts by its content, not by its folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.png", "b.png"):
        Path(name).write_bytes(b"one")
    archs = [
        Architecture(name="x").with_node("n", icon=icon)
        for icon in ("a.png", "b.png", str(tmp_path / "a.png"))
    ]
    assert len({fingerprint(arch) for arch in archs}) == 1
    before = fingerprint(archs[0])
    Path("a.png").write_bytes(b"two")
    assert fingerprint(archs[0]) != before
    assert len(fingerprint(Architecture(name="x").with_node("n", icon="none.png"))) == 40


def test_it_is_found_in_pictures() -> None:
    """The fingerprint is read from SVG and PNG, and is empty for other data."""
    assert read_fingerprint(ARCH.to_svg().encode()) == fingerprint(ARCH)
    assert read_fingerprint(ARCH.to_svg(theme="dark").encode()) == fingerprint(ARCH, Options(theme="dark"))
    assert read_fingerprint(ARCH.to_png(scale=1)) == fingerprint(ARCH, scale=1.0)
    for data in (b"", b"<svg/>", b'<fingerprint xmlns="urn:mlarch" mlarch-fingerprint="12"/>'):
        assert read_fingerprint(data) == ""


def test_no_label_is_read_as_a_fingerprint() -> None:
    """A label that looks like a fingerprint is not read as one."""
    posing = f'<fingerprint xmlns="urn:mlarch" mlarch-fingerprint="{"0" * 40}"/>'
    arch = Architecture(name="x", title=posing, summary=posing).with_node("n", label=posing)
    assert read_fingerprint(arch.to_svg().encode()) == fingerprint(arch)
    assert read_fingerprint(arch.to_png(scale=1)) == fingerprint(arch, scale=1.0)
