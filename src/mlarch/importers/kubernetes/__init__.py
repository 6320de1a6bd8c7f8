"""Import Kubernetes objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlarch.importers.kubernetes.detection import explain_no_files, find_files, recognize

if TYPE_CHECKING:
    from mlarch.importers.draft import Imported
    from mlarch.importers.sources import Source

__all__ = ["explain_no_files", "find_files", "from_kubernetes", "recognize"]


def from_kubernetes(
    sources: list[Source], *, name: str = "", raw: bool = False, external: bool = False
) -> Imported:
    """Return the architecture and the report of Kubernetes objects.

    `raw` draws every object as its own node, `external` the hosts outside the files.

    Raises:
        DocumentError: if a file cannot be read, with every problem found in it.
    """
    from mlarch.importers.kubernetes import pipeline

    return pipeline.run(sources, name=name, raw=raw, external=external)
