"""Move an architecture to the products of another provider."""

from __future__ import annotations

from dataclasses import dataclass

from mlarch.analysis.retarget.marks import DIFFERENT, SIMILAR
from mlarch.analysis.retarget.moving import move
from mlarch.analysis.retarget.report import RESULTS, Outcome, RetargetReport
from mlarch.catalog.providers import PROVIDERS
from mlarch.errors import UnknownNameError, did_you_mean
from mlarch.model import Architecture

__all__ = ["DIFFERENT", "RESULTS", "SIMILAR", "Outcome", "RetargetReport", "Retargeted", "retarget"]


@dataclass(frozen=True)
class Retargeted:
    """An architecture on another provider, with a report on its nodes and clusters."""

    architecture: Architecture
    report: RetargetReport


def retarget(arch: Architecture, provider: str) -> Retargeted:
    """Return an architecture with the products of another provider.

    `provider` is an id of `PROVIDERS`. Ids, edges, flows and nesting stay. So do labels that name no
    product, and nodes and clusters that belong to no provider.

    Raises:
        UnknownNameError: if there is no such provider.
    """
    if provider not in PROVIDERS:
        hint = did_you_mean(provider, PROVIDERS) or f" There are {', '.join(PROVIDERS)}."
        raise UnknownNameError(f"unknown provider '{provider}'.{hint}")
    architecture, outcomes, source = move(arch, provider)
    return Retargeted(architecture, RetargetReport(arch.name, source, provider, outcomes))
