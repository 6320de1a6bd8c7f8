"""What users of `diagrams` ask for, wish by wish: a test for each row of the list that we can answer.

The number in a name is that of the row, the other that of the oldest issue in mingrammer/diagrams; where
nobody wrote one, it says so. What changes for a user is told in docs/diagrams-users.md.
"""

from __future__ import annotations

import base64
import inspect
import json
import os
import random
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from importlib.resources import files
from pathlib import Path

import diagrams
import pytest
import pyvips
from click.testing import CliRunner, Result
from diagrams.aws.compute import EC2, EKS
from diagrams.onprem.database import PostgreSQL

import mlarch
from mlarch import Cluster, Diagram, Edge, connect, diff, extend, flow, note
from mlarch.catalog import resolve
from mlarch.cli import main
from mlarch.drawing.animation import to_gif
from mlarch.drawing.animation import to_svg as to_moving_svg
from mlarch.drawing.report import report
from mlarch.errors import RecordingError, ScriptError, UnknownNameError
from mlarch.layout.options import Options
from mlarch.layout.page_fit import lay_out
from mlarch.model import Architecture
from mlarch.recording import run_script

SCRIPTS = Path(__file__).parent / "files" / "scripts"
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
LONG = "Recommendation candidates service"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def drawn(block: str, **options: object) -> Architecture:
    """Return what a plain script draws whose diagram holds this block."""
    lines = "\n    ".join(block.strip().splitlines())
    head = (
        "from diagrams import *\nfrom diagrams.aws.compute import EC2\nfrom diagrams.custom import Custom\n"
    )
    asked = "".join(f", {name}={value!r}" for name, value in options.items())
    Path("script.py").write_text(f"{head}with Diagram('Wish', show=False{asked}):\n    {lines}\n")
    (one,) = run_script("script.py")
    return one.architecture


def nothing_wrong(arch: Architecture, **options: object) -> bool:
    """Say whether the checker finds no fault in the picture: overlaps, labels off their lines, and more."""
    found = report(arch, **options).findings
    assert found == (), [str(finding) for finding in found]
    return True


def elements(arch: Architecture, tag: str, **options: object) -> list[ET.Element]:
    return list(ET.fromstring(arch.to_svg(**options)).iter(f"{SVG}{tag}"))


def middle(arch: Architecture, id: str) -> tuple[float, float]:
    """Return where the middle of a node or a cluster is."""
    placed = lay_out(arch, Options())
    return next(one.box.center for one in (*placed.nodes, *placed.clusters) if one.id == id)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def names() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def test_row_01_issue_8_icons_are_inside_the_svg() -> None:
    """The file needs no other: each icon is embedded once, however many nodes have it."""
    arch = drawn("[EC2(str(number)) for number in range(9)] >> EC2('last')")
    pictures = elements(arch, "image")
    assert [picture.get(f"{XLINK}href", "")[:22] for picture in pictures] == ["data:image/png;base64,"]
    assert len(elements(arch, "use")) == 10
    assert not re.search(r"site-packages|resources/|file:|/home|/usr", arch.to_svg())


def test_row_02_issue_17_edges_start_and_end_on_clusters() -> None:
    """A cluster is as good as a node on either side, and the lines end at its border."""
    arch = drawn("""
with Cluster('web') as web:
    EC2('one')
with Cluster('data') as data:
    EC2('two')
EC2('lb') >> Edge(label='HTTP') >> web >> data
data << EC2('batch')
""")
    assert list(arch.edges) == ["lb -> web", "web -> data", "batch -> data"]
    assert nothing_wrong(arch)


