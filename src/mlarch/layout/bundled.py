"""Call the Graphviz library inside pygraphviz's Linux wheels directly.

pygraphviz itself also loads the drawing plugins. They take longer to load and need glib and X11, which a
slim container does not have. The calls are those of Graphviz's manual "Using Graphviz as a library"
(sections 2 to 4), and `gvContextPlugins` of gvc.h.

The library is private to pygraphviz: its names and structs may change in any minor version. With a
version that is not tested, nothing is loaded and `bindings` uses the public API of pygraphviz.
"""

from __future__ import annotations

import ctypes
import functools
import importlib.util
from contextlib import suppress
from pathlib import Path

from mlarch.errors import LayoutError
from mlarch.layout import distributions

__all__ = ["TESTED", "available", "run", "version"]

TESTED = "2.0"
"""The tested minor version of pygraphviz; pyproject.toml allows no later one."""

_PLUGINS = ("core", "dot_layout")
_POINTER, _TEXT = ctypes.c_void_p, ctypes.c_char_p


class _Symbol(ctypes.Structure):
    """`lt_symlist_t`: the name and address of a plugin."""

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
    """Return True if a tested wheel is installed and its library can be loaded."""
    return _graphviz() is not None


def version() -> str:
    """Return the version of the bundled Graphviz, empty if it is not available."""
    graphviz = _graphviz()
    return graphviz.version if graphviz else ""


def run(dot: str, format: str) -> bytes:
    """Return the layout of a graph in one of Graphviz's text formats.

    Raises:
        LayoutError: if Graphviz is not available or fails; its messages go to file descriptor 2.
    """
    graphviz = _graphviz()
    if graphviz is None:
        raise LayoutError("there is no layout engine")
    return graphviz.run(dot, format)


@functools.cache
def _graphviz() -> _Graphviz | None:
    if not f"{distributions.version('pygraphviz')}.".startswith(f"{TESTED}."):
        return None
    with suppress(ImportError, OSError, ValueError, AttributeError):  # another wheel, or none
        spec = importlib.util.find_spec("pygraphviz")
        if spec and spec.origin:
            return _Graphviz(Path(spec.origin).parents[1] / "pygraphviz.libs")
    return None


def _load(folder: Path, name: str) -> ctypes.PyDLL:
    """Return a library by name; its file name also holds a hash of its content.

    Calls keep Python's global lock, so that output of other threads is not taken for Graphviz messages.
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
