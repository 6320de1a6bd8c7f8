"""Model an architecture: nodes, clusters and edges as plain, frozen data."""

from mlarch.model.architecture import Architecture
from mlarch.model.parts import ClusterData, EdgeData, Node, TagStyle
from mlarch.model.vocabulary import (
    ARROWS,
    CLUSTER_KINDS,
    DIRECTIONS,
    EDGE_STYLES,
    STATUSES,
    THEMES,
    VIEW_KEYS,
    default_label,
    edge_key,
    is_id,
    parse_edge_key,
    slug,
)

__all__ = [
    "ARROWS",
    "CLUSTER_KINDS",
    "DIRECTIONS",
    "EDGE_STYLES",
    "STATUSES",
    "THEMES",
    "VIEW_KEYS",
    "Architecture",
    "ClusterData",
    "EdgeData",
    "Node",
    "TagStyle",
    "default_label",
    "edge_key",
    "is_id",
    "parse_edge_key",
    "slug",
]
