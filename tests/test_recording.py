"""`diagrams` code inside builders and `with Diagram(...)` becomes architectures, or says why it cannot."""

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


def test_a_builder_returns_what_it_draws(folder: Path):
    """Calling a builder gives nodes, clusters, edges and flows in order, and writes nothing."""
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


def test_a_builder_starts_outside_of_what_is_open():
    """A builder that is called inside a cluster's block draws on a sheet of its own."""
    seen = []

    @architecture("inner")
    def inner() -> None:
        seen.append(diagrams.getcluster())
        EC2("a")

    with drawing() as d, Cluster("open"):
        arch = inner()
    assert (seen, list(arch.nodes), list(d.architecture.nodes)) == ([None], ["a"], [])


def test_parameters_are_kept_with_their_values():
    """An architecture knows every parameter it was built with, in the order of the signature."""
    arch = web(servers=3)
    assert list(arch.parameters.items()) == [
        ("servers", 3),
        ("mode", "fast"),
        ("sizes", None),
        ("debug", False),
    ]
    assert arch.nodes["proxy"].replicas == 3


def test_a_builder_says_what_it_is_without_being_called():
    """Name, title and the rest stand on the function, which keeps its own name and docstring."""
    assert (web.entry.name, web.entry.title, web.entry.kind) == ("acme/web", "Web", "architecture")
    assert (web.__name__, web.__doc__) == ("web", "Draw the web.")


def test_unknown_parameters_are_all_named():
    """A parameter that does not exist is an error with a suggestion, one line for each."""
    with pytest.raises(UnknownNameError) as caught:
        web(serves=1, colour="red")
    assert str(caught.value) == (
        "unknown parameter 'serves' of 'acme/web'. Did you mean 'servers'?\n"
        "unknown parameter 'colour' of 'acme/web'. Parameters are servers, mode, sizes, debug"
    )


def test_values_of_the_wrong_kind_are_all_named():
    """Values are checked against the annotations, all of them in one go."""
    with pytest.raises(ParameterError) as caught:
        web(servers=True, mode="saef", sizes=[1, "2"], debug="no")
    assert str(caught.value) == (
        "parameter 'servers' of 'acme/web' must be a whole number, not True\n"
        "parameter 'mode' of 'acme/web' must be one of fast, safe, not 'saef'. Did you mean 'safe'?\n"
        "parameter 'sizes' of 'acme/web' must be a list of whole numbers or nothing, not [1, '2']\n"
        "parameter 'debug' of 'acme/web' must be true or false, not 'no'"
    )


def test_a_value_by_position_or_none_at_all_is_refused():
    """Parameters are given by name, and one without a default has to be given."""

    @architecture("x")
    def named(*, label: str) -> None:
        EC2(label)

    with pytest.raises(ParameterError, match=r"^parameters of 'x' are given by name, not 'a'$"):
        named("a")
    with pytest.raises(ParameterError, match=r"^parameter 'label' of 'x' is missing$"):
        named()


def test_builders_take_keyword_only_parameters():
    """A builder with positional parameters is refused where it is defined."""
    with pytest.raises(RecordingError) as caught:

        @architecture("x")
        def loose(count: int = 1) -> None: ...

    assert str(caught.value) == "'x': parameter 'count' is not keyword-only: write 'def loose(*, count)'"


def test_a_builder_returns_nothing_and_needs_no_diagram():
    """A builder that returns something, or opens a Diagram of its own, would lose it: an error says so."""

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
    """`help` shows plain types, defaults, the returned type, and the described parameters with ranges."""
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
    """The decorator checks its words where the builder is defined."""
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
    """Each misspelled keyword and wrong word is an error with file, line and suggestion."""
    with pytest.raises(RecordingError) as caught, drawing():
        call()
    line = call.__code__.co_firstlineno
    first = str(caught.value).splitlines()[0]
    assert int(first.partition(f"{HERE}:")[2].partition(":")[0]) in (line, line + 1)
    assert error(caught) == message


