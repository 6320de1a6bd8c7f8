"""Describe web frameworks and model runtimes, with technologies and protocols."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from diagrams import Node
from diagrams.programming.framework import Fastapi, Flask

from mlarch.nodes import UWSGI, ONNXRuntime, PyTorch, TensorFlow, Uvicorn
from mlarch.recording import Range

__all__ = [
    "FRAMEWORKS",
    "RUNTIMES",
    "Framework",
    "FrameworkName",
    "Processes",
    "Runtime",
    "RuntimeName",
    "worker_label",
]

FrameworkName = Annotated[
    Literal["flask", "fastapi"], "Web framework, with the application server that fits it."
]
RuntimeName = Annotated[Literal["tensorflow", "pytorch", "onnx-runtime"], "Library that runs the model."]
Processes = Annotated[
    int, "Processes of the application server, each with a copy of the model.", Range(1, 100)
]


@dataclass(frozen=True)
class Framework:
    """A web framework and the application server that runs it.

    `interface` is the protocol between server and app, `upstream` the one between proxy and server.
    """

    app: type[Node]
    name: str
    server: type[Node]
    server_name: str
    interface: str
    upstream: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Runtime:
    """A library that runs the model, with file format, training and input pipeline."""

    model: type[Node]
    name: str
    artefact: str
    training: str
    input_pipeline: str
    notes: tuple[str, ...] = ()


FRAMEWORKS: Mapping[FrameworkName, Framework] = {
    "flask": Framework(
        Flask,
        "Flask",
        UWSGI,
        "uWSGI",
        "WSGI",
        "uwsgi protocol",
        notes=(
            "With more than one process, load the model after the fork (lazy-apps = true): "
            "TensorFlow loaded before it can hang.",
            "uWSGI is in maintenance mode: bug fixes only.",
        ),
    ),
    "fastapi": Framework(
        Fastapi,
        "FastAPI",
        Uvicorn,
        "Uvicorn",
        "ASGI",
        "HTTP",
        notes=(
            "The published system uses Flask and uWSGI; FastAPI and Uvicorn are our variation.",
            "Inference blocks: call the model in a plain function or a thread, not in the event loop (ours).",
            "Uvicorn starts its workers afresh, so each loads the model itself (ours).",
        ),
    ),
}

RUNTIMES: Mapping[RuntimeName, Runtime] = {
    "tensorflow": Runtime(TensorFlow, "TensorFlow", "SavedModel", "TensorFlow", "tf.data"),
    "pytorch": Runtime(
        PyTorch,
        "PyTorch",
        "TorchScript",
        "PyTorch",
        "torch.utils.data",
        notes=(
            "The published model is TensorFlow; PyTorch is our variation.",
            "TorchScript is deprecated in PyTorch; torch.export is its successor (ours).",
        ),
    ),
    "onnx-runtime": Runtime(
        ONNXRuntime,
        "ONNX Runtime",
        "ONNX file",
        "TensorFlow, exported to ONNX",
        "tf.data",
        notes=("The published model is TensorFlow; running it in ONNX Runtime is our variation.",),
    ),
}


def worker_label(framework: Framework, processes: int) -> str:
    """Return the title of the process that runs app and model.

    >>> worker_label(FRAMEWORKS["flask"], 4)
    'uWSGI worker, 4 processes'
    """
    label = f"{framework.server_name} worker"
    return label if processes == 1 else f"{label}, {processes} processes"
