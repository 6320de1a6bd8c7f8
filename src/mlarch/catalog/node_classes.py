"""Convert between a technology and its node class."""

from __future__ import annotations

import importlib

from mlarch.catalog.class_index import OWN_MODULE
from mlarch.catalog.lookup import resolve
from mlarch.catalog.technology import paths

__all__ = ["node_class", "path_of"]

_ICON_ATTRIBUTES = frozenset({"_icon", "_icon_dir", "_load_icon"})


def node_class(name: str) -> type:
    """Return the class of the technology called `name`; this imports `diagrams`.

    Raises:
        UnknownNameError: if there is no such technology.
    """
    module, _, attribute = resolve(name).rpartition(".")
    imported = importlib.import_module(module if module == OWN_MODULE else f"diagrams.{module}")
    cls: type = getattr(imported, attribute)
    return cls


def path_of(cls: type) -> str:
    """Return the dotted path of a class or of its nearest base that is a technology.

    The result is '' if there is none, or if a class in between has its own icon, as
    `diagrams.custom.Custom` has.
    """
    for base in cls.__mro__:
        path = _path(base)
        if path in paths():
            return path
        if not _ICON_ATTRIBUTES.isdisjoint(vars(base)):
            return ""
    return ""


def _path(cls: type) -> str:
    module = cls.__module__
    if module != OWN_MODULE and not module.startswith("diagrams."):
        return ""
    return f"{module.removeprefix('diagrams.')}.{cls.__name__}"
