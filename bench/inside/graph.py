"""Lay out or draw a document: `python -m bench.inside.graph raw|layout|svg FILE`; reading is not counted.

`raw` is Graphviz itself with the same boxes: nodes, labels and titles of the same sizes, written as plain
DOT, through the same library, to the same JSON.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping

from bench.inside.timing import report, timed
from mlarch import drawing
from mlarch.layout import bindings, page_fit
from mlarch.layout.cards import size_all
from mlarch.model import Architecture
from mlarch.project import loading

__all__ = ["raw_dot"]

_POINT = 72.0


def main(how: str, path: str) -> None:
    arch = loading.load(path)
    report({how: timed(_WORK[how](arch))})


def raw_dot(arch: Architecture) -> str:
    """Return an architecture as plain DOT with the box sizes and distances of our layout."""
    cards = size_all(arch, arch.direction, {})
    children: dict[str, list[str]] = {}
    for id in (*arch.nodes, *arch.clusters):
        children.setdefault(next(iter(arch.ancestors(id)), ""), []).append(id)

    def tree(parent: str) -> Iterator[str]:
        for id in children.get(parent, ()):
            if id in arch.nodes:
                card = cards.nodes[id]
                yield f'"{id}" [width={card.width / _POINT:.3f} height={card.height / _POINT:.3f}]'
            else:
                title = cards.clusters[id]
                yield f'subgraph "cluster_{id}" {{ margin=16 label={_empty(title.width, title.height)}'
                yield from tree(id)
                yield "}"

    sizes = {key: (card.width, card.height) for key, card in cards.edges.items()}
    lines = (f'"{e.source}" -> "{e.target}"{_label(sizes, e.id)}' for e in arch.edges.values())
    head = f"rankdir={arch.direction} newrank=true splines=true nodesep=0.389 ranksep=0.667"
    start = f'digraph {{ graph [{head}] node [shape=box fixedsize=true label=""] edge [dir=none]'
    return "\n".join((start, *tree(""), *lines, "}"))


def _label(sizes: Mapping[str, tuple[float, float]], key: str) -> str:
    return f" [label={_empty(*sizes[key])}]" if key in sizes else ""


def _empty(width: float, height: float) -> str:
    if not width:
        return '""'
    size = f'width="{width:.0f}" height="{height:.0f}"'
    return f'<<table border="0" fixedsize="true" {size}><tr><td></td></tr></table>>'


def _raw(arch: Architecture) -> Callable[[], object]:
    dot = raw_dot(arch)
    bindings.version()  # loads the library
    return lambda: bindings.run(dot)


_WORK: dict[str, Callable[[Architecture], Callable[[], object]]] = {
    "raw": _raw,
    "layout": lambda arch: lambda: page_fit.lay_out(arch),
    "svg": lambda arch: lambda: drawing.to_svg(arch),
}


if __name__ == "__main__":
    main(*sys.argv[1:])
