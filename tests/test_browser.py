"""Pictures in a browser: text fits with any font, and pictures can share a page."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
import pyvips

from browser import only_fonts, page, result_of, screenshot
from mlarch.layout.fonts import FONT_FAMILY, STYLES
from mlarch.layout.text_measure import text_width
from mlarch.project import entry_loading
from pictures import DRAWN, ZOO, drawn
from tools import missing

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

DEBIAN = Path("/usr/share/fonts/truetype")
FONTS = {
    "Inter": Path(str(files("fontpkg_inter") / "files")),
    "Liberation": DEBIAN / "liberation",
    "DejaVu": DEBIAN / "dejavu",
}

# Every text that is wider than its card, pill or cluster, else the canvas.
OVERFLOWS = """
const overflows = []
for (const text of document.querySelectorAll("svg text")) {
  const group = text.closest(".node[data-id], .cluster, .edge-label")
  const rect = group && group.querySelector(".front:last-of-type, .label-box, .box")
  const room = rect ? rect.getBBox() : text.ownerSVGElement.viewBox.baseVal
  const box = text.getBBox()
  const over = Math.max(room.x - box.x, box.x + box.width - room.x - room.width)
  if (over > 0) overflows.push([text.textContent, over])
}
return [document.querySelectorAll("svg text").length, overflows]
"""

WIDTHS = """
return [...document.querySelectorAll("text")].map(text => text.getComputedTextLength())
"""


def fonts(name: str, folder: Path) -> dict[str, str]:
    if not FONTS[name].is_dir():
        missing(FONTS[name].as_posix())
    return only_fonts(FONTS[name], folder)


@pytest.mark.parametrize("name", FONTS)
def test_text_stays_in_its_box(name: str, tmp_path: Path) -> None:
    """With a single font installed, no text leaves its card, pill or canvas."""
    html = page((drawn(entry)[1].text, 0, 2000 * number) for number, entry in enumerate(DRAWN))
    count, overflows = result_of(html, OVERFLOWS, tmp_path, **fonts(name, tmp_path))
    assert count > 300
    assert overflows == []


@pytest.mark.parametrize(
    ("name", "font"), [("Inter", "inter"), ("Liberation", "arial"), ("DejaVu", "dejavu")]
)
def test_text_is_as_wide_as_measured(name: str, font: str, tmp_path: Path) -> None:
    """Our tables give the browser's width, or a tenth more: they lack kerning."""
    texts = [
        "TensorFlow, in process",
        "AV Tomcat WAVE",
        "gpu-0.example.com/unet:1.4.2",
        "Überprüfung",
        "\u03bb",
    ]
    rows = "".join(
        f'<text style="font:{STYLES[style].weight} {STYLES[style].size}px {FONT_FAMILY}">{text}</text>'
        for text in texts
        for style in STYLES
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{rows}</svg>'
    drawn_widths = result_of(page([(svg, 0, 0)]), WIDTHS, tmp_path, **fonts(name, tmp_path))
    measured = [text_width(text, style, font) for text in texts for style in STYLES]
    for width, ours in zip(drawn_widths, measured, strict=True):
        assert width - 0.5 <= ours <= width * 1.1 + 0.5


def test_two_pictures_in_one_page(tmp_path: Path) -> None:
    """A light and a dark picture in one page each look as they do alone."""
    arch = entry_loading.get("flask-serving/3-docker")
    other = entry_loading.get("kubernetes/2-with")
    svgs = [arch.to_svg(), arch.to_svg(theme="dark"), other.to_svg(theme="dark")]
    places = [(svg, 0, 900 * number) for number, svg in enumerate(svgs)]
    size = (900, 900 * len(svgs))
    together = pyvips.Image.new_from_file(str(screenshot(page(places), size, tmp_path)))
    together = together.copy_memory()
    assert (together.width, together.height) == size
    for place in places:
        alone = pyvips.Image.new_from_file(str(screenshot(page([place]), size, tmp_path)))
        area = (0, place[2], 900, 900)
        assert (alone.crop(*area) - together.crop(*area)).abs().max() == 0
        assert alone.crop(*area).deviate() > 5, "nothing is drawn"


def test_icons_are_those_of_the_own_picture(tmp_path: Path) -> None:
    """In a page with every entry of the zoo each icon is a symbol of its own picture."""
    script = """
    return [...document.querySelectorAll("svg use")].map(use => {
      const symbol = document.querySelector(use.getAttribute("href"))
      return symbol.ownerSVGElement === use.ownerSVGElement && symbol.querySelector("image") !== null
    })
    """
    html = page((drawn(entry)[1].text, 0, 2000 * number) for number, entry in enumerate(ZOO))
    own = result_of(html, script, tmp_path)
    assert len(own) > 100 and all(own)
