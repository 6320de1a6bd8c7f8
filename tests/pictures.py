"""Read drawn pictures in tests, and provide architectures to draw."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from mlarch.layout.positioned import Box, Point
from mlarch.model import ARROWS, CLUSTER_KINDS, STATUSES, Architecture
from mlarch.model.edge_kinds import EDGE_KINDS
from mlarch.project import entry_loading, registry

__all__ = [
    "DRAWN",
    "ZOO",
    "Picture",
    "addresses",
    "box_of",
    "drawn",
    "everything",
    "part",
    "picture",
    "points",
]

ZOO = tuple(entry.name for entry in registry.zoo())
DRAWN = (*ZOO, "everything")
_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"


@dataclass(frozen=True)
class Picture:
    """A drawn SVG: its text and its root element."""

    text: str
    root: Element

    @property
    def id(self) -> str:
        return self.root.get("id", "")

    def elements(self, tag: str = "*") -> Iterator[Element]:
        """Yield the elements of a tag in order, all of them without a tag."""
        return self.root.iter(_SVG + tag if tag != "*" else None)

    def groups(self, name: str) -> list[Element]:
        """Return the groups of a class that have an id."""
        key = "data-edge" if name == "edge-label" else "data-id"
        return [
            g for g in self.elements("g") if name in g.get("class", "").split() and g.get(key) is not None
        ]

    def group(self, name: str, id: str) -> Element:
        """Return the only group of a class for an id."""
        key = "data-edge" if name == "edge-label" else "data-id"
        (match,) = [g for g in self.groups(name) if g.get(key) == id]
        return match

    def box(self, id: str) -> Box:
        """Return the box of a node or cluster."""
        (group,) = [g for name in ("node", "cluster") for g in self.groups(name) if g.get("data-id") == id]
        return box_of(part(group, "rect", "box"))

    def words(self) -> list[str]:
        """Return the drawn texts, with the lines of each joined."""
        return ["".join(element.itertext()) for element in self.elements("text")]

    def style(self) -> str:
        (style,) = self.elements("style")
        return style.text or ""


def picture(svg: str) -> Picture:
    """Return a parsed SVG."""
    return Picture(svg, ElementTree.fromstring(svg))


@functools.cache
def drawn(name: str) -> tuple[Architecture, Picture]:
    """Return an entry of the zoo, or `everything`, with its picture."""
    arch = everything() if name == "everything" else entry_loading.get(name)
    return arch, picture(arch.to_svg())


def everything() -> Architecture:
    """Return an architecture with one of each: kinds, statuses, arrows, loops, links, icons, tags."""
    arch = Architecture(
        name="everything",
        title="One of each",
        summary="Whatever can be drawn.",
        credit="nobody",
        styles={"pii": {"color": "red", "legend": "Personal data"}, "a b/c": {"color": "#123456"}},
    )
    for kind in CLUSTER_KINDS:
        arch = arch.with_cluster(f"c-{kind}", label=kind, kind=kind, technology="gcp.compute.ComputeEngine")
        arch = arch.with_node(f"in-{kind}", cluster=f"c-{kind}", technology="onprem.network.Nginx")
    arch = arch.with_cluster("deep", label="Deep", cluster="c-host", description="tip", link="deep.html")
    arch = arch.with_node("bottom", cluster="deep", label="Bottom", role="cache", tags=["pii", "a b/c"])
    for status in STATUSES:
        arch = arch.with_node(
            f"s-{status}", label=status, status=status, link=f"https://x.org/?a=1&b={status}"
        )
    arch = arch.with_node("many", label="Many", replicas=3, description="three of them", color="teal")
    for number, kind in enumerate(EDGE_KINDS):
        arrow = ARROWS[number % len(ARROWS)]
        arch = arch.connect(f"s-{STATUSES[number % 4]}", "many", f"as {kind}", kind=kind, arrow=arrow)
    arch = arch.connect("many", "many", "itself").connect("c-host", "c-zone", "groups", link="../x.html")
    return arch.connect("many", "c-region", "into").connect("many", "c-region", "again", tags=["pii"])


def part(group: Element, tag: str, name: str) -> Element:
    """Return the only element of a tag and class in a group."""
    (match,) = [e for e in group.iter(_SVG + tag) if name in e.get("class", "").split()]
    return match


def box_of(element: Element) -> Box:
    return Box(*(float(element.get(name, "0")) for name in ("x", "y", "width", "height")))


def points(data: str) -> list[Point]:
    """Return all points of path data, control points included."""
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", data)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def addresses(element: Element) -> list[str]:
    """Return the references of an element."""
    return [value for key in ("href", _XLINK + "href") if (value := element.get(key)) is not None]
