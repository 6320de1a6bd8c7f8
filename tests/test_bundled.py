"""Test the direct calls into the Graphviz library of pygraphviz's wheel."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlarch.errors import LayoutError
from mlarch.layout import bindings, bundled, distributions, engine
from mlarch.layout.dot import DotDrawing
from mlarch.layout.page_fit import lay_out
from mlarch.project import entry_loading, registry
from tools import pygraphviz

pytestmark = pytest.mark.slow

ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="wheels for Linux alone are called directly")


@ONLY_LINUX
def test_it_is_the_graphviz_of_the_wheel() -> None:
    """The bundled Graphviz has the version that pygraphviz was built with."""
    graphviz = pygraphviz().graphviz
    parts = ("MAJOR", "MINOR", "PATCH")
    assert bundled.available()
    assert bundled.version() == ".".join(str(getattr(graphviz, f"GRAPHVIZ_{part}_VERSION")) for part in parts)


@ONLY_LINUX
def test_layouts_are_those_of_pygraphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each graph of the zoo has the same layout bytes as through pygraphviz."""
    pygraphviz()
    drawings: list[DotDrawing] = []
    positions = engine.positions
    monkeypatch.setattr(
        engine, "positions", lambda drawing: [drawings.append(drawing), positions(drawing)][1]
    )
    for entry in registry.zoo():
        lay_out(entry_loading.load_entry(entry))
    direct = [bindings.run(drawing.dot) for drawing in drawings]
    monkeypatch.setattr(bundled, "available", lambda: False)
    assert len(drawings) > 17
    assert direct == [bindings.run(drawing.dot) for drawing in drawings]


@pytest.fixture
def reloaded() -> Iterator[None]:
    """Look for the library anew, inside the test and after it."""
    bundled._graphviz.cache_clear()
    yield
    bundled._graphviz.cache_clear()


@ONLY_LINUX
@pytest.mark.usefixtures("reloaded")
@pytest.mark.parametrize("version", ["", "1.14", "2.1", "2.10.4", "20.0.4", "3.0.4"])
def test_untested_versions_are_not_loaded(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a version that is not tested, no private library is touched and pygraphviz's API is used."""
    pygraphviz()
    expected = bindings.run("digraph { a -> b }")
    bundled._graphviz.cache_clear()
    monkeypatch.setattr(distributions, "version", {"pygraphviz": version}.__getitem__)
    monkeypatch.setattr(bundled, "_load", None)
    assert not bundled.available()
    assert bindings.available()
    assert bindings.run("digraph { a -> b }") == expected


def test_later_versions_are_not_installed() -> None:
    """pyproject.toml allows the tested minor version of pygraphviz and no later one."""
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    major, minor = map(int, bundled.TESTED.split("."))
    assert re.findall(r'"pygraphviz>=([\d.]+),<([\d.]+);', text) == [("2.0.4", f"{major}.{minor + 1}")]
    assert "2.0.4".startswith(f"{bundled.TESTED}.")


@ONLY_LINUX
def test_nothing_that_draws_is_loaded(tmp_path: Path) -> None:
    """A layout loads neither pygraphviz nor any library that needs glib or X11 from the system."""
    code = "import mlarch, sys; mlarch.get('nginx').to_svg(); print('pygraphviz' in sys.modules)\n"
    code += "print(open('/proc/self/maps').read())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("False\n")
    assert "libgvplugin_dot_layout" in done.stdout
    assert not [name for name in ("libX11", "libpango", "libgd-", "libcairo-") if name in done.stdout]


def test_invalid_dot(capfd: pytest.CaptureFixture[str]) -> None:
    """Invalid DOT is an error, and the message of Graphviz goes to stderr."""
    with pytest.raises(LayoutError, match=r"^the layout engine cannot read the graph$"):
        bindings.run("digraph {")
    assert "syntax error in line 1" in capfd.readouterr().err


@pytest.mark.usefixtures("reloaded")
def test_another_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the libraries are not in the folder of the Linux wheels, nothing is loaded."""
    package = tmp_path / "pygraphviz"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "pygraphviz", raising=False)
    assert not bundled.available() and bundled.version() == ""
    with pytest.raises(LayoutError, match=r"^there is no layout engine$"):
        bundled.run("digraph {}", "json0")
