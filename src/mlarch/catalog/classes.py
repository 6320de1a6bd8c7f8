"""Go from a technology to its class and back."""

from __future__ import annotations

import importlib

from mlarch.catalog import index
from mlarch.catalog.names import resolve
from mlarch.catalog.technologies import paths

__all__ = ["node_class", "path_of"]

_ICON = frozenset({"_icon", "_icon_dir", "_load_icon"})


def node_class(name: str) -> type:
    """Return the class of the technology called `name`; this imports `diagrams`.

    Raises:
        UnknownNameError: where there is no such technology.
    """
    module, _, attribute = resolve(name).rpartition(".")
    imported = importlib.import_module(module if module == index.OWN else f"diagrams.{module}")
    found: type = getattr(imported, attribute)
    return found


def path_of(cls: type) -> str:
    """Return the dotted path of a class or of the nearest base that is a technology, else ''.

    A class that brings an icon of its own, such as `diagrams.custom.Custom`, has none.
    """
    for base in cls.__mro__:
        path = _path(base)
        if path in paths():
            return path
        if not _ICON.isdisjoint(vars(base)):
            return ""
    return ""


def _path(cls: type) -> str:
    module = cls.__module__
    if module != index.OWN and not module.startswith("diagrams."):
        return ""
    return f"{module.removeprefix('diagrams.')}.{cls.__name__}"
