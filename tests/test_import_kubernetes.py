"""Importing Kubernetes objects: what is joined, drawn, hidden, reported and refused."""

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
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def imported(*paths: Path | str, **options: bool) -> Imported:
    return from_kubernetes(read_sources([str(path) for path in paths], "kubernetes"), **options)


def written(text: str, **options: bool) -> Imported:
    Path("objects.yaml").write_text(text)
    return imported("objects.yaml", **options)


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, ["import", "kubernetes", *arguments], input=stdin)


@pytest.fixture(scope="module")
def shop() -> Imported:
    return imported(FILES / "shop")


def deployment(name: str, image: str = "x", more: str = "") -> str:
    container = f"{{name: c, image: {image}{more}}}"
    template = f"{{metadata: {{labels: {{app: {name}}}}}, spec: {{containers: [{container}]}}}}"
    return f"kind: Deployment\nmetadata: {{name: {name}}}\nspec: {{template: {template}}}\n---\n"


def service(name: str, app: str, more: str = "") -> str:
    spec = f"{{selector: {{app: {app}}}, ports: [{{port: 80}}]{more}}}"
    return f"kind: Service\nmetadata: {{name: {name}}}\nspec: {spec}\n---\n"


def test_nodes_of_a_namespace(shop: Imported) -> None:
    """A Service and the workload of its name are one node; an Ingress of that name says its kind."""
    arch = shop.architecture
    assert [*arch.nodes] == [
        *("users", "edge", "web", "web-ingress", "db", "postgres", "data", "cache", "nightly", "widget"),
    ]
    assert {node.cluster for id, node in arch.nodes.items() if id != "users"} == {"shop"}
    assert arch.nodes["users"].cluster == ""


def test_edges_of_a_namespace(shop: Imported) -> None:
    """Selectors, rules, claims, variables, ConfigMaps, arguments and init containers draw edges."""
    drawn = {key: edge.style for key, edge in shop.architecture.edges.items()}
    assert drawn == {
        **dict.fromkeys(("db -> postgres", "postgres -> data", "edge -> web", "web-ingress -> web"), ""),
        **dict.fromkeys(("users -> edge", "users -> web-ingress"), ""),
        **dict.fromkeys(("web -> db", "web -> cache", "nightly -> web", "widget -> web"), "dashed"),
    }


def test_what_is_said_on_cards(shop: Imported) -> None:
    """Autoscalers, replicas, accelerators, schedules and bound volumes are on the card."""
    nodes = shop.architecture.nodes
    assert (nodes["web"].replicas, nodes["web"].description) == (2, "scales 2 to 10")
    assert nodes["cache"].description == "Redis, 2 GPUs"
    assert nodes["nightly"].description == "CronJob, at 0 3 * * *"
    assert nodes["data"].description == "Persistent volume claim, 5Gi, on disk"


def test_labels_of_ways_in(shop: Imported) -> None:
    """Edges from outside say host, path, port and share."""
    edges = shop.architecture.edges
    assert edges["users -> web-ingress"].label == "shop.example.com"
    assert edges["users -> edge"].label == "api.example.com"
    assert edges["edge -> web"].label == "/api :80 90 %"


def test_the_report_of_a_namespace(shop: Imported) -> None:
    """Plumbing is hidden and counted, an unknown kind and a foreign host are named."""
    report = shop.report
    assert {what: len(names) for what, names in report.hidden.items()} == {
        "HTTPRoute, said on its Gateway": 1,
        "Namespace": 1,
        "init container": 1,
        "Service, one with its workload": 2,
        "autoscaler, said on its workload": 1,
        "ConfigMap, read as evidence": 1,
        "PersistentVolume": 1,
        "ServiceAccount": 1,
    }
    assert [line.partition(": ")[2] for line in report.unknown] == [
        "kind 'Widget' is not known: widget is one plain node"
    ]
    assert [*report.hosts] == ["payments.example.com"]


def test_raw_draws_every_object() -> None:
    """With --raw nothing is joined or hidden."""
    arch, report = imported(FILES / "shop", raw=True)
    assert {"web-service", "web-configmap", "web-serviceaccount", "disk", "api"} < {*arch.nodes}
    assert "web-service -> web" in arch.edges
    assert [*report.hidden] == ["init container"]


