"""Overlays: documents that change another document or an entry of the zoo."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from architectures import architectures
from mlarch import get
from mlarch.documents.mapping import to_mapping
from mlarch.documents.template import starter
from mlarch.errors import DocumentError
from mlarch.model import Architecture
from mlarch.model.frozen import thaw
from mlarch.project import loading

BASE = """\
title: Base
summary: What there is.
tags: [a, b]
styles: {pii: {color: red, legend: Personal data}}
deployed: {web: {image: web}}
nodes:
  users: {}
  web: {technology: nginx, cluster: serving, replicas: 2}
  cache: {technology: redis, role: cache, cluster: serving}
clusters:
  serving: {kind: zone}
edges:
  users -> web: HTTPS
  web -> cache: {label: lookups, kind: data}
  web  ->  cache [2]: refill
flows:
  request: [users, web, cache]
"""

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Return a function that writes a file of the project, which is the working directory."""
    monkeypatch.chdir(tmp_path)

    def write(name: str, text: str) -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    write("base.yaml", BASE)
    return write


def problems_of(path: Path, **options: Any) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        loading.load(path, **options)
    return list(caught.value.problems)


# Merging.


def test_an_empty_overlay_changes_nothing(write: Write) -> None:
    """An overlay without changes is its base under its own name."""
    base, same = loading.load("base.yaml"), loading.load(write("same.yaml", "extends: base.yaml\n"))
    assert (base.name, same.name) == ("base", "same")
    assert same.replace(name="base") == base


def test_maps_merge_and_the_rest_is_replaced(write: Write) -> None:
    """Maps merge by key in the order of the base; lists and texts are replaced; new keys come last."""
    arch = loading.load(
        write(
            "own.yaml",
            "extends: base.yaml\ntitle: Own\ntags: [c]\n"
            "styles: {pii: {color: blue}}\ndeployed: {web: {tag: v2}}\n"
            "nodes:\n  hub: {label: Hub}\n  web: {replicas: 3}\nedges:\n  web -> hub: features\n",
        )
    )
    assert (arch.title, arch.summary, arch.tags) == ("Own", "What there is.", ("c",))
    assert list(arch.nodes) == ["users", "web", "cache", "hub"]
    web = arch.nodes["web"]
    assert (web.replicas, web.technology, web.cluster) == (3, "onprem.network.Nginx", "serving")
    assert (arch.styles["pii"].color, arch.styles["pii"].legend) == ("blue", "Personal data")
    assert thaw(arch.deployed) == {"web": {"image": "web", "tag": "v2"}}


def test_a_label_changes_nothing_else_of_an_edge(write: Write) -> None:
    """A string edge is expanded before it is merged, however its key is spaced."""
    edges = loading.load(
        write("own.yaml", "extends: base.yaml\nedges:\n  web   -> cache: hits\n  web -> cache [2]: fill\n")
    ).edges
    assert (edges["web -> cache"].label, edges["web -> cache"].kind) == ("hits", "data")
    assert edges["web -> cache [2]"].label == "fill"
    assert len(edges) == 3


def test_null_removes(write: Write, caplog: pytest.LogCaptureFixture) -> None:
    """A removed node takes its edges and the end of a flow with it, which is logged."""
    with caplog.at_level(logging.INFO, "mlarch"):
        arch = loading.load(write("own.yaml", "extends: base.yaml\nnodes: {cache: null}\ntags: null\n"))
    assert (list(arch.nodes), list(arch.edges), arch.tags) == (["users", "web"], ["users -> web"], ())
    assert thaw(arch.flows) == {"request": ["users", "web"]}
    assert caplog.messages == [
        "own.yaml: 'cache' is removed, and with it the edge 'web -> cache'",
        "own.yaml: 'cache' is removed, and with it the edge 'web -> cache [2]'",
        "own.yaml: the flow 'request' ends at 'web': its way on is removed",
    ]


