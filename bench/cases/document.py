"""Measure drawing one document as SVG in a new process, and the peers drawing the same system."""

from __future__ import annotations

import json
from pathlib import Path

from bench.bench import PYTHON, Bench
from bench.figures import Case, Sample, Series, at_most
from bench.graphs import system
from bench.rounds import Contender, alternate

NODES = 20
D2 = "D2"


def written(bench: Bench, folder: Path, count: int) -> list[Path]:
    """Write this many documents, each with the equivalent inputs of the peers."""
    paths = [folder / f"system-{number}.yaml" for number in range(count)]
    for number, path in enumerate(paths):
        # JSON is YAML, and the YAML reader reads it.
        path.write_text(json.dumps(system(NODES, number), indent=1), encoding="utf-8")
    bench.export("documents", *paths, cwd=folder)
    return paths


def measure(bench: Bench) -> tuple[Series, ...]:
    folder = bench.fresh("document")
    path = written(bench, folder, 1)[0]
    stem, out = path.stem, bench.fresh("drawn")

    def peer(name: str, *arguments: str | Path, draws: Path) -> Contender | str:
        found = bench.peers[name]
        if not found:
            return "not installed"
        return bench.drawing(draws, lambda: bench.peer(found, *arguments, cwd=folder))

    def d2(name: str, *arguments: str) -> Contender | str:
        return peer("d2", *arguments, out / name, draws=out / name)

    def script() -> Sample:
        return bench.run(PYTHON, f"{stem}.py", cwd=folder)

    ours, mermaid = out / "mlarch.svg", out / "mermaid.svg"
    picture = folder / f"{stem}.svg"
    contenders: dict[str, Contender | str] = {
        "mlarch": bench.drawing(ours, lambda: bench.mlarch("render", path, "-o", ours)),
        D2: d2("d2.svg", f"{stem}.d2"),
        "D2, no icons": d2("plain.svg", f"{stem}.plain.d2"),
        "D2, layout engine elk": d2("elk.svg", "--layout=elk", f"{stem}.d2"),
        "plain `diagrams`": bench.drawing(picture, script)
        if bench.peers["graphviz"]
        else "no Graphviz is installed",
        "diagrams-as-code": peer("diagrams-as-code", f"{stem}.diagram.yaml", draws=picture),
        "mermaid-cli": peer("mermaid-cli", "-i", f"{stem}.mmd", "-o", mermaid, draws=mermaid),
    }
    return alternate(contenders, rounds=bench.rounds, budget=bench.budget)


_WHY = """D2 is a compiled program. mlarch starts Python, loads some three hundred modules and two
libraries, shrinks icons with the rasteriser, and searches for a better layout in Python."""

CASE = Case(
    name="document",
    title="One document",
    what=f"""A system of {NODES} nodes and 30 edges with icons as SVG, one process each: the document
with mlarch, the same in D2 with the same icons (dagre unless noted), the exported script with plain
`diagrams`, an equal document with diagrams-as-code, and the exported Mermaid with mermaid-cli, which
starts a browser and draws no icons.""",
    measure=measure,
    targets=(at_most(2.0, "one document, compared with D2", "mlarch", D2, why=_WHY),),
)
