"""Compare the facts of a drawn node with those of its deployed one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mlarch import catalog
from mlarch.analysis.drift.matching import GENERIC
from mlarch.analysis.drift.report import Mismatch
from mlarch.analysis.drift.scope import is_person
from mlarch.model import Architecture, Node
from mlarch.model.frozen import thaw

__all__ = ["node_mismatches"]

_FACTS = ("image", "ports", "scales", "model", "canary")


def node_mismatches(
    drawn: Architecture, deployed: Architecture, id: str, deployed_id: str
) -> Iterator[Mismatch]:
    """Yield the facts that differ between a drawn node and its deployed one."""
    node, other = drawn.nodes[id], deployed.nodes[deployed_id]
    facts, deployed_facts = _facts(drawn, id), _facts(deployed, deployed_id)
    for fact in _FACTS:
        value, deployed_value = facts.get(fact), deployed_facts.get(fact)
        is_known = fact in facts or (fact == "ports" and facts)
        if is_known and value != deployed_value:
            yield Mismatch(id, fact, _text(value), _text(deployed_value))
    if facts.get("image") == deployed_facts.get("image") and _differs_in_technology(node, other):
        products = (catalog.get(each.technology).label for each in (node, other))
        yield Mismatch(id, "technology", *products)
    if node.replicas != other.replicas and not is_person(node) and "autoscaled" not in other.tags:
        yield Mismatch(id, "replicas", str(node.replicas), str(other.replicas))


def _differs_in_technology(node: Node, other: Node) -> bool:
    is_known = node.technology and other.technology and other.technology not in GENERIC
    return bool(is_known) and node.technology != other.technology


def _facts(arch: Architecture, id: str) -> Mapping[str, Any]:
    """Return the facts that an import recorded about a node."""
    value = arch.deployed.get(id)
    return dict(thaw(value)) if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
