"""List the providers that an architecture can be retargeted to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

__all__ = ["PROVIDERS", "Provider", "ProviderId", "provider_called"]

ProviderId = Literal["gcp", "aws", "azure", "oss"]


@dataclass(frozen=True, kw_only=True)
class Provider:
    """A cloud, or open source software that runs on Kubernetes.

    `brand` is the technology whose icon is the provider's logo. `spellings` are its names in titles
    and labels, the longest first.
    """

    name: str
    brand: str
    spellings: tuple[str, ...]


PROVIDERS: Mapping[str, Provider] = MappingProxyType(
    {
        "gcp": Provider(
            name="Google Cloud",
            brand="gcp.GCP",
            spellings=("Google Cloud Platform", "Google Cloud", "GCP"),
        ),
        "aws": Provider(name="AWS", brand="aws.AWS", spellings=("Amazon Web Services", "AWS Cloud", "AWS")),
        "azure": Provider(
            name="Azure", brand="azure.Azure", spellings=("Microsoft Azure", "Azure Cloud", "Azure")
        ),
        "oss": Provider(
            name="Kubernetes and open source", brand="k8s.K8S", spellings=("Kubernetes and open source",)
        ),
    }
)
"""Every provider by its id, in the order in which lists show them."""

_IDS = {spelling.lower(): id for id, provider in PROVIDERS.items() for spelling in provider.spellings}


def provider_called(label: str) -> str:
    """Return the id of the provider with this name, or '' if there is none.

    >>> provider_called("Amazon Web Services"), provider_called("Frontend")
    ('aws', '')
    """
    return _IDS.get(label.strip().lower(), "")
