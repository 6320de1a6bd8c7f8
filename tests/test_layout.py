"""Test layout properties that the checker does not cover: order, direction, straight lines, space."""

from __future__ import annotations

from itertools import pairwise

import pytest

from architectures import random_architecture
from mlarch.drawing.checker import check
from mlarch.layout.curves import crosses
from mlarch.layout.options import Options
from mlarch.layout.orientation import AcyclicGraph
from mlarch.layout.page_fit import lay_out
from mlarch.layout.positioned import Box, Layout, PlacedEdge
from mlarch.layout.regions import opaque_clusters, regions
from mlarch.layout.routing import Grid, rounded
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.project import entry_loading, registry


def graph(*edges: str, clusters: dict[str, str] | None = None, **fields: object) -> Architecture:
    """Return an architecture of 'a -> b' edges; `clusters` maps nodes and clusters to their cluster."""
    inside = clusters or {}
    ends = dict.fromkeys(end for edge in edges for end in edge.split(" -> "))
    nodes = dict.fromkeys([*ends, *inside])
    names = dict.fromkeys(inside.values())
    return Architecture(
        name="drawn",
        nodes=[Node(id=id, label=id, cluster=inside.get(id, "")) for id in nodes if id not in names],
        clusters=[ClusterData(id=id, label=f"Cluster {id}", cluster=inside.get(id, "")) for id in names],
        edges=[EdgeData(source=edge.split(" -> ")[0], target=edge.split(" -> ")[1]) for edge in edges],
        **fields,  # type: ignore[arg-type]
    )


def boxes(placed: Layout) -> dict[str, Box]:
    return {item.id: item.box for item in (*placed.clusters, *placed.nodes)}


def line(placed: Layout, key: str) -> PlacedEdge:
    return next(edge for edge in placed.edges if edge.id == key)


CHAIN = ("a -> b", "b -> c", "c -> d")


@pytest.mark.parametrize(
    ("direction", "axis", "sign"), [("TB", "y", 1), ("BT", "y", -1), ("LR", "x", 1), ("RL", "x", -1)]
)
def test_a_chain_runs_in_its_direction(direction: str, axis: str, sign: int) -> None:
    """In every direction a chain is in order along its axis, in one line."""
    placed = boxes(lay_out(graph(*CHAIN, direction=direction)))
    along = [getattr(placed[id], axis) * sign for id in "abcd"]
    across = {round(placed[id].center["xy".index(axis) ^ 1]) for id in "abcd"}
    assert along == sorted(along)
    assert len(across) == 1


@pytest.mark.parametrize("direction", ["TB", "BT", "LR", "RL"])
def test_lines_of_a_chain_are_straight(direction: str) -> None:
    """A line between two aligned boxes has no bend."""
    placed = lay_out(graph(*CHAIN, direction=direction))
    for edge in placed.edges:
        xs, ys = {round(x, 1) for x, _ in edge.points}, {round(y, 1) for _, y in edge.points}
        assert len(xs) == 1 or len(ys) == 1, edge


@pytest.mark.parametrize("direction", ["TB", "LR"])
@pytest.mark.parametrize("count", [3, 7])
def test_siblings_keep_their_order(direction: str, count: int) -> None:
    """Nodes and clusters below one node are in their order of declaration."""
    edges = [f"root -> n{i}" for i in range(count)]
    plain = boxes(lay_out(graph(*edges, direction=direction)))
    held = graph(*edges, clusters={f"n{i}": f"c{i}" for i in range(count)}, direction=direction)
    for placed in (plain, boxes(lay_out(held))):
        places = [placed[f"n{i}"].center[0 if direction == "TB" else 1] for i in range(count)]
        assert places == sorted(places)


