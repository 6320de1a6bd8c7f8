"""Draw a model on Google Cloud that grows to millions of users, in nine steps."""

from __future__ import annotations

from typing import Annotated

from diagrams.gcp.analytics import Pubsub
from diagrams.gcp.compute import ComputeEngine
from diagrams.gcp.database import SQL, Memorystore
from diagrams.gcp.devtools import Build
from diagrams.gcp.network import DNS, LoadBalancing
from diagrams.gcp.operations import Logging, Monitoring
from diagrams.gcp.storage import Storage
from diagrams.onprem.client import Users
from diagrams.onprem.vcs import Git

from mlarch.nodes import (
    ArtifactRegistry,
    Developer,
    ErrorReporting,
    Evaluation,
    InstanceGroup,
    OnCall,
    Training,
)
from mlarch.recording import (
    Cluster,
    Range,
    architecture,
    data,
    depends,
    deploy,
    event,
    extend,
    flow,
    request,
    telemetry,
)

__all__ = [
    "cache",
    "ci_cd",
    "error_reporting",
    "horizontal_scaling",
    "offline_inference",
    "one_instance",
    "retrain",
    "scaling_out",
    "vertical_scaling",
]

InstancesPerRegion = Annotated[int, "Instances in each of the two regions.", Range(2, 100)]

FAMILY = {
    "title": "Scaling on Google Cloud, from one user to millions",
    "summary": "A start-up's segmentation model grows in nine steps, each the one before plus a change.",
}


@architecture(
    "gcp-scaling/1-one-instance",
    title="Scaling on Google Cloud, step 1: one instance",
    summary="One virtual machine holds everything: proxy, application server, app and model.",
    source="https://theaisummer.com/scalability/",
    credit="AI Summer, picture one-instance; redrawn from the article's description.",
    evidence="Order of topics and what each is for: text. The drawing: our reading.",
    reviewed="2026-11-22",
    pros=["Works at once, and costs one machine."],
    cons=[
        "Deployments by hand, and dependencies that drift.",
        "Hard to debug: nothing outside the machine knows what happened in it.",
        "One machine is the ceiling and the single point of failure.",
    ],
    notes=["The machine runs the chain of flask-serving/2-nginx: Nginx, uWSGI, Flask and the U-Net."],
    tags=["google-cloud", "scaling", "serving"],
)
def one_instance() -> None:
    """Draw users, a name service and one machine."""
    users = Users("Users", id="users", role="user")
    with Cluster("Google Cloud", id="google-cloud", kind="provider"):
        dns = DNS("Cloud DNS", id="dns", role="dns")
        instance = ComputeEngine(
            "Instance 1", id="instance-1", role="virtual-machine", description="Nginx, uWSGI, Flask, U-Net"
        )
    users >> depends("resolve") >> dns
    users >> request("HTTPS") >> instance
    flow("request", users, instance)


@architecture(
    "gcp-scaling/2-ci-cd",
    title="Scaling on Google Cloud, step 2: CI/CD",
    summary="Every push is built into an image and rolled out the same way, and logs leave the machine.",
    source="https://theaisummer.com/scalability/",
    credit="AI Summer, picture ci-cd; redrawn from the article's description.",
    evidence="Order of topics, Cloud Build and what it is for: text. The drawing: our reading.",
    reviewed="2026-11-22",
    pros=[
        "Deployments are repeatable, and going back is deploying the image before.",
        "Logs can be read without a shell on the machine.",
    ],
    cons=["Still one machine: a rollout and a failure are both downtime."],
    notes=["Artifact Registry takes the place of Container Registry, which was shut down in 2025."],
    tags=["google-cloud", "scaling", "serving", "ci-cd"],
)
def ci_cd() -> None:
    """Add continuous delivery from a push to the machine, and logging."""
    base = extend(one_instance())
    developer = Developer("Developer", id="developer", role="developer")
    repository = Git("Repository", id="repository", role="repository")
    with base["google-cloud"]:
        with Cluster("CI/CD", id="ci-cd"):
            build = Build("Cloud Build", id="build", role="ci", description="tests, builds")
            registry = ArtifactRegistry(
                "Artifact Registry", id="registry", role="container-registry", description="images"
            )
        with Cluster("Operations", id="operations"):
            logging = Logging("Cloud Logging", id="logging", role="logging")
    developer >> deploy("push") >> repository >> deploy("trigger") >> build >> deploy("image") >> registry
    registry >> deploy("pull") >> base["instance-1"]
    base["instance-1"] >> telemetry("logs") >> logging


