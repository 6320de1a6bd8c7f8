"""Exporters: each file is read back with the tools of its own format."""

from __future__ import annotations

import ast
import base64
import dataclasses
import html
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from architectures import architectures, random_architecture
from mlarch import catalog
from mlarch.errors import UnknownNameError
from mlarch.exporters import export
from mlarch.exporters.labels import printable
from mlarch.exporters.options import ExportOptions
from mlarch.exporters.python import export as export_python
from mlarch.exporters.status_styles import STATUS_STYLES
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.colors import to_hex
from mlarch.model.edge_kinds import EDGE_KINDS
from mlarch.model.formats import FORMATS
from mlarch.model.vocabulary import EDGE_STYLES, STATUSES
from mlarch.project import loading
from mlarch.recording import run_script
from tools import pygraphviz

few_examples = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
LABELS = (
    *(
        '"quoted"',
        "it's",
        "<script>alert(1)</script>",
        "<b>",
        "a & b",
        "&lt;b&gt;",
        "C:\\new\\temp",
        "ends in \\",
    ),
    *(
        "\\N",
        "two\nlines",
        "tab\there",
        "🚀 emoji",
        "مرحبا",
        "模型",
        "{a|b}",
        "%s",
        "{x}",
        "'''",
        "x" * 500,
        "\x00\x1b",
        "",
    ),
)


def system(**fields: Any) -> Architecture:
    """Return an architecture with all that a script can express, and more."""
    return Architecture(
        **{
            "name": "acme/segmentation",
            "title": "ACME segmentation",
            "summary": "Segments images",
            "nodes": [
                Node(id="users", label="Users", technology="onprem.client.Users", role="user"),
                Node(id="web-1", label="Web", technology="onprem.network.Nginx", cluster="inner", replicas=2),
                Node(
                    id="class", label="Azure cache", technology="azure.database.CacheForRedis", status="new"
                ),
                Node(
                    id="redis",
                    label="Redis",
                    technology="onprem.inmemory.Redis",
                    cluster="inner",
                    color="teal",
                ),
                Node(
                    id="own", label="Own", technology="mlarch.nodes.UWSGI", link="https://example.com/a?b=c&d"
                ),
            ],
            "clusters": [
                ClusterData(id="inner", label="Inner", cluster="cloud", description="Holds the state"),
                ClusterData(
                    id="cloud",
                    label="Google Cloud",
                    technology="gcp.compute.KubernetesEngine",
                    direction="LR",
                ),
                ClusterData(id="other", label="Inner", color="#abc"),
            ],
            "edges": [
                EdgeData(source="users", target="web-1", label="HTTPS", kind="data"),
                EdgeData(
                    source="users", target="web-1", id="users -> web-1 [2]", style="dashed", color="red"
                ),
                EdgeData(source="web-1", target="redis", arrow="both"),
                EdgeData(source="web-1", target="class", arrow="none", label="mirror"),
                EdgeData(source="redis", target="own", arrow="back", description="pulls"),
                EdgeData(source="users", target="cloud"),
                EdgeData(source="inner", target="other", label="to nothing", arrow="back"),
            ],
            **fields,
        }
    )


def to_python(arch: Architecture, outformat: str | list[str] = "png") -> str:
    return export_python(arch, ExportOptions(), outformat=outformat)


def to_dot(arch: Architecture) -> str:
    return str(export(arch, "dot"))


def record(arch: Architecture, folder: Path) -> Architecture:
    """Return the architecture that is recorded from the exported script."""
    script = folder / "exported.py"
    script.write_text(to_python(arch), encoding="utf-8")
    (recorded,) = run_script(script)
    assert recorded.warnings == ()
    return recorded.architecture


def expressible(arch: Architecture) -> dict[str, Any]:
    """Return the data that `diagrams` can express."""
    return {
        "title": " ".join(plain(arch.title).split()),
        "direction": arch.direction,
        "nodes": {node.id: expressible_node(node) for node in arch.nodes.values()},
        "clusters": {cluster.id: expressible_cluster(cluster) for cluster in arch.clusters.values()},
        "edges": [expressible_edge(edge) for edge in arch.edges.values()],
    }


