"""Test that commands do no more work than before, by counting: timings depend on the machine.

The bounds are in tests/golden/work.json. `pytest tests/test_work.py --accept` lowers them to the current
counts; raise a bound by hand.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from work import Work, lower, rises, work

pytestmark = pytest.mark.slow

NAMES = ("a", "b", "c")
FILES = [f"architectures/{name}.yaml" for name in NAMES]
OUT = [
    f"out/{name}{theme}.{format}" for name in NAMES for theme in ("", "-dark") for format in ("png", "svg")
]
BUILD = ["build", "--jobs", "1"]  # threads may read a file twice
DRAWING = {"click", "yaml", "pygraphviz", "pyvips", "fontpkg_inter"}

# Each command, and all the libraries that it may load.
COMMANDS: dict[str, tuple[list[str], set[str]]] = {
    "--help": (["--help"], {"click"}),
    "list": (["list"], {"click"}),
    "show ENTRY": (["show", "gcp-scaling/6-cache"], {"click", "diagrams", "graphviz"}),
    "show DOCUMENT": (["show", "a"], {"click", "yaml"}),
    # Its icon is made as small as it is drawn, by the rasteriser.
    "render to SVG": (["render", "architectures/a.yaml", "-o", "a.svg"], DRAWING),
    "render to PNG": (["render", "architectures/a.yaml", "-o", "a.png"], DRAWING),
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of three documents and two themes, with its own build cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "project"
    (folder / "architectures").mkdir(parents=True)
    (folder / "mlarch.yaml").write_text("build: {themes: [light, dark]}\n")
    for name in NAMES:
        document(folder, name, name.upper())
    return folder


def document(folder: Path, name: str, label: str) -> None:
    text = f"nodes: {{x: {{label: X}}, y: {{label: {label}, technology: nginx}}}}\nedges: {{x -> y: calls}}\n"
    (folder / f"architectures/{name}.yaml").write_text(text)


def pictures(result: Work) -> list[str]:
    return [path for path in result.written if path.startswith("out/")]


def assert_within(name: str, result: Work, accept: bool) -> None:
    """Check that a command does no more than its bounds allow, and uses no network."""
    if accept:
        lower(name, result)
    assert rises(name, result) == [], f"mlarch's own modules: {' '.join(result.own)}"
    assert result.network == ()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_does_no_more_than_it_did(name: str, project: Path, accept: bool) -> None:
    """A command loads only the libraries it needs, and no more modules and files than before."""
    arguments, libraries = COMMANDS[name]
    result = work(project, *arguments)
    assert result.libraries <= libraries
    assert_within(name, result, accept)
    assert result.started == ()
    assert result.written == (tuple(arguments[-1:]) if "-o" in arguments else ())


def test_a_document_is_laid_out_once(project: Path) -> None:
    """A picture takes one reading, one layout and, as PNG, one rasterising; nothing else is read."""
    for name in ("render to SVG", "render to PNG"):
        result = work(project, *COMMANDS[name][0])
        assert result.calls == Counter(assemble=1, positions=1, rasterise=int("PNG" in name))
        assert result.project == ["architectures/a.yaml"]


def test_a_build_redoes_changed_entries_only(project: Path, accept: bool) -> None:
    """Each changed entry is read and laid out once for all formats and themes."""
    cold = work(project, *BUILD)
    assert cold.calls == Counter(load_entry=3, assemble=3, positions=3, rasterise=6)
    assert pictures(cold) == sorted(OUT)
    assert len(cold.started) == 1  # the worker, which lays out all of them
    assert_within("build, cold", cold, accept)

    document(project, "b", "Changed")
    warm = work(project, *BUILD)
    assert warm.calls == Counter(load_entry=3, assemble=1, positions=1, rasterise=2)
    assert pictures(warm) == [p for p in sorted(OUT) if "/b" in p]
    assert len(warm.started) == 1
    assert_within("build, one of three changed", warm, accept)


def test_a_build_with_nothing_to_do_does_nothing(
    project: Path, accept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without changes a build reads each file once, loads only click and writes nothing."""
    work(project, "build")
    for command in (["build"], ["build", "--check"]):
        nothing = work(project, *command)
        assert (nothing.calls, nothing.written, nothing.started) == (Counter(), (), ())
        assert nothing.libraries == {"click"}
        assert nothing.project == sorted(
            ["README.md", *(f"architectures/{name}.yaml" for name in NAMES), *OUT]
        )
        assert_within("build, nothing changed", nothing, accept)
    monkeypatch.setenv("XDG_CACHE_HOME", str(project.parent / "another"))
    compared = work(project, *BUILD)
    assert compared.calls == Counter(load_entry=3)
    assert pictures(compared) == []
    assert compared.libraries <= DRAWING
    assert_within("build, nothing remembered", compared, accept)
