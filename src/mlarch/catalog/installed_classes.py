"""Load the index of the node classes that are installed."""

from __future__ import annotations

import functools
import importlib.util
from pathlib import Path

from mlarch.catalog.class_index import ClassIndex, parse, signature

__all__ = ["OWN_SOURCE", "SHIPPED", "diagrams_root", "load_index"]

OWN_SOURCE = Path(__file__).parents[1] / "nodes.py"
SHIPPED = Path(__file__).parent / "data" / "index.json"


@functools.cache
def load_index() -> ClassIndex:
    """Return the shipped index, or scan another version of `diagrams`."""
    shipped = parse(SHIPPED.read_text("utf-8"))
    package = diagrams_root() / "diagrams"
    if shipped.signature == signature(package):
        return shipped
    from mlarch.catalog import class_scanner

    return shipped._replace(signature=signature(package), modules=class_scanner.scan_diagrams(package))


@functools.cache
def diagrams_root() -> Path:
    """Return the folder that holds `diagrams` and its `resources`.

    Raises:
        ModuleNotFoundError: if `diagrams` is not installed.
    """
    spec = importlib.util.find_spec("diagrams")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the package 'diagrams' is not installed: pip install diagrams")
    return Path(spec.origin).parents[1]
