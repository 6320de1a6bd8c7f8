"""Record `diagrams` code as architectures: builders, diagrams, and scripts as they are."""

from __future__ import annotations

from mlarch.recording.builders import Builder, Heading, architecture
from mlarch.recording.extending import Base, extend
from mlarch.recording.language import (
    Cluster,
    Diagram,
    Edge,
    call,
    connect,
    data,
    depends,
    deploy,
    event,
    flow,
    note,
    request,
    telemetry,
)
from mlarch.recording.scripts import load_builder, run_script
from mlarch.recording.session import Recorded

__all__ = [
    "Base",
    "Builder",
    "Cluster",
    "Diagram",
    "Edge",
    "Heading",
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
    "request",
    "run_script",
    "telemetry",
]
