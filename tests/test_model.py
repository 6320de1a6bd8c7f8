"""Test the model: frozen architectures, checked when they are made."""

from __future__ import annotations

import dataclasses
import os
import pickle
import subprocess
import sys
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from architectures import architectures
from mlarch.errors import MlarchError, ModelError
from mlarch.model import (
    Architecture,
    ClusterData,
    EdgeData,
    Node,
    TagStyle,
    default_label,
    edge_key,
    is_id,
    parse_edge_key,
    slug,
)
from mlarch.model.diff import Comparison, Difference, diff
from mlarch.model.frozen import FrozenMap

few = settings(max_examples=60, deadline=None)


def shop(**fields: Any) -> Architecture:
    """Return users -> web -> cache, web and cache in a cluster in a cluster."""
    return Architecture(
        **{
            "name": "shop",
            "nodes": [Node(id="users"), Node(id="web", cluster="inner"), Node(id="cache", cluster="inner")],
            "clusters": [ClusterData(id="outer"), ClusterData(id="inner", cluster="outer")],
            "edges": [EdgeData(source="users", target="web"), EdgeData(source="web", target="cache")],
            "flows": {"request": ["users", "web", "cache"]},
            **fields,
        }
    )


def problems(make: Any) -> list[str]:
    """Return the problems of the ModelError that a call raises."""
    with pytest.raises(ModelError) as caught:
        make()
    return list(caught.value.problems)


# Ids, labels and edge keys.


@pytest.mark.parametrize("id", ["a", "A.b_c-d/e", "1", "-", "x" * 100])
def test_ids(id: str) -> None:
    """An id is up to 100 letters, digits and . _ - /."""
    assert is_id(id)


@pytest.mark.parametrize("id", ["", "a b", "a\n", "ü", "a:b", "a->b", "[1]", "x" * 101, None, 3, b"a"])
def test_other_values_are_not_ids(id: object) -> None:
    """Any other value is not an id, whatever its type."""
    assert not is_id(id)


@given(st.text(max_size=200))
def test_a_slug_is_an_id_or_empty(label: str) -> None:
    """The slug of any label is an id or empty, and is its own slug."""
    assert slug(label) == "" or is_id(slug(label))
    assert slug(slug(label)) == slug(label)


@pytest.mark.parametrize(
    ("id", "label"),
    [("load-balancer", "Load balancer"), ("team/web_1", "Web 1"), ("API", "API"), ("-", ""), ("1", "1")],
)
def test_default_labels(id: str, label: str) -> None:
    """The default label is the last part of an id in words."""
    assert default_label(id) == label


@pytest.mark.parametrize("number", [1, 2, 10, 999])
def test_edge_keys_parse_back(number: int) -> None:
    """A key parses to the source, target and number it was made of."""
    assert parse_edge_key(edge_key("a-1", "b/c", number)) == ("a-1", "b/c", number)


@pytest.mark.parametrize(
    "key", ["", "a", "a->b", "a -> ", "a -> b -> c", "a -> b [0]", "a -> b [x]", "a -> b [٣]"]
)
def test_other_texts_are_not_edge_keys(key: str) -> None:
    """Other texts are not keys, nor is a key with a huge number."""
    assert parse_edge_key(key) is None
    assert parse_edge_key(f"a -> b [{'9' * 5000}]") is None


# Values.


def test_architectures_compare_hash_and_pickle_by_value() -> None:
    """Architectures with the same parts are equal, also by hash and when pickled."""
    arch, other = shop(parameters={"a": [1, {"b": 2}]}), shop(parameters={"a": [1, {"b": 2}]})
    assert arch == other
    assert hash(arch) == hash(other)
    assert pickle.loads(pickle.dumps(arch)) == arch
    assert arch != shop(title="Other")


