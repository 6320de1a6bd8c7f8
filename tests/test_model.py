"""The model: frozen architectures that check themselves and change into new ones."""

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
from mlarch.errors import ModelError
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
    """Return the problems that making something raises."""
    with pytest.raises(ModelError) as caught:
        make()
    return list(caught.value.problems)


# Words.


@pytest.mark.parametrize("id", ["a", "A.b_c-d/e", "1", "-", "x" * 100])
def test_ids(id: str) -> None:
    """Letters, digits and . _ - / make an id, up to 100 of them."""
    assert is_id(id)


@pytest.mark.parametrize("id", ["", "a b", "a\n", "ü", "a:b", "a->b", "[1]", "x" * 101, None, 3, b"a"])
def test_what_is_no_id(id: object) -> None:
    """Anything else is none, whatever its type."""
    assert not is_id(id)


@given(st.text(max_size=200))
def test_a_slug_is_an_id_or_empty(label: str) -> None:
    """Every label slugs to an id or to nothing, and slugging again changes nothing."""
    assert slug(label) == "" or is_id(slug(label))
    assert slug(slug(label)) == slug(label)


@pytest.mark.parametrize(
    ("id", "label"),
    [("load-balancer", "Load balancer"), ("team/web_1", "Web 1"), ("API", "API"), ("-", ""), ("1", "1")],
)
def test_default_labels(id: str, label: str) -> None:
    """The last part of an id reads as a label."""
    assert default_label(id) == label


@pytest.mark.parametrize("number", [1, 2, 10, 999])
def test_edge_keys_parse_back(number: int) -> None:
    """A key gives back what it was made of."""
    assert parse_edge_key(edge_key("a-1", "b/c", number)) == ("a-1", "b/c", number)


@pytest.mark.parametrize(
    "key", ["", "a", "a->b", "a -> ", "a -> b -> c", "a -> b [0]", "a -> b [x]", "a -> b [٣]"]
)
def test_what_is_no_edge_key(key: str) -> None:
    """Other texts are no keys; no number is too long to be refused."""
    assert parse_edge_key(key) is None
    assert parse_edge_key(f"a -> b [{'9' * 5000}]") is None


# Values.


def test_architectures_compare_hash_and_pickle_by_value() -> None:
    """Two architectures of the same parts are equal, hash alike, and survive pickling."""
    one, other = shop(parameters={"a": [1, {"b": 2}]}), shop(parameters={"a": [1, {"b": 2}]})
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one
    assert one != shop(title="Other")


@few
@given(architectures())
def test_every_architecture_hashes_and_pickles(arch: Architecture) -> None:
    """A pickle of any architecture is equal to it and hashes alike."""
    again = pickle.loads(pickle.dumps(arch))
    assert again == arch
    assert hash(again) == hash(arch)


def test_the_order_of_declaration_is_kept_and_counts() -> None:
    """Nodes come back in the order they were given, and another order is another architecture."""
    nodes = [Node(id=id) for id in ("z", "a", "m")]
    arch = Architecture(name="x", nodes=nodes)
    assert list(arch.nodes) == ["z", "a", "m"]
    assert arch != Architecture(name="x", nodes=nodes[::-1])


def test_parts_are_given_as_mappings_or_in_any_iterable() -> None:
    """A dict by id, a list and a generator make the same architecture."""
    nodes = [Node(id="a"), Node(id="b")]
    made = [Architecture(name="x", nodes=given) for given in (nodes, {n.id: n for n in nodes}, iter(nodes))]
    assert made[0] == made[1] == made[2]


def test_nothing_of_an_architecture_can_change() -> None:
    """Fields, parts and what was passed in are out of reach."""
    given: dict[str, Any] = {"instances": [1, 2]}
    arch = shop(parameters=given)
    given["instances"].append(3)
    assert arch.parameters == {"instances": (1, 2)}
    with pytest.raises(dataclasses.FrozenInstanceError):
        arch.title = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        arch.nodes["x"] = Node(id="x")  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        arch.nodes["web"].label = "x"  # type: ignore[misc]


def test_defaults() -> None:
    """A title is the name where none is given, a single text is a list of one."""
    arch = Architecture(name="shop", notes="One note", tags="demo", styles={"pii": {"color": "red"}})
    assert (arch.title, arch.notes, arch.tags) == ("shop", ("One note",), ("demo",))
    assert arch.styles == {"pii": TagStyle(color="red")}
    assert Node(id="a", tags="pii").tags == ("pii",)
    assert EdgeData(source="a", target="b").id == "a -> b"


