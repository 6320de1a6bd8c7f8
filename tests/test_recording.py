"""`diagrams` code in builders and Diagram blocks is recorded as an architecture, or refused."""

from __future__ import annotations

import inspect
import pydoc
import threading
import typing
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, Literal

import diagrams
import pytest
from diagrams.aws.compute import EC2
from diagrams.custom import Custom
from diagrams.onprem.network import Nginx

from mlarch.errors import (
    MlarchError,
    ModelError,
    OutputError,
    ParameterError,
    RecordingError,
    UnknownNameError,
)
from mlarch.layout.options import Options
from mlarch.model import Architecture
from mlarch.model.picture_options import PictureOptions
from mlarch.recording import (
    Cluster,
    Diagram,
    Edge,
    Range,
    architecture,
    call,
    connect,
    data,
    depends,
    deploy,
    event,
    extend,
    flow,
    note,
    request,
    telemetry,
)

HERE = Path(__file__).name


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run every test in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def drawing() -> Diagram:
    return Diagram("Drawing", write=False)


def edges(arch: Architecture) -> dict[str, str]:
    return {key: edge.arrow for key, edge in arch.edges.items()}


def error(caught: pytest.ExceptionInfo[MlarchError]) -> str:
    """Return a message without the folder and line of this file."""
    lines = [line.partition(f"{HERE}:")[2] or line for line in str(caught.value).splitlines()]
    return "\n".join(line.partition(": ")[2] if line[:1].isdigit() else line for line in lines)


@architecture("acme/web", title="Web", source="https://example.com", pros="simple", notes="small")
def web(
    *,
    servers: int = 1,
    mode: Literal["fast", "safe"] = "fast",
    sizes: list[int] | None = None,
    debug: bool = False,
) -> None:
    """Draw the web."""
    client = EC2("Client", id="client")
    with Cluster("Server", id="server", kind="host"):
        proxy = Nginx("Nginx", id="proxy", description="TLS", replicas=servers, tags="edge")
        app = EC2("App", id="app")
    client >> request("HTTP") >> proxy >> call("WSGI") >> app
    flow("request", client, proxy, "app")
    note("keep it small")


# Builders.


def test_a_builder_returns_its_drawing(folder: Path):
    """A builder returns nodes, clusters, edges and flows in order, and writes nothing."""
    arch = web()
    assert (arch.name, arch.title, arch.source) == ("acme/web", "Web", "https://example.com")
    assert (arch.pros, arch.notes, arch.direction) == (("simple",), ("small", "keep it small"), "TB")
    assert list(arch.nodes) == ["client", "proxy", "app"]
    proxy = arch.nodes["proxy"]
    assert (proxy.technology, proxy.role, proxy.cluster) == (
        "onprem.network.Nginx",
        "reverse-proxy",
        "server",
    )
    assert (proxy.description, proxy.tags) == ("TLS", ("edge",))
    assert [edge.kind for edge in arch.edges.values()] == ["request", "call"]
    assert arch.flows == {"request": ("client", "proxy", "app")}
    assert list(folder.iterdir()) == []


def test_a_builder_ignores_the_open_block():
    """A builder that is called inside a cluster block does not draw into it."""
    seen = []

    @architecture("inner")
    def inner() -> None:
        seen.append(diagrams.getcluster())
        EC2("a")

    with drawing() as d, Cluster("open"):
        arch = inner()
    assert (seen, list(arch.nodes), list(d.architecture.nodes)) == ([None], ["a"], [])


def test_parameters_are_kept_with_their_values():
    """An architecture keeps every parameter with its value, in the order of the signature."""
    arch = web(servers=3)
    assert list(arch.parameters.items()) == [
        ("servers", 3),
        ("mode", "fast"),
        ("sizes", None),
        ("debug", False),
    ]
    assert arch.nodes["proxy"].replicas == 3


def test_the_heading_is_readable_without_a_call():
    """The builder has its heading in `entry`, and keeps its name and docstring."""
    assert (web.entry.name, web.entry.title, web.entry.kind) == ("acme/web", "Web", "architecture")
    assert (web.__name__, web.__doc__) == ("web", "Draw the web.")


