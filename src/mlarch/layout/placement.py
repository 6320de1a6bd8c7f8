"""Hold a placement: boxes and lines in px, before text and margins are added."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from mlarch.layout.positioned import Box, Point

__all__ = ["Line", "Placement", "between", "joined"]

Line = tuple[Point, ...]


@dataclass(frozen=True)
class Placement:
    """The position of everything; (0, 0) is the top left corner and y grows downwards.

    `boxes` are nodes and opaque clusters (see `regions`) by id, `clusters` the other clusters. `labels`
    are the boxes of edge labels by edge key. `lines` are the lines of each edge from source to target:
    one, or one to its label and one from there. `mirrored` boxes have the room for their self-loops on
    the left, the others on the right. `titles` are the places reserved for cluster titles.
    """

    width: float
    height: float
    boxes: Mapping[str, Box]
    clusters: Mapping[str, Box] = field(default_factory=dict)
    labels: Mapping[str, Box] = field(default_factory=dict)
    lines: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    mirrored: frozenset[str] = frozenset()
    titles: Mapping[str, Box] = field(default_factory=dict)

    def mapped(self, map_box: Callable[[Box], Box], map_point: Callable[[Point], Point]) -> Placement:
        """Return a copy with every box and every point mapped."""
        return replace(
            self,
            boxes={id: map_box(box) for id, box in self.boxes.items()},
            clusters={id: map_box(box) for id, box in self.clusters.items()},
            labels={key: map_box(box) for key, box in self.labels.items()},
            titles={id: map_box(box) for id, box in self.titles.items()},
            lines={
                key: tuple(tuple(map_point(point) for point in line) for line in lines)
                for key, lines in self.lines.items()
            },
        )

    def transposed(self) -> Placement:
        """Return a copy with both axes swapped: left to right becomes top to bottom."""
        mapped = self.mapped(
            lambda box: Box(box.y, box.x, box.height, box.width), lambda point: (point[1], point[0])
        )
        return replace(mapped, width=self.height, height=self.width)

    def moved(self, dx: float, dy: float) -> Placement:
        """Return a copy with everything moved."""
        return self.mapped(lambda box: box.moved(dx, dy), lambda point: (point[0] + dx, point[1] + dy))


def joined(lines: tuple[Line, ...]) -> Line:
    """Return the lines of an edge as one, with a straight stretch through its label."""
    points = lines[0]
    for line in lines[1:]:
        start, end = points[-1], line[0]
        points = (*points, between(start, end, 1 / 3), between(start, end, 2 / 3), *line)
    return points


def between(a: Point, b: Point, share: float) -> Point:
    """Return the point at a share of the way from `a` to `b`."""
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