def expressible_node(node: Node) -> dict[str, Any]:
    technology = node.technology if not node.technology.startswith("mlarch.") else ""
    kept = {"label": plain(node.label), "cluster": node.cluster, "description": plain(node.description)}
    return {**kept, **looks(node), "technology": technology or "generic.blank.Blank"}


def expressible_cluster(cluster: ClusterData) -> dict[str, Any]:
    kept = {
        "label": plain(cluster.label),
        "cluster": cluster.cluster,
        "description": plain(cluster.description),
    }
    return {**kept, **looks(cluster), "direction": cluster.direction}


def expressible_edge(edge: EdgeData) -> dict[str, Any]:
    ends = (edge.source, edge.target)
    arrow = "forward" if edge.arrow == "back" else edge.arrow
    kept = {"label": plain(edge.label), "description": plain(edge.description), "style": edge.style}
    return {"ends": ends[::-1] if edge.arrow == "back" else ends, **kept, **looks(edge), "arrow": arrow}


def looks(item: Node | ClusterData | EdgeData) -> dict[str, Any]:
    link = item.link if re.match(r"https?:|mailto:", item.link) else ""
    return {"color": to_hex(item.color) if item.color else "", "link": link}


def plain(text: str) -> str:
    return "\n".join(line.strip() for line in printable(text).strip().splitlines())


def tool(name: str) -> str:
    """Return the path of a program; with MLARCH_TOOLS=1 its absence is a failure."""
    path = shutil.which(name)
    if path is None and os.environ.get("MLARCH_TOOLS") == "1":
        pytest.fail(f"MLARCH_TOOLS=1 requires {name}, which is not on PATH")
    if path is None:
        pytest.skip(f"{name} is not on PATH; with MLARCH_TOOLS=1 this is a failure")
    return path


