"""Report on a picture: findings about its layout and its SVG, and its figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mlarch.drawing.checker import Figures, PictureFinding, check, check_svg, figures
from mlarch.drawing.svg import draw
from mlarch.drawing.themes import THEMES
from mlarch.layout.options import Options
from mlarch.layout.page_fit import lay_out
from mlarch.model import Architecture

__all__ = ["PictureReport", "report"]


@dataclass(frozen=True)
class PictureReport:
    """The findings about a picture, without duplicates, and its figures."""

    name: str
    findings: tuple[PictureFinding, ...]
    figures: Figures

    def lines(self) -> Iterator[str]:
        """Yield the report as text: one line for each finding, then the figures."""
        count = len(self.findings)
        yield f"{self.name}: {count or 'no'} finding{'' if count == 1 else 's'}"
        yield from (f"  {finding}" for finding in self.findings)
        figures = self.figures
        yield (
            f"  {figures.width:g} x {figures.height:g} px, aspect {figures.aspect:g}, "
            f"smallest text {figures.smallest_text:g} px; {figures.nodes} nodes, "
            f"{figures.edges} edges of {figures.edge_length:g} px, {figures.crossings} crossings"
        )


def report(arch: Architecture, **options: object) -> PictureReport:
    """Return the report on a picture; `options` are those of `Options`.

    Raises:
        LayoutError: if the layout engine fails.
    """
    chosen = Options.of(**options)
    layout = lay_out(arch, chosen)
    svg = draw(arch, layout, chosen, fingerprint="")
    findings = (*check(arch, layout), *check_svg(svg, arch, canvas=THEMES[chosen.theme].canvas))
    unique = {(finding.rule, finding.ids): finding for finding in reversed(findings)}
    return PictureReport(arch.name, tuple(unique.values())[::-1], figures(arch, layout))
