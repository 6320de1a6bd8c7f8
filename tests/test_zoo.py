"""Each entry of the zoo matches its source, and its parameters are checked.

The reference below is written by hand from the sources, not derived from the zoo.
"""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import mlarch
from mlarch import catalog
from mlarch.errors import ParameterError, UnknownNameError
from mlarch.model import Architecture
from mlarch.project import entry_loading, registry
from mlarch.zoo import datastores, flask_serving, gcp_scaling, kubernetes


@dataclass(frozen=True)
class Expected:
    """The expected content of an entry; nodes and clusters map an id to its cluster."""

    builder: str
    source: str
    nodes: dict[str, str]
    clusters: dict[str, str]
    edges: dict[str, str]
    flows: dict[str, str] = field(default_factory=dict)
    absent: tuple[str, ...] = ()


def placed(text: str) -> dict[str, str]:
    """Read 'cluster: id id | cluster: id' as id -> cluster; '.' is no cluster."""
    placed = {}
    for group in text.split("|"):
        cluster, _, ids = group.partition(":")
        placed |= dict.fromkeys(ids.split(), cluster.strip().replace(".", ""))
    return placed


def joined(text: str) -> dict[str, str]:
    """Read lines 'kind: a -> b, c -> d' as edge key -> kind."""
    edges = {}
    for line in text.strip().splitlines():
        kind, _, keys = line.strip().partition(": ")
        edges |= dict.fromkeys(keys.split(", "), kind)
    return edges


SERVING = "https://theaisummer.com/uwsgi-nginx/"
SCALING = "https://theaisummer.com/scalability/"
KUBERNETES = "https://theaisummer.com/kubernetes/"

UNET = Expected(
    builder="unet.pipeline",
    source="https://theaisummer.com/deep-learning-production/",
    nodes=placed(
        ".: users repository | serving: load-balancer proxy app-server cache queue database | "
        "worker: app model | training-pipeline: dataset data-pipeline training model-store | "
        "operations: build monitoring"
    ),
    clusters={
        "google-cloud": "",
        "serving": "google-cloud",
        "worker": "serving",
        "training-pipeline": "google-cloud",
        "operations": "google-cloud",
    },
    edges=joined(
        """
        request: users -> load-balancer, load-balancer -> proxy, proxy -> app-server
        request: app -> cache, app -> database
        call: app-server -> app, app -> model
        event: app -> queue
        data: dataset -> data-pipeline, data-pipeline -> training, training -> model-store
        data: model-store -> model, database -> dataset
        deploy: repository -> build, build -> app-server
        telemetry: app -> monitoring
        """
    ),
    flows={"request": "users load-balancer proxy app-server app model"},
)

UWSGI = Expected(
    builder="flask_serving.uwsgi",
    source=SERVING,
    nodes=placed(".: client | server: app-server | worker: app model"),
    clusters={"server": "", "worker": "server"},
    edges=joined("request: client -> app-server\ncall: app-server -> app, app -> model"),
    flows={"request": "client app-server app model"},
)

NGINX = Expected(
    builder="flask_serving.nginx",
    source=SERVING,
    nodes=placed(".: client | server: proxy app-server | worker: app model"),
    clusters={"server": "", "worker": "server"},
    edges=joined("request: client -> proxy, proxy -> app-server\ncall: app-server -> app, app -> model"),
    flows={"request": "client proxy app-server app model"},
    absent=("client -> app-server",),
)

DOCKER = Expected(
    builder="flask_serving.docker",
    source="https://theaisummer.com/docker/",
    nodes=placed(".: client | proxy-container: proxy | app-container: app-server | worker: app model"),
    clusters={
        "docker-host": "",
        "proxy-container": "docker-host",
        "app-container": "docker-host",
        "worker": "app-container",
    },
    edges=NGINX.edges,
    flows=NGINX.flows,
    absent=("client -> app-server", "server"),
)

TOP = {"google-cloud": ""}
TWO = {**TOP, "ci-cd": "google-cloud", "operations": "google-cloud"}
FOUR = {**TWO, "serving": "google-cloud"}
FIVE = {**FOUR, "region-1": "serving", "region-2": "serving"}
EIGHT = {**FIVE, "retraining": "google-cloud"}
NINE = {**EIGHT, "workers": "google-cloud"}

