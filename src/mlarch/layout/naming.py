"""Replace names of the DOT by ids in messages of the engine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlarch.layout.dot import DotDrawing

__all__ = ["named"]

# A name as `dot.write` makes them, in quotes of Graphviz's or bare; `cluster_0_in` stands for `cluster_0`.
_NAME = re.compile(r"""(['"]?)\b(n\d+|l\d+|cluster_\d+)(?:_[a-z]+)?\b\1""")


def named(message: str, drawing: DotDrawing | str) -> str:
    """Return a message with the ids of nodes, clusters and edges in place of their names in DOT.

    Names that the drawing does not give stay as they are, and all do for bare DOT.
    """
    if isinstance(drawing, str):
        return message
    ids = _ids(drawing)
    return _NAME.sub(lambda found: ids.get(found[2], found[0]), message)


def _ids(drawing: DotDrawing) -> Mapping[str, str]:
    ids = {name: f"'{id}'" for id, name in (*drawing.boxes.items(), *drawing.clusters.items())}
    return {**ids, **{piece.label: f"the label of '{piece.key}'" for piece in drawing.edges if piece.label}}
