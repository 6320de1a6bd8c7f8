"""Right and wrong calls of the Python API, for mypy and pyright to check.

This file is never run. A wrong call carries the error that it must get. Strict mypy reports an
ignore that is not needed, so a wrong call that is accepted is an error too.
"""

from __future__ import annotations

from pathlib import Path

from typing_extensions import assert_type

import mlarch
from mlarch import Architecture, ClusterData, Comparison, EdgeData, Entry, Node, Options, Theme


def right(arch: Architecture, other: Architecture) -> None:
    assert_type(arch.nodes["web"], Node)
    assert_type(arch.clusters["serving"], ClusterData)
    assert_type(arch.edges["web -> cache"], EdgeData)
    assert_type(arch.to_svg(theme="dark", direction="LR", width=800, legend=False), str)
    assert_type(arch.to_png(scale=3, fit="16:9"), bytes)
    assert_type(arch.to_bytes("pdf", links=True), bytes)
    assert_type(arch.to_data_uri("yml"), str)
    assert_type(arch.render("x.svg", Path("x.png"), theme="print", scale=1), list[Path])
    arch.with_node("web", label="Web", technology="nginx", status="planned", tags=["pii"])
    arch.with_cluster("serving", kind="zone", direction="LR", tags="pii")
    arch.with_edge("web -> cache", label="lookup", kind="data", arrow="both", style="dashed")
    arch.connect("web", "cache", "lookup", kind=arch.edges["web -> cache"].kind)
    arch.replace(title="Shop", nodes=[Node(id="web")], notes="One note", direction="LR")
    arch.view(focus="cache", hops=2, hide=["logging"], depth=None)
    assert_type(arch.retarget("aws"), Architecture)
    assert_type(mlarch.diff(arch, other), Comparison)
    assert_type(mlarch.diff(arch, other).to_svg(theme="dark"), str)
    assert_type(next(iter(mlarch.entries())).parameters[0].name, str)
    Options(theme="auto", text="paths")


def wrong(arch: Architecture, other: Architecture) -> None:
    arch.to_svg(thme="dark")  # type: ignore[call-arg]
    arch.to_svg(theme="drak")  # type: ignore[arg-type]
    arch.to_svg(direction="up")  # type: ignore[arg-type]
    arch.to_svg(scale=2)  # type: ignore[call-arg]
    arch.to_png(fit="a5")  # type: ignore[arg-type]
    arch.to_bytes("pfd")  # type: ignore[arg-type]
    arch.to_data_uri(formt="svg")  # type: ignore[call-arg]
    arch.render("x.svg", theem="dark")  # type: ignore[call-arg]
    arch.with_node("web", lable="Web")  # type: ignore[call-arg]
    arch.with_node("web", status="plannd")  # type: ignore[arg-type]
    arch.with_node("web", replicas="3")  # type: ignore[arg-type]
    arch.with_cluster("serving", kind="nope")  # type: ignore[arg-type]
    arch.with_edge("web -> cache", kind="dta")  # type: ignore[arg-type]
    arch.with_edge("web -> cache", lable="lookup")  # type: ignore[call-arg]
    arch.connect("web", "cache", arow="both")  # type: ignore[call-arg]
    arch.connect("web", "cache", style="wavy")  # type: ignore[arg-type]
    arch.replace(titel="Shop")  # type: ignore[call-arg]
    arch.view(focsu="cache")  # type: ignore[call-arg]
    arch.view(hops="2")  # type: ignore[arg-type]
    arch.retarget("awss")  # type: ignore[arg-type]
    mlarch.diff(arch, other).to_svg(thme="dark")  # type: ignore[call-arg]
    Node(id="web", status="plannd")  # type: ignore[arg-type]
    ClusterData(id="serving", kind="nope")  # type: ignore[arg-type]
    EdgeData(source="web", target="cache", arrow="up")  # type: ignore[arg-type]
    Options(theme="drak")  # type: ignore[arg-type]
    arch.nodes["web"] = Node(id="web")  # type: ignore[index]
    mlarch.Nde  # type: ignore[attr-defined]  # noqa: B018


def types(entry: Entry, theme: Theme) -> tuple[str, str]:
    return entry.title, theme.canvas