STEP_1 = Expected(
    builder="gcp_scaling.one_instance",
    source=SCALING,
    nodes=placed(".: users | google-cloud: dns instance-1"),
    clusters=TOP,
    edges=joined("depends: users -> dns\nrequest: users -> instance-1"),
    flows={"request": "users instance-1"},
)

DELIVERY = """
    deploy: developer -> repository, repository -> build, build -> registry
"""

STEP_2 = Expected(
    builder="gcp_scaling.ci_cd",
    source=SCALING,
    nodes=STEP_1.nodes | placed(".: developer repository | ci-cd: build registry | operations: logging"),
    clusters=TWO,
    edges=STEP_1.edges
    | joined(DELIVERY)
    | joined("deploy: registry -> instance-1\ntelemetry: instance-1 -> logging"),
    flows=STEP_1.flows,
)

STEP_3 = Expected(
    builder="gcp_scaling.vertical_scaling",
    source=SCALING,
    nodes=STEP_2.nodes,
    clusters=TWO,
    edges=STEP_2.edges,
    flows=STEP_1.flows,
)

STEP_4 = Expected(
    builder="gcp_scaling.horizontal_scaling",
    source=SCALING,
    nodes=STEP_3.nodes | placed("google-cloud: load-balancer | serving: instance-1 instance-2"),
    clusters=FOUR,
    edges=joined(DELIVERY)
    | joined(
        """
        depends: users -> dns
        request: users -> load-balancer, load-balancer -> instance-1, load-balancer -> instance-2
        deploy: registry -> instance-1, registry -> instance-2
        telemetry: instance-1 -> logging, instance-2 -> logging
        """
    ),
    flows={"request": "users load-balancer instance-1"},
    absent=("users -> instance-1",),
)

STEP_5 = Expected(
    builder="gcp_scaling.scaling_out",
    source=SCALING,
    nodes=STEP_4.nodes | placed("region-1: instance-1 instance-2 | region-2: instance-3 instance-4"),
    clusters=FIVE,
    edges=joined(DELIVERY)
    | joined(
        """
        depends: users -> dns
        request: users -> load-balancer, load-balancer -> serving
        deploy: registry -> serving
        telemetry: serving -> logging
        """
    ),
    flows={"request": "users load-balancer serving"},
    absent=(
        "users -> instance-1",
        "load-balancer -> instance-1",
        "load-balancer -> instance-2",
        "registry -> instance-1",
        "registry -> instance-2",
        "instance-1 -> logging",
        "instance-2 -> logging",
    ),
)

STEP_6 = Expected(
    builder="gcp_scaling.cache",
    source=SCALING,
    nodes=STEP_5.nodes | placed("google-cloud: cache"),
    clusters=FIVE,
    edges=STEP_5.edges | joined("request: serving -> cache"),
    flows={"request": "users load-balancer serving cache"},
    absent=STEP_5.absent,
)

STEP_7 = Expected(
    builder="gcp_scaling.error_reporting",
    source=SCALING,
    nodes=STEP_6.nodes | placed(".: on-call | operations: monitoring error-reporting"),
    clusters=FIVE,
    edges=STEP_6.edges
    | joined(
        """
        telemetry: serving -> monitoring, logging -> error-reporting
        telemetry: error-reporting -> on-call, monitoring -> on-call
        """
    ),
    flows=STEP_6.flows,
    absent=STEP_5.absent,
)

STEP_8 = Expected(
    builder="gcp_scaling.retrain",
    source=SCALING,
    nodes=STEP_7.nodes | placed("google-cloud: database | retraining: training evaluation model-store"),
    clusters=EIGHT,
    edges=STEP_7.edges
    | joined(
        """
        request: serving -> database
        data: database -> training, training -> evaluation, evaluation -> model-store, model-store -> serving
        """
    ),
    flows=STEP_6.flows,
    absent=STEP_5.absent,
)

