"""Draw a U-Net that segments images as one system, from training to serving."""

from __future__ import annotations

from diagrams.gcp.analytics import Pubsub
from diagrams.gcp.database import SQL, Memorystore
from diagrams.gcp.devtools import Build
from diagrams.gcp.network import LoadBalancing
from diagrams.gcp.operations import Monitoring
from diagrams.gcp.storage import Storage
from diagrams.onprem.client import Users
from diagrams.onprem.network import Nginx
from diagrams.onprem.vcs import Git

from mlarch.nodes import DataPipeline, Dataset, Training
from mlarch.recording import Cluster, architecture, call, data, deploy, event, flow, note, request, telemetry
from mlarch.zoo.stack import FRAMEWORKS, RUNTIMES, FrameworkName, Processes, RuntimeName, worker_label

__all__ = ["pipeline"]


@architecture(
    "unet-pipeline",
    title="A U-Net that segments images, the whole system",
    summary=(
        "A research notebook turned into a service: training on one side, serving on the other, "
        "operations around both."
    ),
    source="https://theaisummer.com/deep-learning-production/",
    credit="AI Summer, picture full-system-architecture; redrawn from the article's description.",
    evidence="System parts: text and code, the series builds them one by one. The drawing: our reading.",
    reviewed="2026-11-22",
    pros=[
        "Training and serving share nothing but the stored model, so each is changed and scaled alone.",
        "Predictions and feedback are kept: the next training set comes from real use.",
        "The model is a versioned artefact, so going back means loading the version before.",
    ],
    cons=[
        "Each server process holds its own copy of the model: memory is processes times model.",
        "Many parts to run for one model; a managed endpoint replaces several of them.",
        "Nothing between training and serving judges the new model; see gcp-scaling/8-retrain for a "
        "gate (ours).",
    ],
    notes=[
        "Model: U-Net with a MobileNetV2 encoder, input 128x128x3, 3 output channels.",
        "Training: Oxford-IIIT Pet, batch 64, 20 epochs, Adam; it leaves checkpoints, TensorBoard "
        "summaries and a SavedModel.",
        "Serving: POST /infer takes an image as JSON and answers with the segmentation mask.",
        "Where feedback is missing, a prediction is no label: do not train on the model's own "
        "answers (ours).",
    ],
    tags=["segmentation", "training", "serving", "google-cloud"],
)
def pipeline(
    *,
    framework: FrameworkName = "flask",
    model_runtime: RuntimeName = "tensorflow",
    processes: Processes = 1,
) -> None:
    """Draw serving, training and operations as clusters in one cloud."""
    web, runtime = FRAMEWORKS[framework], RUNTIMES[model_runtime]

    for text in runtime.notes:
        note(text)
    users = Users("Users", id="users", role="user")
    repository = Git("Repository", id="repository", role="repository", description="code and tests")
    with Cluster("Google Cloud", id="google-cloud", kind="provider"):
        with Cluster("Serving", id="serving"):
            load_balancer = LoadBalancing("Load balancer", id="load-balancer", role="load-balancer")
            proxy = Nginx("Nginx", id="proxy", role="reverse-proxy", description="reverse proxy")
            app_server = web.server(
                web.server_name, id="app-server", role="app-server", description="runs the app"
            )
            with Cluster(worker_label(web, processes), id="worker", kind="process"):
                app = web.app(web.name, id="app", role="app", description="POST /infer")
                model = runtime.model(
                    "U-Net", id="model", role="model", description=f"{runtime.name}, in process"
                )
            cache = Memorystore("Cache", id="cache", role="cache", description="Memorystore")
            queue = Pubsub("Queue", id="queue", role="queue", description="Pub/Sub")
            database = SQL("Database", id="database", role="relational-database", description="Cloud SQL")
        with Cluster("Training pipeline", id="training-pipeline"):
            dataset = Dataset("Dataset", id="dataset", role="dataset", description="Oxford-IIIT Pet")
            data_pipeline = DataPipeline(
                "Data pipeline", id="data-pipeline", role="data-pipeline", description=runtime.input_pipeline
            )
            training = Training("Training", id="training", role="training-job", description=runtime.training)
            model_store = Storage(
                "Model store",
                id="model-store",
                role="model-store",
                description=f"{runtime.artefact} versions",
            )
        with Cluster("Operations", id="operations"):
            build = Build("Cloud Build", id="build", role="ci", description="builds, rolls out")
            monitoring = Monitoring(
                "Monitoring", id="monitoring", role="monitoring", description="logs, metrics"
            )

    users >> request("HTTPS, image") >> load_balancer >> request() >> proxy
    proxy >> request(web.upstream) >> app_server >> call(web.interface) >> app
    app >> call("tensor 128x128x3") >> model
    app >> request("lookup, store") >> cache
    app >> request("prediction, feedback") >> database
    app >> event("jobs") >> queue
    (
        dataset
        >> data()
        >> data_pipeline
        >> data("batches of 64")
        >> training
        >> data(runtime.artefact)
        >> model_store
    )
    model_store >> data(runtime.artefact) >> model
    database >> data("new samples") >> dataset
    repository >> deploy("push") >> build >> deploy("rollout") >> app_server
    app >> telemetry("logs, metrics") >> monitoring
    flow("request", users, load_balancer, proxy, app_server, app, model)
