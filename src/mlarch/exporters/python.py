"""Write an architecture as a plain `diagrams` script that runs without mlarch."""

from __future__ import annotations

import builtins
import json
import keyword
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count

from mlarch import catalog
from mlarch.errors import UnknownNameError
from mlarch.exporters.cluster_anchors import cluster_ends, find_anchors, items_inside
from mlarch.exporters.labels import draws_as_it_stands, literal, printable
from mlarch.model import Architecture, ClusterData, EdgeData, Node, slug
from mlarch.model.colors import to_hex

__all__ = ["to_python"]

_BLANK = "generic.blank.Blank"
_CUSTOM = "custom.Custom"
_TAKEN = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "Cluster", "Diagram", "Edge", "escape"}
_ARROWS = {"forward": (">>", ""), "both": (">>", "reverse=True"), "back": ("<<", ""), "none": ("-", "")}


def to_python(arch: Architecture, *, outformat: str | Sequence[str] = "png") -> str:
    """Return a script that draws `arch` with `diagrams` and a system Graphviz, into the current folder.

    What `diagrams` cannot say is left out:

    - of an architecture: all but name, title, direction, nodes, clusters and edges;
    - of a node: role, replicas, status and tags; a technology of mlarch's own, and of a node with an
      icon (a blank or a custom node stands there);
    - of a cluster: kind, technology, icon and tags;
    - of an edge: kind, status and tags, and a number that does not follow from the order;
    - the order of nodes and clusters beside each other: it becomes that of the nested blocks;
    - the source and target of an edge drawn backwards, which becomes the forward edge it looks like;
    - the spelling of a color, a relative link, control characters, space around lines of text, and
      line breaks in the title.
    """
    return "\n".join([*_Script(arch).lines(outformat), ""])


class _Script:
    """Give classes and variables their names, and write the lines that use them."""

    def __init__(self, arch: Architecture) -> None:
        self.arch = arch
        self.inside = items_inside(arch)
        self.anchors = find_anchors(arch)
        self.ends = cluster_ends(arch)
        self.stand_ins = {id: f"{id} inside" for id in arch.clusters if id in self.ends - {*self.anchors}}
        self.paths = {id: _technology(node) for id, node in arch.nodes.items()}
        self.classes = _class_names([*self.paths.values(), *([_BLANK] if self.stand_ins else [])])
        self.variables = _variables([*arch.nodes, *self.stand_ins.values()], self.classes.values())
        self.escapes = False

    def lines(self, outformat: str | Sequence[str]) -> list[str]:
        body = [*self._diagram(outformat), *self._block("", "    "), *self._edges()]
        if body[-1].startswith("):"):
            body.append("    pass")
        return [*self._imports(), "", *body]

    def _imports(self) -> Iterator[str]:
        parts = ["Cluster"] if self.arch.clusters else []
        parts += ["Diagram"] + (["Edge"] if any("Edge(" in line for line in self._edges()) else [])
        yield f"from diagrams import {', '.join(parts)}"
        modules: dict[str, list[str]] = defaultdict(list)
        for path, name in self.classes.items():
            module, _, given = path.rpartition(".")
            modules[module].append(given if given == name else f"{given} as {name}")
        yield from (
            f"from diagrams.{module} import {', '.join(sorted(modules[module]))}"
            for module in sorted(modules)
        )
        if self.escapes:
            yield "from graphviz import escape"

    def _diagram(self, outformat: str | Sequence[str]) -> Iterator[str]:
        formats = outformat if isinstance(outformat, str) else [*outformat]
        # Without newrank, dense graphs abort Graphviz; orthogonal lines take no labels.
        graph = {"newrank": "true", "splines": "spline"}
        if any(
            end in self.arch.clusters
            for edge in self.arch.edges.values()
            for end in (edge.source, edge.target)
        ):
            graph["compound"] = "true"
        yield "with Diagram("
        yield f"    {self._text(self.arch.title)},"
        yield f"    filename={_quoted(_filename(self.arch.name))},"
        yield f"    outformat={json.dumps(formats)},"
        yield "    show=False,"
        yield f"    direction={_quoted(self.arch.direction)},"
        yield f"    graph_attr={_mapping({name: _quoted(value) for name, value in graph.items()})},"
        yield "):"

    def _block(self, parent: str, indent: str) -> Iterator[str]:
        """Yield the nodes and clusters right inside `parent`."""
        for id in self.inside[parent]:
            if id in self.arch.nodes:
                yield indent + self._node(self.arch.nodes[id])
                continue
            yield f"{indent}with {self._cluster(self.arch.clusters[id])}:"
            inner = [*self._block(id, indent + "    ")]
            if id in self.stand_ins:
                inner = [*inner, f"{indent}    {self._stand_in(self.stand_ins[id])}"]
            yield from inner or [f"{indent}    pass"]

    def _node(self, node: Node) -> str:
        path = self.paths[node.id]
        arguments = [self._text(node.label)]
        arguments += [_quoted(node.icon)] if path == _CUSTOM else []
        arguments += [f"nodeid={_quoted(node.id)}", *self._more(node)]
        arguments += [f"color={_quoted(to_hex(node.color))}"] if node.color else []
        return f"{self.variables[node.id]} = {self.classes[path]}({', '.join(arguments)})"

    def _stand_in(self, id: str) -> str:
        invisible = 'style="invis", width="0", height="0"'
        return f'{self.variables[id]} = {self.classes[_BLANK]}("", nodeid={_quoted(id)}, {invisible})'

    def _cluster(self, cluster: ClusterData) -> str:
        """Return `Cluster(...)`: its first argument names it in the DOT, and so has to be its own."""
        graph = {} if _cluster_name(cluster) == cluster.label else {"label": self._text(cluster.label)}
        graph |= {"tooltip": self._text(cluster.description)} if cluster.description else {}
        graph |= {"URL": _quoted(cluster.link)} if cluster.link else {}
        graph |= {"pencolor": _quoted(to_hex(cluster.color))} if cluster.color else {}
        arguments = [_quoted(_cluster_name(cluster))]
        arguments += [f"direction={_quoted(cluster.direction)}"] if cluster.direction else []
        arguments += [f"graph_attr={_mapping(graph)}"] if graph else []
        return f"Cluster({', '.join(arguments)})"

    def _edges(self) -> Iterator[str]:
        if self.arch.edges:
            yield ""
        for edge in self.arch.edges.values():
            arrow, option = _ARROWS[edge.arrow]
            said = [*self._edge(edge), *([option] if option else [])]
            middle = f"{arrow} Edge({', '.join(said)}) {arrow}" if said else arrow
            yield f"    {self._end(edge.source)} {middle} {self._end(edge.target)}"

    def _edge(self, edge: EdgeData) -> Iterator[str]:
        if edge.label:
            yield f"label={self._text(edge.label)}"
        if edge.color:
            yield f"color={_quoted(to_hex(edge.color))}"
        if edge.style:
            yield f"style={_quoted(edge.style)}"
        yield from self._more(edge)
        # Graphviz draws `a << b` from a to b as well, with its arrowhead at a.
        for attribute, end in (("ltail", edge.source), ("lhead", edge.target)):
            if end in self.arch.clusters:
                yield f"{attribute}={_quoted('cluster_' + _cluster_name(self.arch.clusters[end]))}"

    def _more(self, item: Node | EdgeData) -> Iterator[str]:
        if item.description:
            yield f"tooltip={self._text(item.description)}"
        if item.link:
            yield f"URL={_quoted(item.link)}"

    def _end(self, id: str) -> str:
        if id in self.arch.nodes:
            return self.variables[id]
        return self.variables[self.anchors.get(id) or self.stand_ins[id]]

    def _text(self, text: str) -> str:
        text = printable(text)
        if draws_as_it_stands(text):
            return _quoted(text)
        self.escapes = True
        return f"escape({_quoted(literal(text))})"


