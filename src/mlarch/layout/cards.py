"""Measure node cards, cluster titles and edge labels, before anything is placed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from mlarch import catalog
from mlarch.layout.fonts import STYLES
from mlarch.layout.positioned import Badge, Box, TextLine
from mlarch.layout.text_measure import room, wrap
from mlarch.model import Architecture, ClusterData, EdgeData, Node

__all__ = [
    "BADGE_RADIUS",
    "STACK_OFFSET",
    "Card",
    "Cards",
    "cluster_title",
    "edge_label",
    "node_card",
    "place",
    "size_all",
    "tag_marks",
    "taller",
]

PADDING = 10.0
ICON_BESIDE = 36.0
ICON_ABOVE = 46.0
ICON_CLUSTER = 16.0
BADGE_RADIUS = 8.0
STACK_OFFSET = 4.0
MARK_ROOM = 19.0
_STEP = 12.0
_LONG_WORD = 210.0
_LABEL_LINES, _SECOND_LINES, _EDGE_LINES = 4, 2, 3
_TEXT_BESIDE, _TEXT_ABOVE, _TEXT_EDGE, _TEXT_CLUSTER = 138.0, 150.0, 150.0, 360.0


@dataclass(frozen=True)
class Card:
    """A measured box: size in px, and content relative to its top left corner."""

    width: float
    height: float
    lines: tuple[TextLine, ...] = ()
    icon: Box | None = None
    badges: tuple[Badge, ...] = ()


def _even(length: float) -> float:
    """Return a length rounded up to even px, so that centers are whole numbers."""
    return 2.0 * math.ceil(length / 2)


def _stepped(width: float) -> float:
    """Return a width rounded up in steps, so that similar cards are equally wide."""
    return _STEP * math.ceil(width / _STEP)


@dataclass(frozen=True)
class Cards:
    """The cards of an architecture, by id or edge key."""

    nodes: Mapping[str, Card]
    clusters: Mapping[str, Card]
    edges: Mapping[str, Card] = field(default_factory=dict)


def size_all(arch: Architecture, direction: str, steps: Mapping[str, Sequence[int]]) -> Cards:
    """Measure every card; `steps` are the flow numbers by edge key."""
    icon_beside = direction in ("TB", "BT")
    labels = {key: edge_label(edge, steps.get(key, ())) for key, edge in arch.edges.items()}
    return Cards(
        nodes={
            id: node_card(node, icon_beside=icon_beside, marked=bool(tag_marks(arch, node)))
            for id, node in arch.nodes.items()
        },
        clusters={id: cluster_title(_with_marks(arch, cluster)) for id, cluster in arch.clusters.items()},
        edges={key: card for key, card in labels.items() if card is not None},
    )


def tag_marks(arch: Architecture, item: Node | ClusterData) -> list[str]:
    """Return the marks of an item's tags, in order."""
    styles = (arch.styles[tag] for tag in item.tags if tag in arch.styles)
    return [style.mark for style in styles if style.mark]


def _with_marks(arch: Architecture, cluster: ClusterData) -> ClusterData:
    """Return a cluster with the marks of its tags at the end of its title."""
    marks = tag_marks(arch, cluster)
    return replace(cluster, label=" ".join((cluster.label, *marks))) if marks else cluster


def second_line(node: Node) -> str:
    """Return the description, or else the role unless the label contains it."""
    if node.description:
        return node.description
    role = node.role.replace("-", " ")
    return "" if role.lower() in node.label.lower() else role


def node_card(node: Node, *, icon_beside: bool, marked: bool = False) -> Card:
    """Measure the card of a node, with the icon beside or above the text.

    The number of replicas is in the upper right corner, left of the mark of a tag if `marked` is set.
    """
    width = _text_width(node, _TEXT_BESIDE if icon_beside else _TEXT_ABOVE)
    texts = [(line, "label") for line in wrap(node.label, "label", width, _LABEL_LINES)]
    texts += [(line, "second") for line in wrap(second_line(node), "second", width, _SECOND_LINES)]
    measure = _card_beside if icon_beside else _card_above
    if node.replicas <= 1:
        return measure(texts, _has_icon(node), 0.0)
    count = f"\u00d7{node.replicas}"
    count_width = room(count, "badge", 1.0)
    right = MARK_ROOM if marked else 8.0
    card = measure(texts, _has_icon(node), count_width + right)
    return _with_stack(_with_count(card, count, count_width, right))


def _text_width(node: Node, usual: float) -> float:
    """Return the width for wrapping, more than usual for a long word."""
    longest = max((room(word, "label") for word in node.label.split()), default=0.0)
    return longest if usual < longest <= _LONG_WORD else usual


def _has_icon(item: Node | ClusterData) -> bool:
    return bool(item.icon or (item.technology and catalog.icon(item.technology)))


def _with_count(card: Card, count: str, width: float, right: float) -> Card:
    """Return a card with the number of replicas, `right` px from its right side."""
    end = card.width - right
    box = Box(end - width, 4.0, width, STYLES["badge"].leading)
    line = TextLine(count, end, _baseline(4.0, "badge"), "badge", box, "end")
    return replace(card, lines=(*card.lines, line))


