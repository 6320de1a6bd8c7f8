"""Write the advance widths of Inter, Arial (Liberation Sans) and DejaVu Sans.

Run it by hand when a font changes. Needs fonttools and Debian's fonts-liberation and fonts-dejavu-core:

    python scripts/make_font_widths.py src/mlarch/layout/font_widths.json
"""

from __future__ import annotations

import json
import sys
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

LAST = 0x2BFF
DEBIAN = Path("/usr/share/fonts/truetype")
INTER = Path(str(files("fontpkg_inter") / "files" / "Inter[opsz,wght].ttf"))


def faces() -> dict[str, TTFont]:
    """Return the fonts by family and weight."""
    return {
        "inter-400": instantiateVariableFont(TTFont(INTER), {"wght": 400, "opsz": 14}),
        "inter-600": instantiateVariableFont(TTFont(INTER), {"wght": 600, "opsz": 14}),
        "arial-400": TTFont(DEBIAN / "liberation/LiberationSans-Regular.ttf"),
        "arial-600": TTFont(DEBIAN / "liberation/LiberationSans-Bold.ttf"),
        "dejavu-400": TTFont(DEBIAN / "dejavu/DejaVuSans.ttf"),
        "dejavu-600": TTFont(DEBIAN / "dejavu/DejaVuSans-Bold.ttf"),
    }


def widths(font: TTFont) -> dict[str, list[int]]:
    """Return runs of advance widths by first code point, in thousandths of an em."""
    scale = 1000 / font["head"].unitsPerEm
    cmap, advance = font.getBestCmap(), font["hmtx"]
    runs: dict[str, list[int]] = {}
    start = previous = -2
    for code in sorted(code for code in cmap if 32 <= code <= LAST):
        if code != previous + 1:
            start = code
        runs.setdefault(str(start), []).append(round(advance[cmap[code]][0] * scale))
        previous = code
    return runs


def main(target: str) -> None:
    table = {name: widths(font) for name, font in faces().items()}
    Path(target).write_text(json.dumps(table, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
