"""Define node classes for technologies that `diagrams` lacks.

They work in plain `diagrams` scripts too. The icons are neutral glyphs and no logos. `diagrams` draws
the PNG beside each SVG, since not every Graphviz can draw SVG. After a change here, run
`scripts/make_catalog.py`.
"""

from __future__ import annotations

from pathlib import Path

from diagrams import Node

__all__ = [
    "DVC",
    "JAX",
    "K8GB",
    "UWSGI",
    "VLLM",
    "AgentSearch",
    "Alert",
    "Alertmanager",
    "AlloyDB",
    "Answer",
    "Application",
    "ArgoWorkflows",
    "ArtifactRegistry",
    "BentoML",
    "Build",
    "Cache",
    "Chroma",
    "CloudAlerting",
    "CloudBatch",
    "CloudDeploy",
    "CloudShape",
    "CloudTrace",
    "ColumnarStore",
    "Container",
    "ContainerRegistry",
    "Coraza",
    "Dagster",
    "DataPipeline",
    "Database",
    "Dataset",
    "Developer",
    "DocumentStore",
    "Endpoint",
    "ErrorReporting",
    "Evaluation",
    "Eventarc",
    "Evidently",
    "Experiment",
    "Fabric",
    "Feast",
    "FeatureStore",
    "Gateway",
    "GatewayAPI",
    "GeospatialDatabase",
    "GraphDatabase",
    "GreatExpectations",
    "HuggingFace",
    "HyperledgerFabric",
    "Iceberg",
    "Immudb",
    "InfrastructureManager",
    "InstanceGroup",
    "JupyterHub",
    "KServe",
    "KeyValueStore",
    "Keycloak",
    "Knative",
    "KnowledgeCatalog",
    "LabelStudio",
    "Labeling",
    "Ledger",
    "LoadBalancer",
    "LoadBalancerBar",
    "Logging",
    "ManagedKafka",
    "Metaflow",
    "Milvus",
    "MinIO",
    "ModelRegistry",
    "ModelStore",
    "Monitoring",
    "NeuralNetwork",
    "NodeGroup",
    "Notebook",
    "ONNXRuntime",
    "ObjectStore",
    "OnCall",
    "OpenBao",
    "OpenMetadata",
    "OpenSearch",
    "OpenTelemetry",
    "OpenTofu",
    "ParameterManager",
    "PgVector",
    "Pod",
    "Prefect",
    "Proxy",
    "Pulsar",
    "PyTorch",
    "Question",
    "Queue",
    "Ray",
    "RelationalDatabase",
    "Repository",
    "Scheduler",
    "ScikitLearn",
    "SearchEngine",
    "SeaweedFS",
    "Secrets",
    "SecureSourceManager",
    "SeldonCore",
    "Server",
    "SpannerGraph",
    "Stream",
    "TensorBoard",
    "TensorFlow",
    "TensorFlowServing",
    "TimeSeriesDatabase",
    "TimescaleDB",
    "TorchServe",
    "Tracing",
    "Training",
    "Triton",
    "UNet",
    "Uvicorn",
    "Valkey",
    "Varnish",
    "VectorDatabase",
    "VectorSearch",
    "Weaviate",
    "WeightsAndBiases",
    "WideColumnStore",
    "Worker",
    "Workflows",
    "XGBoost",
    "YugabyteDB",
    "ZenML",
]


class _MlarchNode(Node):  # type: ignore[misc]  # diagrams is untyped
    _provider = "mlarch"
    _type = "nodes"
    _icon_dir = str(Path(__file__).parent / "catalog" / "data" / "icons")

    fontcolor = "#2d3436"


# Application servers.


class UWSGI(_MlarchNode):
    """uWSGI, an application server for WSGI applications; in maintenance mode."""

    _icon = "uwsgi.png"


class Uvicorn(_MlarchNode):
    """Uvicorn, an application server for ASGI applications."""

    _icon = "uvicorn.png"


# Models and runtimes.


class TensorFlow(_MlarchNode):
    """TensorFlow, a framework to train and run models."""

    _icon = "tensorflow.png"


class TensorFlowServing(_MlarchNode):
    """TensorFlow Serving, a model server."""

    _icon = "tensorflow-serving.png"


class PyTorch(_MlarchNode):
    """PyTorch, a framework to train and run models."""

    _icon = "pytorch.png"


class TorchServe(_MlarchNode):
    """TorchServe, a model server; archived since 2025."""

    _icon = "torchserve.png"


class ONNXRuntime(_MlarchNode):
    """ONNX Runtime, an engine that runs models in the ONNX format."""

    _icon = "onnx-runtime.png"


class Triton(_MlarchNode):
    """NVIDIA Triton Inference Server."""

    _icon = "triton.png"


class KServe(_MlarchNode):
    """KServe, model endpoints on Kubernetes."""

    _icon = "kserve.png"


