"""Write an architecture as PDF: our own SVG painted again, element by element, with real text."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, fromstring

from mlarch import catalog
from mlarch.drawing import icons, png, to_svg
from mlarch.drawing.svg_reading.paint import Painted, box_of, classes, font, kind, number, painted, schemes
from mlarch.drawing.xml_text import escape
from mlarch.errors import OutputError
from mlarch.layout.positioned import Box
from mlarch.model import Architecture, ClusterData, Node, description

if TYPE_CHECKING:
    from fpdf import FPDF

__all__ = ["HELP", "to_pdf"]

HELP = "PDF needs fpdf2: pip install 'mlarch[pdf]'"

_POINTS_PER_PX = 0.75
# Acrobat shows no page wider or higher, in points.
_LARGEST = 14_400
_STEP = re.compile(r"([MLCZ])([^MLCZ]*)")
_WEIGHTS = {"": 400, "B": 600}
# Text without a letter in Inter is drawn as a picture, this many pixels to one.
_TEXT_SCALE, _MOST_PIXELS = 6.0, 30_000
_ICON_PIXELS = 256
_LATIN = "".join(map(chr, range(0x20, 0x180)))
# Whatever the day, the same architecture gives the same bytes.
_DATE = datetime(2000, 1, 1, tzinfo=timezone.utc)


def to_pdf(arch: Architecture, **options: object) -> bytes:
    """Return `arch` as a PDF of one page; `options` are those of `mlarch.layout.options.Options`.

    Lines and text are vectors, with Inter inside; text in a script that Inter lacks is a picture.

    Raises:
        OutputError: where fpdf2 is not installed.
        RasterError: where some text or icon has to be a picture, and the rasteriser is missing.
        LayoutError: where the layout engine fails.
    """
    root = fromstring(to_svg(arch, **{**options, "text": "text"}))
    elements = list(painted(root, next(iter(schemes(root).values()))))
    with _document(arch, root, _texts(elements)) as pdf:
        page = _Page(arch, pdf)
        for item in elements:
            page.paint(item)
        return bytes(pdf.output())


@contextmanager
def _document(arch: Architecture, root: Element, text: str) -> Iterator[FPDF]:
    """Yield an empty page of the size of the picture, with fonts that hold `text`."""
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
            path.write_bytes(_inter(weight, "".join(sorted({*text} - {*_LATIN}))))
            pdf.add_font("Inter", style, path)
        yield pdf


def _fpdf() -> Any:
    try:
        from fpdf import FPDF
    except ImportError as error:
        raise OutputError(HELP) from error
    return FPDF


class _Page:
    """Paint elements of an SVG on a page."""

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
            # Opacity is that of each shape here, and of the whole in SVG: a picture is one shape.
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
            if _is_inter(text):
                self._line(item.values, text, x, y, color)
            else:
                self._picture(item.values, text, x, y)

    def _line(self, values: dict[str, str], text: str, x: float, y: float, color: str) -> None:
        width = self.pdf.get_string_width(text)
        left = x - width * {"middle": 0.5, "end": 1.0}.get(values.get("text-anchor", ""), 0.0)
        self.pdf.set_text_color(color)
        self.pdf.text(left, y, text)
        if "line-through" in values.get("text-decoration", ""):
            self.pdf.set_draw_color(color)
            self.pdf.set_line_width(1.0)
            height = font(values)[0] * 0.3
            self.pdf.line(left, y - height, left + width, y - height)

    def _picture(self, values: dict[str, str], text: str, x: float, y: float) -> None:
        """Paint a line as a picture, with the fonts that the rasteriser finds."""
        size, weight = font(values)
        anchor = values.get("text-anchor", "start")
        room = Box(0.0, 0.0, 4.0 * size * max(len(text), 1), 2.0 * size)
        left, base = {"middle": room.width / 2, "end": room.width}.get(anchor, 0.0), 1.4 * size
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{room.width}" height="{room.height}">'
            f'<text x="{left}" y="{base}" font-family="Inter,Arial,sans-serif" font-size="{size}" '
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
        for step, rest in _STEP.findall(element.get("d", "")):
            values = [float(value) for value in rest.split()]
            if step == "Z":
                path.close()
            elif step == "C":
                path.curve_to(*values)
            elif step == "M":
                path.move_to(*values)
            else:
                path.line_to(*values)


def _dashes(values: Mapping[str, str]) -> list[float] | None:
    dashes = values.get("stroke-dasharray", "none")
    return None if dashes in ("", "none") else [float(length) for length in dashes.split()]


def _texts(elements: list[Painted]) -> str:
    """Return every character drawn as text."""
    return "".join(text for item in elements if item.tag == "text" for text, _, _ in _lines(item.element))


def _lines(element: Element) -> Iterator[tuple[str, float, float]]:
    """Yield text and place of each line of a text element."""
    spans = list(element)
    for part in spans or [element]:
        yield _clean(part.text or "").strip(), number(part.get("x")), number(part.get("y"))


def _icon_data(item: Node | ClusterData) -> bytes | None:
    """Return the icon of an item as PNG, or as SVG where it is one of ours."""
    if item.icon:
        return _small(icons.read(item.icon, f"'{item.id}': cannot read icon"))
    icon = catalog.icon(item.technology) if item.technology else None
    if icon is None or icon.media_type == "image/svg+xml" or not png.available():
        return None if icon is None else icon.data
    return _small(icon.data)


@lru_cache(maxsize=256)
def _small(data: bytes) -> bytes:
    """Return a picture as PNG of a size for print; an SVG could hold what the writer of PDF cannot draw."""
    return png.thumbnail(data, _ICON_PIXELS)


def _clean(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", text)


def _is_inter(text: str) -> bool:
    """Say whether Inter has a glyph for each character of a text."""
    return all(ord(character) in _characters() for character in text)


@cache
def _characters() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(_font_file(), lazy=True) as inter:
        return frozenset(inter.getBestCmap())


@lru_cache(maxsize=16)
def _inter(weight: int, more: str) -> bytes:
    """Return Inter of one weight, with Latin letters and some more: of the whole font this takes seconds."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    inter = TTFont(_font_file(), lazy=True, recalcTimestamp=False)
    subsetter = Subsetter(Options(layout_features=[], hinting=False, notdef_outline=True))
    subsetter.populate(text=_LATIN + more)
    subsetter.subset(inter)
    static = instantiateVariableFont(inter, {"wght": weight, "opsz": 14})
    buffer = io.BytesIO()
    static.save(buffer)
    return buffer.getvalue()


def _font_file() -> str:
    return str(files("fontpkg_inter") / "files" / "Inter[opsz,wght].ttf")
