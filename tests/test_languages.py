"""Mermaid, D2, DOT and draw.io, read with the tools of each language."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from architectures import architectures, random_architecture
from mlarch.exporters import export, mermaid
from mlarch.layout.page_fit import lay_out
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from tools import HOSTILE, drawn_architectures, hostile, in_page, plain, run

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

few_examples = settings(max_examples=30, deadline=None)
RANDOM = [random_architecture(seed, nodes=seed + 1, clusters=seed % 6, edges=2 * seed) for seed in range(8)]

# Keywords of a language, and ids that it could confuse with each other.
IDS = (
    *("label", "shape", "style", "near", "class", "classes", "vars", "steps", "layers", "scenarios", "null"),
    *("title", "TITLE", "end", "END", "graph", "subgraph", "default", "click", "call", "href", "endpoint"),
    *("-", "--", "_", "__", ".", "...", "/", "a/b", "a.b", "a-b", "a_b", "A-B", "x", "o1", "1", "1.5", "0"),
)


def shop(**fields: Any) -> Architecture:
    """Return a small system."""
    return Architecture(
        **{
            "name": "shop",
            "title": "A shop",
            "nodes": [
                Node(id="users", label="Users", role="user"),
                Node(id="web", label="Web", cluster="serving", replicas=2, description="HTTP", status="new"),
                Node(id="db", label="Orders", role="relational-database", link="https://example.com/?a=b#c"),
            ],
            "clusters": [ClusterData(id="serving", label="Serving", direction="LR", color="teal")],
            "edges": [
                EdgeData(source="users", target="serving", label="HTTPS"),
                EdgeData(source="web", target="db", kind="event", arrow="both", label="a | b"),
                EdgeData(source="web", target="db", id="web -> db [2]", kind="event", arrow="back"),
            ],
            **fields,
        }
    )


def strange_ids() -> Architecture:
    """Return nodes with all of `IDS`, in a cluster, joined in a ring."""
    pairs = zip(IDS, (*IDS[1:], IDS[0]), strict=True)
    return Architecture(
        name="ids",
        nodes=[Node(id=id, label=f"node {number}", cluster="box") for number, id in enumerate(IDS)],
        clusters=[
            ClusterData(id="box"),
            ClusterData(id="Box", label="Other"),
            ClusterData(id="styles", cluster="Box"),
        ],
        edges=[EdgeData(source=a, target=b, label=f"edge {number}") for number, (a, b) in enumerate(pairs)],
    )


def to_d2(arch: Architecture) -> str:
    return str(export(arch, "d2"))


def to_mermaid(arch: Architecture) -> str:
    return str(export(arch, "mermaid"))


def to_drawio(arch: Architecture) -> str:
    return str(export(arch, "drawio"))


# Mermaid.


def test_mermaid_reads_like_one_written_by_hand() -> None:
    """Subgraphs, shapes, labels and styles are written as a person would write them."""
    assert to_mermaid(shop()) == (
        "---\n"
        'title: "A shop"\n'
        "---\n"
        "flowchart TB\n"
        '    users(["Users"])\n'
        '    db[("Orders<br/>relational database")]\n'
        '    subgraph serving["Serving"]\n'
        "        direction LR\n"
        '        web["Web \u00d7 2<br/>HTTP"]:::new\n'
        "    end\n"
        '    users -->|"HTTPS"| serving\n'
        '    web <-->|"a #124; b"| db\n'
        "    db --> web\n"
        "    linkStyle 0 stroke:#3b82f6,stroke-width:1.5px\n"
        "    linkStyle 1,2 stroke:#8b5cf6,stroke-width:1.5px,stroke-dasharray:6 4\n"
        "    classDef new stroke:#10a37f,stroke-width:3px\n"
        "    style serving stroke:#008080,stroke-width:2px\n"
        '    click db href "https://example.com/?a=b%23c" _blank\n'
    )


def test_mermaid_draws_every_architecture(tmp_path: Path) -> None:
    """Mermaid draws every entry, random architectures and keyword ids completely."""
    archs = {**drawn_architectures(), **{arch.name: arch for arch in RANDOM}, "ids": strange_ids()}
    drawn = in_page("mermaid.html", "mermaid.min.js", map(to_mermaid, archs.values()), tmp_path)
    for (name, arch), chart in zip(archs.items(), drawn, strict=True):
        assert "error" not in chart, f"{name}: {chart['error']}"
        labels = {
            plain(node.label if node.replicas == 1 else f"{node.label} \u00d7 {node.replicas}")
            for node in arch.nodes.values()
        }
        texts = [plain(text) for text in chart["nodes"]]
        assert all(any(text.startswith(label) for text in texts) for label in labels), name
        assert chart["lines"] == len(mermaid._edges(arch)), name


def test_mermaid_draws_labels_as_text(tmp_path: Path) -> None:
    """A hostile label is drawn unchanged, and adds no element to the picture."""
    charts = [to_mermaid(hostile(label)) for label in ("plain", *HOSTILE)]
    harmless, *drawn = in_page("mermaid.html", "mermaid.min.js", charts, tmp_path)
    for label, chart in zip(HOSTILE, drawn, strict=True):
        assert "error" not in chart, f"{label!r}: {chart['error']}"
        expected = plain(label)
        assert {plain(text) for text in (*chart["edges"], *chart["clusters"])} == {expected}, label
        cards = {f"{expected} {expected}", f"{expected} cache", f"{expected} question"}
        assert cards <= {plain(text) for text in chart["nodes"]}, label
        assert plain(chart["title"]).replace("\uff1c", "<") == expected
        assert {*chart["tags"]} == {*harmless["tags"]}, label


def test_several_loops_of_one_node_become_one() -> None:
    """Mermaid draws one loop per node: it gets the labels of all."""
    loops = [
        EdgeData(source="a", target="a", id=id, label=label)
        for id, label in (("a -> a", "x"), ("a -> a [2]", "y"))
    ]
    arch = Architecture(
        name="x", nodes=[Node(id="a"), Node(id="b")], edges=[*loops, EdgeData(source="a", target="b")]
    )
    assert '    a -->|"x<br/>y"| a\n    a --> b\n    linkStyle 0,1 ' in to_mermaid(arch)


# D2.


def test_d2_reads_like_one_written_by_hand() -> None:
    """Containers, shapes, labels and classes are written as a person would write them."""
    assert to_d2(shop()) == (
        "direction: down\n"
        "classes: {\n"
        '  request.style: {stroke: "#2563eb"}\n'
        '  event.style: {stroke: "#7c3aed"; stroke-dash: 6}\n'
        '  new.style: {stroke: "#047857"; stroke-width: 3}\n'
        "}\n"
        "\n"
        '"title": "A shop" {\n'
        "  shape: text\n"
        "  near: top-center\n"
        "  style: {font-size: 24; bold: true}\n"
        "}\n"
        "\n"
        '"users": "Users" {\n'
        "  shape: person\n"
        "}\n"
        '"db": "Orders\\nrelational database" {\n'
        "  shape: cylinder\n"
        '  link: "https://example.com/?a=b#c"\n'
        "}\n"
        '"serving": "Serving" {\n'
        "  direction: right\n"
        '  style.stroke: "#008080"\n'
        '  "web": "Web \u00d7 2\\nHTTP" {\n'
        "    class: new\n"
        "  }\n"
        "}\n"
        "\n"
        '"users" -> "serving": "HTTPS" {class: request}\n'
        '"serving"."web" <-> "db": "a | b" {class: event}\n'
        '"serving"."web" <- "db": {class: event}\n'
    )


def d2_texts(arch: Architecture, folder: Path) -> list[str]:
    """Return the texts that D2 draws, after its formatter accepts the file."""
    source = folder / "x.d2"
    source.write_text(to_d2(arch), encoding="utf-8")
    run("d2", "fmt", "--check", source)
    run("d2", source, folder / "x.svg")
    drawn = (folder / "x.svg").read_text(encoding="utf-8")
    texts = re.findall(r"<text[^>]*>(.*?)</text>", drawn, re.DOTALL)
    return [plain(html.unescape(re.sub(r"<[^>]*>", " ", text))) for text in texts]


def test_d2_draws_every_architecture(tmp_path: Path) -> None:
    """D2 draws every entry, random architectures and keyword ids completely."""
    archs = {**drawn_architectures(), **{arch.name: arch for arch in RANDOM}, "ids": strange_ids()}
    for name, arch in archs.items():
        texts = d2_texts(arch, tmp_path)
        labels = [
            item.label for item in (*arch.nodes.values(), *arch.clusters.values(), *arch.edges.values())
        ]
        assert len(texts) >= len([label for label in labels if label.strip()]), name
        assert all(any(plain(label) in text for text in texts) for label in labels), name


@pytest.mark.parametrize("label", HOSTILE)
def test_d2_draws_labels_as_text(label: str, tmp_path: Path) -> None:
    """A hostile label is drawn unchanged in every place."""
    expected = plain(label)
    cards = {f"{expected} {expected}", f"{expected} cache", f"{expected} question"}
    assert {*d2_texts(hostile(label), tmp_path)} == {expected, *cards}


# DOT.


def test_dot_reads_every_architecture() -> None:
    """Graphviz reads every entry, and hostile labels, without a warning."""
    for arch in (*drawn_architectures().values(), *map(hostile, HOSTILE)):
        done = run("dot", "-Tcanon", input=export(arch, "dot"))
        assert (done.stdout[:8], done.stderr) == ("digraph ", "")


# draw.io.


class Cells:
    """The cells of a draw.io file, each with its label, parent and geometry."""

    def __init__(self, source: str) -> None:
        self.root = ElementTree.fromstring(source)
        cells = self.root.findall("./diagram/mxGraphModel/root/*")
        self.all = {cell.get("id", ""): cell for cell in cells}
        assert len(self.all) == len(cells), "an id is used twice"

    def inner(self, id: str) -> ElementTree.Element:
        """Return the cell of an id, which may be inside an object."""
        cell = self.all[id]
        return cell if cell.tag == "mxCell" else cell.findall("mxCell")[0]

    def label(self, id: str) -> str:
        cell = self.all[id]
        return cell.get("value", "") or cell.get("label", "")

    def style(self, id: str) -> dict[str, str]:
        parts = (part.partition("=") for part in self.inner(id).get("style", "").split(";") if part)
        return {name: value for name, _, value in parts}

    def vertices(self) -> list[str]:
        return [id for id in self.all if self.inner(id).get("vertex") == "1"]

    def edges(self) -> list[str]:
        return [id for id in self.all if self.inner(id).get("edge") == "1"]

    def above(self, id: str) -> Iterator[str]:
        """Yield the cells around a cell, innermost first."""
        while (parent := self.inner(id).get("parent")) is not None:
            yield parent
            id = parent

    def numbers(self, id: str) -> dict[str, float]:
        geometry = self.inner(id).find("mxGeometry")
        assert geometry is not None
        return {name: float(geometry.get(name, "0")) for name in ("x", "y", "width", "height")}

    def origin(self, id: str) -> tuple[float, float]:
        """Return the origin of the coordinates inside a cell."""
        parents = [parent for parent in (id, *self.above(id)) if parent not in ("0", "1")]
        positions = [self.numbers(parent) for parent in parents]
        return sum(position["x"] for position in positions), sum(position["y"] for position in positions)


def valid_cells(source: str) -> Cells:
    """Check that a file follows the rules of draw.io, and return its cells."""
    cells = Cells(source)
    assert [*cells.all][:2] == ["0", "1"]
    assert cells.inner("0").attrib == {"id": "0"}
    assert {*cells.all} == {"0", "1", *cells.vertices(), *cells.edges()}
    for id in (*cells.vertices(), *cells.edges()):
        *_, layer, root = (id, *cells.above(id))
        assert (layer, root) == ("1", "0")
        parent = cells.inner(id).get("parent", "")
        assert parent == "1" or cells.style(parent)["container"] == "1"
        assert all(map(math.isfinite, cells.numbers(id).values()))
    for id in cells.edges():
        ends = [cells.inner(id).get(end, "") for end in ("source", "target")]
        assert all(cells.inner(end).get("vertex") == "1" for end in ends)
    return cells


def assert_matches_layout(arch: Architecture, cells: Cells) -> None:
    """Check the positions of boxes, and the ends of edges."""
    placed = lay_out(arch)
    boxes = {node.id: node.box for node in placed.nodes}
    boxes |= {cluster.id: cluster.box for cluster in placed.clusters}
    assert {id for id in cells.vertices() if id.startswith("at ")} == {f"at {id}" for id in boxes}
    for id, box in boxes.items():
        x, y = cells.origin(f"at {id}")
        size = cells.numbers(f"at {id}")
        assert (x, y, size["width"], size["height"]) == pytest.approx(
            (box.x, box.y, box.width, box.height), abs=0.05
        )
        parent = arch.nodes[id].cluster if id in arch.nodes else arch.clusters[id].cluster
        assert cells.inner(f"at {id}").get("parent") == (f"at {parent}" if parent else "1")
    for edge in arch.edges.values():
        cell = cells.inner(f"edge {edge.id}")
        assert (cell.get("source"), cell.get("target")) == (f"at {edge.source}", f"at {edge.target}")


def test_drawio_files_are_valid() -> None:
    """Ids are unique, parents are containers, edges have ends."""
    for arch in (*drawn_architectures().values(), strange_ids(), *map(hostile, HOSTILE)):
        assert_matches_layout(arch, valid_cells(to_drawio(arch)))


@few_examples
@given(arch=architectures(max_nodes=10))
def test_every_drawio_file_is_valid(arch: Architecture) -> None:
    """The draw.io file of any architecture is valid."""
    assert_matches_layout(arch, valid_cells(to_drawio(arch)))


def test_drawio_labels_are_escaped_html() -> None:
    """A label is escaped HTML, with replicas, second line and step number."""
    cells = valid_cells(to_drawio(shop(flows={"buy": ("users", "serving")}, summary="<b>Sells</b>")))
    assert cells.label("title") == "A shop"
    assert cells.label("summary") == "&lt;b&gt;Sells&lt;/b&gt;"
    second = '<font style="font-size:11px" color="#55627a">HTTP</font>'
    assert cells.label("at web") == f"<b>Web \u00d7 2</b><br>{second}"
    assert cells.label("edge users -> serving") == '<b><font color="#2563eb">1</font></b>&nbsp; HTTPS'
    assert cells.all["at db"].get("link") == "https://example.com/?a=b#c"
    assert cells.all["at web"].get("tooltip") == "HTTP"


def test_drawio_edges_look_like_their_kind() -> None:
    """Colors, dashes and arrowheads are those of our picture."""
    edges = [
        EdgeData(source="a", target="b", kind="event", arrow="both"),
        EdgeData(source="b", target="a", color="teal", style="dotted", arrow="back"),
        EdgeData(source="a", target="a", style="bold", arrow="none"),
    ]
    cells = valid_cells(to_drawio(Architecture(name="x", nodes=[Node(id="a"), Node(id="b")], edges=edges)))
    styles = [cells.style(f"edge {edge.id}") for edge in edges]
    names = ("strokeColor", "dashPattern", "startArrow", "endArrow", "strokeWidth")
    assert [tuple(style.get(name) for name in names) for style in styles] == [
        ("#7c3aed", "6 4", "block", "block", "1.6"),
        ("#008080", "1.5 4", "block", "none", "1.6"),
        ("#2563eb", None, "none", "none", "3"),
    ]


def test_drawio_icons_are_embedded() -> None:
    """Each icon is a data URI without a semicolon, which would end the style."""
    for name, arch in drawn_architectures().items():
        cells = valid_cells(to_drawio(arch))
        pictures = [cells.style(id)["image"] for id in cells.vertices() if "image" in cells.style(id)]
        assert pictures, name
        assert all(re.fullmatch(r"data:image/(png|svg\+xml),[A-Za-z0-9+/=]+", uri) for uri in pictures)


def test_drawio_draws_files_as_we_do(tmp_path: Path) -> None:
    """mxGraph, the library under draw.io, draws everything at our positions."""
    archs = {
        **drawn_architectures(),
        "ids": strange_ids(),
        **{repr(label): hostile(label) for label in HOSTILE},
    }
    drawn = in_page("drawio.html", "mxClient.min.js", map(to_drawio, archs.values()), tmp_path)
    for (name, arch), graph in zip(archs.items(), drawn, strict=True):
        assert "error" not in graph, f"{name}: {graph['error']}"
        assert {*graph["tags"]} <= {
            "b",
            "br",
            "div",
            "font",
            "foreignObject",
            "g",
            "image",
            "path",
            "rect",
            "svg",
        }
        assert all(address.startswith("data:image/") for address in graph["images"])
        _is_drawn_as_laid_out(arch, graph)


def _is_drawn_as_laid_out(arch: Architecture, graph: Mapping[str, Any]) -> None:
    placed = lay_out(arch)
    vertices = {vertex["id"]: vertex for vertex in graph["vertices"]}
    for node in placed.nodes:
        vertex = vertices[f"at {node.id}"]
        assert math.dist((vertex["x"], vertex["y"]), (node.box.x, node.box.y)) < 1
        assert plain(arch.nodes[node.id].label) in plain(vertex["text"])
    edges = {edge["id"]: edge for edge in graph["edges"]}
    for line in placed.edges:
        edge = edges[f"edge {line.id}"]
        for drawn, expected in zip(
            (edge["points"][0], edge["points"][-1]), (line.points[0], line.points[-1]), strict=True
        ):
            assert math.dist(drawn, expected) < 3
        if line.label_box is not None:
            assert math.dist(edge["label"], line.label_box.center) < 3
            assert (
                plain(edge["text"])
                .replace(" ", "")
                .endswith(plain(arch.edges[line.id].label).replace(" ", ""))
            )