def test_null_in_a_field_is_its_default(write: Write) -> None:
    """A field set to null has its default, whether or not the base sets it."""
    arch = loading.load(
        write("own.yaml", "extends: base.yaml\nnodes: {cache: {role: null, cluster: null, link: null}}\n")
    )
    assert (arch.nodes["cache"].role, arch.nodes["cache"].cluster) == ("", "")


def test_a_section_without_lines_changes_nothing(write: Write) -> None:
    """A section with only comments changes nothing; an explicit null empties it."""
    own = loading.load(write("own.yaml", "extends: base.yaml\nedges:\n  # web -> cache: hits\nnodes:\n"))
    assert own == loading.load("base.yaml").replace(name="own")
    none = loading.load(write("none.yaml", "extends: base.yaml\nedges: null\nflows: null\n"))
    assert (len(none.nodes), len(none.edges), len(none.flows)) == (3, 0, 0)


def test_an_empty_cluster_can_be_removed(write: Write) -> None:
    """A cluster emptied in the same document can be removed, with its edges."""
    arch = loading.load(
        write(
            "own.yaml",
            "extends: base.yaml\nclusters: {serving: null}\nnodes: {web: {cluster: null}, cache: null}\n",
        )
    )
    assert (list(arch.clusters), list(arch.nodes)) == ([], ["users", "web"])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from("abc"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.sampled_from("abc"), json_values, max_size=3)


