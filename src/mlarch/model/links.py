"""List links as numbered notes, for formats that cannot be clicked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mlarch.model import Architecture, ClusterData, EdgeData, Node

__all__ = ["with_numbered_links"]


def with_numbered_links(arch: Architecture, *, notes: bool = False) -> Architecture:
    """Return an architecture with its links listed as numbered notes.

    The label of each linked part ends in the number. Equal links share a number. The existing notes
    follow if `notes` is True, and are dropped otherwise.

    >>> arch = Architecture(name="x").with_node("docs", link="https://example.com")
    >>> listed = with_numbered_links(arch)
    >>> listed.nodes["docs"].label, listed.notes
    ('Docs [1]', ('[1] https://example.com',))
    """
    numbers = {link: number for number, link in enumerate(dict.fromkeys(_links(arch)), start=1)}
    if not numbers:
        return arch

    def label(part: Node | ClusterData | EdgeData) -> str:
        return f"{part.label} [{numbers[part.link]}]".lstrip() if part.link else part.label

    links = tuple(f"[{number}] {link}" for link, number in numbers.items())
    return arch.replace(
        nodes=[replace(node, label=label(node)) for node in arch.nodes.values()],
        clusters=[replace(cluster, label=label(cluster)) for cluster in arch.clusters.values()],
        edges=[replace(edge, label=label(edge)) for edge in arch.edges.values()],
        notes=(*links, *(arch.notes if notes else ())),
    )


def _links(arch: Architecture) -> Iterator[str]:
    for parts in (arch.clusters, arch.nodes, arch.edges):
        yield from (part.link for part in parts.values() if part.link)
