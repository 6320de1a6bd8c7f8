"""Unchanged `diagrams` scripts are run and recorded, and nothing else happens."""

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
    """Run every test in an empty folder, with a `dot` on PATH that leaves a trace when it is started."""
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
    """Return all that a recording replaces for a while."""
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


def test_groups_and_edges_of_the_example_everybody_starts_from():
    """The first example of `diagrams` gives its clusters, nodes and edges in the order of the script."""
    (one,) = recorded("web_service")
    arch = one.architecture
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
    """Functions of other modules, names imported earlier and the `__main__` guard are all followed."""
    results = recorded("several", "fast", "now")
    assert [one.architecture.title for one in results] == ["one", "two", "three"]
    assert [one.filename for one in results] == ["out/one", "out/two", "three"]
    assert [one.formats for one in results] == [("png", "svg"), ("png", "svg"), ("png",)]
    assert results[0].architecture.direction == "TB"
    assert list(results[2].architecture.nodes) == ["arguments-fast-now", "vm"]


def test_clusters_of_one_label_stay_two():
    """`diagrams` draws one box for two sibling clusters of one label; we draw two."""
    arch = recorded("several")[0].architecture
    assert {id: cluster.label for id, cluster in arch.clusters.items()} == {"vpc": "VPC", "vpc-2": "VPC"}
    assert {id: node.cluster for id, node in arch.nodes.items()} == {"db": "vpc", "db-2": "vpc-2"}


def test_pictures_beside_the_script_are_found_and_missing_ones_named():
    """A Custom node's picture is found beside the script; one on the web is a warning."""
    (one,) = recorded("own_icons")
    icons = {node.label: node.icon for node in one.architecture.nodes.values()}
    assert icons == {"Here": str(SCRIPTS / "icons" / "dot.png"), "Far": ""}
    assert one.warnings == (
        f"{SCRIPTS}/own_icons.py:8: the icon 'https://example.com/far.png' of 'Far' is an address, "
        "and nothing is fetched",
    )


def test_pictures_that_are_missing_are_named_all_at_once():
    """A picture that is not there would be a node without one: the script is refused, each line named."""
    file = f"{SCRIPTS}/missing_icons.py"
    assert failure(file) == (
        f"{file}:7: the icon 'icons/missing.png' of 'Gone' does not exist\n"
        f"{file}:8: the icon 'lost.svg' of 'Lost' does not exist"
    )


def test_attributes_that_mean_something_are_honoured():
    """Defaults for all edges, links, shapes, labels of both ends and widths arrive as fields."""
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
    """Whatever our pictures have no use for is named once, on the line it first stands on."""
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
    (one,) = run_script(script(folder, text).relative_to(folder))
    assert list(one.architecture.nodes) == ["a", "b", "c", "d"]
    assert one.warnings == (
        "script.py:5: unknown argument 'replicsa' of EC2. Did you mean 'replicas'?",
        "script.py:5: unknown argument 'owner' of EC2: it is no keyword of mlarch and no attribute of "
        "Graphviz",
        "script.py:6: unknown argument 'lable' of Edge. Did you mean 'label'?",
    )


def test_options_of_a_newer_diagrams_are_no_error(folder: Path):
    """What an unreleased `diagrams` takes, themes and further lines, does not stop a script."""
    text = "from diagrams import Diagram\nwith Diagram('x', theme='pastel', curvestyle='polyline'): pass\n"
    assert [one.architecture.title for one in run_script(script(folder, text))] == ["x"]


def test_a_script_is_the_program(folder: Path):
    """The module is `__main__` under its own file and arguments, its folder first on the path."""
    text = """
import sys, __main__
from diagrams import Diagram, Node
assert (__name__, __package__, __spec__) == ("__main__", None, None)
assert __main__.__file__ == __file__ == sys.argv[0]
with Diagram("x"):
    Node(" ".join(sys.argv[1:])) >> Node(sys.path[0])
"""
    path = script(folder, text)
    (one,) = run_script(path, ["--region", "eu"])
    labels = [node.label for node in one.architecture.nodes.values()]
    assert labels == ["--region eu", str(folder.resolve())]


