"""Read what is deployed, Compose files and Kubernetes objects, as an architecture to keep."""

from __future__ import annotations

from mlarch.importers.draft import Imported
from mlarch.importers.report import Report
from mlarch.importers.sources import Source, read_sources

__all__ = [
    "FORMATS",
    "Imported",
    "Report",
    "Source",
    "from_compose",
    "from_kubernetes",
    "guess_format",
    "read_sources",
]

FORMATS = ("compose", "kubernetes")


def from_compose(
    sources: list[Source], *, name: str = "", raw: bool = False, external: bool = False
) -> Imported:
    """Return the architecture of Compose files, merged in this order, and the report of reading them.

    `raw` draws what is else hidden, `external` the hosts that are no service here.

    Raises:
        DocumentError: where a file cannot be read, with every problem found in it.
    """
    from mlarch.importers import compose

    return compose.read(sources, name=name, raw=raw, external=external)


def from_kubernetes(
    sources: list[Source], *, name: str = "", raw: bool = False, external: bool = False
) -> Imported:
    """Return the architecture of Kubernetes objects and the report of reading them.

    `raw` draws what is else hidden, `external` the hosts that are no service here.

    Raises:
        DocumentError: where a file cannot be read, with every problem found in it.
    """
    from mlarch.importers import kubernetes

    return kubernetes.read(sources, name=name, raw=raw, external=external)


def guess_format(sources: list[Source]) -> str:
    """Return the format of files: Compose where any holds `services:` at its top, else Kubernetes."""
    import re

    services = re.compile(r"^(?:services|['\"]services['\"])\s*:", re.MULTILINE)
    kinds = re.compile(r"^\s*\"?(?:kind|apiVersion)\"?\s*:", re.MULTILINE)
    texts = [source.text for source in sources]
    if any(services.search(text) and not kinds.search(text) for text in texts):
        return "compose"
    return "kubernetes"
