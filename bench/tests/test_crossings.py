"""Our pictures have no more crossings than plain `diagrams`, as counted from Graphviz's output."""

from __future__ import annotations

from itertools import product

import crossings
import pytest
from plain_diagrams import SPLINES, dot_of, scene_of

from mlarch.drawing.checker import box_rules, edge_rules
from mlarch.drawing.checker.metrics import figures_of
from mlarch.drawing.checker.scene import Scene
from mlarch.layout import engine
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.project import entry_loading, registry


def plain(arch: Architecture, splines: str = "spline") -> Scene:
    return scene_of(arch, engine.positions(dot_of(arch, splines)))


def joined(*pairs: tuple[str, str]) -> Architecture:
    ids = dict.fromkeys(end for pair in pairs for end in pair)
    edges = [EdgeData(source=source, target=target, label="to") for source, target in pairs]
    return Architecture(name="x", nodes=[Node(id=id, label=id) for id in ids], edges=edges)


def test_the_zoo_has_no_more_crossings_than_plain_diagrams() -> None:
    """Over the zoo, our pictures have no more crossings than `diagrams` with either kind of lines."""
    rows = list(crossings.measure(crossings.zoo()))
    total = crossings.total(rows)
    assert [row.name for row in rows] == [entry.name for entry in registry.zoo()]
    assert total.ours <= min(total.ortho, total.spline), "\n" + crossings.table(rows)


@pytest.mark.parametrize("splines", SPLINES)
def test_crossings_of_plain_diagrams_are_counted(splines: str) -> None:
    """K3,3 cannot be drawn without a crossing, and a chain has none."""
    everyone = joined(*product("abc", "xyz"))
    assert figures_of(plain(everyone, splines)).crossings >= 1
    assert figures_of(plain(joined(("a", "b"), ("b", "c")), splines)).crossings == 0


def test_plain_diagrams_are_drawn_with_their_own_attributes() -> None:
    """The DOT has the default attributes of `diagrams` and nothing else."""
    dot = dot_of(joined(("a", "b")))
    assert "splines=ortho" in dot
    assert "nodesep=0.60" in dot
    assert "newrank" not in dot


@pytest.mark.parametrize("name", [entry.name for entry in registry.zoo()])
def test_everything_of_plain_diagrams_is_read(name: str) -> None:
    """All nodes, clusters and edges are read, inside the canvas, and lines touch their ends."""
    arch = entry_loading.get(name)
    scene = plain(arch)
    assert [*box_rules.missing(scene, arch)] == []
    assert [*box_rules.outside_canvas(scene)] == []
    assert [*edge_rules.touching(scene)] == []


def test_labels_of_plain_diagrams_are_read() -> None:
    """Labels are where Graphviz put them, and texts of nodes are in their box."""
    arch = joined(("a", "b")).replace(title="Title", clusters=[ClusterData(id="box", label="Box")])
    scene = plain(arch.with_node("a", cluster="box"))
    assert [(label.kind, label.owner) for label in scene.labels] == [
        ("cluster", "box"),
        ("edge", "a -> b"),
        ("page", "Title"),
    ]
    assert all(scene.clusters["box"].contains(label.box.center) for label in scene.labels[:1])
    assert {text.owner for text in scene.texts if text.within in scene.nodes.values()} == {"a", "b"}
