"""Describe an architecture in words, for who does not see the picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from unicodedata import category

from mlarch import catalog
from mlarch.errors import UnknownNameError
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.edge_kinds import EDGE_KINDS

__all__ = ["to_paragraph", "to_text"]

_UNDIRECTED = "Connection between {} and {}"
_STATUSES = {"existing": "", "external": "outside our control"}
_MOST_NAMED = 30

Names = Mapping[str, str]


def to_text(arch: Architecture) -> str:
    """Return the description as plain text: title, summary, groups and parts, flows, other connections.

    Each part is named once with its technology and role; each connection is one sentence.
    """
    names = _names(arch)
    blocks = [[_line(arch.title)], [_line(arch.summary)] if arch.summary else []]
    blocks += [[_counts(arch)], [*_groups(arch, names)], *_flows(arch, names), [*_others(arch, names)]]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def to_paragraph(arch: Architecture) -> str:
    """Return the description in short, as one paragraph: the summary, the parts and the first flow."""
    names = _names(arch)
    sentences = [_sentence(_line(arch.summary))] if arch.summary else []
    if arch.nodes:
        sentences.append(f"Parts: {_enumerated([names[id] for id in arch.nodes])}.")
    for path in list(arch.flows.values())[:1]:
        sentences.append(f"Flow: {', then '.join(names[id] for id in path)}.")
    return " ".join(sentences)


def _names(arch: Architecture) -> Names:
    """Return the label of every node and cluster, with what tells it apart where several have the same."""
    items: dict[str, Node | ClusterData] = {**arch.nodes, **arch.clusters}
    labels = {id: _line(item.label) or id for id, item in items.items()}
    described = {id: f"{label} ({_line(items[id].description) or id})" for id, label in labels.items()}
    times = Counter([*labels.values(), *described.values()])
    return {
        id: next(
            (name for name in (label, described[id]) if times[name] == 1),
            f"{label} ({id})",
        )
        for id, label in labels.items()
    }


def _counts(arch: Architecture) -> str:
    parts = ((arch.nodes, "part"), (arch.clusters, "group"), (arch.edges, "connection"))
    counted = [f"{len(items)} {what}{'' if len(items) == 1 else 's'}" for items, what in parts if items]
    return f"{', '.join(counted) or 'Nothing in it'}."


def _groups(arch: Architecture, names: Names) -> Iterator[str]:
    """Yield a line for what stands right inside each group, outer groups before those in them."""
    nodes: dict[str, list[Node]] = {id: [] for id in ("", *arch.clusters)}
    inner: dict[str, list[ClusterData]] = {id: [] for id in ("", *arch.clusters)}
    for node in arch.nodes.values():
        nodes[node.cluster].append(node)
    for cluster in arch.clusters.values():
        inner[cluster.cluster].append(cluster)
    waiting = [""]
    while waiting:
        id = waiting.pop()
        parts = [*map(_part, nodes[id]), *(f"the group {names[each.id]}" for each in inner[id])]
        if id or parts:
            yield f"{_group(arch.clusters[id]) if id else 'At the top'}: {'; '.join(parts) or 'empty'}."
        waiting += [each.id for each in reversed(inner[id])]


def _group(cluster: ClusterData) -> str:
    kind = "" if cluster.kind == "group" else cluster.kind.replace("-", " ")
    return _noted(_line(cluster.label) or cluster.id, [kind, _line(cluster.description)])


def _part(node: Node) -> str:
    count = f"{node.replicas} of them" if node.replicas != 1 else ""
    role = node.role.replace("-", " ")
    status = _STATUSES.get(node.status, node.status)
    notes = [_technology(node), role, _line(node.description), count, status]
    return _noted(_line(node.label) or node.id, notes)


def _technology(node: Node) -> str:
    try:
        label = catalog.get(node.technology).label if node.technology else ""
    except UnknownNameError:
        return ""
    return "" if label == "Blank" else label


def _noted(name: str, notes: Sequence[str]) -> str:
    """Return a name with what is said of it in brackets, as far as it says more.

    >>> _noted("Nginx", ["Nginx", "reverse proxy", "proxy"])
    'Nginx (reverse proxy)'
    """
    said: list[str] = []
    for note in sorted(notes, key=len, reverse=True):
        if not any(note.lower() in other.lower() for other in (name, *said)):
            said.append(note)
    ordered = dict.fromkeys(note for note in notes if note in said)
    return f"{name} ({', '.join(ordered)})" if ordered else name


def _flows(arch: Architecture, names: Names) -> Iterator[list[str]]:
    """Yield the lines of each flow, its steps numbered."""
    for name, path in arch.flows.items():
        steps = zip(arch.flow_edges(name), pairwise(path), strict=True)
        told = [_step(arch, arch.edges[key], ends, names) for key, ends in steps]
        yield [f"Flow '{_line(name)}':", *(f"{number}. {step}" for number, step in enumerate(told, start=1))]


def _others(arch: Architecture, names: Names) -> Iterator[str]:
    """Yield a heading and the sentences of all edges that no flow follows."""
    told = {key for name in arch.flows for key in arch.flow_edges(name)}
    rest = [edge for key, edge in arch.edges.items() if key not in told]
    if rest:
        yield "Other connections:" if told else "Connections:"
    for edge in rest:
        ends = (edge.target, edge.source) if edge.arrow == "back" else (edge.source, edge.target)
        yield f"- {_step(arch, edge, ends, names)}"


def _step(arch: Architecture, edge: EdgeData, ends: tuple[str, str], names: Names) -> str:
    """Return the sentence of an edge between two ends, in the order of what happens."""
    source, target = (names[end] for end in ends)
    label, status = _line(edge.label), _STATUSES.get(edge.status, edge.status)
    asked = arch.nodes.get(ends[0])
    if asked is not None and asked.role == "question" and label:
        return _sentence(f"{source}, if '{label}': {target}")
    phrase = _UNDIRECTED if edge.arrow == "none" else EDGE_KINDS[edge.kind].phrase
    said = phrase.format(source, target) + (" and back" if edge.arrow == "both" else "")
    return _sentence(said + (f" ({status})" if status else "") + (f": {label}" if label else ""))


def _enumerated(names: Sequence[str]) -> str:
    rest = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _sentence(text: str) -> str:
    return text if text[-1:] in (".", "!", "?") else f"{text}."


def _line(text: str) -> str:
    """Return a text on one line, without control characters; what joins letters and emoji stays."""
    return " ".join("".join(" " if category(c) in ("Cc", "Cs") else c for c in text).split())