@few
@given(architectures())
def test_every_architecture_hashes_and_pickles(arch: Architecture) -> None:
    """A pickled architecture is equal to the original and has the same hash."""
    copy = pickle.loads(pickle.dumps(arch))
    assert copy == arch
    assert hash(copy) == hash(arch)


def test_the_order_of_declaration_matters() -> None:
    """Nodes keep their order, and architectures with another order are not equal."""
    nodes = [Node(id=id) for id in ("z", "a", "m")]
    arch = Architecture(name="x", nodes=nodes)
    assert list(arch.nodes) == ["z", "a", "m"]
    assert arch != Architecture(name="x", nodes=nodes[::-1])


def test_parts_may_be_a_mapping_or_any_iterable() -> None:
    """A dict by id, a list and an iterator make the same architecture."""
    nodes = [Node(id="a"), Node(id="b")]
    forms = (nodes, {node.id: node for node in nodes}, iter(nodes))
    assert len({Architecture(name="x", nodes=form) for form in forms}) == 1


def test_an_architecture_is_immutable() -> None:
    """Neither fields and parts nor the values that were passed in can be changed."""
    parameters: dict[str, Any] = {"instances": [1, 2]}
    arch = shop(parameters=parameters)
    parameters["instances"].append(3)
    assert arch.parameters == {"instances": (1, 2)}
    with pytest.raises(dataclasses.FrozenInstanceError):
        arch.title = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        arch.nodes["x"] = Node(id="x")  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        arch.nodes["web"].label = "x"  # type: ignore[misc]


def test_defaults() -> None:
    """The default title is the name, and a single text is a list of one."""
    arch = Architecture(name="shop", notes="One note", tags="demo", styles={"pii": {"color": "red"}})
    assert (arch.title, arch.notes, arch.tags) == ("shop", ("One note",), ("demo",))
    assert arch.styles == {"pii": TagStyle(color="red")}
    assert Node(id="a", tags="pii").tags == ("pii",)
    assert EdgeData(source="a", target="b").id == "a -> b"


def test_the_repr_counts_the_parts() -> None:
    """The repr of an architecture is one line with its name and the number of parts."""
    assert repr(shop()) == "<Architecture 'shop': 3 nodes, 2 clusters, 2 edges>"


# Problems.


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"nodes": [Node(id="a", cluster="serv")], "clusters": [ClusterData(id="serve")]},
            "node 'a': unknown cluster 'serv'. Did you mean 'serve'?",
        ),
        (
            {"nodes": [Node(id="a b")]},
            "node 'a b': an id is letters, digits and '. _ - /', up to 100 of them",
        ),
        (
            {"nodes": [Node(id="a", status="plannd")]},
            "node 'a': status 'plannd' is not one of existing, new, planned, deprecated, external. "
            "Did you mean 'planned'?",
        ),
        (
            {"nodes": [Node(id="a", color="redd")]},
            "node 'a': 'redd' is not a color: write a CSS name or '#rrggbb'",
        ),
        (
            {"nodes": [Node(id="a", link="javascript:x")]},
            "node 'a': link 'javascript:x' is not http, https, mailto or relative",
        ),
        (
            {"clusters": [ClusterData(id="a", kind="regoin")]},
            "cluster 'a': kind 'regoin' is not one of provider, region, zone, network, host, container, "
            "process, group, trust-boundary. Did you mean 'region'?",
        ),
        (
            {"clusters": [ClusterData(id="a", direction="lr")]},
            "cluster 'a': direction 'lr' is not one of LR, RL, TB, BT. Did you mean 'LR'?",
        ),
        ({"clusters": [ClusterData(id="a", cluster="a")]}, "cluster 'a': is inside itself (a in a)"),
        ({"nodes": [Node(id="a")], "clusters": [ClusterData(id="a")]}, "id 'a' names a node and a cluster"),
        ({"nodes": [Node(id="a"), Node(id="a")]}, "id 'a' is used twice"),
        ({"nodes": {"a": Node(id="b")}}, "node 'b': its key is 'a', not its id"),
        ({"nodes": FrozenMap({"a": Node(id="b")})}, "node 'b': its key is 'a', not its id"),
        (
            {"direction": "lr"},
            "architecture 'x': direction 'lr' is not one of LR, RL, TB, BT. Did you mean 'LR'?",
        ),
        ({"provider": "ibm"}, "architecture 'x': provider 'ibm' is not one of gcp, aws, azure, oss."),
        (
            {"styles": {"t": {"style": "wavy"}}},
            "style 't': style 'wavy' is not one of solid, dashed, dotted, bold.",
        ),
        ({"styles": {"t": {"colour": "red"}}}, "style 't': unknown field 'colour'. Did you mean 'color'?"),
    ],
)
def test_contradictions(fields: dict[str, Any], message: str) -> None:
    """Each contradiction has a message."""
    assert problems(lambda: Architecture(name="x", **fields)) == [message]


