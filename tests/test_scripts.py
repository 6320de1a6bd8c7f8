"""Unchanged `diagrams` scripts are run and recorded without side effects."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import diagrams
import diagrams.c4
import pytest

from mlarch.errors import ScriptError, UnknownNameError
from mlarch.recording import load_builder, run_script

SCRIPTS = Path(__file__).parent / "files" / "scripts"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run every test in an empty folder, with a `dot` on PATH that records being started."""
    trap = tmp_path / "bin" / "dot"
    trap.parent.mkdir()
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
    trap.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("PATH", str(trap.parent))
    return work


def surroundings() -> list[object]:
    """Return everything that a recording replaces temporarily."""
    owners = (diagrams.Node, diagrams.Edge, diagrams.Cluster, diagrams.Diagram, diagrams.c4, threading.Thread)
    program = (list(sys.argv), list(sys.path), sys.modules["__main__"], sys.stdout, Path.cwd())
    return [*(dict(vars(owner)) for owner in owners), *program]


def script(folder: Path, text: str) -> Path:
    path = folder / "script.py"
    path.write_text(text)
    return path


def recorded(name: str, *argv: str):
    return run_script(SCRIPTS / f"{name}.py", argv)


def failure(path: Path | str) -> str:
    with pytest.raises(ScriptError) as caught:
        run_script(path)
    return str(caught.value)


def test_the_first_example_of_diagrams():
    """The first example of `diagrams` gives clusters, nodes and edges in script order."""
    (diagram,) = recorded("web_service")
    arch = diagram.architecture
    assert list(arch.nodes) == ["dns", "lb", "web1", "web2", "web3", "userdb", "userdb-ro", "memcached"]
    assert list(arch.clusters) == ["services", "db-cluster"]
    assert list(arch.edges)[:5] == [
        "userdb -> userdb-ro",
        "dns -> lb",
        "lb -> web1",
        "lb -> web2",
        "lb -> web3",
    ]
    assert arch.edges["userdb -> userdb-ro"].arrow == "none"
    sessions = arch.edges["web2 -> memcached"]
    assert (sessions.label, sessions.style, sessions.color) == ("sessions", "dashed", "darkgreen")
    assert arch.nodes["dns"].technology == "aws.network.Route53"
    assert (arch.name, arch.title, arch.direction) == (
        "clustered_web_services",
        "Clustered Web Services",
        "LR",
    )


def test_every_diagram_of_a_script_is_recorded():
    """Diagrams in other modules and behind the `__main__` guard are recorded."""
    results = recorded("several", "fast", "now")
    assert [diagram.architecture.title for diagram in results] == ["one", "two", "three"]
    assert [diagram.filename for diagram in results] == ["out/one", "out/two", "three"]
    assert [diagram.formats for diagram in results] == [("png", "svg"), ("png", "svg"), ("png",)]
    assert results[0].architecture.direction == "TB"
    assert list(results[2].architecture.nodes) == ["arguments-fast-now", "vm"]


def test_clusters_with_equal_labels_stay_apart():
    """Two sibling clusters with one label are two clusters; `diagrams` draws one."""
    arch = recorded("several")[0].architecture
    assert {id: cluster.label for id, cluster in arch.clusters.items()} == {"vpc": "VPC", "vpc-2": "VPC"}
    assert {id: node.cluster for id, node in arch.nodes.items()} == {"db": "vpc", "db-2": "vpc-2"}


def test_icons_beside_the_script_are_found():
    """The icon of a Custom node is found beside the script; a web address is a warning."""
    (diagram,) = recorded("own_icons")
    icons = {node.label: node.icon for node in diagram.architecture.nodes.values()}
    assert icons == {"Here": str(SCRIPTS / "icons" / "dot.png"), "Far": ""}
    assert diagram.warnings == (
        f"{SCRIPTS}/own_icons.py:8: the icon 'https://example.com/far.png' of 'Far' is an address, "
        "and nothing is fetched",
    )


def test_missing_icons_are_all_reported():
    """A script with missing icons is refused with the line of each."""
    file = f"{SCRIPTS}/missing_icons.py"
    assert failure(file) == (
        f"{file}:7: the icon 'icons/missing.png' of 'Gone' does not exist\n"
        f"{file}:8: the icon 'lost.svg' of 'Lost' does not exist"
    )