STEP_9 = Expected(
    builder="gcp_scaling.offline_inference",
    source=SCALING,
    nodes=STEP_8.nodes | placed("google-cloud: uploads queue | workers: worker-1 worker-2"),
    clusters=NINE,
    edges=STEP_8.edges
    | joined(
        """
        data: serving -> uploads, uploads -> workers, model-store -> workers
        event: serving -> queue, queue -> workers
        request: workers -> database
        """
    ),
    flows={**STEP_6.flows, "offline": "users load-balancer serving queue workers database"},
    absent=STEP_5.absent,
)

WITHOUT = Expected(
    builder="kubernetes.without_kubernetes",
    source=KUBERNETES,
    nodes=placed(
        ".: users external-load-balancer internal-load-balancer-1 internal-load-balancer-2 "
        "app-1-1 app-1-2 app-2-1 app-2-2 app-2-3"
    ),
    clusters={},
    edges=joined(
        """
        request: users -> external-load-balancer
        request: external-load-balancer -> internal-load-balancer-1
        request: external-load-balancer -> internal-load-balancer-2
        request: internal-load-balancer-1 -> app-1-1, internal-load-balancer-1 -> app-1-2
        request: internal-load-balancer-2 -> app-2-1, internal-load-balancer-2 -> app-2-2
        request: internal-load-balancer-2 -> app-2-3
        """
    ),
)

WITH = Expected(
    builder="kubernetes.with_kubernetes",
    source=KUBERNETES,
    nodes=placed(
        ".: users ingress service-1 service-2 | deployment-1: pod-1-1 pod-1-2 | "
        "deployment-2: pod-2-1 pod-2-2 pod-2-3"
    ),
    clusters={"deployment-1": "", "deployment-2": ""},
    edges=joined(
        """
        request: users -> ingress, ingress -> service-1, ingress -> service-2
        request: service-1 -> pod-1-1, service-1 -> pod-1-2
        request: service-2 -> pod-2-1, service-2 -> pod-2-2, service-2 -> pod-2-3
        """
    ),
)

DATASTORES = Expected(
    builder="datastores.sql_vs_nosql",
    source="https://www.ml4devs.com/articles/datastore-choices-sql-vs-nosql-database/",
    nodes=placed(
        ".: data workload shape purpose purpose-two-dimensional purpose-nested relational columnar "
        "event-stream key-value in-memory wide-column time-series ledger geospatial graph document "
        "text-search vector blob"
    ),
    clusters={},
    edges=joined(
        """
        depends: data -> workload, data -> shape, data -> blob
        depends: workload -> relational, workload -> columnar, workload -> event-stream
        depends: shape -> purpose, shape -> purpose-two-dimensional, shape -> graph, shape -> purpose-nested
        depends: shape -> vector, purpose -> key-value, purpose -> in-memory
        depends: purpose-two-dimensional -> wide-column, purpose-two-dimensional -> time-series
        depends: purpose-two-dimensional -> ledger, purpose-two-dimensional -> geospatial
        depends: purpose-nested -> document, purpose-nested -> text-search
        """
    ),
)

REFERENCE = {
    "unet-pipeline": UNET,
    "flask-serving/1-uwsgi": UWSGI,
    "flask-serving/2-nginx": NGINX,
    "flask-serving/3-docker": DOCKER,
    "gcp-scaling/1-one-instance": STEP_1,
    "gcp-scaling/2-ci-cd": STEP_2,
    "gcp-scaling/3-vertical-scaling": STEP_3,
    "gcp-scaling/4-horizontal-scaling": STEP_4,
    "gcp-scaling/5-scaling-out": STEP_5,
    "gcp-scaling/6-cache": STEP_6,
    "gcp-scaling/7-error-reporting": STEP_7,
    "gcp-scaling/8-retrain": STEP_8,
    "gcp-scaling/9-offline-inference": STEP_9,
    "kubernetes/1-without": WITHOUT,
    "kubernetes/2-with": WITH,
    "sql-vs-nosql": DATASTORES,
}

every_entry = pytest.mark.parametrize("name", REFERENCE)


def built(name: str, **params: Any) -> Architecture:
    """Call the builder that the reference names for an entry."""
    module, function = REFERENCE[name].builder.split(".")
    return getattr(importlib.import_module(f"mlarch.zoo.{module}"), function)(**params)