@pytest.mark.parametrize(
    ("edge", "message"),
    [
        (
            EdgeData(source="users", target="wbe"),
            "edge 'users -> wbe': unknown node or cluster 'wbe'. Did you mean 'web'?",
        ),
        (EdgeData(source="inner", target="web"), "edge 'inner -> web': 'web' is inside cluster 'inner'"),
        (EdgeData(source="web", target="outer"), "edge 'web -> outer': 'web' is inside cluster 'outer'"),
        (
            EdgeData(source="users", target="cache", id="users -> web"),
            "edge 'users -> web': the id must be 'users -> cache', with a number if it is not the first",
        ),
        (
            EdgeData(source="users", target="cache", id="users -> cache [1]"),
            "edge 'users -> cache [1]': the id must be 'users -> cache', "
            "with a number if it is not the first",
        ),
        (
            EdgeData(source="users", target="cache", arrow="left"),
            "edge 'users -> cache': arrow 'left' is not one of forward, back, both, none.",
        ),
        (
            EdgeData(source="users", target="cache", style="dashd"),
            "edge 'users -> cache': style 'dashd' is not one of solid, dashed, dotted, bold. "
            "Did you mean 'dashed'?",
        ),
    ],
)
def test_invalid_edges(edge: EdgeData, message: str) -> None:
    """Each mistake in an edge has a message."""
    assert problems(lambda: shop(edges=[edge], flows={})) == [message]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (["users", "cache"], "flow 'f': no edge from 'users' to 'cache'"),
        (["web", "users"], "flow 'f': no edge from 'web' to 'users'"),
        (["users", "wbe"], "flow 'f': unknown node or cluster 'wbe'. Did you mean 'web'?"),
    ],
)
def test_flows_follow_edges(path: list[str], message: str) -> None:
    """A flow over a missing edge, against an arrow, or to an unknown node is an error."""
    assert problems(lambda: shop(flows={"f": path})) == [message]


@pytest.mark.parametrize(
    ("arrow", "steps"), [("back", ["ba"]), ("both", ["ab", "ba"]), ("none", ["ab", "ba"])]
)
def test_flows_follow_arrows(arrow: str, steps: list[str]) -> None:
    """A flow may take an edge only in the directions of its arrow."""
    edge = EdgeData(source="a", target="b", arrow=arrow)
    for step in ("ab", "ba"):
        make = lambda step=step: Architecture(  # noqa: E731  # called in either branch
            name="x", nodes=[Node(id="a"), Node(id="b")], edges=[edge], flows={"f": [*step]}
        )
        if step in steps:
            assert make().flow_edges("f") == ("a -> b",)
        else:
            assert problems(make) == [f"flow 'f': no edge from '{step[0]}' to '{step[1]}'"]


