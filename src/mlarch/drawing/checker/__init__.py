"""Check pictures: findings under stable rules, and figures, from a layout or from a drawn SVG."""

from __future__ import annotations

from collections.abc import Iterable

from mlarch.drawing.checker import layout_rules
from mlarch.drawing.checker.figures import figures_of
from mlarch.drawing.checker.findings import RULES, Figures, PictureFinding
from mlarch.drawing.checker.scene import Scene, scene_of
from mlarch.drawing.checker.svg_rules import read
from mlarch.layout.positioned import Layout
from mlarch.model import Architecture

__all__ = ["RULES", "Figures", "PictureFinding", "check", "check_svg", "figures", "svg_figures"]


def check(arch: Architecture, layout: Layout) -> tuple[PictureFinding, ...]:
    """Return the faults of a layout of `arch`, by rule, the worst of each rule first."""
    scene = scene_of(arch, layout)
    return _sorted([*layout_rules.missing(scene, arch), *_findings(scene)])


def figures(arch: Architecture, layout: Layout) -> Figures:
    """Return the figures of a layout of `arch`."""
    return figures_of(scene_of(arch, layout))


def check_svg(
    svg: str, arch: Architecture | None = None, *, canvas: str = "#ffffff"
) -> tuple[PictureFinding, ...]:
    """Return the faults of a drawn SVG under the contract for tools, contrast included.

    `arch` tells what must be there and what stands in which cluster; without it clusters are judged
    by where their boxes are. `canvas` is the color behind a transparent picture.

    Raises:
        xml.etree.ElementTree.ParseError: where it is not XML.
    """
    drawing = read(svg, arch, canvas)
    missing = layout_rules.missing(drawing.scene, arch) if arch is not None else ()
    return _sorted([*missing, *drawing.findings, *_findings(drawing.scene)])


def svg_figures(svg: str, arch: Architecture | None = None) -> Figures:
    """Return the figures of a drawn SVG."""
    return figures_of(read(svg, arch).scene)


def _findings(scene: Scene) -> Iterable[PictureFinding]:
    return (finding for rule in layout_rules.ALL for finding in rule(scene))


def _sorted(findings: Iterable[PictureFinding]) -> tuple[PictureFinding, ...]:
    order = {rule: number for number, rule in enumerate(RULES)}
    return tuple(sorted(findings, key=lambda f: (order[f.rule], -f.amount, f.ids)))
