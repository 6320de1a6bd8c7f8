"""List the kinds of Kubernetes objects by how the import treats them.

An object of a kind that is in none of these lists becomes a plain node, and is reported.
"""

from __future__ import annotations

__all__ = [
    "AUTOSCALERS",
    "CLAIM",
    "CONFIGURATION",
    "ENTRIES",
    "HIDDEN",
    "ID_ORDER",
    "KNOWN",
    "POD_TEMPLATES",
    "ROUTES",
    "SERVICE",
    "SERVING",
    "TECHNOLOGIES",
]

SERVICE = "Service"
CLAIM = "PersistentVolumeClaim"

# Workloads, and the keys that lead to their pod template.
POD_TEMPLATES = {
    "Deployment": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
    "DaemonSet": ("spec", "template"),
    "ReplicaSet": ("spec", "template"),
    "ReplicationController": ("spec", "template"),
    "Rollout": ("spec", "template"),
    "DeploymentConfig": ("spec", "template"),
    "Job": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "Pod": (),
}
# Aliases of the workloads that have a technology of their own.
TECHNOLOGIES = {
    "StatefulSet": "statefulset", "DaemonSet": "daemonset", "Job": "job", "CronJob": "cronjob", "Pod": "pod",
    "ReplicaSet": "replicaset",
}  # fmt: skip

SERVING = (
    "InferenceService",
    "InferenceGraph",
    "RayCluster",
    "RayService",
    "RayJob",
    "SeldonDeployment",
    "Model",
    "Pipeline",
)
ROUTES = ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "VirtualService")
ENTRIES = ("Ingress", "Gateway", "IngressRoute", *ROUTES)
AUTOSCALERS = ("HorizontalPodAutoscaler", "ScaledObject")
CONFIGURATION = ("ConfigMap",)

# Objects that support others and are not part of an architecture.
_PLUMBING = frozenset(
    """
    APIService Certificate CertificateSigningRequest ClusterIssuer ClusterRole ClusterRoleBinding
    ClusterServingRuntime ComponentStatus ControllerRevision CSIDriver CustomResourceDefinition
    DestinationRule Endpoints EndpointSlice Event ExternalSecret GatewayClass IngressClass Issuer
    Kustomization Lease LimitRange MutatingWebhookConfiguration Namespace NetworkPolicy Node
    PeerAuthentication PersistentVolume PodDisruptionBudget PodMonitor PodSecurityPolicy PriorityClass
    PrometheusRule ReferenceGrant RequestAuthentication ResourceQuota Role RoleBinding RuntimeClass
    SealedSecret Secret SecretStore ServiceAccount ServiceMonitor ServingRuntime StorageClass
    TriggerAuthentication ValidatingAdmissionPolicy ValidatingWebhookConfiguration VerticalPodAutoscaler
    AuthorizationPolicy Sidecar BackendConfig FrontendConfig ManagedCertificate
    """.split()  # noqa: SIM905  # a table reads better than a list
)
HIDDEN = _PLUMBING.union(CONFIGURATION, AUTOSCALERS)
KNOWN = frozenset((*POD_TEMPLATES, *SERVING, *ENTRIES, *HIDDEN, SERVICE, CLAIM))

# If several objects want one id, the first of these kinds gets it.
ID_ORDER = (*POD_TEMPLATES, *SERVING, SERVICE, *ENTRIES, CLAIM)
