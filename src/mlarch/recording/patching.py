"""Replace parts of `diagrams` while somebody records, and put them back afterwards.

Methods are replaced on the classes, so that names imported long before are covered. Each looks at
what it is given: a diagram that nobody records, in this thread or another, stays with `diagrams`.
"""

from __future__ import annotations

import contextvars
import inspect
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import diagrams
import diagrams.c4

from mlarch.errors import RecordingError
from mlarch.recording.attributes import text
from mlarch.recording.c4 import NodeLabel
from mlarch.recording.diagram import asked_of, enter, finish, leave
from mlarch.recording.draft import Draft
from mlarch.recording.location import caller
from mlarch.recording.operators import chain, chain_list, concerns_recording
from mlarch.recording.parts import add_cluster, add_node
from mlarch.recording.session import current, draft_of, item_of

__all__ = ["acquire", "patched", "release"]

_OPERATORS = {
    "__rshift__": {"forward": True},
    "__lshift__": {"reverse": True},
    "__sub__": {},
}
_ABSENT = object()
_lock = threading.Lock()
_users = 0
_replaced: list[tuple[Any, str, Any]] = []


@contextmanager
def patched() -> Iterator[None]:
    """Keep `diagrams` ready for recording; blocks may overlap, in any thread."""
    acquire()
    try:
        yield
    finally:
        release()


def acquire() -> None:
    """Replace what has to be replaced, unless somebody did."""
    global _users
    with _lock:
        _users += 1
        if _users == 1:
            _install()


def release() -> None:
    """Put everything back, where nobody else records."""
    global _users
    with _lock:
        _users -= 1
        while _users == 0 and _replaced:
            _restore(*_replaced.pop())


def _restore(owner: Any, name: str, original: Any) -> None:
    if original is _ABSENT:
        delattr(owner, name)
    else:
        setattr(owner, name, original)


def _replace(owner: Any, name: str, make: Callable[[Any], Any]) -> None:
    """Put what `make` makes of the original in its place; it gets None where there is none."""
    original = vars(owner).get(name, _ABSENT)
    _replaced.append((owner, name, original))
    setattr(owner, name, make(None if original is _ABSENT else original))


def _install() -> None:
    for cls in (diagrams.Node, diagrams.Cluster, diagrams.Edge):
        for name, ways in _OPERATORS.items():
            _replace(cls, name, _operator(chain, ways))
            _replace(cls, f"__r{name[2:]}", _operator(_reflected, ways))
    for cls in (diagrams.Node, diagrams.Edge):
        _replace(cls, "connect", _connect)
    _replace(diagrams.Node, "__init__", _node_init)
    _replace(diagrams.Cluster, "__init__", _cluster_init)
    _replace(diagrams.Cluster, "__enter__", _cluster_enter)
    _replace(diagrams.Cluster, "__exit__", _cluster_exit)
    _replace(diagrams.Diagram, "__init__", _diagram_init)
    _replace(diagrams.Diagram, "__enter__", _diagram_enter)
    _replace(diagrams.Diagram, "__exit__", _diagram_exit)
    _replace(diagrams.Diagram, "render", _diagram_render)
    _replace(diagrams.c4, "_format_node_label", _c4_node_label)
    _replace(diagrams.c4, "_format_edge_label", _c4_edge_label)
    _replace(threading.Thread, "start", _thread_start)


# Operators.


def _operator(record: Callable[..., Any], ways: dict[str, bool]) -> Callable[[Any], Any]:
    def make(original: Any) -> Any:
        def operator(self: Any, other: Any) -> Any:
            if concerns_recording(self, other):
                return record(self, other, **ways)
            return original(self, other) if original else NotImplemented

        return operator

    return make


def _reflected(self: Any, other: Any, **ways: bool) -> Any:
    several = isinstance(other, Iterable) and not isinstance(other, str)
    return chain_list(other if several else [other], self, **ways)


def _connect(original: Any) -> Any:
    def connect(self: Any, other: Any, *edge: Any) -> Any:
        if not concerns_recording(self, other):
            return original(self, other, *edge)
        return chain(chain(self, *edge) if edge else self, other)

    return connect


# Nodes and clusters.