def test_attributes_with_an_effect_become_fields():
    """Defaults, links, shapes, labels of both ends and widths become fields."""
    arch = recorded("attributes")[0].architecture
    web, db = arch.nodes["web"], arch.nodes["db"]
    assert (arch.title, list(arch.clusters)) == ("Attributes of <Graphviz>", ["box"])
    assert (arch.clusters["box"].direction, arch.clusters["box"].link) == ("TB", "https://a.b/box")
    assert (web.link, web.description) == ("https://a.b/web", "hint")
    assert (db.technology, db.description, db.cluster) == ("mlarch.nodes.Database", "beside it", "")
    there, back = arch.edges["web -> db"], arch.edges["db -> web"]
    assert (there.label, there.color, there.style) == ("1\nSQL\nn", "firebrick", "bold")
    assert (back.color, back.arrow) == ("blue", "none")


def test_attributes_without_effect_are_logged_once(caplog: pytest.LogCaptureFixture):
    """Each attribute without an effect is logged once, with its first line."""
    caplog.set_level("INFO", "mlarch")
    recorded("attributes")
    file = f"{SCRIPTS}/attributes.py"
    assert caplog.messages == [
        f"{file}:10: graph attribute 'splines' has no effect",
        f"{file}:10: graph attribute 'dpi' has no effect: see --scale",
        f"{file}:10: node attribute 'fontsize' has no effect",
        f"{file}:10: edge attribute 'minlen' has no effect",
        f"{file}:11: cluster attribute 'margin' has no effect",
    ]


def test_unknown_keywords_of_an_unchanged_script_are_warnings(folder: Path):
    """A keyword that neither mlarch nor Graphviz knows is a warning, once, and the node is drawn."""
    text = """from diagrams import Diagram, Edge
from diagrams.aws.compute import EC2
with Diagram("x"):
    for name in "ab":
        EC2(name, fontsize="9", replicsa="2", owner="me")
    EC2("c") >> Edge(lable="y") >> EC2("d")
"""
    (diagram,) = run_script(script(folder, text).relative_to(folder))
    assert list(diagram.architecture.nodes) == ["a", "b", "c", "d"]
    assert diagram.warnings == (
        "script.py:5: unknown argument 'replicsa' of EC2. Did you mean 'replicas'?",
        "script.py:5: unknown argument 'owner' of EC2: it is no keyword of mlarch and no attribute of "
        "Graphviz",
        "script.py:6: unknown argument 'lable' of Edge. Did you mean 'label'?",
    )


def test_options_of_a_newer_diagrams_are_no_error(folder: Path):
    """Options of a later `diagrams` do not stop a script."""
    text = "from diagrams import Diagram\nwith Diagram('x', theme='pastel', curvestyle='polyline'): pass\n"
    assert [diagram.architecture.title for diagram in run_script(script(folder, text))] == ["x"]


def test_a_script_runs_as_the_program(folder: Path):
    """The module is `__main__` with its file and arguments, and its folder is on the path."""
    text = """
import sys, __main__
from diagrams import Diagram, Node
assert (__name__, __package__, __spec__) == ("__main__", None, None)
assert __main__.__file__ == __file__ == sys.argv[0]
with Diagram("x"):
    Node(" ".join(sys.argv[1:])) >> Node(sys.path[0])
"""
    path = script(folder, text)
    (diagram,) = run_script(path, ["--region", "eu"])
    labels = [node.label for node in diagram.architecture.nodes.values()]
    assert labels == ["--region eu", str(folder.resolve())]


@pytest.mark.slow
@pytest.mark.parametrize("waiting", ["while True: pass", "time.sleep(60)", "re.match('(a+)+b', 'a' * 60)"])
def test_a_script_that_hangs_is_stopped(waiting: str, folder: Path):
    """A script that exceeds the timeout is stopped, and the error has its line."""
    code = f"import re, time\n{waiting}\n"
    with pytest.raises(ScriptError) as caught:
        run_script(script(folder, code).relative_to(folder), timeout=1.5)
    assert str(caught.value) == "script.py:2: the script did not end within 1.5 seconds"


