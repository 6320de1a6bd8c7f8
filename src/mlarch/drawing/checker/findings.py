"""Define the result of a check: findings, each under a rule, and figures."""

from __future__ import annotations

from dataclasses import dataclass

from mlarch.model.frozen import FrozenMap

__all__ = ["RULES", "Figures", "PictureFinding"]

RULES: FrozenMap[str, str] = FrozenMap(
    {
        "not-drawn": "a node, cluster or edge of the architecture is missing from the picture",
        "contract": "the SVG breaks the contract for tools",
        "outside-canvas": "a box, label or line leaves the canvas",
        "node-over-node": "two nodes overlap",
        "wrong-cluster": "a node or cluster is outside its cluster, or inside another one",
        "cluster-over-cluster": "two clusters overlap, neither inside the other",
        "label-over-label": "two labels, titles or legend lines overlap",
        "label-over-node": "a label or title is on a node",
        "label-over-cluster": "a title or legend line is on a cluster that is not its own",
        "label-cut": "a label or title is cut by an edge that is not its own",
        "label-off-edge": "a label does not touch its own edge",
        "label-nearer-other": "the middle of a label is nearer to another edge than to its own",
        "edge-not-touching": "an edge begins or ends more than 2 px from the border of its end",
        "edge-through-node": "an edge runs through a node that is not its end, or through its own end",
        "text-too-wide": "a text leaves its box in one of the fonts that a viewer may have",
        "contrast": "a text has less contrast than WCAG AA requires",
    }
)


@dataclass(frozen=True)
class PictureFinding:
    """One fault: its rule (a key of `RULES`), the ids of its parts, its severity.

    `amount` is in px, or the missing part of the ratio for contrast.
    """

    rule: str
    ids: tuple[str, ...]
    message: str
    amount: float = 0.0

    def __str__(self) -> str:
        return f"{self.rule}: {self.message}"


@dataclass(frozen=True)
class Figures:
    """Measures of a picture, to compare it with another; lengths are in px.

    `width` and `height` are those of the canvas, `aspect` (width by height) and `area` those of the
    drawing on it. `through_cluster` counts the pairs of an edge and a cluster that it crosses without
    ending inside, `grazing` the pairs of an edge and a node that it runs along without a gap. `shared`
    is the length over which two edges run on top of each other, away from a common end.
    """

    nodes: int
    edges: int
    crossings: int
    edge_length: float
    through_cluster: int
    grazing: int
    shared: float
    width: float
    height: float
    aspect: float
    area: float
    smallest_text: float
