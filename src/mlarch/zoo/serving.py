"""Draw the choice of how to serve a model as a decision."""

from __future__ import annotations

from typing import Annotated

from mlarch.catalog.providers import ProviderId
from mlarch.model.decision import Answer, Decision, Leaf, Product, Question, to_architecture
from mlarch.recording import architecture, extend

__all__ = ["DECISION", "how_to_serve_a_model"]

CHECKED = "2026-11-22"


def _products(*names: str) -> tuple[Product, ...]:
    return tuple(Product(name=name, checked=CHECKED) for name in names)


def _noted(name: str, note: str, status: str = "original") -> tuple[Product, ...]:
    return (Product(name=name, note=note, status=status, checked=CHECKED),)


QUESTIONS = (
    Question(
        id="latency",
        text="How soon must the answer be there?",
        answers=(
            Answer(text="while-somebody-waits", to="caller", note="milliseconds to a few seconds"),
            Answer(text="within-minutes", to="arrival", note="nobody waits, but soon it is of no use"),
            Answer(text="within-hours", to="batch", note="tomorrow morning will do"),
        ),
    ),
    Question(
        id="arrival",
        topic="load",
        text="How do the inputs arrive?",
        answers=(
            Answer(text="one-by-one", to="stream", note="events, all day"),
            Answer(text="in-bulk", to="batch", note="files, tables, a backlog"),
        ),
    ),
    Question(
        id="caller",
        text="Who calls the model?",
        answers=(
            Answer(text="one-program", to="change", note="written in the model's language, by the same team"),
            Answer(text="many-programs", to="change-shared", note="of several teams, or of customers"),
            Answer(text="device", to="size", note="a phone or a machine, at times without a network"),
        ),
    ),
    Question(
        id="change",
        text="How often does the model change?",
        answers=(
            Answer(text="with-the-program", to="in-process", note="both are released together"),
            Answer(text="on-its-own", to="load", note="retrained and rolled out by itself"),
        ),
    ),
    Question(
        id="change-shared",
        topic="change",
        text="How often does the model change?",
        answers=(
            Answer(text="seldom", to="load", note="now and then, one version at a time"),
            Answer(text="often", to="load-of-many", note="every day, or several versions at once"),
        ),
    ),
    Question(
        id="size",
        text="How large is the model?",
        answers=(
            Answer(
                text="fits-the-device", to="edge", note="quantised: tens of MB, for phones up to a few GB"
            ),
            Answer(text="too-large-for-it", to="load", note="the device calls home"),
        ),
    ),
    Question(
        id="load",
        text="What does the load look like?",
        answers=(
            Answer(text="steady", to="hardware", note="somebody calls at any time"),
            Answer(text="rare", to="hardware-of-bursts", note="bursts, and nothing for hours"),
        ),
    ),
    Question(
        id="load-of-many",
        topic="load",
        text="What does the load look like?",
        answers=(
            Answer(text="steady", to="model-server", note="somebody calls at any time"),
            Answer(text="rare", to="hardware-of-bursts", note="bursts, and nothing for hours"),
        ),
    ),
    Question(
        id="hardware",
        text="What does one answer need?",
        answers=(
            Answer(text="cpu", to="app-server", note="a core, for less than a second"),
            Answer(text="gpu", to="model-server", note="idle between two calls, unless they are batched"),
        ),
    ),
    Question(
        id="hardware-of-bursts",
        topic="hardware",
        text="What does one answer need?",
        answers=(
            Answer(text="cpu", to="serverless", note="a core, for less than a second"),
            Answer(text="gpu", to="model-server", note="minutes until one is started and loaded"),
        ),
    ),
)