def _technology(node: Node) -> str:
    """Return the class of `diagrams` that a node is drawn with."""
    if node.icon:
        return _CUSTOM
    try:
        path = catalog.resolve(node.technology) if node.technology else _BLANK
    except UnknownNameError:
        return _BLANK
    return _BLANK if path.startswith("mlarch.") or path == _CUSTOM else path


def _cluster_name(cluster: ClusterData) -> str:
    """Return the label where it makes the id, as a reader would expect, else the id."""
    label = cluster.label
    tame = draws_as_it_stands(label) and label.isprintable() and label == label.strip()
    return label if tame and slug(label) == cluster.id else cluster.id


def _class_names(paths: Iterable[str]) -> dict[str, str]:
    """Return a name for each class, with its modules in front where two have the same."""
    names: dict[str, str] = {}
    for path in dict.fromkeys(paths):
        *modules, name = path.split(".")
        long = "".join(module.capitalize() for module in modules) + name
        names[path] = _free((name, long), {*_TAKEN, *names.values()})
    return names


def _variables(ids: Iterable[str], classes: Iterable[str]) -> dict[str, str]:
    """Return a variable for each id: readable, unlike any other, and no word of Python."""
    taken = {*_TAKEN, *classes}
    names: dict[str, str] = {}
    for id in ids:
        base = re.sub(r"\W+", "_", id.lower()).strip("_") or "node"
        base = f"n{base}" if base[0].isdigit() else base
        names[id] = _free((base,), taken)
        taken.add(names[id])
    return names


def _free(names: Sequence[str], taken: set[str]) -> str:
    """Return the first of `names` that is not taken, or else the last one with a number."""
    numbered = (f"{names[-1]}_{number}" for number in count(2))
    return next(name for name in chain(names, numbered) if name not in taken)


def _filename(name: str) -> str:
    """Return a name as a relative path without anything that could lead elsewhere."""
    parts = [slug(part) for part in name.split("/")]
    return "-".join(part for part in parts if part) or "architecture"


def _mapping(items: Mapping[str, str]) -> str:
    return "{" + ", ".join(f'"{name}": {value}' for name, value in items.items()) + "}"


def _quoted(text: str) -> str:
    """Return a text as a Python literal, in double quotes where that needs no escapes."""
    literal = repr(text)
    return f'"{text}"' if literal == f"'{text}'" and '"' not in text else literal
