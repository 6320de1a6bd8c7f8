"""Node classes of mlarch work in plain `diagrams` scripts and have sound icons."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import diagrams
import pytest
import pyvips

from mlarch import catalog, nodes

ICONS = Path(nodes.__file__).parent / "catalog" / "data" / "icons"
CLASSES = [getattr(nodes, name) for name in nodes.__all__]
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {f"{SVG}{name}" for name in ("svg", "g", "path", "rect", "circle", "ellipse")}


@pytest.fixture
def plain_diagram() -> Iterator[diagrams.Diagram]:
    """Open a diagram of `diagrams` without rendering it, which would need Graphviz."""
    diagram = diagrams.Diagram("plain", show=False)
    diagrams.setdiagram(diagram)
    yield diagram
    diagrams.setdiagram(None)


def test_every_class_draws_its_icon_in_a_plain_script(plain_diagram: diagrams.Diagram) -> None:
    """The DOT of `diagrams` refers to a PNG that exists, by its absolute path."""
    for number, node in enumerate(CLASSES):
        node("label", nodeid=f"n{number}")
        line = next(line for line in plain_diagram.dot.body if line.startswith(f"\tn{number} "))
        image = Path(line.partition('image="')[2].partition('"')[0])
        assert image.is_absolute() and image.is_file() and image.suffix == ".png"


def test_nodes_connect_to_those_of_diagrams(plain_diagram: diagrams.Diagram) -> None:
    """`>>` and `Edge` work between classes of mlarch and of `diagrams`."""
    nginx = catalog.node_class("nginx")("Nginx", nodeid="proxy")
    nginx >> diagrams.Edge(label="uwsgi") >> nodes.UWSGI("uWSGI", nodeid="app-server")
    assert any(line.startswith('\tproxy -> "app-server"') for line in plain_diagram.dot.body)


def test_every_class_is_exported_and_in_the_catalog() -> None:
    """`__all__` is complete; each class has a docstring, a label, a role and an alias."""
    public = {
        c.__name__ for c in vars(nodes).values() if isinstance(c, type) and c.__module__ == "mlarch.nodes"
    }
    assert set(nodes.__all__) == {name for name in public if not name.startswith("_")}
    for node in CLASSES:
        technology = catalog.get(catalog.path_of(node))
        assert node.__doc__.endswith(".") and technology.label and technology.role
        assert catalog.alias_of(technology.path) != technology.path


def test_every_icon_has_svg_png_and_class() -> None:
    """SVG files, PNG files and classes have the same names."""
    svg, png = ({path.stem for path in ICONS.glob(f"*.{kind}")} for kind in ("svg", "png"))
    assert svg == png == {Path(node._icon).stem for node in CLASSES}
    assert sum(path.stat().st_size for path in ICONS.iterdir()) < 400_000


@pytest.mark.parametrize("path", sorted(ICONS.glob("*.svg")), ids=lambda path: path.stem)
def test_an_icon_is_plain_shapes(path: Path) -> None:
    """Icons have one size and only shapes: no id, text, style or reference."""
    root = ElementTree.parse(path).getroot()
    assert root.get("viewBox") == "0 0 64 64"
    assert {element.tag for element in root.iter()} <= SHAPES
    names = {name for element in root.iter() for name in element.attrib}
    assert not names & {"id", "class", "style", "href", "filter", "transform"}


@pytest.mark.parametrize("path", sorted(ICONS.glob("*.svg")), ids=lambda path: path.stem)
def test_a_png_shows_its_svg(path: Path) -> None:
    """Each PNG is 256 px wide and looks like its SVG; if not, run scripts/make_icons.py."""
    stored = pyvips.Image.new_from_file(str(path.with_suffix(".png")))
    assert (stored.width, stored.height) == (256, 256)
    fresh = pyvips.Image.thumbnail(str(path), 256)
    seen, drawn = (image.flatten(background=255).resize(1 / 16) for image in (stored, fresh))
    assert (seen - drawn).abs().max() < 16
