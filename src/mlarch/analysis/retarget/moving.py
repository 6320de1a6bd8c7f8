"""Carry every part of an architecture over to another provider, one outcome each."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, TypeVar

from mlarch import catalog
from mlarch.analysis.retarget.choice import GLOBAL, Choice, choose, spans_regions, worst
from mlarch.analysis.retarget.marks import marked, styled
from mlarch.analysis.retarget.names import credited, entitled, noted, renamed
from mlarch.analysis.retarget.origin import (
    cloud_of,
    is_glyph,
    known_technology,
    named_provider,
    source_of,
)
from mlarch.analysis.retarget.report import Outcome
from mlarch.catalog import Equivalent
from mlarch.catalog.providers import PROVIDERS
from mlarch.model import Architecture, ClusterData, Node

__all__ = ["moved"]

Item = TypeVar("Item", Node, ClusterData)


@dataclass(frozen=True)
class _Journey:
    """The way of an architecture: `source` is a cloud, "oss" where it is on none, or empty."""

    arch: Architecture
    source: str
    target: str

    @property
    def to(self) -> str:
        return PROVIDERS[self.target].name


def moved(arch: Architecture, target: str) -> tuple[Architecture, tuple[Outcome, ...], str]:
    """Return the architecture on `target`, what became of each part, and where it was before."""
    journey = _Journey(arch, source_of(arch), target)
    clusters = [_cluster(journey, cluster) for cluster in arch.clusters.values()]
    nodes = [_moved(journey, node, "node") for node in arch.nodes.values()]
    outcomes = tuple(o for _, o in (*clusters, *nodes) if o is not None)
    if all(outcome.result != "replaced" for outcome in outcomes):
        return arch, outcomes, journey.source
    items: list[Node | ClusterData] = [*(cluster for cluster, _ in clusters), *(node for node, _ in nodes)]
    changed = arch.replace(
        title=entitled(arch.title, journey.source, target),
        summary=entitled(arch.summary, journey.source, target),
        credit=credited(arch.credit, journey.source, target),
        notes=noted(arch.notes, journey.source, target),
        provider=target,
        styles=styled(arch.styles, items),
        clusters=[cluster for cluster, _ in clusters],
        nodes=[node for node, _ in nodes],
    )
    return changed, outcomes, journey.source


def _cluster(journey: _Journey, cluster: ClusterData) -> tuple[ClusterData, Outcome | None]:
    provider = named_provider(cluster)
    if provider and provider != journey.target:
        return _rebranded(journey, cluster, provider)
    if not cluster.technology or provider:
        return cluster, None
    return _moved(journey, cluster, "cluster")


def _rebranded(journey: _Journey, cluster: ClusterData, provider: str) -> tuple[ClusterData, Outcome]:
    """Return a cluster that stands for a provider with the name and the icon of another."""
    has_brand = cluster.technology == PROVIDERS[provider].brand
    technology = PROVIDERS[journey.target].brand if has_brand else cluster.technology
    is_name = named_provider(dataclasses.replace(cluster, technology="")) != ""
    label = journey.to if is_name else cluster.label
    outcome = Outcome(
        id=cluster.id,
        what="cluster",
        result="replaced",
        before=PROVIDERS[provider].name,
        after=journey.to,
        technology=technology,
        fidelity="same",
    )
    return dataclasses.replace(cluster, label=label, technology=technology), outcome


def _moved(journey: _Journey, item: Item, what: str) -> tuple[Item, Outcome]:
    roles = _roles(item)
    reason = _reason_to_stay(journey, item, roles)
    if reason:
        return item, _left(item, what, "stays", roles, reason)
    role = next((role for role in roles if role in catalog.equivalents()), "")
    if not role:
        return item, _without_table(item, what, roles)
    cloud = cloud_of(item.technology)
    variant = GLOBAL if role == "load-balancer" and spans_regions(journey.arch, item.id) else ""
    choice = choose(role, item.technology, cloud or "oss", journey.target, variant)
    if choice is None:
        reason = f"{_label(item)} is not in the table of its role, '{role}'."
        return item, _left(item, what, "no-equivalent", roles, reason)
    if not choice.new.technology:
        return item, _left(item, what, "no-equivalent", roles, choice.new.sentence, choice.new)
    if not cloud and not cloud_of(choice.new.technology):
        reason = f"{_label(item)} runs with {journey.to} as it does anywhere."
        return item, _left(item, what, "stays", roles, reason)
    return _replaced(item, what, role, choice)


def _roles(item: Node | ClusterData) -> tuple[str, ...]:
    """Return the roles of something, the one written by its author first."""
    written = item.role if isinstance(item, Node) else ""
    return tuple(dict.fromkeys(filter(None, (written, catalog.role_of(item.technology)))))


def _reason_to_stay(journey: _Journey, item: Node | ClusterData, roles: tuple[str, ...]) -> str:
    """Return why something belongs where the architecture goes already, empty where it does not."""
    known, cloud = catalog.anywhere(), cloud_of(item.technology)
    people = next((known.people[role] for role in roles if role in known.people), "")
    if people or item.technology in known.technologies:
        return people or known.technologies[item.technology]
    if cloud:
        return f"It is a product of {journey.to} already." if cloud == journey.target else ""
    own = next((known.roles[role] for role in roles if role in known.roles), "")
    if own or not (item.technology or any(role in catalog.equivalents() for role in roles)):
        return own
    if journey.source not in ("oss", ""):
        return f"{_label(item)} is run by oneself, which {journey.to} allows as well."
    if journey.target == "oss":
        return f"{_label(item)} belongs to no cloud."
    in_table = any(role in catalog.equivalents() for role in roles)
    return "" if in_table else f"{_label(item)} runs with {journey.to} as it does anywhere."


def _label(item: Node | ClusterData) -> str:
    known = known_technology(item.technology)
    return known.label if known else item.label or item.id


def _without_table(item: Node | ClusterData, what: str, roles: tuple[str, ...]) -> Outcome:
    known = [role for role in roles if role in catalog.ROLES]
    if known:
        reason = f"There is no table of equivalents for the role '{known[0]}'."
        return _left(item, what, "no-equivalent", roles, reason)
    if roles:
        return _left(item, what, "unknown-role", roles, f"The role '{roles[0]}' is unknown.")
    reason = f"The role of {_label(item)} is unknown: write 'role'."
    return _left(item, what, "unknown-role", roles, reason)


def _left(
    item: Node | ClusterData,
    what: str,
    result: str,
    roles: tuple[str, ...],
    reason: str,
    cell: Equivalent | None = None,
) -> Outcome:
    return Outcome(
        id=item.id,
        what=what,
        result=result,
        role=next(iter(roles), ""),
        before=_label(item),
        technology=item.technology,
        reasons=(reason,),
        sources=(cell.source,) if cell else (),
        checked=cell.checked if cell else "",
    )


def _replaced(item: Item, what: str, role: str, choice: Choice) -> tuple[Item, Outcome]:
    own, new = choice.own, choice.new
    fidelity, reasons = _compared(item, role, choice)
    old, also = own.product if own else "", _names(item, own)
    outcome = Outcome(
        id=item.id,
        what=what,
        result="replaced",
        role=role,
        before=own.product if own else _label(item),
        after=new.product,
        technology=new.technology,
        fidelity=fidelity,
        reasons=reasons,
        sources=tuple(cell.source for cell in (own, new) if cell),
        checked=new.checked,
        note=new.note,
    )
    fields: dict[str, Any] = {
        "label": renamed(item.label, old, also, new.product),
        "description": renamed(item.description, old, also, new.product),
        "technology": new.technology,
        "tags": marked(item.tags, fidelity),
    }
    if isinstance(item, Node) and not item.role and catalog.role_of(new.technology) != role:
        fields["role"] = role  # the new technology no longer tells it
    return dataclasses.replace(item, **fields), outcome


def _compared(item: Node | ClusterData, role: str, choice: Choice) -> tuple[str, tuple[str, ...]]:
    """Return how nearly the same the new product is, and why it is not."""
    own, new = choice.own, choice.new
    reasons = [f"{cell.product}: {cell.sentence}" for cell in (own, new) if cell and cell.sentence]
    if own or is_glyph(item.technology):
        return worst([own.fidelity if own else "same", new.fidelity]), tuple(reasons)
    reasons.append(f"{_label(item)}: compared by its role alone, '{role}'.")
    return worst(["similar", new.fidelity]), tuple(reasons)


def _names(item: Node | ClusterData, own: Equivalent | None) -> tuple[str, ...]:
    """Return what else the product of a part is called; a glyph of no product has no name."""
    known = known_technology(item.technology)
    label = () if known is None or is_glyph(item.technology) else (known.label,)
    return (*own.names, *label) if own else label
