"""Know technologies: their names, aliases, roles and icons, without importing `diagrams`."""

from __future__ import annotations

from mlarch.catalog.classes import node_class, path_of
from mlarch.catalog.equivalents import (
    FIDELITIES,
    Equivalent,
    Equivalents,
    anywhere,
    equivalents,
)
from mlarch.catalog.icons import Icon, icon
from mlarch.catalog.names import alias_of, aliases, get, knows, resolve
from mlarch.catalog.technologies import ROLES, Technology, role_of, technologies

__all__ = [
    "FIDELITIES",
    "ROLES",
    "Equivalent",
    "Equivalents",
    "Icon",
    "Technology",
    "alias_of",
    "aliases",
    "anywhere",
    "equivalents",
    "get",
    "icon",
    "knows",
    "node_class",
    "path_of",
    "resolve",
    "role_of",
    "technologies",
]