@pytest.mark.parametrize("count", [3, 7])
@pytest.mark.parametrize("direction", ["TB", "LR"])
def test_row_03_issue_891_order_is_that_of_the_script(count: int, direction: str) -> None:
    """Clusters in a cluster are read in the order they are declared in: in a grid, and beside each other."""
    block = f"""
entry = EC2('entry')
with Cluster('all'):
    for n in range({count}):
        with Cluster(f'c{{n}}'): node = EC2(f'n{{n}}')
"""
    clusters = [f"c{number}" for number in range(count)]
    free, fed = (drawn(text, direction=direction) for text in (block, f"{block}        entry >> node"))
    assert sorted(clusters, key=lambda id: middle(free, id)[::-1]) == clusters
    assert sorted(clusters, key=lambda id: middle(fed, id)[direction == "LR"]) == clusters
    assert len({middle(fed, id)[direction == "TB"] for id in clusters}) == 1


def test_row_04_issue_44_clusters_have_a_direction_of_their_own() -> None:
    """A chain in a cluster runs as that cluster says, whatever the diagram's direction."""

    def moved(direction: str) -> tuple[bool, bool]:
        arch = drawn(f"with Cluster('c', direction='{direction}'):\n    EC2('a') >> EC2('b')", direction="TB")
        (ax, ay), (bx, by) = middle(arch, "a"), middle(arch, "b")
        return bx > ax + 50, by > ay + 50

    assert (moved("LR"), moved("TB")) == ((True, False), (False, True))


def test_row_05_issue_83_labels_stand_on_their_own_line() -> None:
    """With three nodes and four labels, where `diagrams` is up to 169 pt off, none is off its line."""
    arch = drawn("""
a, b, c = EC2('a'), EC2('b'), EC2('c')
a >> Edge(label='first') >> b >> Edge(label='second') >> c
a >> Edge(label='third') >> c
c >> Edge(label='back again') >> a
""")
    assert [edge.label for edge in arch.edges.values()] == ["first", "second", "third", "back again"]
    assert nothing_wrong(arch)


def test_row_06_issue_7_long_labels_wrap() -> None:
    """Names of thirty letters on neighbours are wrapped, and stand apart from each other and the icons."""
    arch = drawn(f"EC2('{LONG}') >> [EC2('{LONG} 2'), EC2('{LONG} 3')]", direction="TB")
    lines = {node.id: [line.text for line in node.lines] for node in lay_out(arch, Options()).nodes}
    assert " ".join(lines["recommendation-candidates-service"]).startswith(LONG)
    assert all(LONG not in line for own in lines.values() for line in own)
    assert nothing_wrong(arch)


def test_row_07_issue_279_clusters_have_icons() -> None:
    """A cluster takes a node class, a name or a picture as its icon, and shows it beside its title."""
    with Diagram("Groups", write=False) as diagram, Cluster("AKS", icon=EKS), Cluster("Cache", icon="redis"):
        EC2("a")
    arch = diagram.architecture
    assert [one.technology for one in arch.clusters.values()] == [
        "aws.compute.ElasticKubernetesService",
        "onprem.inmemory.Redis",
    ]
    assert all(cluster.icon for cluster in lay_out(arch, Options()).clusters)


def test_row_08_issue_869_one_command_gives_what_can_be_edited() -> None:
    """A plain script becomes draw.io, HTML, Mermaid, D2, JSON and pictures in one command."""
    result = run("render", str(SCRIPTS / "web_service.py"), "-f", "svg,png,drawio,html,mermaid,d2,json")
    assert result.exit_code == 0, result.stderr
    suffixes = ("d2", "drawio", "html", "json", "mmd", "png", "svg")
    assert names() == [f"clustered_web_services.{suffix}" for suffix in suffixes]
    assert ET.parse("clustered_web_services.drawio").getroot().tag == "mxfile"
    assert Path("clustered_web_services.mmd").read_text().startswith(("---", "flowchart"))
    assert all(b"site-packages" not in path.read_bytes() for path in Path().iterdir())


def test_row_09_issue_62_no_graphviz_is_needed() -> None:
    """With nothing on PATH a script is drawn all the same, and leaves no DOT file behind."""
    command = [sys.executable, "-m", "mlarch", "render", str(SCRIPTS / "web_service.py"), "-o", "x.png"]
    subprocess.run(command, env={**os.environ, "PATH": ""}, check=True, capture_output=True)
    assert names() == ["x.png"]


