"""Export PDF: paint each element of our SVG on a page, with real text."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, fromstring

from mlarch import catalog
from mlarch.drawing import icons, png, to_svg
from mlarch.drawing.svg_reading.paint import Painted, box_of, classes, font, kind, number, painted, schemes
from mlarch.drawing.xml_text import escape
from mlarch.errors import OutputError
from mlarch.exporters.options import ExportOptions, apply_links
from mlarch.exporters.pdf_fonts import inter_subset, is_inter
from mlarch.layout.fonts import FONT_FAMILY
from mlarch.layout.positioned import Box
from mlarch.model import Architecture, ClusterData, Node, description

if TYPE_CHECKING:
    from fpdf import FPDF

__all__ = ["HELP", "export"]

HELP = "PDF needs fpdf2: pip install 'mlarch[pdf]'"

_POINTS_PER_PX = 0.75
# The largest side of a page that Acrobat shows, in points.
_LARGEST = 14_400
_PATH_COMMAND = re.compile(r"([MLCZ])([^MLCZ]*)")
_WEIGHTS = {"": 400, "B": 600}
# Text that Inter has no glyphs for is a picture: its pixels to an SVG pixel, and its largest width.
_TEXT_SCALE, _MOST_PIXELS = 6.0, 30_000
_ICON_PIXELS = 256
# A fixed date makes the bytes reproducible.
_DATE = datetime(2000, 1, 1, tzinfo=timezone.utc)


def export(arch: Architecture, options: ExportOptions) -> bytes:
    """Return `arch` as a PDF of one page.

    Lines and text are vectors, with Inter embedded. Text in a script that Inter lacks is a picture.

    Raises:
        OutputError: if fpdf2 is not installed.
        RasterError: if text or an icon must become a picture, and the rasteriser is missing.
        LayoutError: if the layout engine fails.
    """
    arch, options = apply_links(arch, options)
    root = fromstring(to_svg(arch, **{**options.picture(), "text": "text"}))
    elements = list(painted(root, next(iter(schemes(root).values()))))
    with _document(arch, root, _texts(elements)) as pdf:
        page = _Page(arch, pdf)
        for item in elements:
            page.paint(item)
        return bytes(pdf.output())


@contextmanager
def _document(arch: Architecture, root: Element, text: str) -> Iterator[FPDF]:
    """Yield an empty page of the picture's size, with fonts for `text`."""
    pdf_class = _fpdf()
    width, height = map(float, root.get("viewBox", "").split()[2:])
    enlarged = number(root.get("width")) / width
    scale = min(_POINTS_PER_PX * enlarged, _LARGEST / max(width, height, 1.0))
    pdf = pdf_class(unit=scale, format=(width, height))
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.set_creation_date(_DATE)
    pdf.set_title(_clean(arch.title))
    pdf.set_subject(_clean(description.to_paragraph(arch)))
    pdf.set_lang("en")
    pdf.add_page()
    with tempfile.TemporaryDirectory(prefix="mlarch-") as folder:
        for style, weight in _WEIGHTS.items():
            path = Path(folder, f"Inter-{weight}.ttf")
            path.write_bytes(inter_subset(weight, text))
            pdf.add_font("Inter", style, path)
        yield pdf


def _fpdf() -> Any:
    try:
        from fpdf import FPDF
    except ImportError as error:
        raise OutputError(HELP) from error
    return FPDF