@architecture(
    "gcp-scaling/3-vertical-scaling",
    title="Scaling on Google Cloud, step 3: vertical scaling",
    summary="The one machine becomes a bigger one: more CPU, more memory and a GPU.",
    source="https://theaisummer.com/scalability/",
    credit="AI Summer, picture vertical-scaling; redrawn from the article's description.",
    evidence="Order of topics and what each is for: text. The drawing: our reading.",
    reviewed="2026-11-22",
    pros=["Quick: a machine type is changed, and no code."],
    cons=[
        "There is a largest machine, and the price climbs towards it.",
        "Still a single point of failure.",
        "Resizing means stopping the machine: downtime.",
    ],
    notes=["A GPU pays where requests keep it busy; batch several images to one call (ours)."],
    tags=["google-cloud", "scaling", "serving", "gpu"],
)
def vertical_scaling() -> None:
    """Make the machine bigger."""
    base = extend(ci_cd())
    base.change("instance-1", description="more CPU and memory, a GPU")


@architecture(
    "gcp-scaling/4-horizontal-scaling",
    title="Scaling on Google Cloud, step 4: horizontal scaling",
    summary="A load balancer spreads requests over two equal machines of one group.",
    source="https://theaisummer.com/scalability/",
    credit="AI Summer, picture horizontal-scaling; redrawn from the article's description.",
    evidence="Order of topics, load balancing and what it is for: text. The drawing: our reading.",
    reviewed="2026-11-22",
    pros=[
        "Capacity grows by the machine, and one may fail.",
        "Rollouts go machine by machine, without downtime.",
    ],
    cons=[
        "State must leave the instances: sessions, files and caches belong elsewhere.",
        "A fixed number of machines is too many at night and too few at noon.",
    ],
    notes=[
        "The load balancer is an external Application Load Balancer; its health check must answer for the "
        "model, not only the app (ours).",
    ],
    tags=["google-cloud", "scaling", "serving", "load-balancing"],
)
def horizontal_scaling() -> None:
    """Put a load balancer in front of a group of two machines."""
    base = extend(vertical_scaling())
    base.remove("users -> instance-1")
    with base["google-cloud"]:
        load_balancer = LoadBalancing(
            "Load balancer", id="load-balancer", role="load-balancer", description="external Application LB"
        )
        with Cluster("Managed instance group", id="serving", icon=InstanceGroup) as serving:
            instance = ComputeEngine(
                "Instance 2", id="instance-2", role="virtual-machine", description="with a GPU"
            )
    base.move("instance-1", serving)
    base.change("instance-1", description="with a GPU")
    base["users"] >> request("HTTPS") >> load_balancer
    load_balancer >> request() >> base["instance-1"]
    load_balancer >> request() >> instance
    base["registry"] >> deploy("pull") >> instance
    instance >> telemetry("logs") >> base["logging"]
    flow("request", base["users"], load_balancer, base["instance-1"])


