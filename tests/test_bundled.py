"""The Graphviz inside pygraphviz's wheel, called directly, beside pygraphviz itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mlarch.errors import LayoutError
from mlarch.layout import bindings, bundled, engine
from mlarch.layout.dot import DotDrawing
from mlarch.layout.page_fit import lay_out
from mlarch.project import loading, registry
from tools import pygraphviz

ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="wheels for Linux alone are called directly")


@ONLY_LINUX
def test_it_is_the_graphviz_of_the_wheel() -> None:
    """The version is that which pygraphviz was built with."""
    graphviz = pygraphviz().graphviz
    parts = ("MAJOR", "MINOR", "PATCH")
    assert bundled.available()
    assert bundled.version() == ".".join(str(getattr(graphviz, f"GRAPHVIZ_{part}_VERSION")) for part in parts)


@ONLY_LINUX
def test_layouts_are_those_of_pygraphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each graph of the zoo is laid out byte for byte as through pygraphviz."""
    pygraphviz()
    drawings: list[DotDrawing] = []
    positions = engine.positions
    monkeypatch.setattr(
        engine, "positions", lambda drawing: [drawings.append(drawing), positions(drawing)][1]
    )
    for entry in registry.zoo():
        lay_out(loading.load_entry(entry))
    direct = [bindings.run(drawing.dot) for drawing in drawings]
    monkeypatch.setattr(bundled, "available", lambda: False)
    assert len(drawings) > 17
    assert direct == [bindings.run(drawing.dot) for drawing in drawings]


@ONLY_LINUX
def test_nothing_that_draws_is_loaded(tmp_path: Path) -> None:
    """A layout loads neither pygraphviz nor any library that wants glib or X11 from the system."""
    code = "import mlarch, sys; mlarch.get('nginx').to_svg(); print('pygraphviz' in sys.modules)\n"
    code += "print(open('/proc/self/maps').read())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("False\n")
    assert "libgvplugin_dot_layout" in done.stdout
    assert not [name for name in ("libX11", "libpango", "libgd-", "libcairo-") if name in done.stdout]


def test_what_cannot_be_read(capfd: pytest.CaptureFixture[str]) -> None:
    """A graph that is none is an error, with or without pygraphviz itself."""
    with pytest.raises(LayoutError, match=r"^the layout engine cannot read the graph$"):
        bindings.run("digraph {")
    assert "syntax error in line 1" in capfd.readouterr().err


def test_another_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the libraries are not where the wheels for Linux have them, pygraphviz itself is called."""
    package = tmp_path / "pygraphviz"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "pygraphviz", raising=False)
    bundled._graphviz.cache_clear()
    try:
        assert not bundled.available() and bundled.version() == ""
        with pytest.raises(LayoutError, match=r"^there is no layout engine$"):
            bundled.run("digraph {}", "json0")
    finally:
        bundled._graphviz.cache_clear()