def test_unknown_parameters_are_all_reported():
    """Each unknown parameter is one line of the error, with a suggestion or the known names."""
    with pytest.raises(UnknownNameError) as caught:
        web(serves=1, colour="red")
    assert str(caught.value) == (
        "unknown parameter 'serves' of 'acme/web'. Did you mean 'servers'?\n"
        "unknown parameter 'colour' of 'acme/web'. Parameters are servers, mode, sizes, debug"
    )


def test_values_of_the_wrong_type_are_all_reported():
    """Values are checked against their annotations, all of them in one error."""
    with pytest.raises(ParameterError) as caught:
        web(servers=True, mode="saef", sizes=[1, "2"], debug="no")
    assert str(caught.value) == (
        "parameter 'servers' of 'acme/web' must be a whole number, not True\n"
        "parameter 'mode' of 'acme/web' must be one of fast, safe, not 'saef'. Did you mean 'safe'?\n"
        "parameter 'sizes' of 'acme/web' must be a list of whole numbers or nothing, not [1, '2']\n"
        "parameter 'debug' of 'acme/web' must be true or false, not 'no'"
    )


def test_positional_and_missing_values_are_refused():
    """Parameters are keywords, and a parameter without a default is required."""

    @architecture("x")
    def named(*, label: str) -> None:
        EC2(label)

    with pytest.raises(ParameterError, match=r"^parameters of 'x' are given by name, not 'a'$"):
        named("a")
    with pytest.raises(ParameterError, match=r"^parameter 'label' of 'x' is missing$"):
        named()


def test_builders_take_keyword_only_parameters():
    """A builder with positional parameters is refused when it is defined."""
    with pytest.raises(RecordingError) as caught:

        @architecture("x")
        def loose(count: int = 1) -> None: ...

    assert str(caught.value) == "'x': parameter 'count' is not keyword-only: write 'def loose(*, count)'"


def test_a_builder_returns_nothing_and_needs_no_diagram():
    """A builder that returns a value or opens its own Diagram is refused."""

    @architecture("returns")
    def returns() -> None:
        return 1

    @architecture("nested")
    def nested() -> None:
        with diagrams.Diagram("inner"):
            EC2("a")

    with pytest.raises(RecordingError) as caught:
        returns()
    assert error(caught) == "'returns' returns 1: a builder draws and returns nothing"
    with pytest.raises(RecordingError) as caught:
        nested()
    assert error(caught) == "'nested' draws inside a Diagram of its own: leave out 'with Diagram(...)'"


@architecture("acme/described")
def described(
    *,
    workers: Annotated[int, "Machines that take work.", Range(1, 8)] = 2,
    shares: Annotated[list[float], Range(most=1)] = [1.0],  # noqa: B006  # shown in help
    mode: Annotated[Literal["fast", "safe"], "Which to prefer."] = "fast",
) -> None:
    """Draw workers."""
    EC2("a")


def test_help_lists_parameters_with_default_and_range():
    """`help` shows plain types, defaults, Architecture, and descriptions with ranges."""
    assert pydoc.plain(pydoc.render_doc(described)).splitlines()[2:] == [
        "described(*, workers: int = 2, shares: list[float] = [1.0], mode: Literal['fast', 'safe'] = 'fast')"
        " -> mlarch.model.architecture.Architecture",
        "    Draw workers.",
        "    ",
        "    Parameters:",
        "        workers: Machines that take work. A whole number from 1 to 8 [default: 2]",
        "        mode: Which to prefer. One of fast, safe [default: fast]",
    ]
    hints = typing.get_type_hints(described, include_extras=True)
    assert hints["workers"] == Annotated[int, "Machines that take work.", Range(1, 8)]
    assert hints["return"] is Architecture


def test_values_out_of_range_are_refused():
    """A range limits a number, and each item of a list of numbers."""
    with pytest.raises(ParameterError) as caught:
        described(workers=9, shares=[0.5, 1.5])
    assert str(caught.value) == (
        "parameter 'workers' of 'acme/described' must be a whole number from 1 to 8, not 9\n"
        "parameter 'shares' of 'acme/described' must be a list of numbers of 1 or less, not [0.5, 1.5]"
    )
    assert described(workers=8, shares=[1]).parameters == {"workers": 8, "shares": (1,), "mode": "fast"}


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        (
            {"direction": "XX"},
            "argument 'direction' of architecture() must be one of LR, RL, TB, BT, not 'XX'",
        ),
        (
            {"kind": "decison"},
            "argument 'kind' of architecture() must be one of architecture, decision, not 'decison'. "
            "Did you mean 'decision'?",
        ),
    ],
)
def test_wrong_arguments_of_the_decorator_are_refused(argument: dict[str, Any], message: str):
    """The decorator checks its arguments when the builder is defined."""
    with pytest.raises(RecordingError) as caught:
        architecture("x", **argument)
    assert error(caught) == message


