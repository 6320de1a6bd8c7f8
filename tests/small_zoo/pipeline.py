"""A pipeline that is no step of a family."""

from diagrams.aws.storage import S3
from diagrams.onprem.compute import Server

from mlarch.recording import architecture, data


@architecture(
    "training-pipeline",
    title="A training pipeline",
    summary="Data, training, model.",
    source="https://example.com/pipeline",
)
def pipeline(*, workers: tuple[int, int] = (1, 2)) -> None:
    store = S3("Data", id="data")
    for stage, count in enumerate(workers, start=1):
        for number in range(1, count + 1):
            store >> data() >> Server(f"Worker {stage}.{number}", id=f"worker-{stage}-{number}")
