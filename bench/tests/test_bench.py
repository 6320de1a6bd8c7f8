"""The bench measures in fair turns, and its page shows the last measurements."""

from __future__ import annotations

import json
import os
import platform
import re
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from bench import __main__ as driver
from bench import graphs, machine, peers, processes, rounds
from bench.bench import Bench
from bench.cases import CASES
from bench.figures import Case, Sample, Series, Target, at_least, at_most, from_json, to_json
from bench.inside.export import as_yaml_diagram, scaled
from bench.inside.graph import raw_dot
from bench.page import Report, page, section

from mlarch.layout.cards import size_all
from mlarch.project import loading
from tools import pygraphviz


def system(nodes: int, seed: int = 0) -> str:
    return json.dumps(graphs.system(nodes, seed))


def case(*targets: Target) -> Case:
    return Case("x", "Some case", "What.", lambda bench: (), targets, base="mlarch")


def series(**seconds: float) -> tuple[Series, ...]:
    return tuple(Series(name, (Sample(wall, wall),)) for name, wall in seconds.items())


def test_the_page_holds_what_was_measured_last() -> None:
    """The committed page is generated from bench/figures.json and the current cases."""
    written = driver.PAGE.read_text(encoding="utf-8")
    assert written == page(driver.load(), CASES), "python -m bench --page writes it again"


def test_the_last_run_was_whole() -> None:
    """The saved figures cover all cases; the page has a section for each and a line for each target."""
    written = driver.PAGE.read_text(encoding="utf-8")
    assert [*driver.load().series] == [one.name for one in CASES]
    assert re.findall(r"^## (.+)", written, re.MULTILINE) == ["Targets", *(one.title for one in CASES)]
    for target in (target for one in CASES for target in one.targets):
        assert written.count(f"{target.text}: at ") == 2


def test_the_page_tells_nobody_where_it_was_measured() -> None:
    """The machine is described by processors and versions, without names or paths."""
    told = machine.describe() + driver.PAGE.read_text(encoding="utf-8")
    assert f"Python {platform.python_version()}" in machine.describe()
    assert platform.node() not in told
    assert not re.search(r"(?<![\w.])/(home|root|tmp|work|usr|opt)/", told)


def test_contenders_take_turns() -> None:
    """A round runs each contender once; the first round does not count."""
    ran: list[str] = []

    def run(name: str) -> Sample:
        ran.append(name)
        return Sample(float(len(ran)), 0.0)

    a, b = rounds.alternate({"a": lambda: run("a"), "b": lambda: run("b")}, rounds=2, budget=60)
    assert ran == ["a", "b"] * 3
    assert [sample.wall for sample in (*a.samples, *b.samples)] == [3.0, 5.0, 4.0, 6.0]


def test_a_contender_that_fails_does_not_stop_the_others() -> None:
    """A failure becomes a note and is not retried; a text stands for a contender that cannot run."""

    def fails() -> Sample:
        raise processes.Failed("no such file")

    found = rounds.alternate(
        {"a": fails, "b": lambda: Sample(1, 1), "c": "not installed"}, rounds=2, budget=60
    )
    assert [(one.note, len(one.samples)) for one in found] == [
        ("no such file", 0), ("", 2), ("not installed", 0),
    ]  # fmt: skip


def test_no_round_begins_that_would_not_end_in_time() -> None:
    """Without budget there is one counted round."""
    [one] = rounds.alternate({"a": lambda: Sample(1, 1)}, rounds=5, budget=0)
    assert len(one.samples) == 1


def test_a_child_is_measured_with_its_own_children(tmp_path: Path) -> None:
    """Processor time and memory include the processes that the command waited for."""
    inner = "x = bytearray(150_000_000); y = sum(range(6_000_000))"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    sample, _ = processes.run((sys.executable, "-c", outer), cwd=tmp_path, env=os.environ, seconds=60)
    assert sample.peak > 140
    assert sample.cpu > 0.05


def test_a_child_that_takes_too_long_is_ended_with_its_own_children(tmp_path: Path) -> None:
    """At the time limit, everything that was started is stopped."""
    inner = f"import time; time.sleep(1); open({str(tmp_path / 'late')!r}, 'w')"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    with pytest.raises(processes.Late, match=r"^not done after 0\.5 s$"):
        processes.run((sys.executable, "-c", outer), cwd=tmp_path, env=os.environ, seconds=0.5)
    time.sleep(1)
    assert not (tmp_path / "late").exists()


def test_children_use_nothing_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules are compiled, caches are in the bench's folder, and mlarch's settings are ignored."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("MLARCH_DOT", "dot")
    found = Bench(tmp_path, {}).environment()
    assert not {"PYTHONDONTWRITEBYTECODE", "MLARCH_DOT"} & {*found}
    assert all(found[name].startswith(str(tmp_path)) for name in ("HOME", "XDG_CACHE_HOME"))


def test_a_contender_that_draws_nothing_fails(tmp_path: Path) -> None:
    """A timed contender must write its picture every time."""
    picture = tmp_path / "x.svg"
    picture.write_text("of another round")
    with pytest.raises(processes.Failed, match=r"^x\.svg was not drawn$"):
        Bench(tmp_path, {}).drawing(picture, lambda: Sample(1, 1))()


