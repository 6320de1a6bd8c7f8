"""Offer what recorded code is written with: Diagram, Cluster, Edge and edges of a kind.

`Diagram`, `Cluster` and `Edge` are those of `diagrams` and take more.
"""

from __future__ import annotations

import webbrowser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import diagrams

from mlarch.errors import OutputError, RecordingError, UnknownNameError, did_you_mean
from mlarch.model import Architecture
from mlarch.model.formats import FORMATS
from mlarch.recording import operators
from mlarch.recording.attributes import cluster_fields, text
from mlarch.recording.diagram import asked_of, enter, filename_of, finish, formats_of, leave
from mlarch.recording.draft import Draft, RecordedPart
from mlarch.recording.icons import technology_or_icon
from mlarch.recording.ignored_attributes import say_unused
from mlarch.recording.location import caller
from mlarch.recording.parts import check_id
from mlarch.recording.patching import acquire, release
from mlarch.recording.session import Recorded, current, item_of, open_draft

__all__ = [
    "Cluster",
    "Diagram",
    "Edge",
    "call",
    "connect",
    "data",
    "depends",
    "deploy",
    "event",
    "flow",
    "note",
    "request",
    "telemetry",
]

_NOT_YET = ("jpg", "jpeg")
_OUR_FACTS = ("kind", "description", "link", "status", "tags")


class Diagram(diagrams.Diagram):  # type: ignore[misc]  # diagrams is untyped
    """A drop-in for `diagrams.Diagram` that draws with mlarch.

    Leaving the block without an exception writes `filename.<outformat>` for each format, and no other
    file, unless `write` is false or a script or builder is being recorded; nothing opens unless
    `show`. `architecture` is the value. `name` is the title, `id` the name of the architecture;
    `curvestyle` is accepted and has no effect.

    Raises:
        OutputError: where a format cannot be written yet or a file not at all.
        RecordingError: where an edge never reaches a target.
        ModelError: where the diagram contradicts itself.
    """

    def __init__(
        self,
        name: str = "",
        filename: str = "",
        direction: str = "LR",
        curvestyle: str = "ortho",
        outformat: str | Sequence[str] = "png",
        autolabel: bool = False,
        show: bool = False,
        strict: bool = False,
        graph_attr: dict[str, str] | None = None,
        node_attr: dict[str, str] | None = None,
        edge_attr: dict[str, str] | None = None,
        *,
        write: bool = True,
        id: str = "",
        summary: str = "",
        source: str = "",
        credit: str = "",
        notes: str | Iterable[str] = (),
        tags: str | Iterable[str] = (),
        **options: Any,
    ) -> None:
        super().__init__(
            name,
            str(filename) or _filename(name),
            direction,
            autolabel=autolabel,
            show=show,
            strict=strict,
            graph_attr=graph_attr,
            node_attr=node_attr,
            edge_attr=edge_attr,
        )
        self.outformat, self.write, self.options = outformat, write, options
        self._mlarch_draft = Draft(merge=strict)
        self._mlarch_draft.ask(**asked_of(self))
        self._fields = {"summary": summary, "source": source, "credit": credit, "tags": tags}
        self._mlarch_draft.notes += [notes] if isinstance(notes, str) and notes else notes
        if id:
            self._fields["name"] = check_id(id)
        if write and current() is None:
            _check_formats(formats_of(self))

    def __enter__(self) -> Diagram:
        acquire()
        enter(self)
        return self

    def __exit__(self, kind: Any, *reason: Any) -> None:
        try:
            if kind is None:
                recorded = finish(self, **self._fields)
                say_unused([recorded.unused] if current() is None else [])
        finally:
            leave(self)
            release()
        if kind is None and self.write:
            self.render()

    @property
    def architecture(self) -> Architecture:
        """The value that was recorded.

        Raises:
            RecordingError: while the block is open, and where it ended with an exception.
        """
        recorded: Recorded | None = getattr(self, "_mlarch_recorded", None)
        if recorded is None:
            raise RecordingError(
                f"{caller()}: the diagram '{self.name}' has no architecture before its block ends"
            )
        return recorded.architecture

    def render(self) -> list[Path]:
        """Write the files, open the first where `show` is set, and return their paths.

        Nothing is written, and no path returned, while a script or a builder is recorded.
        """
        if current() is not None:
            return []
        paths = [Path(f"{filename_of(self)}.{format}") for format in formats_of(self)]
        written = self.architecture.render(*paths, **self.options)
        if self.show:
            webbrowser.open(written[0].absolute().as_uri())
        return written

    def connect(self, node: Any, node2: Any, edge: Any) -> None:
        """Refuse edges after the block."""
        raise RecordingError(f"{caller()}: the diagram '{self.name}' is closed: no edge can be added to it")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return self.architecture._repr_mimebundle_(include, exclude)

    def _repr_png_(self) -> None:
        """Leave the picture in a notebook to `_repr_mimebundle_`."""


