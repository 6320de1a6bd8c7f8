"""Report on a picture: what the checker finds in its layout and in its SVG, and its figures."""

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
    """The findings about the picture of an architecture, each once, and its figures."""

    name: str
    findings: tuple[PictureFinding, ...]
    figures: Figures

    def lines(self) -> Iterator[str]:
        """Yield the report for people: a line of its own for each finding, then the figures."""
        count = len(self.findings)
        yield f"{self.name}: {count or 'no'} finding{'' if count == 1 else 's'}"
        yield from (f"  {finding}" for finding in self.findings)
        f = self.figures
        yield (
            f"  {f.width:g} x {f.height:g} px, aspect {f.aspect:g}, smallest text {f.smallest_text:g} px; "
            f"{f.nodes} nodes, {f.edges} edges of {f.edge_length:g} px, {f.crossings} crossings"
        )


def report(arch: Architecture, **options: object) -> PictureReport:
    """Return the report on a picture; `options` are those of `Options`.

    Raises:
        LayoutError: where the layout engine fails.
    """
    chosen = Options.of(**options)
    placed = lay_out(arch, chosen)
    drawn = draw(arch, placed, chosen, fingerprint="")
    findings = (*check(arch, placed), *check_svg(drawn, arch, canvas=THEMES[chosen.theme].canvas))
    once = {(finding.rule, finding.ids): finding for finding in reversed(findings)}
    return PictureReport(arch.name, tuple(once.values())[::-1], figures(arch, placed))
