"""Group the roles that diagram languages draw with a shape of their own."""

from __future__ import annotations

__all__ = ["PEOPLE", "QUEUES", "STORES"]

PEOPLE = ("user", "developer", "operator", "labeler")
QUEUES = ("queue", "stream", "event-bus")
STORES = (
    "block-store",
    "cache",
    "data-lake",
    "data-warehouse",
    "dataset",
    "document-store",
    "feature-store",
    "file-store",
    "geospatial-store",
    "graph-store",
    "key-value-store",
    "ledger",
    "model-store",
    "object-store",
    "relational-database",
    "search-engine",
    "time-series-store",
    "vector-store",
    "wide-column-store",
)
