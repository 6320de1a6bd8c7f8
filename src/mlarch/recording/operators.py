"""Record `>>`, `<<` and `-` between nodes, clusters, edges and lists.

They work as in `diagrams`, and on clusters as well. Python binds `-` tighter than `>>`, so
`a >> b - c` draws b - c and a >> c. An Edge is copied on each use, so it may be used again.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

import diagrams

from mlarch.errors import RecordingError
from mlarch.recording.attributes import arrow, edge_fields, is_invisible
from mlarch.recording.draft import Draft, RecordedPart
from mlarch.recording.location import caller
from mlarch.recording.session import part_of

__all__ = ["chain", "chain_list", "concerns_recording", "connect_all"]

_SYMBOLS = {(True, False): ">>", (False, True): "<<", (False, False): "-"}


def concerns_recording(*operands: object) -> bool:
    """Return True if an operand, or a part of it, is being recorded."""
    return any(_is_recorded(operand) for operand in operands)


def _is_recorded(operand: object) -> bool:
    if isinstance(operand, (list, tuple)):
        return any(_is_recorded(item) for item in operand)
    if isinstance(operand, diagrams.Edge):
        return _is_recorded(operand.node) or _unreached(operand) is not None
    return part_of(operand) is not None


def chain(left: Any, right: Any, *, forward: bool = False, reverse: bool = False) -> Any:
    """Record `left >> right`, `left << right` or `left - right`, and return its value.

    Raises:
        RecordingError: if the right side cannot be the end of an edge.
    """
    if isinstance(left, diagrams.Edge):
        return _from_edge(left, right, forward, reverse)
    if isinstance(right, diagrams.Edge):
        return _bound(right, left, forward, reverse)
    for end in right if isinstance(right, list) else (right,):
        _record(left, end, diagrams.Edge(), forward, reverse)
    return right


def chain_list(left: Iterable[Any], right: Any, *, forward: bool = False, reverse: bool = False) -> Any:
    """Record an operator with a list on the left; before an Edge it returns edges."""
    edges = [chain(item, right, forward=forward, reverse=reverse) for item in left]
    return edges if isinstance(right, diagrams.Edge) else right


def connect_all(sources: Any, targets: Any, edge: Any) -> None:
    """Record an edge like `edge` from each source to each target."""
    for source in sources if isinstance(sources, list) else [sources]:
        for target in targets if isinstance(targets, list) else [targets]:
            _record(source, target, edge, True, False)


def _from_edge(edge: Any, right: Any, forward: bool, reverse: bool) -> Any:
    edge = edge if edge.node is not None else _unreached(edge) or edge
    if isinstance(right, diagrams.Edge):
        return _restyled(edge, right, forward, reverse)
    if edge.node is None:
        _part(right, "right", forward, reverse)
        return _bound(edge, right, forward, reverse)
    _mark_reached(edge)
    for end in right if isinstance(right, list) else (right,):
        _record(edge.node, end, edge, forward, reverse)
    return right


def _bound(edge: Any, node: Any, forward: bool, reverse: bool) -> Any:
    """Return a copy of an edge that starts at `node`; the original refers to it."""
    part = _part(node, "left", forward, reverse)
    bound = _copy(edge, forward, reverse)
    bound.node = node
    label = edge_fields(edge._attrs, lenient=True).get("label", "")
    description = f"the edge '{label}'" if label else "an edge"
    bound._mlarch_pending = part.draft.expect_target(f"{description} of '{part.name}'")
    edge._mlarch_bound = bound
    return bound


def _restyled(edge: Any, other: Any, forward: bool, reverse: bool) -> Any:
    """Return `edge` with the label and style of `other`, as `a >> edge >> other` does."""
    restyled = _copy(edge, forward, reverse)
    restyled._attrs = dict(other._attrs)
    edge._mlarch_bound = restyled
    return restyled


def _copy(edge: Any, forward: bool, reverse: bool) -> Any:
    copied = copy.copy(edge)
    copied._attrs = dict(edge._attrs)
    copied._mlarch_bound = None
    copied.forward = bool(edge.forward or forward)
    copied.reverse = bool(edge.reverse or reverse)
    return copied


def _unreached(edge: Any) -> Any:
    """Return the copy that `a >> edge` made, if no target followed yet, or None."""
    bound = getattr(edge, "_mlarch_bound", None)
    pending = getattr(bound, "_mlarch_pending", None)
    return bound if pending is not None and not pending.reached else None


def _mark_reached(edge: Any) -> None:
    pending = getattr(edge, "_mlarch_pending", None)
    if pending is not None:
        pending.reached = True


def _record(left: Any, right: Any, edge: Any, forward: bool, reverse: bool) -> None:
    tail, head = _part(left, "left", forward, reverse), _part(right, "right", forward, reverse)
    source, target = tail, head
    if _is_compound(left):
        source = _clipped(tail, head, edge._attrs.get("ltail"))
        target = _clipped(head, tail, edge._attrs.get("lhead"))
    draft: Draft = source.draft
    forward, reverse = bool(edge.forward or forward), bool(edge.reverse or reverse)
    attrs = {**draft.defaults("edge"), **edge._attrs}
    draft.check_keywords("edge", "Edge", edge._attrs)
    fields = edge_fields(attrs, lenient=draft.lenient)
    fields["arrow"] = arrow(attrs, forward=forward, reverse=reverse)
    ends = (target, source) if reverse and not forward else (source, target)
    draft.connect(*ends, fields, hidden=is_invisible(attrs))


def _is_compound(node: Any) -> bool:
    """Return True if Graphviz clips edges of this diagram at the borders of clusters."""
    graph = getattr(getattr(node, "_diagram", None), "dot", None)
    return graph is not None and str(graph.graph_attr.get("compound")).lower() in ("true", "yes", "1")


def _clipped(end: RecordedPart, other: RecordedPart, name: object) -> RecordedPart:
    """Return the cluster of `end` at which Graphviz clips the edge, or `end`."""
    cluster = end.cluster
    while cluster is not None and cluster.graph_name != name:
        cluster = cluster.cluster
    inner: RecordedPart | None = other
    while inner is not None and inner is not cluster:
        inner = inner.cluster
    return end if cluster is None or inner is not None else cluster


def _part(operand: Any, side: str, forward: bool, reverse: bool) -> RecordedPart:
    part = part_of(operand)
    if part is not None:
        return part
    symbol = _SYMBOLS[forward, reverse]
    if isinstance(operand, (diagrams.Node, diagrams.Cluster)):
        raise RecordingError(
            f"{caller()}: '{operand.label}' beside {symbol} belongs to a diagram that is not recorded"
        )
    raise RecordingError(
        f"{caller()}: {_in_words(operand)} on the {side} of {symbol}: "
        "write a node, a cluster, an Edge or a list of nodes and clusters"
    )


def _in_words(operand: object) -> str:
    if operand is None:
        return "None"
    if isinstance(operand, str):
        return f"the text '{operand}'"
    if isinstance(operand, type):
        return f"the class {operand.__name__} (write {operand.__name__}(...))"
    article = "an" if type(operand).__name__[0] in "aeiouAEIOU" else "a"
    return f"{article} {type(operand).__name__}"
