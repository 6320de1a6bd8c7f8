"""Calls that a type checker must refuse: each is marked with the code of its error."""

from mlarch import Architecture, Cluster, Diagram, Edge, architecture, connect, request
from mlarch.zoo import gcp_scaling

Diagram("x", theme="dark", width=800, direction="LR", fit="16:9")
Cluster("x", kind="region", direction="TB")
Edge("x", kind="data", style="dashed", minlen="2", penwidth=3, status="planned", tags=["pii"])
request("x", reverse=True, color="red")
connect([], [], "x", kind="event")
cache: Architecture = gcp_scaling.cache(instances_per_region=3)

Diagram("x", theme="drak")  # arg-type
Diagram("x", thme="dark")  # call-arg
Diagram("x", direction="XX")  # arg-type
Cluster("x", kind="nope")  # arg-type
Cluster("x", direction="XX")  # arg-type
Edge("x", kind="nope")  # arg-type
Edge("x", style="dahsed")  # arg-type
Edge("x", minlne="2")  # call-arg
request("x", staus="new")  # call-arg
connect([], [], kind="nope")  # arg-type
gcp_scaling.cache(instances_per_regoin=3)  # call-arg
gcp_scaling.cache(instances_per_region="3")  # arg-type


@architecture("x", direction="XX")  # arg-type
def builder() -> None: ...


@architecture("x", kind="nope")  # arg-type
def decision() -> None: ...