def test_attributes_of_graphviz_are_accepted():
    """Keywords for Graphviz stay allowed in nodes and edges, with or without an effect."""
    with drawing() as d:
        a = EC2(
            "a", shape="none", fontsize="20", labelloc="t", width="1", imagescale="true", URL="https://a.b"
        )
        b = EC2("b", minlen="2", group="x", nodeid="b", color="red")
        a >> Edge(label="x", minlen="2", headport="n", constraint="false", weight=2) >> b
        a >> diagrams.Edge(label="y", labelangle="30", lhead="cluster_x") >> b
    assert [edge.label for edge in d.architecture.edges.values()] == ["x", "y"]


def test_a_diagram_takes_the_options_of_pictures(folder: Path):
    """Options reach the picture; None asks for the default."""
    with Diagram("x", outformat="svg", theme="dark", width=None, links=True) as d:
        EC2("a")
    assert (folder / "x.svg").read_text() == d.architecture.to_svg(theme="dark")


def test_the_typed_options_are_those_of_pictures():
    """The keywords that type checkers know are the fields of Options."""
    assert set(typing.get_type_hints(PictureOptions)) == {field.name for field in fields(Options)}


def test_a_shape_sets_technology_and_role():
    """A Graphviz shape with a meaning is a technology, and a diamond a question."""
    with drawing() as d:
        diagrams.Node("ok?", shape="diamond")
    assert (d.architecture.nodes["ok"].technology, d.architecture.nodes["ok"].role) == (
        "mlarch.nodes.Question",
        "question",
    )


# Operators.


def test_arrows_point_where_they_are_drawn():
    """`>>`, `<<` and `-`, bare or around an Edge, give source, target and arrow."""
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


def test_lists_stand_on_either_side():
    """A list is joined one by one, with and without an Edge between, and the chain goes on."""
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
    """`a >> b - c` is what Python makes of it, as in `diagrams`: b - c, then a >> c."""
    with drawing() as d:
        a, b, c = EC2("a"), EC2("b"), EC2("c")
        a >> b - c
    assert edges(d.architecture) == {"b -> c": "none", "a -> c": "forward"}


@pytest.mark.parametrize("box", [Cluster, diagrams.Cluster])
def test_clusters_are_ends_of_edges(box: type):
    """Edges start and end on clusters, alone, in lists and in chains; `diagrams` draws nothing there."""
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


def test_one_edge_object_serves_twice():
    """An Edge used again brings nothing along from its first use."""
    with drawing() as d:
        a, b, c = EC2("a"), EC2("b"), EC2("c")
        edge = Edge("same", color="red")
        a >> edge >> b
        c << edge << b
    assert edges(d.architecture) == {"a -> b": "forward", "b -> c": "forward"}
    assert {(edge.label, edge.color) for edge in d.architecture.edges.values()} == {("same", "red")}


def test_an_edge_may_be_finished_in_a_later_statement():
    """`a >> edge` and then `edge >> b` is one edge, as in `diagrams`."""
    with drawing() as d:
        edge = diagrams.Edge(label="x")
        EC2("a") >> edge
        edge >> EC2("b")
    assert edges(d.architecture) == {"a -> b": "forward"}


def test_helpers_make_edges_of_a_kind():
    """Each helper gives an edge of its kind; a plain one is a request."""
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


def test_edges_of_ours_work_in_a_plain_diagram(folder: Path):
    """Outside a recording our Edge is an edge of `diagrams`: Graphviz sees only what it knows."""
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
def test_what_no_edge_can_reach_is_refused(wrong: object, what: str, by: str):
    """The right side of an operator is checked, and the message names the line of the user."""
    with pytest.raises(RecordingError) as caught, drawing():
        left = EC2("a") if by == "node" else EC2("a") >> Edge()
        line = inspect.currentframe().f_lineno + 1
        left >> wrong
    assert f"{HERE}:{line}: " in str(caught.value)
    assert error(caught) == f"{what} {RIGHT}"