@pytest.mark.parametrize("nodes", [20, 1000])
def test_systems_are_as_they_are_told(nodes: int) -> None:
    """A size always gives the same system: clusters of ten, 1.5 edges a node, mostly inside a cluster."""
    arch = loading.from_json(system(nodes))
    assert system(nodes) == system(nodes) != system(nodes, 1)
    assert (len(arch.nodes), len(arch.clusters), len(arch.edges)) == (nodes, nodes // 10, nodes * 3 // 2)
    homes = [(arch.nodes[e.source].cluster, arch.nodes[e.target].cluster) for e in arch.edges.values()]
    assert 0.55 < sum(source == target for source, target in homes) / len(homes) < 0.8


def test_raw_layout_is_of_the_same_boxes() -> None:
    """Raw Graphviz gets all nodes, clusters, edges and labels in the sizes of our cards."""
    arch = loading.from_json(system(20))
    graph, cards = pygraphviz().AGraph(raw_dot(arch)), size_all(arch, arch.direction, {})
    sizes = {str(node): (float(node.attr["width"]), float(node.attr["height"])) for node in graph.nodes()}
    assert sizes == {id: (round(c.width / 72, 3), round(c.height / 72, 3)) for id, c in cards.nodes.items()}
    assert sorted(map(tuple, graph.edges())) == sorted((e.source, e.target) for e in arch.edges.values())
    assert len(graph.subgraphs()) == len(arch.clusters)
    labelled = [edge for edge in graph.edges() if edge.attr["label"]]
    assert len(labelled) == sum(bool(edge.label) for edge in arch.edges.values())


def test_diagrams_as_code_is_given_the_same_system() -> None:
    """Its document has every node in its cluster and every edge with its label and ends."""
    arch = loading.from_json(system(20))
    clusters = as_yaml_diagram(arch, "x")["diagram"]["resources"]
    nodes = {f"{one['id']}.{node['id']}": node for one in clusters for node in one["of"]}
    assert {*nodes} == {f"{node.cluster}.{id}" for id, node in arch.nodes.items()}
    drawn = [(id, line["to"], line["label"]) for id, node in nodes.items() for line in node["relates"]]
    paths = {id: f"{node.cluster}.{id}" for id, node in arch.nodes.items()}
    assert sorted(drawn) == sorted((paths[e.source], paths[e.target], e.label) for e in arch.edges.values())


def test_plain_diagrams_draw_at_the_same_scale() -> None:
    """`diagrams` draws 96 px an inch, 192 at scale 2; a script that cannot be scaled is refused."""
    assert '"dpi": "192"' in scaled('graph_attr={"newrank": "true"}', 2)
    with pytest.raises(ValueError, match="no longer has"):
        scaled("graph_attr={}", 2)


def test_a_missed_target_says_by_how_much_and_why() -> None:
    """A missed target is shown with figure and reason, a met one with its figure."""
    slow = at_most(2.0, "ours beside theirs", "mlarch", "peer", why="Python starts first.")
    fast = at_least(2.0, "theirs takes", "slow", "mlarch", why="Never told.")
    text = section(case(slow, fast), series(mlarch=3.0, peer=1.0, slow=9.0))
    assert "- ours beside theirs: at most 2 times: **missed**, 3.00 times. Python starts first." in text
    assert text.endswith("- theirs takes: at least 2 times: **met**, 3.00 times.")


def test_what_fails_is_missed_and_what_lacks_a_peer_is_not_measured() -> None:
    """A target that cannot be measured because mlarch failed counts as missed."""
    target = at_most(2.0, "ours beside theirs", "mlarch", "peer")
    ours, theirs = series(mlarch=1.0, peer=1.0)
    failed = section(case(target), (replace(ours, samples=(), note="late"), theirs))
    lacking = section(case(target), (ours, replace(theirs, samples=(), note="not installed")))
    assert "**missed**, late." in failed
    assert "not measured." in lacking
    assert "| peer: not installed |" in lacking


def test_the_page_names_peers_that_are_not_installed() -> None:
    """A missing peer is named on the page."""
    report = Report("today", "a machine", {"d2": "0.9.0", "mermaid-cli": ""}, {})
    assert "Peers: D2 0.9.0." in page(report, CASES)
    assert "Not installed, and therefore not measured: mermaid-cli." in page(report, CASES)


def test_every_peer_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without programs on PATH and without .tools, every peer is listed as not installed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(peers, "TOOLS", tmp_path)
    assert {name: bool(peer) for name, peer in peers.find(tmp_path).items()} == dict.fromkeys(
        peers.NAMES, False
    )


def test_figures_are_read_as_they_were_written() -> None:
    """Saved figures load back equal."""
    kept = (Series("a", (Sample(1.5, 0.25, 20.0), Sample(2.5, 0.5, 21.0))), Series("b", note="late"))
    assert from_json(json.loads(json.dumps(to_json(kept)))) == kept