def test_all_problems_are_reported_at_once() -> None:
    """One error lists all problems in order of declaration, each with its path."""
    with pytest.raises(ModelError) as caught:
        Architecture(
            name="x",
            direction="up",
            nodes=[Node(id="b", cluster="no"), Node(id="a", color="no")],
            clusters=[
                ClusterData(id="c", cluster="d"),
                ClusterData(id="d", cluster="c"),
                ClusterData(id="e", cluster="c"),
            ],
            edges=[EdgeData(source="b", target="q")],
            flows={"f": ["b", "a"]},
        )
    assert list(zip(caught.value.paths, caught.value.problems, strict=True)) == [
        (("direction",), "architecture 'x': direction 'up' is not one of LR, RL, TB, BT."),
        (("nodes", "b", "cluster"), "node 'b': unknown cluster 'no'."),
        (("nodes", "a", "color"), "node 'a': 'no' is not a color: write a CSS name or '#rrggbb'"),
        (("clusters", "c", "cluster"), "cluster 'c': is inside itself (c in d in c)"),
        (("edges", "b -> q"), "edge 'b -> q': unknown node or cluster 'q'."),
        (("flows", "f", 1), "flow 'f': no edge from 'b' to 'a'"),
    ]


def test_messages_do_not_depend_on_the_hash_seed() -> None:
    """Ids of both a node and a cluster are listed in order of declaration."""
    code = (
        "from mlarch.model import *\n"
        "ids = [f'id{n}' for n in range(20)]\n"
        "parts = {'nodes': [Node(id=i) for i in ids], 'clusters': [ClusterData(id=i) for i in ids]}\n"
        "try: Architecture(name='x', **parts)\n"
        "except Exception as error: print(error)"
    )
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
        assert done.stdout.splitlines() == [f"id 'id{n}' names a node and a cluster" for n in range(20)]


@pytest.mark.parametrize(
    ("make", "messages"),
    [
        (lambda: Node(id=3), ["node '3': id must be text, not 3"]),  # type: ignore[arg-type]
        (
            lambda: Node(id="a", label=None, replicas=True),  # type: ignore[arg-type]
            [
                "node 'a': label must be text, not None",
                "node 'a': replicas must be a whole number of 0 or more, not True",
            ],
        ),
        (
            lambda: Node(id="a", replicas=-1),
            ["node 'a': replicas must be a whole number of 0 or more, not -1"],
        ),
        (
            lambda: Node(id="a", replicas="2"),
            ["node 'a': replicas must be a whole number of 0 or more, not '2'"],
        ),  # type: ignore[arg-type]
        (lambda: Node(id="a", tags=5), ["node 'a': tags must be a list of texts, not 5"]),  # type: ignore[arg-type]
        (lambda: Node(id="a", tags=["x", 5]), ["node 'a': tags must be text, not 5 (item 2)"]),  # type: ignore[arg-type, list-item]
        (lambda: Node(id="a", tags={"x"}), ["node 'a': tags must be a list of texts, not {'x'}"]),  # type: ignore[arg-type]
        (lambda: Node(id="a", label="\ud83d"), ["node 'a': label holds half a character: '\\ud83d'"]),
        (lambda: ClusterData(id="a", cluster=[]), ["cluster 'a': cluster must be text, not []"]),  # type: ignore[arg-type]
        (lambda: EdgeData(source="a", target=1), ["edge 'a -> 1': target must be text, not 1"]),  # type: ignore[arg-type]
        (lambda: Architecture(name=1), ["architecture '1': name must be text, not 1"]),  # type: ignore[arg-type]
        (lambda: Architecture(name="x", nodes=5), ["nodes must be a mapping or a list of Node, not 5"]),  # type: ignore[arg-type]
        (lambda: Architecture(name="x", nodes=["a"]), ["nodes must hold a Node, not 'a'"]),  # type: ignore[arg-type]
        (
            lambda: Architecture(name="x", flows=[]),
            ["architecture 'x': flows must be a mapping of lists, not []"],
        ),  # type: ignore[arg-type]
        (
            lambda: Architecture(name="x", flows={"f": "ab"}),  # type: ignore[dict-item]
            ["architecture 'x': flows 'f' must be a list of texts, not 'ab'"],
        ),
        (
            lambda: Architecture(name="x", styles={"t": 3}),
            ["style 't' must be a mapping of color, style, legend, mark, not 3"],
        ),  # type: ignore[dict-item]
        (
            lambda: Architecture(name="x", parameters={"a": {1}}),
            [
                "architecture 'x': parameters 'a' must be text, a number, true, false, "
                "a list or a mapping, not {1}"
            ],
        ),
        (
            lambda: Architecture(name="x", parameters={"a": [float("nan")]}),
            ["architecture 'x': parameters 'a' must be a finite number, not nan"],
        ),
        (
            lambda: Architecture(name="x", parameters={"a": {1: 2}}),
            ["architecture 'x': parameters 'a' '1' must be text, not 1"],
        ),
    ],
)
def test_a_wrong_type_is_a_model_error(make: Any, messages: list[str]) -> None:
    """A value of the wrong type is reported with its field, never as a TypeError."""
    assert problems(make) == messages