@architecture(
    "gcp-scaling/5-scaling-out",
    title="Scaling on Google Cloud, step 5: scaling out",
    summary="Autoscaled groups in two regions stand behind one global load balancer.",
    source="https://theaisummer.com/scalability/",
    credit="AI Summer, picture scaling-out; redrawn from the article's description.",
    evidence="Order of topics, autoscaling and what it is for: text. The drawing: our reading.",
    reviewed="2026-11-22",
    pros=[
        "Follows load that nobody can foresee, and shrinks again.",
        "A whole region may fail; users are served from the near one.",
    ],
    cons=[
        "A new GPU machine takes minutes to pull its image and load the model: spikes arrive first.",
        "Two regions cost twice the idle machines, and data must be in both.",
    ],
    notes=[
        "Two readings of the original exist, several regions or one autoscaled group; they are drawn as one.",
        "The zones of one region are the cheaper first step (ours).",
    ],
    tags=["google-cloud", "scaling", "serving", "autoscaling", "multi-region"],
)
def scaling_out(*, instances_per_region: InstancesPerRegion = 2) -> None:
    """Spread the group over two regions."""
    base = extend(horizontal_scaling())
    for edge in ("load-balancer -> {}", "registry -> {}", "{} -> logging"):
        for instance in ("instance-1", "instance-2"):
            base.remove(edge.format(instance))
    base.change("load-balancer", description="global, external")
    base.change("serving", label="Managed instance groups, autoscaled")

    with base["serving"] as serving:
        with Cluster("Region 1", id="region-1", kind="region") as region_1:
            for number in _numbers(5, instances_per_region):
                _instance(number)
        with Cluster("Region 2", id="region-2", kind="region"):
            for number in (3, 4, *_numbers(6, instances_per_region)):
                _instance(number)
    base.move("instance-1", region_1)
    base.move("instance-2", region_1)

    base["load-balancer"] >> request() >> serving
    base["registry"] >> deploy("pull") >> serving
    serving >> telemetry("logs") >> base["logging"]
    flow("request", base["users"], base["load-balancer"], serving)


@architecture(
    "gcp-scaling/6-cache",
    title="Scaling on Google Cloud, step 6: cache",
    summary="Answers that were given before come from memory instead of the model.",
    source="https://theaisummer.com/scalability/",
    credit="AI Summer, picture cache; redrawn from the article's description.",
    evidence="Order of topics and what each is for: text. The drawing: our reading.",
    reviewed="2026-11-22",
    pros=["A hit takes a millisecond and no GPU.", "The database behind is spared the same questions."],
    cons=[
        "Staleness: a new model makes every stored answer old; put the model's version into the key.",
        "Identical images are rare: measure the hit rate before paying for memory.",
    ],
    notes=[
        "Cache-aside: the app looks up first, asks the model on a miss, and stores the answer.",
        "Memorystore is regional: one in each region, or latency across regions (ours).",
    ],
    tags=["google-cloud", "scaling", "serving", "cache"],
)
def cache(*, instances_per_region: InstancesPerRegion = 2) -> None:
    """Add a cache beside the serving machines."""
    base = extend(scaling_out(instances_per_region=instances_per_region))
    with base["google-cloud"]:
        memory = Memorystore("Memorystore", id="cache", role="cache", description="Redis, cache-aside")
    base["serving"] >> request("lookup, store") >> memory
    flow("request", base["users"], base["load-balancer"], base["serving"], memory)


@architecture(
    "gcp-scaling/7-error-reporting",
    title="Scaling on Google Cloud, step 7: error reporting",
    summary="Metrics are watched, errors are grouped, and somebody is called before users complain.",
    source="https://theaisummer.com/scalability/",
    credit="AI Summer, picture error-reporting; redrawn from the article's description.",
    evidence="Order of topics and what each is for: text. The drawing: our reading.",
    reviewed="2026-11-22",
    pros=["The team knows before the users do.", "Errors are grouped: one alert for one fault."],
    cons=["Somebody is on call.", "Alerts nobody acts on teach everybody to ignore them."],
    notes=[
        "A model can be wrong without an error: watch the distribution of inputs and predictions as "
        "well (ours)."
    ],
    tags=["google-cloud", "scaling", "serving", "monitoring"],
)
def error_reporting(*, instances_per_region: InstancesPerRegion = 2) -> None:
    """Add metrics, grouped errors and an engineer on call."""
    base = extend(cache(instances_per_region=instances_per_region))
    with base["operations"]:
        monitoring = Monitoring("Monitoring", id="monitoring", role="monitoring", description="metrics")
        errors = ErrorReporting(
            "Error Reporting", id="error-reporting", role="error-reporting", description="groups errors"
        )
    on_call = OnCall("On call", id="on-call", role="operator", description="engineer")
    base["serving"] >> telemetry("metrics") >> monitoring
    base["logging"] >> telemetry("errors") >> errors
    errors >> telemetry("new error") >> on_call
    monitoring >> telemetry("alert") >> on_call


