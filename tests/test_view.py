"""Test views: part of an architecture, and clusters collapsed to single nodes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from architectures import architectures, random_architecture
from mlarch import get
from mlarch.cli import main
from mlarch.errors import ModelError, UnknownNameError
from mlarch.model import Architecture
from mlarch.model.frozen import thaw
from mlarch.project import loading

few = settings(max_examples=100, deadline=None)

SHOP = loading.from_yaml(
    """\
name: shop
styles: {pii: {color: red}}
nodes:
  users: {}
  web: {cluster: blue}
  api: {cluster: blue}
  model: {cluster: green, tags: [pii]}
  cache: {cluster: serving}
  logs: {}
clusters:
  cloud: {kind: provider}
  serving: {cluster: cloud, technology: instance-group}
  blue: {cluster: serving}
  green: {cluster: serving, tags: [beta]}
edges:
  users -> web: HTTPS
  web -> api: call
  api -> model: call
  web -> cache: lookup
  api -> cache: {label: lookup, kind: data}
  blue -> logs: {label: logs, kind: telemetry, tags: [ops]}
flows:
  request: [users, web, api, model]
"""
)


def kept(arch: Architecture) -> tuple[set[str], set[str], set[str]]:
    return set(arch.nodes), set(arch.clusters), set(arch.edges)


def test_only_keeps_parts_with_their_clusters() -> None:
    """Clusters keep their contents, and every part keeps the clusters around it."""
    assert kept(SHOP.view(only=["blue", "users"])) == (
        {"users", "web", "api"},
        {"cloud", "serving", "blue"},
        {"users -> web", "web -> api"},
    )


def test_hide_removes_the_contents_of_a_cluster() -> None:
    """A hidden cluster goes with its nodes, and nodes go with their edges."""
    assert kept(SHOP.view(hide="blue")) == (
        {"users", "model", "cache", "logs"},
        {"cloud", "serving", "green"},
        set(),
    )


def test_focus_counts_edges_either_way() -> None:
    """One hop reaches the neighbours, also along the edges of a cluster around."""
    assert set(SHOP.view(focus="model").nodes) == {"model", "api"}
    assert set(SHOP.view(focus="model", hops=2).nodes) == {"model", "api", "web", "cache", "logs"}
    assert set(SHOP.view(focus="logs", hops=1).nodes) == {"logs", "web", "api"}
    assert set(SHOP.view(focus=["users", "model"], hops=0).nodes) == {"users", "model"}


def test_tag_keeps_tagged_parts() -> None:
    """A tagged cluster is kept with its contents, a tagged edge with its ends."""
    assert set(SHOP.view(tag="beta").nodes) == {"model"}
    assert kept(SHOP.view(tag=["ops"]))[0] == {"web", "api", "logs"}


def test_options_combine() -> None:
    """Several options apply one after the other."""
    assert set(SHOP.view(only="serving", hide="cache", focus="model", hops=5).nodes) == {
        "model",
        "api",
        "web",
    }


def test_flows_keep_their_longest_stretch() -> None:
    """A flow through hidden nodes keeps the longest part that its edges still allow."""
    assert thaw(SHOP.view(hide="users").flows) == {"request": ["web", "api", "model"]}
    assert thaw(SHOP.view(only=["users", "model"]).flows) == {}


def test_depth_collapses_deeper_clusters() -> None:
    """A cluster below the depth is one node, and its edges are merged."""
    part = SHOP.view(depth=2)
    assert list(part.nodes) == ["users", "blue", "green", "cache", "logs"]
    assert list(part.clusters) == ["cloud", "serving"]
    assert (part.nodes["blue"].description, part.nodes["blue"].cluster) == ("2 nodes inside", "serving")
    assert {key: (edge.label, edge.kind) for key, edge in part.edges.items()} == {
        "users -> blue": ("HTTPS", "request"),
        "blue -> green": ("call", "request"),
        "blue -> cache": ("lookup (2)", "request"),
        "blue -> logs": ("logs", "telemetry"),
    }
    assert thaw(part.flows) == {"request": ["users", "blue", "green"]}


def test_extreme_depths() -> None:
    """Depth 0 collapses every cluster; a depth beyond all clusters changes nothing."""
    part = SHOP.view(depth=0)
    assert list(part.nodes) == ["users", "cloud", "logs"]
    assert part.nodes["cloud"].description == "4 nodes in 3 clusters"
    assert SHOP.view(depth=3) == SHOP


def test_unknown_names_are_all_reported() -> None:
    """Each id, tag and option that does not exist is reported, with a suggestion."""
    with pytest.raises(UnknownNameError) as caught:
        SHOP.view(only=["wbe"], focus="cahce", tag="pi", hops=1)
    assert caught.value.problems == (
        "view: only: unknown node or cluster 'wbe'. Did you mean 'web'?",
        "view: focus: unknown node or cluster 'cahce'. Did you mean 'cache'?",
        "view: tag: unknown tag 'pi'. Did you mean 'pii'?",
    )
    with pytest.raises(UnknownNameError, match=r"unknown option 'dept' of view\. Did you mean 'depth'"):
        SHOP.view(dept=1)
    with pytest.raises(ModelError, match="view: depth must be a whole number of 0 or more, not -1"):
        SHOP.view(depth=-1)


def test_an_architecture_has_a_default_view() -> None:
    """The view of a document applies to pictures, and not to YAML and JSON."""
    arch = SHOP.replace(default_view={"focus": "cache", "depth": 1})
    assert thaw(arch.default_view) == {"focus": ["cache"], "depth": 1}
    assert loading.from_yaml(arch.to_yaml()) == arch
    assert arch.view() == SHOP.view(focus="cache", depth=1)
    assert 'data-id="users"' not in arch.to_svg() and '"users"' in arch.to_json()
    assert SHOP.view() is SHOP


@st.composite
def views(draw: st.DrawFn) -> tuple[Architecture, dict[str, object]]:
    arch = draw(architectures(max_nodes=10, max_clusters=5))
    ids = st.lists(st.sampled_from([*arch.nodes, *arch.clusters]), max_size=3)
    options: dict[str, object] = {key: draw(ids) for key in ("only", "hide", "focus") if draw(st.booleans())}
    if draw(st.booleans()):
        options["depth"] = draw(st.integers(0, 4))
    if "focus" in options:
        options["hops"] = draw(st.integers(0, 4))
    return arch, {key: value for key, value in options.items() if value != []} | (
        {} if options.get("focus") else {"hops": None}
    )


@pytest.mark.slow
@pytest.mark.no_cover
@few
@given(views())
def test_a_view_is_a_part(view: tuple[Architecture, dict[str, object]]) -> None:
    """Any view is a valid architecture with ids, edges and flows of the original."""
    arch, options = view
    part = arch.view(**options)
    assert {*part.nodes, *part.clusters} <= {*arch.nodes, *arch.clusters}
    for hidden in options.get("hide") or ():  # type: ignore[attr-defined]
        assert hidden not in {*part.nodes, *part.clusters}
    inside = {id: {id, *arch.ancestors(id)} for id in (*arch.nodes, *arch.clusters)}
    ends = {(a, b) for e in arch.edges.values() for a in inside[e.source] for b in inside[e.target]}
    assert {(edge.source, edge.target) for edge in part.edges.values()} <= ends
    assert steps(part.flows.values()) <= ends | {(b, a) for a, b in ends}


def steps(flows: Iterable[Iterable[str]]) -> set[tuple[str, str]]:
    return {step for flow in flows for step in pairwise(flow)}


@pytest.mark.slow
@pytest.mark.no_cover
@few
@given(architectures(max_clusters=6), st.integers(0, 4))
def test_depth_counts_every_node_and_edge(arch: Architecture, depth: int) -> None:
    """The visible nodes and those counted inside add up to all nodes."""
    part = arch.view(depth=depth)
    inside = sum(
        int(node.description.split()[0])
        for id, node in part.nodes.items()
        if counts_contents(arch, id, node.description)
    )
    visible = sum(1 for id in part.nodes if id in arch.nodes)
    assert inside + visible == len(arch.nodes)
    assert all(len(part.ancestors(id)) < max(depth, 1) for id in part.clusters)


def counts_contents(arch: Architecture, id: str, description: str) -> bool:
    return id in arch.clusters and description != "empty"


def test_a_thousand_nodes_stay_readable() -> None:
    """The top level of a large system has fewer than 50 nodes."""
    arch = random_architecture(5, nodes=1000, clusters=40, edges=1500, reach=6)
    part = arch.view(depth=0)
    assert len(part.nodes) < 50
    assert part.to_svg().count('class="node') == len(part.nodes)


def test_the_command_line_has_the_same_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line accepts the options of Python, with ids separated by commas."""
    monkeypatch.chdir(tmp_path)
    Path("shop.yaml").write_text(SHOP.to_yaml())
    shown = CliRunner().invoke(
        main, ["show", "shop.yaml", "--only", "blue, users", "--hide", "api", "--json"]
    )
    assert loading.from_json(shown.stdout) == SHOP.view(only=["blue", "users"], hide="api")
    drawn = CliRunner().invoke(main, ["render", "shop.yaml", "--focus", "cache", "--hops", "0", "-o", "-"])
    assert drawn.stdout.count('class="node') == 1
    wrong = CliRunner().invoke(main, ["render", "shop.yaml", "--focus", "cahce", "-o", "-"])
    assert (wrong.exit_code, wrong.stderr) == (
        2,
        "error: view: focus: unknown node or cluster 'cahce'. Did you mean 'cache'?\n",
    )


def test_a_view_of_the_zoo() -> None:
    """The last step of scaling on Google Cloud can be viewed by its top clusters."""
    part = get("gcp-scaling/9-offline-inference").view(depth=1)
    assert "serving" in part.nodes and "google-cloud" in part.clusters
