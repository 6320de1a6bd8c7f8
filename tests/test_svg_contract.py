"""Test the contract for tools in every SVG of the zoo, and in a picture with one of each part."""

from __future__ import annotations

import getpass
import re
import sys
import tempfile
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from mlarch.layout.positioned import Box, Point
from mlarch.model import Architecture
from pictures import DRAWN, ZOO, Picture, addresses, box_of, drawn, part, points

LARGEST = 150 * 1024
_NUMBER = r"-?\d+(?:\.\d+)?"
_PATH = re.compile(
    rf"M {_NUMBER} {_NUMBER}(?: (?:L(?: {_NUMBER}){{2}}|Q(?: {_NUMBER}){{4}}|C(?: {_NUMBER}){{6}}))+"
)


@pytest.fixture(params=DRAWN)
def both(request: pytest.FixtureRequest) -> tuple[Architecture, Picture]:
    """An architecture and its picture."""
    return drawn(request.param)


def distance(point: Point, box: Box) -> float:
    """Return the distance from a point to the border of a box."""
    x, y = point
    dx, dy = max(box.x - x, x - box.right), max(box.y - y, y - box.bottom)
    if dx <= 0 and dy <= 0:
        return min(-dx, -dy)
    return (max(dx, 0.0) ** 2 + max(dy, 0.0) ** 2) ** 0.5


def text(group: Element) -> str:
    return "".join(part(group, "text", "label").itertext())


def test_root(both: tuple[Architecture, Picture]) -> None:
    """The root is an image with the size of its view, labelled by its title and description."""
    arch, picture = both
    root = picture.root
    width, height = root.get("width"), root.get("height")
    assert (root.get("viewBox"), root.get("role")) == (f"0 0 {width} {height}", "img")
    named = {element.get("id"): element for element in picture.elements()}
    title, description = (named[id] for id in (root.get("aria-labelledby") or "").split())
    assert [title.tag.rpartition("}")[2], title.text] == ["title", arch.title]
    assert description.tag.endswith("desc") and len(description.text or "") > 20
    assert list(root)[:2] == [title, description]


def test_ids_are_unique(both: tuple[Architecture, Picture]) -> None:
    """Every id is unique and starts with the root's id, a hash, and every reference is resolved."""
    _, picture = both
    ids = [element.get("id") for element in picture.elements() if element.get("id") is not None]
    assert re.fullmatch("m[0-9a-f]{10}", picture.id)
    assert len(set(ids)) == len(ids) > 2
    assert all(id == picture.id or (id or "").startswith(f"{picture.id}-") for id in ids)
    used = [address[1:] for use in picture.elements("use") for address in addresses(use)]
    assert set(used) <= set(ids)


def test_everything_is_drawn_once(both: tuple[Architecture, Picture]) -> None:
    """Each part is drawn once with its data attributes, nodes and edges in order of declaration."""
    arch, picture = both
    clusters = [group.get("data-id") for group in picture.groups("cluster")]
    assert sorted(str(id) for id in clusters) == sorted(arch.clusters)
    assert [
        (g.get("data-id"), g.get("data-technology"), g.get("data-role")) for g in picture.groups("node")
    ] == [(id, node.technology, node.role) for id, node in arch.nodes.items()]
    keys = ("data-id", "data-source", "data-target", "data-kind")
    assert [tuple(g.get(key) for key in keys) for g in picture.groups("edge")] == [
        (key, edge.source, edge.target, edge.kind) for key, edge in arch.edges.items()
    ]


def test_groups_hold_their_parts(both: tuple[Architecture, Picture]) -> None:
    """Clusters and nodes have a box and a label, edges a line, and labelled edges a pill."""
    arch, picture = both
    for id, cluster in arch.clusters.items():
        group = picture.group("cluster", id)
        assert box_of(part(group, "rect", "box")).width > 0
        assert not cluster.label or text(group) == cluster.label
    for id, node in arch.nodes.items():
        group = picture.group("node", id)
        assert box_of(part(group, "rect", "box")).width > 0
        assert not node.label or " ".join(text(group).split()) == " ".join(node.label.split())
    for key, edge in arch.edges.items():
        part(picture.group("edge", key), "path", "line")
        if edge.label:
            pill = picture.group("edge-label", key)
            assert box_of(part(pill, "rect", "label-box")).width > 0
            assert " ".join(text(pill).split()) == " ".join(edge.label.split())


def test_lines_are_absolute_paths(both: tuple[Architecture, Picture]) -> None:
    """Lines consist of the commands M, L, C and Q with absolute coordinates."""
    _, picture = both
    lines = [part(group, "path", "line").get("d", "") for group in picture.groups("edge")]
    assert lines and all(_PATH.fullmatch(line) for line in lines)