def test_an_architecture_shows_itself_in_a_line() -> None:
    """The repr counts the parts."""
    assert repr(shop()) == "<Architecture 'shop': 3 nodes, 2 clusters, 2 edges>"


# Problems.


@pytest.mark.parametrize(
    ("fields", "said"),
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
        ({"clusters": [ClusterData(id="a", cluster="a")]}, "cluster 'a': stands inside itself (a in a)"),
        ({"nodes": [Node(id="a")], "clusters": [ClusterData(id="a")]}, "id 'a' names a node and a cluster"),
        ({"nodes": [Node(id="a"), Node(id="a")]}, "id 'a' is used twice"),
        ({"nodes": {"a": Node(id="b")}}, "node 'b': stands under the key 'a'"),
        ({"nodes": FrozenMap({"a": Node(id="b")})}, "node 'b': stands under the key 'a'"),
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
def test_contradictions(fields: dict[str, Any], said: str) -> None:
    """Each contradiction has its message."""
    assert problems(lambda: Architecture(name="x", **fields)) == [said]


@pytest.mark.parametrize(
    ("edge", "said"),
    [
        (
            EdgeData(source="users", target="wbe"),
            "edge 'users -> wbe': unknown node or cluster 'wbe'. Did you mean 'web'?",
        ),
        (EdgeData(source="inner", target="web"), "edge 'inner -> web': 'web' stands inside cluster 'inner'"),
        (EdgeData(source="web", target="outer"), "edge 'web -> outer': 'web' stands inside cluster 'outer'"),
        (
            EdgeData(source="users", target="cache", id="users -> web"),
            "edge 'users -> web': the id must be 'users -> cache', with a number where it is not the first",
        ),
        (
            EdgeData(source="users", target="cache", id="users -> cache [1]"),
            "edge 'users -> cache [1]': the id must be 'users -> cache', "
            "with a number where it is not the first",
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
def test_edges_that_cannot_be(edge: EdgeData, said: str) -> None:
    """Each thing an edge can get wrong has its message."""
    assert problems(lambda: shop(edges=[edge], flows={})) == [said]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (["users", "cache"], "flow 'f': no edge from 'users' to 'cache'"),
        (["web", "users"], "flow 'f': no edge from 'web' to 'users'"),
        (["users", "wbe"], "flow 'f': unknown node or cluster 'wbe'. Did you mean 'web'?"),
    ],
)
def test_flows_follow_edges(path: list[str], said: str) -> None:
    """A flow over a missing edge, against one, or to nowhere is named."""
    assert problems(lambda: shop(flows={"f": path})) == [said]


@pytest.mark.parametrize(
    ("arrow", "steps"), [("back", ["ba"]), ("both", ["ab", "ba"]), ("none", ["ab", "ba"])]
)
def test_flows_run_the_way_arrows_point(arrow: str, steps: list[str]) -> None:
    """A flow may follow an edge whichever way its arrow points, and no other."""
    edge = EdgeData(source="a", target="b", arrow=arrow)
    for step in ("ab", "ba"):
        make = lambda step=step: Architecture(  # noqa: E731  # called in one branch or the other
            name="x", nodes=[Node(id="a"), Node(id="b")], edges=[edge], flows={"f": [*step]}
        )
        if step in steps:
            assert make().flow_edges("f") == ("a -> b",)
        else:
            assert problems(make) == [f"flow 'f': no edge from '{step[0]}' to '{step[1]}'"]


def test_every_problem_is_reported_at_once_in_order_of_declaration() -> None:
    """One error names all problems, with the path of each in a document."""
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
        (("clusters", "c", "cluster"), "cluster 'c': stands inside itself (c in d in c)"),
        (("edges", "b -> q"), "edge 'b -> q': unknown node or cluster 'q'."),
        (("flows", "f", 1), "flow 'f': no edge from 'b' to 'a'"),
    ]


def test_messages_do_not_depend_on_the_hash_seed() -> None:
    """Ids shared by nodes and clusters are named in order of declaration in any process."""
    code = (
        "from mlarch.model import *\n"
        "ids = [f'id{n}' for n in range(20)]\n"
        "parts = {'nodes': [Node(id=i) for i in ids], 'clusters': [Cluster(id=i) for i in ids]}\n"
        "try: Architecture(name='x', **parts)\n"
        "except Exception as error: print(error)"
    )
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        said = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True
        ).stdout
        assert said.splitlines() == [f"id 'id{n}' names a node and a cluster" for n in range(20)]