def test_the_zoo_starts_with_the_entries_of_the_reference() -> None:
    """The zoo lists the entries of the reference in order, then all others."""
    names = [entry.name for entry in registry.zoo()]
    assert names[: len(REFERENCE)] == [*REFERENCE]
    assert registry.find("how-to-serve-a-model").kind == "decision"


@every_entry
def test_name_source_and_builder(name: str) -> None:
    """The builder returns the entry of that name, with the address of its source."""
    arch = built(name)
    assert (arch.name, arch.source) == (name, REFERENCE[name].source)


@every_entry
def test_nodes_are_those_of_the_reference(name: str) -> None:
    """Nodes and their clusters are those of the reference."""
    assert {id: node.cluster for id, node in built(name).nodes.items()} == REFERENCE[name].nodes


@every_entry
def test_clusters_are_those_of_the_reference(name: str) -> None:
    """Clusters are nested as in the reference."""
    assert {id: box.cluster for id, box in built(name).clusters.items()} == REFERENCE[name].clusters


@every_entry
def test_edges_are_those_of_the_reference(name: str) -> None:
    """Edges and their kinds are those of the reference."""
    assert {key: edge.kind for key, edge in built(name).edges.items()} == REFERENCE[name].edges


@every_entry
def test_flows_are_those_of_the_reference(name: str) -> None:
    """Flows are those of the reference."""
    flows = {flow: " ".join(path) for flow, path in built(name).flows.items()}
    assert flows == REFERENCE[name].flows


@every_entry
def test_removed_parts_are_absent(name: str) -> None:
    """Parts that the reference lists as absent do not exist."""
    arch = built(name)
    there = {*arch.nodes, *arch.clusters, *arch.edges}
    assert there.isdisjoint(REFERENCE[name].absent)


@every_entry
def test_technologies_are_in_the_catalog_and_have_icons(name: str) -> None:
    """Every node has a technology with an icon, and a known role."""
    for node in built(name).nodes.values():
        assert catalog.icon(node.technology) is not None, node.id
        assert node.role in catalog.ROLES, node.id


@every_entry
def test_texts_fit_a_card(name: str) -> None:
    """Labels are short; second lines have at most 40 characters, edge labels at most 30."""
    arch = built(name)
    for item in (*arch.nodes.values(), *arch.clusters.values()):
        assert 0 < len(item.label) <= 35, item.id
        assert len(item.description) <= 40, item.id
    for edge in arch.edges.values():
        assert len(edge.label) <= 30, edge.id


@every_entry
def test_every_entry_documents_its_source(name: str) -> None:
    """Title, summary, credit, evidence, review date, pros, cons, notes and tags are set."""
    arch = built(name)
    assert arch.title != arch.name
    assert arch.summary.endswith(".")
    assert arch.credit and arch.evidence and arch.pros and arch.cons and arch.notes and arch.tags
    assert date.fromisoformat(arch.reviewed) <= date.today()
    seen = name.startswith("kubernetes/")
    assert ("redrawn from the article's description" in arch.credit) is not seen


@every_entry
def test_builders_are_deterministic(name: str) -> None:
    """Two calls return equal architectures."""
    assert built(name) == built(name)


PICTURES = (
    "full-system-architecture",
    "uwsgi",
    "nginx",
    "docker-flask-tensorflow-uwsgi-nginx",
    "one-instance",
    "ci-cd",
    "vertical-scaling",
    "horizontal-scaling",
    "scaling-out",
    "cache",
    "error-reporting",
    "retrain",
    "offline-inference",
    "modern-app-design",
    "app-with-kubernetes-design",
)


@pytest.mark.parametrize(("name", "picture"), list(zip(REFERENCE, PICTURES, strict=False)))
def test_the_credit_names_the_picture(name: str, picture: str) -> None:
    """The credit line has the name of the picture in the source."""
    assert f"picture {picture};" in built(name).credit


# Labels that are facts.


