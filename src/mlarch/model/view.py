"""Select part of an architecture to show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypedDict

from mlarch.errors import UnknownNameError, did_you_mean
from mlarch.model import VIEW_KEYS, Architecture
from mlarch.model.collapse import collapsed
from mlarch.model.graph import boxes, descendants, longest_flows
from mlarch.model.parts import Texts

__all__ = ["ViewFields", "problems", "view"]


class ViewFields(TypedDict, total=False):
    """The options of `Architecture.view`; None leaves one out."""

    only: Texts | None
    hide: Texts | None
    tag: Texts | None
    focus: Texts | None
    hops: int | None
    depth: int | None


def view(arch: Architecture, **options: Any) -> Architecture:
    """Return part of an architecture; without options, its default view.

    The options apply in this order:

    - `hide` removes nodes and clusters, with everything inside them.
    - `only` keeps just these nodes and clusters.
    - `tag` keeps the parts with one of these tags.
    - `focus` keeps these nodes and clusters and everything within `hops` edges (default 1), in
      either direction.
    - `depth` turns the clusters at that depth into single nodes that count their contents.

    Raises:
        UnknownNameError: if an option, id or tag does not exist.
    """
    options = _checked(options) if options else dict(arch.default_view)
    if not options:
        return arch
    unknown = [f"view: {message}" for _, message in problems(arch, options)]
    if unknown:
        raise UnknownNameError(unknown)
    part = arch.replace(default_view={})
    part = _kept(part, _all_ids(part) - descendants(part, options.get("hide", ())))
    if "only" in options:
        part = _kept(part, descendants(part, options["only"]))
    if "tag" in options:
        part = _kept(part, _tagged(part, set(options["tag"])))
    if "focus" in options:
        part = _kept(part, _neighbourhood(part, options["focus"], options.get("hops", 1)))
    return collapsed(part, options["depth"]) if "depth" in options else part


def problems(arch: Architecture, options: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the path and message of every unknown id and tag in the options of a view."""
    ids = {**arch.nodes, **arch.clusters}
    tags = {tag for part in (*boxes(arch), *arch.edges.values()) for tag in part.tags}
    for key, known, what in (
        ("only", ids, "node or cluster"),
        ("hide", ids, "node or cluster"),
        ("focus", ids, "node or cluster"),
        ("tag", tags, "tag"),
    ):
        for at, name in enumerate(options.get(key, ())):
            if name not in known:
                yield (key, at), f"{key}: unknown {what} '{name}'.{did_you_mean(name, sorted(known))}"
    if "hops" in options and "focus" not in options:
        yield ("hops",), "hops: counts from the nodes of focus, and there is none"


def _checked(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that are set, checked like the view of a document."""
    unknown = [
        f"unknown option '{key}' of view.{did_you_mean(key, VIEW_KEYS)}"
        for key in options
        if key not in VIEW_KEYS
    ]
    if unknown:
        raise UnknownNameError(unknown)
    chosen = {key: value for key, value in options.items() if value is not None and value != ()}
    return dict(Architecture(name="view", default_view=chosen).default_view)


def _all_ids(arch: Architecture) -> set[str]:
    return {*arch.nodes, *arch.clusters}


def _tagged(arch: Architecture, tags: set[str]) -> set[str]:
    """Return tagged nodes, contents of tagged clusters, and ends of tagged edges."""
    tagged = [box.id for box in boxes(arch) if not tags.isdisjoint(box.tags)]
    edges = [edge for edge in arch.edges.values() if not tags.isdisjoint(edge.tags)]
    return descendants(arch, (*tagged, *(end for edge in edges for end in (edge.source, edge.target))))


def _neighbourhood(arch: Architecture, focus: Iterable[str], hops: int) -> set[str]:
    """Return all within `hops` edges; the edges of a cluster are those of its nodes."""
    neighbours: dict[str, set[str]] = {}
    for edge in arch.edges.values():
        neighbours.setdefault(edge.source, set()).add(edge.target)
        neighbours.setdefault(edge.target, set()).add(edge.source)
    near = descendants(arch, focus)
    for _ in range(hops):
        around = {cluster for id in near for cluster in arch.ancestors(id)}
        reached = {other for id in (*near, *around) for other in neighbours.get(id, ())}
        if reached <= near:
            break
        near |= descendants(arch, reached)
    return near


def _kept(arch: Architecture, ids: set[str]) -> Architecture:
    """Return an architecture with only these parts and the clusters around them."""
    if ids >= _all_ids(arch):
        return arch
    around = {cluster for id in ids for cluster in arch.ancestors(id)}
    edges = {key: edge for key, edge in arch.edges.items() if {edge.source, edge.target} <= ids | around}
    return arch.replace(
        nodes={id: node for id, node in arch.nodes.items() if id in ids},
        clusters={id: cluster for id, cluster in arch.clusters.items() if id in ids | around},
        edges=edges,
        flows=longest_flows(arch.flows, edges.values()),
    )
