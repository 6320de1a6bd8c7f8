"""Write the contact sheets of the zoo to docs/images/, one light and one dark.

Each entry is drawn without its title at the scale that fills its cell, with its name below.
"""

from __future__ import annotations

import sys
from base64 import b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pyvips

from mlarch import drawing
from mlarch.drawing.themes import THEMES
from mlarch.layout import options, page_fit
from mlarch.model import Architecture
from mlarch.project import entry_loading, registry

DOCS = Path(__file__).parents[1] / "docs" / "images"
SHEETS = ("light", "dark")
LARGEST = 600_000
COLUMNS = 4
# Of a cell in px: the picture, the line below it, and the margin around both.
WIDTH, HEIGHT, NAME, GAP = 420, 440, 34, 24
PADDING = 10
# Pixels per px, high enough to read the labels of large entries.
DENSITY = 1.6


def main() -> int:
    """Write both sheets; return 1 if one is too large for a README."""
    architectures = [entry_loading.get(entry.name) for entry in registry.zoo()]
    sizes = {}
    for theme in SHEETS:
        path = DOCS / f"contact-sheet-{theme}.png"
        path.write_bytes(sheet(architectures, theme))
        sizes[path.name] = path.stat().st_size
        print(f"{path.name}: {sizes[path.name]} bytes")
    return 1 if max(sizes.values()) > LARGEST else 0


def sheet(architectures: Sequence[Architecture], theme: str) -> bytes:
    """Return the sheet of some architectures as PNG with a small palette."""
    whole = pyvips.Image.new_from_buffer(drawing.png.rasterise(svg(architectures, theme), DENSITY), "")
    flat = whole.flatten(background=[255, 255, 255])
    data: bytes = flat.pngsave_buffer(palette=True, Q=92, dither=0.4, compression=9, effort=10, keep="none")
    return data


def svg(architectures: Sequence[Architecture], theme: str) -> str:
    """Return the sheet as SVG: pictures with their names as text."""
    rows = -(-len(architectures) // COLUMNS)
    width, height = (GAP + count * (size + GAP) for count, size in ((COLUMNS, WIDTH), (rows, HEIGHT + NAME)))
    look = THEMES[theme]
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">',
            "<style>text{font:600 17px Inter;text-anchor:middle}</style>",
            f'<rect width="{width}" height="{height}" fill="{look.canvas}"/>',
            *cells(architectures, theme),
            "</svg>",
        ]
    )


def cells(architectures: Sequence[Architecture], theme: str) -> Iterator[str]:
    """Yield frame, picture and name of each entry."""
    look = THEMES[theme]
    for arch, (x, y) in zip(architectures, places(len(architectures)), strict=True):
        yield (
            f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="10" '
            f'fill="none" stroke="{look.card_border}"/>'
        )
        yield image(arch, theme, x, y)
        middle, below = x + WIDTH / 2, y + HEIGHT + 24
        yield f'<text x="{middle}" y="{below}" fill="{look.text}">{escape(arch.name)}</text>'


def places(count: int) -> Iterator[tuple[float, float]]:
    """Yield the top left corner of each cell; an incomplete last row is centered."""
    for number in range(count):
        row, column = divmod(number, COLUMNS)
        free = COLUMNS - min(COLUMNS, count - row * COLUMNS)
        yield GAP + (column + free / 2) * (WIDTH + GAP), GAP + row * (HEIGHT + NAME + GAP)


def image(arch: Architecture, theme: str, x: float, y: float) -> str:
    """Return the picture of an entry in the middle of its cell."""
    layout = page_fit.lay_out(arch, options.Options(title=False, legend=False))
    scale = min((WIDTH - 2 * PADDING) / layout.width, (HEIGHT - 2 * PADDING) / layout.height, 1.0)
    width, height = layout.width * scale, layout.height * scale
    png = drawing.to_png(arch, scale=scale * DENSITY, theme=theme, title=False, legend=False)
    data = b64encode(png).decode()
    left, top = round(x + (WIDTH - width) / 2), round(y + (HEIGHT - height) / 2)
    return (
        f'<image x="{left}" y="{top}" width="{width:.2f}" height="{height:.2f}" '
        f'href="data:image/png;base64,{data}"/>'
    )


if __name__ == "__main__":
    sys.exit(main())
