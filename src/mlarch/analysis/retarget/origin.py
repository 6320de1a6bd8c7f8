"""Tell whose product a part is, and which provider an architecture is on."""

from __future__ import annotations

from collections import Counter

from mlarch import catalog
from mlarch.catalog import Technology
from mlarch.catalog.providers import PROVIDERS, provider_called
from mlarch.model import Architecture, ClusterData, Node

__all__ = ["cloud_of", "is_glyph", "known_technology", "named_provider", "source_of"]

_CLOUDS = frozenset({"gcp", "aws", "azure", "alibabacloud", "digitalocean", "ibm", "oci", "outscale"})


def known_technology(path: str) -> Technology | None:
    """Return the technology of a dotted path, None where the catalog has none."""
    return catalog.get(path) if catalog.knows(path) else None


def cloud_of(technology: str) -> str:
    """Return the cloud whose product a technology is, empty for what runs anywhere.

    >>> cloud_of("gcp.database.SQL"), cloud_of("onprem.network.Nginx")
    ('gcp', '')
    """
    known = known_technology(technology)
    provider = known.provider if known else ""
    provider = "gcp" if provider == "firebase" else provider
    return provider if provider in _CLOUDS else ""


def is_glyph(technology: str) -> bool:
    """Say whether a technology is a sign of no product, or none at all.

    >>> is_glyph("mlarch.nodes.Queue"), is_glyph("mlarch.nodes.Feast"), is_glyph("")
    (True, False, True)
    """
    known = known_technology(technology)
    return known is None or known.provider == "generic"


def named_provider(cluster: ClusterData) -> str:
    """Return the provider that a cluster stands for as a whole, empty where it stands for none."""
    by_brand = {provider.brand: id for id, provider in PROVIDERS.items() if id != "oss"}
    return provider_called(cluster.label) or by_brand.get(cluster.technology, "")


def source_of(arch: Architecture) -> str:
    """Return the provider that an architecture names, else the cloud that most of it belongs to.

    Where nothing belongs to a cloud it is "oss", or empty where there is no product that could.
    """
    if arch.provider in PROVIDERS:
        return arch.provider
    items: list[Node | ClusterData] = [*arch.nodes.values(), *arch.clusters.values()]
    found = Counter(cloud for item in items if (cloud := cloud_of(item.technology)))
    found.update(name for cluster in arch.clusters.values() if (name := named_provider(cluster)))
    if found:
        return found.most_common(1)[0][0]
    return "" if all(is_glyph(item.technology) for item in items) else "oss"
