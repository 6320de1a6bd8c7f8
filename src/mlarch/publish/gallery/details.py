"""Collect the details of an architecture for its page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from mlarch import catalog
from mlarch.analysis.retarget import Outcome, Retargeted, retarget
from mlarch.catalog.providers import PROVIDERS
from mlarch.errors import UnknownNameError
from mlarch.model import Architecture, ClusterData, EdgeData, Node

__all__ = [
    "Flow",
    "FlowStep",
    "flows",
    "item_details",
    "labels",
    "retargeted",
    "roles",
    "technologies",
    "technology",
]

Item = Node | ClusterData | EdgeData


@dataclass(frozen=True)
class FlowStep:
    """A step of a flow: the key of its edge, the labels of its ends and of the edge."""

    edge: str
    source: str
    target: str
    label: str


@dataclass(frozen=True)
class Flow:
    """A named path through an architecture."""

    name: str
    steps: tuple[FlowStep, ...]


def flows(arch: Architecture) -> tuple[Flow, ...]:
    """Return the flows of an architecture, with labels."""
    names = labels(arch)
    return tuple(
        Flow(
            name,
            tuple(
                FlowStep(key, names[source], names[target], arch.edges[key].label)
                for key, (source, target) in zip(arch.flow_edges(name), pairwise(path), strict=True)
            ),
        )
        for name, path in arch.flows.items()
    )


def labels(arch: Architecture) -> dict[str, str]:
    """Return the label of every node and cluster by id."""
    items: list[Node | ClusterData] = [*arch.nodes.values(), *arch.clusters.values()]
    return {item.id: " ".join(item.label.split()) or item.id for item in items}


def retargeted(arch: Architecture) -> dict[str, Retargeted]:
    """Return the architecture on each provider."""
    return {provider: retarget(arch, provider) for provider in PROVIDERS}


def item_details(arch: Architecture, on_providers: Mapping[str, Retargeted]) -> dict[str, dict[str, Any]]:
    """Return the details of each node, cluster and edge by its id, as a JSON value."""
    names = labels(arch)
    outcomes = {
        provider: {outcome.id: outcome for outcome in target.report.outcomes}
        for provider, target in on_providers.items()
    }
    items: list[Item] = [*arch.nodes.values(), *arch.clusters.values(), *arch.edges.values()]
    return {item.id: _details(arch, item, names, outcomes) for item in items}


def _details(
    arch: Architecture, item: Item, names: Mapping[str, str], outcomes: Mapping[str, Mapping[str, Outcome]]
) -> dict[str, Any]:
    is_edge = isinstance(item, EdgeData)
    details = {
        "label": _label(item, names),
        "facts": [[name, text] for name, text in _facts(item) if text],
        "neighbors": [] if is_edge else [*_neighbors(arch, item.id, names)],
        "equivalents": [] if is_edge else [*_equivalents(item.id, outcomes)],
        "link": item.link,
    }
    return {key: value for key, value in details.items() if value}


def _label(item: Item, names: Mapping[str, str]) -> str:
    return (
        f"{names[item.source]} \u2192 {names[item.target]}" if isinstance(item, EdgeData) else names[item.id]
    )


def _facts(item: Item) -> Iterator[tuple[str, str]]:
    if isinstance(item, EdgeData):
        yield "Label", item.label
    if isinstance(item, Node):
        yield "Role", _role(item.role)
        yield "Technology", technology(item.technology)
        yield "Replicas", "" if item.replicas == 1 else str(item.replicas)
    else:
        yield "Kind", item.kind.replace("-", " ")
    if not isinstance(item, ClusterData):
        yield "Status", "" if item.status == "existing" else item.status
    yield from (("Description", item.description), ("Tags", ", ".join(item.tags)))


def _role(role: str) -> str:
    meaning = catalog.ROLES.get(role, "")
    name = role.replace("-", " ")
    return f"{name}: {meaning}" if meaning else name


def technology(path: str) -> str:
    """Return the name of a technology, empty for a blank node."""
    try:
        label = catalog.get(path).label if path else ""
    except UnknownNameError:
        return path
    return "" if label == "Blank" else label


def _neighbors(arch: Architecture, id: str, names: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield direction, label, id, edge label and edge id of each neighbor."""
    for edge in arch.edges.values():
        if id == edge.source:
            yield ["to", names[edge.target], edge.target, edge.label, edge.id]
        elif id == edge.target:
            yield ["from", names[edge.source], edge.source, edge.label, edge.id]


def _equivalents(id: str, outcomes: Mapping[str, Mapping[str, Outcome]]) -> Iterator[list[str]]:
    """Yield provider, product, fidelity and differences on other providers."""
    for provider, by_id in outcomes.items():
        outcome = by_id.get(id)
        if outcome is None or outcome.result not in ("replaced", "no-equivalent"):
            continue
        product = outcome.after if outcome.result == "replaced" else "no equivalent"
        yield [
            PROVIDERS[provider].name,
            product,
            outcome.fidelity,
            " ".join((*outcome.reasons, outcome.note)).strip(),
        ]


def roles(arch: Architecture) -> list[str]:
    """Return the roles in an architecture."""
    return sorted({node.role for node in arch.nodes.values() if node.role})


def technologies(arch: Architecture) -> list[str]:
    """Return the names of the technologies in an architecture."""
    return sorted({name for node in arch.nodes.values() if (name := technology(node.technology))})
