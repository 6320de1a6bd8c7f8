"""Know every node class of the installed `diagrams`, from an index shipped with mlarch."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

__all__ = [
    "OWN",
    "OWN_SOURCE",
    "SHIPPED",
    "Index",
    "Module",
    "Own",
    "dump",
    "load",
    "parse",
    "root",
    "signature",
]

OWN = "mlarch.nodes"
OWN_SOURCE = Path(__file__).parents[1] / "nodes.py"
SHIPPED = Path(__file__).parent / "data" / "index.json"


class Module(NamedTuple):
    """The node classes of one module: icon file by class name below `folder`, and alternate names."""

    folder: str
    icons: Mapping[str, str]
    aliases: Mapping[str, str]


class Own(NamedTuple):
    """A node class of ours: its icon file below `data/icons/`, and whose product it is.

    The latter is `mlarch` for open source that `diagrams` lacks, and `generic` for what is no product.
    """

    icon: str
    provider: str


class Index(NamedTuple):
    """Every node class there is: of `diagrams` by module, and our own by name.

    `signature` says which `diagrams` it was read from, see `signature`.
    """

    signature: str
    modules: Mapping[str, Module]
    own: Mapping[str, Own]


@functools.cache
def load() -> Index:
    """Return the shipped index where it fits the installed `diagrams`, else read the latter."""
    shipped = parse(SHIPPED.read_text("utf-8"))
    package = root() / "diagrams"
    if shipped.signature == signature(package):
        return shipped
    from mlarch.catalog import class_reading

    return shipped._replace(signature=signature(package), modules=class_reading.read_diagrams(package))


@functools.cache
def root() -> Path:
    """Return the folder that holds `diagrams` and the `resources` beside it, without importing it.

    Raises:
        ModuleNotFoundError: where `diagrams` is not installed.
    """
    spec = importlib.util.find_spec("diagrams")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the package 'diagrams' is not installed: pip install diagrams")
    return Path(spec.origin).parents[1]


def signature(package: Path) -> str:
    """Return a digest of the names and sizes of a package's source files.

    The version alone will not do: the repository of `diagrams` has had other classes than the
    release of the same number.
    """
    sizes = sorted(
        (os.path.relpath(entry.path, package).replace(os.sep, "/"), entry.stat().st_size)
        for folder in (package, *(Path(entry) for entry in os.scandir(package) if entry.is_dir()))
        for entry in os.scandir(folder)
        if entry.name.endswith(".py")
    )
    return hashlib.sha256(repr(sizes).encode()).hexdigest()[:16]


def parse(text: str) -> Index:
    """Return the index that `dump` wrote."""
    data: dict[str, Any] = json.loads(text)
    modules = {name: Module(*parts) for name, parts in data["modules"].items()}
    own = {name: Own(*parts) for name, parts in data["own"].items()}
    return Index(data["signature"], modules, own)


def dump(index: Index) -> str:
    """Return an index as JSON, a line for each module."""
    own = json.dumps(index.own)
    modules = ",\n".join(f"{json.dumps(name)}: {json.dumps(parts)}" for name, parts in index.modules.items())
    return f'{{"signature": "{index.signature}",\n"own": {own},\n"modules": {{\n{modules}\n}}}}\n'
