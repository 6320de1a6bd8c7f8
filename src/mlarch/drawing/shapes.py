"""Write the basic shapes of an SVG: numbers, points, boxes, discs."""

from __future__ import annotations

from mlarch.drawing.xml_text import escape
from mlarch.layout.positioned import Box, Point

__all__ = ["decimal", "marked_disc", "place", "point_text", "rect"]


def decimal(number: float) -> str:
    """Return a number with at most two decimals.

    >>> decimal(1.5), decimal(2.0), decimal(-0.001)
    ('1.5', '2', '0')
    """
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def point_text(point: Point) -> str:
    """Return a point as in path data."""
    return f"{decimal(point[0])} {decimal(point[1])}"


def place(box: Box) -> str:
    """Return a box as attributes."""
    x, y, width, height = map(decimal, (box.x, box.y, box.width, box.height))
    return f'x="{x}" y="{y}" width="{width}" height="{height}"'


def rect(box: Box, name: str, radius: float) -> str:
    """Return a box of class `name` with rounded corners."""
    return f'<rect class="{name}" {place(box)} rx="{decimal(radius)}"/>'


def marked_disc(mark: str, box: Box) -> str:
    """Return a disc with the mark of a tag, in the upper right corner of a box."""
    x, y, baseline = map(decimal, (box.right - 9, box.y + 9, box.y + 9 + 3.7))
    return (
        f'<circle class="disc" cx="{x}" cy="{y}" r="6.5"/>'
        f'<text class="sign" x="{x}" y="{baseline}" text-anchor="middle">{escape(mark)}</text>'
    )
