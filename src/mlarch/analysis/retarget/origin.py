"""Find the provider of a technology, of a cluster and of an architecture."""

from __future__ import annotations

from collections import Counter

from mlarch import catalog
from mlarch.catalog import Technology
from mlarch.catalog.providers import PROVIDERS, provider_called
from mlarch.model import Architecture, ClusterData, Node

__all__ = ["cloud_of", "is_glyph", "known_technology", "named_provider", "source_of"]

_CLOUDS = {*PROVIDERS, "alibabacloud", "digitalocean", "ibm", "oci", "outscale"} - {"oss"}
_OWNERS = {"firebase": "gcp"}


def known_technology(path: str) -> Technology | None:
    """Return the technology of a dotted path, None if it is not in the catalog."""
    return catalog.get(path) if catalog.knows(path) else None


def cloud_of(technology: str) -> str:
    """Return the cloud that offers a technology, empty if it runs anywhere.

    >>> cloud_of("gcp.database.SQL"), cloud_of("onprem.network.Nginx")
    ('gcp', '')
    """
    known = known_technology(technology)
    provider = known.provider if known else ""
    provider = _OWNERS.get(provider, provider)
    return provider if provider in _CLOUDS else ""


def is_glyph(technology: str) -> bool:
    """Return True if a technology is a generic symbol, or missing.

    >>> is_glyph("mlarch.nodes.Queue"), is_glyph("mlarch.nodes.Feast"), is_glyph("")
    (True, False, True)
    """
    known = known_technology(technology)
    return known is None or known.provider == "generic"


def named_provider(cluster: ClusterData) -> str:
    """Return the provider that a cluster represents, empty if it is not one."""
    by_brand = {provider.brand: id for id, provider in PROVIDERS.items() if id != "oss"}
    return provider_called(cluster.label) or by_brand.get(cluster.technology, "")


def source_of(arch: Architecture) -> str:
    """Return the provider that is set, by default the most frequent cloud.

    It is "oss" if there are only self-managed products, and empty if there are no products.
    """
    if arch.provider in PROVIDERS:
        return arch.provider
    items: list[Node | ClusterData] = [*arch.nodes.values(), *arch.clusters.values()]
    clouds = Counter(cloud for item in items if (cloud := cloud_of(item.technology)))
    clouds.update(name for cluster in arch.clusters.values() if (name := named_provider(cluster)))
    if clouds:
        return clouds.most_common(1)[0][0]
    return "" if all(is_glyph(item.technology) for item in items) else "oss"
