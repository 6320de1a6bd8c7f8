"""Right and wrong calls in recorded code, for mypy and pyright; this file is never run.

A wrong call carries the error that it must get. Strict mypy reports an ignore that is not needed, so
a wrong call that is accepted is an error too.
"""

from __future__ import annotations

from typing_extensions import assert_type

from mlarch import Architecture, Cluster, Diagram, Edge, architecture, connect, request
from mlarch.zoo import gcp_scaling


def right() -> None:
    Diagram("x", theme="dark", width=800, direction="LR", fit="16:9")
    Cluster("x", kind="region", direction="TB")
    Edge("x", kind="data", style="dashed", minlen="2", penwidth=3, status="planned", tags=["pii"])
    request("x", reverse=True, color="red")
    connect([], [], "x", kind="event")
    assert_type(gcp_scaling.cache(instances_per_region=3), Architecture)


def wrong() -> None:
    Diagram("x", theme="drak")  # type: ignore[arg-type]
    Diagram("x", thme="dark")  # type: ignore[call-arg]
    Diagram("x", direction="XX")  # type: ignore[arg-type]
    Cluster("x", kind="nope")  # type: ignore[arg-type]
    Cluster("x", direction="XX")  # type: ignore[arg-type]
    Edge("x", kind="nope")  # type: ignore[arg-type]
    Edge("x", style="dahsed")  # type: ignore[arg-type]
    Edge("x", minlne="2")  # type: ignore[call-arg]
    request("x", staus="new")  # type: ignore[call-arg]
    connect([], [], kind="nope")  # type: ignore[arg-type]
    architecture("x", direction="XX")  # type: ignore[arg-type]
    architecture("x", kind="nope")  # type: ignore[arg-type]
    gcp_scaling.cache(instances_per_regoin=3)  # type: ignore[call-arg]
    gcp_scaling.cache(instances_per_region="3")  # type: ignore[arg-type]
