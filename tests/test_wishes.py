"""Each request of `diagrams` users that mlarch answers has a test.

The first number in a name is the row in docs/reference/diagrams-compatibility.md, the second the oldest
issue in mingrammer/diagrams, if there is one.
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

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

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
    """Return the architecture of a plain script whose diagram holds this block."""
    lines = "\n    ".join(block.strip().splitlines())
    head = (
        "from diagrams import *\nfrom diagrams.aws.compute import EC2\nfrom diagrams.custom import Custom\n"
    )
    asked = "".join(f", {name}={value!r}" for name, value in options.items())
    Path("script.py").write_text(f"{head}with Diagram('Wish', show=False{asked}):\n    {lines}\n")
    (diagram,) = run_script("script.py")
    return diagram.architecture


def nothing_wrong(arch: Architecture, **options: object) -> bool:
    """Return True if the checker finds no overlap, misplaced label or other fault."""
    found = report(arch, **options).findings
    assert found == (), [str(finding) for finding in found]
    return True


def elements(arch: Architecture, tag: str, **options: object) -> list[ET.Element]:
    return list(ET.fromstring(arch.to_svg(**options)).iter(f"{SVG}{tag}"))


def middle(arch: Architecture, id: str) -> tuple[float, float]:
    """Return the center of a node or a cluster."""
    placed = lay_out(arch, Options())
    return next(part.box.center for part in (*placed.nodes, *placed.clusters) if part.id == id)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def names() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def test_row_01_issue_8_icons_are_inside_the_svg() -> None:
    """The SVG embeds each icon once, and refers to no other file."""
    arch = drawn("[EC2(str(number)) for number in range(9)] >> EC2('last')")
    pictures = elements(arch, "image")
    assert [picture.get(f"{XLINK}href", "")[:22] for picture in pictures] == ["data:image/png;base64,"]
    assert len(elements(arch, "use")) == 10
    assert not re.search(r"site-packages|resources/|file:|/home|/usr", arch.to_svg())


def test_row_02_issue_17_edges_start_and_end_on_clusters() -> None:
    """Edges join nodes and clusters, and end at the border of a cluster."""
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
    """Clusters in a cluster keep the order of the script, in a grid and in a row."""
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
    """A chain in a cluster has the direction of the cluster, not of the diagram."""

    def moved(direction: str) -> tuple[bool, bool]:
        arch = drawn(f"with Cluster('c', direction='{direction}'):\n    EC2('a') >> EC2('b')", direction="TB")
        (ax, ay), (bx, by) = middle(arch, "a"), middle(arch, "b")
        return bx > ax + 50, by > ay + 50

    assert (moved("LR"), moved("TB")) == ((True, False), (False, True))


def test_row_05_issue_83_labels_are_on_their_lines() -> None:
    """Four labels between three nodes are on their lines; `diagrams` is up to 169 pt off."""
    arch = drawn("""
