"""Test the import of Kubernetes objects."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mlarch.cli import main
from mlarch.importers import Imported, from_kubernetes, read_sources
from mlarch.model import Architecture
from mlarch.project import loading

FILES = Path(__file__).parent / "files" / "kubernetes"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def import_paths(*paths: Path | str, **options: bool) -> Imported:
    return from_kubernetes(read_sources([str(path) for path in paths], "kubernetes"), **options)


def import_text(text: str, **options: bool) -> Imported:
    Path("objects.yaml").write_text(text)
    return import_paths("objects.yaml", **options)


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, ["import", "kubernetes", *arguments], input=stdin)


@pytest.fixture(scope="module")
def shop() -> Imported:
    return import_paths(FILES / "shop")


def deployment(name: str, image: str = "x", more: str = "") -> str:
    container = f"{{name: c, image: {image}{more}}}"
    template = f"{{metadata: {{labels: {{app: {name}}}}}, spec: {{containers: [{container}]}}}}"
    return f"kind: Deployment\nmetadata: {{name: {name}}}\nspec: {{template: {template}}}\n---\n"


def service(name: str, app: str, more: str = "") -> str:
    spec = f"{{selector: {{app: {app}}}, ports: [{{port: 80}}]{more}}}"
    return f"kind: Service\nmetadata: {{name: {name}}}\nspec: {spec}\n---\n"


def test_nodes_of_a_namespace(shop: Imported) -> None:
    """A Service and its workload are one node; the id of an Ingress has its kind."""
    arch = shop.architecture
    assert [*arch.nodes] == [
        *("users", "edge", "web", "web-ingress", "db", "postgres", "data", "cache", "nightly", "widget"),
    ]
    assert {node.cluster for id, node in arch.nodes.items() if id != "users"} == {"shop"}
    assert arch.nodes["users"].cluster == ""


def test_edges_of_a_namespace(shop: Imported) -> None:
    """Selectors, rules, claims and volumes draw solid edges, settings dashed ones."""
    drawn = {key: edge.style for key, edge in shop.architecture.edges.items()}
    assert drawn == {
        **dict.fromkeys(("db -> postgres", "postgres -> data", "edge -> web", "web-ingress -> web"), ""),
        **dict.fromkeys(("users -> edge", "users -> web-ingress"), ""),
        **dict.fromkeys(("web -> db", "web -> cache", "nightly -> web", "widget -> web"), "dashed"),
    }


def test_descriptions(shop: Imported) -> None:
    """Nodes describe autoscalers, accelerators, schedules and bound volumes."""
    nodes = shop.architecture.nodes
    assert (nodes["web"].replicas, nodes["web"].description) == (2, "scales 2 to 10")
    assert nodes["cache"].description == "Redis, 2 GPUs"
    assert nodes["nightly"].description == "CronJob, at 0 3 * * *"
    assert nodes["data"].description == "Persistent volume claim, 5Gi, on disk"


def test_labels_of_entries(shop: Imported) -> None:
    """Edges of entries are labelled with host, path, port and share."""
    edges = shop.architecture.edges
    assert edges["users -> web-ingress"].label == "shop.example.com"
    assert edges["users -> edge"].label == "api.example.com"
    assert edges["edge -> web"].label == "/api :80 90 %"


def test_report_of_a_namespace(shop: Imported) -> None:
    """The report lists hidden objects, unknown kinds and unknown hosts."""
    report = shop.report
    assert {kind: len(names) for kind, names in report.hidden.items()} == {
        "HTTPRoute, shown on its Gateway": 1,
        "Namespace": 1,
        "init container": 1,
        "Service, merged with its workload": 2,
        "autoscaler, shown on its workload": 1,
        "ConfigMap, read as evidence": 1,
        "PersistentVolume": 1,
        "ServiceAccount": 1,
    }
    assert [line.partition(": ")[2] for line in report.unknown] == [
        "unknown kind 'Widget': 'widget' is drawn as a plain node"
    ]
    assert [*report.hosts] == ["payments.example.com"]


def test_raw_draws_every_object() -> None:
    """A raw import merges and hides no object."""
    arch, report = import_paths(FILES / "shop", raw=True)
    assert {"web-service", "web-configmap", "web-serviceaccount", "disk", "api"} < {*arch.nodes}
    assert "web-service -> web" in arch.edges
    assert [*report.hidden] == ["init container"]


def test_service_without_workload() -> None:
    """A Service is merged by its selector, not by its name."""
    arch, report = import_text(deployment("web") + service("web", "other"))
    assert ([*arch.nodes], [*arch.edges]) == (["web", "web-service"], [])
    assert report.unknown == ["objects.yaml:7: Service web selects no workload in these files"]


def test_selector_needs_all_labels() -> None:
    """A workload with only some of the labels is not selected."""
    labels = {"a": "app: web, tier: one", "b": "app: web, tier: two", "c": "app: db, tier: one"}
    text = "".join(
        deployment(name).replace(f"labels: {{app: {name}}}", f"labels: {{{pairs}}}")
        for name, pairs in labels.items()
    )
    arch, _ = import_text(text + service("front", "web, tier: one"))
    assert [*arch.edges] == ["front -> a"]


def test_service_of_several_workloads() -> None:
    """A Service of another name is a node with edges to its workloads."""
    other = deployment("web").replace("name: web}", "name: canary}")
    arch, _ = import_text(deployment("web") + other + service("front", "web", ", type: LoadBalancer"))
    assert [*arch.edges] == ["front -> web", "front -> canary", "users -> front"]


@pytest.mark.parametrize("kind", ["LoadBalancer", "NodePort", "ClusterIP"])
def test_exposed_services(kind: str) -> None:
    """Only LoadBalancer and NodePort Services have an edge from users."""
    arch, _ = import_text(deployment("web") + service("web", "web", f", type: {kind}"))
    assert [*arch.edges] == ([] if kind == "ClusterIP" else ["users -> web"])


def test_same_name_in_two_namespaces() -> None:
    """Ids have the namespace, and host names are resolved in it."""
    text = ""
    for space in ("a", "b"):
        text += (deployment("web") + service("web", "web")).replace(
            "name: web}", f"name: web, namespace: {space}}}"
        )
    caller = deployment("caller", more=", env: [{name: WEB_URL, value: 'http://web.b.svc.cluster.local/'}]")
    arch, _ = import_text(text + caller)
    assert [*arch.nodes] == ["web", "b/web", "caller"]
    assert [*arch.edges] == ["caller -> b/web"]


def test_serving_resources() -> None:
    """Resources of KServe, Ray and Seldon are drawn as the parts that they create."""
    arch, report = import_paths(FILES / "serving")
    assert [*arch.clusters] == ["mask", "text", "iris", "both"]
    assert arch.nodes["mask-predictor"].description == "ONNX Runtime, canary: 20 % of requests"
    assert (arch.nodes["text-gpu"].description, arch.nodes["text-gpu"].replicas) == (
        "Ray, 1 GPU, scales 0 to 8",
        2,
    )
    assert [*arch.edges] == [
        *("mask-predictor -> models", "mask-transformer -> mask-predictor", "text-gpu -> text-head"),
        *("iris-main-combine -> iris-main-a", "iris-main-combine -> iris-main-b"),
        *("both-root -> mask-transformer", "both-root -> both-split", "both-split -> size"),
    ]
    assert [*report.hosts] == ["bucket", "m", "gone"]


def test_model_stores_are_drawn_if_external() -> None:
    """The bucket of a model is a node if external hosts are drawn."""
    arch, _ = import_paths(FILES / "serving" / "kserve.yaml", external=True)
    assert (arch.nodes["bucket"].technology, arch.edges["size -> bucket"].kind) == (
        "gcp.storage.Storage",
        "data",
    )


def test_external_host_with_the_name_of_a_cluster() -> None:
    """A store with the name of an InferenceService gets another id."""
    components = "{transformer: {containers: []}, predictor: {sklearn: {storageUri: 's3://digits/1'}}}"
    text = f"kind: InferenceService\nmetadata: {{name: digits}}\nspec: {components}\n"
    arch, _ = import_text(text, external=True)
    assert ([*arch.clusters], arch.nodes["digits-external"].label) == (["digits"], "digits")
    assert "digits-predictor -> digits-external" in arch.edges


HELM = "a Helm template, not YAML: render it first, 'helm template CHART | mlarch import kubernetes -'"
BAD = {
    "compose": "1:1: a Compose file, not Kubernetes objects: use 'mlarch import compose'",
    "empty": " not Kubernetes objects: nothing in it",
    "helm": f"4:9: {HELM}",
    "neither": "1:1: not a Kubernetes object: it has no key 'kind'",
    "nothing-to-draw": " nothing to draw in it: 1 ServiceAccount",
    "quoted-helm": f"4:3: {HELM}",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files(name: str) -> None:
    """A bad file is refused with place, reason and remedy, exit 2, and no output."""
    path = FILES / "bad" / f"{name}.yaml"
    result = run(str(path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"error: {path}:{BAD[name]}\n"


def test_every_bad_file_has_its_message() -> None:
    """Every bad file has an expected message."""
    assert sorted(BAD) == sorted(path.stem for path in (FILES / "bad").iterdir())


def test_other_yaml_in_a_folder_is_reported(folder: Path) -> None:
    """A folder may hold other YAML files; they are reported, not refused."""
    (folder / "k8s").mkdir()
    (folder / "k8s" / "values.yaml").write_text("image: x\n")
    (folder / "k8s" / "web.yaml").write_text(deployment("web"))
    arch, report = import_paths("k8s")
    assert [*arch.nodes] == ["web"]
    assert report.unknown == ["k8s/values.yaml:1: not a Kubernetes object: it has no key 'kind'"]


def test_command_reads_stdin_and_writes_json(folder: Path) -> None:
    """The command reads standard input, and writes the report as JSON."""
    result = run("-", "--report", "r.json", stdin=deployment("web", "redis:7"))
    arch: Architecture = loading.from_yaml(result.stdout)
    assert (result.exit_code, arch.nodes["web"].technology) == (0, "onprem.inmemory.Redis")
    assert json.loads((folder / "r.json").read_text())["read"] == ["-: 1 object"]