def test_many_problems_are_found_quickly() -> None:
    """Thousands of dangling edges are reported within seconds."""
    nodes = [Node(id=f"node-{n}") for n in range(5000)]
    edges = [EdgeData(source=f"node-{n}", target=f"nod-{n}") for n in range(5000)]
    start = time.perf_counter()
    messages = problems(lambda: Architecture(name="x", nodes=nodes, edges=edges))
    assert time.perf_counter() - start < 20
    assert len(messages) == 5000
    assert messages[0].startswith("edge 'node-0 -> nod-0': unknown node or cluster 'nod-0'. Did you mean")


# Changes.


def test_with_node_adds_and_changes() -> None:
    """A new node gets a label from its id; an existing one keeps its other fields."""
    arch = shop().with_node("feature-store", role="store").with_node("web", label="Web server")
    assert arch.nodes["feature-store"] == Node(id="feature-store", label="Feature store", role="store")
    assert arch.nodes["web"] == Node(id="web", label="Web server", cluster="inner")
    assert list(arch.nodes) == ["users", "web", "cache", "feature-store"]
    assert arch.with_cluster("inner", kind="zone").clusters["inner"].cluster == "outer"


@pytest.mark.parametrize(
    ("technology", "path"),
    [
        ("redis", "onprem.inmemory.Redis"),
        ("onprem.inmemory.Redis", "onprem.inmemory.Redis"),
        ("diagrams.onprem.inmemory.Redis", "onprem.inmemory.Redis"),
        ("acme.FeatureHub", "acme.FeatureHub"),
        ("", ""),
    ],
)
def test_technologies_are_resolved(technology: str, path: str) -> None:
    """Nodes and clusters accept any name of a technology, and a project's own."""
    arch = shop().with_node("web", technology=technology).with_cluster("inner", technology=technology)
    assert arch.nodes["web"].technology == arch.clusters["inner"].technology == path