def _node_init(original: Any) -> Any:
    def init(self: Any, label: Any = "", *args: Any, nodeid: Any = None, **attrs: Any) -> None:
        draft = _draft_here(f"node '{label}'")
        if draft is None:
            original(self, label, *args, nodeid=nodeid, **attrs)
        else:
            add_node(self, draft, label, nodeid, attrs)

    return init


def _cluster_init(original: Any) -> Any:
    def init(self: Any, label: Any = "cluster", *args: Any, **options: Any) -> None:
        draft = _draft_here(f"cluster '{label}'")
        original(self, text(label), *args, **options)
        if draft is not None:
            given = {**dict(zip(("direction", "graph_attr"), args, strict=False)), **options}
            add_cluster(self, draft, given.get("direction", ""), given.get("graph_attr") or {})

    return init


def _draft_here(what: str) -> Draft | None:
    diagram = diagrams.getdiagram()
    if diagram is None:
        raise RecordingError(
            f"{caller()}: {what} is made where no diagram is open: a thread does not see the block of the "
            "thread that started it; start it with contextvars.copy_context().run"
        )
    return draft_of(diagram)


def _cluster_enter(original: Any) -> Any:
    def enter(self: Any) -> Any:
        if item_of(self) is None:
            return original(self)
        self.__dict__.setdefault("_mlarch_outer", []).append(diagrams.getcluster())
        diagrams.setcluster(self)
        return self

    return enter


def _cluster_exit(original: Any) -> Any:
    def exit(self: Any, *reason: Any) -> None:
        if item_of(self) is None:
            original(self, *reason)
        else:
            diagrams.setcluster(self._mlarch_outer.pop())

    return exit


# Diagrams.


def _diagram_init(original: Any) -> Any:
    def init(self: Any, *args: Any, **options: Any) -> None:
        session = current()
        if session is not None:
            _allow_newer(original, options)
        original(self, *args, **options)
        if session is not None:
            self._mlarch_draft = Draft(lenient=True, merge=self.dot.strict)
            self._mlarch_draft.ask(**asked_of(self))
            session.diagrams.append(self)
            _mute(self.dot)

    return init


def _allow_newer(original: Any, options: dict[str, Any]) -> None:
    """Drop what a version of `diagrams` that is not out yet takes and this one does not: only looks."""
    if "theme" not in inspect.signature(original).parameters:
        options.pop("theme", None)
        if str(options.get("curvestyle")).lower() in ("spline", "polyline"):
            options["curvestyle"] = "curved"


def _mute(dot: Any) -> None:
    """Keep a script from running Graphviz behind the diagram's back."""
    for name in ("render", "view", "save", "pipe"):
        setattr(dot, name, lambda *args, **options: "")


def _diagram_enter(original: Any) -> Any:
    def enter_diagram(self: Any) -> Any:
        recorded = draft_of(self) is not None
        if recorded or draft_of(diagrams.getdiagram()) is not None:
            enter(self)
        return self if recorded else original(self)

    return enter_diagram


def _diagram_exit(original: Any) -> Any:
    def exit(self: Any, kind: Any, *reason: Any) -> None:
        try:
            if draft_of(self) is None:
                original(self, kind, *reason)
            elif kind is None:
                finish(self)
        finally:
            leave(self)

    return exit


def _diagram_render(original: Any) -> Any:
    def render(self: Any) -> None:
        if draft_of(self) is None:
            original(self)
        else:
            self._mlarch_rendered = True

    return render


# The rest.


def _c4_node_label(original: Any) -> Any:
    def label(name: str, key: str, description: str) -> Any:
        if draft_of(diagrams.getdiagram()) is None:
            return original(name, key, description)
        return NodeLabel.told(name, key, description)

    return label


def _c4_edge_label(original: Any) -> Any:
    def label(description: str) -> Any:
        return original(description) if draft_of(diagrams.getdiagram()) is None else description

    return label


def _thread_start(original: Any) -> Any:
    """Let the diagrams of a thread belong to the session that started it: they are not written either."""

    def start(self: threading.Thread) -> None:
        if current() is not None:
            context, run = contextvars.copy_context(), self.run
            context.run(diagrams.setdiagram, None)
            context.run(diagrams.setcluster, None)
            self.run = lambda: context.run(run)  # type: ignore[method-assign]  # of this thread alone
        original(self)

    return start
