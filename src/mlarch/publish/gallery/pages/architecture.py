"""Make the page of an architecture, with its pictures on each provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from mlarch.analysis.lint import lint
from mlarch.analysis.retarget import Retargeted
from mlarch.catalog.providers import PROVIDERS
from mlarch.model import Architecture
from mlarch.project.entry import Entry
from mlarch.publish.gallery import details, downloads
from mlarch.publish.gallery.entries import GalleryEntries
from mlarch.publish.gallery.inline_pictures import InlinePicture, draw_inline
from mlarch.publish.gallery.pages import Page
from mlarch.publish.gallery.paths import bundle_path, icon_path, page_path, root_from, stylesheet_path
from mlarch.publish.gallery.rendering import Renderer

__all__ = ["architecture_page"]


@dataclass(frozen=True)
class _Variant:
    """A picture of an entry on one provider; `provider` is empty for the entry itself."""

    provider: str
    name: str
    picture: InlinePicture
    flows: tuple[details.Flow, ...]
    changes: tuple[tuple[str, str, str, str], ...]
    details: Mapping[str, Any]

    @property
    def markup(self) -> Markup:
        """Return the picture, in which every text is escaped already."""
        return Markup(self.picture.svg)


def architecture_page(
    entry: Entry, arch: Architecture, entries: GalleryEntries, renderer: Renderer, provider: str = ""
) -> Page:
    """Return the page of an architecture; if live, with one other `provider`.

    Raises:
        LayoutError: if the layout engine fails.
    """
    on_providers = details.retargeted(arch)
    others = [name for name, target in on_providers.items() if target.architecture != arch]
    drawn = [name for name in others if not renderer.live or name == provider]
    variants = [
        _own_variant(entry, arch, on_providers),
        *(_provider_variant(entry, on_providers, name) for name in drawn),
    ]
    html = renderer.page(
        "architecture.html",
        page_path(entry),
        entry=entry,
        stylesheet=stylesheet_path(entry),
        stylesheet_query=f"?provider={drawn[0]}" if renderer.live and drawn else "",
        arch=arch,
        variants=variants,
        providers=[("", variants[0].name), *((name, PROVIDERS[name].name) for name in others)],
        findings=lint(arch),
        downloads=[*downloads.offers(entry)],
        bundles={name: bundle_path(entry, name) for name in others},
        family=_family_link(entry, entries),
        details={variant.provider: variant.details for variant in variants},
        starter=downloads.overlay(entry, arch) if entry.builtin or entry.package else "",
        page_paths=entries.page_paths,
    )
    return Page(html, {variant.provider: variant.picture for variant in variants})


def _family_link(entry: Entry, entries: GalleryEntries) -> tuple[str, str] | None:
    family = entries.family_of(entry)
    return (family.name, page_path(family)) if family else None


def _own_variant(entry: Entry, arch: Architecture, on_providers: Mapping[str, Retargeted]) -> _Variant:
    source = next(iter(on_providers.values())).report.source
    name = PROVIDERS[source].name if source in PROVIDERS else "Original"
    return _Variant(
        "", name, _draw(entry, arch), details.flows(arch), (), details.item_details(arch, on_providers)
    )


def _provider_variant(entry: Entry, on_providers: Mapping[str, Retargeted], provider: str) -> _Variant:
    """Return the picture and the changes of an entry on another provider."""
    arch = on_providers[provider].architecture
    others = {name: target for name, target in on_providers.items() if name != provider}
    changes = dict.fromkeys(
        (outcome.before, outcome.after or "no equivalent", outcome.fidelity, " ".join(outcome.reasons))
        for outcome in on_providers[provider].report.outcomes
        if outcome.result in ("replaced", "no-equivalent")
    )
    return _Variant(
        provider,
        PROVIDERS[provider].name,
        _draw(entry, arch),
        details.flows(arch),
        tuple(changes),
        details.item_details(arch, others),
    )


def _draw(entry: Entry, arch: Architecture) -> InlinePicture:
    return draw_inline(arch, root_from(page_path(entry)) + icon_path(""))
