"""Test the checker: for every rule, exactly the fault planted in a layout or SVG is found."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape

import pytest
from hypothesis import given, settings

from architectures import architectures, random_architecture
from mlarch.drawing.checker import RULES, check, check_svg, figures, svg_figures
from mlarch.layout.positioned import (
    Box,
    Layout,
    LegendEntry,
    PlacedCluster,
    PlacedEdge,
    PlacedNode,
    Point,
    TextLine,
)
from mlarch.layout.text_measure import text_width
from mlarch.model import Architecture, ClusterData, EdgeData, Node

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

ARCH = Architecture(
    name="planted",
    clusters=[ClusterData(id="c", label="C"), ClusterData(id="d", label="D")],
    nodes=[Node(id="x"), Node(id="y"), Node(id="z"), Node(id="a", cluster="c"), Node(id="b", cluster="c")],
    edges=[
        EdgeData(source="a", target="b", label="go"),
        EdgeData(source="x", target="c"),
        EdgeData(source="x", target="y"),
    ],
)


def straight(*stops: Point) -> tuple[Point, ...]:
    """Return Bezier points along straight lines between stops."""
    points = [stops[0]]
    for (ax, ay), (bx, by) in zip(stops, stops[1:]):  # noqa: B905, RUF007
        dx, dy = (bx - ax) / 3, (by - ay) / 3
        points += [(ax + dx, ay + dy), (bx - dx, by - dy), (bx, by)]
    return tuple(points)


def line(text: str, box: Box, style: str, anchor: str = "start") -> TextLine:
    x = box.x if anchor == "start" else box.center[0]
    return TextLine(text, x, box.y + box.height * 0.75, style, box, anchor)


def node(id: str, x: float, y: float, label: str = "Web", icon: Box | None = None) -> PlacedNode:
    box = Box(x, y, 100, 60)
    return PlacedNode(id, box, icon, (line(label, Box(x, y + 40, 100, 17), "label", "middle"),))


def cluster(id: str, box: Box) -> PlacedCluster:
    title = Box(box.x + 10, box.y + 6, 60, 16)
    return PlacedCluster(id, box, 0, title, None, (line(id.upper(), title, "cluster"),))


def pill(x: float, y: float) -> PlacedEdge:
    box = Box(x, y, 40, 20)
    route = straight((220, 140), (220, 240))
    return PlacedEdge("a -> b", route, box, (line("go", Box(x, y + 3, 40, 14), "edge", "middle"),))


CLEAN = Layout(
    width=520,
    height=400,
    nodes=(
        node("x", 20, 40),
        node("y", 20, 200),
        node("z", 390, 40),
        node("a", 170, 80),
        node("b", 170, 240),
    ),
    clusters=(cluster("c", Box(150, 40, 220, 300)), cluster("d", Box(20, 280, 100, 60))),
    edges=(
        pill(200, 180),
        PlacedEdge("x -> c", straight((120, 70), (150, 70))),
        PlacedEdge("x -> y", straight((70, 100), (70, 200))),
    ),
    lines=(line("Planted", Box(20, 8, 300, 26), "title"),),
    legend=(
        LegendEntry("edge", "request", Box(20, 366, 20, 4), line("asks", Box(46, 360, 60, 16), "legend")),
    ),
)


def put(*things: PlacedNode | PlacedCluster | PlacedEdge) -> Layout:
    """Return the clean layout with these parts in place of those with the same id."""
    by_id = {thing.id: thing for thing in things}

    def swapped(items: Sequence) -> tuple:  # type: ignore[type-arg]
        return tuple(by_id.get(item.id, item) for item in items)

    return replace(
        CLEAN,
        nodes=swapped(CLEAN.nodes),
        clusters=swapped(CLEAN.clusters),
        edges=swapped(CLEAN.edges),
    )


def routed(id: str, *stops: Point) -> Layout:
    return put(PlacedEdge(id, straight(*stops)))


def written(text: str, box: Box) -> Layout:
    return replace(CLEAN, lines=(*CLEAN.lines, line(text, box, "summary")))


NARROW = "Illuminati"  # 59 px in Inter, 60 in Arial, 68 in DejaVu
TIGHT = node("y", 20, 200, NARROW)
TIGHT = replace(
    TIGHT, box=Box(20, 200, 64, 60), lines=(line(NARROW, Box(20, 240, 64, 17), "label", "middle"),)
)

FAULTS: dict[str, tuple[Layout, str, tuple[str, ...]]] = {
    "node missing": (replace(CLEAN, nodes=CLEAN.nodes[:1] + CLEAN.nodes[2:]), "not-drawn", ("y",)),
    "edge missing": (replace(CLEAN, edges=CLEAN.edges[1:]), "not-drawn", ("a -> b",)),
    "canvas too narrow": (replace(CLEAN, width=480), "outside-canvas", ("z",)),
    "line off the page": (
        routed("x -> y", (20, 60), (-10, 100), (-10, 200), (20, 230)),
        "outside-canvas",
        ("x -> y",),
    ),
    "node on node": (put(PlacedNode("z", Box(25, 45, 30, 20), None, ())), "node-over-node", ("x", "z")),
    "guest in a cluster": (put(node("z", 275, 160)), "wrong-cluster", ("z", "c")),
    "cluster too short": (put(cluster("c", Box(150, 40, 220, 250))), "wrong-cluster", ("b", "c")),
    "cluster on cluster": (put(cluster("d", Box(60, 300, 100, 40))), "cluster-over-cluster", ("c", "d")),
    "line on legend": (written("note", Box(60, 362, 40, 16)), "label-over-label", ("note", "asks")),
    "icon on its label": (put(node("y", 20, 200, icon=Box(52, 210, 36, 36))), "label-over-label", ("y",)),
    "label on its own end": (put(pill(200, 225)), "label-over-node", ("b", "a -> b")),
    "line on a node": (written("note", Box(30, 45, 40, 16)), "label-over-node", ("x", "note")),
    "line on a cluster": (written("note", Box(300, 310, 40, 16)), "label-over-cluster", ("note", "c")),
    "edge through a label": (
        routed("x -> y", (70, 100), (240, 190), (120, 220)),
        "label-cut",
        ("a -> b", "x -> y"),
    ),
    "edge through a cluster's title": (
        routed("x -> y", (120, 50), (200, 54), (130, 110), (70, 200)),
        "label-cut",
        ("c", "x -> y"),
    ),
    "edge through a line": (written("note", Box(55, 150, 40, 16)), "label-cut", ("note", "x -> y")),
    "label far from its edge": (put(pill(290, 180)), "label-off-edge", ("a -> b",)),
    "label beside another edge": (
        replace(
            put(pill(222, 180)),
            edges=(
                pill(222, 180),
                CLEAN.edges[1],
                PlacedEdge(
                    "x -> y",
                    straight((70, 100), (150, 179), (260, 179), (260, 160), (150, 160), (120, 230)),
                ),
            ),
        ),
        "label-nearer-other",
        ("a -> b", "x -> y"),
    ),
    "edge stops short": (routed("x -> c", (120, 70), (140, 70)), "edge-not-touching", ("x -> c", "c")),
    "edge starts inside": (routed("x -> c", (110, 70), (150, 70)), "edge-not-touching", ("x -> c", "x")),
    "edge through a node": (
        routed("x -> y", (70, 100), (180, 250), (120, 250)),
        "edge-through-node",
        ("x -> y", "b"),
    ),
    "edge through its own end": (
        routed("x -> c", (120, 70), (150, 70), (160, 150), (150, 200)),
        "edge-through-node",
        ("x -> c", "c"),
    ),
    "text too wide everywhere": (
        put(node("y", 20, 200, "Wonderful warehouses")),
        "text-too-wide",
        ("y",),
    ),
    "text too wide in DejaVu": (
        replace(put(TIGHT), edges=(*CLEAN.edges[:2], PlacedEdge("x -> y", straight((50, 100), (50, 200))))),
        "text-too-wide",
        ("y",),
    ),
}

STYLE = (
    ".page{fill:#ffffff}.box{fill:#f5f5f5}.label{fill:#222222}.label-box{fill:#ffffff}.line{fill:none}"
    ".title{font-size:20px;font-weight:600}.summary{font-size:13px}.node .label{font:600 13px Inter}"
    ".cluster .label{font-size:12px;font-weight:600}.edge .label,.legend{font-size:11px}"
)


def drawn(layout: Layout, style: str = STYLE) -> str:
    """Return the smallest SVG that keeps the contract."""
    clusters = [
        f'<g class="cluster" data-id="{c.id}">{rect("box", c.box)}{texts(c.lines)}</g>'
        for c in layout.clusters
    ]
    nodes = [
        f'<g class="node" data-id="{n.id}">{rect("box", n.box)}{icon(n.icon)}{texts(n.lines)}</g>'
        for n in layout.nodes
    ]
    loose = "".join(text(t, t.style) for t in (*layout.lines, *(e.line for e in layout.legend)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {layout.width} {layout.height}">'
        f"<style>{style}</style>{rect('page', Box(0, 0, layout.width, layout.height))}"
        f"{''.join(clusters)}{''.join(map(edge, layout.edges))}{''.join(nodes)}{loose}</svg>"
    )


def edge(e: PlacedEdge) -> str:
    source, target = e.id.split(" -> ")
    start, route = f"{e.points[0][0]},{e.points[0][1]}", " ".join(f"{x},{y}" for x, y in e.points[1:])
    label = rect("label-box", e.label_box) + texts(e.lines) if e.label_box else ""
    return (
        f'<g class="edge" data-id="{escape(e.id)}" data-source="{source}" data-target="{target}" '
        f'data-kind="request"><path class="line" d="M {start} C {route}"/>{label}</g>'
    )


def rect(name: str, box: Box) -> str:
    return f'<rect class="{name}" x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}"/>'


def icon(box: Box | None) -> str:
    return rect("icon", box).replace("<rect", "<image") if box else ""


def texts(lines: Sequence[TextLine]) -> str:
    return "".join(text(t, "label") for t in lines)


def text(t: TextLine, name: str) -> str:
    return f'<text class="{name}" x="{t.x}" y="{t.y}" text-anchor="{t.anchor}">{escape(t.text)}</text>'


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_in_layout(fault: str) -> None:
    """Each planted fault gives its finding and no other."""
    layout, rule, ids = FAULTS[fault]
    assert [(f.rule, f.ids) for f in check(ARCH, layout)] == [(rule, ids)]


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_in_svg(fault: str) -> None:
    """The same fault is found in the drawing alone."""
    layout, rule, ids = FAULTS[fault]
    assert [(f.rule, f.ids) for f in check_svg(drawn(layout), ARCH)] == [(rule, ids)]


def test_clean_picture() -> None:
    """A picture without faults has no findings, from the layout, the SVG, and the SVG without a model."""
    assert check(ARCH, CLEAN) == ()
    assert check_svg(drawn(CLEAN), ARCH) == ()
    assert check_svg(drawn(CLEAN)) == ()


DARK = STYLE + "@media (prefers-color-scheme: dark){.page{fill:#111}.box{fill:#222}.label-box{fill:#111}"
SPOILT: dict[str, tuple[Callable[[str], str], str]] = {
    "pale text": (
        lambda svg: svg.replace(".label{fill:#222222}", ".label{fill:#999999}", 1),
        "contrast: 'C' of 'c' has a contrast of 2.61, not 4.5",
    ),
    "half transparent": (
        lambda svg: svg.replace('<g class="edge" data-id="a', '<g class="edge" opacity="0.4" data-id="a'),
        "contrast: 'go' of 'a -> b' has a contrast of 2.40, not 4.5",
    ),
    "no light text for dark pages": (
        lambda svg: svg.replace(STYLE, DARK + ".title,.summary,.legend{fill:#fff}}"),
        "contrast: 'C' of 'c' has a contrast of 1.00, not 4.5 (dark)",
    ),
    "transform": (
        lambda svg: svg.replace('<g class="node"', '<g transform="translate(1 0)" class="node"', 1),
        "contract: node 'x' is drawn under a transform",
    ),
    "relative path": (
        lambda svg: svg.replace('<path class="line" d="M', '<path class="line" d="m', 1),
        "contract: the line of 'a -> b' uses the path commands 'm'",
    ),
    "no box": (
        lambda svg: svg.replace('<rect class="box"', '<rect class="card"'),
        "contract: cluster 'c' has no <rect class=\"box\">",
    ),
    "no kind": (
        lambda svg: svg.replace(' data-kind="request"', ""),
        "contract: a group of class 'edge' has no data-kind",
    ),
    "drawn twice": (
        lambda svg: svg.replace('data-id="y"', 'data-id="x"'),
        "contract: 'x' is drawn 2 times",
    ),
    "nodes below clusters": (
        lambda svg: svg.replace(
            "</style>", f'</style><g class="node" data-id="w">{rect("box", CLEAN.nodes[0].box)}</g>'
        ),
        "contract: groups are not painted in the order cluster, edge, node, edge-label",
    ),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_fault_of_the_drawing(fault: str) -> None:
    """Faults that only a drawing can have are found: contrast and the contract for tools."""
    spoil, message = SPOILT[fault]
    assert message in [str(finding) for finding in check_svg(spoil(drawn(CLEAN)))]


def test_lines_of_one_text() -> None:
    """Each tspan with a position is a line of its own."""
    spans = '<tspan x="440" y="70">short</tspan><tspan x="440" y="86">Wonderful warehouses</tspan>'
    svg = drawn(put(replace(CLEAN.nodes[2], lines=()))).replace(
        'height="60"/></g>', f'height="60"/><text class="label" text-anchor="middle">{spans}</text></g>'
    )
    assert [f.message for f in check_svg(svg, ARCH)] == [
        "'Wonderful warehouses' of 'z' leaves its box by 34.3 px in dejavu"
    ]


def test_every_rule_is_planted() -> None:
    """Every rule has a test in which it finds something."""
    planted = {rule for _, rule, _ in FAULTS.values()} | {m.split(":")[0] for _, m in SPOILT.values()}
    assert planted == set(RULES)


def test_messages() -> None:
    """A message names the rule, the parts and the amount."""
    layout, _, _ = FAULTS["edge through a node"]
    finding = check(ARCH, layout)[0]
    assert str(finding) == "edge-through-node: edge 'x -> y' runs 21.3 px through node 'b'"
    assert finding.amount == pytest.approx(21.3, abs=0.1)


def test_label_text_measured_in_three_fonts() -> None:
    """The planted DejaVu fault fits Inter and Arial, so the third font finds it."""
    widths = {font: text_width(NARROW, "label", font) for font in ("inter", "arial", "dejavu")}
    assert max(widths["inter"], widths["arial"]) <= 64 < widths["dejavu"]


def test_figures() -> None:
    """Figures add up: lengths, canvas, extent of the drawing, smallest text."""
    measured = figures(ARCH, CLEAN)
    assert (measured.nodes, measured.edges, measured.crossings, measured.through_cluster) == (5, 3, 0, 0)
    assert measured.edge_length == 100 + 30 + 100
    assert (measured.width, measured.height, measured.smallest_text) == (520, 400, 11)
    assert measured.aspect == pytest.approx(470 / 366, abs=0.01)


def test_figures_of_svg() -> None:
    """The drawing has the same figures as its layout."""
    of_layout, of_svg = figures(ARCH, CLEAN), svg_figures(drawn(CLEAN), ARCH)
    assert replace(of_layout, aspect=0, area=0) == replace(of_svg, aspect=0, area=0)
    assert of_svg.aspect == pytest.approx(of_layout.aspect, abs=0.03)


def test_crossings_counted() -> None:
    """Crossings between edges count once each, but not near a common end."""
    crossed = routed("x -> y", (70, 100), (240, 210), (120, 220))
    assert figures(ARCH, crossed).crossings == 2
    met = routed("x -> y", (120, 69), (123, 71), (119, 101), (70, 200))
    assert figures(ARCH, met).crossings == 0


def test_cluster_crossed_is_a_figure() -> None:
    """An edge across a cluster without an end inside is a figure, not a finding."""
    layout = routed("x -> y", (70, 100), (160, 200), (120, 220))
    assert check(ARCH, layout) == ()
    assert figures(ARCH, layout).through_cluster == 1


def test_edge_along_a_border_is_a_figure() -> None:
    """An edge very close along a card that is not its end is counted."""
    near = routed("x -> y", (120, 90), (168, 90), (168, 130), (120, 220))
    assert figures(ARCH, near).grazing == 1
    assert figures(ARCH, routed("x -> y", (120, 90), (155, 90), (155, 130), (120, 220))).grazing == 0


def test_edges_on_top_of_each_other_are_a_figure() -> None:
    """The length that two edges share away from common ends is measured, without crossings."""
    route = ((120, 70), (135, 70), (135, 200), (150, 200))
    apart = routed("x -> y", (70, 100), (70, 200))
    twins = replace(apart, edges=(*apart.edges[:1], PlacedEdge("x -> c", straight(*route))))
    along = PlacedEdge("x -> y", straight((120, 80), (135, 80), (135, 180), (120, 210)))
    assert figures(ARCH, replace(twins, edges=(*twins.edges, apart.edges[2]))).shared == 0
    shared = figures(ARCH, replace(twins, edges=(*twins.edges, along))).shared
    assert shared == 180 - 100 - 16


def test_crossings_against_every_pair() -> None:
    """The index finds the same crossings as a comparison of every pair of segments."""
    chance = random.Random(7)
    routes = [[(chance.uniform(0, 500), chance.uniform(0, 500)) for _ in range(4)] for _ in range(40)]
    nodes = [Node(id=f"n{i}") for i in range(80)]
    edges = [EdgeData(source=f"n{i}", target=f"n{i + 40}") for i in range(40)]
    arch = Architecture(name="many", nodes=nodes, edges=edges)
    placed = tuple(PlacedEdge(e.id, straight(*r)) for e, r in zip(edges, routes, strict=True))
    assert figures(arch, Layout(500, 500, (), (), placed)).crossings == brute_force(routes) > 300


def brute_force(routes: list[list[Point]]) -> int:
    def side(a: Point, b: Point, c: Point) -> bool:
        return (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])

    def cross(a: Point, b: Point, c: Point, d: Point) -> bool:
        return side(a, b, c) != side(a, b, d) and side(c, d, a) != side(c, d, b)

    pieces = [(n, *pair) for n, r in enumerate(routes) for pair in zip(r, r[1:])]  # noqa: B905, RUF007
    return sum(i[0] < j[0] and cross(i[1], i[2], j[1], j[2]) for i in pieces for j in pieces)


def shapes_of(arch: Architecture) -> set[str]:
    """Return which of the required shapes a random architecture has."""
    edges = arch.edges.values()
    ends = [end for edge in edges for end in (edge.source, edge.target)]
    labels = [item.label for item in (*arch.nodes.values(), *arch.clusters.values(), *edges)]
    shapes = {
        "clusters nested 3 deep": any(len(arch.ancestors(id)) == 2 for id in arch.clusters),
        "a node 3 deep": any(len(arch.ancestors(id)) == 3 for id in arch.nodes),
        "an edge to a cluster": any(end in arch.clusters for end in ends),
        "a self-loop": any(edge.source == edge.target for edge in edges),
        "parallel edges": any("[2]" in edge.id for edge in edges),
        "opposite edges": any(
            f"{e.target} -> {e.source}" in arch.edges for e in edges if e.source != e.target
        ),
        "a label of 40 characters": max(map(len, labels), default=0) == 40,
        "a label of 1 character": min(map(len, labels), default=9) <= 1,
        "a flow": bool(arch.flows),
        "every direction": arch.direction == "BT",
    }
    return {name for name, there in shapes.items() if there}


def test_random_architectures_reach_their_ranges() -> None:
    """The seeded sample has every required shape many times."""
    sample = [random_architecture(seed) for seed in range(200)]
    counts = Counter(shape for arch in sample for shape in shapes_of(arch))
    assert len(counts) == 10 and min(counts.values()) >= 40, counts
    assert all(len(arch.nodes) == 20 and len(arch.edges) == 30 for arch in sample)
    assert max(len(arch.ancestors(id)) for arch in sample for id in arch.nodes) == 3


def test_strategy_reaches_its_ranges() -> None:
    """Derandomised Hypothesis draws every shape too, almost up to the largest sizes."""
    samples: list[Architecture] = []
    run = settings(derandomize=True, max_examples=200, database=None, deadline=None)
    run(given(architectures())(lambda arch: samples.append(arch)))()
    shapes = Counter(shape for arch in samples for shape in shapes_of(arch))
    assert len(shapes) == 10, shapes
    # What it draws depends on the constants of all code that is loaded, so the last step is left to it.
    assert 18 <= max(len(arch.nodes) for arch in samples) <= 20
    assert max(len(arch.clusters) for arch in samples) == 4
    assert 25 <= max(len(arch.edges) for arch in samples) <= 30
    assert all(len(arch.edges) <= 1.5 * len(arch.nodes) for arch in samples)


def test_a_seed_is_an_architecture() -> None:
    """The same seed gives the same architecture, and another seed another one."""
    assert random_architecture(3) == random_architecture(3) != random_architecture(4)
