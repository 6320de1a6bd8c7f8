"""Import deployed systems as architectures.

`registry` lists the importers. Each importer is a folder with a module for each stage:

    detection    which files of a folder to read, and whether a text is of the format
    parsing      sources -> objects of the format
    state        the objects, the draft, and the part of each object
    parts        objects -> nodes and clusters of the draft
    links        references between objects -> edges of the draft, with their evidence
    pipeline     all of it in order: sources -> Imported(architecture, report)

A new importer is a folder with these modules and a row in `registry`. The other modules are shared:
`draft` gathers parts and links, `report` lists hidden and unknown objects, `images` and `references`
recognize technologies and hosts in texts.

Names are loaded on first use, so that `mlarch import --help` loads no YAML parser.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mlarch.importers.compose import from_compose
from mlarch.importers.kubernetes import from_kubernetes
from mlarch.importers.registry import FORMAT_HELP, FORMATS, IMPORTERS, INPUTS, Importer

if TYPE_CHECKING:
    from mlarch.importers.draft import Imported
    from mlarch.importers.reading import read, read_sources
    from mlarch.importers.report import ImportReport
    from mlarch.importers.sources import Source

__all__ = [
    "FORMATS",
    "FORMAT_HELP",
    "IMPORTERS",
    "INPUTS",
    "ImportReport",
    "Imported",
    "Importer",
    "Source",
    "from_compose",
    "from_kubernetes",
    "read",
    "read_sources",
]

_MODULE_OF = {
    "ImportReport": "report",
    "Imported": "draft",
    "Source": "sources",
    "read": "reading",
    "read_sources": "reading",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value