@pytest.mark.parametrize("waiting", ["while True: pass", "time.sleep(60)", "re.match('(a+)+b', 'a' * 60)"])
def test_a_script_that_hangs_is_ended(waiting: str, folder: Path):
    """A script that does not end in time is ended, and the line it was at is named."""
    code = f"import re, time\n{waiting}\n"
    with pytest.raises(ScriptError) as caught:
        run_script(script(folder, code).relative_to(folder), timeout=1.5)
    assert str(caught.value) == "script.py:2: the script did not end within 1.5 seconds"


def test_a_script_with_time_left_is_as_good_as_any(folder: Path):
    """In a process of its own a script gives what it gives here, its errors and prints included."""
    assert run_script(SCRIPTS / "several.py", ["a"], timeout=30) == recorded("several", "a")
    with pytest.raises(ScriptError) as caught:
        run_script(SCRIPTS / "raises.py", timeout=30)
    assert str(caught.value) == f"{SCRIPTS}/raises.py:8: ZeroDivisionError: division by zero"


def test_a_process_that_ends_at_once_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """A process that is gone before it has read its task is an error like any."""
    monkeypatch.setattr("mlarch.recording.subprocess_call._START", "raise SystemExit(7)")
    with pytest.raises(ScriptError) as caught:
        run_script(script(folder, "").relative_to(folder), timeout=30)
    assert str(caught.value) == "script.py:1: the process of the script ended with 7"


def test_a_script_that_kills_its_process_says_so(folder: Path):
    """A process that is gone without a result is an error, not a picture."""
    path = script(folder, "import os\nos._exit(3)\n").relative_to(folder)
    with pytest.raises(ScriptError) as caught:
        run_script(path, timeout=30)
    assert str(caught.value) == "script.py:1: the process of the script ended with 3"


@pytest.mark.parametrize("options", [[], ["--timeout", "30"]])
def test_an_interrupted_script_names_its_line(options: list[str], folder: Path):
    """Ctrl-C in an endless loop ends with the line of the loop, exit code 2, and nothing written."""
    code = "from pathlib import Path\nPath('began').touch()\nwhile True: pass\n"
    path = script(folder, code).relative_to(folder)
    command = [sys.executable, "-m", "mlarch", "render", str(path), *options]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True) as process:
        while not (folder / "began").exists():
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=20) == ("", "error: script.py:3: interrupted\n")
    assert process.returncode == 2
    assert sorted(one.name for one in folder.iterdir()) == ["began", "script.py"]


def test_a_picture_in_the_working_directory_keeps_its_short_path(folder: Path):
    """A picture below the working directory is recorded by its relative path."""
    (folder / "x.png").write_bytes((SCRIPTS / "icons" / "dot.png").read_bytes())
    text = """
from diagrams import Diagram
from diagrams.custom import Custom
with Diagram("d"):
    Custom("c", "x.png")
"""
    (one,) = run_script(script(folder, text))
    assert one.architecture.nodes["c"].icon == "x.png"


def test_c4_is_recorded_from_its_arguments():
    """Names, technologies and descriptions of C4 functions arrive whole, without the HTML made of them."""
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
    """A diagram that a script draws in a thread of its own is recorded like any other."""
    assert [one.architecture.name for one in recorded("threads")] == ["first", "second"]


def test_builders_of_a_script_are_called():
    """Builders that need no parameter are recorded after the diagrams."""
    (one,) = recorded("builders")
    assert (one.architecture.name, list(one.architecture.nodes)) == ("acme/web", ["web-0", "web-1"])