def test_connect_adds_an_edge_with_the_next_number() -> None:
    """`connect` always adds an edge; `with_edge` changes the one of its key."""
    arch = shop().connect("web", "cache", "refill").with_edge("web -> cache", label="lookup")
    assert {key: edge.label for key, edge in arch.edges.items()} == {
        "users -> web": "",
        "web -> cache": "lookup",
        "web -> cache [2]": "refill",
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda arch: arch.with_node("x", lable="X"),
            "node 'x': unknown field 'lable'. Did you mean 'label'?",
        ),
        (lambda arch: arch.with_node("web", id="x"), "node 'web': unknown field 'id'."),
        (
            lambda arch: arch.with_node("x", technology="redsi"),
            "node 'x': unknown technology 'redsi'. Did you mean 'redis'?",
        ),
        (
            lambda arch: arch.with_cluster("x", technology="gcp.compute.ComputeEngin"),
            "cluster 'x': unknown technology 'gcp.compute.ComputeEngin'. "
            "Did you mean 'gcp.compute.ComputeEngine'?",
        ),
        (lambda arch: arch.with_node("x", technology=3), "node 'x': technology must be text, not 3"),
        (
            lambda arch: arch.with_cluster("x", kind="regoin"),
            "cluster 'x': kind 'regoin' is not one of provider, region, zone, network, host, container, "
            "process, group, trust-boundary. Did you mean 'region'?",
        ),
        (
            lambda arch: arch.connect("users", "cache", kind="dta"),
            "edge 'users -> cache': kind 'dta' is not one of request, call, event, data, deploy, "
            "telemetry, depends. Did you mean 'data'?",
        ),
        (
            lambda arch: arch.connect("users", "cache", arow="both"),
            "edge 'users -> cache': unknown field 'arow'. Did you mean 'arrow'?",
        ),
        (
            lambda arch: arch.replace(titel="X"),
            "architecture 'shop': unknown field 'titel'. Did you mean 'title'?",
        ),
        (lambda arch: arch.with_edge("users", label="X"), "edge 'users': not of the form 'source -> target'"),
        (lambda arch: arch.without("wbe"), "'wbe' is not in 'shop'. Did you mean 'web'?"),
        (lambda arch: arch.without("outer"), "cluster 'outer' still holds 'inner'"),
        (lambda arch: arch.rename(wbe="x"), "'wbe' is not in 'shop'. Did you mean 'web'?"),
        (lambda arch: arch.rename(web="cache"), "id 'cache' is taken"),
        (
            lambda arch: arch.rename(web="a b"),
            "node 'a b': an id is letters, digits and '. _ - /', up to 100 of them",
        ),
    ],
)
def test_invalid_changes(change: Any, message: str) -> None:
    """A change that cannot be made raises a ModelError with the reason."""
    assert problems(lambda: change(shop()))[0] == message


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda arch: arch.to_svg(thme="dark"), "unknown option 'thme'. Did you mean 'theme'?"),
        (lambda arch: arch.to_svg(theme="drak"), "unknown theme 'drak'. Did you mean 'dark'?"),
        (lambda arch: arch.to_png(legnd=False), "unknown option 'legnd'. Did you mean 'legend'?"),
        (lambda arch: arch.to_bytes("pfd"), "unknown format 'pfd'. Did you mean 'pdf'?"),
        (lambda arch: arch.to_bytes("json", thme="x"), "unknown option 'thme'. Did you mean 'theme'?"),
        (lambda arch: arch.to_data_uri("svg", thme="x"), "unknown option 'thme'. Did you mean 'theme'?"),
        (lambda arch: arch.render("x.svg", scal=3), "unknown option 'scal'. Did you mean 'scale'?"),
        (lambda arch: arch.render("x.svg", linsk=True), "unknown option 'linsk'. Did you mean 'links'?"),
        (lambda arch: arch.view(focsu="web"), "unknown option 'focsu' of view. Did you mean 'focus'?"),
        (lambda arch: arch.retarget("awss"), "unknown provider 'awss'. Did you mean 'aws'?"),
    ],
)
def test_unknown_options(call: Any, message: str) -> None:
    """A misspelt option, theme, format or provider is an error with a suggestion."""
    with pytest.raises(MlarchError) as caught:
        call(shop())
    assert str(caught.value) == message


def test_without_removes_edges_and_shortens_flows() -> None:
    """Edges go with their ends, and a flow ends before the gap."""
    arch = shop(flows={"request": ["users", "web", "cache"], "refill": ["web", "cache"]}).without("cache")
    assert list(arch.edges) == ["users -> web"]
    assert arch.flows == {"request": ("users", "web")}
    assert shop().without("web -> cache").flows == {"request": ("users", "web")}
    assert list(shop().without("outer", "inner", "web", "cache").clusters) == []


