"""Look up technologies and their icons, without importing `diagrams`.

Each name is loaded when it is first used: listing architectures needs the providers, but no icons.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

_NAMES_BY_MODULE = {
    "equivalence_tables": "FIDELITIES EquivalenceTable Equivalent equivalents provider_neutral",
    "icons": "Icon icon",
    "lookup": "alias_of aliases get knows resolve",
    "node_classes": "node_class path_of",
    "technology": "ROLES Technology role_of technologies",
}
_MODULE_OF = {name: module for module, names in _NAMES_BY_MODULE.items() for name in names.split()}


if not TYPE_CHECKING:  # with this function, type checkers would accept every name

    def __getattr__(name: str) -> object:
        if name not in _MODULE_OF:
            raise AttributeError(f"module 'mlarch.catalog' has no attribute '{name}'")
        from importlib import import_module

        value = getattr(import_module(f"mlarch.catalog.{_MODULE_OF[name]}"), name)
        globals()[name] = value
        return value