a, b, c = EC2('a'), EC2('b'), EC2('c')
a >> Edge(label='first') >> b >> Edge(label='second') >> c
a >> Edge(label='third') >> c
c >> Edge(label='back again') >> a
""")
    assert [edge.label for edge in arch.edges.values()] == ["first", "second", "third", "back again"]
    assert nothing_wrong(arch)


def test_row_06_issue_7_long_labels_wrap() -> None:
    """Long labels of neighbours wrap and do not overlap."""
    arch = drawn(f"EC2('{LONG}') >> [EC2('{LONG} 2'), EC2('{LONG} 3')]", direction="TB")
    lines = {node.id: [line.text for line in node.lines] for node in lay_out(arch, Options()).nodes}
    assert " ".join(lines["recommendation-candidates-service"]).startswith(LONG)
    assert all(LONG not in line for own in lines.values() for line in own)
    assert nothing_wrong(arch)


def test_row_07_issue_279_clusters_have_icons() -> None:
    """A cluster shows a node class, a technology or an icon file beside its title."""
    with Diagram("Groups", write=False) as diagram, Cluster("AKS", icon=EKS), Cluster("Cache", icon="redis"):
        EC2("a")
    arch = diagram.architecture
    assert [cluster.technology for cluster in arch.clusters.values()] == [
        "aws.compute.ElasticKubernetesService",
        "onprem.inmemory.Redis",
    ]
    assert all(cluster.icon for cluster in lay_out(arch, Options()).clusters)


def test_row_08_issue_869_one_command_writes_editable_formats() -> None:
    """A plain script becomes draw.io, HTML, Mermaid, D2, JSON and pictures in one command."""
    result = run("render", str(SCRIPTS / "web_service.py"), "-f", "svg,png,drawio,html,mermaid,d2,json")
    assert result.exit_code == 0, result.stderr
    suffixes = ("d2", "drawio", "html", "json", "mmd", "png", "svg")
    assert names() == [f"clustered_web_services.{suffix}" for suffix in suffixes]
    assert ET.parse("clustered_web_services.drawio").getroot().tag == "mxfile"
    assert Path("clustered_web_services.mmd").read_text().startswith(("---", "flowchart"))
    assert all(b"site-packages" not in path.read_bytes() for path in Path().iterdir())


def test_row_09_issue_62_no_graphviz_is_needed() -> None:
    """A script is drawn with an empty PATH, and leaves no DOT file behind."""
    command = [sys.executable, "-m", "mlarch", "render", str(SCRIPTS / "web_service.py"), "-o", "x.png"]
    subprocess.run(command, env={**os.environ, "PATH": ""}, check=True, capture_output=True)
    assert names() == ["x.png"]


@pytest.mark.parametrize("seed", range(4))
def test_row_10_issue_1214_dense_diagrams_are_drawn(seed: int) -> None:
    """32 nodes in 8 clusters with 60 labelled edges are drawn; `dot` fails on some."""
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


def test_row_11_issue_117_operators_are_predictable() -> None:
    """Lists join lists, an Edge can be reused, and mistakes are errors."""
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
    """Pictures are available as bytes, text and data URIs without a file."""
    with Diagram("x", write=False) as diagram:
        EC2("a") >> EC2("b")
    arch = diagram.architecture
    assert arch.to_bytes("png") == arch.to_png()
    assert arch.to_svg().startswith("<svg")
    head, _, data = arch.to_data_uri("svg").partition(",")
    assert (head, base64.b64decode(data)) == ("data:image/svg+xml;base64", arch.to_bytes("svg"))
    assert names() == []


def test_row_13_no_issue_files_have_the_expected_names() -> None:
    """No other file is touched, no suffix is doubled and no folder is created."""
    Path("notes").write_text("mine")
    for options in ({"filename": "notes"}, {"filename": "dbl.png"}, {"name": "in/out", "direction": "lr"}):
        with Diagram(**{"name": "x", "outformat": "PNG", **options}) as diagram:
            EC2("a") >> EC2("b")
    assert names() == ["dbl.png", "in_out.png", "notes", "notes.png"]
    assert (Path("notes").read_text(), diagram.architecture.direction) == ("mine", "LR")
    with pytest.raises(ValueError, match="not a valid output format"):
        diagrams.Diagram("x", outformat="gif")


def test_row_14_issue_97_links_and_tooltips() -> None:
    """`URL` and `tooltip` of nodes, clusters and edges become links and titles."""
    arch = drawn("""
with Cluster('box', graph_attr={'URL': 'https://a.b/box'}):
    a = EC2('a', URL='https://a.b/a', tooltip='the first')
