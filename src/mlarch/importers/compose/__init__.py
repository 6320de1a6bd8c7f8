"""Import Compose projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlarch.importers.compose.detection import explain_no_files, find_files, recognize

if TYPE_CHECKING:
    from mlarch.importers.draft import Imported
    from mlarch.importers.sources import Source

__all__ = ["explain_no_files", "find_files", "from_compose", "recognize"]


def from_compose(
    sources: list[Source], *, name: str = "", raw: bool = False, external: bool = False
) -> Imported:
    """Return the architecture and the report of Compose files, merged in order.

    `raw` also draws the volumes of single services, `external` the hosts outside the files.

    Raises:
        DocumentError: if a file cannot be read, with every problem found in it.
    """
    from mlarch.importers.compose import pipeline

    return pipeline.run(sources, name=name, raw=raw, external=external)
