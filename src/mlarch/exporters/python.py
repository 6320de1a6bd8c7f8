"""Export a plain `diagrams` script, which runs without mlarch."""

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
from mlarch.exporters.clusters import children, first_nodes, joined_clusters
from mlarch.exporters.labels import escape_entities, is_literal, printable
from mlarch.exporters.options import ExportOptions, apply_direction
from mlarch.model import Architecture, ClusterData, EdgeData, Node, slug
from mlarch.model.colors import to_hex

__all__ = ["export"]

_BLANK = "generic.blank.Blank"
_CUSTOM = "custom.Custom"
_TAKEN = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "Cluster", "Diagram", "Edge", "escape"}
_ARROWS = {"forward": (">>", ""), "both": (">>", "reverse=True"), "back": ("<<", ""), "none": ("-", "")}


def export(arch: Architecture, options: ExportOptions, *, outformat: str | Sequence[str] = "png") -> str:
    """Return a script that draws `arch` with `diagrams` and a system Graphviz.

    The script writes into the current folder. Of the options only the direction applies. `outformat` is
    that of `diagrams.Diagram`. Everything that `diagrams` cannot express is lost:

    - of an architecture: all but name, title, direction, nodes, clusters and edges;
    - of a node: role, replicas, status and tags; a technology of mlarch, or of a node with an icon
      (replaced by a blank or custom node);
    - of a cluster: kind, technology, icon and tags;
    - of an edge: kind, status and tags, and a number that does not follow from the order;
    - the order of nodes among clusters: it becomes that of the nested blocks;
    - the source and target of a backward edge, which becomes the forward edge that it looks like;
    - the spelling of a color, a relative link, control characters, space around lines of text, and
      line breaks in the title.
    """
    return "\n".join([*_Script(apply_direction(arch, options)).lines(outformat), ""])


class _Script:
    """The lines of a script, and the names of its classes and variables."""

    def __init__(self, arch: Architecture) -> None:
        self.arch = arch
        self.children = children(arch)
        self.firsts = first_nodes(arch)
        self.joined = joined_clusters(arch)
        # Edges of an empty cluster end at an invisible node in it.
        self.invisible = {id: f"{id} inside" for id in arch.clusters if id in self.joined - {*self.firsts}}
        self.paths = {id: _technology(node) for id, node in arch.nodes.items()}
        self.classes = _class_names([*self.paths.values(), *([_BLANK] if self.invisible else [])])
        self.variables = _variables([*arch.nodes, *self.invisible.values()], self.classes.values())
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
            module, _, original = path.rpartition(".")
            modules[module].append(original if original == name else f"{original} as {name}")
        yield from (
            f"from diagrams.{module} import {', '.join(sorted(modules[module]))}"
            for module in sorted(modules)
        )
        if self.escapes:
            yield "from graphviz import escape"

    def _diagram(self, outformat: str | Sequence[str]) -> Iterator[str]:
        formats = outformat if isinstance(outformat, str) else [*outformat]
        # Without newrank dense graphs abort Graphviz, and its orthogonal edges have no labels.
        graph = {"newrank": "true", "splines": "spline"}
        if self.joined:
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
        """Yield the nodes and clusters directly inside `parent`."""
        for id in self.children[parent]:
            if id in self.arch.nodes:
                yield indent + self._node(self.arch.nodes[id])
                continue
            yield f"{indent}with {self._cluster(self.arch.clusters[id])}:"
            inner = [*self._block(id, indent + "    ")]
            if id in self.invisible:
                inner = [*inner, f"{indent}    {self._invisible_node(self.invisible[id])}"]
            yield from inner or [f"{indent}    pass"]

    def _node(self, node: Node) -> str:
        path = self.paths[node.id]
        arguments = [self._text(node.label)]
        arguments += [_quoted(node.icon)] if path == _CUSTOM else []
        arguments += [f"nodeid={_quoted(node.id)}", *self._tooltip_and_link(node)]
        arguments += [f"color={_quoted(to_hex(node.color))}"] if node.color else []
        return f"{self.variables[node.id]} = {self.classes[path]}({', '.join(arguments)})"

    def _invisible_node(self, id: str) -> str:
        attributes = 'style="invis", width="0", height="0"'
        return f'{self.variables[id]} = {self.classes[_BLANK]}("", nodeid={_quoted(id)}, {attributes})'

    def _cluster(self, cluster: ClusterData) -> str:
        """Return `Cluster(...)`; its first argument is the unique name in the DOT."""
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
            arguments = [*self._edge(edge), *([option] if option else [])]
            middle = f"{arrow} Edge({', '.join(arguments)}) {arrow}" if arguments else arrow
            yield f"    {self._end(edge.source)} {middle} {self._end(edge.target)}"

    def _edge(self, edge: EdgeData) -> Iterator[str]:
        if edge.label:
            yield f"label={self._text(edge.label)}"
        if edge.color:
            yield f"color={_quoted(to_hex(edge.color))}"
        if edge.style:
            yield f"style={_quoted(edge.style)}"
        yield from self._tooltip_and_link(edge)
        # Graphviz draws `a << b` from a to b, too, with the arrowhead at a.
        for attribute, end in (("ltail", edge.source), ("lhead", edge.target)):
            if end in self.arch.clusters:
                yield f"{attribute}={_quoted('cluster_' + _cluster_name(self.arch.clusters[end]))}"

    def _tooltip_and_link(self, item: Node | EdgeData) -> Iterator[str]:
        if item.description:
            yield f"tooltip={self._text(item.description)}"
        if item.link:
            yield f"URL={_quoted(item.link)}"

    def _end(self, id: str) -> str:
        if id in self.arch.nodes:
            return self.variables[id]
        return self.variables[self.firsts.get(id) or self.invisible[id]]

    def _text(self, text: str) -> str:
        text = printable(text)
        if is_literal(text):
            return _quoted(text)
        self.escapes = True
        return f"escape({_quoted(escape_entities(text))})"


