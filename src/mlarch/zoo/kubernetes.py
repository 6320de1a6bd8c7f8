"""Draw a system of two applications, without Kubernetes and with it."""

from __future__ import annotations

from typing import Annotated, Literal

from diagrams.k8s.compute import Deploy
from diagrams.k8s.compute import Pod as KubernetesPod
from diagrams.k8s.network import SVC, Ing

from mlarch.nodes import Application, CloudShape, GatewayAPI, LoadBalancer, LoadBalancerBar
from mlarch.recording import Cluster, Range, architecture, request

__all__ = ["with_kubernetes", "without_kubernetes"]

FAMILY = {
    "title": "The same system without and with Kubernetes",
    "summary": "Two applications behind load balancers, and what Kubernetes calls each part.",
}

Replicas = Annotated[tuple[int, int], "Copies of the first and of the second application.", Range(1, 100)]

_ENTRY_POINTS = {"ingress": ("Ingress", Ing), "gateway": ("Gateway", GatewayAPI)}

_SLATE, _PURPLE, _ORANGE = "#64748b", "#9333ea", "#ea580c"
_APPLICATIONS = ("#16a34a", "#dc2626")


@architecture(
    "kubernetes/1-without",
    title="Without Kubernetes: applications behind load balancers",
    summary="An external load balancer spreads requests over internal ones, and these over applications.",
    source="https://theaisummer.com/kubernetes/",
    credit="AI Summer, picture modern-app-design; redrawn from the picture.",
    evidence="Seen.",
    reviewed="2026-11-22",
    pros=["Every part is a machine or a process that can be looked at and understood on its own."],
    cons=[
        "Placing copies, replacing dead ones, rolling out and finding each other is work of one's "
        "own scripts.",
        "Each load balancer is configured by hand when an application grows.",
    ],
    notes=[
        "What becomes what: external load balancer -> Ingress, internal load balancer -> Service, "
        "application -> Deployment, "
        "container -> Pod (of one or more containers), machine -> Node, group of machines -> Cluster, "
        "virtual cluster -> Namespace.",
        "Colors as in the original: slate entry, purple balancers, green and red applications.",
    ],
    tags=["kubernetes", "load-balancing"],
)
def without_kubernetes(*, replicas: Replicas = (2, 3)) -> None:
    """Draw an external load balancer, internal load balancers and applications."""
    users = CloudShape("Users", id="users", role="user")
    external = LoadBalancerBar(
        "External load balancer", id="external-load-balancer", role="load-balancer", color=_SLATE
    )
    users >> request() >> external
    for app, copies in enumerate(replicas, start=1):
        internal = LoadBalancer(
            "Internal load balancer", id=f"internal-load-balancer-{app}", role="load-balancer", color=_PURPLE
        )
        external >> request() >> internal
        for copy in range(1, copies + 1):
            (
                internal
                >> request()
                >> Application(f"App {app}", id=f"app-{app}-{copy}", role="app", color=_APPLICATIONS[app - 1])
            )


@architecture(
    "kubernetes/2-with",
    title="With Kubernetes: Ingress, Services and Deployments",
    summary="An Ingress routes requests to Services, and each Service to the Pods of one Deployment.",
    source="https://theaisummer.com/kubernetes/",
    credit="AI Summer, picture app-with-kubernetes-design; redrawn from the picture.",
    evidence="Seen.",
    reviewed="2026-11-22",
    pros=[
        "The wanted state is written down; the cluster replaces, places and rolls out by itself.",
        "The same objects on any cloud, and on one's own machines.",
    ],
    cons=[
        "A platform to learn, upgrade and pay for; little gain for one small service.",
        "Models need care: GPU nodes, large images and slow starts (ours).",
    ],
    notes=[
        "What becomes what: external load balancer -> Ingress, internal load balancer -> Service, "
        "application -> Deployment, "
        "container -> Pod (of one or more containers), machine -> Node, group of machines -> Cluster, "
        "virtual cluster -> Namespace.",
        "An Ingress is a rule that a controller carries out (ours).",
        "A Service is a stable address and a selector, not a machine (ours).",
        "A Deployment manages Pods through a ReplicaSet and carries no traffic (ours).",
        "Today the Ingress API is frozen and Gateway is recommended; ingress-nginx ended in March "
        "2026 (ours).",
        "Colors as in the original: slate entry, purple balancers, orange Pods.",
    ],
    tags=["kubernetes", "load-balancing"],
)
def with_kubernetes(
    *,
    replicas: Replicas = (2, 3),
    entry: Annotated[Literal["ingress", "gateway"], "Kind of entry point of the cluster."] = "ingress",
) -> None:
    """Draw two Services, each in front of the Pods of one Deployment."""
    label, technology = _ENTRY_POINTS[entry]
    users = CloudShape("Users", id="users", role="user")
    ingress = technology(label, id="ingress", role="ingress", color=_SLATE)
    users >> request() >> ingress
    for app, copies in enumerate(replicas, start=1):
        service = SVC(f"Service {app}", id=f"service-{app}", role="service", color=_PURPLE)
        ingress >> request() >> service
        with Cluster(f"Deployment {app}", id=f"deployment-{app}", icon=Deploy, color=_APPLICATIONS[app - 1]):
            for copy in range(1, copies + 1):
                (
                    service
                    >> request()
                    >> KubernetesPod(f"Pod {app}.{copy}", id=f"pod-{app}-{copy}", role="pod", color=_ORANGE)
                )