def _card_beside(texts: list[tuple[str, str]], icon: bool, corner: float) -> Card:
    """Measure a card with the icon on the left; `corner` px on the right stay free."""
    column = max((room(text, style) for text, style in texts), default=0.0)
    left = PADDING + (ICON_BESIDE + PADDING if icon else 0.0)
    text_height = sum(STYLES[style].leading for _, style in texts)
    height = _even(max(ICON_BESIDE, text_height) + 2 * PADDING)
    sides = corner if icon else 2 * corner
    width = _stepped(max(left + column + (sides or 14.0) if texts else left + sides, 88.0))
    box = Box(PADDING, (height - ICON_BESIDE) / 2, ICON_BESIDE, ICON_BESIDE) if icon else None
    if not icon:
        lines = _stack_lines(texts, corner, (height - text_height) / 2, width - 2 * corner, "middle")
    else:
        lines = _stack_lines(texts, left, (height - text_height) / 2, width - left - (corner or 4.0), "start")
    return Card(width, height, lines, box)


def _card_above(texts: list[tuple[str, str]], icon: bool, corner: float) -> Card:
    """Measure a card with the icon on top; `corner` px in the upper corners stay free."""
    side = corner if not icon else 0.0
    widths = (room(text, style, 10.0) + 2 * side for text, style in texts)
    width = _stepped(max(92.0, ICON_ABOVE + 2 * (corner + 4.0), *widths))
    top = 12.0 + (ICON_ABOVE + 6.0 if icon else 0.0)
    text_height = sum(STYLES[style].leading for _, style in texts)
    box = Box((width - ICON_ABOVE) / 2, 12.0, ICON_ABOVE, ICON_ABOVE) if icon else None
    lines = _stack_lines(texts, side, top, width - 2 * side, "middle")
    return Card(width, _even(top + text_height + 9.0), lines, box)


def _stack_lines(
    texts: list[tuple[str, str]], x: float, y: float, width: float, anchor: str
) -> tuple[TextLine, ...]:
    lines = []
    for text, style in texts:
        shape = STYLES[style]
        at = x + width / 2 if anchor == "middle" else x
        box = Box(x, y, width, shape.leading)
        lines.append(TextLine(text, at, _baseline(y, style), style, box, anchor))
        y += shape.leading
    return tuple(lines)


def _baseline(top: float, style: str) -> float:
    """Return the baseline of a line with this top, centered by its x-height."""
    shape = STYLES[style]
    return top + shape.leading / 2 + shape.size * 0.36


def _with_stack(card: Card) -> Card:
    """Return a card with room on the right and at the bottom for the cards behind it."""
    return Card(card.width + 2 * STACK_OFFSET, card.height + 2 * STACK_OFFSET, card.lines, card.icon)


def cluster_title(cluster: ClusterData) -> Card:
    """Measure the title of a cluster, with its icon on the left."""
    texts = wrap(" ".join(cluster.label.split()), "cluster", _TEXT_CLUSTER, 1)
    icon = _has_icon(cluster)
    left = ICON_CLUSTER + 6.0 if icon else 0.0
    if not texts:
        return Card(left, ICON_CLUSTER, (), Box(0, 0, ICON_CLUSTER, ICON_CLUSTER) if icon else None)
    width = left + room(texts[0], "cluster", 2.0)
    line = TextLine(
        texts[0], left, _baseline(0, "cluster"), "cluster", Box(left, 0, width - left, 16.0), "start"
    )
    return Card(width, 16.0, (line,), Box(0, 0, ICON_CLUSTER, ICON_CLUSTER) if icon else None)


def edge_label(edge: EdgeData, steps: Sequence[int]) -> Card | None:
    """Measure the label of an edge: flow numbers, then text; None if it has neither."""
    texts = [(text, "edge") for text in wrap(edge.label, "edge", _TEXT_EDGE, _EDGE_LINES)]
    if not texts and not steps:
        return None
    diameter = 2 * BADGE_RADIUS
    left = len(steps) * (diameter + 2.0)
    text_height = sum(STYLES[style].leading for _, style in texts)
    height = _even(max(text_height + 4.0, diameter + 2.0 if steps else 0.0))
    column = max((room(text, style, 6.0) for text, style in texts), default=0.0)
    start = left + 1.0 if steps else 0.0
    width = _even(start + column if texts else left)
    lines = _stack_lines(texts, start - (2.0 if steps else 0.0), (height - text_height) / 2, column, "middle")
    badges = tuple(
        Badge(number, (1.0 + BADGE_RADIUS + i * (diameter + 2.0), height / 2), BADGE_RADIUS)
        for i, number in enumerate(steps)
    )
    return Card(width, height, lines, None, badges)


def place(card: Card, x: float, y: float) -> Card:
    """Return `card` with its content moved by (x, y)."""
    lines = tuple(
        TextLine(line.text, line.x + x, line.y + y, line.style, line.box.moved(x, y), line.anchor)
        for line in card.lines
    )
    badges = tuple(Badge(b.number, (b.center[0] + x, b.center[1] + y), b.radius) for b in card.badges)
    return Card(card.width, card.height, lines, card.icon.moved(x, y) if card.icon else None, badges)


def taller(card: Card, height: float) -> Card:
    """Return a card of at least this height, with its content in the middle."""
    if height <= card.height:
        return card
    return replace(place(card, 0.0, (height - card.height) / 2), height=height)