@pytest.mark.parametrize(
    ("name", "edge", "label"),
    [
        ("flask-serving/1-uwsgi", "client -> app-server", "HTTP :8080"),
        ("flask-serving/1-uwsgi", "app -> model", "infer(image)"),
        ("flask-serving/2-nginx", "client -> proxy", "HTTP :80, POST /infer"),
        ("flask-serving/2-nginx", "proxy -> app-server", "uwsgi protocol, unix socket"),
        ("flask-serving/3-docker", "client -> proxy", "HTTP :80, published 80:80"),
        ("flask-serving/3-docker", "proxy -> app-server", "uwsgi protocol, app:660"),
        ("unet-pipeline", "app -> model", "tensor 128x128x3"),
        ("unet-pipeline", "users -> load-balancer", "HTTPS, image"),
        ("gcp-scaling/6-cache", "serving -> cache", "lookup, store"),
        ("gcp-scaling/9-offline-inference", "serving -> queue", "reference"),
    ],
)
def test_factual_labels(name: str, edge: str, label: str) -> None:
    """Protocols, ports and payloads are those of the source."""
    assert built(name).edges[edge].label == label


def test_vertical_scaling_changes_one_machine() -> None:
    """Step 3 changes only the machine."""
    before, after = gcp_scaling.ci_cd(), gcp_scaling.vertical_scaling()
    changed = [id for id in after.nodes if after.nodes[id] != before.nodes[id]]
    assert changed == ["instance-1"]
    assert after.nodes["instance-1"].description == "more CPU and memory, a GPU"


def test_kubernetes_labels_are_those_of_the_picture() -> None:
    """Copies of an application share a label, pods are numbered, edges have no label."""
    without, with_ = kubernetes.without_kubernetes(), kubernetes.with_kubernetes()
    assert [without.nodes[id].label for id in ("app-1-1", "app-1-2", "app-2-3")] == [
        "App 1",
        "App 1",
        "App 2",
    ]
    assert [with_.nodes[id].label for id in ("pod-1-1", "pod-2-3")] == ["Pod 1.1", "Pod 2.3"]
    assert {edge.label for arch in (without, with_) for edge in arch.edges.values()} == {""}


# Parameters.

STACKS = [
    ("flask", "tensorflow", "uWSGI", "WSGI", "uwsgi protocol", "SavedModel"),
    ("flask", "pytorch", "uWSGI", "WSGI", "uwsgi protocol", "TorchScript"),
    ("flask", "onnx-runtime", "uWSGI", "WSGI", "uwsgi protocol", "ONNX file"),
    ("fastapi", "tensorflow", "Uvicorn", "ASGI", "HTTP", "SavedModel"),
    ("fastapi", "pytorch", "Uvicorn", "ASGI", "HTTP", "TorchScript"),
    ("fastapi", "onnx-runtime", "Uvicorn", "ASGI", "HTTP", "ONNX file"),
]
TECHNOLOGIES = {
    "flask": ("programming.framework.Flask", "mlarch.nodes.UWSGI"),
    "fastapi": ("programming.framework.Fastapi", "mlarch.nodes.Uvicorn"),
    "tensorflow": "mlarch.nodes.TensorFlow",
    "pytorch": "mlarch.nodes.PyTorch",
    "onnx-runtime": "mlarch.nodes.ONNXRuntime",
}


@pytest.mark.parametrize("name", ["unet-pipeline", *(n for n in REFERENCE if n.startswith("flask-serving/"))])
@pytest.mark.parametrize(("framework", "runtime", "server", "interface", "upstream", "artefact"), STACKS)
def test_framework_and_runtime_switch_together(
    name: str, framework: str, runtime: str, server: str, interface: str, upstream: str, artefact: str
) -> None:
    """Technology, label, protocol and artefact change; ids do not."""
    arch = built(name, framework=framework, model_runtime=runtime)
    app_technology, server_technology = TECHNOLOGIES[framework]
    assert arch.nodes["app"].technology == app_technology
    assert (arch.nodes["app-server"].technology, arch.nodes["app-server"].label) == (
        server_technology,
        server,
    )
    assert arch.nodes["model"].technology == TECHNOLOGIES[runtime]
    assert arch.edges["app-server -> app"].label == interface
    if "proxy -> app-server" in arch.edges:
        assert arch.edges["proxy -> app-server"].label.split(",")[0] == upstream
    stored = arch.nodes.get("model-store", arch.nodes["model"])
    assert artefact in stored.description
    assert set(arch.nodes) == set(REFERENCE[name].nodes)
    other = {"flask": ("Uvicorn", "ASGI", "FastAPI"), "fastapi": ("uWSGI", "uwsgi", "WSGI", "Flask")}[
        framework
    ]
    shown = [arch.title, arch.summary, *(edge.label for edge in arch.edges.values())]
    shown += [text for node in arch.nodes.values() for text in (node.label, node.description)]
    shown += [text for text in arch.notes if "published" not in text]
    assert not [text for text in shown for word in other if word in text]


