"""Draw a decision tree with one path through it emphasized."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TypeVar

from mlarch import drawing
from mlarch.drawing.emphasis import MUTED, mute_rules, with_rules
from mlarch.layout.options import Options
from mlarch.model import Architecture, EdgeData, Node, TagStyle

__all__ = ["to_svg"]

_TAG = "way"
_STYLE = TagStyle(color="#2563eb", style="bold", legend="the path of your answers")

Part = TypeVar("Part", Node, EdgeData)


def to_svg(arch: Architecture, path: Sequence[str], **options: object) -> str:
    """Return the picture with a path emphasized and its steps numbered, as SVG.

    `path` are edge keys; each edge starts at the end of the one before. `options` are those of `Options`.

    Raises:
        LayoutError: if the layout engine fails.
    """
    chosen = {key: value for key, value in options.items() if value is not None}
    svg = drawing.to_svg(_with_path(arch, path), **chosen)
    return with_rules(svg, Options.of(**chosen), mute_rules)


def _with_path(arch: Architecture, path: Sequence[str]) -> Architecture:
    """Return an architecture with a path tagged, and as its first flow."""
    on_path = [arch.edges[key] for key in path]
    ends = {edge.source for edge in on_path} | {edge.target for edge in on_path}
    nodes = [_tagged(node, node.id in ends) for node in arch.nodes.values()]
    # A flow follows the first edge between two nodes, so the edges of the path come first.
    others = [edge for edge in arch.edges.values() if edge.id not in path]
    edges = [*(_tagged(edge, True) for edge in on_path), *(_tagged(edge, False) for edge in others)]
    flow = [*(edge.source for edge in on_path), *(edge.target for edge in on_path[-1:])]
    return arch.replace(
        nodes=nodes,
        edges=edges,
        flows={"way": flow, **arch.flows} if flow else arch.flows,
        styles={**arch.styles, **({_TAG: _STYLE} if flow else {})},
    )


def _tagged(part: Part, is_on_path: bool) -> Part:
    return dataclasses.replace(part, tags=(*part.tags, _TAG if is_on_path else MUTED))
