"""Derive changed architectures: parts added, removed or renamed."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

from mlarch.errors import ModelError, UnknownNameError, did_you_mean
from mlarch.model.architecture_fields import PART_NAMES
from mlarch.model.graph import boxes, steps_of
from mlarch.model.parts import ClusterData, EdgeData, Node, Part
from mlarch.model.problems import raise_all, unknown_field
from mlarch.model.vocabulary import default_label, edge_key, parse_edge_key

if TYPE_CHECKING:
    from mlarch.model.architecture import Architecture

__all__ = ["check_field_names", "next_edge_key", "renamed", "split_edge_key", "with_part", "without"]

Box = TypeVar("Box", Node, ClusterData)


def check_field_names(what: str, id: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Raise a ModelError for every name that is not among the known ones."""
    known = tuple(known)
    raise_all(unknown_field(what, id, name, known) for name in names if name not in known)


def with_part(
    parts: Mapping[str, Part], id: str, part_type: type[Part], fields: Mapping[str, Any]
) -> dict[str, Part]:
    """Return parts with one added, or with fields of an existing one changed.

    Raises:
        ModelError: if a field or technology does not exist.
    """
    what = PART_NAMES[part_type]
    known = [field.name for field in dataclasses.fields(part_type) if field.name != "id"]
    check_field_names(what, id, fields, known)
    if fields.get("technology"):
        fields = {**fields, "technology": _resolved(what, id, fields["technology"])}
    old = parts.get(id)
    if old is not None:
        return {**parts, id: dataclasses.replace(old, **fields)}
    if part_type is not EdgeData:
        fields = {"label": default_label(id), **fields}
    return {**parts, id: part_type(id=id, **fields)}


def _resolved(what: str, id: str, technology: Any) -> Any:
    """Return the dotted path of a technology.

    A dotted name outside the providers of the catalog, `acme.FeatureHub`, is one that a project
    defines itself. Another type than text is left to the type check.
    """
    from mlarch import catalog
    from mlarch.catalog.technology import paths

    if not isinstance(technology, str):
        return technology
    try:
        return catalog.resolve(technology)
    except UnknownNameError as error:
        vendor, dot, _ = technology.lower().partition(".")
        vendors = {"diagrams", *(path.partition(".")[0] for path in paths())}
        if dot and vendor not in vendors:
            return technology
        raise ModelError(f"{what} '{id}': {error}") from None


def split_edge_key(key: str) -> tuple[str, str, int]:
    """Return the source, target and number of an edge key.

    Raises:
        ModelError: if it is not of the form `source -> target` or `source -> target [2]`.
    """
    parsed = parse_edge_key(key)
    if parsed is None:
        raise ModelError(f"edge '{key}': not of the form 'source -> target'")
    return parsed


def next_edge_key(source: str, target: str, edges: Mapping[str, EdgeData]) -> str:
    """Return the first key for an edge between two parts that is not in use."""
    number = 1
    while edge_key(source, target, number) in edges:
        number += 1
    return edge_key(source, target, number)


def without(arch: Architecture, ids: Iterable[str]) -> Architecture:
    """Return an architecture without some parts; see `Architecture.without`."""
    gone = dict.fromkeys(ids)
    _check_known(arch, gone, {**arch.nodes, **arch.clusters, **arch.edges})
    inside = [
        f"cluster '{box.cluster}' still holds '{box.id}'"
        for box in boxes(arch)
        if box.cluster in gone and box.id not in gone
    ]
    if inside:
        raise ModelError(inside)
    edges = {
        key: edge
        for key, edge in arch.edges.items()
        if gone.keys().isdisjoint((key, edge.source, edge.target))
    }
    return arch.replace(
        nodes={id: node for id, node in arch.nodes.items() if id not in gone},
        clusters={id: cluster for id, cluster in arch.clusters.items() if id not in gone},
        edges=edges,
        flows=_shortened_flows(arch.flows, edges.values()),
    )


def renamed(arch: Architecture, new_ids: Mapping[str, str]) -> Architecture:
    """Return an architecture with ids changed; see `Architecture.rename`."""
    known = {**arch.nodes, **arch.clusters}
    counts = Counter(new_ids.get(id, id) for id in known)
    taken = [f"id '{id}' is taken" for id, count in counts.items() if count > 1]
    _check_known(arch, new_ids, known, taken)
    return arch.replace(
        nodes=[_renamed_box(node, new_ids) for node in arch.nodes.values()],
        clusters=[_renamed_box(cluster, new_ids) for cluster in arch.clusters.values()],
        edges=[_renamed_edge(edge, new_ids) for edge in arch.edges.values()],
        flows={name: tuple(new_ids.get(id, id) for id in path) for name, path in arch.flows.items()},
        deployed={new_ids.get(id, id): value for id, value in arch.deployed.items()},
        ignore=tuple(new_ids.get(id, id) for id in arch.ignore),
    )


def _check_known(
    arch: Architecture, ids: Iterable[str], known: Mapping[str, object], others: Iterable[str] = ()
) -> None:
    """Raise a ModelError for every unknown id, and with the other problems."""
    unknown = [f"'{id}' is not in '{arch.name}'.{did_you_mean(id, known)}" for id in ids if id not in known]
    if problems := [*unknown, *others]:
        raise ModelError(problems)


def _renamed_box(box: Box, new_ids: Mapping[str, str]) -> Box:
    id, cluster = (new_ids.get(id, id) for id in (box.id, box.cluster))
    return dataclasses.replace(box, id=id, cluster=cluster)


def _renamed_edge(edge: EdgeData, new_ids: Mapping[str, str]) -> EdgeData:
    source, target = (new_ids.get(id, id) for id in (edge.source, edge.target))
    number = (parse_edge_key(edge.id) or ("", "", 1))[2]
    return dataclasses.replace(edge, source=source, target=target, id=edge_key(source, target, number))


def _shortened_flows(
    flows: Mapping[str, tuple[str, ...]], edges: Iterable[EdgeData]
) -> dict[str, tuple[str, ...]]:
    """Return each flow up to its first missing edge; drop flows without an edge."""
    allowed = steps_of(edges)
    shortened = {name: (*path[:1], *_followed(path, allowed)) for name, path in flows.items()}
    return {name: path for name, path in shortened.items() if len(path) > 1 or path == flows[name]}


def _followed(path: tuple[str, ...], allowed: set[tuple[str, str]]) -> Iterator[str]:
    """Yield the rest of a path up to the first step that no edge allows."""
    for step in pairwise(path):
        if step not in allowed:
            return
        yield step[1]
