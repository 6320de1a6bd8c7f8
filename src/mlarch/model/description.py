"""Describe an architecture in words, for readers who cannot see the picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from unicodedata import category

from mlarch import catalog
from mlarch.errors import UnknownNameError
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.edge_kinds import EDGE_KINDS
from mlarch.model.vocabulary import STATUS_TEXTS

__all__ = ["to_paragraph", "to_text"]

_UNDIRECTED = "Connection between {} and {}"
_MOST_NAMES = 30

Names = Mapping[str, str]  # the unique name of each node and cluster, by id


def to_text(arch: Architecture) -> str:
    """Return a description as plain text.

    It has the title, the summary, the groups, the flows and other connections. Each node is listed
    once, with its technology and role. Each connection is one sentence.
    """
    names = _names(arch)
    blocks = [[_one_line(arch.title)], [_one_line(arch.summary)] if arch.summary else []]
    blocks += [[_counts(arch)], [*_groups(arch, names)], *_flows(arch, names)]
    blocks += [[*_other_connections(arch, names)]]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def to_paragraph(arch: Architecture) -> str:
    """Return a paragraph with the summary, the nodes and the first flow."""
    names = _names(arch)
    sentences = [_sentence(_one_line(arch.summary))] if arch.summary else []
    if arch.nodes:
        sentences.append(f"Parts: {_shortened_list([names[id] for id in arch.nodes])}.")
    for path in list(arch.flows.values())[:1]:
        sentences.append(f"Flow: {', then '.join(names[id] for id in path)}.")
    return " ".join(sentences)


def _names(arch: Architecture) -> Names:
    """Return a unique name for every node and cluster.

    The name is the label. If several have the same label, the description or else the id is added.
    """
    boxes: dict[str, Node | ClusterData] = {**arch.nodes, **arch.clusters}
    labels = {id: _one_line(box.label) or id for id, box in boxes.items()}
    described = {id: f"{label} ({_one_line(boxes[id].description) or id})" for id, label in labels.items()}
    counts = Counter([*labels.values(), *described.values()])
    return {
        id: next((name for name in (label, described[id]) if counts[name] == 1), f"{label} ({id})")
        for id, label in labels.items()
    }


def _counts(arch: Architecture) -> str:
    sections = ((arch.nodes, "part"), (arch.clusters, "group"), (arch.edges, "connection"))
    counts = [f"{len(parts)} {noun}{'' if len(parts) == 1 else 's'}" for parts, noun in sections if parts]
    return f"{', '.join(counts) or 'Nothing in it'}."


def _groups(arch: Architecture, names: Names) -> Iterator[str]:
    """Yield a line with the direct contents of each cluster, outer clusters first."""
    nodes: dict[str, list[Node]] = {id: [] for id in ("", *arch.clusters)}
    clusters: dict[str, list[ClusterData]] = {id: [] for id in ("", *arch.clusters)}
    for node in arch.nodes.values():
        nodes[node.cluster].append(node)
    for cluster in arch.clusters.values():
        clusters[cluster.cluster].append(cluster)
    pending = [""]
    while pending:
        id = pending.pop()
        contents = [*map(_node, nodes[id]), *(f"the group {names[inner.id]}" for inner in clusters[id])]
        if id or contents:
            heading = _cluster(arch.clusters[id]) if id else "At the top"
            yield f"{heading}: {'; '.join(contents) or 'empty'}."
        pending += [inner.id for inner in reversed(clusters[id])]


def _cluster(cluster: ClusterData) -> str:
    kind = "" if cluster.kind == "group" else cluster.kind.replace("-", " ")
    return _with_notes(_one_line(cluster.label) or cluster.id, [kind, _one_line(cluster.description)])


def _node(node: Node) -> str:
    count = f"{node.replicas} of them" if node.replicas != 1 else ""
    role = node.role.replace("-", " ")
    notes = [_technology(node), role, _one_line(node.description), count, STATUS_TEXTS[node.status]]
    return _with_notes(_one_line(node.label) or node.id, notes)


def _technology(node: Node) -> str:
    try:
        label = catalog.get(node.technology).label if node.technology else ""
    except UnknownNameError:
        return ""
    return "" if label == "Blank" else label


def _with_notes(name: str, notes: Sequence[str]) -> str:
    """Return a name with notes in brackets, without repetitions.

    >>> _with_notes("Nginx", ["Nginx", "reverse proxy", "proxy"])
    'Nginx (reverse proxy)'
    """
    kept: list[str] = []
    for note in sorted(notes, key=len, reverse=True):
        if not any(note.lower() in text.lower() for text in (name, *kept)):
            kept.append(note)
    in_order = dict.fromkeys(note for note in notes if note in kept)
    return f"{name} ({', '.join(in_order)})" if in_order else name


def _flows(arch: Architecture, names: Names) -> Iterator[list[str]]:
    """Yield the lines of each flow, its steps numbered."""
    for name, path in arch.flows.items():
        edges = (arch.edges[key] for key in arch.flow_edges(name))
        steps = zip(edges, pairwise(path), strict=True)
        sentences = (_connection(arch, edge, ends, names) for edge, ends in steps)
        numbered = (f"{number}. {sentence}" for number, sentence in enumerate(sentences, start=1))
        yield [f"Flow '{_one_line(name)}':", *numbered]


def _other_connections(arch: Architecture, names: Names) -> Iterator[str]:
    """Yield a heading and a sentence for each edge that is in no flow."""
    in_flows = {key for name in arch.flows for key in arch.flow_edges(name)}
    others = [edge for key, edge in arch.edges.items() if key not in in_flows]
    if others:
        yield "Other connections:" if in_flows else "Connections:"
    for edge in others:
        ends = (edge.target, edge.source) if edge.arrow == "back" else (edge.source, edge.target)
        yield f"- {_connection(arch, edge, ends, names)}"


def _connection(arch: Architecture, edge: EdgeData, ends: tuple[str, str], names: Names) -> str:
    """Return a sentence for an edge, with its ends in the order of the flow."""
    source, target = (names[end] for end in ends)
    label, status = _one_line(edge.label), STATUS_TEXTS[edge.status]
    start = arch.nodes.get(ends[0])
    if start is not None and start.role == "question" and label:
        return _sentence(f"{source}, if '{label}': {target}")
    phrase = _UNDIRECTED if edge.arrow == "none" else EDGE_KINDS[edge.kind].phrase
    text = phrase.format(source, target) + (" and back" if edge.arrow == "both" else "")
    return _sentence(text + (f" ({status})" if status else "") + (f": {label}" if label else ""))


def _shortened_list(names: Sequence[str]) -> str:
    rest = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {rest} more" if rest > 0 else "")


def _sentence(text: str) -> str:
    return text if text[-1:] in (".", "!", "?") else f"{text}."


def _one_line(text: str) -> str:
    """Return a text on one line, without control characters.

    Format characters stay, since they join letters and emoji.
    """
    return " ".join("".join(" " if category(c) in ("Cc", "Cs") else c for c in text).split())
