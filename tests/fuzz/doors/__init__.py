"""One module for each door: `cases` generates its inputs, and `enter` takes one."""

from __future__ import annotations

from types import ModuleType

from fuzz.doors import (
    arguments,
    compose,
    decisions,
    documents,
    environment,
    icons,
    kubernetes,
    labels,
    overlays,
    parameters,
    project,
)

__all__ = ["DOORS"]

DOORS: dict[str, ModuleType] = {
    "documents": documents,
    "overlays": overlays,
    "decisions": decisions,
    "project": project,
    "compose": compose,
    "kubernetes": kubernetes,
    "labels": labels,
    "parameters": parameters,
    "arguments": arguments,
    "environment": environment,
    "icons": icons,
}
"""Each has `CASES`, a strategy of `Case`, and `enter(case)`: returns where it is good, else raises."""
