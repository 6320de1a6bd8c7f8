"""A stateful set: each pod has its own volume claim."""

from diagrams import Cluster, Diagram
from diagrams.k8s.compute import Pod, StatefulSet
from diagrams.k8s.network import Service
from diagrams.k8s.storage import PV, PVC, StorageClass

with Diagram("Stateful set", show=False):
    with Cluster("Feature store"):
        service = Service("features")
        stateful = StatefulSet("redis")
        claims = []
        for number in range(3):
            pod = Pod(f"redis {number}")
            claim = PVC(f"claim {number}")
            pod - stateful - claim
            service >> pod >> claim
            claims.append(claim)

    claims << PV("volume") << StorageClass("ssd")