# Arguments.


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: Nginx("a", replicsa=3),
            "unknown argument 'replicsa' of Nginx. Did you mean 'replicas'?",
        ),
        (
            lambda: Nginx("a", font_size="9", owner="me"),
            "unknown argument 'font_size' of Nginx. Did you mean 'fontsize'?\n"
            "unknown argument 'owner' of Nginx: it is no keyword of mlarch and no attribute of Graphviz",
        ),
        (
            lambda: Nginx("a", kind="host"),
            "unknown argument 'kind' of Nginx. Did you mean 'id'?",
        ),
        (
            lambda: Cluster("c", kind="nope"),
            "argument 'kind' of Cluster must be one of provider, region, zone, network, host, container, "
            "process, group, trust-boundary, not 'nope'",
        ),
        (
            lambda: Cluster("c", direction="XX"),
            "argument 'direction' of Cluster must be one of LR, RL, TB, BT, not 'XX'",
        ),
        (
            lambda: Edge("l", kind="requst"),
            "argument 'kind' of Edge must be one of request, call, event, data, deploy, telemetry, depends, "
            "not 'requst'. Did you mean 'request'?",
        ),
        (lambda: Edge("l", lable="x"), "unknown argument 'lable' of Edge. Did you mean 'label'?"),
        (lambda: request("l", staus="new"), "unknown argument 'staus' of Edge. Did you mean 'status'?"),
        (
            lambda: EC2("a") >> diagrams.Edge(lable="x") >> EC2("b"),
            "unknown argument 'lable' of Edge. Did you mean 'label'?",
        ),
        (
            lambda: Diagram("x", theme="drak"),
            "argument 'theme' of Diagram must be one of light, dark, auto, print, not 'drak'. "
            "Did you mean 'dark'?",
        ),
        (
            lambda: Diagram("x", thme="dark", width="wide"),
            "unknown argument 'thme' of Diagram. Did you mean 'theme'?\n"
            "argument 'width' of Diagram must be a number, not 'wide'",
        ),
        (
            lambda: Diagram("x", direction="XX"),
            "argument 'direction' of Diagram must be one of LR, RL, TB, BT, not 'XX'",
        ),
    ],
)
def test_wrong_arguments_are_refused_with_their_line(call: Any, message: str):
    """A misspelled keyword or a wrong word is an error with file, line and suggestion."""
    with pytest.raises(RecordingError) as caught, drawing():
        call()
    line = call.__code__.co_firstlineno
    first = str(caught.value).splitlines()[0]
    assert int(first.partition(f"{HERE}:")[2].partition(":")[0]) in (line, line + 1)
    assert error(caught) == message


def test_attributes_of_graphviz_are_accepted():
    """Nodes and edges accept attributes of Graphviz, with or without an effect."""
    with drawing() as d:
        a = EC2(
            "a", shape="none", fontsize="20", labelloc="t", width="1", imagescale="true", URL="https://a.b"
        )
        b = EC2("b", minlen="2", group="x", nodeid="b", color="red")
        a >> Edge(label="x", minlen="2", headport="n", constraint="false", weight=2) >> b
        a >> diagrams.Edge(label="y", labelangle="30", lhead="cluster_x") >> b
    assert [edge.label for edge in d.architecture.edges.values()] == ["x", "y"]


def test_a_diagram_accepts_picture_options(folder: Path):
    """Options of a Diagram apply to its picture, and None is the default."""
    with Diagram("x", outformat="svg", theme="dark", width=None, links=True) as d:
        EC2("a")
    assert (folder / "x.svg").read_text() == d.architecture.to_svg(theme="dark")


def test_typed_options_match_the_options():
    """The typed keywords are the fields of Options."""
    assert set(typing.get_type_hints(PictureOptions)) == {field.name for field in fields(Options)}