def test_twins_keep_their_order_in_a_cluster() -> None:
    """Equal instances are in their order of declaration, whichever of them the flow visits."""
    edges = [f"{a} -> {b}" for b in ("i1", "i2", "i3") for a in ("lb", "registry")]
    arch = graph(*edges, clusters=dict.fromkeys(("i1", "i2", "i3"), "serving"), flows={"f": ("lb", "i1")})
    placed = boxes(lay_out(arch))
    assert placed["i1"].x < placed["i2"].x < placed["i3"].x


def test_the_first_root_is_on_the_left() -> None:
    """Of two roots, the one declared first is on the left."""
    placed = boxes(lay_out(graph("users -> service", "developer -> registry", "registry -> service")))
    assert placed["users"].x < placed["developer"].x


def test_a_step_of_the_flow_stays_short() -> None:
    """A long detour does not pull the nodes of a flow step apart: its last edge points upwards."""
    around = ("app -> db", "db -> data", "data -> train", "train -> store", "store -> model")
    arch = graph("app -> model", *around, flows={"request": ("app", "model")})
    placed = boxes(lay_out(arch))
    assert placed["model"].y < placed["data"].y
    assert placed["model"].y < placed["store"].y


def test_opaque_clusters() -> None:
    """A cluster is opaque if no edge enters it, and its region is laid out before its parent."""
    arch = graph("a -> inner", "b -> c", clusters={"i": "inner", "inner": "outer", "c": "open"})
    assert opaque_clusters(arch) == {"inner"}
    assert [region.id for region in regions(arch)] == ["inner", ""]


@pytest.mark.parametrize(("direction", "axis"), [("LR", 0), ("TB", 1)])
def test_a_cluster_has_its_own_direction(direction: str, axis: int) -> None:
    """An opaque cluster is laid out in its own direction, independent of the architecture's."""
    arch = graph("out -> box", "a -> b", clusters={"a": "box", "b": "box"}, direction="TB")
    arch = arch.with_cluster("box", direction=direction)
    placed = boxes(lay_out(arch))
    a, b = placed["a"].center, placed["b"].center
    assert a[axis] < b[axis]
    assert round(a[1 - axis]) == round(b[1 - axis])


def test_unconnected_boxes_form_rows() -> None:
    """Boxes without edges fill a grid in order of declaration."""
    arch = graph(clusters={f"n{i}": "box" for i in range(9)})
    placed = boxes(lay_out(arch))
    assert len({placed[f"n{i}"].y for i in range(9)}) >= 2
    order = sorted((f"n{i}" for i in range(9)), key=lambda id: (placed[id].y, placed[id].x))
    assert order == [f"n{i}" for i in range(9)]


@pytest.mark.parametrize("direction", ["TB", "BT", "LR", "RL"])
def test_self_loops_have_space(direction: str) -> None:
    """Self-loops touch their node twice, and nothing else touches them or their labels."""
    arch = graph("a -> b", "b -> c", "a -> c", direction=direction).connect("b", "b", "retry")
    arch = arch.connect("b", "b", "heartbeat").connect("a", "a", "self")
    placed = lay_out(arch)
    assert check(arch, placed) == ()
    assert {edge.id for edge in placed.edges if edge.label_box} == {"b -> b", "b -> b [2]", "a -> a"}


def test_self_loop_of_a_cluster_is_in_its_title_band() -> None:
    """A cluster's self-loop leaves its right border inwards, above its content."""
    arch = graph("a -> b", clusters={"a": "box", "b": "box"}).connect("box", "box", "gossip")
    placed = lay_out(arch)
    box, loop = boxes(placed)["box"], line(placed, "box -> box")
    assert {round(loop.points[0][0], 1), round(loop.points[-1][0], 1)} == {round(box.right, 1)}
    assert loop.label_box is not None
    assert loop.label_box.bottom < min(boxes(placed)[id].y for id in "ab")


def test_lines_end_on_clusters() -> None:
    """An edge to a cluster that other edges enter ends on the cluster's border."""
    arch = graph("a -> box", "b -> x", "box -> c", clusters={"x": "box", "y": "box"})
    placed = lay_out(arch)
    assert check(arch, placed) == ()
    box = boxes(placed)["box"]
    assert box.grown(0.1).contains(line(placed, "a -> box").points[-1])
    assert not box.grown(-2.0).contains(line(placed, "a -> box").points[-1])


