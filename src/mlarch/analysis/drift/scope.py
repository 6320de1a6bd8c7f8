"""Decide which nodes and edges take part in the comparison."""

from __future__ import annotations

import fnmatch

from mlarch.analysis.roles import PEOPLE, role_of
from mlarch.model import Architecture, Node

__all__ = ["is_expected", "is_ignored", "is_person"]

_NOT_DEPLOYED = ("planned", "external")


def is_ignored(arch: Architecture, id: str) -> bool:
    """Return True if the `ignore` patterns of an architecture match a node or edge.

    >>> is_ignored(Architecture(name="a", ignore=["debug-*"]), "debug-shell")
    True
    """
    return any(id == pattern or fnmatch.fnmatchcase(id, pattern) for pattern in arch.ignore)


def is_expected(arch: Architecture, id: str) -> bool:
    """Return True if a drawn node or edge should be deployed."""
    item = arch.nodes[id] if id in arch.nodes else arch.edges[id]
    return item.status not in _NOT_DEPLOYED and not is_ignored(arch, id)


def is_person(node: Node) -> bool:
    """Return True if a node is a user, a client or a member of the team."""
    return role_of(node) in PEOPLE