def test_a_service_that_selects_nothing() -> None:
    """Names alone join nothing: the selector counts."""
    arch, report = written(deployment("web") + service("web", "other"))
    assert ([*arch.nodes], [*arch.edges]) == (["web", "web-service"], [])
    assert report.unknown == ["objects.yaml:7: Service web selects no workload that is here"]


def test_a_selector_selects_by_all_its_labels() -> None:
    """A workload with some of the labels is not selected."""
    labels = {"a": "app: web, tier: one", "b": "app: web, tier: two", "c": "app: db, tier: one"}
    text = "".join(
        deployment(name).replace(f"labels: {{app: {name}}}", f"labels: {{{own}}}")
        for name, own in labels.items()
    )
    arch, _ = written(text + service("front", "web, tier: one"))
    assert [*arch.edges] == ["front -> a"]


def test_a_service_of_several_workloads() -> None:
    """A Service of another name is a node of its own, with an edge to all it selects."""
    other = deployment("web").replace("name: web}", "name: canary}")
    arch, _ = written(deployment("web") + other + service("front", "web", ", type: LoadBalancer"))
    assert [*arch.edges] == ["front -> web", "front -> canary", "users -> front"]


@pytest.mark.parametrize("kind", ["LoadBalancer", "NodePort", "ClusterIP"])
def test_services_that_the_outside_reaches(kind: str) -> None:
    """Only a balancer and a port of every machine are the outside world."""
    arch, _ = written(deployment("web") + service("web", "web", f", type: {kind}"))
    assert [*arch.edges] == ([] if kind == "ClusterIP" else ["users -> web"])


def test_one_name_in_two_namespaces() -> None:
    """Names are those of their namespace, and hosts are found in the right one."""
    text = ""
    for space in ("a", "b"):
        text += (deployment("web") + service("web", "web")).replace(
            "name: web}", f"name: web, namespace: {space}}}"
        )
    caller = deployment("caller", more=", env: [{name: WEB_URL, value: 'http://web.b.svc.cluster.local/'}]")
    arch, _ = written(text + caller)
    assert [*arch.nodes] == ["web", "b/web", "caller"]
    assert [*arch.edges] == ["caller -> b/web"]


def test_serving_resources() -> None:
    """KServe, Ray and Seldon are drawn as the parts they stand for."""
    arch, report = imported(FILES / "serving")
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


def test_a_model_store_is_drawn_on_demand() -> None:
    """The bucket a model comes from is a node with --external."""
    arch, _ = imported(FILES / "serving" / "kserve.yaml", external=True)
    assert (arch.nodes["bucket"].technology, arch.edges["size -> bucket"].kind) == (
        "gcp.storage.Storage",
        "data",
    )


def test_external_host_with_the_name_of_a_cluster() -> None:
    """A store that is named like an InferenceService gets an id of its own."""
    components = "{transformer: {containers: []}, predictor: {sklearn: {storageUri: 's3://digits/1'}}}"
    text = f"kind: InferenceService\nmetadata: {{name: digits}}\nspec: {components}\n"
    arch, _ = written(text, external=True)
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
    """Each bad file is refused with place, reason and what to do, exit 2, and nothing on stdout."""
    path = FILES / "bad" / f"{name}.yaml"
    result = run(str(path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"error: {path}:{BAD[name]}\n"


def test_every_bad_file_has_its_message() -> None:
    """No bad file lies there unchecked."""
    assert sorted(BAD) == sorted(path.stem for path in (FILES / "bad").iterdir())


def test_other_yaml_in_a_folder_is_passed_over(here: Path) -> None:
    """A folder may hold values and workflows beside the objects: they are reported, not refused."""
    (here / "k8s").mkdir()
    (here / "k8s" / "values.yaml").write_text("image: x\n")
    (here / "k8s" / "web.yaml").write_text(deployment("web"))
    arch, report = imported("k8s")
    assert [*arch.nodes] == ["web"]
    assert report.unknown == ["k8s/values.yaml:1: not a Kubernetes object: it has no key 'kind'"]


def test_the_command_reads_stdin_and_writes_json(here: Path) -> None:
    """Objects come from a pipe, and the report can be JSON."""
    result = run("-", "--report", "r.json", stdin=deployment("web", "redis:7"))
    arch: Architecture = loading.from_yaml(result.stdout)
    assert (result.exit_code, arch.nodes["web"].technology) == (0, "onprem.inmemory.Redis")
    assert json.loads((here / "r.json").read_text())["read"] == ["-: 1 object"]