def run_plain(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run an exported script in a folder that makes `import mlarch` fail."""
    (folder / "mlarch.py").write_text("raise SystemExit('the script imports mlarch')", encoding="utf-8")
    (folder / "exported.py").write_text(script, encoding="utf-8")
    command = [sys.executable, "exported.py"]
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120
    )


def layout(dot: str) -> Any:
    """Return the graph that Graphviz lays out from DOT, in this process."""
    graph = pygraphviz().AGraph(string=dot)
    graph.layout(prog="dot")
    return graph


# All formats.


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_an_exporter(name: str) -> None:
    """PNG and PDF are bytes, all others are text that ends in one newline."""
    exported = export(system(), name)
    assert isinstance(exported, bytes) if name in ("png", "pdf") else re.search(r"[^\n]\n\Z", str(exported))


def test_every_format_has_a_row_of_facts() -> None:
    """Suffixes are unique, and the help of a format is one short sentence."""
    suffixes = [suffix for row in FORMATS.values() for suffix in (row.suffix, *row.aliases)]
    assert len(suffixes) == len({*suffixes})
    assert [name for name, row in FORMATS.items() if not re.fullmatch(r".{5,60}\.", row.help)] == []


def test_an_exporter_is_imported_when_it_is_used() -> None:
    """Exporting one format loads no other, and importing the package loads none."""
    code = (
        "import sys; from mlarch.exporters import export\n"
        "names = [f'mlarch.exporters.{name}' for name in %r]\n"
        "def loaded(): return [name for name in names if name in sys.modules]\n"
        "before = loaded()\n"
        "from mlarch import Architecture\n"
        "export(Architecture(name='x'), 'text')\n"
        "print(before, loaded())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code % [*FORMATS]], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[] ['mlarch.exporters.text']\n"


@pytest.mark.parametrize("name", ["d2", "dot", "drawio", "mermaid"])
def test_every_status_and_edge_style_has_a_look(name: str) -> None:
    """Nodes that differ in status, and edges that differ in kind or style, are exported differently."""

    def exported(**fields: str) -> str:
        status, edge = fields.pop("status", "existing"), EdgeData(source="a", target="b", **fields)
        nodes = [Node(id="a", status=status), Node(id="b")]
        text = str(export(Architecture(name="x", nodes=nodes, edges=[edge]), name, legend=False))
        return text.replace(status, "").replace(fields.get("kind", ""), "")

    assert {*STATUS_STYLES} == {*STATUSES}
    assert len({exported(status=status) for status in STATUSES}) == len(STATUSES)
    assert len({exported(kind=kind) for kind in EDGE_KINDS}) == len(EDGE_KINDS)
    assert len({exported(style=style) for style in EDGE_STYLES}) == len(EDGE_STYLES)


def test_a_document_is_exported_whole() -> None:
    """JSON and YAML contain what the view hides, every other format does not."""
    hidden = system(nodes=[Node(id="kept"), Node(id="concealed")], clusters=(), edges=())
    hidden = hidden.replace(default_view={"hide": ["concealed"]})
    for name in ("d2", "dot", "html", "json", "mermaid", "python", "svg", "text", "yaml"):
        assert ("concealed" in str(export(hidden, name)).lower()) == FORMATS[name].whole, name


def test_an_unknown_format_gets_a_suggestion() -> None:
    """The error names the nearest format."""
    with pytest.raises(UnknownNameError, match=r"^unknown format 'pyhton'\. Did you mean 'python'\?$"):
        export(system(), "pyhton")


@pytest.mark.slow
def test_each_format_takes_the_options_that_apply() -> None:
    """Pictures take all options, diagrams the direction, documents none."""
    turned = system(direction="RL")
    for name in ("d2", "dot", "mermaid", "python", "drawio", "pdf"):
        assert export(system(), name, direction="rl") == export(turned, name)
        assert export(system(), name) != export(turned, name)
    for name in ("drawio", "html", "pdf"):
        assert export(system(), name, theme="dark") != export(system(), name)
    for name in ("json", "text", "yaml"):
        assert export(system(), name, direction="RL") == export(system(), name)


@pytest.mark.parametrize("name", FORMATS)
def test_an_unknown_option_is_an_error_in_every_format(name: str) -> None:
    """A misspelt option is an error even if the correct one would not apply."""
    with pytest.raises(UnknownNameError, match=r"^unknown option 'them'\. Did you mean 'theme'\?$"):
        export(system(), name, them="dark")


def test_json_and_yaml_load_back() -> None:
    """Both documents contain the whole architecture."""
    assert loading.from_json(exported("json")) == system()
    assert loading.from_yaml(exported("yaml")) == system()
    assert yaml.safe_load(exported("yaml"))["name"] == "acme/segmentation"


def exported(name: str) -> str:
    text = export(system(), name)
    assert isinstance(text, str)
    return text


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "locale"), [("1", "C"), ("2", "C.UTF-8")])
def test_exports_are_the_same_in_every_process(seed: str, locale: str) -> None:
    """Exports do not depend on hash seed and locale."""
    code = (
        "import sys; from mlarch.exporters import export; from mlarch.project import loading\n"
        "from mlarch.model.formats import FORMATS\n"
        "arch = loading.from_yaml(sys.stdin.buffer.read().decode())\n"
        "print([export(arch, name) for name in FORMATS])"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", code], input=system().to_yaml().encode(), env=environment, capture_output=True
    )
    assert ast.literal_eval(done.stdout.decode()) == [export(system(), name) for name in FORMATS]


# Bytes.


@pytest.mark.parametrize("format", FORMATS)
def test_bytes_equal_the_file(format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`to_bytes` returns the content of the file, and writes none."""
    monkeypatch.chdir(tmp_path)
    data = system().to_bytes(format)
    assert system().to_bytes(FORMATS[format].suffix) == data
    assert [*tmp_path.iterdir()] == []
    (path,) = system().render(f"x.{FORMATS[format].suffix}")
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    ("format", "head"),
    [
        ("svg", "data:image/svg+xml;base64,"),
        ("png", "data:image/png;base64,"),
        ("pdf", "data:application/pdf;base64,"),
        ("html", "data:text/html;charset=utf-8;base64,"),
        ("text", "data:text/plain;charset=utf-8;base64,"),
    ],
)
def test_a_data_uri_holds_the_bytes(format: str, head: str) -> None:
    """A data URI has the media type of its format, and the bytes of the file."""
    uri = system().to_data_uri(format, theme="dark")
    assert uri.startswith(head)
    assert base64.b64decode(uri.removeprefix(head)) == system().to_bytes(format, theme="dark")