a >> Edge(label='x', URL='https://a.b/x', tooltip='the line') >> EC2('b', URL='javascript:alert(1)')
""")
    links = {link.get("href") for link in elements(arch, "a")}
    assert links == {"https://a.b/box", "https://a.b/a", "https://a.b/x"}
    assert {"the first", "the line"} <= {title.text for title in elements(arch, "title")}


def test_row_15_no_issue_clusters_with_equal_labels_stay_apart() -> None:
    """Sibling clusters with one label are two boxes."""
    arch = drawn("for name in 'ab':\n    with Cluster('VPC'):\n        EC2(name)")
    assert [node.cluster for node in arch.nodes.values()] == ["vpc", "vpc-2"]
    assert nothing_wrong(arch)


def test_row_16_issue_440_the_same_script_gives_the_same_bytes() -> None:
    """Two processes with different hash seeds write equal files; a repeated id is an error."""
    for seed in "12":
        command = [sys.executable, "-m", "mlarch", "render", str(SCRIPTS / "several.py"), "-o", f"{seed}/"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(command, env=environment, check=True, capture_output=True)
    written = [{path.name: path.read_bytes() for path in Path(seed).iterdir()} for seed in "12"]
    assert written[0] == written[1]
    with pytest.raises(ScriptError, match=r"script\.py:6: id 'x' is used twice, first at script\.py:5"):
        drawn("EC2('a', nodeid='x')\nEC2('b', nodeid='x')")


def test_row_17_issue_605_themes_cover_everything() -> None:
    """Themes cover texts, boxes and labels, follow the reader, and can be transparent."""
    arch = drawn("with Cluster('c'):\n    EC2('a') >> Edge(label='x', color='red') >> EC2('b')")
    assert nothing_wrong(arch, theme="dark")
    assert "prefers-color-scheme:dark" in arch.to_svg(theme="auto").replace(" ", "")
    assert not [box for box in elements(arch, "rect", transparent=True) if box.get("class") == "canvas"]
    assert run("render", "script.py", "--theme", "dark", "-o", "x.svg").exit_code == 0
    assert Path("x.svg").read_text() == arch.to_svg(theme="dark")


def test_row_18_issue_242_one_font_for_everything() -> None:
    """All texts have one font family."""
    arch = drawn("with Cluster('数据'):\n    EC2('模型') >> Edge(label='مرحبا') >> EC2('b')")
    (style,) = elements(arch, "style")
    assert re.findall(r"font-family:([^;}]+)", style.text) == ["Inter,Arial,Helvetica,sans-serif"]
    assert not [text for text in elements(arch, "text") if text.get("font-family")]
    assert {"数据", "模型", "مرحبا"} <= {text.text for text in elements(arch, "text")}


def test_row_19_issue_450_custom_icons_are_drawn_or_refused() -> None:
    """Icon files are found, SVG icons appear in PNG, and a missing file is an error."""
    square = '<path fill="#f00" d="M0 0h9v9H0z"/>'
    Path("red.svg").write_text(f'<svg xmlns="{SVG[1:-1]}" width="9" height="9">{square}</svg>')
    arch = drawn("Custom('mine', 'red.svg')", filename="out/x")
    image = pyvips.Image.new_from_buffer(arch.to_png(), "")
    red = (image[0] > 250) & (image[1] < 5) & (image[2] < 5)
    assert red.avg() / 255 * image.width * image.height > 1000
    with pytest.raises(ScriptError, match=r"script\.py:5: the icon 'no\.png' of 'gone' does not exist"):
        drawn("Custom('gone', 'no.png')")


def test_row_20_issue_246_icons_are_found_by_name() -> None:
    """Technologies have short names in any case, with suggestions for wrong ones."""
    assert resolve("PostgreSQL") == resolve("postgresql") == "onprem.database.Postgresql"
    with Diagram("x", write=False) as diagram:
        EC2("a", icon="kafka")
    assert diagram.architecture.nodes["a"].technology == "onprem.queue.Kafka"
    with pytest.raises(UnknownNameError, match=r"Did you mean 'redis'"):
        resolve("redsi")


def test_row_21_issue_535_scale_and_width() -> None:
    """A PNG has two pixels per CSS pixel by default; scale and width can be set."""
    arch = drawn("EC2('a') >> EC2('b')")
    sizes = [pyvips.Image.new_from_buffer(arch.to_png(**o), "").width for o in ({}, {"scale": 4})]
    assert sizes[1] == 2 * sizes[0]
    root = ET.fromstring(arch.to_svg(width=900))
    assert root.get("width") == "900"
    margins = [node.box.x for node in lay_out(arch, Options()).nodes]
    assert min(margins) < 40  # where `diagrams` leaves two inches


def test_row_22_issue_436_one_model_several_pictures() -> None:
    """A diagram can be extended, shown in part and nested."""
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
    assert [change.id for change in diff(base.architecture, arch).of("added", "node")] == ["c", "d"]


def test_row_23_no_issue_an_exception_writes_nothing() -> None:
    """An exception in the block is raised, and the old picture stays."""
    Path("x.png").write_text("old")
    with pytest.raises(ZeroDivisionError), Diagram("x"):
        print(EC2("a"), 1 / 0)
    assert Path("x.png").read_text() == "old"
    assert diagrams.getdiagram() is None


def test_row_24_no_issue_no_viewer_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    """A viewer opens only on demand, and never for a recorded script."""
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
    """The package is typed, and so are all public functions and classes."""
    assert files("mlarch").joinpath("py.typed").is_file()
    for name in mlarch.__all__:
        thing = getattr(mlarch, name)
        if inspect.isfunction(thing):
            signature = inspect.signature(thing)
            kinds = [parameter.annotation for parameter in signature.parameters.values()]
            assert inspect.Parameter.empty not in [*kinds, signature.return_annotation], name


def test_row_26_issue_447_legends_and_notes() -> None:
    """The legend lists the kinds in use, and notes can be shown below it."""
    with Diagram("x", write=False) as diagram:
        EC2("a") >> Edge("job", kind="event") >> EC2("b", status="planned")
        EC2("a2") >> EC2("b2")
        note("Ports are those of production.")
    arch = diagram.architecture
    texts = [text.text for text in elements(arch, "text", notes=True)]
    assert "Ports are those of production." in texts
    assert {entry.key for entry in lay_out(arch, Options()).legend} >= {"request", "event", "planned"}


def test_row_27_issue_890_flows_are_numbered() -> None:
    """A flow numbers its edges, and its steps are described in words."""
    with Diagram("x", write=False) as diagram:
        a, b, c = EC2("a"), EC2("b"), EC2("c")
        a >> b >> c
        flow("Checkout", a, b, c)
    placed = lay_out(diagram.architecture, Options())
    assert [badge.number for edge in placed.edges for badge in edge.badges] == [1, 2]
    assert (
        "1. Request from a to b.\n2. Request from b to c." in diagram.architecture.to_bytes("text").decode()
    )


def test_row_28_issue_6_compose_files_are_imported() -> None:
    """A Compose file becomes a document that can be drawn."""
    Path("compose.yaml").write_text(
        "services:\n  web: {image: nginx, depends_on: [db]}\n  db: {image: redis}\n"
    )
    assert run("import", "compose", "compose.yaml", "-o", "shop.yaml").exit_code == 0
    assert run("render", "shop.yaml").exit_code == 0
    assert "shop.svg" in names()


def test_row_29_issue_932_steps_are_animated() -> None:
    """Steps become an animated SVG, which respects reduced motion, or a GIF."""
    with Diagram("x", write=False) as first:
        EC2("a")
    second = first.architecture.with_node("b", label="b").connect("a", "b")
    svg = to_moving_svg([first.architecture, second])
    assert "@keyframes" in svg
    assert "@media (prefers-reduced-motion:reduce)" in svg
    assert to_gif([first.architecture, second])[:6] == b"GIF89a"


def test_row_30_issue_358_merged_edges_keep_their_labels() -> None:
    """`strict=True` merges two parallel edges and keeps both labels."""
    arch = drawn("a, b = EC2('a'), EC2('b')\nfor n in '12':\n    a >> Edge(label=n) >> b", strict=True)
    assert [edge.label for edge in arch.edges.values()] == ["1\n2"]


def test_row_31_issue_36_notebooks_show_svg() -> None:
    """A notebook shows a diagram as SVG, and no file is written."""
    with Diagram("x", write=False) as diagram:
        EC2("a")
    bundle = diagram._repr_mimebundle_()
    assert bundle["image/svg+xml"].count("data:image/png;base64,") == 1
    assert (diagram._repr_png_(), names()) == (None, [])


def test_row_32_issue_1149_commands_report_file_and_line() -> None:
    """Modules beside a script are found, errors have a line, and stale pictures are findings."""
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
    """A script named diagrams.py, or beside one, imports the package."""
    code = "from diagrams import Diagram, Node\nwith Diagram('x', show=False): Node('a')\n"
    Path("diagrams.py").write_text(code)
    Path("other.py").write_text(code)
    program = Path(sys.executable).with_name("mlarch")
    for name in ("diagrams.py", "other.py"):
        done = subprocess.run([program, "render", name, "-o", "x.json"], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "wrote x.json\n")


def test_row_34_no_issue_pictures_are_accessible() -> None:
    """The SVG has a role, a title and a description, and `text` describes all of it."""
    arch = drawn("EC2('Web server') >> Edge(label='SQL') >> EC2('Orders')")
    root = ET.fromstring(arch.to_svg())
    words = (part for part in root if part.tag in (f"{SVG}title", f"{SVG}desc"))
    labels = {part.get("id"): part.text for part in words}
    assert root.get("role") == "img"
    assert [labels[id] for id in root.get("aria-labelledby", "").split()] == [
        "Wish",
        "Parts: Web server, Orders.",
    ]
    assert "Request from Web server to Orders: SQL." in arch.to_bytes("text").decode()


@pytest.mark.parametrize("label", [r"C:\new\temp", "<not html>", "a & b", "{x|y}", '"quoted"', "${HOME}"])
def test_row_35_no_issue_labels_are_text(label: str) -> None:
    """A label is drawn as written, even if Graphviz or HTML would interpret it."""
    arch = drawn(f"EC2({label!r})")
    assert arch.nodes[next(iter(arch.nodes))].label == label
    assert label in [text.text for text in elements(arch, "text")]
    assert label in [node["label"] for node in json.loads(arch.to_json())["nodes"].values()]
