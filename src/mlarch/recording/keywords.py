"""List the keywords of nodes, clusters and edges, of mlarch and of Graphviz."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Literal, TypedDict

from mlarch.model import ClusterData, EdgeData, Node
from mlarch.model.vocabulary import EdgeStyle, Status

__all__ = ["GRAPHVIZ", "OWN", "EdgeAttributes", "EdgeOptions"]

Number = str | float


class _GraphvizEdge(TypedDict, total=False):
    URL: str
    arrowhead: str
    arrowsize: Number
    arrowtail: str
    colorscheme: str
    comment: str
    constraint: str
    decorate: str
    dir: str
    edgeURL: str
    edgehref: str
    edgetarget: str
    edgetooltip: str
    fillcolor: str
    fontcolor: str
    fontname: str
    fontsize: Number
    headURL: str
    head_lp: str
    headclip: str
    headhref: str
    headlabel: str
    headport: str
    headtarget: str
    headtooltip: str
    href: str
    id: str
    labelURL: str
    labelangle: Number
    labeldistance: Number
    labelfloat: str
    labelfontcolor: str
    labelfontname: str
    labelfontsize: Number
    labelhref: str
    labeltarget: str
    labeltooltip: str
    layer: str
    len: Number
    lhead: str
    lp: str
    ltail: str
    minlen: Number
    nojustify: str
    penwidth: Number
    pos: str
    radius: Number
    samehead: str
    sametail: str
    showboxes: Number
    tailURL: str
    tail_lp: str
    tailclip: str
    tailhref: str
    taillabel: str
    tailport: str
    tailtarget: str
    tailtooltip: str
    target: str
    tooltip: str
    weight: Number
    xlabel: str
    xlp: str


class EdgeAttributes(_GraphvizEdge, total=False):
    """Keywords of an edge that describe or style it."""

    description: str
    link: str
    status: Status
    tags: str | Iterable[str]
    color: str
    style: EdgeStyle | Literal["invis"]


class EdgeOptions(EdgeAttributes, total=False):
    """Keywords of a function that makes edges of one kind."""

    forward: bool
    reverse: bool


# Attributes of nodes, clusters and graphs: https://graphviz.org/doc/info/attrs.html
_OTHERS = """
Damping K URL _background area aspect bb beautify bgcolor center charset class cluster clusterrank color
colorscheme comment compound concentrate defaultdist dim dimen diredgeconstraints distortion dpi epsilon
esep fillcolor fixedsize fontcolor fontname fontnames fontpath fontsize forcelabels gradientangle group
height href id image imagepath imagepos imagescale inputscale label label_scheme labeljust labelloc
landscape layer layerlistsep layers layerselect layersep layout levels levelsgap lheight linelength lp
lwidth margin maxiter mclimit mindist mode model newrank nodesep nojustify normalize notranslate nslimit
nslimit1 oneblock ordering orientation outputorder overlap overlap_scaling overlap_shrink pack packmode
pad page pagedir pencolor penwidth peripheries pin pos quadtree quantum rank rankdir ranksep ratio rects
regular remincross repulsiveforce resolution root rotate rotation samplepoints scale searchsize sep shape
shapefile showboxes sides size skew smoothing sortv splines start style stylesheet target tooltip
truecolor vertices viewport voro_margin width xdotversion xlabel xlp z
"""

GRAPHVIZ = frozenset(_GraphvizEdge.__annotations__) | frozenset(_OTHERS.split())
"""Every attribute of Graphviz; an attribute on the wrong element has no effect and is no error."""

_NOT_KEYWORDS = {"arrow", "cluster", "label", "source", "target"}


def _own(shape: type, *without: str) -> frozenset[str]:
    fields = (field.name for field in dataclasses.fields(shape))
    return frozenset(name for name in fields if name not in {*_NOT_KEYWORDS, *without})


OWN: Mapping[str, frozenset[str]] = {
    "node": _own(Node, "technology"),
    "cluster": _own(ClusterData),
    "edge": _own(EdgeData, "id"),
}
"""The keywords of mlarch by element: the fields of the model that code can set."""
