"""Test that names load on first use, and that nothing loads more than it needs."""

from __future__ import annotations

import importlib
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import mlarch

HEAVY = {"diagrams", "graphviz", "pygraphviz", "pyvips", "cffi", "jinja2", "yaml"}


def loaded_by(code: str, folder: Path) -> set[str]:
    """Return the top-level modules that a new interpreter loads to run the code."""
    report = (
        "import json, sys; print(json.dumps([n.partition('.')[0] for n in sys.modules]), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"],
        cwd=folder, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return set(json.loads(done.stderr.splitlines()[-1]))


def command(*arguments: str) -> str:
    return f"from mlarch.cli import main; main({list(arguments)!r}, standalone_mode=False)"


@pytest.mark.parametrize("name", mlarch.__all__)
def test_every_public_name_resolves(name: str) -> None:
    """Every public name can be imported, and `dir` lists it."""
    assert getattr(mlarch, name) is getattr(mlarch, name)
    assert name in dir(mlarch)


def test_names_are_declared_once() -> None:
    """The public names are those that load on first use, sorted."""
    assert mlarch.__all__ == sorted({*mlarch._MODULE_OF, "__version__"})


def test_no_package_exports_a_name_of_its_modules() -> None:
    """`from package import name` never means a module and a function at once."""
    clashes = []
    for info in pkgutil.walk_packages(mlarch.__path__, "mlarch."):
        if info.ispkg and not info.name.startswith("mlarch.sites"):
            package = importlib.import_module(info.name)
            modules = {module.name for module in pkgutil.iter_modules(package.__path__)}
            clashes += [f"{info.name}.{name}" for name in modules & {*getattr(package, "__all__", ())}]
    assert clashes == []
    assert not {module.name for module in pkgutil.iter_modules(mlarch.__path__)} & {*mlarch.__all__}


def test_an_unknown_name_is_an_attribute_error() -> None:
    """The message is that of any module."""
    with pytest.raises(AttributeError, match=r"^module 'mlarch' has no attribute 'Diagramm'$"):
        mlarch.Diagramm  # noqa: B018  # the access is the test


def test_star_import(tmp_path: Path) -> None:
    """A star import gives the public names."""
    assert "diagrams" in loaded_by("from mlarch import *; Diagram, get, MlarchError", tmp_path)


def test_import_is_light(tmp_path: Path) -> None:
    """Importing the package loads no other library."""
    assert not loaded_by("import mlarch", tmp_path) & {*HEAVY, "click"}


def test_import_is_fast() -> None:
    """Importing the package takes less than 20 ms."""
    code = "import time; start = time.perf_counter(); import mlarch; print(time.perf_counter() - start)"
    seconds = [float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(5)]
    assert min(seconds) < 0.02


def test_errors_and_model_are_light(tmp_path: Path) -> None:
    """Neither the values nor the list of entries need another library."""
    code = "from mlarch import Architecture, Comparison, ModelError, Options, Theme, entries; entries()"
    assert not loaded_by(code, tmp_path) & {*HEAVY, "click"}


def test_entries_are_listed_from_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`entries` lists the zoo and local architectures, with their parameters."""
    monkeypatch.chdir(tmp_path)
    Path("architectures").mkdir()
    Path("architectures/shop.yaml").write_text("title: Our shop\nextends: docker\n")
    entries = {entry.name: entry for entry in mlarch.entries()}
    assert entries["shop"].title == "Our shop"
    assert "shop" not in {entry.name for entry in mlarch.entries("elsewhere")}
    cache = entries["gcp-scaling/6-cache"]
    assert isinstance(cache, mlarch.Entry)
    assert (cache.family, cache.step) == ("gcp-scaling", 6)
    (parameter,) = cache.parameters
    assert (parameter.name, parameter.default, parameter.annotation) == (
        "instances_per_region",
        2,
        "InstancesPerRegion",
    )


@pytest.mark.parametrize("arguments", [["--help"], ["list", "--help"], ["render", "--help"], ["--version"]])
def test_help_loads_click_alone(arguments: list[str], tmp_path: Path) -> None:
    """Help loads click, and neither the catalog nor any other library."""
    modules = loaded_by(command(*arguments), tmp_path)
    assert "click" in modules
    assert not modules & HEAVY


@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"]])
def test_list_reads_files_only(arguments: list[str], tmp_path: Path) -> None:
    """Listing loads no other library, even for local architectures."""
    folder = tmp_path / "architectures"
    folder.mkdir()
    (folder / "mine.yaml").write_text("title: Mine\n")
    (folder / "script.py").write_text("from diagrams import Diagram\nwith Diagram('Script'):\n    pass\n")
    assert not loaded_by(command(*arguments), tmp_path) & HEAVY


def test_completion_is_light(tmp_path: Path) -> None:
    """Completing a name in a shell loads no more than listing does."""
    code = (
        "import os\n"
        "os.environ.update(_MLARCH_COMPLETE='bash_complete', COMP_WORDS='mlarch show gcp', COMP_CWORD='2')\n"
        "from mlarch.cli import main\n"
        "try: main(prog_name='mlarch')\n"
        "except SystemExit: pass"
    )
    assert not loaded_by(code, tmp_path) & HEAVY
