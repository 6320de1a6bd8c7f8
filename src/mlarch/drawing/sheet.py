"""Draw several architectures on one sheet, each in a cell."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mlarch.drawing.fingerprints import fingerprint
from mlarch.drawing.icon_symbols import definitions
from mlarch.drawing.picture import ROOT, DrawnPicture, pictures
from mlarch.drawing.stylesheet import stylesheet
from mlarch.drawing.svg import head, parts, whole
from mlarch.drawing.themes import DARK, THEMES
from mlarch.layout.canvas import MARGIN
from mlarch.layout.header_footer import footer, header
from mlarch.layout.options import Options
from mlarch.layout.positioned import Layout, LegendEntry, TextLine
from mlarch.layout.steps.combined import combine
from mlarch.layout.steps.plan import own_options
from mlarch.layout.steps.stable_layout import stable_layouts
from mlarch.model import Architecture

__all__ = ["to_svg"]

_GAP = 20.0
# The greatest width of a sheet in px; cells shrink to fit.
_WIDEST = 2400.0
# Up to this number of cells are in one row.
_LONGEST_ROW = 4


def to_svg(steps: Sequence[Architecture], *, heading: str = "", summary: str = "", **options: object) -> str:
    """Return a sheet of architectures as SVG; `options` are those of `Options`.

    Raises:
        ParameterError: if there is only one architecture, or if one has nothing in common with the others.
        LayoutError: if the layout engine fails.
    """
    chosen, steps = Options.of(**options), [arch.view() for arch in steps]
    inner = replace(chosen, legend=False, transparent=True, logo="")
    layouts = stable_layouts(steps, inner)
    combined = combine(steps).replace(title=heading or steps[-1].title, summary=summary, credit="")
    grid = _grid(layouts)
    frame, top = _frame(combined, grid, chosen)
    outer, *cells = pictures([(combined, frame), *zip(steps, layouts, strict=True)], chosen)
    body = [f"<style>{stylesheet(combined, chosen, ROOT)}{''.join(_cell_rules(chosen))}</style>"]
    body += [*definitions(outer), *(part.markup for part in parts(outer))]
    for number, cell in enumerate(cells):
        own = own_options(steps[number], inner)
        body += _cell(replace(cell, options=own), number, grid, top)
    titles = " ".join(f"{number}. {arch.title}." for number, arch in enumerate(steps, start=1))
    texts = (combined.title, f"A sheet of {len(steps)} pictures. {titles}")
    mark = fingerprint(combined, chosen, sheet=[arch.name for arch in steps])
    return whole(head(texts, (frame.width, frame.height), chosen, mark), body, chosen)


@dataclass(frozen=True)
class _Grid:
    """Columns, rows, size of a cell in px, and scale of its picture."""

    columns: int
    rows: int
    width: float
    height: float
    scale: float


def _grid(layouts: Sequence[Layout]) -> _Grid:
    """Return the grid for layouts of one size: a row for a few, else a square."""
    count, width, height = len(layouts), layouts[0].width, layouts[0].height
    columns = count
    if count > _LONGEST_ROW or count * width > 2 * _WIDEST:
        columns = max(1, min(count, round(math.sqrt(count * height / width * 1.2))))
        columns = math.ceil(count / math.ceil(count / columns))
    scale = min(1.0, (_WIDEST - 2 * MARGIN - (columns - 1) * _GAP) / columns / width)
    return _Grid(columns, math.ceil(count / columns), width * scale, height * scale, scale)


def _frame(combined: Architecture, grid: _Grid, options: Options) -> tuple[Layout, float]:
    """Return the sheet's layout without cells, and the top of the first row."""
    width = grid.columns * grid.width + (grid.columns - 1) * _GAP
    above = header(combined, width) if options.title else None
    top = MARGIN + (above.height if above else 0.0)
    foot = top + grid.rows * grid.height + grid.rows * _GAP
    below = footer(combined, width, replace(options, notes=False))
    lines = tuple(_line(line, MARGIN, MARGIN) for line in (above.lines if above else ()))
    legend = tuple(_entry(entry, MARGIN, foot) for entry in below.legend)
    height = foot - _GAP + below.height + MARGIN
    return Layout(round(width + 2 * MARGIN, 2), round(height, 2), (), (), (), lines, legend), top


def _line(line: TextLine, dx: float, dy: float) -> TextLine:
    return replace(line, x=line.x + dx, y=line.y + dy, box=line.box.moved(dx, dy))


def _entry(entry: LegendEntry, dx: float, dy: float) -> LegendEntry:
    return replace(entry, sample=entry.sample.moved(dx, dy), line=_line(entry.line, dx, dy))


def _cell(picture: DrawnPicture, number: int, grid: _Grid, top: float) -> Iterator[str]:
    """Yield one picture in its cell, with its own style sheet."""
    row, column = divmod(number, grid.columns)
    x, y = MARGIN + column * (grid.width + _GAP), top + row * (grid.height + _GAP)
    place = f'x="{x:.2f}" y="{y:.2f}" width="{grid.width:.2f}" height="{grid.height:.2f}"'
    layout, root = picture.layout, f"{ROOT}-c{number}"
    yield f'<svg id="{root}" {place} viewBox="0 0 {layout.width:.2f} {layout.height:.2f}">'
    yield f"<style>{stylesheet(picture.arch, picture.options, root)}</style>"
    yield from (part.markup for part in parts(picture))
    yield "</svg>"
    yield f'<rect class="cell" {place} rx="10"/>'


def _cell_rules(options: Options) -> Iterator[str]:
    rule = f"#{ROOT} .cell{{{{fill:none;stroke:{{}}}}}}"
    yield rule.format(THEMES[options.theme].cluster_border)
    if options.theme == "auto":
        yield f"@media (prefers-color-scheme:dark){{{rule.format(DARK.cluster_border)}}}"