@pytest.mark.parametrize("per_region", [2, 3, 5])
@pytest.mark.parametrize("step", [5, 6, 7, 8, 9])
def test_more_instances_take_the_next_numbers(step: int, per_region: int) -> None:
    """More instances keep ids and clusters, and are split between the regions."""
    name = list(REFERENCE)[3 + step]
    arch = built(name, instances_per_region=per_region)
    placed = {id: node.cluster for id, node in arch.nodes.items()}
    assert placed.items() >= REFERENCE[name].nodes.items()
    instances = {id: cluster for id, cluster in placed.items() if id.startswith("instance-")}
    assert list(instances.values()).count("region-1") == per_region
    assert list(instances.values()).count("region-2") == per_region
    assert sorted(instances) == sorted(f"instance-{n}" for n in range(1, 2 * per_region + 1))


def test_third_instances_of_the_regions() -> None:
    """The fifth instance is in the first region, the sixth in the second."""
    nodes = gcp_scaling.scaling_out(instances_per_region=3).nodes
    assert (nodes["instance-5"].cluster, nodes["instance-6"].cluster) == ("region-1", "region-2")


def test_other_counts_change_the_drawing() -> None:
    """The other counts change the drawing, and may be below the default."""
    assert "worker-3" in gcp_scaling.offline_inference(workers=3).nodes
    assert "worker-2" not in gcp_scaling.offline_inference(workers=1).nodes
    assert flask_serving.docker(processes=4).clusters["worker"].label == "uWSGI worker, 4 processes"
    assert flask_serving.uwsgi(port=9000).edges["client -> app-server"].label == "HTTP :9000"
    pods = [id for id in kubernetes.with_kubernetes(replicas=(3, 4)).nodes if id.startswith("pod-")]
    assert len(pods) == 7
    assert "app-1-3" in kubernetes.without_kubernetes(replicas=[3, 3]).nodes  # type: ignore[arg-type]


def test_gateway_replaces_ingress() -> None:
    """The gateway has the id of the ingress, with its own technology and label."""
    node = kubernetes.with_kubernetes(entry="gateway").nodes["ingress"]
    assert (node.label, node.technology) == ("Gateway", "mlarch.nodes.GatewayAPI")


def test_a_decision_shows_products_of_a_provider() -> None:
    """Leaves name the products of the provider, or none if it has none."""
    aws, gcp = datastores.sql_vs_nosql(products="aws"), datastores.sql_vs_nosql(products="gcp")
    assert aws.nodes["graph"].description == "Neptune"
    assert gcp.nodes["ledger"].description == "none"
    assert "QLDB" not in aws.nodes["ledger"].description


INSTANCES = "a whole number from 2 to 100"
COUNT = "a whole number from 1 to 100"
PORT = "a whole number from 1 to 65535"
PAIR = "a list of 2 whole numbers from 1 to 100"


