"""Replace methods of `diagrams` during a recording, and restore them afterwards.

Methods are replaced on the classes, which covers names that were imported before. A replacement
calls the original for a diagram that is not recorded, in this thread or another.
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
from mlarch.recording.draft import Draft
from mlarch.recording.lifecycle import attach_draft, enter, finish, leave
from mlarch.recording.location import caller
from mlarch.recording.operators import chain, chain_list, concerns_recording
from mlarch.recording.parts import add_cluster, add_node
from mlarch.recording.session import current_session, draft_of, part_of

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
    """Keep `diagrams` patched; blocks may overlap, in any thread."""
    acquire()
    try:
        yield
    finally:
        release()


def acquire() -> None:
    """Patch `diagrams`, unless it is patched."""
    global _users
    with _lock:
        _users += 1
        if _users == 1:
            _install()


def release() -> None:
    """Restore `diagrams`, unless another recording needs the patches."""
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
    """Replace an attribute by `make(original)`, or by `make(None)` if it is missing."""
    original = vars(owner).get(name, _ABSENT)
    _replaced.append((owner, name, original))
    setattr(owner, name, make(None if original is _ABSENT else original))


def _install() -> None:
    for cls in (diagrams.Node, diagrams.Cluster, diagrams.Edge):
        for name, arrows in _OPERATORS.items():
            _replace(cls, name, _operator(chain, arrows))
            _replace(cls, f"__r{name[2:]}", _operator(_reflected, arrows))
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


def _operator(record: Callable[..., Any], arrows: dict[str, bool]) -> Callable[[Any], Any]:
    def make(original: Any) -> Any:
        def operator(self: Any, other: Any) -> Any:
            if concerns_recording(self, other):
                return record(self, other, **arrows)
            return original(self, other) if original else NotImplemented

        return operator

    return make


def _reflected(self: Any, other: Any, **arrows: bool) -> Any:
    several = isinstance(other, Iterable) and not isinstance(other, str)
    return chain_list(other if several else [other], self, **arrows)


def _connect(original: Any) -> Any:
    def connect(self: Any, other: Any, *edge: Any) -> Any:
        if not concerns_recording(self, other):
            return original(self, other, *edge)
        return chain(chain(self, *edge) if edge else self, other)

    return connect


# Nodes and clusters.


def _node_init(original: Any) -> Any:
    def init(self: Any, label: Any = "", *args: Any, nodeid: Any = None, **attrs: Any) -> None:
        draft = _current_draft(f"node '{label}'")
        if draft is None:
            original(self, label, *args, nodeid=nodeid, **attrs)
        else:
            add_node(self, draft, label, nodeid, attrs)

    return init


def _cluster_init(original: Any) -> Any:
    def init(self: Any, label: Any = "cluster", *args: Any, **options: Any) -> None:
        draft = _current_draft(f"cluster '{label}'")
        original(self, text(label), *args, **options)
        if draft is not None:
            named = {**dict(zip(("direction", "graph_attr"), args, strict=False)), **options}
            add_cluster(self, draft, named.get("direction", ""), named.get("graph_attr") or {})

    return init


def _current_draft(element: str) -> Draft | None:
    diagram = diagrams.getdiagram()
    if diagram is None:
        raise RecordingError(
            f"{caller()}: {element} is created while no diagram is open: a thread does not see the block "
            "of the thread that started it; start it with contextvars.copy_context().run"
        )
    return draft_of(diagram)


def _cluster_enter(original: Any) -> Any:
    def enter(self: Any) -> Any:
        if part_of(self) is None:
            return original(self)
        self.__dict__.setdefault("_mlarch_outer", []).append(diagrams.getcluster())
        diagrams.setcluster(self)
        return self

    return enter


def _cluster_exit(original: Any) -> Any:
    def exit(self: Any, *reason: Any) -> None:
        if part_of(self) is None:
            original(self, *reason)
        else:
            diagrams.setcluster(self._mlarch_outer.pop())

    return exit


# Diagrams.


def _diagram_init(original: Any) -> Any:
    def init(self: Any, *args: Any, **options: Any) -> None:
        session = current_session()
        if session is not None:
            _drop_newer_options(original, options)
        original(self, *args, **options)
        if session is not None:
            attach_draft(self, Draft(lenient=True, merge=self.dot.strict))
            session.diagrams.append(self)
            _mute(self.dot)

    return init


def _drop_newer_options(original: Any, options: dict[str, Any]) -> None:
    """Drop style options that only a later version of `diagrams` accepts."""
    if "theme" not in inspect.signature(original).parameters:
        options.pop("theme", None)
        if str(options.get("curvestyle")).lower() in ("spline", "polyline"):
            options["curvestyle"] = "curved"


def _mute(dot: Any) -> None:
    """Keep a script from running Graphviz on the DOT of the diagram."""
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


# C4 and threads.


def _c4_node_label(original: Any) -> Any:
    def label(name: str, key: str, description: str) -> Any:
        if draft_of(diagrams.getdiagram()) is None:
            return original(name, key, description)
        return NodeLabel.of(name, key, description)

    return label


def _c4_edge_label(original: Any) -> Any:
    def label(description: str) -> Any:
        return original(description) if draft_of(diagrams.getdiagram()) is None else description

    return label


def _thread_start(original: Any) -> Any:
    """Record the diagrams of a new thread in the session of the current one."""

    def start(self: threading.Thread) -> None:
        if current_session() is not None:
            context, run = contextvars.copy_context(), self.run
            context.run(diagrams.setdiagram, None)
            context.run(diagrams.setcluster, None)
            self.run = lambda: context.run(run)  # type: ignore[method-assign]  # of this thread only
        original(self)

    return start
