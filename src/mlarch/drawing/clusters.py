"""Draw clusters: a box with title and icon."""

from __future__ import annotations

from mlarch.drawing.css_classes import item_classes
from mlarch.drawing.icon_symbols import icon_use
from mlarch.drawing.labels import label, linked, tooltip
from mlarch.drawing.picture import DrawnPicture
from mlarch.drawing.shapes import rect
from mlarch.drawing.xml_text import quote
from mlarch.layout.positioned import PlacedCluster
from mlarch.model import ClusterData

__all__ = ["draw_cluster"]


def draw_cluster(picture: DrawnPicture, placed: PlacedCluster, cluster: ClusterData) -> str:
    """Return the group of a cluster."""
    classes = f"cluster depth-{min(placed.depth, 3)} kind-{cluster.kind}{item_classes(cluster)}"
    content = [
        tooltip(cluster.label, cluster.description, placed.lines),
        rect(placed.box, "box", 12),
        *icon_use(picture, placed.id, placed.icon),
        label(placed.lines),
    ]
    return f'<g class="{classes}" data-id={quote(placed.id)}>{linked("".join(content), cluster.link)}</g>'
