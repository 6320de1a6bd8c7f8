"""List the links of a picture below it, by number: paper and PNG cannot be clicked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mlarch.model import Architecture, ClusterData, EdgeData, Node

__all__ = ["with_links_listed"]


def with_links_listed(arch: Architecture, *, notes: bool = False) -> Architecture:
    """Return `arch` with a number in the label of whatever has a link, and the addresses as notes.

    Equal addresses share a number. The notes there were stay below them where `notes` asks for it.
    """
    numbers = {link: number for number, link in enumerate(dict.fromkeys(_links(arch)), start=1)}
    if not numbers:
        return arch

    def numbered(part: Node | ClusterData | EdgeData) -> str:
        return f"{part.label} [{numbers[part.link]}]".lstrip() if part.link else part.label

    listed = tuple(f"[{number}] {link}" for link, number in numbers.items())
    return arch.replace(
        nodes=[replace(node, label=numbered(node)) for node in arch.nodes.values()],
        clusters=[replace(cluster, label=numbered(cluster)) for cluster in arch.clusters.values()],
        edges=[replace(edge, label=numbered(edge)) for edge in arch.edges.values()],
        notes=(*listed, *(arch.notes if notes else ())),
    )


def _links(arch: Architecture) -> Iterator[str]:
    parts: tuple[Node | ClusterData | EdgeData, ...] = (
        *arch.clusters.values(),
        *arch.nodes.values(),
        *arch.edges.values(),
    )
    return (part.link for part in parts if part.link)