def test_bytes_are_svg_by_default() -> None:
    """`to_bytes` and `to_data_uri` return SVG if no format is named."""
    assert system().to_bytes() == system().to_svg().encode()
    assert system().to_data_uri() == system().to_data_uri("svg")


def test_an_unknown_format_of_bytes_gets_a_suggestion() -> None:
    """The message is the same as for an unknown suffix."""
    with pytest.raises(UnknownNameError, match=r"^unknown format 'pngg'\. Did you mean 'png'\?$"):
        system().to_bytes("pngg")


# Python.


def test_a_script_reads_like_one_written_by_hand() -> None:
    """Imports, blocks and edges are written as a person would write them."""
    arch = Architecture(
        name="shop",
        nodes=[
            Node(id="users", label="Users", technology="onprem.client.Users"),
            Node(id="web", label="Web", technology="onprem.network.Nginx", cluster="serving"),
        ],
        clusters=[ClusterData(id="serving", label="Serving")],
        edges=[EdgeData(source="users", target="web", label="HTTPS"), EdgeData(source="web", target="web")],
    )
    assert to_python(arch) == (
        "from diagrams import Cluster, Diagram, Edge\n"
        "from diagrams.onprem.client import Users\n"
        "from diagrams.onprem.network import Nginx\n"
        "\n"
        "with Diagram(\n"
        '    "shop",\n'
        '    filename="shop",\n'
        '    outformat="png",\n'
        "    show=False,\n"
        '    direction="TB",\n'
        '    graph_attr={"newrank": "true", "splines": "spline"},\n'
        "):\n"
        '    users = Users("Users", nodeid="users")\n'
        '    with Cluster("Serving"):\n'
        '        web = Nginx("Web", nodeid="web")\n'
        "\n"
        '    users >> Edge(label="HTTPS") >> web\n'
        "    web >> web\n"
    )


def test_a_recorded_script_has_all_that_diagrams_can_express(tmp_path: Path) -> None:
    """Recording a script restores the architecture, except for listed losses."""
    recorded = record(system(), tmp_path)
    assert expressible(recorded) == expressible(system())
    assert recorded.name == "acme-segmentation"


def test_losses_of_a_script_are_listed(tmp_path: Path) -> None:
    """Every field that a script loses is named in the docstring of the exporter."""
    docstring = " ".join((export_python.__doc__ or "").split())
    recorded = record(system(), tmp_path)
    for kept, whole, owner in (
        (recorded.nodes["web-1"], system().nodes["web-1"], "of a node"),
        (recorded.clusters["cloud"], system().clusters["cloud"], "of a cluster"),
        (recorded.edges["users -> web-1"], system().edges["users -> web-1"], "of an edge"),
    ):
        lost = [f.name for f in dataclasses.fields(whole) if getattr(kept, f.name) != getattr(whole, f.name)]
        listed = re.search(rf"- {owner}: (.*?)(?: - |$)", docstring)
        assert listed is not None
        assert lost
        assert [name for name in lost if name not in listed[1]] == []


@few_examples
@given(arch=architectures(max_nodes=12))
def test_every_script_records_equal(arch: Architecture, tmp_path: Path) -> None:
    """Recording its script restores any architecture, except for the listed losses."""
    assert expressible(record(arch, tmp_path)) == expressible(arch)


