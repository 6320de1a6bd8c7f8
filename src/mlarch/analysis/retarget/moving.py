"""Move every node and cluster to another provider."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from mlarch import catalog
from mlarch.analysis.retarget.choice import GLOBAL, Choice, choose, spans_regions, worst
from mlarch.analysis.retarget.marks import marked_styles, marked_tags
from mlarch.analysis.retarget.origin import cloud_of, is_glyph, known_technology, named_provider, source_of
from mlarch.analysis.retarget.report import Outcome
from mlarch.analysis.retarget.texts import (
    rename_product,
    rename_provider,
    retargeted_credit,
    retargeted_notes,
)
from mlarch.catalog import Equivalent
from mlarch.catalog.providers import PROVIDERS, ProviderId
from mlarch.model import Architecture, ClusterData, Node

__all__ = ["move"]

Item = TypeVar("Item", Node, ClusterData)


@dataclass(frozen=True)
class _Move:
    """An architecture on its way from `source`, which may be empty, to `target`."""

    arch: Architecture
    source: str
    target: str

    @property
    def target_name(self) -> str:
        return PROVIDERS[self.target].name


def move(arch: Architecture, target: str) -> tuple[Architecture, tuple[Outcome, ...], str]:
    """Return the architecture on `target`, the outcomes and the old provider."""
    context = _Move(arch, source_of(arch), target)
    clusters = [_moved_cluster(context, cluster) for cluster in arch.clusters.values()]
    nodes = [_moved(context, node, "node") for node in arch.nodes.values()]
    outcomes = tuple(outcome for _, outcome in (*clusters, *nodes) if outcome is not None)
    if all(outcome.result != "replaced" for outcome in outcomes):
        return arch, outcomes, context.source
    items: list[Node | ClusterData] = [*(cluster for cluster, _ in clusters), *(node for node, _ in nodes)]
    changed = arch.replace(
        title=rename_provider(arch.title, context.source, target),
        summary=rename_provider(arch.summary, context.source, target),
        credit=retargeted_credit(arch.credit, context.source, target),
        notes=retargeted_notes(arch.notes, context.source, target),
        provider=cast("ProviderId", target),
        styles=marked_styles(arch.styles, items),
        clusters=[cluster for cluster, _ in clusters],
        nodes=[node for node, _ in nodes],
    )
    return changed, outcomes, context.source


def _moved_cluster(context: _Move, cluster: ClusterData) -> tuple[ClusterData, Outcome | None]:
    provider = named_provider(cluster)
    if provider and provider != context.target:
        return _rebranded(context, cluster, provider)
    if not cluster.technology or provider:
        return cluster, None
    return _moved(context, cluster, "cluster")


def _rebranded(context: _Move, cluster: ClusterData, provider: str) -> tuple[ClusterData, Outcome]:
    """Return the cluster of a provider with the name and icon of the target."""
    has_brand = cluster.technology == PROVIDERS[provider].brand
    technology = PROVIDERS[context.target].brand if has_brand else cluster.technology
    has_name = named_provider(dataclasses.replace(cluster, technology="")) != ""
    label = context.target_name if has_name else cluster.label
    outcome = Outcome(
        id=cluster.id,
        what="cluster",
        result="replaced",
        before=PROVIDERS[provider].name,
        after=context.target_name,
        technology=technology,
        fidelity="same",
    )
    return dataclasses.replace(cluster, label=label, technology=technology), outcome


def _moved(context: _Move, item: Item, what: str) -> tuple[Item, Outcome]:
    roles = _roles(item)
    reason = _reason_to_stay(context, item, roles)
    if reason:
        return item, _kept(item, what, "stays", roles, reason)
    role = next((role for role in roles if role in catalog.equivalents()), "")
    if not role:
        return item, _without_table(item, what, roles)
    cloud = cloud_of(item.technology)
    variant = GLOBAL if role == "load-balancer" and spans_regions(context.arch, item.id) else ""
    choice = choose(role, item.technology, cloud or "oss", context.target, variant)
    if choice is None:
        reason = f"{_product(item)} is not in the table of its role, '{role}'."
        return item, _kept(item, what, "no-equivalent", roles, reason)
    if not choice.new.technology:
        return item, _kept(item, what, "no-equivalent", roles, choice.new.sentence, choice.new)
    if not cloud and not cloud_of(choice.new.technology):
        return item, _kept(item, what, "stays", roles, _runs_anywhere(context, item))
    return _replaced(item, what, role, choice)


def _roles(item: Node | ClusterData) -> tuple[str, ...]:
    """Return the roles of a node or cluster, its own before that of its technology."""
    own = item.role if isinstance(item, Node) else ""
    return tuple(dict.fromkeys(filter(None, (own, catalog.role_of(item.technology)))))


def _reason_to_stay(context: _Move, item: Node | ClusterData, roles: tuple[str, ...]) -> str:
    """Return why a node or cluster fits the target already, empty if it does not."""
    anywhere, cloud = catalog.provider_neutral(), cloud_of(item.technology)
    people = next((anywhere.people[role] for role in roles if role in anywhere.people), "")
    if people or item.technology in anywhere.technologies:
        return people or anywhere.technologies[item.technology]
    if cloud:
        return f"It is a product of {context.target_name} already." if cloud == context.target else ""
    neutral = next((anywhere.roles[role] for role in roles if role in anywhere.roles), "")
    has_table = any(role in catalog.equivalents() for role in roles)
    if neutral or not (item.technology or has_table):
        return neutral
    if context.source not in ("oss", ""):
        return f"{_product(item)} is self-managed, which {context.target_name} also allows."
    if context.target == "oss":
        return f"{_product(item)} belongs to no cloud."
    return "" if has_table else _runs_anywhere(context, item)


def _runs_anywhere(context: _Move, item: Node | ClusterData) -> str:
    return f"{_product(item)} runs on {context.target_name} as on any other provider."


def _product(item: Node | ClusterData) -> str:
    known = known_technology(item.technology)
    return known.label if known else item.label or item.id


def _without_table(item: Node | ClusterData, what: str, roles: tuple[str, ...]) -> Outcome:
    known = [role for role in roles if role in catalog.ROLES]
    if known:
        reason = f"There is no table of equivalents for the role '{known[0]}'."
        return _kept(item, what, "no-equivalent", roles, reason)
    if roles:
        return _kept(item, what, "unknown-role", roles, f"The role '{roles[0]}' is unknown.")
    reason = f"The role of {_product(item)} is unknown: write 'role'."
    return _kept(item, what, "unknown-role", roles, reason)


def _kept(
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
        before=_product(item),
        technology=item.technology,
        reasons=(reason,),
        sources=(cell.source,) if cell else (),
        checked=cell.checked if cell else "",
    )


def _replaced(item: Item, what: str, role: str, choice: Choice) -> tuple[Item, Outcome]:
    own, new = choice.own, choice.new
    fidelity, reasons = _compared(item, role, choice)
    name, aliases = own.product if own else "", _aliases(item, own)
    outcome = Outcome(
        id=item.id,
        what=what,
        result="replaced",
        role=role,
        before=own.product if own else _product(item),
        after=new.product,
        technology=new.technology,
        fidelity=fidelity,
        reasons=reasons,
        sources=tuple(cell.source for cell in (own, new) if cell),
        checked=new.checked,
        note=new.note,
    )
    fields: dict[str, Any] = {
        "label": rename_product(item.label, name, aliases, new.product),
        "description": rename_product(item.description, name, aliases, new.product),
        "technology": new.technology,
        "tags": marked_tags(item.tags, fidelity),
    }
    if isinstance(item, Node) and not item.role and catalog.role_of(new.technology) != role:
        fields["role"] = role  # the new technology implies another role
    return dataclasses.replace(item, **fields), outcome


def _compared(item: Node | ClusterData, role: str, choice: Choice) -> tuple[str, tuple[str, ...]]:
    """Return the fidelity of a replacement, and the reasons if it is not the same."""
    own, new = choice.own, choice.new
    reasons = [f"{cell.product}: {cell.sentence}" for cell in (own, new) if cell and cell.sentence]
    if own or is_glyph(item.technology):
        return worst([own.fidelity if own else "same", new.fidelity]), tuple(reasons)
    reasons.append(f"{_product(item)}: compared only by its role, '{role}'.")
    return worst(["similar", new.fidelity]), tuple(reasons)


def _aliases(item: Node | ClusterData, own: Equivalent | None) -> tuple[str, ...]:
    """Return the other names of a product; a generic symbol has none."""
    known = known_technology(item.technology)
    label = () if known is None or is_glyph(item.technology) else (known.label,)
    return (*own.names, *label) if own else label
