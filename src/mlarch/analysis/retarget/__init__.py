"""Move an architecture to another provider: the same roles, the products of that provider."""

from __future__ import annotations

from dataclasses import dataclass

from mlarch.analysis.retarget.marks import DIFFERENT, SIMILAR
from mlarch.analysis.retarget.moving import moved
from mlarch.analysis.retarget.report import RESULTS, Outcome, RetargetReport
from mlarch.catalog.providers import PROVIDERS
from mlarch.errors import UnknownNameError, did_you_mean
from mlarch.model import Architecture

__all__ = ["DIFFERENT", "RESULTS", "SIMILAR", "Outcome", "RetargetReport", "Retargeted", "retarget"]


@dataclass(frozen=True)
class Retargeted:
    """An architecture on another provider, and what became of each of its parts."""

    architecture: Architecture
    report: RetargetReport


def retarget(arch: Architecture, provider: str) -> Retargeted:
    """Return `arch` with the products of `provider` ("gcp", "aws", "azure" or "oss") in place of others.

    Ids, edges, flows and what stands in which cluster stay; so do labels that name no product, and
    parts that belong to no provider. On the provider it is already on nothing changes.

    Raises:
        UnknownNameError: where there is no such provider.
    """
    if provider not in PROVIDERS:
        hint = did_you_mean(provider, PROVIDERS) or f" There are {', '.join(PROVIDERS)}."
        raise UnknownNameError(f"unknown provider '{provider}'.{hint}")
    architecture, outcomes, source = moved(arch, provider)
    return Retargeted(architecture, RetargetReport(arch.name, source, provider, outcomes))