class _Page:
    """A page to paint the elements of an SVG on."""

    def __init__(self, arch: Architecture, pdf: FPDF) -> None:
        self.arch = arch
        self.pdf = pdf

    def paint(self, item: Painted) -> None:
        if item.tag in ("rect", "circle", "path"):
            self._shape(item)
        elif item.tag == "use":
            self._icon(item)
        elif item.tag == "text":
            self._text(item)
        elif item.tag == "a":
            self._link(item.element)

    def _shape(self, item: Painted) -> None:
        fill, stroke = item.values.get("fill", "#000000"), item.values.get("stroke", "none")
        if fill == stroke == "none":
            return
        with self.pdf.new_path() as path:
            path.style.auto_close = False
            path.style.fill_color = None if fill == "none" else fill
            path.style.stroke_color = None if stroke == "none" else stroke
            path.style.fill_opacity = path.style.stroke_opacity = item.opacity
            path.style.stroke_width = number(item.values.get("stroke-width"), 1.0)
            path.style.stroke_cap_style = item.values.get("stroke-linecap", "butt")
            path.style.stroke_dash_pattern = _dashes(item.values)
            _outline(path, item.element)

    def _icon(self, item: Painted) -> None:
        group = item.group("node", "cluster")
        id = group.get("data-id", "") if group is not None else ""
        owner = self.arch.nodes.get(id) or self.arch.clusters.get(id)
        data = _icon_data(owner) if owner is not None else None
        if data is not None:
            # PDF applies opacity to each shape, SVG to the whole icon: a raster image is one shape.
            data = _small(data) if item.opacity < 1 else data
            with self.pdf.local_context(fill_opacity=item.opacity, stroke_opacity=item.opacity):
                self._image(data, box_of(item.element))

    def _image(self, data: bytes, box: Box) -> None:
        self.pdf.image(io.BytesIO(data), box.x, box.y, box.width, box.height, keep_aspect_ratio=True)

    def _text(self, item: Painted) -> None:
        size, weight = font(item.values)
        style = "B" if weight >= 600 else ""
        self.pdf.set_font("Inter", style, size * self.pdf.k)
        color = item.values.get("fill", "#000000")
        for text, x, y in _lines(item.element):
            if is_inter(text):
                self._text_line(item.values, text, x, y, color)
            else:
                self._text_picture(item.values, text, x, y)

    def _text_line(self, values: dict[str, str], text: str, x: float, y: float, color: str) -> None:
        width = self.pdf.get_string_width(text)
        left = x - width * {"middle": 0.5, "end": 1.0}.get(values.get("text-anchor", ""), 0.0)
        self.pdf.set_text_color(color)
        self.pdf.text(left, y, text)
        if "line-through" in values.get("text-decoration", ""):
            self.pdf.set_draw_color(color)
            self.pdf.set_line_width(1.0)
            height = font(values)[0] * 0.3
            self.pdf.line(left, y - height, left + width, y - height)

    def _text_picture(self, values: dict[str, str], text: str, x: float, y: float) -> None:
        """Paint a line of text as a picture, with the fonts that the rasteriser finds."""
        size, weight = font(values)
        anchor = values.get("text-anchor", "start")
        room = Box(0.0, 0.0, 4.0 * size * max(len(text), 1), 2.0 * size)
        left, base = {"middle": room.width / 2, "end": room.width}.get(anchor, 0.0), 1.4 * size
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{room.width}" height="{room.height}">'
            f'<text x="{left}" y="{base}" font-family="{FONT_FAMILY}" font-size="{size}" '
            f'font-weight="{weight}" text-anchor="{anchor}" fill="{values.get("fill", "#000000")}" '
            f'text-decoration="{values.get("text-decoration", "none")}">{escape(text)}</text></svg>'
        )
        data = png.rasterise(svg, min(_TEXT_SCALE, _MOST_PIXELS / room.width))
        self._image(data, room.moved(x - left, y - base))

    def _link(self, element: Element) -> None:
        boxes = [box_of(inner) for inner in element.iter() if "box" in classes(inner)]
        for box in boxes[:1]:
            self.pdf.link(box.x, box.y, box.width, box.height, element.get("href", ""))


def _outline(path: Any, element: Element) -> None:
    """Add the shape of an element to a path."""
    box = box_of(element)
    if kind(element) == "rect":
        radius = number(element.get("rx"))
        path.rectangle(box.x, box.y, box.width, box.height, radius, radius)
    elif kind(element) == "circle":
        path.circle(*box.center, number(element.get("r")))
    else:
        for command, rest in _PATH_COMMAND.findall(element.get("d", "")):
            values = [float(value) for value in rest.split()]
            if command == "Z":
                path.close()
            elif command == "C":
                path.curve_to(*values)
            elif command == "M":
                path.move_to(*values)
            else:
                path.line_to(*values)


def _dashes(values: Mapping[str, str]) -> list[float] | None:
    dashes = values.get("stroke-dasharray", "none")
    return None if dashes in ("", "none") else [float(length) for length in dashes.split()]


def _texts(elements: list[Painted]) -> str:
    """Return all text of the elements."""
    return "".join(text for item in elements if item.tag == "text" for text, _, _ in _lines(item.element))


def _lines(element: Element) -> Iterator[tuple[str, float, float]]:
    """Yield the text and position of each line of a text element."""
    spans = list(element)
    for part in spans or [element]:
        yield _clean(part.text or "").strip(), number(part.get("x")), number(part.get("y"))


def _icon_data(item: Node | ClusterData) -> bytes | None:
    """Return the icon of an item as PNG, or as SVG if it is one of ours."""
    if item.icon:
        return _small(icons.read(item.icon, f"'{item.id}': cannot read icon"))
    icon = catalog.icon(item.technology) if item.technology else None
    if icon is None or icon.media_type == "image/svg+xml" or not png.available():
        return None if icon is None else icon.data
    return _small(icon.data)


@lru_cache(maxsize=256)
def _small(data: bytes) -> bytes:
    """Return a picture as a PNG for print; fpdf2 cannot draw every SVG."""
    return png.thumbnail(data, _ICON_PIXELS)


def _clean(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", text)