@pytest.mark.parametrize(
    ("name", "parameter", "value", "rule"),
    [
        ("5-scaling-out", "instances_per_region", -1, INSTANCES),
        ("6-cache", "instances_per_region", 1, INSTANCES),
        ("7-error-reporting", "instances_per_region", 0, INSTANCES),
        ("8-retrain", "instances_per_region", 101, INSTANCES),
        ("9-offline-inference", "workers", 0, COUNT),
        ("1-uwsgi", "port", 65536, PORT),
        ("2-nginx", "processes", 0, COUNT),
        ("3-docker", "processes", -3, COUNT),
        ("unet-pipeline", "processes", -2, COUNT),
        ("1-without", "replicas", [2], PAIR),
        ("2-with", "replicas", [2, 0], PAIR),
    ],
)
def test_values_out_of_range_are_refused(name: str, parameter: str, value: object, rule: str) -> None:
    """The error names the parameter, the entry, the accepted values and the value."""
    entry = registry.find(name)
    with pytest.raises(ParameterError) as caught:
        built(entry.name, **{parameter: value})
    assert str(caught.value) == f"parameter '{parameter}' of '{entry.name}' must be {rule}, not {value}"


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("flask-serving/3-docker", {"framework": "flsk"}),
        ("unet-pipeline", {"model_runtime": "jax"}),
        ("kubernetes/2-with", {"entry": None}),
        ("sql-vs-nosql", {"products": "gpc"}),
        ("gcp-scaling/8-retrain", {"instances_per_region": 2.0}),
        ("gcp-scaling/9-offline-inference", {"workers": True}),
        ("kubernetes/1-without", {"replicas": "23"}),
    ],
)
def test_values_of_another_type_are_refused(name: str, params: dict[str, Any]) -> None:
    """A wrong choice and a wrong type are errors that quote the value."""
    with pytest.raises(ParameterError, match=repr(next(iter(params.values())))):
        built(name, **params)


def test_all_wrong_values_are_reported_at_once() -> None:
    """Two wrong parameters are two lines of one error."""
    with pytest.raises(ParameterError) as caught:
        gcp_scaling.offline_inference(instances_per_region=-1, workers=-2)
    assert caught.value.problems == (
        "parameter 'instances_per_region' of 'gcp-scaling/9-offline-inference' must be "
        "a whole number from 2 to 100, not -1",
        "parameter 'workers' of 'gcp-scaling/9-offline-inference' must be "
        "a whole number from 1 to 100, not -2",
    )


def test_unknown_parameters_get_a_suggestion() -> None:
    """A misspelled parameter is an error with a suggestion, through `get`."""
    with pytest.raises(UnknownNameError, match="Did you mean 'instances_per_region'"):
        entry_loading.get("zoo:cache", instances_per_regoin=3)


# The decision's data.

LEAVES = {
    "relational": (
        "RDS, Aurora",
        "Azure SQL Database, PostgreSQL Flexible Server",
        "Cloud SQL, Spanner, AlloyDB",
        "PostgreSQL, MySQL, MariaDB",
    ),
    "columnar": ("Redshift", "Microsoft Fabric, Synapse Analytics", "BigQuery", "ClickHouse, Druid, DuckDB"),
    "key-value": ("DynamoDB", "Cosmos DB", "Bigtable", "Valkey, Redis, Aerospike"),
    "in-memory": (
        "ElastiCache, MemoryDB",
        "Azure Managed Redis (r)",
        "Memorystore",
        "Valkey, Redis, Memcached, Hazelcast",
    ),
    "wide-column": ("Keyspaces", "Cosmos DB for Apache Cassandra", "Bigtable", "Cassandra, HBase, ScyllaDB"),
    "time-series": (
        "Timestream for InfluxDB",
        "Azure Data Explorer",
        "Bigtable, BigQuery",
        "InfluxDB, TimescaleDB, Prometheus",
    ),
    "ledger": (
        "QLDB (x), Aurora PostgreSQL with audit tables",
        "SQL Database ledger tables, Confidential Ledger",
        "",
        "Hyperledger Fabric, immudb",
    ),
    "geospatial": (
        "RDS/Aurora with PostGIS",
        "Cosmos DB, PostgreSQL with PostGIS",
        "BigQuery, Cloud SQL with PostGIS",
        "PostGIS, MongoDB",
    ),
    "graph": ("Neptune", "Cosmos DB for Apache Gremlin", "Spanner Graph", "Neo4j, JanusGraph"),
    "document": (
        "DocumentDB, DynamoDB",
        "Cosmos DB, Azure DocumentDB (r)",
        "Firestore",
        "MongoDB, Couchbase",
    ),
    "text-search": (
        "OpenSearch Service (r)",
        "Azure AI Search (r)",
        "Agent Search (r)",
        "OpenSearch, Elasticsearch, Solr",
    ),
    "blob": ("S3", "Blob Storage", "Cloud Storage", "Ceph, SeaweedFS, MinIO (x)"),
    "vector": (
        "OpenSearch, Aurora pgvector, S3 Vectors",
        "Azure AI Search, Cosmos DB",
        "Vector Search (r), AlloyDB",
        "Qdrant, Milvus, Weaviate, pgvector",
    ),
    "event-stream": ("Kinesis, MSK", "Event Hubs", "Pub/Sub", "Kafka, NATS, Pulsar"),
}
WAYS = {
    "relational": "data=structured workload=transactions",
    "columnar": "data=structured workload=analytics",
    "event-stream": "data=structured workload=events",
    "key-value": "data=semi-structured shape=dictionary purpose=storage",
    "in-memory": "data=semi-structured shape=dictionary purpose=cache",
    "wide-column": "data=semi-structured shape=two-dimensional purpose=general",
    "time-series": "data=semi-structured shape=two-dimensional purpose=time-series",
    "ledger": "data=semi-structured shape=two-dimensional purpose=audit-trail",
    "geospatial": "data=semi-structured shape=two-dimensional purpose=locations",
    "graph": "data=semi-structured shape=relationships",
    "document": "data=semi-structured shape=nested purpose=records",
    "text-search": "data=semi-structured shape=nested purpose=full-text-search",
    "vector": "data=semi-structured shape=embeddings",
    "blob": "data=unstructured",
}


