"""Measure reading documents: an overlay of a large one, a folder of them, and how quickly limits refuse.

    python bench/documents.py

Prints seconds of the clock and of this process, the best of three, beside what they may be.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from architectures import random_architecture
from mlarch import catalog, document, get
from mlarch.errors import DocumentError

LARGE = random_architecture(1, nodes=1000, clusters=40, edges=1500, reach=5)


def main() -> None:
    catalog.resolve("nginx")  # the index of technologies is read once in a process
    get("gcp-scaling/6-cache")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        rows = [*_overlay(), *_many(), *_limits()]
        os.chdir("/")
    print(f"{'':44} {'clock':>8} {'process':>8} {'at most':>8}")
    for name, clock, process, most in rows:
        print(f"{name:44} {clock:7.3f}s {process:7.3f}s {most:7.1f}s")


def _overlay() -> list[tuple[str, float, float, float]]:
    Path("large.yaml").write_text(LARGE.to_yaml())
    Path("own.yaml").write_text(
        "extends: large.yaml\nnodes:\n  n1: {label: Own}\n  n2: null\n  own: {technology: redis}\n"
        "edges: {n1 -> own: lookups}\n"
    )
    return [("overlay of 1 000 nodes and 1 500 edges", *_best(lambda: document.load("own.yaml")), 0.3)]


def _many() -> list[tuple[str, float, float, float]]:
    Path("architectures").mkdir()
    names = [f"architectures/d{number}.yaml" for number in range(100)]
    for number, name in enumerate(names):
        small = random_architecture(number, nodes=20, clusters=4, edges=30)
        extends = f"extends: gcp-scaling/6-cache\nnodes: {{own-{number}: {{technology: redis}}}}\n"
        Path(name).write_text(extends if number % 2 else small.to_yaml())

    def validate() -> None:
        bases = document.Bases()
        for name in names:
            document.load(name, bases=bases)

    return [("100 documents, half of them overlays", *_best(validate), 1.0)]


def _limits() -> list[tuple[str, float, float, float]]:
    nodes = "".join(f"  node-{number}: {{technology: redsi}}\n" for number in range(10_000))
    cases = {
        "20 001 nodes": "nodes:\n" + "".join(f"  n{number}: {{}}\n" for number in range(20_001)),
        "5 MB of values": "parameters:\n  a: [" + "1," * 2_400_000 + "1]",
        "5 MB of brackets": "[" * 4_990_000,
        "more than 5 MB": "#" * 5_000_001,
        "10 000 unknown technologies": "nodes:\n" + nodes,
        "3 000 edges that lead nowhere": "nodes:\n"
        + "".join(f"  node-{number}: {{}}\n" for number in range(16_000))
        + "edges:\n"
        + "".join(f"  node-{number} -> noed-{number}: x\n" for number in range(3_000)),
    }
    return [
        (f"refused: {name}", *_best(lambda text=text: _refused(text)), 2.0) for name, text in cases.items()
    ]


def _refused(text: str) -> None:
    try:
        document.from_yaml(text)
    except DocumentError:
        return
    raise AssertionError("not refused")


def _best(work: Callable[[], object]) -> tuple[float, float]:
    """Return the least seconds of the clock and of this process in three runs."""
    runs = []
    for _ in range(3):
        began = time.perf_counter(), time.process_time()
        work()
        runs.append((time.perf_counter() - began[0], time.process_time() - began[1]))
    return min(run[0] for run in runs), min(run[1] for run in runs)


if __name__ == "__main__":
    main()
