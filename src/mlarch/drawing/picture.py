"""Hold the input of one drawing, and its drawn parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mlarch.drawing import icons
from mlarch.drawing.icons import EmbeddedIcon
from mlarch.layout.options import Options
from mlarch.layout.positioned import Layout
from mlarch.model import Architecture, ClusterData, Node

__all__ = ["ROOT", "DrawnPart", "DrawnPicture", "pictures"]

ROOT = "\0"
"""Placeholder for the id of the root, a hash of the content; no text can contain it."""


@dataclass(frozen=True)
class DrawnPicture:
    """The input of drawing; icons by node or cluster id, and their symbol names."""

    arch: Architecture
    layout: Layout
    options: Options
    icons: Mapping[str, EmbeddedIcon]
    symbols: Mapping[EmbeddedIcon, str]


@dataclass(frozen=True)
class DrawnPart:
    """A part of a drawing: its layer ("cluster", "node", ...), id and markup."""

    layer: str
    id: str
    markup: str


def pictures(layouts: Iterable[tuple[Architecture, Layout]], options: Options) -> list[DrawnPicture]:
    """Return the input for drawing several layouts with the same icon symbols."""
    inputs = [(arch, layout, dict(_icons(arch))) for arch, layout in layouts]
    unique = dict.fromkeys(icon for _, _, by_id in inputs for icon in by_id.values())
    symbols = {icon: f"i{number}" for number, icon in enumerate(unique, start=1)}
    return [DrawnPicture(arch, layout, options, by_id, symbols) for arch, layout, by_id in inputs]


def _icons(arch: Architecture) -> Iterator[tuple[str, EmbeddedIcon]]:
    for kind, items in (("node", arch.nodes), ("cluster", arch.clusters)):
        for id, item in items.items():
            icon = _icon(f"{kind} '{id}'", item)
            if icon is not None:
                yield id, icon


def _icon(owner: str, item: Node | ClusterData) -> EmbeddedIcon | None:
    if item.icon:
        return icons.of_file(item.icon, owner)
    return icons.of_technology(item.technology) if item.technology else None
