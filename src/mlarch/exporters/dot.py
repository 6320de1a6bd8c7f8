"""Export plain DOT, which Graphviz lays out and draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mlarch.exporters.clusters import children, first_nodes, joined_clusters
from mlarch.exporters.labels import escape_entities, printable
from mlarch.exporters.options import ExportOptions, apply_direction
from mlarch.exporters.status_styles import STATUS_STYLES, StatusStyle
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.colors import to_hex
from mlarch.model.edge_kinds import EDGE_KINDS, KindStyle

if TYPE_CHECKING:
    from graphviz import Digraph

__all__ = ["export"]

_GRAPH = {"compound": "true", "newrank": "true", "fontname": "Arial", "fontsize": "16", "labelloc": "t"}
_NODE = {
    "shape": "box",
    "style": "rounded,filled",
    "fillcolor": "#f8fafc",
    "color": "#94a3b8",
    "fontname": "Arial",
    "fontsize": "13",
}
_EDGE = {"fontname": "Arial", "fontsize": "11"}
_CLUSTER = {"style": "rounded", "color": "#cbd5e1", "fontsize": "13", "labeljust": "l"}


def export(arch: Architecture, options: ExportOptions) -> str:
    """Return `arch` as DOT: clusters, labels, edge kinds as colors, no icons.

    An edge of a cluster is drawn to its first node and clipped at the border. Of the options only the
    direction applies.
    """
    import graphviz

    arch = apply_direction(arch, options)
    graph = graphviz.Digraph(name=_label(arch.name))
    graph.graph_attr.update({**_GRAPH, "label": _label(arch.title), "rankdir": arch.direction})
    graph.node_attr.update(_NODE)
    graph.edge_attr.update(_EDGE)
    firsts = first_nodes(arch)
    _fill(graph, "", arch, children(arch), joined_clusters(arch) - {*firsts})
    for edge in arch.edges.values():
        ends = [_end(end, arch, firsts) for end in (edge.source, edge.target)]
        graph.edge(*ends, **_edge(edge, arch))
    return str(graph.source)


def _fill(
    graph: Digraph, parent: str, arch: Architecture, inside: Mapping[str, list[str]], empty: set[str]
) -> None:
    """Add the members of `parent`, and invisible nodes in clusters in `empty`."""
    for id in inside[parent]:
        if id in arch.nodes:
            graph.node(id, **_node(arch.nodes[id]))
            continue
        with graph.subgraph(name=f"cluster_{id}") as box:
            box.graph_attr.update(_cluster(arch.clusters[id]))
            _fill(box, id, arch, inside, empty)
            if id in empty:
                box.node(_invisible_node(id), label="", style="invis", width="0", height="0")


def _invisible_node(cluster: str) -> str:
    return f"inside {cluster}"  # ids have no spaces


def _end(id: str, arch: Architecture, firsts: Mapping[str, str]) -> str:
    return id if id in arch.nodes else firsts.get(id, _invisible_node(id))


def _node(node: Node) -> dict[str, str]:
    label = node.label if node.replicas == 1 else f"{node.label} \u00d7 {node.replicas}"
    color = {"color": to_hex(node.color)} if node.color else {}
    status = _status_style(STATUS_STYLES[node.status])
    return {"label": _label(label), **_link_and_tooltip(node), **status, **color}


def _cluster(cluster: ClusterData) -> dict[str, str]:
    color = {"color": to_hex(cluster.color)} if cluster.color else {}
    return {"label": _label(cluster.label), **_CLUSTER, **_link_and_tooltip(cluster), **color}


def _edge(edge: EdgeData, arch: Architecture) -> dict[str, str]:
    attrs = {"label": _label(edge.label)} if edge.label else {}
    attrs |= {**_link_and_tooltip(edge), **_kind_style(EDGE_KINDS[edge.kind])}
    attrs |= {"color": to_hex(edge.color)} if edge.color else {}
    attrs |= {"style": edge.style} if edge.style else {}
    attrs |= {"dir": edge.arrow} if edge.arrow != "forward" else {}
    attrs |= {"ltail": f"cluster_{edge.source}"} if edge.source in arch.clusters else {}
    return attrs | ({"lhead": f"cluster_{edge.target}"} if edge.target in arch.clusters else {})


def _kind_style(kind: KindStyle) -> dict[str, str]:
    return {"color": kind.light, **({"style": _dash(kind.dash)} if kind.dash else {})}


def _status_style(status: StatusStyle) -> dict[str, str]:
    dash = status.dash or status.unstruck_dash
    attrs = {"color": status.light, "penwidth": "2"} if status.light else {}
    attrs |= {"style": f"{_NODE['style']},{_dash(dash)}"} if dash else {}
    return attrs | ({"fontcolor": "#64748b"} if status.opacity < 1 else {})


def _dash(pattern: str) -> str:
    """Return the style nearest to an SVG `stroke-dasharray`: dots or dashes."""
    return "dotted" if float(pattern.split()[0]) < 3 else "dashed"


def _link_and_tooltip(item: Node | ClusterData | EdgeData) -> dict[str, str]:
    attrs = {"URL": _label(item.link)} if item.link else {}
    return {**attrs, **({"tooltip": _label(item.description)} if item.description else {})}


def _label(text: str) -> str:
    """Return a text that Graphviz draws unchanged: no escapes, no HTML, no entities."""
    import graphviz

    escaped: str = graphviz.escape(escape_entities(printable(text)))
    return escaped
