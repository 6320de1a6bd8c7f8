"""Cut cubic Bezier lines (1 + 3n points) and find their crossings with boxes."""

from __future__ import annotations

from collections.abc import Iterator

from mlarch.layout.positioned import Box, Point

__all__ = ["Segment", "at", "clip_end", "clip_start", "crosses", "meets", "segments", "split"]

_GRAZING = 0.5
"""Length in px of a line that may be in a box without a visible crossing."""

Segment = tuple[Point, Point, Point, Point]


def segments(points: tuple[Point, ...]) -> Iterator[Segment]:
    """Yield the cubic segments of a line."""
    for i in range(0, len(points) - 3, 3):
        yield points[i], points[i + 1], points[i + 2], points[i + 3]


def at(segment: Segment, t: float) -> Point:
    """Return the point of a segment at `t`, from 0 to 1."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = segment
    ax, bx, cx = x0 + (x1 - x0) * t, x1 + (x2 - x1) * t, x2 + (x3 - x2) * t
    ay, by, cy = y0 + (y1 - y0) * t, y1 + (y2 - y1) * t, y2 + (y3 - y2) * t
    dx, ex = ax + (bx - ax) * t, bx + (cx - bx) * t
    dy, ey = ay + (by - ay) * t, by + (cy - by) * t
    return dx + (ex - dx) * t, dy + (ey - dy) * t


def split(segment: Segment, t: float) -> tuple[Segment, Segment]:
    """Return the two halves of a segment cut at `t` (de Casteljau)."""
    p0, p1, p2, p3 = segment
    a, b, c = _mix(p0, p1, t), _mix(p1, p2, t), _mix(p2, p3, t)
    d, e = _mix(a, b, t), _mix(b, c, t)
    f = _mix(d, e, t)
    return (p0, a, d, f), (f, e, c, p3)


def _mix(a: Point, b: Point, t: float) -> Point:
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)


def clip_end(points: tuple[Point, ...], box: Box) -> tuple[Point, ...]:
    """Return the line up to its first point in `box`, or the whole line."""
    kept: list[Point] = [points[0]]
    for segment in segments(points):
        t = _entry(segment, box)
        if t is not None:
            first, _ = split(segment, t)
            return (*kept, *first[1:])
        kept.extend(segment[1:])
    return points


def clip_start(points: tuple[Point, ...], box: Box) -> tuple[Point, ...]:
    """Return the line from its last point in `box` on."""
    return clip_end(points[::-1], box)[::-1]


def _entry(segment: Segment, box: Box) -> float | None:
    """Return the `t` at which a segment enters a box, by bisection."""
    steps = 24
    previous = 0.0
    for step in range(1, steps + 1):
        t = step / steps
        if box.contains(at(segment, t)):
            low, high = previous, t
            for _ in range(30):
                middle = (low + high) / 2
                low, high = (low, middle) if box.contains(at(segment, middle)) else (middle, high)
            return high
        previous = t
    return None


def crosses(points: tuple[Point, ...], box: Box) -> bool:
    """Return True if a line runs through a box."""
    return any(meets(segment, box) and _enters(segment, box) for segment in segments(points))


def _enters(segment: Segment, box: Box) -> bool:
    """Return True if a segment has a point in a box, by repeated halving.

    A curve lies in the convex hull of its four points (Farin, Curves and Surfaces for CAGD, 4.3).
    """
    if box.contains(segment[0]) or box.contains(segment[3]):
        return True
    if not meets(segment, box) or _extent(segment) < _GRAZING:
        return False
    return any(_enters(half, box) for half in split(segment, 0.5))


def meets(segment: Segment, box: Box) -> bool:
    """Return False if all four points of a segment are on one outer side of a box."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = segment
    right, bottom = box.x + box.width, box.y + box.height
    return (
        not (ax > right and bx > right and cx > right and dx > right)
        and not (ax < box.x and bx < box.x and cx < box.x and dx < box.x)
        and not (ay > bottom and by > bottom and cy > bottom and dy > bottom)
        and not (ay < box.y and by < box.y and cy < box.y and dy < box.y)
    )


def _extent(segment: Segment) -> float:
    """Return an upper bound of the width and height of a segment."""
    xs, ys = [point[0] for point in segment], [point[1] for point in segment]
    return max(max(xs) - min(xs), max(ys) - min(ys))