def test_a_shape_sets_technology_and_role():
    """A diamond is a question, by technology and by role."""
    with drawing() as d:
        diagrams.Node("ok?", shape="diamond")
    assert (d.architecture.nodes["ok"].technology, d.architecture.nodes["ok"].role) == (
        "mlarch.nodes.Question",
        "question",
    )


# Operators.


def test_operators_set_source_target_and_arrow():
    """`>>`, `<<` and `-`, with and without an Edge, set source, target and arrow."""
    with drawing() as d:
        a, b, c = EC2("a"), EC2("b"), EC2("c")
        a >> b
        a << c
        b - c
        a >> Edge("both") << c
        c << Edge("back") << b
        c - Edge("none") - a
    assert edges(d.architecture) == {
        "a -> b": "forward",
        "c -> a": "forward",
        "b -> c": "none",
        "a -> c": "both",
        "b -> c [2]": "forward",
        "c -> a [2]": "none",
    }


def test_lists_are_allowed_on_both_sides():
    """Each item of a list is joined, with and without an Edge, and the chain continues."""
    with drawing() as d:
        a, b, c, e = EC2("a"), EC2("b"), EC2("c"), EC2("e")
        assert (a >> [b, c]) == [b, c]
        [b, c] >> Edge("x") >> e
        assert ((b, c) << a) is a
        connect([a, b], [c, e], "all", kind="data")
    arch = d.architecture
    assert list(arch.edges)[:4] == ["a -> b", "a -> c", "b -> e", "c -> e"]
    assert list(arch.edges)[4:] == [
        "a -> b [2]",
        "a -> c [2]",
        "a -> c [3]",
        "a -> e",
        "b -> c",
        "b -> e [2]",
    ]
    assert {arch.edges[key].kind for key in ("a -> e", "b -> c")} == {"data"}


def test_minus_binds_tighter_than_arrows():
    """`a >> b - c` draws b - c and a >> c, as in `diagrams`."""
    with drawing() as d:
        a, b, c = EC2("a"), EC2("b"), EC2("c")
        a >> b - c
    assert edges(d.architecture) == {"b -> c": "none", "a -> c": "forward"}


@pytest.mark.parametrize("box", [Cluster, diagrams.Cluster])
def test_edges_start_and_end_on_clusters(box: type):
    """Edges join clusters, alone, in lists and in chains; `diagrams` draws none of them."""
    with drawing() as d:
        a = EC2("a")
        with box("left") as left:
            EC2("l")
        right = box("right")
        a >> left >> request("x") >> right >> a
        [a, left] >> right
        right << [a]
    assert list(d.architecture.edges) == [
        "a -> left",
        "left -> right",
        "right -> a",
        "a -> right",
        "left -> right [2]",
        "a -> right [2]",
    ]
    assert list(d.architecture.clusters) == ["left", "right"]


def test_an_edge_object_can_be_used_twice():
    """The second use of an Edge keeps nothing of the first."""
    with drawing() as d:
        a, b, c = EC2("a"), EC2("b"), EC2("c")
        edge = Edge("same", color="red")
        a >> edge >> b
        c << edge << b
    assert edges(d.architecture) == {"a -> b": "forward", "b -> c": "forward"}
    assert {(edge.label, edge.color) for edge in d.architecture.edges.values()} == {("same", "red")}


def test_an_edge_may_be_finished_in_a_later_statement():
    """`a >> edge` and a later `edge >> b` are one edge, as in `diagrams`."""
    with drawing() as d:
        edge = diagrams.Edge(label="x")
        EC2("a") >> edge
        edge >> EC2("b")
    assert edges(d.architecture) == {"a -> b": "forward"}


def test_functions_set_the_kind_of_an_edge():
    """Each function gives an edge of its kind; a plain edge is a request."""
    with drawing() as d:
        a, b = EC2("a"), EC2("b")
        for make in (request, call, event, data, deploy, telemetry, depends):
            (
                a
                >> make("x", style="dashed", description="why", link="https://e.x/", status="new", tags="t")
                >> b
            )
        a >> Edge("plain", kind="data") >> b
        a >> b
    drawn = list(d.architecture.edges.values())
    assert [edge.kind for edge in drawn] == [
        "request",
        "call",
        "event",
        "data",
        "deploy",
        "telemetry",
        "depends",
        "data",
        "request",
    ]
    first = drawn[0]
    assert (first.style, first.description, first.link) == ("dashed", "why", "https://e.x/")
    assert (first.status, first.tags) == ("new", ("t",))


