"""Write an overlay to start from: everything of an architecture, commented out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mlarch.catalog.providers import PROVIDERS
from mlarch.documents.mapping import to_mapping
from mlarch.documents.yaml_writer import line, scalar
from mlarch.model import DIRECTIONS, Architecture

__all__ = ["SCHEMA", "starter"]

SCHEMA = "mlarch.schema.json"
"""The file that documents look for their schema in."""

_HEAD = """\
# yaml-language-server: $schema={schema}
#
# {title}
#
# Everything of '{name}' stands below, commented out. Take the "# " away
# from a line to change what it says; what stays commented out follows
# '{name}' as it improves, and need not stay in this file. In place of
# a mapping, null removes, a node with its edges:
#
#   {last}: null
#
# What is new is added in the same way, a node and its edges:
#
#   my-store: {{label: My store, technology: redis, role: cache{cluster}}}
#   {source} -> my-store: reads

extends: {extends}

# title: {title_text}
# summary: {summary}
# direction: {direction}  # one of {directions}
{sign}provider: {provider}  # one of {providers}: moves what is extended there
"""
_SECTIONS = {
    "parameters": "How much there is of what is repeated.",
    "nodes": "What it consists of.",
    "clusters": "Boxes around nodes and other clusters.",
    "edges": "Connections; a text in place of a mapping is the label.",
    "flows": "Paths that are numbered in the picture.",
    "styles": "How everything with a tag is drawn.",
}
_ALWAYS = ("nodes", "clusters", "edges")


def starter(arch: Architecture, extends: str, *, schema: str = SCHEMA, provider: str = "") -> str:
    """Return the text of an overlay of `arch`, which changes nothing until a comment sign is taken away.

    `extends` is how the overlay names `arch`, `schema` where its editor finds the schema. Where `arch`
    is what `extends` names on another `provider`, the overlay asks for that.
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
    for key, said in _SECTIONS.items():
        entries = mapping.get(key, {})
        if entries or key in _ALWAYS:
            yield ""
            yield f"{key}:  # {said}"
            yield from (
                f"  # {scalar(id)}: {line(_labelled(arch, key, id, item))}" for id, item in entries.items()
            )


def _labelled(arch: Architecture, section: str, id: str, item: Any) -> Any:
    """Return an entry with its label written out, since that is what people change first."""
    if section in _ALWAYS and isinstance(item, dict):
        return {"label": getattr(arch, section)[id].label, **item}
    return item
