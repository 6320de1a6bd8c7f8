"""The exporters: what each language says of an architecture, read back with that language's own tools."""

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
from mlarch import catalog, exporters
from mlarch.errors import UnknownNameError
from mlarch.exporters.labels import printable
from mlarch.exporters.python import to_python
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.colors import to_hex
from mlarch.model.formats import FORMATS
from mlarch.project import loading
from mlarch.recording import run_script
from tools import pygraphviz

some = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
    """Return one of everything that a script can say, and much that it cannot."""
    return Architecture(
        **{
            "name": "acme/segmentation",
            "title": "ACME segmentation",
            "summary": "What it does",
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


def record(arch: Architecture, folder: Path) -> Architecture:
    """Return what recording the exported script gives."""
    script = folder / "exported.py"
    script.write_text(to_python(arch), encoding="utf-8")
    (recorded,) = run_script(script)
    assert recorded.warnings == ()
    return recorded.architecture


def sayable(arch: Architecture) -> dict[str, Any]:
    """Return what `diagrams` can say of an architecture, as the docstring of `to_python` lists it."""
    return {
        "title": " ".join(plain(arch.title).split()),
        "direction": arch.direction,
        "nodes": {node.id: sayable_node(node) for node in arch.nodes.values()},
        "clusters": {cluster.id: sayable_cluster(cluster) for cluster in arch.clusters.values()},
        "edges": [sayable_edge(edge) for edge in arch.edges.values()],
    }


def sayable_node(node: Node) -> dict[str, Any]:
    technology = node.technology if not node.technology.startswith("mlarch.") else ""
    kept = {"label": plain(node.label), "cluster": node.cluster, "description": plain(node.description)}
    return {**kept, **looks(node), "technology": technology or "generic.blank.Blank"}


def sayable_cluster(cluster: ClusterData) -> dict[str, Any]:
    kept = {
        "label": plain(cluster.label),
        "cluster": cluster.cluster,
        "description": plain(cluster.description),
    }
    return {**kept, **looks(cluster), "direction": cluster.direction}


def sayable_edge(edge: EdgeData) -> dict[str, Any]:
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
    """Return the path of a program; where the tools are promised, its absence is a failure."""
    path = shutil.which(name)
    if path is None and os.environ.get("MLARCH_TOOLS") == "1":
        pytest.fail(f"MLARCH_TOOLS=1 promises {name}, and it is not on PATH")
    if path is None:
        pytest.skip(f"{name} is not on PATH; with MLARCH_TOOLS=1 this is a failure")
    return path


def run_plain(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run an exported script where mlarch cannot be imported."""
    (folder / "mlarch.py").write_text("raise SystemExit('the script imports mlarch')", encoding="utf-8")
    (folder / "exported.py").write_text(script, encoding="utf-8")
    command = [sys.executable, "exported.py"]
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120
    )


def layout(dot: str) -> Any:
    """Return DOT as Graphviz reads it, laid out in this process."""
    graph = pygraphviz().AGraph(string=dot)
    graph.layout(prog="dot")
    return graph


# All formats.


def test_formats_are_exported_by_name() -> None:
    """Every format but the two pictures has an exporter, and each text ends in one newline."""
    assert ("svg", "png", *exporters.FORMATS) == (*FORMATS,)
    for name in exporters.FORMATS:
        said = exporters.export(system(), name)
        assert isinstance(said, bytes) if name == "pdf" else re.search(r"[^\n]\n\Z", str(said))


def test_an_unknown_format_gets_a_suggestion() -> None:
    """The error lists the formats and names the nearest."""
    with pytest.raises(UnknownNameError) as caught:
        exporters.export(system(), "pyhton")
    listed = "d2, dot, drawio, html, json, mermaid, pdf, python, text, yaml"
    assert str(caught.value) == f"unknown format 'pyhton': one of {listed}. Did you mean 'python'?"


def test_options_reach_the_formats_they_mean_something_in() -> None:
    """What is drawn elsewhere takes the direction, what we draw all options, a document none."""
    turned = system(direction="RL")
    for name in ("d2", "dot", "mermaid", "python", "drawio", "pdf"):
        assert exporters.export(system(), name, direction="rl") == exporters.export(turned, name)
        assert exporters.export(system(), name) != exporters.export(turned, name)
    for name in ("drawio", "html", "pdf"):
        assert exporters.export(system(), name, theme="dark") != exporters.export(system(), name)
    for name in ("json", "text", "yaml"):
        assert exporters.export(system(), name, direction="RL") == exporters.export(system(), name)


@pytest.mark.parametrize("name", exporters.FORMATS)
def test_an_unknown_option_is_an_error_in_every_format(name: str) -> None:
    """A misspelt option is told, also where the right one would mean nothing."""
    with pytest.raises(UnknownNameError, match=r"^unknown option 'them'\. Did you mean 'theme'\?$"):
        exporters.export(system(), name, them="dark")


def test_json_and_yaml_load_back() -> None:
    """Both are documents of the architecture."""
    assert loading.from_json(exported("json")) == system()
    assert loading.from_yaml(exported("yaml")) == system()
    assert yaml.safe_load(exported("yaml"))["name"] == "acme/segmentation"


def exported(name: str) -> str:
    said = exporters.export(system(), name)
    assert isinstance(said, str)
    return said


@pytest.mark.parametrize(("seed", "locale"), [("1", "C"), ("2", "C.UTF-8")])
def test_exports_are_the_same_in_every_process(seed: str, locale: str) -> None:
    """Another hash seed and locale change nothing."""
    code = (
        "import sys; from mlarch import exporters; from mlarch.project import loading\n"
        "arch = loading.from_yaml(sys.stdin.buffer.read().decode())\n"
        "print([exporters.export(arch, name) for name in exporters.FORMATS])"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "PYTHONIOENCODING": "utf-8"}
    said = subprocess.run(
        [sys.executable, "-c", code], input=system().to_yaml().encode(), env=environment, capture_output=True
    )
    assert ast.literal_eval(said.stdout.decode()) == [
        exporters.export(system(), name) for name in exporters.FORMATS
    ]


# Bytes.


@pytest.mark.parametrize("format", FORMATS)
def test_bytes_are_what_a_file_holds(format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every format comes as bytes, by its name or suffix, the same as in the file, and leaves no file."""
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
    """A data URI says what it is, and options change what is in it as in a file."""
    uri = system().to_data_uri(format, theme="dark")
    assert uri.startswith(head)
    assert base64.b64decode(uri.removeprefix(head)) == system().to_bytes(format, theme="dark")


def test_svg_is_what_bytes_are_without_a_name() -> None:
    """The picture is SVG unless another format is asked for."""
    assert system().to_bytes() == system().to_svg().encode()
    assert system().to_data_uri() == system().to_data_uri("svg")


def test_an_unknown_format_of_bytes_gets_a_suggestion() -> None:
    """The message is that of a file with such a suffix."""
    with pytest.raises(UnknownNameError, match=r"^unknown format 'pngg'\. Did you mean 'png'\?$"):
        system().to_bytes("pngg")


# Python.


def test_a_script_reads_like_one_written_by_hand() -> None:
    """Imports, blocks and edges stand as a person would write them."""
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


def test_a_recorded_script_is_what_diagrams_can_say(tmp_path: Path) -> None:
    """Recording an exported script gives the architecture back, but for what the docstring lists."""
    recorded = record(system(), tmp_path)
    assert sayable(recorded) == sayable(system())
    assert recorded.name == "acme-segmentation"


def test_what_diagrams_cannot_say_is_listed(tmp_path: Path) -> None:
    """Every field that does not come back is named in the docstring."""
    said = " ".join((to_python.__doc__ or "").split())
    recorded = record(system(), tmp_path)
    for kept, whole, what in (
        (recorded.nodes["web-1"], system().nodes["web-1"], "of a node"),
        (recorded.clusters["cloud"], system().clusters["cloud"], "of a cluster"),
        (recorded.edges["users -> web-1"], system().edges["users -> web-1"], "of an edge"),
    ):
        lost = [f.name for f in dataclasses.fields(whole) if getattr(kept, f.name) != getattr(whole, f.name)]
        listed = re.search(rf"- {what}: (.*?)(?: - |$)", said)
        assert listed is not None
        assert lost
        assert [name for name in lost if name not in listed[1]] == []


@some
@given(arch=architectures(max_nodes=12))
def test_every_script_records_equal(arch: Architecture, tmp_path: Path) -> None:
    """Any architecture comes back from its script, but for what `diagrams` cannot say."""
    assert sayable(record(arch, tmp_path)) == sayable(arch)


@some
@given(label=st.sampled_from(LABELS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_label_survives_a_script(label: str, tmp_path: Path) -> None:
    """Any text comes back from every place that can hold one, but for control characters and outer space."""
    arch = Architecture(
        name="x",
        title=label,
        nodes=[Node(id="a", label=label, description=label, cluster="c")],
        clusters=[ClusterData(id="c", label=label, description=label)],
        edges=[EdgeData(source="a", target="a", label=label, description=label)],
    )
    got, want = sayable(record(arch, tmp_path)), sayable(arch)
    assert got == {**want, "title": want["title"] if want["title"] else got["title"]}


def test_names_in_a_script_do_not_clash(tmp_path: Path) -> None:
    """Classes of one name, words of Python and ids that differ in signs get names of their own."""
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
    assert sayable(record(arch, tmp_path)) == sayable(arch)
    names = re.findall(r"^    (\w+) = ", to_python(arch), re.MULTILINE)
    assert len(names) == len(set(names)) == len(arch.nodes)


def test_a_node_with_an_icon_is_custom(tmp_path: Path) -> None:
    """An own icon is drawn by `diagrams.custom.Custom` from its path."""
    (tmp_path / "hub.png").write_bytes(b"x")
    arch = Architecture(
        name="x", nodes=[Node(id="hub", label="Hub", icon="hub.png", technology="aws.compute.EC2")]
    )
    assert 'hub = Custom("Hub", "hub.png", nodeid="hub")' in to_python(arch)


def test_an_empty_architecture_is_a_script(tmp_path: Path) -> None:
    """Without anything in it the block still parses, and gives a titled diagram."""
    assert record(Architecture(name="x", title="Nothing"), tmp_path) == Architecture(
        name="x", title="Nothing"
    )


def test_a_script_writes_into_the_current_folder_only() -> None:
    """A name that is a path leads nowhere else."""
    for name in ("../../etc/passwd", "/etc/passwd", "a/../../b", "..", "C:\\x", ""):
        filename = re.search(r"filename=(.*),", to_python(Architecture(name=name)))
        assert filename is not None
        assert re.fullmatch(r'"[a-z0-9][a-z0-9._-]*"', filename[1])


@pytest.mark.parametrize("arch", [system(), random_architecture(3)], ids=["system", "random"])
def test_a_script_runs_under_real_diagrams_up_to_graphviz(arch: Architecture, tmp_path: Path) -> None:
    """Without Graphviz on PATH the script fails only there, and the DOT it leaves behind lays out."""
    ran = run_plain(to_python(arch), tmp_path, PATH="")
    assert ran.stderr.rstrip().splitlines()[-1].startswith("graphviz.backend.execute.ExecutableNotFound")
    (dot,) = [path for path in tmp_path.iterdir() if not path.suffix]
    graph = layout(dot.read_text(encoding="utf-8"))
    assert {str(node) for node in graph.nodes()} >= {*arch.nodes}
    assert len(graph.edges()) == len(arch.edges)


@pytest.mark.parametrize("arch", [system(), random_architecture(3)], ids=["system", "random"])
def test_a_script_runs_under_real_diagrams(arch: Architecture, tmp_path: Path) -> None:
    """With a system Graphviz the script draws its PNG and SVG, without a word."""
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
    """Clusters are nested subgraphs, kinds are colors, and an edge of a cluster is cut at its border."""
    arch = Architecture(
        name="shop",
        nodes=[Node(id="users", label="Users"), Node(id="web", label="Web", cluster="serving", replicas=2)],
        clusters=[ClusterData(id="serving", label="Serving")],
        edges=[EdgeData(source="users", target="serving", label="HTTPS", kind="event")],
    )
    assert exporters.to_dot(arch) == (
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


@some
@given(arch=architectures(max_nodes=12))
def test_every_dot_lays_out(arch: Architecture) -> None:
    """Graphviz reads the DOT of any architecture, with its nodes, clusters and edges, and places them."""
    graph = layout(exporters.to_dot(arch))
    placed = {str(node) for node in graph.nodes() if node.attr["pos"]}
    assert placed >= {*arch.nodes}
    assert len(graph.edges()) == len(arch.edges)
    assert all(edge.attr["pos"] for edge in graph.edges())
    assert {f"cluster_{id}" for id in arch.clusters} == {sub.name for sub in subgraphs(graph)}


def subgraphs(graph: Any) -> list[Any]:
    inner = graph.subgraphs()
    return [*inner, *(deeper for one in inner for deeper in subgraphs(one))]


@pytest.mark.parametrize("label", LABELS)
def test_dot_draws_labels_as_text(label: str) -> None:
    """What Graphviz draws for a node, a cluster and an edge is the text itself."""
    arch = Architecture(
        name=label,
        title=label,
        nodes=[Node(id="node", label=label, description=label)],
        edges=[EdgeData(source="node", target="node", label=label)],
    )
    graph = pygraphviz().AGraph(string=exporters.to_dot(arch))
    graph.layout(prog="dot")
    drawn = drawn_texts(graph.draw(format="xdot", prog="dot").decode())
    wanted = [line for line in printable(label).replace("\t", " ").split("\n") if line]
    assert [text.replace("\t", " ") for text in drawn] == wanted * 3


def drawn_texts(xdot: str) -> list[str]:
    """Return the texts that Graphviz draws: in xdot each is `T x y align width n -text`, n bytes long."""
    joined = xdot.replace("\\\n", "").encode()
    found = []
    for match in re.finditer(rb"T -?[\d.e+-]+ -?[\d.e+-]+ -?\d -?[\d.e+-]+ (\d+) -", joined):
        raw = joined[match.end() :].decode().replace('\\"', '"').replace("\\\\", "\\").encode()
        found.append(raw[: int(match[1])].decode())
    return found


@pytest.mark.parametrize("label", LABELS)
def test_diagrams_draws_labels_of_a_script_as_text(label: str, tmp_path: Path) -> None:
    """What Graphviz draws of the DOT that real `diagrams` makes from a script is the text itself."""
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
    wanted = [line for line in printable(label).replace("\t", " ").split("\n") if line]
    assert sorted(text.replace("\t", " ") for text in drawn) == sorted(["Title", *wanted * 3])


def test_dot_draws_arrows_and_edges_of_empty_clusters() -> None:
    """An arrow has its direction, and an edge of an empty cluster ends inside that cluster."""
    arrows = {"a -> b": "back", "a -> b [2]": "both", "a -> b [3]": "none"}
    edges = [EdgeData(source="a", target="b", id=key, arrow=arrow) for key, arrow in arrows.items()]
    nodes = [Node(id="a"), Node(id="b")]
    dot = exporters.to_dot(Architecture(name="x", nodes=nodes, edges=edges))
    assert re.findall(r"\bdir=(\w+)", dot) == ["back", "both", "none"]
    empty = Architecture(
        name="x", nodes=nodes, clusters=[ClusterData(id="c")], edges=[EdgeData(source="a", target="c")]
    )
    graph = layout(exporters.to_dot(empty))  # kept: pygraphviz frees subgraphs along with it
    (box,) = subgraphs(graph)
    assert [str(node) for node in box.nodes()] == ["inside c"]
