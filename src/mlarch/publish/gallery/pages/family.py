"""Make the page of a family: its steps, one after the other, at stable positions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from mlarch.errors import ParameterError
from mlarch.layout import engine, page_fit
from mlarch.layout.positioned import Layout
from mlarch.layout.steps.stable_layout import stable_layouts
from mlarch.model import Architecture
from mlarch.project.entry import Entry
from mlarch.publish.gallery.cards import short_title
from mlarch.publish.gallery.details import item_details
from mlarch.publish.gallery.entries import LoadedEntry
from mlarch.publish.gallery.inline_pictures import OPTIONS, draw_inline
from mlarch.publish.gallery.pages import Page
from mlarch.publish.gallery.pages.problems import problems_page
from mlarch.publish.gallery.paths import icon_path, page_path, root_from, stylesheet_path
from mlarch.publish.gallery.rendering import Renderer

__all__ = ["family_page"]


def family_page(family: Entry, steps: Sequence[LoadedEntry], renderer: Renderer) -> Page:
    """Return the page of a family."""
    drawn = [(step.entry, step.architecture) for step in steps if step.architecture is not None]
    if not drawn:
        return problems_page(family, [problem for step in steps for problem in step.problems], renderer)
    path = page_path(family)
    architectures = [arch for _, arch in drawn]
    with engine.apart(not all(step.entry.builtin for step in steps)):
        pictures = [
            draw_inline(arch, root_from(path) + icon_path(""), layout)
            for arch, layout in zip(architectures, _layouts(architectures), strict=True)
        ]
    previous = [None, *architectures]
    html = renderer.page(
        "family.html",
        path,
        entry=family,
        stylesheet=stylesheet_path(family),
        steps=[
            _step(entry, arch, picture.svg, before)
            for (entry, arch), picture, before in zip(drawn, pictures, previous, strict=False)
        ],
        details={str(number): item_details(arch, {}) for number, arch in enumerate(architectures, start=1)},
    )
    return Page(html, {str(number): picture for number, picture in enumerate(pictures, start=1)})


def _step(entry: Entry, arch: Architecture, svg: str, before: Architecture | None) -> dict[str, Any]:
    return {
        "entry": entry,
        "arch": arch,
        "title": short_title(entry, arch.title),
        "path": page_path(entry),
        "markup": Markup(svg),
        "new": sorted(_ids(arch) - _ids(before)) if before else [],
    }


def _ids(arch: Architecture) -> set[str]:
    return {*arch.nodes, *arch.clusters, *arch.edges}


def _layouts(architectures: Sequence[Architecture]) -> Sequence[Layout]:
    """Return the layouts of the steps, at stable positions if possible."""
    try:
        return stable_layouts(architectures, OPTIONS)
    except ParameterError:
        return [page_fit.lay_out(arch, OPTIONS) for arch in architectures]
