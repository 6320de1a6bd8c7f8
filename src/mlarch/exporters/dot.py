"""Write an architecture as plain DOT, for whoever draws with Graphviz alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mlarch.exporters.cluster_anchors import cluster_ends, find_anchors, items_inside
from mlarch.exporters.labels import literal, printable
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.colors import to_hex
from mlarch.model.edge_kinds import EDGE_KINDS, KindStyle

if TYPE_CHECKING:
    from graphviz import Digraph

__all__ = ["to_dot"]

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
_STATUSES = {
    "new": {"penwidth": "2"},
    "planned": {"style": "rounded,filled,dashed"},
    "deprecated": {"style": "rounded,filled,dotted", "fontcolor": "#64748b"},
    "external": {"fillcolor": "#ffffff"},
}


def to_dot(arch: Architecture) -> str:
    """Return `arch` as DOT: clusters, labels, kinds of edges as colors; no icons.

    An edge that ends on a cluster is drawn to the first node in it and cut at the border.
    """
    import graphviz

    graph = graphviz.Digraph(name=_label(arch.name))
    graph.graph_attr.update({**_GRAPH, "label": _label(arch.title), "rankdir": arch.direction})
    graph.node_attr.update(_NODE)
    graph.edge_attr.update(_EDGE)
    anchors = find_anchors(arch)
    _fill(graph, "", arch, items_inside(arch), cluster_ends(arch) - {*anchors})
    for edge in arch.edges.values():
        ends = [_end(end, arch, anchors) for end in (edge.source, edge.target)]
        graph.edge(*ends, **_edge(edge, arch))
    return str(graph.source)


def _fill(
    graph: Digraph, parent: str, arch: Architecture, inside: Mapping[str, list[str]], empty: set[str]
) -> None:
    """Draw what is right inside `parent`; a cluster in `empty` gets an invisible node for its edges."""
    for id in inside[parent]:
        if id in arch.nodes:
            graph.node(id, **_node(arch.nodes[id]))
            continue
        with graph.subgraph(name=f"cluster_{id}") as box:
            box.graph_attr.update(_cluster(arch.clusters[id]))
            _fill(box, id, arch, inside, empty)
            if id in empty:
                box.node(_stand_in(id), label="", style="invis", width="0", height="0")


def _stand_in(cluster: str) -> str:
    return f"inside {cluster}"  # a space, so that it is nobody's id


def _end(id: str, arch: Architecture, anchors: Mapping[str, str]) -> str:
    return id if id in arch.nodes else anchors.get(id, _stand_in(id))


def _node(node: Node) -> dict[str, str]:
    label = node.label if node.replicas == 1 else f"{node.label} \u00d7 {node.replicas}"
    color = {"color": to_hex(node.color)} if node.color else {}
    return {"label": _label(label), **_more(node), **_STATUSES.get(node.status, {}), **color}


def _cluster(cluster: ClusterData) -> dict[str, str]:
    color = {"color": to_hex(cluster.color)} if cluster.color else {}
    return {"label": _label(cluster.label), **_CLUSTER, **_more(cluster), **color}


def _edge(edge: EdgeData, arch: Architecture) -> dict[str, str]:
    attrs = {"label": _label(edge.label)} if edge.label else {}
    attrs |= {**_more(edge), **_look(EDGE_KINDS[edge.kind])}
    attrs |= {"color": to_hex(edge.color)} if edge.color else {}
    attrs |= {"style": edge.style} if edge.style else {}
    attrs |= {"dir": edge.arrow} if edge.arrow != "forward" else {}
    attrs |= {"ltail": f"cluster_{edge.source}"} if edge.source in arch.clusters else {}
    return attrs | ({"lhead": f"cluster_{edge.target}"} if edge.target in arch.clusters else {})


def _look(kind: KindStyle) -> dict[str, str]:
    """Return color and style of a kind; Graphviz has no dash patterns, so short dashes are dots."""
    if not kind.dash:
        return {"color": kind.light}
    return {"color": kind.light, "style": "dotted" if float(kind.dash.split()[0]) < 3 else "dashed"}


def _more(item: Node | ClusterData | EdgeData) -> dict[str, str]:
    attrs = {"URL": _label(item.link)} if item.link else {}
    return {**attrs, **({"tooltip": _label(item.description)} if item.description else {})}


def _label(text: str) -> str:
    """Return a text so that Graphviz draws what it says: no escapes, no HTML, no entities."""
    import graphviz

    escaped: str = graphviz.escape(literal(printable(text)))
    return escaped
