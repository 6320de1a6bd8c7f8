"""Recognise the architectures that serve a model."""

from __future__ import annotations

from mlarch.analysis.reachability import NodeGraph
from mlarch.analysis.roles import MODELS

__all__ = ["serves_model"]


def serves_model(graph: NodeGraph) -> bool:
    """Return True if clients reach a model, or a system tagged `serving`."""
    return bool(graph.request_path) and (bool(graph.with_roles(MODELS)) or "serving" in graph.arch.tags)