def rfc7396(target: Any, patch: Any) -> Any:
    """Merge as in section 2 of the RFC."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = rfc7396(result.get(key), value)
    return result


def existing_nulls(target: Any, patch: dict[str, Any]) -> bool:
    """Return True if each null of a patch removes something that exists."""
    target = target if isinstance(target, dict) else {}
    return all(
        key in target
        if value is None
        else not isinstance(value, dict) or existing_nulls(target.get(key), value)
        for key, value in patch.items()
    )


@settings(max_examples=200, deadline=None)
@given(objects, objects)
def test_free_data_merges_as_in_the_rfc(base: dict[str, Any], patch: dict[str, Any]) -> None:
    """A patch gives the result of RFC 7396, or an error for a null that removes nothing."""
    arch = Architecture(name="x", lint=base)
    if existing_nulls(base, patch):
        assert thaw(arch.overlay({"lint": patch}).lint) == rfc7396(base, patch)
    else:
        with pytest.raises(DocumentError, match="null removes, and there is no such thing in 'x'"):
            arch.overlay({"lint": patch})


@settings(max_examples=60, deadline=None)
@given(architectures(max_nodes=8))
def test_a_dump_over_itself_changes_nothing(arch: Architecture) -> None:
    """An architecture overlaid with its own dump is the same architecture."""
    assert arch.overlay(to_mapping(arch)) == arch
    assert arch.overlay({}) == arch


# Chains.


def test_a_chain_of_documents(write: Write) -> None:
    """Base, team and environment each change the one below, in whatever folder they are."""
    write("teams/team.yaml", "extends: ../base.yaml\ntitle: Team\nnodes: {web: {replicas: 4}}\n")
    path = write("teams/prod/env.json", '{"extends": "../team.yaml", "nodes": {"cache": {"replicas": 3}}}')
    arch = loading.load(path)
    assert (arch.name, arch.title) == ("env", "Team")
    assert (arch.nodes["web"].replicas, arch.nodes["cache"].replicas) == (4, 3)


def test_parameters_merge_along_a_chain_and_the_builder_runs_once(write: Write) -> None:
    """The outermost parameter wins, and an argument of the call wins over all."""
    write("one.yaml", "extends: gcp-scaling/6-cache\nparameters: {instances_per_region: 3}\n")
    two = write("two.yaml", "extends: one.yaml\nparameters: {instances_per_region: 4}\n")
    back = write("back.yaml", "extends: two.yaml\nparameters: {instances_per_region: null}\n")
    counts = [
        len([id for id in arch.nodes if id.startswith("instance-")])
        for arch in (
            loading.load("one.yaml"),
            loading.load(two),
            loading.load(back),
            loading.load(two, parameters={"instances_per_region": 2}),
        )
    ]
    assert counts == [6, 8, 4, 4]
    assert loading.load(two).parameters == {"instances_per_region": 4}


def test_an_overlay_of_an_entry(write: Write) -> None:
    """An overlay of an entry of the zoo is that entry with the changes, without a trace of `extends`."""
    arch = loading.load(
        write("own.yaml", "extends: gcp-scaling/6-cache\nnodes: {instance-1: {label: Worker}}\n")
    )
    assert arch == get("gcp-scaling/6-cache").with_node("instance-1", label="Worker").replace(name="own")
    assert loading.from_yaml(arch.to_yaml()) == arch


@pytest.mark.parametrize("written", ["gcp-scaling/6-cache", "zoo:cache", "cache", "gcp-scaling/cache"])
def test_entries_by_any_of_their_names(write: Write, written: str) -> None:
    """`extends` takes every name that the command line takes."""
    path = write("own.yaml", f"extends: {written}\ntitle: Own\n")
    assert list(loading.load(path).nodes) == list(get("gcp-scaling/6-cache").nodes)


def test_ones_own_name_means_the_entry_of_the_zoo(write: Write) -> None:
    """A document that shadows an entry extends that entry, and others extend the document."""
    write("architectures/gcp-scaling/6-cache.yaml", "extends: gcp-scaling/6-cache\ntitle: Shadow\n")
    other = write("architectures/other.yaml", "extends: gcp-scaling/6-cache\nsummary: Other\n")
    assert get("gcp-scaling/6-cache").title == "Shadow"
    assert (loading.load(other).title, loading.load(other).summary) == ("Shadow", "Other")
    zoo = write("architectures/zoo.yaml", "extends: zoo:gcp-scaling/6-cache\n")
    assert loading.load(zoo).title != "Shadow"


def test_a_circle_of_names_is_refused(write: Write) -> None:
    """Documents that extend each other by name are a circle too."""
    write("architectures/a.yaml", "extends: b\n")
    write("architectures/b.yaml", "extends: a\n")
    assert problems_of(Path("architectures/a.yaml")) == [
        "architectures/b.yaml:1:10: extends: goes in a circle: "
        "architectures/a.yaml -> architectures/b.yaml -> architectures/a.yaml"
    ]


def test_a_document_runs_no_python(write: Write) -> None:
    """A builder of the project is refused by name, and its file is not run."""
    write(
        "architectures/own.py",
        "from pathlib import Path\nfrom mlarch import architecture\nPath('ran').touch()\n"
        "@architecture('own')\ndef own() -> None: ...\n",
    )
    problems = problems_of(write("over.yaml", "extends: own\n"))
    assert problems == [
        "over.yaml:1:10: extends: 'own' is Python (architectures/own.py), and a document runs nothing"
    ]
    assert not Path("ran").exists()


def test_links_are_followed_before_they_are_checked(
    write: Write, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A link in the project to a file outside of it is refused."""
    outside = tmp_path_factory.mktemp("outside") / "secret.yaml"
    outside.write_text("title: Secret\n")
    Path("link.yaml").symlink_to(outside)
    problems = problems_of(write("own.yaml", "extends: link.yaml\n"))
    assert problems == ["own.yaml:1:10: extends: 'link.yaml' leads out of the project's folder"]


