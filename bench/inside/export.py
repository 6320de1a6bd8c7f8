"""Write the inputs of the peers: scripts of the zoo for `diagrams`, documents in each peer's format."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.d2_pictures import source_of
from bench.inside.graph import raw_dot
from mlarch.exporters import export
from mlarch.exporters.options import ExportOptions
from mlarch.exporters.python import export as export_python
from mlarch.model import Architecture, EdgeData
from mlarch.project import entry_loading, loading, registry

__all__ = ["as_yaml_diagram", "main", "scaled"]

# `diagrams` draws PNG with 96 px to an inch.
_DPI = 96


def main(what: str, *paths: str) -> None:
    """Write the `zoo` or a `script` into a folder, the `dot` of a document, or `documents` beside them."""
    if what == "zoo":
        _zoo(Path(paths[0]))
    elif what == "dot":
        Path(paths[1]).write_text(raw_dot(loading.load(paths[0])), encoding="utf-8")
    elif what == "script":
        _script(loading.load(paths[0]), Path(paths[1], f"{Path(paths[0]).stem}.py"))
    else:
        for path in map(Path, paths):
            _beside(loading.load(path), path)


def scaled(script: str, scale: int) -> str:
    """Return an exported script that draws PNG that many times as large."""
    asked = '"newrank": "true"'
    if asked not in script:
        raise ValueError(f"the exported script no longer has {asked}")
    return script.replace(asked, f'"dpi": "{_DPI * scale}", {asked}')


def _zoo(folder: Path) -> None:
    """Write each entry's script into two folders: unchanged, and at scale 2."""
    for entry in registry.zoo():
        script = _script_text(entry_loading.get(entry.name), ["png", "svg"])
        name = f"{entry.name.replace('/', '-')}.py"
        (folder / "plain" / name).write_text(script, encoding="utf-8")
        (folder / "scaled" / name).write_text(scaled(script, 2), encoding="utf-8")


def _script_text(arch: Architecture, outformat: str | list[str]) -> str:
    return export_python(arch, ExportOptions(), outformat=outformat)


def _script(arch: Architecture, path: Path) -> None:
    path.write_text(scaled(_script_text(arch, ["png", "svg"]), 2), encoding="utf-8")


def _beside(arch: Architecture, path: Path) -> None:
    """Write a document in the formats of all peers, D2 with and without icons."""
    icons = path.parent / "icons"
    icons.mkdir(exist_ok=True)
    path.with_suffix(".py").write_text(_script_text(arch, "svg"), encoding="utf-8")
    path.with_suffix(".mmd").write_text(str(export(arch, "mermaid")), encoding="utf-8")
    path.with_suffix(".plain.d2").write_text(str(export(arch, "d2")), encoding="utf-8")
    source = source_of(arch, icons).replace(".icon: ./", ".icon: ./icons/")
    path.with_suffix(".d2").write_text(source, encoding="utf-8")
    # JSON is YAML, too.
    text = json.dumps(as_yaml_diagram(arch, path.stem))
    path.with_suffix(".diagram.yaml").write_text(text, encoding="utf-8")


def as_yaml_diagram(arch: Architecture, file: str) -> dict[str, Any]:
    """Return an architecture as a document of diagrams-as-code, which draws `file`.svg."""
    paths = {id: ".".join([*reversed(arch.ancestors(id)), id]) for id in arch.nodes}

    def resources(parent: str) -> Iterator[dict[str, Any]]:
        for id in (*arch.nodes, *arch.clusters):
            if next(iter(arch.ancestors(id)), "") != parent:
                continue
            if id in arch.nodes:
                lines = [_relation(edge, paths) for edge in arch.edges.values() if edge.source == id]
                node = arch.nodes[id]
                yield {"id": id, "name": node.label, "type": node.technology, "relates": lines}
            else:
                inside = list(resources(id))
                yield {"id": id, "name": arch.clusters[id].label, "type": "cluster", "of": inside}

    top = {"name": arch.title, "file_name": file, "format": "svg", "direction": "top-to-bottom"}
    return {"diagram": {**top, "resources": list(resources(""))}}


def _relation(edge: EdgeData, paths: dict[str, str]) -> dict[str, str]:
    return {"to": paths[edge.target], "direction": "outgoing", "label": edge.label}


if __name__ == "__main__":
    main(*sys.argv[1:])
