"""Serve models on the GPU nodes of a Kubernetes cluster with Triton, watched by Prometheus and Grafana."""

from __future__ import annotations

from typing import Annotated

from diagrams.aws.storage import S3
from diagrams.k8s.clusterconfig import HPA
from diagrams.k8s.compute import Deploy
from diagrams.k8s.network import SVC
from diagrams.onprem.client import Client
from diagrams.onprem.gitops import ArgoCD
from diagrams.onprem.monitoring import Grafana, Prometheus
from diagrams.onprem.vcs import Github

from mlarch.nodes import GatewayAPI, OnCall, Triton
from mlarch.recording import Cluster, Range, architecture, data, depends, deploy, flow, request, telemetry


@architecture(
    "examples/gpu-inference",
    title="Models on GPU nodes of a Kubernetes cluster",
    summary="Several models share few GPUs: Triton batches requests, and its queue decides how many run.",
    tags=["kubernetes", "gpu", "serving"],
)
def gpu_inference(*, gpu_pods: Annotated[int, "Triton pods, one GPU each.", Range(1, 100)] = 3) -> None:
    """Draw gateway, pre-processing and Triton, with model delivery and monitoring."""
    apps = Client("Applications", id="applications", role="client")
    repository = Github("Manifests", id="repository", role="repository")
    on_call = OnCall("On call", id="on-call", role="operator")
    models = S3("Model repository", id="models", role="model-store", description="ONNX, TensorRT plans")
    with Cluster("Kubernetes", id="kubernetes", icon="kubernetes"):
        argo = ArgoCD("Argo CD", id="argo-cd", role="cd")
        with Cluster("CPU nodes", id="cpu-nodes", kind="group"):
            gateway = GatewayAPI("Gateway", id="gateway", role="ingress", description="TLS, quotas")
            prepare = Deploy(
                "Pre-processing", id="prepare", role="app", description="decode, resize", replicas=4
            )
            service = SVC("Triton service", id="triton-service", role="service", description="gRPC")
        with Cluster("GPU nodes, autoscaled", id="gpu-nodes", kind="group"):
            triton = Triton(
                "Triton", id="triton", role="model-endpoint", description="1 GPU each", replicas=gpu_pods
            )
        with Cluster("Observability", id="observability"):
            prometheus = Prometheus("Prometheus", id="prometheus", role="monitoring")
            grafana = Grafana("Grafana", id="grafana", role="dashboard")
            autoscaler = HPA("Autoscaler", id="autoscaler", role="scheduler", description="by queue time")

    apps >> request("HTTPS") >> gateway >> request() >> prepare >> request("tensors") >> service
    service >> request("dynamic batches") >> triton
    models >> data("polled") >> triton
    repository >> deploy("sync") >> argo >> deploy("apply") >> prepare
    argo >> deploy("apply") >> triton
    triton >> telemetry("queue time, GPU use") >> prometheus >> telemetry() >> grafana
    prometheus >> telemetry("queue time") >> autoscaler >> depends("replicas") >> triton
    prometheus >> telemetry("alert") >> on_call
    flow("request", apps, gateway, prepare, service, triton)