def test_edges_work_in_a_plain_diagram(folder: Path):
    """Outside a recording an Edge passes only attributes of Graphviz to `diagrams`."""
    plain = diagrams.Diagram("plain")
    before = diagrams.getdiagram()
    diagrams.setdiagram(plain)
    try:
        EC2("a", nodeid="a") >> Edge("x", kind="data", tags=("t",)) >> EC2("b", nodeid="b")
    finally:
        diagrams.setdiagram(before)
    assert "label=x" in str(plain.dot)
    assert "kind" not in str(plain.dot)


RIGHT = "on the right of >>: write a node, a cluster, an Edge or a list of nodes and clusters"


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (None, "None"),
        ((1, 2), "a tuple"),
        ("b", "the text 'b'"),
        (EC2, "the class EC2 (write EC2(...))"),
        ([[]], "a list"),
    ],
)
@pytest.mark.parametrize("by", ["node", "edge"])
def test_wrong_targets_of_an_edge_are_refused(wrong: object, what: str, by: str):
    """The right operand is checked, and the error has the line of the user."""
    with pytest.raises(RecordingError) as caught, drawing():
        left = EC2("a") if by == "node" else EC2("a") >> Edge()
        line = inspect.currentframe().f_lineno + 1
        left >> wrong
    assert f"{HERE}:{line}: " in str(caught.value)
    assert error(caught) == f"{what} {RIGHT}"


def test_edges_without_a_target_are_all_reported():
    """`a >> Edge(...)` without a target is an error with its line when the block ends."""
    with pytest.raises(RecordingError) as caught, drawing():
        EC2("a") >> Edge("lost")
        EC2("b") << Edge()
    assert (
        error(caught)
        == "the edge 'lost' of 'a' never reaches a target\nan edge of 'b' never reaches a target"
    )


# Ids.


def test_ids_come_from_labels_in_order_of_appearance():
    """Nodes and clusters share one namespace, and written ids have priority."""
    with drawing() as d:
        EC2("Web")
        with Cluster("Web"):
            EC2("Web", nodeid="web-3")
            EC2("Web")
        EC2("First")
        EC2("second", id="first")
    arch = d.architecture
    assert list(arch.nodes) == ["web", "web-3", "web-4", "first-2", "first"]
    assert list(arch.clusters) == ["web-2"]


def test_labels_without_letters_give_the_name_of_the_class():
    """A label without letters gives the name of the class as the id."""
    with drawing() as d:
        EC2("")
        Nginx("数据库")
        EC2("42")
        Cluster("…")
    assert {id: node.label for id, node in d.architecture.nodes.items()} == {
        "ec2": "",
        "nginx": "数据库",
        "ec2-2": "42",
    }
    assert list(d.architecture.clusters) == ["cluster"]


def test_an_id_is_unique():
    """The second use of an id is an error with both lines; `diagrams` merges the nodes."""
    with pytest.raises(RecordingError) as caught, drawing():
        line = inspect.currentframe().f_lineno + 1
        EC2("a", id="same")
        Cluster("b", id="same")
    where = Path(__file__)
    assert str(caught.value) == f"{where}:{line + 1}: id 'same' is used twice, first at {where}:{line}"


def test_an_id_of_the_previous_step_is_taken():
    """A new part cannot use an id of the extended architecture."""
    with pytest.raises(RecordingError, match="id 'app' is used twice, first at "):
        extended(lambda base: EC2("x", id="app"))


def test_an_invalid_id_is_refused():
    """Ids are letters, digits and four signs; the error suggests a valid id."""
    with pytest.raises(RecordingError) as caught, drawing():
        EC2("a", id="app server")
    assert error(caught) == (
        "id 'app server': an id is letters, digits and '. _ - /', up to 100 of them. Write 'app-server'"
    )


# Diagrams.