def test_a_script_within_the_timeout_is_recorded(folder: Path):
    """With a timeout, result and errors of a script are the same as without."""
    assert run_script(SCRIPTS / "several.py", ["a"], timeout=30) == recorded("several", "a")
    with pytest.raises(ScriptError) as caught:
        run_script(SCRIPTS / "raises.py", timeout=30)
    assert str(caught.value) == f"{SCRIPTS}/raises.py:8: ZeroDivisionError: division by zero"


def test_a_process_that_ends_at_once_is_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """A process that ends before it reads its task is a ScriptError."""
    monkeypatch.setattr("mlarch.recording.subprocess_call._START", "raise SystemExit(7)")
    with pytest.raises(ScriptError) as caught:
        run_script(script(folder, "").relative_to(folder), timeout=30)
    assert str(caught.value) == "script.py:1: the process of the script ended with 7"


def test_a_script_that_kills_its_process_is_an_error(folder: Path):
    """A process that ends without a result is a ScriptError."""
    path = script(folder, "import os\nos._exit(3)\n").relative_to(folder)
    with pytest.raises(ScriptError) as caught:
        run_script(path, timeout=30)
    assert str(caught.value) == "script.py:1: the process of the script ended with 3"


@pytest.mark.parametrize("options", [[], ["--timeout", "30"]])
def test_an_interrupted_script_names_its_line(options: list[str], folder: Path):
    """Ctrl-C in an endless loop gives its line and exit code 2, and writes nothing."""
    code = "from pathlib import Path\nPath('began').touch()\nwhile True: pass\n"
    path = script(folder, code).relative_to(folder)
    command = [sys.executable, "-m", "mlarch", "render", str(path), *options]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True) as process:
        while not (folder / "began").exists():
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=20) == ("", "error: script.py:3: interrupted\n")
    assert process.returncode == 2
    assert sorted(path.name for path in folder.iterdir()) == ["began", "script.py"]


def test_an_icon_in_the_working_directory_has_a_relative_path(folder: Path):
    """An icon below the working directory is recorded with its relative path."""
    (folder / "x.png").write_bytes((SCRIPTS / "icons" / "dot.png").read_bytes())
    text = """
from diagrams import Diagram
from diagrams.custom import Custom
with Diagram("d"):
    Custom("c", "x.png")
"""
    (diagram,) = run_script(script(folder, text))
    assert diagram.architecture.nodes["c"].icon == "x.png"


def test_c4_is_recorded_from_its_arguments():
    """Arguments of C4 functions are recorded whole, without HTML."""
    arch = recorded("banking")[0].architecture
    customer, api, mail = arch.nodes["customer"], arch.nodes["api"], arch.nodes["e-mail"]
    assert (customer.label, customer.role) == ("Customer", "user")
    assert customer.description == "A customer of the bank & its <owner>."
    assert (api.label, api.cluster) == ("API", "banking-r-d")
    assert api.description == "Java and Spring MVC: Banking over JSON."
    assert arch.clusters["banking-r-d"].label == "Banking R&D"
    assert mail.status == "external"
    assert arch.edges["customer -> api"].label == "Views balances using, and then makes payments with it"
    assert list(arch.edges) == ["customer -> api", "api -> database", "api -> e-mail"]


def test_diagrams_of_threads_are_recorded_too():
    """A diagram in a thread of the script is recorded."""
    assert [diagram.architecture.name for diagram in recorded("threads")] == ["first", "second"]


def test_builders_of_a_script_are_called():
    """Builders without required parameters are recorded after the diagrams."""
    (diagram,) = recorded("builders")
    assert (diagram.architecture.name, list(diagram.architecture.nodes)) == ("acme/web", ["web-0", "web-1"])


def test_a_builder_is_loaded_by_function_or_by_name():
    """A builder of a file is found by either of its names and called with parameters."""
    path = SCRIPTS / "builders.py"
    assert list(load_builder(path, "named")(label="x").nodes) == ["x"]
    assert len(load_builder(path, "acme/web")(servers=4).nodes) == 4
    with pytest.raises(UnknownNameError) as caught:
        load_builder(path, "wbe")
    assert str(caught.value) == f"{path}: no builder 'wbe'. Did you mean 'web'?"


