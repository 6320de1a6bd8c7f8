"""A zoo of ways to put a machine-learning model into production, drawn as code.

Every name is loaded when it is first used: `import mlarch` by itself loads no other library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
    from mlarch.model import Architecture
    from mlarch.model.diff import diff
    from mlarch.project.loading import get
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
    "Diagram",
    "DocumentError",
    "Edge",
    "LayoutError",
    "MlarchError",
    "ModelError",
    "OutputError",
    "ParameterError",
    "Range",
    "RasterError",
    "RecordingError",
    "ScriptError",
    "UnknownNameError",
    "__version__",
    "architecture",
    "call",
    "connect",
    "data",
    "depends",
    "deploy",
    "diff",
    "event",
    "extend",
    "flow",
    "get",
    "note",
    "request",
    "telemetry",
]

_HOMES = {
    "mlarch.model.diff": "diff",
    "mlarch.errors": (
        "DocumentError LayoutError MlarchError ModelError OutputError ParameterError RasterError "
        "RecordingError ScriptError UnknownNameError"
    ),
    "mlarch.project.loading": "get",
    "mlarch.model": "Architecture",
    "mlarch.recording": (
        "Cluster Diagram Edge Range architecture call connect data depends deploy event extend flow "
        "note request telemetry"
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    value: Any
    if name == "__version__":
        from importlib.metadata import version

        value = version("mlarch")
    elif name in _HOME_OF:
        value = getattr(import_module(_HOME_OF[name]), name)
    else:
        raise AttributeError(f"module 'mlarch' has no attribute '{name}'")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
