"""List the keys of documents: one table for reading, writing and the schema."""

from __future__ import annotations

from typing import NamedTuple

from mlarch.catalog.providers import PROVIDERS
from mlarch.model import ARROWS, CLUSTER_KINDS, DIRECTIONS, EDGE_STYLES, STATUSES
from mlarch.model.edge_kinds import EDGE_KINDS

__all__ = ["CLUSTER", "EDGE", "NODE", "SECTIONS", "STYLE", "TOP", "VIEW", "Key"]


class Key(NamedTuple):
    """A key of a document.

    The types are:

    - text
    - prose: a list of texts
    - words: a list of short texts
    - ids: a list of ids
    - count: a whole number of 0 or more
    - technology: a name in the catalog
    - data: any mapping
    - extends: the document or entry that this document changes
    - view, nodes, clusters, edges, styles: mappings with the keys listed in this module
    - flows: lists of ids by name
    """

    name: str
    type: str
    allowed: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        """The name of the field in the model, in which `view` is a method."""
        return "default_view" if self.name == "view" else self.name


TOP = (
    Key("name", "text"),
    Key("extends", "extends"),
    Key("title", "text"),
    Key("summary", "text"),
    Key("notes", "prose"),
    Key("source", "text"),
    Key("credit", "text"),
    Key("evidence", "text"),
    Key("reviewed", "text"),
    Key("pros", "prose"),
    Key("cons", "prose"),
    Key("tags", "words"),
    Key("direction", "text", DIRECTIONS),
    Key("provider", "text", tuple(PROVIDERS)),
    Key("parameters", "data"),
    Key("styles", "styles"),
    Key("view", "view"),
    Key("deployed", "data"),
    Key("ignore", "words"),
    Key("lint", "data"),
    Key("nodes", "nodes"),
    Key("clusters", "clusters"),
    Key("edges", "edges"),
    Key("flows", "flows"),
)
NODE = (
    Key("label", "text"),
    Key("technology", "technology"),
    Key("role", "text"),
    Key("description", "text"),
    Key("cluster", "text"),
    Key("icon", "text"),
    Key("link", "text"),
    Key("replicas", "count"),
    Key("status", "text", STATUSES),
    Key("tags", "words"),
    Key("color", "text"),
)
CLUSTER = (
    Key("label", "text"),
    Key("technology", "technology"),
    Key("kind", "text", CLUSTER_KINDS),
    Key("cluster", "text"),
    Key("icon", "text"),
    Key("description", "text"),
    Key("link", "text"),
    Key("direction", "text", DIRECTIONS),
    Key("tags", "words"),
    Key("color", "text"),
)
EDGE = (
    Key("source", "text"),
    Key("target", "text"),
    Key("label", "text"),
    Key("kind", "text", tuple(EDGE_KINDS)),
    Key("description", "text"),
    Key("link", "text"),
    Key("arrow", "text", ARROWS),
    Key("color", "text"),
    Key("style", "text", EDGE_STYLES),
    Key("status", "text", STATUSES),
    Key("tags", "words"),
)
STYLE = (
    Key("color", "text"),
    Key("style", "text", EDGE_STYLES),
    Key("legend", "text"),
    Key("mark", "text"),
)
VIEW = (
    Key("only", "words"),
    Key("hide", "words"),
    Key("tag", "words"),
    Key("focus", "words"),
    Key("hops", "count"),
    Key("depth", "count"),
)

SECTIONS = {"nodes": NODE, "clusters": CLUSTER, "edges": EDGE, "styles": STYLE}