def test_rename_changes_an_id_everywhere() -> None:
    """Ids change in every field that refers to them, and two may be swapped."""
    arch = shop(deployed={"web": {"image": "x"}}, ignore=["web"]).rename(
        {"web": "cache", "cache": "web"}, inner="core"
    )
    assert arch.nodes["cache"].cluster == "core"
    assert list(arch.edges) == ["users -> cache", "cache -> web"]
    assert arch.flows["request"] == ("users", "cache", "web")
    assert (arch.deployed, arch.ignore) == ({"cache": {"image": "x"}}, ("cache",))
    assert arch.ancestors("cache") == ("core", "outer")


@few
@given(architectures(), st.data())
def test_renaming_back_and_forth_changes_nothing(arch: Architecture, data: st.DataObject) -> None:
    """Renaming any ids and back again gives an equal architecture."""
    ids = data.draw(st.lists(st.sampled_from([*arch.nodes, *arch.clusters]), unique=True))
    new = {id: f"renamed/{id}" for id in ids}
    renamed = arch.rename(new)
    assert renamed.rename({after: before for before, after in new.items()}) == arch
    assert {*renamed.nodes, *renamed.clusters}.isdisjoint(ids)


@few
@given(architectures(), st.data())
def test_removed_nodes_leave_no_trace(arch: Architecture, data: st.DataObject) -> None:
    """Any nodes can be removed: the rest is valid and does not refer to them."""
    removed = set(data.draw(st.lists(st.sampled_from([*arch.nodes]), unique=True)))
    rest = arch.without(*removed)
    assert list(rest.nodes) == [id for id in arch.nodes if id not in removed]
    assert all(removed.isdisjoint((edge.source, edge.target)) for edge in rest.edges.values())
    assert all(removed.isdisjoint(path) for path in rest.flows.values())
    kept = [key for key, edge in arch.edges.items() if removed.isdisjoint((edge.source, edge.target))]
    assert list(rest.edges) == kept


@few
@given(architectures())
def test_adding_and_removing_changes_nothing(arch: Architecture) -> None:
    """Adding and removing a node with an edge gives an equal architecture."""
    first = next(iter(arch.nodes))
    assert arch.with_node("added").connect(first, "added").without("added") == arch


# Comparisons.


def test_a_comparison_draws_itself_in_a_notebook() -> None:
    """The bundle has the picture of the differences, and their lines as text."""
    comparison = diff(shop(), shop().with_node("logs"))
    bundle = comparison._repr_mimebundle_()
    assert bundle["text/plain"] == "shop -> shop: 1 added, 0 removed, 0 changed\n+ node logs  Logs"
    assert bundle["image/svg+xml"] == comparison.to_svg()
    assert 'data-id="logs"' in comparison.to_svg(theme="dark") != comparison.to_svg()


def test_equal_architectures_are_shown_too() -> None:
    """The picture of a comparison without differences is that of the architecture."""
    bundle = diff(shop(), shop())._repr_mimebundle_()
    assert bundle["text/plain"] == "no difference"
    assert 'data-id="web"' in bundle["image/svg+xml"]


def test_a_comparison_without_architectures_is_text() -> None:
    """A comparison that was made by hand has no picture."""
    comparison = Comparison("a", "b", (Difference("node", "web", "added", "Web"),))
    assert [*comparison._repr_mimebundle_()] == ["text/plain"]
    assert problems(comparison.to_svg) == ["the comparison of 'a' and 'b' has no architectures"]


def test_architectures_are_not_part_of_the_value_of_a_comparison() -> None:
    """Comparisons with the same differences are equal, and JSON has only these."""
    comparison = diff(shop(), shop().with_node("logs"))
    assert comparison == dataclasses.replace(comparison, architectures=None)
    assert "architectures" not in comparison.to_mapping()