class SeldonCore(_MlarchNode):
    """Seldon Core, model endpoints on Kubernetes."""

    _icon = "seldon-core.png"


class BentoML(_MlarchNode):
    """BentoML, packages models as services."""

    _icon = "bentoml.png"


class Ray(_MlarchNode):
    """Ray, distributed Python for training and serving."""

    _icon = "ray.png"


class VLLM(_MlarchNode):
    """vLLM, a server for large language models."""

    _icon = "vllm.png"


class JAX(_MlarchNode):
    """JAX, a framework for numerical programs and models."""

    _icon = "jax.png"


class ScikitLearn(_MlarchNode):
    """scikit-learn, classical machine learning."""

    _icon = "scikit-learn.png"


class XGBoost(_MlarchNode):
    """XGBoost, gradient-boosted trees."""

    _icon = "xgboost.png"


class HuggingFace(_MlarchNode):
    """Hugging Face, a hub of models and data sets."""

    _icon = "hugging-face.png"


class NeuralNetwork(_MlarchNode):
    """A neural network of any kind."""

    _icon = "neural-network.png"


class UNet(_MlarchNode):
    """A U-Net: an encoder and a decoder with skip connections, for segmentation."""

    _icon = "u-net.png"


# Tools around models.


class Feast(_MlarchNode):
    """Feast, a feature store."""

    _icon = "feast.png"


class DVC(_MlarchNode):
    """DVC, version control of data and models on top of Git."""

    _icon = "dvc.png"


class WeightsAndBiases(_MlarchNode):
    """Weights & Biases, an experiment tracker."""

    _icon = "weights-and-biases.png"


class TensorBoard(_MlarchNode):
    """TensorBoard, plots of training runs."""

    _icon = "tensorboard.png"


class LabelStudio(_MlarchNode):
    """Label Studio, labels for training data."""

    _icon = "label-studio.png"


class Evidently(_MlarchNode):
    """Evidently, reports on data drift and model quality."""

    _icon = "evidently.png"


class GreatExpectations(_MlarchNode):
    """Great Expectations, tests for data."""

    _icon = "great-expectations.png"


class Prefect(_MlarchNode):
    """Prefect, a workflow orchestrator."""

    _icon = "prefect.png"


class Dagster(_MlarchNode):
    """Dagster, a workflow orchestrator."""

    _icon = "dagster.png"


class ArgoWorkflows(_MlarchNode):
    """Argo Workflows, a workflow orchestrator on Kubernetes."""

    _icon = "argo-workflows.png"


class ZenML(_MlarchNode):
    """ZenML, machine-learning pipelines."""

    _icon = "zenml.png"


class Metaflow(_MlarchNode):
    """Metaflow, machine-learning pipelines."""

    _icon = "metaflow.png"


class JupyterHub(_MlarchNode):
    """JupyterHub, notebooks for a team."""

    _icon = "jupyterhub.png"


class OpenTelemetry(_MlarchNode):
    """OpenTelemetry, traces, metrics and logs."""

    _icon = "opentelemetry.png"


# Stores.


class MinIO(_MlarchNode):
    """MinIO, an object store; unmaintained since 2026."""

    _icon = "minio.png"


class SeaweedFS(_MlarchNode):
    """SeaweedFS, an object store."""

    _icon = "seaweedfs.png"


class Valkey(_MlarchNode):
    """Valkey, an in-memory key-value store."""

    _icon = "valkey.png"


class Milvus(_MlarchNode):
    """Milvus, a vector store."""

    _icon = "milvus.png"


class Weaviate(_MlarchNode):
    """Weaviate, a vector store."""

    _icon = "weaviate.png"


class PgVector(_MlarchNode):
    """pgvector, vectors in PostgreSQL."""

    _icon = "pgvector.png"


class Chroma(_MlarchNode):
    """Chroma, a vector store."""

    _icon = "chroma.png"


class TimescaleDB(_MlarchNode):
    """TimescaleDB, time series in PostgreSQL."""

    _icon = "timescaledb.png"


class OpenSearch(_MlarchNode):
    """OpenSearch, a search engine."""

    _icon = "opensearch.png"


class Pulsar(_MlarchNode):
    """Apache Pulsar, an event stream."""

    _icon = "pulsar.png"


class Immudb(_MlarchNode):
    """immudb, an immutable ledger."""

    _icon = "immudb.png"


class HyperledgerFabric(_MlarchNode):
    """Hyperledger Fabric, a permissioned ledger."""

    _icon = "hyperledger-fabric.png"


# Cloud products.


class ErrorReporting(_MlarchNode):
    """Error Reporting of Google Cloud."""

    _provider = "gcp"
    _icon = "error-reporting.png"


class ArtifactRegistry(_MlarchNode):
    """Artifact Registry of Google Cloud."""

    _provider = "gcp"
    _icon = "artifact-registry.png"


