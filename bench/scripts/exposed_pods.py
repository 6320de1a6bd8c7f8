"""A service with three pods and their autoscaler."""

from diagrams import Diagram
from diagrams.k8s.clusterconfig import HPA
from diagrams.k8s.compute import Deployment, Pod, ReplicaSet
from diagrams.k8s.network import Ingress, Service

with Diagram("Pods with an address", show=False):
    address = Ingress("models.example.com") >> Service("models")
    (
        address
        >> [Pod("pod 1"), Pod("pod 2"), Pod("pod 3")]
        << ReplicaSet("set")
        << Deployment("models")
        << HPA("load")
    )