def test_leaving_a_diagram_writes_its_files_and_no_other(folder: Path):
    """Each format is written under the file name without suffix, and other files stay."""
    (folder / "notes").write_text("mine")
    with Diagram("My title", filename="notes.png", outformat=["SVG", "png", "dot"]) as d:
        EC2("a") >> EC2("b")
    assert sorted(path.name for path in folder.iterdir()) == ["notes", "notes.dot", "notes.png", "notes.svg"]
    assert (folder / "notes").read_text() == "mine"
    assert (folder / "notes.svg").read_text() == d.architecture.to_svg()
    assert (d.architecture.name, d.architecture.title) == ("notes", "My title")


def test_nothing_is_written_without_need(folder: Path):
    """`write=False`, an exception and a surrounding builder leave no file."""

    @architecture("around")
    def around() -> None:
        EC2("outer")
        with Diagram("inner", outformat="jpg") as d:
            EC2("inner")
        assert list(d.architecture.nodes) == ["inner"]

    with Diagram("quiet", write=False):
        EC2("a")
    with pytest.raises(ZeroDivisionError), Diagram("fails"), Cluster("in"):
        EC2("a", id=str(1 // 0))
    assert list(around().nodes) == ["outer"]
    assert list(folder.iterdir()) == []


def test_an_exception_leaves_no_state_behind():
    """After an exception `diagrams` is unchanged, and the next diagram starts empty."""
    owners = (diagrams.Node, diagrams.Edge, diagrams.Cluster, diagrams.Diagram)
    before = [dict(vars(owner)) for owner in owners]
    with pytest.raises(KeyError), drawing() as failed, Cluster("in"):
        raise KeyError("x")
    assert [dict(vars(owner)) for owner in owners] == before
    assert (diagrams.getdiagram(), diagrams.getcluster()) == (None, None)
    with pytest.raises(
        RecordingError, match="the diagram 'Drawing' has no architecture before its block ends"
    ):
        _ = failed.architecture
    with drawing() as d:
        EC2("a")
    assert d.architecture.nodes["a"].cluster == ""


def test_a_nested_diagram_restores_the_outer_one(folder: Path):
    """After a nested diagram, new nodes belong to the outer one again."""
    with drawing() as outer, Cluster("box"):
        with drawing() as inner:
            EC2("inside")
        plain = diagrams.Diagram("plain")
        plain.render = lambda: (folder / "plain").write_text("")
        with plain:
            EC2("leaf", nodeid="leaf")
        EC2("after")
    assert {id: node.cluster for id, node in outer.architecture.nodes.items()} == {"after": "box"}
    assert list(inner.architecture.nodes) == ["inside"]
    assert "leaf" in str(plain.dot)


def test_clusters_can_be_empty_repeated_and_reopened():
    """Empty clusters stay, a label can be repeated, and a cluster can be opened again."""
    with drawing() as d:
        with Cluster("VPC", icon=EC2, direction="lr") as first, Cluster("VPC"):
            EC2("a")
        with Cluster("Other", icon="nginx"), first:
            EC2("b")
    arch = d.architecture
    assert {id: box.cluster for id, box in arch.clusters.items()} == {"vpc": "", "vpc-2": "vpc", "other": ""}
    assert {id: node.cluster for id, node in arch.nodes.items()} == {"a": "vpc-2", "b": "vpc"}
    assert (arch.clusters["vpc"].technology, arch.clusters["vpc"].direction) == ("aws.compute.EC2", "LR")
    assert arch.clusters["other"].technology == "onprem.network.Nginx"


def test_threads_do_not_see_each_others_diagrams():
    """During a recording, a plain diagram of another thread is left to `diagrams`."""
    plain = diagrams.Diagram("plain")

    def draw() -> None:
        diagrams.setdiagram(plain)
        with diagrams.Cluster("box"):
            EC2("x", nodeid="x") >> EC2("y", nodeid="y")

    with drawing() as d:
        EC2("mine")
        run(draw)
    assert list(d.architecture.nodes) == ["mine"]
    assert "x -> y" in str(plain.dot)
    assert "cluster_box" in str(plain.dot)


def test_a_node_in_a_thread_without_context_is_refused():
    """A thread without the context of the block gets an error that explains how to pass it."""
    caught: list[BaseException] = []

    def draw() -> None:
        try:
            EC2("lost")
        except RecordingError as error:
            caught.append(error)

    with drawing():
        run(draw)
    assert str(caught[0]).partition(": ")[2] == (
        "node 'lost' is created while no diagram is open: a thread does not see the block of the thread "
        "that started it; start it with contextvars.copy_context().run"
    )


def run(function) -> None:
    thread = threading.Thread(target=function)
    thread.start()
    thread.join()


def test_concurrent_recordings_do_not_mix():
    """Concurrent builders return their own architectures, and `diagrams` is restored."""
    before = dict(vars(diagrams.Node))
    expected = [web(servers=number) for number in range(8)]
    results: list[list[Architecture]] = [[] for _ in range(8)]
    threads = [
        threading.Thread(target=lambda n=n: results[n].extend(web(servers=n) for _ in range(10)))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [[arch] * 10 for arch in expected]
    assert dict(vars(diagrams.Node)) == before


def test_edges_between_two_diagrams_or_after_the_end_are_refused():
    """Both ends of an edge must be in one open diagram."""
    with drawing() as first:
        a, b = EC2("a"), EC2("b")
    with pytest.raises(RecordingError) as caught:
        a >> b
    assert error(caught) == "the diagram 'Drawing' is closed: no edge can be added to it"
    with pytest.raises(RecordingError) as caught, drawing():
        EC2("c") >> a
    assert error(caught) == "an edge from 'c' to 'a' joins two diagrams"
    assert list(first.architecture.edges) == []


@pytest.mark.parametrize(
    ("format", "kind", "message"),
    [
        ("jpg", OutputError, "outformat 'jpg' cannot be written yet: use svg or png"),
        ("dto", UnknownNameError, "unknown outformat 'dto'. Did you mean 'dot'?"),
    ],
)
def test_a_wrong_format_is_refused_at_once(format: str, kind: type, message: str):
    """An unsupported format is an error before the block runs."""
    with pytest.raises((ValueError, kind)) as caught:
        Diagram("x", outformat=format)
    assert error(caught) == message


def test_contradictions_are_reported_together():
    """Every contradiction of the block is reported in one error."""
    with pytest.raises(ModelError) as caught, drawing():
        a = EC2("a", status="nwe")
        a >> Edge("x", style="dahsed", color="reddish") >> EC2("b")
    assert str(caught.value) == (
        "node 'a': status 'nwe' is not one of existing, new, planned, deprecated, external. "
        "Did you mean 'new'?\n"
        "edge 'a -> b': style 'dahsed' is not one of solid, dashed, dotted, bold. "
        "Did you mean 'dashed'?\n"
        "edge 'a -> b': 'reddish' is not a color: write a CSS name or '#rrggbb'"
    )


def test_an_icon_beside_the_code_is_found():
    """Icons are found in the working directory and beside the code."""
    with drawing() as d:
        Custom("a", "files/scripts/icons/dot.png")
    assert d.architecture.nodes["a"].icon == str(Path(__file__).parent / "files/scripts/icons/dot.png")


def test_a_missing_icon_is_an_error():
    """An icon file that does not exist is an error."""
    with pytest.raises(RecordingError) as caught, drawing():
        EC2("a", icon="nowhere.png")
    assert error(caught) == "the icon 'nowhere.png' of 'a' does not exist"


# Flows and notes.


def test_flows_need_existing_stops():
    """A flow with one stop, a wrong stop or a missing edge is an error."""
    with pytest.raises(RecordingError) as caught, drawing():
        flow("short", EC2("a"))
    assert error(caught) == "flow 'short' needs two stops or more, not 1"
    with pytest.raises(RecordingError) as caught, drawing():
        flow("odd", EC2("a"), 3)
    assert error(caught) == "flow 'odd': a stop is a node, a cluster or an id, not int 3"
    with pytest.raises(ModelError, match=r"^flow 'gap': no edge from 'a' to 'b'$"), drawing():
        flow("gap", EC2("a"), EC2("b"))


@pytest.mark.parametrize("outside", [lambda: flow("x", "a", "b"), lambda: note("x"), lambda: extend(web())])
def test_flow_note_and_extend_need_a_recording(outside):
    """Outside a recording, flow, note and extend are refused."""
    with pytest.raises(
        RecordingError, match=r"\(\) belongs inside an @architecture function or a 'with Diagram"
    ):
        outside()


# Extending.


def extended(change) -> Architecture:
    @architecture("acme/next")
    def following() -> None:
        change(extend(web()))

    return following()


def test_a_step_extends_another():
    """Parts of the extended architecture work with operators and `with`."""

    def change(base) -> None:
        with base["server"]:
            cache = EC2("Cache")
        base["app"] >> data("lookup") >> cache
        base["client"] >> base["server"]
        flow("request", base["client"], base["proxy"])

    arch = extended(change)
    assert list(arch.nodes) == ["client", "proxy", "app", "cache"]
    assert arch.nodes["cache"].cluster == "server"
    assert list(arch.edges)[2:] == ["app -> cache", "client -> server"]
    assert arch.flows == {"request": ("client", "proxy")}
    assert (arch.title, arch.pros, arch.notes) == ("acme/next", (), ("small", "keep it small"))


def test_an_extension_without_changes_is_equal():
    """Without changes, all parts and flows equal those of the extended architecture."""
    before, after = web(), extended(lambda base: None)
    assert (after.nodes, after.clusters, after.edges) == (before.nodes, before.clusters, before.edges)
    assert after.flows == before.flows


def test_parts_are_removed_with_their_edges():
    """Removing a node removes its edges and shortens the flows through it."""
    arch = extended(lambda base: base.remove("app"))
    assert (list(arch.nodes), list(arch.edges)) == (["client", "proxy"], ["client -> proxy"])
    assert arch.flows == {"request": ("client", "proxy")}
    assert list(extended(lambda base: base.remove("client -> proxy")).edges) == ["proxy -> app"]
    assert list(extended(lambda base: base.remove("server", "proxy", "app")).nodes) == ["client"]


def test_edges_keep_their_key():
    """The second edge of a pair keeps its key if the first is removed."""
    with drawing() as first:
        a, b = EC2("a"), EC2("b")
        connect([a, a], b, "x")
    with drawing() as second:
        base = extend(first.architecture)
        base.remove("a -> b")
        base["a"] >> base["b"]
    assert list(second.architecture.edges) == ["a -> b [2]", "a -> b"]


def test_parts_are_changed_and_moved():
    """Fields of nodes, clusters and edges change; a technology can have any of its names."""

    def change(base) -> None:
        base.change("app", description="bigger", technology="nginx")
        base.change("proxy -> app", label="HTTP")
        base.change("client", cluster="server")
        with Cluster("Other") as other:
            base.move("proxy", other)
        base.move("server", other)

    arch = extended(change)
    assert (arch.nodes["app"].description, arch.nodes["app"].technology) == ("bigger", "onprem.network.Nginx")
    assert arch.edges["proxy -> app"].label == "HTTP"
    assert {id: node.cluster for id, node in arch.nodes.items()} == {
        "client": "server",
        "proxy": "other",
        "app": "server",
    }
    assert arch.clusters["server"].cluster == "other"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda base: base["porxy"], "'porxy' is not in 'acme/web'. Did you mean 'proxy'?"),
        (
            lambda base: base.remove("client -> app"),
            "'client -> app' is not in 'acme/web'. Did you mean 'client -> proxy' or 'client'?",
        ),
        (
            lambda base: base.remove("server"),
            "cluster 'server' still holds 'proxy'\ncluster 'server' still holds 'app'",
        ),
        (
            lambda base: base.change("app", colour="red"),
            "node 'app' has no field 'colour'. Did you mean 'color' or 'cluster'?",
        ),
        (lambda base: base.move("app", "client"), "'client' is not a cluster"),
        (lambda base: base.move("server", "server"), "'server' cannot be inside itself"),
    ],
)
def test_impossible_changes_are_refused(change, message: str):
    """Each mistake in a step is an error with a suggestion."""
    with pytest.raises(MlarchError) as caught:
        extended(change)
    assert error(caught) == message


def test_extend_copies_further_fields_on_demand():
    """Pros, sources and similar fields are copied only if they are named."""
    assert extended(lambda base: None).source == ""

    @architecture("acme/next", pros="faster")
    def following() -> None:
        extend(web(), also=("source", "pros"))

    assert (following().source, following().pros) == ("https://example.com", ("faster",))
