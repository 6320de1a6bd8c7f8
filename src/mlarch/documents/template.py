"""Write the first version of an overlay: everything in its base, commented out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mlarch.catalog.providers import PROVIDERS
from mlarch.documents.mapping import to_mapping
from mlarch.documents.yaml_writer import one_line, scalar
from mlarch.model import DIRECTIONS, Architecture

__all__ = ["SCHEMA", "starter"]

SCHEMA = "mlarch.schema.json"
"""The name of the schema file that documents refer to."""

_HEAD = """\
# yaml-language-server: $schema={schema}
#
# {title}
#
# Everything in '{name}' is listed below, commented out. To change a line,
# remove its "# ". Lines that stay commented out follow '{name}' as it
# improves, and may be deleted. To remove a node and its edges, write null:
#
#   {last}: null
#
# To add a node and its edges, write them in the same way:
#
#   my-store: {{label: My store, technology: redis, role: cache{cluster}}}
#   {source} -> my-store: reads

extends: {extends}

# title: {title_text}
# summary: {summary}
# direction: {direction}  # one of {directions}
{sign}provider: {provider}  # one of {providers}: retargets the base
"""
_SECTIONS = {
    "parameters": "Numbers of repeated parts.",
    "nodes": "The services, stores and users.",
    "clusters": "Boxes around nodes and other clusters.",
    "edges": "Connections; a text in place of a mapping is the label.",
    "flows": "Paths that are numbered in the picture.",
    "styles": "The look of everything with a tag.",
}
_ALWAYS = ("nodes", "clusters", "edges")


def starter(arch: Architecture, extends: str, *, schema: str = SCHEMA, provider: str = "") -> str:
    """Return the text of an overlay of `arch` with every line commented out.

    `extends` is the name or path of the base, and `schema` that of the schema file for editors. If
    `arch` is the base retargeted to a `provider`, the overlay sets that provider.
    """
    first, last = next(iter(arch.clusters), ""), [*arch.nodes][-1:]
    edge = [*arch.edges.values()][-1:]
    head = _HEAD.format(
        schema=schema,
        title=" ".join(arch.title.split()),
        name=arch.name,
        cluster=f", cluster: {first}" if first else "",
        last="".join(last) or "my-cache",
        source=edge[0].source if edge else "".join(last) or "my-app",
        extends=scalar(extends),
        title_text=scalar(arch.title),
        summary=scalar(arch.summary),
        direction=arch.direction,
        directions=", ".join(DIRECTIONS),
        sign="" if provider else "# ",
        provider=provider or arch.provider or next(iter(PROVIDERS)),
        providers=", ".join(PROVIDERS),
    )
    return head + "".join(f"{line}\n" for line in _sections(arch))


def _sections(arch: Architecture) -> Iterator[str]:
    mapping = to_mapping(arch)
    for key, comment in _SECTIONS.items():
        entries = mapping.get(key, {})
        if entries or key in _ALWAYS:
            yield ""
            yield f"{key}:  # {comment}"
            yield from (
                f"  # {scalar(id)}: {one_line(_labelled(arch, key, id, item))}"
                for id, item in entries.items()
            )


def _labelled(arch: Architecture, section: str, id: str, item: Any) -> Any:
    """Return an entry with its label, which people change first."""
    if section in _ALWAYS and isinstance(item, dict):
        return {"label": getattr(arch, section)[id].label, **item}
    return item