class Cluster(diagrams.Cluster):  # type: ignore[misc]  # diagrams is untyped
    """A cluster that edges can start and end on.

    `icon` is a node class, the name of a technology or the path of a picture. Without `direction` it
    is laid out as what surrounds it.
    """

    def __init__(
        self,
        label: str = "cluster",
        direction: str = "",
        graph_attr: dict[str, str] | None = None,
        *,
        id: str = "",
        kind: str = "group",
        icon: object = "",
        technology: object = "",
        description: str = "",
        link: str = "",
        tags: str | Iterable[str] = (),
        color: str = "",
    ) -> None:
        super().__init__(label, direction or "LR", graph_attr)
        item = item_of(self)
        if item is not None:
            facts = {"kind": kind, "description": description, "link": link, "tags": tags, "color": color}
            facts = {name: value for name, value in facts.items() if value}
            item.fields |= cluster_fields(facts, lenient=item.draft.lenient)
            item.fields |= {"direction": direction.upper()}
            item.fields |= technology_or_icon(icon or technology, item.draft, text(label))
            item.draft.claim(item, check_id(id) if id else "")


class Edge(diagrams.Edge):  # type: ignore[misc]  # diagrams is untyped
    """An edge with a label and a kind, for the middle of a chain: `a >> Edge("HTTP") >> b`.

    The keywords of `diagrams.Edge` are accepted as well, a node in first place included.
    """

    def __init__(
        self,
        label: object = "",
        forward: bool = False,
        reverse: bool = False,
        *,
        node: object = None,
        color: str = "",
        style: str = "",
        **attrs: Any,
    ) -> None:
        if isinstance(label, (diagrams.Node, diagrams.Cluster)):
            label, node = attrs.pop("label", ""), label
        super().__init__(None, forward, reverse, str(label), color, style, **attrs)
        self.node = node

    @property
    def attrs(self) -> dict[str, Any]:
        """What a diagram that is not recorded hands to Graphviz."""
        given: dict[str, Any] = super().attrs
        return {name: value for name, value in given.items() if name not in _OUR_FACTS}


def request(label: str = "", **fields: Any) -> Edge:
    """Return an edge for a request that waits for its answer."""
    return Edge(label, kind="request", **fields)


def call(label: str = "", **fields: Any) -> Edge:
    """Return an edge for a call inside a process or a machine."""
    return Edge(label, kind="call", **fields)


def event(label: str = "", **fields: Any) -> Edge:
    """Return an edge for a message nobody waits for."""
    return Edge(label, kind="event", **fields)


def data(label: str = "", **fields: Any) -> Edge:
    """Return an edge along which data moves."""
    return Edge(label, kind="data", **fields)


def deploy(label: str = "", **fields: Any) -> Edge:
    """Return an edge along which code or images reach what runs them."""
    return Edge(label, kind="deploy", **fields)


def telemetry(label: str = "", **fields: Any) -> Edge:
    """Return an edge for logs, metrics and traces."""
    return Edge(label, kind="telemetry", **fields)


def depends(label: str = "", **fields: Any) -> Edge:
    """Return an edge for a dependency along which nothing need move."""
    return Edge(label, kind="depends", **fields)


def connect(sources: object, targets: object, label: object = "", **fields: Any) -> None:
    """Draw an edge from each source to each target; either may be a list, `label` also an Edge.

    Raises:
        RecordingError: where a source or target is no node or cluster.
    """
    edge = label if isinstance(label, diagrams.Edge) else Edge(label, **fields)
    operators.connect_all(sources, targets, edge)


def flow(name: str, *stops: object) -> None:
    """Name a path through nodes and clusters (or their ids); one of the same name is replaced.

    Raises:
        RecordingError: where there are fewer than two, or something else is among them.
    """
    draft = open_draft("flow()")
    if len(stops) < 2:
        raise RecordingError(f"{caller()}: flow '{name}' needs two stops or more, not {len(stops)}")
    draft.flows[name] = tuple(_stop(stop, name, draft) for stop in stops)


def note(*texts: str) -> None:
    """Add remarks to the open recording."""
    open_draft("note()").notes += texts


def _stop(stop: object, name: str, draft: Draft) -> RecordedPart | str:
    item = item_of(stop)
    if isinstance(stop, str) or (item is not None and item.draft is draft):
        return item or str(stop)
    what = f"'{item.name}' of another diagram" if item else f"{type(stop).__name__} {stop!r}"
    raise RecordingError(f"{caller()}: flow '{name}': a stop is a node, a cluster or an id, not {what}")


def _filename(name: str) -> str:
    """Return the file that `diagrams` would choose for a title, never one in another folder."""
    return "_".join(name.replace("/", " ").replace("\\", " ").split()).lower()


def _check_formats(formats: Iterable[str]) -> None:
    for format in formats:
        if format in _NOT_YET:
            raise OutputError(f"{caller()}: outformat '{format}' cannot be written yet: use svg or png")
        if format not in FORMATS:
            raise UnknownNameError(
                f"{caller()}: unknown outformat '{format}'.{did_you_mean(format, FORMATS)}"
            )
