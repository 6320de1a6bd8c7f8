"""Match drawn nodes with deployed ones.

The methods, in order: names in the document, ids, roles, labels, technologies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mlarch.analysis.drift.scope import is_expected, is_person
from mlarch.analysis.roles import CLIENTS, role_of
from mlarch.errors import DocumentError, did_you_mean
from mlarch.model import Architecture, Node, slug

__all__ = ["GENERIC", "Matching", "match_nodes"]

GENERIC = frozenset(
    (
        *("mlarch.nodes.Container", "mlarch.nodes.Application", "k8s.compute.Deploy", "k8s.compute.Pod"),
        *("k8s.compute.STS", "k8s.compute.DS", "k8s.compute.RS", "k8s.compute.Job", "k8s.compute.Cronjob"),
        *("k8s.network.SVC", "k8s.others.CRD"),
    )
)
"""The technologies that an import falls back to; they do not identify a node."""


@dataclass
class Matching:
    """The deployed node of each drawn node.

    `pairs` maps drawn ids to deployed ids, `methods` tells how each pair was matched, and `unsure`
    lists the candidates of the nodes that have several.
    """

    pairs: dict[str, str] = field(default_factory=dict)
    methods: dict[str, str] = field(default_factory=dict)
    unsure: dict[str, list[str]] = field(default_factory=dict)

    def add(self, drawn: str, deployed: str, method: str) -> None:
        self.pairs[drawn] = deployed
        self.methods[drawn] = method

    @property
    def matched(self) -> set[str]:
        """The deployed nodes that have a drawn node."""
        return {*self.pairs.values()}

    @property
    def candidates(self) -> set[str]:
        """The deployed nodes that may belong to a drawn node."""
        return {id for candidates in self.unsure.values() for id in candidates}


def match_nodes(drawn: Architecture, deployed: Architecture) -> Matching:
    """Return which deployed node each drawn node is.

    Raises:
        DocumentError: if the document names a node that is not drawn.
    """
    return _Matcher(drawn, deployed).run()


class _Matcher:
    """One run of the matching, each method on the nodes that the previous ones left."""

    def __init__(self, drawn: Architecture, deployed: Architecture) -> None:
        self.drawn, self.deployed = drawn, deployed
        self.matching = Matching()

    def run(self) -> Matching:
        names = _names_in_document(self.drawn)
        for id, name in names.items():
            if name in self.deployed.nodes:
                self.matching.add(id, name, "document")
        expected = [id for id in self.drawn.nodes if id not in names and is_expected(self.drawn, id)]
        for method in (self._by_id, self._by_role, self._by_label, self._by_technology):
            matched = self.matching.matched
            method(
                {id: self.drawn.nodes[id] for id in expected if id not in self.matching.pairs},
                {id: node for id, node in self.deployed.nodes.items() if id not in matched},
            )
        return self.matching

    def _by_id(self, drawn: Mapping[str, Node], deployed: Mapping[str, Node]) -> None:
        for id in drawn:
            if id in deployed:
                self.matching.add(id, id, "id")

    def _by_role(self, drawn: Mapping[str, Node], deployed: Mapping[str, Node]) -> None:
        """Match the first client: an import draws at most one."""
        people = [id for id, node in deployed.items() if is_person(node)]
        clients = [id for id, node in drawn.items() if role_of(node) in CLIENTS]
        if people and clients:
            self.matching.add(clients[0], people[0], "role")

    def _by_label(self, drawn: Mapping[str, Node], deployed: Mapping[str, Node]) -> None:
        by_name: dict[str, list[str]] = {}
        for id, node in deployed.items():
            for name in {_normalised(id), _normalised(node.label)}:
                by_name.setdefault(name, []).append(id)
        for id, node in drawn.items():
            names = (_normalised(node.label), _normalised(id))
            candidates = dict.fromkeys(other for name in names for other in by_name.get(name, ()))
            unmatched = [other for other in candidates if other not in self.matching.matched]
            if len(unmatched) == 1:
                self.matching.add(id, unmatched[0], "label")

    def _by_technology(self, drawn: Mapping[str, Node], deployed: Mapping[str, Node]) -> None:
        """Match the only two nodes of a technology; more of them are unsure."""
        candidates = _by_specific_technology(deployed)
        for technology, ids in _by_specific_technology(drawn).items():
            others = candidates.get(technology, [])
            if len(ids) == len(others) == 1:
                self.matching.add(ids[0], others[0], "technology")
            elif others:
                self.matching.unsure.update(dict.fromkeys(ids, others))


def _names_in_document(drawn: Architecture) -> dict[str, str]:
    """Return the names under `deployed`: `{web: nginx}` or `{web: {name: nginx}}`."""
    names, problems = {}, []
    for id, value in drawn.deployed.items():
        if id not in drawn.nodes:
            problems.append(f"{drawn.name}: deployed: unknown node '{id}'.{did_you_mean(id, drawn.nodes)}")
            continue
        name = value.get("name") if isinstance(value, Mapping) else value
        if isinstance(name, str) and name:
            names[id] = name
        elif not isinstance(value, Mapping):
            problems.append(f"{drawn.name}: deployed: '{id}' must be a name or a mapping, not {value!r}")
    if problems:
        raise DocumentError(problems)
    return names


def _by_specific_technology(nodes: Mapping[str, Node]) -> dict[str, list[str]]:
    """Return the ids by technology, without people and generic technologies."""
    groups: dict[str, list[str]] = {}
    for id, node in nodes.items():
        if node.technology and node.technology not in GENERIC and not is_person(node):
            groups.setdefault(node.technology, []).append(id)
    return groups


def _normalised(text: str) -> str:
    return slug(text).replace("-", "").replace("_", "")
