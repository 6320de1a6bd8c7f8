"""Read what is deployed, Compose files and Kubernetes objects, as an architecture to keep."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from mlarch.importers.draft import Imported
from mlarch.importers.report import ImportReport
from mlarch.importers.sources import COMPOSE_NAMES, Source, read_sources

__all__ = [
    "FORMATS",
    "ImportReport",
    "Imported",
    "Source",
    "from_compose",
    "from_kubernetes",
    "read",
    "read_sources",
]

FORMATS = ("compose", "kubernetes")

_SERVICES = re.compile(r"^(?:services|include)\s*:", re.MULTILINE)


def from_compose(
    sources: list[Source], *, name: str = "", raw: bool = False, external: bool = False
) -> Imported:
    """Return the architecture of Compose files, merged in this order, and the report of reading them.

    `raw` draws what is else hidden, `external` the hosts that are no service here.

    Raises:
        DocumentError: where a file cannot be read, with every problem found in it.
    """
    from mlarch.importers.compose import services

    return services.read(sources, name=name, raw=raw, external=external)


def from_kubernetes(
    sources: list[Source], *, name: str = "", raw: bool = False, external: bool = False
) -> Imported:
    """Return the architecture of Kubernetes objects and the report of reading them.

    `raw` draws what is else hidden, `external` the hosts that are no service here.

    Raises:
        DocumentError: where a file cannot be read, with every problem found in it.
    """
    from mlarch.importers.kubernetes import workloads

    return workloads.read(sources, name=name, raw=raw, external=external)


def read(paths: Sequence[str], format: str = "", *, stdin: Callable[[], str] = str) -> Imported:
    """Return the architecture of files and folders, of a format that is guessed where it is not said.

    Raises:
        DocumentError: where one cannot be read, with every problem found in it.
    """
    guessed = format or _guessed_of_folder(paths)
    sources = read_sources(paths, guessed or "kubernetes", stdin=stdin)
    guessed = guessed or _guessed_of_text(sources)
    return from_compose(sources) if guessed == "compose" else from_kubernetes(sources)


def _guessed_of_folder(paths: Sequence[str]) -> str:
    """Return the format where a folder tells: a file of a name that Compose looks for."""
    folders = [Path(path) for path in paths if Path(path).is_dir()]
    compose = any((folder / name).is_file() for folder in folders for name in COMPOSE_NAMES)
    return "compose" if compose else "kubernetes" if folders else ""


def _guessed_of_text(sources: Sequence[Source]) -> str:
    return "compose" if any(_SERVICES.search(source.text) for source in sources) else "kubernetes"