def test_repeated_names_are_numbered(folder: Path):
    """Architectures of one script have different names."""
    text = "from diagrams import Diagram\nfor _ in range(3):\n    with Diagram('web'): pass\n"
    names = [diagram.architecture.name for diagram in run_script(script(folder, text))]
    assert names == ["web", "web-2", "web-3"]


@pytest.mark.parametrize(
    "name", ["web_service", "several", "own_icons", "banking", "threads", "builders", "attributes"]
)
def test_a_script_has_no_side_effects(name: str, folder: Path):
    """No file is written, no process is started, and the process is restored."""
    before = surroundings()
    recorded(name)
    assert surroundings() == before
    assert list(folder.iterdir()) == []
    assert not (folder.parent / "started").exists()
    assert "sibling" not in sys.modules
    assert diagrams.getdiagram() is None
    assert diagrams.getcluster() is None


@pytest.mark.parametrize(
    ("name", "line", "reason"),
    [
        ("raises", 8, "ZeroDivisionError: division by zero"),
        ("exits", 5, "the script exits with 'no such region'"),
        ("no_diagram", 1, "the script draws no diagram"),
        (
            "tuple_target",
            7,
            "a tuple on the right of >>: write a node, a cluster, an Edge or a list of nodes and clusters",
        ),
        ("twice", 8, f"id 'server' is used twice, first at {SCRIPTS}/twice.py:7"),
    ],
)
def test_a_failing_script_names_its_line(name: str, line: int, reason: str, folder: Path):
    """An error in a script is reported with file and line, and leaves no state behind."""
    before = surroundings()
    assert failure(SCRIPTS / f"{name}.py") == f"{SCRIPTS}/{name}.py:{line}: {reason}"
    assert surroundings() == before
    assert list(folder.iterdir()) == []
    assert diagrams.getdiagram() is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("with Diagram(:\n", "script.py:1: SyntaxError: invalid syntax"),
        ("import sys\nsys.exit(3)", "script.py:2: the script exits with 3"),
        ("import sys\nsys.exit(0)", "script.py:1: the script draws no diagram"),
        ("import nowhere", "script.py:1: ModuleNotFoundError: No module named 'nowhere'"),
        (
            "from diagrams import Diagram\nDiagram('x', direction='up')",
            'script.py:2: ValueError: "up" is not a valid direction',
        ),
        (
            "from diagrams import Node\n\nNode('x')",
            "script.py:3: node 'x' is created while no diagram is open: a thread does not see the block "
            "of the thread that started it; start it with contextvars.copy_context().run",
        ),
    ],
)
def test_errors_of_a_script_are_one_line(text: str, message: str, folder: Path):
    """Each error of a script is one line with file, line and reason."""
    assert failure(script(folder, text).relative_to(folder)) == message


def test_a_missing_script_is_an_error():
    """A missing file and a folder are refused in one line."""
    assert failure("nowhere.py") == "nowhere.py: no such file or directory"
    assert failure("/") == "/: is a directory"


def test_an_exit_without_error_is_no_failure(folder: Path):
    """`sys.exit(0)` after the diagram is no error."""
    text = "import sys\nfrom diagrams import Diagram\nwith Diagram('x'): pass\nsys.exit(0)\n"
    assert [diagram.architecture.name for diagram in run_script(script(folder, text))] == ["x"]


def test_graphviz_attributes_become_fields(folder: Path):
    """Colors, styles, links, tooltips and HTML labels become fields."""
    text = """
from diagrams import Cluster, Diagram, Edge, Node
from diagrams.aws.compute import EC2
with Diagram("x", graph_attr={"rankdir": "BT"}):
    with Cluster("box", graph_attr={"bgcolor": "gray95"}):
        a = EC2("<<b>Web</b><br/>tier>", URL="https://a.b/c", tooltip="hint", fontsize="20")
    b = EC2("b", color="nonsense", href="javascript:x")
    blank = Node("", style="invis")
    a >> Edge(color="red:blue", style="bold,dashed", xlabel="hot", minlen="2") >> b
    a - Edge(style="invis") - blank - Edge(style="invisible") - b
"""
    arch = run_script(script(folder, text))[0].architecture
    assert arch.direction == "BT"
    assert list(arch.nodes) == ["web-tier", "b"]
    web, edge = arch.nodes["web-tier"], arch.edges["web-tier -> b"]
    assert (web.label, web.link, web.description) == ("Web\ntier", "https://a.b/c", "hint")
    assert (arch.nodes["b"].color, arch.nodes["b"].link) == ("", "")
    assert (edge.color, edge.style, edge.label) == ("red", "bold", "hot")
    assert arch.clusters["box"].color == "#f2f2f2"
    assert list(arch.edges) == ["web-tier -> b"]