def test_edges_that_never_arrive_are_all_named():
    """`a >> Edge(...)` without a target is an error at the end of the block, with its line."""
    with pytest.raises(RecordingError) as caught, drawing():
        EC2("a") >> Edge("lost")
        EC2("b") << Edge()
    assert (
        error(caught)
        == "the edge 'lost' of 'a' never reaches a target\nan edge of 'b' never reaches a target"
    )


# Ids.


def test_ids_come_from_labels_in_order_of_appearance():
    """Nodes and clusters share one namespace; written ids win, even over labels that come first."""
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
    """An empty label is allowed; what no id can be made of takes its class's name."""
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


def test_an_id_is_given_once():
    """The second use of an id is an error that names both lines; `diagrams` merges the two."""
    with pytest.raises(RecordingError) as caught, drawing():
        line = inspect.currentframe().f_lineno + 1
        EC2("a", id="same")
        Cluster("b", id="same")
    where = Path(__file__)
    assert str(caught.value) == f"{where}:{line + 1}: id 'same' is used twice, first at {where}:{line}"


def test_an_id_of_the_step_before_is_taken():
    """A new part cannot take the id of one that was continued."""
    with pytest.raises(RecordingError, match="id 'app' is used twice, first at "):
        extended(lambda base: EC2("x", id="app"))


def test_an_id_that_cannot_be_one_is_refused():
    """Ids are letters, digits and four signs; the message offers one."""
    with pytest.raises(RecordingError) as caught, drawing():
        EC2("a", id="app server")
    assert error(caught) == (
        "id 'app server': an id is letters, digits and '. _ - /', up to 100 of them. Write 'app-server'"
    )


# Diagrams.


def test_leaving_a_diagram_writes_its_files_and_no_other(folder: Path):
    """Each format is written under the file name without its suffix, and what lies there stays."""
    (folder / "notes").write_text("mine")
    with Diagram("My title", filename="notes.png", outformat=["SVG", "png", "dot"]) as d:
        EC2("a") >> EC2("b")
    assert sorted(path.name for path in folder.iterdir()) == ["notes", "notes.dot", "notes.png", "notes.svg"]
    assert (folder / "notes").read_text() == "mine"
    assert (folder / "notes.svg").read_text() == d.architecture.to_svg()
    assert (d.architecture.name, d.architecture.title) == ("notes", "My title")


def test_nothing_is_written_where_nobody_asks(folder: Path):
    """`write=False`, an exception, and a builder around it leave no file."""

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
    """After a failure `diagrams` is as it was, and the next diagram starts empty."""
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


def test_a_diagram_inside_a_diagram_gives_the_outer_one_back(folder: Path):
    """After a nested diagram, ours or a plain one, nodes go where they went before."""
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


def test_clusters_are_kept_empty_reopened_and_apart():
    """Empty clusters stay, one label twice is two clusters, and a cluster may be opened again."""
    with drawing() as d:
        with Cluster("VPC", icon=EC2, direction="lr") as first, Cluster("VPC"):
            EC2("a")
        with Cluster("Other", icon="nginx"), first:
            EC2("b")
    arch = d.architecture
    assert {id: one.cluster for id, one in arch.clusters.items()} == {"vpc": "", "vpc-2": "vpc", "other": ""}
    assert {id: one.cluster for id, one in arch.nodes.items()} == {"a": "vpc-2", "b": "vpc"}
    assert (arch.clusters["vpc"].technology, arch.clusters["vpc"].direction) == ("aws.compute.EC2", "LR")
    assert arch.clusters["other"].technology == "onprem.network.Nginx"


def test_threads_do_not_see_each_others_diagrams():
    """A plain diagram of another thread stays with `diagrams` while this one records."""
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


def test_a_node_made_in_another_thread_is_explained():
    """A thread that was not given the context cannot know the diagram: the error says so."""
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


def test_recordings_in_threads_at_once_do_not_mix():
    """Many builders at once each give their own architecture, and `diagrams` is whole afterwards."""
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
    assert results == [[one] * 10 for one in expected]
    assert dict(vars(diagrams.Node)) == before


