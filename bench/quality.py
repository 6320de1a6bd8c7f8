"""Count the checker's findings over random architectures and over the zoo.

python bench/quality.py                       200 seeds of 20 nodes and 30 edges, and the zoo
python bench/quality.py --nodes 60 --edges 90 --seeds 50
python bench/quality.py --zoo                 the zoo alone, figures for each entry
python bench/quality.py --svg                 check the drawn SVGs in three themes as well
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from mlarch import drawing
from mlarch.drawing.checker import RULES, PictureFinding, check, check_svg, figures
from mlarch.layout import page_fit, positioned
from mlarch.model import Architecture

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from architectures import random_architecture

SUMMED = ("crossings", "through_cluster", "grazing", "shared", "edge_length", "area")
THEMES = ("light", "dark", "print")


@dataclass
class Tally:
    """Counts by rule: findings, pictures with findings, and the worst finding with its picture."""

    pictures: int = 0
    seconds: list[float] = field(default_factory=list)
    findings: Counter[str] = field(default_factory=Counter)
    spoilt: Counter[str] = field(default_factory=Counter)
    worst: dict[str, tuple[PictureFinding, str]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def add(self, name: str, findings: Iterable[PictureFinding]) -> None:
        found = list(findings)
        self.pictures += 1
        self.findings.update(finding.rule for finding in found)
        self.spoilt.update({finding.rule for finding in found})
        for finding in found:
            if finding.rule not in self.worst or finding.amount > self.worst[finding.rule][0].amount:
                self.worst[finding.rule] = (finding, name)

    def print(self, title: str) -> None:
        print(f"\n{title}: {self.pictures} pictures, {len(self.failures)} failures")
        if self.seconds:
            print(
                f"  layout: {1000 * median(self.seconds):.0f} ms, slowest {1000 * max(self.seconds):.0f} ms"
            )
        for rule in RULES:
            if self.findings[rule]:
                finding, name = self.worst[rule]
                counts = f"{self.findings[rule]:6} in {self.spoilt[rule]:4}"
                print(f"  {rule:20}{counts}   worst {name}: {finding.message[:120]}")
        for failure in self.failures:
            print(f"  failed: {failure}")
        if not self.findings and not self.failures:
            print("  no findings")


def judge(arch: Architecture, name: str, tally: Tally, *, svg: bool) -> positioned.Layout | None:
    """Lay out one architecture and add its findings to the tally."""
    begin = time.perf_counter()
    try:
        layout = page_fit.lay_out(arch)
        tally.seconds.append(time.perf_counter() - begin)
        tally.add(name, check(arch, layout))
        for theme in THEMES if svg else ():
            tally.add(f"{name} ({theme})", check_svg(drawing.to_svg(arch, theme=theme), arch))
    except Exception as error:  # a crash is a result too, and must not stop the count
        tally.failures.append(f"{name}: {type(error).__name__}: {error}")
        return None
    return layout


def zoo() -> Iterator[Architecture]:
    """Yield every picture of the zoo."""
    from mlarch.project import entry_loading, registry

    for entry in registry.zoo():
        if entry.kind != "family":
            yield entry_loading.get(entry.name)


def survey_zoo(*, svg: bool) -> None:
    """Print figures for each entry of the zoo, both ways, and the tally."""
    tally = Tally()
    heads = ("cross", "length", "through", "grazing", "shared", "width", "height", "aspect")
    print(f"{'':36}" + "".join(f"{head:>9}" for head in heads))
    for declared in zoo():
        for direction in ("TB", "LR"):
            arch = declared.replace(direction=direction)
            layout = judge(arch, f"{arch.name} {direction}", tally, svg=svg)
            if layout is not None:
                f = figures(arch, layout)
                row = (f.crossings, f.edge_length, f.through_cluster, f.grazing, f.shared)
                row += (f.width, f.height, f.aspect)
                print(f"{arch.name:33}{direction:3}" + "".join(f"{value:9g}" for value in row))
    tally.print("zoo")


def survey_seeds(seeds: int, *, nodes: int, edges: int, clusters: int, reach: int, svg: bool) -> None:
    """Print the tally over random architectures of one size."""
    tally = Tally()
    sums: Counter[str] = Counter()
    for seed in range(seeds):
        arch = random_architecture(seed, nodes=nodes, edges=edges, clusters=clusters, reach=reach)
        layout = judge(arch, f"seed {seed}", tally, svg=svg)
        if layout is not None:
            found = figures(arch, layout)
            sums.update({name: round(getattr(found, name)) for name in SUMMED})
    tally.print(f"random, {nodes} nodes, {edges} edges, {clusters} clusters")
    for name, total in sums.items():
        print(f"  {name:20}{total:9}")


def main() -> None:
    """Read the options and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name, default in (("seeds", 200), ("nodes", 20), ("edges", 30), ("clusters", 4), ("reach", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--zoo", action="store_true", help="the zoo alone")
    parser.add_argument("--random", action="store_true", help="random architectures alone")
    parser.add_argument("--svg", action="store_true", help="check the drawn SVGs too")
    args = parser.parse_args()
    if not args.random:
        survey_zoo(svg=args.svg)
    if not args.zoo:
        sizes = {"nodes": args.nodes, "edges": args.edges, "clusters": args.clusters, "reach": args.reach}
        survey_seeds(args.seeds, **sizes, svg=args.svg)


if __name__ == "__main__":
    main()