@few_examples
@given(label=st.sampled_from(LABELS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_label_survives_a_script(label: str, tmp_path: Path) -> None:
    """Any text survives, except for control characters and outer white space."""
    arch = Architecture(
        name="x",
        title=label,
        nodes=[Node(id="a", label=label, description=label, cluster="c")],
        clusters=[ClusterData(id="c", label=label, description=label)],
        edges=[EdgeData(source="a", target="a", label=label, description=label)],
    )
    actual, expected = expressible(record(arch, tmp_path)), expressible(arch)
    assert actual == {**expected, "title": expected["title"] or actual["title"]}


def test_names_in_a_script_do_not_clash(tmp_path: Path) -> None:
    """Equal class names, keywords and ids that differ in punctuation are unique."""
    arch = Architecture(
        name="x",
        nodes=[
            *(Node(id=id) for id in ("a-b", "a.b", "a_b", "class", "print", "diagram", "1", "-", "_")),
            Node(id="Edge", technology="aws.compute.EC2"),
            Node(id="EC2", technology="aws.compute.EC2"),
            Node(id="one", technology="onprem.inmemory.Redis"),
            Node(id="two", technology="programming.framework.React"),
            *(Node(id=path, technology=path) for path in catalog.technologies() if path.endswith(".Storage")),
        ],
    )
    assert expressible(record(arch, tmp_path)) == expressible(arch)
    names = re.findall(r"^    (\w+) = ", to_python(arch), re.MULTILINE)
    assert len(names) == len(set(names)) == len(arch.nodes)


def test_a_node_with_an_icon_is_custom(tmp_path: Path) -> None:
    """`diagrams.custom.Custom` draws an icon from its path."""
    (tmp_path / "hub.png").write_bytes(b"x")
    arch = Architecture(
        name="x", nodes=[Node(id="hub", label="Hub", icon="hub.png", technology="aws.compute.EC2")]
    )
    assert 'hub = Custom("Hub", "hub.png", nodeid="hub")' in to_python(arch)


def test_an_empty_architecture_is_a_script(tmp_path: Path) -> None:
    """An empty block still parses, and gives a titled diagram."""
    assert record(Architecture(name="x", title="Nothing"), tmp_path) == Architecture(
        name="x", title="Nothing"
    )


def test_a_script_writes_into_the_current_folder_only() -> None:
    """A name that is a path becomes a plain file name."""
    for name in ("../../etc/passwd", "/etc/passwd", "a/../../b", "..", "C:\\x", ""):
        filename = re.search(r"filename=(.*),", to_python(Architecture(name=name)))
        assert filename is not None
        assert re.fullmatch(r'"[a-z0-9][a-z0-9._-]*"', filename[1])


@pytest.mark.parametrize("arch", [system(), random_architecture(3)], ids=["system", "random"])
def test_a_script_runs_under_real_diagrams_up_to_graphviz(arch: Architecture, tmp_path: Path) -> None:
    """Without Graphviz on PATH only the drawing fails; the DOT can be laid out."""
    ran = run_plain(to_python(arch), tmp_path, PATH="")
    assert ran.stderr.rstrip().splitlines()[-1].startswith("graphviz.backend.execute.ExecutableNotFound")
    (dot,) = [path for path in tmp_path.iterdir() if not path.suffix]
    graph = layout(dot.read_text(encoding="utf-8"))
    assert {str(node) for node in graph.nodes()} >= {*arch.nodes}
    assert len(graph.edges()) == len(arch.edges)


@pytest.mark.slow
@pytest.mark.parametrize("arch", [system(), random_architecture(3)], ids=["system", "random"])
def test_a_script_runs_under_real_diagrams(arch: Architecture, tmp_path: Path) -> None:
    """With a system Graphviz the script draws its PNG and SVG, and prints nothing."""
    tool("dot")
    ran = run_plain(to_python(arch, outformat=["png", "svg"]), tmp_path)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    pictures = {
        path.suffix: path.read_bytes() for path in tmp_path.iterdir() if path.suffix in (".png", ".svg")
    }
    assert pictures[".png"].startswith(b"\x89PNG")
    for node in arch.nodes.values():
        assert f">{node.id}</title>" in html.unescape(pictures[".svg"].decode())


# DOT.


def test_dot_is_readable() -> None:
    """Clusters are subgraphs, kinds are colors, cluster edges are clipped."""
    arch = Architecture(
        name="shop",
        nodes=[Node(id="users", label="Users"), Node(id="web", label="Web", cluster="serving", replicas=2)],
        clusters=[ClusterData(id="serving", label="Serving")],
        edges=[EdgeData(source="users", target="serving", label="HTTPS", kind="event")],
    )
    assert to_dot(arch) == (
        "digraph shop {\n"
        "\tgraph [compound=true fontname=Arial fontsize=16 label=shop labelloc=t newrank=true rankdir=TB]\n"
        '\tnode [color="#94a3b8" fillcolor="#f8fafc" fontname=Arial fontsize=13 '
        'shape=box style="rounded,filled"]\n'
        "\tedge [fontname=Arial fontsize=11]\n"
        "\tusers [label=Users]\n"
        "\tsubgraph cluster_serving {\n"
        '\t\tgraph [color="#cbd5e1" fontsize=13 label=Serving labeljust=l style=rounded]\n'
        '\t\tweb [label="Web \u00d7 2"]\n'
        "\t}\n"
        '\tusers -> web [label=HTTPS color="#7c3aed" lhead=cluster_serving style=dashed]\n'
        "}\n"
    )


@few_examples
@given(arch=architectures(max_nodes=12))
def test_graphviz_lays_out_every_dot(arch: Architecture) -> None:
    """Graphviz reads the DOT of any architecture and places all of it."""
    graph = layout(to_dot(arch))
    placed = {str(node) for node in graph.nodes() if node.attr["pos"]}
    assert placed >= {*arch.nodes}
    assert len(graph.edges()) == len(arch.edges)
    assert all(edge.attr["pos"] for edge in graph.edges())
    assert {f"cluster_{id}" for id in arch.clusters} == {sub.name for sub in subgraphs(graph)}


def subgraphs(graph: Any) -> list[Any]:
    inner = graph.subgraphs()
    return [*inner, *(deeper for graph in inner for deeper in subgraphs(graph))]


@pytest.mark.parametrize("label", LABELS)
def test_dot_draws_labels_as_text(label: str) -> None:
    """Graphviz draws the labels of title, node and edge unchanged."""
    arch = Architecture(
        name=label,
        title=label,
        nodes=[Node(id="node", label=label, description=label)],
        edges=[EdgeData(source="node", target="node", label=label)],
    )
    graph = pygraphviz().AGraph(string=to_dot(arch))
    graph.layout(prog="dot")
    drawn = drawn_texts(graph.draw(format="xdot", prog="dot").decode())
    expected = [line for line in printable(label).replace("\t", " ").split("\n") if line]
    assert [text.replace("\t", " ") for text in drawn] == expected * 3


def drawn_texts(xdot: str) -> list[str]:
    """Return the texts in xdot: each is `T x y align width n -text`, of n bytes."""
    joined = xdot.replace("\\\n", "").encode()
    texts = []
    for match in re.finditer(rb"T -?[\d.e+-]+ -?[\d.e+-]+ -?\d -?[\d.e+-]+ (\d+) -", joined):
        raw = joined[match.end() :].decode().replace('\\"', '"').replace("\\\\", "\\").encode()
        texts.append(raw[: int(match[1])].decode())
    return texts


@pytest.mark.parametrize("label", LABELS)
def test_diagrams_draws_labels_of_a_script_as_text(label: str, tmp_path: Path) -> None:
    """Graphviz draws the labels of a script unchanged."""
    arch = Architecture(
        name="x",
        title="Title",
        nodes=[Node(id="node", label=label, cluster="box")],
        clusters=[ClusterData(id="box", label=label)],
        edges=[EdgeData(source="node", target="node", label=label)],
    )
    ran = run_plain(to_python(arch), tmp_path, PATH="")
    assert "ExecutableNotFound" in ran.stderr
    graph = layout((tmp_path / "x").read_text(encoding="utf-8"))
    drawn = drawn_texts(graph.draw(format="xdot", prog="dot").decode())
    expected = [line for line in printable(label).replace("\t", " ").split("\n") if line]
    assert sorted(text.replace("\t", " ") for text in drawn) == sorted(["Title", *expected * 3])


def test_dot_draws_arrows_and_edges_of_empty_clusters() -> None:
    """Arrows keep their direction, and an edge of an empty cluster ends inside it."""
    arrows = {"a -> b": "back", "a -> b [2]": "both", "a -> b [3]": "none"}
    edges = [EdgeData(source="a", target="b", id=key, arrow=arrow) for key, arrow in arrows.items()]
    nodes = [Node(id="a"), Node(id="b")]
    dot = to_dot(Architecture(name="x", nodes=nodes, edges=edges))
    assert re.findall(r"\bdir=(\w+)", dot) == ["back", "both", "none"]
    empty = Architecture(
        name="x", nodes=nodes, clusters=[ClusterData(id="c")], edges=[EdgeData(source="a", target="c")]
    )
    graph = layout(to_dot(empty))  # keep a reference: pygraphviz frees subgraphs with their graph
    (box,) = subgraphs(graph)
    assert [str(node) for node in box.nodes()] == ["inside c"]