def test_edges_between_two_diagrams_or_after_the_end_are_refused():
    """An edge needs both ends in one open diagram."""
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
def test_a_format_that_cannot_be_written_is_known_at_once(format: str, kind: type, message: str):
    """A wrong format is an error before the block is run."""
    with pytest.raises((ValueError, kind)) as caught:
        Diagram("x", outformat=format)
    assert error(caught) == message


def test_contradictions_are_reported_together():
    """What the model refuses is an error of the block, every fault in one go."""
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


def test_a_picture_beside_the_code_is_found():
    """A picture is looked for in the working directory and beside the code that names it."""
    with drawing() as d:
        Custom("a", "files/scripts/icons/dot.png")
    assert d.architecture.nodes["a"].icon == str(Path(__file__).parent / "files/scripts/icons/dot.png")


def test_a_picture_that_is_missing_is_an_error():
    """Where a picture of one's own is not found, the drawing does not go on without it."""
    with pytest.raises(RecordingError) as caught, drawing():
        EC2("a", icon="nowhere.png")
    assert error(caught) == "the icon 'nowhere.png' of 'a' does not exist"


# Flows and notes.


def test_flows_need_stops_that_exist():
    """A flow of one stop, of something else, or over a missing edge is an error."""
    with pytest.raises(RecordingError) as caught, drawing():
        flow("short", EC2("a"))
    assert error(caught) == "flow 'short' needs two stops or more, not 1"
    with pytest.raises(RecordingError) as caught, drawing():
        flow("odd", EC2("a"), 3)
    assert error(caught) == "flow 'odd': a stop is a node, a cluster or an id, not int 3"
    with pytest.raises(ModelError, match=r"^flow 'gap': no edge from 'a' to 'b'$"), drawing():
        flow("gap", EC2("a"), EC2("b"))


@pytest.mark.parametrize("outside", [lambda: flow("x", "a", "b"), lambda: note("x"), lambda: extend(web())])
def test_words_of_a_recording_need_one(outside):
    """flow, note and extend say where they belong."""
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


def test_a_step_continues_another():
    """What was drawn before comes along, and its parts are good for operators and for `with`."""

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


def test_nothing_changed_is_everything_kept():
    """A step without changes equals the one before but for its heading and parameters."""
    before, after = web(), extended(lambda base: None)
    assert (after.nodes, after.clusters, after.edges) == (before.nodes, before.clusters, before.edges)
    assert after.flows == before.flows


def test_parts_are_removed_with_their_edges():
    """Removing a node takes its edges along and ends the flows through it."""
    arch = extended(lambda base: base.remove("app"))
    assert (list(arch.nodes), list(arch.edges)) == (["client", "proxy"], ["client -> proxy"])
    assert arch.flows == {"request": ("client", "proxy")}
    assert list(extended(lambda base: base.remove("client -> proxy")).edges) == ["proxy -> app"]
    assert list(extended(lambda base: base.remove("server", "proxy", "app")).nodes) == ["client"]


def test_edges_keep_their_key():
    """The second edge of a pair stays the second when the first is removed; a new one fills the gap."""
    with drawing() as first:
        a, b = EC2("a"), EC2("b")
        connect([a, a], b, "x")
    with drawing() as second:
        base = extend(first.architecture)
        base.remove("a -> b")
        base["a"] >> base["b"]
    assert list(second.architecture.edges) == ["a -> b [2]", "a -> b"]


def test_parts_are_changed_and_moved():
    """Fields of nodes, clusters and edges change; technologies are given by any of their names."""

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
def test_changes_that_cannot_be_are_explained(change, message: str):
    """Each mistake in a step is named with what would be right."""
    with pytest.raises(MlarchError) as caught:
        extended(change)
    assert error(caught) == message


def test_further_fields_come_along_where_asked():
    """Pros, sources and the like of the step before are taken over by name only."""
    assert extended(lambda base: None).source == ""

    @architecture("acme/next", pros="faster")
    def following() -> None:
        extend(web(), also=("source", "pros"))

    assert (following().source, following().pros) == ("https://example.com", ("faster",))