LEAVES = (
    Leaf(
        id="in-process",
        label="In the process",
        reason="One caller and one release: a function call needs no network, no second service, no format.",
        technology="mlarch.nodes.Application",
        products={
            "aws": (),
            "azure": (),
            "gcp": (),
            "oss": _products("ONNX Runtime", "PyTorch", "TensorFlow", "scikit-learn"),
        },
        note="Each process holds its own copy of the model: memory is processes times model.",
        checked=CHECKED,
        entry="flask-serving/1-uwsgi",
        runner_up="app-server",
    ),
    Leaf(
        id="app-server",
        label="Flask or FastAPI server",
        reason="Steady calls that a CPU answers: an app around the model is the least that can be operated.",
        technology="programming.framework.Fastapi",
        products={
            "aws": _products("ECS on Fargate", "Elastic Beanstalk"),
            "azure": _products("Container Apps", "App Service"),
            "gcp": _products("Cloud Run", "Compute Engine"),
            "oss": _products("FastAPI with Uvicorn")
            + _noted("Flask with uWSGI", "uWSGI gets bug fixes only")
            + _products("BentoML"),
        },
        note="Behind a reverse proxy, in containers: steps two and three of flask-serving.",
        checked=CHECKED,
        entry="flask-serving/3-docker",
        runner_up="model-server",
    ),
    Leaf(
        id="model-server",
        label="Model server",
        reason="A server made for models batches calls, keeps the GPU busy and holds several versions.",
        technology="mlarch.nodes.Triton",
        products={
            "aws": _products("SageMaker AI endpoint"),
            "azure": _products("Azure Machine Learning endpoint"),
            "gcp": _noted("Agent Platform endpoint", "was Vertex AI endpoint until 2026", "renamed"),
            "oss": _noted("Triton Inference Server", "part of NVIDIA Dynamo since 2025")
            + _noted("vLLM", "for language models")
            + _products("KServe", "Ray Serve")
            + _noted("TorchServe", "archived in 2025", "ended"),
        },
        note="On Kubernetes it is a Deployment with GPUs behind a Service; the app calls it.",
        checked=CHECKED,
        entry="kubernetes/2-with",
    ),
    Leaf(
        id="serverless",
        label="Serverless",
        reason="Between bursts nothing runs and nothing is paid; the first call after a pause is slow.",
        technology="mlarch.nodes.Knative",
        products={
            "aws": _noted("Lambda", "images up to 10 GB, no GPU"),
            "azure": _products("Azure Functions", "Container Apps"),
            "gcp": _products("Cloud Run"),
            "oss": _products("Knative", "KServe"),
        },
        note="The nearest entry draws machines that scale with the load, though never to none.",
        checked=CHECKED,
        entry="gcp-scaling/5-scaling-out",
        runner_up="app-server",
    ),
    Leaf(
        id="batch",
        label="Batch",
        reason="Nobody waits: a job reads all inputs at once, at full use of cheap machines, and is gone.",
        technology="mlarch.nodes.Scheduler",
        products={
            "aws": _products("AWS Batch", "SageMaker batch transform"),
            "azure": _products("Azure Batch", "Azure Machine Learning batch endpoint"),
            "gcp": _products("Batch") + _noted("Agent Platform batch inference", "was Vertex AI", "renamed"),
            "oss": _products("Airflow", "Spark", "Ray Data") + _noted("Job", "of Kubernetes"),
        },
        note="In the nearest entry workers take from a backlog, on machines that may be interrupted.",
        checked=CHECKED,
        entry="gcp-scaling/9-offline-inference",
        runner_up="stream",
    ),
    Leaf(
        id="stream",
        label="Stream",
        reason="Events go through a queue to workers: peaks are buffered, and results are events again.",
        technology="mlarch.nodes.Stream",
        products={
            "aws": _products("Kinesis Data Streams", "Managed Service for Apache Flink"),
            "azure": _products("Event Hubs", "Stream Analytics"),
            "gcp": _products("Pub/Sub", "Dataflow"),
            "oss": _products("Kafka", "Flink", "NATS"),
        },
        note="Messages come more than once: workers must be idempotent.",
        checked=CHECKED,
        entry="gcp-scaling/9-offline-inference",
        runner_up="batch",
    ),
    Leaf(
        id="edge",
        label="On the device",
        reason="Nothing leaves the device and nothing waits for a network; a new model is a new download.",
        technology="mlarch.nodes.NeuralNetwork",
        products={
            "aws": _products("IoT Greengrass"),
            "azure": _products("IoT Edge"),
            "gcp": _noted("IoT Core", "ended 2023-08-16", "ended"),
            "oss": _noted("LiteRT", "was TensorFlow Lite until 2024", "renamed")
            + _products("ONNX Runtime", "ExecuTorch"),
        },
        note="The entry draws where the model comes from; the device takes it from the model store.",
        checked=CHECKED,
        entry="unet-pipeline",
        runner_up="app-server",
    ),
)

DECISION = Decision(
    name="how-to-serve-a-model",
    title="How to serve a model",
    summary="Callers, load and the model itself lead to a way of serving it, and to the entry that draws it.",
    questions=QUESTIONS,
    leaves=LEAVES,
    direction="TB",
)


@architecture(
    "how-to-serve-a-model",
    kind="decision",
    title="How to serve a model",
    summary="Callers, load and the model itself lead to a way of serving it, and to the entry that draws it.",
    credit="Made for mlarch.",
    evidence="Our reading: rules of thumb, in the order in which they cost most to get wrong.",
    reviewed="2026-11-22",
    direction="TB",
    pros=["Starts from who waits for the answer, not from a product."],
    cons=["A system may need two outcomes: the same model answers users and a nightly batch."],
    notes=[
        "Each outcome names the entry of the zoo that draws it, or comes nearest.",
        "Measure before moving on: one app server with batching often outlasts the plan to replace it.",
        "Products are those of November 2026; each carries the date on which it was checked.",
    ],
    tags=["decision", "serving"],
)
def how_to_serve_a_model(
    *, products: Annotated[ProviderId, "Provider whose products are shown."] = "oss"
) -> None:
    """Draw the decision with products on its leaves."""
    extend(to_architecture(DECISION, provider=products))
