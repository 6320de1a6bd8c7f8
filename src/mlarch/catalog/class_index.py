"""Define the index of node classes, and read and write it as JSON."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["OWN_MODULE", "ClassIndex", "ModuleClasses", "OwnClass", "dump", "parse", "signature"]

OWN_MODULE = "mlarch.nodes"


class ModuleClasses(NamedTuple):
    """The node classes of one module of `diagrams`.

    `icons` is the icon file of each class, relative to `folder`. `aliases` is the class behind each
    alternate name.
    """

    folder: str
    icons: Mapping[str, str]
    aliases: Mapping[str, str]


class OwnClass(NamedTuple):
    """A node class of `mlarch.nodes`.

    `icon` is a file in `data/icons/`. `provider` is the vendor, `mlarch` for open source software
    that `diagrams` lacks, or `generic` for shapes that are not a product.
    """

    icon: str
    provider: str


class ClassIndex(NamedTuple):
    """Every node class: those of `diagrams` by module, and our own by name.

    `signature` identifies the copy of `diagrams` that was read. See the function of that name.
    """

    signature: str
    modules: Mapping[str, ModuleClasses]
    own: Mapping[str, OwnClass]


def signature(package: Path) -> str:
    """Return a digest of the names and sizes of a package's source files.

    The version number is not enough: the repository of `diagrams` has had other classes than the
    release of the same number.
    """
    sizes = sorted(
        (os.path.relpath(file.path, package).replace(os.sep, "/"), file.stat().st_size)
        for folder in (package, *(Path(entry) for entry in os.scandir(package) if entry.is_dir()))
        for file in os.scandir(folder)
        if file.name.endswith(".py")
    )
    return hashlib.sha256(repr(sizes).encode()).hexdigest()[:16]


def parse(text: str) -> ClassIndex:
    """Return the index that `dump` wrote."""
    data: dict[str, Any] = json.loads(text)
    modules = {name: ModuleClasses(*values) for name, values in data["modules"].items()}
    own = {name: OwnClass(*values) for name, values in data["own"].items()}
    return ClassIndex(data["signature"], modules, own)


def dump(index: ClassIndex) -> str:
    """Return an index as JSON, one line per module."""
    own = json.dumps(index.own)
    modules = ",\n".join(f"{json.dumps(name)}: {json.dumps(parts)}" for name, parts in index.modules.items())
    return f'{{"signature": "{index.signature}",\n"own": {own},\n"modules": {{\n{modules}\n}}}}\n'