class InstanceGroup(_MlarchNode):
    """A managed instance group of Google Cloud."""

    _provider = "gcp"
    _icon = "instance-group.png"


class AlloyDB(_MlarchNode):
    """AlloyDB of Google Cloud, a relational database."""

    _provider = "gcp"
    _icon = "alloydb.png"


class VectorSearch(_MlarchNode):
    """Vector Search of Google Cloud."""

    _provider = "gcp"
    _icon = "vector-search.png"


class GatewayAPI(_MlarchNode):
    """A Gateway of the Kubernetes Gateway API."""

    _provider = "k8s"
    _icon = "gateway-api.png"


class CloudTrace(_MlarchNode):
    """Cloud Trace of Google Cloud."""

    _provider = "gcp"
    _icon = "tracing.png"


class CloudAlerting(_MlarchNode):
    """Alerting of Cloud Monitoring in Google Cloud."""

    _provider = "gcp"
    _icon = "alert.png"


class CloudBatch(_MlarchNode):
    """Batch of Google Cloud."""

    _provider = "gcp"
    _icon = "container.png"


class CloudDeploy(_MlarchNode):
    """Cloud Deploy of Google Cloud."""

    _provider = "gcp"
    _icon = "build.png"


class SecureSourceManager(_MlarchNode):
    """Secure Source Manager of Google Cloud."""

    _provider = "gcp"
    _icon = "repository.png"


class ManagedKafka(_MlarchNode):
    """Managed Service for Apache Kafka of Google Cloud."""

    _provider = "gcp"
    _icon = "stream.png"


class Eventarc(_MlarchNode):
    """Eventarc of Google Cloud, an event bus."""

    _provider = "gcp"
    _icon = "queue.png"


class Workflows(_MlarchNode):
    """Workflows of Google Cloud, a workflow orchestrator."""

    _provider = "gcp"
    _icon = "data-pipeline.png"


class SpannerGraph(_MlarchNode):
    """Spanner Graph of Google Cloud."""

    _provider = "gcp"
    _icon = "graph-database.png"


class AgentSearch(_MlarchNode):
    """Agent Search of Google Cloud, formerly Vertex AI Search."""

    _provider = "gcp"
    _icon = "search-engine.png"


class KnowledgeCatalog(_MlarchNode):
    """Knowledge Catalog of Google Cloud, formerly Dataplex."""

    _provider = "gcp"
    _icon = "dataset.png"


class InfrastructureManager(_MlarchNode):
    """Infrastructure Manager of Google Cloud."""

    _provider = "gcp"
    _icon = "server.png"


class ParameterManager(_MlarchNode):
    """Parameter Manager of Google Cloud."""

    _provider = "gcp"
    _icon = "secrets.png"


class Fabric(_MlarchNode):
    """Microsoft Fabric, data and analytics."""

    _provider = "azure"
    _icon = "columnar-store.png"


class NodeGroup(_MlarchNode):
    """An autoscaled group of equal machines in a Kubernetes cluster."""

    _provider = "k8s"
    _icon = "instance-group.png"


# Open-source products for operations.


class Knative(_MlarchNode):
    """Knative, serverless containers and events on Kubernetes."""

    _icon = "container.png"


class K8GB(_MlarchNode):
    """k8gb, a global load balancer for Kubernetes clusters by DNS."""

    _icon = "load-balancer.png"


class Varnish(_MlarchNode):
    """Varnish, an HTTP cache."""

    _icon = "proxy.png"


class Coraza(_MlarchNode):
    """Coraza, a web application firewall."""

    _icon = "gateway.png"


class YugabyteDB(_MlarchNode):
    """YugabyteDB, a distributed relational database."""

    _icon = "relational-database.png"


class Iceberg(_MlarchNode):
    """Apache Iceberg, tables over files in an object store."""

    _icon = "object-store.png"


class OpenMetadata(_MlarchNode):
    """OpenMetadata, a data catalog."""

    _icon = "dataset.png"


class OpenTofu(_MlarchNode):
    """OpenTofu, infrastructure as code; the open-source fork of Terraform."""

    _icon = "server.png"


class OpenBao(_MlarchNode):
    """OpenBao, secrets and keys; the open-source fork of Vault."""

    _icon = "secrets.png"


class Alertmanager(_MlarchNode):
    """Alertmanager, alert routing for Prometheus."""

    _icon = "alert.png"


class Keycloak(_MlarchNode):
    """Keycloak, single sign-on and identity management."""

    _icon = "secrets.png"


# Generic parts of a system.


class _Glyph(_MlarchNode):
    _provider = "generic"


class CloudShape(_Glyph):
    """Users, or a network, drawn as a cloud."""

    _icon = "cloud.png"


