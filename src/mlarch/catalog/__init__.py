"""Look up technologies and their icons, without importing `diagrams`."""

from __future__ import annotations

from mlarch.catalog.equivalence_tables import (
    FIDELITIES,
    EquivalenceTable,
    Equivalent,
    equivalents,
    provider_neutral,
)
from mlarch.catalog.icons import Icon, icon
from mlarch.catalog.lookup import alias_of, aliases, get, knows, resolve
from mlarch.catalog.node_classes import node_class, path_of
from mlarch.catalog.technology import ROLES, Technology, role_of, technologies

__all__ = [
    "FIDELITIES",
    "ROLES",
    "EquivalenceTable",
    "Equivalent",
    "Icon",
    "Technology",
    "alias_of",
    "aliases",
    "equivalents",
    "get",
    "icon",
    "knows",
    "node_class",
    "path_of",
    "provider_neutral",
    "resolve",
    "role_of",
    "technologies",
]