def test_lines_run_from_border_to_border(both: tuple[Architecture, Picture]) -> None:
    """Both ends of a line are within 2 px of the borders of source and target."""
    arch, picture = both
    for key, edge in arch.edges.items():
        run = points(part(picture.group("edge", key), "path", "line").get("d", ""))
        assert distance(run[0], picture.box(edge.source)) <= 2, f"{key} begins at {run[0]}"
        assert distance(run[-1], picture.box(edge.target)) <= 2, f"{key} ends at {run[-1]}"


def test_nothing_is_transformed(both: tuple[Architecture, Picture]) -> None:
    """Coordinates are those of the canvas: no transforms and no nested pictures."""
    _, picture = both
    assert all(element.get("transform") is None for element in picture.elements())
    assert not re.search(r"(?<!text-)transform", picture.style())
    assert list(picture.elements("svg")) == [picture.root]


def test_paint_order(both: tuple[Architecture, Picture]) -> None:
    """Clusters are painted first, outer before inner, then edges, nodes and edge labels."""
    arch, picture = both
    order = ["cluster", "edge", "node", "edge-label"]
    groups = {name: picture.groups(name) for name in order}
    kinds = [name for group in picture.root for name in order if group in groups[name]]
    assert kinds == sorted(kinds, key=order.index) and set(kinds) >= {"edge", "node"}
    assert len(kinds) == sum(map(len, groups.values()))
    painted = [group.get("data-id") for group in picture.groups("cluster")]
    inside = {id: cluster.cluster for id, cluster in arch.clusters.items() if cluster.cluster}
    assert all(painted.index(outer) < painted.index(id) for id, outer in inside.items())


def test_icons_are_embedded_once(both: tuple[Architecture, Picture]) -> None:
    """Each icon is embedded once as data, and used inside the boxes of its nodes."""
    arch, picture = both
    images = [address for image in picture.elements("image") for address in addresses(image)]
    assert len(set(images)) == len(images) == picture.text.count(";base64,")
    assert all(re.match(r"data:image/(?:png|svg\+xml);base64,", image) for image in images)
    for id, node in arch.nodes.items():
        uses = [use for use in picture.group("node", id).iter() if use.tag.endswith("}use")]
        assert len(uses) == bool(node.technology)
        box = picture.box(id)
        assert all(box.contains(box_of(use).center) for use in uses)


def test_nothing_comes_from_outside(both: tuple[Architecture, Picture]) -> None:
    """No reference leads out of the file, except the author's links."""
    arch, picture = both
    items = (*arch.nodes.values(), *arch.clusters.values(), *arch.edges.values())
    links = {item.link for item in items if item.link}
    for element in picture.elements():
        allowed = links if element.tag.endswith("}a") else ()
        for address in addresses(element):
            assert address in allowed or address.startswith(("#m", "data:image/")), address[:80]
    tags = {element.tag.rpartition("}")[2] for element in picture.elements()}
    assert not tags & {"script", "foreignObject", "iframe", "link", "animate", "set"}
    assert not re.search(r"url\(|@import|@font-face|expression|var\(", picture.style())
    assert not any(name.startswith("on") for element in picture.elements() for name in element.attrib)


def test_nothing_of_this_machine(both: tuple[Architecture, Picture]) -> None:
    """No path and no user name of the machine is in the file."""
    _, picture = both
    places = {
        Path.cwd(),
        Path.home(),
        Path(sys.prefix),
        Path(tempfile.gettempdir()),
        Path(__file__).parents[1],
    }
    leaks = [str(place) for place in places if len(str(place)) > 3 and str(place) in picture.text]
    assert not leaks
    assert "site-packages" not in picture.text and f"/{getpass.getuser()}/" not in picture.text


def test_style_stays_in_the_picture(both: tuple[Architecture, Picture]) -> None:
    """Every selector starts with the root's id, so that no rule affects the page around it."""
    _, picture = both
    selectors = [
        selector.strip()
        for rule in re.findall(r"([^{}]+)\{[^{}]*\}", picture.style())
        for selector in rule.split(",")
    ]
    assert len(selectors) > 10
    assert all(selector.startswith(f"#{picture.id} ") for selector in selectors)
    assert not any(element.get("style") for element in picture.elements())


@pytest.mark.parametrize("name", ZOO)
def test_size(name: str) -> None:
    """A picture of the zoo is small enough for any page."""
    _, picture = drawn(name)
    assert len(picture.text.encode()) <= LARGEST


def test_links_and_tooltips() -> None:
    """A link is around the whole group, and a description is its tooltip."""
    arch, picture = drawn("everything")
    items = {"node": arch.nodes, "cluster": arch.clusters, "edge": arch.edges}
    count = 0
    for name, id, item in [(name, id, item) for name, by_id in items.items() for id, item in by_id.items()]:
        group = picture.group(name, id)
        inner = group
        if item.link:
            (inner,) = list(group)
            assert set(addresses(inner)) == {item.link}
            count += 1
        titles = [child.text for child in inner if child.tag.endswith("}title")]
        assert titles == ([item.description] if item.description else [])
        count += len(titles)
    assert count == 9
