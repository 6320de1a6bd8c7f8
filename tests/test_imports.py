"""Check that names load late, and that nothing loads what it does not need."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import mlarch

HEAVY = {"diagrams", "graphviz", "pygraphviz", "pyvips", "cffi", "jinja2", "yaml"}


def loaded_by(code: str, folder: Path) -> set[str]:
    """Return the top-level modules that a fresh interpreter holds after running `code` in `folder`."""
    printing = (
        "import json, sys; print(json.dumps([n.partition('.')[0] for n in sys.modules]), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{printing}"],
        cwd=folder, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return set(json.loads(done.stderr.splitlines()[-1]))


def command(*arguments: str) -> str:
    return f"from mlarch.cli import main; main({list(arguments)!r}, standalone_mode=False)"


@pytest.mark.parametrize("name", mlarch.__all__)
def test_every_public_name_resolves(name: str) -> None:
    """Every name of the package is there, and is listed."""
    assert getattr(mlarch, name) is getattr(mlarch, name)
    assert name in dir(mlarch)


def test_names_are_declared_once() -> None:
    """Public names are the lazy ones, in order, and no others."""
    assert mlarch.__all__ == sorted({*mlarch._HOME_OF, "__version__"})


def test_a_name_that_is_not_there() -> None:
    """An unknown name is an AttributeError like that of any module."""
    with pytest.raises(AttributeError, match=r"^module 'mlarch' has no attribute 'Diagramm'$"):
        mlarch.Diagramm  # noqa: B018  # what is asked for is the point


def test_star_import(tmp_path: Path) -> None:
    """A star import gives the public names."""
    assert "diagrams" in loaded_by("from mlarch import *; Diagram, get, MlarchError", tmp_path)


def test_import_is_light(tmp_path: Path) -> None:
    """Importing the package loads no other library."""
    assert not loaded_by("import mlarch", tmp_path) & {*HEAVY, "click"}


def test_errors_and_model_are_light(tmp_path: Path) -> None:
    """The model needs no other library."""
    assert not loaded_by("from mlarch import Architecture, ModelError", tmp_path) & {*HEAVY, "click"}


@pytest.mark.parametrize("arguments", [["--help"], ["list", "--help"], ["render", "--help"], ["--version"]])
def test_help_loads_click_alone(arguments: list[str], tmp_path: Path) -> None:
    """Help loads click, and neither the catalog nor any other library."""
    modules = loaded_by(command(*arguments), tmp_path)
    assert "click" in modules
    assert not modules & HEAVY


@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"]])
def test_list_reads_files_only(arguments: list[str], tmp_path: Path) -> None:
    """Listing loads neither `diagrams` nor an engine nor YAML, own architectures included."""
    own = tmp_path / "architectures"
    own.mkdir()
    (own / "mine.yaml").write_text("title: Mine\n")
    (own / "script.py").write_text("from diagrams import Diagram\nwith Diagram('Script'):\n    pass\n")
    assert not loaded_by(command(*arguments), tmp_path) & HEAVY


def test_completion_is_light(tmp_path: Path) -> None:
    """Completing a name in a shell loads what listing does."""
    code = (
        "import os\n"
        "os.environ.update(_MLARCH_COMPLETE='bash_complete', COMP_WORDS='mlarch show gcp', COMP_CWORD='2')\n"
        "from mlarch.cli import main\n"
        "try: main(prog_name='mlarch')\n"
        "except SystemExit: pass"
    )
    assert not loaded_by(code, tmp_path) & HEAVY