def test_a_builder_is_loaded_by_function_or_by_name():
    """A builder of a file can be called with parameters, found by either of its names."""
    path = SCRIPTS / "builders.py"
    assert list(load_builder(path, "named")(label="x").nodes) == ["x"]
    assert len(load_builder(path, "acme/web")(servers=4).nodes) == 4
    with pytest.raises(UnknownNameError) as caught:
        load_builder(path, "wbe")
    assert str(caught.value) == f"{path}: no builder 'wbe'. Did you mean 'web'?"


def test_two_diagrams_of_one_name_get_two_names(folder: Path):
    """Architectures of one script never share a name."""
    text = "from diagrams import Diagram\nfor _ in range(3):\n    with Diagram('web'): pass\n"
    assert [one.architecture.name for one in run_script(script(folder, text))] == ["web", "web-2", "web-3"]


@pytest.mark.parametrize(
    "name", ["web_service", "several", "own_icons", "banking", "threads", "builders", "attributes"]
)
def test_a_script_touches_nothing(name: str, folder: Path):
    """No file is written, no process started, and the process is as it was before."""
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
    """What goes wrong in a script is reported with its file and line, and leaves nothing behind."""
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
def test_what_is_wrong_with_a_script_is_one_line(text: str, message: str, folder: Path):
    """Each mistake of a script has its message: file, line, reason."""
    assert failure(script(folder, text).relative_to(folder)) == message


def test_a_script_that_is_not_there_is_said_to_be():
    """A missing file and a folder are refused in one line."""
    assert failure("nowhere.py") == "nowhere.py: no such file or directory"
    assert failure("/") == "/: is a directory"


def test_an_exit_without_error_ends_a_script_that_has_drawn(folder: Path):
    """`sys.exit(0)` after the diagram, as behind the `__main__` guard, is no failure."""
    text = "import sys\nfrom diagrams import Diagram\nwith Diagram('x'): pass\nsys.exit(0)\n"
    assert [one.architecture.name for one in run_script(script(folder, text))] == ["x"]


def test_what_graphviz_is_told_becomes_plain_facts(folder: Path):
    """Colors, styles, links, tooltips and HTML labels of Graphviz arrive as fields; the rest is dropped."""
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


def test_an_edge_that_leads_nowhere_is_a_warning(folder: Path):
    """A dangling edge of a plain script is reported, with its line, and the rest is drawn."""
    text = """from diagrams import Diagram, Edge, Node
with Diagram("x"):
    Node("a") >> Edge(label="y")
    Node("b") >> Edge()
"""
    (one,) = run_script(script(folder, text).relative_to(folder))
    assert list(one.architecture.nodes) == ["a", "b"]
    assert one.warnings == (
        "script.py:3: the edge 'y' of 'a' never reaches a target",
        "script.py:4: an edge of 'b' never reaches a target",
    )


def test_strict_keeps_every_label(folder: Path):
    """`strict=True` merges parallel edges, and the label that `diagrams` loses is kept."""
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
    """A nodeid that can be an id is one; any other is made into one."""
    text = """
from diagrams import Diagram, Node
with Diagram("x"):
    Node("a", nodeid="web")
    Node("b", nodeid="My server!")
"""
    assert list(run_script(script(folder, text))[0].architecture.nodes) == ["web", "my-server"]


def test_classes_of_the_scripts_own_keep_their_technology_or_picture(folder: Path):
    """A subclass stands for what it is made from, unless it brings its own picture."""
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


def test_graphviz_behind_the_diagrams_back_stays_quiet(folder: Path):
    """A script that asks for the picture itself gets none, and starts nothing."""
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


def test_what_a_script_prints_leaves_stdout_alone(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Standard output is for pictures: what a script prints goes to stderr."""
    recorded("several")
    assert capsys.readouterr() == ("", "done\n")


def test_edges_cut_at_a_cluster_end_on_it(folder: Path):
    """The `lhead` and `ltail` that scripts use for want of cluster edges are read as such."""
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