@pytest.mark.parametrize("seed", range(4))
def test_row_10_issue_1214_dense_diagrams_are_drawn(seed: int) -> None:
    """32 nodes in 8 clusters with 60 labelled edges, of which plain `dot` fails three in eight, are drawn."""
    chance, nodes = random.Random(seed), list[EC2]()
    with Diagram("Dense", write=False) as diagram:
        for group in range(8):
            with Cluster(f"group {group}"):
                nodes += [EC2(f"node {group} {number}") for number in range(4)]
        for number in range(60):
            source, target = chance.sample(nodes, 2)
            source >> Edge(f"edge {number}") >> target
    lines = [path for path in elements(diagram.architecture, "path") if path.get("class") == "line"]
    assert len(lines) == 60


def test_row_11_issue_117_operators_do_what_they_seem_to() -> None:
    """Lists join lists, an Edge serves twice, both arrows stay apart, and the rest is an error."""
    with Diagram("x", write=False) as diagram:
        a, b, c, d = (EC2(name) for name in "abcd")
        connect([a], [c, d])
        edge = Edge(color="red")
        a >> edge >> b
        c << edge << b
        b >> a
    arch = diagram.architecture
    assert list(arch.edges)[2:] == ["a -> b", "b -> c", "b -> a"]
    assert [arch.edges[key].color for key in ("a -> b", "b -> c", "b -> a")] == ["red", "red", ""]
    assert nothing_wrong(arch)
    with pytest.raises(ScriptError, match=r"^script\.py:5: a tuple on the right of >>"):
        drawn("EC2('a') >> (EC2('b'), EC2('c'))")
    with pytest.raises(RecordingError, match="never reaches a target"), Diagram("x", write=False):
        EC2("a") >> Edge("lost")


def test_row_12_issue_749_bytes_without_a_file() -> None:
    """Pictures are bytes, texts and data addresses in memory; nothing is written."""
    with Diagram("x", write=False) as diagram:
        EC2("a") >> EC2("b")
    arch = diagram.architecture
    assert arch.to_bytes("png") == arch.to_png()
    assert arch.to_svg().startswith("<svg")
    head, _, data = arch.to_data_uri("svg").partition(",")
    assert (head, base64.b64decode(data)) == ("data:image/svg+xml;base64", arch.to_bytes("svg"))
    assert names() == []


def test_row_13_no_issue_files_are_where_they_are_said_to_be() -> None:
    """No file of the user's is touched, no suffix doubled, no folder made of a title."""
    Path("notes").write_text("mine")
    for options in ({"filename": "notes"}, {"filename": "dbl.png"}, {"name": "in/out", "direction": "lr"}):
        with Diagram(**{"name": "x", "outformat": "PNG", **options}) as diagram:
            EC2("a") >> EC2("b")
    assert names() == ["dbl.png", "in_out.png", "notes", "notes.png"]
    assert (Path("notes").read_text(), diagram.architecture.direction) == ("mine", "LR")
    with pytest.raises(ValueError, match="not a valid output format"):
        diagrams.Diagram("x", outformat="gif")


def test_row_14_issue_97_links_and_tooltips() -> None:
    """`URL` and `tooltip` of a plain script, on nodes, clusters and edges, are links and titles."""
    arch = drawn("""
with Cluster('box', graph_attr={'URL': 'https://a.b/box'}):
    a = EC2('a', URL='https://a.b/a', tooltip='the first')
a >> Edge(label='x', URL='https://a.b/x', tooltip='the line') >> EC2('b', URL='javascript:alert(1)')
""")
    links = {link.get("href") for link in elements(arch, "a")}
    assert links == {"https://a.b/box", "https://a.b/a", "https://a.b/x"}
    assert {"the first", "the line"} <= {title.text for title in elements(arch, "title")}


