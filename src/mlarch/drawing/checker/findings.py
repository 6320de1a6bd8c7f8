"""Hold what a check says about a picture: findings, each under a rule, and figures."""

from __future__ import annotations

from dataclasses import dataclass

from mlarch.model.frozen import FrozenMap

__all__ = ["RULES", "Figures", "PictureFinding"]

RULES: FrozenMap[str, str] = FrozenMap(
    {
        "not-drawn": "a node, cluster or edge of the architecture is missing from the picture",
        "contract": "the SVG does not keep to what tools rely on",
        "outside-canvas": "a box, label or line leaves the canvas",
        "node-over-node": "two nodes overlap",
        "wrong-cluster": "a node or cluster stands outside its cluster, or inside a foreign one",
        "cluster-over-cluster": "two clusters overlap, neither inside the other",
        "label-over-label": "two labels, titles or legend lines overlap",
        "label-over-node": "a label or title stands on a node",
        "label-over-cluster": "a title or legend line stands on a cluster that is not its own",
        "label-cut": "a label or title is cut by an edge that is not its own",
        "label-off-edge": "a label does not touch its own edge",
        "label-nearer-other": "the middle of a label is nearer to another edge than to its own",
        "edge-not-touching": "an edge begins or ends more than 2 px from the border of its end",
        "edge-through-node": "an edge runs through a node that is not its end, or through its own end",
        "text-too-wide": "a text leaves its box in one of the fonts a viewer may have",
        "contrast": "a text has less contrast than WCAG AA asks for",
    }
)


@dataclass(frozen=True)
class PictureFinding:
    """One fault: `rule` is a key of `RULES`, `ids` are what it is about, `amount` how bad it is.

    `amount` is in pixels; for contrast it is what is missing to the ratio.
    """

    rule: str
    ids: tuple[str, ...]
    message: str
    amount: float = 0.0

    def __str__(self) -> str:
        return f"{self.rule}: {self.message}"


@dataclass(frozen=True)
class Figures:
    """What can be compared between two pictures: lengths in px, `aspect` is width by height.

    `width` and `height` are the canvas, `aspect` and `area` those of what is drawn on it;
    `through_cluster` counts the pairs of an edge and a cluster that it crosses without ending in it,
    `grazing` those of an edge and a node that it runs along without a gap; `shared` is the length
    over which two edges run on top of each other, away from a common end.
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