@architecture(
    "gcp-scaling/8-retrain",
    title="Scaling on Google Cloud, step 8: retraining",
    summary="Predictions and feedback are kept, and a new model is trained, judged and rolled out from them.",
    source="https://theaisummer.com/scalability/",
    credit="AI Summer, picture retrain; redrawn from the article's description.",
    evidence=(
        "Order of topics and what each is for: text. The drawing: our reading; the evaluation gate is ours."
    ),
    reviewed="2026-11-22",
    pros=[
        "The model follows data that drifts.",
        "Each model in service has a version, a score and a source.",
    ],
    cons=[
        "A loop without a gate can make the model worse by itself.",
        "Feedback is personal data: consent, deletion and retention come with it.",
    ],
    notes=[
        "Labels must come from users, not from the model's own answers (ours).",
        "The evaluation gate is ours: a candidate goes into service only where it beats the present model.",
        "A/B testing of two models needs weighted backends at the load balancer.",
    ],
    tags=["google-cloud", "scaling", "serving", "retraining"],
)
def retrain(*, instances_per_region: InstancesPerRegion = 2) -> None:
    """Add a database of predictions, and retraining from it."""
    base = extend(error_reporting(instances_per_region=instances_per_region))
    with base["google-cloud"]:
        database = SQL(
            "Cloud SQL", id="database", role="relational-database", description="predictions, feedback"
        )
        with Cluster("Retraining", id="retraining"):
            training = Training("Training", id="training", role="training-job", description="scheduled job")
            evaluation = Evaluation("Evaluation", id="evaluation", role="evaluation", description="gate")
            models = Storage("Model store", id="model-store", role="model-store", description="Cloud Storage")
    base["serving"] >> request("predictions, feedback") >> database
    (
        database
        >> data("new samples")
        >> training
        >> data("candidate")
        >> evaluation
        >> data("accepted")
        >> models
    )
    models >> data("new weights") >> base["serving"]


@architecture(
    "gcp-scaling/9-offline-inference",
    title="Scaling on Google Cloud, step 9: offline inference",
    summary="Work that can wait goes through a queue, and workers that scale alone answer it.",
    source="https://theaisummer.com/scalability/",
    credit="AI Summer, picture offline-inference; redrawn from the article's description.",
    evidence=(
        "Order of topics and what each is for: text. The drawing: our reading; the bucket of uploads is ours."
    ),
    reviewed="2026-11-22",
    pros=[
        "Spikes are buffered instead of refused.",
        "Workers scale with the backlog, apart from serving, and may be cheap spot machines.",
    ],
    cons=[
        "The answer is not immediate: the client polls or is told.",
        "Messages arrive more than once: workers must be idempotent (ours).",
    ],
    notes=[
        "Images do not fit in a message: it carries a reference to the upload in Cloud Storage (ours).",
        "Messages that fail again and again need a dead-letter topic (ours).",
    ],
    tags=["google-cloud", "scaling", "serving", "batch", "queue"],
)
def offline_inference(
    *,
    instances_per_region: InstancesPerRegion = 2,
    workers: Annotated[int, "Machines that take work from the queue.", Range(1, 100)] = 2,
) -> None:
    """Add uploads, a queue, and workers that take from it."""
    base = extend(retrain(instances_per_region=instances_per_region))
    with base["google-cloud"]:
        uploads = Storage("Uploads", id="uploads", role="object-store", description="Cloud Storage")
        queue = Pubsub("Pub/Sub", id="queue", role="queue", description="offline requests")
        with Cluster("Workers, autoscaled", id="workers", icon=InstanceGroup) as group:
            for number in range(1, workers + 1):
                ComputeEngine(f"Worker {number}", id=f"worker-{number}", role="worker", description="U-Net")
    serving, database = base["serving"], base["database"]
    serving >> data("image") >> uploads >> data("image") >> group
    serving >> event("reference") >> queue >> event("reference") >> group
    group >> request("results") >> database
    base["model-store"] >> data("new weights") >> group
    flow("offline", base["users"], base["load-balancer"], serving, queue, group, database)


def _numbers(first: int, per_region: int) -> range:
    """Return the numbers of a region's further instances: every second number."""
    return range(first, first + 2 * (per_region - 2), 2)


def _instance(number: int) -> ComputeEngine:
    return ComputeEngine(
        f"Instance {number}", id=f"instance-{number}", role="virtual-machine", description="with a GPU"
    )