def test_row_15_no_issue_clusters_of_one_label_are_two() -> None:
    """Siblings of one label are two boxes, each with its own node in it."""
    arch = drawn("for name in 'ab':\n    with Cluster('VPC'):\n        EC2(name)")
    assert [node.cluster for node in arch.nodes.values()] == ["vpc", "vpc-2"]
    assert nothing_wrong(arch)


def test_row_16_issue_440_the_same_script_gives_the_same_bytes() -> None:
    """Two processes with different hash seeds write equal files; one id for two nodes is an error."""
    for seed in "12":
        command = [sys.executable, "-m", "mlarch", "render", str(SCRIPTS / "several.py"), "-o", f"{seed}/"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(command, env=environment, check=True, capture_output=True)
    written = [{path.name: path.read_bytes() for path in Path(seed).iterdir()} for seed in "12"]
    assert written[0] == written[1]
    with pytest.raises(ScriptError, match=r"script\.py:6: id 'x' is used twice, first at script\.py:5"):
        drawn("EC2('a', nodeid='x')\nEC2('b', nodeid='x')")


def test_row_17_issue_605_dark_is_dark_everywhere() -> None:
    """Themes cover texts, boxes and labels, one file can follow its reader, and slides have no background."""
    arch = drawn("with Cluster('c'):\n    EC2('a') >> Edge(label='x', color='red') >> EC2('b')")
    assert nothing_wrong(arch, theme="dark")
    assert "prefers-color-scheme:dark" in arch.to_svg(theme="auto").replace(" ", "")
    assert not [box for box in elements(arch, "rect", transparent=True) if box.get("class") == "canvas"]
    assert run("render", "script.py", "--theme", "dark", "-o", "x.svg").exit_code == 0
    assert Path("x.svg").read_text() == arch.to_svg(theme="dark")


def test_row_18_issue_242_one_font_for_everything() -> None:
    """Title, clusters, nodes and edges have one family, sized to fit whichever of it a reader has."""
    arch = drawn("with Cluster('数据'):\n    EC2('模型') >> Edge(label='مرحبا') >> EC2('b')")
    (style,) = elements(arch, "style")
    assert re.findall(r"font-family:([^;}]+)", style.text) == ["Inter,Arial,Helvetica,sans-serif"]
    assert not [text for text in elements(arch, "text") if text.get("font-family")]
    assert {"数据", "模型", "مرحبا"} <= {text.text for text in elements(arch, "text")}


def test_row_19_issue_450_icons_of_ones_own_are_there_or_said_to_be_missing() -> None:
    """A picture is found from anywhere, SVG is drawn in PNG too, and one that is missing is an error."""
    square = '<path fill="#f00" d="M0 0h9v9H0z"/>'
    Path("red.svg").write_text(f'<svg xmlns="{SVG[1:-1]}" width="9" height="9">{square}</svg>')
    arch = drawn("Custom('mine', 'red.svg')", filename="out/x")
    image = pyvips.Image.new_from_buffer(arch.to_png(), "")
    red = (image[0] > 250) & (image[1] < 5) & (image[2] < 5)
    assert red.avg() / 255 * image.width * image.height > 1000
    with pytest.raises(ScriptError, match=r"script\.py:5: the icon 'no\.png' of 'gone' does not exist"):
        drawn("Custom('gone', 'no.png')")


def test_row_20_issue_246_icons_are_found_by_name() -> None:
    """A technology has a short name, any case will do, and a wrong one is answered with the nearest."""
    assert resolve("PostgreSQL") == resolve("postgresql") == "onprem.database.Postgresql"
    with Diagram("x", write=False) as diagram:
        EC2("a", icon="kafka")
    assert diagram.architecture.nodes["a"].technology == "onprem.queue.Kafka"
    with pytest.raises(UnknownNameError, match=r"Did you mean 'redis'"):
        resolve("redsi")


def test_row_21_issue_535_sharp_and_as_large_as_asked() -> None:
    """A PNG has two pixels to one by default, or as many as asked; a picture is as wide as asked."""
    arch = drawn("EC2('a') >> EC2('b')")
    sizes = [pyvips.Image.new_from_buffer(arch.to_png(**o), "").width for o in ({}, {"scale": 4})]
    assert sizes[1] == 2 * sizes[0]
    root = ET.fromstring(arch.to_svg(width=900))
    assert root.get("width") == "900"
    margins = [node.box.x for node in lay_out(arch, Options()).nodes]
    assert min(margins) < 40  # where `diagrams` leaves two inches


def test_row_22_issue_436_one_model_several_pictures() -> None:
    """A diagram goes into another, shows a part of itself, and one inside another leaves that as it was."""
    with Diagram("base", write=False) as base:
        EC2("a") >> EC2("b")
    with Diagram("next", write=False) as following:
        parts = extend(base.architecture)
        with Diagram("aside", write=False):
            EC2("other")
        parts["b"] >> EC2("c") >> PostgreSQL("d")
    arch = following.architecture
    assert list(arch.nodes) == ["a", "b", "c", "d"]
    assert list(arch.view(focus="a", hops=1).nodes) == ["a", "b"]
    assert [one.id for one in diff(base.architecture, arch).of("added", "node")] == ["c", "d"]


def test_row_23_no_issue_an_exception_writes_nothing() -> None:
    """A block that fails leaves the old picture as it was, and raises what it raised."""
    Path("x.png").write_text("old")
    with pytest.raises(ZeroDivisionError), Diagram("x"):
        print(EC2("a"), 1 / 0)
    assert Path("x.png").read_text() == "old"
    assert diagrams.getdiagram() is None


def test_row_24_no_issue_no_viewer_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing opens unless asked, and never for a script that is drawn by the command."""
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    with Diagram("x"):
        EC2("a")
    drawn("EC2('a')", outformat="svg")
    assert opened == []
    with Diagram("x", show=True):
        EC2("a")
    assert opened == [Path("x.png").absolute().as_uri()]


def test_row_25_issue_595_type_checkers_see_types() -> None:
    """The package says that it has types, and each public function and class says which."""
    assert files("mlarch").joinpath("py.typed").is_file()
    for name in mlarch.__all__:
        thing = getattr(mlarch, name)
        if inspect.isfunction(thing):
            signature = inspect.signature(thing)
            kinds = [one.annotation for one in signature.parameters.values()]
            assert inspect.Parameter.empty not in [*kinds, signature.return_annotation], name


def test_row_26_issue_447_legends_and_notes() -> None:
    """The legend is made from what is drawn, and notes stand below it where asked for."""
    with Diagram("x", write=False) as diagram:
        EC2("a") >> Edge("job", kind="event") >> EC2("b", status="planned")
        EC2("a2") >> EC2("b2")
        note("Ports are those of production.")
    arch = diagram.architecture
    texts = [text.text for text in elements(arch, "text", notes=True)]
    assert "Ports are those of production." in texts
    assert {entry.key for entry in lay_out(arch, Options()).legend} >= {"request", "event", "planned"}


def test_row_27_issue_890_flows_number_themselves() -> None:
    """A flow numbers the edges it follows, and its steps are told in words."""
    with Diagram("x", write=False) as diagram:
        a, b, c = EC2("a"), EC2("b"), EC2("c")
        a >> b >> c
        flow("Checkout", a, b, c)
    placed = lay_out(diagram.architecture, Options())
    assert [badge.number for edge in placed.edges for badge in edge.badges] == [1, 2]
    assert (
        "1. Request from a to b.\n2. Request from b to c." in diagram.architecture.to_bytes("text").decode()
    )


def test_row_28_issue_6_what_exists_is_drawn() -> None:
    """A Compose file becomes a document, which is drawn like any other."""
    Path("compose.yaml").write_text(
        "services:\n  web: {image: nginx, depends_on: [db]}\n  db: {image: redis}\n"
    )
    assert run("import", "compose", "compose.yaml", "-o", "shop.yaml").exit_code == 0
    assert run("render", "shop.yaml").exit_code == 0
    assert "shop.svg" in names()


def test_row_29_issue_932_pictures_that_move() -> None:
    """Steps become one moving SVG that stands still for who wants that, or a GIF."""
    with Diagram("x", write=False) as first:
        EC2("a")
    second = first.architecture.with_node("b", label="b").connect("a", "b")
    svg = to_moving_svg([first.architecture, second])
    assert "@keyframes" in svg
    assert "@media (prefers-reduced-motion:reduce)" in svg
    assert to_gif([first.architecture, second])[:6] == b"GIF89a"


def test_row_30_issue_358_merged_edges_keep_their_labels() -> None:
    """`strict=True` merges two parallel edges and says what both said."""
    arch = drawn("a, b = EC2('a'), EC2('b')\nfor n in '12':\n    a >> Edge(label=n) >> b", strict=True)
    assert [edge.label for edge in arch.edges.values()] == ["1\n2"]


def test_row_31_issue_36_notebooks_show_svg() -> None:
    """In a notebook a diagram shows itself as SVG, icons and all, and writes no file."""
    with Diagram("x", write=False) as diagram:
        EC2("a")
    bundle = diagram._repr_mimebundle_()
    assert bundle["image/svg+xml"].count("data:image/png;base64,") == 1
    assert (diagram._repr_png_(), names()) == (None, [])


def test_row_32_issue_1149_the_command_line_names_file_and_line() -> None:
    """Modules beside a script are found, what fails has its place, and stale pictures are findings."""
    Path("sib.py").write_text("NAME = 'from beside'\n")
    assert "from beside" in [node.label for node in drawn("from sib import NAME; EC2(NAME)").nodes.values()]
    Path("bad.py").write_text("import diagrams\n\n1 / 0\n")
    result = run("render", "bad.py")
    assert (result.exit_code, result.stderr) == (2, "error: bad.py:3: ZeroDivisionError: division by zero\n")
    Path("architectures").mkdir()
    Path("architectures/a.yaml").write_text("title: A\n")
    assert run("build", "--check").exit_code == 1
    assert (run("build").exit_code, run("build", "--check").exit_code) == (0, 0)


def test_row_33_issue_75_a_script_may_be_called_diagrams() -> None:
    """A script named like the package, or beside one of that name, finds the package."""
    code = "from diagrams import Diagram, Node\nwith Diagram('x', show=False): Node('a')\n"
    Path("diagrams.py").write_text(code)
    Path("other.py").write_text(code)
    program = Path(sys.executable).with_name("mlarch")
    for name in ("diagrams.py", "other.py"):
        done = subprocess.run([program, "render", name, "-o", "x.json"], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "wrote x.json\n")


def test_row_34_no_issue_pictures_can_be_heard() -> None:
    """The SVG has a role, a title and a description in words, and `text` tells all there is."""
    arch = drawn("EC2('Web server') >> Edge(label='SQL') >> EC2('Orders')")
    root = ET.fromstring(arch.to_svg())
    labels = {one.get("id"): one.text for one in root if one.tag in (f"{SVG}title", f"{SVG}desc")}
    assert root.get("role") == "img"
    assert [labels[id] for id in root.get("aria-labelledby", "").split()] == [
        "Wish",
        "Parts: Web server, Orders.",
    ]
    assert "Request from Web server to Orders: SQL." in arch.to_bytes("text").decode()


@pytest.mark.parametrize("label", [r"C:\new\temp", "<not html>", "a & b", "{x|y}", '"quoted"', "${HOME}"])
def test_row_35_no_issue_labels_are_text(label: str) -> None:
    """A label is drawn as it was written, whatever it means to Graphviz or HTML."""
    arch = drawn(f"EC2({label!r})")
    assert arch.nodes[next(iter(arch.nodes))].label == label
    assert label in [text.text for text in elements(arch, "text")]
    assert label in [node["label"] for node in json.loads(arch.to_json())["nodes"].values()]