class LoadBalancerBar(_Glyph):
    """A load balancer drawn as a wide bar."""

    _icon = "load-balancer-bar.png"


class LoadBalancer(_Glyph):
    """A load balancer of any kind."""

    _icon = "load-balancer.png"


class Proxy(_Glyph):
    """A reverse proxy of any kind."""

    _icon = "proxy.png"


class Gateway(_Glyph):
    """An API gateway of any kind."""

    _icon = "gateway.png"


class Server(_Glyph):
    """A machine, real or virtual."""

    _icon = "server.png"


class Application(_Glyph):
    """A custom application."""

    _icon = "application.png"


class Container(_Glyph):
    """A container of any kind."""

    _icon = "container.png"


class Pod(_Glyph):
    """A pod: one or more containers that live together."""

    _icon = "pod.png"


class Worker(_Glyph):
    """A process that takes work from a queue."""

    _icon = "worker.png"


class Scheduler(_Glyph):
    """A scheduler of jobs."""

    _icon = "scheduler.png"


class Cache(_Glyph):
    """A cache of any kind."""

    _icon = "cache.png"


class Queue(_Glyph):
    """A queue of messages."""

    _icon = "queue.png"


class Stream(_Glyph):
    """A replayable stream of events."""

    _icon = "stream.png"


class Database(_Glyph):
    """A database of any kind."""

    _icon = "database.png"


class RelationalDatabase(_Glyph):
    """A relational database."""

    _icon = "relational-database.png"


class ColumnarStore(_Glyph):
    """A columnar store for analytics."""

    _icon = "columnar-store.png"


class DocumentStore(_Glyph):
    """A document store."""

    _icon = "document-store.png"


class KeyValueStore(_Glyph):
    """A key-value store."""

    _icon = "key-value-store.png"


class WideColumnStore(_Glyph):
    """A wide-column store."""

    _icon = "wide-column-store.png"


class GraphDatabase(_Glyph):
    """A graph database."""

    _icon = "graph-database.png"


class TimeSeriesDatabase(_Glyph):
    """A time-series database."""

    _icon = "time-series-database.png"


class Ledger(_Glyph):
    """An append-only ledger."""

    _icon = "ledger.png"


class GeospatialDatabase(_Glyph):
    """A geospatial database."""

    _icon = "geospatial-database.png"


class VectorDatabase(_Glyph):
    """A vector store."""

    _icon = "vector-database.png"


class SearchEngine(_Glyph):
    """A full-text search engine."""

    _icon = "search-engine.png"


class ObjectStore(_Glyph):
    """An object store, or blob store."""

    _icon = "object-store.png"


# Generic parts of a machine-learning system.


class Dataset(_Glyph):
    """A data set."""

    _icon = "dataset.png"


class DataPipeline(_Glyph):
    """A pipeline that turns raw data into training data."""

    _icon = "data-pipeline.png"


class Notebook(_Glyph):
    """A research notebook."""

    _icon = "notebook.png"


class Training(_Glyph):
    """A training job."""

    _icon = "training.png"


class Evaluation(_Glyph):
    """The evaluation that a model must pass."""

    _icon = "evaluation.png"


class Experiment(_Glyph):
    """A tracker of experiments."""

    _icon = "experiment.png"


class ModelStore(_Glyph):
    """A store of trained models."""

    _icon = "model-store.png"


class ModelRegistry(_Glyph):
    """A registry of model versions and their stages."""

    _icon = "model-registry.png"


class FeatureStore(_Glyph):
    """A feature store."""

    _icon = "feature-store.png"


class Endpoint(_Glyph):
    """A model endpoint."""

    _icon = "endpoint.png"


class Labeling(_Glyph):
    """People who label data."""

    _icon = "labeling.png"


# Generic delivery and operations.


class Repository(_Glyph):
    """A source repository."""

    _icon = "repository.png"


class Build(_Glyph):
    """A build, or continuous integration."""

    _icon = "build.png"


class ContainerRegistry(_Glyph):
    """A registry of container images."""

    _icon = "container-registry.png"


class Monitoring(_Glyph):
    """Metrics and their charts."""

    _icon = "monitoring.png"


class Logging(_Glyph):
    """Logs in one place."""

    _icon = "logging.png"


class Tracing(_Glyph):
    """Traces of requests."""

    _icon = "tracing.png"


class Alert(_Glyph):
    """Alerts to the engineer on call."""

    _icon = "alert.png"


class OnCall(_Glyph):
    """An engineer on call."""

    _icon = "on-call.png"


class Developer(_Glyph):
    """A developer."""

    _icon = "developer.png"


class Secrets(_Glyph):
    """A store of secrets."""

    _icon = "secrets.png"


# Decisions.


class Question(_Glyph):
    """A question of a decision."""

    _icon = "question.png"


class Answer(_Glyph):
    """An answer of a decision."""

    _icon = "answer.png"
