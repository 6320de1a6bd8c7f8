"""A zoo of ways to put a machine-learning model into production, drawn as code.

Names are imported on first use: `import mlarch` by itself loads no other library.
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers take it for True, and typing need not be loaded
if TYPE_CHECKING:
    from mlarch.drawing.themes import Theme
    from mlarch.errors import (
        DocumentError,
        LayoutError,
        MlarchError,
        ModelError,
        OutputError,
        ParameterError,
        RasterError,
        RecordingError,
        ScriptError,
        UnknownNameError,
    )
    from mlarch.layout.options import Options
    from mlarch.model import Architecture, ClusterData, EdgeData, Node
    from mlarch.model.diff import Comparison, diff
    from mlarch.project.entry import Entry
    from mlarch.project.entry_loading import get
    from mlarch.project.registry import entries
    from mlarch.recording import (
        Cluster,
        Diagram,
        Edge,
        Range,
        architecture,
        call,
        connect,
        data,
        depends,
        deploy,
        event,
        extend,
        flow,
        note,
        request,
        telemetry,
    )

    __version__: str

__all__ = [
    "Architecture",
    "Cluster",
    "ClusterData",
    "Comparison",
    "Diagram",
    "DocumentError",
    "Edge",
    "EdgeData",
    "Entry",
    "LayoutError",
    "MlarchError",
    "ModelError",
    "Node",
    "Options",
    "OutputError",
    "ParameterError",
    "Range",
    "RasterError",
    "RecordingError",
    "ScriptError",
    "Theme",
    "UnknownNameError",
    "__version__",
    "architecture",
    "call",
    "connect",
    "data",
    "depends",
    "deploy",
    "diff",
    "entries",
    "event",
    "extend",
    "flow",
    "get",
    "note",
    "request",
    "telemetry",
]

_NAMES_BY_MODULE = {
    "mlarch.drawing.themes": "Theme",
    "mlarch.errors": (
        "DocumentError LayoutError MlarchError ModelError OutputError ParameterError RasterError "
        "RecordingError ScriptError UnknownNameError"
    ),
    "mlarch.layout.options": "Options",
    "mlarch.model": "Architecture ClusterData EdgeData Node",
    "mlarch.model.diff": "Comparison diff",
    "mlarch.project.entry": "Entry",
    "mlarch.project.entry_loading": "get",
    "mlarch.project.registry": "entries",
    "mlarch.recording": (
        "Cluster Diagram Edge Range architecture call connect data depends deploy event extend flow "
        "note request telemetry"
    ),
}
_MODULE_OF = {name: module for module, names in _NAMES_BY_MODULE.items() for name in names.split()}


if not TYPE_CHECKING:  # with this function, type checkers would accept every name

    def __getattr__(name: str) -> object:
        value: object
        if name == "__version__":
            from importlib.metadata import version

            value = version("mlarch")
        elif name in _MODULE_OF:
            from importlib import import_module

            value = getattr(import_module(_MODULE_OF[name]), name)
        else:
            raise AttributeError(f"module 'mlarch' has no attribute '{name}'")
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
