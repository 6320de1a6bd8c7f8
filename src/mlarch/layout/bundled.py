"""Call the Graphviz inside pygraphviz's wheels for Linux, with no more of it than a layout needs.

pygraphviz itself also loads what draws pictures, which takes longer and wants glib and X11 from the
system; a slim container has neither. The calls are those of Graphviz's manual "Using Graphviz as a
library" (sections 2 to 4), and `gvContextPlugins` of gvc.h.
"""

from __future__ import annotations

import ctypes
import functools
import importlib.util
from contextlib import suppress
from pathlib import Path

from mlarch.errors import LayoutError

__all__ = ["available", "run", "version"]

_PLUGINS = ("core", "dot_layout")
_POINTER, _TEXT = ctypes.c_void_p, ctypes.c_char_p


class _Symbol(ctypes.Structure):
    """`lt_symlist_t`: a plugin's name and where it is."""

    _fields_ = (("name", _TEXT), ("address", _POINTER))


class _Graphviz:
    """The functions of libcgraph and libgvc, with one context for all layouts."""

    def __init__(self, folder: Path) -> None:
        plugins = {f"gvplugin_{name}_LTX_library": _load(folder, f"gvplugin_{name}") for name in _PLUGINS}
        gvc, cgraph = _load(folder, "gvc"), _load(folder, "cgraph")
        symbols = [_Symbol(name.encode(), _address(plugin, name)) for name, plugin in plugins.items()]
        self._symbols = (_Symbol * (len(symbols) + 1))(*symbols, _Symbol(None, None))
        self._context = _function(gvc, "gvContextPlugins", _POINTER, ctypes.c_int, of=_POINTER)(
            self._symbols, 0
        )
        self.version = _function(gvc, "gvcVersion", _POINTER, of=_TEXT)(self._context).decode()
        self._read = _function(cgraph, "agmemread", _TEXT, of=_POINTER)
        self._close = _function(cgraph, "agclose", _POINTER)
        self._layout = _function(gvc, "gvLayout", _POINTER, _POINTER, _TEXT)
        self._free_layout = _function(gvc, "gvFreeLayout", _POINTER, _POINTER)
        data, length = ctypes.POINTER(_POINTER), ctypes.POINTER(ctypes.c_size_t)
        self._render = _function(gvc, "gvRenderData", _POINTER, _POINTER, _TEXT, data, length)
        self._free = _function(gvc, "gvFreeRenderData", _POINTER, of=None)

    def run(self, dot: str, format: str) -> bytes:
        graph = self._read(dot.encode())
        if not graph:
            raise LayoutError("the layout engine cannot read the graph")
        try:
            if self._layout(self._context, graph, b"dot"):
                raise LayoutError("the layout engine failed")
            try:
                return self._rendered(graph, format)
            finally:
                self._free_layout(self._context, graph)
        finally:
            self._close(graph)

    def _rendered(self, graph: int, format: str) -> bytes:
        data, length = _POINTER(), ctypes.c_size_t()
        code = self._render(self._context, graph, format.encode(), ctypes.byref(data), ctypes.byref(length))
        if code or not data.value:
            raise LayoutError("the layout engine failed")
        try:
            return ctypes.string_at(data.value, length.value)
        finally:
            self._free(data)


def available() -> bool:
    """Say whether there is such a wheel, and it can be loaded."""
    return _graphviz() is not None


def version() -> str:
    """Return the version of the Graphviz inside; only where it is available."""
    graphviz = _graphviz()
    return graphviz.version if graphviz else ""


def run(dot: str, format: str) -> bytes:
    """Return the layout of a graph in one of Graphviz's text formats; only where it is available.

    Raises:
        LayoutError: without what the engine said, which goes to file descriptor 2.
    """
    graphviz = _graphviz()
    if graphviz is None:
        raise LayoutError("there is no layout engine")
    return graphviz.run(dot, format)


@functools.cache
def _graphviz() -> _Graphviz | None:
    with suppress(ImportError, OSError, ValueError, AttributeError):  # another wheel, or none
        spec = importlib.util.find_spec("pygraphviz")
        if spec and spec.origin:
            return _Graphviz(Path(spec.origin).parents[1] / "pygraphviz.libs")
    return None


def _load(folder: Path, name: str) -> ctypes.PyDLL:
    """Return a library, whose file name holds a hash of its content.

    Its calls keep Python's lock: while one is at work, what others print must not count as its messages.
    """
    found = sorted(folder.glob(f"lib{name}-*.so*"))
    if not found:
        raise OSError(f"no {name} in {folder}")
    return ctypes.PyDLL(str(found[0]))


def _address(library: ctypes.PyDLL, name: str) -> int:
    return ctypes.addressof(ctypes.c_char.in_dll(library, name))


def _function(
    library: ctypes.PyDLL, name: str, *takes: type, of: type | None = ctypes.c_int
) -> ctypes._NamedFuncPointer:
    function = library[name]
    function.argtypes, function.restype = takes, of
    return function
