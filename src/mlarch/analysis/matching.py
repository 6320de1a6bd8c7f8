"""Bind what is drawn to what is deployed: by word of the document, by id, by label, by technology."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mlarch import catalog
from mlarch.analysis.reachability import OUTSIDE
from mlarch.errors import DocumentError, did_you_mean
from mlarch.model import Architecture, slug

__all__ = ["Binding", "bind", "is_ignored"]

# What an import draws where it does not know the technology: it says nothing of what a part is.
PLAIN = frozenset(
    (
        *("mlarch.nodes.Container", "mlarch.nodes.Application", "k8s.compute.Deploy", "k8s.compute.Pod"),
        *("k8s.compute.STS", "k8s.compute.DS", "k8s.compute.RS", "k8s.compute.Job", "k8s.compute.Cronjob"),
        *("k8s.network.SVC", "k8s.others.CRD"),
    )
)
_PEOPLE = frozenset((*OUTSIDE, "developer", "operator", "labeler"))
_NOT_DEPLOYED = ("planned", "external")


@dataclass
class Binding:
    """Which node stands for which.

    `pairs` is by drawn id, `how` says by what each was found, `unsure` the guesses that were not made.
    """

    pairs: dict[str, str] = field(default_factory=dict)
    how: dict[str, str] = field(default_factory=dict)
    unsure: dict[str, list[str]] = field(default_factory=dict)

    def add(self, drawn: str, deployed: str, how: str) -> None:
        self.pairs[drawn] = deployed
        self.how[drawn] = how


def bind(drawn: Architecture, deployed: Architecture) -> Binding:
    """Return which deployed node each drawn one stands for.

    Raises:
        DocumentError: where the document binds a node that is not in it.
    """
    binding = Binding()
    said = _said(drawn)
    for id, name in said.items():
        if name in deployed.nodes:
            binding.add(id, name, "document")
    left = [id for id in drawn.nodes if id not in said and _is_expected(drawn, id)]
    _by_id(binding, left, drawn, deployed)
    _by_label(binding, left, drawn, deployed)
    _by_technology(binding, left, drawn, deployed)
    return binding


def is_ignored(arch: Architecture, id: str) -> bool:
    """Say whether a document tells to leave a node or edge out of the comparison.

    >>> is_ignored(Architecture(name="a", ignore=["debug-*"]), "debug-shell")
    True
    """
    return any(id == pattern or fnmatch.fnmatchcase(id, pattern) for pattern in arch.ignore)


def _said(drawn: Architecture) -> dict[str, str]:
    """Return what the document binds: `deployed: {web: nginx}`, or `{web: {name: nginx, image: ...}}`."""
    found, problems = {}, []
    for id, value in drawn.deployed.items():
        if id not in drawn.nodes:
            problems.append(f"{drawn.name}: deployed: unknown node '{id}'.{did_you_mean(id, drawn.nodes)}")
            continue
        name = value.get("name") if isinstance(value, Mapping) else value
        if isinstance(name, str) and name:
            found[id] = name
        elif not isinstance(value, Mapping):
            problems.append(f"{drawn.name}: deployed: '{id}' must be a name or a mapping, not {value!r}")
    if problems:
        raise DocumentError(problems)
    return found


def _is_expected(arch: Architecture, id: str) -> bool:
    return arch.nodes[id].status not in _NOT_DEPLOYED and not is_ignored(arch, id)


def _free(binding: Binding, drawn: Iterable[str], deployed: Architecture) -> tuple[list[str], list[str]]:
    taken = {*binding.pairs.values()}
    return [id for id in drawn if id not in binding.pairs], [id for id in deployed.nodes if id not in taken]


def _by_id(binding: Binding, left: list[str], drawn: Architecture, deployed: Architecture) -> None:
    ours, theirs = _free(binding, left, deployed)
    for id in ours:
        if id in theirs:
            binding.add(id, id, "id")
    people = [id for id in theirs if _role(deployed, id) in _PEOPLE and id not in binding.pairs.values()]
    users = [id for id in ours if _role(drawn, id) in OUTSIDE and id not in binding.pairs]
    if people and users:
        binding.add(users[0], people[0], "role")


def _by_label(binding: Binding, left: list[str], drawn: Architecture, deployed: Architecture) -> None:
    ours, theirs = _free(binding, left, deployed)
    names: dict[str, list[str]] = {}
    for id in theirs:
        for name in {_plain(id), _plain(deployed.nodes[id].label)}:
            names.setdefault(name, []).append(id)
    for id in ours:
        candidates = dict.fromkeys(
            one for name in (_plain(drawn.nodes[id].label), _plain(id)) for one in names.get(name, ())
        )
        free = [one for one in candidates if one not in binding.pairs.values()]
        if len(free) == 1:
            binding.add(id, free[0], "label")


def _by_technology(binding: Binding, left: list[str], drawn: Architecture, deployed: Architecture) -> None:
    """Bind the only two of a technology; where there are more, say so and guess nothing."""
    ours, theirs = _free(binding, left, deployed)
    by_technology: dict[str, tuple[list[str], list[str]]] = {}
    for side, (arch, ids) in enumerate(((drawn, ours), (deployed, theirs))):
        for id in ids:
            technology = arch.nodes[id].technology
            if technology and technology not in PLAIN and _role(arch, id) not in _PEOPLE:
                by_technology.setdefault(technology, ([], []))[side].append(id)
    for own, others in by_technology.values():
        if len(own) == len(others) == 1:
            binding.add(own[0], others[0], "technology")
        elif own and others:
            binding.unsure.update(dict.fromkeys(own, others))


def _role(arch: Architecture, id: str) -> str:
    return arch.nodes[id].role or catalog.role_of(arch.nodes[id].technology)


def _plain(text: str) -> str:
    return slug(text).replace("-", "").replace("_", "")