def _technology(node: Node) -> str:
    """Return the path of the `diagrams` class that draws a node."""
    if node.icon:
        return _CUSTOM
    try:
        path = catalog.resolve(node.technology) if node.technology else _BLANK
    except UnknownNameError:
        return _BLANK
    return _BLANK if path.startswith("mlarch.") or path == _CUSTOM else path


def _cluster_name(cluster: ClusterData) -> str:
    """Return the label if the id follows from it, else the id."""
    label = cluster.label
    is_plain = is_literal(label) and label.isprintable() and label == label.strip()
    return label if is_plain and slug(label) == cluster.id else cluster.id


def _class_names(paths: Iterable[str]) -> dict[str, str]:
    """Return a name for each class, with its modules if several have the same."""
    names: dict[str, str] = {}
    for path in dict.fromkeys(paths):
        *modules, name = path.split(".")
        long = "".join(module.capitalize() for module in modules) + name
        names[path] = _unused((name, long), {*_TAKEN, *names.values()})
    return names


def _variables(ids: Iterable[str], classes: Iterable[str]) -> dict[str, str]:
    """Return a unique, readable variable for each id that is not a Python keyword."""
    taken = {*_TAKEN, *classes}
    names: dict[str, str] = {}
    for id in ids:
        base = re.sub(r"\W+", "_", id.lower()).strip("_") or "node"
        base = f"n{base}" if base[0].isdigit() else base
        names[id] = _unused((base,), taken)
        taken.add(names[id])
    return names


def _unused(names: Sequence[str], taken: set[str]) -> str:
    """Return the first of `names` that is not taken, else the last one with a number."""
    numbered = (f"{names[-1]}_{number}" for number in count(2))
    return next(name for name in chain(names, numbered) if name not in taken)


def _filename(name: str) -> str:
    """Return a name as a file name without folders."""
    parts = [slug(part) for part in name.split("/")]
    return "-".join(part for part in parts if part) or "architecture"


def _mapping(items: Mapping[str, str]) -> str:
    return "{" + ", ".join(f'"{name}": {value}' for name, value in items.items()) + "}"


def _quoted(text: str) -> str:
    """Return a text as a Python literal, in double quotes unless they need escapes."""
    literal = repr(text)
    return f'"{text}"' if literal == f"'{text}'" and '"' not in text else literal
