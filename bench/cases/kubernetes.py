"""Measure importing and drawing Kubernetes manifests, and KubeDiagrams."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from bench.bench import Bench
from bench.figures import Case, Sample, Series
from bench.rounds import Contender, alternate

_SHOP = Path(__file__).parents[1] / "files" / "shop.yaml"


def measure(bench: Bench) -> tuple[Series, ...]:
    out, peer = bench.fresh("kubernetes"), bench.peers["kubediagrams"]

    def ours(name: str, *options: str) -> Contender:
        return bench.drawing(
            out / name, partial(bench.mlarch, "import", "kubernetes", _SHOP, *options, "-o", out / name)
        )

    def theirs() -> Sample:
        return bench.peer(peer, "--embed-all-icons", "-f", "svg", "-o", out / "peer", _SHOP)

    contenders: dict[str, Contender | str] = {
        "mlarch": ours("mlarch.svg"),
        "mlarch, one node for each object": ours("raw.svg", "--raw"),
        "KubeDiagrams": bench.drawing(out / "peer.svg", theirs) if peer else "not installed",
    }
    return alternate(contenders, rounds=bench.rounds, budget=bench.budget)


CASE = Case(
    name="kubernetes",
    title="Kubernetes manifests",
    what="""The objects of bench/files/shop.yaml as SVG with icons inside. `mlarch import kubernetes`
merges related objects; with `--raw` it draws one node for each object, as KubeDiagrams does.""",
    measure=measure,
)