@pytest.mark.parametrize(
    ("make", "said"),
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
def test_nonsense_in_a_field_is_a_model_error(make: Any, said: list[str]) -> None:
    """A value of the wrong type is named with its field, never a TypeError further in."""
    assert problems(make) == said


def test_many_problems_are_found_quickly() -> None:
    """Thousands of dangling edges are all named within seconds; only the first get suggestions."""
    nodes = [Node(id=f"node-{n}") for n in range(5000)]
    edges = [EdgeData(source=f"node-{n}", target=f"nod-{n}") for n in range(5000)]
    began = time.perf_counter()
    said = problems(lambda: Architecture(name="x", nodes=nodes, edges=edges))
    assert time.perf_counter() - began < 20
    assert len(said) == 5000
    assert said[0].startswith("edge 'node-0 -> nod-0': unknown node or cluster 'nod-0'. Did you mean")


# Changes.


def test_with_node_adds_and_changes() -> None:
    """A new node gets a label from its id; an old one keeps what is not named."""
    arch = shop().with_node("feature-store", role="store").with_node("web", label="Web server")
    assert arch.nodes["feature-store"] == Node(id="feature-store", label="Feature store", role="store")
    assert arch.nodes["web"] == Node(id="web", label="Web server", cluster="inner")
    assert list(arch.nodes) == ["users", "web", "cache", "feature-store"]
    assert arch.with_cluster("inner", kind="zone").clusters["inner"].cluster == "outer"


def test_connect_numbers_what_is_there_already() -> None:
    """A further edge of a pair takes the next number; `with_edge` changes the one it names."""
    arch = shop().connect("web", "cache", "refill").with_edge("web -> cache", label="lookup")
    assert {key: edge.label for key, edge in arch.edges.items()} == {
        "users -> web": "",
        "web -> cache": "lookup",
        "web -> cache [2]": "refill",
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda arch: arch.with_node("x", lable="X"),
            "node 'x': unknown field 'lable'. Did you mean 'label'?",
        ),
        (lambda arch: arch.with_node("web", id="x"), "node 'web': unknown field 'id'."),
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
def test_changes_that_cannot_be(change: Any, said: str) -> None:
    """A change that cannot be made says why, first of all."""
    assert problems(lambda: change(shop()))[0] == said


def test_without_takes_edges_along_and_cuts_flows() -> None:
    """The edges of what goes go with it; a flow ends before the gap, or goes where nothing is left."""
    arch = shop(flows={"request": ["users", "web", "cache"], "refill": ["web", "cache"]}).without("cache")
    assert list(arch.edges) == ["users -> web"]
    assert arch.flows == {"request": ("users", "web")}
    assert shop().without("web -> cache").flows == {"request": ("users", "web")}
    assert list(shop().without("outer", "inner", "web", "cache").clusters) == []


def test_rename_reaches_everything_that_names_it() -> None:
    """Ids change in clusters, edges, flows, deployed and ignore, and two may swap."""
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
def test_removing_leaves_nothing_behind(arch: Architecture, data: st.DataObject) -> None:
    """Any nodes can go: what is left is valid and names none of them."""
    gone = set(data.draw(st.lists(st.sampled_from([*arch.nodes]), unique=True)))
    left = arch.without(*gone)
    assert list(left.nodes) == [id for id in arch.nodes if id not in gone]
    assert all(gone.isdisjoint((edge.source, edge.target)) for edge in left.edges.values())
    assert all(gone.isdisjoint(path) for path in left.flows.values())
    kept = [key for key, edge in arch.edges.items() if gone.isdisjoint((edge.source, edge.target))]
    assert list(left.edges) == kept


@few
@given(architectures())
def test_adding_and_removing_changes_nothing(arch: Architecture) -> None:
    """A node that was added with an edge and is removed again leaves an equal architecture."""
    first = next(iter(arch.nodes))
    assert arch.with_node("added").connect(first, "added").without("added") == arch