@pytest.mark.parametrize("leaf", LEAVES)
def test_products_of_a_leaf(leaf: str) -> None:
    """Each leaf has the products of the reference, with renamed and ended ones marked."""
    marks = {"renamed": " (r)", "ended": " (x)"}
    products = datastores.DECISION.leaf(leaf).products
    for provider, expected in zip(("aws", "azure", "gcp", "oss"), LEAVES[leaf], strict=True):
        names = [product.name + marks.get(product.status, "") for product in products[provider]]
        assert ", ".join(names) == expected


@pytest.mark.parametrize("leaf", WAYS)
def test_answers_of_a_leaf(leaf: str) -> None:
    """Topics and answers of each path are those of the reference, and label its edges."""
    decision, arch = datastores.DECISION, datastores.sql_vs_nosql()
    steps = decision.path(leaf)
    assert " ".join(f"{decision.question(id).topic}={answer}" for id, answer in steps) == WAYS[leaf]
    ends = [*(id for id, _ in steps[1:]), leaf]
    drawn = [arch.edges[f"{id} -> {end}"].label for (id, _), end in zip(steps, ends, strict=True)]
    assert drawn == [answer for _, answer in steps]


def test_products_have_dates_and_notes() -> None:
    """Each product has the date of its check, and a note if it differs from the source."""
    assert set(WAYS) == {leaf.id for leaf in datastores.DECISION.leaves} == set(LEAVES)
    for leaf in datastores.DECISION.leaves:
        assert leaf.reason.endswith(".") and date.fromisoformat(leaf.checked)
        for product in (product for products in leaf.products.values() for product in products):
            assert date.fromisoformat(product.checked) <= date.today()
            assert (product.status == "original") is (product.note == ""), product


def test_extensions_are_tagged() -> None:
    """Only events and embeddings are tagged as extensions."""
    arch = datastores.sql_vs_nosql()
    tagged = [item.id for item in (*arch.nodes.values(), *arch.edges.values()) if item.tags]
    assert tagged == ["event-stream", "vector", "workload -> event-stream", "shape -> vector"]
    assert arch.styles["extension"].legend == "our extension"


# Adding an entry.


def test_importing_the_zoo_loads_no_entry() -> None:
    """`import mlarch.zoo` loads neither its modules nor `diagrams`."""
    code = "import sys, mlarch.zoo; print([name for name in sys.modules if name.startswith('diagrams')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_copied_module_is_an_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of a module and its name in `MODULES` are all that a new entry needs."""
    package = tmp_path / "mlarch"
    shutil.copytree(Path(mlarch.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    source = (package / "zoo" / "unet.py").read_text("utf-8").replace('"unet-pipeline"', '"team/1-new"')
    (package / "zoo" / "team.py").write_text(source, "utf-8")
    modules = package / "zoo" / "__init__.py"
    modules.write_text(modules.read_text("utf-8").replace('("unet",', '("unet", "team",'), "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    command = [sys.executable, "-m", "mlarch", "show", "team/1-new", "--set", "processes=3"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("team/1-new: A U-Net that segments images, the whole system\n")
