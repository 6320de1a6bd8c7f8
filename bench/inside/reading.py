"""Read documents: an overlay of a large one, a folder of them, and those over the size limits."""

from __future__ import annotations

import json
import os
import tempfile
from functools import partial
from pathlib import Path

from bench.cases.reading import OVERLAY, SEVERAL
from bench.graphs import system
from bench.inside.timing import report, timed
from mlarch import catalog, get
from mlarch.errors import DocumentError
from mlarch.project import loading
from mlarch.project.bases import RegistryBases

__all__ = ["main"]

_UNKNOWN = "".join(f"  node-{number}: {{technology: redsi}}\n" for number in range(10_000))
_REFUSED = {
    "refused: 20 001 nodes": "nodes:\n" + "".join(f"  n{number}: {{}}\n" for number in range(20_001)),
    "refused: 5 MB of values": "parameters:\n  a: [" + "1," * 2_400_000 + "1]",
    "refused: 5 MB of brackets": "[" * 4_990_000,
    "refused: more than 5 MB": "#" * 5_000_001,
    "refused: 10 000 unknown technologies": "nodes:\n" + _UNKNOWN,
    "refused: 3 000 edges that lead nowhere": "nodes:\n"
    + "".join(f"  node-{number}: {{}}\n" for number in range(16_000))
    + "edges:\n"
    + "".join(f"  node-{number} -> noed-{number}: x\n" for number in range(3_000)),
}
_OWN = """extends: large.yaml
nodes:
  n1: {label: Own}
  own: {technology: redis}
edges: {n1 -> own: lookups}
"""


def main() -> None:
    catalog.resolve("nginx")  # the index of technologies is read once in a process
    get("gcp-scaling/6-cache")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path("large.yaml").write_text(_yaml(1000), encoding="utf-8")
        Path("own.yaml").write_text(_OWN, encoding="utf-8")
        names = _several(Path("architectures"))
        times = {OVERLAY: timed(lambda: loading.load("own.yaml")), SEVERAL: timed(lambda: _load(names))}
        times |= {name: timed(partial(_refused, text)) for name, text in _REFUSED.items()}
        os.chdir("/")
    report(times)


def _several(folder: Path) -> list[Path]:
    folder.mkdir()
    paths = [folder / f"d{number}.yaml" for number in range(100)]
    for number, path in enumerate(paths):
        extends = f"extends: gcp-scaling/6-cache\nnodes: {{own-{number}: {{technology: redis}}}}\n"
        text = extends if number % 2 else _yaml(20, number)
        path.write_text(text, encoding="utf-8")
    return paths


def _yaml(nodes: int, seed: int = 0) -> str:
    return loading.from_json(json.dumps(system(nodes, seed))).to_yaml()


def _load(paths: list[Path]) -> None:
    bases = RegistryBases()
    for path in paths:
        loading.load(path, bases=bases)


def _refused(text: str) -> None:
    try:
        loading.from_yaml(text)
    except DocumentError:
        return
    raise AssertionError("not refused")


if __name__ == "__main__":
    main()