def test_no_line_crosses_a_title() -> None:
    """A chain into nested clusters runs beside their titles, which stay on the left."""
    arch = entry_loading.get("flask-serving/3-docker")
    placed = lay_out(arch)
    for cluster in placed.clusters:
        assert cluster.title.x - cluster.box.x < 20
        for edge in placed.edges:
            assert not crosses(edge.points, cluster.title)


def test_ends_are_apart() -> None:
    """Lines that end on one side of a card are apart, and none ends on a corner."""
    edges = [f"root -> n{i}" for i in range(4)]
    placed = lay_out(graph(*edges))
    root = boxes(placed)["root"]
    starts = sorted(edge.points[0][0] for edge in placed.edges)
    assert all(b - a >= 12 for a, b in pairwise(starts))
    assert root.x + 10 <= starts[0] <= starts[-1] <= root.right - 10


def test_width_of_the_zoo() -> None:
    """An entry is at most 1 150 px wide up to 12 nodes, and 1 500 px beyond."""
    for entry in registry.zoo():
        if entry.kind != "family":
            arch = entry_loading.get(entry.name)
            assert lay_out(arch).width <= (1150 if len(arch.nodes) <= 12 else 1500), entry.name


def test_layout_is_deterministic() -> None:
    """One architecture always has the same layout."""
    arch = random_architecture(3)
    assert lay_out(arch) == lay_out(arch)
    assert lay_out(arch) == lay_out(random_architecture(3))


def test_direction_option() -> None:
    """The direction of the options replaces the architecture's own."""
    arch = graph(*CHAIN, direction="TB")
    assert lay_out(arch, Options(direction="LR")) == lay_out(arch.replace(direction="LR"))


def test_acyclic_graph_finds_every_cycle() -> None:
    """The incremental order refuses exactly the edges that would close a cycle."""
    graph = AcyclicGraph(range(6))
    added: list[tuple[int, int]] = []
    for a in range(6):
        for b in (5, 3, 0, 4, 1, 2):
            closes = a == b or _reaches(added, b, a)
            assert graph.add(a, b) is not closes
            if not closes:
                added.append((a, b))


def _reaches(edges: list[tuple[int, int]], source: int, target: int) -> bool:
    reachable = {source}
    for _ in edges:
        reachable |= {b for a, b in edges if a in reachable}
    return target in reachable


def test_route_around_an_obstacle() -> None:
    """A route on the grid leads around an obstacle, never through it."""
    start, goal, wall = Box(0, 0, 40, 20), Box(0, 200, 40, 20), Box(-60, 80, 200, 40)
    corners = Grid([start, goal, wall], [start, goal], 8.0).route(start, goal, [start, goal, wall])
    assert corners is not None
    curve = rounded(corners)
    assert not crosses(curve, wall.grown(5))
    assert not crosses(curve, start.grown(-1))
    assert start.grown(0.1).contains(curve[0])
    assert goal.grown(0.1).contains(curve[-1])


def test_no_route() -> None:
    """If an end is walled in, there is no route and no endless search."""
    start, goal = Box(0, 0, 40, 20), Box(0, 200, 40, 20)
    walls = [Box(-30, 160, 100, 20), Box(-30, 240, 100, 20), Box(-60, 160, 40, 100), Box(60, 160, 40, 100)]
    everything = [start, goal, *walls]
    assert Grid(everything, [start, goal], 8.0).route(start, goal, everything) is None


def test_tooltip_of_a_cut_label() -> None:
    """The tooltip of a card holds the whole label if it had to be cut."""
    long = "A very long name of a part " * 12
    arch = graph("a -> b").with_node("a", label=long, description="does things")
    assert f"<title>{long}\ndoes things</title>" in arch.to_svg()
    assert "<title>b" not in arch.to_svg()
