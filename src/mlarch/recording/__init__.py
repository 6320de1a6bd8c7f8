"""Record builders, diagrams and unchanged `diagrams` scripts as architectures."""

from __future__ import annotations

from mlarch.model.parameters import Range
from mlarch.recording.builders import Builder, Heading, architecture
from mlarch.recording.cluster import Cluster
from mlarch.recording.diagram import Diagram
from mlarch.recording.edges import (
    Edge,
    call,
    connect,
    data,
    depends,
    deploy,
    event,
    request,
    telemetry,
)
from mlarch.recording.extending import Base, extend
from mlarch.recording.flows import flow, note
from mlarch.recording.parameters import parameters_of
from mlarch.recording.scripts import load_builder, run_script
from mlarch.recording.session import Recorded

__all__ = [
    "Base",
    "Builder",
    "Cluster",
    "Diagram",
    "Edge",
    "Heading",
    "Range",
    "Recorded",
    "architecture",
    "call",
    "connect",
    "data",
    "depends",
    "deploy",
    "event",
    "extend",
    "flow",
    "load_builder",
    "note",
    "parameters_of",
    "request",
    "run_script",
    "telemetry",
]