def test_an_edge_without_a_target_is_a_warning(folder: Path):
    """A dangling edge of a plain script is a warning with its line."""
    text = """from diagrams import Diagram, Edge, Node
with Diagram("x"):
    Node("a") >> Edge(label="y")
    Node("b") >> Edge()
"""
    (diagram,) = run_script(script(folder, text).relative_to(folder))
    assert list(diagram.architecture.nodes) == ["a", "b"]
    assert diagram.warnings == (
        "script.py:3: the edge 'y' of 'a' never reaches a target",
        "script.py:4: an edge of 'b' never reaches a target",
    )


def test_strict_keeps_every_label(folder: Path):
    """`strict=True` merges parallel edges and keeps all labels; `diagrams` loses one."""
    text = """
from diagrams import Diagram, Edge, Node
with Diagram("x", strict=True):
    a, b = Node("a"), Node("b")
    a >> Edge(label="1") >> b
    a >> Edge(label="2") >> b
    b >> a
"""
    arch = run_script(script(folder, text))[0].architecture
    assert {key: edge.label for key, edge in arch.edges.items()} == {"a -> b": "1\n2", "b -> a": ""}


def test_free_form_nodeids_become_ids(folder: Path):
    """A valid nodeid is the id, and any other is converted."""
    text = """
from diagrams import Diagram, Node
with Diagram("x"):
    Node("a", nodeid="web")
    Node("b", nodeid="My server!")
"""
    assert list(run_script(script(folder, text))[0].architecture.nodes) == ["web", "my-server"]


def test_subclasses_keep_technology_or_icon(folder: Path):
    """A subclass has the technology of its base, unless it has an icon of its own."""
    text = f"""
from diagrams import Diagram, Node
from diagrams.aws.compute import EC2
class Web(EC2):
    def __init__(self, label):
        super().__init__(label.upper())
class Own(Node):
    _icon_dir = {str(SCRIPTS / "icons")!r}
    _icon = "dot.png"
with Diagram("x", autolabel=True):
    Web("web") >> Own("own")
"""
    web, own = run_script(script(folder, text))[0].architecture.nodes.values()
    assert (web.label, web.technology) == ("Web\nWEB", "aws.compute.EC2")
    assert (own.technology, own.icon) == ("", str(SCRIPTS / "icons" / "dot.png"))


def test_graphviz_is_not_started_by_the_dot_object(folder: Path):
    """A script that renders the DOT itself gets nothing, and starts nothing."""
    text = """
from diagrams import Diagram, Node
with Diagram("x") as d:
    Node("a")
d.render()
d.dot.render(view=True)
d.dot.pipe()
"""
    assert len(run_script(script(folder, text))) == 1
    assert [path.name for path in folder.iterdir()] == ["script.py"]
    assert not (folder.parent / "started").exists()


def test_output_of_a_script_goes_to_stderr(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Output of a script goes to stderr, since stdout is for pictures."""
    recorded("several")
    assert capsys.readouterr() == ("", "done\n")


def test_clipped_edges_end_on_the_cluster(folder: Path):
    """`lhead` and `ltail` make edges of clusters."""
    text = """
from diagrams import Cluster, Diagram, Edge, Node
with Diagram("x", graph_attr={"compound": "true"}):
    a = Node("a")
    with Cluster("box"):
        b = Node("b")
    a >> Edge(lhead="cluster_box") >> b
    a >> Edge(lhead="cluster_gone") >> b
"""
    assert list(run_script(script(folder, text))[0].architecture.edges) == ["a -> box", "a -> b"]
