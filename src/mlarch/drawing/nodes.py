"""Draw nodes: a card with icon, label, second line and the mark of a tag."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlarch.drawing.css_classes import item_classes
from mlarch.drawing.icon_symbols import icon_use
from mlarch.drawing.labels import label, linked, tooltip
from mlarch.drawing.picture import DrawnPicture
from mlarch.drawing.shapes import marked_disc, rect
from mlarch.drawing.xml_text import quote
from mlarch.layout.cards import STACK_OFFSET, tag_marks
from mlarch.layout.positioned import Box, PlacedNode, TextLine
from mlarch.model import Node

__all__ = ["draw_node"]

_TEXT_CLASSES = {"label": "label", "second": "second", "badge": "count"}
"""The class of a text element by text style, in the order of drawing."""


def draw_node(picture: DrawnPicture, placed: PlacedNode, node: Node) -> str:
    """Return the group of a node."""
    classes = f"node status-{node.status}{item_classes(node)}"
    data = f"data-id={quote(placed.id)} data-technology={quote(node.technology)} data-role={quote(node.role)}"
    content = [
        tooltip(node.label, node.description, placed.lines),
        *_card(placed.box, node.replicas),
        *icon_use(picture, placed.id, placed.icon),
        *_texts(placed.lines),
        *(marked_disc(mark, _front(placed.box, node.replicas)) for mark in tag_marks(picture.arch, node)[:1]),
    ]
    return f'<g class="{classes}" {data}>{linked("".join(content), node.link)}</g>'


def _front(box: Box, replicas: int) -> Box:
    """Return the box of the foremost card."""
    offset = 2 * STACK_OFFSET if replicas > 1 else 0.0
    return Box(box.x, box.y, box.width - offset, box.height - offset)


def _card(box: Box, replicas: int) -> Iterator[str]:
    """Yield the card, with two cards behind it if there are replicas."""
    if replicas <= 1:
        yield rect(box, "box", 10)
        return
    front = _front(box, replicas)
    yield rect(box, "box stack", 10)
    middle = Box(box.x, box.y, front.width + STACK_OFFSET, front.height + STACK_OFFSET)
    yield rect(middle, "front", 10)
    yield rect(front, "front", 10)


def _texts(lines: Sequence[TextLine]) -> Iterator[str]:
    for style, name in _TEXT_CLASSES.items():
        of_style = [line for line in lines if line.style == style]
        if of_style:
            yield label(of_style, name)
