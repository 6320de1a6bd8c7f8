"""Check pictures by stable rules, from a layout or from a drawn SVG.

`layout_scene` and `svg_scene` make a `Scene` of either. `box_rules`, `edge_rules` and `label_rules` check
any scene; `contract_rules` and `contrast_rules` need an SVG. `metrics` computes figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import fromstring

from mlarch.drawing.checker import box_rules, edge_rules, label_rules
from mlarch.drawing.checker.contract_rules import check_contract
from mlarch.drawing.checker.contrast_rules import check_contrast
from mlarch.drawing.checker.findings import RULES, Figures, PictureFinding
from mlarch.drawing.checker.layout_scene import scene_of_layout
from mlarch.drawing.checker.metrics import figures_of
from mlarch.drawing.checker.scene import Scene
from mlarch.drawing.checker.svg_scene import read_scene, scene_of_svg
from mlarch.drawing.svg_reading.paint import painted, schemes
from mlarch.layout.positioned import Layout
from mlarch.model import Architecture

__all__ = ["RULES", "Figures", "PictureFinding", "check", "check_svg", "figures", "svg_figures"]

_SCENE_RULES = (
    box_rules.outside_canvas,
    box_rules.overlaps,
    box_rules.membership,
    edge_rules.touching,
    edge_rules.through_nodes,
    edge_rules.through_ends,
    label_rules.cut_labels,
    label_rules.label_places,
    label_rules.wide_texts,
)


def check(arch: Architecture, layout: Layout) -> tuple[PictureFinding, ...]:
    """Return the findings about a layout, by rule and the worst first."""
    scene = scene_of_layout(arch, layout)
    return _sorted([*box_rules.missing(scene, arch), *_findings(scene)])


def figures(arch: Architecture, layout: Layout) -> Figures:
    """Return the figures of a layout of `arch`."""
    return figures_of(scene_of_layout(arch, layout))


def check_svg(
    svg: str, arch: Architecture | None = None, *, canvas: str = "#ffffff"
) -> tuple[PictureFinding, ...]:
    """Return the findings about a drawn SVG, with contrast and contract for tools.

    `arch` defines the expected parts and their clusters. Without it, clusters are those around a box.
    `canvas` is the color behind a transparent picture.

    Raises:
        xml.etree.ElementTree.ParseError: if it is not XML.
    """
    root = fromstring(svg)
    by_scheme = {name: list(painted(root, rules)) for name, rules in schemes(root).items()}
    elements = next(iter(by_scheme.values()))
    scene = scene_of_svg(root, elements, arch)
    findings = [*(box_rules.missing(scene, arch) if arch is not None else ()), *check_contract(elements)]
    for name, items in by_scheme.items():
        findings += check_contrast(items, canvas, name)
    return _sorted([*findings, *_findings(scene)])


def svg_figures(svg: str, arch: Architecture | None = None) -> Figures:
    """Return the figures of a drawn SVG."""
    return figures_of(read_scene(svg, arch))


def _findings(scene: Scene) -> Iterable[PictureFinding]:
    return (finding for rule in _SCENE_RULES for finding in rule(scene))


def _sorted(findings: Iterable[PictureFinding]) -> tuple[PictureFinding, ...]:
    order = {rule: number for number, rule in enumerate(RULES)}
    return tuple(sorted(findings, key=lambda finding: (order[finding.rule], -finding.amount, finding.ids)))