def test_outside_of_the_working_directory_the_folder_of_the_file_is_the_project(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file there can name files beside it and below, and none above."""
    write("sub/base.yaml", BASE)
    good, bad = (
        write("sub/good.yaml", "extends: base.yaml\n"),
        write("sub/bad.yaml", "extends: ../base.yaml\n"),
    )
    assert loading.load(bad).title == "Base"
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert loading.load(tmp_path / good).title == "Base"
    assert "leads out of the project's folder" in problems_of(tmp_path / bad)[0]


def test_chains_are_not_endless(write: Write) -> None:
    """A chain has at most twenty documents."""
    for number in range(25):
        write(f"d{number}.yaml", f"extends: d{number + 1}.yaml\n")
    assert problems_of(Path("d0.yaml"))[0].endswith("'d20.yaml': more than 20 documents or 5 MB in one chain")


# Providers.


def test_provider_retargets_the_base_only(write: Write) -> None:
    """`provider` retargets the base, and nothing written in the same document or in an outer one."""
    write(
        "aws.yaml",
        "extends: gcp-scaling/6-cache\nprovider: aws\nnodes: {own: {technology: gcp.compute.GCE}}\n",
    )
    arch = loading.load(
        write("more.yaml", "extends: aws.yaml\nnodes: {own2: {technology: gcp.storage.GCS}}\n")
    )
    assert (arch.provider, arch.nodes["cache"].technology) == ("aws", "aws.database.Elasticache")
    assert arch.nodes["own"].technology == "gcp.compute.ComputeEngine"
    assert arch.nodes["own2"].technology == "gcp.storage.Storage"


def test_the_provider_of_a_whole_document_changes_nothing(write: Write) -> None:
    """The provider of a whole document retargets nothing, that of an overlay does."""
    write("gcp.yaml", "provider: gcp\nnodes: {cache: {technology: memorystore}}\n")
    assert loading.load("gcp.yaml").nodes["cache"].technology == "gcp.database.Memorystore"
    moved = loading.load(write("aws.yaml", "extends: gcp.yaml\nprovider: aws\n"))
    assert (moved.provider, moved.nodes["cache"].technology) == ("aws", "aws.database.Elasticache")


# Overlays in Python, and bases.


def test_overlay_takes_a_mapping_or_a_path(write: Write) -> None:
    """Both change the given architecture, and `extends` is ignored."""
    base = loading.load("base.yaml")
    path = write("own.yaml", "extends: gcp-scaling/6-cache\nnodes: {web: {label: Own}}\n")
    assert base.overlay(path) == base.overlay({"nodes": {"web": {"label": "Own"}}})
    assert base.overlay(path) == base.with_node("web", label="Own")
    with pytest.raises(DocumentError, match="parameters: an overlay of what is built already takes none"):
        base.overlay({"parameters": {"a": 1}})


def test_the_base_of_a_document(write: Write) -> None:
    """The base is a file, a name or a builder, without the changes of the document."""
    inner = write("inner.yaml", "extends: gcp-scaling/6-cache\nparameters: {instances_per_region: 3}\n")
    assert loading.base(inner) == get("gcp-scaling/6-cache")
    outer = write("outer.yaml", "extends: inner.yaml\ntitle: Outer\n")
    assert loading.base(outer) == loading.load(inner)
    with pytest.raises(DocumentError, match=r"base\.yaml: extends nothing, and so changes nothing"):
        loading.base("base.yaml")


# Starters.


@pytest.mark.parametrize(
    "name", ["gcp-scaling/6-cache", "unet-pipeline", "sql-vs-nosql", "kubernetes/2-with"]
)
def test_a_starter_changes_nothing_commented_out_or_in(write: Write, name: str) -> None:
    """A starter is equal to its base, with its lines commented out or not."""
    base = get(name)
    text = starter(base, name)
    for own in (text, text.replace("\n  # ", "\n  ")):
        assert loading.load(write("own.yaml", own)).replace(name=name) == base


def test_a_starter_lists_every_id_and_parameter() -> None:
    """A starter has every id and parameter of its base."""
    base = get("gcp-scaling/9-offline-inference")
    lines = starter(base, base.name).splitlines()
    for id in (*base.nodes, *base.clusters, *base.edges, *base.flows, *base.parameters):
        assert any(line.startswith(f"  # {id}: ") for line in lines), id


def test_a_json_overlay_is_located(write: Write) -> None:
    """A JSON overlay is read as a YAML one, with lines and columns."""
    patch = {"extends": "base.yaml", "nodes": {"web": {"replicas": 3}, "nope": None}}
    problems = problems_of(write("own.json", json.dumps(patch, indent=1)))
    assert problems == ["own.json:7:3: node 'nope': null removes, and there is no such node in 'base.yaml'."]
